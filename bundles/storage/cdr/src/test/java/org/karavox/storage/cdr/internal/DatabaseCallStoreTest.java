package org.karavox.storage.cdr.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.karavox.call.CallDetails;
import org.karavox.call.CallRecord;
import org.karavox.call.Endpoint;
import org.karavox.call.Ttl;
import org.karavox.itests.database.MariaDb;
import org.karavox.storage.CallStore.Batch;
import org.karavox.storage.StoreException;
import org.karavox.storage.StoreException.Kind;
import org.karavox.storage.schema.DatabaseSchema;

/** The same promises on H2 and on a real MariaDB. */
class DatabaseCallStoreTest {

    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin"); // one hour east in November

    static Rules everything(int sensor) {
        return new Rules(sensor, true, 0, false, true, true, true, true, true, true, true, true, Set.of(), true, true);
    }

    static DatabaseCallStore store(DataSource database, DatabaseSchema schema) {
        return new DatabaseCallStore(everything(3), BERLIN, database, schema, Databases.LOCATION);
    }

    private static List<CallRecord> calls(String prefix, int count) {
        List<CallRecord> calls = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            calls.add(TestCall.call().at(TestCall.START.plusSeconds(i), prefix + i)
                    .with(TestCall.Stream.fromCaller(), TestCall.Stream.fromCalled()).record());
        }
        return calls;
    }

    @ParameterizedTest
    @EnumSource(Databases.class)
    void storesACallWithAllItsRows(Databases kind) throws Exception {
        DataSource database = kind.fresh();
        TestCall call = TestCall.call().with(TestCall.Stream.fromCaller(), TestCall.Stream.fromCalled());
        call.proxies = List.of(TestCall.PROXY);
        call.reasons = List.of(new CallDetails.Reason("Q.850", 16, "Normal call clearing"));
        call.responses = List.of(new CallDetails.Response(180, "180 Ringing"), new CallDetails.Response(200, "200 OK"));
        call.history = List.of(new CallDetails.Event(0, "INVITE", 0, ""), new CallDetails.Event(2_000_000, "", 200, "200 OK"));
        call.sessions = List.of(new CallDetails.SessionEnd(new Endpoint("198.51.100.1", 20_000), true, 20));
        call.infoDigits = List.of(new CallDetails.InfoDigit(TestCall.START.plusMillis(3_500), '5', TestCall.CALLER, TestCall.CALLED));
        call.hold = "+3,-5";
        call.ttl = new Ttl(60, 64, 625);
        DatabaseCallStore store = store(database, kind.tables(database));
        store.store(new Batch("j1", 1, List.of(call.record())));

        Map<String, String> cdr = Databases.rows(database, "SELECT * FROM cdr").get(0);
        assertEquals("1", cdr.get("id"));
        assertTrue(cdr.get("calldate").startsWith("2026-11-24 10:05:01"), cdr.get("calldate"));
        assertTrue(cdr.get("callend").startsWith("2026-11-24 10:05:11"), cdr.get("callend"));
        assertEquals("10", cdr.get("duration"));
        assertEquals("alice", cdr.get("caller"));
        assertEquals("ecila", cdr.get("caller_reverse"));
        assertEquals("example.org", cdr.get("caller_domain"));
        assertEquals(Long.toString(0xC0000201L), cdr.get("sipcallerip")); // 192.0.2.1
        assertEquals("caller", cdr.get("whohanged"));
        assertEquals("3", cdr.get("id_sensor"));
        assertEquals("16", cdr.get("reason_q850_cause"));
        assertNull(cdr.get("a_rtcp_loss"));
        assertEquals(List.of(Map.of("lastsipresponse", "200 OK")), Databases.rows(database,
                "SELECT lastSIPresponse FROM cdr_sip_response WHERE id = " + cdr.get("lastsipresponse_id")));
        assertEquals("3c26@192.0.2.1", Databases.rows(database, "SELECT * FROM cdr_next").get(0).get("fbasename"));
        assertEquals("+3,-5", Databases.rows(database, "SELECT * FROM cdr_next").get(0).get("hold"));
        List<Map<String, String>> streams = Databases.rows(database, "SELECT * FROM cdr_rtp");
        assertEquals(2, streams.size());
        assertEquals(Long.toString(0xCAFEBABEL), streams.get(0).get("ssrc"));
        assertEquals(0.25, Double.parseDouble(streams.get(0).get("firsttime")) - 1.25, 0.001); // 1.5 s after the first packet
        assertEquals(2, Databases.count(database, "cdr_sipresp"));
        assertEquals(List.of("0", "2000000"), Databases.rows(database, "SELECT * FROM cdr_siphistory ORDER BY "
                + kind.quoted("time")).stream().map(row -> row.get("time")).toList());
        assertEquals(Long.toString(0xC0000202L), Databases.rows(database, "SELECT * FROM cdr_proxy").get(0).get("dst"));
        assertEquals("20000", Databases.rows(database, "SELECT * FROM cdr_sdp").get(0).get("port"));
        assertEquals("5", Databases.rows(database, "SELECT * FROM cdr_dtmf").get(0).get("dtmf"));
        assertEquals(1, store.lastStored("j1"));
        assertEquals(0, store.lastStored("j2"));
    }

    @ParameterizedTest
    @EnumSource(Databases.class)
    void millisecondsAndBinaryAddressesAreTakenFromTheTables(Databases kind) throws Exception {
        DataSource database = kind.fresh();
        TestTables tables = new TestTables(kind.dialect, "pre_", true, true, database).create();
        TestCall call = TestCall.call().with(TestCall.Stream.fromCaller());
        call.callerAddress = new Endpoint("2001:db8::1", 5060);
        call.duration = Duration.ofMillis(10_127);
        store(database, tables).store(new Batch("j1", 1, List.of(call.record())));
        String hex = kind == Databases.H2 ? "RAWTOHEX(" : "HEX(";
        Map<String, String> cdr = Databases.rows(database, "SELECT calldate, callend, duration, " + hex + "sipcallerip) AS v6, " + hex
                + "sipcalledip) AS v4 FROM pre_cdr").get(0);
        assertEquals("2026-11-24 10:05:01.25", cdr.get("calldate").substring(0, 22));
        assertEquals("2026-11-24 10:05:11.377", cdr.get("callend"));
        assertEquals("10.127", cdr.get("duration"));
        assertEquals("20010DB8000000000000000000000001", cdr.get("v6").toUpperCase());
        assertEquals("C0000203", cdr.get("v4").toUpperCase());
    }

    @ParameterizedTest
    @EnumSource(Databases.class)
    void columnsThatTheTableDoesNotHaveAreLeftOut(Databases kind) throws Exception {
        DataSource database = kind.fresh();
        TestTables tables = kind.tables(database);
        tables.hide("cdr.flags");
        store(database, tables).store(new Batch("j1", 1, calls("c", 1)));
        assertNull(Databases.rows(database, "SELECT * FROM cdr").get(0).get("flags"));
        assertEquals("10", Databases.rows(database, "SELECT * FROM cdr").get(0).get("duration"));
    }

    /** Quotes, backslashes, controls, the NULL of LOAD DATA, SQL, unicode, ten thousand characters. */
    @ParameterizedTest
    @EnumSource(Databases.class)
    void hostileContentStaysContent(Databases kind) throws Exception {
        String[] texts = {"O'Brien \"x\" `y`", "back\\slash\\", "\\N", "a\tb\nc\rd", "nul\0in", "'; DROP TABLE cdr; --", "\u001A end",
                "<script>alert(1)</script>", "caf\u00E9 \u20AC", "", " ", "x".repeat(10_000), "=cmd|' /C calc'!A0", "100%_"};
        DataSource database = kind.fresh();
        List<CallRecord> calls = new ArrayList<>();
        for (String text : texts) {
            TestCall call = TestCall.call();
            call.caller = text;
            call.callerName = text;
            call.callerAgent = text;
            call.callId = text + "@id";
            call.reasons = List.of(new CallDetails.Reason("SIP", 603, text));
            calls.add(call.record());
        }
        store(database, kind.tables(database)).store(new Batch("j1", 1, calls));
        List<Map<String, String>> rows = Databases.rows(database, "SELECT c.caller, c.caller_reverse, u.ua, n.fbasename, r.reason "
                + "FROM cdr c JOIN cdr_next n ON n.cdr_ID = c.ID LEFT JOIN cdr_ua u ON u.id = c.a_ua_id "
                + "LEFT JOIN cdr_reason r ON r.id = c.reason_sip_text_id ORDER BY c.ID");
        assertEquals(texts.length, rows.size());
        for (int i = 0; i < texts.length; i++) {
            String cut = texts[i].substring(0, Math.min(255, texts[i].length()));
            assertEquals(cut, rows.get(i).get("caller"));
            assertEquals(new StringBuilder(cut).reverse().toString(), rows.get(i).get("caller_reverse"));
            assertEquals((texts[i] + "@id").substring(0, Math.min(255, texts[i].length() + 3)), rows.get(i).get("fbasename"));
            assertEquals(texts[i].isEmpty() ? null : texts[i].substring(0, Math.min(512, texts[i].length())), rows.get(i).get("ua"));
            assertEquals(texts[i].isEmpty() ? null : cut, rows.get(i).get("reason"));
        }
    }

    @ParameterizedTest
    @EnumSource(Databases.class)
    void charactersThatAColumnCannotHoldBecomeQuestionMarks(Databases kind) throws Exception {
        DataSource database = kind.fresh();
        TestCall call = TestCall.call();
        call.caller = "\u4F60\uD83D\uDE00\uD800z"; // two characters beyond latin1, one of them beyond 16 bits, half a character
        store(database, kind.tables(database)).store(new Batch("j1", 1, List.of(call.record())));
        assertEquals(kind == Databases.H2 ? "\u4F60\uD83D\uDE00?z" : "???z",
                Databases.rows(database, "SELECT caller FROM cdr").get(0).get("caller"));
    }

    /** The process ended between commit and acknowledgement: the queue offers the batch again. */
    @ParameterizedTest
    @EnumSource(Databases.class)
    void aBatchThatIsOfferedAgainIsNotDoubled(Databases kind) throws Exception {
        DataSource database = kind.fresh();
        TestTables tables = kind.tables(database);
        List<CallRecord> calls = calls("c", 10);
        store(database, tables).store(new Batch("j1", 1, calls));
        DatabaseCallStore restarted = store(database, tables);
        restarted.store(new Batch("j1", 1, calls));
        assertEquals(10, Databases.count(database, "cdr"));
        restarted.store(new Batch("j1", 6, calls("d", 10))); // half of it is there
        assertEquals(15, Databases.count(database, "cdr"));
        assertEquals(15, restarted.lastStored("j1"));
        assertEquals(30, Databases.count(database, "cdr_rtp"));
    }

    @ParameterizedTest
    @EnumSource(Databases.class)
    void twoStoresAtOnceDoNotMeet(Databases kind) throws Exception {
        DataSource database = kind.fresh();
        TestTables tables = kind.tables(database);
        ExecutorService threads = Executors.newFixedThreadPool(2);
        List<Future<?>> both = new ArrayList<>();
        for (String journal : List.of("left", "right")) {
            both.add(threads.submit(() -> {
                DatabaseCallStore store = store(database, tables);
                for (int batch = 0; batch < 20; batch++) {
                    List<CallRecord> calls = new ArrayList<>();
                    for (int i = 0; i < 20; i++) {
                        TestCall call = TestCall.call().with(TestCall.Stream.fromCaller());
                        call.callId = journal + batch + "." + i;
                        call.callerAgent = "agent " + (batch * 20 + i); // both want the same new text at the same time
                        calls.add(call.record());
                    }
                    store.store(new Batch(journal, 1 + batch * 20, calls));
                }
                return null;
            }));
        }
        for (Future<?> each : both) {
            each.get();
        }
        threads.shutdown();
        assertEquals(800, Databases.count(database, "cdr"));
        assertEquals(400, Databases.count(database, "cdr_ua"));
        assertEquals(0, Databases.rows(database, "SELECT 1 AS n FROM cdr LEFT JOIN cdr_next ON cdr_ID = ID "
                + "WHERE fbasename IS NULL").size());
        assertEquals(2, Long.parseLong(Databases.rows(database, "SELECT COUNT(*) AS n FROM " + kind.quoted("system") + " WHERE "
                + kind.quoted("type") + " LIKE 'karavox_journal%'").get(0).get("n")));
    }

    @ParameterizedTest
    @EnumSource(Databases.class)
    void numbersThatSomebodyElseTookAreSteppedOver(Databases kind) throws Exception {
        DataSource database = kind.fresh();
        DatabaseCallStore store = store(database, kind.tables(database));
        store.store(new Batch("j1", 1, calls("c", 2)));
        try (Connection connection = database.getConnection(); Statement statement = connection.createStatement()) {
            for (int id : new int[] {4, 5, 25_000}) { // 4 and 5 lie within the block in hand
                statement.execute("INSERT INTO cdr (ID, calldate, callend) VALUES (" + id + ", '2026-11-24 00:00:00', "
                        + "'2026-11-24 00:00:00')");
            }
        }
        store.store(new Batch("j1", 3, calls("d", 3)));
        Set<Long> ids = new TreeSet<>();
        Databases.rows(database, "SELECT ID FROM cdr").forEach(row -> ids.add(Long.parseLong(row.get("id"))));
        assertEquals(Set.of(1L, 2L, 4L, 5L, 25_000L, 25_001L, 25_002L, 25_003L), ids);
        assertEquals(0, Databases.rows(database, "SELECT 1 AS n FROM cdr_next WHERE cdr_ID IN (4, 5, 25000)").size());
    }

    @ParameterizedTest
    @EnumSource(Databases.class)
    void textsAreStoredOnceWhateverTheirCase(Databases kind) throws Exception {
        DataSource database = kind.fresh();
        DatabaseCallStore store = store(database, kind.tables(database));
        TestCall upper = TestCall.call();
        upper.callerAgent = "PHONE";
        TestCall lower = TestCall.call();
        lower.callerAgent = "phone";
        store.store(new Batch("j1", 1, List.of(upper.record(), lower.record())));
        // the collation of MariaDB does not tell them apart, H2 does
        assertEquals(kind == Databases.H2 ? 2 : 1, Databases.count(database, "cdr_ua"));
        assertEquals(2, Databases.rows(database, "SELECT 1 AS n FROM cdr JOIN cdr_ua ON id = a_ua_id".replace("ON id",
                "ON cdr_ua.id")).size());
    }

    @ParameterizedTest
    @EnumSource(Databases.class)
    void aMissingTableLetsEverythingWait(Databases kind) throws Exception {
        DataSource database = kind.fresh();
        DatabaseCallStore store = store(database, kind.tables(database));
        store.store(new Batch("j1", 1, calls("c", 1)));
        execute(database, "DROP TABLE cdr_rtp");
        StoreException e = assertThrows(StoreException.class, () -> store.store(new Batch("j1", 2, calls("d", 2))));
        assertEquals(Kind.UNAVAILABLE, e.kind());
        assertEquals(1, Databases.count(database, "cdr")); // nothing of the batch is there
        assertEquals(1, store.lastStored("j1"));
    }

    static void execute(DataSource database, String sql) throws SQLException {
        try (Connection connection = database.getConnection(); Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    @Test
    void aServerWithoutLocalInfileGetsInsertsAndSaysSo() throws Exception {
        MariaDb server = MariaDb.shared();
        String name = server.freshDatabase();
        server.execute("SET GLOBAL local_infile = 0");
        try (HikariDataSource database = Databases.open(server, name)) {
            DatabaseCallStore store = store(database, Databases.MARIADB.tables(database));
            TestCall hostile = TestCall.call();
            hostile.caller = "O'Brien \\ \"\0\n\u001A {fn x} ? \u4F60";
            hostile.callerName = "caf\u00E9";
            List<CallRecord> calls = new ArrayList<>(calls("c", 400));
            calls.add(hostile.record());
            store.store(new Batch("j1", 1, calls));
            assertEquals(401, Databases.count(database, "cdr"));
            assertEquals(800, Databases.count(database, "cdr_rtp"));
            Map<String, String> row = Databases.rows(database, "SELECT caller, callername FROM cdr ORDER BY ID DESC LIMIT 1").get(0);
            assertEquals("O'Brien \\ \"\0\n\u001A {fn x} ? ?", row.get("caller"));
            assertEquals("caf\u00E9", row.get("callername"));
            assertTrue(store.notes().toString().contains("local_infile"), store.notes().toString());
        } finally {
            server.execute("SET GLOBAL local_infile = 1");
        }
    }

    @Test
    void aStoppedServerIsFoundAgain() throws Exception {
        try (MariaDb server = MariaDb.start(); HikariDataSource database = Databases.open(server, server.freshDatabase())) {
            DatabaseCallStore store = store(database, Databases.MARIADB.tables(database));
            store.store(new Batch("j1", 1, calls("c", 3)));
            server.close();
            StoreException e = assertThrows(StoreException.class, () -> store.store(new Batch("j1", 4, calls("d", 3))));
            assertEquals(Kind.UNAVAILABLE, e.kind());
            assertTrue(e.getMessage().contains("cannot be reached"), e.getMessage());
            assertThrows(StoreException.class, () -> store.lastStored("j1"));
            server.startAgain();
            assertEquals(3, store.lastStored("j1"));
            store.store(new Batch("j1", 4, calls("d", 3)));
            assertEquals(6, Databases.count(database, "cdr"));
        }
    }

    @Test
    void aReadOnlyServerLetsEverythingWait() throws Exception {
        MariaDb server = MariaDb.shared();
        String name = server.freshDatabase();
        try (HikariDataSource admin = Databases.open(server, name)) {
            TestTables tables = Databases.MARIADB.tables(admin);
            server.execute("CREATE USER reader@'127.0.0.1' IDENTIFIED BY 'only-for-this-test'",
                    "GRANT SELECT ON " + name + ".* TO reader@'127.0.0.1'");
            com.mysql.cj.jdbc.MysqlDataSource source = new com.mysql.cj.jdbc.MysqlDataSource();
            source.setUrl(server.url(name) + "?allowLoadLocalInfile=true");
            source.setUser("reader");
            source.setPassword("only-for-this-test");
            try (HikariDataSource reader = Databases.pool(source)) {
                StoreException e = assertThrows(StoreException.class,
                        () -> store(reader, tables).store(new Batch("j1", 1, calls("c", 1))));
                assertEquals(Kind.UNAVAILABLE, e.kind());
                assertTrue(e.getMessage().contains("GRANT"), e.getMessage());
                assertFalse(e.getMessage().contains("only-for-this-test"));
            }
            source.setPassword("wrong-one");
            try (HikariDataSource stranger = Databases.pool(source)) {
                StoreException e = assertThrows(StoreException.class,
                        () -> store(stranger, tables).store(new Batch("j1", 1, calls("c", 1))));
                assertEquals(Kind.UNAVAILABLE, e.kind());
                assertTrue(e.getMessage().contains("refuses the login"), e.getMessage());
                assertFalse(e.getMessage().contains("wrong-one"));
            }
        }
    }
}
