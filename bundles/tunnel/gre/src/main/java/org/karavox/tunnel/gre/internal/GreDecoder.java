package org.karavox.tunnel.gre.internal;

import java.util.List;
import org.karavox.packet.PacketCursor;
import org.karavox.tunnel.Attachment;
import org.karavox.tunnel.Next;
import org.karavox.tunnel.TunnelDecoder;
import org.osgi.service.component.annotations.Component;

/**
 * GRE: version 0 of RFC 2784 and 2890 with the routing of RFC 1701, and version 1 of PPTP, RFC 2637.
 *
 * <pre>
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * |C|R|K|S|s|Recur|A| Flags | Ver |         Protocol type         |
 * |      Checksum (C or R)        |       Offset (C or R)         |
 * |                           Key (K)                             |
 * |                      Sequence number (S)                      |
 * |                         Routing (R) ...                       |
 *
 * version 1 after the first word:
 * |        Payload length         |            Call id            |
 * |                      Sequence number (S)                      |
 * |                   Acknowledgement number (A)                  |
 * </pre>
 *
 * <p>Protocol types that are not an inner packet by themselves, ERSPAN for example, are answered with
 * {@link Next#greProtocol}. The decoder attached there finds this header in {@link PacketCursor#layerU8}.
 */
@Component(service = TunnelDecoder.class, configurationPid = "karavox.tunnel.gre", property = "karavox.name=gre")
public final class GreDecoder implements TunnelDecoder, TunnelDecoder.Decoding {

    private static final int GRE = 47;

    private static final int BASE_LENGTH = 4;
    private static final int OPTION_LENGTH = 4;
    private static final int CHECKSUM = 0x8000;
    private static final int ROUTING = 0x4000;
    private static final int KEY = 0x2000;
    private static final int SEQUENCE = 0x1000;
    private static final int STRICT_ROUTE = 0x0800;
    private static final int ACKNOWLEDGEMENT = 0x0080;
    private static final int VERSION = 0x0007;

    private static final int PPTP_BASE_LENGTH = 8;
    private static final int ROUTE_ENTRY_LENGTH = 4;
    private static final int REDIRECT_LENGTH = 4;
    private static final int METADATA_LENGTH = 8; // Ethernet type (2), version, length, option (2), tag (2)

    private static final int KEEP_ALIVE = 0;
    private static final int IPV4 = 0x0800;
    private static final int IPV6 = 0x86DD;
    private static final int BRIDGED_ETHERNET = 0x6558;
    private static final int MPLS_UNICAST = 0x8847;
    private static final int MPLS_MULTICAST = 0x8848;
    private static final int PPP = 0x880B;
    private static final int WCCP = 0x883E;
    private static final int CISCO_METADATA = 0x8909;

    private static final List<Attachment> ATTACHMENTS = List.of(Attachment.ipProtocol(GRE));

    @Override
    public String name() {
        return "gre";
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
        if (packet.remaining() < BASE_LENGTH) {
            return Next.TRUNCATED;
        }
        int flags = packet.u16(0);
        return switch (flags & VERSION) {
            case 0 -> decodeGre(packet, flags);
            case 1 -> decodePptp(packet, flags);
            default -> Next.MALFORMED;
        };
    }

    private static int decodeGre(PacketCursor packet, int flags) {
        int length = BASE_LENGTH;
        if ((flags & (CHECKSUM | ROUTING)) != 0) {
            length += OPTION_LENGTH; // RFC 1701: either flag brings both checksum and offset
        }
        if ((flags & KEY) != 0) {
            length += OPTION_LENGTH;
        }
        if ((flags & SEQUENCE) != 0) {
            length += OPTION_LENGTH;
        }
        if ((flags & ROUTING) != 0) {
            length = endOfRouting(packet, length);
        }
        if (length > packet.remaining()) {
            return Next.TRUNCATED;
        }
        int type = packet.u16(2);
        if (type == KEEP_ALIVE || length == packet.remaining()) {
            return Next.NO_PAYLOAD;
        }
        return decodePayload(packet, length, type);
    }

    /** Offset behind the entry that ends the list, or one beyond the window if there is none. */
    private static int endOfRouting(PacketCursor packet, int from) {
        int at = from;
        while (at + ROUTE_ENTRY_LENGTH <= packet.remaining()) {
            int family = packet.u16(at);
            int length = packet.u8(at + 3);
            at += ROUTE_ENTRY_LENGTH + length;
            if (family == 0 && length == 0) {
                return at;
            }
        }
        return packet.remaining() + 1;
    }

    private static int decodePayload(PacketCursor packet, int length, int type) {
        if (type == WCCP) {
            return decodeWccp(packet, length);
        }
        if (type == CISCO_METADATA) {
            return decodeMetadata(packet, length);
        }
        int next = switch (type) {
            case IPV4 -> isIp(packet, length) ? Next.IP : Next.MPLS; // some routers announce IPv4 and send labels
            case IPV6 -> isIp(packet, length) ? Next.IP : Next.MALFORMED;
            case BRIDGED_ETHERNET -> Next.ETHERNET;
            case MPLS_UNICAST, MPLS_MULTICAST -> Next.MPLS;
            case PPP -> Next.PPP;
            default -> Next.greProtocol(type);
        };
        if (next >= 0) {
            packet.advance(length);
        }
        return next;
    }

    private static int decodeWccp(PacketCursor packet, int length) {
        int header = isIpv4Header(packet, length) ? length : length + REDIRECT_LENGTH;
        if (header >= packet.remaining()) {
            return Next.TRUNCATED;
        }
        if (!isIp(packet, header)) {
            return Next.MALFORMED;
        }
        packet.advance(header);
        return Next.IP;
    }

    private static int decodeMetadata(PacketCursor packet, int length) {
        if (packet.remaining() < length + METADATA_LENGTH) {
            return Next.TRUNCATED;
        }
        int etherType = packet.u16(length);
        packet.advance(length + METADATA_LENGTH);
        return Next.etherType(etherType);
    }

    private static boolean isIp(PacketCursor packet, int offset) {
        int version = packet.u8(offset) >>> 4;
        return version == 4 || version == 6;
    }

    /** Version 1 of WCCP has no redirect header; the one of version 2 may begin with 0x40, which no IPv4 header does. */
    private static boolean isIpv4Header(PacketCursor packet, int offset) {
        int first = packet.u8(offset);
        return first >>> 4 == 4 && (first & 0x0F) >= 5;
    }

    private static int decodePptp(PacketCursor packet, int flags) {
        if ((flags & (CHECKSUM | ROUTING | KEY | STRICT_ROUTE)) != KEY || packet.u16(2) != PPP) { // RFC 2637 section 4.1
            return Next.MALFORMED;
        }
        int length = PPTP_BASE_LENGTH;
        if ((flags & SEQUENCE) != 0) {
            length += OPTION_LENGTH;
        }
        if ((flags & ACKNOWLEDGEMENT) != 0) {
            length += OPTION_LENGTH;
        }
        int remaining = packet.remaining();
        if (length > remaining) {
            return Next.TRUNCATED;
        }
        int payloadLength = packet.u16(4);
        if ((flags & SEQUENCE) == 0 || payloadLength == 0) {
            return Next.NO_PAYLOAD; // an acknowledgement
        }
        if (payloadLength > remaining - length && !packet.isCut()) {
            return Next.TRUNCATED;
        }
        packet.advance(length);
        packet.limitTo(payloadLength);
        return Next.PPP;
    }
}
