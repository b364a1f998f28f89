package org.karavox.storage.cdr.internal;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.karavox.call.CallDetails;
import org.karavox.call.CallDetails.Reason;
import org.karavox.call.CallEnd;
import org.karavox.call.CallRecord;
import org.karavox.call.Endpoint;
import org.karavox.call.StreamDetails;
import org.karavox.call.StreamRecord;
import org.karavox.call.StreamRecord.Playout;
import org.karavox.call.Ttl;

/**
 * The rows of one call. Pure computation: what a column means stands here and nowhere else. The order of the calls on
 * {@link Cells} is the order of columns; it never depends on the call.
 */
final class CdrRow {

    /** Text of a call without any response. */
    static final String NO_RESPONSE = "NO RESPONSE";
    /** Text of a call that was cancelled. */
    static final String CANCELLED = "487 Request Terminated CANCEL";

    private static final int CANCELLED_STATUS = 487;
    private static final int DROPPED_PACKETS = 100; // bye: the capture lost packets
    private static final int PAYLOAD_T38 = 1000;
    private static final int PAYLOAD_UNKNOWN = -1;
    private static final int BEST_MOS = 45;
    private static final int FEW_PACKETS = 100; // below it an unanswered call has the best MOS
    private static final int[] DELAY_WEIGHTS = {60, 80, 105, 135, 175, 250, 300};
    private static final String[] DELAY_COLUMNS = {"d50", "d70", "d90", "d120", "d150", "d200", "d300"};
    private static final int LOSS_RUNS = 10;
    private static final long MOST_SECONDS = 32_767L * 1_000_000; // of a signed smallint, in microseconds
    private static final long NULL = Cells.NULL;

    private static final Side A = new Side("a_");
    private static final Side B = new Side("b_");

    private final CallRecord call;
    private final CallDetails details;
    private final Rules rules;
    private final Lookups lookups;
    private final long id;
    private final Optional<StreamRecord> a;
    private final Optional<StreamRecord> b;
    private final int aIndex;
    private final int bIndex;
    private final long durationMicros;

    CdrRow(CallRecord call, long id, Rules rules, Lookups lookups) {
        this.call = call;
        this.details = call.details();
        this.rules = rules;
        this.lookups = lookups;
        this.id = id;
        aIndex = best(call.streams(), true);
        bIndex = best(call.streams(), false);
        a = aIndex < 0 ? Optional.empty() : Optional.of(call.streams().get(aIndex));
        b = bIndex < 0 ? Optional.empty() : Optional.of(call.streams().get(bIndex));
        durationMicros = Math.max(0, micros(call.start(), end(call, rules)));
    }

    private static Instant end(CallRecord call, Rules rules) {
        Optional<Instant> confirmed = call.details().byeConfirmed();
        return rules.endAtByeConfirmed() && confirmed.isPresent() && confirmed.get().isBefore(call.end()) ? confirmed.get()
                : call.end();
    }

    /** The stream of that direction with most packets, received or lost; the first of equals; -1 if there is none. */
    private static int best(List<StreamRecord> streams, boolean fromCaller) {
        int best = -1;
        long most = -1;
        for (int i = 0; i < streams.size(); i++) {
            StreamRecord stream = streams.get(i);
            long packets = stream.packets() + lost(stream);
            if (stream.fromCaller() == fromCaller && packets > most && !stream.kind().equals("video")) {
                best = i;
                most = packets;
            }
        }
        return best;
    }

    private static long lost(StreamRecord stream) {
        return Math.max(0, stream.lost());
    }

    private static long micros(Instant from, Instant to) {
        return Duration.between(from, to).toNanos() / 1_000;
    }

    private long sinceStart(Instant at) {
        return micros(call.start(), at);
    }

    /** Writes all rows; {@code tables} by ordinal of {@link CdrTable}. */
    void write(Cells[] tables) throws SQLException {
        cdr(tables[CdrTable.CDR.ordinal()]);
        next(tables[CdrTable.NEXT.ordinal()]);
        for (int i = 0; i < call.streams().size(); i++) {
            if (rules.allStreams() || !call.streams().get(i).encoding().isEmpty()) {
                stream(tables[CdrTable.RTP.ordinal()], i);
            }
        }
        if (rules.responses()) {
            for (CallDetails.Response response : details.responses()) {
                response(tables[CdrTable.SIPRESP.ordinal()], response);
            }
        }
        if (rules.history()) {
            for (CallDetails.Event event : details.history()) {
                if (event.request().isEmpty() ? rules.historyResponses() : rules.inHistory(event.request())) {
                    event(tables[CdrTable.SIPHISTORY.ordinal()], event);
                }
            }
        }
        if (rules.proxies()) {
            proxies(tables[CdrTable.PROXY.ordinal()]);
        }
        if (rules.sessions()) {
            for (CallDetails.SessionEnd session : details.sessions()) {
                session(tables[CdrTable.SDP.ordinal()], session);
            }
        }
        if (rules.digits()) {
            digits(tables[CdrTable.DTMF.ordinal()]);
        }
    }

    private void cdr(Cells row) throws SQLException {
        row.number("ID", id);
        row.time("calldate", call.start());
        row.time("callend", call.start().plusNanos(durationMicros * 1_000));
        row.duration("duration", durationMicros);
        row.duration("connect_duration", call.answered().map(at -> Math.max(0, durationMicros - sinceStart(at))).orElse(NULL));
        row.duration("progress_time", progress());
        row.duration("first_rtp_time", firstRtp());
        postByeDelay(row);
        parties(row);
        outcome(row);
        row.unsigned("dscp", (long) details.callerDscp() << 24 | (long) details.calledDscp() << 16 | dscp(a) << 8 | dscp(b));
        side(row, A, a, aIndex, call.callerAgent());
        side(row, B, b, bIndex, call.calledAgent());
        both(row);
        row.small("response_time_100", orNull(details.tryingMillis()));
        row.small("response_time_xxx", orNull(details.responseMillis()));
        row.tiny("max_retransmission_invite", details.inviteRepetitions());
        ttl(row, "ttl_min", "ttl_max", "ttl_avg_mult10", details.ttl());
        row.number("flags", flags());
        row.within("vlan", orNull(details.vlan()), 0, 32_767);
        int sensor = call.sensorId() > 0 ? call.sensorId() : rules.sensorId();
        row.small("id_sensor", sensor > 0 ? sensor : NULL);
        row.end();
    }

    private static long orNull(int value) {
        return value < 0 ? NULL : value;
    }

    private static long dscp(Optional<StreamRecord> stream) {
        return stream.isEmpty() ? 0 : stream.get().details().dscp();
    }

    /** First 18x or 2xx that is no answer to a BYE. */
    private long progress() {
        long first = NULL;
        if (call.progress().isPresent()) {
            first = Math.max(0, sinceStart(call.progress().get()));
        }
        if (call.answered().isPresent()) {
            long answered = Math.max(0, sinceStart(call.answered().get()));
            first = first == NULL ? answered : Math.min(first, answered);
        }
        return first;
    }

    private long firstRtp() {
        long first = NULL;
        for (StreamRecord stream : call.streams()) {
            long at = Math.max(0, sinceStart(stream.start()));
            first = first == NULL ? at : Math.min(first, at);
        }
        return first;
    }

    private void postByeDelay(Cells row) {
        if (call.byeTime().isPresent() && details.byeConfirmed().isPresent()) {
            row.fraction("post_bye_delay", Math.max(0, micros(call.byeTime().get(), details.byeConfirmed().get())));
        } else {
            row.nul("post_bye_delay");
        }
    }

    private void parties(Cells row) {
        row.text("caller", call.caller());
        row.text("called", call.called());
        row.text("caller_domain", domain(call.callerUri()));
        row.text("called_domain", domain(call.calledUri()));
        row.text("callername", details.callerName());
        row.reversed("caller_reverse", call.caller());
        row.reversed("called_reverse", call.called());
        row.reversed("callername_reverse", details.callerName());
        address(row, "sipcallerip", "sipcallerport", call.callerAddress());
        address(row, "sipcalledip", "sipcalledport", call.calledAddress());
    }

    private static void address(Cells row, String addressColumn, String portColumn, Endpoint end) {
        row.address(addressColumn, end == null ? null : end.address());
        row.small(portColumn, end == null ? NULL : end.port());
    }

    /** Host part of a URI, with its port if the rules say so; empty if it has none ({@code tel:}). */
    private String domain(String uri) {
        int from = uri.indexOf(':') + 1;
        int end = uri.length();
        for (int i = from; i < uri.length(); i++) {
            char c = uri.charAt(i);
            if (c == '@') {
                from = i + 1;
                end = uri.length();
            } else if ((c == ';' || c == '?' || c == '>') && end == uri.length()) {
                end = i;
            }
        }
        if (uri.regionMatches(true, 0, "tel:", 0, 4) || from >= end) {
            return "";
        }
        String host = uri.substring(from, end);
        if (rules.domainPort()) {
            return host;
        }
        int port = host.indexOf(':', host.startsWith("[") ? Math.max(0, host.indexOf(']')) : 0);
        return port < 0 ? host : host.substring(0, port);
    }

    private void outcome(Cells row) throws SQLException {
        row.text("whohanged", whoHanged());
        row.tiny("bye", bye());
        int status = status();
        row.unsigned("lastSIPresponse_id", lookups.response(responseText(status)));
        row.small("lastSIPresponseNum", status);
        reason(row, "reason_sip_cause", "reason_sip_text_id", 1, details.reason("SIP"));
        reason(row, "reason_q850_cause", "reason_q850_text_id", 2, details.reason("Q.850"));
        row.number("sighup", call.bye() == CallEnd.FORCED ? 1 : 0);
    }

    private String whoHanged() {
        if (call.byeFrom().isEmpty()) {
            return null;
        }
        Endpoint from = call.byeFrom().get();
        if (from.equals(call.callerAddress())) {
            return "caller";
        }
        if (from.equals(call.calledAddress())) {
            return "callee";
        }
        boolean caller = call.callerAddress() != null && from.address().equals(call.callerAddress().address());
        boolean called = call.calledAddress() != null && from.address().equals(call.calledAddress().address());
        return caller == called ? null : caller ? "caller" : "callee"; // another port of one of the hosts
    }

    private int bye() {
        int code = call.bye().code();
        return call.blind() && (code < DROPPED_PACKETS || call.bye() == CallEnd.BYE_WITHOUT_ANSWER) ? DROPPED_PACKETS : code;
    }

    private int status() {
        if (details.lastStatus() > 0) {
            return details.lastStatus();
        }
        return cancelled() ? CANCELLED_STATUS : call.lastInviteStatus();
    }

    private boolean cancelled() {
        return call.cancelled() && call.answered().isEmpty();
    }

    private String responseText(int status) {
        if (details.lastStatus() > 0 && !details.lastResponse().isEmpty()) {
            return details.lastResponse();
        }
        if (cancelled()) {
            return CANCELLED;
        }
        if (status == 0) {
            return NO_RESPONSE;
        }
        return status == call.finalStatus() && call.finalReason() != null && !call.finalReason().isEmpty()
                ? status + " " + call.finalReason() : Integer.toString(status);
    }

    private void reason(Cells row, String causeColumn, String textColumn, int type, Optional<Reason> reason) throws SQLException {
        row.small(causeColumn, reason.isEmpty() ? NULL : orNull(reason.get().cause()));
        boolean stored = rules.reasons() && reason.isPresent() && !reason.get().text().isEmpty();
        row.unsigned(textColumn, stored ? lookups.reason(type, reason.get().text()) : NULL);
    }

    /** Columns of the stream chosen for a side; NULL without one. */
    private void side(Cells row, Side side, Optional<StreamRecord> chosen, int index, String agent) throws SQLException {
        StreamRecord stream = chosen.orElse(null);
        row.within(side.index, stream == null ? NULL : index, 0, 127);
        row.within(side.payload, stream == null ? NULL : payload(stream), 0, Integer.MAX_VALUE);
        row.address(side.saddr, stream == null ? null : stream.source().address());
        row.medium(side.received, stream == null ? NULL : stream.packets());
        row.medium(side.lost, stream == null ? NULL : lost(stream));
        row.medium(side.reordered, stream == null ? NULL : stream.reordered());
        row.unsigned(side.ua, rules.agents() && agent != null && !agent.isEmpty() ? lookups.agent(agent) : NULL);
        row.medium(side.avgJitter, stream == null ? NULL : ceil(stream.jitter().meanMicros(), 100));
        row.small(side.maxJitter, stream == null ? NULL : ceil(stream.jitter().maxMicros(), 1_000));
        for (int i = 0; i < LOSS_RUNS; i++) {
            row.medium(side.lossRuns[i], stream == null ? NULL : at(stream.lossRuns(), i));
        }
        for (int i = 0; i < DELAY_WEIGHTS.length; i++) {
            row.medium(side.delays[i], stream == null ? NULL : at(stream.delayBuckets(), i));
        }
        for (int i = 0; i < Side.SIMULATORS.length; i++) {
            row.tiny(side.mos[i], mos(stream, Side.SIMULATORS[i], false));
            row.tiny(side.mosMin[i], mos(stream, Side.SIMULATORS[i], true));
        }
        if (stream == null) {
            row.nul(side.lastRtpFromEnd);
        } else {
            row.seconds(side.lastRtpFromEnd, Math.max(-MOST_SECONDS, Math.min(MOST_SECONDS, micros(stream.end(), lastSignalling()))));
        }
        row.tiny(side.rtpPtime, stream == null || stream.packetTimeMillis() <= 0 ? NULL : stream.packetTimeMillis());
        row.tiny(side.worstMos, worstMos(stream));
        row.medium(side.lossPermille, stream == null ? NULL : lossTimes1000(stream));
        row.medium(side.delaySum, stream == null ? NULL : delaySum(stream));
        row.medium(side.delayCount, stream == null ? NULL : delayCount(stream));
        row.medium(side.delayAverage, stream == null ? NULL : delayAverage(stream));
        ttl(row, side.ttlMin, side.ttlMax, side.ttlAverage, stream == null ? Ttl.NONE : stream.details().ttl());
    }

    private static long at(List<Long> list, int index) {
        return index < list.size() ? list.get(index) : 0;
    }

    private static long ceil(long value, long unit) {
        return (Math.max(0, value) + unit - 1) / unit;
    }

    /** RTP number; a codec with a number of its own has that, whatever number was agreed for it. */
    private static int payload(StreamRecord stream) {
        int type = stream.payloadType();
        if (type < 96) {
            return type;
        }
        switch (stream.encoding().toUpperCase(Locale.ROOT)) {
            case "PCMU":
                return 0;
            case "GSM":
                return 3;
            case "G723":
                return 4;
            case "PCMA":
                return 8;
            case "G722":
                return 9;
            case "G728":
                return 15;
            case "G729":
                return 18;
            default:
                return type;
        }
    }

    /** Of one simulated receiver; {@link Cells#NULL} if it was not simulated. */
    private long mos(StreamRecord stream, String simulator, boolean min) {
        if (stream == null) {
            return NULL;
        }
        for (Playout playout : stream.playout()) {
            if (playout.name().equals(simulator)) {
                if (call.answered().isEmpty() && stream.packets() < FEW_PACKETS) {
                    return BEST_MOS;
                }
                return min ? playout.mosMinTimes10() : playout.mosTimes10();
            }
        }
        return NULL;
    }

    private long worstMos(StreamRecord stream) {
        long f2 = mos(stream, "f2", false);
        if (rules.worstMosOfF2()) {
            return f2;
        }
        return lower(lower(mos(stream, "f1", false), f2), mos(stream, "adapt", false));
    }

    private static long lower(long x, long y) {
        return x == NULL ? y : y == NULL ? x : Math.min(x, y);
    }

    /** NULL counts as less than anything. */
    private static long higher(long x, long y) {
        return Math.max(x, y);
    }

    private static long lossTimes1000(StreamRecord stream) {
        long all = stream.packets() + lost(stream);
        return all == 0 ? 0 : Math.round(100_000.0 * lost(stream) / all);
    }

    private static long delaySum(StreamRecord stream) {
        long sum = 0;
        for (int i = 0; i < DELAY_WEIGHTS.length; i++) {
            sum += at(stream.delayBuckets(), i) * DELAY_WEIGHTS[i];
        }
        return sum;
    }

    private static long delayCount(StreamRecord stream) {
        long count = 0;
        for (int i = 0; i < DELAY_WEIGHTS.length; i++) {
            count += at(stream.delayBuckets(), i);
        }
        return count;
    }

    private static long delayAverage(StreamRecord stream) {
        long count = delayCount(stream);
        return count == 0 ? 0 : Math.round(100.0 * delaySum(stream) / count);
    }

    /** What the worse side decides. */
    private void both(Cells row) {
        StreamRecord x = a.orElse(null);
        StreamRecord y = b.orElse(null);
        row.number("payload", details.traits().contains(CallDetails.Trait.SDP_IMAGE) ? PAYLOAD_T38
                : x != null ? payload(x) : y != null ? payload(y) : PAYLOAD_UNKNOWN);
        row.medium("jitter_mult10", higher(x == null ? NULL : ceil(x.jitter().meanMicros(), 100),
                y == null ? NULL : ceil(y.jitter().meanMicros(), 100)));
        row.tiny("mos_min_mult10", lower(worstMos(x), worstMos(y)));
        row.medium("packet_loss_perc_mult1000", higher(x == null ? NULL : lossTimes1000(x), y == null ? NULL : lossTimes1000(y)));
        row.medium("delay_sum", higher(x == null ? NULL : delaySum(x), y == null ? NULL : delaySum(y)));
        row.medium("delay_cnt", higher(x == null ? NULL : delayCount(x), y == null ? NULL : delayCount(y)));
        row.medium("delay_avg_mult100", higher(x == null ? NULL : delayAverage(x), y == null ? NULL : delayAverage(y)));
        row.medium("lost", higher(x == null ? NULL : lost(x), y == null ? NULL : lost(y)));
    }

    /** The last message of the call that left a trace. */
    private Instant lastSignalling() {
        Instant last = call.start();
        last = later(last, call.progress());
        last = later(last, call.answered());
        last = later(last, call.byeTime());
        last = later(last, details.byeConfirmed());
        if (!details.history().isEmpty()) {
            long micros = details.history().get(details.history().size() - 1).micros();
            last = later(last, Optional.of(call.start().plusNanos(micros * 1_000)));
        }
        return last;
    }

    private static Instant later(Instant x, Optional<Instant> y) {
        return y.isPresent() && y.get().isAfter(x) ? y.get() : x;
    }

    private static void ttl(Cells row, String min, String max, String average, Ttl ttl) {
        row.tiny(min, orNull(ttl.min()));
        row.tiny(max, orNull(ttl.max()));
        row.small(average, orNull(ttl.meanTimes10()));
    }

    private long flags() {
        Set<CallDetails.Trait> traits = details.traits();
        boolean unconfirmed = call.byeSeen() && !call.byeConfirmed();
        long flags = bit(2, unconfirmed) | bit(3, unconfirmed && call.firstRequest().equals("BYE"))
                | bit(8, traits.contains(CallDetails.Trait.TELEPHONE_EVENT_OFFERED))
                | bit(9, traits.contains(CallDetails.Trait.TELEPHONE_EVENT_ANSWERED))
                | bit(10, traits.contains(CallDetails.Trait.SIP_FRAGMENTED))
                | bit(12, traits.contains(CallDetails.Trait.SDP_AUDIO)) | bit(13, traits.contains(CallDetails.Trait.SDP_IMAGE))
                | bit(14, traits.contains(CallDetails.Trait.SDP_VIDEO)) | bit(31, traits.contains(CallDetails.Trait.TCP))
                | bit(32, traits.contains(CallDetails.Trait.UDP)) | bit(33, traits.contains(CallDetails.Trait.TLS))
                | bit(rules.flagBit(), rules.flagBit() > 0);
        for (StreamRecord stream : call.streams()) {
            Set<StreamDetails.Trait> its = stream.details().traits();
            flags |= bit(4, its.contains(StreamDetails.Trait.SRTP)) | bit(6, its.contains(StreamDetails.Trait.SSRC_ZERO))
                    | bit(11, its.contains(StreamDetails.Trait.FRAGMENTED)) | bit(22, stream.duplicates() > 0)
                    | bit(34, its.contains(StreamDetails.Trait.PLAYOUT_STOPPED))
                    | bit(35, its.contains(StreamDetails.Trait.CODEC_CHANGED));
        }
        return flags;
    }

    private static long bit(int number, boolean set) {
        return set ? 1L << number : 0;
    }

    private void child(Cells row) {
        row.number("cdr_ID", id);
        row.time("calldate", call.start());
    }

    private void next(Cells row) {
        child(row);
        row.text("fbasename", call.callId());
        row.textOrNull("digest_username", details.digestUser());
        row.textOrNull("match_header", details.matchHeader());
        row.textOrNull("GeoPosition", details.geoPosition());
        row.textOrNull("hold", call.hold());
        row.number("spool_index", 0);
        row.end();
    }

    private void stream(Cells row, int index) {
        StreamRecord stream = call.streams().get(index);
        Set<StreamDetails.Trait> traits = stream.details().traits();
        child(row);
        row.address("saddr", stream.source().address());
        row.small("sport", stream.source().port());
        row.address("daddr", stream.destination().address());
        row.small("dport", stream.destination().port());
        row.number("ssrc", Integer.toUnsignedLong(stream.ssrc()));
        row.medium("received", stream.packets() == 0 ? NULL : stream.packets());
        row.medium("loss", lost(stream));
        row.fraction("firsttime", Math.max(0, sinceStart(stream.start())));
        row.small("payload", payload(stream));
        row.small("maxjitter_mult10", ceil(stream.jitter().maxMicros(), 100));
        row.within("index", index + 1L, 0, 127);
        row.tiny("sdp_ptime", stream.details().announcedPacketTimeMillis() <= 0 ? NULL
                : stream.details().announcedPacketTimeMillis());
        row.tiny("rtp_ptime", stream.packetTimeMillis() <= 0 ? NULL : stream.packetTimeMillis());
        row.number("flags", bit(0, traits.contains(StreamDetails.Trait.SHARED)) | bit(1, index == aIndex || index == bIndex)
                | bit(2, stream.fromCaller()) | bit(3, !stream.fromCaller()) | bit(4, traits.contains(StreamDetails.Trait.SRTP))
                | bit(5, traits.contains(StreamDetails.Trait.PLAYOUT_STOPPED))
                | bit(6, traits.contains(StreamDetails.Trait.CODEC_CHANGED)));
        row.fraction("duration", Math.max(0, micros(stream.start(), stream.end())));
        ttl(row, "ttl_min", "ttl_max", "ttl_avg_mult10", stream.details().ttl());
        row.end();
    }

    private void response(Cells row, CallDetails.Response response) throws SQLException {
        child(row);
        row.unsigned("SIPresponse_id", lookups.response(response.text()));
        row.small("SIPresponseNum", response.status());
        row.end();
    }

    private void event(Cells row, CallDetails.Event event) throws SQLException {
        child(row);
        row.number("time", Math.max(0, event.micros()));
        row.unsigned("SIPrequest_id", event.request().isEmpty() ? NULL : lookups.request(event.request()));
        row.unsigned("SIPresponse_id", event.response().isEmpty() ? NULL : lookups.response(event.response()));
        row.small("SIPresponseNum", event.request().isEmpty() ? event.status() : NULL);
        row.end();
    }

    private void proxies(Cells row) {
        List<Endpoint> hops = call.proxies();
        for (int i = 0; i < hops.size(); i++) {
            String address = hops.get(i).address();
            boolean known = call.calledAddress() != null && address.equals(call.calledAddress().address());
            for (int j = 0; j < i && !known; j++) {
                known = hops.get(j).address().equals(address);
            }
            if (!known) {
                child(row);
                row.address("dst", address);
                row.end();
            }
        }
    }

    private void session(Cells row, CallDetails.SessionEnd session) {
        child(row);
        row.address("ip", session.address().address());
        row.small("port", session.address().port());
        row.number("is_caller", session.caller() ? 1 : 0);
        row.tiny("ptime", session.packetTimeMillis() <= 0 ? NULL : session.packetTimeMillis());
        row.end();
    }

    private void digits(Cells row) {
        for (CallDetails.InfoDigit digit : details.infoDigits()) {
            digit(row, digit.source(), digit.destination(), digit.at(), digit.symbol(), 0);
        }
        for (StreamRecord stream : call.streams()) {
            for (StreamDetails.Digit digit : stream.details().digits()) {
                digit(row, stream.source(), stream.destination(), digit.at(), digit.symbol(), 2);
            }
        }
    }

    private void digit(Cells row, Endpoint source, Endpoint destination, Instant at, char symbol, int type) {
        child(row);
        row.address("daddr", destination.address());
        row.address("saddr", source.address());
        row.fraction("firsttime", Math.max(0, sinceStart(at)));
        row.text("dtmf", String.valueOf(symbol));
        row.number("type", type);
        row.end();
    }

    /** Names of the columns of one side. */
    private static final class Side {

        static final String[] SIMULATORS = {"f1", "f2", "adapt"};

        final String index;
        final String payload;
        final String saddr;
        final String received;
        final String lost;
        final String reordered;
        final String ua;
        final String avgJitter;
        final String maxJitter;
        final String[] lossRuns = new String[LOSS_RUNS];
        final String[] delays = new String[DELAY_COLUMNS.length];
        final String[] mos = new String[SIMULATORS.length];
        final String[] mosMin = new String[SIMULATORS.length];
        final String lastRtpFromEnd;
        final String rtpPtime;
        final String worstMos;
        final String lossPermille;
        final String delaySum;
        final String delayCount;
        final String delayAverage;
        final String ttlMin;
        final String ttlMax;
        final String ttlAverage;

        Side(String prefix) {
            index = prefix + "index";
            payload = prefix + "payload";
            saddr = prefix + "saddr";
            received = prefix + "received";
            lost = prefix + "lost";
            reordered = prefix + "reordered";
            ua = prefix + "ua_id";
            avgJitter = prefix + "avgjitter_mult10";
            maxJitter = prefix + "maxjitter";
            for (int i = 0; i < LOSS_RUNS; i++) {
                lossRuns[i] = prefix + "sl" + (i + 1);
            }
            for (int i = 0; i < delays.length; i++) {
                delays[i] = prefix + DELAY_COLUMNS[i];
            }
            for (int i = 0; i < SIMULATORS.length; i++) {
                mos[i] = prefix + "mos_" + SIMULATORS[i] + "_mult10";
                mosMin[i] = prefix + "mos_" + SIMULATORS[i] + "_min_mult10";
            }
            lastRtpFromEnd = prefix + "last_rtp_from_end";
            rtpPtime = prefix + "rtp_ptime";
            worstMos = prefix + "mos_min_mult10";
            lossPermille = prefix + "packet_loss_perc_mult1000";
            delaySum = prefix + "delay_sum";
            delayCount = prefix + "delay_cnt";
            delayAverage = prefix + "delay_avg_mult100";
            ttlMin = prefix + "ttl_min";
            ttlMax = prefix + "ttl_max";
            ttlAverage = prefix + "ttl_avg_mult10";
        }
    }
}
