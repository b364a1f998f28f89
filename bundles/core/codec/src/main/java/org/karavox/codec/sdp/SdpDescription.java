package org.karavox.codec.sdp;

import java.util.List;

/**
 * A session description, RFC 8866.
 *
 * @param originUser first field of {@code o=}, empty if there is none
 * @param originSession session id of {@code o=}, empty if there is none
 * @param originVersion version of {@code o=}, empty if there is none
 * @param media in order; at most 64
 */
public record SdpDescription(String originUser, String originSession, String originVersion, List<SdpMedia> media) {

    public SdpDescription {
        media = List.copyOf(media);
    }
}
