package org.karavox.media.rtp.internal;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.TreeMap;

/**
 * The playout simulators written down as the reference describes them, step by step and without any thought of speed.
 * What the product computes is compared with this on thousands of arrival patterns.
 */
final class LiteralPlayout {

    private static final int NONE = Integer.MIN_VALUE;

    private enum Result { FRAME, DROP, INTERPOLATE, NO_FRAME }

    private record Frame(int delivery, int timestamp, int length, boolean quiet) {
    }

    private interface Buffer {
        void clear();

        void put(Simulator run, int now, int timestamp, int length, boolean marked, boolean afterEvent, boolean quiet);

        /** {@link #NONE} if nothing is known. */
        int due();

        Result take(Simulator run, int now, int packetTime);
    }

    /** One receiver: its buffer, the run that is open, and the runs that are closed. */
    static final class Simulator {
        final TreeMap<Integer, Integer> histogram = new TreeMap<>();
        private final Buffer buffer;
        private int run;
        /** The frame that was taken last. */
        private Frame played;

        private Simulator(Buffer buffer) {
            this.buffer = buffer;
        }

        int lost() {
            return histogram.entrySet().stream().mapToInt(e -> e.getKey() * e.getValue()).sum();
        }

        int runs() {
            return histogram.values().stream().mapToInt(Integer::intValue).sum();
        }

        private void book() {
            int rest = run;
            while (rest > 128) {
                histogram.merge(128, 1, Integer::sum);
                rest -= 128;
            }
            histogram.merge(rest, 1, Integer::sum);
        }

        private void deliver(int now, int packetTime, int runLimit) {
            int due = buffer.due();
            if (due == NONE) {
                run++;
                return;
            }
            while (due != NONE && now >= due) {
                Result result = buffer.take(this, now, packetTime);
                if (result == Result.FRAME) {
                    if (run > 0 && !played.quiet && run < runLimit) {
                        book();
                    }
                    run = 0;
                } else {
                    run++;
                    if (result == Result.NO_FRAME) {
                        break;
                    }
                }
                due = buffer.due();
            }
        }
    }

    final List<Simulator> simulators = List.of(new Simulator(new Fixed(50, 100)), new Simulator(new Fixed(200, 200)),
            new Simulator(new Adaptive()));
    private final int pauseMillis;
    private final int runLimit;
    private boolean started;
    private long baseMicros;
    private int clock;
    private int previousSequence;
    private int previousTimestamp;
    private boolean afterEvent;

    LiteralPlayout(int pauseMillis, int runLimit) {
        this.pauseMillis = pauseMillis;
        this.runLimit = runLimit;
    }

    /** A telephone event packet: not played, only remembered. */
    void event(int sequence) {
        afterEvent = true;
        previousSequence = sequence;
    }

    void reset() {
        started = false;
    }

    void packet(long arrivalMicros, int sequence, int timestamp, int packetTime, boolean marker) {
        boolean marked = marker;
        if (started) {
            int now = Math.toIntExact(Math.floorDiv(arrivalMicros - baseMicros, 1000L));
            // Rounded up: with a fraction cut off, saw tooth G loses one run of the measured two.
            int ahead = -Math.toIntExact(Math.floorDiv(baseMicros - arrivalMicros, 1000L)) - clock - packetTime;
            if (ahead >= 10_000 * packetTime) {
                started = false;
            } else {
                boolean successor = (previousSequence + 1 & 0xFFFF) == sequence;
                boolean jumped = timestamp - previousTimestamp != packetTime;
                if (ahead >= pauseMillis && successor && !jumped) {
                    marked = true;
                }
                while (ahead >= packetTime) {
                    for (Simulator each : simulators) {
                        if (marked || afterEvent) {
                            each.run = 0;
                        }
                        each.deliver(clock, packetTime, runLimit);
                    }
                    clock += packetTime;
                    ahead -= packetTime;
                }
                for (Simulator each : simulators) {
                    each.buffer.put(each, now, timestamp, packetTime, marked, afterEvent, marked || afterEvent || successor && jumped);
                }
            }
        }
        if (!started) {
            started = true;
            baseMicros = arrivalMicros;
            clock = 0;
            for (Simulator each : simulators) {
                each.run = 0;
                each.buffer.clear();
                each.buffer.put(each, 0, timestamp, packetTime, marked, afterEvent, false);
            }
        }
        previousSequence = sequence;
        previousTimestamp = timestamp;
        afterEvent = false;
    }

    private static final class Fixed implements Buffer {
        private final int size;
        private final int threshold;
        private final List<Frame> queue = new ArrayList<>();
        private boolean primed;
        private int offset;
        private int nextDue;
        private long skewSum;
        private int skewCount;
        private boolean force;

        Fixed(int size, int threshold) {
            this.size = size;
            this.threshold = threshold;
        }

        @Override
        public void clear() {
            queue.clear();
            primed = false;
            skewSum = 0;
            skewCount = 0;
            force = false;
        }

        @Override
        public void put(Simulator run, int now, int timestamp, int length, boolean marked, boolean afterEvent, boolean quiet) {
            if (!primed) {
                first(now, timestamp, length, quiet);
                skewCount++; // of itself it deviates by nothing
                return;
            }
            int delivery = offset + size + timestamp;
            skewSum += timestamp - (now - offset);
            skewCount++;
            if (delivery < nextDue) {
                if (!marked) {
                    run.run++;
                }
                resync(run, now, timestamp, length, marked, afterEvent, quiet);
                return;
            }
            if (marked && !queue.isEmpty()) {
                int ahead = timestamp - tail().timestamp;
                int tolerance = afterEvent ? FixedBuffer.EVENT_TOLERANCE : 1;
                if (ahead > 3 * tolerance * length || ahead < -tolerance * length) {
                    force = true;
                    resync(run, now, timestamp, length, marked, afterEvent, quiet);
                    return;
                }
            }
            if (delivery > nextDue + size + threshold) {
                resync(run, now, timestamp, length, marked, afterEvent, quiet);
                return;
            }
            int place = queue.size();
            while (place > 0 && queue.get(place - 1).delivery > delivery) {
                place--;
            }
            if (place > 0) {
                Frame before = queue.get(place - 1);
                if (before.delivery == delivery || before.delivery + before.length > delivery + 10
                        || place < queue.size() && queue.get(place).delivery < delivery + length) {
                    resync(run, now, timestamp, length, marked, afterEvent, quiet);
                    return;
                }
            }
            if (force) {
                resync(run, now, timestamp, length, marked, afterEvent, quiet);
                force = false;
                return;
            }
            queue.add(place, new Frame(delivery, timestamp, length, quiet));
        }

        private Frame tail() {
            return queue.get(queue.size() - 1);
        }

        private void first(int now, int timestamp, int length, boolean quiet) {
            primed = true;
            offset = now - timestamp;
            nextDue = now + size;
            queue.add(new Frame(nextDue, timestamp, length, quiet));
        }

        private void restart(int now, int timestamp, int length, boolean quiet) {
            queue.clear();
            first(now, timestamp, length, quiet);
        }

        private void resync(Simulator run, int now, int timestamp, int length, boolean marked, boolean afterEvent, boolean quiet) {
            if (queue.isEmpty()) {
                restart(now, timestamp, length, quiet);
                return;
            }
            int off = timestamp - tail().timestamp - tail().length;
            if (Math.abs(off) < threshold) {
                if (!force) {
                    if (skewCount > 10 && Math.abs(skewSum / skewCount) > size / 2) {
                        skewSum = 0;
                        skewCount = 0;
                        restart(now, timestamp, length, quiet);
                        return;
                    }
                    if (off < 0 || now - timestamp < offset - size) {
                        return;
                    }
                    restart(now, timestamp, length, quiet);
                    return;
                }
                if (off < 0) {
                    return;
                }
                restart(now, timestamp, length, quiet);
                return;
            }
            offset -= off;
            for (int i = 0; i < queue.size(); i++) {
                Frame f = queue.get(i);
                queue.set(i, new Frame(f.delivery, f.timestamp + off, f.length, f.quiet));
            }
            put(run, now, timestamp, length, marked, afterEvent, quiet);
        }

        @Override
        public int due() {
            return nextDue;
        }

        @Override
        public Result take(Simulator run, int now, int packetTime) {
            if (queue.isEmpty()) {
                nextDue += packetTime;
                return Result.INTERPOLATE;
            }
            Frame head = queue.get(0);
            if (now > head.delivery + head.length) {
                queue.remove(0);
                nextDue = head.delivery + head.length;
                return Result.DROP;
            }
            if (now < head.delivery) {
                nextDue += packetTime;
                return Result.INTERPOLATE;
            }
            queue.remove(0);
            run.played = head;
            nextDue = head.delivery + head.length;
            return Result.FRAME;
        }
    }

    private static final class Adaptive implements Buffer {
        private static final int MAXIMUM = 500;
        private static final int THRESHOLD = 500;
        private static final int EXTRA = 40;

        private final List<Frame> queue = new ArrayList<>();
        private final List<Integer> history = new ArrayList<>();
        private boolean primed;
        private int offset;
        private int previousDelay;
        private int rejected;
        private int current;
        private int target;
        private boolean silence;
        private int silenceFrom;
        private int nextVoice;
        private int lastAdjustment;
        private int interpolated;
        private int lastLength;
        private int minimum;
        private int jitter;

        Adaptive() {
            clear();
        }

        @Override
        public void clear() {
            queue.clear();
            history.clear();
            primed = false;
            previousDelay = 0;
            rejected = 0;
            current = EXTRA;
            target = EXTRA;
            silence = true;
            silenceFrom = 0;
            nextVoice = 0;
            lastAdjustment = 0;
            interpolated = 0;
            lastLength = 0;
            minimum = 0;
            jitter = 0;
        }

        private int span() {
            return queue.isEmpty() ? 0 : queue.get(queue.size() - 1).timestamp - queue.get(0).timestamp;
        }

        @Override
        public void put(Simulator run, int now, int timestamp, int length, boolean marked, boolean afterEvent, boolean quiet) {
            if (span() >= MAXIMUM) {
                return;
            }
            int delay;
            if (!primed) {
                primed = true;
                offset = timestamp - now;
                delay = 0;
                history.clear();
            } else {
                delay = now - (timestamp - offset);
                if (Math.abs(delay - previousDelay) > 2 * jitter + THRESHOLD) {
                    if (++rejected <= 3) {
                        return;
                    }
                    offset = timestamp - now;
                    delay = 0;
                    history.clear();
                }
            }
            rejected = 0;
            previousDelay = delay;
            history.add(delay);
            if (history.size() > 500) {
                history.remove(0);
            }
            int stored = timestamp - offset;
            int place = queue.size();
            while (place > 0 && queue.get(place - 1).timestamp > stored) {
                place--;
            }
            queue.add(place, new Frame(0, stored, length, quiet));
        }

        private void statistics() {
            List<Integer> sorted = new ArrayList<>(history);
            Collections.sort(sorted);
            int drop = Math.min(19, sorted.size() * 3 / 100);
            minimum = sorted.get(drop);
            jitter = sorted.get(sorted.size() - 1 - drop) - minimum;
            target = Math.min(jitter + minimum + EXTRA, minimum + MAXIMUM);
        }

        @Override
        public int due() {
            if (!silence) {
                return nextVoice;
            }
            if (queue.isEmpty()) {
                return NONE;
            }
            statistics();
            return target - current < -EXTRA ? lastAdjustment + 10 : queue.get(0).timestamp + target;
        }

        private Frame fetch(int until) {
            return !queue.isEmpty() && queue.get(0).timestamp <= until ? queue.remove(0) : null;
        }

        @Override
        public Result take(Simulator run, int now, int packetTime) {
            statistics();
            int diff = target - current;
            if (silence) {
                if (diff < -EXTRA && lastAdjustment + 10 <= now) {
                    current -= packetTime;
                    lastAdjustment = now;
                }
                Frame frame = fetch(now - current);
                if (frame == null) {
                    return Result.NO_FRAME;
                }
                run.played = frame;
                if (frame.timestamp < silenceFrom) {
                    return Result.DROP;
                }
                current = target;
                silence = false;
                nextVoice = frame.timestamp + current + frame.length;
                lastLength = frame.length;
                return Result.FRAME;
            }
            if (diff > 0 && (lastAdjustment + 40 < now || diff > span())) {
                current += packetTime;
                nextVoice += packetTime;
                lastAdjustment = now;
                lastLength = packetTime;
                interpolate();
                return Result.INTERPOLATE;
            }
            Frame frame = fetch(nextVoice - current);
            if (frame != null) {
                run.played = frame;
                lastLength = frame.length;
            }
            if (frame != null && frame.timestamp + current < nextVoice) {
                if (frame.timestamp + current > nextVoice - lastLength) {
                    nextVoice = frame.timestamp + current + frame.length;
                    interpolated = 0;
                    return Result.FRAME;
                }
                return Result.DROP;
            }
            if (diff < -EXTRA && (frame == null && lastAdjustment + 80 < now || lastAdjustment + 500 < now)) {
                lastAdjustment = now;
                interpolated = 0;
                current -= lastLength;
                return frame != null ? Result.DROP : Result.NO_FRAME;
            }
            if (frame == null) {
                nextVoice += packetTime;
                lastLength = packetTime;
                interpolate();
                return Result.INTERPOLATE;
            }
            nextVoice += frame.length;
            interpolated = 0;
            return Result.FRAME;
        }

        private void interpolate() {
            if (++interpolated >= 10) {
                silence = true;
                silenceFrom = nextVoice - current;
                interpolated = 0;
            }
        }
    }
}
