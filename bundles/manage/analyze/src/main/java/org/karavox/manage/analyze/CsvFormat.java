package org.karavox.manage.analyze;

import java.io.IOException;
import java.time.Instant;
import java.util.Optional;
import org.karavox.call.CallRecord;
import org.karavox.call.Endpoint;
import org.karavox.call.StreamRecord;

/** Comma separated values, RFC 4180: a header line, then one line per call. */
final class CsvFormat {

    private static final String[] COLUMNS = {"callId", "startEpoch", "durationS", "connectDurationS", "from", "fromUri", "to",
            "toUri", "src", "dst", "firstRequest", "finalStatus", "finalReason", "ended", "byeSeen", "byeFrom", "cancelSeen",
            "messages", "resends", "incomplete", "blind", "streams", "packets", "lost", "maxJitterMs", "mos", "fromAgent",
            "toAgent"};

    private final Utf8Output out;

    CsvFormat(Utf8Output out) {
        this.out = out;
    }

    void print(Result result) throws IOException {
        String separator = "";
        for (String column : COLUMNS) {
            out.ascii(separator).ascii(column);
            separator = ",";
        }
        out.ascii("\r\n");
        for (CallRecord call : result.calls()) {
            call(call);
        }
    }

    private void call(CallRecord call) throws IOException {
        long packets = 0;
        long lost = 0;
        long maxJitterMicros = 0;
        for (StreamRecord stream : call.streams()) {
            packets += stream.packets();
            lost += stream.lost();
            maxJitterMicros = Math.max(maxJitterMicros, stream.jitter().maxMicros());
        }
        value(call.callId());
        Instant start = call.start();
        next().seconds(start.getEpochSecond(), start.getNano());
        next().seconds(call.duration().getSeconds(), call.duration().getNano());
        next();
        if (call.connectDuration().isPresent()) {
            out.seconds(call.connectDuration().get().getSeconds(), call.connectDuration().get().getNano());
        }
        next();
        value(call.caller());
        next();
        value(call.callerUri());
        next();
        value(call.called());
        next();
        value(call.calledUri());
        endpoint(call.callerAddress());
        endpoint(call.calledAddress());
        next();
        value(call.firstRequest());
        next();
        if (call.finalStatus() != 0) {
            out.number(call.finalStatus());
        }
        next();
        value(call.finalReason());
        next().ascii(call.bye().name());
        next().ascii(yesNo(call.byeSeen()));
        endpoint(call.byeFrom().orElse(null));
        next().ascii(yesNo(call.cancelled()));
        next().number(call.messages());
        next().number(call.retransmissions());
        next().ascii(yesNo(call.incomplete()));
        next().ascii(yesNo(call.blind()));
        next().number(call.streams().size());
        next().number(packets);
        next().number(lost);
        next().fixed(maxJitterMicros, 3);
        next();
        Optional<Integer> mos = worstMosTimes10(call);
        if (mos.isPresent()) {
            out.fixed(mos.get(), 1);
        }
        next();
        value(call.callerAgent());
        next();
        value(call.calledAgent());
        out.ascii("\r\n");
    }

    /** The lowest average over all streams and simulated receivers; empty if none was simulated. */
    static Optional<Integer> worstMosTimes10(CallRecord call) {
        int worst = Integer.MAX_VALUE;
        for (StreamRecord stream : call.streams()) {
            worst = Math.min(worst, worstMosTimes10(stream));
        }
        return worst == Integer.MAX_VALUE ? Optional.empty() : Optional.of(worst);
    }

    /** The lowest average of the simulated receivers; {@code Integer.MAX_VALUE} if there are none. */
    static int worstMosTimes10(StreamRecord stream) {
        int worst = Integer.MAX_VALUE;
        for (StreamRecord.Playout playout : stream.playout()) {
            worst = Math.min(worst, playout.mosTimes10());
        }
        return worst;
    }

    private static String yesNo(boolean value) {
        return value ? "yes" : "no";
    }

    private Utf8Output next() throws IOException {
        return out.ascii(',');
    }

    private void endpoint(Endpoint endpoint) throws IOException {
        next();
        if (endpoint != null) {
            out.endpoint(endpoint);
        }
    }

    private void value(String value) throws IOException {
        boolean quotes = false;
        for (int i = 0; i < value.length() && !quotes; i++) {
            char c = value.charAt(i);
            quotes = c == ',' || c == '"' || c == '\r' || c == '\n' || (c == ' ' && (i == 0 || i == value.length() - 1));
        }
        if (!quotes) {
            out.text(value);
            return;
        }
        out.ascii('"').text(value.replace("\"", "\"\"")).ascii('"');
    }
}
