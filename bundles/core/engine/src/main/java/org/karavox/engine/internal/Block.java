package org.karavox.engine.internal;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.karavox.packet.PacketCursor;

/**
 * A run of packets on its way from the dispatcher to one shard: descriptor and frame, one behind the other, in one
 * direct buffer. Owned by one thread at a time. Hot path.
 */
final class Block {

    /** Bytes of a block. Some 1,000 packets of 214 bytes. */
    static final int CAPACITY = 256 * 1024;

    static final int MEDIA_TO = 1;
    static final int MEDIA_FROM = 2;
    static final int SIGNALLING = 3;
    static final int ORPHAN = 4;
    static final int TICK = 5;
    /** An order with an object: {@link Orders}. */
    static final int ORDER = 6;

    private static final int DESCRIPTOR = 112;

    private final ByteBuffer bytes;
    private Object[] objects = new Object[8];
    private int objectCount;
    private int writeAt;
    private int readAt;
    private int packets;

    /** @param capacity bytes; a frame larger than a block gets a block of its own size */
    Block(int capacity) {
        bytes = ByteBuffer.allocateDirect(capacity);
    }

    /** Bytes a packet needs. */
    static int sizeOf(PacketCursor packet) {
        return DESCRIPTOR + (packet.frameLength() + 7 & ~7);
    }

    /** True if {@code size} bytes fit behind what is there. */
    boolean fits(int size) {
        return writeAt + size <= bytes.capacity();
    }

    boolean isEmpty() {
        return writeAt == 0;
    }

    /** Entries that are packets, not ticks or orders. */
    int packets() {
        return packets;
    }

    /** Copies frame and descriptor. {@code detail} is the kind's own number. */
    void add(int kind, int detail, PacketCursor p) {
        ByteBuffer b = bytes;
        int at = writeAt;
        int frameAt = at + DESCRIPTOR;
        int shift = frameAt - p.frameStart();
        b.putInt(at, kind);
        b.putInt(at + 4, detail);
        b.putLong(at + 8, p.timestampNanos());
        b.putLong(at + 16, p.frameNumber());
        b.putInt(at + 24, p.frameLength());
        b.putInt(at + 28, p.wireLength());
        b.putInt(at + 32, p.linkType());
        b.putInt(at + 36, p.sourceIndex());
        b.putInt(at + 40, p.interfaceId());
        b.putInt(at + 44, p.start() + shift);
        b.putInt(at + 48, p.end() + shift);
        b.putInt(at + 52, p.sourcePort() << 16 | p.destinationPort());
        b.putLong(at + 56, p.sourceHigh());
        b.putLong(at + 64, p.sourceLow());
        b.putLong(at + 72, p.destinationHigh());
        b.putLong(at + 80, p.destinationLow());
        b.putInt(at + 88, p.vlan());
        b.putInt(at + 92, p.transport() << 16 | p.timeToLive() << 8 | p.trafficClass());
        b.put(frameAt, p.buffer(), p.frameStart(), p.frameLength());
        writeAt = at + sizeOf(p);
        packets++;
    }

    /** Adds a tick or an order. */
    void addMark(int kind, int detail, long nanos, Object object) {
        int at = writeAt;
        bytes.putInt(at, kind);
        bytes.putInt(at + 4, detail);
        bytes.putLong(at + 8, nanos);
        if (object != null) {
            if (objectCount == objects.length) {
                objects = Arrays.copyOf(objects, objectCount * 2);
            }
            bytes.putInt(at + 16, objectCount);
            objects[objectCount++] = object;
        } else {
            bytes.putInt(at + 16, -1);
        }
        bytes.putInt(at + 24, -1); // no frame
        writeAt = at + DESCRIPTOR;
    }

    /** Bytes a tick or an order needs. */
    static int markSize() {
        return DESCRIPTOR;
    }

    // ---- reading

    /** Kind of the next entry, 0 at the end. */
    int nextKind() {
        return readAt < writeAt ? bytes.getInt(readAt) : 0;
    }

    /** The kind's own number of the next entry. */
    int detail() {
        return bytes.getInt(readAt + 4);
    }

    /** Time of the next entry, if it is a tick or an order. */
    long markNanos() {
        return bytes.getLong(readAt + 8);
    }

    /** Object of the next entry, if it is an order. */
    Object object() {
        int index = bytes.getInt(readAt + 16);
        return index < 0 ? null : objects[index];
    }

    /** Points {@code p} at the next entry, which is a packet. */
    void restore(PacketCursor p) {
        ByteBuffer b = bytes;
        int at = readAt;
        int ports = b.getInt(at + 52);
        int hop = b.getInt(at + 92);
        p.frame(b, at + DESCRIPTOR, b.getInt(at + 24), b.getInt(at + 28), b.getLong(at + 8), b.getInt(at + 32));
        p.origin(b.getInt(at + 36), b.getInt(at + 40), b.getLong(at + 16));
        p.window(b.getInt(at + 44), b.getInt(at + 48));
        p.addresses(b.getLong(at + 56), b.getLong(at + 64), b.getLong(at + 72), b.getLong(at + 80));
        p.ports(hop >>> 16, ports >>> 16, ports & 0xFFFF);
        p.hop(hop >>> 8 & 0xFF, hop & 0xFF);
        p.vlan(b.getInt(at + 88));
    }

    /** Goes on to the entry after the next one. */
    void skip() {
        int frameLength = bytes.getInt(readAt + 24);
        readAt += DESCRIPTOR + (frameLength < 0 ? 0 : frameLength + 7 & ~7);
    }

    /** Empties the block for its next journey. */
    void clear() {
        Arrays.fill(objects, 0, objectCount, null);
        objectCount = 0;
        writeAt = 0;
        readAt = 0;
        packets = 0;
    }
}
