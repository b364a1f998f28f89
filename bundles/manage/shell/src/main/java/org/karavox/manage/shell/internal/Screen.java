package org.karavox.manage.shell.internal;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;

/**
 * Where a command prints. Everything goes through {@link Printable} here, so that nothing off the wire reaches a terminal or
 * breaks a script's line; colours appear on terminals only.
 */
final class Screen {

    private final PrintStream out;
    private final boolean forScripts;
    private final boolean terminal;
    private final int width;

    Screen(PrintStream out, boolean forScripts, boolean terminal, int width) {
        this.out = out;
        this.forScripts = forScripts;
        this.terminal = terminal;
        this.width = width;
    }

    /** True if tab-separated cells and nothing else are wanted. */
    boolean forScripts() {
        return forScripts;
    }

    /** Columns of characters there are. */
    int width() {
        return width;
    }

    /** One line of text. */
    void line(String text) {
        line(text, Style.PLAIN);
    }

    /** One line of text, emphasised on a terminal. */
    void line(String text, Style style) {
        out.println(styled(Printable.of(text), style));
    }

    /** One line for people; scripts do not get it. */
    void remark(String text) {
        if (!forScripts) {
            line(text);
        }
    }

    /** A heading with a blank line before it; scripts do not get it. */
    void heading(String text) {
        if (!forScripts) {
            out.println();
            line(text, Style.BOLD);
        }
    }

    /** One line of tab-separated cells, escaped. */
    void cells(Object... cells) {
        List<String> escaped = new ArrayList<>();
        for (Object cell : cells) {
            escaped.add(Printable.escaped(String.valueOf(cell)));
        }
        out.println(String.join("\t", escaped));
    }

    /** Name and value aligned for people, {@code section name value} for scripts. Long values go on in the next line. */
    void pairs(String section, List<String[]> pairs) {
        if (forScripts) {
            pairs.forEach(pair -> cells(section, pair[0], pair[1]));
            return;
        }
        int widest = pairs.stream().mapToInt(pair -> pair[0].length()).max().orElse(0);
        for (String[] pair : pairs) {
            String name = Printable.of(pair[0]) + " ".repeat(widest - pair[0].length());
            int room = Math.max(20, width - widest - 4);
            String value = Printable.of(pair[1]);
            out.println("  " + name + "  " + value.substring(0, Math.min(room, value.length())));
            for (int at = room; at < value.length(); at += room) {
                out.println(" ".repeat(widest + 4) + value.substring(at, Math.min(at + room, value.length())));
            }
        }
    }

    /** A line that has been made printable already, with parts that are emphasised. */
    void parts(List<String> texts, List<Style> styles) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < texts.size(); i++) {
            line.append(styled(Printable.of(texts.get(i)), styles.get(i)));
        }
        int end = line.length();
        while (end > 0 && line.charAt(end - 1) == ' ') {
            end--;
        }
        out.println(line.substring(0, end));
    }


    private String styled(String text, Style style) {
        return terminal && !forScripts && !text.isBlank() ? style.on(text) : text;
    }
}
