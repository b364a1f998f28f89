package org.karavox.codec.sip;

import org.karavox.codec.text.Ascii;

/** Methods that mean something to a monitor; every other one is {@link #OTHER}. */
public enum SipMethod {
    /** RFC 3261. */
    INVITE,
    /** RFC 3261. */
    ACK,
    /** RFC 3261. */
    BYE,
    /** RFC 3261. */
    CANCEL,
    /** RFC 3261. */
    REGISTER,
    /** RFC 3261. */
    OPTIONS,
    /** RFC 3262. */
    PRACK,
    /** RFC 3311. */
    UPDATE,
    /** RFC 6086. */
    INFO,
    /** RFC 3515. */
    REFER,
    /** RFC 6665. */
    SUBSCRIBE,
    /** RFC 6665. */
    NOTIFY,
    /** RFC 3903. */
    PUBLISH,
    /** RFC 3428. */
    MESSAGE,
    /** Unknown, or none could be read. */
    OTHER;

    private static final SipMethod[] ALL = values();

    /** The method whose name fills the range; methods are compared with regard to case, RFC 3261 7.1. */
    public static SipMethod of(byte[] bytes, int from, int end) {
        if (from >= end) {
            return OTHER;
        }
        for (SipMethod method : ALL) {
            if (Ascii.equals(bytes, from, end, method.name())) {
                return method;
            }
        }
        return OTHER;
    }

    /** True if an offer or answer in a request of this method or in its responses speaks of a call's media. */
    public boolean carriesSession() {
        return this == INVITE || this == ACK || this == PRACK || this == UPDATE;
    }
}
