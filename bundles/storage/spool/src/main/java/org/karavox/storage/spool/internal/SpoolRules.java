package org.karavox.storage.spool.internal;

import org.karavox.storage.FileKind;

/**
 * What is kept of a call.
 *
 * @param keepsSignalling key {@code savesip}
 * @param keepsMedia key {@code savertp}, yes or header; also what is neither RTP nor RTCP on the addresses of media
 * @param cutsMedia key {@code savertp}, header
 * @param keepsControl key {@code savertcp}
 */
record SpoolRules(boolean keepsSignalling, boolean keepsMedia, boolean cutsMedia, boolean keepsControl) {

    /** True if anything of this kind is kept. */
    boolean keeps(FileKind kind) {
        return switch (kind) {
            case SIP -> keepsSignalling;
            case RTP -> keepsMedia || keepsControl;
            case AUDIO -> false; // no packets
        };
    }
}
