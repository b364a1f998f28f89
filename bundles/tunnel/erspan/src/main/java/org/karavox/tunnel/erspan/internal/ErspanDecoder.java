package org.karavox.tunnel.erspan.internal;

import java.util.List;
import org.karavox.packet.PacketCursor;
import org.karavox.tunnel.Attachment;
import org.karavox.tunnel.Next;
import org.karavox.tunnel.TunnelDecoder;
import org.osgi.service.component.annotations.Component;

/**
 * ERSPAN inside GRE, draft-foschiano-erspan: type I has no header at all, types II and III have these.
 *
 * <pre>
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * | Version 1     |        VLAN         | COS | En|T|  Session id |   type II
 * |       Reserved        |                Index                  |
 *
 * | Version 2     |        VLAN         | COS |BSO|T|  Session id |   type III
 * |                           Time stamp                          |
 * |              SGT              |P|   FT    |   Hw id   |D|Gra|O|
 * |      Platform specific, 8 bytes, present if O is set          |
 * </pre>
 */
@Component(service = TunnelDecoder.class, configurationPid = "karavox.tunnel.erspan", property = "karavox.name=erspan")
public final class ErspanDecoder implements TunnelDecoder, TunnelDecoder.Decoding {

    private static final int TYPE_1_OR_2 = 0x88BE;
    private static final int TYPE_3 = 0x22EB;

    private static final int GRE_SEQUENCE = 0x10; // in the first byte of the GRE header
    private static final int TYPE_2_VERSION = 1;
    private static final int TYPE_3_VERSION = 2;
    private static final int TYPE_2_LENGTH = 8;
    private static final int TYPE_3_LENGTH = 12;
    private static final int PLATFORM_LENGTH = 8;

    private static final int VLAN = 0x0FFF;
    private static final int TAG_REMOVED = 2; // En: the frame came with a tag, which stands in this header now
    private static final int ETHERNET_FRAME = 0; // FT
    private static final int IP_PACKET = 2; // FT
    private static final int PLATFORM_PRESENT = 0x0001; // O

    private static final List<Attachment> ATTACHMENTS = List.of(Attachment.greProtocol(TYPE_1_OR_2),
            Attachment.greProtocol(TYPE_3));

    @Override
    public String name() {
        return "erspan";
    }

    @Override
    public List<Attachment> attachments() {
        return ATTACHMENTS;
    }

    @Override
    public Decoding open() {
        return this; // no state, so every thread may share it
    }

    /** {@inheritDoc} The layer around it is GRE, whose flags tell type I from type II. */
    @Override
    public int decode(PacketCursor packet) {
        int greType = packet.layerU8(2) << 8 | packet.layerU8(3);
        if (greType == TYPE_1_OR_2 && (packet.layerU8(0) & GRE_SEQUENCE) == 0) {
            return Next.ETHERNET; // type I
        }
        if (packet.remaining() < TYPE_2_LENGTH) {
            return Next.TRUNCATED;
        }
        return switch (packet.u8(0) >>> 4) {
            case TYPE_2_VERSION -> decodeType2(packet);
            case TYPE_3_VERSION -> decodeType3(packet);
            default -> Next.MALFORMED;
        };
    }

    private static int decodeType2(PacketCursor packet) {
        if ((packet.u8(2) >>> 3 & 3) == TAG_REMOVED) {
            packet.vlan(packet.u16(0) & VLAN);
        }
        packet.advance(TYPE_2_LENGTH);
        return Next.ETHERNET;
    }

    private static int decodeType3(PacketCursor packet) {
        if (packet.remaining() < TYPE_3_LENGTH) {
            return Next.TRUNCATED;
        }
        int flags = packet.u16(10);
        int length = (flags & PLATFORM_PRESENT) == 0 ? TYPE_3_LENGTH : TYPE_3_LENGTH + PLATFORM_LENGTH;
        if (packet.remaining() < length) {
            return Next.TRUNCATED;
        }
        int next = switch (flags >>> 10 & 0x1F) {
            case ETHERNET_FRAME -> Next.ETHERNET;
            case IP_PACKET -> Next.IP;
            default -> Next.MALFORMED; // reserved
        };
        if (next >= 0) {
            packet.advance(length);
        }
        return next;
    }
}
