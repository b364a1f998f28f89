package org.karavox.signalling.sip.internal;

/**
 * The time that timers of one shard go by: what the engine has announced, or the packet's own time where that is later.
 * So a packet with a time of years ago does not make timers fire that were just set. A packet that lies further ahead
 * than the engine lets time run at once does not either: its time is wild, or the engine will confirm it in a moment.
 */
final class PacketClock {

    /** The engine announces the time at least every tenth of a second, except for jumps of ten minutes and more. */
    private static final long JUMP_NANOS = 600_000_000_000L;

    private long nanos = Long.MIN_VALUE;
    /** From packet time to timer time: grows when packet time goes back for good, because timer time never does. */
    private long offsetNanos;

    /** The engine has announced {@code packetNanos}. */
    void reached(long packetNanos) {
        nanos = Math.max(nanos, packetNanos + offsetNanos);
    }

    /** Packet time has gone back for good, to {@code packetNanos}: timers go on from where they are. */
    void back(long packetNanos) {
        if (nanos != Long.MIN_VALUE) {
            offsetNanos = nanos - packetNanos;
        }
    }

    /** Timer time of a packet that was captured some time ago, at {@code packetNanos}, when its time was the time. */
    long then(long packetNanos) {
        return Math.min(at(packetNanos), packetNanos + offsetNanos); // a wild time of years ahead is not believed
    }

    /** Timer time now. */
    long now() {
        return nanos;
    }

    /** Timer time of a packet captured at {@code packetNanos}. */
    long at(long packetNanos) {
        long timer = packetNanos + offsetNanos;
        boolean isWild = nanos != Long.MIN_VALUE && timer - nanos > JUMP_NANOS;
        return isWild ? nanos : Math.max(nanos, timer);
    }
}
