package org.karavox.runtime;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/** State of the call database, for people. Any thread; may block for a moment. */
@ProviderType
public interface DatabaseRuntime {

    /** As of now. */
    Status status();

    /**
     * @param location URL without user and password
     * @param product server and its version; empty while it cannot be reached
     * @param available it answers and has its tables
     * @param since when that began to be so
     * @param problem what is wrong and what to do, one sentence; empty if nothing is
     * @param rows by table, of the tables that exist; estimates where counting is expensive
     * @param partitions names of the partitions of {@code cdr}, oldest first; empty if it has none
     * @param notes what else is worth knowing, a sentence each
     */
    record Status(String location, String product, boolean available, Instant since, Optional<String> problem,
            Map<String, Long> rows, List<String> partitions, List<String> notes) {

        public Status {
            requireNonNull(location, "location");
            requireNonNull(since, "since");
            partitions = List.copyOf(partitions);
            notes = List.copyOf(notes);
        }
    }
}
