package org.karavox.call.wire;

import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.karavox.call.CallDetails;
import org.karavox.call.CallEnd;
import org.karavox.call.CallRecord;
import org.karavox.call.Endpoint;
import org.karavox.call.StreamDetails;
import org.karavox.call.StreamRecord;
import org.karavox.call.Ttl;

/**
 * Reads what {@link CallRecordWriter} writes, of this and of later versions that only add fields. Bytes from anywhere may be given:
 * memory and time are bounded by their number. Any thread.
 */
public final class CallRecordReader {

    private static final Endpoint NOWHERE = Endpoint.of(0, 0xFFFF_0000_0000L, 0);

    private CallRecordReader() {
    }

    /**
     * @param offset of the record in {@code bytes}
     * @param length of the record, bytes
     * @throws WireException if that is not one whole record
     */
    public static CallRecord read(byte[] bytes, int offset, int length) throws WireException {
        if (length > CallRecordWriter.MAX_LENGTH) {
            throw new WireException("A call record of " + length + " bytes is longer than " + CallRecordWriter.MAX_LENGTH);
        }
        if (length < 2) {
            throw new WireException("A call record of " + length + " bytes is not whole");
        }
        if (bytes[offset] != CallRecordWriter.VERSION) {
            throw new WireException("A call record is of format " + (bytes[offset] & 0xFF) + ", this version reads format "
                    + CallRecordWriter.VERSION + ": use the version that wrote it, or a later one");
        }
        FieldReader envelope = new FieldReader(bytes, offset + 1, offset + length);
        long rest = envelope.unsigned();
        int start = offset + 1;
        while (bytes[start++] < 0) { // behind the length
            continue;
        }
        if (rest != offset + length - start) {
            throw new WireException("A call record of " + length + " bytes says that " + rest + " follow its head");
        }
        try {
            return record(new FieldReader(bytes, start, offset + length));
        } catch (IllegalArgumentException e) { // the records check themselves
            throw new WireException("A call record contradicts itself: " + e.getMessage());
        }
    }

    private static CallRecord record(FieldReader in) throws WireException {
        if (!in.next() || in.field() != 1) {
            throw new WireException("A call record does not begin with the start of the call");
        }
        Instant start = in.instant(Instant.EPOCH);
        String callId = "";
        int sensorId = 0;
        long firstFrame = 0;
        String caller = "";
        String callerUri = "";
        String called = "";
        String calledUri = "";
        Endpoint callerAddress = NOWHERE;
        Endpoint calledAddress = NOWHERE;
        List<Endpoint> proxies = new ArrayList<>();
        String callerAgent = "";
        String calledAgent = "";
        String firstRequest = "";
        Optional<Instant> progress = Optional.empty();
        Optional<Instant> answered = Optional.empty();
        Instant end = start;
        int finalStatus = 0;
        int lastInviteStatus = 0;
        String finalReason = "";
        long bye = 0;
        Optional<Endpoint> byeFrom = Optional.empty();
        Optional<Instant> byeTime = Optional.empty();
        long flags = 0;
        int messages = 0;
        int retransmissions = 0;
        int toTags = 0;
        String hold = "";
        List<StreamRecord> streams = new ArrayList<>();
        CallDetails details = CallDetails.NONE;
        while (in.next()) {
            switch (in.field()) {
                case 2 -> callId = in.text();
                case 3 -> sensorId = in.integer();
                case 4 -> firstFrame = in.number();
                case 5 -> caller = in.text();
                case 6 -> callerUri = in.text();
                case 7 -> called = in.text();
                case 8 -> calledUri = in.text();
                case 9 -> callerAddress = in.endpoint();
                case 10 -> calledAddress = in.endpoint();
                case 11 -> {
                    in.element();
                    proxies.add(in.endpoint());
                }
                case 12 -> callerAgent = in.text();
                case 13 -> calledAgent = in.text();
                case 14 -> firstRequest = in.text();
                case 15 -> progress = Optional.of(in.instant(start));
                case 16 -> answered = Optional.of(in.instant(start));
                case 17 -> end = in.instant(start);
                case 18 -> finalStatus = in.integer();
                case 19 -> lastInviteStatus = in.integer();
                case 20 -> finalReason = in.text();
                case 21 -> bye = in.number();
                case 22 -> byeFrom = Optional.of(in.endpoint());
                case 23 -> byeTime = Optional.of(in.instant(start));
                case 24 -> flags = in.number();
                case 25 -> messages = in.integer();
                case 26 -> retransmissions = in.integer();
                case 27 -> toTags = in.integer();
                case 28 -> hold = in.text();
                case 29 -> streams.add(stream(in.element(), start));
                case 30 -> details = details(in.fields(), start);
                default -> { } // of a later version
            }
        }
        CallEnd how = Codes.end(bye, answered.isPresent());
        return new CallRecord(callId, sensorId, firstFrame, caller, callerUri, called, calledUri, callerAddress, calledAddress,
                proxies, callerAgent, calledAgent, firstRequest, start, progress, answered, end, finalStatus, lastInviteStatus,
                finalReason, how, byeFrom, byeTime, (flags & Codes.BYE_CONFIRMED) != 0, (flags & Codes.CANCELLED) != 0, messages,
                retransmissions, toTags, hold, (flags & Codes.BLIND) != 0, (flags & Codes.INCOMPLETE) != 0, streams, details);
    }

    private static CallDetails details(FieldReader in, Instant base) throws WireException {
        String callerName = "";
        Optional<Instant> byeConfirmed = Optional.empty();
        int lastStatus = 0;
        String lastResponse = "";
        List<CallDetails.Reason> reasons = new ArrayList<>();
        int tryingMillis = -1;
        int responseMillis = -1;
        int inviteRepetitions = 0;
        Ttl ttl = Ttl.NONE;
        int vlan = -1;
        int callerDscp = 0;
        int calledDscp = 0;
        List<CallDetails.Response> responses = new ArrayList<>();
        List<CallDetails.Event> history = new ArrayList<>();
        List<CallDetails.SessionEnd> sessions = new ArrayList<>();
        List<CallDetails.InfoDigit> infoDigits = new ArrayList<>();
        String digestUser = "";
        String matchHeader = "";
        String geoPosition = "";
        long traits = 0;
        while (in.next()) {
            switch (in.field()) {
                case 1 -> callerName = in.text();
                case 2 -> byeConfirmed = Optional.of(in.instant(base));
                case 3 -> lastStatus = in.integer();
                case 4 -> lastResponse = in.text();
                case 5 -> reasons.add(reason(in.element()));
                case 6 -> tryingMillis = in.integer();
                case 7 -> responseMillis = in.integer();
                case 8 -> inviteRepetitions = in.integer();
                case 9 -> ttl = ttl(in.fields());
                case 10 -> vlan = in.integer();
                case 11 -> callerDscp = in.integer();
                case 12 -> calledDscp = in.integer();
                case 13 -> responses.add(response(in.element()));
                case 14 -> history.add(event(in.element()));
                case 15 -> sessions.add(session(in.element()));
                case 16 -> infoDigits.add(infoDigit(in.element(), base));
                case 17 -> digestUser = in.text();
                case 18 -> matchHeader = in.text();
                case 19 -> geoPosition = in.text();
                case 20 -> traits = in.number();
                default -> { }
            }
        }
        return new CallDetails(callerName, byeConfirmed, lastStatus, lastResponse, reasons, tryingMillis, responseMillis,
                inviteRepetitions, ttl, vlan, callerDscp, calledDscp, responses, history, sessions, infoDigits, digestUser,
                matchHeader, geoPosition, traitsOfCall(traits));
    }

    private static CallDetails.Reason reason(FieldReader in) throws WireException {
        String protocol = "";
        int cause = -1;
        String text = "";
        while (in.next()) {
            switch (in.field()) {
                case 1 -> protocol = in.text();
                case 2 -> cause = in.integer();
                case 3 -> text = in.text();
                default -> { }
            }
        }
        return new CallDetails.Reason(protocol, cause, text);
    }

    private static CallDetails.Response response(FieldReader in) throws WireException {
        int status = 0;
        String text = "";
        while (in.next()) {
            switch (in.field()) {
                case 1 -> status = in.integer();
                case 2 -> text = in.text();
                default -> { }
            }
        }
        return new CallDetails.Response(status, text);
    }

    private static CallDetails.Event event(FieldReader in) throws WireException {
        long micros = 0;
        String request = "";
        int status = 0;
        String response = "";
        while (in.next()) {
            switch (in.field()) {
                case 1 -> micros = in.number();
                case 2 -> request = in.text();
                case 3 -> status = in.integer();
                case 4 -> response = in.text();
                default -> { }
            }
        }
        return new CallDetails.Event(micros, request, status, response);
    }

    private static CallDetails.SessionEnd session(FieldReader in) throws WireException {
        Endpoint address = NOWHERE;
        boolean caller = false;
        int packetTimeMillis = 0;
        while (in.next()) {
            switch (in.field()) {
                case 1 -> address = in.endpoint();
                case 2 -> caller = in.number() != 0;
                case 3 -> packetTimeMillis = in.integer();
                default -> { }
            }
        }
        return new CallDetails.SessionEnd(address, caller, packetTimeMillis);
    }

    private static CallDetails.InfoDigit infoDigit(FieldReader in, Instant base) throws WireException {
        Instant at = base;
        char symbol = 0;
        Endpoint source = NOWHERE;
        Endpoint destination = NOWHERE;
        while (in.next()) {
            switch (in.field()) {
                case 1 -> at = in.instant(base);
                case 2 -> symbol = in.symbol();
                case 3 -> source = in.endpoint();
                case 4 -> destination = in.endpoint();
                default -> { }
            }
        }
        return new CallDetails.InfoDigit(at, symbol, source, destination);
    }

    private static StreamRecord stream(FieldReader in, Instant base) throws WireException {
        Endpoint source = NOWHERE;
        Endpoint destination = NOWHERE;
        int ssrc = 0;
        boolean fromCaller = false;
        int payloadType = 0;
        Map<Integer, Long> payloadTypes = new TreeMap<>();
        String encoding = "";
        int clockRateHz = 0;
        String kind = "";
        Instant start = base;
        Instant end = base;
        long packets = 0;
        long lost = 0;
        long missing = 0;
        long duplicates = 0;
        long reordered = 0;
        List<Long> lossRuns = List.of();
        StreamRecord.Jitter jitter = new StreamRecord.Jitter(0, 0, 0, 0);
        List<Long> delayBuckets = List.of();
        List<StreamRecord.Playout> playout = new ArrayList<>();
        int packetTimeMillis = 0;
        int firstSequence = 0;
        int lastSequence = 0;
        long markers = 0;
        long maxGapMicros = 0;
        String dtmfEvents = "";
        long comfortNoisePackets = 0;
        long join = 0;
        StreamDetails details = StreamDetails.NONE;
        while (in.next()) {
            switch (in.field()) {
                case 1 -> source = in.endpoint();
                case 2 -> destination = in.endpoint();
                case 3 -> ssrc = in.integer();
                case 4 -> fromCaller = in.number() != 0;
                case 5 -> payloadType = in.integer();
                case 6 -> {
                    List<Long> pairs = in.numbers(Long::valueOf);
                    for (int i = 0; i + 1 < pairs.size(); i += 2) {
                        payloadTypes.put(pairs.get(i).intValue(), pairs.get(i + 1));
                    }
                }
                case 7 -> encoding = in.text();
                case 8 -> clockRateHz = in.integer();
                case 9 -> kind = in.text();
                case 10 -> start = in.instant(base);
                case 11 -> end = in.instant(base);
                case 12 -> packets = in.number();
                case 13 -> lost = in.number();
                case 14 -> missing = in.number();
                case 15 -> duplicates = in.number();
                case 16 -> reordered = in.number();
                case 17 -> lossRuns = in.numbers(Long::valueOf);
                case 18 -> jitter = jitter(in.fields());
                case 19 -> delayBuckets = in.numbers(Long::valueOf);
                case 20 -> playout.add(playout(in.element()));
                case 21 -> packetTimeMillis = in.integer();
                case 22 -> firstSequence = in.integer();
                case 23 -> lastSequence = in.integer();
                case 24 -> markers = in.number();
                case 25 -> maxGapMicros = in.number();
                case 26 -> dtmfEvents = in.text();
                case 27 -> comfortNoisePackets = in.number();
                case 28 -> join = in.number();
                case 29 -> details = streamDetails(in.fields(), base);
                default -> { }
            }
        }
        return new StreamRecord(source, destination, ssrc, fromCaller, payloadType, payloadTypes, encoding, clockRateHz, kind,
                start, end, packets, lost, missing, duplicates, reordered, lossRuns, jitter, delayBuckets, playout,
                packetTimeMillis, firstSequence, lastSequence, markers, maxGapMicros, dtmfEvents, comfortNoisePackets,
                Codes.join(join), details);
    }

    private static StreamRecord.Jitter jitter(FieldReader in) throws WireException {
        long mean = 0;
        long max = 0;
        long min = 0;
        long last = 0;
        while (in.next()) {
            switch (in.field()) {
                case 1 -> mean = in.number();
                case 2 -> max = in.number();
                case 3 -> min = in.number();
                case 4 -> last = in.number();
                default -> { }
            }
        }
        return new StreamRecord.Jitter(mean, max, min, last);
    }

    private static StreamRecord.Playout playout(FieldReader in) throws WireException {
        String name = "";
        int mos = 0;
        int mosMin = 0;
        List<Integer> lossRuns = List.of();
        while (in.next()) {
            switch (in.field()) {
                case 1 -> name = in.text();
                case 2 -> mos = in.integer();
                case 3 -> mosMin = in.integer();
                case 4 -> lossRuns = in.numbers(value -> (int) value);
                default -> { }
            }
        }
        return new StreamRecord.Playout(name, mos, mosMin, lossRuns);
    }

    private static StreamDetails streamDetails(FieldReader in, Instant base) throws WireException {
        Ttl ttl = Ttl.NONE;
        int dscp = 0;
        int announcedPacketTimeMillis = 0;
        List<StreamDetails.Digit> digits = new ArrayList<>();
        long traits = 0;
        while (in.next()) {
            switch (in.field()) {
                case 1 -> ttl = ttl(in.fields());
                case 2 -> dscp = in.integer();
                case 3 -> announcedPacketTimeMillis = in.integer();
                case 4 -> digits.add(digit(in.element(), base));
                case 5 -> traits = in.number();
                default -> { }
            }
        }
        return new StreamDetails(ttl, dscp, announcedPacketTimeMillis, digits, traitsOfStream(traits));
    }

    private static StreamDetails.Digit digit(FieldReader in, Instant base) throws WireException {
        Instant at = base;
        char symbol = 0;
        while (in.next()) {
            switch (in.field()) {
                case 1 -> at = in.instant(base);
                case 2 -> symbol = in.symbol();
                default -> { }
            }
        }
        return new StreamDetails.Digit(at, symbol);
    }

    private static Ttl ttl(FieldReader in) throws WireException {
        int min = -1;
        int max = -1;
        int mean = -1;
        while (in.next()) {
            switch (in.field()) {
                case 1 -> min = in.integer();
                case 2 -> max = in.integer();
                case 3 -> mean = in.integer();
                default -> { }
            }
        }
        return new Ttl(min, max, mean);
    }

    private static Set<CallDetails.Trait> traitsOfCall(long bits) {
        Set<CallDetails.Trait> traits = EnumSet.noneOf(CallDetails.Trait.class);
        for (CallDetails.Trait trait : CallDetails.Trait.values()) {
            if ((bits & 1L << Codes.of(trait)) != 0) {
                traits.add(trait);
            }
        }
        return traits;
    }

    private static Set<StreamDetails.Trait> traitsOfStream(long bits) {
        Set<StreamDetails.Trait> traits = EnumSet.noneOf(StreamDetails.Trait.class);
        for (StreamDetails.Trait trait : StreamDetails.Trait.values()) {
            if ((bits & 1L << Codes.of(trait)) != 0) {
                traits.add(trait);
            }
        }
        return traits;
    }
}
