package org.karavox.storage;

import java.io.Closeable;
import org.karavox.call.CallRef;
import org.karavox.packet.PacketCursor;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Packet files of calls, for one shard. Files are opened when the first packet comes, not before.
 *
 * <p><b>Threads.</b> One shard calls everything; writing happens elsewhere or in chunks. A write that fails never
 * throws here: the bytes are lost, counted, and said once.
 */
@ConsumerType
public interface CallFiles extends Closeable {

    /** Answer of {@link #open}: this kind is not kept. */
    int NOT_KEPT = -1;

    /**
     * Begins a file.
     *
     * @return a handle for the other methods, or {@link #NOT_KEPT}
     */
    int open(CallRef call, FileKind kind);

    /**
     * Appends the frame around {@code payload}, with its outer headers, as captured; how many bytes of it the
     * configuration decides. Hot path: copies, never blocks longer than one write of a chunk.
     *
     * @param file from {@link #open}; {@link #NOT_KEPT} is ignored
     * @param payload window over the transport payload
     */
    void append(int file, PacketCursor payload);

    /** Ends a file. The handle is used again for other files. */
    void close(int file);

    /** Writes what is still in memory and ends all files. */
    @Override
    void close();

    /** Frames and bytes written and lost so far. Any thread. */
    Totals totals();

    /**
     * @param files begun
     * @param packets appended
     * @param bytes written to disk
     * @param lostPackets appended but not written
     */
    record Totals(long files, long packets, long bytes, long lostPackets) {

        /** Nothing at all. */
        public static final Totals NONE = new Totals(0, 0, 0, 0);

        /** The sum of both. */
        public Totals plus(Totals other) {
            return new Totals(files + other.files, packets + other.packets, bytes + other.bytes, lostPackets + other.lostPackets);
        }
    }
}
