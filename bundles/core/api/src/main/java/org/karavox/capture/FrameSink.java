package org.karavox.capture;

import org.karavox.call.CallNote;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Takes frames from a {@link CaptureSource}. The bytes are the caller's, who leaves them as they are until its
 * {@link CaptureSource#poll poll} returns; the sink copies what it needs for longer.
 */
@ProviderType
public interface FrameSink {

    /**
     * Takes the next frame. Hot path.
     *
     * @param bytes array that holds the frame somewhere inside
     * @param offset of the frame's first byte
     * @param capturedLength bytes there are
     * @param wireLength bytes there were on the wire, at least {@code capturedLength}
     * @param timestampNanos capture time since the Unix epoch
     * @param linkType as in pcap files
     * @param interfaceId which of the source's interfaces, from 0
     */
    void onFrame(byte[] bytes, int offset, int capturedLength, int wireLength, long timestampNanos, int linkType,
            int interfaceId);

    /**
     * Takes a frame made by the source whose innermost payload is one whole message, whatever its transport: it is not taken for a
     * piece of a TCP stream.
     */
    default void onMessage(byte[] bytes, int offset, int length, long timestampNanos, int linkType, int interfaceId) {
        onFrame(bytes, offset, length, length, timestampNanos, linkType, interfaceId);
    }

    /** Takes something that is known about a call beside its packets. Control path. */
    default void onNote(CallNote note) {
        // of no use to a sink that knows no calls
    }
}
