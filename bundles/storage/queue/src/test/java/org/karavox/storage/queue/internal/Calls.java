package org.karavox.storage.queue.internal;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.karavox.call.CallDetails;
import org.karavox.call.CallEnd;
import org.karavox.call.CallRecord;
import org.karavox.call.Endpoint;
import org.karavox.call.StreamDetails;
import org.karavox.call.StreamRecord;
import org.karavox.call.Ttl;

/** Answered calls with two streams, told apart by a serial number. */
final class Calls {

    private static final Instant START = Instant.parse("2026-11-24T12:00:00Z");

    private Calls() {
    }

    static CallRecord call(long serial) {
        Instant start = START.plusMillis(serial * 20);
        Endpoint a = new Endpoint("192.0.2.10", 5060);
        Endpoint b = new Endpoint("192.0.2.20", 5060);
        return new CallRecord("call-" + serial + "@192.0.2.10", 7, serial, "100" + serial % 1_000, "sip:1001@example.org", "00420" + serial,
                "sip:00420@example.org", a, b, List.of(new Endpoint("192.0.2.1", 5060)), "Phone 1.0", "PBX 2", "INVITE", start,
                Optional.of(start.plusMillis(180)), Optional.of(start.plusSeconds(4)), start.plusSeconds(64), 200, 200, "OK",
                CallEnd.BYE_CONFIRMED, Optional.of(a), Optional.of(start.plusSeconds(63)), true, false, 9, 1, 1, "", false, false,
                List.of(stream(start, true), stream(start, false)), new CallDetails("Caller", Optional.of(start.plusSeconds(64)), 200,
                        "200 OK", List.of(new CallDetails.Reason("Q.850", 16, "Normal")), 12, 180, 0, new Ttl(63, 64, 635), -1, 24, 26,
                        List.of(new CallDetails.Response(100, "100 Trying"), new CallDetails.Response(200, "200 OK")),
                        List.of(new CallDetails.Event(0, "INVITE", 0, ""), new CallDetails.Event(12_000, "", 100, "100 Trying")),
                        List.of(new CallDetails.SessionEnd(new Endpoint("192.0.2.10", 10_000), true, 20)), List.of(), "1001", "", "",
                        EnumSet.of(CallDetails.Trait.UDP, CallDetails.Trait.SDP_AUDIO)));
    }

    private static StreamRecord stream(Instant start, boolean fromCaller) {
        List<Integer> runs = new ArrayList<>(Collections.nCopies(128, 0));
        runs.set(0, 3);
        return new StreamRecord(new Endpoint("192.0.2.10", 10_000), new Endpoint("192.0.2.20", 20_000), 0xCAFEBABE, fromCaller, 8,
                Map.of(8, 3_000L), "PCMA", 8_000, "audio", start.plusSeconds(4), start.plusSeconds(64), 3_000, 3, 3, 0, 0,
                List.of(3L, 0L, 0L, 0L, 0L, 0L, 0L, 0L, 0L, 0L), new StreamRecord.Jitter(310, 900, 1, 250),
                List.of(2L, 0L, 0L, 0L, 0L, 0L, 0L), List.of(new StreamRecord.Playout("f1", 44, 43, runs),
                        new StreamRecord.Playout("f2", 44, 44, runs), new StreamRecord.Playout("adapt", 43, 41, runs)),
                20, 17, 3_016, 1, 40_000, "", 0, StreamRecord.Join.SDP,
                new StreamDetails(new Ttl(64, 64, 640), 46, 20, List.of(), Set.of()));
    }
}
