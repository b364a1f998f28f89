package org.karavox.capture;

import java.io.IOException;
import org.osgi.annotation.versioning.ConsumerType;

/** Opens captures that people name: files, standard input. Registered as an OSGi service. */
@ConsumerType
public interface CaptureOpener {

    /**
     * Opens {@code location}.
     *
     * @param location a path, or {@code "-"} for standard input
     * @throws IOException with one sentence that says what cannot be read and why
     */
    CaptureSource open(String location) throws IOException;
}
