package org.karavox.tunnel.ipip.internal;

import java.util.List;
import org.karavox.packet.PacketCursor;
import org.karavox.tunnel.Attachment;
import org.karavox.tunnel.Next;
import org.karavox.tunnel.TunnelDecoder;
import org.osgi.service.component.annotations.Component;

/**
 * What IP carries without a tunnel header worth the name: IPv4 (protocol 4, RFC 2003), IPv6 (41, RFC 4213) and Ethernet
 * (97, EtherIP, RFC 3378). The first four bits tell the three apart, so the protocol number need not be known.
 *
 * <pre>
 *  0                   1
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5
 * |   4   |  IHL  | ...                an IPv4 packet
 * |   6   | ...                        an IPv6 packet
 * |   3   |       Reserved, 0      |   EtherIP, then an Ethernet frame
 * </pre>
 */
@Component(service = TunnelDecoder.class, configurationPid = "karavox.tunnel.ipip", property = "karavox.name=ipip")
public final class IpipDecoder implements TunnelDecoder, TunnelDecoder.Decoding {

    private static final int IPV4_IN_IP = 4;
    private static final int IPV6_IN_IP = 41;
    private static final int ETHERNET_IN_IP = 97;

    private static final int IPV4_HEADER_LENGTH = 20;
    private static final int IPV6_HEADER_LENGTH = 40;
    private static final int ETHERIP_HEADER_LENGTH = 2;
    private static final int ETHERIP_HEADER = 0x3000; // RFC 3378 section 3: version 3, reserved bits 0

    private static final List<Attachment> ATTACHMENTS = List.of(Attachment.ipProtocol(IPV4_IN_IP),
            Attachment.ipProtocol(IPV6_IN_IP), Attachment.ipProtocol(ETHERNET_IN_IP));

    @Override
    public String name() {
        return "ipip";
    }

    @Override
    public List<Attachment> attachments() {
        return ATTACHMENTS;
    }

    @Override
    public Decoding open() {
        return this; // no state, so every thread may share it
    }

    @Override
    public int decode(PacketCursor packet) {
        int remaining = packet.remaining();
        if (remaining < ETHERIP_HEADER_LENGTH) {
            return Next.TRUNCATED;
        }
        switch (packet.u8(0) >>> 4) {
            case 4:
                return remaining < IPV4_HEADER_LENGTH ? Next.TRUNCATED : Next.IP;
            case 6:
                return remaining < IPV6_HEADER_LENGTH ? Next.TRUNCATED : Next.IP;
            case 3:
                if (packet.u16(0) != ETHERIP_HEADER) {
                    return Next.MALFORMED;
                }
                packet.advance(ETHERIP_HEADER_LENGTH);
                return Next.ETHERNET;
            default:
                return Next.MALFORMED;
        }
    }
}
