package org.karavox.media;

import java.util.List;
import org.karavox.call.StreamRecord;
import org.karavox.packet.PacketCursor;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * The media of one call: its streams, found by SSRC and addresses. Belongs to the call's shard.
 */
@ConsumerType
public interface MediaSession {

    /** {@link #onPacket}: the datagram was RTP and was counted in a stream. */
    int RTP = 1;
    /** {@link #onPacket}: the datagram was RTCP. */
    int RTCP = 2;
    /** {@link #onPacket}: neither (STUN, DTLS, UDPTL, junk); it changed no figure. */
    int OTHER = 0;

    /** Sent by the caller. */
    int FROM_CALLER = 0;
    /** Sent by the called party. */
    int FROM_CALLED = 1;

    /**
     * Takes the next datagram of the call. Hot path: allocates only when a new stream begins.
     *
     * @param payload window over the UDP payload
     * @param formats what the receiver of this packet announced, or the sender where the receiver is unknown; never null
     * @param senderFormats what the sender announced; looked at for payload types that {@code formats} does not know; never null
     * @param direction {@link #FROM_CALLER} or {@link #FROM_CALLED}
     * @return {@link #RTP}, {@link #RTCP} or {@link #OTHER}
     */
    int onPacket(PacketCursor payload, MediaFormats formats, MediaFormats senderFormats, int direction);

    /**
     * A shortcut for packets like the one for which {@link #onPacket} has just answered {@link #RTP}; null if there is none.
     */
    default MediaFlow flow() {
        return null;
    }

    /** Continues streams that were captured before the call announced them. The orphan itself is not changed. */
    void adopt(OrphanMedia orphan, MediaFormats formats, MediaFormats senderFormats, int direction);

    /** The call was answered (an input of the MOS rules). */
    void answered(long packetNanos);

    /** RTP packets of all streams so far. */
    long packets();

    /** Capture time of the last RTP packet, nanoseconds; 0 if there was none. */
    long lastPacketNanos();

    /** Ends all streams. In order of their first packet. Nothing is called afterwards. */
    List<StreamRecord> close();
}
