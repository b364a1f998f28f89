package org.karavox.storage.spool.internal;

import java.nio.ByteBuffer;
import org.karavox.packet.LinkTypes;

/**
 * The classic pcap format as this bundle writes it, and link headers made up for frames that have none.
 *
 * <pre>
 *  file:   magic (32) | version 2.4 (16 + 16) | zone (32) | accuracy (32) | snaplen (32) | link type (32)
 *  record: seconds (32) | microseconds (32) | stored length (32) | length on the wire (32) | bytes
 * </pre>
 *
 * <p>Little-endian on every machine, so equal packets make equal files. Time stamps are microseconds, because that is
 * what readers of the spool expect; the nanoseconds below are cut off, not rounded, so the order of packets stays.
 */
final class Pcap {

    /** Length of the header of a file, bytes. */
    static final int FILE_HEADER_LENGTH = 24;
    /** Length of the header of a record, bytes. */
    static final int RECORD_HEADER_LENGTH = 16;
    /** Most bytes of a record; libpcap refuses more. */
    static final int SNAPLEN = 262_144;
    /** {@link #prefixLength}: such a frame cannot stand in such a file. */
    static final int IMPOSSIBLE = -1;

    private static final int MAGIC_MICROSECONDS = 0xA1B2C3D4;
    private static final int ETHERTYPE_IPV4 = 0x0800;
    private static final int ETHERTYPE_IPV6 = 0x86DD;
    private static final int PPP_IPV4 = 0x0021;
    private static final int PPP_IPV6 = 0x0057;

    private Pcap() {
    }

    /** Writes a file header at 0; {@code target} is little-endian. */
    static void putFileHeader(ByteBuffer target, int linkType) {
        target.putInt(0, MAGIC_MICROSECONDS);
        target.putShort(4, (short) 2);
        target.putShort(6, (short) 4);
        target.putLong(8, 0);
        target.putInt(16, SNAPLEN);
        target.putInt(20, linkType);
    }

    /** True if the file header at 0 is one that {@link #putFileHeader} might have written, so that records may follow. */
    static boolean isOurs(ByteBuffer header, int linkType) {
        return header.getInt(0) == MAGIC_MICROSECONDS && header.getShort(4) == 2 && header.getShort(6) == 4
                && header.getLong(8) == 0 && header.getInt(16) == SNAPLEN && header.getInt(20) == linkType;
    }

    /** Writes a record header at {@code offset}; {@code target} is little-endian. Hot path. */
    static void putRecordHeader(ByteBuffer target, int offset, long timestampNanos, int storedLength, int wireLength) {
        long seconds = Math.floorDiv(timestampNanos, 1_000_000_000L);
        int micros = (int) (timestampNanos - seconds * 1_000_000_000L) / 1_000;
        target.putInt(offset, (int) seconds);
        target.putInt(offset + 4, micros);
        target.putInt(offset + 8, storedLength);
        target.putInt(offset + 12, wireLength);
    }

    /** Stored length of the record at {@code offset}, bytes. */
    static int storedLength(ByteBuffer records, int offset) {
        return records.getInt(offset + 8);
    }

    /** True if frames of this type begin with an IP header. */
    static boolean isRawIp(int linkType) {
        return switch (linkType) {
            case LinkTypes.RAW, LinkTypes.RAW_12, LinkTypes.RAW_14, LinkTypes.IPV4, LinkTypes.IPV6 -> true;
            default -> false;
        };
    }

    /**
     * Length of the link header that must be made up for a frame of one type in a file of another.
     *
     * @param ipVersion high nibble of the first byte of the frame
     * @return 0 if the frame can stand as it is, or {@link #IMPOSSIBLE}
     */
    static int prefixLength(int fileLinkType, int frameLinkType, int ipVersion) {
        if (fileLinkType == frameLinkType) {
            return 0;
        }
        if (!isRawIp(frameLinkType) || ipVersion != 4 && ipVersion != 6) {
            return IMPOSSIBLE;
        }
        return switch (fileLinkType) {
            case LinkTypes.RAW, LinkTypes.RAW_12, LinkTypes.RAW_14 -> 0;
            case LinkTypes.IPV4 -> ipVersion == 4 ? 0 : IMPOSSIBLE;
            case LinkTypes.IPV6 -> ipVersion == 6 ? 0 : IMPOSSIBLE;
            case LinkTypes.NULL, LinkTypes.LOOP, LinkTypes.PPP -> 4;
            case LinkTypes.ATM_RFC1483 -> 8;
            case LinkTypes.ETHERNET -> 14;
            case LinkTypes.LINUX_SLL -> 16;
            case LinkTypes.LINUX_SLL2 -> 20;
            default -> IMPOSSIBLE;
        };
    }

    /**
     * Writes the link header whose length {@link #prefixLength} gave: no addresses, only the kind of IP that follows.
     *
     * @param target little-endian
     */
    static void putPrefix(ByteBuffer target, int offset, int fileLinkType, int ipVersion) {
        int etherType = ipVersion == 6 ? ETHERTYPE_IPV6 : ETHERTYPE_IPV4;
        switch (fileLinkType) {
            case LinkTypes.NULL -> target.putInt(offset, ipVersion == 6 ? 30 : 2); // AF_INET6 of Darwin, AF_INET
            case LinkTypes.LOOP -> putBig32(target, offset, ipVersion == 6 ? 24 : 2); // AF_INET6 of OpenBSD, AF_INET
            case LinkTypes.PPP -> putBig32(target, offset, 0xFF03_0000 | (ipVersion == 6 ? PPP_IPV6 : PPP_IPV4)); // RFC 1662 3.1
            case LinkTypes.ATM_RFC1483 -> { // LLC and SNAP with OUI 0, RFC 2684 5.1
                putBig32(target, offset, 0xAAAA_0300);
                putBig32(target, offset + 4, etherType);
            }
            case LinkTypes.ETHERNET -> {
                target.putLong(offset, 0);
                putBig32(target, offset + 8, 0);
                putBig16(target, offset + 12, etherType);
            }
            case LinkTypes.LINUX_SLL -> { // to us, Ethernet, no address
                putBig32(target, offset, 1);
                target.putLong(offset + 4, 0);
                putBig16(target, offset + 12, 0);
                putBig16(target, offset + 14, etherType);
            }
            case LinkTypes.LINUX_SLL2 -> { // to us, interface 0, Ethernet, no address
                putBig32(target, offset, etherType << 16);
                putBig32(target, offset + 4, 0);
                putBig32(target, offset + 8, 1 << 16);
                target.putLong(offset + 12, 0);
            }
            default -> throw new IllegalArgumentException("Link type " + fileLinkType + " has no header to make up");
        }
    }

    private static void putBig16(ByteBuffer target, int offset, int value) {
        target.putShort(offset, Short.reverseBytes((short) value));
    }

    private static void putBig32(ByteBuffer target, int offset, int value) {
        target.putInt(offset, Integer.reverseBytes(value));
    }
}
