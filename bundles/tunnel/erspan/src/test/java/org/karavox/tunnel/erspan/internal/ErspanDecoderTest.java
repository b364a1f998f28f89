package org.karavox.tunnel.erspan.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

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

class ErspanDecoderTest {

    private static final String GRE_TYPE_1 = "0000 88be";
    private static final String GRE_TYPE_2 = "1000 88be 00000064"; // with sequence number
    private static final String GRE_TYPE_3 = "1000 22eb 00000065";
    private static final String TYPE_2 = "100b184d 00000005"; // VLAN 11, tag kept, session 77
    private static final String TYPE_3 = "200c004e 01020304 00008000"; // VLAN 12, session 78, an Ethernet frame

    private final ErspanDecoder decoder = new ErspanDecoder();

    @Test
    void asksForBothGreProtocols() {
        assertEquals(List.of(Attachment.greProtocol(0x88BE), Attachment.greProtocol(0x22EB)), decoder.attachments());
    }

    @Test
    void servesEveryThreadWithTheSameDecoding() {
        assertSame(decoder.open(), decoder.open());
        assertEquals("erspan", decoder.name());
    }

    @Test
    void findsTheFrameOfTypeOneRightBehindGre() {
        PacketCursor packet = insideGre(GRE_TYPE_1, "0badcafe");
        assertEquals(Next.ETHERNET, decoder.decode(packet));
        assertEquals(0x0BADCAFE, packet.i32(0));
    }

    /** A key does not make it type II, only a sequence number does. */
    @Test
    void takesTypeOneWithAGreKeyForTypeOne() {
        PacketCursor packet = insideGre("2000 88be 00000001", TYPE_2);
        assertEquals(Next.ETHERNET, decoder.decode(packet));
        assertEquals(8, packet.remaining());
    }

    @Test
    void uncoversTheFrameOfTypeTwo() {
        PacketCursor packet = insideGre(GRE_TYPE_2, TYPE_2 + "0badcafe");
        assertEquals(Next.ETHERNET, decoder.decode(packet));
        assertEquals(4, packet.remaining());
        assertEquals(0x0BADCAFE, packet.i32(0));
        assertEquals(0, packet.vlan(), "the frame speaks for itself");
    }

    @Test
    void keepsTheVlanOfATagThatWasRemoved() {
        PacketCursor packet = insideGre(GRE_TYPE_2, "1064104d 00000005" + "0badcafe"); // En 2, VLAN 100
        assertEquals(Next.ETHERNET, decoder.decode(packet));
        assertEquals(100, packet.vlan());
    }

    @Test
    void uncoversTheFrameOfTypeThree() {
        PacketCursor packet = insideGre(GRE_TYPE_3, TYPE_3 + "0badcafe");
        assertEquals(Next.ETHERNET, decoder.decode(packet));
        assertEquals(4, packet.remaining());
        assertEquals(0x0BADCAFE, packet.i32(0));
    }

    @Test
    void skipsThePlatformSubheader() {
        PacketCursor packet = insideGre(GRE_TYPE_3, "200c004e 01020304 00008001 0c00000c 00000000" + "0badcafe");
        assertEquals(Next.ETHERNET, decoder.decode(packet));
        assertEquals(4, packet.remaining());
    }

    /** FT stands in bits 10 to 14 of the last half word. */
    @ParameterizedTest
    @CsvSource({"8000, 65536", "8800, 131072", "0400, -3", "0c00, -3", "7c00, -3"}) // Next.ETHERNET, IP, MALFORMED
    void asksTheFrameTypeWhatIsInside(String flags, int expected) {
        assertEquals(expected, decoder.decode(insideGre(GRE_TYPE_3, "200c004e 01020304 0000" + flags + "0badcafe")));
    }

    /** The GRE protocol only says that there is a header; its version says which. */
    @Test
    void goesByTheVersionInTheHeader() {
        PacketCursor two = insideGre(GRE_TYPE_3, TYPE_2 + "0badcafe");
        assertEquals(Next.ETHERNET, decoder.decode(two));
        assertEquals(4, two.remaining());
        PacketCursor three = insideGre(GRE_TYPE_2, TYPE_3 + "0badcafe");
        assertEquals(Next.ETHERNET, decoder.decode(three));
        assertEquals(4, three.remaining());
    }

    @ParameterizedTest
    @ValueSource(strings = {"000b184d 00000005", "300b184d 00000005", "f00b184d 00000005"})
    void callsOtherVersionsMalformed(String header) {
        PacketCursor packet = insideGre(GRE_TYPE_2, header + "0badcafe");
        assertEquals(Next.MALFORMED, decoder.decode(packet));
        assertEquals(12, packet.remaining());
    }

    /** Somebody mirrors a mirror: type II, the inner Ethernet, IPv4 and GRE, type III. */
    @Test
    void decodesWhatIsNestedInItself() {
        PacketCursor packet = insideGre(GRE_TYPE_2, TYPE_2 + "00".repeat(34) + GRE_TYPE_3 + TYPE_3 + "0badcafe");
        assertEquals(Next.ETHERNET, decoder.decode(packet));
        packet.advance(34); // the engine's part
        packet.advance(8);
        assertEquals(Next.ETHERNET, decoder.decode(packet));
        assertEquals(0x0BADCAFE, packet.i32(0));
    }

    /** Every prefix of a valid header must be answered, never thrown at. */
    @ParameterizedTest
    @ValueSource(strings = {TYPE_2, TYPE_3, "200c004e 01020304 00008001 0c00000c 00000000"})
    void survivesEveryTruncation(String whole) {
        for (int cut = 0; cut < whole.replace(" ", "").length(); cut += 2) {
            PacketCursor packet = insideGre(GRE_TYPE_2, whole.replace(" ", "").substring(0, cut));
            assertEquals(Next.TRUNCATED, decoder.decode(packet), whole + " cut to " + cut / 2);
            assertEquals(cut / 2, packet.remaining());
        }
    }

    /** The window begins behind the GRE header and ends with the buffer, so that a read behind it throws. */
    static PacketCursor insideGre(String gre, String hex) {
        byte[] bytes = HexFormat.of().parseHex((gre + hex).replace(" ", ""));
        PacketCursor packet = new PacketCursor();
        packet.frame(bytes, 0, bytes.length, bytes.length, 0, LinkTypes.RAW);
        packet.advance(gre.replace(" ", "").length() / 2);
        return packet;
    }
}
