package org.karavox.storage.cdr.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.karavox.call.CallDetails;
import org.karavox.call.CallRecord;
import org.karavox.call.Endpoint;
import org.karavox.storage.CallArchive.Query;
import org.karavox.storage.CallArchive.Row;
import org.karavox.storage.CallArchive.Whole;
import org.karavox.storage.CallStore.Batch;
import org.karavox.storage.schema.DatabaseSchema;
import org.karavox.storage.schema.internal.RealTables;

/** Calls go into the tables that the product makes, and come out again, in every shape of them. */
class RealTablesTest {

    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

    static Stream<Arguments> shapes() {
        List<Arguments> shapes = new ArrayList<>();
        for (Databases kind : Databases.values()) {
            shapes.add(Arguments.of(kind, Map.of(), Map.of("ipv6", "no")));
            shapes.add(Arguments.of(kind, Map.of("mysqltableprefix", "kv_", "time_precision_in_ms", true), Map.of("ipv6", "yes")));
            shapes.add(Arguments.of(kind, Map.of("cdr_partition", false, "disable_cdr_fields_rtp", true), Map.of("ipv6", "no")));
        }
        return shapes.stream();
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void callsGoInAndComeOut(Databases kind, Map<String, Object> keys, Map<String, String> others) throws Exception {
        DataSource database = kind.fresh();
        DatabaseSchema schema = RealTables.make(database, BERLIN, keys, others);
        List<CallRecord> calls = new ArrayList<>();
        Instant start = TestCall.START;
        for (int i = 0; i < 600; i++) { // over two midnights, more than one part
            TestCall call = TestCall.call().at(start.plusSeconds(i * 300L), "call " + i)
                    .with(TestCall.Stream.fromCaller(), TestCall.Stream.fromCalled());
            call.caller = "caller " + i;
            call.traits = EnumSet.of(CallDetails.Trait.TLS);
            call.proxies = List.of(TestCall.PROXY);
            call.hold = "+1,-2";
            call.reasons = List.of(new CallDetails.Reason("SIP", 200, "Call completed elsewhere"));
            call.history = List.of(new CallDetails.Event(0, "INVITE", 0, ""), new CallDetails.Event(9, "", 100, "100 Trying"));
            call.responses = List.of(new CallDetails.Response(200, "200 OK"));
            call.sessions = List.of(new CallDetails.SessionEnd(new Endpoint("198.51.100.1", 20_000), true, 20));
            call.infoDigits = List.of(new CallDetails.InfoDigit(call.start, '#', TestCall.CALLER, TestCall.CALLED));
            call.vlan = 4_094;
            calls.add(call.record());
        }
        DatabaseCallStore store = DatabaseCallStoreTest.store(database, schema);
        store.store(new Batch("j", 1, calls));
        assertEquals(600, store.lastStored("j"));
        assertEquals(List.of(), store.notes());

        DatabaseArchive archive = new DatabaseArchive(BERLIN, database, schema, Databases.LOCATION);
        List<Row> rows = archive.find(Query.any(1_000));
        assertEquals(600, rows.size());
        assertEquals("call 599", rows.get(0).ref().callId());
        assertEquals("call 0", rows.get(599).ref().callId());
        assertEquals("192.0.2.3", rows.get(0).calledAddress());
        Whole whole = archive.get(rows.get(300).id()).orElseThrow();
        assertEquals("caller 299", whole.row().caller());
        assertEquals(List.of("cdr_next", "cdr_rtp", "cdr_sipresp", "cdr_siphistory", "cdr_proxy", "cdr_sdp", "cdr_dtmf"),
                List.copyOf(whole.children().keySet()));
        assertEquals(2, whole.children().get("cdr_rtp").size());
        boolean statistics = !keys.containsKey("disable_cdr_fields_rtp");
        assertEquals(statistics ? 45 : -1, rows.get(0).mosTimes10());
        assertEquals(schema.milliseconds() ? 250_000_000 : 0, rows.get(0).ref().start().getNano());
        assertTrue(DatabaseState.rows(database, schema).containsKey("cdr_rtp"));
    }
}
