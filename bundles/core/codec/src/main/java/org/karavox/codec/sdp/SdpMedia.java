package org.karavox.codec.sdp;

import java.util.ArrayList;
import java.util.List;
import org.karavox.codec.text.Ascii;

/**
 * One media description, with what the session level says filled in. Immutable; the formats are read from the text when
 * they are first asked for, because most descriptions are only asked where media goes.
 */
public final class SdpMedia {

    private static final int MOST_FORMATS = 128;

    private final String kind;
    private final int port;
    private final int portCount;
    private final String protocol;
    private final SdpDirection direction;
    private final SdpAddress address;
    private final int rtcpPort;
    private final SdpAddress rtcpAddress;
    private final boolean rtcpMux;
    private final boolean rtcpMuxOnly;
    private final List<SdpCandidate> candidates;
    private final byte[] text; // from behind "m=" to the next description

    SdpMedia(String kind, int port, int portCount, String protocol, SdpDirection direction, SdpAddress address, int rtcpPort,
            SdpAddress rtcpAddress, boolean rtcpMux, boolean rtcpMuxOnly, List<SdpCandidate> candidates, byte[] text) {
        this.kind = kind;
        this.port = port;
        this.portCount = portCount;
        this.protocol = protocol;
        this.direction = direction;
        this.address = address;
        this.rtcpPort = rtcpPort;
        this.rtcpAddress = rtcpAddress;
        this.rtcpMux = rtcpMux;
        this.rtcpMuxOnly = rtcpMuxOnly;
        this.candidates = List.copyOf(candidates);
        this.text = text;
    }

    /** {@code audio}, {@code video}, {@code image}, {@code message}, {@code application}, ... */
    public String kind() {
        return kind;
    }

    /** 0 = rejected or removed. */
    public int port() {
        return port;
    }

    /** Number of consecutive even ports, 1 unless said otherwise. */
    public int portCount() {
        return portCount;
    }

    /** Transport as written, for example {@code RTP/AVP}. */
    public String protocol() {
        return protocol;
    }

    /** Of media, from the sender's point of view. */
    public SdpDirection direction() {
        return direction;
    }

    /** Where the sender receives. */
    public SdpAddress address() {
        return address;
    }

    /** {@code a=rtcp}, 0 if not given. */
    public int rtcpPort() {
        return rtcpPort;
    }

    /** Address of {@code a=rtcp}, {@link SdpAddress#NONE} if not given. */
    public SdpAddress rtcpAddress() {
        return rtcpAddress;
    }

    /** {@code a=rtcp-mux}. */
    public boolean rtcpMux() {
        return rtcpMux;
    }

    /** {@code a=rtcp-mux-only}. */
    public boolean rtcpMuxOnly() {
        return rtcpMuxOnly;
    }

    /** Components 1 and 2 over UDP. */
    public List<SdpCandidate> candidates() {
        return candidates;
    }

    /** True if the media is RTP in UDP. */
    public boolean isRtp() {
        return SdpParser.isRtp(protocol);
    }

    /** True if the media is carried by UDP. */
    public boolean isDatagrams() {
        return !protocol.isEmpty() && protocol.charAt(0) != 'T' && protocol.charAt(0) != 't'; // TCP/..., TLS/...
    }

    /** As in the {@code m=} line: payload types, or other names. */
    public List<String> formatNames() {
        int lineFeed = Ascii.lineFeed(text, 0, text.length);
        int end = Ascii.trimEnd(text, 0, lineFeed);
        int at = 0;
        for (int i = 0; i < 3; i++) { // kind, port, protocol
            at = Ascii.skipSpace(text, Ascii.tokenEnd(text, at, end), end);
        }
        List<String> names = new ArrayList<>();
        while (at < end && names.size() < MOST_FORMATS) {
            int stop = Ascii.tokenEnd(text, at, end);
            names.add(Ascii.text(text, at, stop));
            at = Ascii.skipSpace(text, stop, end);
        }
        return names;
    }

    /** Formats that have an {@code a=rtpmap}, in its order, with their {@code a=fmtp}. */
    public List<SdpFormat> formats() {
        List<SdpFormat> formats = new ArrayList<>();
        for (int at = 0; at < text.length;) {
            int lineFeed = Ascii.lineFeed(text, at, text.length);
            int end = Ascii.trimEnd(text, at, lineFeed);
            if (formats.size() < MOST_FORMATS && Ascii.startsWith(text, at, end, "a=rtpmap:")) {
                format(formats, at + 9, end);
            } else if (Ascii.startsWith(text, at, end, "a=fmtp:")) {
                parameters(formats, at + 7, end);
            }
            at = lineFeed + 1;
        }
        return formats;
    }

    /**
     * True if an {@code a=rtpmap} names the encoding.
     *
     * @param name lower case
     */
    public boolean hasEncoding(String name) {
        for (int at = 0; at < text.length;) {
            int lineFeed = Ascii.lineFeed(text, at, text.length);
            if (Ascii.startsWith(text, at, lineFeed, "a=rtpmap:")) {
                int type = Ascii.skipSpace(text, at + 9, lineFeed);
                int start = Ascii.skipSpace(text, Ascii.tokenEnd(text, type, lineFeed), lineFeed);
                if (Ascii.equalsIgnoreCase(text, start, Ascii.find(text, start, lineFeed, '/'), name)) {
                    return true;
                }
            }
            at = lineFeed + 1;
        }
        return false;
    }

    /** {@code a=crypto}, RFC 4568: the media is encrypted, whatever the protocol says. */
    public boolean hasCrypto() {
        for (int at = 0; at < text.length;) {
            int lineFeed = Ascii.lineFeed(text, at, text.length);
            if (Ascii.startsWith(text, at, lineFeed, "a=crypto:")) {
                return true;
            }
            at = lineFeed + 1;
        }
        return false;
    }

    /** {@code a=ptime}, 0 if not given. */
    public int packetTimeMillis() {
        for (int at = 0; at < text.length;) {
            int lineFeed = Ascii.lineFeed(text, at, text.length);
            int end = Ascii.trimEnd(text, at, lineFeed);
            if (Ascii.startsWith(text, at, end, "a=ptime:")) {
                int start = Ascii.skipSpace(text, at + 8, end);
                int stop = Ascii.find(text, start, end, '.'); // some write 20.0
                return (int) Math.max(0, Math.min(10_000, Ascii.number(text, start, stop)));
            }
            at = lineFeed + 1;
        }
        return 0;
    }

    /** {@code <payload type> <encoding>/<clock rate>[/<channels>]} */
    private void format(List<SdpFormat> formats, int from, int end) {
        int typeStart = Ascii.skipSpace(text, from, end);
        int typeEnd = Ascii.tokenEnd(text, typeStart, end);
        int nameStart = Ascii.skipSpace(text, typeEnd, end);
        int slash = Ascii.find(text, nameStart, end, '/');
        int slash2 = Ascii.find(text, Math.min(slash + 1, end), end, '/');
        long type = Ascii.number(text, typeStart, typeEnd);
        long rate = slash < end ? Ascii.number(text, slash + 1, Ascii.trimEnd(text, slash + 1, slash2)) : -1;
        if (type < 0 || type > 127 || rate <= 0 || rate > Integer.MAX_VALUE) {
            return;
        }
        long channels = slash2 < end ? Ascii.number(text, slash2 + 1, end) : 1;
        formats.add(new SdpFormat((int) type, Ascii.text(text, nameStart, slash), (int) rate,
                channels > 0 && channels < 256 ? (int) channels : 1, ""));
    }

    private void parameters(List<SdpFormat> formats, int from, int end) {
        int typeStart = Ascii.skipSpace(text, from, end);
        int typeEnd = Ascii.tokenEnd(text, typeStart, end);
        long type = Ascii.number(text, typeStart, typeEnd);
        for (int i = 0; i < formats.size(); i++) {
            SdpFormat format = formats.get(i);
            if (format.payloadType() == type) {
                String value = Ascii.text(text, Ascii.skipSpace(text, typeEnd, end), end);
                formats.set(i, new SdpFormat(format.payloadType(), format.encoding(), format.clockRateHz(), format.channels(), value));
            }
        }
    }
}
