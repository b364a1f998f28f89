package org.karavox.storage.spool.internal;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says that packets are lost: one sentence per cause with what to do, and one when writing works again. However many
 * files fail, a cause is not said a second time before writing has worked for {@link #QUIET_NANOS}. Any thread.
 */
final class Troubles {

    /** How long nothing must have failed until writing is said to work again, nanoseconds. */
    static final long QUIET_NANOS = 10_000_000_000L;

    private static final Logger LOGGER = LoggerFactory.getLogger(Troubles.class);
    private static final long FULL_BYTES = 64 << 10;

    /** Why packets are lost. */
    enum Cause {
        /** No space or quota left. */
        DISK_FULL("the disk is full: free space, or move spooldir to a larger disk"),
        /** Missing privilege. */
        NO_ACCESS("this process may not write there: give its user write permission on spooldir"),
        /** Mounted read-only, or made so by the kernel after an error. */
        READ_ONLY("the file system is read-only: check the disk and mount it for writing"),
        /** A file where a directory should be. */
        NO_DIRECTORY("a part of the path is not a directory: remove what is there, or change spooldir"),
        /** File name or path beyond the limit of the system. */
        NAME_TOO_LONG("the path is too long for the file system: choose a shorter spooldir"),
        /** Limit of descriptors. */
        TOO_MANY_FILES("too many files are open in this process: raise its limit (ulimit -n, LimitNOFILE)"),
        /** No memory for even one record. */
        NO_MEMORY("no memory is left: raise -Xmx"),
        /** The disk takes less than comes, or nothing. */
        TOO_SLOW("the disk does not keep up or does not answer: check the disk and the mount of spooldir"),
        /** All else. */
        OTHER("check the disk and the mount of spooldir");

        private final String advice;

        Cause(String advice) {
            this.advice = advice;
        }
    }

    private final LongSupplier nanoClock;
    private final Set<Cause> said = EnumSet.noneOf(Cause.class);
    private long lostPackets;
    private long lastNanos;
    private volatile boolean troubled;

    /** @param nanoClock as {@link System#nanoTime} */
    Troubles(LongSupplier nanoClock) {
        this.nanoClock = nanoClock;
    }

    /** Packets for {@code path} were lost. */
    synchronized void lost(Cause cause, Path path, String detail, long packets) {
        lastNanos = nanoClock.getAsLong();
        lostPackets += packets;
        troubled = true;
        if (said.add(cause)) {
            LOGGER.error("Packets of calls are not saved, {} ({}: {})", cause.advice, path, detail);
        }
    }

    /** Something was written. Cheap while there is no trouble. */
    void worked(Path path) {
        if (troubled) {
            recovered(path);
        }
    }

    private synchronized void recovered(Path path) {
        if (!troubled || nanoClock.getAsLong() - lastNanos < QUIET_NANOS) {
            return;
        }
        LOGGER.warn("Packets of calls are saved again ({}); {} were lost", path, lostPackets);
        boolean tooLong = said.contains(Cause.NAME_TOO_LONG); // not cured by other files being written
        said.clear();
        if (tooLong) {
            said.add(Cause.NAME_TOO_LONG);
        }
        lostPackets = 0;
        troubled = false;
    }

    /** What kind of failure an exception of the file system is. */
    static Cause causeOf(IOException e, Path path) {
        if (e instanceof AccessDeniedException) {
            return Cause.NO_ACCESS;
        }
        String reason = detailOf(e).toLowerCase(Locale.ROOT); // of strerror; no other way to see the error number
        if (reason.contains("no space left") || reason.contains("quota")) {
            return Cause.DISK_FULL;
        }
        if (reason.contains("read-only")) {
            return Cause.READ_ONLY;
        }
        if (reason.contains("too long")) {
            return Cause.NAME_TOO_LONG;
        }
        if (reason.contains("too many open files")) {
            return Cause.TOO_MANY_FILES;
        }
        if (reason.contains("not a directory")) {
            return Cause.NO_DIRECTORY;
        }
        if (reason.contains("not permitted")) {
            return Cause.NO_ACCESS;
        }
        return isFull(path) ? Cause.DISK_FULL : Cause.OTHER;
    }

    /** The reason as the system words it. */
    static String detailOf(IOException e) {
        if (e instanceof FileSystemException failure && failure.getReason() != null) {
            return failure.getReason();
        }
        return e.getMessage() == null || e instanceof FileSystemException ? e.getClass().getSimpleName() : e.getMessage();
    }

    /** For systems whose messages are translated. */
    private static boolean isFull(Path path) {
        try {
            return Files.getFileStore(path.getParent()).getUsableSpace() < FULL_BYTES;
        } catch (IOException e) {
            return false; // the directory is gone too; the caller has the better exception already
        }
    }
}
