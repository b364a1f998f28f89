package org.karavox.call.wire;

import java.io.IOException;

/** Bytes are not a call record. The message is one sentence that says why. */
public final class WireException extends IOException {

    private static final long serialVersionUID = 1L;

    WireException(String message) {
        super(message);
    }
}
