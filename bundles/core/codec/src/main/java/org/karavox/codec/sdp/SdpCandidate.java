package org.karavox.codec.sdp;

/**
 * An ICE candidate that is reached by UDP, RFC 8839 5.1.
 *
 * @param component 1 RTP, 2 RTCP
 * @param port 1..65535
 */
public record SdpCandidate(int component, long high, long low, int port) {
}
