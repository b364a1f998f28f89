package org.karavox.codec.sdp;

/** Direction attribute of a media description, RFC 8866 6.7, from the sender's point of view. */
public enum SdpDirection {
    /** The default. */
    SENDRECV,
    /** Sends only: the other party is on hold and hears music. */
    SENDONLY,
    /** Receives only. */
    RECVONLY,
    /** Neither. */
    INACTIVE;

    /** True if the sender of the description does not want to hear the other party. */
    public boolean isHold() {
        return this == SENDONLY || this == INACTIVE;
    }
}
