package org.karavox.codec.rtp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.util.Arrays;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.karavox.packet.LinkTypes;
import org.karavox.packet.PacketCursor;

class RtpHeaderTest {

    /** Two CSRC, one extension word, four bytes of padding, eight bytes of media. */
    private static final String ALL_PARTS = "b2800007 00000140 01020304 a0a0a0a0 b0b0b0b0 bede0001 10ff0000 d5d4d7d6d1d0d3d2 00000004";

    static PacketCursor packet(byte[] bytes, int length, int wireLength) {
        byte[] buffer = Arrays.copyOf(bytes, length);
        PacketCursor cursor = new PacketCursor();
        cursor.frame(buffer, 0, length, wireLength, 0, LinkTypes.RAW);
        return cursor;
    }

    private static PacketCursor packet(String hex) {
        byte[] bytes = bytes(hex);
        return packet(bytes, bytes.length, bytes.length);
    }

    private static byte[] bytes(String hex) {
        return HexFormat.of().parseHex(hex.replace(" ", ""));
    }

    @Test
    void readsTheFixedHeader() {
        PacketCursor packet = packet("8088fffe ffffffa0 deadbeef d5");
        assertTrue(RtpHeader.isPlausible(packet));
        assertTrue(RtpHeader.marker(packet));
        assertEquals(8, RtpHeader.payloadType(packet));
        assertEquals(0xFFFE, RtpHeader.sequence(packet));
        assertEquals(0xFFFFFFA0, RtpHeader.timestamp(packet));
        assertEquals(0xDEADBEEF, RtpHeader.ssrc(packet));
        assertEquals(12, RtpHeader.payloadOffset(packet));
        assertEquals(1, RtpHeader.payloadLength(packet, 12));
    }

    @Test
    void findsThePayloadBehindAllParts() {
        PacketCursor packet = packet(ALL_PARTS);
        assertEquals(28, RtpHeader.payloadOffset(packet));
        assertEquals(8, RtpHeader.payloadLength(packet, 28));
    }

    @Test
    void takesRtcpForRtcp() {
        PacketCursor packet = packet("80c80001 00000001 00000000");
        assertEquals(RtpHeader.NOT_RTP, RtpHeader.payloadOffset(packet));
        assertTrue(RtcpHeader.isPlausible(packet));
        assertFalse(RtcpHeader.isPlausible(packet("80c80007 00000001")));
    }

    @Test
    void refusesImpossiblePadding() {
        assertEquals(RtpHeader.NOT_RTP, RtpHeader.payloadOffset(packet("a0000001 00000001 00000001 0000")));
        assertEquals(RtpHeader.NOT_RTP, RtpHeader.payloadOffset(packet("a0000001 00000001 00000001 0003")));
    }

    @Test
    void doesNotLookForPaddingThatTheCaptureCutOff() {
        byte[] bytes = bytes("a0000001 00000001 00000001 0000");
        PacketCursor packet = packet(bytes, bytes.length, 172);
        assertEquals(12, RtpHeader.payloadOffset(packet));
        assertEquals(2, RtpHeader.payloadLength(packet, 12));
    }

    /** Every prefix of a valid packet is answered, never thrown at. */
    @Test
    void survivesEveryTruncation() {
        byte[] bytes = bytes(ALL_PARTS);
        for (int length = 0; length < bytes.length; length++) {
            PacketCursor packet = packet(bytes, length, length);
            int offset = RtpHeader.payloadOffset(packet);
            if (length < 28) {
                assertEquals(RtpHeader.NOT_RTP, offset, "length " + length);
            } else if (offset != RtpHeader.NOT_RTP) {
                assertTrue(RtpHeader.payloadLength(packet, offset) >= 0, "length " + length);
            }
            assertEquals(length >= 12, RtpHeader.isPlausible(packet), "length " + length);
            assertFalse(RtcpHeader.isPlausible(packet), "length " + length);
        }
    }

    /** The shared samples; only the fields that matter here are picked out of their JSON. */
    @Test
    void agreesWithTheSharedSamples() throws IOException {
        Path file = Path.of(System.getProperty("karavox.shared", "")).resolve("reference/test-vectors/media-samples.json");
        assumeTrue(Files.isRegularFile(file), "needs the shared test vectors (karavox.shared)");
        int checked = 0;
        for (String sample : Files.readString(file).split("(?=\"name\":)")) {
            if (!sample.contains("\"kind\": \"rtp\"")) {
                continue;
            }
            String name = field(sample, "name", "\"([^\"]*)\"");
            PacketCursor packet = packet(field(sample, "hex", "\"([^\"]*)\""));
            int offset = RtpHeader.payloadOffset(packet);
            checked++;
            if (field(sample, "valid", "(\\w+)").equals("false")) {
                assertEquals(RtpHeader.NOT_RTP, offset, name);
                continue;
            }
            assertEquals(number(sample, "payload_offset"), offset, name);
            assertEquals(number(sample, "payload_length"), RtpHeader.payloadLength(packet, offset), name);
            assertEquals(number(sample, "pt"), RtpHeader.payloadType(packet), name);
            assertEquals(number(sample, "seq"), RtpHeader.sequence(packet), name);
            assertEquals((int) number(sample, "timestamp"), RtpHeader.timestamp(packet), name);
            assertEquals((int) number(sample, "ssrc"), RtpHeader.ssrc(packet), name);
            assertEquals(number(sample, "marker") == 1, RtpHeader.marker(packet), name);
        }
        assertTrue(checked >= 20, checked + " samples");
    }

    private static long number(String sample, String key) {
        return Long.parseLong(field(sample, key, "(\\d+)"));
    }

    private static String field(String sample, String key, String value) {
        Matcher matcher = Pattern.compile("\"" + key + "\":\\s*" + value).matcher(sample);
        assertTrue(matcher.find(), key + " in " + sample);
        return matcher.group(1);
    }

    @FuzzTest(maxDuration = "3s")
    void answersAnyBytes(byte[] bytes) {
        PacketCursor packet = packet(bytes, bytes.length, bytes.length);
        int offset = RtpHeader.payloadOffset(packet);
        if (offset != RtpHeader.NOT_RTP) {
            assertTrue(offset >= 12 && offset <= bytes.length);
            assertTrue(RtpHeader.payloadLength(packet, offset) >= 0);
            assertTrue(RtpHeader.isPlausible(packet));
            assertFalse(RtcpHeader.isPlausible(packet));
        }
    }
}
