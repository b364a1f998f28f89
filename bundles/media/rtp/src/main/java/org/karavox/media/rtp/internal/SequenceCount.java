package org.karavox.media.rtp.internal;

import java.util.Arrays;

/**
 * What the sequence numbers of one stream say: RFC 3550 appendix A.1, but without probation, and with the numbers that
 * are missing kept for a while, so that a late packet and a duplicate can be told apart. Hot path; owned by the stream's
 * shard.
 */
final class SequenceCount {

    /** A forward step below this is a gap, RFC 3550 MAX_DROPOUT. */
    private static final int MAX_DROPOUT = 3000;
    /**
     * A backward step up to this is a late packet or a duplicate. RFC 3550 suggests 100; packets captured twice by a slow
     * mirror come later than that.
     */
    static final int MAX_MISORDER = 512;
    /** Gaps that are remembered, so that at least this many numbers back are told apart. */
    private static final int MAX_GAPS = 128;
    private static final int NONE = -1;
    private static final int RUN_SLOTS = 10;

    boolean started;
    int first;
    int last;
    long duplicates;
    long reordered;
    long missing;

    /** RFC 3550 base_seq: a number below it that comes late does not move it. */
    private long base;
    /** Lowest number seen. */
    private long lowest;
    private long max;
    private long expectedBefore;
    private int bad = NONE;
    private long strays;
    private long[] runs;
    /** First missing number in the upper, how many in the lower half, relative to {@code gapBase}; oldest first. */
    private long[] gaps;
    private int gapCount;
    private long gapBase;

    SequenceCount copy() {
        SequenceCount copy = new SequenceCount();
        copy.started = started;
        copy.first = first;
        copy.last = last;
        copy.duplicates = duplicates;
        copy.reordered = reordered;
        copy.missing = missing;
        copy.base = base;
        copy.lowest = lowest;
        copy.max = max;
        copy.expectedBefore = expectedBefore;
        copy.bad = bad;
        copy.strays = strays;
        copy.runs = runs == null ? null : runs.clone();
        copy.gaps = gaps == null ? null : gaps.clone();
        copy.gapCount = gapCount;
        copy.gapBase = gapBase;
        return copy;
    }

    /** True if the last packet had the highest number so far. */
    boolean inOrder() {
        return started && last == ((int) max & 0xFFFF);
    }

    /** {@code packets} that came one after the other. */
    void advance(int packets) {
        max += packets;
        last = (int) max & 0xFFFF;
    }

    void take(int sequence) {
        last = sequence;
        if (!started) {
            started = true;
            first = sequence;
            base = sequence;
            lowest = sequence;
            max = sequence;
            gapBase = sequence;
            return;
        }
        int step = sequence - (int) max & 0xFFFF;
        if (step == 1) {
            max++;
        } else if (step == 0) {
            duplicates++;
        } else if (step < MAX_DROPOUT) {
            lose(max + 1, step - 1);
            max += step;
        } else if (step >= 65536 - MAX_MISORDER) {
            late(max - (65536 - step));
        } else {
            jump(sequence);
        }
    }

    private void lose(long from, int count) {
        missing += count;
        if (runs == null) {
            runs = new long[RUN_SLOTS];
        }
        runs[Math.min(count, RUN_SLOTS) - 1]++;
        insertGap(gapCount, from, count);
    }

    private void late(long number) {
        if (number < lowest) {
            if (lowest - number > 1) {
                missing += lowest - number - 1;
                insertGap(0, number + 1, (int) (lowest - number - 1));
            }
            lowest = number;
            reordered++;
            return;
        }
        int relative = (int) (number - gapBase);
        for (int i = gapCount - 1; i >= 0; i--) {
            int from = (int) (gaps[i] >>> 32);
            int behind = from + (int) gaps[i];
            if (relative >= behind) {
                break;
            }
            if (relative >= from) {
                fill(i, from, behind, relative);
                missing--;
                reordered++;
                return;
            }
        }
        duplicates++;
    }

    private void fill(int i, int from, int behind, int number) {
        if (behind - from == 1) {
            gapCount--;
            System.arraycopy(gaps, i + 1, gaps, i, gapCount - i);
        } else if (number == from) {
            gaps[i] = gap(from + 1, behind - from - 1);
        } else {
            gaps[i] = gap(from, number - from);
            if (number + 1 < behind) {
                insertGap(i + 1, gapBase + number + 1, behind - number - 1);
            }
        }
    }

    private static long gap(int from, int count) {
        return (long) from << 32 | count;
    }

    private void insertGap(int at, long from, int count) {
        int place = at;
        if (gaps == null) {
            gaps = new long[4];
        } else if (gapCount == gaps.length) {
            if (gapCount < MAX_GAPS) {
                gaps = Arrays.copyOf(gaps, 2 * gapCount);
            } else { // forget the oldest
                if (place == 0) {
                    return;
                }
                gapCount--;
                place--;
                System.arraycopy(gaps, 1, gaps, 0, gapCount);
            }
        }
        System.arraycopy(gaps, place, gaps, place + 1, gapCount - place);
        gaps[place] = gap((int) (from - gapBase), count);
        gapCount++;
    }

    /** Far away: the sender began anew if the next packet goes on from here, otherwise it was a stray. */
    private void jump(int sequence) {
        if (sequence != bad) {
            bad = sequence + 1 & 0xFFFF;
            strays++;
            return;
        }
        expectedBefore += max - base + 1;
        strays--; // the packet before this one was the first of the new range
        base = sequence - 1;
        lowest = base;
        max = sequence;
        gapCount = 0;
        gapBase = base;
        bad = NONE;
    }

    long extendedMax() {
        return max;
    }

    long expected() {
        return started ? expectedBefore + max - base + 1 : 0;
    }

    /** Expected minus received; stray packets are in neither. */
    long lost(long received) {
        return expected() - (received - strays);
    }

    /** Runs of 1 to 9, and of 10 and more. */
    Long[] lossRuns() {
        Long[] result = new Long[RUN_SLOTS];
        for (int i = 0; i < RUN_SLOTS; i++) {
            result[i] = runs == null ? 0 : runs[i];
        }
        return result;
    }
}
