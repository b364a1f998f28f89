package org.karavox.manage.shell.internal;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.karavox.call.CallDetails;
import org.karavox.call.CallRecord;
import org.karavox.call.Endpoint;
import org.karavox.call.StreamRecord;
import org.karavox.packet.Addresses;
import org.karavox.storage.CallArchive;

/** The calls in memory, as if they came from an archive. */
final class Recent {

    /** Id of a call that has none. */
    static final long NO_ID = 0;

    private Recent() {
    }

    /** The line that an archive would give. */
    static CallArchive.Row row(CallRecord call) {
        CallDetails details = call.details();
        int status = details.lastStatus() != 0 ? details.lastStatus() : call.finalStatus();
        String response = !details.lastResponse().isEmpty() ? details.lastResponse()
                : status == 0 ? "" : (status + " " + call.finalReason()).strip();
        IntStream mos = call.streams().stream().mapToInt(Recent::mosTimes10).filter(value -> value >= 0);
        IntStream loss = call.streams().stream().mapToInt(Recent::lossPermille).filter(value -> value >= 0);
        return new CallArchive.Row(NO_ID, call.ref(), call.duration().toMillis(),
                call.connectDuration().map(duration -> duration.toMillis()).orElse(-1L), call.caller(), call.called(),
                call.callerAddress().address(), call.calledAddress().address(), status, response, Optional.of(call.bye()),
                mos.min().orElse(-1), loss.max().orElse(-1));
    }

    /** Worst of the simulated receivers, -1 if there is none. */
    static int mosTimes10(StreamRecord stream) {
        return stream.playout().stream().mapToInt(StreamRecord.Playout::mosTimes10).filter(value -> value > 0).min().orElse(-1);
    }

    private static int lossPermille(StreamRecord stream) {
        long expected = stream.packets() + Math.max(0, stream.lost());
        return expected == 0 ? -1 : (int) (Math.max(0, stream.lost()) * 1000 / expected);
    }

    /** The calls that fit, in their order. */
    static List<CallArchive.Row> find(List<CallRecord> calls, CallArchive.Query query) {
        return calls.stream().filter(call -> query.sensor().isEmpty() || query.sensor().getAsInt() == call.sensorId())
                .map(Recent::row).filter(row -> fits(row, query)).limit(query.limit()).collect(Collectors.toList());
    }

    private static boolean fits(CallArchive.Row row, CallArchive.Query query) {
        return query.from().map(from -> !row.ref().start().isBefore(from)).orElse(true)
                && query.to().map(to -> row.ref().start().isBefore(to)).orElse(true)
                && query.number().map(number -> like(row.caller(), number) || like(row.called(), number)).orElse(true)
                && query.caller().map(number -> like(row.caller(), number)).orElse(true)
                && query.called().map(number -> like(row.called(), number)).orElse(true)
                && query.address().map(net -> within(row.callerAddress(), net) || within(row.calledAddress(), net)).orElse(true)
                && query.response().map(response -> isResponse(row.status(), response)).orElse(true)
                && atLeast(query.minDurationSeconds(), row.durationMillis() / 1000) && atMost(query.maxDurationSeconds(), row.durationMillis() / 1000)
                && (query.maxMosTimes10().isEmpty() || row.mosTimes10() >= 0 && row.mosTimes10() <= query.maxMosTimes10().getAsInt())
                && atLeast(query.minLossPermille(), row.lossPermille())
                && query.callId().map(callId -> row.ref().callId().equals(callId)).orElse(true);
    }

    private static boolean atLeast(OptionalInt least, long value) {
        return least.isEmpty() || value >= least.getAsInt();
    }

    private static boolean atMost(OptionalInt most, long value) {
        return most.isEmpty() || value <= most.getAsInt();
    }

    private static boolean isResponse(int status, String wanted) {
        return wanted.endsWith("xx") ? status / 100 == wanted.charAt(0) - '0' : status == Integer.parseInt(wanted);
    }

    private static boolean like(String number, String pattern) {
        String regex = Stream.of(pattern.split("%", -1)).map(Pattern::quote).collect(Collectors.joining(".*"));
        return Pattern.compile(regex, Pattern.CASE_INSENSITIVE | Pattern.DOTALL).matcher(number).matches();
    }

    /** True if the literal address lies in {@code address} or {@code address/bits}. */
    static boolean within(String address, String net) {
        int slash = net.indexOf('/');
        long[] inside = new long[2];
        long[] base = new long[2];
        if (!Addresses.parse(address, inside) || !Addresses.parse(slash < 0 ? net : net.substring(0, slash), base)) {
            return false;
        }
        boolean ipv4 = Addresses.isIpv4(base[0], base[1]);
        if (ipv4 != Addresses.isIpv4(inside[0], inside[1])) {
            return false;
        }
        int bits = slash < 0 ? 128 : Integer.parseInt(net.substring(slash + 1)) + (ipv4 ? 96 : 0);
        long highMask = bits >= 64 ? -1 : bits == 0 ? 0 : -1L << 64 - bits;
        long lowMask = bits <= 64 ? 0 : bits == 128 ? -1 : -1L << 128 - bits;
        return (inside[0] & highMask) == (base[0] & highMask) && (inside[1] & lowMask) == (base[1] & lowMask);
    }

    /** Everything that is known of a call in memory. */
    static CallArchive.Whole whole(CallRecord call) {
        Map<String, String> columns = new LinkedHashMap<>();
        put(columns, "call_id", call.callId());
        put(columns, "id_sensor", call.sensorId() == 0 ? "" : call.sensorId());
        put(columns, "caller", call.caller());
        put(columns, "caller_uri", call.callerUri());
        put(columns, "callername", call.details().callerName());
        put(columns, "called", call.called());
        put(columns, "called_uri", call.calledUri());
        put(columns, "sipcallerip", call.callerAddress());
        put(columns, "sipcalledip", call.calledAddress());
        put(columns, "proxies", call.proxies().stream().map(Endpoint::toString).collect(Collectors.joining(" ")));
        put(columns, "a_ua", call.callerAgent());
        put(columns, "b_ua", call.calledAgent());
        put(columns, "calldate", call.start());
        call.progress().ifPresent(at -> put(columns, "progress", at));
        call.answered().ifPresent(at -> put(columns, "answered", at));
        put(columns, "callend", call.end());
        put(columns, "lastSIPresponseNum", call.finalStatus());
        put(columns, "lastSIPresponse", call.finalReason());
        put(columns, "bye", CallsCommand.end(Optional.of(call.bye())));
        call.byeFrom().ifPresent(from -> put(columns, "bye_from", from));
        put(columns, "cancelled", call.cancelled() ? "yes" : "no");
        put(columns, "sip_messages", call.messages());
        put(columns, "sip_retransmissions", call.retransmissions());
        put(columns, "hold", call.hold());
        put(columns, "capture_lost_packets", call.blind() ? "yes" : "no");
        put(columns, "incomplete", call.incomplete() ? "yes" : "no");
        Map<String, List<Map<String, String>>> children = new LinkedHashMap<>();
        List<Map<String, String>> streams = call.streams().stream().map(stream -> stream(call, stream)).collect(Collectors.toList());
        if (!streams.isEmpty()) {
            children.put("streams", streams);
        }
        List<Map<String, String>> history = new ArrayList<>();
        for (CallDetails.Event event : call.details().history()) {
            Map<String, String> line = new LinkedHashMap<>();
            put(line, "seconds", String.format(Locale.ROOT, "%.3f", event.micros() / 1e6));
            put(line, "message", event.request().isEmpty() ? event.response() : event.request());
            history.add(line);
        }
        if (!history.isEmpty()) {
            children.put("sip_history", history);
        }
        return new CallArchive.Whole(row(call), columns, children);
    }

    private static Map<String, String> stream(CallRecord call, StreamRecord stream) {
        Map<String, String> columns = new LinkedHashMap<>();
        put(columns, "from", stream.fromCaller() ? "caller" : "called");
        put(columns, "source", stream.source());
        put(columns, "destination", stream.destination());
        put(columns, "starts_after", String.format(Locale.ROOT, "%.3f",
                Math.max(0, Duration.between(call.start(), stream.start()).toMillis()) / 1000.0));
        put(columns, "ssrc", String.format("0x%08x", stream.ssrc()));
        put(columns, "codec", stream.encoding().isEmpty() ? Integer.toString(stream.payloadType()) : stream.encoding());
        put(columns, "received", stream.packets());
        put(columns, "loss", stream.lost());
        put(columns, "reordered", stream.reordered());
        put(columns, "duplicates", stream.duplicates());
        put(columns, "avgjitter_ms", millis(stream.jitter().meanMicros()));
        put(columns, "maxjitter_ms", millis(stream.jitter().maxMicros()));
        for (StreamRecord.Playout receiver : stream.playout()) {
            put(columns, "mos_" + receiver.name(), CallsCommand.tenths(receiver.mosTimes10()));
        }
        put(columns, "ptime_ms", stream.packetTimeMillis());
        put(columns, "dtmf", stream.dtmfEvents());
        return columns;
    }

    private static String millis(long micros) {
        return String.format(Locale.ROOT, "%.2f", micros / 1000.0);
    }

    private static void put(Map<String, String> columns, String name, Object value) {
        if (!String.valueOf(value).isEmpty()) {
            columns.put(name, String.valueOf(value));
        }
    }
}
