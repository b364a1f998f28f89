package org.karavox.tunnel.ipip.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.karavox.packet.LinkTypes;
import org.karavox.packet.PacketCursor;
import org.karavox.tunnel.Attachment;
import org.karavox.tunnel.Next;

class IpipDecoderTest {

    /** 192.0.2.1 to 192.0.2.2, nothing inside. */
    private static final String IPV4 = "45000014 00010000 40040000 c0000201 c0000202";
    /** 2001:db8::1 to 2001:db8::2. */
    private static final String IPV6 = "60000000 00002940 20010db8000000000000000000000001 20010db8000000000000000000000002";

    private final IpipDecoder decoder = new IpipDecoder();

    @Test
    void asksForIpv4Ipv6AndEthernetInsideIp() {
        assertEquals(List.of(Attachment.ipProtocol(4), Attachment.ipProtocol(41), Attachment.ipProtocol(97)), decoder.attachments());
    }

    @Test
    void servesEveryThreadWithTheSameDecoding() {
        assertSame(decoder.open(), decoder.open());
        assertEquals("ipip", decoder.name());
    }

    @ParameterizedTest
    @ValueSource(strings = {IPV4, IPV6})
    void leavesTheWindowAtTheInnerPacket(String inner) {
        PacketCursor packet = packet(inner);
        int length = packet.remaining();
        assertEquals(Next.IP, decoder.decode(packet));
        assertEquals(length, packet.remaining());
    }

    @Test
    void uncoversTheEthernetFrameOfEtherIp() {
        PacketCursor packet = packet("3000" + "0badcafe");
        assertEquals(Next.ETHERNET, decoder.decode(packet));
        assertEquals(4, packet.remaining());
        assertEquals(0x0BADCAFE, packet.i32(0));
    }

    /** IPv4 in IPv6 in IPv4: the engine removes each IP header, the decoder is asked again. */
    @Test
    void decodesWhatIsNestedInItself() {
        PacketCursor packet = packet(IPV6.replace("00002940", "00140440") + IPV4);
        assertEquals(Next.IP, decoder.decode(packet));
        packet.advance(40);
        assertEquals(Next.IP, decoder.decode(packet));
        assertEquals(0x45, packet.u8(0));
        assertEquals(20, packet.remaining());
    }

    @ParameterizedTest
    @ValueSource(strings = {"55000014 00010000 40040000 c0000201 c0000202", "00000000", "ffff", "3001 0badcafe", "30ff"})
    void callsEverythingElseMalformed(String foreign) {
        PacketCursor packet = packet(foreign);
        int length = packet.remaining();
        assertEquals(Next.MALFORMED, decoder.decode(packet));
        assertEquals(length, packet.remaining());
    }

    /** Every prefix of a valid packet must be answered, never thrown at. */
    @Test
    void survivesEveryTruncation() {
        for (String whole : List.of(IPV4, IPV6, "3000")) {
            int length = bytes(whole).length;
            for (int cut = 0; cut < length; cut++) {
                PacketCursor packet = packet(whole, cut);
                assertEquals(Next.TRUNCATED, decoder.decode(packet), whole + " cut to " + cut);
                assertEquals(cut, packet.remaining());
            }
        }
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
