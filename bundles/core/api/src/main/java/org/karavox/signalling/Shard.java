package org.karavox.signalling;

import org.karavox.call.CallRecord;
import org.karavox.media.MediaSession;
import org.karavox.storage.CallFiles;
import org.osgi.annotation.versioning.ProviderType;

/** What a shard offers to the correlators that live in it. Called from the shard's own thread only. */
@ProviderType
public interface Shard {

    /** Number of this shard, from 0. */
    int index();

    /**
     * From now on packets to and from the address go to {@code leg}; a leg that is registered already stays where it
     * is. Media that came before the announcement is offered to the leg at once.
     */
    void expectMedia(long addressHigh, long addressLow, int port, MediaLeg leg);

    /** Undoes {@link #expectMedia}; a leg that is not registered is ignored. */
    void forgetMedia(long addressHigh, long addressLow, int port, MediaLeg leg);

    /** Datagrams at the address are given to the leg again, which may name another {@link MediaLeg#flow}. */
    void dropFlows(long addressHigh, long addressLow, int port);

    /** Opens the media half of a call. */
    MediaSession openMedia();

    /** Where packets of calls are kept. */
    CallFiles files();

    /** Hands over a finished call. */
    void finished(CallRecord call);
}
