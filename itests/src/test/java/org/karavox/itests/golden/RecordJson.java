package org.karavox.itests.golden;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.karavox.call.CallDetails;
import org.karavox.call.CallRecord;
import org.karavox.call.StreamDetails;
import org.karavox.call.StreamRecord;
import org.karavox.call.Ttl;
import org.karavox.itests.json.Json;
import org.karavox.itests.run.Outcome;
import org.karavox.itests.traffic.Traffic;

/** All that an analysis said, as the text of {@code expected.json}. Times are milliseconds after {@link Traffic#START}. */
final class RecordJson {

    private RecordJson() {
    }

    static String write(Outcome outcome) {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("calls", outcome.calls().stream().map(RecordJson::call).toList());
        all.put("orphans", outcome.report().orphans().stream()
                .sorted(Comparator.comparing(StreamRecord::start).thenComparing(StreamRecord::source).thenComparing(StreamRecord::destination))
                .map(RecordJson::stream).toList());
        Map<String, Object> ledger = new LinkedHashMap<>();
        ledger.put("read", outcome.report().ledger().read());
        ledger.put("rebuilt", outcome.report().ledger().rebuilt());
        ledger.put("fates", outcome.report().ledger().fates());
        all.put("ledger", ledger);
        all.put("problems", outcome.report().problems());
        return Json.write(all);
    }

    private static Map<String, Object> call(CallRecord call) {
        Map<String, Object> out = new LinkedHashMap<>();
        out.put("callId", call.callId());
        out.put("firstFrame", call.firstFrame());
        out.put("from", call.caller() + " <" + call.callerUri() + "> " + call.callerAddress());
        out.put("to", call.called() + " <" + call.calledUri() + "> " + call.calledAddress());
        out.put("proxies", call.proxies().stream().map(Object::toString).toList());
        out.put("firstRequest", call.firstRequest());
        out.put("start", millis(call.start()));
        out.put("progress", millis(call.progress()));
        out.put("answered", millis(call.answered()));
        out.put("byeTime", millis(call.byeTime()));
        out.put("end", millis(call.end()));
        out.put("finalStatus", call.finalStatus());
        out.put("finalReason", call.finalReason());
        out.put("lastInviteStatus", call.lastInviteStatus());
        out.put("bye", call.bye().name());
        out.put("byeFrom", call.byeFrom().map(Object::toString).orElse(null));
        out.put("byeConfirmed", call.byeConfirmed());
        out.put("cancelled", call.cancelled());
        out.put("messages", call.messages());
        out.put("retransmissions", call.retransmissions());
        out.put("toTags", call.toTags());
        out.put("hold", call.hold());
        out.put("blind", call.blind());
        out.put("incomplete", call.incomplete());
        out.put("sensorId", call.sensorId());
        out.put("details", details(call.details()));
        out.put("streams", call.streams().stream().map(RecordJson::stream).toList());
        return out;
    }

    private static Map<String, Object> stream(StreamRecord stream) {
        Map<String, Object> out = new LinkedHashMap<>();
        out.put("source", stream.source().toString());
        out.put("destination", stream.destination().toString());
        out.put("ssrc", String.format("0x%08x", stream.ssrc()));
        out.put("fromCaller", stream.fromCaller());
        out.put("joinedBy", stream.joinedBy().name());
        out.put("kind", stream.kind());
        out.put("codec", stream.payloadType() + " " + stream.encoding() + "/" + stream.clockRateHz());
        out.put("payloadTypes", new TreeMap<>(stream.payloadTypes()));
        out.put("start", millis(stream.start()));
        out.put("end", millis(stream.end()));
        out.put("packets", stream.packets());
        out.put("lost", stream.lost());
        out.put("missing", stream.missing());
        out.put("duplicates", stream.duplicates());
        out.put("reordered", stream.reordered());
        out.put("lossRuns", trimmed(stream.lossRuns()));
        out.put("jitterMicros", stream.jitter().meanMicros() + " mean, " + stream.jitter().maxMicros() + " max, "
                + stream.jitter().minMicros() + " min, " + stream.jitter().lastMicros() + " last");
        out.put("delayBuckets", trimmed(stream.delayBuckets()));
        out.put("playout", stream.playout().stream().map(playout -> playout.name() + " MOS " + playout.mosTimes10() + ", worst "
                + playout.mosMinTimes10() + ", runs " + trimmed(playout.lossRuns())).toList());
        out.put("packetTimeMillis", stream.packetTimeMillis());
        out.put("sequence", stream.firstSequence() + " to " + stream.lastSequence());
        out.put("markers", stream.markers());
        out.put("maxGapMicros", stream.maxGapMicros());
        out.put("dtmf", stream.dtmfEvents());
        out.put("comfortNoise", stream.comfortNoisePackets());
        out.put("details", details(stream.details()));
        return out;
    }

    /** Without what was not seen. */
    private static Map<String, Object> details(CallDetails details) {
        Map<String, Object> out = new LinkedHashMap<>();
        putText(out, "callerName", details.callerName());
        details.byeConfirmed().ifPresent(at -> out.put("byeConfirmed", millis(at)));
        putText(out, "last", details.lastStatus() == 0 ? "" : details.lastStatus() + ": " + details.lastResponse());
        putList(out, "reasons", details.reasons().stream().map(reason -> reason.protocol() + " " + reason.cause() + " " + reason.text()));
        out.put("responseMillis", details.tryingMillis() + " to 100, " + details.responseMillis() + " to another");
        out.put("inviteRepetitions", details.inviteRepetitions());
        out.put("headers", ttl(details.ttl()) + ", VLAN " + details.vlan() + ", DSCP " + details.callerDscp() + " and " + details.calledDscp());
        putList(out, "responses", details.responses().stream().map(CallDetails.Response::text));
        putList(out, "history", details.history().stream().map(event -> event.micros() + " "
                + (event.request().isEmpty() ? event.response() : event.request())));
        putList(out, "sessions", details.sessions().stream().map(end -> (end.caller() ? "caller " : "called ") + end.address() + ", "
                + end.packetTimeMillis() + " ms"));
        putList(out, "infoDigits", details.infoDigits().stream().map(digit -> millis(digit.at()).toPlainString() + " " + digit.symbol() + " "
                + digit.source() + " to " + digit.destination()));
        putText(out, "digestUser", details.digestUser());
        putText(out, "matchHeader", details.matchHeader());
        putText(out, "geoPosition", details.geoPosition());
        putList(out, "traits", details.traits().stream().map(Enum::name));
        return out;
    }

    private static Map<String, Object> details(StreamDetails details) {
        Map<String, Object> out = new LinkedHashMap<>();
        out.put("headers", ttl(details.ttl()) + ", DSCP " + details.dscp());
        out.put("announcedPacketTimeMillis", details.announcedPacketTimeMillis());
        putList(out, "digits", details.digits().stream().map(digit -> millis(digit.at()).toPlainString() + " " + digit.symbol()));
        putList(out, "traits", details.traits().stream().map(Enum::name));
        return out;
    }

    private static String ttl(Ttl ttl) {
        return "TTL " + ttl.min() + " to " + ttl.max() + ", mean " + BigDecimal.valueOf(ttl.meanTimes10(), 1);
    }

    private static void putText(Map<String, Object> out, String name, String text) {
        if (!text.isEmpty()) {
            out.put(name, text);
        }
    }

    private static void putList(Map<String, Object> out, String name, Stream<String> texts) {
        List<String> list = texts.toList();
        if (!list.isEmpty()) {
            out.put(name, list);
        }
    }

    private static BigDecimal millis(Optional<Instant> time) {
        return time.map(RecordJson::millis).orElse(null);
    }

    private static BigDecimal millis(Instant time) {
        BigDecimal nanos = BigDecimal.valueOf(Duration.between(Traffic.START, time).toNanos());
        return nanos.divide(BigDecimal.valueOf(1_000_000), 6, RoundingMode.UNNECESSARY).stripTrailingZeros();
    }

    /** Without the zeros at its end. */
    private static <T extends Number> List<T> trimmed(List<T> numbers) {
        List<T> kept = new ArrayList<>(numbers);
        while (!kept.isEmpty() && kept.get(kept.size() - 1).longValue() == 0) {
            kept.remove(kept.size() - 1);
        }
        return kept;
    }
}
