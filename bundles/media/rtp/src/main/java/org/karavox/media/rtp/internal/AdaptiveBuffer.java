package org.karavox.media.rtp.internal;

import java.util.Arrays;

/**
 * Simulated receiver whose delay follows the jitter. Whole milliseconds of the playout driver's clock, compared and
 * subtracted only. Hot path; owned by the stream's shard.
 *
 * <p>Like {@link FixedBuffer} it keeps a queue without holes as three numbers.
 */
final class AdaptiveBuffer {

    private static final int LENGTH = FixedBuffer.QUIET - 1;
    private static final int MAXIMUM_MILLIS = 500;
    private static final int THRESHOLD_MILLIS = 500;
    /** What the delay is to have beyond the jitter. */
    private static final int EXTRA_MILLIS = 40;
    private static final int GROW_EVERY_MILLIS = 40;
    private static final int SHRINK_EVERY_MILLIS = 500;
    private static final int SHRINK_EMPTY_EVERY_MILLIS = 80;
    private static final int SHRINK_SILENT_EVERY_MILLIS = 10;
    private static final int REJECTS = 3;
    private static final int SILENCE_AFTER = 10;

    final LossRuns losses = new LossRuns();

    private DelayHistory history = new DelayHistory();

    private boolean primed;
    private int offset;
    private int previousDelay;
    private int rejected;
    private int current;
    private int jitter;
    private boolean silent;
    private int silentFrom;
    private int nextVoice;
    private int lastAdjustment;
    private int interpolated;
    private int lastLength;

    private boolean linear = true;
    private int count;
    /** Linear: timestamp of the first frame, and length of each. */
    private int head;
    private int step;
    /** Not linear: timestamp in the upper half, length and {@link FixedBuffer#QUIET} in the lower, from index {@code first}. */
    private long[] frames;
    private int first;

    AdaptiveBuffer() {
        clear();
    }

    AdaptiveBuffer copy() {
        AdaptiveBuffer copy = new AdaptiveBuffer();
        copy.losses.take(losses);
        copy.history = history.copy();
        copy.primed = primed;
        copy.offset = offset;
        copy.previousDelay = previousDelay;
        copy.rejected = rejected;
        copy.current = current;
        copy.jitter = jitter;
        copy.silent = silent;
        copy.silentFrom = silentFrom;
        copy.nextVoice = nextVoice;
        copy.lastAdjustment = lastAdjustment;
        copy.interpolated = interpolated;
        copy.lastLength = lastLength;
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
        history.clear();
        primed = false;
        previousDelay = 0;
        rejected = 0;
        current = EXTRA_MILLIS;
        jitter = 0;
        silent = true;
        silentFrom = 0;
        nextVoice = 0;
        lastAdjustment = 0;
        interpolated = 0;
        lastLength = 0;
        count = 0;
        linear = true;
        losses.open = 0;
    }

    /** Plays what is due at {@code now}. */
    void deliver(int now, int frameMillis, int runLimit) {
        if (silent) {
            if (count == 0) {
                losses.open++;
                return;
            }
            if (now - dueInSilence() < 0) {
                return;
            }
        } else if (now - nextVoice < 0) {
            return;
        } else if (linear && count > 0 && head == nextVoice - current) { // the frame that is expected is there
            int diff = target() - current;
            if (diff <= 0 && diff >= -EXTRA_MILLIS) {
                jitter = history.high - history.low;
                lastLength = step;
                count--;
                head += step;
                nextVoice += step;
                interpolated = 0;
                losses.played(true, runLimit);
                if (now - nextVoice < 0) {
                    return;
                }
            }
        }
        deliverSlowly(now, frameMillis, runLimit);
    }

    private void deliverSlowly(int now, int frameMillis, int runLimit) {
        while (true) {
            if (silent) {
                if (count == 0 || now - dueInSilence() < 0) {
                    return;
                }
                if (!takeInSilence(now, frameMillis, runLimit)) {
                    return;
                }
            } else if (now - nextVoice < 0 || !takeVoice(now, frameMillis, runLimit)) {
                return;
            }
        }
    }

    private int target() {
        return Math.min(history.high + EXTRA_MILLIS, history.low + MAXIMUM_MILLIS);
    }

    private int dueInSilence() {
        jitter = history.high - history.low;
        int target = target();
        return target - current < -EXTRA_MILLIS ? lastAdjustment + SHRINK_SILENT_EVERY_MILLIS : headTimestamp() + target;
    }

    /** False if there is nothing to play and nothing to wait for. */
    private boolean takeInSilence(int now, int frameMillis, int runLimit) {
        int target = target();
        if (target - current < -EXTRA_MILLIS && now - (lastAdjustment + SHRINK_SILENT_EVERY_MILLIS) >= 0) {
            current -= frameMillis;
            lastAdjustment = now;
        }
        int timestamp = headTimestamp();
        if (timestamp - (now - current) > 0) {
            losses.open++;
            return false;
        }
        int frame = headFrame();
        int length = frame & LENGTH;
        pop();
        if (timestamp - silentFrom < 0) {
            losses.open++;
            return true;
        }
        current = target;
        silent = false;
        nextVoice = timestamp + current + length;
        lastLength = length;
        losses.played(frame < FixedBuffer.QUIET, runLimit);
        return true;
    }

    /** False if there is nothing to play and nothing to wait for. */
    private boolean takeVoice(int now, int frameMillis, int runLimit) {
        jitter = history.high - history.low;
        int diff = target() - current;
        if (diff > 0 && (now - (lastAdjustment + GROW_EVERY_MILLIS) > 0 || diff > span())) {
            current += frameMillis;
            nextVoice += frameMillis;
            lastAdjustment = now;
            interpolate(frameMillis);
            return true;
        }
        boolean found = count > 0 && headTimestamp() - (nextVoice - current) <= 0;
        int timestamp = 0;
        int frame = 0;
        if (found) {
            timestamp = headTimestamp();
            frame = headFrame();
            lastLength = frame & LENGTH;
            pop();
            int early = nextVoice - (timestamp + current);
            if (early > 0) { // too old
                if (early < lastLength) { // only partly
                    nextVoice = timestamp + current + lastLength;
                    interpolated = 0;
                    losses.played(frame < FixedBuffer.QUIET, runLimit);
                } else {
                    losses.open++;
                }
                return true;
            }
        }
        if (diff < -EXTRA_MILLIS && (!found && now - (lastAdjustment + SHRINK_EMPTY_EVERY_MILLIS) > 0
                || now - (lastAdjustment + SHRINK_EVERY_MILLIS) > 0)) {
            lastAdjustment = now;
            interpolated = 0;
            current -= lastLength;
            losses.open++;
            return found;
        }
        if (!found) {
            nextVoice += frameMillis;
            interpolate(frameMillis);
            return true;
        }
        nextVoice += lastLength;
        interpolated = 0;
        losses.played(frame < FixedBuffer.QUIET, runLimit);
        return true;
    }

    private void interpolate(int frameMillis) {
        lastLength = frameMillis;
        losses.open++;
        if (++interpolated >= SILENCE_AFTER) {
            interpolated = 0;
            silent = true;
            silentFrom = nextVoice - current;
        }
    }

    /**
     * Takes a frame that arrives at {@code now}.
     *
     * @param frame length, with {@link FixedBuffer#QUIET} if what is missing before it is a pause
     */
    void put(int now, int timestamp, int frame) {
        if (count > 1 && span() >= MAXIMUM_MILLIS) {
            return; // will be missed when its time comes
        }
        int delay = now - (timestamp - offset);
        if (!primed) {
            primed = true;
            offset = timestamp - now;
            delay = 0;
            history.clear();
        } else if (Math.abs(delay - previousDelay) > 2 * jitter + THRESHOLD_MILLIS) {
            if (++rejected <= REJECTS) {
                return;
            }
            offset = timestamp - now;
            delay = 0;
            history.clear();
        }
        rejected = 0;
        previousDelay = delay;
        history.add(delay);
        int stored = timestamp - offset;
        if (linear && count > 0 && frame == step && stored == head + count * step) {
            count++;
        } else if (count == 0 && frame < FixedBuffer.QUIET) {
            linear = true;
            head = stored;
            step = frame;
            count = 1;
        } else {
            insert(stored, frame);
        }
    }

    /** Plays a run of packets that follow each other as they should, one by one. */
    void run(int[] delays, int[] clocks, int packets, int firstTimestamp, int frameMillis, int clockBefore, int runLimit) {
        int clock = clockBefore;
        int timestamp = firstTimestamp;
        for (int i = 0; i < packets; i++) {
            for (; clock != clocks[i]; clock += frameMillis) {
                deliver(clock, frameMillis, runLimit);
            }
            put(timestamp + delays[i], timestamp, frameMillis);
            timestamp += frameMillis;
        }
    }

    /**
     * Plays a run of packets that follow each other as they should, if it is certain that nothing but playing can happen
     * in it: each time the clock ticks one frame is due and there, and the delay suits all the while, because the largest
     * delay that counts cannot leave a range in which it is and in which all new delays are.
     *
     * @param delays arrivals minus timestamps
     * @param clocks playout clock behind each packet
     * @param smallestAhead smallest and
     * @param largestAhead largest of playout clock minus timestamp
     * @param smallestDelay smallest and
     * @param largestDelay largest of {@code delays}
     * @return false if the run has to be played packet by packet; nothing has happened then
     */
    boolean forward(int[] delays, int[] clocks, int packets, int firstTimestamp, int frameMillis, int clockBefore, int smallestAhead,
            int largestAhead, int smallestDelay, int largestDelay, int runLimit) {
        int untilDue = nextVoice - clockBefore;
        if (silent || !linear || count == 0 || step != frameMillis || untilDue > 0 || untilDue <= -frameMillis
                || head != nextVoice - current || head + count * step != firstTimestamp - offset
                || largestAhead + offset >= current + frameMillis || smallestAhead + offset <= frameMillis + current - MAXIMUM_MILLIS
                || Math.abs(delays[0] + offset - previousDelay) > THRESHOLD_MILLIS) {
            return false;
        }
        int most = current - EXTRA_MILLIS;
        int least = most - EXTRA_MILLIS;
        if (history.high > most || history.high < least || largestDelay + offset > most || smallestDelay + offset < least
                || Math.min(history.low, smallestDelay + offset) < most - (MAXIMUM_MILLIS - 2 * EXTRA_MILLIS)) {
            return false;
        }
        int last = packets - 1;
        int after = clocks[last];
        while (last > 0 && clocks[last - 1] == after) {
            last--;
        }
        int played = (after - clockBefore) / frameMillis;
        if (played > 0) {
            history.add(delays, 0, last, offset);
            jitter = history.high - history.low; // as it was when the last frame was played
            history.add(delays, last, packets, offset);
            lastLength = step;
            interpolated = 0;
            losses.played(true, runLimit);
            head += played * frameMillis;
            nextVoice += played * frameMillis;
        } else {
            history.add(delays, 0, packets, offset);
        }
        count += packets - played;
        rejected = 0;
        previousDelay = delays[packets - 1] + offset;
        return true;
    }

    private int headTimestamp() {
        return linear ? head : (int) (frames[first] >>> 32);
    }

    private int headFrame() {
        return linear ? step : (int) frames[first];
    }

    private void pop() {
        count--;
        if (linear) {
            head += step;
        } else {
            first++;
            straighten();
        }
    }

    private void straighten() {
        if (count == 0) {
            linear = true;
        } else if (count == 1 && (int) frames[first] < FixedBuffer.QUIET) {
            head = (int) (frames[first] >>> 32);
            step = (int) frames[first];
            linear = true;
        }
    }

    private int span() {
        if (count <= 1) {
            return 0;
        }
        return linear ? (count - 1) * step : (int) (frames[first + count - 1] >>> 32) - (int) (frames[first] >>> 32);
    }

    private void insert(int timestamp, int frame) {
        if (linear) {
            linear = false;
            first = 0;
            if (frames == null || frames.length <= count) {
                frames = new long[Math.max(8, Integer.highestOneBit(count) * 2)];
            }
            for (int i = 0; i < count; i++) {
                frames[i] = (long) (head + i * step) << 32 | step;
            }
        }
        if (first + count == frames.length) {
            if (first > 0) {
                System.arraycopy(frames, first, frames, 0, count);
                first = 0;
            } else {
                frames = Arrays.copyOf(frames, 2 * frames.length);
            }
        }
        int place = first + count;
        while (place > first && (int) (frames[place - 1] >>> 32) - timestamp > 0) {
            frames[place] = frames[place - 1];
            place--;
        }
        frames[place] = (long) timestamp << 32 | frame;
        count++;
    }
}
