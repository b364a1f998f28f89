package org.karavox.storage.spool.internal;

import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.karavox.storage.FileKind;

/**
 * The archives that are open, and the threads that write them: per root up to {@code tar_maxthreads}, so that one disk that
 * hangs does not hold another up. Any thread; a lock is taken per call, not per packet.
 */
final class TarArchives {

    /** How long nothing must have come before an archive is closed. */
    static final long QUIET_NANOS = TimeUnit.SECONDS.toNanos(10);

    private static final long AGE_SECONDS = 70;

    private final PiecePool pool;
    private final Disk disk;
    private final Troubles troubles;
    private final SizeListener sizes;
    private final Clock clock;
    private final int threadsPerRoot;
    private final long quietNanos;
    private final Map<String, TarArchive> byPath = new HashMap<>();
    private final Map<Path, List<TarThread>> threads = new HashMap<>();
    private int begun;
    private volatile boolean ended;

    TarArchives(PiecePool pool, Disk disk, Troubles troubles, SizeListener sizes, Clock clock, int threadsPerRoot,
            long quietNanos) {
        this.pool = pool;
        this.disk = disk;
        this.troubles = troubles;
        this.sizes = sizes;
        this.clock = clock;
        this.threadsPerRoot = threadsPerRoot;
        this.quietNanos = quietNanos;
    }

    /** The archive with that path, for one more user; empty after {@link #end}. */
    synchronized Optional<TarArchive> use(Path root, Path path, FileKind kind, TarArchive.Place place, TarRules rules) {
        if (ended) {
            return Optional.empty();
        }
        TarArchive archive = byPath.get(path.toString());
        if (archive == null) {
            archive = new TarArchive(path, kind, place, rules, disk, troubles, sizes);
            archive.thread = threadFor(root);
            byPath.put(path.toString(), archive);
            archive.thread.adopt(archive);
        }
        archive.users++;
        return Optional.of(archive);
    }

    private TarThread threadFor(Path root) {
        List<TarThread> known = threads.computeIfAbsent(root, any -> new ArrayList<>());
        if (known.size() < threadsPerRoot) {
            TarThread thread = new TarThread("karavox-spool-" + (threads.size() - 1) + "-" + known.size(), pool, this, clock);
            known.add(thread);
            thread.start();
            return thread;
        }
        return known.get(begun++ % known.size());
    }

    /** One user less. What it handed over may still be on its way. */
    synchronized void leave(TarArchive archive) {
        archive.users--;
    }

    /** True if the archive is to be closed now; it is no longer found then. Called by its thread. */
    synchronized boolean mayClose(TarArchive archive, long nowNanos, long nowSeconds) {
        if (archive.users > 0 || !archive.isOver(nowNanos, nowSeconds, quietNanos, AGE_SECONDS) || !archive.thread.isIdle()) {
            return false;
        }
        byPath.remove(archive.path.toString(), archive);
        return true;
    }

    /** True once nothing may be handed over any more. */
    boolean hasEnded() {
        return ended;
    }

    /** How many archives are open. */
    synchronized int open() {
        return byPath.size();
    }

    /** The archive with that path, if it is open. */
    synchronized Optional<TarArchive> find(Path path) {
        return Optional.ofNullable(byPath.get(path.toString()));
    }

    /** Writes what waits; false if a disk did not answer in time. */
    boolean flush(long millis) throws InterruptedException {
        boolean all = true;
        for (TarThread thread : allThreads()) {
            all &= thread.flush(millis);
        }
        return all;
    }

    /** Closes all archives; nothing may be handed over afterwards. */
    void end(long millis) throws InterruptedException {
        synchronized (this) {
            ended = true;
            byPath.clear();
        }
        for (TarThread thread : allThreads()) {
            thread.end(millis);
        }
    }

    private synchronized List<TarThread> allThreads() {
        return threads.values().stream().flatMap(List::stream).toList();
    }
}
