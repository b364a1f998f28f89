package org.karavox.manage.analyze;

import java.time.Instant;
import java.util.ArrayList;
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

    /** As {@link #answered}, with one stream, and with everything in the details. */
    static CallRecord detailed() {
        CallRecord plain = answered("detailed", 1);
        CallDetails details = new CallDetails("Al \"x\"", Optional.of(T0.plusMillis(20025)), 200, "200 OK",
                List.of(new CallDetails.Reason("Q.850", 16, "bye"), new CallDetails.Reason("SIP", -1, "")), 20, 200, 2,
                new Ttl(60, 64, 615), 42, 26, 46, List.of(new CallDetails.Response(180, "180 Ringing"), new CallDetails.Response(200, "200 OK")),
                List.of(new CallDetails.Event(0, "INVITE", 0, ""), new CallDetails.Event(200_001, "", 180, "180 Ringing")),
                List.of(new CallDetails.SessionEnd(new Endpoint("192.0.2.1", 4000), true, 30),
                        new CallDetails.SessionEnd(new Endpoint("2001:db8::2", 5000), false, 0)),
                List.of(new CallDetails.InfoDigit(T0.plusMillis(5000), '#', ALICE, BOB)), "al", "leg", "1,2",
                Set.of(CallDetails.Trait.UDP, CallDetails.Trait.SDP_AUDIO));
        StreamRecord stream = stream(7, 0, 100, StreamRecord.Join.SDP).with(new StreamDetails(new Ttl(59, 60, 599), 46, 20,
                List.of(new StreamDetails.Digit(T0.plusMillis(250), '1'), new StreamDetails.Digit(T0.plusMillis(500), '2')),
                Set.of(StreamDetails.Trait.SRTP, StreamDetails.Trait.CODEC_CHANGED)));
        return new CallRecord(plain.callId(), 0, 1, plain.caller(), plain.callerUri(), plain.called(), plain.calledUri(),
                plain.callerAddress(), plain.calledAddress(), plain.proxies(), plain.callerAgent(), plain.calledAgent(),
                plain.firstRequest(), plain.start(), plain.progress(), plain.answered(), plain.end(), 200, 200, "OK", plain.bye(),
                plain.byeFrom(), plain.byeTime(), true, false, 7, 1, 1, "", false, false, List.of(stream), details);
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
