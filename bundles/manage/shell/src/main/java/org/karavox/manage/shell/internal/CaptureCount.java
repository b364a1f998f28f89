package org.karavox.manage.shell.internal;

/** Counts the packets of a capture file while its bytes pass by: classic pcap, or the blocks of pcapng. */
final class CaptureCount {

    private static final int PCAP_HEADER = 24;
    private static final int RECORD_HEADER = 16;
    private static final int BLOCK_HEADER = 12; // type, length, and the byte-order magic of a section header
    private static final int SECTION = 0x0A0D0D0A;

    private final byte[] header = new byte[PCAP_HEADER];
    private int have;
    private int want = PCAP_HEADER;
    private long skip;
    private boolean begun;
    private boolean blocks;
    private boolean littleEndian;
    private boolean unknown;
    private long packets;
    private long bytes;

    /** The next {@code length} bytes of the file. */
    void add(byte[] buffer, int length) {
        bytes += length;
        int at = 0;
        while (at < length && !unknown) {
            if (skip > 0) {
                int step = (int) Math.min(skip, length - at);
                skip -= step;
                at += step;
            } else {
                header[have++] = buffer[at++];
                if (!begun && have == 4 && int32(0, false) == SECTION) {
                    blocks = true;
                    begun = true;
                    want = BLOCK_HEADER;
                }
                if (have == want) {
                    have = 0;
                    header();
                }
            }
        }
    }

    private void header() {
        if (blocks) {
            block();
        } else if (!begun) {
            begun = true;
            int magic = int32(0, false);
            littleEndian = magic == 0xD4C3B2A1 || magic == 0x4D3CB2A1;
            unknown = !littleEndian && magic != 0xA1B2C3D4 && magic != 0xA1B23C4D;
            want = RECORD_HEADER;
        } else {
            packets++;
            skip = int32(8, littleEndian) & 0xFFFF_FFFFL;
        }
    }

    private void block() {
        if (int32(0, false) == SECTION) {
            littleEndian = int32(8, true) == 0x1A2B3C4D;
        }
        int type = int32(0, littleEndian);
        long length = int32(4, littleEndian) & 0xFFFF_FFFFL;
        if (type == 2 || type == 3 || type == 6) { // packet (old), simple packet, enhanced packet
            packets++;
        }
        unknown = length < BLOCK_HEADER;
        skip = length - BLOCK_HEADER;
    }

    private int int32(int at, boolean little) {
        int value = (header[at] & 0xFF) << 24 | (header[at + 1] & 0xFF) << 16 | (header[at + 2] & 0xFF) << 8 | header[at + 3] & 0xFF;
        return little ? Integer.reverseBytes(value) : value;
    }

    long packets() {
        return packets;
    }

    long bytes() {
        return bytes;
    }
}
