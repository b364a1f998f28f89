package org.karavox.codec.sdp;

import org.karavox.codec.text.Ascii;
import org.karavox.codec.text.IpReader;

/**
 * Finds the addresses on which the sender of a session description wants to receive. Hot path: one pass, nothing
 * allocated. One instance per thread.
 *
 * <p>Given are, for each media description that is carried by UDP and not rejected: its RTP or UDPTL address, the RTCP
 * address ({@code a=rtcp}, else port + 1), and all UDP candidates. Host names and unspecified addresses are left out,
 * because nothing can be recognised by them.
 */
public final class SdpEndpoints {

    /** Takes one address. */
    @FunctionalInterface
    public interface Sink {
        /** {@code high} and {@code low} as in {@link org.karavox.packet.Addresses}. */
        void endpoint(long high, long low, int port);
    }

    /** More media descriptions than any known system sends; the rest is ignored. */
    static final int MOST_MEDIA = 64;

    private static final int MOST_PORT_PAIRS = 8;

    private final IpReader ip = new IpReader();

    private boolean sessionKnown;
    private long sessionHigh;
    private long sessionLow;

    private boolean open;
    private boolean datagrams;
    private boolean isRtp;
    private boolean muxOnly;
    private int port;
    private int pairs;
    private boolean known;
    private long high;
    private long low;
    private int rtcpPort;
    private boolean rtcpElsewhere;
    private boolean rtcpUnreachable;
    private long rtcpHigh;
    private long rtcpLow;

    /** Gives the addresses of the description in {@code length} bytes from {@code offset} to {@code sink}. */
    public void scan(byte[] bytes, int offset, int length, Sink sink) {
        int end = offset + length;
        int media = 0;
        sessionKnown = false;
        open = false;
        for (int at = offset; at < end;) {
            int lineFeed = Ascii.lineFeed(bytes, at, end);
            int lineEnd = Ascii.trimEnd(bytes, at, lineFeed);
            if (lineEnd - at > 2 && bytes[at + 1] == '=') {
                switch (bytes[at]) {
                    case 'm' -> {
                        finish(sink);
                        if (++media > MOST_MEDIA) {
                            open = false;
                            return;
                        }
                        begin(bytes, at + 2, lineEnd);
                    }
                    case 'c' -> connection(bytes, at + 2, lineEnd);
                    case 'a' -> attribute(bytes, at + 2, lineEnd, sink);
                    default -> {
                        // nothing about addresses
                    }
                }
            }
            at = lineFeed + 1;
        }
        finish(sink);
    }

    /** {@code <kind> <port>[/<n>] <protocol> ...} */
    private void begin(byte[] bytes, int from, int end) {
        int portStart = Ascii.skipSpace(bytes, Ascii.tokenEnd(bytes, from, end), end);
        int portEnd = Ascii.tokenEnd(bytes, portStart, end);
        int slash = Ascii.find(bytes, portStart, portEnd, '/');
        long number = Ascii.number(bytes, portStart, slash);
        port = number > 0 && number <= 0xFFFF ? (int) number : 0;
        pairs = slash < portEnd ? (int) Math.max(1, Math.min(MOST_PORT_PAIRS, Ascii.number(bytes, slash + 1, portEnd))) : 1;
        int protocol = Ascii.skipSpace(bytes, portEnd, end);
        int protocolEnd = Ascii.tokenEnd(bytes, protocol, end);
        datagrams = protocol < protocolEnd && Ascii.lower(bytes[protocol]) != 't'; // TCP/..., TLS/...
        isRtp = datagrams && Ascii.lower(bytes[protocol]) == 'r' || contains(bytes, protocol, protocolEnd, "/rtp/");
        open = true;
        known = sessionKnown;
        high = sessionHigh;
        low = sessionLow;
        rtcpPort = 0;
        rtcpElsewhere = false;
        rtcpUnreachable = false;
        muxOnly = false;
    }

    /** {@code IN IP4 <address>[/<ttl>]} */
    private void connection(byte[] bytes, int from, int end) {
        boolean literal = address(bytes, from, end);
        if (open) {
            known = literal;
            high = ip.high();
            low = ip.low();
        } else {
            sessionKnown = literal;
            sessionHigh = ip.high();
            sessionLow = ip.low();
        }
    }

    /** Reads {@code IN IP4 <address>} into {@link #ip}; false if nothing can be recognised by it. */
    private boolean address(byte[] bytes, int from, int end) {
        int family = Ascii.skipSpace(bytes, Ascii.tokenEnd(bytes, from, end), end);
        int start = Ascii.skipSpace(bytes, Ascii.tokenEnd(bytes, family, end), end);
        int stop = Ascii.find(bytes, start, Ascii.tokenEnd(bytes, start, end), '/');
        return ip.read(bytes, start, stop) && !ip.isUnspecified();
    }

    private void attribute(byte[] bytes, int from, int end, Sink sink) {
        if (!open) {
            return;
        }
        if (Ascii.startsWith(bytes, from, end, "rtcp:")) {
            int portEnd = Ascii.tokenEnd(bytes, from + 5, end);
            long number = Ascii.number(bytes, from + 5, portEnd);
            rtcpPort = number > 0 && number <= 0xFFFF ? (int) number : 0;
            int network = Ascii.skipSpace(bytes, portEnd, end);
            if (network < end) {
                rtcpElsewhere = address(bytes, network, end);
                rtcpUnreachable = !rtcpElsewhere;
                rtcpHigh = ip.high();
                rtcpLow = ip.low();
            }
        } else if (Ascii.equalsIgnoreCase(bytes, from, end, "rtcp-mux-only")) {
            muxOnly = true;
        } else if (Ascii.startsWith(bytes, from, end, "candidate:") && port != 0) {
            candidate(bytes, from + 10, end, sink);
        }
    }

    /** RFC 8839 5.1: {@code <foundation> <component> <transport> <priority> <address> <port> typ ...} */
    private void candidate(byte[] bytes, int from, int end, Sink sink) {
        int component = Ascii.skipSpace(bytes, Ascii.tokenEnd(bytes, from, end), end);
        int componentEnd = Ascii.tokenEnd(bytes, component, end);
        int transport = Ascii.skipSpace(bytes, componentEnd, end);
        int transportEnd = Ascii.tokenEnd(bytes, transport, end);
        int priority = Ascii.skipSpace(bytes, transportEnd, end);
        int address = Ascii.skipSpace(bytes, Ascii.tokenEnd(bytes, priority, end), end);
        int addressEnd = Ascii.tokenEnd(bytes, address, end);
        int portStart = Ascii.skipSpace(bytes, addressEnd, end);
        long id = Ascii.number(bytes, component, componentEnd);
        long number = Ascii.number(bytes, portStart, Ascii.tokenEnd(bytes, portStart, end));
        if ((id == 1 || id == 2) && number > 0 && number <= 0xFFFF
                && Ascii.equalsIgnoreCase(bytes, transport, transportEnd, "udp")
                && ip.read(bytes, address, addressEnd) && !ip.isUnspecified()) {
            sink.endpoint(ip.high(), ip.low(), (int) number);
        }
    }

    private void finish(Sink sink) {
        if (!open || port == 0 || !datagrams) {
            return;
        }
        if (known) {
            for (int i = 0; i < pairs && port + 2 * i <= 0xFFFF; i++) {
                sink.endpoint(high, low, port + 2 * i);
                if (isRtp && i > 0 && port + 2 * i < 0xFFFF) {
                    sink.endpoint(high, low, port + 2 * i + 1);
                }
            }
        }
        if (isRtp && !muxOnly && !rtcpUnreachable && (known || rtcpElsewhere)) {
            int control = rtcpPort != 0 ? rtcpPort : port + 1;
            if (control <= 0xFFFF && control != port) {
                sink.endpoint(rtcpElsewhere ? rtcpHigh : high, rtcpElsewhere ? rtcpLow : low, control);
            }
        }
    }

    private static boolean contains(byte[] bytes, int from, int end, String text) {
        for (int i = from; i + text.length() <= end; i++) {
            if (Ascii.startsWith(bytes, i, end, text)) {
                return true;
            }
        }
        return false;
    }
}
