package org.karavox.engine.internal;

import java.util.concurrent.locks.LockSupport;
import org.karavox.media.OrphanMedia;

/**
 * An orphan on its way from the shard that kept it to the shard whose call has announced it. The dispatcher sends the
 * order to give before the order to take, and publishes it, so the taker never waits in vain: what it waits for always
 * stands earlier in the order of capture.
 */
final class Handover {

    final long announcedHigh;
    final long announcedLow;
    final int announcedPort;
    /** True if the orphan was sent to the announced address, false if it came from there. */
    final boolean toEndpoint;

    /** Packet time at which the taker learned of it; the taker's own. */
    long offeredNanos;

    private OrphanMedia orphan;
    private volatile boolean given;

    Handover(long announcedHigh, long announcedLow, int announcedPort, boolean toEndpoint) {
        this.announcedHigh = announcedHigh;
        this.announcedLow = announcedLow;
        this.announcedPort = announcedPort;
        this.toEndpoint = toEndpoint;
    }

    /** The giving shard: null if it has nothing any more. */
    void give(OrphanMedia media) {
        orphan = media;
        given = true;
    }

    /** The taking shard: waits until the other has given. Null if it had nothing. */
    OrphanMedia take() {
        while (!given) {
            LockSupport.parkNanos(20_000);
        }
        return orphan;
    }
}
