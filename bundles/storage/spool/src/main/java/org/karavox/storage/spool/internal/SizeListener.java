package org.karavox.storage.spool.internal;

import org.karavox.storage.FileKind;
import org.karavox.storage.SpoolSizes;

/** Passes on how the spool grows to whoever keeps count, if there is somebody. Any thread. */
final class SizeListener {

    private volatile SpoolSizes sizes;

    /** @param sizes null = nobody */
    void use(SpoolSizes sizes) {
        this.sizes = sizes;
    }

    /** Forgets {@code gone}, if it is still the one. */
    synchronized void forget(SpoolSizes gone) {
        if (sizes == gone) {
            sizes = null;
        }
    }

    void changed(int dateHour, int spoolIndex, int sensorId, FileKind kind, long bytes) {
        SpoolSizes present = sizes;
        if (present != null && bytes != 0) {
            present.changed(dateHour, spoolIndex, sensorId, kind, bytes);
        }
    }
}
