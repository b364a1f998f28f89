package org.karavox.storage.schema.internal;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.karavox.storage.schema.Dialect;
import org.karavox.storage.schema.internal.Inventory.Partitioning;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings the tables of a data source up and keeps their partitions. {@link #step} is called by one thread, again and again;
 * the rest is for any thread.
 */
final class SchemaKeeper {

    private static final Logger LOGGER = LoggerFactory.getLogger(SchemaKeeper.class);
    private static final long SHORTEST_WAIT = 1_000;
    private static final long LONGEST_WAIT = 30_000;
    /** Between looks at what is due, milliseconds. */
    private static final long LOOK = 60_000;
    private static final Duration PREFERRED = Duration.ofHours(12);
    private static final Duration FORCED = Duration.ofHours(24);
    private static final Duration REFRESH = Duration.ofMinutes(5);
    /** Room that there must be ahead at any time, whatever the hour. */
    private static final Duration RESERVE = Duration.ofHours(1);
    private static final String WORK_ROW = "karavox_partitions";
    private static final Trouble NO_SOURCE = new Trouble(Trouble.Kind.UNREACHABLE, "No database connection is offered",
            "see that bundle org.karavox.storage.cdr is active and nocdr is not set");

    private final Settings settings;
    private final Supplier<Map<String, String>> others;
    private final ZoneId zone;
    private final Clock clock;
    private final Consumer<ReadySchema> publisher;
    private final int limitOfPartitions;

    private volatile DataSource offered;
    private volatile Trouble trouble = NO_SOURCE;
    private volatile List<String> startNotes = List.of();
    private volatile List<String> workNotes = List.of();
    private volatile List<String> sizeNotes = List.of();
    private volatile List<String> partitions = List.of();

    // of the thread that steps
    private DataSource current;
    private ReadySchema ready;
    private Database database;
    private Trouble missing; // of the last attempt: no server says that a table of ours is not there
    private int failures;
    private Instant lastWork = Instant.EPOCH;
    private Instant nextTry = Instant.EPOCH;
    private Instant nextRefresh = Instant.EPOCH;
    private Instant nextSizes = Instant.EPOCH;

    /**
     * @param others values in effect of keys that other bundles own
     * @param publisher told of every change: the tables are ready, or null = they are not
     * @param limitOfPartitions most partitions of a table; 0 = what the server allows
     */
    SchemaKeeper(Settings settings, Supplier<Map<String, String>> others, ZoneId zone, Clock clock, Consumer<ReadySchema> publisher,
            int limitOfPartitions) {
        this.settings = settings;
        this.others = others;
        this.zone = zone;
        this.clock = clock;
        this.publisher = publisher;
        this.limitOfPartitions = limitOfPartitions;
    }

    /** From now on this data source; null = none. Takes effect in the next step. */
    void offer(DataSource source) {
        offered = source;
    }

    DataSource offered() {
        return offered;
    }

    Optional<Trouble> trouble() {
        return Optional.ofNullable(trouble);
    }

    List<String> notes() {
        List<String> notes = new ArrayList<>(settings.notes());
        notes.addAll(startNotes);
        notes.addAll(workNotes);
        notes.addAll(sizeNotes);
        return notes;
    }

    List<String> partitions() {
        return partitions;
    }

    /**
     * Does what is due.
     *
     * @return milliseconds after which it wants to be called again, unless another data source is offered before
     */
    long step() {
        DataSource wanted = offered;
        if (wanted != current) {
            withdraw();
            current = wanted;
            failures = 0;
        }
        Optional<Trouble> wrong = settings.trouble();
        if (wrong.isPresent() || current == null) {
            trouble = wrong.orElse(NO_SOURCE);
            return LOOK;
        }
        if (ready == null) {
            try {
                bringUp();
            } catch (SQLException | RuntimeException e) { // a pool that cannot start throws what it likes
                return failed(e);
            }
        }
        keep();
        if (ready == null) {
            return SHORTEST_WAIT;
        }
        return ready.work().hasSizeLimits() ? Math.min(LOOK, settings.config().cleandatabase_size_period() * 1_000L) : LOOK;
    }

    private void withdraw() {
        if (ready != null) {
            ready = null;
            publisher.accept(null);
        }
        partitions = List.of();
        startNotes = List.of();
        workNotes = List.of();
        sizeNotes = List.of();
    }

    private long failed(Exception e) {
        Trouble found = missing != null ? missing
                : Trouble.of(e, database == null ? "" : database.account(), database == null ? "" : database.name());
        if (trouble == null || !trouble.sentence().equals(found.sentence())) {
            LOGGER.error("{}", found.sentence());
            LOGGER.debug("Tables are not ready", e);
        }
        trouble = found;
        failures++;
        return Math.min(LONGEST_WAIT, SHORTEST_WAIT << Math.min(failures - 1, 10));
    }

    private LocalDateTime now() {
        return LocalDateTime.now(clock.withZone(zone));
    }

    private void bringUp() throws SQLException {
        database = null;
        missing = null;
        try (Connection connection = current.getConnection()) {
            boolean automatic = connection.getAutoCommit();
            connection.setAutoCommit(true);
            try {
                database = Database.of(connection);
                seeNewGrants(connection);
                bringUp(connection);
            } finally {
                connection.setAutoCommit(automatic);
            }
        }
    }

    /** A connection of a pool learns of grants for the database only when it is chosen again. */
    private void seeNewGrants(Connection connection) throws SQLException {
        if (database.dialect() == Dialect.MYSQL && !database.name().isEmpty()) {
            try (Statement statement = connection.createStatement()) {
                statement.execute("use `" + database.name().replace("`", "``") + "`");
            }
        }
    }

    private void bringUp(Connection connection) throws SQLException {
        List<String> notes = new ArrayList<>();
        if (!settings.config().disable_dbupgradecheck()) {
            if (database.dialect() == Dialect.H2) {
                migrate(connection, notes);
            } else {
                Sql.alone(connection, 30, () -> migrate(connection, notes));
            }
        }
        Inventory inventory = Inventory.read(connection, database.dialect());
        Map<String, Partitioning> partitioned = partitionsOf(connection);
        Shape shape = Migration.shape(database, settings, inventory, partitioned, others.get());
        for (Table table : Tables.ALL) {
            if (!inventory.has(shape.table(table.name()))) {
                missing = new Trouble(Trouble.Kind.SETTING, "Table " + shape.table(table.name()) + " is missing and "
                        + "disable_dbupgradecheck = yes forbids to create it", "set it to no, or let another sensor create the tables");
                throw new SQLException(missing.found());
            }
        }
        PartitionWork work = new PartitionWork(settings, database, limitOfPartitions > 0 ? limitOfPartitions : database.partitionLimit());
        ReadySchema schema = new ReadySchema(current, settings, shape, inventory.columns(), work, zone, clock);
        if (shape.partitioned()) {
            begin(connection, schema, notes);
        } else if (database.dialect() == Dialect.MYSQL && settings.config().cdr_partition()) {
            notes.add("Table " + shape.table("cdr") + " has no partitions, so nothing old is dropped by itself: to partition it run "
                    + OldTable.statements(connection, shape, now()) + "; children as docs/operations/database.md says");
        }
        startNotes = List.copyOf(notes);
        ready = schema;
        trouble = null;
        failures = 0;
        nextRefresh = clock.instant().plus(REFRESH);
        nextSizes = clock.instant();
        notes.forEach(LOGGER::warn);
        LOGGER.info("Tables are ready: {}", database.product());
        publisher.accept(schema);
    }

    private void migrate(Connection connection, List<String> notes) throws SQLException {
        Inventory inventory = Inventory.read(connection, database.dialect());
        Shape shape = Migration.shape(database, settings, inventory, partitionsOf(connection), others.get());
        Migration migration = new Migration(connection, database, settings, inventory, shape, now());
        migration.run();
        notes.addAll(migration.notes());
    }

    private Map<String, Partitioning> partitionsOf(Connection connection) throws SQLException {
        return database.dialect() == Dialect.H2 ? Map.of() : Inventory.partitions(connection);
    }

    /** First look at partitions: there must be room for now, the rest can wait. */
    private void begin(Connection connection, ReadySchema schema, List<String> notes) throws SQLException {
        Optional<String> last = Migration.row(connection, schema.shape(), WORK_ROW);
        try {
            lastWork = Instant.parse(last.orElse(""));
        } catch (java.time.format.DateTimeParseException e) {
            lastWork = Instant.EPOCH; // never, or not written by us
        }
        nextTry = clock.instant();
        if (settings.mayCreate()) {
            try {
                schema.work().createAhead(connection, now(), notes);
            } catch (SQLException e) {
                look(connection, schema);
                if (!now().isBefore(schema.end())) {
                    throw e;
                }
                notes.add(Trouble.of(e, database.account(), database.name()).sentence());
            }
        }
        look(connection, schema);
        if (!now().isBefore(schema.end())) {
            notes.add("There is no partition for now and this sensor may create none: let another sensor create some or set "
                    + "disable_partition_operations = no");
        }
    }

    private void look(Connection connection, ReadySchema schema) throws SQLException {
        Map<String, Partitioning> family = schema.work().read(connection);
        schema.end(schema.work().end(family));
        Partitioning calls = family.get(schema.table("cdr"));
        partitions = calls == null ? List.of() : calls.partitions().stream().map(Partition::name).toList();
    }

    /** Partition work, sizes and changes made by hand, each when it is due. */
    private void keep() {
        Instant instant = clock.instant();
        boolean refresh = !instant.isBefore(nextRefresh);
        boolean work = ready.shape().partitioned() && !instant.isBefore(nextTry) && isDue(instant);
        boolean sizes = ready.shape().partitioned() && settings.mayDrop() && ready.work().hasSizeLimits() && !instant.isBefore(nextSizes);
        if (!refresh && !work && !sizes) {
            return;
        }
        try (Connection connection = current.getConnection()) {
            boolean automatic = connection.getAutoCommit();
            connection.setAutoCommit(true);
            try {
                if (work) {
                    work(connection);
                }
                if (sizes) {
                    nextSizes = instant.plusSeconds(settings.config().cleandatabase_size_period());
                    List<String> notes = new ArrayList<>();
                    ready.work().dropBySize(connection, now(), notes);
                    sizeNotes = List.copyOf(notes);
                    look(connection, ready);
                }
                if (refresh) {
                    nextRefresh = instant.plus(REFRESH);
                    refresh(connection);
                }
            } finally {
                connection.setAutoCommit(automatic);
            }
        } catch (SQLException | RuntimeException e) {
            if (ready == null) { // they have been changed, and cannot be used as they are now
                failed(e);
                return;
            }
            nextTry = instant.plusMillis(LOOK);
            nextRefresh = instant.plusMillis(LOOK);
            String sentence = Trouble.of(e, database.account(), database.name()).sentence();
            if (!workNotes.contains(sentence)) {
                LOGGER.warn("{}", sentence);
            }
            workNotes = List.of(sentence);
        }
    }

    /** Every 12 hours in the hours given, or after 24 hours; and at any time if room for the next hour is missing. */
    private boolean isDue(Instant instant) {
        LocalDateTime reserve = now().plus(RESERVE);
        if (settings.mayCreateFor(reserve.toLocalDate()) && !reserve.isBefore(ready.end())) {
            return true;
        }
        Duration since = Duration.between(lastWork, instant);
        return since.compareTo(FORCED) >= 0 || since.compareTo(PREFERRED) >= 0 && settings.isWorkHour(now().getHour());
    }

    private void work(Connection connection) throws SQLException {
        List<String> notes = new ArrayList<>();
        boolean dropFirst = settings.config().partition_operations_drop_first();
        if (dropFirst && settings.mayDrop()) {
            ready.work().dropOld(connection, now());
        }
        if (settings.mayCreate()) {
            ready.work().createAhead(connection, now(), notes);
            LocalDateTime reserve = now().plus(RESERVE);
            if (settings.mayCreateFor(reserve.toLocalDate())) {
                ready.work().createFor(connection, reserve, now());
            }
        }
        if (!dropFirst && settings.mayDrop()) {
            ready.work().dropOld(connection, now());
        }
        lastWork = clock.instant();
        if (!settings.config().disable_dbupgradecheck()) {
            Migration.put(connection, ready.shape(), WORK_ROW, lastWork.toString(), now());
        }
        look(connection, ready);
        workNotes = List.copyOf(notes);
    }

    /** Somebody may have run a statement by hand, or dropped partitions. */
    private void refresh(Connection connection) throws SQLException {
        Inventory inventory = Inventory.read(connection, database.dialect());
        Map<String, Partitioning> partitioned = partitionsOf(connection);
        Shape shape = Migration.shape(database, settings, inventory, partitioned, others.get());
        boolean vanished = !inventory.has(shape.table("cdr"));
        if (vanished || !same(inventory.columns(), shape)) {
            LOGGER.info("The tables have been changed, looking at them again");
            withdraw();
            bringUp(connection);
        } else if (ready.shape().partitioned()) {
            look(connection, ready);
            workNotes = List.of();
        }
    }

    /** Our tables; columns of {@code sensor_config} come and go and are nobody's concern here. */
    private boolean same(Map<String, Set<String>> columns, Shape shape) {
        for (Table table : Tables.ALL) {
            String name = Inventory.lower(shape.table(table.name()));
            if (!table.name().equals("sensor_config") && !Objects.equals(ready.columns().get(name), columns.get(name))) {
                return false;
            }
        }
        return shape.partitioned() == ready.shape().partitioned()
                && shape.binaryAddresses() == ready.shape().binaryAddresses() && shape.milliseconds() == ready.shape().milliseconds();
    }
}
