package org.karavox.storage;

import java.time.Duration;
import org.karavox.call.CallRecord;
import org.osgi.annotation.versioning.ProviderType;

/** Takes the finished calls of the pipelines and sees to it that every {@link CallStore} gets them, see there. Any thread. */
@ProviderType
public interface CallSink {

    /**
     * Hands over a record of a live source. Never waits.
     *
     * @return false if there is no room for it in memory, because the disk takes nothing; the record is lost and counted
     */
    boolean offer(CallRecord call);

    /** Hands over a record of a file; waits while there is no room. */
    void put(CallRecord call) throws InterruptedException;

    /**
     * Waits until every store that is registered, and at least one, has all records that were handed over before.
     *
     * @return false if that took longer than {@code patience}
     */
    boolean awaitStored(Duration patience) throws InterruptedException;
}
