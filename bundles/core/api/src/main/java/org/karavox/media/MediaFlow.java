package org.karavox.media;

import org.karavox.packet.PacketCursor;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * A shortcut to one stream of a {@link MediaSession}: with thousands of streams the time goes into fetching their
 * objects from memory, so whoever hands over the packets keeps this next to its own state and asks it first.
 *
 * <p>Belongs to the session's shard. Valid as long as the formats are those of the packet for which
 * {@link MediaSession#flow} gave it, and until the session ends or {@code Correlator.onMediaChanged} is called.
 */
@ConsumerType
public interface MediaFlow {

    /**
     * Takes the datagram if it plainly continues this stream. Hot path.
     *
     * @param payload window over the UDP payload
     * @return false if it was not taken: it belongs to {@link MediaSession#onPacket} then
     */
    boolean take(PacketCursor payload);
}
