package org.karavox.storage.cleaner.internal;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;

/**
 * What cleaning needs of a file system. Paths below a root are relative, with slashes. Any thread; every call may block for
 * as long as the file system likes.
 */
interface Disk {

    /** What an entry of a folder is. */
    enum Type {
        FOLDER,
        FILE,
        /** Symbolic links, sockets and the like: never followed. */
        OTHER
    }

    /** @param bytes on disk, not length */
    record Entry(String name, Type type, long bytes, Instant modified) {
    }

    /** @param device tells file systems apart */
    record Space(long freeBytes, long totalBytes, Object device) {
    }

    /** What a removal removed. */
    record Removed(long files, long bytes) {
    }

    /** Free space where {@code root} is or would be created, and a sign of life of the root itself. */
    Space space(Path root) throws IOException;

    /** Entries of a folder; empty if it is not there. {@code ""} is the root. */
    List<Entry> list(Path root, String folder) throws IOException;

    /**
     * Removes a file or a folder with all below it, then the folders above it that are empty, never the root. Symbolic links
     * on the way are refused, those found below are removed themselves.
     */
    Removed remove(Path root, String path) throws IOException;

    /** Last lines of a file in the root, oldest first; empty if it is not there. */
    List<String> lastLines(Path root, String file, int limit) throws IOException;

    /**
     * Appends a line to a file in the root.
     *
     * @param older name that the file gets, in place of the one that has it, when it is larger than {@code limit} bytes
     */
    void append(Path root, String file, String older, long limit, String line) throws IOException;

    /** Creates, writes and removes a file in the root, which is created if it is missing. */
    void tryWriting(Path root) throws IOException;
}
