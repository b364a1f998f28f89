package org.karavox.runtime;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/** State of the spool and of what keeps it within its limits, for people. Any thread. */
@ProviderType
public interface SpoolRuntime {

    /** As of the last look. */
    Status status();

    /** What was deleted last, newest first, at most {@code limit}. */
    List<Deletion> deletions(int limit);

    /**
     * @param problem of the spool as a whole, one sentence; empty if all is well
     */
    record Status(List<Root> roots, List<Usage> usage, Optional<String> problem) {

        public Status {
            roots = List.copyOf(roots);
            usage = List.copyOf(usage);
        }
    }

    /**
     * One file system with spool on it.
     *
     * @param freeBytes -1 if it does not answer
     * @param totalBytes -1 if it does not answer
     * @param problem what is wrong with it and what to do, one sentence; empty if nothing is
     */
    record Root(Path path, long freeBytes, long totalBytes, Optional<String> problem) {
    }

    /**
     * @param kind {@code sip}, {@code rtp}, {@code graph}, {@code audio}, {@code all}
     * @param limitBytes 0 = none
     * @param limitDays 0 = none
     * @param oldest of its files, empty if there is none
     */
    record Usage(String kind, long bytes, long files, long limitBytes, int limitDays, Optional<Instant> oldest) {
    }

    /**
     * @param what path below the root
     * @param reason for people, with the limit and what it was exceeded by
     */
    record Deletion(Instant at, Path root, String what, String kind, long files, long bytes, String reason) {
    }
}
