package org.karavox.storage;

import java.util.List;
import org.karavox.call.CallRecord;
import org.osgi.annotation.versioning.ConsumerType;

/** Keeps call records. Registered as an OSGi service; called by one writer thread, which may block. */
@ConsumerType
public interface CallStore {

    /**
     * Stores all of {@code batch} or nothing; the same batch may be offered again after a failure.
     *
     * @throws StoreException with what was not stored and what to do
     */
    void store(List<CallRecord> batch) throws StoreException;
}
