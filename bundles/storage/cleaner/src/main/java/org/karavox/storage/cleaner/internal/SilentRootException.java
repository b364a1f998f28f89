package org.karavox.storage.cleaner.internal;

import java.io.IOException;
import java.nio.file.Path;

/** A file system takes too long to answer. */
final class SilentRootException extends IOException {

    private static final long serialVersionUID = 1L;

    SilentRootException(Path root) {
        super(root + " does not answer");
    }
}
