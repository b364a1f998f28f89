package org.karavox.media;

import java.util.List;
import org.karavox.call.StreamRecord;
import org.karavox.packet.PacketCursor;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Media between one pair of addresses and ports, one direction, that no call has announced so far: full figures and
 * the first packets. Its shard writes it; when a call adopts it, it is handed over and never written again, except
 * that its old shard keeps nothing of it.
 */
@ConsumerType
public interface OrphanMedia {

    /** Takes the next packet. Hot path. */
    void onPacket(PacketCursor payload);

    /** Capture time of the last packet, nanoseconds. */
    long lastPacketNanos();

    /** Packets taken so far. */
    long packets();

    /**
     * Replays the packets that were kept, in order of capture, as they were captured: for the spool.
     * The cursor's window is the UDP payload, all its fields are those of the packet.
     */
    void replay(PacketConsumer consumer);

    /** The streams as they would be written if no call adopted them. */
    List<StreamRecord> streams();

    /** Takes one replayed packet. */
    @FunctionalInterface
    interface PacketConsumer {
        /** The cursor is valid during the call. */
        void accept(PacketCursor payload);
    }
}
