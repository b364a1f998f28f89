package org.karavox.storage.spool.internal;

import org.karavox.codec.rtp.RtcpHeader;
import org.karavox.codec.rtp.RtpHeader;
import org.karavox.packet.PacketCursor;
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

    /** All of the media, nothing else. */
    static final SpoolRules WHOLE_MEDIA = new SpoolRules(false, true, false, true);

    /** True if anything of this kind is kept. */
    boolean keeps(FileKind kind) {
        return switch (kind) {
            case SIP -> keepsSignalling;
            case RTP -> keepsMedia || keepsControl;
            case AUDIO -> false; // no packets
        };
    }

    /** How many bytes of a frame are kept, 0 if none. Hot path. */
    int kept(FileKind kind, PacketCursor payload) {
        return kind == FileKind.SIP ? payload.frameLength() : keptOfMedia(payload);
    }

    private int keptOfMedia(PacketCursor payload) {
        if (!cutsMedia && keepsMedia && keepsControl) {
            return payload.frameLength();
        }
        if (isControl(payload)) {
            return keepsControl ? payload.frameLength() : 0;
        }
        if (!keepsMedia) {
            return 0;
        }
        if (!cutsMedia) {
            return payload.frameLength();
        }
        int header = RtpHeader.payloadOffset(payload);
        if (header == RtpHeader.NOT_RTP) {
            return payload.frameLength();
        }
        return Math.min(payload.start() - payload.frameStart() + header, payload.frameLength());
    }

    /** RTCP; of a frame that the capture cut, the length that RTCP announces says nothing. */
    private static boolean isControl(PacketCursor payload) {
        return RtcpHeader.isPlausible(payload) || payload.isCut() && payload.remaining() >= 2
                && (payload.u8(0) & 0xC0) == 0x80 && RtcpHeader.isRtcpType(payload.u8(1));
    }
}
