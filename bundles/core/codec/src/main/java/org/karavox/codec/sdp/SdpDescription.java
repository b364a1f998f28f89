package org.karavox.codec.sdp;

import java.util.List;

/**
 * A session description, RFC 8866.
 *
 * @param origin value of {@code o=}: user, session id, version, address; empty if there is none
 * @param media in order; at most 64
 */
public record SdpDescription(String origin, List<SdpMedia> media) {

    public SdpDescription {
        media = List.copyOf(media);
    }
}
