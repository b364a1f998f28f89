package org.karavox.itests.traffic;

import java.util.function.UnaryOperator;
import org.karavox.call.Endpoint;

/** Encapsulations: each makes an outer IP packet of an inner one. */
public final class Tunnel {

    private static final String FROM = "203.0.113.1";
    private static final String TO = "203.0.113.2";
    private static final int GRE = 47;
    private static final int GRE_SEQUENCE = 0x1000;
    private static final int ERSPAN_II = 0x88BE;
    private static final int ERSPAN_III = 0x22EB;

    private Tunnel() {
    }

    /** IPv4 or IPv6 in IPv4. */
    public static UnaryOperator<byte[]> ipip() {
        return ip -> Ip.packet(FROM, TO, Ip.version(ip) == 4 ? 4 : 41, ip, 0);
    }

    /** GRE that carries IP. */
    public static UnaryOperator<byte[]> gre() {
        return ip -> gre(new Bytes().u16(0).u16(Link.etherType(ip)).raw(ip));
    }

    /** GRE with a key that carries Ethernet. */
    public static UnaryOperator<byte[]> greEthernet() {
        return ip -> gre(new Bytes().u16(0x2000).u16(0x6558).u32(42).raw(Link.ethernet(Link.etherType(ip), ip)));
    }

    /** ERSPAN type I: GRE without a sequence number, no further header. */
    public static UnaryOperator<byte[]> erspan1() {
        return ip -> gre(new Bytes().u16(0).u16(ERSPAN_II).raw(Link.ethernet(Link.etherType(ip), ip)));
    }

    /** ERSPAN type II: version 1, VLAN 1, session 5, index 7. */
    public static UnaryOperator<byte[]> erspan2() {
        return ip -> gre(new Bytes().u16(GRE_SEQUENCE).u16(ERSPAN_II).u32(1).u16(0x1001).u16(5).u32(7)
                .raw(Link.ethernet(Link.etherType(ip), ip)));
    }

    /** ERSPAN type III: version 2, VLAN 1, session 5, with the 8 byte platform header. */
    public static UnaryOperator<byte[]> erspan3() {
        return ip -> gre(new Bytes().u16(GRE_SEQUENCE).u16(ERSPAN_III).u32(1).u16(0x2001).u16(5).u32(123_456).u16(0).u16(0x0001)
                .u32(0).u32(99).raw(Link.ethernet(Link.etherType(ip), ip)));
    }

    /** VXLAN on its registered port. */
    public static UnaryOperator<byte[]> vxlan() {
        return ip -> Ip.udp(new Endpoint(FROM, 49_152), new Endpoint(TO, 4789),
                new Bytes().u32(0x0800_0000L).u24(42).u8(0).raw(Link.ethernet(Link.etherType(ip), ip)).toArray(), 0);
    }

    private static byte[] gre(Bytes payload) {
        return Ip.packet(FROM, TO, GRE, payload.toArray(), 0);
    }
}
