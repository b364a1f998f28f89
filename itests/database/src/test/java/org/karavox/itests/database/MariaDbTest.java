package org.karavox.itests.database;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;

class MariaDbTest {

    @Test
    void dataOutliveARestartAndGrantsAreInForce() throws SQLException {
        try (MariaDb server = MariaDb.start()) {
            String database = server.freshDatabase();
            try (Connection connection = server.connect(database); Statement statement = connection.createStatement()) {
                statement.execute("CREATE TABLE t (n INT)");
                statement.execute("INSERT INTO t VALUES (7)");
            }
            server.close();
            assertThrows(SQLException.class, () -> server.connect(database));
            server.startAgain();
            try (Connection connection = server.connect(database); Statement statement = connection.createStatement();
                    ResultSet rows = statement.executeQuery("SELECT n FROM t")) {
                rows.next();
                assertEquals(7, rows.getInt(1));
            }
            assertThrows(SQLException.class, () -> DriverManager.getConnection(server.url(database), MariaDb.ADMIN, "wrong"));
        }
    }
}
