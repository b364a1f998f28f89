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
    private static final int WAITS_FOR_TRYING = 1;
    private static final int WAITS_FOR_ANSWER = 2;

    private final boolean fromFirst;
    private long firstNanos;
    /** Two words each: the transaction, the time of its first INVITE. */
    private long[] invites = new long[2];
    /** Two words each: what it waits for, how often it was repeated. */
    private int[] states = new int[2];
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
            states[2 * at + 1]++;
            return;
        }
        if (firstNanos == 0) {
            firstNanos = packetNanos;
        }
        if (count == MOST) {
            return;
        }
        if (2 * count == invites.length) {
            invites = Arrays.copyOf(invites, 4 * count);
            states = Arrays.copyOf(states, 4 * count);
        }
        invites[2 * count] = key;
        invites[2 * count + 1] = packetNanos;
        states[2 * count++] = inDialog ? 0 : WAITS_FOR_TRYING | WAITS_FOR_ANSWER;
    }

    void answered(long key, int status, long packetNanos) {
        int at = find(key);
        int what = status == 100 ? WAITS_FOR_TRYING : WAITS_FOR_ANSWER;
        if (at < 0 || (states[2 * at] & what) == 0) {
            return;
        }
        states[2 * at] &= ~what;
        long waited = Math.max(0, packetNanos - (fromFirst ? firstNanos : invites[2 * at + 1]));
        if (what == WAITS_FOR_TRYING) {
            trying = trying < 0 ? waited : Math.min(trying, waited);
        } else {
            answer = answer < 0 ? waited : Math.min(answer, waited);
        }
    }

    private int find(long key) {
        for (int i = 0; i < count; i++) {
            if (invites[2 * i] == key) {
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
        int most = 0;
        for (int i = 0; i < count; i++) {
            most = Math.max(most, states[2 * i + 1]);
        }
        return most;
    }
}
