package org.karavox.codec.sdp;

/**
 * Where a party wants to receive.
 *
 * @param kind what was written; the halves mean something for {@link Kind#LITERAL} only
 * @param high see {@link org.karavox.packet.Addresses}
 * @param low see {@link org.karavox.packet.Addresses}
 */
public record SdpAddress(Kind kind, long high, long low) {

    /** What an address line holds. */
    public enum Kind {
        /** An IP address. */
        LITERAL,
        /** {@code 0.0.0.0} or {@code ::}: hold as in RFC 2543. */
        UNSPECIFIED,
        /** A name, which a monitor cannot resolve. */
        HOST_NAME,
        /** Nothing was written. */
        ABSENT
    }

    /** Nothing was written. */
    public static final SdpAddress NONE = new SdpAddress(Kind.ABSENT, 0, 0);
    /** {@code 0.0.0.0}. */
    static final SdpAddress NOWHERE = new SdpAddress(Kind.UNSPECIFIED, 0, 0);
    /** Any name. */
    static final SdpAddress NAME = new SdpAddress(Kind.HOST_NAME, 0, 0);

    /** True if packets to and from it can be recognised. */
    public boolean isLiteral() {
        return kind == Kind.LITERAL;
    }
}
