package org.karavox.storage;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.List;
import java.util.Set;
import org.karavox.call.CallRef;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Where the files of calls are: {@code <root>/[sensor/]YYYY-MM-DD/HH/MM/KIND/}, after the first packet of the call. For
 * whoever puts files beside those of the spool, or removes them. Any thread.
 */
@ProviderType
public interface SpoolRoots {

    /** All roots, each path once, {@code spooldir} first. */
    List<Root> roots();

    /** The root of one kind: its own, or {@code spooldir}. */
    Path root(FileKind kind);

    /** Zone of the dates in the paths. */
    ZoneId zone();

    /**
     * Path of a file of a call that is not a capture: the safe form of the Call-ID and {@code extension}. Creates its
     * directory with the configured mode and owner; the file itself is the caller's to write.
     *
     * @param extension with its dot, for example {@code .wav}
     */
    Path prepare(CallRef call, FileKind kind, String extension) throws IOException;

    /** Gives a file that was written at {@link #prepare} its configured mode and owner, and counts its bytes. */
    void settle(CallRef call, FileKind kind, Path file) throws IOException;

    /**
     * @param path absolute
     * @param index number of the spool in the database, 0 = main
     * @param kinds what is kept there
     */
    record Root(Path path, int index, Set<FileKind> kinds) {

        public Root {
            requireNonNull(path, "path");
            kinds = Set.copyOf(kinds);
        }
    }
}
