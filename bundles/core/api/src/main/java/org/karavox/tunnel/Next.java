package org.karavox.tunnel;

/**
 * The answers of {@link TunnelDecoder.Decoding#decode}: what stands at the start of the window now, or why the window
 * was left where it was. Positive answers carry a number in their low 16 bits where the layer has one.
 */
public final class Next {

    /** The packet is not this decoder's: let others look at it. Not an error. */
    public static final int NOT_MINE = -1;
    /** A header or an announced length reaches beyond the bytes there are. Counted. */
    public static final int TRUNCATED = -2;
    /** A header contradicts its specification. Counted. */
    public static final int MALFORMED = -3;
    /** Well-formed, but carries no packet: a keep-alive, a control message. Counted, not an error. */
    public static final int NO_PAYLOAD = -4;

    /** An Ethernet frame follows, without FCS. */
    public static final int ETHERNET = 0x1_0000;
    /** An IP packet follows, the version nibble decides which. */
    public static final int IP = 0x2_0000;
    /** A PPP frame follows, with or without its two HDLC bytes. */
    public static final int PPP = 0x3_0000;
    /** An MPLS label stack follows. */
    public static final int MPLS = 0x4_0000;

    /** {@link #layer} of what {@link #etherType} gives. */
    public static final int ETHER_TYPE = 0x5_0000;
    /** {@link #layer} of what {@link #greProtocol} gives. */
    public static final int GRE_PROTOCOL = 0x6_0000;

    /** {@link #layer} of what {@link #ipPayload} gives. */
    public static final int IP_PAYLOAD = 0x7_0000;
    /**
     * The payload of a transport follows, and the decoder has set addresses and ports itself: for encapsulations that carry them
     * in a form of their own.
     */
    public static final int DATAGRAM = 0x8_0000;

    private Next() {
    }

    /** What the Ethernet type {@code type} says follows. */
    public static int etherType(int type) {
        return ETHER_TYPE | type;
    }

    /** What the GRE protocol type {@code type} says follows, and another decoder has to know. */
    public static int greProtocol(int type) {
        return GRE_PROTOCOL | type;
    }

    /** What an IP header of this protocol number would be followed by: a UDP header for 17, and so on. Addresses stay. */
    public static int ipPayload(int protocol) {
        return IP_PAYLOAD | protocol;
    }

    /** The layer of a positive answer, comparable with the constants of this class. */
    public static int layer(int answer) {
        return answer & 0xFFFF_0000;
    }

    /** The number inside a positive answer. */
    public static int number(int answer) {
        return answer & 0xFFFF;
    }
}
