package org.karavox.call;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * Hears of every call that has ended and is kept, beside the stores. Registered as an OSGi service.
 *
 * <p><b>Threads.</b> Threads of the pipeline, one call at a time from each: must not block and must not throw.
 */
@ConsumerType
public interface CallListener {

    /** The call has ended; the last of its packets may not be on disk yet. */
    void ended(CallRecord call);
}
