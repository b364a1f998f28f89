package org.karavox.engine.internal;

import java.util.Arrays;
import org.karavox.packet.Bytes;
import org.karavox.packet.Hashing;
import org.karavox.packet.PacketCursor;

/**
 * Puts fragmented IP datagrams together again (RFC 791 section 3.2, RFC 8200 section 4.5). Bounded: at most
 * {@link #MAX_DATAGRAMS} are in progress, each has one slot of about 64 KiB that is used again and again; the oldest
 * makes room. A datagram whose fragments contradict each other is given up (RFC 5722), and its later fragments too.
 *
 * <p>Per fragment, not per packet, so hot enough not to allocate: slots are made when they are first needed.
 * One owner, the dispatcher.
 */
final class Defragmenter {

    static final int MAX_DATAGRAMS = 256;
    static final long TIMEOUT_NANOS = 30_000_000_000L;

    /** {@link #add} answers a fate of {@link Fates}, or this when the datagram is complete. */
    static final int COMPLETE = -1;

    /** Room in front of the payload for link header and rebuilt IP header with its options and extension headers. */
    private static final int HEADROOM = 512;
    private static final int MAX_PAYLOAD = 65_535;
    private static final int UNITS = MAX_PAYLOAD / 8 + 1;

    private static final class Slot {
        private final byte[] bytes = new byte[HEADROOM + MAX_PAYLOAD + 1];
        private final long[] present = new long[UNITS / 64 + 1];
        private long sourceHigh;
        private long sourceLow;
        private long destinationHigh;
        private long destinationLow;
        private long identity;
        private boolean used;
        private boolean refused;
        private long firstNanos;
        private int unitsPresent;
        /** Payload length, -1 until the last fragment came. */
        private int total;
        /** Length of the bytes in front of the payload, 0 until the first fragment came. */
        private int headerLength;
        private int linkLength;
        private int linkType;
        private int tailPresent;
    }

    private final Slot[] slots = new Slot[MAX_DATAGRAMS];
    private int slotsMade;
    private long expired;
    private long evicted;
    private long rebuilt;
    private Slot completed;
    private boolean completedV6;
    private int completedIpStart;

    /** Datagrams that were never finished within {@link #TIMEOUT_NANOS}. */
    long expired() {
        return expired;
    }

    /** Unfinished datagrams that made room for newer ones. */
    long evicted() {
        return evicted;
    }

    /** Datagrams put together. */
    long rebuilt() {
        return rebuilt;
    }

    /** Datagrams in progress, those given up included. */
    int inProgress() {
        int count = 0;
        for (int i = 0; i < slotsMade; i++) {
            count += slots[i].used ? 1 : 0;
        }
        return count;
    }

    /**
     * Takes one fragment.
     *
     * @param packet window over the fragment's data, already cut to what the IP header announces; addresses are set
     * @param ipStart absolute offset of the IP header of this fragment
     * @param ipHeaderLength bytes from {@code ipStart} that belong in front of the rebuilt payload: the IPv4 header with its
     *     options, the IPv6 header with the extension headers before the fragment header
     * @param linkLength bytes from the frame's start that are the link header of the rebuilt frame
     * @param linkType of the rebuilt frame
     * @param identity what tells datagrams apart beside the addresses: identification, protocol, VLAN, tunnel path, source
     * @param offset of the data within the datagram's payload, bytes, a multiple of 8
     * @param more true if this is not the last fragment
     * @param nextHeader IPv6: what the fragment header says follows; IPv4: -1
     * @param nextHeaderPosition IPv6: offset from {@code ipStart} of the byte that announced the fragment header
     */
    int add(PacketCursor packet, int ipStart, int ipHeaderLength, int linkLength, int linkType, long identity, int offset,
            boolean more, int nextHeader, int nextHeaderPosition) {
        int length = packet.remaining();
        if (length == 0 || more && (length & 7) != 0 || offset + length > MAX_PAYLOAD - (nextHeader < 0 ? ipHeaderLength : 0)
                || ipHeaderLength + linkLength > HEADROOM) {
            return Fates.FRAGMENT_MALFORMED;
        }
        Slot slot = slot(packet, identity);
        if (slot.refused) {
            return Fates.FRAGMENT_REFUSED;
        }
        if (!more) {
            if (slot.total >= 0 && slot.total != offset + length) {
                slot.refused = true;
                return Fates.FRAGMENT_OVERLAP;
            }
        } else if (slot.total >= 0 && offset + length > slot.total) {
            slot.refused = true;
            return Fates.FRAGMENT_OVERLAP;
        }
        boolean news = false;
        for (int at = 0; at < length; at += 8) {
            int unit = offset + at >>> 3;
            int size = Math.min(8, length - at);
            int target = HEADROOM + offset + at;
            long bit = 1L << unit;
            if ((slot.present[unit >>> 6] & bit) != 0) {
                int known = slot.total >= 0 && unit == slot.total >>> 3 ? slot.tailPresent : 8;
                if (!sameBytes(packet, at, slot.bytes, target, Math.min(size, known)) || size > known) {
                    slot.refused = true;
                    return Fates.FRAGMENT_OVERLAP;
                }
            } else {
                slot.present[unit >>> 6] |= bit;
                slot.unitsPresent++;
                news = true;
                packet.copy(at, slot.bytes, target, size);
            }
        }
        if (!more) {
            if (slot.total < 0) {
                news = true;
                if (beyond(slot, offset + length)) {
                    slot.refused = true;
                    return Fates.FRAGMENT_OVERLAP;
                }
            }
            slot.total = offset + length;
            slot.tailPresent = slot.total & 7;
        }
        if (offset == 0 && slot.headerLength == 0) {
            news = true;
            slot.headerLength = linkLength + ipHeaderLength;
            slot.linkLength = linkLength;
            int start = HEADROOM - slot.headerLength;
            System.arraycopy(packet.bytes(), packet.frameStart(), slot.bytes, start, linkLength);
            System.arraycopy(packet.bytes(), ipStart, slot.bytes, start + linkLength, ipHeaderLength);
            slot.linkType = linkType;
            if (nextHeader >= 0) {
                slot.bytes[start + linkLength + nextHeaderPosition] = (byte) nextHeader;
            }
        }
        if (!news) {
            return Fates.FRAGMENT_REPEATED;
        }
        if (slot.total >= 0 && slot.headerLength > 0 && slot.unitsPresent == slot.total + 7 >>> 3) {
            finish(slot, nextHeader >= 0);
            return COMPLETE;
        }
        return Fates.FRAGMENT_TAKEN;
    }

    /** Points {@code cursor} at the datagram that {@link #add} has just completed; the window starts at its IP header. */
    void deliver(PacketCursor cursor, long timestampNanos, int sourceIndex, int interfaceId, long frameNumber, int vlan) {
        Slot slot = completed;
        int start = HEADROOM - slot.headerLength;
        int length = slot.headerLength + slot.total;
        cursor.frame(slot.bytes, start, length, length, timestampNanos, slot.linkType);
        cursor.origin(sourceIndex, interfaceId, frameNumber);
        cursor.vlan(vlan);
        cursor.rebuilt(true);
        cursor.window(completedIpStart, start + length);
    }

    /** True if the datagram that was completed is IPv6. */
    boolean completedIsIpv6() {
        return completedV6;
    }

    /** Gives up what has waited too long. Called now and then. */
    void expire(long nowNanos) {
        for (int i = 0; i < slotsMade; i++) {
            Slot slot = slots[i];
            if (slot.used && nowNanos - slot.firstNanos > TIMEOUT_NANOS) {
                slot.used = false;
                if (!slot.refused) {
                    expired++;
                }
            }
        }
    }

    private void finish(Slot slot, boolean v6) {
        int start = HEADROOM - slot.headerLength;
        int linkLength = slot.linkLength;
        int ipStart = start + linkLength;
        byte[] bytes = slot.bytes;
        if (v6) {
            Bytes.put16(bytes, ipStart + 4, slot.headerLength - linkLength - 40 + slot.total);
        } else {
            int headerLength = slot.headerLength - linkLength;
            Bytes.put16(bytes, ipStart + 2, headerLength + slot.total);
            Bytes.put16(bytes, ipStart + 6, 0);
            Bytes.put16(bytes, ipStart + 10, 0);
            Bytes.put16(bytes, ipStart + 10, headerChecksum(bytes, ipStart, headerLength));
        }
        slot.used = false;
        completed = slot;
        completedV6 = v6;
        completedIpStart = ipStart;
        rebuilt++;
    }

    private static int headerChecksum(byte[] bytes, int start, int length) {
        int sum = 0;
        for (int at = 0; at < length; at += 2) {
            sum += Bytes.u16(bytes, start + at);
        }
        sum = (sum >>> 16) + (sum & 0xFFFF);
        sum += sum >>> 16;
        return ~sum & 0xFFFF;
    }

    private static boolean sameBytes(PacketCursor packet, int offset, byte[] other, int otherOffset, int length) {
        for (int i = 0; i < length; i++) {
            if ((byte) packet.u8(offset + i) != other[otherOffset + i]) {
                return false;
            }
        }
        return true;
    }

    private static boolean beyond(Slot slot, int total) {
        for (int unit = total + 7 >>> 3; unit < UNITS; unit++) {
            if ((slot.present[unit >>> 6] & 1L << unit) != 0) {
                return true;
            }
        }
        return false;
    }

    private Slot slot(PacketCursor packet, long identity) {
        Slot free = null;
        Slot oldest = null;
        for (int i = 0; i < slotsMade; i++) {
            Slot slot = slots[i];
            if (!slot.used) {
                free = slot;
            } else if (slot.identity == identity && slot.sourceLow == packet.sourceLow()
                    && slot.destinationLow == packet.destinationLow() && slot.sourceHigh == packet.sourceHigh()
                    && slot.destinationHigh == packet.destinationHigh()) {
                if (packet.timestampNanos() - slot.firstNanos <= TIMEOUT_NANOS) {
                    return slot;
                }
                expired += slot.refused ? 0 : 1; // the identification has come round again
                return reset(slot, packet, identity);
            } else if (oldest == null || slot.firstNanos < oldest.firstNanos) {
                oldest = slot;
            }
        }
        if (free == null && slotsMade < MAX_DATAGRAMS) {
            free = new Slot();
            slots[slotsMade++] = free;
        }
        if (free == null) {
            evicted += oldest.refused ? 0 : 1;
            free = oldest;
        }
        return reset(free, packet, identity);
    }

    private static Slot reset(Slot slot, PacketCursor packet, long identity) {
        slot.used = true;
        slot.refused = false;
        slot.identity = identity;
        slot.sourceHigh = packet.sourceHigh();
        slot.sourceLow = packet.sourceLow();
        slot.destinationHigh = packet.destinationHigh();
        slot.destinationLow = packet.destinationLow();
        slot.firstNanos = packet.timestampNanos();
        slot.unitsPresent = 0;
        slot.total = -1;
        slot.headerLength = 0;
        slot.tailPresent = 0;
        Arrays.fill(slot.present, 0);
        return slot;
    }

    /** Mixes what tells datagrams apart. */
    static long identity(int identification, int protocol, int vlan, int path) {
        return Hashing.mix((long) identification << 32 ^ (long) protocol << 24 ^ (long) vlan << 8 ^ (long) path * 0x9E3779B9L);
    }
}
