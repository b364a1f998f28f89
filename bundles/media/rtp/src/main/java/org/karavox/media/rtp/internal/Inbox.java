package org.karavox.media.rtp.internal;

import org.karavox.codec.rtp.RtcpHeader;
import org.karavox.codec.rtp.RtpHeader;
import org.karavox.media.MediaFlow;
import org.karavox.packet.PacketCursor;

/**
 * Where packets of one stream are written down until somebody works on them. With thousands of streams the time goes into
 * fetching their memory, so everything that a usual packet needs lies side by side in one array: what identifies the
 * stream, how far the array is filled, and the packets, two longs each.
 *
 * <pre>
 *  0 source, low half | 1 destination, low half | 2 SSRC (32), source port (16), destination port (16)
 *  3 source, high half | 4 destination, high half | 5 usual TTL (24) and payload type (8), words in use (32)
 *  6.. arrival | timestamp (32), sequence (16), code of the payload length (8), marker and type (8) | arrival | ...
 * </pre>
 *
 * <p>Packets that are not as usual go the long way, which takes notice of what is different: so the TTL of every packet
 * counts, and a usual one costs no more than a comparison.
 *
 * <p>Hot path; owned by the stream's shard.
 */
final class Inbox implements MediaFlow {

    /** Words in front of the packets. */
    static final int HEADER = 6;

    private static final int STATE = 5;
    /** Most packets that are written down before they are worked on. */
    private static final int MOST_PACKETS = RtpStream.BATCH;

    private long[] words;
    private RtpStream stream;

    /** Makes it the inbox of {@code stream}, with room for the first {@code packets}. */
    void of(RtpStream stream, int packets) {
        this.stream = stream;
        words = new long[HEADER + 2 * packets];
        words[0] = stream.sourceLow;
        words[1] = stream.destinationLow;
        words[2] = (long) stream.ssrc << 32 | stream.ports & 0xFFFF_FFFFL;
        words[3] = stream.sourceHigh;
        words[4] = stream.destinationHigh;
        words[STATE] = state(RtpStream.NONE, 0, HEADER);
    }

    /** Makes it the inbox of {@code stream}, with what is in {@code other}. */
    void of(RtpStream stream, Inbox other) {
        this.stream = stream;
        words = other.words.clone();
    }

    private static long state(int usualType, int usualHop, int end) {
        return (long) (usualType == RtpStream.NONE ? RtpStream.NONE : usualHop << 8 | usualType) << 32 | end;
    }

    /** The words themselves; another array after {@link #grow}. */
    long[] words() {
        return words;
    }

    /** Words in use. */
    int end() {
        return (int) words[STATE];
    }

    /** Empties it; for the rest see {@link #usual}. */
    void empty(int usualType, int usualHop) {
        words[STATE] = state(usualType, usualHop, HEADER);
    }

    /**
     * From now on {@link #take} takes packets of {@code usualType} and with {@code usualHop} as their TTL only, none if the
     * type is {@link RtpStream#NONE}.
     */
    void usual(int usualType, int usualHop) {
        words[STATE] = state(usualType, usualHop, end());
    }

    @Override
    public long lastPacketNanos() {
        return stream.lastNanos();
    }

    @Override
    public long warm() {
        long[] w = words;
        return w[(int) w[STATE]];
    }

    @Override
    public boolean take(PacketCursor packet) {
        int remaining = packet.remaining();
        if (remaining < RtpHeader.FIXED_LENGTH) {
            return false;
        }
        long[] w = words;
        long head = packet.i64(0);
        long state = w[STATE];
        if (head >>> 56 != 0x80 || (head >>> 48 & 0x7F | (long) packet.timeToLive() << 8) != state >>> 32 || RtcpHeader.isRtcpType((int) (head >>> 48) & 0xFF)
                || w[2] != ((long) RtpHeader.ssrc(packet) << 32 | (long) packet.sourcePort() << 16 | packet.destinationPort())
                || w[0] != packet.sourceLow() || w[1] != packet.destinationLow() || w[3] != packet.sourceHigh()
                || w[4] != packet.destinationHigh() || packet.isRebuilt()) {
            return false;
        }
        write(w, (int) state, packet.timestampNanos(), head, remaining - RtpHeader.FIXED_LENGTH);
        return true;
    }

    /**
     * Writes a packet down.
     *
     * @param head first eight bytes of the packet
     * @param payloadLength without padding, bytes
     */
    void write(long nanos, long head, int payloadLength) {
        write(words, end(), nanos, head, payloadLength);
    }

    private void write(long[] w, int at, long nanos, long head, int payloadLength) {
        w[at] = nanos;
        w[at + 1] = head << 32 | head >>> 16 & 0xFFFF0000L | code(payloadLength) << 8 | head >>> 48 & 0xFF;
        w[STATE] += 2;
        if (at + 2 == w.length) {
            stream.drain();
            grow();
        }
    }

    private static int code(int length) {
        return length < 128 ? length : (length & 7) == 0 && length < 1024 ? 112 + (length >> 3) : 255;
    }

    private void grow() {
        int packets = (words.length - HEADER) / 2;
        if (packets < MOST_PACKETS) {
            words = java.util.Arrays.copyOf(words, HEADER + 4 * packets);
        }
    }
}
