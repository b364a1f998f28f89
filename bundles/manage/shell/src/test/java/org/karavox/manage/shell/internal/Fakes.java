package org.karavox.manage.shell.internal;

import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.karavox.call.CallEnd;
import org.karavox.call.CallRecord;
import org.karavox.call.CallRef;
import org.karavox.call.Endpoint;
import org.karavox.call.StreamRecord;
import org.karavox.runtime.ConfigurationReport;
import org.karavox.runtime.DecoderStatus;
import org.karavox.runtime.Ledger;
import org.karavox.runtime.PipelineRuntime;
import org.karavox.runtime.SensorIdentity;
import org.karavox.storage.CallArchive;
import org.karavox.storage.StoreException;

/** Services and values for tests. */
final class Fakes {

    static final Instant START = Instant.parse("2026-11-24T10:00:00Z");
    /** Clears the screen, ends the line, turns the direction of writing, breaks a column. */
    static final String HOSTILE = "ev\u001b[2Jil\r\nfor\u202eged\tcolumn\u009b1m";

    private Fakes() {
    }

    static CallRecord call(String callId, String caller, int status, String reason, CallEnd end, StreamRecord... streams) {
        return new CallRecord(callId, 0, 1, caller, "sip:" + caller + "@example.org", "bob", "sip:bob@example.org",
                new Endpoint("192.0.2.1", 5060), new Endpoint("192.0.2.2", 5060), List.of(), "", "", "INVITE", START,
                Optional.empty(), Optional.empty(), START.plusSeconds(3), status, status, reason, end, Optional.empty(),
                Optional.empty(), false, false, 3, 0, 1, "", false, false, List.of(streams));
    }

    static StreamRecord stream(long packets, long lost, int mosTimes10) {
        return new StreamRecord(new Endpoint("192.0.2.1", 10_000), new Endpoint("192.0.2.2", 20_000), 7, true, 0, Map.of(0, packets), "PCMU", 8000,
                "audio", START.plusMillis(340), START.plusSeconds(3), packets, lost, lost, 0, 0, List.of(), new StreamRecord.Jitter(0, 0, 0, 0), List.of(),
                List.of(new StreamRecord.Playout("f1", mosTimes10, mosTimes10, List.of())), 20, 1, 2, 0, 20_000, "", 0, StreamRecord.Join.SDP);
    }

    static CallArchive.Row row(long id, String callId, String caller) {
        return new CallArchive.Row(id, new CallRef(callId, START, 0), 62_345, 60_000, caller, "bob", "192.0.2.1", "2001:db8::2", 200, "200 OK",
                Optional.of(CallEnd.BYE_CONFIRMED), 43, 12);
    }

    static final class Archive implements CallArchive {

        final List<Row> rows = new ArrayList<>();
        final Map<Long, Whole> calls = new LinkedHashMap<>();
        Query asked;
        StoreException broken;

        Archive add(Whole call) {
            rows.add(call.row());
            calls.put(call.row().id(), call);
            return this;
        }

        @Override
        public List<Row> find(Query query) throws StoreException {
            asked = query;
            if (broken != null) {
                throw broken;
            }
            return rows.stream().filter(row -> query.callId().map(id -> row.ref().callId().equals(id)).orElse(true)).toList();
        }

        @Override
        public Optional<Whole> get(long id) throws StoreException {
            if (broken != null) {
                throw broken;
            }
            return Optional.ofNullable(calls.get(id));
        }
    }

    static final class Pipeline implements PipelineRuntime {

        final List<CallRecord> calls = new ArrayList<>();
        final List<DecoderStatus> decoders = new ArrayList<>();
        Ledger ledger = Fakes.ledger(0, Map.of());
        int active;

        @Override
        public List<DecoderStatus> decoders() {
            return decoders;
        }

        @Override
        public Ledger ledger() {
            return ledger;
        }

        @Override
        public List<CallRecord> recentCalls(int limit) {
            return calls.stream().limit(limit).toList();
        }

        @Override
        public int activeCalls() {
            return active;
        }

        @Override
        public String plan() {
            return "2 shards";
        }
    }

    static Ledger ledger(long read, Map<String, Long> fates) {
        return new Ledger(List.of(new Ledger.Source("eth0", read, 0)), fates, 0, 5, 4, 1, Map.of("engine.directory.size", 12L));
    }

    static final class Configuration implements ConfigurationReport {

        final List<Value> values = new ArrayList<>();
        final List<Issue> issues = new ArrayList<>();
        int reloads;

        @Override
        public List<Value> values() {
            return values;
        }

        @Override
        public List<Issue> issues() {
            return issues;
        }

        @Override
        public void reload() {
            reloads++;
        }
    }

    static SensorIdentity in(String zone) {
        return new SensorIdentity() {

            @Override
            public int id() {
                return 0;
            }

            @Override
            public String name() {
                return "";
            }

            @Override
            public ZoneId zone() {
                return ZoneId.of(zone);
            }
        };
    }
}
