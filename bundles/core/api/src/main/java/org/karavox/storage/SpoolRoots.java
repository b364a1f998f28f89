package org.karavox.storage;

import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;
import org.karavox.call.CallRef;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Where the spool is and how its files are called, for those who put other files there or delete them. Registered by the
 * spool; when one of its keys changes, another service takes its place. Any thread; nothing here touches a disk.
 */
@ProviderType
public interface SpoolRoots {

    /**
     * Root for one folder of one spool: what {@code spooldir}, {@code spooldir_rtp}, {@code spooldir_2} and so on say.
     *
     * @param spool 0 = main, 1 = second
     * @param folder as it is called below the minute: {@code SIP}, {@code RTP}, {@code GRAPH}, {@code AUDIO}, ...
     * @return absolute; empty if there is no such spool
     */
    Optional<Path> root(int spool, String folder);

    /** Root for files of this kind in the main spool, absolute. */
    default Path root(FileKind kind) {
        return root(0, kind.name()).orElseThrow();
    }

    /** False if all files of a day lie flat in one folder ({@code spooldiroldschema}): nothing is cleaned there. */
    boolean foldersPerMinute();

    /** Where files of that call lie in the main spool: {@code <root>/[<sensor>/]YYYY-MM-DD/HH/MM/<kind>}, absolute. */
    Path directory(CallRef call, FileKind kind);

    /**
     * Safe form of the call's name, which file names begin with; with {@code suffix} behind it, such as {@code .wav}, it is a
     * file name every file system takes.
     */
    String base(CallRef call, String suffix);

    /** Mode of new files that the operator set; empty = 0640 less the umask. */
    OptionalInt fileMode();

    /** Mode of new directories that the operator set; empty = 0750 less the umask. */
    OptionalInt directoryMode();

    /**
     * Files in there may still be written to, however old they look.
     *
     * @param directory folder of one kind, as {@link #directory} names it
     */
    boolean isOpen(Path directory);
}
