package org.karavox.signalling.sip.internal;

import java.util.Arrays;
import org.karavox.packet.PacketCursor;

/**
 * How long the INVITEs of a call waited for their responses, and how often they were repeated. Every hop has its own
 * transactions, told apart by addresses, topmost Via and CSeq. Waiting counts for INVITEs outside a dialog only: a
 * re-INVITE that a telephone answers at once says nothing about how long setting up took.
 */
final class InviteTimes {

    private static final int MOST = 64;
    private static final byte WAITS_FOR_TRYING = 1;
    private static final byte WAITS_FOR_ANSWER = 2;

    private final boolean fromFirst;
    private long firstNanos;
    private long[] keys = new long[2];
    private long[] nanos = new long[2];
    private int[] repetitions = new int[2];
    private byte[] waiting = new byte[2];
    private int count;
    private long trying = -1;
    private long answer = -1;

    /** @param fromFirst everything is measured from the first INVITE of the call */
    InviteTimes(boolean fromFirst) {
        this.fromFirst = fromFirst;
    }

    /** Key of the transaction on the hop that {@code packet}, the request, went. */
    static long ofRequest(PacketCursor packet, long branch, long sequence) {
        return key(Endpoints.pair(packet), branch, sequence);
    }

    /** Key of the transaction on the hop that {@code packet}, a response, came back. */
    static long ofResponse(PacketCursor packet, long branch, long sequence) {
        return key(Endpoints.reversePair(packet), branch, sequence);
    }

    private static long key(long pair, long branch, long sequence) {
        return (pair * 31 + branch) * 31 + sequence;
    }

    void invited(long key, long packetNanos, boolean inDialog) {
        int at = find(key);
        if (at >= 0) {
            repetitions[at]++;
            return;
        }
        if (firstNanos == 0) {
            firstNanos = packetNanos;
        }
        if (count == MOST) {
            return;
        }
        if (count == keys.length) {
            keys = Arrays.copyOf(keys, 2 * count);
            nanos = Arrays.copyOf(nanos, 2 * count);
            repetitions = Arrays.copyOf(repetitions, 2 * count);
            waiting = Arrays.copyOf(waiting, 2 * count);
        }
        keys[count] = key;
        nanos[count] = packetNanos;
        waiting[count++] = inDialog ? 0 : (byte) (WAITS_FOR_TRYING | WAITS_FOR_ANSWER);
    }

    void answered(long key, int status, long packetNanos) {
        int at = find(key);
        byte what = status == 100 ? WAITS_FOR_TRYING : WAITS_FOR_ANSWER;
        if (at < 0 || (waiting[at] & what) == 0) {
            return;
        }
        waiting[at] &= (byte) ~what;
        long waited = Math.max(0, packetNanos - (fromFirst ? firstNanos : nanos[at]));
        if (what == WAITS_FOR_TRYING) {
            trying = trying < 0 ? waited : Math.min(trying, waited);
        } else {
            answer = answer < 0 ? waited : Math.min(answer, waited);
        }
    }

    private int find(long key) {
        for (int i = 0; i < count; i++) {
            if (keys[i] == key) {
                return i;
            }
        }
        return -1;
    }

    /** Shortest time to a 100, -1 if there was none. */
    int tryingMillis() {
        return millis(trying);
    }

    /** Shortest time to another response, -1 if there was none. */
    int responseMillis() {
        return millis(answer);
    }

    private static int millis(long nanos) {
        return nanos < 0 ? -1 : (int) Math.min(Integer.MAX_VALUE, (nanos + 500_000) / 1_000_000);
    }

    /** How often the most repeated INVITE came again on one hop. */
    int mostRepetitions() {
        return Arrays.stream(repetitions).max().orElse(0);
    }
}
