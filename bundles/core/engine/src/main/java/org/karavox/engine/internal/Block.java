package org.karavox.engine.internal;

import java.util.Arrays;
import org.karavox.packet.PacketCursor;

/**
 * A run of packets on its way from the dispatcher to one shard: frames one behind the other in one array, and a
 * descriptor for each in another. Owned by one thread at a time. Hot path.
 */
final class Block {

    /** Bytes of frames in a block. Some 1,000 packets of 214 bytes. */
    static final int CAPACITY = 256 * 1024;

    static final int MEDIA_TO = 1;
    static final int MEDIA_FROM = 2;
    static final int SIGNALLING = 3;
    static final int ORPHAN = 4;
    static final int TICK = 5;
    /** An {@link Order}. */
    static final int ORDER = 6;

    private static final int MAX_ENTRIES = 2048;
    /** Beside transport, TTL and traffic class in {@link #PORTS_HOP}. */
    private static final int REBUILT = 1 << 24;

    // a descriptor, in longs
    private static final int KIND_DETAIL = 0;
    private static final int NANOS = 1;
    private static final int NUMBER = 2;
    private static final int LENGTHS = 3;
    private static final int LINK_ORIGIN = 4;
    private static final int WINDOW = 5;
    private static final int SOURCE_HIGH = 6;
    private static final int SOURCE_LOW = 7;
    private static final int DESTINATION_HIGH = 8;
    private static final int DESTINATION_LOW = 9;
    private static final int PORTS_HOP = 10;
    private static final int INTERFACE_VLAN = 11;
    private static final int SENSOR = 12;
    private static final int DESCRIPTOR = 13;

    private final byte[] bytes;
    private final long[] descriptors = new long[MAX_ENTRIES * DESCRIPTOR];
    private Order[] orders = new Order[8];
    private int orderCount;
    private int entries;
    private int bytesUsed;
    private int read;
    private int readBytes;

    /** @param capacity bytes of frames; a frame larger than a block gets a block of its own size */
    Block(int capacity) {
        bytes = new byte[capacity];
    }

    /** True if {@code size} more bytes of frame and one more descriptor fit. */
    boolean fits(int size) {
        return bytesUsed + size <= bytes.length && entries < MAX_ENTRIES;
    }

    boolean isEmpty() {
        return entries == 0;
    }

    /** Copies frame and descriptor. {@code detail} is the kind's own number. */
    void add(int kind, int detail, PacketCursor p) {
        long[] d = descriptors;
        int at = entries * DESCRIPTOR;
        int shift = bytesUsed - p.frameStart();
        d[at + KIND_DETAIL] = pair(kind, detail);
        d[at + NANOS] = p.timestampNanos();
        d[at + NUMBER] = p.frameNumber();
        d[at + LENGTHS] = pair(p.frameLength(), p.wireLength());
        d[at + LINK_ORIGIN] = pair(p.linkType(), p.sourceIndex());
        d[at + WINDOW] = pair(p.start() + shift, p.end() + shift);
        d[at + SOURCE_HIGH] = p.sourceHigh();
        d[at + SOURCE_LOW] = p.sourceLow();
        d[at + DESTINATION_HIGH] = p.destinationHigh();
        d[at + DESTINATION_LOW] = p.destinationLow();
        d[at + PORTS_HOP] = pair(p.sourcePort() << 16 | p.destinationPort(),
                (p.isRebuilt() ? REBUILT : 0) | p.transport() << 16 | p.timeToLive() << 8 | p.trafficClass());
        d[at + INTERFACE_VLAN] = pair(p.interfaceId(), p.vlan());
        d[at + SENSOR] = p.sensorId();
        System.arraycopy(p.bytes(), p.frameStart(), bytes, bytesUsed, p.frameLength());
        bytesUsed += p.frameLength();
        entries++;
    }

    /** Adds the news that packet time has reached {@code nanos}. */
    void addTick(long nanos) {
        int at = entries++ * DESCRIPTOR;
        descriptors[at + KIND_DETAIL] = pair(TICK, 0);
        descriptors[at + NANOS] = nanos;
        descriptors[at + LENGTHS] = 0;
    }

    /** Adds an order. */
    void addOrder(Order order) {
        if (orderCount == orders.length) {
            orders = Arrays.copyOf(orders, orderCount * 2);
        }
        int at = entries++ * DESCRIPTOR;
        descriptors[at + KIND_DETAIL] = pair(ORDER, orderCount);
        descriptors[at + LENGTHS] = 0;
        orders[orderCount++] = order;
    }

    private static long pair(int high, int low) {
        return (long) high << 32 | low & 0xFFFF_FFFFL;
    }

    private static int high(long pair) {
        return (int) (pair >>> 32);
    }

    // ---- reading

    /** Kind of the next entry, 0 at the end. */
    int nextKind() {
        return read < entries ? high(descriptors[read * DESCRIPTOR + KIND_DETAIL]) : 0;
    }

    /** The kind's own number of the next entry. */
    int detail() {
        return (int) descriptors[read * DESCRIPTOR + KIND_DETAIL];
    }

    /** Time of the next entry, which is a tick. */
    long tickNanos() {
        return descriptors[read * DESCRIPTOR + NANOS];
    }

    /** The next entry, which is an order. */
    Order order() {
        return orders[detail()];
    }

    /** Points {@code p} at the next entry, which is a packet. */
    void restore(PacketCursor p) {
        long[] d = descriptors;
        int at = read * DESCRIPTOR;
        long lengths = d[at + LENGTHS];
        long link = d[at + LINK_ORIGIN];
        long window = d[at + WINDOW];
        long portsHop = d[at + PORTS_HOP];
        long interfaceVlan = d[at + INTERFACE_VLAN];
        int ports = high(portsHop);
        int hop = (int) portsHop;
        p.frame(bytes, readBytes, high(lengths), (int) lengths, d[at + NANOS], high(link));
        p.origin((int) link, high(interfaceVlan), d[at + NUMBER]);
        p.window(high(window), (int) window);
        p.addresses(d[at + SOURCE_HIGH], d[at + SOURCE_LOW], d[at + DESTINATION_HIGH], d[at + DESTINATION_LOW]);
        p.ports(hop >>> 16 & 0xFF, ports >>> 16, ports & 0xFFFF);
        p.hop(hop >>> 8 & 0xFF, hop & 0xFF);
        p.rebuilt((hop & REBUILT) != 0);
        p.vlan((int) interfaceVlan);
        p.sensor((int) d[at + SENSOR]);
    }

    /** Goes on to the entry after the next one. */
    void skip() {
        readBytes += high(descriptors[read * DESCRIPTOR + LENGTHS]);
        read++;
    }

    /** Empties the block for its next journey. */
    void clear() {
        Arrays.fill(orders, 0, orderCount, null);
        orderCount = 0;
        entries = 0;
        bytesUsed = 0;
        read = 0;
        readBytes = 0;
    }
}
