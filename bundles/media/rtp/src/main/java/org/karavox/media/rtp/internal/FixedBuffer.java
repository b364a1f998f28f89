package org.karavox.media.rtp.internal;

import java.util.Arrays;

/**
 * Simulated receiver with a fixed delay. All times are whole milliseconds of the playout driver's clock; they are
 * compared and subtracted only, so that they may wrap. Hot path; owned by the stream's shard.
 *
 * <p>Frames wait in order of their delivery. As long as each one begins where the one before it ends, the queue is
 * three numbers (<em>linear</em>): nearly always. {@link #forward} then plays a whole run of packets at once.
 */
final class FixedBuffer {

    /** Overlap of two frames that is forgiven. */
    private static final int OVERLAP_MILLIS = 10;
    /** Fewer samples say nothing about the skew. */
    private static final int SKEW_SAMPLES = 10;
    /** After a telephone event the media clock may have moved on by this many times the usual. */
    static final int EVENT_TOLERANCE = 10;

    /** Flag of a frame: what is missing before it is a pause and no loss. Such a frame is never in a linear queue. */
    static final int QUIET = 1 << 16;
    private static final int LENGTH = QUIET - 1;

    final LossRuns losses = new LossRuns();

    private final int sizeMillis;
    private final int thresholdMillis;

    private boolean primed;
    private boolean force;
    /** Delivery of a frame is this plus the size plus its timestamp. */
    private int offset;
    private int nextDue;
    private long skewSum;
    private int skewCount;

    private boolean linear = true;
    private int count;
    /** Linear: delivery of the first frame, and length of each. */
    private int head;
    private int step;
    /** Not linear: delivery in the upper half, length and {@link #QUIET} in the lower, from index {@code first}. */
    private long[] frames;
    private int first;

    FixedBuffer(int sizeMillis, int thresholdMillis) {
        this.sizeMillis = sizeMillis;
        this.thresholdMillis = thresholdMillis;
    }

    FixedBuffer copy() {
        FixedBuffer copy = new FixedBuffer(sizeMillis, thresholdMillis);
        copy.losses.take(losses);
        copy.primed = primed;
        copy.force = force;
        copy.offset = offset;
        copy.nextDue = nextDue;
        copy.skewSum = skewSum;
        copy.skewCount = skewCount;
        copy.linear = linear;
        copy.count = count;
        copy.head = head;
        copy.step = step;
        copy.frames = frames == null ? null : frames.clone();
        copy.first = first;
        return copy;
    }

    /** Forgets everything but the runs that are closed. */
    void clear() {
        primed = false;
        force = false;
        skewSum = 0;
        skewCount = 0;
        empty();
        losses.open = 0;
    }

    private void empty() {
        count = 0;
        linear = true;
    }

    /** Plays what is due at {@code now}. */
    void deliver(int now, int frameMillis, int runLimit) {
        while (now - nextDue >= 0) {
            if (count == 0) {
                nextDue += frameMillis;
                losses.open++;
                continue;
            }
            int delivery = linear ? head : (int) (frames[first] >>> 32);
            int length = linear ? step : (int) frames[first];
            int end = delivery + (length & LENGTH);
            if (now - delivery < 0) { // its time is still to come
                nextDue += frameMillis;
                losses.open++;
                continue;
            }
            count--;
            if (linear) {
                head = end;
            } else {
                first++;
            }
            nextDue = end;
            if (now - end > 0) { // it waited past its own end
                losses.open++;
            } else {
                losses.played(length < QUIET, runLimit);
            }
        }
    }

    /**
     * Takes a frame that arrives at {@code now}.
     *
     * @param frame length, with {@link #QUIET} if what is missing before it is a pause
     */
    void put(int now, int timestamp, int frame, boolean marked, boolean afterEvent) {
        if (!primed) {
            begin(now, timestamp, frame);
            skewCount++; // deviates from itself by nothing
            return;
        }
        int delivery = offset + sizeMillis + timestamp;
        skewSum += timestamp - (now - offset);
        skewCount++;
        if (linear && count > 0 && delivery == head + count * step && frame == step && !force && delivery - nextDue >= 0
                && delivery - nextDue <= sizeMillis + thresholdMillis) {
            count++;
            return;
        }
        putOutOfLine(now, timestamp, frame, delivery, marked, afterEvent);
    }

    private void putOutOfLine(int now, int timestamp, int frame, int delivery, boolean marked, boolean afterEvent) {
        int length = frame & LENGTH;
        if (delivery - nextDue < 0) {
            if (!marked) {
                losses.open++;
            }
            resync(now, timestamp, frame, marked, afterEvent);
            return;
        }
        if (marked && count > 0) {
            int ahead = timestamp - tailTimestamp();
            int tolerance = afterEvent ? EVENT_TOLERANCE * length : length;
            if (ahead > 3 * tolerance || ahead < -tolerance) {
                force = true;
                resync(now, timestamp, frame, marked, afterEvent);
                return;
            }
        }
        if (delivery - nextDue > sizeMillis + thresholdMillis) {
            resync(now, timestamp, frame, marked, afterEvent);
            return;
        }
        toFrames();
        int place = first + count;
        while (place > first && (int) (frames[place - 1] >>> 32) - delivery > 0) {
            place--;
        }
        if (place > first) {
            int before = (int) (frames[place - 1] >>> 32);
            if (before == delivery || before + ((int) frames[place - 1] & LENGTH) - delivery > OVERLAP_MILLIS
                    || place < first + count && (int) (frames[place] >>> 32) - (delivery + length) < 0) {
                resync(now, timestamp, frame, marked, afterEvent);
                return;
            }
        }
        if (force) {
            resync(now, timestamp, frame, marked, afterEvent);
            force = false;
            return;
        }
        insert(place, delivery, frame);
    }

    private void begin(int now, int timestamp, int frame) {
        primed = true;
        offset = now - timestamp;
        nextDue = now + sizeMillis;
        linear = true;
        head = nextDue;
        step = frame & LENGTH;
        count = 1;
        if (frame >= QUIET) {
            toFrames();
            frames[first] |= QUIET;
        }
    }

    private int tailTimestamp() {
        int delivery = linear ? head + (count - 1) * step : (int) (frames[first + count - 1] >>> 32);
        return delivery - offset - sizeMillis;
    }

    private void resync(int now, int timestamp, int frame, boolean marked, boolean afterEvent) {
        if (count == 0) {
            begin(now, timestamp, frame);
            return;
        }
        int off = timestamp - tailTimestamp() - (linear ? step : (int) frames[first + count - 1] & LENGTH);
        if (Math.abs(off) >= thresholdMillis) {
            offset -= off; // moves the timestamps of the queue with it; their deliveries stay
            put(now, timestamp, frame, marked, afterEvent);
            return;
        }
        if (!force) {
            if (skewCount > SKEW_SAMPLES && Math.abs(skewSum / skewCount) > sizeMillis / 2) {
                skewSum = 0;
                skewCount = 0;
            } else if (off < 0 || now - timestamp - (offset - sizeMillis) < 0) {
                return;
            }
        } else if (off < 0) {
            return;
        }
        empty();
        begin(now, timestamp, frame);
    }

    private void toFrames() {
        if (!linear) {
            return;
        }
        linear = false;
        first = 0;
        if (frames == null || frames.length < count) {
            frames = new long[Math.max(8, Integer.highestOneBit(count) * 2)];
        }
        for (int i = 0; i < count; i++) {
            frames[i] = (long) (head + i * step) << 32 | step;
        }
    }

    private void insert(int at, int delivery, int frame) {
        int place = at;
        if (first + count == frames.length) {
            if (first > 0) {
                System.arraycopy(frames, first, frames, 0, count);
                place -= first;
                first = 0;
            } else {
                frames = Arrays.copyOf(frames, 2 * frames.length);
            }
        }
        System.arraycopy(frames, place, frames, place + 1, first + count - place);
        frames[place] = (long) delivery << 32 | frame;
        count++;
    }

    /**
     * Plays a run of packets that came in order, each one frame after the other, if it is certain that nothing but
     * playing can happen in it.
     *
     * @param packets in the run
     * @param timestamp of the first one
     * @param clockBefore playout clock before the run
     * @param clockAfter and behind it
     * @param smallestAhead smallest and
     * @param largestAhead largest value of playout clock behind a packet minus its timestamp
     * @param delaySum sum of arrival minus timestamp
     * @return false if the run has to be played packet by packet; nothing has happened then
     */
    boolean forward(int packets, int timestamp, int frameMillis, int clockBefore, int clockAfter, int smallestAhead, int largestAhead,
            long delaySum, int runLimit) {
        if (!linear && !straighten() || count == 0 || step != frameMillis || force || !primed || nextDue != head
                || nextDue - (clockBefore - frameMillis) <= 0 || head + count * step != offset + sizeMillis + timestamp
                || largestAhead - offset >= sizeMillis + frameMillis || smallestAhead - offset < frameMillis - 1 - thresholdMillis) {
            return false;
        }
        int behindDue = clockAfter - frameMillis - nextDue;
        if (behindDue >= 0) {
            int played = behindDue / frameMillis + 1;
            losses.played(true, runLimit);
            head += played * frameMillis;
            nextDue = head;
            count -= played;
        }
        count += packets;
        skewSum += (long) packets * offset - delaySum;
        skewCount += packets;
        return true;
    }

    /** Plays a run of packets one by one. */
    void run(int[] delays, int[] clocks, int packets, int firstTimestamp, int frameMillis, int clockBefore, int runLimit) {
        int clock = clockBefore;
        int timestamp = firstTimestamp;
        for (int i = 0; i < packets; i++) {
            for (; clock != clocks[i]; clock += frameMillis) {
                if (clock - nextDue >= 0) {
                    deliver(clock, frameMillis, runLimit);
                }
            }
            put(timestamp + delays[i], timestamp, frameMillis, false, false);
            timestamp += frameMillis;
        }
    }

    private boolean straighten() {
        if (count == 0) {
            linear = true;
            return true;
        }
        int length = (int) frames[first];
        if (length >= QUIET) {
            return false;
        }
        int end = (int) (frames[first] >>> 32);
        for (int i = first; i < first + count; i++) {
            if ((int) (frames[i] >>> 32) != end || (int) frames[i] != length) {
                return false;
            }
            end += length;
        }
        head = (int) (frames[first] >>> 32);
        step = length;
        linear = true;
        return true;
    }
}
