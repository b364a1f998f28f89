package org.karavox.storage.spool.internal;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;

/**
 * The records of one capture file in order: classic pcap of either byte order, micro- or nanoseconds. A further file header
 * between records is skipped, as it stands where an archive was begun again; a record that is cut short is the end. One thread.
 */
final class RecordSource implements Closeable {

    private static final int MAGIC_NANOSECONDS = 0xA1B23C4D;

    private final InputStream in;
    private final byte[] header = new byte[Pcap.FILE_HEADER_LENGTH];
    private boolean swapped;
    private boolean nanoseconds;

    /** Link type of the record; -1 before the first. */
    int linkType = -1;
    /** Time of the record, nanoseconds since 1970. */
    long timeNanos;
    int wireLength;
    byte[] frame = new byte[2_048];
    int length;

    /** @param linkType of records before the first file header, -1 if there must be one */
    RecordSource(InputStream in, int linkType) {
        this.in = new BufferedInputStream(in, 64 << 10);
        this.linkType = linkType;
    }

    /** Goes to the next record; false at the end. */
    boolean next() {
        try {
            if (!read(header, 0, Pcap.RECORD_HEADER_LENGTH)) {
                return false;
            }
            while (isFileHeader()) {
                if (!read(header, Pcap.RECORD_HEADER_LENGTH, Pcap.FILE_HEADER_LENGTH - Pcap.RECORD_HEADER_LENGTH)) {
                    return false;
                }
                linkType = int32(20) & 0xFFFF;
                if (!read(header, 0, Pcap.RECORD_HEADER_LENGTH)) {
                    return false;
                }
            }
            length = int32(8);
            if (linkType < 0 || length < 0 || length > Pcap.SNAPLEN) {
                return false;
            }
            timeNanos = (int32(0) & 0xFFFF_FFFFL) * 1_000_000_000L + (int32(4) & 0xFFFF_FFFFL) * (nanoseconds ? 1 : 1_000);
            wireLength = int32(12);
            if (frame.length < length) {
                frame = new byte[Math.max(length, 2 * frame.length)];
            }
            return read(frame, 0, length);
        } catch (IOException e) {
            return false; // torn
        }
    }

    private boolean isFileHeader() {
        int magic = Pcap.get32(header, 0);
        int reversed = Integer.reverseBytes(magic);
        boolean straight = magic == Pcap.MAGIC_MICROSECONDS || magic == MAGIC_NANOSECONDS;
        if (!straight && reversed != Pcap.MAGIC_MICROSECONDS && reversed != MAGIC_NANOSECONDS) {
            return false;
        }
        int version = straight ? Pcap.get32(header, 4) : Integer.reverseBytes(Pcap.get32(header, 4));
        if (version != (straight ? 0x0004_0002 : 0x0002_0004)) {
            return false;
        }
        swapped = !straight;
        nanoseconds = (straight ? magic : reversed) == MAGIC_NANOSECONDS;
        return true;
    }

    private int int32(int offset) {
        int value = Pcap.get32(header, offset);
        return swapped ? Integer.reverseBytes(value) : value;
    }

    private boolean read(byte[] target, int offset, int count) throws IOException {
        return in.readNBytes(target, offset, count) == count;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
