package org.karavox.codec.sdp;

import java.util.List;
import java.util.Locale;

/**
 * One media description, with what the session level says filled in.
 *
 * @param kind {@code audio}, {@code video}, {@code image}, {@code message}, {@code application}, ...
 * @param port 0 = rejected or removed
 * @param portCount number of consecutive even ports, 1 unless said otherwise
 * @param protocol as written, for example {@code RTP/AVP}
 * @param formatNames as in the {@code m=} line: payload types, or other names
 * @param formats those that have an {@code a=rtpmap}
 * @param packetTimeMillis {@code a=ptime}, 0 if not given
 * @param address where the sender receives
 * @param rtcpPort {@code a=rtcp}, 0 if not given
 * @param rtcpAddress address of {@code a=rtcp}, {@link SdpAddress#NONE} if not given
 * @param rtcpMux {@code a=rtcp-mux}
 * @param rtcpMuxOnly {@code a=rtcp-mux-only}
 * @param candidates components 1 and 2 over UDP
 */
public record SdpMedia(String kind, int port, int portCount, String protocol, List<String> formatNames, List<SdpFormat> formats,
        int packetTimeMillis, SdpDirection direction, SdpAddress address, int rtcpPort, SdpAddress rtcpAddress, boolean rtcpMux,
        boolean rtcpMuxOnly, List<SdpCandidate> candidates) {

    public SdpMedia {
        formatNames = List.copyOf(formatNames);
        formats = List.copyOf(formats);
        candidates = List.copyOf(candidates);
    }

    /** True if the media is RTP in UDP. */
    public boolean isRtp() {
        String upper = protocol.toUpperCase(Locale.ROOT);
        return upper.startsWith("RTP/") || upper.startsWith("UDP/") && upper.contains("/RTP/");
    }

    /** True if the media is carried by UDP. */
    public boolean isDatagrams() {
        return !protocol.isEmpty() && protocol.charAt(0) != 'T' && protocol.charAt(0) != 't';
    }
}
