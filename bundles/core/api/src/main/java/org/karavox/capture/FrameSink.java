package org.karavox.capture;

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
}
