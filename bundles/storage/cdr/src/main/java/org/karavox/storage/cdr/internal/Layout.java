package org.karavox.storage.cdr.internal;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.karavox.storage.schema.DatabaseSchema;
import org.karavox.storage.schema.Dialect;

/** The columns that are written of one table: those that {@link CdrRow} knows and the table has. Immutable. */
final class Layout {

    private final Dialect dialect;
    private final String table;
    private final Column[] columns; // in the order of the cells, null = the table has none
    private final boolean binaryAddresses;
    private final boolean milliseconds;

    private Layout(Dialect dialect, String table, Column[] columns, boolean binaryAddresses, boolean milliseconds) {
        this.dialect = dialect;
        this.table = table;
        this.columns = columns;
        this.binaryAddresses = binaryAddresses;
        this.milliseconds = milliseconds;
    }

    /** Which characters a column takes. */
    enum Charset {
        /** Windows-1252, which MySQL calls latin1. */
        LATIN1,
        /** Unicode up to U+FFFF. */
        UTF8_3,
        /** All of Unicode. */
        UNICODE;

        static Charset of(String name) {
            String lower = name == null ? "" : name.toLowerCase(Locale.ROOT);
            return lower.equals("latin1") ? LATIN1 : lower.equals("utf8") || lower.equals("utf8mb3") ? UTF8_3 : UNICODE;
        }
    }

    /**
     * A column.
     *
     * @param width most characters
     * @param address {@code varbinary} with an address
     */
    record Column(String name, int width, Charset charset, boolean address) {
    }

    /**
     * Reads the layout of a table.
     *
     * @param cells all columns that are offered, in order
     */
    static Layout read(Connection connection, DatabaseSchema schema, String name, List<Cell> cells) throws SQLException {
        Set<String> present = schema.columns(name);
        Map<String, Column> described = describe(connection, schema.dialect(), schema.table(name));
        Column[] columns = new Column[cells.size()];
        for (int i = 0; i < columns.length; i++) {
            Cell cell = cells.get(i);
            String lower = cell.name().toLowerCase(Locale.ROOT);
            if (present.contains(lower)) {
                Column text = described.getOrDefault(lower, new Column(lower, Integer.MAX_VALUE, Charset.UNICODE, false));
                columns[i] = new Column(cell.name(), text.width(), text.charset(), cell.address());
            }
        }
        return new Layout(schema.dialect(), schema.table(name), columns, schema.binaryAddresses(), schema.milliseconds());
    }

    private static Map<String, Column> describe(Connection connection, Dialect dialect, String table) throws SQLException {
        String where = dialect == Dialect.H2 ? "TABLE_SCHEMA = CURRENT_SCHEMA AND UPPER(TABLE_NAME) = UPPER(?)"
                : "TABLE_SCHEMA = DATABASE() AND TABLE_NAME = ?";
        Map<String, Column> columns = new HashMap<>();
        try (PreparedStatement query = connection.prepareStatement("SELECT COLUMN_NAME, CHARACTER_MAXIMUM_LENGTH, "
                + "CHARACTER_SET_NAME FROM INFORMATION_SCHEMA.COLUMNS WHERE " + where)) {
            query.setString(1, table);
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    long width = rows.getLong(2);
                    columns.put(rows.getString(1).toLowerCase(Locale.ROOT), new Column(rows.getString(1),
                            width <= 0 || width > Integer.MAX_VALUE ? Integer.MAX_VALUE : (int) width,
                            Charset.of(rows.getString(3)), false));
                }
            }
        }
        return columns;
    }

    /** Real name of the table, quoted. */
    String table() {
        return quoted(dialect, table);
    }

    /** Name of one of its columns, quoted. */
    String quoted(Column column) {
        return quoted(dialect, column.name());
    }

    /** There is such a table. */
    boolean exists() {
        for (Column column : columns) {
            if (column != null) {
                return true;
            }
        }
        return false;
    }

    /** By number of the cell; null if the table has no such column. */
    Column column(int cell) {
        return columns[cell];
    }

    List<Column> written() {
        List<Column> written = new ArrayList<>();
        for (Column column : columns) {
            if (column != null) {
                written.add(column);
            }
        }
        return written;
    }

    boolean binaryAddresses() {
        return binaryAddresses;
    }

    boolean milliseconds() {
        return milliseconds;
    }

    /** An identifier that may be a word of the language; in H2 the same as unquoted. */
    static String quoted(Dialect dialect, String identifier) {
        return dialect == Dialect.H2 ? '"' + identifier.toUpperCase(Locale.ROOT) + '"' : '`' + identifier + '`';
    }

    /**
     * A column that is offered.
     *
     * @param address it is an address
     */
    record Cell(String name, boolean address) {
    }

    /** Finds out which cells are offered, from a row. */
    static final class Listing extends Cells {

        private final List<Cell> cells = new ArrayList<>();
        private boolean complete;

        private void add(String column, boolean address) {
            if (!complete) {
                cells.add(new Cell(column, address));
            }
        }

        List<Cell> cells() {
            return List.copyOf(cells);
        }

        @Override
        void end() {
            complete = true;
        }

        @Override
        void nul(String column) {
            add(column, false);
        }

        @Override
        void number(String column, long value) {
            add(column, false);
        }

        @Override
        void seconds(String column, long micros) {
            add(column, false);
        }

        @Override
        void fraction(String column, long micros) {
            add(column, false);
        }

        @Override
        void time(String column, Instant at) {
            add(column, false);
        }

        @Override
        void text(String column, String text) {
            add(column, false);
        }

        @Override
        void reversed(String column, String text) {
            add(column, false);
        }

        @Override
        void address(String column, String literal) {
            add(column, true);
        }
    }
}
