package org.karavox.media.audio.internal;

import java.io.Closeable;
import java.io.IOException;

/** A file of sound that is being written. One thread. */
interface SoundWriter extends Closeable {

    /**
     * Appends.
     *
     * @param samples of all channels in turn
     * @param frames samples of each channel
     */
    void write(short[] samples, int frames) throws IOException;
}
