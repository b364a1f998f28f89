package org.karavox.runtime;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/** State of the queue of call records, for people. Any thread. */
@ProviderType
public interface RecordQueueRuntime {

    /** As of now. */
    Status status();

    /**
     * @param journal id of the journal
     * @param handedOver records taken since the start
     * @param journaled number of the last record on disk
     * @param bytes on disk
     * @param lost records that found no room, since the start
     * @param problem why nothing can be written, one sentence; empty if all is well
     */
    record Status(String journal, long handedOver, long journaled, long bytes, long lost, Optional<String> problem,
            List<Store> stores) {

        public Status {
            requireNonNull(journal, "journal");
            stores = List.copyOf(stores);
        }
    }

    /**
     * @param stored number of the last record it has
     * @param refused records it refused and that were set aside, since the start
     * @param problem what it last complained of; empty if its last batch was stored
     * @param since when it began to complain, or to work
     */
    record Store(String name, long stored, long refused, Optional<String> problem, Instant since) {
    }
}
