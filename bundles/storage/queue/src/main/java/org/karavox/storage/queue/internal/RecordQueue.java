package org.karavox.storage.queue.internal;

import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.karavox.call.CallRecord;
import org.karavox.runtime.RecordQueueRuntime;
import org.karavox.runtime.SelfTest;
import org.karavox.storage.CallSink;
import org.karavox.storage.CallStore;
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
 * Takes finished calls, writes them to a journal and sees to it that every store gets them, each once.
 *
 * <pre>
 * offer, put -> intake (memory) -> journal thread -> files, made durable -> recent (memory) -> one writer per store
 *                                                      `------------ read back in blocks ------------'
 * </pre>
 *
 * <p>A record leaves the intake when it is durable, so what the disk could not keep is written again.
 */
@Component(service = {CallSink.class, RecordQueueRuntime.class, SelfTest.class}, configurationPid = "karavox.storage.queue", immediate = true,
        property = "karavox.name=queue")
@Designate(ocd = QueueConfig.class)
public final class RecordQueue implements CallSink, RecordQueueRuntime, SelfTest {

    private static final Logger LOGGER = LoggerFactory.getLogger(RecordQueue.class);
    private static final String DEFAULT_DIRECTORY = "queue";
    private static final int APPEND = 1_000;
    private static final long SECOND = 1_000_000_000L;
    private static final long WRITE_STORES_INTERVAL = 10 * SECOND;

    private final Settings settings;
    private final Disk disk;
    private final Intake intake;
    private final Recent recent;
    private final KnownStores known;
    private final Thread thread;
    private final Lookup source = new Lookup();
    private final String memoryId = UUID.randomUUID().toString();
    private final AtomicLong keptNot = new AtomicLong();
    private final Map<CallStore, StoreWriter> writers = new LinkedHashMap<>();
    private final List<CallStore> namesakes = new ArrayList<>();

    private volatile Journal journal;
    private volatile Optional<String> problem = Optional.empty();
    private volatile long passed;
    private volatile long aliveAt = System.nanoTime();
    private volatile long lostAtStop;
    private volatile boolean hurry;
    private volatile boolean giveUp;
    private boolean stopped;

    @Activate
    public RecordQueue(QueueConfig config) {
        this(Settings.of(directory(config)).with(config.query_cache(), config.nocdr()), new Disk());
    }

    RecordQueue(Settings settings, Disk disk) {
        this.settings = settings;
        this.disk = disk;
        int half = settings.memory() / 2;
        intake = new Intake(settings.onDisk() ? settings.memory() : half);
        recent = new Recent(settings.onDisk() ? settings.recent() : half);
        known = new KnownStores(settings.storeMemory());
        thread = new Thread(settings.onDisk() ? this::journal : this::keepInMemory, "karavox records");
        thread.setDaemon(true);
        if (settings.keepsNothing()) {
            LOGGER.info("nocdr = yes: records of calls are counted and not kept");
        } else {
            thread.start();
        }
    }

    private static Path directory(QueueConfig config) {
        String base = System.getProperty("karaf.base", System.getProperty("user.dir"));
        String text = config.save_query_to_files_directory().trim();
        try {
            return Path.of(base).resolve(text.isEmpty() ? DEFAULT_DIRECTORY : text);
        } catch (InvalidPathException e) {
            Path used = Path.of(base).resolve(DEFAULT_DIRECTORY);
            LOGGER.warn("save_query_to_files_directory: '{}' is not accepted ({}), using {}", text, e.getReason(), used);
            return used;
        }
    }

    // ---- stores come and go

    /** A store was registered. */
    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    public synchronized void addStore(CallStore store) {
        if (stopped || settings.keepsNothing()) {
            return;
        }
        if (writers.keySet().stream().anyMatch(other -> other.name().equals(store.name()))) {
            LOGGER.error("There are two stores named {}: the second gets no records as long as the first is there", store.name());
            namesakes.add(store);
            return;
        }
        StoreWriter writer = new StoreWriter(store, source, settings, disk);
        writers.put(store, writer);
        writer.start();
        LOGGER.info("Store {} was added", store.name());
    }

    /** A store leaves. Returns when none of its code is used any more. */
    public void removeStore(CallStore store) {
        StoreWriter writer;
        synchronized (this) {
            namesakes.remove(store);
            writer = writers.remove(store);
        }
        if (writer == null) {
            return;
        }
        stop(writer);
        known.seen(store.name(), writer.position(), Instant.now());
        List<CallStore> waiting;
        synchronized (this) {
            waiting = namesakes.stream().filter(other -> other.name().equals(store.name())).limit(1).toList();
            namesakes.removeAll(waiting);
        }
        waiting.forEach(this::addStore);
        recent.signal();
    }

    private static void stop(StoreWriter writer) {
        try {
            writer.stop();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized Map<String, StoreWriter> registered() {
        Map<String, StoreWriter> byName = new TreeMap<>();
        writers.forEach((store, writer) -> byName.put(store.name(), writer));
        return byName;
    }

    // ---- CallSink

    @Override
    public boolean offer(CallRecord call) {
        if (settings.keepsNothing()) {
            keptNot.incrementAndGet();
            return true;
        }
        return intake.offer(call);
    }

    @Override
    public void put(CallRecord call) throws InterruptedException {
        if (settings.keepsNothing()) {
            keptNot.incrementAndGet();
        } else {
            intake.put(call);
        }
    }

    @Override
    public boolean awaitStored(Duration patience) throws InterruptedException {
        if (settings.keepsNothing()) {
            return true;
        }
        long end = System.nanoTime() + patience.toNanos();
        long target = intake.accepted();
        hurry = true;
        intake.wake();
        if (!recent.await(() -> source.isOpen() && passed >= target, end - System.nanoTime())) {
            return false;
        }
        long number = recent.last();
        return recent.await(() -> {
            Map<String, StoreWriter> stores = registered();
            return !stores.isEmpty() && stores.values().stream().allMatch(writer -> writer.position() >= number);
        }, end - System.nanoTime());
    }

    // ---- RecordQueueRuntime

    @Override
    public Status status() {
        Journal now = journal;
        List<Store> stores = new ArrayList<>();
        Map<String, StoreWriter> present = registered();
        present.values().forEach(writer -> stores.add(writer.status()));
        known.all().forEach((name, gone) -> {
            if (!present.containsKey(name)) {
                stores.add(new Store(name, gone.stored(), 0, Optional.of("it is not there: start its bundle. Its records are kept for "
                        + settings.storeMemory().toDays() + " days"), gone.seen()));
            }
        });
        long handedOver = intake.accepted() + intake.lost() + keptNot.get();
        long lost = intake.lost() + lostAtStop;
        Optional<String> wrong = problem.isPresent() ? problem : hanging();
        if (now == null) {
            return new Status(settings.onDisk() ? "" : memoryId, handedOver, recent.last(), 0, lost, wrong, stores);
        }
        return new Status(now.id(), handedOver, now.last(), now.bytes(), lost, wrong, stores);
    }

    /** The thread of the journal comes round every second or so, unless the disk holds it up. */
    private Optional<String> hanging() {
        long silent = System.nanoTime() - aliveAt;
        if (!settings.onDisk() || !thread.isAlive() || silent < Math.max(2 * SECOND, 10 * settings.retry().toNanos())) {
            return Optional.empty();
        }
        return Optional.of("The disk of the record queue, " + settings.directory() + ", does not answer since " + silent / SECOND
                + " s. Check the disk and its mount; a directory on the network is not fit for the queue");
    }

    @Override
    public String name() {
        return "record queue";
    }

    @Override
    public Verdict run() {
        return Examination.of(status(), condition());
    }

    /** What cannot be seen in the status. */
    record Condition(Settings settings, int waiting, long missing, long keptNot) {
    }

    private Condition condition() {
        Journal now = journal;
        return new Condition(settings, intake.size(), now == null ? 0 : now.missing(), keptNot.get());
    }

    // ---- the thread in front of the stores

    private void journal() {
        int written = 0;
        int most = APPEND;
        long syncedAt = System.nanoTime() - settings.syncInterval().toNanos();
        long cleanedAt = syncedAt;
        long storesWrittenAt = System.nanoTime();
        while (!giveUp) {
            boolean closing = intake.isClosed();
            aliveAt = System.nanoTime();
            try {
                if (journal == null) {
                    open();
                    written = 0;
                }
                List<CallRecord> some = intake.peek(written, most);
                if (!some.isEmpty()) {
                    written += journal.append(some);
                    most = Math.min(APPEND, most * 2);
                }
                long now = System.nanoTime();
                boolean due = written >= settings.syncRecords() || now - syncedAt >= settings.syncInterval().toNanos();
                if (written > 0 && (due || hurry || closing)) {
                    hurry = false;
                    journal.sync();
                    syncedAt = System.nanoTime();
                    passOn(written);
                    written = 0;
                }
                worked();
                if (now - cleanedAt >= SECOND) {
                    cleanedAt = now;
                    clean(now - storesWrittenAt >= WRITE_STORES_INTERVAL);
                    storesWrittenAt = now - storesWrittenAt >= WRITE_STORES_INTERVAL ? now : storesWrittenAt;
                }
                if (closing && intake.size() == 0) {
                    return;
                }
                if (some.isEmpty() && !closing) {
                    long left = settings.syncInterval().toNanos() - (System.nanoTime() - syncedAt);
                    intake.await(written, written == 0 ? SECOND : Math.max(1, Math.min(SECOND, left)));
                }
            } catch (IOException e) {
                written = settle();
                most = Math.max(1, most / 2); // fewer may fit
                makeRoom();
                failed(e);
            } catch (InterruptedException e) {
                LOGGER.debug("Nobody has a reason to interrupt this thread", e);
            } catch (RuntimeException e) { // outermost loop: without it nothing would be kept any more
                written = settle();
                LOGGER.error("The record queue failed unexpectedly", e);
                failed(new IOException("it failed unexpectedly (" + e + "), see the log", e));
            }
        }
    }

    /** After a failure: passes on what became durable all the same, and says how many records are written and not durable. */
    private int settle() {
        if (journal == null) {
            return 0;
        }
        int durable = (int) (journal.durable() - recent.last());
        if (durable > 0) {
            passOn(durable); // a file was made durable because it was full, before the next could be begun
        }
        return (int) (journal.last() - journal.durable());
    }

    private void open() throws IOException {
        Journal opened = Journal.open(settings.directory(), disk, settings.segmentBytes());
        known.read(settings.directory());
        recent.begin(opened.last());
        journal = opened;
        recent.signal();
        if (opened.last() >= opened.first()) {
            LOGGER.info("The record queue {} holds records {} to {}", settings.directory(), opened.first(), opened.last());
        }
    }

    private void passOn(int count) {
        List<CallRecord> some = intake.remove(count);
        passed += count;
        recent.add(some);
    }

    private void clean(boolean writes) throws IOException {
        Instant now = Instant.now();
        registered().forEach((name, writer) -> known.seen(name, writer.position(), now));
        known.forgetOld(now);
        journal.forget(known.storedByAll());
        if (writes) {
            known.write(settings.directory(), disk);
        }
    }

    /** Writing failed, perhaps because the disk is full: what all stores have goes first. */
    private void makeRoom() {
        if (journal == null) {
            return;
        }
        try {
            clean(false);
            journal.forgetNewest(known.storedByAll());
        } catch (IOException e) {
            LOGGER.debug("No room was made", e);
        }
    }

    private void failed(IOException cause) {
        String sentence = Trouble.sentence(settings.directory(), cause);
        if (problem.isEmpty()) {
            LOGGER.error("{}. Up to {} records wait in memory", sentence, settings.memory());
            LOGGER.debug("Record queue", cause);
        }
        problem = Optional.of(sentence);
        long end = System.nanoTime() + settings.retry().toNanos();
        try {
            recent.await(() -> giveUp, end - System.nanoTime());
        } catch (InterruptedException e) {
            LOGGER.debug("Nobody has a reason to interrupt this thread", e);
        }
    }

    private void worked() {
        if (problem.isPresent()) {
            problem = Optional.empty();
            LOGGER.info("The record queue writes to {} again, {} records were lost since the start", settings.directory(), intake.lost());
        }
    }

    /** Without a disk: hands over to stores as there is room. */
    private void keepInMemory() {
        recent.signal();
        while (!giveUp && !(intake.isClosed() && intake.size() == 0)) {
            long taken = registered().values().stream().mapToLong(StoreWriter::position).min().orElse(-1);
            recent.forget(taken);
            int room = settings.memory() / 2 - recent.size();
            try {
                if (room == 0) {
                    recent.await(() -> giveUp || registered().values().stream().mapToLong(StoreWriter::position).min().orElse(-1) > taken,
                            SECOND);
                    continue;
                }
                intake.await(0, SECOND);
            } catch (InterruptedException e) {
                LOGGER.debug("Nobody has a reason to interrupt this thread", e);
            }
            passOn(Math.min(room, intake.size()));
        }
    }

    // ---- end

    /** Brings what is in memory to disk, at most for some seconds, and ends all threads. */
    @Deactivate
    public void stop() {
        List<StoreWriter> all;
        synchronized (this) {
            if (stopped) {
                return;
            }
            stopped = true;
            all = List.copyOf(writers.values());
        }
        long end = System.nanoTime() + settings.stopPatience().toNanos();
        intake.close();
        try {
            if (settings.onDisk()) {
                all.forEach(StoreWriter::end);
            }
            if (thread.isAlive()) {
                thread.join(Math.max(1, settings.stopPatience().toMillis()));
            }
            if (!settings.onDisk()) {
                recent.await(() -> all.stream().allMatch(writer -> writer.position() >= recent.last()) && !all.isEmpty(),
                        recent.size() == 0 ? 0 : end - System.nanoTime());
            }
            giveUp = true;
            recent.signal();
            thread.join(settings.retry().toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        all.forEach(RecordQueue::stop);
        long left = intake.size() + (settings.onDisk() || settings.keepsNothing() ? 0 : unstored(all));
        if (left > 0) {
            lostAtStop = left;
            LOGGER.error("{} records of calls are lost, because they could not be {} before the stop", left,
                    settings.onDisk() ? "written to " + settings.directory() : "stored");
        }
        close();
    }

    private long unstored(List<StoreWriter> all) {
        long taken = all.stream().mapToLong(StoreWriter::position).min().orElse(-1);
        recent.forget(taken);
        return recent.size();
    }

    private void close() {
        Journal open = journal;
        if (open == null || thread.isAlive()) {
            return; // a thread that hangs in the disk keeps the directory
        }
        try {
            clean(true);
        } catch (IOException e) {
            LOGGER.debug("What may be removed is found out again at the next start", e);
        }
        try {
            open.close();
        } catch (IOException e) {
            LOGGER.warn("Closing the record queue: {}", e.getMessage());
        }
    }

    private final class Lookup implements Source {

        private final Map<String, Long> offered = new ConcurrentHashMap<>();

        @Override
        public boolean isOpen() {
            return !settings.onDisk() || journal != null;
        }

        @Override
        public String journalId() {
            return settings.onDisk() ? journal.id() : memoryId;
        }

        @Override
        public Optional<Journal> journal() {
            return Optional.ofNullable(journal);
        }

        @Override
        public Recent recent() {
            return recent;
        }

        @Override
        public void offered(String store, long number) {
            offered.merge(store, number, Math::max);
        }

        @Override
        public long lastOffered(String store) {
            return offered.getOrDefault(store, 0L);
        }
    }
}
