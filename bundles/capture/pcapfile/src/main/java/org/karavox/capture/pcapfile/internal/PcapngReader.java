package org.karavox.capture.pcapfile.internal;

import java.io.IOException;
import java.util.Arrays;
import org.karavox.capture.CaptureSource;
import org.karavox.capture.FrameSink;
import org.karavox.packet.Bytes;
import org.karavox.packet.Counter;

/**
 * The block-structured capture file, draft-ietf-opsawg-pcapng. Every section has its own byte order and interfaces.
 *
 * <pre>
 *  block:     type (4) | total length (4) | body, padded to 4 | total length (4)
 *  section:   0x0A0D0D0A: byte order magic (4) | major (2) minor (2) | section length (8) | options
 *  interface: 1: link type (2) | reserved (2) | snaplen (4) | options
 *  packet:    6: interface (4) | time (8, high half first) | captured (4) | wire length (4) | bytes | options
 *  simple:    3: wire length (4) | bytes
 *  old:       2: interface (2) drops (2) | time (8) | captured (4) | wire length (4) | bytes | options
 *  statistic: 5: interface (4) | time (8) | options
 * </pre>
 *
 * <p>Hot path: {@link #poll}.
 */
final class PcapngReader implements FrameReader {

    /** Type of a section header, the same in either byte order; what every file begins with. */
    static final int SECTION_HEADER = 0x0A0D0D0A;

    private static final int INTERFACE = 1;
    private static final int OLD_PACKET = 2;
    private static final int SIMPLE_PACKET = 3;
    private static final int STATISTICS = 5;
    private static final int PACKET = 6;

    private static final int BYTE_ORDER_MAGIC = 0x1A2B3C4D;
    private static final int MAJOR_VERSION = 1;

    private static final int BLOCK_HEADER_LENGTH = 8;
    private static final int BLOCK_FRAME_LENGTH = 12;
    private static final int SECTION_BODY_LENGTH = 16;
    private static final int INTERFACE_BODY_LENGTH = 8;
    private static final int PACKET_BODY_LENGTH = 20;
    private static final int SIMPLE_BODY_LENGTH = 4;
    private static final int STATISTICS_BODY_LENGTH = 12;

    /** Longest block that is believed, whatever it is. */
    private static final int MAXIMUM_BLOCK_LENGTH = 64 << 20;
    /** Interfaces of one section that are kept in mind. */
    private static final int MAXIMUM_INTERFACES = 1 << 16;

    private static final int OPTION_TIME_RESOLUTION = 9;
    private static final int OPTION_TIME_OFFSET = 14;
    private static final int OPTION_DROPPED_BY_INTERFACE = 5;
    private static final int OPTION_DROPPED_BY_SYSTEM = 7;
    private static final int DROPS_UNKNOWN = 0xFFFF;

    private final CaptureInput input;
    private final byte[] bytes;
    private final Problems problems;
    private final Counter dropped = new Counter();
    private boolean swapped;
    private CaptureInterface[] interfaces = new CaptureInterface[4];
    private int interfaceCount;
    private int firstInterface; // of this section, counted through the file
    private long packets;
    private long previousNanos;
    private boolean impossibleTimeSeen;
    private boolean ended;

    private PcapngReader(CaptureInput input, Problems problems) {
        this.input = input;
        this.bytes = input.bytes();
        this.problems = problems;
    }

    /** Makes sure that a section header is there; the section is read with the first {@link #poll}. */
    static PcapngReader open(CaptureInput input, Problems problems) throws IOException {
        int needed = BLOCK_FRAME_LENGTH + SECTION_BODY_LENGTH;
        if (!input.fill(needed)) {
            throw new IOException("ends in the middle of the file header, " + (needed - input.available()) + " of " + needed
                    + " bytes are missing");
        }
        PcapngReader reader = new PcapngReader(input, problems);
        if (!reader.hasByteOrder(input.at())) {
            throw new IOException("is not a capture: it begins like pcapng, but names no byte order");
        }
        return reader;
    }

    @Override
    public int poll(FrameSink sink, int limit) throws IOException {
        long first = packets;
        while (packets - first < limit && !ended) {
            int length = blockLength();
            if (length <= 0 || input.available() < length) {
                if (packets > first) {
                    break; // what is there goes on before the next read
                }
                beyondTheBuffer(length);
                continue;
            }
            int at = input.at();
            if (i32(at + length - 4) != length) {
                endAtTwoLengths(length, i32(at + length - 4));
                break;
            }
            input.take(length);
            if (i32(at) == PACKET) {
                onPacket(sink, at, length, i32(at + 8));
            } else {
                onOtherBlock(sink, at, length);
            }
        }
        int delivered = (int) (packets - first);
        return delivered == 0 && ended ? CaptureSource.END : delivered;
    }

    /** Length of the next block, 0 if its header is not available yet, negative if it is nonsense. */
    private int blockLength() {
        if (input.available() < BLOCK_FRAME_LENGTH) {
            return 0;
        }
        int at = input.at();
        if (Bytes.i32(bytes, at) == SECTION_HEADER) {
            if (!hasByteOrder(at)) {
                return -1;
            }
            swapped = Bytes.i32(bytes, at + BLOCK_HEADER_LENGTH) != BYTE_ORDER_MAGIC;
        }
        int length = i32(at + 4);
        return length < BLOCK_FRAME_LENGTH || length > MAXIMUM_BLOCK_LENGTH || (length & 3) != 0 ? -1 : length;
    }

    private boolean hasByteOrder(int at) {
        int magic = Bytes.i32(bytes, at + BLOCK_HEADER_LENGTH);
        return magic == BYTE_ORDER_MAGIC || Integer.reverseBytes(magic) == BYTE_ORDER_MAGIC;
    }

    /** The way of everything that is not simply there: more input, large blocks, nonsense, the end. */
    private void beyondTheBuffer(int length) throws IOException {
        if (length < 0 && Bytes.i32(bytes, input.at()) == SECTION_HEADER && !hasByteOrder(input.at())) {
            end("the section header at byte " + input.position() + " names no byte order; reading ends there");
        } else if (length < 0) {
            end("the block at byte " + input.position() + " of type " + Integer.toUnsignedString(i32(input.at()))
                    + " claims a length of " + Integer.toUnsignedString(i32(input.at() + 4)) + " bytes; reading ends there");
        } else if (length == 0) {
            if (!input.fill(BLOCK_FRAME_LENGTH)) {
                endOfInput(BLOCK_FRAME_LENGTH);
            }
        } else if (length <= CaptureInput.CAPACITY) {
            if (!input.fill(length)) {
                endOfInput(length);
            }
        } else {
            skipLargeBlock(length);
        }
    }

    private void skipLargeBlock(int length) throws IOException {
        long position = input.position();
        int type = i32(input.at());
        long missing = input.skip(length);
        if (missing > 0) {
            end("ends in the middle of the block at byte " + position + ", " + missing + " of " + length + " bytes are missing");
        } else if (type == PACKET || type == OLD_PACKET || type == SIMPLE_PACKET || type == INTERFACE || type == SECTION_HEADER) {
            malformed(position, type, "has " + length + " bytes, more than it can need");
        }
    }

    private void endAtTwoLengths(int first, int last) {
        end("the block at byte " + input.position() + " has two lengths, " + first + " and " + Integer.toUnsignedString(last)
                + "; reading ends there");
    }

    private void endOfInput(int needed) {
        int there = input.available();
        if (there == 0) {
            ended = true;
            return;
        }
        String what = there < BLOCK_FRAME_LENGTH ? "header of the block" : "block";
        end("ends in the middle of the " + what + " at byte " + input.position() + " (after packet " + packets + "), "
                + (needed - there) + " of " + needed + " bytes are missing");
    }

    private void end(String why) {
        ended = true;
        problems.add(why);
    }

    private void malformed(long position, int type, String what) {
        problems.add("the block at byte " + position + " of type " + Integer.toUnsignedString(type) + " " + what
                + "; it is left out");
    }

    private void malformed(int at, int length, String what) {
        malformed(input.position() - length, i32(at), what);
    }

    private void onOtherBlock(FrameSink sink, int at, int length) {
        switch (i32(at)) {
            case OLD_PACKET -> onOldPacket(sink, at, length);
            case SIMPLE_PACKET -> onSimplePacket(sink, at, length);
            case INTERFACE -> onInterface(at, length);
            case STATISTICS -> onStatistics(at, length);
            case SECTION_HEADER -> onSection(at, length);
            default -> {
                // names, secrets, journals, custom blocks: nothing to analyse
            }
        }
    }

    private void onPacket(FrameSink sink, int at, int length, int interfaceId) {
        int room = length - BLOCK_FRAME_LENGTH - PACKET_BODY_LENGTH;
        int captured = room < 0 ? 0 : i32(at + 20);
        if (room < 0 || captured < 0 || captured > room || captured > MAXIMUM_CAPTURED_LENGTH
                || interfaceId < 0 || interfaceId >= interfaceCount) {
            leaveOut(at, length, room, captured, interfaceId);
            return;
        }
        CaptureInterface from = interfaces[interfaceId];
        long units = (long) i32(at + 12) << 32 | i32(at + 16) & 0xFFFF_FFFFL;
        if (from.isPossible(units)) {
            previousNanos = from.nanos(units);
        } else {
            onImpossibleTime(units);
        }
        int wireLength = Math.max(captured, i32(at + 24));
        packets++;
        sink.onFrame(bytes, at + BLOCK_HEADER_LENGTH + PACKET_BODY_LENGTH, captured, wireLength, previousNanos, from.linkType(),
                firstInterface + interfaceId);
    }

    private void leaveOut(int at, int length, int room, int captured, int interfaceId) {
        if (room < 0) {
            malformed(at, length, "is too short for a packet");
        } else if (captured < 0 || captured > room || captured > MAXIMUM_CAPTURED_LENGTH) {
            malformed(at, length, "claims a packet of " + Integer.toUnsignedString(captured) + " bytes");
        } else {
            malformed(at, length, "belongs to interface " + Integer.toUnsignedString(interfaceId) + ", which does not exist");
        }
    }

    private void onOldPacket(FrameSink sink, int at, int length) {
        long before = packets;
        onPacket(sink, at, length, u16(at + 8));
        int drops = packets > before ? u16(at + 10) : 0;
        if (drops != DROPS_UNKNOWN) {
            dropped.add(drops);
        }
    }

    private void onSimplePacket(FrameSink sink, int at, int length) {
        int room = length - BLOCK_FRAME_LENGTH - SIMPLE_BODY_LENGTH;
        if (room < 0 || interfaceCount == 0) {
            malformed(at, length, room < 0 ? "is too short for a packet" : "belongs to interface 0, which does not exist");
            return;
        }
        CaptureInterface from = interfaces[0];
        int wireLength = i32(at + 8);
        int captured = wireLength < 0 ? room : Math.min(wireLength, room);
        if (from.snaplen() > 0) {
            captured = Math.min(captured, from.snaplen());
        }
        if (captured > MAXIMUM_CAPTURED_LENGTH) {
            malformed(at, length, "holds a packet of " + captured + " bytes");
            return;
        }
        packets++;
        sink.onFrame(bytes, at + BLOCK_HEADER_LENGTH + SIMPLE_BODY_LENGTH, captured, Math.max(captured, wireLength),
                previousNanos, from.linkType(), firstInterface);
    }

    private void onImpossibleTime(long units) {
        if (!impossibleTimeSeen) {
            impossibleTimeSeen = true;
            problems.add("packet " + (packets + 1) + " has the impossible time " + Long.toUnsignedString(units)
                    + "; this and its like get the time of the packet before");
        }
    }

    private void onSection(int at, int length) {
        if (length < BLOCK_FRAME_LENGTH + SECTION_BODY_LENGTH) {
            end("the section header at byte " + (input.position() - length) + " has only " + length + " bytes; reading ends there");
            return;
        }
        int major = u16(at + 12);
        if (major != MAJOR_VERSION) {
            end("the section at byte " + (input.position() - length) + " is of version " + major + ", only version "
                    + MAJOR_VERSION + " is known; reading ends there");
            return;
        }
        firstInterface += interfaceCount;
        interfaceCount = 0;
    }

    private void onInterface(int at, int length) {
        if (length < BLOCK_FRAME_LENGTH + INTERFACE_BODY_LENGTH) {
            malformed(at, length, "is too short for an interface");
            return;
        }
        if (interfaceCount == MAXIMUM_INTERFACES) {
            malformed(at, length, "is one interface more than the " + MAXIMUM_INTERFACES + " of a section");
            return;
        }
        int resolution = CaptureInterface.MICROSECONDS;
        long offsetSeconds = 0;
        int option = at + BLOCK_HEADER_LENGTH + INTERFACE_BODY_LENGTH;
        int end = at + length - 4;
        for (; isOption(option, end); option = nextOption(option)) {
            int optionLength = u16(option + 2);
            if (u16(option) == OPTION_TIME_RESOLUTION && optionLength == 1) {
                resolution = bytes[option + 4] & 0xFF;
            } else if (u16(option) == OPTION_TIME_OFFSET && optionLength == 8) {
                offsetSeconds = i64(option + 4);
            }
        }
        if (interfaceCount == interfaces.length) {
            interfaces = Arrays.copyOf(interfaces, interfaceCount * 2);
        }
        interfaces[interfaceCount++] = new CaptureInterface(u16(at + 8), i32(at + 12), resolution, offsetSeconds);
    }

    /** The counts of a statistics block are totals since the capture began, so the latest one is right. */
    private void onStatistics(int at, int length) {
        if (length < BLOCK_FRAME_LENGTH + STATISTICS_BODY_LENGTH) {
            malformed(at, length, "is too short for statistics");
            return;
        }
        int interfaceId = i32(at + 8);
        if (interfaceId < 0 || interfaceId >= interfaceCount) {
            malformed(at, length, "belongs to interface " + Integer.toUnsignedString(interfaceId) + ", which does not exist");
            return;
        }
        long total = 0;
        int option = at + BLOCK_HEADER_LENGTH + STATISTICS_BODY_LENGTH;
        int end = at + length - 4;
        for (; isOption(option, end); option = nextOption(option)) {
            int code = u16(option);
            if ((code == OPTION_DROPPED_BY_INTERFACE || code == OPTION_DROPPED_BY_SYSTEM) && u16(option + 2) == 8) {
                total += i64(option + 4);
            }
        }
        dropped.add(interfaces[interfaceId].droppedSince(total));
    }

    /** True if a complete option stands at {@code option} and it is not the one that ends the list. */
    private boolean isOption(int option, int end) {
        return option + 4 <= end && u16(option) != 0 && option + 4 + u16(option + 2) <= end;
    }

    private int nextOption(int option) {
        return option + 4 + (u16(option + 2) + 3 & ~3);
    }

    private int u16(int offset) {
        short value = (short) Bytes.u16(bytes, offset);
        return (swapped ? Short.reverseBytes(value) : value) & 0xFFFF;
    }

    private int i32(int offset) {
        int value = Bytes.i32(bytes, offset);
        return swapped ? Integer.reverseBytes(value) : value;
    }

    private long i64(int offset) {
        long value = Bytes.i64(bytes, offset);
        return swapped ? Long.reverseBytes(value) : value;
    }

    @Override
    public long dropped() {
        return dropped.get();
    }
}
