package org.karavox.storage.cleaner.internal;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import org.karavox.runtime.SelfTest;
import org.karavox.runtime.SensorIdentity;
import org.karavox.runtime.SpoolRuntime;
import org.karavox.storage.SpoolRoots;
import org.karavox.storage.SpoolSizes;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the spool within its limits by looking through its folders, and knows of each root whether it answers.
 *
 * <p>Threads: one for the rounds ({@link Cleaning}), one that says what the watchers find, and for each root a watcher
 * ({@link RootWatch}) and one that makes the calls of the rounds ({@link RootThread}). Only the last two ever touch a disk,
 * so a dead mount holds up nobody else.
 */
@Component(service = {SpoolRuntime.class, SelfTest.class}, configurationPid = "karavox.storage.cleaner", immediate = true,
        property = "karavox.name=cleaner")
@Designate(ocd = CleanerConfig.class)
public final class SpoolCleaner implements SpoolRuntime, SelfTest {

    private static final Logger LOGGER = LoggerFactory.getLogger(SpoolCleaner.class);
    private static final long TICK_NANOS = 1_000_000_000L;
    private static final long WRITE_SECONDS = 5;

    private final Limits limits;
    private final Disk disk;
    private final Pace pace;
    private final DeletionLog log = new DeletionLog();
    private final Map<Path, RootWatch> watches = new LinkedHashMap<>();
    private final Cleaning cleaning;
    private final Thread rounds;
    private final Thread watching;
    private volatile SpoolSizes sizes;
    private volatile boolean stopped;
    private volatile boolean nearlyFull;
    private volatile boolean wellAgain;

    @Activate
    public SpoolCleaner(CleanerConfig config, @Reference SensorIdentity sensor, @Reference SpoolRoots roots) {
        this(Limits.of(config), config.all_unlink_log(), sensor.zone(), roots.roots(), new SystemDisk(),
                Pace.of(config.cleanspool_interval()), Clock.systemUTC());
    }

    SpoolCleaner(Limits limits, boolean says, ZoneId zone, List<SpoolRoots.Root> roots, Disk disk, Pace pace, Clock clock) {
        this.limits = limits;
        this.disk = disk;
        this.pace = pace;
        for (SpoolRoots.Root root : roots) {
            watches.computeIfAbsent(root.path(), path -> new RootWatch(path, disk, pace.look(), pace.silence(), System::nanoTime));
        }
        cleaning = new Cleaning(limits, zone, roots, disk, pace.call(), root -> watches.get(root).isSilent(), clock, log, this::deleted, says);
        if (!limits.cleans()) {
            LOGGER.warn("cleanspool = no: nothing is deleted, the spool grows until its disk is full");
        }
        watches.values().forEach(RootWatch::start);
        rounds = daemon(this::clean, "karavox spool cleaning");
        watching = daemon(this::watch, "karavox spool watch");
    }

    private static Thread daemon(Runnable task, String name) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    @Deactivate
    void stop() {
        stopped = true;
        watches.values().forEach(RootWatch::stop);
        rounds.interrupt();
        LockSupport.unpark(watching);
        cleaning.close();
    }

    @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    void setSizes(SpoolSizes service) {
        sizes = service;
    }

    void unsetSizes(SpoolSizes service) {
        if (sizes == service) {
            sizes = null;
        }
    }

    private void deleted(Unit unit, long bytes) {
        SpoolSizes service = sizes;
        if (service != null && unit.group().kind().isPresent()) {
            service.changed(unit.dateHour(), unit.spool(), unit.sensorId(), unit.group().kind().get(), -bytes);
        }
    }

    private void clean() {
        try {
            cleaning.readLog();
            long nextRound = System.nanoTime();
            long nextRescue = nextRound;
            while (!stopped) {
                long now = System.nanoTime();
                boolean due = now - nextRound >= 0 || wellAgain;
                wellAgain = false;
                if (due || nearlyFull && now - nextRescue >= 0) {
                    int deleted = round(due);
                    now = System.nanoTime();
                    nextRound = due ? now + pace.round().toNanos() : nextRound;
                    nextRescue = now + (deleted > 0 ? pace.look() : pace.retry()).toNanos();
                }
                long wait = nextRound - System.nanoTime();
                LockSupport.parkNanos(this, Math.max(1, Math.min(wait, Math.min(TICK_NANOS, pace.look().toNanos()))));
                if (Thread.interrupted()) {
                    return;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // the component stops
        }
    }

    private int round(boolean rules) throws InterruptedException {
        try {
            return cleaning.round(rules);
        } catch (RuntimeException e) {
            if (stopped) {
                return 0; // its threads have been taken away
            }
            LOGGER.error("A round of cleaning failed; the next one is in {} s", pace.round().toSeconds(), e);
            return 0;
        }
    }

    private void watch() {
        while (!stopped) {
            boolean low = false;
            for (RootWatch watch : watches.values()) {
                wellAgain |= watch.say();
                low |= watch.space().filter(space -> limits.missing(space) > 0).isPresent();
            }
            nearlyFull = low && limits.cleans();
            LockSupport.parkNanos(this, Math.min(TICK_NANOS, pace.look().toNanos()));
        }
    }

    @Override
    public Status status() {
        List<Root> roots = new ArrayList<>();
        for (RootWatch watch : watches.values()) {
            Optional<Disk.Space> space = watch.space();
            roots.add(new Root(watch.root(), space.map(Disk.Space::freeBytes).orElse(-1L), space.map(Disk.Space::totalBytes).orElse(-1L),
                    watch.problem()));
        }
        Cleaning.Report report = cleaning.report();
        return new Status(roots, report.usage(), report.problem());
    }

    @Override
    public List<Deletion> deletions(int limit) {
        return log.newest(limit);
    }

    @Override
    public String name() {
        return "spool";
    }

    @Override
    public Verdict run() {
        List<String> fine = new ArrayList<>();
        for (RootWatch watch : watches.values()) {
            if (watch.problem().isPresent()) {
                return new Verdict(Level.FAILED, watch.problem().get(), "Packets are not saved there until this is repaired.");
            }
            Optional<Verdict> bad = tryWriting(watch.root());
            if (bad.isPresent()) {
                return bad.get();
            }
            watch.space().ifPresent(space -> fine.add(watch.root() + " is writable, " + Sizes.text(space.freeBytes()) + " of "
                    + Sizes.text(space.totalBytes()) + " are free"));
        }
        Optional<String> problem = cleaning.report().problem();
        if (problem.isPresent()) {
            return new Verdict(Level.WARNING, problem.get(), "See what voip:spool says of limits and usage.");
        }
        if (!limits.cleans()) {
            return new Verdict(Level.WARNING, "cleanspool = no: nothing is deleted, the spool grows until its disk is full.",
                    "Set cleanspool = yes and a limit such as maxpoolsize.");
        }
        return unreachable().orElseGet(() -> Verdict.ok(String.join("; ", fine) + "."));
    }

    private Optional<Verdict> tryWriting(Path root) {
        CompletableFuture<String> attempt = new CompletableFuture<>();
        daemon(() -> {
            try {
                disk.tryWriting(root);
                attempt.complete("");
            } catch (IOException | RuntimeException e) {
                attempt.complete(e.getClass().getSimpleName() + ": " + e.getMessage());
            }
        }, "karavox spool self-test");
        try {
            String answer = attempt.get(WRITE_SECONDS, TimeUnit.SECONDS);
            return answer.isEmpty() ? Optional.empty() : Optional.of(new Verdict(Level.FAILED, root + " cannot be written to (" + answer + ").",
                    "Give the user of this process write permission there, free space, or change spooldir."));
        } catch (TimeoutException e) {
            return Optional.of(new Verdict(Level.FAILED, root + " took no file within " + WRITE_SECONDS + " s.",
                    "Check the mount, its server and the network."));
        } catch (ExecutionException e) {
            return Optional.of(new Verdict(Level.FAILED, root + " cannot be written to (" + e.getCause() + ").", "Check the disk."));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.of(new Verdict(Level.WARNING, "The test of " + root + " was interrupted.", "Run it again."));
        }
    }

    /** A limit of size that the disk is too small for. */
    private Optional<Verdict> unreachable() {
        for (RootWatch watch : watches.values()) {
            Optional<Disk.Space> space = watch.space();
            long limit = limits.bytes(0, Group.ALL);
            if (watches.size() == 1 && space.isPresent() && limit > space.get().totalBytes()) {
                return Optional.of(new Verdict(Level.WARNING, "maxpoolsize = " + limit / Limits.MB + " MB is more than the disk of "
                        + watch.root() + " has (" + Sizes.text(space.get().totalBytes()) + "): it fills before the limit is reached.",
                        "Set maxpoolsize to less than the disk has."));
            }
        }
        return Optional.empty();
    }
}
