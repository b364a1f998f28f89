package org.karavox.storage.cleaner.internal;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.karavox.runtime.SpoolRuntime.Deletion;
import org.karavox.runtime.SpoolRuntime.Usage;
import org.karavox.storage.SpoolRoots;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Rounds of cleaning. One thread; {@link #report} any.
 *
 * <p>Never deleted: a minute that ended less than two minutes ago, a folder that was written to less than two minutes ago,
 * anything that is reached through a symbolic link.
 */
final class Cleaning {

    /** What the last round found. */
    record Report(List<Usage> usage, Optional<String> problem) {
    }

    /** Told of every folder that was deleted. */
    interface Listener {
        void deleted(Unit unit, long bytes);
    }

    private static final Logger LOGGER = LoggerFactory.getLogger(Cleaning.class);
    private static final Duration YOUNG = Duration.ofMinutes(2);
    private static final Duration STRAY_AGE = Duration.ofHours(1);
    private static final Duration SAY_AGAIN = Duration.ofHours(1);
    private static final int REFUSALS = 100;
    private static final Group[] SINGLE = {Group.SIP, Group.RTP, Group.GRAPH, Group.AUDIO, Group.AUDIOGRAPH};

    /** A file system with too little room, while it lasts. */
    private static final class Emergency {
        private final long[] before = new long[2];
        private Instant said = Instant.MIN;
    }

    private final Limits limits;
    private final ZoneId zone;
    private final Map<Path, SpoolRoots.Root> roots = new LinkedHashMap<>();
    private final Map<Path, RootThread> threads = new HashMap<>();
    private final Disk disk;
    private final Predicate<Path> silent;
    private final Clock clock;
    private final DeletionLog log;
    private final Listener listener;
    private final boolean says;

    private final SpoolIndex index = new SpoolIndex();
    private final Map<Object, Emergency> emergencies = new HashMap<>();
    private final Set<Path> givenUp = new HashSet<>();
    private final List<String> problems = new ArrayList<>();
    private Set<String> saidProblems = Set.of();
    private int refusals;
    private volatile Report report;

    /**
     * @param patience for a single call into a file system
     * @param silent roots that are known not to answer
     * @param says logs every deletion
     */
    Cleaning(Limits limits, ZoneId zone, List<SpoolRoots.Root> roots, Disk disk, Duration patience, Predicate<Path> silent, Clock clock,
            DeletionLog log, Listener listener, boolean says) {
        this.limits = limits;
        this.zone = zone;
        this.disk = disk;
        this.silent = silent;
        this.clock = clock;
        this.log = log;
        this.listener = listener;
        this.says = says;
        for (SpoolRoots.Root root : roots) {
            if (this.roots.putIfAbsent(root.path(), root) == null) {
                threads.put(root.path(), new RootThread(root.path(), patience));
            }
        }
        report = new Report(usage(), Optional.empty());
    }

    Report report() {
        return report;
    }

    void close() {
        threads.values().forEach(RootThread::close);
    }

    /** Reads what earlier runs have written down. */
    void readLog() throws InterruptedException {
        for (Path root : roots.keySet()) {
            attempt(root, () -> {
                log.read(root, disk);
                return true;
            });
        }
    }

    /**
     * One round.
     *
     * @param rules false = only what a disk that is nearly full asks for
     * @return how many folders were deleted
     */
    int round(boolean rules) throws InterruptedException {
        givenUp.clear();
        problems.clear();
        refusals = 0;
        for (Path root : roots.keySet()) {
            refresh(root);
        }
        int deleted = 0;
        if (limits.cleans()) {
            deleted += makeRoom();
            if (rules && limits.window().contains(clock.instant().atZone(zone).getHour())) {
                deleted += applyRules();
            }
        }
        for (String problem : problems) {
            if (!saidProblems.contains(problem)) {
                LOGGER.error("{}", problem);
            }
        }
        saidProblems = Set.copyOf(problems);
        report = new Report(usage(), problems.stream().findFirst());
        return deleted;
    }

    private void refresh(Path root) throws InterruptedException {
        if (silent.test(root)) {
            givenUp.add(root); // whoever watches it says so
            return;
        }
        try {
            index.refresh(root, Math.min(roots.get(root).index(), 1), roots.keySet(), this::list, clock.instant());
        } catch (IOException e) {
            giveUp(root, e);
        }
    }

    private List<Disk.Entry> list(Path root, String folder) throws IOException, InterruptedException {
        return threads.get(root).call(() -> disk.list(root, folder));
    }

    private void giveUp(Path root, IOException e) {
        givenUp.add(root);
        if (e instanceof SilentRootException) {
            if (!silent.test(root)) {
                problems.add(root + " answers too slowly to be cleaned: check the server of the mount and the network");
            }
        } else {
            problems.add("Nothing can be cleaned in " + root + " for now (" + reason(e) + "): give this process read and write "
                    + "permission there, and check the disk and the mount");
        }
    }

    private static String reason(IOException e) {
        String kind = e.getClass().getSimpleName().replaceAll("(Exception|FileSystemException)$", "");
        return e.getMessage() == null ? kind : kind.isEmpty() ? e.getMessage()
                : kind + ": " + e.getMessage();
    }

    /** Runs it, false if it fails; that is a reason to leave the root alone in this round. */
    private boolean attempt(Path root, RootThread.Action<Boolean> action) throws InterruptedException {
        if (silent.test(root)) {
            return false;
        }
        try {
            return threads.get(root).call(action);
        } catch (IOException e) {
            giveUp(root, e);
            return false;
        }
    }

    private int applyRules() throws InterruptedException {
        int deleted = 0;
        LocalDate today = LocalDate.ofInstant(clock.instant(), zone);
        for (int spool = 0; spool < 2; spool++) {
            for (Group group : SINGLE) {
                deleted += bySize(spool, group) + byDays(spool, group, today);
            }
            deleted += bySize(spool, Group.ALL) + byDays(spool, Group.ALL, today);
        }
        return limits.strays() ? deleted + removeStrays() : deleted;
    }

    private static Predicate<Unit> of(int spool, Group group) {
        return unit -> unit.spool() == spool && (group == Group.ALL || unit.group() == group);
    }

    private long used(int spool, Group group) {
        return group == Group.ALL ? index.bytes(spool) : index.bytes(spool, group);
    }

    private int bySize(int spool, Group group) throws InterruptedException {
        long limit = limits.bytes(spool, group);
        int deleted = 0;
        if (limit == 0 || used(spool, group) <= limit) {
            return 0;
        }
        for (Unit unit : index.oldest(of(spool, group))) {
            long excess = used(spool, group) - limit;
            if (excess <= 0) {
                break;
            }
            deleted += delete(unit, Limits.key("size", spool, group) + " = " + limit / Limits.MB + " MB exceeded by " + Sizes.text(excess));
        }
        return deleted;
    }

    private int byDays(int spool, Group group, LocalDate today) throws InterruptedException {
        int limit = limits.days(spool, group);
        int deleted = 0;
        if (limit == 0) {
            return 0;
        }
        LocalDate kept = today.minusDays(limit);
        Predicate<Unit> fits = of(spool, group);
        for (Unit unit : index.oldest(unit -> unit.minute().toLocalDate().isBefore(kept) && fits.test(unit))) {
            long more = kept.toEpochDay() - unit.minute().toLocalDate().toEpochDay();
            deleted += delete(unit, Limits.key("days", spool, group) + " = " + limit + " exceeded by " + more + (more == 1 ? " day" : " days"));
        }
        return deleted;
    }

    /** Deletes the oldest on file systems with too little room. */
    private int makeRoom() throws InterruptedException {
        Map<Object, List<Path>> byDevice = new LinkedHashMap<>();
        Map<Object, Disk.Space> spaces = new HashMap<>();
        for (Path root : roots.keySet()) {
            if (!givenUp.contains(root)) {
                try { // asked anew: what the watcher saw may be older than the last deletion
                    Disk.Space space = threads.get(root).call(() -> disk.space(root));
                    spaces.put(space.device(), space);
                    byDevice.computeIfAbsent(space.device(), device -> new ArrayList<>()).add(root);
                } catch (IOException e) {
                    giveUp(root, e);
                }
            }
        }
        int deleted = 0;
        for (Map.Entry<Object, List<Path>> device : byDevice.entrySet()) {
            Disk.Space space = spaces.get(device.getKey());
            if (limits.missing(space) > 0) {
                deleted += makeRoom(device.getKey(), device.getValue(), space);
            } else {
                emergencies.remove(device.getKey());
            }
        }
        return deleted;
    }

    private int makeRoom(Object device, List<Path> where, Disk.Space space) throws InterruptedException {
        Emergency emergency = emergencies.computeIfAbsent(device, begun -> {
            Emergency made = new Emergency();
            made.before[0] = index.bytes(0);
            made.before[1] = index.bytes(1);
            return made;
        });
        long missing = limits.missing(space);
        String rule = limits.emergencyRule(space);
        int deleted = 0;
        long freed = 0;
        for (int spool = 0; spool < 2 && freed < missing; spool++) {
            long configured = limits.bytes(spool, Group.ALL);
            long basis = configured > 0 ? configured : emergency.before[spool];
            long total = index.bytes(spool);
            if (basis <= limits.smallestEmergency() || total == 0) {
                continue;
            }
            long lowered = Math.max(basis / 10 * 8, total - (missing - freed));
            int number = spool;
            for (Unit unit : index.oldest(unit -> unit.spool() == number && where.contains(unit.root()))) {
                if (index.bytes(spool) <= lowered) {
                    break;
                }
                deleted += delete(unit, rule + ": " + Sizes.text(space.freeBytes()) + " are free, " + Sizes.text(missing)
                        + " too little; " + Limits.key("size", spool, Group.ALL) + " lowered to " + Sizes.text(lowered));
            }
            freed += total - index.bytes(spool);
        }
        if (!clock.instant().isBefore(emergency.said.plus(emergency.said.equals(Instant.MIN) ? Duration.ZERO : SAY_AGAIN))) {
            emergency.said = clock.instant();
            LOGGER.error("Only {} are free in {} ({}): {} of the oldest files were deleted although no limit is reached; "
                    + "free space or lower maxpoolsize", Sizes.text(space.freeBytes()), where.get(0), rule, Sizes.text(freed));
        }
        if (freed < missing) {
            problems.add("Only " + Sizes.text(space.freeBytes()) + " are free in " + where.get(0) + " (" + rule + ") and no more may be "
                    + "deleted (at most a fifth of maxpoolsize, nothing below " + Sizes.text(limits.smallestEmergency())
                    + ", nothing of the last two minutes): free space by other means, or lower maxpoolsize");
        }
        return deleted;
    }

    private int delete(Unit unit, String reason) throws InterruptedException {
        if (givenUp.contains(unit.root()) || isYoung(unit)) {
            return 0;
        }
        try {
            SpoolIndex.Sum sum = new SpoolIndex.Sum();
            SpoolIndex.sum(unit.root(), unit.path(), this::list, sum);
            if (isRecent(sum.written)) {
                return 0;
            }
            Disk.Removed removed = threads.get(unit.root()).call(() -> disk.remove(unit.root(), unit.path()));
            index.remove(unit);
            if (removed.files() > 0) {
                record(new Deletion(clock.instant(), unit.root(), unit.path(), unit.group().label(), removed.files(), removed.bytes(), reason));
                listener.deleted(unit, removed.bytes());
            }
            return 1;
        } catch (IOException e) {
            refused(unit.root(), unit.path(), e);
            return 0;
        }
    }

    /** One folder that cannot be deleted does not save the others. */
    private void refused(Path root, String path, IOException e) {
        if (e instanceof SilentRootException || ++refusals > REFUSALS) {
            giveUp(root, e);
        } else if (refusals == 1) {
            problems.add(root.resolve(path) + " cannot be deleted (" + reason(e) + "): give this process write permission there, or remove it");
        }
    }

    private void record(Deletion deletion) throws InterruptedException {
        log.add(deletion);
        if (says) {
            LOGGER.info("Deleted {}/{}: {} files, {}; {}", deletion.root(), deletion.what(), deletion.files(), Sizes.text(deletion.bytes()),
                    deletion.reason());
        }
        attempt(deletion.root(), () -> {
            DeletionLog.write(deletion, disk);
            return true;
        });
    }

    private boolean isYoung(Unit unit) {
        Instant end = unit.minute().plusMinutes(1).atZone(zone).withLaterOffsetAtOverlap().toInstant();
        return clock.instant().isBefore(end.plus(YOUNG)) || isRecent(unit.written());
    }

    /** Within two minutes; also if the clock of a server is a little ahead. */
    private boolean isRecent(Instant written) {
        return written.isAfter(clock.instant().minus(YOUNG)) && written.isBefore(clock.instant().plus(YOUNG));
    }

    private int removeStrays() throws InterruptedException {
        int deleted = 0;
        for (SpoolIndex.Stray stray : index.strays()) {
            if (givenUp.contains(stray.root()) || stray.written().isAfter(clock.instant().minus(STRAY_AGE))) {
                continue;
            }
            try {
                SpoolIndex.Sum sum = new SpoolIndex.Sum();
                SpoolIndex.sum(stray.root(), stray.path(), this::list, sum);
                if (sum.written.isAfter(clock.instant().minus(STRAY_AGE))) {
                    continue;
                }
                Disk.Removed removed = threads.get(stray.root()).call(() -> disk.remove(stray.root(), stray.path()));
                if (removed.files() > 0) {
                    record(new Deletion(clock.instant(), stray.root(), stray.path(), "obsolete", removed.files(), removed.bytes(),
                            "maxpool_clean_obsolete = yes: of no known kind"));
                    deleted++;
                }
            } catch (IOException e) {
                refused(stray.root(), stray.path(), e);
            }
        }
        return deleted;
    }

    private List<Usage> usage() {
        List<Usage> usage = new ArrayList<>();
        boolean second = roots.values().stream().anyMatch(root -> root.index() > 0);
        for (int spool = 0; spool < (second ? 2 : 1); spool++) {
            for (Group group : Group.values()) {
                Optional<Instant> oldest = index.first(of(spool, group)).map(unit -> unit.minute().atZone(zone).toInstant());
                usage.add(new Usage(group.label() + (spool == 1 ? "_2" : ""), used(spool, group),
                        group == Group.ALL ? index.files(spool) : index.files(spool, group), limits.bytes(spool, group),
                        limits.days(spool, group), oldest));
            }
        }
        return usage;
    }
}
