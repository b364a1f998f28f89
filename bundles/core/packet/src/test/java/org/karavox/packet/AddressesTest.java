package org.karavox.packet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressesTest {

    @Test
    void keepsIpv4AsAMappedAddress() {
        assertEquals(0x0000_FFFF_C000_0201L, Addresses.ipv4(0xC0000201));
        assertTrue(Addresses.isIpv4(0, Addresses.ipv4(0)));
        assertTrue(Addresses.isIpv4(0, Addresses.ipv4(-1)));
    }

    @Test
    void tellsIpv6FromIpv4() {
        assertFalse(Addresses.isIpv4(0, 0xC0000201L)); // the deprecated ::192.0.2.1
        assertFalse(Addresses.isIpv4(0x20010DB8_00000000L, Addresses.ipv4(1)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.0.0.0", "192.0.2.1", "255.255.255.255", "10.0.0.127"})
    void writesIpv4AsItReadsIt(String text) {
        assertEquals(text, formatted(text));
    }

    /** RFC 5952 section 4: lower case, no leading zeros, the longest and then first run of at least two zeros shortened. */
    @ParameterizedTest
    @CsvSource({"::, ::", "::1, ::1", "1::, 1::", "2001:DB8::1, 2001:db8::1", "2001:0db8:0:0:1:0:0:1, 2001:db8::1:0:0:1",
            "2001:db8:0:1:1:1:1:1, 2001:db8:0:1:1:1:1:1", "2001:0:0:1:0:0:0:1, 2001:0:0:1::1", "fe80::21a:a0ff:fe07:32e0, fe80::21a:a0ff:fe07:32e0",
            "1:2:3:4:5:6:7:8, 1:2:3:4:5:6:7:8", "1:2:3:4:5:6:0:0, 1:2:3:4:5:6::", "0:0:3:4:5:6:7:8, ::3:4:5:6:7:8",
            "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff, ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"})
    void writesIpv6AsRfc5952Wants(String text, String canonical) {
        assertEquals(canonical, formatted(text));
    }

    @Test
    void takesAMappedAddressForIpv4() {
        assertEquals("192.0.2.1", formatted("::ffff:192.0.2.1"));
        assertEquals("192.0.2.1", formatted("::ffff:c000:201"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "localhost", "1.2.3", "1.2.3.4.5", "1.2.3.256", "1.2.3.", ".1.2.3", "1..2.3", "1.2.3.4444", "1.2.3.4 ",
        "-1.2.3.4", "0x1.2.3.4", ":", ":::", "1::2::3", "12345::", "1:2:3", "1:2:3:4:5:6:7:8:9", "fe80::1%eth0", "[::1]", "g::1",
        "::1.2.3.256", "a:b", "example.org:5060"})
    void acceptsNothingButLiteralAddresses(String text) {
        assertFalse(Addresses.parse(text, new long[2]));
    }

    private static String formatted(String text) {
        long[] halves = new long[2];
        assertTrue(Addresses.parse(text, halves), text);
        return Addresses.format(halves[0], halves[1]);
    }
}
