package org.karavox.storage;

import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.Set;
import org.karavox.call.CallRef;
import org.osgi.annotation.versioning.ConsumerType;

/** Reads the packets of calls back, wherever and however they are kept. Any thread; may block. */
@ConsumerType
public interface PacketArchive {

    /**
     * The packets of a call as one capture file, in the order of their times. Calls that have not ended give what there is.
     *
     * @param kinds whose packets are wanted
     * @return a classic pcap, or pcapng where the frames have different link types; empty if nothing is kept of that call.
     *     Closed by the caller
     * @throws IOException with a sentence for people, if the files are there and cannot be read
     */
    Optional<InputStream> open(CallRef call, Set<FileKind> kinds) throws IOException;
}
