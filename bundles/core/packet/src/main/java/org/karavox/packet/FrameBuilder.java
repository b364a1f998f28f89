package org.karavox.packet;

import java.util.Arrays;

/**
 * Makes frames for payloads that came without one: from listeners, streams and recordings. A frame begins with an IP header
 * ({@link LinkTypes#RAW}), so that capture tools can read what is stored. One owner; the bytes are valid until the next frame.
 *
 * <p>Addresses as in {@link Addresses}. If both are IPv4 the frame is, otherwise it is IPv6. What is longer than a length field can
 * say has 0 there, as after segmentation offload.
 */
public final class FrameBuilder {

    private static final int UDP = 17;
    private static final int TCP = 6;
    private static final int TIME_TO_LIVE = 64;
    private static final int TCP_PUSH_ACK = 0x5018;

    private byte[] bytes = new byte[2048];
    private int length;
    private int payloadOffset;
    private int identification;

    /** The frame's bytes, from offset 0. */
    public byte[] bytes() {
        return bytes;
    }

    /** Length of the frame. */
    public int length() {
        return length;
    }

    /** Where the payload begins. */
    public int payloadOffset() {
        return payloadOffset;
    }

    /** A UDP datagram. */
    public void udp(long sourceHigh, long sourceLow, int sourcePort, long destinationHigh, long destinationLow, int destinationPort,
            byte[] payload, int offset, int size) {
        int udpLength = 8 + size;
        int at = ip(sourceHigh, sourceLow, destinationHigh, destinationLow, UDP, udpLength);
        Bytes.put16(bytes, at, sourcePort);
        Bytes.put16(bytes, at + 2, destinationPort);
        Bytes.put16(bytes, at + 4, orZero(udpLength));
        Bytes.put16(bytes, at + 6, 0);
        System.arraycopy(payload, offset, bytes, at + 8, size);
        payloadOffset = at + 8;
        length = at + udpLength;
        int sum = transportSum(at, UDP, udpLength);
        Bytes.put16(bytes, at + 6, sum == 0 ? 0xFFFF : sum);
    }

    /**
     * A TCP segment with PSH and ACK.
     *
     * @param sequence number of the first byte of the payload
     * @param acknowledged number of the next byte expected from the other side
     */
    public void tcp(long sourceHigh, long sourceLow, int sourcePort, long destinationHigh, long destinationLow, int destinationPort,
            int sequence, int acknowledged, byte[] payload, int offset, int size) {
        int tcpLength = 20 + size;
        int at = ip(sourceHigh, sourceLow, destinationHigh, destinationLow, TCP, tcpLength);
        Bytes.put16(bytes, at, sourcePort);
        Bytes.put16(bytes, at + 2, destinationPort);
        Bytes.put32(bytes, at + 4, sequence);
        Bytes.put32(bytes, at + 8, acknowledged);
        Bytes.put16(bytes, at + 12, TCP_PUSH_ACK);
        Bytes.put16(bytes, at + 14, 0xFFFF);
        Bytes.put32(bytes, at + 16, 0);
        System.arraycopy(payload, offset, bytes, at + 20, size);
        payloadOffset = at + 20;
        length = at + tcpLength;
        Bytes.put16(bytes, at + 16, transportSum(at, TCP, tcpLength));
    }

    /** An IP packet of any other protocol, with {@code payload} behind the IP header. */
    public void ip(long sourceHigh, long sourceLow, long destinationHigh, long destinationLow, int protocol, byte[] payload, int offset,
            int size) {
        int at = ip(sourceHigh, sourceLow, destinationHigh, destinationLow, protocol, size);
        System.arraycopy(payload, offset, bytes, at, size);
        payloadOffset = at;
        length = at + size;
    }

    /** Writes the IP header; answers where its payload begins. */
    private int ip(long sourceHigh, long sourceLow, long destinationHigh, long destinationLow, int protocol, int size) {
        boolean v4 = Addresses.isIpv4(sourceHigh, sourceLow) && Addresses.isIpv4(destinationHigh, destinationLow);
        int header = v4 ? 20 : 40;
        if (bytes.length < header + size) {
            bytes = Arrays.copyOf(bytes, Math.max(header + size, bytes.length * 2));
        }
        byte[] b = bytes;
        if (v4) {
            Bytes.put32(b, 0, 0x4500_0000 | orZero(20 + size));
            Bytes.put32(b, 4, (identification++ & 0xFFFF) << 16 | 0x4000); // may not be in pieces
            Bytes.put32(b, 8, TIME_TO_LIVE << 24 | protocol << 16);
            Bytes.put32(b, 12, (int) sourceLow);
            Bytes.put32(b, 16, (int) destinationLow);
            Bytes.put16(b, 10, fold(sum(0, 20)) ^ 0xFFFF);
        } else {
            Bytes.put32(b, 0, 0x6000_0000);
            Bytes.put32(b, 4, orZero(size) << 16 | protocol << 8 | TIME_TO_LIVE);
            Bytes.put64(b, 8, sourceHigh);
            Bytes.put64(b, 16, sourceLow);
            Bytes.put64(b, 24, destinationHigh);
            Bytes.put64(b, 32, destinationLow);
        }
        return header;
    }

    private static int orZero(int size) {
        return size > 0xFFFF ? 0 : size;
    }

    /** Checksum over pseudo header, header and payload; RFC 1071, RFC 8200 section 8.1. */
    private int transportSum(int at, int protocol, int size) {
        int addresses = at == 20 ? 8 : 32;
        return fold(sum(at - addresses, addresses + size) + protocol + (size >>> 16) + (size & 0xFFFF)) ^ 0xFFFF;
    }

    private long sum(int from, int size) {
        long sum = 0;
        int end = from + size;
        int at = from;
        for (; at + 1 < end; at += 2) {
            sum += Bytes.u16(bytes, at);
        }
        return at < end ? sum + ((bytes[at] & 0xFF) << 8) : sum;
    }

    private static int fold(long sum) {
        long rest = sum;
        while (rest > 0xFFFF) {
            rest = (rest & 0xFFFF) + (rest >>> 16);
        }
        return (int) rest;
    }
}
