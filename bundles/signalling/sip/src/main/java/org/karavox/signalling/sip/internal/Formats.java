package org.karavox.signalling.sip.internal;

import java.util.HashMap;
import java.util.Map;
import org.karavox.codec.sdp.SdpFormat;
import org.karavox.codec.sdp.SdpMedia;
import org.karavox.media.MediaFormats;

/** Formats of one media description, made when the first packet asks for them: many calls never have one. */
final class Formats {

    /** Nothing was announced. */
    static final Formats UNKNOWN = new Formats(null);

    private final SdpMedia media;
    private MediaFormats formats;

    Formats(SdpMedia media) {
        this.media = media;
        formats = media == null ? MediaFormats.UNKNOWN : null;
    }

    MediaFormats get() {
        if (formats == null) {
            formats = read();
        }
        return formats;
    }

    private MediaFormats read() {
        Map<Integer, MediaFormats.Format> byType = new HashMap<>();
        for (SdpFormat format : media.formats()) {
            byType.put(format.payloadType(),
                    new MediaFormats.Format(format.encoding(), format.clockRateHz(), format.channels(), format.parameters()));
        }
        boolean encrypted = media.protocol().contains("SAVP") || media.hasCrypto();
        return new MediaFormats(media.kind(), media.protocol(), byType, media.packetTimeMillis(), encrypted);
    }
}
