package org.karavox.storage.cdr.internal;

import com.mysql.cj.jdbc.JdbcStatement;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.ZoneId;
import java.util.List;
import org.karavox.storage.schema.Dialect;

/** Collects the rows of a batch, table by table, and sends them in one go. One thread. */
final class RowWriter {

    /** How rows are sent. */
    enum Way {
        /** {@code LOAD DATA LOCAL INFILE} from memory. */
        LOAD,
        /** INSERT statements with many rows. */
        INSERT,
        /** A JDBC batch. */
        BATCH;

        static Way fastest(Dialect dialect) {
            return dialect == Dialect.H2 ? BATCH : LOAD;
        }
    }

    private final Way way;
    private final Layout[] layouts;
    private final PlacedCells[] cells;

    /** @param layouts by ordinal of {@link CdrTable} */
    RowWriter(Way way, Layout[] layouts, ZoneId zone) {
        this.way = way;
        this.layouts = layouts;
        cells = new PlacedCells[layouts.length];
        LocalTimes times = new LocalTimes(zone);
        for (int i = 0; i < layouts.length; i++) {
            cells[i] = way == Way.LOAD ? new TsvCells(layouts[i], times)
                    : way == Way.INSERT ? new InsertCells(layouts[i], times) : new BatchCells(layouts[i], times);
        }
    }

    Way way() {
        return way;
    }

    /** Where {@link CdrRow} writes to. */
    Cells[] cells() {
        return cells;
    }

    void clear() {
        for (PlacedCells each : cells) {
            each.clear();
        }
    }

    /** Sends all rows in the transaction of {@code connection}; fails if one of them did not arrive. */
    void send(Connection connection) throws SQLException {
        for (int i = 0; i < cells.length; i++) {
            if (cells[i].rows() > 0) {
                switch (way) {
                    case LOAD:
                        load(connection, layouts[i], (TsvCells) cells[i]);
                        break;
                    case INSERT:
                        insert(connection, (InsertCells) cells[i]);
                        break;
                    default:
                        batch(connection, layouts[i], (BatchCells) cells[i]);
                }
            }
        }
    }

    private static void load(Connection connection, Layout layout, TsvCells rows) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.unwrap(JdbcStatement.class).setLocalInfileInputStream(rows.content());
            int loaded = statement.executeUpdate(TsvCells.statement(layout));
            if (loaded != rows.rows()) {
                throw missing(statement, rows.rows() - loaded, layout);
            }
        }
    }

    /** LOCAL makes warnings of errors: the row is skipped. The first error among them is told. */
    private static SQLException missing(Statement statement, int count, Layout layout) throws SQLException {
        try (ResultSet warnings = statement.executeQuery("SHOW WARNINGS")) {
            String text = count + " rows of " + layout.table() + " were not taken";
            int code = 1265;
            while (warnings.next()) {
                code = warnings.getInt(2);
                if (code != 1265 && code != 1366 && code != 1261) { // these change a value, they do not skip a row
                    return new SQLException(text + ": " + warnings.getString(3), "23000", code);
                }
            }
            return new SQLException(text, "22000", code);
        }
    }

    private static void insert(Connection connection, InsertCells rows) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.setEscapeProcessing(false);
            for (String sql : rows.statements()) {
                statement.executeUpdate(sql);
            }
        }
    }

    private static void batch(Connection connection, Layout layout, BatchCells rows) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(BatchCells.statement(layout))) {
            List<Object[]> values = rows.values();
            for (int i = 0; i < values.size(); i++) {
                Object[] row = values.get(i);
                for (int c = 0; c < row.length; c++) {
                    statement.setObject(c + 1, row[c]);
                }
                statement.addBatch();
                if (i % 1000 == 999 || i == values.size() - 1) {
                    statement.executeBatch();
                }
            }
        }
    }
}
