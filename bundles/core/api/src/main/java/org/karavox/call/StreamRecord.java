package org.karavox.call;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * One finished RTP stream: SSRC, source and destination. Figures as defined in RFC 3550 and, for the playout
 * simulators, by the reference product whose columns they fill.
 *
 * @param ssrc unsigned 32 bit kept in an int
 * @param fromCaller true if the caller sent it; false if the called party did, or nobody knows
 * @param payloadType of the first voice packet, 0..127
 * @param payloadTypes packets per payload type
 * @param encoding name of {@code payloadType}, empty if unknown
 * @param clockRateHz RTP clock of {@code payloadType}, 0 if unknown
 * @param kind {@code audio}, {@code video}, ... as announced
 * @param packets received, duplicates and late ones included
 * @param lost expected minus received, RFC 3550 A.3; negative when duplicates outnumber losses
 * @param missing sequence numbers never seen
 * @param duplicates packets whose sequence number had been seen
 * @param reordered packets that came after one with a higher sequence number, duplicates not counted
 * @param lossRuns runs of consecutive losses by length: index 0 counts runs of 1, index 9 of 10 and more
 * @param jitter RFC 3550 interarrival jitter
 * @param delayBuckets packets whose delay differs from the previous one's by 50.., 70.., 90.., 120.., 150.., 200.., 300.. ms
 * @param playout the three simulated receivers; empty for video and for streams without a clock
 * @param packetTimeMillis 0 if unknown
 * @param firstSequence of the first packet, 0..65535
 * @param lastSequence of the last packet, 0..65535
 * @param markers packets with the marker bit
 * @param maxGapMicros longest time between two packets
 * @param dtmfEvents digits in the order of their beginning, RFC 4733
 * @param comfortNoisePackets packets of a comfort noise payload type
 * @param joinedBy how the stream found its call
 * @param details what reports ask beyond quality
 */
public record StreamRecord(Endpoint source, Endpoint destination, int ssrc, boolean fromCaller, int payloadType,
        Map<Integer, Long> payloadTypes, String encoding, int clockRateHz, String kind, Instant start, Instant end,
        long packets, long lost, long missing, long duplicates, long reordered, List<Long> lossRuns, Jitter jitter,
        List<Long> delayBuckets, List<Playout> playout, int packetTimeMillis, int firstSequence, int lastSequence,
        long markers, long maxGapMicros, String dtmfEvents, long comfortNoisePackets, Join joinedBy,
        StreamDetails details) {

    /** A stream without details. */
    public StreamRecord(Endpoint source, Endpoint destination, int ssrc, boolean fromCaller, int payloadType,
            Map<Integer, Long> payloadTypes, String encoding, int clockRateHz, String kind, Instant start, Instant end,
            long packets, long lost, long missing, long duplicates, long reordered, List<Long> lossRuns, Jitter jitter,
            List<Long> delayBuckets, List<Playout> playout, int packetTimeMillis, int firstSequence, int lastSequence,
            long markers, long maxGapMicros, String dtmfEvents, long comfortNoisePackets, Join joinedBy) {
        this(source, destination, ssrc, fromCaller, payloadType, payloadTypes, encoding, clockRateHz, kind, start, end, packets,
                lost, missing, duplicates, reordered, lossRuns, jitter, delayBuckets, playout, packetTimeMillis, firstSequence,
                lastSequence, markers, maxGapMicros, dtmfEvents, comfortNoisePackets, joinedBy, StreamDetails.NONE);
    }

    /** How a stream found its call. */
    public enum Join {
        /** An SDP had announced the address before the first packet. */
        SDP,
        /** The SDP came after the first packets; the orphan was adopted. */
        LATE_SDP,
        /** It never did. */
        NONE
    }

    /** Jitter in microseconds: mean over all packets but the first, largest, smallest, last. */
    public record Jitter(long meanMicros, long maxMicros, long minMicros, long lastMicros) {
    }

    /**
     * One simulated receiver.
     *
     * @param name {@code f1} (fixed 50 ms), {@code f2} (fixed 200 ms), {@code adapt} (adaptive, at most 500 ms)
     * @param mosTimes10 average over the evaluation intervals, as the column wants it
     * @param mosMinTimes10 worst interval
     * @param lossRuns frames that could not be played: index k counts runs of k + 1, index 127 of 128 and more
     */
    public record Playout(String name, int mosTimes10, int mosMinTimes10, List<Integer> lossRuns) {

        public Playout {
            requireNonNull(name, "name");
            lossRuns = List.copyOf(lossRuns);
        }
    }

    public StreamRecord {
        requireNonNull(source, "source");
        requireNonNull(destination, "destination");
        requireNonNull(encoding, "encoding");
        requireNonNull(kind, "kind");
        requireNonNull(start, "start");
        requireNonNull(end, "end");
        requireNonNull(jitter, "jitter");
        requireNonNull(dtmfEvents, "dtmfEvents");
        requireNonNull(joinedBy, "joinedBy");
        requireNonNull(details, "details");
        payloadTypes = Map.copyOf(payloadTypes);
        lossRuns = List.copyOf(lossRuns);
        delayBuckets = List.copyOf(delayBuckets);
        playout = List.copyOf(playout);
    }

    /** The same stream with other details. */
    public StreamRecord with(StreamDetails others) {
        return new StreamRecord(source, destination, ssrc, fromCaller, payloadType, payloadTypes, encoding, clockRateHz, kind, start,
                end, packets, lost, missing, duplicates, reordered, lossRuns, jitter, delayBuckets, playout, packetTimeMillis,
                firstSequence, lastSequence, markers, maxGapMicros, dtmfEvents, comfortNoisePackets, joinedBy, others);
    }
}
