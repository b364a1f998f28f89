package org.karavox.tunnel.gre.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.karavox.packet.LinkTypes;
import org.karavox.packet.PacketCursor;
import org.karavox.tunnel.Attachment;
import org.karavox.tunnel.Next;

class GreDecoderTest {

    private static final String IPV4 = "45000014 00010000 402f0000 c0000201 c0000202"; // 192.0.2.1 to 192.0.2.2, GRE inside
    private static final String IPV6 = "60000000";

    private final GreDecoder decoder = new GreDecoder();

    @Test
    void asksForGre() {
        assertEquals(List.of(Attachment.ipProtocol(47)), decoder.attachments());
    }

    @Test
    void servesEveryThreadWithTheSameDecoding() {
        assertSame(decoder.open(), decoder.open());
        assertEquals("gre", decoder.name());
    }

    /** Flags C 8, R 4, K 2, S 1 in the first digit; each brings its words, C and R share one. */
    @ParameterizedTest
    @ValueSource(strings = {
        "0000 0800",
        "8000 0800 6b5b0000",
        "2000 0800 0000cafe",
        "1000 0800 00000009",
        "b000 0800 6b5b0000 0000cafe 00000009",
        "4000 0800 00000000 00000000", // an empty route
        "c000 0800 6b5b0004 0800 00 08 0a000001 0a000002 00000000",
        "f800 0800 6b5b0004 0000cafe 00000009 0800 04 04 0a000001 0001 00 00 0000 00 02 abcd 00000000"})
    void uncoversWhatStandsBehindTheOptions(String header) {
        PacketCursor packet = packet(header + IPV4);
        assertEquals(Next.IP, decoder.decode(packet));
        assertEquals(20, packet.remaining());
        assertEquals(0x45, packet.u8(0));
    }

    @ParameterizedTest
    @CsvSource({"0800, 45000014, IP", "0800, 60000000, IP", "86dd, 60000000, IP", "6558, 0badcafe, ETHERNET",
            "8847, 00063140, MPLS", "8848, 00063140, MPLS", "880b, ff030021, PPP",
            "0800, 00063140, MPLS"}) // a label stack announced as IPv4
    void saysWhatTheProtocolTypeMeans(String type, String payload, String expected) {
        PacketCursor packet = packet("0000" + type + payload);
        int next = switch (expected) {
            case "IP" -> Next.IP;
            case "ETHERNET" -> Next.ETHERNET;
            case "MPLS" -> Next.MPLS;
            default -> Next.PPP;
        };
        assertEquals(next, decoder.decode(packet));
        assertEquals(4, packet.remaining());
    }

    @Test
    void leavesOtherProtocolTypesToOtherDecoders() {
        PacketCursor packet = packet("1000 88be 00000064 100b184d");
        assertEquals(Next.greProtocol(0x88BE), decoder.decode(packet));
        assertEquals(0x100B184D, packet.i32(0));
        assertEquals(0x10, packet.layerU8(0), "the GRE header stays visible");
        assertEquals(0xBE, packet.layerU8(3));
    }

    @Test
    void takesTheFirstVersionOfWccpWithoutAHeader() {
        PacketCursor packet = packet("0000 883e" + IPV4);
        assertEquals(Next.IP, decoder.decode(packet));
        assertEquals(20, packet.remaining());
    }

    /** The flag "alternative bucket used" makes the first byte of the redirect header 0x40. */
    @ParameterizedTest
    @ValueSource(strings = {"00000000", "80010203", "40010203"})
    void skipsTheRedirectHeaderOfTheSecondVersionOfWccp(String redirect) {
        PacketCursor packet = packet("0000 883e" + redirect + IPV4);
        assertEquals(Next.IP, decoder.decode(packet));
        assertEquals(20, packet.remaining());
    }

    @Test
    void callsWccpWithoutAnIpPacketMalformed() {
        assertUntouched(Next.MALFORMED, "0000 883e 00000000 00000000");
    }

    @Test
    void skipsTheSecurityGroupTagOfCisco() {
        PacketCursor packet = packet("0000 8909 0800 0101 0001 0007" + IPV4);
        assertEquals(Next.etherType(0x0800), decoder.decode(packet));
        assertEquals(20, packet.remaining());
        assertUntouched(Next.TRUNCATED, "0000 8909 0800 0101 0001 00");
    }

    @Test
    void cutsPptpAtItsPayloadLength() {
        PacketCursor packet = packet("3001 880b 0008 0010 00000001 ff030021 45000014" + "dddd");
        assertEquals(Next.PPP, decoder.decode(packet));
        assertEquals(8, packet.remaining());
        assertEquals(0xFF030021, packet.i32(0));
    }

    @Test
    void skipsTheAcknowledgementOfPptp() {
        PacketCursor packet = packet("3081 880b 0002 0010 00000002 00000001 2145");
        assertEquals(Next.PPP, decoder.decode(packet));
        assertEquals(0x2145, packet.u16(0));
        assertEquals(2, packet.remaining());
    }

    @ParameterizedTest
    @ValueSource(strings = {"2081 880b 0000 0010 00000007", "3081 880b 0000 0010 00000007 00000008", "2001 880b 0004 0010 ff030021"})
    void findsNothingInsideAPptpAcknowledgement(String packet) {
        assertUntouched(Next.NO_PAYLOAD, packet);
    }

    @Test
    void believesNoPptpLengthBeyondThePacket() {
        assertUntouched(Next.TRUNCATED, "3001 880b 0384 0010 00000003 ff030021 45000014 0000");
    }

    @Test
    void decodesWhatACutCaptureHasOfAPptpPacket() {
        byte[] bytes = bytes("3001 880b 0384 0010 00000003 ff030021 45000014");
        PacketCursor packet = new PacketCursor();
        packet.frame(bytes, 0, bytes.length, 1_000, 0, LinkTypes.RAW);
        assertEquals(Next.PPP, decoder.decode(packet));
        assertEquals(8, packet.remaining());
    }

    @ParameterizedTest
    @ValueSource(strings = {"0000 0000", "0000 0800", "2000 6558 00000005", "0000 0000 0000"})
    void findsNothingInsideAKeepAlive(String packet) {
        assertUntouched(Next.NO_PAYLOAD, packet);
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "0002 0800 45000014", // version 2
        "0007 0800 45000014", // version 7
        "3001 0800 0004 0010 00000001 45000014", // version 1 is for PPP only
        "1001 880b 0004 0010 00000001 ff030021", // and has a key always
        "b001 880b 0004 0010 00000001 ff030021", // but no checksum
        "0000 86dd 00000000"}) // not IPv6
    void callsContradictionsMalformed(String packet) {
        assertUntouched(Next.MALFORMED, packet);
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "4000 0800 00000000 0800 00 ff 0a000001 00000000", // an entry longer than the packet
        "4000 0800 00000000 0800 00 04 0a000001", // no end of the list
        "4000 0800 00000000 0800 00 00 0800 00 00"}) // entries without data go on to the end, not for ever
    void believesNoRouteBeyondThePacket(String packet) {
        assertUntouched(Next.TRUNCATED, packet);
    }

    @Test
    void decodesWhatIsNestedInItself() {
        PacketCursor packet = packet("2000 0800 00000001" + IPV4 + "1000 86dd 00000002" + IPV6);
        assertEquals(Next.IP, decoder.decode(packet));
        packet.advance(20); // the engine's part
        assertEquals(Next.IP, decoder.decode(packet));
        assertEquals(0x60000000, packet.i32(0));
    }

    /** Every prefix of a valid header must be answered, never thrown at. */
    @ParameterizedTest
    @ValueSource(strings = {"0000 0800", "b000 0800 6b5b0000 0000cafe 00000009",
        "f000 0800 6b5b0004 0000cafe 00000009 0800 04 04 0a000001 0000 00 00", "3081 880b 0002 0010 00000002 00000001 2145",
        "0000 883e 00000000 45"})
    void survivesEveryTruncation(String whole) {
        int length = bytes(whole).length;
        for (int cut = 0; cut < length; cut++) {
            PacketCursor packet = packet(whole, cut);
            int expected = whole.startsWith("0000 883e") && cut == 4 ? Next.NO_PAYLOAD : Next.TRUNCATED;
            assertEquals(expected, decoder.decode(packet), whole + " cut to " + cut);
            assertEquals(cut, packet.remaining());
        }
    }

    private void assertUntouched(int expected, String hex) {
        PacketCursor packet = packet(hex);
        assertEquals(expected, decoder.decode(packet));
        assertEquals(0, packet.start());
        assertEquals(bytes(hex).length, packet.remaining());
    }

    /** The window is all of the buffer, so that a read behind it throws. */
    static PacketCursor packet(String hex) {
        return packet(hex, bytes(hex).length);
    }

    private static PacketCursor packet(String hex, int length) {
        PacketCursor packet = new PacketCursor();
        packet.frame(Arrays.copyOf(bytes(hex), length), 0, length, length, 0, LinkTypes.RAW);
        return packet;
    }

    private static byte[] bytes(String hex) {
        return HexFormat.of().parseHex(hex.replace(" ", ""));
    }
}
