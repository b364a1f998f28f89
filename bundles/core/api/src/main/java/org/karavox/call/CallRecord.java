package org.karavox.call;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * One finished call, ready to be stored. Built once when the call ends, never changed.
 *
 * @param callId SIP Call-ID exactly as sent
 * @param sensorId {@code id_sensor} of the sensor that saw its first packet, 0 if none
 * @param firstFrame number of the frame that began the call, within its pipeline: the order of calls
 * @param caller user part of From, empty if it has none
 * @param callerUri From URI as sent, without brackets and parameters of the header
 * @param called user part of To, empty if it has none
 * @param calledUri To URI as sent
 * @param callerAddress where the first INVITE came from
 * @param calledAddress where the last hop of the first INVITE went to
 * @param proxies signalling addresses between the two, in the order they were seen
 * @param callerAgent User-Agent of the caller, empty if none
 * @param calledAgent User-Agent or Server of the called party, empty if none
 * @param firstRequest method of the first request seen, empty if only responses were
 * @param start when the first message was captured
 * @param progress first 18x, empty if there was none
 * @param answered first 2xx to the INVITE that began the call, empty if it never was
 * @param end capture time of the last packet of the call
 * @param finalStatus 2xx once answered; else the last final response to the INVITE, 401 and 407 included when nothing
 *     came after them; 0 if there was none
 * @param lastInviteStatus status of the last response to any INVITE of the call, provisional ones included only if no final came, 0 if none
 * @param finalReason reason phrase of {@code finalStatus}
 * @param bye what ended it
 * @param byeFrom signalling address the first BYE came from
 * @param byeConfirmed a 2xx to the BYE was seen
 * @param cancelled a CANCEL was seen
 * @param messages SIP messages of the call, retransmissions and other hops included
 * @param retransmissions of those, how many repeated an earlier one on the same hop
 * @param toTags different To-tags seen in responses: branches of a forked call
 * @param hold seconds after start at which the call was held and resumed, {@code +12,-30}; empty if never
 * @param blind the capture lost packets while the call lasted
 * @param incomplete the call was cut off by the end of the capture or of the plug-in, or its beginning was not seen
 * @param streams in order of their first packet
 * @param details what reports ask beyond the outcome
 */
public record CallRecord(String callId, int sensorId, long firstFrame, String caller, String callerUri, String called,
        String calledUri, Endpoint callerAddress, Endpoint calledAddress, List<Endpoint> proxies, String callerAgent,
        String calledAgent, String firstRequest, Instant start, Optional<Instant> progress, Optional<Instant> answered,
        Instant end, int finalStatus, int lastInviteStatus, String finalReason, CallEnd bye, Optional<Endpoint> byeFrom,
        Optional<Instant> byeTime, boolean byeConfirmed, boolean cancelled, int messages, int retransmissions, int toTags,
        String hold, boolean blind, boolean incomplete, List<StreamRecord> streams, CallDetails details) {

    /** A call without details. */
    public CallRecord(String callId, int sensorId, long firstFrame, String caller, String callerUri, String called,
            String calledUri, Endpoint callerAddress, Endpoint calledAddress, List<Endpoint> proxies, String callerAgent,
            String calledAgent, String firstRequest, Instant start, Optional<Instant> progress, Optional<Instant> answered,
            Instant end, int finalStatus, int lastInviteStatus, String finalReason, CallEnd bye, Optional<Endpoint> byeFrom,
            Optional<Instant> byeTime, boolean byeConfirmed, boolean cancelled, int messages, int retransmissions, int toTags,
            String hold, boolean blind, boolean incomplete, List<StreamRecord> streams) {
        this(callId, sensorId, firstFrame, caller, callerUri, called, calledUri, callerAddress, calledAddress, proxies,
                callerAgent, calledAgent, firstRequest, start, progress, answered, end, finalStatus, lastInviteStatus,
                finalReason, bye, byeFrom, byeTime, byeConfirmed, cancelled, messages, retransmissions, toTags, hold, blind,
                incomplete, streams, CallDetails.NONE);
    }

    public CallRecord {
        requireNonNull(callId, "callId");
        requireNonNull(start, "start");
        requireNonNull(end, "end");
        requireNonNull(progress, "progress");
        requireNonNull(answered, "answered");
        requireNonNull(bye, "bye");
        requireNonNull(byeFrom, "byeFrom");
        requireNonNull(byeTime, "byeTime");
        requireNonNull(details, "details");
        proxies = List.copyOf(proxies);
        streams = List.copyOf(streams);
        if (end.isBefore(start)) {
            throw new IllegalArgumentException("Call " + callId + " ends " + Duration.between(end, start) + " before it starts");
        }
    }

    /** The same call, marked blind. */
    public CallRecord asBlind() {
        return new CallRecord(callId, sensorId, firstFrame, caller, callerUri, called, calledUri, callerAddress, calledAddress,
                proxies, callerAgent, calledAgent, firstRequest, start, progress, answered, end, finalStatus, lastInviteStatus,
                finalReason, bye, byeFrom, byeTime, byeConfirmed, cancelled, messages, retransmissions, toTags, hold, true,
                incomplete, streams, details);
    }

    /** What its files are found by. */
    public CallRef ref() {
        return new CallRef(callId, start, sensorId);
    }

    /** A BYE was seen. */
    public boolean byeSeen() {
        return byeFrom.isPresent();
    }

    /** From the first message to the last packet. */
    public Duration duration() {
        return Duration.between(start, end);
    }

    /** From the answer to the last packet; empty if the call was never answered. */
    public Optional<Duration> connectDuration() {
        return answered.map(at -> at.isAfter(end) ? Duration.ZERO : Duration.between(at, end));
    }
}
