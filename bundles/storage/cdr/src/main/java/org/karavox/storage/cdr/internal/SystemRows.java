package org.karavox.storage.cdr.internal;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import org.karavox.storage.schema.DatabaseSchema;
import org.karavox.storage.schema.Dialect;

/** Rows of the table {@code system}, found by their type and then by their number, so that no lock meets another row. One thread. */
final class SystemRows {

    private final DatabaseSchema schema;
    private final String table;
    private final Map<String, Long> known = new HashMap<>();

    SystemRows(DatabaseSchema schema) {
        this.schema = schema;
        table = Layout.quoted(schema.dialect(), schema.table("system"));
    }

    private String quoted(String column) {
        return Layout.quoted(schema.dialect(), column);
    }

    /** Forgets what it found; after a failure rows may have gone. */
    void forget() {
        known.clear();
    }

    /** Number of the row of that type; empty if there is none. */
    OptionalLong find(Connection connection, String type) throws SQLException {
        Long row = known.get(type);
        if (row != null) {
            return OptionalLong.of(row);
        }
        try (PreparedStatement query = connection.prepareStatement("SELECT MIN(" + quoted("id") + ") FROM " + table + " WHERE "
                + quoted("type") + " = ?")) {
            query.setString(1, type);
            try (ResultSet found = query.executeQuery()) {
                if (found.next() && found.getObject(1) != null) {
                    known.put(type, found.getLong(1));
                    return OptionalLong.of(found.getLong(1));
                }
            }
        }
        return OptionalLong.empty();
    }

    /** Number of the row of that type, made if there is none: by one of all who try. Commits. */
    long row(Connection connection, String type, String content) throws SQLException {
        OptionalLong row = find(connection, type);
        if (row.isPresent()) {
            return row.getAsLong();
        }
        boolean mysql = schema.dialect() == Dialect.MYSQL;
        String lock = "karavox." + schema.table("system") + "." + type;
        connection.commit(); // so that the next look is a new one
        if (mysql) {
            call(connection, "SELECT GET_LOCK(?, 10)", lock.substring(0, Math.min(64, lock.length())));
        }
        try {
            row = find(connection, type);
            if (row.isEmpty()) {
                insert(connection, type, content);
                connection.commit();
                row = find(connection, type);
            }
            connection.commit();
            return row.orElseThrow(() -> new SQLException("Row " + type + " of table system has gone", "HY000"));
        } finally {
            if (mysql) {
                call(connection, "SELECT RELEASE_LOCK(?)", lock.substring(0, Math.min(64, lock.length())));
            }
        }
    }

    private static void call(Connection connection, String sql, String argument) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, argument);
            statement.execute();
        }
    }

    void insert(Connection connection, String type, String content) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement("INSERT INTO " + table + " (" + quoted("type") + ", "
                + quoted("content") + ") VALUES (?, ?)")) {
            insert.setString(1, type);
            insert.setString(2, content);
            insert.executeUpdate();
        }
    }

    /** Content of a row, which nobody else may change until the transaction ends. */
    String locked(Connection connection, long row) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement("SELECT " + quoted("content") + " FROM " + table + " WHERE "
                + quoted("id") + " = ? FOR UPDATE")) {
            query.setLong(1, row);
            try (ResultSet found = query.executeQuery()) {
                if (!found.next()) {
                    known.values().remove(row);
                    throw new SQLException("Row " + row + " of table system has gone", "HY000");
                }
                return found.getString(1);
            }
        }
    }

    String read(Connection connection, long row) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement("SELECT " + quoted("content") + " FROM " + table + " WHERE "
                + quoted("id") + " = ?")) {
            query.setLong(1, row);
            try (ResultSet found = query.executeQuery()) {
                return found.next() ? found.getString(1) : "0";
            }
        }
    }

    void update(Connection connection, long row, String content) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement("UPDATE " + table + " SET " + quoted("content")
                + " = ? WHERE " + quoted("id") + " = ?")) {
            update.setString(1, content);
            update.setLong(2, row);
            update.executeUpdate();
        }
    }
}
