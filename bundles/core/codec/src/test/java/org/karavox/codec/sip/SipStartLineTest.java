package org.karavox.codec.sip;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SipStartLineTest {

    @ParameterizedTest
    @ValueSource(strings = {"INVITE sip:a@b SIP/2.0\r\n", "INVITE sip:a@b SIP/2.0\nVia: x", "INVITE sip:a@b SIP/2.0", "SIP/2.0 200 OK\r\n",
            "SIP/2.0 100", "sip/2.0 404 x", "INVITE1 sip:a@b SIP/2.0\r\n", "!odd-Method%'~ sip:a sip/2.0 \t \r\n",
            "\r\n\r\nBYE tel:1 SIP/2.0\r\n", "OPTIONS  sip:a;b c\tSIP/2.0\r\n"})
    void knowsSip(String text) {
        assertTrue(SipStartLine.matches(Windows.over(text)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "S", "SIP/2.0 20", "SIP/2.0 2000 x", "SIP/2.0 abc OK", "SIP/3.0 200 OK\r\n", "GET / HTTP/1.1\r\nHost: a\r\n",
            "HTTP/1.1 200 OK\r\n\r\n", "NOTIFY * HTTP/1.1\r\n", "M-SEARCH * HTTP/1.1\r\nSIP/2.0\r\n", "INVITE SIP/2.0\r\n",
            "INVITEsip:a@bSIP/2.0\r\n", "INVITE sip:a@b SIP/7.0\r\n", "INVITE sip:a@bSIP/2.0\r\n", "hello world, nothing here",
            "INVITE sip:a@b SIP/2.0x\r\n", "\r\n\r\n\r\n\r\n\r\n\r\n\r\n", "\u0080\u0000abcdefghijkl"})
    void leavesEverythingElseAlone(String text) {
        assertFalse(SipStartLine.matches(Windows.over(text)));
    }

    @Test
    void answersEveryTruncation() {
        String line = "\r\nREGISTER sip:example.org SIP/2.0\r\n";
        byte[] bytes = line.getBytes(java.nio.charset.StandardCharsets.US_ASCII);
        for (int length = 0; length <= bytes.length; length++) {
            assertEquals(length >= line.indexOf("2.0") + 3, SipStartLine.matches(Windows.over(bytes, length)), "length " + length);
        }
    }

    @Test
    void agreesWithTheMessageReader() {
        String[] lines = {"INVITE sip:a@b SIP/2.0\r\n\r\n", "SIP/2.0 200 OK\r\n\r\n", "SIP/2.0 486\r\n\r\n", "BYE a b  SIP/2.0  \r\n\r\n"};
        for (String line : lines) {
            assertTrue(SipStartLine.matches(Windows.over(line)), line);
            assertTrue(new SipMessage().read(Windows.over(line)), line);
        }
    }
}
