package org.karavox.storage;

import java.nio.file.Path;
import java.util.Optional;
import org.osgi.annotation.versioning.ConsumerType;

/** Keeps packets of calls on disk. Registered as an OSGi service; the engine opens one {@link CallFiles} per shard. */
@ConsumerType
public interface CallSpool {

    /**
     * Opens the half of one shard of a source that can wait, a file.
     *
     * @param root where to write instead of the configured {@code spooldir}; one plain file per call and kind there; empty =
     *     {@code spooldir}, as the configuration says
     */
    CallFiles open(Optional<Path> root);

    /**
     * Opens the half of one shard of a live source: it never waits for the disk. Where {@link #open} waits for memory, packets
     * are lost and counted here.
     */
    default CallFiles openLive(Optional<Path> root) {
        return open(root);
    }
}
