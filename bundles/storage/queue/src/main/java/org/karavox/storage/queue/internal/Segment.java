package org.karavox.storage.queue.internal;

import java.nio.file.Path;

/** One file of the journal. Written by the journal's thread, its sizes are read by any. */
final class Segment {

    static final String SUFFIX = ".seg";

    final Path path;
    /** Number of its first frame. */
    final long first;
    /** Bytes that are whole frames. */
    volatile long size;
    /** Bytes that survive a power failure; nobody reads beyond. */
    volatile long durableSize;

    Segment(Path path, long first) {
        this.path = path;
        this.first = first;
    }

    static String name(long first) {
        return String.format("%020d%s", first, SUFFIX);
    }
}
