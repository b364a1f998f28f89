package org.karavox.codec.sdp;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.karavox.codec.text.Ascii;
import org.karavox.codec.text.IpReader;

/**
 * Reads session descriptions, RFC 8866. Lenient: a line that cannot be read counts as absent. Control path. One
 * instance per thread.
 */
public final class SdpParser {

    private static final int MOST_CANDIDATES = 128;

    private final IpReader ip = new IpReader();
    private final List<SdpMedia> media = new ArrayList<>();

    private SdpAddress sessionAddress;
    private SdpDirection sessionDirection;
    private String origin;

    private boolean open;
    private String kind;
    private int port;
    private int portCount;
    private String protocol;
    private int textStart;
    private SdpDirection direction;
    private SdpAddress address;
    private int rtcpPort;
    private SdpAddress rtcpAddress;
    private boolean rtcpMux;
    private boolean rtcpMuxOnly;
    private List<SdpCandidate> candidates;

    /** Reads the description in {@code length} bytes from {@code offset}. */
    public SdpDescription parse(byte[] bytes, int offset, int length) {
        media.clear();
        sessionAddress = SdpAddress.NONE;
        sessionDirection = SdpDirection.SENDRECV;
        origin = "";
        open = false;
        int end = offset + length;
        for (int at = offset; at < end;) {
            int lineFeed = Ascii.lineFeed(bytes, at, end);
            int lineEnd = Ascii.trimEnd(bytes, at, lineFeed);
            if (lineEnd - at > 2 && bytes[at + 1] == '=') {
                line(bytes[at], bytes, at + 2, lineEnd);
            }
            at = lineFeed + 1;
        }
        finish(bytes, end);
        return new SdpDescription(origin, media);
    }

    private void line(int type, byte[] bytes, int from, int end) {
        switch (type) {
            case 'o' -> origin = Ascii.text(bytes, from, end);
            case 'm' -> {
                finish(bytes, from - 2);
                begin(bytes, from, end);
            }
            case 'c' -> {
                SdpAddress connection = connection(bytes, from, end);
                if (open) {
                    address = connection;
                } else {
                    sessionAddress = connection;
                }
            }
            case 'a' -> attribute(bytes, from, end);
            default -> {
                // not needed
            }
        }
    }

    private void begin(byte[] bytes, int from, int end) {
        int kindEnd = Ascii.tokenEnd(bytes, from, end);
        int portStart = Ascii.skipSpace(bytes, kindEnd, end);
        int portEnd = Ascii.tokenEnd(bytes, portStart, end);
        int slash = Ascii.find(bytes, portStart, portEnd, '/');
        int protocolStart = Ascii.skipSpace(bytes, portEnd, end);
        int protocolEnd = Ascii.tokenEnd(bytes, protocolStart, end);
        kind = text(bytes, from, kindEnd, "audio", "video");
        port = port(bytes, portStart, slash);
        portCount = slash < portEnd ? (int) Math.max(1, Math.min(0xFFFF, Ascii.number(bytes, slash + 1, portEnd))) : 1;
        protocol = text(bytes, protocolStart, protocolEnd, "RTP/AVP", "RTP/SAVP");
        textStart = from;
        direction = sessionDirection;
        address = sessionAddress;
        rtcpPort = 0;
        rtcpAddress = SdpAddress.NONE;
        rtcpMux = false;
        rtcpMuxOnly = false;
        candidates = List.of();
        open = true;
    }

    private static String text(byte[] bytes, int from, int end, String often, String sometimes) {
        if (Ascii.equals(bytes, from, end, often)) {
            return often;
        }
        return Ascii.equals(bytes, from, end, sometimes) ? sometimes : Ascii.text(bytes, from, end);
    }

    private static int port(byte[] bytes, int from, int end) {
        long number = Ascii.number(bytes, from, end);
        return number > 0 && number <= 0xFFFF ? (int) number : 0;
    }

    /** {@code IN IP4 <address>[/<ttl>]} */
    private SdpAddress connection(byte[] bytes, int from, int end) {
        int family = Ascii.skipSpace(bytes, Ascii.tokenEnd(bytes, from, end), end);
        int start = Ascii.skipSpace(bytes, Ascii.tokenEnd(bytes, family, end), end);
        return address(bytes, start, Ascii.find(bytes, start, Ascii.tokenEnd(bytes, start, end), '/'));
    }

    private SdpAddress address(byte[] bytes, int from, int end) {
        if (!ip.read(bytes, from, end)) {
            return from < end ? SdpAddress.NAME : SdpAddress.NONE;
        }
        return ip.isUnspecified() ? SdpAddress.NOWHERE : new SdpAddress(SdpAddress.Kind.LITERAL, ip.high(), ip.low());
    }

    private void attribute(byte[] bytes, int from, int end) {
        int colon = Ascii.find(bytes, from, end, ':');
        if (colon == end) {
            flag(bytes, from, end);
        } else if (!open) {
            return;
        } else if (Ascii.equalsIgnoreCase(bytes, from, colon, "rtcp")) {
            int portEnd = Ascii.tokenEnd(bytes, colon + 1, end);
            rtcpPort = port(bytes, colon + 1, portEnd);
            int network = Ascii.skipSpace(bytes, portEnd, end);
            if (network < end) {
                rtcpAddress = connection(bytes, network, end);
            }
        } else if (Ascii.equalsIgnoreCase(bytes, from, colon, "candidate")) {
            candidate(bytes, colon + 1, end);
        }
    }

    private void flag(byte[] bytes, int from, int end) {
        SdpDirection written = null;
        if (Ascii.equalsIgnoreCase(bytes, from, end, "sendrecv")) {
            written = SdpDirection.SENDRECV;
        } else if (Ascii.equalsIgnoreCase(bytes, from, end, "sendonly")) {
            written = SdpDirection.SENDONLY;
        } else if (Ascii.equalsIgnoreCase(bytes, from, end, "recvonly")) {
            written = SdpDirection.RECVONLY;
        } else if (Ascii.equalsIgnoreCase(bytes, from, end, "inactive")) {
            written = SdpDirection.INACTIVE;
        } else if (Ascii.equalsIgnoreCase(bytes, from, end, "rtcp-mux")) {
            rtcpMux = true;
        } else if (Ascii.equalsIgnoreCase(bytes, from, end, "rtcp-mux-only")) {
            rtcpMuxOnly = true;
        }
        if (written != null) {
            if (open) {
                direction = written;
            } else {
                sessionDirection = written;
            }
        }
    }

    private void candidate(byte[] bytes, int from, int end) {
        int component = Ascii.skipSpace(bytes, Ascii.tokenEnd(bytes, from, end), end);
        int componentEnd = Ascii.tokenEnd(bytes, component, end);
        int transport = Ascii.skipSpace(bytes, componentEnd, end);
        int transportEnd = Ascii.tokenEnd(bytes, transport, end);
        int priority = Ascii.skipSpace(bytes, transportEnd, end);
        int host = Ascii.skipSpace(bytes, Ascii.tokenEnd(bytes, priority, end), end);
        int hostEnd = Ascii.tokenEnd(bytes, host, end);
        int portStart = Ascii.skipSpace(bytes, hostEnd, end);
        int number = port(bytes, portStart, Ascii.tokenEnd(bytes, portStart, end));
        long id = Ascii.number(bytes, component, componentEnd);
        if ((id == 1 || id == 2) && number != 0 && candidates.size() < MOST_CANDIDATES
                && Ascii.equalsIgnoreCase(bytes, transport, transportEnd, "udp") && ip.read(bytes, host, hostEnd)
                && !ip.isUnspecified()) {
            if (candidates.isEmpty()) {
                candidates = new ArrayList<>();
            }
            candidates.add(new SdpCandidate((int) id, ip.high(), ip.low(), number));
        }
    }

    /** True for {@code RTP/...} and {@code UDP/TLS/RTP/...}. */
    static boolean isRtp(String protocol) {
        return protocol.regionMatches(true, 0, "RTP/", 0, 4)
                || protocol.regionMatches(true, 0, "UDP/", 0, 4) && protocol.toUpperCase(Locale.ROOT).contains("/RTP/");
    }

    private void finish(byte[] bytes, int end) {
        if (open && media.size() < SdpEndpoints.MOST_MEDIA) {
            media.add(new SdpMedia(kind, port, portCount, protocol, direction, address, rtcpPort, rtcpAddress, rtcpMux, rtcpMuxOnly,
                    candidates, Arrays.copyOfRange(bytes, textStart, end)));
        }
        open = false;
    }
}
