package org.karavox.itests.traffic;

import java.util.function.UnaryOperator;
import org.karavox.packet.LinkTypes;

/**
 * A link layer: what stands in front of an IP packet in the capture.
 *
 * @param type as in pcap files
 * @param frame makes a frame of an IP packet
 */
public record Link(int type, UnaryOperator<byte[]> frame) {

    private static final String MACS = "02005e100002 02005e100001";

    /** Ethernet. */
    public static Link ethernet() {
        return new Link(LinkTypes.ETHERNET, ip -> ethernet(etherType(ip), ip));
    }

    /** Ethernet with one or more tags, outermost first: tag protocol, VLAN id, tag protocol, ... */
    public static Link vlan(int... tags) {
        return new Link(LinkTypes.ETHERNET, ip -> {
            Bytes frame = new Bytes();
            for (int at = 0; at < tags.length; at += 2) {
                if (at > 0) {
                    frame.u16(tags[at]);
                }
                frame.u16(tags[at + 1]);
            }
            return ethernet(tags[0], frame.u16(etherType(ip)).raw(ip).toArray());
        });
    }

    /** Ethernet with an MPLS stack, outermost label first. */
    public static Link mpls(int... labels) {
        return new Link(LinkTypes.ETHERNET, ip -> {
            Bytes frame = new Bytes();
            for (int at = 0; at < labels.length; at++) {
                int bottom = at == labels.length - 1 ? 1 : 0;
                frame.u32((long) labels[at] << 12 | bottom << 8 | 64);
            }
            return ethernet(0x8847, frame.raw(ip).toArray());
        });
    }

    /** Ethernet, PPPoE session, PPP. */
    public static Link pppoe() {
        return new Link(LinkTypes.ETHERNET, ip -> ethernet(0x8864,
                new Bytes().u8(0x11).u8(0).u16(0x0042).u16(ip.length + 2).u16(Ip.version(ip) == 4 ? 0x0021 : 0x0057).raw(ip).toArray()));
    }

    /** Linux cooked capture. */
    public static Link sll() {
        return new Link(LinkTypes.LINUX_SLL,
                ip -> new Bytes().u16(0).u16(1).u16(6).hex("02005e100001 0000").u16(etherType(ip)).raw(ip).toArray());
    }

    /** Linux cooked capture, second version. */
    public static Link sll2() {
        return new Link(LinkTypes.LINUX_SLL2,
                ip -> new Bytes().u16(etherType(ip)).u16(0).u32(2).u16(1).u8(0).u8(6).hex("02005e100001 0000").raw(ip).toArray());
    }

    /** BSD loopback, captured on a little-endian host. */
    public static Link nullLoopback() {
        return new Link(LinkTypes.NULL, ip -> new Bytes().u8(Ip.version(ip) == 4 ? 2 : 30).u24(0).raw(ip).toArray());
    }

    /** Nothing at all. */
    public static Link raw() {
        return new Link(LinkTypes.RAW, ip -> ip);
    }

    /** An Ethernet frame. */
    static byte[] ethernet(int type, byte[] payload) {
        return new Bytes().hex(MACS).u16(type).raw(payload).toArray();
    }

    /** The Ethernet type of an IP packet. */
    static int etherType(byte[] ip) {
        return Ip.version(ip) == 4 ? 0x0800 : 0x86DD;
    }
}
