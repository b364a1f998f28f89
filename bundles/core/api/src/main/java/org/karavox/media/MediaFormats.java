package org.karavox.media;

import static java.util.Objects.requireNonNull;

import java.util.Map;

/**
 * What one media description of a session says about the packets: which payload type number means what. Immutable.
 *
 * @param kind of media: {@code audio}, {@code video}, {@code image}, {@code application}, {@code message}
 * @param protocol transport as written, for example {@code RTP/AVP}
 * @param formats payload type number to format, only what was announced
 * @param packetTimeMillis {@code a=ptime}, 0 if not given
 * @param encrypted announced as SRTP: by the protocol, or by a key
 */
public record MediaFormats(String kind, String protocol, Map<Integer, Format> formats, int packetTimeMillis, boolean encrypted) {

    /** Knows nothing; static payload types keep their static meaning. */
    public static final MediaFormats UNKNOWN = new MediaFormats("audio", "RTP/AVP", Map.of(), 0);

    /**
     * One payload type.
     *
     * @param encoding name as in {@code a=rtpmap}, for example {@code PCMU}, {@code telephone-event}
     * @param clockRateHz RTP clock
     * @param channels 1 unless said otherwise
     * @param parameters {@code a=fmtp}, empty if none
     */
    public record Format(String encoding, int clockRateHz, int channels, String parameters) {

        public Format {
            requireNonNull(encoding, "encoding");
            requireNonNull(parameters, "parameters");
        }
    }

    /** Encrypted if the protocol says so. */
    public MediaFormats(String kind, String protocol, Map<Integer, Format> formats, int packetTimeMillis) {
        this(kind, protocol, formats, packetTimeMillis, protocol.contains("SAVP"));
    }

    public MediaFormats {
        requireNonNull(kind, "kind");
        requireNonNull(protocol, "protocol");
        formats = Map.copyOf(formats);
    }
}
