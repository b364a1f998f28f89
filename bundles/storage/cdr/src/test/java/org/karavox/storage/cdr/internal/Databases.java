package org.karavox.storage.cdr.internal;

import com.mysql.cj.jdbc.MysqlDataSource;
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcDataSource;
import org.karavox.itests.database.MariaDb;
import org.karavox.storage.schema.Dialect;

/** Where a test runs: in both databases. */
enum Databases {
    H2(Dialect.H2) {
        @Override
        DataSource fresh() {
            JdbcDataSource source = new JdbcDataSource();
            source.setURL("jdbc:h2:mem:cdr" + NUMBER.incrementAndGet() + ";DB_CLOSE_DELAY=-1");
            return pool(source);
        }
    },
    MARIADB(Dialect.MYSQL) {
        @Override
        DataSource fresh() throws SQLException {
            return open(MariaDb.shared(), MariaDb.shared().freshDatabase());
        }
    };

    static final AtomicInteger NUMBER = new AtomicInteger();
    static final DatabaseLocation LOCATION = new DatabaseLocation() {
        @Override
        public String location() {
            return "mysql://test/karavox";
        }

        @Override
        public String user() {
            return "'tester'";
        }

        @Override
        public void renew() {
            // every test opens its connections anew
        }
    };

    final Dialect dialect;

    Databases(Dialect dialect) {
        this.dialect = dialect;
    }

    /** An empty database. */
    abstract DataSource fresh() throws SQLException;

    static HikariDataSource pool(DataSource source) {
        HikariConfig config = new HikariConfig();
        config.setDataSource(source);
        config.setMaximumPoolSize(6);
        config.setConnectionTimeout(8_000);
        config.setInitializationFailTimeout(-1);
        return new HikariDataSource(config);
    }

    static HikariDataSource open(MariaDb server, String database) throws SQLException {
        MysqlDataSource source = new MysqlDataSource();
        source.setUrl(server.url(database) + "?allowLoadLocalInfile=true&rewriteBatchedStatements=true");
        source.setUser(MariaDb.ADMIN);
        source.setPassword(MariaDb.ADMIN_PASSWORD);
        return pool(source);
    }

    TestTables tables(DataSource database) throws SQLException {
        return new TestTables(dialect, "", false, false, database).create();
    }

    String quoted(String name) {
        return Layout.quoted(dialect, name);
    }

    /** Rows as text by column in lower case. */
    static List<Map<String, String>> rows(DataSource database, String sql) throws SQLException {
        List<Map<String, String>> found = new ArrayList<>();
        try (Connection connection = database.getConnection(); Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                Map<String, String> row = new LinkedHashMap<>();
                for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
                    row.put(rows.getMetaData().getColumnLabel(i).toLowerCase(Locale.ROOT), rows.getString(i));
                }
                found.add(row);
            }
        }
        return found;
    }

    static long count(DataSource database, String table) throws SQLException {
        return Long.parseLong(rows(database, "SELECT COUNT(*) AS n FROM " + table).get(0).get("n"));
    }
}
