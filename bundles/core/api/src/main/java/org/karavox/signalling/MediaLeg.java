package org.karavox.signalling;

import java.util.function.BooleanSupplier;
import org.karavox.media.MediaFlow;
import org.karavox.media.OrphanMedia;
import org.karavox.packet.PacketCursor;
import org.osgi.annotation.versioning.ConsumerType;

/** One announced media address of one call: where the packets to it and from it go. Called by its shard only. */
@ConsumerType
public interface MediaLeg {

    /**
     * Takes one datagram. Hot path: must not allocate per packet, block, log or throw.
     *
     * @param payload window over the UDP payload
     * @param toEndpoint true if the datagram was sent to the announced address, false if it came from there
     */
    void onMedia(PacketCursor payload, boolean toEndpoint);

    /**
     * Where the datagrams in this direction go, if this leg has nothing to do with them itself: the shard then gives them
     * to the flow, and to {@link #onMedia} only those that the flow does not take, until {@link Shard#dropFlows} is
     * called. Asked after {@link #onMedia}. Null if the leg wants to see every datagram.
     */
    default MediaFlow flow(boolean toEndpoint) {
        return null;
    }

    /**
     * Brings what {@link #onMedia} will need near the processor, as {@link MediaFlow#warm} does; changes nothing. Asked where
     * there is no flow without the leg.
     *
     * @return anything that depends on that memory
     */
    default long warm(boolean toEndpoint) {
        return 0;
    }

    /**
     * Takes media that was captured before the announcement (architecture 12.1, case 1). Several legs may be offered
     * the same orphan; each adopts its own copy of the figures.
     *
     * @param toEndpoint true if the orphan was sent to the announced address
     */
    void onOrphan(OrphanMedia orphan, boolean toEndpoint);

    /**
     * Another call has announced the same address. A leg that is no longer used ends here, so that re-used ports
     * belong to the newest call; a leg that is still in use keeps receiving.
     */
    void onAnnouncedElsewhere(long packetNanos);

    /**
     * Other calls have announced the same address before. Whether one of them keeps it, and has its packets too, may not be
     * known yet; who asks may have to wait, so this is asked when the call is over, from the shard's thread.
     *
     * @param kept true if another call keeps it
     */
    default void onAnnouncedBefore(BooleanSupplier kept) {
    }
}
