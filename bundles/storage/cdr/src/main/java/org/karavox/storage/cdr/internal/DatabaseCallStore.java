package org.karavox.storage.cdr.internal;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.sql.DataSource;
import org.karavox.call.CallRecord;
import org.karavox.runtime.SensorIdentity;
import org.karavox.storage.CallStore;
import org.karavox.storage.StoreException;
import org.karavox.storage.StoreException.Kind;
import org.karavox.storage.schema.DatabaseSchema;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps calls in the database: a batch of calls with all their rows and the position in the journal is one transaction. Exists
 * only while the database answers and has its tables; the queue knows {@link DatabaseStoreFront}.
 */
@Component(service = {DatabaseCallStore.class, StoreNotes.class}, configurationPid = "karavox.storage.cdr")
@Designate(ocd = CdrConfig.class)
public final class DatabaseCallStore implements CallStore, StoreNotes {

    /** {@code system.type} of the position in a journal, followed by the id of the journal. */
    static final String POSITION = "karavox_journal_";

    private static final Logger LOGGER = LoggerFactory.getLogger(DatabaseCallStore.class);
    private static final int PART = 250; // calls that are sent at once
    private static final int FUTURE_DAYS = 400; // a capture with a broken clock must not stop all others
    private static final int ATTEMPTS = 5; // while somebody else takes the numbers

    private final DataSource database;
    private final DatabaseSchema schema;
    private final DatabaseLocation location;
    private final ZoneId zone;
    private final Rules rules;
    private final SystemRows system;
    private final IdBlocks ids;
    private Layout[] layouts; // read when first needed
    private LookupTables lookups;
    private RowWriter writer; // its rows are made
    private RowWriter sender; // its rows are sent, meanwhile; they change places
    private ExecutorService sending;
    private Instant roomUntil = Instant.MIN; // hours for which there is room, from roomFrom
    private Instant roomFrom = Instant.MAX;
    private volatile List<String> notes = List.of();

    @Activate
    public DatabaseCallStore(CdrConfig config, @Reference SensorIdentity sensor,
            @Reference(target = "(osgi.jndi.service.name=karavox)") DataSource database, @Reference DatabaseSchema schema,
            @Reference DatabaseLocation location) {
        this(Rules.of(config, sensor.id()), sensor.zone(), database, schema, location);
    }

    DatabaseCallStore(Rules rules, ZoneId zone, DataSource database, DatabaseSchema schema, DatabaseLocation location) {
        this.rules = rules;
        this.zone = zone;
        this.database = database;
        this.schema = schema;
        this.location = location;
        system = new SystemRows(schema);
        ids = new IdBlocks(database, schema, system);
    }

    @Override
    public String name() {
        return "database";
    }

    @Override
    public List<String> notes() {
        return notes;
    }

    @Override
    public long lastStored(String journal) throws StoreException {
        try (Connection connection = database.getConnection()) {
            OptionalLong row = system.find(connection, POSITION + journal);
            return row.isEmpty() ? 0 : Long.parseLong(system.read(connection, row.getAsLong()).trim());
        } catch (SQLException e) {
            throw failed(e);
        } catch (NumberFormatException e) {
            throw new StoreException(Kind.UNAVAILABLE, "The row " + POSITION + journal + " of table system at "
                    + location.location() + " is not a number: delete the calls that are stored twice and set it right", e);
        }
    }

    @Override
    public void store(Batch batch) throws StoreException {
        try {
            prepare();
            makeRoom(batch);
            for (int attempt = 1;; attempt++) {
                try {
                    storeOnce(batch);
                    return;
                } catch (SQLException e) {
                    if (Failures.isDuplicate(e) && attempt < ATTEMPTS) {
                        ids.startOver(); // somebody else numbers rows of this table
                    } else if (writer.way() == RowWriter.Way.LOAD && Failures.isLocalInfileForbidden(e)) {
                        withoutLocalInfile();
                    } else {
                        throw e;
                    }
                }
            }
        } catch (SQLException e) {
            throw failed(e);
        } catch (RuntimeException e) { // content that nobody thought of must not stop the others
            forget();
            throw new StoreException(Kind.REFUSED, "A record of journal " + batch.journal() + " between " + batch.first() + " and "
                    + batch.last() + " makes no rows (" + e + "); it is set aside", e);
        } finally {
            if (lookups != null) {
                lookups.done();
            }
        }
    }

    private StoreException failed(SQLException error) {
        forget();
        if (Failures.isDenied(error)) {
            location.renew();
        }
        return Failures.of(error, location.location(), location.user());
    }

    /** What is known of the database may be wrong after a failure: it may be another one by now. */
    private void forget() {
        system.forget();
        ids.startOver();
        roomUntil = Instant.MIN;
        roomFrom = Instant.MAX;
        if (lookups != null) {
            lookups.forget();
        }
    }

    private void prepare() throws SQLException {
        if (writer != null) {
            return;
        }
        lookups = new LookupTables(database, schema);
        layouts = layouts(database, schema);
        writeBy(RowWriter.Way.fastest(schema.dialect()));
    }

    private void writeBy(RowWriter.Way way) {
        writer = new RowWriter(way, layouts, zone);
        sender = new RowWriter(way, layouts, zone);
    }

    static Layout[] layouts(DataSource database, DatabaseSchema schema) throws SQLException {
        Layout[] layouts = new Layout[CdrTable.values().length];
        List<List<Layout.Cell>> cells = SampleCall.cells();
        try (Connection connection = database.getConnection()) {
            for (CdrTable table : CdrTable.values()) {
                layouts[table.ordinal()] = Layout.read(connection, schema, table.table(), cells.get(table.ordinal()));
            }
        }
        return layouts;
    }

    private void withoutLocalInfile() {
        writeBy(RowWriter.Way.INSERT);
        String note = "The database at " + location.location() + " does not take LOAD DATA LOCAL, so calls are written with INSERT, "
                + "which is slower: SET GLOBAL local_infile = 1 there";
        notes = List.of(note);
        LOGGER.warn(note);
    }

    /** Sees to it that every hour of the batch has its partition. */
    private void makeRoom(Batch batch) throws SQLException, StoreException {
        Set<Instant> hours = new TreeSet<>();
        Instant latest = Instant.now().plus(FUTURE_DAYS, ChronoUnit.DAYS);
        for (CallRecord call : batch.records()) {
            if (call.start().isAfter(latest)) {
                throw new StoreException(Kind.REFUSED, "Call " + call.callId() + " begins on " + call.start() + ", more than " + FUTURE_DAYS
                        + " days from now, for which there are no partitions; it is set aside", null);
            }
            if (call.start().isBefore(roomFrom) || !call.start().isBefore(roomUntil)) {
                hours.add(call.start().truncatedTo(ChronoUnit.HOURS));
            }
        }
        for (Instant hour : hours) {
            schema.makeRoomFor(hour);
            Instant until = hour.plus(1, ChronoUnit.HOURS);
            if (until.isAfter(roomUntil)) {
                roomFrom = hour;
                roomUntil = until;
            }
        }
    }

    private void storeOnce(Batch batch) throws SQLException {
        try (Connection connection = database.getConnection()) {
            connection.setAutoCommit(false);
            boolean done = false;
            try {
                long row = system.row(connection, POSITION + batch.journal(), "0");
                long stored = Long.parseLong(system.locked(connection, row).trim());
                if (stored < batch.last()) {
                    writeRows(connection, batch, stored);
                    system.update(connection, row, Long.toString(batch.last()));
                }
                connection.commit();
                done = true;
            } finally {
                if (!done) {
                    undo(connection);
                }
                restore(connection);
            }
        }
    }

    /** Makes the rows of all records behind {@code stored}; while the server takes one part of them, the next one is made. */
    private void writeRows(Connection connection, Batch batch, long stored) throws SQLException {
        List<CallRecord> calls = batch.records();
        int from = (int) Math.max(0, stored + 1 - batch.first());
        long id = ids.take(calls.size() - from);
        Future<?> sent = null;
        try {
            while (from < calls.size()) {
                int to = Math.min(calls.size(), from + PART);
                writer.clear();
                for (; from < to; from++) {
                    new CdrRow(calls.get(from), id++, rules, lookups).write(writer.cells());
                }
                await(sent);
                sent = null;
                RowWriter full = writer;
                writer = sender;
                sender = full;
                if (from == calls.size()) {
                    full.send(connection);
                } else {
                    sent = sending().submit(() -> {
                        full.send(connection);
                        return null;
                    });
                }
            }
        } finally {
            if (sent != null) {
                quietly(sent); // the connection must be free before it is rolled back
            }
        }
    }

    private ExecutorService sending() {
        if (sending == null) {
            sending = Executors.newSingleThreadExecutor(task -> {
                Thread thread = new Thread(task, "karavox-database-sender");
                thread.setDaemon(true);
                return thread;
            });
        }
        return sending;
    }

    private static void await(Future<?> sent) throws SQLException {
        if (sent == null) {
            return;
        }
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    sent.get();
                    return;
                } catch (InterruptedException e) {
                    interrupted = true; // the connection is in use until the answer comes
                } catch (ExecutionException e) {
                    if (e.getCause() instanceof SQLException) {
                        throw (SQLException) e.getCause();
                    }
                    throw new IllegalStateException(e.getCause());
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static void quietly(Future<?> sent) {
        try {
            await(sent);
        } catch (SQLException | IllegalStateException e) {
            LOGGER.debug("The batch failed before", e);
        }
    }

    @Deactivate
    void stop() {
        if (sending != null) {
            sending.shutdown();
        }
    }

    private static void undo(Connection connection) {
        try {
            connection.rollback();
        } catch (SQLException e) {
            LOGGER.debug("Roll back failed, the connection is gone", e);
        }
    }

    private static void restore(Connection connection) {
        try {
            connection.setAutoCommit(true);
        } catch (SQLException e) {
            LOGGER.debug("The connection is gone", e);
        }
    }
}
