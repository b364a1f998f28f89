package org.karavox.storage;

import org.karavox.call.CallRef;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Asks the spool to keep the whole media of a call for a while, although {@code savertp} says no or header: something is
 * made of it at the end of the call. Registered as an OSGi service by whoever makes it; {@link PacketArchive} then gives
 * the whole media until {@link TemporaryMedia#release} is called.
 */
@ConsumerType
public interface MediaKeeper {

    /** Asked once per call, when its media begins. Called by a shard: must not block. */
    boolean wantsMedia(CallRef call);
}
