package org.karavox.storage.cdr.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import javax.sql.DataSource;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.karavox.call.CallDetails;
import org.karavox.call.CallEnd;
import org.karavox.call.CallRecord;
import org.karavox.call.Endpoint;
import org.karavox.storage.CallArchive.Query;
import org.karavox.storage.CallArchive.Row;
import org.karavox.storage.CallArchive.Whole;
import org.karavox.storage.CallStore.Batch;
import org.karavox.storage.StoreException;

/** The same searches in both databases. */
class DatabaseArchiveTest {

    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");
    private static final Map<Databases, DatabaseArchive> FILLED = new EnumMap<>(Databases.class);

    /** Five calls: one a month ago, four a minute apart. */
    private static DatabaseArchive filled(Databases kind) throws Exception {
        DatabaseArchive known = FILLED.get(kind);
        if (known != null) {
            return known;
        }
        DataSource database = kind.fresh();
        TestTables tables = kind.tables(database);
        List<CallRecord> calls = new ArrayList<>();
        TestCall old = TestCall.call().at(TestCall.START.minus(Duration.ofDays(30)), "old");
        old.caller = "100_1";
        calls.add(old.record());
        TestCall good = TestCall.call().at(TestCall.START, "good").with(TestCall.Stream.fromCaller(), TestCall.Stream.fromCalled());
        calls.add(good.record());
        TestCall.Stream lossy = TestCall.Stream.fromCaller();
        lossy.lost = 25; // 25 of 525 = 4.762 %
        lossy.playout = List.of(TestCall.Stream.playout("f2", 31, 20));
        TestCall bad = TestCall.call().at(TestCall.START.plusSeconds(60), "bad").with(lossy);
        bad.called = "4930999";
        bad.sensor = 8;
        bad.duration = Duration.ofSeconds(100);
        calls.add(bad.record());
        TestCall busy = TestCall.call().at(TestCall.START.plusSeconds(120), "busy");
        busy.answered = Optional.empty();
        busy.lastStatus = 486;
        busy.lastResponse = "486 Busy Here";
        busy.bye = CallEnd.NOT_ANSWERED;
        busy.callerAddress = new Endpoint("10.1.2.3", 5060);
        busy.caller = "100%1";
        calls.add(busy.record());
        TestCall odd = TestCall.call().at(TestCall.START.plusSeconds(180), "odd'\"\\%_");
        odd.caller = "100x1";
        odd.proxies = List.of(TestCall.PROXY);
        odd.reasons = List.of(new CallDetails.Reason("SIP", 200, "Call completed elsewhere"));
        calls.add(odd.record());
        new DatabaseCallStore(DatabaseCallStoreTest.everything(0), BERLIN, database, tables, Databases.LOCATION)
                .store(new Batch("j", 1, calls));
        DatabaseArchive archive = new DatabaseArchive(BERLIN, database, tables, Databases.LOCATION);
        FILLED.put(kind, archive);
        return archive;
    }

    /** Builds queries. */
    private static final class Search {
        Optional<Instant> from = Optional.empty();
        Optional<Instant> to = Optional.empty();
        Optional<String> number = Optional.empty();
        Optional<String> caller = Optional.empty();
        Optional<String> called = Optional.empty();
        Optional<String> address = Optional.empty();
        Optional<String> response = Optional.empty();
        OptionalInt min = OptionalInt.empty();
        OptionalInt max = OptionalInt.empty();
        OptionalInt mos = OptionalInt.empty();
        OptionalInt loss = OptionalInt.empty();
        OptionalInt sensor = OptionalInt.empty();
        Optional<String> callId = Optional.empty();
        int limit = 100;

        Query query() {
            return new Query(from, to, number, caller, called, address, response, min, max, mos, loss, sensor, callId, limit);
        }
    }

    private static List<String> found(DatabaseArchive archive, Search search) throws StoreException {
        return archive.find(search.query()).stream().map(row -> row.ref().callId()).toList();
    }

    @ParameterizedTest
    @EnumSource(Databases.class)
    void newestComeFirstAndTheLimitHolds(Databases kind) throws Exception {
        Search search = new Search();
        assertEquals(List.of("odd'\"\\%_", "busy", "bad", "good", "old"), found(filled(kind), search));
        search.limit = 2;
        assertEquals(List.of("odd'\"\\%_", "busy"), found(filled(kind), search));
    }

    @ParameterizedTest
    @EnumSource(Databases.class)
    void timeIsHalfOpen(Databases kind) throws Exception {
        Search search = new Search();
        search.from = Optional.of(Instant.parse("2026-11-24T09:05:01Z"));
        search.to = Optional.of(Instant.parse("2026-11-24T09:07:01Z"));
        assertEquals(List.of("bad", "good"), found(filled(kind), search));
        search.from = Optional.empty();
        assertEquals(List.of("bad", "good", "old"), found(filled(kind), search));
    }

    @ParameterizedTest
    @EnumSource(Databases.class)
    void percentStandsForAnythingAndNothingElseDoes(Databases kind) throws Exception {
        DatabaseArchive archive = filled(kind);
        Search search = new Search();
        search.number = Optional.of("4930%");
        assertEquals(5, found(archive, search).size());
        search.number = Optional.of("%999");
        assertEquals(List.of("bad"), found(archive, search));
        search.number = Optional.of("%3099%");
        assertEquals(List.of("bad"), found(archive, search));
        search.number = Optional.empty();
        search.caller = Optional.of("100_1");
        assertEquals(List.of("old"), found(archive, search));
        search.caller = Optional.of("%0_1");
        assertEquals(List.of("old"), found(archive, search));
        search.caller = Optional.of("100%1");
        assertEquals(List.of("odd'\"\\%_", "busy", "old"), found(archive, search));
        search.caller = Optional.of("'; DROP TABLE cdr; --");
        assertEquals(List.of(), found(archive, search));
        search.caller = Optional.empty();
        search.called = Optional.of("4930999");
        assertEquals(List.of("bad"), found(archive, search));
    }

    @ParameterizedTest
    @EnumSource(Databases.class)
    void addressesAndNetworks(Databases kind) throws Exception {
        DatabaseArchive archive = filled(kind);
        Search search = new Search();
        search.address = Optional.of("10.1.2.3");
        assertEquals(List.of("busy"), found(archive, search));
        search.address = Optional.of("10.0.0.0/8");
        assertEquals(List.of("busy"), found(archive, search));
        search.address = Optional.of("192.0.2.0/30"); // .0 to .3
        assertEquals(5, found(archive, search).size());
        search.address = Optional.of("0.0.0.0/0");
        assertEquals(5, found(archive, search).size());
        search.address = Optional.of("2001:db8::1");
        assertEquals(List.of(), found(archive, search));
        for (String wrong : List.of("host.example", "10.0.0.0/33", "10.0.0.0/x", "")) {
            search.address = Optional.of(wrong);
            assertEquals(StoreException.Kind.REFUSED, assertThrows(StoreException.class, () -> found(archive, search)).kind());
        }
    }

    @ParameterizedTest
    @EnumSource(Databases.class)
    void otherFiltersNarrow(Databases kind) throws Exception {
        DatabaseArchive archive = filled(kind);
        Search search = new Search();
        search.response = Optional.of("4xx");
        assertEquals(List.of("busy"), found(archive, search));
        search.response = Optional.of("486");
        assertEquals(List.of("busy"), found(archive, search));
        search.response = Optional.of("busy");
        assertThrows(StoreException.class, () -> found(archive, search));
        search.response = Optional.empty();
        search.min = OptionalInt.of(11);
        assertEquals(List.of("bad"), found(archive, search));
        search.min = OptionalInt.empty();
        search.max = OptionalInt.of(10);
        assertFalse(found(archive, search).contains("bad"));
        search.max = OptionalInt.empty();
        search.mos = OptionalInt.of(35);
        assertEquals(List.of("bad"), found(archive, search));
        search.mos = OptionalInt.empty();
        search.loss = OptionalInt.of(47); // it has 47.62
        assertEquals(List.of("bad"), found(archive, search));
        search.loss = OptionalInt.of(48);
        assertEquals(List.of(), found(archive, search));
        search.loss = OptionalInt.empty();
        search.sensor = OptionalInt.of(8);
        assertEquals(List.of("bad"), found(archive, search));
        search.sensor = OptionalInt.of(0);
        assertEquals(4, found(archive, search).size());
        search.sensor = OptionalInt.empty();
        search.callId = Optional.of("odd'\"\\%_");
        assertEquals(List.of("odd'\"\\%_"), found(archive, search));
    }

    @ParameterizedTest
    @EnumSource(Databases.class)
    void aRowHasWhatAListNeeds(Databases kind) throws Exception {
        Search search = new Search();
        search.callId = Optional.of("bad");
        Row row = filled(kind).find(search.query()).get(0);
        assertEquals(Instant.parse("2026-11-24T09:06:01Z"), row.ref().start());
        assertEquals(8, row.ref().sensorId());
        assertEquals(100_000, row.durationMillis());
        assertEquals(98_000, row.connectMillis());
        assertEquals("192.0.2.1", row.callerAddress());
        assertEquals("192.0.2.3", row.calledAddress());
        assertEquals(200, row.status());
        assertEquals("200 OK", row.response());
        assertEquals(Optional.of(CallEnd.BYE_CONFIRMED), row.end());
        assertEquals(31, row.mosTimes10());
        assertEquals(48, row.lossPermille());
        search.callId = Optional.of("busy");
        row = filled(kind).find(search.query()).get(0);
        assertEquals(-1, row.connectMillis());
        assertEquals(-1, row.mosTimes10());
        assertEquals("486 Busy Here", row.response());
    }

    @ParameterizedTest
    @EnumSource(Databases.class)
    void allOfACallIsText(Databases kind) throws Exception {
        DatabaseArchive archive = filled(kind);
        Search search = new Search();
        search.callId = Optional.of("odd'\"\\%_");
        Whole whole = archive.get(archive.find(search.query()).get(0).id()).orElseThrow();
        Map<String, String> columns = new java.util.TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        columns.putAll(whole.columns());
        assertEquals("192.0.2.1", columns.get("sipcallerip"));
        assertEquals("200 OK", columns.get("lastSIPresponse"));
        assertEquals("Call completed elsewhere", columns.get("reason_sip_text"));
        assertEquals("Phone 1.0", columns.get("a_ua"));
        assertFalse(columns.containsKey("a_received"));
        assertEquals(List.of("cdr_next", "cdr_proxy"), List.copyOf(whole.children().keySet()));
        assertEquals("192.0.2.2", whole.children().get("cdr_proxy").get(0).get("dst"));
        assertTrue(archive.get(999_999).isEmpty());
    }
}
