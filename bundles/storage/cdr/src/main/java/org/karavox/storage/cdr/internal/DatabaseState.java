package org.karavox.storage.cdr.internal;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.apache.aries.jpa.template.JpaTemplate;
import org.karavox.runtime.DatabaseRuntime;
import org.karavox.runtime.SelfTest;
import org.karavox.storage.schema.DatabaseSchema;
import org.karavox.storage.schema.Dialect;
import org.karavox.storage.schema.SchemaRuntime;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How the database is. Asks it every two seconds, so that a failure is known within five. */
@Component(service = {DatabaseRuntime.class, SelfTest.class}, immediate = true)
public final class DatabaseState implements DatabaseRuntime, SelfTest {

    private static final Logger LOGGER = LoggerFactory.getLogger(DatabaseState.class);
    private static final int PERIOD_SECONDS = 2;
    private static final int ANSWER_SECONDS = 2;
    private static final Duration CLOCK_TOLERANCE = Duration.ofSeconds(3);
    private static final String[] TABLES = {"cdr", "cdr_next", "cdr_rtp", "cdr_sipresp", "cdr_siphistory", "cdr_proxy", "cdr_sdp",
            "cdr_dtmf", "cdr_tar_part", "cdr_sip_response", "cdr_sip_request", "cdr_reason", "cdr_ua", "files", "sensors",
            "sensor_config", "system"};

    private final ScheduledExecutorService clock;
    private volatile DataSource database;
    private volatile DatabaseLocation location;
    private volatile DatabaseSchema schema;
    private volatile SchemaRuntime tables;
    private volatile StoreNotes store;
    private volatile JpaTemplate jpa;
    private volatile Answer last = new Answer("", Optional.of("The database has not been asked yet"), Instant.now());

    /** What the last question brought. */
    private record Answer(String product, Optional<String> problem, Instant since) {
    }

    @Activate
    public DatabaseState() {
        clock = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "karavox-database-state");
            thread.setDaemon(true);
            return thread;
        });
        clock.scheduleWithFixedDelay(this::ask, 0, PERIOD_SECONDS, TimeUnit.SECONDS);
    }

    @Deactivate
    void stop() {
        clock.shutdownNow();
    }

    @Reference(target = "(osgi.jndi.service.name=karavox)", cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC, policyOption = ReferencePolicyOption.GREEDY)
    void setDatabase(DataSource source) {
        database = source;
        clock.execute(this::ask);
    }

    void unsetDatabase(DataSource source) {
        if (database == source) {
            database = null;
        }
    }

    @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    void setLocation(DatabaseLocation where) {
        location = where;
    }

    void unsetLocation(DatabaseLocation where) {
        if (location == where) {
            location = null;
        }
    }

    @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    void setSchema(DatabaseSchema its) {
        schema = its;
        clock.execute(this::ask);
    }

    void unsetSchema(DatabaseSchema its) {
        if (schema == its) {
            schema = null;
        }
    }

    @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    void setTables(SchemaRuntime runtime) {
        tables = runtime;
    }

    void unsetTables(SchemaRuntime runtime) {
        if (tables == runtime) {
            tables = null;
        }
    }

    @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    void setStore(StoreNotes notes) {
        store = notes;
    }

    void unsetStore(StoreNotes notes) {
        if (store == notes) {
            store = null;
        }
    }

    @Reference(target = FilesTable.UNITS, cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    void setEntities(JpaTemplate template) {
        jpa = template;
    }

    void unsetEntities(JpaTemplate template) {
        if (jpa == template) {
            jpa = null;
        }
    }

    private String place() {
        DatabaseLocation where = location;
        return where == null ? "(not configured)" : where.location();
    }

    private String explain(SQLException e) {
        DatabaseLocation where = location;
        return Failures.explain(e, place(), where == null ? "" : where.user());
    }

    private synchronized void ask() {
        String product = "";
        Optional<String> problem = Optional.empty();
        DataSource source = database;
        if (source == null) {
            problem = Optional.of("There is no database: see the log for the key of voipmonitor.conf that cannot be used");
        } else {
            try (Connection connection = source.getConnection()) {
                product = connection.getMetaData().getDatabaseProductName() + " "
                        + connection.getMetaData().getDatabaseProductVersion();
                if (!connection.isValid(ANSWER_SECONDS)) {
                    problem = Optional.of("The database at " + place() + " does not answer within " + ANSWER_SECONDS + " s");
                }
            } catch (SQLException e) {
                problem = Optional.of(explain(e));
            }
        }
        SchemaRuntime runtime = tables;
        if (problem.isEmpty() && schema == null) {
            problem = Optional.of(runtime == null ? "Nobody looks after the tables: install feature karavox-storage-schema"
                    : runtime.problem().orElse("The tables are being made"));
        }
        Answer before = last;
        if (problem.isPresent() == before.problem().isPresent()) {
            last = new Answer(product, problem, before.since());
        } else {
            last = new Answer(product, problem, Instant.now());
            if (problem.isPresent()) {
                LOGGER.warn("{}", problem.get());
            } else {
                LOGGER.info("The database at {} is available", place());
            }
        }
    }

    @Override
    public Status status() {
        ask();
        Answer answer = last;
        List<String> notes = new ArrayList<>();
        SchemaRuntime runtime = tables;
        StoreNotes notesOfStore = store;
        if (runtime != null) {
            notes.addAll(runtime.notes());
        }
        if (notesOfStore != null) {
            notes.addAll(notesOfStore.notes());
        }
        Map<String, Long> rows = new LinkedHashMap<>();
        DataSource source = database;
        DatabaseSchema shape = schema;
        if (answer.problem().isEmpty() && source != null && shape != null) {
            try {
                rows = rows(source, shape);
                JpaTemplate template = jpa;
                if (template != null) {
                    notes.addAll(journals(template));
                }
            } catch (SQLException e) {
                notes.add("The tables cannot be counted: " + explain(e));
            } catch (RuntimeException e) { // Aries wraps whatever the driver reported
                notes.add("Table system cannot be read: " + e.getMessage());
            }
        }
        return new Status(place(), answer.product(), answer.problem().isEmpty(), answer.since(), answer.problem(), rows,
                runtime == null ? List.of() : runtime.partitions(), notes);
    }

    /** How far each journal has been stored: one per sensor that writes here. */
    static List<String> journals(JpaTemplate jpa) {
        return jpa.txExpr(em -> em.createQuery("SELECT s FROM SystemEntry s WHERE s.type LIKE :type", SystemEntry.class)
                .setParameter("type", DatabaseCallStore.POSITION + "%").getResultList().stream()
                .map(entry -> "Journal " + entry.type().substring(DatabaseCallStore.POSITION.length()) + " is stored up to record "
                        + entry.content()).sorted().toList());
    }

    /** Estimates: exact numbers of rows would take a walk over each table. */
    static Map<String, Long> rows(DataSource database, DatabaseSchema schema) throws SQLException {
        boolean h2 = schema.dialect() == Dialect.H2;
        String sql = "SELECT " + (h2 ? "ROW_COUNT_ESTIMATE" : "TABLE_ROWS") + " FROM INFORMATION_SCHEMA.TABLES WHERE TABLE_SCHEMA = "
                + (h2 ? "CURRENT_SCHEMA AND UPPER(TABLE_NAME) = UPPER(?)" : "DATABASE() AND TABLE_NAME = ?");
        Map<String, Long> rows = new LinkedHashMap<>();
        try (Connection connection = database.getConnection(); PreparedStatement query = connection.prepareStatement(sql)) {
            for (String table : TABLES) {
                query.setString(1, schema.table(table));
                try (ResultSet row = query.executeQuery()) {
                    if (row.next()) {
                        rows.put(table, row.getLong(1));
                    }
                }
            }
        }
        return rows;
    }

    @Override
    public String name() {
        return "database";
    }

    @Override
    public Verdict run() {
        DataSource source = database;
        DatabaseSchema shape = schema;
        if (source == null || shape == null) {
            ask();
            return new Verdict(Level.FAILED, last.problem().orElse("The tables at " + place() + " are being made"),
                    "See voip:db; calls wait in the queue until then");
        }
        try {
            return test(source, shape, place(), Instant.now());
        } catch (SQLException e) {
            return new Verdict(Level.FAILED, explain(e), "Do what the sentence says; calls wait in the queue until then");
        }
    }

    static Verdict test(DataSource database, DatabaseSchema schema, String place, Instant now) throws SQLException {
        String system = Layout.quoted(schema.dialect(), schema.table("system"));
        try (Connection connection = database.getConnection(); Statement statement = connection.createStatement()) {
            statement.setQueryTimeout(ANSWER_SECONDS);
            try (ResultSet row = statement.executeQuery("SELECT COUNT(*) FROM " + system)) {
                row.next();
            }
            connection.setAutoCommit(false);
            try {
                statement.executeUpdate("INSERT INTO " + system + " (" + Layout.quoted(schema.dialect(), "type") + ", "
                        + Layout.quoted(schema.dialect(), "content") + ") VALUES ('karavox_selftest', '')");
            } finally {
                connection.rollback();
                connection.setAutoCommit(true);
            }
            if (schema.dialect() == Dialect.H2) {
                return Verdict.ok("The embedded database at " + place + " can be read and written");
            }
            try (ResultSet row = statement.executeQuery("SELECT UTC_TIMESTAMP(), @@global.local_infile, @@version")) {
                row.next();
                Instant there = LocalDateTime.parse(row.getString(1).substring(0, 19).replace(' ', 'T')).toInstant(ZoneOffset.UTC);
                long seconds = Duration.between(now, there).getSeconds();
                if (Math.abs(seconds) > CLOCK_TOLERANCE.getSeconds()) {
                    return new Verdict(Level.WARNING, "The clock of the database at " + place + " is " + Math.abs(seconds) + " s "
                            + (seconds > 0 ? "ahead" : "behind"), "Run a time service on both machines");
                }
                if (row.getInt(2) == 0) {
                    return new Verdict(Level.WARNING, "The database at " + place + " does not take LOAD DATA LOCAL, so calls are "
                            + "written more slowly", "SET GLOBAL local_infile = 1 there");
                }
                return Verdict.ok("The database at " + place + ", " + row.getString(3) + ", can be read and written");
            }
        }
    }
}
