package org.karavox.codec.sip;

import org.karavox.packet.PacketCursor;

/** Tells SIP from everything else by the start line alone, RFC 3261 section 7. Hot path: asked about every datagram. */
public final class SipStartLine {

    /** A longer first line is not looked at. */
    static final int LONGEST = 16_384;

    private static final int LONGEST_METHOD = 64;
    private static final int LONGEST_LEADING_BREAKS = 8;
    private static final long VERSION_AND_SPACE = 0x7369_702f_322e_3020L; // "sip/2.0 ", letters in lower case
    private static final long LETTERS = 0x2020_2000_0000_0000L;
    private static final boolean[] TOKEN = new boolean[128];

    static {
        for (int c = '0'; c <= 'z'; c++) {
            TOKEN[c] = Character.isLetterOrDigit(c);
        }
        for (char c : "-.!%*_+`'~".toCharArray()) { // RFC 3261 25.1
            TOKEN[c] = true;
        }
    }

    private SipStartLine() {
    }

    /** True if {@code c}, an unsigned byte, may stand in a token such as a method. */
    static boolean isToken(int c) {
        return c < 128 && TOKEN[c];
    }

    /**
     * True if the window begins with a request line of any method that ends in {@code SIP/2.0}, or with a status line
     * of it. Line breaks before it are skipped. Other text protocols and binary data give false after a few bytes.
     */
    public static boolean matches(PacketCursor window) {
        int remaining = window.remaining();
        if (remaining < 11) { // "SIP/2.0 200"
            return false;
        }
        int at = 0;
        int first = window.u8(0);
        if (!isToken(first)) {
            while (first == '\r' || first == '\n') {
                if (++at > LONGEST_LEADING_BREAKS || remaining - at < 11) {
                    return false;
                }
                first = window.u8(at);
            }
            if (!isToken(first)) {
                return false;
            }
        }
        if ((first | 0x20) == 's' && (window.i64(at) | LETTERS) == VERSION_AND_SPACE) {
            return isDigit(window.u8(at + 8)) && window.u8(at + 8) != '0' && isDigit(window.u8(at + 9)) && isDigit(window.u8(at + 10))
                    && (remaining == at + 11 || isBlank(window.u8(at + 11)) || window.u8(at + 11) == '\n');
        }
        return isRequestLine(window, at, Math.min(remaining, at + LONGEST));
    }

    private static boolean isRequestLine(PacketCursor window, int from, int limit) {
        int i = from;
        while (i < limit && isToken(window.u8(i))) {
            i++;
        }
        if (i == limit || i - from > LONGEST_METHOD || window.u8(i) != ' ' && window.u8(i) != '\t') {
            return false;
        }
        int end = i;
        while (end < limit && window.u8(end) != '\n') {
            end++;
        }
        while (end > i && isBlank(window.u8(end - 1))) {
            end--;
        }
        // at least "sip:a SIP/2.0" behind the method; i64 at -8 reads the blank before the version as well
        return end - i > 8 && isBlank(window.u8(end - 8))
                && (window.i64(end - 8) << 8 | ' ' | LETTERS) == VERSION_AND_SPACE;
    }

    private static boolean isBlank(int c) {
        return c == ' ' || c == '\t' || c == '\r';
    }

    private static boolean isDigit(int c) {
        return c >= '0' && c <= '9';
    }
}
