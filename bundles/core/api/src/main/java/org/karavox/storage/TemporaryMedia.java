package org.karavox.storage;

import org.karavox.call.CallRef;
import org.osgi.annotation.versioning.ProviderType;

/** Media that is kept because a {@link MediaKeeper} wanted it. Any thread. */
@ProviderType
public interface TemporaryMedia {

    /**
     * The media of the call is no longer needed. Nothing happens if none was kept. What is never released, because the
     * process ended, is removed at the next start.
     */
    void release(CallRef call);
}
