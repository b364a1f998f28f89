package org.karavox.packet;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FrameBuilderTest {

    private static final long V4 = Addresses.ipv4(0xC000_0201);
    private static final long V4_B = Addresses.ipv4(0xC633_6402);

    private final FrameBuilder builder = new FrameBuilder();

    private byte[] frame() {
        return Arrays.copyOf(builder.bytes(), builder.length());
    }

    /** RFC 1071: the sum over everything, checksum included, is all ones. */
    private static int sum(byte[] bytes, int from, int to, long start) {
        long sum = start;
        for (int i = from; i < to; i++) {
            sum += (bytes[i] & 0xFF) << ((i - from) % 2 == 0 ? 8 : 0);
        }
        while (sum > 0xFFFF) {
            sum = (sum & 0xFFFF) + (sum >>> 16);
        }
        return (int) sum;
    }

    @Test
    void aDatagramOfFourBytes() {
        builder.udp(0, V4, 5060, 0, V4_B, 5062, "ping".getBytes(StandardCharsets.US_ASCII), 0, 4);

        assertArrayEquals(HexFormat.of().parseHex("450000200000400040114e96"
                .concat("c0000201c633640213c413c6000c").concat(String.format("%04x", Bytes.u16(builder.bytes(), 26))).concat("70696e67")),
                frame());
        assertEquals(28, builder.payloadOffset());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 1199, 1200})
    void checksumsAreRight(int size) {
        byte[] payload = new byte[size];
        for (int i = 0; i < size; i++) {
            payload[i] = (byte) (i * 31 + 7);
        }

        builder.udp(0, V4, 1, 0, V4_B, 2, payload, 0, size);
        assertEquals(0xFFFF, sum(frame(), 0, 20, 0));
        assertEquals(0xFFFF, sum(frame(), 12, builder.length(), 17 + 8 + size));

        builder.tcp(0, V4, 1, 0, V4_B, 2, 0x11223344, 0x55667788, payload, 0, size);
        assertEquals(0xFFFF, sum(frame(), 12, builder.length(), 6 + 20 + size));

        builder.udp(0x2001_0db8_0000_0000L, 1, 1, 0x2001_0db8_0000_0000L, 2, 2, payload, 0, size);
        assertEquals(0xFFFF, sum(frame(), 8, builder.length(), 17 + 8 + size));
        assertEquals(48, builder.payloadOffset());
    }

    @Test
    void addressesOfTwoFamiliesMakeAnIpv6Frame() {
        builder.udp(0, V4, 1, 0x2001_0db8_0000_0000L, 2, 2, new byte[1], 0, 1);

        assertEquals(0x60, builder.bytes()[0]);
        assertEquals(0xFFFF_C000_0201L, Bytes.i64(builder.bytes(), 16));
    }

    @Test
    void whatNoLengthFieldCanSayHasZeroThere() {
        byte[] payload = new byte[100_000];

        builder.tcp(0, V4, 1, 0, V4_B, 2, 0, 0, payload, 0, payload.length);

        assertEquals(100_040, builder.length());
        assertEquals(0, Bytes.u16(builder.bytes(), 2));

        builder.ip(0x2001_0db8_0000_0000L, 1, 0x2001_0db8_0000_0000L, 2, 132, payload, 0, payload.length);

        assertEquals(100_040, builder.length());
        assertEquals(0, Bytes.u16(builder.bytes(), 4));
        assertEquals(132, builder.bytes()[6] & 0xFF);
    }
}
