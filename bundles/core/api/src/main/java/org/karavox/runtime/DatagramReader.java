package org.karavox.runtime;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.karavox.packet.PacketCursor;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Takes the frames of a capture apart as the pipeline does, with the same tunnel decoders and settings, and stops before the
 * question what is inside. For whoever shows single messages. Several may read at once.
 */
@ProviderType
public interface DatagramReader {

    /**
     * Reads {@code capture} to its end.
     *
     * @param datagrams takes every datagram in the calling thread, in the order of the file: the window is the payload,
     *     addresses, ports and {@link PacketCursor#transport()} are set. The cursor is used again for the next one
     * @return what was wrong with the file, one sentence each; empty if all was read
     * @throws IOException with one sentence, if the file cannot be opened
     */
    List<String> read(Path capture, Consumer<PacketCursor> datagrams) throws IOException;
}
