package org.karavox.media.rtp.internal;

import java.util.ArrayList;
import java.util.List;
import org.karavox.call.StreamRecord;

/**
 * The simulated receivers of one stream and the clock that drives them. Time moves only when packets arrive; playing
 * stays one to two frames behind them. Hot path; owned by the stream's shard.
 */
final class Playout {

    private static final int F1_MILLIS = 50;
    private static final int F1_THRESHOLD_MILLIS = 100;
    private static final int F2_MILLIS = 200;
    private static final int F2_THRESHOLD_MILLIS = 200;
    /** A pause of this many frames begins a new playout. */
    private static final int RESET_FRAMES = 10_000;
    /** The clock begins anew before an int is full (after twelve days). */
    private static final int LATEST_MILLIS = 1 << 30;
    /** {@link #run} takes what arrives within this time. */
    static final long LONGEST_RUN_NANOS = 2_000_000_000L;
    /** For 31 bit: times this, shifted, is divided by a million. Not every compiler knows the trick. */
    private static final long PER_MILLION = 4_503_599_628L;
    private static final int PER_MILLION_SHIFT = 52;

    private static final long INTERVAL_NANOS = 10_000_000_000L;
    private static final long LAST_INTERVAL_NANOS = 1_000_000_000L;
    /** Packets after the end of an interval that still belong to it. */
    private static final int SETTLING_PACKETS = 20;
    /** The reference's own count lags behind by these, lost in its probation of the source. */
    private static final int PROBATION_PACKETS = 2;
    private static final int BEST_TIMES_10 = 45;

    private final Settings settings;
    private final FixedBuffer f1;
    private final FixedBuffer f2;
    private final AdaptiveBuffer adapt;
    private final Score f1Score = new Score();
    private final Score f2Score = new Score();
    private final Score adaptScore = new Score();

    private boolean started;
    private long baseMicros;
    private int clock;
    private int previousSequence;
    private int previousTimestamp;
    private boolean afterEvent;

    private long firstNanos;
    private long markNanos;
    private int settling;
    private long evaluatedNanos;
    private boolean evaluated;
    private long receivedBefore;
    /** The adaptive receiver plays nothing any more. */
    private boolean stopped;

    Playout(Settings settings) {
        this(settings, settings.f1() == Settings.Receiver.SIMULATED ? new FixedBuffer(F1_MILLIS, F1_THRESHOLD_MILLIS) : null,
                settings.f2() == Settings.Receiver.SIMULATED ? new FixedBuffer(F2_MILLIS, F2_THRESHOLD_MILLIS) : null,
                settings.adapt() == Settings.Receiver.SIMULATED ? new AdaptiveBuffer() : null);
    }

    private Playout(Settings settings, FixedBuffer f1, FixedBuffer f2, AdaptiveBuffer adapt) {
        this.settings = settings;
        this.f1 = f1;
        this.f2 = f2;
        this.adapt = adapt;
    }

    Playout copy() {
        Playout copy = new Playout(settings, f1 == null ? null : f1.copy(), f2 == null ? null : f2.copy(), adapt == null ? null : adapt.copy());
        copy.f1Score.take(f1Score);
        copy.f2Score.take(f2Score);
        copy.adaptScore.take(adaptScore);
        copy.started = started;
        copy.baseMicros = baseMicros;
        copy.clock = clock;
        copy.previousSequence = previousSequence;
        copy.previousTimestamp = previousTimestamp;
        copy.afterEvent = afterEvent;
        copy.firstNanos = firstNanos;
        copy.markNanos = markNanos;
        copy.settling = settling;
        copy.evaluatedNanos = evaluatedNanos;
        copy.evaluated = evaluated;
        copy.receivedBefore = receivedBefore;
        copy.stopped = stopped;
        return copy;
    }

    /** The stream's first packet, of whatever kind, came at {@code nanos}: the intervals begin here. */
    void begin(long nanos) {
        firstNanos = nanos;
        markNanos = nanos;
    }

    /** A packet that is not played but takes part in the numbering, for example a telephone event. */
    void skip(int sequence, boolean event) {
        previousSequence = sequence;
        afterEvent |= event;
    }

    /** The next packet begins a new playout: its clock has nothing to do with that of the earlier ones. */
    void restart() {
        started = false;
    }

    /**
     * Takes a voice packet in order of arrival.
     *
     * @param timestampMillis media time; differences count, may wrap
     */
    void packet(long arrivalNanos, int sequence, int timestampMillis, int frameMillis, boolean marker) {
        long micros = arrivalNanos / 1000 - baseMicros;
        int now = (int) Math.floorDiv(micros, 1000L);
        boolean marked = marker;
        if (started) {
            // Rounded up where the arrival is rounded down: measured on the reference with fractions of milliseconds.
            int ahead = -(int) Math.floorDiv(-micros, 1000L) - clock - frameMillis;
            if (ahead >= RESET_FRAMES * frameMillis || now > LATEST_MILLIS || micros < -LATEST_MILLIS * 1000L) {
                started = false;
            } else {
                boolean successor = (previousSequence + 1 & 0xFFFF) == sequence;
                boolean jumped = timestampMillis - previousTimestamp != frameMillis;
                if (ahead >= settings.pauseMillis() && successor && !jumped) {
                    marked = true;
                }
                int frame = marked || afterEvent || successor && jumped ? frameMillis | FixedBuffer.QUIET : frameMillis;
                int end = clock;
                while (ahead >= frameMillis) {
                    end += frameMillis;
                    ahead -= frameMillis;
                }
                step(f1, now, timestampMillis, frameMillis, marked, frame, end);
                step(f2, now, timestampMillis, frameMillis, marked, frame, end);
                step(adapt, now, timestampMillis, frameMillis, marked, frame, end);
                clock = end;
            }
        }
        if (!started) {
            start(arrivalNanos, timestampMillis, frameMillis, marked);
        }
        previousSequence = sequence;
        previousTimestamp = timestampMillis;
        afterEvent = false;
    }

    /** How many packets {@link #run} may take at once; 0 if none. */
    int runLength(int frameMillis) {
        // No packet of a run can find the clock further behind than this, so none of them is after a pause.
        boolean noPause = settings.pauseMillis() > 2 * frameMillis + 60;
        return !started || afterEvent || !noPause ? 0 : settling == 0 ? Integer.MAX_VALUE >> 1 : settling - 1;
    }

    /** Packets that come later than this are not for {@link #run}: they end an interval. */
    long runEndNanos() {
        return settling == 0 ? markNanos + INTERVAL_NANOS : Long.MAX_VALUE;
    }

    /** A whole millisecond of the playout clock at or before {@code nanos}, in nanoseconds since the Unix epoch. */
    long reference(long nanos) {
        long micros = nanos / 1000;
        return (micros - Math.floorMod(micros - baseMicros, 1000L)) * 1000;
    }

    /**
     * Takes packets that follow each other as they should.
     *
     * @param batch with their arrivals
     * @param lastSequence number of the last one
     */
    void run(RtpStream.Batch batch, int count, int firstMillis, int frameMillis, int lastSequence) {
        long reference = (batch.referenceNanos / 1000 - baseMicros) / 1000;
        if (reference < 0 || reference > LATEST_MILLIS - LONGEST_RUN_NANOS / 1_000_000) {
            for (int i = 0; i < count; i++) {
                packet(batch.referenceNanos + batch.nanos[i], lastSequence - count + 1 + i & 0xFFFF, firstMillis + i * frameMillis, frameMillis, false);
            }
            return;
        }
        int before = clock;
        int after = before;
        int millis = firstMillis;
        int smallestAhead = Integer.MAX_VALUE;
        int largestAhead = Integer.MIN_VALUE;
        int delaySum = 0;
        int[] nanos = batch.nanos;
        int[] delays = batch.delays;
        int smallestDelay = Integer.MAX_VALUE;
        int largestDelay = Integer.MIN_VALUE;
        int[] clocks = batch.clocks;
        for (int i = 0; i < count; i++) {
            long since = nanos[i];
            int delay = (int) reference + (int) (since * PER_MILLION >>> PER_MILLION_SHIFT) - millis;
            int end = (int) reference + (int) ((since + 999_000) * PER_MILLION >>> PER_MILLION_SHIFT) - frameMillis;
            while (end - after >= frameMillis) {
                after += frameMillis;
            }
            delays[i] = delay;
            clocks[i] = after;
            delaySum += delay;
            if (delay < smallestDelay) {
                smallestDelay = delay;
            }
            if (delay > largestDelay) {
                largestDelay = delay;
            }
            if (after - millis < smallestAhead) {
                smallestAhead = after - millis;
            }
            if (after - millis > largestAhead) {
                largestAhead = after - millis;
            }
            millis += frameMillis;
        }
        int runLimit = settings.runLimit();
        if (f1 != null && !f1.forward(count, firstMillis, frameMillis, before, after, smallestAhead, largestAhead, delaySum, runLimit)) {
            f1.run(delays, clocks, count, firstMillis, frameMillis, before, runLimit);
        }
        if (f2 != null && !f2.forward(count, firstMillis, frameMillis, before, after, smallestAhead, largestAhead, delaySum, runLimit)) {
            f2.run(delays, clocks, count, firstMillis, frameMillis, before, runLimit);
        }
        if (adapt != null && !stopped && !adapt.forward(delays, clocks, count, firstMillis, frameMillis, before, smallestAhead, largestAhead, smallestDelay,
                largestDelay, runLimit)) {
            adapt.run(delays, clocks, count, firstMillis, frameMillis, before, runLimit);
        }
        clock = after;
        settling = Math.max(0, settling - count);
        previousSequence = lastSequence;
        previousTimestamp = millis - frameMillis;
    }

    private void start(long arrivalNanos, int timestampMillis, int frameMillis, boolean marked) {
        started = true;
        baseMicros = arrivalNanos / 1000;
        clock = 0;
        if (f1 != null) {
            f1.clear();
            f1.put(0, timestampMillis, frameMillis, marked, afterEvent);
        }
        if (f2 != null) {
            f2.clear();
            f2.put(0, timestampMillis, frameMillis, marked, afterEvent);
        }
        if (adapt != null && !stopped) {
            adapt.clear();
            adapt.put(0, timestampMillis, frameMillis);
        }
    }

    private void step(FixedBuffer buffer, int now, int timestampMillis, int frameMillis, boolean marked, int frame, int end) {
        if (buffer == null) {
            return;
        }
        for (int t = clock; t != end; t += frameMillis) {
            if (marked || afterEvent) {
                buffer.losses.open = 0;
            }
            buffer.deliver(t, frameMillis, settings.runLimit());
        }
        buffer.put(now, timestampMillis, frame, marked, afterEvent);
    }

    private void step(AdaptiveBuffer buffer, int now, int timestampMillis, int frameMillis, boolean marked, int frame, int end) {
        if (buffer == null || stopped) {
            return;
        }
        for (int t = clock; t != end; t += frameMillis) {
            if (marked || afterEvent) {
                buffer.losses.open = 0;
            }
            buffer.deliver(t, frameMillis, settings.runLimit());
        }
        buffer.put(now, timestampMillis, frame);
    }

    /**
     * Counts a packet of any kind and closes an interval when its time has come.
     *
     * @param received packets of the stream so far
     * @param answeredNanos when the call was answered, 0 if it is not
     */
    void count(long arrivalNanos, long received, long answeredNanos, boolean g729) {
        if (settling > 0) {
            if (--settling == 0) {
                evaluate(arrivalNanos, received, answeredNanos, g729);
            }
        } else if (arrivalNanos - markNanos > INTERVAL_NANOS) {
            markNanos = arrivalNanos;
            settling = SETTLING_PACKETS;
        }
    }

    /** The adaptive receiver gives up: its figures stay as they are now. */
    void stopAdaptive(long nowNanos, long received, long answeredNanos, boolean g729) {
        if (adapt == null || stopped) {
            return;
        }
        boolean connected = answeredNanos != 0 && answeredNanos <= nowNanos;
        adaptScore.evaluate(adapt.losses, Math.max(0, received - PROBATION_PACKETS) - receivedBefore, connected, g729,
                evaluated ? (evaluatedNanos - firstNanos) / 1e6 : 0, (nowNanos - firstNanos) / 1e6);
        stopped = true;
    }

    /** True once {@link #stopAdaptive} had something to stop. */
    boolean isStopped() {
        return stopped;
    }

    /** The stream is over. */
    void end(long lastNanos, long received, long answeredNanos, boolean g729) {
        if (!evaluated || lastNanos - evaluatedNanos > LAST_INTERVAL_NANOS) {
            evaluate(lastNanos, received, answeredNanos, g729);
        }
    }

    private void evaluate(long nowNanos, long received, long answeredNanos, boolean g729) {
        boolean connected = answeredNanos != 0 && answeredNanos <= nowNanos;
        long internal = Math.max(0, received - PROBATION_PACKETS);
        long interval = internal - receivedBefore;
        double before = evaluated ? (evaluatedNanos - firstNanos) / 1e6 : 0;
        double now = (nowNanos - firstNanos) / 1e6;
        if (f1 != null) {
            f1Score.evaluate(f1.losses, interval, connected, g729, before, now);
        }
        if (f2 != null) {
            f2Score.evaluate(f2.losses, interval, connected, g729, before, now);
        }
        if (adapt != null && !stopped) {
            adaptScore.evaluate(adapt.losses, interval, connected, g729, before, now);
        }
        receivedBefore = internal;
        evaluatedNanos = nowNanos;
        evaluated = true;
    }

    /** The figures, after {@link #end}. */
    List<StreamRecord.Playout> records() {
        List<StreamRecord.Playout> records = new ArrayList<>(3);
        add(records, "f1", settings.f1(), f1 == null ? null : f1.losses, (int) f1Score.average(), f1Score);
        add(records, "f2", settings.f2(), f2 == null ? null : f2.losses, (int) Math.round(f2Score.average()), f2Score);
        add(records, "adapt", settings.adapt(), adapt == null ? null : adapt.losses, (int) Math.round(adaptScore.average()), adaptScore);
        return records;
    }

    private static void add(List<StreamRecord.Playout> records, String name, Settings.Receiver receiver, LossRuns losses, int average, Score score) {
        switch (receiver) {
            case SIMULATED -> records.add(new StreamRecord.Playout(name, average, score.smallest(), losses.histogram()));
            case PERFECT -> records.add(new StreamRecord.Playout(name, BEST_TIMES_10, BEST_TIMES_10, List.of()));
            case ABSENT -> {
            }
        }
    }
}
