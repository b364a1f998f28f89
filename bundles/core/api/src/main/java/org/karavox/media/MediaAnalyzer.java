package org.karavox.media;

import org.karavox.packet.PacketCursor;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Turns media packets into streams with figures. One implementation is in use at a time: {@code media/rtp}.
 *
 * <p><b>Threads.</b> The service is immutable. {@link #isPlausible} is called by dispatchers, everything opened from a
 * {@link Workshop} belongs to the shard the workshop was opened for.
 */
@ConsumerType
public interface MediaAnalyzer {

    /** Short stable name used in counters and shell output, for example {@code "rtp"}. */
    String name();

    /**
     * Could this datagram, which nobody announced, be media? Decides whether it is kept as an orphan.
     * Hot path; stateless.
     *
     * @param payload window over the UDP payload
     */
    boolean isPlausible(PacketCursor payload);

    /** Opens the half of one shard. */
    Workshop open();

    /** The shard's half. */
    interface Workshop extends AutoCloseable {

        /** Opens the media of one call. */
        MediaSession openSession();

        /** Opens the media of one pair of addresses that no call has announced. */
        OrphanMedia openOrphan();

        /** Nothing of this workshop is called afterwards. */
        @Override
        void close();
    }
}
