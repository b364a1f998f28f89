package org.karavox.media.audio.internal;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * When the sound of RTP packets belongs. The distance of two packets is that of their RTP timestamps; where all of it lies on the clock
 * of the capture is told by the packets that were delayed least, asked again every quarter of a second. So jitter and stalls
 * do not shift anything, while a sender whose clock drifts, who jumps, or who stops counting during hold stays in step with the other side.
 *
 * <p>All packets are shown twice in the same order: first {@link #survey}, then {@link #positionNanos}. One thread.
 */
final class Timeline {

    private static final long BUCKET_NANOS = 250_000_000L;
    /** Smaller deviations of the least delayed packets are jitter. */
    private static final long TOLERANCE_NANOS = 15_000_000L;
    /** A step of the timestamps that the time of arrival does not explain: forward, back. */
    private static final long LEAP_NANOS = 300_000_000L;
    private static final long FALL_NANOS = 5_000_000_000L;

    /** Least delay in a part of an epoch: arrival less media time. */
    private record Part(int epoch, long bucket) {
    }

    private final Map<Part, Long> least = new HashMap<>();
    private final List<Part> parts = new ArrayList<>();
    private final int clockRateHz;
    private boolean surveyed;
    private Map<Part, Long> anchors = Map.of();

    private boolean primed;
    private int epoch;
    private int lastTimestamp;
    private long extended;
    private long lastArrival;
    private long highest;

    Timeline(int clockRateHz) {
        this.clockRateHz = clockRateHz;
    }

    /** First showing. */
    void survey(long arrivalNanos, int timestamp) {
        Part part = step(arrivalNanos, timestamp);
        long delay = arrivalNanos - mediaNanos();
        Long known = least.get(part);
        if (known == null) {
            parts.add(part);
        }
        if (known == null || delay < known) {
            least.put(part, delay);
        }
    }

    /**
     * Second showing.
     *
     * @return capture time at which the first sample of the packet belongs, nanoseconds since 1970
     */
    long positionNanos(long arrivalNanos, int timestamp) {
        if (!surveyed) {
            surveyed = true;
            anchor();
            primed = false;
            epoch = 0;
        }
        return anchors.getOrDefault(step(arrivalNanos, timestamp), arrivalNanos - mediaNanos()) + mediaNanos();
    }

    /** Goes on to this packet. */
    private Part step(long arrivalNanos, int timestamp) {
        if (!primed) {
            primed = true;
            extended = 0;
            highest = 0;
            lastArrival = arrivalNanos;
        } else {
            int ticks = timestamp - lastTimestamp;
            long media = nanos(ticks);
            long unexplained = media - (arrivalNanos - lastArrival);
            extended += ticks;
            if (media > LEAP_NANOS && unexplained > LEAP_NANOS && extended > highest || unexplained < -FALL_NANOS || media < -FALL_NANOS) {
                epoch++;
                extended = 0;
                highest = 0;
            }
            lastArrival = arrivalNanos;
        }
        lastTimestamp = timestamp;
        highest = Math.max(highest, extended);
        return new Part(epoch, Math.floorDiv(arrivalNanos, BUCKET_NANOS));
    }

    private void anchor() {
        Map<Part, Long> found = new HashMap<>();
        int current = -1;
        long anchor = 0;
        for (Part part : parts) {
            long delay = least.get(part);
            Long next = least.get(new Part(part.epoch, part.bucket + 1)); // a stall may end just there
            if (next != null) {
                delay = Math.min(delay, next);
            }
            if (part.epoch != current || Math.abs(delay - anchor) > TOLERANCE_NANOS) {
                current = part.epoch;
                anchor = delay;
            }
            found.put(part, anchor);
        }
        anchors = found;
    }

    private long mediaNanos() {
        return nanos(extended);
    }

    private long nanos(long ticks) {
        long seconds = Math.floorDiv(ticks, clockRateHz); // split, because ticks * 10^9 overflows
        return seconds * 1_000_000_000L + Math.floorMod(ticks, clockRateHz) * 1_000_000_000L / clockRateHz;
    }
}
