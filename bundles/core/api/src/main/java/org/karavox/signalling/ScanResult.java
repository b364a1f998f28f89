package org.karavox.signalling;

import org.karavox.packet.PacketCursor;
import org.osgi.annotation.versioning.ProviderType;

/** What a {@link Signalling.Scanner} tells the dispatcher about one message. Valid only during the scan. */
@ProviderType
public interface ScanResult {

    /** Key of the call; equal keys meet in one shard. For example {@link org.karavox.packet.Hashing#bytes} of the Call-ID. */
    void callKey(long hash);

    /** An address and port on which a party of this call wants to receive media or media control. */
    void mediaEndpoint(long addressHigh, long addressLow, int port);
}
