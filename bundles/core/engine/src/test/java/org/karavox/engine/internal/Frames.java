package org.karavox.engine.internal;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.HexFormat;

/** Frames for tests: bytes put together by hand, without the classes under test. */
final class Frames {

    static final long T0 = 1_700_000_000_000_000_000L;

    private Frames() {
    }

    static byte[] hex(String text) {
        return HexFormat.of().parseHex(text.replaceAll("\\s", ""));
    }

    static byte[] join(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }

    static byte[] u16(int value) {
        return new byte[] {(byte) (value >> 8), (byte) value};
    }

    static byte[] ethernet(int type, byte[] payload) {
        return join(hex("020000000002 020000000001"), u16(type), payload);
    }

    /** 192.0.2.{@code source} to 198.51.100.{@code destination}. */
    static byte[] ipv4(int source, int destination, int protocol, byte[] payload) {
        return ipv4(source, destination, protocol, 0x1234, 0, payload);
    }

    /** @param fragment flags and offset as in the header: 0x2000 more fragments, offset in units of 8 */
    static byte[] ipv4(int source, int destination, int protocol, int identification, int fragment, byte[] payload) {
        return join(hex("4500"), u16(20 + payload.length), u16(identification), u16(fragment), new byte[] {64, (byte) protocol},
                u16(0), new byte[] {(byte) 192, 0, 2, (byte) source}, new byte[] {(byte) 198, 51, 100, (byte) destination}, payload);
    }

    /** 2001:db8::{@code source} to 2001:db8::{@code destination}. */
    static byte[] ipv6(int source, int destination, int next, byte[] payload) {
        return join(hex("60000000"), u16(payload.length), new byte[] {(byte) next, 64}, hex("20010db8 00000000 00000000 0000"),
                u16(source), hex("20010db8 00000000 00000000 0000"), u16(destination), payload);
    }

    static byte[] udp(int sourcePort, int destinationPort, byte[] payload) {
        return join(u16(sourcePort), u16(destinationPort), u16(8 + payload.length), u16(0), payload);
    }

    static byte[] rtp(int sequence) {
        return join(hex("8000"), u16(sequence), hex("00000000 cafebabe"), new byte[20]);
    }

    static byte[] cut(byte[] bytes, int length) {
        return Arrays.copyOf(bytes, length);
    }
}
