package org.karavox.capture.pcapfile.internal;

import java.io.IOException;
import org.karavox.capture.CaptureSource;
import org.karavox.capture.FrameSink;
import org.karavox.packet.Bytes;

/**
 * The classic capture file, draft-ietf-opsawg-pcap: microseconds or nanoseconds, either byte order, and the variant with
 * eight more bytes a packet that patched versions of libpcap once wrote.
 *
 * <pre>
 *  file:    magic (4) | major (2) minor (2) | reserved (8) | snaplen (4) | FCS, link type (4)
 *  packet:  seconds (4) | fraction (4) | captured length (4) | wire length (4) | [interface, protocol, type (8)] | bytes
 * </pre>
 *
 * <p>Files that were put one behind the other, which {@code cat} and the packers do, are read on: a file header where a packet
 * should begin starts a section with a format of its own.
 *
 * <p>Hot path: {@link #poll}.
 */
final class PcapReader implements FrameReader {

    private static final int FILE_HEADER_LENGTH = 24;
    private static final int PACKET_HEADER_LENGTH = 16;
    private static final int PATCHED_PACKET_HEADER_LENGTH = 24;

    private static final int MICROSECONDS = 0xA1B2C3D4;
    private static final int NANOSECONDS = 0xA1B23C4D;
    private static final int PATCHED = 0xA1B2CD34;
    private static final int MAJOR_VERSION = 2;
    private static final int VERSION = 0x00020004; // major and minor as they stand in a file of the machine's own order, or
    private static final int SWAPPED_VERSION = 0x02000400; // in one of the other

    private static final long NANOS_PER_SECOND = 1_000_000_000L;
    private static final long NANOS_PER_MICRO = 1_000L;

    private final CaptureInput input;
    private final byte[] bytes;
    private final Problems problems;
    private boolean swapped;
    private int headerLength;
    private long nanosPerUnit;
    private long unitsPerSecond;
    private int linkType;
    private long packets;
    private boolean impossibleTimeSeen;

    private PcapReader(CaptureInput input, Problems problems) {
        this.input = input;
        this.bytes = input.bytes();
        this.problems = problems;
    }

    /** True if a file that begins with these four bytes is for {@link #open}. */
    static boolean isMagic(int magic) {
        return isNativeMagic(magic) || isNativeMagic(Integer.reverseBytes(magic));
    }

    private static boolean isNativeMagic(int magic) {
        return magic == MICROSECONDS || magic == NANOSECONDS || magic == PATCHED;
    }

    /** Reads the file header. */
    static PcapReader open(CaptureInput input, Problems problems) throws IOException {
        if (!input.fill(FILE_HEADER_LENGTH)) {
            throw new IOException("ends in the middle of the file header, " + (FILE_HEADER_LENGTH - input.available()) + " of "
                    + FILE_HEADER_LENGTH + " bytes are missing");
        }
        byte[] bytes = input.bytes();
        int at = input.at();
        int magic = Bytes.i32(bytes, at);
        boolean swapped = !isNativeMagic(magic);
        int version = (short) Bytes.u16(bytes, at + 4);
        int major = (swapped ? Short.reverseBytes((short) version) : version) & 0xFFFF;
        if (major != MAJOR_VERSION) {
            throw new IOException("is a pcap file of version " + major + ", only version " + MAJOR_VERSION + " is known");
        }
        PcapReader reader = new PcapReader(input, problems);
        reader.begin();
        return reader;
    }

    /** Takes the file header, which is available, and reads on as it says. */
    private void begin() {
        int magic = Bytes.i32(bytes, input.at());
        swapped = !isNativeMagic(magic);
        if (swapped) {
            magic = Integer.reverseBytes(magic);
        }
        headerLength = magic == PATCHED ? PATCHED_PACKET_HEADER_LENGTH : PACKET_HEADER_LENGTH;
        nanosPerUnit = magic == NANOSECONDS ? 1 : NANOS_PER_MICRO;
        unitsPerSecond = NANOS_PER_SECOND / nanosPerUnit;
        linkType = i32(input.at() + 20) & 0xFFFF; // the upper half speaks of the FCS
        input.take(FILE_HEADER_LENGTH);
    }

    /**
     * True if a file header begins at {@code at}. Read as that of a packet it is one of no bytes, captured in the year 2055 and
     * in one certain microsecond; nobody has that packet.
     */
    private boolean isFileHeader(int at) {
        int magic = Bytes.i32(bytes, at);
        int version = Bytes.i32(bytes, at + 4);
        return isNativeMagic(magic) && version == VERSION
                || isNativeMagic(Integer.reverseBytes(magic)) && version == SWAPPED_VERSION;
    }

    @Override
    public int poll(FrameSink sink, int limit) throws IOException {
        int delivered = 0;
        while (delivered < limit) {
            int needed = headerLength;
            if (input.available() >= needed) {
                int captured = i32(input.at() + 8);
                if (captured < 0 || captured > MAXIMUM_CAPTURED_LENGTH) {
                    return delivered > 0 ? delivered : endAtNonsense(captured);
                }
                if (captured == 0 && isFileHeader(input.at())) {
                    if (delivered > 0) {
                        return delivered;
                    }
                    if (!input.fill(FILE_HEADER_LENGTH)) {
                        return endInFileHeader();
                    }
                    begin();
                    continue;
                }
                needed += captured;
            }
            if (input.available() >= needed) {
                deliver(sink, input.at(), needed);
                delivered++;
            } else if (delivered > 0) {
                return delivered; // what is there goes on before the next read
            } else if (!input.fill(needed)) {
                return end();
            }
        }
        return delivered;
    }

    private void deliver(FrameSink sink, int at, int length) {
        long fraction = i32(at + 4) & 0xFFFF_FFFFL;
        if (fraction >= unitsPerSecond) {
            onImpossibleTime(fraction);
        }
        long timestampNanos = (i32(at) & 0xFFFF_FFFFL) * NANOS_PER_SECOND + fraction * nanosPerUnit;
        int captured = length - headerLength;
        int wireLength = i32(at + 12);
        packets++;
        input.take(length);
        sink.onFrame(bytes, at + headerLength, captured, Math.max(captured, wireLength), timestampNanos, linkType, 0);
    }

    private int i32(int offset) {
        int value = Bytes.i32(bytes, offset);
        return swapped ? Integer.reverseBytes(value) : value;
    }

    private void onImpossibleTime(long fraction) {
        if (!impossibleTimeSeen) {
            impossibleTimeSeen = true;
            problems.add("packet " + (packets + 1) + " at byte " + input.position() + " was captured " + fraction
                    + (nanosPerUnit == 1 ? " ns" : " us") + " after a full second; this and its like are moved to later seconds");
        }
    }

    private int endAtNonsense(int captured) {
        if (Bytes.i32(bytes, input.at()) == PcapngReader.SECTION_HEADER) {
            problems.add("a pcapng file begins behind packet " + packets + " at byte " + input.position()
                    + "; reading ends there, name the two as files of their own");
            return CaptureSource.END;
        }
        problems.add("packet " + (packets + 1) + " at byte " + input.position() + " claims " + Integer.toUnsignedString(captured)
                + " bytes, more than the " + MAXIMUM_CAPTURED_LENGTH + " a packet can have; reading ends there");
        return CaptureSource.END;
    }

    private int endInFileHeader() {
        problems.add("ends in the middle of the header of another file at byte " + input.position() + " (after packet " + packets
                + "), " + (FILE_HEADER_LENGTH - input.available()) + " of " + FILE_HEADER_LENGTH + " bytes are missing");
        return CaptureSource.END;
    }

    private int end() {
        int there = input.available();
        if (there == 0) {
            return CaptureSource.END;
        }
        if (there < headerLength) {
            problems.add("ends in the middle of the header of packet " + (packets + 1) + " at byte " + input.position() + ", "
                    + (headerLength - there) + " of " + headerLength + " bytes are missing");
        } else {
            int captured = i32(input.at() + 8);
            problems.add("ends in the middle of packet " + (packets + 1) + " at byte " + input.position() + ", "
                    + (headerLength + captured - there) + " of " + captured + " bytes are missing");
        }
        return CaptureSource.END;
    }

    @Override
    public long dropped() {
        return 0; // the format has no place for it
    }
}
