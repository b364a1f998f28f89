package org.karavox.storage.cdr.internal;

import com.mysql.cj.jdbc.MysqlDataSource;
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.HikariPoolMXBean;
import java.io.Closeable;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcDataSource;
import org.karavox.storage.schema.Dialect;

/** The connections to the database. Opens whether the database is there or not. Any thread. */
final class Pool implements DatabaseLocation, Closeable {

    /** System property: folder of the embedded database. */
    static final String FOLDER = "karavox.database";

    private static final String DEFAULT_HOST = "127.0.0.1";
    private static final int DEFAULT_PORT = 3306;
    private static final String DEFAULT_DATABASE = "voipmonitor";
    private static final String DEFAULT_USER = "root";
    private static final int CONNECTIONS = 8;
    private static final int WAIT_MILLIS = 3_000; // for a connection of the pool
    private static final int ANSWER_MILLIS = 300_000; // longest statement: a batch on a very slow server, a change of a table

    private static final int H2_IS_CLOSED = 90121;

    private final Dialect dialect;
    private final String location;
    private final String user;
    private final HikariDataSource connections;
    private final Optional<TlsStores> tls;

    private Pool(Dialect dialect, String location, String user, DataSource driver, Optional<TlsStores> tls) {
        this.dialect = dialect;
        this.location = location;
        this.user = user;
        this.tls = tls;
        HikariConfig config = new HikariConfig();
        config.setDataSource(driver);
        config.setPoolName("karavox-database");
        config.setMaximumPoolSize(CONNECTIONS);
        config.setMinimumIdle(0);
        config.setConnectionTimeout(WAIT_MILLIS);
        config.setValidationTimeout(WAIT_MILLIS - 1_000);
        config.setInitializationFailTimeout(-1); // the server may come later
        connections = new HikariDataSource(config);
    }

    /** @throws IOException with a sentence about the keys or the folder */
    static Pool open(ConnectionConfig config) throws IOException {
        boolean embedded = config.mysqlhost().isEmpty() && config.mysqlport() == 0 && config.mysqldb().isEmpty()
                && config.mysqlusername().isEmpty() && config.mysqlpassword().isEmpty();
        return embedded ? embedded(folder()) : server(config);
    }

    private static Path folder() {
        String folder = System.getProperty(FOLDER, "");
        return folder.isEmpty() ? Path.of(System.getProperty("karaf.base", "."), "database") : Path.of(folder);
    }

    /** H2 in a file of this process; it listens nowhere. */
    static Pool embedded(Path folder) throws IOException {
        try {
            if (!Files.isDirectory(folder)) {
                Files.createDirectories(folder);
                if (folder.getFileSystem().supportedFileAttributeViews().contains("posix")) {
                    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-x---"));
                }
            }
        } catch (IOException e) {
            throw new IOException("The folder " + folder + " of the embedded database cannot be made (" + e
                    + "): set mysqlhost, or the system property " + FOLDER + " to a folder that can be written", e);
        }
        Path file = folder.toAbsolutePath().normalize().resolve("karavox");
        JdbcDataSource driver = new JdbcDataSource();
        // WRITE_DELAY: what is committed outlives the process; the pool closes the database, not a hook of H2
        driver.setURL("jdbc:h2:file:" + file.toString().replace(";", "\\;")
                + ";WRITE_DELAY=0;DB_CLOSE_ON_EXIT=FALSE;DB_CLOSE_DELAY=-1;LOCK_TIMEOUT=10000");
        driver.setUser("karavox");
        return new Pool(Dialect.H2, "h2:" + file, "of the embedded database", driver, Optional.empty());
    }

    static Pool server(ConnectionConfig config) throws IOException {
        String host = config.mysqlhost().isEmpty() ? DEFAULT_HOST : config.mysqlhost();
        int port = config.mysqlport() == 0 ? DEFAULT_PORT : config.mysqlport();
        String database = config.mysqldb().isEmpty() ? DEFAULT_DATABASE : config.mysqldb();
        String user = config.mysqlusername().isEmpty() ? DEFAULT_USER : config.mysqlusername();
        if (!host.matches("[A-Za-z0-9._:-]+")) {
            throw new IOException("mysqlhost: '" + host + "' is neither a name nor an address");
        }
        TlsStores tls = TlsStores.of(config);
        String address = (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
        String properties = properties(config, tls);
        DataSource driver = new CreatingDataSource(driver(address, database, properties, user, config.mysqlpassword()),
                driver(address, "", properties, user, config.mysqlpassword()), database);
        return new Pool(Dialect.MYSQL, "mysql://" + address + "/" + database, "'" + user + "'", driver, Optional.of(tls));
    }

    private static MysqlDataSource driver(String address, String database, String properties, String user, String password) {
        MysqlDataSource driver = new MysqlDataSource();
        driver.setUrl("jdbc:mysql://" + address + "/" + encoded(database) + properties);
        driver.setUser(user);
        driver.setPassword(password);
        return driver;
    }

    private static String properties(ConnectionConfig config, TlsStores tls) throws IOException {
        List<String[]> properties = new ArrayList<>(tls.properties());
        properties.add(new String[] {"connectTimeout", Integer.toString(config.mysql_connect_timeout() * 1_000)});
        properties.add(new String[] {"socketTimeout", Integer.toString(ANSWER_MILLIS)});
        properties.add(new String[] {"useCompression", Boolean.toString(config.mysql_client_compress())});
        properties.add(new String[] {"allowLoadLocalInfile", "true"});
        properties.add(new String[] {"rewriteBatchedStatements", "true"});
        properties.add(new String[] {"characterEncoding", "UTF-8"});
        properties.add(new String[] {"tinyInt1isBit", "false"});
        properties.add(new String[] {"connectionTimeZone", "LOCAL"}); // dates travel as text, nothing is converted
        properties.add(new String[] {"forceConnectionTimeZoneToSession", "false"});
        String session = "sql_mode='STRICT_TRANS_TABLES,NO_ENGINE_SUBSTITUTION'";
        String zone = config.mysql_timezone();
        if (!zone.isEmpty()) {
            if (!zone.matches("[A-Za-z0-9_+:/-]+")) {
                throw new IOException("mysql_timezone: '" + zone + "' is neither a name nor an offset such as +01:00");
            }
            session += ",time_zone='" + zone + "'";
        }
        properties.add(new String[] {"sessionVariables", session});
        String ciphers = config.mysqlsslciphers().replace(':', ',').replace(" ", "");
        if (!ciphers.isEmpty()) {
            properties.add(new String[] {"tlsCiphersuites", ciphers});
        }
        StringBuilder text = new StringBuilder();
        for (String[] property : properties) {
            text.append(text.isEmpty() ? '?' : '&').append(property[0]).append('=').append(encoded(property[1]));
        }
        return text.toString();
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    Dialect dialect() {
        return dialect;
    }

    @Override
    public void renew() {
        HikariPoolMXBean pool = connections.getHikariPoolMXBean();
        if (pool != null) {
            pool.softEvictConnections();
        }
    }

    DataSource connections() {
        return connections;
    }

    @Override
    public String location() {
        return location;
    }

    @Override
    public String user() {
        return user;
    }

    @Override
    public void close() {
        if (dialect == Dialect.H2) {
            try (java.sql.Connection connection = connections.getConnection();
                    java.sql.Statement statement = connection.createStatement()) {
                statement.execute("SHUTDOWN");
            } catch (SQLException e) {
                if (e.getErrorCode() != H2_IS_CLOSED) { // which is what was asked for
                    org.slf4j.LoggerFactory.getLogger(Pool.class).warn("{}", Failures.explain(e, location, user));
                }
            }
        }
        connections.close();
        tls.ifPresent(TlsStores::close);
    }
}
