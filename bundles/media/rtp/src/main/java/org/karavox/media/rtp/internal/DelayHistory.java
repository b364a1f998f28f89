package org.karavox.media.rtp.internal;

import java.util.Arrays;

/**
 * The last 500 delays and the smallest and largest of them without the outer three percent. The two are kept up to
 * date as delays come and go: what lies beyond them is counted, and only when a count says that a bound has moved the
 * delays are looked through. Hot path; owned by the stream's shard.
 */
final class DelayHistory {

    static final int CAPACITY = 500;
    private static final int DROP_PERCENT = 3;
    private static final int INITIAL = 32;

    /** Largest delay, milliseconds, outliers left out. */
    int high;
    /** Smallest delay, milliseconds, outliers left out. */
    int low;

    private int above;
    private int atHigh;
    private int below;
    private int atLow;
    private int drop;
    private int size;
    private int next;
    /** Relative to {@code base}, so that two bytes are enough. */
    private short[] delays;
    private int base;

    void clear() {
        size = 0;
        next = 0;
        drop = 0;
    }

    DelayHistory copy() {
        DelayHistory copy = new DelayHistory();
        copy.high = high;
        copy.low = low;
        copy.above = above;
        copy.atHigh = atHigh;
        copy.below = below;
        copy.atLow = atLow;
        copy.drop = drop;
        copy.size = size;
        copy.next = next;
        copy.delays = delays == null ? null : delays.clone();
        copy.base = base;
        return copy;
    }

    /** Adds {@code values[from]} to {@code values[to - 1]}, each plus {@code offset}. */
    void add(int[] values, int from, int to, int offset) {
        for (int i = from; i < to; i++) {
            int delay = values[i] + offset;
            if (size == CAPACITY && delays[next] + base == delay) {
                next = next + 1 == CAPACITY ? 0 : next + 1;
            } else {
                add(delay);
            }
        }
    }

    void add(int delay) {
        int stored = delay - base;
        if (stored != (short) stored) {
            rebase(delay);
            stored = delay - base;
        }
        if (size == CAPACITY) {
            int gone = delays[next] + base;
            delays[next] = (short) stored;
            next = next + 1 == CAPACITY ? 0 : next + 1;
            if (gone == delay) {
                return;
            }
            if (gone >= high) {
                if (gone == high) {
                    atHigh--;
                } else {
                    above--;
                }
            }
            if (gone <= low) {
                if (gone == low) {
                    atLow--;
                } else {
                    below--;
                }
            }
        } else if (!grow(delay, (short) stored)) {
            return;
        }
        if (delay >= high) {
            if (delay == high) {
                atHigh++;
            } else {
                above++;
            }
        }
        if (delay <= low) {
            if (delay == low) {
                atLow++;
            } else {
                below++;
            }
        }
        if (above > drop || above + atHigh <= drop) {
            moveHigh();
        }
        if (below > drop || below + atLow <= drop) {
            moveLow();
        }
    }

    /** False if {@code delay} is the first one. */
    private boolean grow(int delay, short stored) {
        if (delays == null || size == delays.length) {
            delays = delays == null ? new short[INITIAL] : Arrays.copyOf(delays, Math.min(CAPACITY, 2 * delays.length));
        }
        delays[size++] = stored;
        drop = size * DROP_PERCENT / 100;
        if (size > 1) {
            return true;
        }
        high = delay;
        low = delay;
        above = 0;
        below = 0;
        atHigh = 1;
        atLow = 1;
        return false;
    }

    private void moveHigh() {
        while (above > drop) {
            int best = Integer.MAX_VALUE;
            int found = 0;
            int bound = high - base;
            for (int i = 0; i < size; i++) {
                int each = delays[i];
                if (each > bound && each <= best) {
                    found = each == best ? found + 1 : 1;
                    best = each;
                }
            }
            high = best + base;
            atHigh = found;
            above -= found;
        }
        while (above + atHigh <= drop) {
            int best = Integer.MIN_VALUE;
            int found = 0;
            int bound = high - base;
            for (int i = 0; i < size; i++) {
                int each = delays[i];
                if (each < bound && each >= best) {
                    found = each == best ? found + 1 : 1;
                    best = each;
                }
            }
            above += atHigh;
            high = best + base;
            atHigh = found;
        }
    }

    private void moveLow() {
        while (below > drop) {
            int best = Integer.MIN_VALUE;
            int found = 0;
            int bound = low - base;
            for (int i = 0; i < size; i++) {
                int each = delays[i];
                if (each < bound && each >= best) {
                    found = each == best ? found + 1 : 1;
                    best = each;
                }
            }
            low = best + base;
            atLow = found;
            below -= found;
        }
        while (below + atLow <= drop) {
            int best = Integer.MAX_VALUE;
            int found = 0;
            int bound = low - base;
            for (int i = 0; i < size; i++) {
                int each = delays[i];
                if (each > bound && each <= best) {
                    found = each == best ? found + 1 : 1;
                    best = each;
                }
            }
            below += atLow;
            low = best + base;
            atLow = found;
        }
    }

    /** The delay has wandered out of what two bytes hold: moves the base; delays further away than 32 s become 32 s. */
    private void rebase(int delay) {
        int shift = delay - base;
        for (int i = 0; i < size; i++) {
            delays[i] = (short) Math.max(Short.MIN_VALUE, Math.min(Short.MAX_VALUE, (long) delays[i] - shift));
        }
        base = delay;
        if (size > 0) {
            recount();
        }
    }

    private void recount() {
        short[] sorted = Arrays.copyOf(delays, size);
        Arrays.sort(sorted);
        low = sorted[drop] + base;
        high = sorted[size - 1 - drop] + base;
        above = 0;
        below = 0;
        atHigh = 0;
        atLow = 0;
        for (short each : sorted) {
            int value = each + base;
            above += value > high ? 1 : 0;
            atHigh += value == high ? 1 : 0;
            below += value < low ? 1 : 0;
            atLow += value == low ? 1 : 0;
        }
    }
}
