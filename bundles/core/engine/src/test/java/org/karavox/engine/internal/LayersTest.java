package org.karavox.engine.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.karavox.engine.internal.Frames.ethernet;
import static org.karavox.engine.internal.Frames.hex;
import static org.karavox.engine.internal.Frames.ipv4;
import static org.karavox.engine.internal.Frames.ipv6;
import static org.karavox.engine.internal.Frames.join;
import static org.karavox.engine.internal.Frames.u16;
import static org.karavox.engine.internal.Frames.udp;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.karavox.packet.LinkTypes;

class LayersTest {

    private static final byte[] PAYLOAD = hex("cafe");
    private static final byte[] V4 = ipv4(1, 2, 17, udp(1000, 2000, PAYLOAD));
    private static final byte[] V6 = ipv6(1, 2, 17, udp(1000, 2000, PAYLOAD));
    private static final String OUT4 = "192.0.2.1:1000 > 198.51.100.2:2000 cafe";
    private static final String OUT6 = "[2001:db8::1]:1000 > [2001:db8::2]:2000 cafe";

    /** A frame of every link layer that is decoded, with the link type. */
    private static Map<String, Map.Entry<Integer, byte[]>> everyLinkLayer() {
        Map<String, Map.Entry<Integer, byte[]>> all = new LinkedHashMap<>();
        all.put("ethernet", Map.entry(LinkTypes.ETHERNET, ethernet(0x0800, V4)));
        all.put("ethernet, IPv6", Map.entry(LinkTypes.ETHERNET, ethernet(0x86DD, V6)));
        all.put("802.1Q", Map.entry(LinkTypes.ETHERNET, ethernet(0x8100, join(hex("0064 0800"), V4))));
        all.put("QinQ", Map.entry(LinkTypes.ETHERNET, ethernet(0x88A8, join(hex("0001 8100 0064 0800"), V4))));
        all.put("0x9100", Map.entry(LinkTypes.ETHERNET, ethernet(0x9100, join(hex("0001 8100 0064 86dd"), V6))));
        all.put("SNAP", Map.entry(LinkTypes.ETHERNET, ethernet(8 + V4.length, join(hex("aaaa03 000000 0800"), V4))));
        all.put("VN-tag", Map.entry(LinkTypes.ETHERNET, ethernet(0x8926, join(hex("00000000 0800"), V4))));
        all.put("MPLS", Map.entry(LinkTypes.ETHERNET, ethernet(0x8847, join(hex("00064040 00065140"), V4))));
        all.put("MPLS, IPv6", Map.entry(LinkTypes.ETHERNET, ethernet(0x8848, join(hex("00065140"), V6))));
        all.put("pseudowire", Map.entry(LinkTypes.ETHERNET,
                ethernet(0x8847, join(hex("00065140 00000000"), ethernet(0x8100, join(hex("0007 0800"), V4))))));
        all.put("PPPoE", Map.entry(LinkTypes.ETHERNET, ethernet(0x8864, join(hex("11 00 0001"), u16(2 + V4.length), hex("0021"), V4))));
        all.put("PPPoE, IPv6", Map.entry(LinkTypes.ETHERNET,
                ethernet(0x8864, join(hex("11 00 0001"), u16(2 + V6.length), hex("0057"), V6))));
        all.put("PPP", Map.entry(LinkTypes.PPP, join(hex("ff03 0021"), V4)));
        all.put("PPP, compressed", Map.entry(LinkTypes.PPP, join(hex("21"), V4)));
        all.put("SLL", Map.entry(LinkTypes.LINUX_SLL, join(hex("0000 0001 0006 020000000001 0000 0800"), V4)));
        all.put("SLL2", Map.entry(LinkTypes.LINUX_SLL2, join(hex("86dd 0000 00000002 0001 00 06 020000000001 0000"), V6)));
        all.put("SLL, VLAN", Map.entry(LinkTypes.LINUX_SLL, join(hex("0000 0001 0006 020000000001 0000 8100 0064 0800"), V4)));
        all.put("raw", Map.entry(LinkTypes.RAW, V4));
        all.put("raw, IPv6", Map.entry(LinkTypes.IPV6, V6));
        all.put("null, little-endian", Map.entry(LinkTypes.NULL, join(hex("02000000"), V4)));
        all.put("null, big-endian", Map.entry(LinkTypes.NULL, join(hex("00000002"), V4)));
        all.put("null, Darwin IPv6", Map.entry(LinkTypes.NULL, join(hex("1e000000"), V6)));
        all.put("loop", Map.entry(LinkTypes.LOOP, join(hex("00000018"), V6)));
        all.put("RFC 1483", Map.entry(LinkTypes.ATM_RFC1483, join(hex("aaaa03 000000 0800"), V4)));
        return all;
    }

    @Test
    void uncoversADatagramBelowEveryLinkLayer() {
        everyLinkLayer().forEach((name, frame) -> {
            Walk walk = new Walk().frame(frame.getValue(), frame.getKey());
            assertEquals(List.of(whole(frame.getValue())), walk.datagrams, name);
        });
    }

    private static String whole(byte[] frame) {
        return frame.length >= V6.length && frame[frame.length - V6.length] == 0x60 ? OUT6 : OUT4;
    }

    /** Every prefix has a fate; a datagram comes out only if its header is there, and then as far as it is there. */
    @Test
    void survivesEveryTruncation() {
        everyLinkLayer().forEach((name, frame) -> {
            for (int length = 0; length < frame.getValue().length; length++) {
                Walk walk = new Walk().frame(Frames.cut(frame.getValue(), length), frame.getKey());
                for (String datagram : walk.datagrams) {
                    assertTrue(length >= frame.getValue().length - PAYLOAD.length && whole(frame.getValue()).startsWith(datagram),
                            name + " cut to " + length + ": " + datagram);
                }
                assertEquals(1, walk.fates().values().stream().mapToLong(n -> n).sum(), name + " cut to " + length);
                assertEquals(null, walk.fates().get("engine.failed"), name + " cut to " + length);
            }
        });
    }

    /** A capture with a small snaplen: what is there is looked at. */
    @Test
    void decodesWhatASnaplenLeft() {
        byte[] frame = ethernet(0x0800, V4);
        Walk walk = new Walk().cut(Frames.cut(frame, frame.length - 1), frame.length, LinkTypes.ETHERNET);
        assertEquals(List.of("192.0.2.1:1000 > 198.51.100.2:2000 ca"), walk.datagrams);
    }

    @Test
    void leavesEthernetPaddingOut() {
        Walk walk = new Walk().frame(join(ethernet(0x0800, V4), new byte[16]));
        assertEquals(List.of(OUT4), walk.datagrams);
    }

    @Test
    void noticesTheInnermostVlan() {
        Walk walk = new Walk().frame(ethernet(0x88A8, join(hex("0001 8100 0064 0800"), V4))).frame(ethernet(0x0800, V4));
        assertEquals(List.of(100, 0), walk.vlans);
    }

    @Test
    void walksOverIpv6ExtensionHeaders() {
        byte[] chain = join(hex("3c 00 000000000000"), hex("33 00 000000000000"), hex("11 01 000000000000 00000000"), udp(1000, 2000, PAYLOAD));
        assertEquals(List.of(OUT6), new Walk().frame(ipv6(1, 2, 0, chain), LinkTypes.RAW).datagrams);
    }

    @Test
    void takesAnAtomicFragmentForWhole() {
        byte[] atomic = join(hex("11 00 0000 12345678"), udp(1000, 2000, PAYLOAD));
        assertEquals(List.of(OUT6), new Walk().frame(ipv6(1, 2, 44, atomic), LinkTypes.RAW).datagrams);
    }

    @Test
    void readsIpv4Options() {
        byte[] options = join(hex("46000022 12340000 40110000 c0000201 c6336402 01010100"), udp(1000, 2000, PAYLOAD));
        assertEquals(List.of(OUT4), new Walk().frame(options, LinkTypes.RAW).datagrams);
    }

    @Test
    void takesTheWholeFrameWhenOffloadLeftTheLengthOut() {
        byte[] offloaded = V4.clone();
        offloaded[2] = 0;
        offloaded[3] = 0;
        assertEquals(List.of(OUT4), new Walk().frame(offloaded, LinkTypes.RAW).datagrams);
    }

    @Test
    void countsWhatCannotBeUnderUnambiguousNames() {
        Walk walk = new Walk().frame(hex("43000014 12340000 40110000 c0000201 c6336402"), LinkTypes.RAW) // header length 12
                .frame(hex("55"), LinkTypes.RAW) // version 5
                .frame(ipv4(1, 2, 17, hex("03e8 07d0 0007 0000")), LinkTypes.RAW) // UDP length 7
                .frame(join(hex("1e000000"), V4), LinkTypes.NULL) // the family says IPv6
                .frame(ethernet(0x05FF, new byte[40])) // neither length nor type
                .frame(new byte[40], 147) // a link type nobody knows
                .frame(ethernet(0x0806, new byte[28])).frame(ipv4(1, 2, 6, new byte[20]), LinkTypes.RAW)
                .frame(ipv4(1, 2, 1, new byte[8]), LinkTypes.RAW);
        assertEquals(Map.of("engine.ip.malformed", 2L, "engine.udp.malformed", 1L, "engine.link.malformed", 2L, "engine.link.unknown", 1L,
                "unclaimed.link", 1L, "unclaimed.tcp", 1L, "unclaimed.ip", 1L), walk.fates());
    }

    @Test
    void countsIpv6WhenItIsSwitchedOff() {
        Walk walk = new Walk(false, true).frame(V6, LinkTypes.RAW);
        assertEquals(Map.of("engine.ipv6.off", 1L), walk.fates());
    }

    @Test
    void stopsAtTooManyTags() {
        byte[] tags = new byte[0];
        for (int i = 0; i < 12; i++) {
            tags = join(tags, hex("0001 8100"));
        }
        assertTrue(new Walk().frame(ethernet(0x8100, join(tags, hex("0001 0800"), V4))).fates().containsKey("engine.depth.exceeded"));
    }
}
