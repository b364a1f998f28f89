package org.karavox.signalling.sip.internal;

/**
 * The time that timers of one shard go by: what the engine has announced, or the packet's own time where that is later.
 * So a packet with a time of years ago does not make timers fire that were just set.
 */
final class PacketClock {

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

    /** Timer time now. */
    long now() {
        return nanos;
    }

    /** Timer time of a packet captured at {@code packetNanos}. */
    long at(long packetNanos) {
        return Math.max(nanos, packetNanos + offsetNanos);
    }
}
