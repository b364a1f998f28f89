package org.karavox.storage;

import java.nio.file.Path;
import java.util.Optional;
import org.osgi.annotation.versioning.ConsumerType;

/** Keeps packets of calls on disk. Registered as an OSGi service; the engine opens one {@link CallFiles} per shard. */
@ConsumerType
public interface CallSpool {

    /**
     * Opens the half of one shard.
     *
     * @param root where to write instead of the configured {@code spooldir}; empty = {@code spooldir}
     */
    CallFiles open(Optional<Path> root);
}
