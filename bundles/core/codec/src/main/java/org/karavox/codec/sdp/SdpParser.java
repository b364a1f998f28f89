package org.karavox.codec.sdp;

import java.util.ArrayList;
import java.util.List;
import org.karavox.codec.text.Ascii;
import org.karavox.codec.text.IpReader;

/**
 * Reads session descriptions, RFC 8866. Lenient: a line that cannot be read counts as absent. Control path. One
 * instance per thread.
 */
public final class SdpParser {

    private static final int MOST_FORMATS = 128;

    private final IpReader ip = new IpReader();
    private final List<SdpMedia> media = new ArrayList<>();

    private SdpAddress sessionAddress;
    private SdpDirection sessionDirection;
    private String[] origin;

    private boolean open;
    private String kind;
    private int port;
    private int portCount;
    private String protocol;
    private List<String> formatNames;
    private List<SdpFormat> formats;
    private int packetTimeMillis;
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
        origin = new String[] {"", "", ""};
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
        finish();
        return new SdpDescription(origin[0], origin[1], origin[2], media);
    }

    private void line(int type, byte[] bytes, int from, int end) {
        switch (type) {
            case 'o' -> origin(bytes, from, end);
            case 'm' -> {
                finish();
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

    private void origin(byte[] bytes, int from, int end) {
        int at = from;
        for (int i = 0; i < origin.length; i++) {
            int stop = Ascii.tokenEnd(bytes, at, end);
            origin[i] = Ascii.text(bytes, at, stop);
            at = Ascii.skipSpace(bytes, stop, end);
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
        formatNames = new ArrayList<>();
        int at = Ascii.skipSpace(bytes, protocolEnd, end);
        while (at < end && formatNames.size() < MOST_FORMATS) {
            int stop = Ascii.tokenEnd(bytes, at, end);
            formatNames.add(Ascii.text(bytes, at, stop));
            at = Ascii.skipSpace(bytes, stop, end);
        }
        formats = new ArrayList<>();
        packetTimeMillis = 0;
        direction = sessionDirection;
        address = sessionAddress;
        rtcpPort = 0;
        rtcpAddress = SdpAddress.NONE;
        rtcpMux = false;
        rtcpMuxOnly = false;
        candidates = new ArrayList<>(0);
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
        } else if (Ascii.equals(bytes, from, colon, "rtpmap")) {
            format(bytes, colon + 1, end);
        } else if (Ascii.equals(bytes, from, colon, "fmtp")) {
            parameters(bytes, colon + 1, end);
        } else if (Ascii.equals(bytes, from, colon, "ptime")) {
            int start = Ascii.skipSpace(bytes, colon + 1, end);
            int stop = Ascii.find(bytes, start, end, '.'); // some write 20.0
            packetTimeMillis = (int) Math.max(0, Math.min(10_000, Ascii.number(bytes, start, stop)));
        } else if (Ascii.equals(bytes, from, colon, "rtcp")) {
            int portEnd = Ascii.tokenEnd(bytes, colon + 1, end);
            rtcpPort = port(bytes, colon + 1, portEnd);
            int network = Ascii.skipSpace(bytes, portEnd, end);
            if (network < end) {
                rtcpAddress = connection(bytes, network, end);
            }
        } else if (Ascii.equals(bytes, from, colon, "candidate")) {
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
        } else if (Ascii.equals(bytes, from, end, "rtcp-mux")) {
            rtcpMux = true;
        } else if (Ascii.equals(bytes, from, end, "rtcp-mux-only")) {
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

    /** {@code <payload type> <encoding>/<clock rate>[/<channels>]} */
    private void format(byte[] bytes, int from, int end) {
        int typeStart = Ascii.skipSpace(bytes, from, end);
        int typeEnd = Ascii.tokenEnd(bytes, typeStart, end);
        int nameStart = Ascii.skipSpace(bytes, typeEnd, end);
        int slash = Ascii.find(bytes, nameStart, end, '/');
        int slash2 = Ascii.find(bytes, Math.min(slash + 1, end), end, '/');
        long type = Ascii.number(bytes, typeStart, typeEnd);
        long rate = slash < end ? Ascii.number(bytes, slash + 1, Ascii.trimEnd(bytes, slash + 1, slash2)) : -1;
        if (type < 0 || type > 127 || rate <= 0 || rate > Integer.MAX_VALUE || formats.size() >= MOST_FORMATS) {
            return;
        }
        long channels = slash2 < end ? Ascii.number(bytes, slash2 + 1, end) : 1;
        String encoding = Ascii.text(bytes, nameStart, slash);
        formats.add(new SdpFormat((int) type, encoding, (int) rate, channels > 0 && channels < 256 ? (int) channels : 1, ""));
    }

    private void parameters(byte[] bytes, int from, int end) {
        int typeStart = Ascii.skipSpace(bytes, from, end);
        int typeEnd = Ascii.tokenEnd(bytes, typeStart, end);
        long type = Ascii.number(bytes, typeStart, typeEnd);
        for (int i = 0; i < formats.size(); i++) {
            SdpFormat format = formats.get(i);
            if (format.payloadType() == type) {
                String text = Ascii.text(bytes, Ascii.skipSpace(bytes, typeEnd, end), end);
                formats.set(i, new SdpFormat(format.payloadType(), format.encoding(), format.clockRateHz(), format.channels(), text));
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
        if ((id == 1 || id == 2) && number != 0 && candidates.size() < MOST_FORMATS
                && Ascii.equalsIgnoreCase(bytes, transport, transportEnd, "udp") && ip.read(bytes, host, hostEnd)
                && !ip.isUnspecified()) {
            candidates.add(new SdpCandidate((int) id, ip.high(), ip.low(), number));
        }
    }

    private void finish() {
        if (open && media.size() < SdpEndpoints.MOST_MEDIA) {
            media.add(new SdpMedia(kind, port, portCount, protocol, formatNames, formats, packetTimeMillis, direction, address,
                    rtcpPort, rtcpAddress, rtcpMux, rtcpMuxOnly, candidates));
        }
        open = false;
    }
}
