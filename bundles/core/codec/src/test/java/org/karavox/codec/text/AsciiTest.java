package org.karavox.codec.text;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.karavox.packet.Addresses;

class AsciiTest {

    @Test
    void findsALineFeedAtEveryPosition() {
        for (int length = 0; length < 40; length++) {
            for (int at = 0; at < length; at++) {
                byte[] bytes = ("\u0009\u000b".repeat(20).substring(0, at) + "\n" + "\n\u000bx".repeat(20)).substring(0, length)
                        .getBytes(ISO_8859_1);
                assertEquals(at, Ascii.lineFeed(bytes, 0, length), "length " + length);
            }
            assertEquals(length, Ascii.lineFeed("\u008a\u000b".repeat(20).getBytes(ISO_8859_1), 0, length), "none in " + length);
        }
    }

    @Test
    void readsNumbersUpTo32Bits() {
        assertEquals(4_294_967_295L, number("4294967295"));
        assertEquals(-1, number("4294967296"));
        assertEquals(-1, number("99999999999999999999999999"));
        assertEquals(9, number("0009"));
        assertEquals(-1, number(""));
        assertEquals(-1, number("-1"));
        assertEquals(-1, number("1a"));
    }

    private static long number(String text) {
        return Ascii.number(text.getBytes(ISO_8859_1), 0, text.length());
    }

    @Test
    void losesNoByteOfTextThatIsNotUtf8() {
        assertEquals("z\u00fcrich", Ascii.text("z\u00fcrich".getBytes(UTF_8), 0, 7));
        assertEquals("z\u00fcrich", Ascii.text("z\u00fcrich".getBytes(ISO_8859_1), 0, 6));
        assertEquals("a\0b", Ascii.text("a\0b".getBytes(UTF_8), 0, 3));
    }

    @ParameterizedTest
    @ValueSource(strings = {"192.0.2.1", "0.0.0.0", "255.255.255.255", "::", "::1", "1::", "fe80::21a:a0ff:fe07:32e0",
            "2001:db8:0:0:1:0:0:1", "1:2:3:4:5:6:7:8", "2001:db8:1:2::", "::ffff:192.0.2.1", "64:ff9b::192.0.2.33", "1:2:3:4:5::8",
            "1:2:3::7:8", "1::3:4:5:6:7:8", "fec0:0:0:0:216:d3ff:fe0d:22c", "1:2:3:4:5:6:192.0.2.1"})
    void readsAddressesAsThePlatformDoes(String text) {
        long[] expected = new long[2];
        assertTrue(Addresses.parse(text, expected));
        IpReader ip = new IpReader();
        assertTrue(ip.read(("x" + text + "y").getBytes(UTF_8), 1, 1 + text.length()));
        assertEquals(Addresses.format(expected[0], expected[1]), Addresses.format(ip.high(), ip.low()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "1.2.3", "1.2.3.4.5", "256.1.1.1", "1..2.3", "example.org", ":", ":1", "1:", "1:2:3:4:5:6:7", "1::2::3",
            "1:2:3:4:5:6:7:8:9", "12345::", "g::", "::1.2.3", "1:2:3:4:5:6:7:1.2.3.4", "1:2:3:4:5:6:7::8:9", "1.2.3.4:", "proxy:5060",
            "1:2:3:4:5:6:7:8::"})
    void refusesWhatIsNoAddress(String text) {
        assertFalse(new IpReader().read(text.getBytes(UTF_8), 0, text.length()));
    }
}
