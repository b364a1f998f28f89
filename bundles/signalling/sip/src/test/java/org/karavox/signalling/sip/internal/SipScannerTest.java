package org.karavox.signalling.sip.internal;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.karavox.signalling.Signalling.Scanner.MALFORMED;
import static org.karavox.signalling.Signalling.Scanner.MESSAGE;
import static org.karavox.signalling.Signalling.Scanner.NOT_MINE;
import static org.karavox.signalling.Signalling.Scanner.NO_PAYLOAD;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.karavox.packet.PacketCursor;
import org.karavox.signalling.ScanResult;

class SipScannerTest {

    private static final String OTHER_PORT = "192.0.2.10:40000";

    private final SipScanner scanner = scanner();
    private final Result result = new Result();
    private final PacketCursor cursor = new PacketCursor();

    private static SipScanner scanner() {
        BitSet ports = new BitSet();
        ports.set(5060);
        return new SipScanner(ports);
    }

    private static final class Result implements ScanResult {
        long key;
        final List<Integer> ports = new ArrayList<>();

        @Override
        public void callKey(long hash) {
            key = hash;
        }

        @Override
        public void mediaEndpoint(long addressHigh, long addressLow, int port) {
            ports.add(port);
        }
    }

    private int scan(String text) {
        return scan(text, Line.A, Line.B);
    }

    private int scan(String text, String source, String destination) {
        Line.point(cursor, 0, 1, source, destination, text.getBytes(ISO_8859_1));
        int answer = scanner.scan(cursor, result);
        assertEquals(text.length(), cursor.remaining(), "window moved");
        return answer;
    }

    @Test
    void findsTheSameKeyInEveryMessageOfACall() {
        Dialog dialog = new Dialog();
        assertEquals(MESSAGE, scan(dialog.invite(1, "")));
        long key = result.key;
        assertNotEquals(0, key);
        assertEquals(MESSAGE, scan("SIP/2.0 200 OK\ni :\n  " + dialog.callId + " \n\n"));
        assertEquals(key, result.key);
        assertEquals(MESSAGE, scan(new Dialog("other").invite(1, "")));
        assertNotEquals(key, result.key);
    }

    @Test
    void announcesMediaOfOffersAndAnswersOnly() {
        String sdp = Dialog.audio("192.0.2.10", 4000);
        assertEquals(MESSAGE, scan(new Dialog().invite(1, sdp)));
        assertEquals(List.of(4000, 4001), result.ports);
        result.ports.clear();
        assertEquals(MESSAGE, scan(new Dialog().answer(183, 1, "INVITE", sdp)));
        assertEquals(List.of(4000, 4001), result.ports);
        result.ports.clear();
        assertEquals(MESSAGE, scan(new Dialog().answer(488, 1, "INVITE", sdp)));
        assertEquals(MESSAGE, scan(new Dialog().answer(200, 1, "OPTIONS", sdp)));
        assertEquals(List.of(), result.ports);
    }

    @Test
    void callsMalformedWhatHasNoCallId() {
        assertEquals(MALFORMED, scan("SIP/2.0 200 OK\r\n\r\n"));
        assertEquals(MALFORMED, scan("INVITE sip:a@b SIP/2.0\r\nCall-ID:\r\nTo: x\r\n\r\n"));
        assertEquals(MALFORMED, scan("INVITE sip:a@b SIP/2.0"));
    }

    @Test
    void knowsKeepAlivesOnTheSipPortOnly() {
        for (String text : List.of("\r\n\r\n", "\0\0\0\0", "jaK\0", "hello", "", "\r\n\r\n\r\n\r\n\r\n\r\n")) {
            assertEquals(NO_PAYLOAD, scan(text), text);
            assertEquals(NO_PAYLOAD, scan(text, OTHER_PORT, Line.B), text);
            assertEquals(NOT_MINE, scan(text, OTHER_PORT, OTHER_PORT), text);
        }
        assertEquals(NOT_MINE, scan("hello world"));
        assertEquals(NOT_MINE, scan("\0".repeat(17)));
    }

    @Test
    void leavesOtherProtocolsAlone() {
        assertEquals(NOT_MINE, scan("NOTIFY * HTTP/1.1\r\nHost: 239.255.255.250:1900\r\n\r\n"));
        assertEquals(NOT_MINE, scan("M-SEARCH * HTTP/1.1\r\n\r\n"));
        assertEquals(NOT_MINE, scan("HTTP/1.1 200 OK\r\nCall-ID: x\r\n\r\n"));
        assertEquals(NOT_MINE, scan("\u0080\u0000" + "x".repeat(170)));
        assertEquals(NOT_MINE, scan("\u0000\u0001\u0000\u0000!\u0012\u00a4B" + "x".repeat(20)));
    }

    @Test
    void answersEveryTruncation() {
        String text = new Dialog().invite(1, Dialog.audio("192.0.2.10", 4000));
        int known = text.indexOf("Call-ID: ") + 10;
        for (int length = 0; length < text.length(); length++) {
            int answer = scan(text.substring(0, length));
            assertEquals(length <= 5 ? NO_PAYLOAD : length < text.indexOf("SIP/2.0") + 7 ? NOT_MINE : length < known ? MALFORMED : MESSAGE,
                    answer, "length " + length);
        }
    }

    @Test
    void scansWithoutAllocating() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long thread = Thread.currentThread().getId();
        PacketCursor invite = new PacketCursor();
        Line.point(invite, 0, 1, Line.A, Line.B, new Dialog().invite(1, Dialog.audio("192.0.2.10", 4000)).getBytes(ISO_8859_1));
        PacketCursor rtp = new PacketCursor();
        Line.point(rtp, 0, 1, Line.A, Line.B, ("\u0080" + "x".repeat(171)).getBytes(ISO_8859_1));
        long[] sum = new long[1];
        ScanResult adding = new ScanResult() {
            @Override
            public void callKey(long hash) {
                sum[0] += hash;
            }

            @Override
            public void mediaEndpoint(long addressHigh, long addressLow, int port) {
                sum[0] += port;
            }
        };
        scanMany(invite, rtp, adding, 20_000); // warm up
        long before = threads.getThreadAllocatedBytes(thread);
        scanMany(invite, rtp, adding, 200_000);
        long allocated = threads.getThreadAllocatedBytes(thread) - before;
        assertNotEquals(0, sum[0]);
        assertTrue(allocated < 4_096, allocated + " bytes for 400,000 datagrams");
    }

    private void scanMany(PacketCursor one, PacketCursor two, ScanResult adding, int count) {
        for (int i = 0; i < count; i++) {
            scanner.scan(one, adding);
            scanner.scan(two, adding);
        }
    }
}
