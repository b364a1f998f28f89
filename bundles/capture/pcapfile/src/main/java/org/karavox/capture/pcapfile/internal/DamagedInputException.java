package org.karavox.capture.pcapfile.internal;

import java.io.IOException;

/** Packed data cannot be unpacked any further. What came out before is good. */
final class DamagedInputException extends IOException {

    private static final long serialVersionUID = 1;

    DamagedInputException(String what, Throwable cause) {
        super(what, cause);
    }

    DamagedInputException(String what) {
        super(what);
    }
}
