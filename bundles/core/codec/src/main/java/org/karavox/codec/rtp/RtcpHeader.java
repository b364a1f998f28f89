package org.karavox.codec.rtp;

import org.karavox.packet.PacketCursor;

/** RTCP common header, RFC 3550 section 6.4.1, as far as it tells RTCP from RTP. Hot path, stateless. */
public final class RtcpHeader {

    private RtcpHeader() {
    }

    /** True if the second byte of a datagram is an RTCP packet type and not marker and payload type (RFC 5761 section 4). */
    public static boolean isRtcpType(int secondByte) {
        return secondByte >= 192 && secondByte <= 223;
    }

    /** True if the datagram begins with an RTCP packet whose announced length fits. */
    public static boolean isPlausible(PacketCursor packet) {
        return packet.remaining() >= 8 && (packet.u8(0) & 0xC0) == 0x80 && isRtcpType(packet.u8(1))
                && 4 * (packet.u16(2) + 1) <= packet.remaining();
    }
}
