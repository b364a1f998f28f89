package org.karavox.packet;

/**
 * A window over the bytes of one packet, together with what the layers outside the window have said about it.
 *
 * <p>The <em>window</em> starts at the current layer's first byte and ends where the enclosing layers say that their
 * payload ends. {@link #advance} moves its start inwards, {@link #limitTo} its end. All reads are relative to the
 * start of the window, big-endian and unsigned unless the name says otherwise. Reads are <em>not</em> checked against
 * the window: a caller looks at {@link #remaining()} first. A read outside the underlying array throws.
 *
 * <p>The <em>frame</em> is the whole packet as captured, with all outer headers: what the spool stores. A reassembled
 * datagram is a frame of its own, whose bytes begin with the rebuilt IP header ({@link LinkTypes#RAW}).
 *
 * <p><b>Threads and ownership.</b> One instance belongs to one packet thread, which reuses it for every packet. Whoever
 * is handed a cursor may move the window, and may keep neither the cursor nor the bytes after returning. Nothing
 * here allocates.
 *
 * <p>Addresses are two longs: the high and low half of an IPv6 address, IPv4 as {@code ::ffff:a.b.c.d}
 * (see {@link Addresses}).
 */
public final class PacketCursor {

    private byte[] bytes;
    private int start;
    private int end;
    private int layerStart;

    private int frameStart;
    private int frameLength;
    private int wireLength;
    private int linkType;
    private int sourceIndex;
    private int interfaceId;
    private long timestampNanos;
    private long frameNumber;

    private long sourceHigh;
    private long sourceLow;
    private long destinationHigh;
    private long destinationLow;
    private int sourcePort;
    private int destinationPort;
    private int transport;
    private int vlan;
    private int timeToLive;
    private int trafficClass;
    private boolean rebuilt;
    private boolean whole;
    private boolean borrowed;
    private int sensorId;

    /**
     * Points this cursor at a new frame; the window is the whole frame. What earlier packets left in the layer fields is cleared.
     *
     * @param bytes array that holds the frame somewhere inside
     * @param offset of the frame's first byte in {@code bytes}
     * @param length captured bytes
     */
    public void frame(byte[] bytes, int offset, int length, int wireLength, long timestampNanos, int linkType) {
        this.bytes = bytes;
        this.start = offset;
        this.end = offset + length;
        this.layerStart = offset;
        this.frameStart = offset;
        this.frameLength = length;
        this.wireLength = wireLength;
        this.timestampNanos = timestampNanos;
        this.linkType = linkType;
        this.vlan = 0;
        this.transport = 0;
        this.rebuilt = false;
        this.whole = false;
        this.borrowed = false;
    }

    /**
     * Puts a frame that the caller has made in place of the one that was captured; the window is the whole of it. Time, origin
     * and VLAN stay. The caller leaves the bytes as they are until it is asked about the next packet.
     *
     * @param linkType what the new frame begins with, one of {@link LinkTypes}
     */
    public void replace(byte[] bytes, int offset, int length, int linkType) {
        this.bytes = bytes;
        this.start = offset;
        this.end = offset + length;
        this.layerStart = offset;
        this.frameStart = offset;
        this.frameLength = length;
        this.wireLength = length;
        this.linkType = linkType;
        this.borrowed = true;
    }

    /** Corrects the capture time, for packets that say themselves when they were seen. */
    public void time(long timestampNanos) {
        this.timestampNanos = timestampNanos;
    }

    /** Says that the payload of a TCP header in this frame is one whole message, not a piece of a stream. */
    public void whole(boolean isWholeMessage) {
        this.whole = isWholeMessage;
    }

    /** Who captured the frame: {@code id_sensor} of a sensor or of a capture agent, 0 if nobody said. */
    public void sensor(int sensorId) {
        this.sensorId = sensorId;
    }

    /** Where the frame came from: index of the capture source within the pipeline, and the interface within the source. */
    public void origin(int sourceIndex, int interfaceId, long frameNumber) {
        this.sourceIndex = sourceIndex;
        this.interfaceId = interfaceId;
        this.frameNumber = frameNumber;
    }

    /** Network-layer facts of the innermost IP header; set by whoever decoded it. */
    public void addresses(long sourceHigh, long sourceLow, long destinationHigh, long destinationLow) {
        this.sourceHigh = sourceHigh;
        this.sourceLow = sourceLow;
        this.destinationHigh = destinationHigh;
        this.destinationLow = destinationLow;
    }

    /**
     * Transport-layer facts of the innermost datagram.
     *
     * @param transport IP protocol number, 17 for UDP
     */
    public void ports(int transport, int sourcePort, int destinationPort) {
        this.transport = transport;
        this.sourcePort = sourcePort;
        this.destinationPort = destinationPort;
    }

    /** TTL or hop limit, and TOS or traffic class, of the innermost IP header, 0..255 each. */
    public void hop(int timeToLive, int trafficClass) {
        this.timeToLive = timeToLive;
        this.trafficClass = trafficClass;
    }

    /** VLAN id of the innermost tag, 0 if untagged. */
    public void vlan(int id) {
        this.vlan = id;
    }

    /** Says that the datagram was put together from IP fragments. */
    public void rebuilt(boolean fromFragments) {
        this.rebuilt = fromFragments;
    }

    /** Sets the window by absolute offsets into {@link #bytes()}; for whoever restores a packet from a descriptor. */
    public void window(int start, int end) {
        this.layerStart = start;
        this.start = start;
        this.end = end;
    }

    // ---- the window

    /** Bytes from the start of the window to its end. */
    public int remaining() {
        return end - start;
    }

    /** Moves the start of the window {@code length} bytes inwards; the skipped header becomes {@link #layerU8 the outer layer}. */
    public void advance(int length) {
        layerStart = start;
        start += length;
    }

    /** Cuts the window to {@code length} bytes from its start; a longer {@code length} changes nothing. */
    public void limitTo(int length) {
        if (length < end - start) {
            end = start + length;
        }
    }

    /** Absolute offset of the window's first byte in {@link #bytes()}. */
    public int start() {
        return start;
    }

    /** Absolute offset behind the window's last byte. */
    public int end() {
        return end;
    }

    /** Unsigned byte. */
    public int u8(int offset) {
        return bytes[start + offset] & 0xFF;
    }

    /** Unsigned 16 bit. */
    public int u16(int offset) {
        return Bytes.u16(bytes, start + offset);
    }

    /** Unsigned 24 bit. */
    public int u24(int offset) {
        return u16(offset) << 8 | u8(offset + 2);
    }

    /** 32 bit as they are. */
    public int i32(int offset) {
        return Bytes.i32(bytes, start + offset);
    }

    /** Unsigned 32 bit. */
    public long u32(int offset) {
        return Bytes.i32(bytes, start + offset) & 0xFFFF_FFFFL;
    }

    /** 64 bit as they are. */
    public long i64(int offset) {
        return Bytes.i64(bytes, start + offset);
    }

    /**
     * Unsigned byte of the header that was removed last, relative to that header's start: lets a decoder look at a flag
     * of the layer that carried it. Right after {@link #frame} it is the frame itself.
     */
    public int layerU8(int offset) {
        return bytes[layerStart + offset] & 0xFF;
    }

    /** Copies {@code length} bytes of the window, from {@code offset}, into {@code target}. Control path. */
    public void copy(int offset, byte[] target, int targetOffset, int length) {
        System.arraycopy(bytes, start + offset, target, targetOffset, length);
    }

    // ---- the frame

    /** The array all offsets refer to; not to be changed. */
    public byte[] bytes() {
        return bytes;
    }

    /** Absolute offset of the frame's first byte. */
    public int frameStart() {
        return frameStart;
    }

    /** Captured length of the frame, bytes. */
    public int frameLength() {
        return frameLength;
    }

    /** Length of the frame on the wire, bytes; more than {@link #frameLength} if the capture cut it. */
    public int wireLength() {
        return wireLength;
    }

    /** True if the capture cut the frame short. */
    public boolean isCut() {
        return wireLength > frameLength;
    }

    /** Link type as in pcap files, one of {@link LinkTypes}. */
    public int linkType() {
        return linkType;
    }

    /** Capture time, nanoseconds since the Unix epoch. */
    public long timestampNanos() {
        return timestampNanos;
    }

    /** Number of the frame within its pipeline, from 1, in the order of capture; total order of everything a pipeline sees. */
    public long frameNumber() {
        return frameNumber;
    }

    /** Index of the capture source within its pipeline. */
    public int sourceIndex() {
        return sourceIndex;
    }

    /** {@code id_sensor} of who captured the frame, 0 if nobody said. */
    public int sensorId() {
        return sensorId;
    }

    /** True if the payload of a TCP header is one whole message. */
    public boolean isWhole() {
        return whole;
    }

    /** True if the bytes belong to a decoder that will use them again: see {@link #replace}. */
    public boolean isBorrowed() {
        return borrowed;
    }

    /** Interface within the source, 0 where there is only one. */
    public int interfaceId() {
        return interfaceId;
    }

    // ---- what outer layers said

    /** High half of the innermost source address. */
    public long sourceHigh() {
        return sourceHigh;
    }

    /** Low half of the innermost source address. */
    public long sourceLow() {
        return sourceLow;
    }

    /** High half of the innermost destination address. */
    public long destinationHigh() {
        return destinationHigh;
    }

    /** Low half of the innermost destination address. */
    public long destinationLow() {
        return destinationLow;
    }

    /** Source port, 0..65535. */
    public int sourcePort() {
        return sourcePort;
    }

    /** Destination port, 0..65535. */
    public int destinationPort() {
        return destinationPort;
    }

    /** IP protocol number of the innermost datagram, 17 for UDP; 0 before it is known. */
    public int transport() {
        return transport;
    }

    /** VLAN id of the innermost tag, 0 if untagged. */
    public int vlan() {
        return vlan;
    }

    /** TTL or hop limit of the innermost IP header. */
    public int timeToLive() {
        return timeToLive;
    }

    /** TOS or traffic class of the innermost IP header. */
    public int trafficClass() {
        return trafficClass;
    }

    /** True if the datagram, or one that carried it, was put together from IP fragments. */
    public boolean isRebuilt() {
        return rebuilt;
    }
}
