package org.karavox.manage.analyze;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.karavox.call.CallDetails;
import org.karavox.call.CallRecord;
import org.karavox.call.Endpoint;
import org.karavox.call.StreamDetails;
import org.karavox.call.StreamRecord;
import org.karavox.call.Ttl;
import org.karavox.runtime.Ledger;

/**
 * One JSON object: {@code calls}, {@code streams}, {@code ledger}, {@code problems}. Names ending in {@code Time} are seconds
 * since the first packet, in {@code Epoch} seconds since 1970, in {@code Ms} milliseconds; what is absent is null.
 */
final class JsonFormat {

    private final Utf8Output out;
    private boolean first;

    JsonFormat(Utf8Output out) {
        this.out = out;
    }

    void print(Result result) throws IOException {
        out.ascii("{\"calls\":[");
        String separator = "\n";
        for (CallRecord call : result.calls()) {
            out.ascii(separator);
            call(call, result.firstPacket());
            separator = ",\n";
        }
        out.ascii("],\n\"streams\":[");
        separator = "\n";
        for (Result.Stream stream : result.streams()) {
            out.ascii(separator);
            stream(stream, result.firstPacket());
            separator = ",\n";
        }
        out.ascii("],\n\"ledger\":");
        ledger(result.ledger());
        out.ascii(",\n\"problems\":[");
        separator = "";
        for (String problem : result.problems()) {
            out.ascii(separator).quoted(problem);
            separator = ",";
        }
        out.ascii("]}\n");
    }

    private void call(CallRecord call, Optional<Instant> origin) throws IOException {
        begin();
        text("callId", call.callId());
        name("sensorId").number(call.sensorId());
        text("from", call.caller());
        text("fromUri", call.callerUri());
        text("to", call.called());
        text("toUri", call.calledUri());
        endpoint("src", call.callerAddress());
        endpoint("dst", call.calledAddress());
        name("proxies").ascii('[');
        for (int i = 0; i < call.proxies().size(); i++) {
            out.ascii(i == 0 ? "\"" : ",\"").endpoint(call.proxies().get(i)).ascii('"');
        }
        out.ascii(']');
        text("fromAgent", call.callerAgent());
        text("toAgent", call.calledAgent());
        text("firstRequest", call.firstRequest());
        epoch("startEpoch", call.start());
        epoch("endEpoch", call.end());
        relative("startTime", Optional.of(call.start()), origin);
        relative("firstProgressTime", call.progress(), origin);
        relative("connectTime", call.answered(), origin);
        relative("byeTime", call.byeTime(), origin);
        relative("lastPacketTime", Optional.of(call.end()), origin);
        duration("duration", Optional.of(call.duration()));
        duration("connectDuration", call.connectDuration());
        flag("connected", call.answered().isPresent());
        status("finalStatus", call.finalStatus());
        status("lastInviteStatus", call.lastInviteStatus());
        text("finalReason", call.finalReason());
        text("ended", call.bye().name());
        name("byeCode").number(call.bye().code());
        flag("byeSeen", call.byeSeen());
        endpoint("byeFrom", call.byeFrom().orElse(null));
        flag("byeAnswered", call.byeConfirmed());
        flag("cancelSeen", call.cancelled());
        name("messages").number(call.messages());
        name("resends").number(call.retransmissions());
        name("toTags").number(call.toTags());
        text("hold", call.hold());
        flag("blind", call.blind());
        flag("incomplete", call.incomplete());
        name("streams").number(call.streams().size());
        details(call, origin);
        out.ascii('}');
    }

    private void details(CallRecord call, Optional<Instant> origin) throws IOException {
        CallDetails details = call.details();
        text("fromName", details.callerName());
        relative("byeAnswerTime", details.byeConfirmed(), origin);
        status("lastStatus", details.lastStatus());
        text("lastResponse", details.lastResponse());
        name("reasons").ascii('[');
        for (int i = 0; i < details.reasons().size(); i++) {
            CallDetails.Reason reason = details.reasons().get(i);
            out.ascii(i == 0 ? "" : ",");
            begin();
            text("protocol", reason.protocol());
            known("cause", reason.cause());
            text("text", reason.text());
            out.ascii('}');
        }
        out.ascii(']');
        first = false;
        known("tryingMs", details.tryingMillis());
        known("responseMs", details.responseMillis());
        name("inviteResends").number(details.inviteRepetitions());
        ttl(details.ttl());
        known("vlan", details.vlan());
        name("fromDscp").number(details.callerDscp());
        name("toDscp").number(details.calledDscp());
        name("responses").ascii('[');
        for (int i = 0; i < details.responses().size(); i++) {
            out.ascii(i == 0 ? "" : ",").quoted(details.responses().get(i).text());
        }
        out.ascii(']');
        history(details.history());
        sessions(details.sessions());
        name("infoDigits").ascii('[');
        for (int i = 0; i < details.infoDigits().size(); i++) {
            CallDetails.InfoDigit digit = details.infoDigits().get(i);
            out.ascii(i == 0 ? "" : ",");
            begin();
            relative("time", Optional.of(digit.at()), origin);
            text("digit", String.valueOf(digit.symbol()));
            endpoint("src", digit.source());
            endpoint("dst", digit.destination());
            out.ascii('}');
        }
        out.ascii(']');
        first = false;
        text("digestUser", details.digestUser());
        text("matchHeader", details.matchHeader());
        text("geoPosition", details.geoPosition());
        traits(details.traits());
    }

    private void history(List<CallDetails.Event> history) throws IOException {
        name("history").ascii('[');
        for (int i = 0; i < history.size(); i++) {
            CallDetails.Event event = history.get(i);
            out.ascii(i == 0 ? "" : ",");
            begin();
            millis("ms", event.micros());
            text("message", event.request().isEmpty() ? event.response() : event.request());
            out.ascii('}');
        }
        out.ascii(']');
        first = false;
    }

    private void sessions(List<CallDetails.SessionEnd> sessions) throws IOException {
        name("sdp").ascii('[');
        for (int i = 0; i < sessions.size(); i++) {
            CallDetails.SessionEnd end = sessions.get(i);
            out.ascii(i == 0 ? "" : ",");
            begin();
            endpoint("address", end.address());
            flag("fromCaller", end.caller());
            packetTime(end.packetTimeMillis());
            out.ascii('}');
        }
        out.ascii(']');
        first = false;
    }

    private void ttl(Ttl ttl) throws IOException {
        known("ttlMin", ttl.min());
        known("ttlMax", ttl.max());
        name("ttlMean");
        if (ttl.meanTimes10() < 0) {
            out.ascii("null");
        } else {
            out.fixed(ttl.meanTimes10(), 1);
        }
    }

    private void packetTime(int millis) throws IOException {
        known("sdpPacketTimeMs", millis == 0 ? -1 : millis);
    }

    private void traits(Set<? extends Enum<?>> traits) throws IOException {
        name("traits").ascii('[');
        String separator = "";
        for (Enum<?> trait : traits) {
            out.ascii(separator).quoted(trait.name());
            separator = ",";
        }
        out.ascii(']');
    }

    /** A number that is never negative, null if it is. */
    private void known(String name, int number) throws IOException {
        name(name);
        if (number < 0) {
            out.ascii("null");
        } else {
            out.number(number);
        }
    }

    private void stream(Result.Stream shared, Optional<Instant> origin) throws IOException {
        StreamRecord stream = shared.record();
        begin();
        endpoint("src", stream.source());
        endpoint("dst", stream.destination());
        name("ssrc").ascii('"').hex32(stream.ssrc()).ascii('"');
        List<CallRecord> calls = shared.calls();
        if (calls.isEmpty()) {
            name("callId").ascii("null");
        } else {
            text("callId", calls.get(0).callId());
        }
        if (calls.size() > 1) {
            name("callIds").ascii('[');
            for (int i = 0; i < calls.size(); i++) {
                out.ascii(i == 0 ? "" : ",").quoted(calls.get(i).callId());
            }
            out.ascii(']');
        }
        text("joinedBy", stream.joinedBy().name());
        flag("fromCaller", stream.fromCaller());
        text("kind", stream.kind());
        text("payload", stream.encoding());
        name("clockRate").number(stream.clockRateHz());
        name("payloadType").number(stream.payloadType());
        name("payloadTypes").ascii('{');
        String separator = "";
        for (Map.Entry<Integer, Long> type : sorted(stream.payloadTypes()).entrySet()) {
            out.ascii(separator).ascii('"').number(type.getKey()).ascii("\":").number(type.getValue());
            separator = ",";
        }
        out.ascii('}');
        epoch("startEpoch", stream.start());
        relative("startTime", Optional.of(stream.start()), origin);
        relative("endTime", Optional.of(stream.end()), origin);
        name("packets").number(stream.packets());
        name("lost").number(stream.lost());
        name("seqMissing").number(stream.missing());
        name("seqDuplicates").number(stream.duplicates());
        name("seqLate").number(stream.reordered());
        numbers("lossRuns", stream.lossRuns());
        millis("meanJitterMs", stream.jitter().meanMicros());
        millis("maxJitterMs", stream.jitter().maxMicros());
        millis("minJitterMs", stream.jitter().minMicros());
        millis("lastJitterMs", stream.jitter().lastMicros());
        millis("maxGapMs", stream.maxGapMicros());
        numbers("delayBuckets", stream.delayBuckets());
        name("packetTimeMs").number(stream.packetTimeMillis());
        name("firstSeq").number(stream.firstSequence());
        name("lastSeq").number(stream.lastSequence());
        name("markers").number(stream.markers());
        text("dtmf", stream.dtmfEvents());
        name("comfortNoisePackets").number(stream.comfortNoisePackets());
        name("playout").ascii('[');
        for (int i = 0; i < stream.playout().size(); i++) {
            out.ascii(i == 0 ? "" : ",");
            playout(stream.playout().get(i));
        }
        out.ascii(']');
        first = false;
        details(stream.details(), origin);
        out.ascii('}');
    }

    private void details(StreamDetails details, Optional<Instant> origin) throws IOException {
        ttl(details.ttl());
        name("dscp").number(details.dscp());
        packetTime(details.announcedPacketTimeMillis());
        name("digits").ascii('[');
        for (int i = 0; i < details.digits().size(); i++) {
            StreamDetails.Digit digit = details.digits().get(i);
            out.ascii(i == 0 ? "" : ",");
            begin();
            relative("time", Optional.of(digit.at()), origin);
            text("digit", String.valueOf(digit.symbol()));
            out.ascii('}');
        }
        out.ascii(']');
        first = false;
        traits(details.traits());
    }

    private void playout(StreamRecord.Playout playout) throws IOException {
        begin();
        text("name", playout.name());
        name("mos").fixed(playout.mosTimes10(), 1);
        name("mosMin").fixed(playout.mosMinTimes10(), 1);
        int used = playout.lossRuns().size();
        while (used > 0 && playout.lossRuns().get(used - 1) == 0) {
            used--;
        }
        numbers("lossRuns", playout.lossRuns().subList(0, used));
        out.ascii('}');
    }

    private void ledger(Ledger ledger) throws IOException {
        begin();
        name("sources").ascii('[');
        for (int i = 0; i < ledger.sources().size(); i++) {
            Ledger.Source source = ledger.sources().get(i);
            out.ascii(i == 0 ? "" : ",");
            begin();
            text("name", source.name());
            name("read").number(source.read());
            name("dropped").number(source.dropped());
            out.ascii('}');
        }
        first = false;
        out.ascii(']');
        name("read").number(ledger.read());
        name("rebuilt").number(ledger.rebuilt());
        counts("fates", ledger.fates());
        name("handed").number(ledger.handed());
        name("handled").number(ledger.handled());
        name("inFlight").number(ledger.inFlight());
        counts("details", ledger.details());
        flag("balanced", ledger.imbalances().isEmpty());
        out.ascii('}');
    }

    private static Map<Integer, Long> sorted(Map<Integer, Long> map) {
        return map.size() < 2 ? map : new TreeMap<>(map);
    }

    private void begin() throws IOException {
        out.ascii('{');
        first = true;
    }

    private Utf8Output name(String name) throws IOException {
        out.ascii(first ? "\"" : ",\"").ascii(name).ascii("\":");
        first = false;
        return out;
    }

    private void text(String name, String value) throws IOException {
        name(name).quoted(value);
    }

    private void flag(String name, boolean value) throws IOException {
        name(name).ascii(value ? "true" : "false");
    }

    private void status(String name, int status) throws IOException {
        name(name);
        if (status == 0) {
            out.ascii("null");
        } else {
            out.number(status);
        }
    }

    private void endpoint(String name, Endpoint endpoint) throws IOException {
        name(name);
        if (endpoint == null) {
            out.ascii("null");
        } else {
            out.ascii('"').endpoint(endpoint).ascii('"');
        }
    }

    private void epoch(String name, Instant at) throws IOException {
        name(name).seconds(at.getEpochSecond(), at.getNano());
    }

    private void relative(String name, Optional<Instant> at, Optional<Instant> origin) throws IOException {
        if (origin.isPresent()) {
            duration(name, at.isPresent() ? Optional.of(Duration.between(origin.get(), at.get())) : Optional.empty());
        }
    }

    private void duration(String name, Optional<Duration> duration) throws IOException {
        name(name);
        if (duration.isPresent()) {
            out.seconds(duration.get().getSeconds(), duration.get().getNano());
        } else {
            out.ascii("null");
        }
    }

    private void millis(String name, long micros) throws IOException {
        name(name).fixed(micros, 3);
    }

    private void numbers(String name, List<? extends Number> numbers) throws IOException {
        name(name).ascii('[');
        for (int i = 0; i < numbers.size(); i++) {
            out.ascii(i == 0 ? "" : ",").number(numbers.get(i).longValue());
        }
        out.ascii(']');
    }

    private void counts(String name, Map<String, Long> counts) throws IOException {
        name(name).ascii('{');
        String separator = "";
        for (Map.Entry<String, Long> count : counts.entrySet()) {
            out.ascii(separator).quoted(count.getKey()).ascii(':').number(count.getValue());
            separator = ",";
        }
        out.ascii('}');
    }
}
