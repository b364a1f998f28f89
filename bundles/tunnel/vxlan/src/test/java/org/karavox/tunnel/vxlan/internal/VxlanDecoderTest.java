package org.karavox.tunnel.vxlan.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.lang.annotation.Annotation;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.karavox.packet.LinkTypes;
import org.karavox.packet.PacketCursor;
import org.karavox.tunnel.Attachment;
import org.karavox.tunnel.Next;

class VxlanDecoderTest {

    private static final int PORT = 8472;
    private static final int GPE_PORT = 4790;
    private static final String HEADER = "08000000 00002a00"; // I flag set, VNI 42

    private final VxlanDecoder decoder = decoderOnPorts(PORT, GPE_PORT);

    @Test
    void asksForTheConfiguredPorts() {
        assertEquals(List.of(Attachment.udpPort(8472), Attachment.udpPort(4790)), decoder.attachments());
    }

    @Test
    void asksForNothingWhenSwitchedOff() {
        assertEquals(List.of(), decoderOnPorts(0, 0).attachments());
        assertEquals(List.of(Attachment.udpPort(4790)), decoderOnPorts(0, 4790).attachments());
    }

    @Test
    void asksOnceForAPortThatServesBoth() {
        assertEquals(List.of(Attachment.udpPort(4789)), decoderOnPorts(4789, 4789).attachments());
    }

    @Test
    void servesEveryThreadWithTheSameDecoding() {
        assertSame(decoder.open(), decoder.open());
        assertEquals("vxlan", decoder.name());
    }

    @ParameterizedTest
    @ValueSource(strings = {HEADER, "88000007 00002a00", "ffffffff ffffffff"}) // plain, group policy, reserved bits
    void uncoversTheInnerEthernetFrame(String header) {
        PacketCursor packet = packet(PORT, header + "0badcafe");
        assertEquals(Next.ETHERNET, decoder.decode(packet));
        assertEquals(4, packet.remaining());
        assertEquals(0x0BADCAFE, packet.i32(0));
    }

    @Test
    void leavesForeignTrafficOnThePortAlone() {
        PacketCursor packet = packet(PORT, "00000000 00002a00");
        assertEquals(Next.NOT_MINE, decoder.decode(packet));
        assertEquals(8, packet.remaining());
    }

    /** The engine asks for either port; an answer to somebody's ephemeral port 8472 is not VXLAN. */
    @Test
    void goesByTheDestinationPortOnly() {
        PacketCursor packet = packet(50_000, HEADER + "0badcafe");
        packet.ports(17, PORT, 50_000);
        assertEquals(Next.NOT_MINE, decoder.decode(packet));
        assertEquals(12, packet.remaining());
    }

    @Test
    void takesPortZeroForNobodys() {
        assertEquals(Next.NOT_MINE, decoderOnPorts(0, GPE_PORT).decode(packet(0, HEADER)));
    }

    @Test
    void goesByTheNextProtocolOnTheOtherPort() {
        assertEquals(Next.IP, decoder.decode(packet(GPE_PORT, "0c000001 00177100 45")));
        assertEquals(Next.IP, decoder.decode(packet(GPE_PORT, "0c000002 00177100 60")));
        assertEquals(Next.ETHERNET, decoder.decode(packet(GPE_PORT, "0c000003 00177100 02")));
        assertEquals(Next.etherType(0x894F), decoder.decode(packet(GPE_PORT, "0c000004 00177100 0f")));
        assertEquals(Next.MPLS, decoder.decode(packet(GPE_PORT, "0c000005 00177100 00")));
        assertEquals(Next.ETHERNET, decoder.decode(packet(GPE_PORT, HEADER)), "without the P flag it is VXLAN");
    }

    @Test
    void uncoversTheInnerPacketOnTheOtherPort() {
        PacketCursor packet = packet(GPE_PORT, "0c000001 00177100" + "45000014");
        decoder.decode(packet);
        assertEquals(0x45000014, packet.i32(0));
    }

    @Test
    void tellsWhatCarriesNoPacketFromWhatIsBroken() {
        assertUntouched(Next.NO_PAYLOAD, "0d000001 00177100 45"); // OAM
        assertUntouched(Next.MALFORMED, "1c000001 00177100 45"); // version 1
        assertUntouched(Next.NOT_MINE, "0c0000ff 00177100 45"); // a protocol nobody knows
        assertUntouched(Next.NOT_MINE, "04000001 00177100 45"); // no VNI
    }

    @Test
    void decodesWhatIsNestedInItself() {
        PacketCursor packet = packet(PORT, HEADER + "00".repeat(42) + HEADER + "0badcafe"); // Ethernet, IPv4, UDP between
        assertEquals(Next.ETHERNET, decoder.decode(packet));
        packet.advance(42); // the engine's part
        assertEquals(Next.ETHERNET, decoder.decode(packet));
        assertEquals(0x0BADCAFE, packet.i32(0));
    }

    /** Every prefix of a valid packet must be answered, never thrown at. */
    @Test
    void survivesEveryTruncation() {
        for (int length = 0; length < 8; length++) {
            for (int port : List.of(PORT, GPE_PORT)) {
                PacketCursor packet = packet(port, HEADER.replace(" ", "").substring(0, 2 * length));
                assertEquals(Next.TRUNCATED, decoder.decode(packet), "length " + length);
                assertEquals(length, packet.remaining());
            }
        }
    }

    private void assertUntouched(int expected, String hex) {
        PacketCursor packet = packet(GPE_PORT, hex);
        assertEquals(expected, decoder.decode(packet));
        assertEquals(9, packet.remaining());
    }

    /** The window is all of the buffer, so that a read behind it throws. */
    static PacketCursor packet(int destinationPort, String hex) {
        byte[] bytes = HexFormat.of().parseHex(hex.replace(" ", ""));
        PacketCursor packet = new PacketCursor();
        packet.frame(bytes, 0, bytes.length, bytes.length, 0, LinkTypes.RAW);
        packet.ports(17, 50_000, destinationPort);
        return packet;
    }

    static VxlanDecoder decoderOnPorts(int port, int gpePort) {
        return new VxlanDecoder(new VxlanConfig() {

            @Override
            public int udp_port_vxlan() {
                return port;
            }

            @Override
            public int udp_port_vxlan_gpe() {
                return gpePort;
            }

            @Override
            public Class<? extends Annotation> annotationType() {
                return VxlanConfig.class;
            }
        });
    }
}
