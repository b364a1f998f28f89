package org.karavox.storage;

import static java.util.Objects.requireNonNull;

import java.util.List;
import org.karavox.call.CallRecord;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Keeps finished calls: a database, a central server. Registered as an OSGi service with a {@link #name} that stays the same
 * over restarts.
 *
 * <p>Records come from a journal on disk, in its order, and are offered until the store has them. So that none is stored
 * twice, a store keeps, in the same transaction as the rows, the number of the last record it has of each journal.
 *
 * <p><b>Threads.</b> One writer thread per store; calls may block.
 */
@ConsumerType
public interface CallStore {

    /** Never changes; the journal remembers by it what the store has. */
    String name();

    /**
     * Number of the last record of that journal which is stored for good; 0 if there is none. Asked before the first batch
     * and after every failure.
     *
     * @param journal id of the journal
     */
    long lastStored(String journal) throws StoreException;

    /** Stores all of it with the position {@link Batch#last()}, or nothing. */
    void store(Batch batch) throws StoreException;

    /**
     * Records of one journal with consecutive numbers.
     *
     * @param journal id of the journal
     * @param first number of the first record, from 1
     * @param records not empty
     */
    record Batch(String journal, long first, List<CallRecord> records) {

        public Batch {
            requireNonNull(journal, "journal");
            records = List.copyOf(records);
            if (records.isEmpty() || first < 1) {
                throw new IllegalArgumentException(records.size() + " records from number " + first);
            }
        }

        /** Number of the last record. */
        public long last() {
            return first + records.size() - 1;
        }
    }
}
