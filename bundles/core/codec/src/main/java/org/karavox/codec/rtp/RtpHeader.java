package org.karavox.codec.rtp;

import org.karavox.packet.PacketCursor;

/**
 * RTP header, RFC 3550 section 5.1. Offsets are bytes from the start of the UDP payload. Hot path, stateless.
 *
 * <pre>
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * |V=2|P|X|  CC   |M|     PT      |       sequence number         |
 * |                           timestamp                           |
 * |           synchronization source (SSRC) identifier            |
 * |  CSRC (4 * CC) ... | extension: profile (16) | words (16) ...
 * </pre>
 */
public final class RtpHeader {

    /** Length of the fixed part, bytes. */
    public static final int FIXED_LENGTH = 12;

    /** {@link #payloadOffset}: the datagram is no RTP. */
    public static final int NOT_RTP = -1;

    private RtpHeader() {
    }

    /**
     * True if the datagram has version 2, is long enough for the fixed header and is not RTCP. Says nothing about
     * whether the flow really is RTP, nor whether the rest of the header fits.
     */
    public static boolean isPlausible(PacketCursor packet) {
        return packet.remaining() >= FIXED_LENGTH && (packet.u8(0) & 0xC0) == 0x80 && !RtcpHeader.isRtcpType(packet.u8(1));
    }

    /**
     * Where the media payload begins, or {@link #NOT_RTP} if the datagram breaks a rule of the header: version, length,
     * CSRC list or extension beyond the end, impossible padding, or an RTCP type in the second byte (RFC 5761 section 4).
     */
    public static int payloadOffset(PacketCursor packet) {
        int remaining = packet.remaining();
        if (remaining < FIXED_LENGTH) {
            return NOT_RTP;
        }
        int first = packet.u8(0);
        if (first == 0x80) { // no padding, no extension, no CSRC: nearly every packet
            return RtcpHeader.isRtcpType(packet.u8(1)) ? NOT_RTP : FIXED_LENGTH;
        }
        if ((first & 0xC0) != 0x80 || RtcpHeader.isRtcpType(packet.u8(1))) {
            return NOT_RTP;
        }
        int offset = FIXED_LENGTH + 4 * (first & 0x0F);
        if ((first & 0x10) != 0) {
            if (remaining < offset + 4) {
                return NOT_RTP;
            }
            offset += 4 + 4 * packet.u16(offset + 2);
        }
        if (offset > remaining) {
            return NOT_RTP;
        }
        if ((first & 0x20) != 0 && !packet.isCut()) {
            int padding = packet.u8(remaining - 1);
            if (padding == 0 || padding > remaining - offset) {
                return NOT_RTP;
            }
        }
        return offset;
    }

    /** Length of the media payload without padding, bytes; {@code payloadOffset} from {@link #payloadOffset}. */
    public static int payloadLength(PacketCursor packet, int payloadOffset) {
        int length = packet.remaining() - payloadOffset;
        return (packet.u8(0) & 0x20) != 0 && !packet.isCut() ? length - packet.u8(packet.remaining() - 1) : length;
    }

    /** Marker bit. */
    public static boolean marker(PacketCursor packet) {
        return (packet.u8(1) & 0x80) != 0;
    }

    /** Payload type, 0..127. */
    public static int payloadType(PacketCursor packet) {
        return packet.u8(1) & 0x7F;
    }

    /** Sequence number, 0..65535, wraps. */
    public static int sequence(PacketCursor packet) {
        return packet.u16(2);
    }

    /** Media timestamp in clock-rate units, an unsigned 32-bit value kept in an int, wraps. */
    public static int timestamp(PacketCursor packet) {
        return packet.i32(4);
    }

    /** Synchronization source, an unsigned 32-bit value kept in an int. */
    public static int ssrc(PacketCursor packet) {
        return packet.i32(8);
    }
}
