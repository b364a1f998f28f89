package org.karavox.itests.traffic;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.karavox.call.Endpoint;

/** IP packets, version 4 or 6 as the addresses say, with correct lengths and checksums. */
public final class Ip {

    /** IP protocol number of UDP. */
    public static final int UDP = 17;

    private static final int V4_HEADER = 20;
    private static final int V6_HEADER = 40;
    private static final int NEXT_IS_FRAGMENT = 44;

    private Ip() {
    }

    /** A UDP datagram in an IP packet. */
    public static byte[] udp(Endpoint source, Endpoint destination, byte[] payload, int identification) {
        byte[] from = address(source.address());
        byte[] to = address(destination.address());
        int length = 8 + payload.length;
        byte[] datagram = new Bytes().u16(source.port()).u16(destination.port()).u16(length).u16(0).raw(payload).toArray();
        byte[] pseudoHeader = new Bytes().raw(from).raw(to).u32(length).u32(UDP).toArray();
        int checksum = checksum(new Bytes().raw(pseudoHeader).raw(datagram).toArray());
        checksum = checksum == 0 ? 0xFFFF : checksum;
        datagram[6] = (byte) (checksum >>> 8);
        datagram[7] = (byte) checksum;
        return packet(source.address(), destination.address(), UDP, datagram, identification);
    }

    /** Any payload in an IP packet. */
    public static byte[] packet(String source, String destination, int protocol, byte[] payload, int identification) {
        byte[] from = address(source);
        byte[] to = address(destination);
        return from.length == 4 ? v4(from, to, protocol, payload, identification, 0) : v6(from, to, protocol, payload);
    }

    /**
     * Cuts a packet into fragments.
     *
     * @param step bytes of payload per fragment, a multiple of 8
     */
    public static List<byte[]> fragments(byte[] packet, int step, int identification) {
        List<byte[]> fragments = new ArrayList<>();
        int length = packet.length - headerLength(packet);
        for (int offset = 0; offset < length; offset += step) {
            int end = Math.min(length, offset + step);
            fragments.add(fragment(packet, offset, end, end < length, identification));
        }
        return fragments;
    }

    /** One fragment: the payload of {@code packet} from {@code offset}, a multiple of 8, to {@code end}. */
    public static byte[] fragment(byte[] packet, int offset, int end, boolean more, int identification) {
        int header = headerLength(packet);
        byte[] part = Arrays.copyOfRange(packet, header + offset, header + end);
        if (header == V4_HEADER) {
            int flags = (more ? 0x2000 : 0) | offset / 8;
            return v4(Arrays.copyOfRange(packet, 12, 16), Arrays.copyOfRange(packet, 16, 20), packet[9] & 0xFF, part,
                    identification, flags);
        }
        byte[] extension = new Bytes().u8(packet[6]).u8(0).u16(offset | (more ? 1 : 0)).u32(identification).raw(part).toArray();
        return v6(Arrays.copyOfRange(packet, 8, 24), Arrays.copyOfRange(packet, 24, 40), NEXT_IS_FRAGMENT, extension);
    }

    /** The packet with another TTL or hop limit, and another DSCP. */
    public static byte[] marked(byte[] packet, int timeToLive, int dscp) {
        byte[] marked = packet.clone();
        if (version(packet) == 6) {
            marked[0] = (byte) (0x60 | dscp >>> 2);
            marked[1] = (byte) (dscp << 6 | marked[1] & 0x3F);
            marked[7] = (byte) timeToLive;
            return marked;
        }
        marked[1] = (byte) (dscp << 2);
        marked[8] = (byte) timeToLive;
        marked[10] = 0;
        marked[11] = 0;
        int checksum = checksum(Arrays.copyOf(marked, V4_HEADER));
        marked[10] = (byte) (checksum >>> 8);
        marked[11] = (byte) checksum;
        return marked;
    }

    /** 4 or 6. */
    public static int version(byte[] packet) {
        return packet[0] >>> 4 & 0xF;
    }

    private static int headerLength(byte[] packet) {
        return version(packet) == 4 ? V4_HEADER : V6_HEADER;
    }

    private static byte[] v4(byte[] from, byte[] to, int protocol, byte[] payload, int identification, int fragment) {
        Bytes header = new Bytes().u8(0x45).u8(0).u16(V4_HEADER + payload.length).u16(identification).u16(fragment)
                .u8(64).u8(protocol).u16(0).raw(from).raw(to);
        header.patch16(10, checksum(header.toArray()));
        return header.raw(payload).toArray();
    }

    private static byte[] v6(byte[] from, byte[] to, int next, byte[] payload) {
        return new Bytes().u32(0x6000_0000L).u16(payload.length).u8(next).u8(64).raw(from).raw(to).raw(payload).toArray();
    }

    private static byte[] address(String literal) {
        try {
            return InetAddress.getByName(literal).getAddress(); // a literal is never looked up
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(literal + " is no IP address", e);
        }
    }

    /** RFC 1071. */
    private static int checksum(byte[] bytes) {
        long sum = 0;
        for (int at = 0; at < bytes.length; at += 2) {
            int low = at + 1 < bytes.length ? bytes[at + 1] & 0xFF : 0;
            sum += (bytes[at] & 0xFF) << 8 | low;
        }
        while (sum >>> 16 != 0) {
            sum = (sum & 0xFFFF) + (sum >>> 16);
        }
        return (int) ~sum & 0xFFFF;
    }
}
