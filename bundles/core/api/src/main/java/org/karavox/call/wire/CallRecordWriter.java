package org.karavox.call.wire;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.karavox.call.CallDetails;
import org.karavox.call.CallRecord;
import org.karavox.call.Endpoint;
import org.karavox.call.StreamDetails;
import org.karavox.call.StreamRecord;
import org.karavox.call.Ttl;

/**
 * Writes call records in their binary form, some hundred bytes each.
 *
 * <pre>
 * record  = version (1 byte), length of the rest (varint), fields
 * field   = number * 4 + kind (varint), value
 * value   = kind 0: varint, zigzag | kind 1: length (varint), UTF-8 or fields | kind 2: length (varint), UTF-16 big-endian
 * </pre>
 *
 * <p>A field that has its usual value (0, empty, -1 where that means "not seen") is left out; one that occurs several times is a
 * list. A reader passes over fields it does not know, so fields may be added without a new version; a number is never used again
 * for something else. Moments are seconds and nanoseconds after the start of the call, which is therefore the first field.
 *
 * <p>A record has at most {@link #MAX_LENGTH} bytes. A longer one is written without its courses of messages and digits, then
 * with fewer streams, and marked incomplete; texts are cut after 16,384 characters.
 *
 * <p><b>Threads.</b> One; the array is used again by the next record.
 */
public final class CallRecordWriter {

    /** First byte of a record. */
    public static final int VERSION = 1;

    /** Longest record, bytes. */
    public static final int MAX_LENGTH = 2 << 20;

    private static final int STREAMS_OF_LONG_RECORD = 64;
    private static final int PROXIES_OF_LONG_RECORD = 16;

    private final FieldWriter out = new FieldWriter();

    /** Writes {@code call} to the beginning of {@link #array()}, in place of what was there; the answer is its length in bytes. */
    public int write(CallRecord call) {
        CallRecord shortened = call;
        for (int step = 1; !fits(shortened); step++) {
            shortened = shortened(call, step);
        }
        return out.size();
    }

    /** Where the last record lies; another array after each one. */
    public byte[] array() {
        return out.bytes();
    }

    private boolean fits(CallRecord call) {
        if (elements(call) > FieldReader.ELEMENT_LIMIT) {
            return false;
        }
        out.clear();
        out.octet(VERSION);
        int mark = out.open();
        record(call);
        out.end(mark);
        return out.size() <= MAX_LENGTH;
    }

    /** What a reader counts, see {@link FieldReader#ELEMENT_LIMIT}. */
    private static long elements(CallRecord call) {
        CallDetails details = call.details();
        long count = (long) call.proxies().size() + call.streams().size() + details.reasons().size() + details.responses().size()
                + details.history().size() + details.sessions().size() + details.infoDigits().size();
        for (StreamRecord stream : call.streams()) {
            count += stream.payloadTypes().size() * 2L + stream.lossRuns().size() + stream.delayBuckets().size()
                    + stream.playout().size() + stream.details().digits().size();
            for (StreamRecord.Playout playout : stream.playout()) {
                count += playout.lossRuns().size();
            }
        }
        return count;
    }

    private static CallRecord shortened(CallRecord call, int step) {
        CallDetails d = call.details();
        CallDetails details = step > 2 ? CallDetails.NONE : new CallDetails(d.callerName(), d.byeConfirmed(), d.lastStatus(),
                d.lastResponse(), List.of(), d.tryingMillis(), d.responseMillis(), d.inviteRepetitions(), d.ttl(), d.vlan(),
                d.callerDscp(), d.calledDscp(), List.of(), List.of(), List.of(), List.of(), d.digestUser(), d.matchHeader(),
                d.geoPosition(), d.traits());
        List<StreamRecord> streams = new ArrayList<>();
        for (StreamRecord stream : first(call.streams(), step == 1 ? Integer.MAX_VALUE : step == 2 ? STREAMS_OF_LONG_RECORD : 0)) {
            streams.add(withoutDigits(stream));
        }
        return new CallRecord(call.callId(), call.sensorId(), call.firstFrame(), call.caller(), call.callerUri(), call.called(),
                call.calledUri(), call.callerAddress(), call.calledAddress(),
                first(call.proxies(), step == 1 ? Integer.MAX_VALUE : PROXIES_OF_LONG_RECORD), call.callerAgent(),
                call.calledAgent(), call.firstRequest(), call.start(), call.progress(), call.answered(), call.end(),
                call.finalStatus(), call.lastInviteStatus(), call.finalReason(), call.bye(), call.byeFrom(), call.byeTime(),
                call.byeConfirmed(), call.cancelled(), call.messages(), call.retransmissions(), call.toTags(), call.hold(),
                call.blind(), true, streams, details);
    }

    private static StreamRecord withoutDigits(StreamRecord s) {
        StreamDetails d = s.details();
        return new StreamRecord(s.source(), s.destination(), s.ssrc(), s.fromCaller(), s.payloadType(), s.payloadTypes(),
                s.encoding(), s.clockRateHz(), s.kind(), s.start(), s.end(), s.packets(), s.lost(), s.missing(), s.duplicates(),
                s.reordered(), s.lossRuns(), s.jitter(), s.delayBuckets(), s.playout(), s.packetTimeMillis(), s.firstSequence(),
                s.lastSequence(), s.markers(), s.maxGapMicros(), s.dtmfEvents(), s.comfortNoisePackets(), s.joinedBy(),
                new StreamDetails(d.ttl(), d.dscp(), d.announcedPacketTimeMillis(), List.of(), d.traits()));
    }

    private static <T> List<T> first(List<T> list, int limit) {
        return list.size() <= limit ? list : list.subList(0, limit);
    }

    private void record(CallRecord call) {
        Instant base = call.start();
        out.instant(1, base, Instant.EPOCH);
        out.text(2, call.callId());
        out.number(3, call.sensorId());
        out.number(4, call.firstFrame());
        out.text(5, call.caller());
        out.text(6, call.callerUri());
        out.text(7, call.called());
        out.text(8, call.calledUri());
        out.endpoint(9, call.callerAddress());
        out.endpoint(10, call.calledAddress());
        for (Endpoint proxy : call.proxies()) {
            out.endpoint(11, proxy);
        }
        out.text(12, call.callerAgent());
        out.text(13, call.calledAgent());
        out.text(14, call.firstRequest());
        call.progress().ifPresent(at -> out.instant(15, at, base));
        call.answered().ifPresent(at -> out.instant(16, at, base));
        out.instant(17, call.end(), base);
        out.number(18, call.finalStatus());
        out.number(19, call.lastInviteStatus());
        out.text(20, call.finalReason());
        out.number(21, call.bye().code());
        call.byeFrom().ifPresent(address -> out.endpoint(22, address));
        call.byeTime().ifPresent(at -> out.instant(23, at, base));
        out.number(24, (call.byeConfirmed() ? Codes.BYE_CONFIRMED : 0) | (call.cancelled() ? Codes.CANCELLED : 0)
                | (call.blind() ? Codes.BLIND : 0) | (call.incomplete() ? Codes.INCOMPLETE : 0));
        out.number(25, call.messages());
        out.number(26, call.retransmissions());
        out.number(27, call.toTags());
        out.text(28, call.hold());
        for (StreamRecord stream : call.streams()) {
            int mark = out.begin(29);
            stream(stream, base);
            out.end(mark);
        }
        int mark = out.begin(30);
        details(call.details(), base);
        out.end(mark);
    }

    private void details(CallDetails details, Instant base) {
        out.text(1, details.callerName());
        details.byeConfirmed().ifPresent(at -> out.instant(2, at, base));
        out.number(3, details.lastStatus());
        out.text(4, details.lastResponse());
        for (CallDetails.Reason reason : details.reasons()) {
            int mark = out.begin(5);
            out.text(1, reason.protocol());
            out.number(2, reason.cause(), -1);
            out.text(3, reason.text());
            out.end(mark);
        }
        out.number(6, details.tryingMillis(), -1);
        out.number(7, details.responseMillis(), -1);
        out.number(8, details.inviteRepetitions());
        ttl(9, details.ttl());
        out.number(10, details.vlan(), -1);
        out.number(11, details.callerDscp());
        out.number(12, details.calledDscp());
        for (CallDetails.Response response : details.responses()) {
            int mark = out.begin(13);
            out.number(1, response.status());
            out.text(2, response.text());
            out.end(mark);
        }
        for (CallDetails.Event event : details.history()) {
            int mark = out.begin(14);
            out.number(1, event.micros());
            out.text(2, event.request());
            out.number(3, event.status());
            out.text(4, event.response());
            out.end(mark);
        }
        for (CallDetails.SessionEnd session : details.sessions()) {
            int mark = out.begin(15);
            out.endpoint(1, session.address());
            out.number(2, session.caller() ? 1 : 0);
            out.number(3, session.packetTimeMillis());
            out.end(mark);
        }
        for (CallDetails.InfoDigit digit : details.infoDigits()) {
            int mark = out.begin(16);
            out.instant(1, digit.at(), base);
            out.number(2, digit.symbol());
            out.endpoint(3, digit.source());
            out.endpoint(4, digit.destination());
            out.end(mark);
        }
        out.text(17, details.digestUser());
        out.text(18, details.matchHeader());
        out.text(19, details.geoPosition());
        out.number(20, bitsOfCall(details.traits()));
    }

    private void stream(StreamRecord stream, Instant base) {
        out.endpoint(1, stream.source());
        out.endpoint(2, stream.destination());
        out.number(3, stream.ssrc());
        out.number(4, stream.fromCaller() ? 1 : 0);
        out.number(5, stream.payloadType());
        List<Long> pairs = new ArrayList<>();
        for (Map.Entry<Integer, Long> entry : new TreeMap<>(stream.payloadTypes()).entrySet()) {
            pairs.add((long) entry.getKey());
            pairs.add(entry.getValue());
        }
        out.numbers(6, pairs);
        out.text(7, stream.encoding());
        out.number(8, stream.clockRateHz());
        out.text(9, stream.kind());
        out.instant(10, stream.start(), base);
        out.instant(11, stream.end(), base);
        out.number(12, stream.packets());
        out.number(13, stream.lost());
        out.number(14, stream.missing());
        out.number(15, stream.duplicates());
        out.number(16, stream.reordered());
        out.numbers(17, stream.lossRuns());
        int jitter = out.begin(18);
        out.number(1, stream.jitter().meanMicros());
        out.number(2, stream.jitter().maxMicros());
        out.number(3, stream.jitter().minMicros());
        out.number(4, stream.jitter().lastMicros());
        out.end(jitter);
        out.numbers(19, stream.delayBuckets());
        for (StreamRecord.Playout playout : stream.playout()) {
            int mark = out.begin(20);
            out.text(1, playout.name());
            out.number(2, playout.mosTimes10());
            out.number(3, playout.mosMinTimes10());
            out.numbers(4, playout.lossRuns());
            out.end(mark);
        }
        out.number(21, stream.packetTimeMillis());
        out.number(22, stream.firstSequence());
        out.number(23, stream.lastSequence());
        out.number(24, stream.markers());
        out.number(25, stream.maxGapMicros());
        out.text(26, stream.dtmfEvents());
        out.number(27, stream.comfortNoisePackets());
        out.number(28, Codes.of(stream.joinedBy()));
        StreamDetails details = stream.details();
        int mark = out.begin(29);
        ttl(1, details.ttl());
        out.number(2, details.dscp());
        out.number(3, details.announcedPacketTimeMillis());
        for (StreamDetails.Digit digit : details.digits()) {
            int one = out.begin(4);
            out.instant(1, digit.at(), base);
            out.number(2, digit.symbol());
            out.end(one);
        }
        out.number(5, bitsOfStream(details.traits()));
        out.end(mark);
    }

    private void ttl(int field, Ttl ttl) {
        if (ttl.equals(Ttl.NONE)) {
            return;
        }
        int mark = out.begin(field);
        out.number(1, ttl.min(), -1);
        out.number(2, ttl.max(), -1);
        out.number(3, ttl.meanTimes10(), -1);
        out.end(mark);
    }

    private static long bitsOfCall(Set<CallDetails.Trait> traits) {
        long bits = 0;
        for (CallDetails.Trait trait : traits) {
            bits |= 1L << Codes.of(trait);
        }
        return bits;
    }

    private static long bitsOfStream(Set<StreamDetails.Trait> traits) {
        long bits = 0;
        for (StreamDetails.Trait trait : traits) {
            bits |= 1L << Codes.of(trait);
        }
        return bits;
    }
}
