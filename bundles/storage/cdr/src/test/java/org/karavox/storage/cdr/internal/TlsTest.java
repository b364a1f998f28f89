package org.karavox.storage.cdr.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.karavox.itests.database.MariaDb;

/** TLS with a server whose certificate is signed by an authority of this test; needs openssl. */
class TlsTest {

    @TempDir
    Path folder;

    @Test
    void theServerHasToBeTheOneOfTheAuthorityAndMayAskForACertificate() throws Exception {
        Assumptions.assumeTrue(Files.isExecutable(Path.of("/usr/bin/openssl")), "openssl is not installed");
        authority("ca");
        authority("other");
        signed("server", "ca", "127.0.0.1");
        signed("client", "ca", "karavox");
        try (MariaDb server = MariaDb.start("--ssl-ca=" + pem("ca"), "--ssl-cert=" + pem("server"), "--ssl-key=" + key("server"))) {
            String database = server.freshDatabase();
            server.execute("CREATE USER 'tls'@'127.0.0.1' IDENTIFIED BY 'for-this-test' REQUIRE X509",
                    "GRANT ALL ON " + database + ".* TO 'tls'@'127.0.0.1'");

            assertEquals("TLSv1.3", version(server, database, MariaDb.ADMIN, MariaDb.ADMIN_PASSWORD, "mysqlsslcacert", pem("ca")));
            assertEquals("TLSv1.3", version(server, database, "tls", "for-this-test", "mysqlsslcacert", pem("ca"), "mysqlsslcert",
                    pem("client"), "mysqlsslkey", key("client")));
            assertThrows(SQLException.class, () -> version(server, database, "tls", "for-this-test", "mysqlsslcacert", pem("ca")),
                    "this account needs a certificate");
            SQLException refused = assertThrows(SQLException.class,
                    () -> version(server, database, MariaDb.ADMIN, MariaDb.ADMIN_PASSWORD, "mysqlsslcacert", pem("other")));
            String sentence = Failures.of(refused, "mysql://127.0.0.1/" + database, "'x'").getMessage();
            assertTrue(sentence.contains("mysqlsslcacert"), sentence);
        }
    }

    private static String version(MariaDb server, String database, String user, String password, Object... tls) throws Exception {
        List<Object> keys = new ArrayList<>(List.of("mysqlhost", "127.0.0.1", "mysqlport", server.port(), "mysqldb", database,
                "mysqlusername", user, "mysqlpassword", password));
        keys.addAll(List.of(tls));
        try (Pool pool = Pool.open(PoolTest.config(keys.toArray())); Connection connection = pool.connections().getConnection();
                Statement statement = connection.createStatement()) {
            try (var rows = statement.executeQuery("SHOW STATUS LIKE 'Ssl_version'")) {
                rows.next();
                return rows.getString(2);
            }
        }
    }

    private void authority(String name) throws Exception {
        openssl("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=" + name, "-keyout", key(name), "-out", pem(name));
    }

    private void signed(String name, String authority, String subject) throws Exception {
        Path request = folder.resolve(name + ".csr");
        Path names = Files.writeString(folder.resolve(name + ".ext"), "basicConstraints=CA:FALSE\n"
                + (subject.startsWith("127") ? "subjectAltName=IP:" + subject + "\n" : ""));
        openssl("req", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=" + subject, "-keyout", key(name), "-out", request.toString());
        openssl("x509", "-req", "-in", request.toString(), "-CA", pem(authority), "-CAkey", key(authority), "-CAcreateserial", "-days", "2",
                "-extfile", names.toString(), "-out", pem(name));
    }

    private String pem(String name) {
        return folder.resolve(name + ".pem").toString();
    }

    private String key(String name) {
        return folder.resolve(name + ".key").toString();
    }

    private void openssl(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("openssl"));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(folder.resolve("openssl.log").toFile()).start();
        assertTrue(process.waitFor(30, TimeUnit.SECONDS) && process.exitValue() == 0, () -> read(folder.resolve("openssl.log")));
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return e.toString();
        }
    }
}
