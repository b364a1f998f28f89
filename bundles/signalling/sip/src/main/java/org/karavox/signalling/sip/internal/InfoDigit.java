package org.karavox.signalling.sip.internal;

import org.karavox.codec.sip.SipMessage;
import org.karavox.codec.text.Ascii;

/** The digit in a SIP INFO: {@code Signal=5} in a body {@code application/dtmf-relay}, or alone in {@code application/dtmf}. */
final class InfoDigit {

    /** No digit. */
    static final char NONE = 0;

    private static final String DIGITS = "0123456789*#ABCD!";

    private InfoDigit() {
    }

    /** The digit in the message, {@link #NONE} if it has none. */
    static char of(SipMessage info) {
        boolean relay = info.hasContentType("application/dtmf-relay");
        if (!relay && !info.hasContentType("application/dtmf")) {
            return NONE;
        }
        byte[] bytes = info.bytes();
        int end = info.bodyOffset() + info.bodyLength();
        for (int at = info.bodyOffset(); at < end;) {
            int lineFeed = Ascii.lineFeed(bytes, at, end);
            int start = Ascii.skipSpace(bytes, at, lineFeed);
            int stop = Ascii.trimEnd(bytes, start, lineFeed);
            if (Ascii.startsWith(bytes, start, stop, "signal")) {
                int equals = Ascii.skipSpace(bytes, start + 6, stop);
                if (equals < stop && bytes[equals] == '=') {
                    return digit(bytes, Ascii.skipSpace(bytes, equals + 1, stop), stop);
                }
            } else if (!relay && start < stop) {
                return digit(bytes, start, stop);
            }
            at = lineFeed + 1;
        }
        return NONE;
    }

    /** A digit as such, or the number of its event in RFC 4733. */
    private static char digit(byte[] bytes, int from, int end) {
        if (end - from == 1) {
            char c = (char) Character.toUpperCase(bytes[from]);
            return DIGITS.indexOf(c) >= 0 ? c : NONE;
        }
        long event = Ascii.number(bytes, from, end);
        return event >= 10 && event < DIGITS.length() ? DIGITS.charAt((int) event) : NONE;
    }
}
