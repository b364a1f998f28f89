package org.karavox.tunnel.vxlan.internal;

import java.util.List;
import java.util.stream.IntStream;
import org.karavox.packet.PacketCursor;
import org.karavox.tunnel.Attachment;
import org.karavox.tunnel.Next;
import org.karavox.tunnel.TunnelDecoder;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.metatype.annotations.Designate;

/**
 * VXLAN, RFC 7348 section 5, also with the group policy extension, and VXLAN-GPE, draft-ietf-nvo3-vxlan-gpe.
 *
 * <pre>
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * |G|R|R|R|I|R|R|R|            Reserved, group policy             |   VXLAN
 * |R|R|Ver|I|P|B|O|       Reserved                |Next protocol  |   VXLAN-GPE
 * |                VXLAN Network Identifier       |   Reserved    |
 * |  inner Ethernet frame, or what the next protocol says ...
 * </pre>
 *
 * <p>A datagram is looked at only if its <em>destination</em> port is configured: the source port is a hash of the
 * inner flow and hits any number now and then.
 */
@Component(service = TunnelDecoder.class, configurationPid = "karavox.tunnel.vxlan", property = "karavox.name=vxlan")
@Designate(ocd = VxlanConfig.class)
public final class VxlanDecoder implements TunnelDecoder, TunnelDecoder.Decoding {

    private static final int HEADER_LENGTH = 8;
    private static final int FLAG_VNI_VALID = 0x08;
    private static final int FLAG_NEXT_PROTOCOL_VALID = 0x04;
    private static final int FLAG_OAM = 0x01;
    private static final int VERSION = 0x30;

    private static final int IPV4 = 1;
    private static final int IPV6 = 2;
    private static final int ETHERNET = 3;
    private static final int NSH = 4;
    private static final int MPLS = 5;
    private static final int NSH_ETHER_TYPE = 0x894F; // RFC 8300 section 11.1

    private static final int NEVER = -1; // the port of no datagram

    private final int port;
    private final int gpePort;
    private final List<Attachment> attachments;

    @Activate
    public VxlanDecoder(VxlanConfig config) {
        port = orNever(config.udp_port_vxlan());
        gpePort = orNever(config.udp_port_vxlan_gpe());
        attachments = IntStream.of(port, gpePort).filter(number -> number != NEVER).distinct().mapToObj(Attachment::udpPort).toList();
    }

    private static int orNever(int configured) {
        return configured == 0 ? NEVER : configured;
    }

    @Override
    public String name() {
        return "vxlan";
    }

    @Override
    public List<Attachment> attachments() {
        return attachments;
    }

    @Override
    public Decoding open() {
        return this; // no state, so every thread may share it
    }

    @Override
    public int decode(PacketCursor packet) {
        boolean plain = packet.destinationPort() == port;
        if (!plain && packet.destinationPort() != gpePort) {
            return Next.NOT_MINE;
        }
        if (packet.remaining() < HEADER_LENGTH) {
            return Next.TRUNCATED;
        }
        int flags = packet.u8(0);
        if ((flags & FLAG_VNI_VALID) == 0) {
            return Next.NOT_MINE;
        }
        int next = plain ? Next.ETHERNET : gpePayload(flags, packet.u8(3));
        if (next >= 0) {
            packet.advance(HEADER_LENGTH);
        }
        return next;
    }

    private static int gpePayload(int flags, int nextProtocol) {
        if ((flags & VERSION) != 0) {
            return Next.MALFORMED;
        }
        if ((flags & FLAG_OAM) != 0) {
            return Next.NO_PAYLOAD;
        }
        if ((flags & FLAG_NEXT_PROTOCOL_VALID) == 0) {
            return Next.ETHERNET; // a sender that knows VXLAN only
        }
        return switch (nextProtocol) {
            case IPV4, IPV6 -> Next.IP;
            case ETHERNET -> Next.ETHERNET;
            case NSH -> Next.etherType(NSH_ETHER_TYPE);
            case MPLS -> Next.MPLS; // older drafts
            default -> Next.NOT_MINE;
        };
    }
}
