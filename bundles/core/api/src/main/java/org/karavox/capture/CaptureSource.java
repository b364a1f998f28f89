package org.karavox.capture;

import java.io.Closeable;
import java.io.IOException;
import java.util.List;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Delivers frames. A live source is registered as an OSGi service and polled from then on; a file is opened by a
 * {@link CaptureOpener} and polled to its end.
 *
 * <p><b>Threads.</b> {@link #poll} and {@link #close} are called by one ingest thread; the rest by any.
 */
@ConsumerType
public interface CaptureSource extends Closeable {

    /** Answer of {@link #poll}: nothing will come any more. */
    int END = -1;

    /** Who this is. Constant. */
    SourceInfo info();

    /**
     * Delivers up to {@code limit} frames to {@code sink}, in the calling thread. A live source waits at most 10 ms for
     * the first one.
     *
     * @return frames delivered, 0 if there are none now, or {@link #END}
     * @throws IOException if nothing can be read any more; the source is closed then
     */
    int poll(FrameSink sink, int limit) throws IOException;

    /** Frames lost before this source saw them, for example by the kernel, since it was opened. */
    long dropped();

    /**
     * {@code id_sensor} of who captured what comes from this interface; for listeners whose peers have ids of their own. Called by the
     * ingest thread whenever the interface of the frames changes.
     */
    default int sensorId(int interfaceId) {
        return info().sensorId();
    }

    /**
     * What was wrong with the input, one sentence each, so far; empty if nothing was. A damaged file says here where
     * and how it is damaged, and delivers what was readable.
     */
    default List<String> problems() {
        return List.of();
    }

    /** How much of the input was taken, 0 to 1; negative if nobody knows. */
    default double progress() {
        return -1;
    }
}
