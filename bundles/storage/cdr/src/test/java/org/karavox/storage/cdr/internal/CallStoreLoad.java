package org.karavox.storage.cdr.internal;

import com.mysql.cj.jdbc.MysqlDataSource;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import org.karavox.call.CallDetails;
import org.karavox.call.CallRecord;
import org.karavox.call.Endpoint;
import org.karavox.itests.database.MariaDb;
import org.karavox.storage.CallStore.Batch;
import org.karavox.storage.schema.Dialect;

/**
 * Calls per second into a MariaDB on the same machine: the store, INSERT as its fallback, and a plain JDBC batch of the same
 * rows through the same driver. Every call has two rows of {@code cdr_rtp}, one of {@code cdr_next}, two of {@code cdr_sdp} and
 * four texts. Run with {@code main}; arguments: calls per round, calls per batch, rounds.
 */
public final class CallStoreLoad {

    private static final ZoneId ZONE = ZoneId.of("Europe/Berlin");
    private static final Rules RULES = new Rules(1, true, 0, false, true, true, true, false, true, false, false, true,
            Set.of(), false, false);

    private CallStoreLoad() {
    }

    public static void main(String[] arguments) throws Exception {
        int calls = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 20_000;
        int batch = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 1_000;
        int rounds = arguments.length > 2 ? Integer.parseInt(arguments[2]) : 3;
        List<CallRecord> records = records(calls);
        System.out.printf(Locale.ROOT, "%d calls, %d per batch%n", calls, batch);
        MariaDb.shared();
        for (int round = 1; round <= rounds; round++) {
            double store = measured("store", calls, () -> store(records, batch));
            measured("its INSERT", calls, () -> rows(records, batch, RowWriter.Way.INSERT, true));
            double rewritten = measured("JDBC batch, rewriteBatchedStatements", calls, () -> rows(records, batch, RowWriter.Way.BATCH, true));
            double plain = measured("JDBC batch", calls, () -> rows(records, batch, RowWriter.Way.BATCH, false));
            System.out.printf(Locale.ROOT, "round %d: the store is %.1f and %.1f times as fast as the batches%n", round,
                    store / rewritten, store / plain);
        }
        System.exit(0);
    }

    static List<CallRecord> records(int count) {
        List<CallRecord> records = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            TestCall call = TestCall.call().at(TestCall.START.plusMillis(i / 5), Integer.toHexString(i * 0x9E3779B1) + "@192.0.2.1");
            call.caller = "4930" + (100_000 + i % 90_000);
            call.called = "4940" + (1_000_000 + i * 7 % 900_000);
            call.callerAgent = "Phone " + i % 50;
            call.calledAgent = "Gateway " + i % 20;
            call.callerAddress = new Endpoint("10.0." + i % 200 + "." + i % 250, 5060);
            call.reasons = List.of(new CallDetails.Reason("Q.850", 16, "Normal call clearing"));
            call.sessions = List.of(new CallDetails.SessionEnd(new Endpoint("198.51.100.1", 20_000), true, 20),
                    new CallDetails.SessionEnd(new Endpoint("198.51.100.2", 30_000), false, 20));
            TestCall.Stream a = TestCall.Stream.fromCaller();
            a.packets = 400 + i % 200;
            a.lost = i % 7;
            TestCall.Stream b = TestCall.Stream.fromCalled();
            b.packets = 400 + i % 300;
            records.add(call.with(a, b).record());
        }
        return records;
    }

    /** Runs it and prints what it took: per second of the clock, and per call of the processors, which others disturb less. */
    private static double measured(String name, int calls, Callable<Double> run) throws Exception {
        long client = cpu(ProcessHandle.current());
        long server = serverCpu();
        double perSecond = run.call();
        System.out.printf(Locale.ROOT, "  %-37s %6.0f/s, processor %3d us per call here, %3d us in the server%n", name, perSecond,
                (cpu(ProcessHandle.current()) - client) / calls / 1_000, (serverCpu() - server) / calls / 1_000);
        return perSecond;
    }

    private static long serverCpu() {
        return ProcessHandle.current().descendants().mapToLong(CallStoreLoad::cpu).sum();
    }

    private static long cpu(ProcessHandle process) {
        return process.info().totalCpuDuration().orElse(Duration.ZERO).toNanos();
    }

    private static double perSecond(int calls, long nanos) {
        return calls * 1e9 / nanos;
    }

    private static double store(List<CallRecord> records, int size) throws Exception {
        MariaDb server = MariaDb.shared();
        try (HikariDataSource database = Databases.open(server, server.freshDatabase())) {
            DatabaseCallStore store = new DatabaseCallStore(RULES, ZONE, database, Databases.MARIADB.tables(database),
                    Databases.LOCATION);
            long begin = System.nanoTime();
            for (int i = 0; i < records.size(); i += size) {
                store.store(new Batch("load", i + 1, records.subList(i, Math.min(records.size(), i + size))));
            }
            long nanos = System.nanoTime() - begin;
            check(database, records.size());
            return perSecond(records.size(), nanos);
        }
    }

    private static double rows(List<CallRecord> records, int size, RowWriter.Way way, boolean rewrite) throws Exception {
        MariaDb server = MariaDb.shared();
        MysqlDataSource source = new MysqlDataSource();
        source.setUrl(server.url(server.freshDatabase()) + "?rewriteBatchedStatements=" + rewrite);
        source.setUser(MariaDb.ADMIN);
        source.setPassword(MariaDb.ADMIN_PASSWORD);
        try (HikariDataSource database = Databases.pool(source)) {
            TestTables tables = new TestTables(Dialect.MYSQL, "", false, false, database).create();
            LookupTables lookups = new LookupTables(database, tables);
            RowWriter writer = new RowWriter(way, DatabaseCallStore.layouts(database, tables), ZONE);
            long begin = System.nanoTime();
            long id = 1;
            try (Connection connection = database.getConnection()) {
                connection.setAutoCommit(false);
                for (int i = 0; i < records.size(); i += size) {
                    for (CallRecord record : records.subList(i, Math.min(records.size(), i + size))) {
                        new CdrRow(record, id++, RULES, lookups).write(writer.cells());
                    }
                    writer.send(connection);
                    connection.commit();
                    writer.clear();
                }
            }
            long nanos = System.nanoTime() - begin;
            lookups.done();
            check(database, records.size());
            return perSecond(records.size(), nanos);
        }
    }

    private static void check(HikariDataSource database, int calls) throws Exception {
        if (Databases.count(database, "cdr") != calls || Databases.count(database, "cdr_rtp") != 2L * calls
                || Databases.count(database, "cdr_sdp") != 2L * calls || Databases.count(database, "cdr_next") != calls) {
            throw new IllegalStateException("Rows are missing");
        }
    }
}
