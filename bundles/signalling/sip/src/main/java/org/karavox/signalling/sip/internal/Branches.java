package org.karavox.signalling.sip.internal;

import java.util.Arrays;

/**
 * The INVITE transactions of the round that is going on (one CSeq): one per hop and per fork, told apart by the topmost
 * Via. The call is over only when none of them can succeed any more.
 */
final class Branches {

    private static final int MOST = 1_024;
    private static final byte OPEN = 0;
    private static final byte CANCELLED = 1;
    private static final byte DONE = 2;

    private long[] ids = new long[2];
    private byte[] states = new byte[2];
    private int count;

    /** Forgets all: a new round begins. */
    void clear() {
        count = 0;
    }

    /** True if this transaction was not known. */
    boolean invited(long branch) {
        if (find(branch) >= 0 || count == MOST) {
            return false;
        }
        if (count == ids.length) {
            ids = Arrays.copyOf(ids, count * 2);
            states = Arrays.copyOf(states, count * 2);
        }
        ids[count] = branch;
        states[count++] = OPEN;
        return true;
    }

    /**
     * A CANCEL carries the branch of the INVITE it cancels, RFC 3261 9.1. One whose INVITE was not seen cancels the only
     * transaction there is.
     */
    void cancelled(long branch) {
        int at = find(branch);
        if (at < 0 && count == 1) {
            at = 0;
        }
        if (at >= 0 && states[at] == OPEN) {
            states[at] = CANCELLED;
        }
    }

    /** A final response. One whose request was not seen ends the only transaction there is. */
    void ended(long branch) {
        int at = find(branch);
        if (at >= 0) {
            states[at] = DONE;
        } else if (count == 1) {
            states[0] = DONE;
        }
    }

    /** True if a transaction may still succeed. */
    boolean anyOpen() {
        for (int i = 0; i < count; i++) {
            if (states[i] == OPEN) {
                return true;
            }
        }
        return false;
    }

    private int find(long branch) {
        for (int i = 0; i < count; i++) {
            if (ids[i] == branch) {
                return i;
            }
        }
        return -1;
    }
}
