package org.karavox.storage.schema.internal;

import java.sql.Connection;
import java.sql.Date;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.karavox.storage.schema.Dialect;
import org.karavox.storage.schema.internal.Inventory.ColumnInfo;
import org.karavox.storage.schema.internal.Inventory.Partitioning;
import org.karavox.storage.schema.internal.Table.Column;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Creates the tables that are missing and widens those of older databases. One run, one thread. */
final class Migration {

    /** Content of the row {@code sniffer_db_version} of a database that we have made. */
    static final int VERSION = 1;
    static final String VERSION_ROW = "sniffer_db_version";

    private static final Logger LOGGER = LoggerFactory.getLogger(Migration.class);

    private final Connection connection;
    private final Database database;
    private final Settings settings;
    private final LocalDateTime now;
    private final Inventory before;
    private Shape shape;
    private final List<String> notes = new ArrayList<>();

    Migration(Connection connection, Database database, Settings settings, Inventory before, Shape shape, LocalDateTime now) {
        this.connection = connection;
        this.database = database;
        this.settings = settings;
        this.before = before;
        this.shape = shape;
        this.now = now;
    }

    /**
     * What the database is like, or is to be like if it has no calls yet.
     *
     * @param others values of keys that other bundles own
     */
    static Shape shape(Database database, Settings settings, Inventory inventory, Map<String, Partitioning> partitions,
            Map<String, String> others) {
        SchemaConfig config = settings.config();
        String cdr = config.mysqltableprefix() + "cdr";
        Set<Shape.Option> options = settings.options(others);
        String tableOption = settings.tableOption(database, true);
        if (!inventory.has(cdr)) {
            String ipv6 = others.get("ipv6");
            return new Shape(database.dialect(), config.mysqltableprefix(), ipv6 == null || Settings.isOn(ipv6),
                    config.time_precision_in_ms() && database.hasFractions(),
                    config.cdr_partition() && database.dialect() == Dialect.MYSQL, "bigint unsigned", options, tableOption);
        }
        String address = inventory.column(cdr, "sipcallerip").map(ColumnInfo::type).orElse("");
        int fraction = inventory.column(cdr, "calldate").map(ColumnInfo::fractionDigits).orElse(0);
        return new Shape(database.dialect(), config.mysqltableprefix(),
                address.startsWith("varbinary") || address.startsWith("binary varying"), fraction == 3,
                partitions.containsKey(cdr),
                inventory.column(cdr, "ID").map(ColumnInfo::type).orElse("bigint unsigned"), options, tableOption);
    }

    /** What could not be done, a sentence each. */
    List<String> notes() {
        return notes;
    }

    void run() throws SQLException {
        List<String> created = new ArrayList<>();
        for (Table table : Tables.ALL) {
            if (!before.has(shape.table(table.name()))) {
                create(table);
                created.add(shape.table(table.name()));
            }
        }
        if (!created.isEmpty()) {
            LOGGER.info("Tables created: {}", String.join(", ", created));
        }
        for (Table table : Tables.ALL) {
            if (before.has(shape.table(table.name()))) {
                widen(table);
            }
        }
        stamp();
    }

    private void create(Table table) throws SQLException {
        List<Partition> partitions = shape.partitioned() ? ofNewTable() : List.of();
        try {
            for (String statement : new Ddl(shape).create(table, partitions)) {
                Sql.run(connection, statement);
            }
        } catch (SQLException e) {
            Trouble trouble = Trouble.of(e, database.account(), database.name());
            if (trouble.kind() != Trouble.Kind.REFUSED || shape.dialect() == Dialect.H2
                    || shape.tableOption().equals(settings.tableOption(database, false))) {
                throw e;
            }
            shape = new Shape(shape.dialect(), shape.prefix(), shape.binaryAddresses(), shape.milliseconds(), shape.partitioned(),
                    shape.callIdType(), shape.options(), settings.tableOption(database, false));
            Sql.run(connection, new Ddl(shape).create(table, partitions).get(0));
            notes.add("Tables have been created without compression, because the server refused it (" + e.getMessage()
                    + "): correct mysqlcompress_type or set mysqlcompress = no");
        }
    }

    /** Today, tomorrow and the days ahead, and past days if wanted: making them with the table is quicker than afterwards. */
    private List<Partition> ofNewTable() {
        boolean hourly = settings.config().cdr_partition_by_hours();
        LocalDateTime from = now.minusDays(settings.config().create_old_partitions());
        if (settings.oldFrom().isPresent() && settings.oldFrom().get().atStartOfDay().isBefore(from)) {
            from = settings.oldFrom().get().atStartOfDay();
        }
        int ahead = settings.mayCreate() ? Math.max(1, settings.config().create_new_partitions()) : 1;
        LocalDate last = now.toLocalDate().plusDays(ahead);
        if (settings.until().isPresent() && settings.until().get().isBefore(last)) {
            last = settings.until().get().isBefore(now.toLocalDate()) ? now.toLocalDate() : settings.until().get();
        }
        List<Partition> wanted = Partition.range(from.toLocalDate().atStartOfDay(), last.plusDays(1).atStartOfDay().minusNanos(1), hourly);
        int most = database.partitionLimit() - 10;
        return wanted.size() <= most ? wanted : wanted.subList(wanted.size() - most, wanted.size());
    }

    private void widen(Table table) throws SQLException {
        String name = shape.table(table.name());
        Set<String> present = before.columnsOf(name);
        List<String> key = table.primaryKey(shape);
        List<Column> missing = new ArrayList<>();
        for (Column column : table.columns(shape)) {
            boolean later = !column.numbered() && (!key.contains(column.name()) || column.name().equals("calldate"));
            if (later && !present.contains(Inventory.lower(column.name()))) {
                missing.add(column);
            }
        }
        if (missing.isEmpty()) {
            return;
        }
        List<String> statements = new Ddl(shape).add(table, missing);
        String text = String.join("; ", statements);
        String reason = "columns " + String.join(", ", missing.stream().map(Column::name).toList());
        int limit = settings.config().alter_rows_limit();
        long rows = Sql.number(connection, "select count(*) from (select 1 as one from " + shape.quoted(name) + " limit "
                + (limit + 1L) + ") counted");
        if (rows > limit) {
            skipped(name, reason, text, "skip_too_rows", "it has more than " + limit + " rows (alter_rows_limit)");
        } else if (hasFailedBefore(name, text)) {
            skipped(name, reason, text, "skip_prev_error", "an earlier attempt failed, see table " + shape.table("db_alters"));
        } else {
            try {
                for (String statement : statements) {
                    Sql.run(connection, statement);
                }
            } catch (SQLException e) {
                failed(name, reason, text, e);
                return;
            }
            record(name, reason, text, "ok", null);
            LOGGER.info("Table {} widened: {}", name, reason);
        }
    }

    private void failed(String table, String reason, String text, SQLException e) throws SQLException {
        Trouble trouble = Trouble.of(e, database.account(), database.name());
        if (trouble.kind() != Trouble.Kind.REFUSED && trouble.kind() != Trouble.Kind.BUSY) {
            throw e; // goes away when somebody acts, so it is not held against the statement
        }
        record(table, reason, text, "error", trouble.kind() == Trouble.Kind.BUSY ? "busy: " + e.getMessage() : e.getMessage());
        notes.add("Table " + table + " could not be given " + reason + " (" + e.getMessage() + "): run by hand " + text + ';');
    }

    private void skipped(String table, String reason, String text, String result, String why) throws SQLException {
        List<String> last = Sql.texts(connection, "select " + shape.quoted("result") + " from " + alters() + " where "
                + shape.quoted("table") + " = ? and " + shape.quoted("alter") + " = ? order by " + shape.quoted("id") + " desc",
                table, text);
        if (last.isEmpty() || !last.get(0).equals(result)) {
            record(table, reason, text, result, null);
        }
        notes.add("Table " + table + " lacks " + reason + " because " + why + ", the values are not kept: run by hand " + text + ';');
    }

    private boolean hasFailedBefore(String table, String text) throws SQLException {
        List<String> errors = Sql.texts(connection, "select " + shape.quoted("error") + " from " + alters() + " where "
                + shape.quoted("table") + " = ? and " + shape.quoted("alter") + " = ? and " + shape.quoted("result") + " = 'error'",
                table, text);
        return errors.stream().anyMatch(error -> error == null || !error.startsWith("busy: "));
    }

    private void record(String table, String reason, String text, String result, String error) throws SQLException {
        Sql.update(connection, "insert into " + alters() + " (" + shape.quoted("table") + ", " + shape.quoted("reason") + ", "
                + shape.quoted("alter") + ", " + shape.quoted("result") + ", " + shape.quoted("error") + ") values (?, ?, ?, ?, ?)",
                table, reason, text, result, error);
    }

    private String alters() {
        return shape.quoted(shape.table("db_alters"));
    }

    /** Says when we were here. It also shows at every start whether the database can be written to. */
    private void stamp() throws SQLException {
        Optional<String> version = row(connection, shape, VERSION_ROW);
        String content = version.orElse("").trim();
        boolean older = !content.matches("\\d{1,9}") || Integer.parseInt(content) < VERSION;
        put(connection, shape, VERSION_ROW, older ? Integer.toString(VERSION) : content, now);
    }

    /** Content of the newest row of that type in table {@code system}. */
    static Optional<String> row(Connection connection, Shape shape, String type) throws SQLException {
        List<String> contents = Sql.texts(connection, "select " + shape.quoted("content") + " from " + shape.quoted(shape.table("system"))
                + " where " + shape.quoted("type") + " = ? order by " + shape.quoted("id") + " desc", type);
        return contents.isEmpty() || contents.get(0) == null ? Optional.empty() : Optional.of(contents.get(0));
    }

    /** Writes the row of that type in table {@code system}. */
    static void put(Connection connection, Shape shape, String type, String content, LocalDateTime now) throws SQLException {
        String table = shape.quoted(shape.table("system"));
        Date date = Date.valueOf(now.toLocalDate());
        Timestamp time = Timestamp.valueOf(now.withNano(0));
        int changed = Sql.update(connection, "update " + table + " set " + shape.quoted("cdate") + " = ?, "
                + shape.quoted("cdatetime") + " = ?, " + shape.quoted("content") + " = ? where " + shape.quoted("type") + " = ?",
                date, time, content, type);
        if (changed == 0) {
            Sql.update(connection, "insert into " + table + " (" + shape.quoted("type") + ", " + shape.quoted("cdate") + ", "
                    + shape.quoted("cdatetime") + ", " + shape.quoted("content") + ") values (?, ?, ?, ?)", type, date, time, content);
        }
    }
}
