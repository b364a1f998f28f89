package org.karavox.manage.shell.internal;

import java.util.ArrayList;
import java.util.List;

/** Rows for people as aligned columns with headings, for scripts as tab-separated cells without. */
final class Listing {

    /** Longer cells are cut for people: a table is read by eye, scripts get everything. */
    private static final int WIDEST = 48;
    private static final String GAP = "  ";

    private final List<String> columns;
    private final List<Object[]> rows = new ArrayList<>();
    private final List<Style> styles = new ArrayList<>();

    Listing(String... columns) {
        this.columns = List.of(columns);
    }

    /** Appends a row with one cell per column. */
    void row(Object... cells) {
        row(Style.PLAIN, cells);
    }

    /** Appends a row that is emphasised on a terminal. */
    void row(Style style, Object... cells) {
        if (cells.length != columns.size()) {
            throw new IllegalArgumentException(cells.length + " cells for the columns " + columns);
        }
        rows.add(cells);
        styles.add(style);
    }

    /** Number of rows so far. */
    int size() {
        return rows.size();
    }

    void print(Screen screen) {
        if (screen.forScripts()) {
            rows.forEach(screen::cells);
            return;
        }
        List<String[]> texts = new ArrayList<>();
        for (Object[] row : rows) {
            String[] line = new String[row.length];
            for (int i = 0; i < row.length; i++) {
                String text = Printable.of(String.valueOf(row[i]));
                boolean last = i == row.length - 1;
                line[i] = text.length() <= WIDEST || last ? text : text.substring(0, WIDEST - 3) + "...";
            }
            texts.add(line);
        }
        int[] widths = new int[columns.size()];
        boolean[] right = new boolean[columns.size()];
        for (int i = 0; i < widths.length; i++) {
            int column = i;
            widths[i] = Math.max(columns.get(i).length(), texts.stream().mapToInt(line -> line[column].length()).max().orElse(0));
            right[i] = rows.stream().anyMatch(row -> isNumber(row[column])) && rows.stream().allMatch(row -> isNumber(row[column]) || row[column].equals("-"));
        }
        screen.parts(List.of(aligned(columns.toArray(new String[0]), widths, right)), List.of(Style.BOLD));
        for (int i = 0; i < texts.size(); i++) {
            screen.parts(List.of(aligned(texts.get(i), widths, right)), List.of(styles.get(i)));
        }
    }

    /** A number, or text that is one. */
    private static boolean isNumber(Object cell) {
        return cell instanceof Number || cell instanceof String && ((String) cell).matches("-?[0-9]+([.][0-9]+)?");
    }

    private static String aligned(String[] cells, int[] widths, boolean[] right) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < cells.length; i++) {
            String padding = " ".repeat(Math.max(0, widths[i] - cells[i].length()));
            line.append(i == 0 ? "" : GAP).append(right[i] ? padding + cells[i] : cells[i] + padding);
        }
        return line.toString().stripTrailing();
    }
}
