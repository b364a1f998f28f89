package org.karavox.codec.sip;

/**
 * One value of a Reason header, RFC 3326.
 *
 * @param protocol as written, for example {@code SIP} or {@code Q.850}
 * @param cause -1 if there is none
 * @param text without quotes, empty if there is none
 */
public record SipReason(String protocol, int cause, String text) {
}
