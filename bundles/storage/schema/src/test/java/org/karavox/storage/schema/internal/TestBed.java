package org.karavox.storage.schema.internal;

import com.mysql.cj.jdbc.MysqlDataSource;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcDataSource;
import org.karavox.itests.database.MariaDb;

/** A database for one test, and keepers of its tables whose clock the test turns. */
final class TestBed {

    /** Which database. */
    enum Kind {
        H2,
        MARIADB
    }

    /** A clock that goes when it is told to. */
    static final class HandClock extends Clock {

        private volatile Instant now;

        HandClock(Instant now) {
            this.now = now;
        }

        void set(Instant instant) {
            now = instant;
        }

        void set(String local) {
            now = LocalDateTime.parse(local).atZone(ZONE).toInstant();
        }

        @Override
        public ZoneId getZone() {
            return ZoneId.of("UTC");
        }

        @Override
        public Clock withZone(ZoneId zone) {
            HandClock outer = this;
            return new Clock() {
                @Override
                public ZoneId getZone() {
                    return zone;
                }

                @Override
                public Clock withZone(ZoneId other) {
                    return outer.withZone(other);
                }

                @Override
                public Instant instant() {
                    return outer.now;
                }
            };
        }

        @Override
        public Instant instant() {
            return now;
        }
    }

    /** Not that of the machine, with daylight saving. */
    static final ZoneId ZONE = ZoneId.of("Europe/Prague");

    final Kind kind;
    final DataSource source;
    final String database;
    final HandClock clock = new HandClock(Instant.EPOCH);
    final Map<String, String> others = new HashMap<>();
    /** Fewer columns and indexes, for tests that make many partitions. */
    boolean light;

    private TestBed(Kind kind, DataSource source, String database) {
        this.kind = kind;
        this.source = source;
        this.database = database;
        clock.set("2026-11-24T12:00:00");
    }

    static TestBed of(Kind kind, Path folder) throws SQLException {
        if (kind == Kind.H2) {
            JdbcDataSource source = new JdbcDataSource();
            source.setURL("jdbc:h2:file:" + folder.resolve("calls"));
            source.setUser("sa");
            source.setPassword("");
            return new TestBed(kind, source, "calls");
        }
        MariaDb.shared().execute("set global innodb_flush_log_at_trx_commit = 0"); // tables are made hundreds of times here
        String database = MariaDb.shared().freshDatabase();
        return new TestBed(kind, mysql(database, MariaDb.ADMIN, MariaDb.ADMIN_PASSWORD), database);
    }

    static TestBed mariaDb() throws SQLException {
        return of(Kind.MARIADB, null);
    }

    static DataSource mysql(String database, String user, String password) {
        MysqlDataSource source = new MysqlDataSource();
        source.setURL(MariaDb.shared().url(database) + "?connectTimeout=5000");
        source.setUser(user);
        source.setPassword(password);
        return source;
    }

    /** Opens connections. */
    @FunctionalInterface
    interface Connector {
        Connection connect() throws Exception;
    }

    /** A data source whose connections come as the test says. */
    static DataSource through(Connector connector) {
        return (DataSource) Proxy.newProxyInstance(TestBed.class.getClassLoader(), new Class<?>[] { DataSource.class },
                (proxy, method, arguments) -> {
                    switch (method.getName()) {
                        case "getConnection":
                            return connector.connect();
                        case "hashCode":
                            return System.identityHashCode(proxy);
                        case "equals":
                            return proxy == arguments[0];
                        default:
                            return "data source";
                    }
                });
    }

    /** Configuration with defaults but for pairs of key and value. */
    static SchemaConfig config(Object... pairs) {
        Map<String, Object> values = new HashMap<>();
        for (int i = 0; i < pairs.length; i += 2) {
            values.put((String) pairs[i], pairs[i + 1]);
        }
        return (SchemaConfig) Proxy.newProxyInstance(SchemaConfig.class.getClassLoader(), new Class<?>[] { SchemaConfig.class },
                (proxy, method, arguments) -> {
                    if (!values.containsKey(method.getName())) {
                        return method.getDefaultValue();
                    }
                    return values.get(method.getName());
                });
    }

    /** A keeper and what it has last said. */
    final class Kept {

        final SchemaKeeper keeper;
        volatile ReadySchema schema;
        volatile int changes;

        Kept(DataSource from, int limit, Object... pairs) {
            List<Object> all = new ArrayList<>(light ? List.of("disable_cdr_fields_rtp", true, "mysqlcompress", false) : List.of());
            all.addAll(List.of(pairs));
            keeper = new SchemaKeeper(Settings.of(config(all.toArray())), () -> others, ZONE, clock, next -> {
                schema = next;
                changes++;
            }, limit);
            keeper.offer(from);
        }

        Kept step() {
            keeper.step();
            return this;
        }

        String problem() {
            return keeper.trouble().map(Trouble::sentence).orElse("");
        }
    }

    /** A keeper after its first step, with pairs of key and value. */
    Kept keep(Object... pairs) {
        return new Kept(source, 0, pairs).step();
    }

    Kept keepFrom(DataSource from, Object... pairs) {
        return new Kept(from, 0, pairs).step();
    }

    Kept keepWithLimit(int limit, Object... pairs) {
        return new Kept(source, limit, pairs).step();
    }

    void run(String... statements) throws SQLException {
        try (Connection connection = source.getConnection()) {
            for (String statement : statements) {
                Sql.run(connection, statement);
            }
        }
    }

    long number(String sql) throws SQLException {
        try (Connection connection = source.getConnection()) {
            return Sql.number(connection, sql);
        }
    }

    List<String> texts(String sql) throws SQLException {
        try (Connection connection = source.getConnection()) {
            return Sql.texts(connection, sql);
        }
    }

    String q(String name) {
        return kind == Kind.H2 ? '"' + name.toUpperCase(java.util.Locale.ROOT) + '"' : '`' + name + '`';
    }

    /** Partitions of a table, {@code name<bound}. */
    List<String> partitions(String table) throws SQLException {
        return texts("select concat(partition_name, '<', replace(partition_description, '''', '')) from information_schema.partitions "
                + "where table_schema = database() and table_name = '" + table + "' and partition_name is not null "
                + "order by partition_ordinal_position");
    }
}
