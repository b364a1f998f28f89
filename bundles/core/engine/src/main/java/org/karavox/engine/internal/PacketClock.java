package org.karavox.engine.internal;

/**
 * Packet time: what drives all time-outs. Normally the largest time stamp so far. A single wild time stamp does not
 * move it: a jump of more than ten minutes, forwards or backwards, counts when {@link #CONFIRMATIONS} packets in a row
 * agree with it. A jump backwards happens in merged captures, or when an older file follows. Hot path, one owner.
 */
final class PacketClock {

    /** {@link #advance}: nothing to do. */
    static final int QUIET = 0;
    /** {@link #advance}: a tenth of a second has passed. */
    static final int TICK = 1;
    /** {@link #advance}: time has gone back for good; {@link #nanos} is the new time. */
    static final int BACK = 2;

    static final long TICK_NANOS = 100_000_000L;
    static final long JUMP_NANOS = 600_000_000_000L;
    static final int CONFIRMATIONS = 16;

    private long now = Long.MIN_VALUE;
    private long nextTick = Long.MIN_VALUE;
    private long farAhead = Long.MIN_VALUE;
    private long farBehind = Long.MIN_VALUE;
    private long candidate;
    private int agreeing;
    /** Time of the packet that moved the clock last. */
    private long lastPacketNanos;

    /** Packet time, nanoseconds since the epoch; meaningless before the first packet. */
    long nanos() {
        return now;
    }

    /** Takes the time stamp of the next packet. */
    int advance(long timestampNanos) {
        if (timestampNanos < nextTick && timestampNanos >= farBehind) {
            agreeing = 0;
            return QUIET; // nearly always; the exact time between two ticks interests nobody
        }
        return slow(timestampNanos);
    }

    /** Nothing has come for {@code silenceNanos} since the last packet; true if that moves time by at least a tick. */
    boolean idle(long silenceNanos) {
        if (now == Long.MIN_VALUE || lastPacketNanos + silenceNanos < nextTick) {
            return false;
        }
        long packet = lastPacketNanos;
        set(lastPacketNanos + silenceNanos);
        lastPacketNanos = packet;
        return true;
    }

    private int slow(long timestampNanos) {
        if (now == Long.MIN_VALUE) {
            set(timestampNanos);
            return TICK;
        }
        if (timestampNanos >= farBehind && timestampNanos <= farAhead) {
            agreeing = 0;
            set(timestampNanos);
            return TICK;
        }
        if (agreeing == 0 || Math.abs(timestampNanos - candidate) > JUMP_NANOS) {
            candidate = timestampNanos;
            agreeing = 1;
            return QUIET;
        }
        candidate = Math.max(candidate, timestampNanos);
        if (++agreeing < CONFIRMATIONS) {
            return QUIET;
        }
        agreeing = 0;
        boolean back = candidate < now;
        set(candidate);
        return back ? BACK : TICK;
    }

    private void set(long timestampNanos) {
        now = timestampNanos;
        lastPacketNanos = timestampNanos;
        nextTick = timestampNanos - Math.floorMod(timestampNanos, TICK_NANOS) + TICK_NANOS;
        farAhead = timestampNanos + JUMP_NANOS;
        farBehind = timestampNanos - JUMP_NANOS;
    }
}
