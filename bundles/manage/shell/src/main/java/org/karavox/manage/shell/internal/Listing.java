package org.karavox.manage.shell.internal;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.karaf.shell.support.table.ShellTable;

/** Rows for people as an aligned table with headings, for scripts as tab-separated cells without. */
final class Listing {

    private final List<String> columns;
    private final List<Object[]> rows = new ArrayList<>();

    Listing(String... columns) {
        this.columns = List.of(columns);
    }

    /** Appends a row with one cell per column. Cells that came off the wire have to be {@link Printable}. */
    void row(Object... cells) {
        rows.add(cells);
    }

    void print(PrintStream out, boolean forScripts) {
        if (forScripts) {
            rows.forEach(row -> out.println(Stream.of(row).map(String::valueOf).collect(Collectors.joining("\t"))));
            return;
        }
        ShellTable table = new ShellTable();
        for (int i = 0; i < columns.size(); i++) {
            int column = i;
            boolean numeric = !rows.isEmpty() && rows.stream().allMatch(row -> row[column] instanceof Number);
            if (numeric) {
                table.column(columns.get(i)).alignRight();
            } else {
                table.column(columns.get(i));
            }
        }
        rows.forEach(row -> table.addRow().addContent(row));
        table.print(out, true);
    }
}
