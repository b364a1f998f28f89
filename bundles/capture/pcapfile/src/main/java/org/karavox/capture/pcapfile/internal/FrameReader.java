package org.karavox.capture.pcapfile.internal;

import java.io.IOException;
import org.karavox.capture.FrameSink;

/** Takes frames out of one file format. Polled by one thread, see {@link org.karavox.capture.CaptureSource#poll}. */
interface FrameReader {

    /** Largest captured length that is believed, bytes. What libpcap accepts; the largest IP packet has 65,575. */
    int MAXIMUM_CAPTURED_LENGTH = 262_144;

    /**
     * Delivers up to {@code limit} frames, and fewer rather than wait for more of them.
     *
     * @return frames delivered, or {@link org.karavox.capture.CaptureSource#END}; 0 if something else than frames was read
     * @throws IOException if the input failed; damage is no exception but one of the {@link Problems}
     */
    int poll(FrameSink sink, int limit) throws IOException;

    /** Frames lost at the capturing host, as far as the file says; any thread. */
    long dropped();
}
