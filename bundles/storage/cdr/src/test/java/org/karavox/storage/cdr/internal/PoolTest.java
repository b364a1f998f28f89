package org.karavox.storage.cdr.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.karavox.itests.database.MariaDb;
import org.karavox.storage.schema.Dialect;

class PoolTest {

    @TempDir
    Path folder;

    /** The configuration with some keys set, all others at their defaults. */
    static ConnectionConfig config(Object... keysAndValues) {
        Map<String, Object> values = new HashMap<>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            values.put((String) keysAndValues[i], keysAndValues[i + 1]);
        }
        InvocationHandler handler = (proxy, method, arguments) -> values.getOrDefault(method.getName(), method.getDefaultValue());
        return (ConnectionConfig) Proxy.newProxyInstance(ConnectionConfig.class.getClassLoader(),
                new Class<?>[] {ConnectionConfig.class}, handler);
    }

    @Test
    void withoutKeysTheDatabaseIsAFileThatOutlivesTheProcess() throws Exception {
        for (int start = 1; start <= 2; start++) {
            try (Pool pool = Pool.embedded(folder.resolve("database")); Connection connection = pool.connections().getConnection();
                    Statement statement = connection.createStatement()) {
                assertEquals(Dialect.H2, pool.dialect());
                statement.execute("CREATE TABLE IF NOT EXISTS t (n INT)");
                statement.execute("INSERT INTO t VALUES (1)");
                assertEquals(start, Databases.count(pool.connections(), "t"));
            }
        }
        assertTrue(Files.exists(folder.resolve("database/karavox.mv.db")));
    }

    @Test
    void aFolderThatCannotBeMadeIsSaid() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "");
        IOException e = assertThrows(IOException.class, () -> Pool.embedded(file.resolve("database")));
        assertTrue(e.getMessage().contains("karavox.database"), e.getMessage());
    }

    @Test
    void aDatabaseThatIsMissingIsCreated() throws Exception {
        MariaDb server = MariaDb.shared();
        String name = server.freshDatabase() + "-new";
        try (Pool pool = Pool.open(config("mysqlhost", "127.0.0.1", "mysqlport", server.port(), "mysqldb", name, "mysqlusername",
                MariaDb.ADMIN, "mysqlpassword", MariaDb.ADMIN_PASSWORD, "mysql_timezone", "+05:00"))) {
            assertEquals(Dialect.MYSQL, pool.dialect());
            assertEquals("mysql://127.0.0.1:" + server.port() + "/" + name, pool.location());
            assertEquals(Map.of("d", name, "z", "+05:00", "c", "utf8mb4"),
                    Databases.rows(pool.connections(), "SELECT DATABASE() AS d, @@session.time_zone AS z, @@character_set_client AS c")
                            .get(0));
        }
    }

    @Test
    void aServerThatIsNotThereDoesNotStopTheStart() throws Exception {
        int port;
        try (java.net.ServerSocket closed = new java.net.ServerSocket(0)) {
            port = closed.getLocalPort();
        }
        try (Pool pool = Pool.open(config("mysqlport", port, "mysqlpassword", "secret-word"))) {
            SQLException e = assertThrows(SQLException.class, () -> pool.connections().getConnection());
            String sentence = Failures.explain(e, pool.location(), pool.user());
            assertTrue(sentence.contains("cannot be reached") && sentence.contains("127.0.0.1:" + port), sentence);
            assertFalse(sentence.contains("secret-word"), sentence);
        }
    }

    @Test
    void keysThatCannotBeUsedAreNamed() throws IOException {
        assertSentence("mysqlsslcert", config("mysqlhost", "h", "mysqlsslkey", "/k"));
        assertSentence("mysqlsslcacert", config("mysqlhost", "h", "mysqlsslcacert", folder.resolve("none.pem").toString()));
        Path key = Files.writeString(folder.resolve("old.pem"), "-----BEGIN RSA PRIVATE KEY-----\nAAAA\n-----END RSA PRIVATE KEY-----\n");
        assertSentence("openssl pkcs8", config("mysqlhost", "h", "mysqlsslkey", key.toString(), "mysqlsslcert", key.toString()));
        assertSentence("mysqlhost", config("mysqlhost", "h/?allowLoadLocalInfile=x"));
        assertSentence("mysql_timezone", config("mysqlhost", "h", "mysql_timezone", "x',sql_mode='"));
    }

    private static void assertSentence(String part, ConnectionConfig config) {
        IOException e = assertThrows(IOException.class, () -> Pool.open(config));
        assertTrue(e.getMessage().contains(part), e.getMessage());
    }
}
