package org.karavox.storage.schema.internal;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** The few ways in which statements are sent. */
final class Sql {

    /** Lock wait timeout exceeded, as MySQL numbers it. */
    static final int LOCK_WAIT = 1205;

    /** Something done while no other sensor does the like. */
    @FunctionalInterface
    interface Work {
        void run() throws SQLException;
    }

    private Sql() {
    }

    static void run(Connection connection, String sql, Object... values) throws SQLException {
        if (values.length == 0) {
            try (Statement statement = connection.createStatement()) {
                statement.execute(sql);
            }
            return;
        }
        try (PreparedStatement statement = prepare(connection, sql, values)) {
            statement.execute();
        }
    }

    /** Number of rows changed. */
    static int update(Connection connection, String sql, Object... values) throws SQLException {
        try (PreparedStatement statement = prepare(connection, sql, values)) {
            return statement.executeUpdate();
        }
    }

    /** First column of all rows, as text. */
    static List<String> texts(Connection connection, String sql, Object... values) throws SQLException {
        List<String> texts = new ArrayList<>();
        try (PreparedStatement statement = prepare(connection, sql, values); ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                texts.add(rows.getString(1));
            }
        }
        return texts;
    }

    /** First column of the first row; 0 if there is none. */
    static long number(Connection connection, String sql, Object... values) throws SQLException {
        List<String> texts = texts(connection, sql, values);
        return texts.isEmpty() || texts.get(0) == null ? 0 : new java.math.BigDecimal(texts.get(0)).longValue();
    }

    private static PreparedStatement prepare(Connection connection, String sql, Object... values) throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql);
        for (int i = 0; i < values.length; i++) {
            statement.setObject(i + 1, values[i]);
        }
        return statement;
    }

    /**
     * Does something while no other sensor of this database does it, and with a limit on waiting for tables: a pending ALTER
     * holds up everybody who comes after it. MySQL and MariaDB only.
     */
    static void alone(Connection connection, int seconds, Work work) throws SQLException {
        if (number(connection, "select get_lock(concat('karavox.', md5(database())), ?)", seconds) != 1) {
            throw new SQLException("another sensor has been changing tables for " + seconds + " seconds", "HY000", LOCK_WAIT);
        }
        try {
            run(connection, "set session lock_wait_timeout = " + seconds);
            work.run();
        } finally {
            if (connection.isValid(5)) { // a pooled connection goes back as it came
                run(connection, "set session lock_wait_timeout = default");
                texts(connection, "select release_lock(concat('karavox.', md5(database())))");
            }
        }
    }
}
