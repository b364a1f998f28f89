package org.karavox.capture;

import org.osgi.annotation.versioning.ProviderType;

/** Takes frames from a {@link CaptureSource}. The caller keeps the bytes; the sink copies what it needs before it returns. */
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
