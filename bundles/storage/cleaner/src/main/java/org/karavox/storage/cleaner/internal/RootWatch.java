package org.karavox.storage.cleaner.internal;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at one root again and again in a thread of its own and knows when a look is not answered. The thread may hang in the
 * kernel for hours: it is the only one that does, also when the component is made anew meanwhile, and goes on by itself.
 */
final class RootWatch implements Runnable {

    private static final Logger LOGGER = LoggerFactory.getLogger(RootWatch.class);

    /** Roots that a thread of an earlier instance still waits for. */
    private static final Set<Path> HANGING = ConcurrentHashMap.newKeySet();

    /** Of the last look that was answered. */
    private record Look(Optional<Disk.Space> space, String problem) {
    }

    private final Path root;
    private final Disk disk;
    private final Duration interval;
    private final Duration patience;
    private final LongSupplier nanoClock;
    private final Thread thread;
    private volatile boolean looking;
    private volatile long beganNanos;
    private volatile Look last = new Look(Optional.empty(), "");
    private volatile boolean stopped;
    private String said = "";

    /**
     * @param interval between two looks
     * @param patience after which a look counts as not answered
     */
    RootWatch(Path root, Disk disk, Duration interval, Duration patience, LongSupplier nanoClock) {
        this.root = root;
        this.disk = disk;
        this.interval = interval;
        this.patience = patience;
        this.nanoClock = nanoClock;
        thread = new Thread(this, "karavox spool watch " + root);
        thread.setDaemon(true);
    }

    void start() {
        beganNanos = nanoClock.getAsLong();
        looking = true;
        thread.start();
    }

    void stop() {
        stopped = true;
        LockSupport.unpark(thread);
    }

    Path root() {
        return root;
    }

    @Override
    public void run() {
        while (!stopped && HANGING.contains(root)) { // one thread in there is enough
            LockSupport.parkNanos(this, interval.toNanos());
        }
        while (!stopped) {
            beganNanos = nanoClock.getAsLong();
            looking = true;
            HANGING.add(root);
            Look look;
            try {
                look = new Look(Optional.of(disk.space(root)), "");
            } catch (IOException e) {
                look = new Look(Optional.empty(), sentence(e));
            } catch (RuntimeException e) {
                look = new Look(Optional.empty(), root + " cannot be looked at (" + e + ")");
            } finally {
                HANGING.remove(root);
            }
            last = look;
            looking = false;
            LockSupport.parkNanos(this, interval.toNanos());
        }
    }

    /** Space as of the last look; empty if it does not answer or fails. */
    Optional<Disk.Space> space() {
        return isSilent() ? Optional.empty() : last.space();
    }

    /** True while a look is not answered. */
    boolean isSilent() {
        return looking && nanoClock.getAsLong() - beganNanos >= patience.toNanos();
    }

    /** What is wrong, one sentence; empty if nothing is known to be. */
    Optional<String> problem() {
        if (isSilent()) {
            return Optional.of(root + " does not answer: the mount is dead or its server cannot be reached; check server and network, "
                    + "or give the mount up with umount -f -l. Nothing is cleaned there until it answers");
        }
        String problem = last.problem();
        return problem.isEmpty() ? Optional.empty() : Optional.of(problem);
    }

    /**
     * Says what has changed since the last call. One caller.
     *
     * @return true if a problem has gone
     */
    boolean say() {
        String now = problem().orElse("");
        if (now.equals(said)) {
            return false;
        }
        if (now.isEmpty()) {
            LOGGER.warn("{} answers again", root);
        } else {
            LOGGER.error("{}", now);
        }
        said = now;
        return now.isEmpty();
    }

    private String sentence(IOException e) {
        String reason = e instanceof FileSystemException failure && failure.getReason() != null ? failure.getReason()
                : e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
        String lower = reason.toLowerCase(Locale.ROOT);
        if (lower.contains("stale")) {
            return root + " is a stale mount (" + reason + "): its server exports it no longer or anew; unmount it and mount it again";
        }
        if (lower.contains("input/output")) {
            return root + " cannot be read (" + reason + "): check the disk, its cable and the log of the kernel";
        }
        if (lower.contains("not connected") || lower.contains("host is down")) {
            return root + " is a mount whose program or server has gone (" + reason + "): unmount it and mount it again";
        }
        if (e instanceof AccessDeniedException) {
            return root + " may not be read by this process: give its user read and write permission there";
        }
        return root + " cannot be read (" + reason + "): check the disk and the mount";
    }
}
