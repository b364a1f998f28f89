package org.karavox.manage.shell.internal;

/** Text that came off the wire, made fit for a terminal or a script. */
final class Printable {

    private Printable() {
    }

    /** {@code text} with every control character replaced by a dot: a Call-ID must not move the cursor. */
    static String of(String text) {
        StringBuilder printable = null;
        for (int i = 0; i < text.length(); i++) {
            if (isHarmful(text, i)) {
                if (printable == null) {
                    printable = new StringBuilder(text);
                }
                printable.setCharAt(i, '.');
            }
        }
        return printable == null ? text : printable.toString();
    }

    /** {@code text} in one line and one column, from which it can be restored: backslash escapes as in C and Java. */
    static String escaped(String text) {
        StringBuilder escaped = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '\\' -> escaped.append("\\\\");
                case '\t' -> escaped.append("\\t");
                case '\n' -> escaped.append("\\n");
                case '\r' -> escaped.append("\\r");
                default -> escaped.append(isHarmful(text, i) ? String.format("\\u%04x", (int) c) : String.valueOf(c));
            }
        }
        return escaped.toString();
    }

    /** C0, DEL, C1, line separators, the marks that turn the direction of writing or cannot be seen, and broken surrogates. */
    private static boolean isHarmful(String text, int at) {
        char c = text.charAt(at);
        if (Character.isHighSurrogate(c)) {
            return at + 1 == text.length() || !Character.isLowSurrogate(text.charAt(at + 1));
        }
        if (Character.isLowSurrogate(c)) {
            return at == 0 || !Character.isHighSurrogate(text.charAt(at - 1));
        }
        return Character.isISOControl(c) || c >= '\u200B' && c <= '\u200F' || c >= '\u2028' && c <= '\u202E'
                || c >= '\u2060' && c <= '\u206F' || c == '\u061C' || c == '\uFEFF' || c >= '\uFFF9' && c <= '\uFFFB';
    }
}
