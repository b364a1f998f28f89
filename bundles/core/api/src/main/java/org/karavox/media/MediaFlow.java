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

    /** Capture time of the last packet of the stream, nanoseconds; 0 if there was none. */
    long lastPacketNanos();

    /**
     * Brings what {@link #take} will need near the processor; changes nothing. Several flows are asked in a row before
     * their packets are taken, so that they wait for memory together and not one after the other.
     *
     * @return anything that depends on that memory
     */
    long warm();

    /**
     * Takes the datagram if it plainly continues this stream. Hot path.
     *
     * @param payload window over the UDP payload
     * @return false if it was not taken: it belongs to {@link MediaSession#onPacket} then
     */
    boolean take(PacketCursor payload);
}
