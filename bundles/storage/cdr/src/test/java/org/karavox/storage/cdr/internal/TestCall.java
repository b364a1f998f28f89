package org.karavox.storage.cdr.internal;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
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

/** Builds calls: an answered call of ten seconds that the caller ends, with whatever a test changes. */
final class TestCall {

    static final Instant START = Instant.parse("2026-11-24T09:05:01.250Z");
    static final Endpoint CALLER = new Endpoint("192.0.2.1", 5060);
    static final Endpoint PROXY = new Endpoint("192.0.2.2", 5060);
    static final Endpoint CALLED = new Endpoint("192.0.2.3", 5070);

    String callId = "3c26@192.0.2.1";
    Instant start = START;
    int sensor;
    String caller = "alice";
    String callerUri = "sip:alice@example.org:5061;transport=udp";
    String called = "4930123";
    String calledUri = "sip:4930123@example.net";
    Endpoint callerAddress = CALLER;
    Endpoint calledAddress = CALLED;
    List<Endpoint> proxies = List.of();
    String callerAgent = "Phone 1.0";
    String calledAgent = "";
    String firstRequest = "INVITE";
    Optional<Instant> progress = Optional.of(START.plusMillis(200));
    Optional<Instant> answered = Optional.of(START.plusMillis(2_000));
    Duration duration = Duration.ofSeconds(10);
    int finalStatus = 200;
    int lastInviteStatus = 200;
    String finalReason = "OK";
    CallEnd bye = CallEnd.BYE_CONFIRMED;
    Optional<Endpoint> byeFrom = Optional.of(CALLER);
    Optional<Instant> byeTime = Optional.of(START.plusMillis(10_000));
    boolean byeConfirmed = true;
    boolean cancelled;
    String hold = "";
    boolean blind;
    List<StreamRecord> streams = new ArrayList<>();
    String callerName = "Alice";
    Optional<Instant> byeConfirmedAt = Optional.empty();
    int lastStatus;
    String lastResponse = "";
    List<CallDetails.Reason> reasons = List.of();
    int tryingMillis = -1;
    int responseMillis = -1;
    int repetitions;
    Ttl ttl = Ttl.NONE;
    int vlan = -1;
    int callerDscp;
    int calledDscp;
    List<CallDetails.Response> responses = List.of();
    List<CallDetails.Event> history = List.of();
    List<CallDetails.SessionEnd> sessions = List.of();
    List<CallDetails.InfoDigit> infoDigits = List.of();
    String digestUser = "";
    String matchHeader = "";
    String geoPosition = "";
    Set<CallDetails.Trait> traits = EnumSet.noneOf(CallDetails.Trait.class);

    static TestCall call() {
        return new TestCall();
    }

    /** Another call of the same kind, at its own time. */
    TestCall at(Instant begin, String id) {
        Duration shift = Duration.between(start, begin);
        start = begin;
        callId = id;
        progress = progress.map(at -> at.plus(shift));
        answered = answered.map(at -> at.plus(shift));
        byeTime = byeTime.map(at -> at.plus(shift));
        byeConfirmedAt = byeConfirmedAt.map(at -> at.plus(shift));
        return this;
    }

    CallRecord record() {
        return new CallRecord(callId, sensor, 1, caller, callerUri, called, calledUri, callerAddress, calledAddress, proxies,
                callerAgent, calledAgent, firstRequest, start, progress, answered, start.plus(duration), finalStatus,
                lastInviteStatus, finalReason, bye, byeFrom, byeTime, byeConfirmed, cancelled, 7, 0, 1, hold, blind, false, streams,
                new CallDetails(callerName, byeConfirmedAt, lastStatus, lastResponse, reasons, tryingMillis, responseMillis,
                        repetitions, ttl, vlan, callerDscp, calledDscp, responses, history, sessions, infoDigits, digestUser,
                        matchHeader, geoPosition, traits));
    }

    TestCall with(Stream... more) {
        for (Stream stream : more) {
            streams.add(stream.record());
        }
        return this;
    }

    /** Builds streams: ten seconds of G.711 without any fault. */
    static final class Stream {

        Endpoint source = new Endpoint("198.51.100.1", 20_000);
        Endpoint destination = new Endpoint("198.51.100.2", 30_000);
        boolean fromCaller = true;
        int payloadType;
        String encoding = "PCMU";
        String kind = "audio";
        Instant begin = START.plusMillis(1_500);
        Instant end = START.plusMillis(9_900);
        long packets = 500;
        long lost;
        long duplicates;
        long reordered;
        List<Long> lossRuns = List.of(0L, 0L, 0L, 0L, 0L, 0L, 0L, 0L, 0L, 0L);
        StreamRecord.Jitter jitter = new StreamRecord.Jitter(0, 0, 0, 0);
        List<Long> delays = List.of(0L, 0L, 0L, 0L, 0L, 0L, 0L);
        List<StreamRecord.Playout> playout = List.of(playout("f1", 45, 45), playout("f2", 45, 45), playout("adapt", 45, 45));
        int ptime = 20;
        Ttl ttl = Ttl.NONE;
        int dscp;
        int announcedPtime;
        List<StreamDetails.Digit> digits = List.of();
        Set<StreamDetails.Trait> traits = EnumSet.noneOf(StreamDetails.Trait.class);

        static StreamRecord.Playout playout(String name, int mos, int min) {
            return new StreamRecord.Playout(name, mos, min, List.of());
        }

        static Stream fromCaller() {
            return new Stream();
        }

        static Stream fromCalled() {
            Stream stream = new Stream();
            stream.fromCaller = false;
            stream.source = new Endpoint("198.51.100.2", 30_000);
            stream.destination = new Endpoint("198.51.100.1", 20_000);
            return stream;
        }

        StreamRecord record() {
            return new StreamRecord(source, destination, 0xCAFEBABE, fromCaller, payloadType, Map.of(payloadType, packets), encoding,
                    8000, kind, begin, end, packets, lost, Math.max(0, lost), duplicates, reordered, lossRuns, jitter, delays, playout,
                    ptime, 1, 500, 1, 20_000, "", 0, StreamRecord.Join.SDP,
                    new StreamDetails(ttl, dscp, announcedPtime, digits, traits));
        }
    }
}
