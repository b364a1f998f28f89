package org.karavox.media.rtp.internal;

import org.karavox.packet.Hashing;
import org.karavox.packet.PacketCursor;

/** Streams by SSRC and addresses, for calls that have many. Hot path, open addressing. */
final class StreamTable {

    /** Up to here looking through all of them is quicker. */
    static final int WORTHWHILE = 8;

    private RtpStream[] slots = new RtpStream[32];
    private int count;

    void add(RtpStream stream) {
        if (2 * ++count > slots.length) {
            RtpStream[] old = slots;
            slots = new RtpStream[2 * old.length];
            for (RtpStream each : old) {
                if (each != null) {
                    place(each);
                }
            }
        }
        place(stream);
    }

    private void place(RtpStream stream) {
        int slot = hash(stream.ssrc, stream.ports, stream.sourceLow, stream.destinationLow) & slots.length - 1;
        while (slots[slot] != null) {
            slot = slot + 1 & slots.length - 1;
        }
        slots[slot] = stream;
    }

    RtpStream find(PacketCursor packet, int ssrc) {
        int ports = packet.sourcePort() << 16 | packet.destinationPort();
        int slot = hash(ssrc, ports, packet.sourceLow(), packet.destinationLow()) & slots.length - 1;
        while (slots[slot] != null) {
            if (slots[slot].is(packet, ssrc)) {
                return slots[slot];
            }
            slot = slot + 1 & slots.length - 1;
        }
        return null;
    }

    private static int hash(int ssrc, int ports, long sourceLow, long destinationLow) {
        return (int) Hashing.mix(((long) ssrc << 32 | ports & 0xFFFF_FFFFL) ^ sourceLow * 31 ^ Long.rotateLeft(destinationLow, 17));
    }
}
