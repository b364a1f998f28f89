package org.karavox.storage.spool.internal;

import java.util.Arrays;
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

    static final int MAGIC_MICROSECONDS = 0xA1B2C3D4;
    private static final int VERSION = 0x0004_0002; // 2.4
    private static final int ETHERTYPE_IPV4 = 0x0800;
    private static final int ETHERTYPE_IPV6 = 0x86DD;
    private static final int PPP_IPV4 = 0x0021;
    private static final int PPP_IPV6 = 0x0057;

    private Pcap() {
    }

    /** Writes a file header at {@code offset}; answers its length. */
    static int putFileHeader(byte[] target, int offset, int linkType) {
        put32(target, offset, MAGIC_MICROSECONDS);
        put32(target, offset + 4, VERSION);
        put32(target, offset + 8, 0);
        put32(target, offset + 12, 0);
        put32(target, offset + 16, SNAPLEN);
        put32(target, offset + 20, linkType);
        return FILE_HEADER_LENGTH;
    }

    /** True if the file header at {@code offset} is one that {@link #putFileHeader} might have written, so that records may follow. */
    static boolean isOurs(byte[] header, int offset, int linkType) {
        return get32(header, offset) == MAGIC_MICROSECONDS && get32(header, offset + 4) == VERSION && get32(header, offset + 8) == 0
                && get32(header, offset + 12) == 0 && get32(header, offset + 16) == SNAPLEN && get32(header, offset + 20) == linkType;
    }

    /** Writes a record header at {@code offset}. Hot path: one method, because the quick compiler does not inline so much. */
    static void putRecordHeader(byte[] target, int offset, long timestampNanos, int storedLength, int wireLength) {
        long seconds = timestampNanos / 1_000_000_000L;
        int nanos = (int) (timestampNanos - seconds * 1_000_000_000L);
        if (nanos < 0) {
            seconds--;
            nanos += 1_000_000_000;
        }
        int time = (int) seconds;
        int micros = nanos / 1_000;
        target[offset + 15] = (byte) (wireLength >> 24);
        target[offset] = (byte) time;
        target[offset + 1] = (byte) (time >> 8);
        target[offset + 2] = (byte) (time >> 16);
        target[offset + 3] = (byte) (time >> 24);
        target[offset + 4] = (byte) micros;
        target[offset + 5] = (byte) (micros >> 8);
        target[offset + 6] = (byte) (micros >> 16);
        target[offset + 7] = 0; // less than a million
        target[offset + 8] = (byte) storedLength;
        target[offset + 9] = (byte) (storedLength >> 8);
        target[offset + 10] = (byte) (storedLength >> 16);
        target[offset + 11] = (byte) (storedLength >> 24);
        target[offset + 12] = (byte) wireLength;
        target[offset + 13] = (byte) (wireLength >> 8);
        target[offset + 14] = (byte) (wireLength >> 16);
    }

    /** Stored length of the record at {@code offset}, bytes. */
    static int storedLength(byte[] records, int offset) {
        return get32(records, offset + 8);
    }

    /** Little-endian. */
    static int get32(byte[] bytes, int offset) {
        return bytes[offset] & 0xFF | (bytes[offset + 1] & 0xFF) << 8 | (bytes[offset + 2] & 0xFF) << 16 | bytes[offset + 3] << 24;
    }

    /** Little-endian. */
    static void put32(byte[] target, int offset, int value) {
        target[offset] = (byte) value;
        target[offset + 1] = (byte) (value >> 8);
        target[offset + 2] = (byte) (value >> 16);
        target[offset + 3] = (byte) (value >> 24);
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

    /** Writes the link header whose length {@link #prefixLength} gave: no addresses, only the kind of IP that follows. */
    static void putPrefix(byte[] target, int offset, int fileLinkType, int ipVersion) {
        int etherType = ipVersion == 6 ? ETHERTYPE_IPV6 : ETHERTYPE_IPV4;
        switch (fileLinkType) {
            case LinkTypes.NULL -> put32(target, offset, ipVersion == 6 ? 30 : 2); // AF_INET6 of Darwin, AF_INET
            case LinkTypes.LOOP -> putBig32(target, offset, ipVersion == 6 ? 24 : 2); // AF_INET6 of OpenBSD, AF_INET
            case LinkTypes.PPP -> putBig32(target, offset, 0xFF03_0000 | (ipVersion == 6 ? PPP_IPV6 : PPP_IPV4)); // RFC 1662 3.1
            case LinkTypes.ATM_RFC1483 -> { // LLC and SNAP with OUI 0, RFC 2684 5.1
                putBig32(target, offset, 0xAAAA_0300);
                putBig32(target, offset + 4, etherType);
            }
            case LinkTypes.ETHERNET -> {
                Arrays.fill(target, offset, offset + 12, (byte) 0);
                putBig16(target, offset + 12, etherType);
            }
            case LinkTypes.LINUX_SLL -> { // to us, Ethernet, no address
                putBig32(target, offset, 1);
                Arrays.fill(target, offset + 4, offset + 14, (byte) 0);
                putBig16(target, offset + 14, etherType);
            }
            case LinkTypes.LINUX_SLL2 -> { // to us, interface 0, Ethernet, no address
                putBig32(target, offset, etherType << 16);
                putBig32(target, offset + 4, 0);
                putBig32(target, offset + 8, 1 << 16);
                Arrays.fill(target, offset + 12, offset + 20, (byte) 0);
            }
            default -> {
                if (prefixLength(fileLinkType, LinkTypes.RAW, ipVersion) != 0) {
                    throw new IllegalArgumentException("Link type " + fileLinkType + " has no header to make up");
                }
            }
        }
    }

    private static void putBig16(byte[] target, int offset, int value) {
        target[offset] = (byte) (value >> 8);
        target[offset + 1] = (byte) value;
    }

    private static void putBig32(byte[] target, int offset, int value) {
        putBig16(target, offset, value >>> 16);
        putBig16(target, offset + 2, value);
    }
}
