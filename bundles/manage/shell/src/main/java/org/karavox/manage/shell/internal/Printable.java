package org.karavox.manage.shell.internal;

/** Text that came off the wire, made fit for a terminal. */
final class Printable {

    private Printable() {
    }

    /** {@code text} with every control character replaced by a dot: a Call-ID must not move the cursor. */
    static String of(String text) {
        StringBuilder printable = null;
        for (int i = 0; i < text.length(); i++) {
            if (isControl(text.charAt(i))) {
                if (printable == null) {
                    printable = new StringBuilder(text);
                }
                printable.setCharAt(i, '.');
            }
        }
        return printable == null ? text : printable.toString();
    }

    /** C0, DEL, C1, and the marks that turn the direction of writing. */
    private static boolean isControl(char c) {
        return Character.isISOControl(c) || c >= '\u202A' && c <= '\u202E' || c >= '\u2066' && c <= '\u2069';
    }
}
