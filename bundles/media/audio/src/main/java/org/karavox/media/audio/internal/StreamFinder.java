package org.karavox.media.audio.internal;

import java.util.List;
import org.karavox.call.Endpoint;
import org.karavox.call.StreamRecord;
import org.karavox.codec.rtp.RtpHeader;
import org.karavox.packet.Addresses;
import org.karavox.packet.PacketCursor;

/**
 * Finds the RTP of known streams in frames as they were captured, under whatever link header and tunnels: it looks for an IP
 * header with the addresses of a stream that is followed by its ports and its SSRC. So it needs to know none of those formats, and cannot
 * take for a stream what is none.
 */
final class StreamFinder {

    private static final int NOT_FOUND = -1;
    private static final int UDP = 17;
    private static final int DEEPEST = 600; // IP header within the frame

    private record Sought(boolean ipv4, long sourceHigh, long sourceLow, long destinationHigh, long destinationLow, int sourcePort,
            int destinationPort, int ssrc) {
    }

    private final Sought[] sought;
    private final PacketCursor packet = new PacketCursor();
    private int payloadStart;
    private int payloadLength;

    StreamFinder(List<StreamRecord> streams) {
        sought = streams.stream().map(StreamFinder::sought).toArray(Sought[]::new);
    }

    private static Sought sought(StreamRecord stream) {
        long[] source = halves(stream.source());
        long[] destination = halves(stream.destination());
        return new Sought(Addresses.isIpv4(source[0], source[1]), source[0], source[1], destination[0], destination[1],
                stream.source().port(), stream.destination().port(), stream.ssrc());
    }

    private static long[] halves(Endpoint endpoint) {
        long[] halves = new long[2];
        if (!Addresses.parse(endpoint.address(), halves)) {
            throw new IllegalArgumentException("No IP address: " + endpoint.address());
        }
        return halves;
    }

    /**
     * Number of the stream that the frame belongs to, -1 if none. If it is one, {@link #packet} is a window over its RTP, and
     * {@link #payloadStart} and {@link #payloadLength} tell where in the frame the payload is.
     */
    int find(byte[] bytes, int length, long timestampNanos, int linkType) {
        int last = Math.min(length - 20 - 8 - RtpHeader.FIXED_LENGTH, DEEPEST);
        for (int at = 0; at <= last; at++) {
            int version = bytes[at] >> 4 & 15;
            int udp = version == 4 ? udpOfV4(bytes, at, length) : version == 6 ? udpOfV6(bytes, at, length) : NOT_FOUND;
            if (udp == NOT_FOUND || udp + 8 + RtpHeader.FIXED_LENGTH > length) {
                continue;
            }
            int stream = match(bytes, at, udp, version == 4);
            if (stream != NOT_FOUND && isRtp(bytes, length, udp, timestampNanos, linkType)) {
                return stream;
            }
        }
        return NOT_FOUND;
    }

    private static int udpOfV4(byte[] bytes, int at, int length) {
        int header = (bytes[at] & 15) * 4;
        return header >= 20 && at + header <= length && bytes[at + 9] == UDP ? at + header : NOT_FOUND;
    }

    /** Behind hop-by-hop options, routing and destination options. */
    private static int udpOfV6(byte[] bytes, int at, int length) {
        int next = at + 40 <= length ? bytes[at + 6] & 0xFF : NOT_FOUND;
        int behind = at + 40;
        while ((next == 0 || next == 43 || next == 60) && behind + 8 <= length) {
            next = bytes[behind] & 0xFF;
            behind += 8 + (bytes[behind + 1] & 0xFF) * 8;
        }
        return next == UDP ? behind : NOT_FOUND;
    }

    private int match(byte[] bytes, int ip, int udp, boolean ipv4) {
        int ssrc = i32(bytes, udp + 16);
        int sourcePort = u16(bytes, udp);
        int destinationPort = u16(bytes, udp + 2);
        for (int i = 0; i < sought.length; i++) {
            Sought one = sought[i];
            if (one.ssrc == ssrc && one.sourcePort == sourcePort && one.destinationPort == destinationPort && one.ipv4 == ipv4) {
                boolean same = ipv4 ? (int) one.sourceLow == i32(bytes, ip + 12) && (int) one.destinationLow == i32(bytes, ip + 16)
                        : one.sourceHigh == i64(bytes, ip + 8) && one.sourceLow == i64(bytes, ip + 16)
                                && one.destinationHigh == i64(bytes, ip + 24) && one.destinationLow == i64(bytes, ip + 32);
                if (same) {
                    return i;
                }
            }
        }
        return NOT_FOUND;
    }

    private boolean isRtp(byte[] bytes, int length, int udp, long timestampNanos, int linkType) {
        int announced = udp + Math.max(8, u16(bytes, udp + 4));
        packet.frame(bytes, 0, length, Math.max(length, announced), timestampNanos, linkType);
        packet.window(udp + 8, Math.min(length, announced));
        int offset = RtpHeader.payloadOffset(packet);
        if (offset < 0) {
            return false;
        }
        payloadStart = udp + 8 + offset;
        payloadLength = RtpHeader.payloadLength(packet, offset);
        return payloadLength >= 0;
    }

    PacketCursor packet() {
        return packet;
    }

    int payloadStart() {
        return payloadStart;
    }

    int payloadLength() {
        return payloadLength;
    }

    private static int u16(byte[] bytes, int at) {
        return (bytes[at] & 0xFF) << 8 | bytes[at + 1] & 0xFF;
    }

    private static int i32(byte[] bytes, int at) {
        return u16(bytes, at) << 16 | u16(bytes, at + 2);
    }

    private static long i64(byte[] bytes, int at) {
        return (long) i32(bytes, at) << 32 | i32(bytes, at + 4) & 0xFFFFFFFFL;
    }
}
