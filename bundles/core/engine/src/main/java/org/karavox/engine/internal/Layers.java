package org.karavox.engine.internal;

import org.karavox.capture.FrameSink;
import org.karavox.packet.Addresses;
import org.karavox.packet.Bytes;
import org.karavox.packet.LinkTypes;
import org.karavox.packet.PacketCursor;
import org.karavox.tunnel.Next;
import org.karavox.tunnel.TunnelDecoder;

/**
 * Takes the headers off a frame until a UDP datagram lies bare that no tunnel wants: link layers, VLAN, MPLS, PPPoE, IP
 * with its fragments, and the tunnel plug-ins in between. Hot path, one owner.
 */
final class Layers {

    /** {@link #uncover}: the window is the payload of a UDP datagram; addresses and ports are set. */
    static final int DATAGRAM = -1;
    /** {@link #uncover}: the last missing fragment came; ask {@link #rebuilt}. */
    static final int REBUILT = -2;

    private static final int MAX_DEPTH = 20;
    /** Ethernet, IPv4 without options, UDP. */
    private static final int PLAIN_HEADERS = 14 + 20 + 8;
    private static final int MAX_TAGS = 8;
    private static final int MAX_LABELS = 16;
    private static final int MAX_EXTENSIONS = 10;

    private static final int ETHER_IPV4 = 0x0800;
    private static final int ETHER_IPV6 = 0x86DD;

    // kinds of layers beside the positive answers of Next
    private static final int LAYER_ETHERNET = Next.ETHERNET;
    private static final int LAYER_IP = Next.IP;
    private static final int LAYER_PPP = Next.PPP;
    private static final int LAYER_MPLS = Next.MPLS;
    private static final int LAYER_ETHER_TYPE = Next.ETHER_TYPE;
    private static final int LAYER_GRE_PROTOCOL = Next.GRE_PROTOCOL;
    private static final int LAYER_IP_PAYLOAD = Next.IP_PAYLOAD;
    private static final int LAYER_DATAGRAM = Next.DATAGRAM;
    /** A fate; the walk ends. Low bits are the number of the fate. */
    private static final int END = 0x40_0000;

    private final Fates fates;
    private final Fates details;
    private final Defragmenter defragmenter;
    private final boolean ipv6;
    private final boolean reassemble;
    private final FrameSink found;

    private PluginTable table;
    private TunnelDecoder.Decoding[] decodings = {};
    private int[] decodedDetail = {};
    private int[] truncatedFate = {};
    private int[] malformedFate = {};
    private int[] emptyFate = {};

    /** Absolute offset of the outermost IP header of this frame, -1 before there is one. */
    private int outerIpStart;
    /** Mixes the encapsulations passed so far, so that fragments inside different tunnels do not meet. */
    private int path;
    /** Index of the tunnel decoder that is at work, -1 otherwise: whom to blame for an exception. */
    private int atWork = -1;

    /** @param found takes what decoders find beside the packet they were asked about */
    Layers(Fates fates, Fates details, Defragmenter defragmenter, boolean ipv6, boolean reassemble, FrameSink found) {
        this.found = found;
        this.fates = fates;
        this.details = details;
        this.defragmenter = defragmenter;
        this.ipv6 = ipv6;
        this.reassemble = reassemble;
    }

    /** From now on uses the decoders of {@code table}. */
    void use(PluginTable table) {
        this.table = table;
        int count = table.tunnels.size();
        decodings = new TunnelDecoder.Decoding[count];
        decodedDetail = new int[count];
        truncatedFate = new int[count];
        malformedFate = new int[count];
        emptyFate = new int[count];
        for (int i = 0; i < count; i++) {
            String prefix = "tunnel." + table.tunnels.get(i).name() + ".";
            atWork = i; // whom to blame if it throws
            decodings[i] = table.tunnels.get(i).open(found);
            decodedDetail[i] = details.number(prefix + "decoded");
            truncatedFate[i] = fates.number(prefix + "truncated");
            malformedFate[i] = fates.number(prefix + "malformed");
            emptyFate[i] = fates.number(prefix + "no-payload");
        }
        atWork = -1;
    }

    /** The decoder that was at work when something threw, or null. */
    TunnelDecoder culprit() {
        return atWork < 0 ? null : table.tunnels.get(atWork);
    }

    /**
     * Takes off layers. On {@link #DATAGRAM} the window is the UDP payload; otherwise the answer is a fate of
     * {@link Fates} or {@link #REBUILT}.
     */
    int uncover(PacketCursor packet) {
        path = 0;
        atWork = -1;
        if (packet.linkType() == LinkTypes.ETHERNET) {
            if (isPlain(packet)) {
                return plain(packet);
            }
            outerIpStart = -1;
            return walk(packet, LAYER_ETHERNET);
        }
        outerIpStart = -1;
        return walk(packet, linkLayer(packet));
    }

    /**
     * True for what nearly every frame is: Ethernet, then IPv4 without options or fragments that fits, then UDP that fits.
     * {@link #plain} takes these in one go and gives what {@link #walk} would give.
     */
    private static boolean isPlain(PacketCursor packet) {
        byte[] b = packet.bytes();
        int at = packet.start();
        if (packet.remaining() < PLAIN_HEADERS || b[at + 12] != 0x08 || b[at + 13] != 0 || b[at + 14] != 0x45 || b[at + 23] != 17
                || (b[at + 20] & 0x3F) != 0 || b[at + 21] != 0) {
            return false;
        }
        int total = Bytes.u16(b, at + 16);
        int length = Bytes.u16(b, at + 38);
        return total <= packet.remaining() - 14 && length >= 8 && length <= total - 20;
    }

    private int plain(PacketCursor packet) {
        byte[] b = packet.bytes();
        int at = packet.start();
        outerIpStart = at + 14;
        packet.addresses(0, Addresses.ipv4(Bytes.i32(b, at + 26)), 0, Addresses.ipv4(Bytes.i32(b, at + 30)));
        packet.hop(b[at + 22] & 0xFF, b[at + 15] & 0xFF);
        int sourcePort = Bytes.u16(b, at + 34);
        int destinationPort = Bytes.u16(b, at + 36);
        packet.ports(17, sourcePort, destinationPort);
        packet.window(at + 34, at + 34 + Bytes.u16(b, at + 38)); // the UDP header becomes the outer layer, as after a walk
        packet.advance(8);
        if (table.hasPlugin(destinationPort, sourcePort)) {
            int tunnel = tunnelAt(destinationPort, sourcePort);
            if (tunnel != 0) {
                int layer = tunnel(packet, tunnel - 1, DATAGRAM);
                return layer == DATAGRAM ? DATAGRAM : walk(packet, layer);
            }
        }
        return DATAGRAM;
    }

    /** Index plus 1 of the tunnel at one of the ports, destination first; 0 for none. */
    private int tunnelAt(int destinationPort, int sourcePort) {
        int tunnel = table.udpTunnel[destinationPort];
        return tunnel != 0 ? tunnel : table.udpTunnel[sourcePort];
    }

    /** As {@link #uncover}, for the datagram that fragments have become. */
    int rebuilt(PacketCursor packet, long timestampNanos, long frameNumber) {
        int vlan = packet.vlan();
        defragmenter.deliver(packet, timestampNanos, packet.sourceIndex(), packet.interfaceId(), frameNumber, vlan);
        outerIpStart = packet.start();
        atWork = -1;
        return walk(packet, LAYER_IP);
    }

    private int walk(PacketCursor packet, int first) {
        int layer = first;
        for (int depth = 0; depth < MAX_DEPTH; depth++) {
            switch (layer & 0x7F_0000) {
                case LAYER_ETHERNET -> layer = ethernet(packet);
                case LAYER_IP -> layer = ip(packet);
                case LAYER_PPP -> layer = ppp(packet);
                case LAYER_MPLS -> layer = mpls(packet);
                case LAYER_ETHER_TYPE -> layer = etherType(packet, layer & 0xFFFF);
                case LAYER_GRE_PROTOCOL -> layer = greProtocol(packet, layer & 0xFFFF);
                case LAYER_IP_PAYLOAD -> layer = (layer & 0xFFFF) == 17 ? udp(packet) : transport(packet, layer & 0xFF);
                case LAYER_DATAGRAM -> {
                    return DATAGRAM;
                }
                case END -> {
                    return layer & 0xFFFF;
                }
                default -> {
                    return layer < 0 ? layer : Fates.UNCLAIMED_LINK;
                }
            }
        }
        return (layer & 0x7F_0000) == END && layer >= 0 ? layer & 0xFFFF : layer == DATAGRAM || layer == REBUILT ? layer : Fates.TOO_DEEP;
    }

    // ---- link layers

    private static int linkLayer(PacketCursor packet) {
        switch (packet.linkType()) {
            case LinkTypes.RAW, LinkTypes.RAW_12, LinkTypes.RAW_14, LinkTypes.IPV4, LinkTypes.IPV6 -> {
                return LAYER_IP;
            }
            case LinkTypes.NULL, LinkTypes.LOOP -> {
                return loopback(packet);
            }
            case LinkTypes.LINUX_SLL -> {
                return cooked(packet, 16, 14);
            }
            case LinkTypes.LINUX_SLL2 -> {
                return cooked(packet, 20, 0);
            }
            case LinkTypes.PPP -> {
                return LAYER_PPP;
            }
            case LinkTypes.ATM_RFC1483 -> {
                return llc(packet);
            }
            default -> {
                return END | Fates.LINK_UNKNOWN;
            }
        }
    }

    /** BSD loopback: the address family in the capturing host's byte order, of which both are tried. */
    private static int loopback(PacketCursor packet) {
        if (packet.remaining() < 4) {
            return END | Fates.LINK_TRUNCATED;
        }
        int family = packet.i32(0);
        if (packet.linkType() == LinkTypes.NULL && (family & 0xFFFF_0000) != 0) {
            family = Integer.reverseBytes(family);
        }
        packet.advance(4);
        if (packet.remaining() < 1) {
            return END | Fates.LINK_TRUNCATED;
        }
        int version = packet.u8(0) >>> 4;
        boolean fits = switch (family) {
            case 2 -> version == 4;
            case 10, 24, 28, 30 -> version == 6; // Linux, NetBSD and OpenBSD, FreeBSD, Darwin
            default -> false;
        };
        return fits ? LAYER_IP : END | Fates.LINK_MALFORMED;
    }

    private static int cooked(PacketCursor packet, int headerLength, int protocolAt) {
        if (packet.remaining() < headerLength) {
            return END | Fates.LINK_TRUNCATED;
        }
        int protocol = packet.u16(protocolAt);
        packet.advance(headerLength);
        return LAYER_ETHER_TYPE | protocol;
    }

    private static int llc(PacketCursor packet) {
        if (packet.remaining() < 8) {
            return END | Fates.LINK_TRUNCATED;
        }
        if (packet.i32(0) != 0xAAAA0300 || packet.u16(4) != 0) {
            return END | Fates.UNCLAIMED_LINK;
        }
        int type = packet.u16(6);
        packet.advance(8);
        return LAYER_ETHER_TYPE | type;
    }

    private int ethernet(PacketCursor packet) {
        if (packet.remaining() < 14) {
            return END | Fates.LINK_TRUNCATED;
        }
        int type = packet.u16(12);
        packet.advance(14);
        if (type == ETHER_IPV4) {
            return ip(packet);
        }
        if (type > 1500) {
            return type < 0x0600 ? END | Fates.LINK_MALFORMED : LAYER_ETHER_TYPE | type;
        }
        packet.limitTo(type);
        return llc(packet);
    }

    private int etherType(PacketCursor packet, int first) {
        int type = first;
        for (int tags = 0; tags <= MAX_TAGS; tags++) {
            switch (type) {
                case ETHER_IPV4, ETHER_IPV6 -> {
                    return versionFits(packet, type) ? LAYER_IP : END | (packet.remaining() == 0 ? Fates.IP_TRUNCATED : Fates.IP_MALFORMED);
                }
                case 0x8100, 0x88A8, 0x9100, 0x9200, 0x9300 -> {
                    if (packet.remaining() < 4) {
                        return END | Fates.LINK_TRUNCATED;
                    }
                    packet.vlan(packet.u16(0) & 0x0FFF);
                    type = packet.u16(2);
                    packet.advance(4);
                    if (type <= 1500) {
                        packet.limitTo(type);
                        return llc(packet);
                    }
                }
                case 0x8926 -> { // Cisco VN-tag
                    if (packet.remaining() < 6) {
                        return END | Fates.LINK_TRUNCATED;
                    }
                    type = packet.u16(4);
                    packet.advance(6);
                }
                case 0x893F -> { // 802.1BR E-tag
                    if (packet.remaining() < 8) {
                        return END | Fates.LINK_TRUNCATED;
                    }
                    type = packet.u16(6);
                    packet.advance(8);
                }
                case 0x8847, 0x8848 -> {
                    return LAYER_MPLS;
                }
                case 0x8864 -> {
                    return pppoe(packet);
                }
                case 0x88E7 -> { // provider backbone bridging: I-SID word, then a whole frame
                    if (packet.remaining() < 4) {
                        return END | Fates.LINK_TRUNCATED;
                    }
                    packet.advance(4);
                    return LAYER_ETHERNET;
                }
                case 0x8903 -> { // Cisco FabricPath: 2 bytes of tag are left, then a whole frame
                    if (packet.remaining() < 2) {
                        return END | Fates.LINK_TRUNCATED;
                    }
                    packet.advance(2);
                    return LAYER_ETHERNET;
                }
                default -> {
                    byte[] etherTypes = table.etherType;
                    int tunnel = etherTypes == null ? 0 : etherTypes[type];
                    return tunnel == 0 ? END | Fates.UNCLAIMED_LINK : tunnel(packet, tunnel - 1, END | Fates.UNCLAIMED_LINK);
                }
            }
        }
        return END | Fates.TOO_DEEP;
    }

    private static boolean versionFits(PacketCursor packet, int type) {
        return packet.remaining() > 0 && packet.u8(0) >>> 4 == (type == ETHER_IPV4 ? 4 : 6);
    }

    /** RFC 3032; below the stack the first nibble decides, or a pseudowire's inner Ethernet type. */
    private static int mpls(PacketCursor packet) {
        for (int labels = 0; labels < MAX_LABELS; labels++) {
            if (packet.remaining() < 4) {
                return END | Fates.LINK_TRUNCATED;
            }
            boolean bottom = (packet.u8(2) & 1) != 0;
            int label = packet.u24(0) >>> 4;
            packet.advance(4);
            if (!bottom) {
                continue;
            }
            if (packet.remaining() == 0) {
                return END | Fates.LINK_TRUNCATED;
            }
            if (label == 13) { // generic associated channel
                return END | Fates.UNCLAIMED_LINK;
            }
            switch (packet.u8(0) >>> 4) {
                case 4, 6 -> {
                    return LAYER_IP;
                }
                case 0 -> { // control word of an Ethernet pseudowire, RFC 4448
                    if (packet.remaining() < 4 + 14) {
                        return END | Fates.LINK_TRUNCATED;
                    }
                    if (packet.u16(2) == 0 && packet.u16(0) == 0 || knownEtherType(packet.u16(4 + 12))) {
                        packet.advance(4);
                        return LAYER_ETHERNET;
                    }
                    return knownEtherType(packet.u16(12)) ? LAYER_ETHERNET : END | Fates.UNCLAIMED_LINK;
                }
                case 1 -> {
                    return END | Fates.UNCLAIMED_LINK;
                }
                default -> {
                    return packet.remaining() >= 14 && knownEtherType(packet.u16(12)) ? LAYER_ETHERNET : END | Fates.UNCLAIMED_LINK;
                }
            }
        }
        return END | Fates.LINK_MALFORMED;
    }

    private static boolean knownEtherType(int type) {
        return type == ETHER_IPV4 || type == ETHER_IPV6 || type == 0x8100 || type == 0x88A8;
    }

    private static int pppoe(PacketCursor packet) {
        if (packet.remaining() < 6) {
            return END | Fates.LINK_TRUNCATED;
        }
        if (packet.u8(0) != 0x11) {
            return END | Fates.LINK_MALFORMED;
        }
        if (packet.u8(1) != 0) {
            return END | Fates.UNCLAIMED_LINK;
        }
        int length = packet.u16(4);
        if (length > packet.remaining() - 6 && !packet.isCut()) {
            return END | Fates.LINK_TRUNCATED;
        }
        packet.advance(6);
        packet.limitTo(length);
        return LAYER_PPP;
    }

    private static int ppp(PacketCursor packet) {
        if (packet.remaining() >= 2 && packet.u16(0) == 0xFF03) {
            packet.advance(2);
        }
        if (packet.remaining() < 1) {
            return END | Fates.LINK_TRUNCATED;
        }
        int protocol = packet.u8(0);
        if ((protocol & 1) != 0) { // one byte: protocol field compression
            packet.advance(1);
        } else {
            if (packet.remaining() < 2) {
                return END | Fates.LINK_TRUNCATED;
            }
            protocol = packet.u16(0);
            packet.advance(2);
        }
        return switch (protocol) {
            case 0x0021 -> LAYER_ETHER_TYPE | ETHER_IPV4;
            case 0x0057 -> LAYER_ETHER_TYPE | ETHER_IPV6;
            case 0x0281, 0x0283 -> LAYER_MPLS;
            default -> END | Fates.UNCLAIMED_LINK;
        };
    }

    // ---- IP

    private int ip(PacketCursor packet) {
        if (packet.remaining() < 1) {
            return END | Fates.IP_TRUNCATED;
        }
        int version = packet.u8(0) >>> 4;
        if (version == 4) {
            return ipv4(packet);
        }
        return version == 6 ? ipv6(packet) : END | Fates.IP_MALFORMED;
    }

    private int ipv4(PacketCursor packet) {
        int remaining = packet.remaining();
        if (remaining < 20) {
            return END | Fates.IP_TRUNCATED;
        }
        int first = packet.i32(0);
        int headerLength = (first >>> 24 & 0x0F) << 2;
        int total = first & 0xFFFF;
        if (headerLength < 20) {
            return END | Fates.IP_MALFORMED;
        }
        if (total == 0) {
            total = remaining; // segmentation offload on the capturing host
        }
        if (total < headerLength) {
            return END | Fates.IP_MALFORMED;
        }
        boolean isOutermost = outerIpStart < 0; // the end of a frame may be missing without the capture saying so
        if (headerLength > remaining || total > remaining && !packet.isCut() && !isOutermost) {
            return END | Fates.IP_TRUNCATED;
        }
        int fragment = packet.u16(6);
        int hop = packet.u16(8);
        long pair = packet.i64(12);
        packet.addresses(0, Addresses.ipv4((int) (pair >>> 32)), 0, Addresses.ipv4((int) pair));
        packet.hop(hop >>> 8, first >>> 16 & 0xFF);
        int ipStart = packet.start();
        if (outerIpStart < 0) {
            outerIpStart = ipStart;
        }
        packet.limitTo(total);
        if ((fragment & 0x3FFF) != 0) {
            return fragmentV4(packet, headerLength, fragment, hop & 0xFF);
        }
        packet.advance(headerLength);
        return (hop & 0xFF) == 17 ? udp(packet) : transport(packet, hop & 0xFF);
    }

    private int fragmentV4(PacketCursor packet, int headerLength, int fragment, int protocol) {
        if (!reassemble) {
            return END | Fates.FRAGMENT_IGNORED;
        }
        int ipStart = packet.start();
        int identification = packet.u16(4);
        if (packet.remaining() < packet.u16(2)) {
            return END | Fates.IP_TRUNCATED;
        }
        packet.advance(headerLength);
        return fragment(packet, ipStart, headerLength, Defragmenter.identity(identification, protocol, packet.vlan(),
                path + packet.sourceIndex() * 31), (fragment & 0x1FFF) * 8, (fragment & 0x2000) != 0, -1, 0);
    }

    private int fragment(PacketCursor packet, int ipStart, int headerLength, long identity, int offset, boolean more, int nextHeader,
            int nextHeaderPosition) {
        int linkLength = outerIpStart - packet.frameStart();
        int linkType = packet.linkType();
        boolean sameKind = packet.bytes()[outerIpStart] >>> 4 == packet.bytes()[ipStart] >>> 4;
        if (!sameKind) { // the link header in front would announce the other version
            linkLength = 0;
            linkType = LinkTypes.RAW;
        }
        int answer = defragmenter.add(packet, ipStart, headerLength, linkLength, linkType, identity, offset, more, nextHeader,
                nextHeaderPosition);
        return answer == Defragmenter.COMPLETE ? REBUILT : END | answer;
    }

    private int ipv6(PacketCursor packet) {
        if (!ipv6) {
            return END | Fates.IPV6_OFF;
        }
        int remaining = packet.remaining();
        if (remaining < 40) {
            return END | Fates.IP_TRUNCATED;
        }
        int length = packet.u16(4);
        if (length == 0 && packet.u8(6) == 0) { // jumbogram
            return END | Fates.IP_MALFORMED;
        }
        boolean isOutermost = outerIpStart < 0;
        if (length > remaining - 40 && !packet.isCut() && !isOutermost) {
            return END | Fates.IP_TRUNCATED;
        }
        packet.addresses(packet.i64(8), packet.i64(16), packet.i64(24), packet.i64(32));
        packet.hop(packet.u8(7), packet.u16(0) >>> 4 & 0xFF);
        int ipStart = packet.start();
        if (outerIpStart < 0) {
            outerIpStart = ipStart;
        }
        packet.limitTo(40 + length);
        int next = packet.u8(6);
        int nextAt = 6;
        packet.advance(40);
        for (int extensions = 0; extensions < MAX_EXTENSIONS; extensions++) {
            switch (next) {
                case 0, 43, 60, 135, 139, 140, 51 -> {
                    if (packet.remaining() < 8) {
                        return END | Fates.IP_TRUNCATED;
                    }
                    int size = next == 51 ? (packet.u8(1) + 2) * 4 : (packet.u8(1) + 1) * 8;
                    if (size > packet.remaining()) {
                        return END | Fates.IP_TRUNCATED;
                    }
                    nextAt = packet.start() - ipStart;
                    next = packet.u8(0);
                    packet.advance(size);
                }
                case 44 -> {
                    if (packet.remaining() < 8) {
                        return END | Fates.IP_TRUNCATED;
                    }
                    int word = packet.u16(2);
                    int after = packet.u8(0);
                    if ((word & 0xFFF9) == 0) { // atomic fragment, RFC 6946
                        nextAt = packet.start() - ipStart;
                        next = after;
                        packet.advance(8);
                        continue;
                    }
                    if (!reassemble) {
                        return END | Fates.FRAGMENT_IGNORED;
                    }
                    if (40 + length > remaining) {
                        return END | Fates.IP_TRUNCATED;
                    }
                    int identification = packet.i32(4);
                    int headerLength = packet.start() - ipStart;
                    packet.advance(8);
                    return fragment(packet, ipStart, headerLength, Defragmenter.identity(identification, 44, packet.vlan(),
                            path + packet.sourceIndex() * 31), word & 0xFFF8, (word & 1) != 0, after, nextAt);
                }
                case 59 -> {
                    return END | Fates.UNCLAIMED_IP;
                }
                case 17 -> {
                    return udp(packet);
                }
                default -> {
                    return transport(packet, next);
                }
            }
        }
        return END | Fates.IP_MALFORMED;
    }

    private int transport(PacketCursor packet, int protocol) {
        if (protocol == 6) {
            return packet.isWhole() ? wholeMessage(packet) : END | Fates.UNCLAIMED_TCP;
        }
        int tunnel = table.ipProtocol[protocol];
        return tunnel == 0 ? END | Fates.UNCLAIMED_IP : tunnel(packet, tunnel - 1, END | Fates.UNCLAIMED_IP);
    }

    /** The payload of a TCP header that was made for a message. */
    private static int wholeMessage(PacketCursor packet) {
        if (packet.remaining() < 20) {
            return END | Fates.IP_TRUNCATED;
        }
        int header = packet.u8(12) >>> 4 << 2;
        if (header < 20 || header > packet.remaining()) {
            return END | Fates.IP_MALFORMED;
        }
        packet.ports(6, packet.u16(0), packet.u16(2));
        packet.advance(header);
        return DATAGRAM;
    }

    private int greProtocol(PacketCursor packet, int type) {
        byte[] types = table.greProtocol;
        int tunnel = types == null ? 0 : types[type];
        return tunnel == 0 ? END | Fates.UNCLAIMED_IP : tunnel(packet, tunnel - 1, END | Fates.UNCLAIMED_IP);
    }

    private int udp(PacketCursor packet) {
        int remaining = packet.remaining();
        if (remaining < 8) {
            return END | Fates.UDP_TRUNCATED;
        }
        long header = packet.i64(0);
        int sourcePort = (int) (header >>> 48);
        int destinationPort = (int) (header >>> 32) & 0xFFFF;
        int length = (int) (header >>> 16) & 0xFFFF;
        packet.ports(17, sourcePort, destinationPort);
        if (length >= 8) {
            packet.limitTo(length);
        } else if (length != 0) { // 0: longer than 65,535 or broken, the IP length counts
            return END | Fates.UDP_MALFORMED;
        }
        packet.advance(8);
        if (table.hasPlugin(destinationPort, sourcePort)) {
            int tunnel = tunnelAt(destinationPort, sourcePort);
            if (tunnel != 0) {
                return tunnel(packet, tunnel - 1, DATAGRAM);
            }
        }
        return DATAGRAM;
    }

    private int tunnel(PacketCursor packet, int index, int foreign) {
        atWork = index;
        int answer = decodings[index].decode(packet);
        atWork = -1;
        if (answer > 0) {
            details.count(decodedDetail[index]);
            path = path * 31 + index + 1;
            return answer;
        }
        return switch (answer) {
            case Next.NOT_MINE -> foreign;
            case Next.NO_PAYLOAD -> END | emptyFate[index];
            case Next.TRUNCATED -> END | truncatedFate[index];
            default -> END | malformedFate[index];
        };
    }
}
