package org.karavox.storage.cdr.internal;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;
import org.karavox.storage.schema.DatabaseSchema;

/**
 * Numbers for {@code cdr.ID}, taken in blocks from a counter in the table {@code system}, so several sensors may write to one
 * database. Somebody who lets the database number its rows may be writing as well: then a number can be taken already, see
 * {@link #startOver}. One thread.
 */
final class IdBlocks {

    /** {@code system.type} of the counter. */
    static final String TYPE = "karavox_cdr_id";

    private static final int BLOCK = 10_000;

    private final DataSource database;
    private final DatabaseSchema schema;
    private final SystemRows system;
    private long next;
    private long end; // exclusive

    IdBlocks(DataSource database, DatabaseSchema schema, SystemRows system) {
        this.database = database;
        this.schema = schema;
        this.system = system;
    }

    /** The first of {@code count} consecutive numbers that are nobody else's. */
    long take(int count) throws SQLException {
        if (end - next < count) {
            reserve(Math.max(BLOCK, count));
        }
        long first = next;
        next += count;
        return first;
    }

    /** Gives up the numbers in hand, because one of them was taken: the next ones lie behind the largest in use. */
    void startOver() {
        next = 0;
        end = 0;
    }

    private void reserve(int count) throws SQLException {
        try (Connection connection = database.getConnection()) {
            connection.setAutoCommit(false);
            try {
                long row = system.row(connection, TYPE, "0");
                long reserved = Long.parseLong(system.locked(connection, row).trim());
                long used = largest(connection);
                long first = Math.max(reserved, used) + 1;
                system.update(connection, row, Long.toString(first + count - 1));
                connection.commit();
                next = first;
                end = first + count;
            } catch (SQLException | NumberFormatException e) {
                connection.rollback();
                throw e;
            } finally {
                connection.setAutoCommit(true);
            }
        }
    }

    private long largest(Connection connection) throws SQLException {
        try (Statement query = connection.createStatement(); ResultSet row = query.executeQuery("SELECT MAX("
                + Layout.quoted(schema.dialect(), "ID") + ") FROM " + Layout.quoted(schema.dialect(), schema.table("cdr")))) {
            return row.next() ? row.getLong(1) : 0;
        }
    }
}
