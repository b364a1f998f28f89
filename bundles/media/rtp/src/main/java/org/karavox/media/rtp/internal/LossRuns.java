package org.karavox.media.rtp.internal;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Runs of frames that one simulated receiver could not play. Hot path; owned by the stream's shard. */
final class LossRuns {

    /** Longest run with a slot of its own; longer ones are booked in portions of this length. */
    static final int LONGEST = 128;

    /** Frames of the run that is still open. */
    int open;
    /** Frames in all closed runs. */
    int lost;
    /** Closed runs. */
    int runs;
    /** Closed runs by length minus one; grows when a run is booked, so that a stream without loss has none. */
    private int[] counts;

    /** A frame was played; {@code bookable} if the run before it was loss. */
    void played(boolean bookable, int limit) {
        if (open > 0) {
            if (bookable && open < limit) {
                book();
            }
            open = 0;
        }
    }

    private void book() {
        int rest = open;
        while (rest > LONGEST) {
            count(LONGEST);
            rest -= LONGEST;
        }
        count(rest);
    }

    private void count(int length) {
        if (counts == null || counts.length < length) {
            counts = counts == null ? new int[Math.max(4, length)] : Arrays.copyOf(counts, Math.min(LONGEST, Math.max(length, 2 * counts.length)));
        }
        counts[length - 1]++;
        runs++;
        lost += length;
    }

    /** Becomes equal to {@code other}. */
    void take(LossRuns other) {
        open = other.open;
        lost = other.lost;
        runs = other.runs;
        counts = other.counts == null ? null : other.counts.clone();
    }

    /** Index k counts runs of k + 1; without trailing zeros. */
    List<Integer> histogram() {
        int length = counts == null ? 0 : counts.length;
        while (length > 0 && counts[length - 1] == 0) {
            length--;
        }
        List<Integer> result = new ArrayList<>(length);
        for (int i = 0; i < length; i++) {
            result.add(counts[i]);
        }
        return result;
    }
}
