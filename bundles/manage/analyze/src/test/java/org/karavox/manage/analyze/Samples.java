package org.karavox.manage.analyze;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.karavox.call.CallEnd;
import org.karavox.call.CallRecord;
import org.karavox.call.Endpoint;
import org.karavox.call.StreamRecord;
import org.karavox.runtime.Analyzer.Report;
import org.karavox.runtime.Ledger;

/** Records for the tests of the formats. */
final class Samples {

    static final Instant T0 = Instant.parse("2016-08-16T08:27:28.599899Z");
    static final Endpoint ALICE = new Endpoint("192.0.2.1", 5060);
    static final Endpoint BOB = new Endpoint("2001:db8::2", 5060);

    private Samples() {
    }

    /** Answered after 1.5 s, ended by Bob's BYE at 20 s. */
    static CallRecord answered(String callId, long firstFrame, StreamRecord... streams) {
        return new CallRecord(callId, 0, firstFrame, "alice", "sip:alice@example.org", "bob", "sip:bob@example.org", ALICE, BOB,
                List.of(new Endpoint("192.0.2.9", 5060)), "Phone/1", "Server/2", "INVITE", T0.plusMillis(100),
                Optional.of(T0.plusMillis(300)), Optional.of(T0.plusMillis(1600)), T0.plusMillis(20100), 200, 200, "OK",
                CallEnd.BYE_CONFIRMED, Optional.of(BOB), Optional.of(T0.plusMillis(20000)), true, false, 7, 1, 1, "", false, false,
                List.of(streams));
    }

    /** An INVITE and nothing else. */
    static CallRecord unanswered(String callId, long firstFrame, String caller) {
        return new CallRecord(callId, 7, firstFrame, caller, "sip:" + caller, "", "", ALICE, BOB, List.of(), "", "", "INVITE",
                T0, Optional.empty(), Optional.empty(), T0, 0, 0, "", CallEnd.NOT_ANSWERED, Optional.empty(), Optional.empty(), false,
                true, 1, 0, 0, "+12,-30", true, true, List.of());
    }

    static StreamRecord stream(int ssrc, int startMillis, long packets, StreamRecord.Join joinedBy) {
        List<Integer> runs = new ArrayList<>(java.util.Collections.nCopies(128, 0));
        runs.set(1, 3);
        return new StreamRecord(new Endpoint("192.0.2.1", 4000), new Endpoint("2001:db8::2", 5000), ssrc, true, 0,
                Map.of(101, 4L, 0, packets - 4), "PCMU", 8000, "audio", T0.plusMillis(startMillis), T0.plusMillis(startMillis + 2000),
                packets, 2, 3, 1, 5, List.of(1L, 1L, 0L), new StreamRecord.Jitter(1246, 5258, 22, 700),
                List.of(1L, 0L, 0L, 0L, 0L, 0L, 0L), List.of(new StreamRecord.Playout("f1", 43, 38, runs)), 20, 24820, 25218, 2,
                39617, "12#", 0, joinedBy);
    }

    static Ledger ledger() {
        return new Ledger(List.of(new Ledger.Source("a.pcap", 10, 0)), Map.of("media", 8L, "signalling.sip", 2L, "orphan.rtp", 0L), 0,
                10, 10, 0, Map.of("engine.fragments", 0L));
    }

    static Report report(StreamRecord... orphans) {
        return new Report(ledger(), List.of(orphans), List.of(), Optional.of(T0));
    }

    static Result result(List<CallRecord> calls, Report report) {
        return new Result(calls, report);
    }
}
