package org.karavox.storage.queue.internal;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.karavox.call.CallRecord;
import org.karavox.call.wire.WireException;
import org.karavox.runtime.RecordQueueRuntime;
import org.karavox.storage.CallStore;
import org.karavox.storage.StoreException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Brings records to one store, oldest first, each exactly once, for as long as it takes. One thread of its own. */
final class StoreWriter implements Runnable {

    private static final Logger LOGGER = LoggerFactory.getLogger(StoreWriter.class);
    private static final int BATCH_BYTES = 4 << 20;
    private static final int FEWEST_WHEN_UNAVAILABLE = 100;
    private static final int REFUSED_IN_A_ROW = 100;
    private static final long SECOND = 1_000_000_000L;
    private static final long AGAIN_INTERVAL = 2 * SECOND;
    private static final long STOP_PATIENCE = 2 * SECOND;
    private static final int CAUSES_SAID = 100;

    private final CallStore store;
    private final String name;
    private final Source source;
    private final Settings settings;
    private final Refused refused;
    private final Thread thread;
    private final Set<String> saidCauses = new HashSet<>();

    private volatile boolean stopped;
    private volatile long position = -1;
    private volatile long refusedRecords;
    private volatile State state = new State(Optional.empty(), Instant.now());

    private JournalReader reader;
    private String journal = "";
    private boolean asked;
    private List<CallRecord> pending = List.of();
    private int limit;
    private long pause;
    private int refusedInARow;
    private long againAt = System.nanoTime();

    private record State(Optional<String> problem, Instant since) {
    }

    StoreWriter(CallStore store, Source source, Settings settings, Disk disk) {
        this.store = store;
        this.source = source;
        this.settings = settings;
        name = store.name();
        refused = new Refused(settings.directory(), disk, name);
        limit = settings.batch();
        thread = new Thread(this, "karavox store " + name);
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    /** It will take no further batch. */
    void end() {
        stopped = true;
        source.recent().signal();
    }

    /** Waits until no code of the store is used any more; false if it does not come back. */
    boolean stop() throws InterruptedException {
        end();
        thread.join(Duration.ofNanos(STOP_PATIENCE).toMillis());
        if (thread.isAlive()) {
            thread.interrupt();
            thread.join(Duration.ofNanos(STOP_PATIENCE).toMillis());
        }
        if (thread.isAlive()) {
            LOGGER.warn("Store {} does not come back from a batch: it is left alone", name);
        }
        return !thread.isAlive();
    }

    /** Number of the last record that the store has, or that was set aside; -1 while that is not known. Any thread. */
    long position() {
        return position;
    }

    RecordQueueRuntime.Store status() {
        State now = state;
        return new RecordQueueRuntime.Store(name, Math.max(0, position), refusedRecords, now.problem(), now.since());
    }

    @Override
    public void run() {
        try {
            while (!stopped) {
                if (source.recent().await(() -> stopped || source.isOpen(), SECOND) && !stopped) {
                    step();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // it only ends this thread
        } finally {
            closeReader();
        }
    }

    private void step() throws InterruptedException {
        try {
            if (!asked) {
                ask();
            }
            if (System.nanoTime() - againAt >= 0) {
                againAt = System.nanoTime() + AGAIN_INTERVAL;
                offerAgain();
            }
            if (pending.isEmpty()) {
                fetch();
            }
            if (pending.isEmpty()) {
                available();
                source.recent().await(() -> stopped || source.recent().last() > position, AGAIN_INTERVAL);
                return;
            }
            offerNext();
        } catch (StoreException e) {
            asked = false;
            LOGGER.debug("Store {}", name, e);
            unavailable(e.getMessage());
        } catch (IOException e) {
            asked = false;
            closeReader();
            unavailable(Trouble.sentence(settings.directory(), e));
        } catch (RuntimeException e) { // of the store: whatever it is, the records must wait
            asked = false;
            if (saidCauses.size() < CAUSES_SAID && saidCauses.add(e.toString())) {
                LOGGER.error("Store {} failed unexpectedly", name, e);
            }
            unavailable("it failed unexpectedly (" + e + "), see the log");
        }
    }

    /** Asks the store what it has and goes on behind that. */
    private void ask() throws StoreException, IOException {
        journal = source.journalId();
        long stored = store.lastStored(journal);
        Optional<Journal> disk = source.journal();
        if (disk.isPresent()) {
            Optional<Journal.Predecessor> old = disk.get().predecessor();
            if (stored == 0 && old.isPresent()) {
                stored = Math.min(store.lastStored(old.get().id().toString()), old.get().last());
            }
            if (stored > Math.max(disk.get().lastFound(), source.lastOffered(name))) {
                LOGGER.error("Store {} has record {} of journal {}, but {} ends with {}: it is an older copy. It goes on as a new journal, "
                        + "records between the two that only the lost directory had are gone", name, stored, journal,
                        settings.directory(), disk.get().lastFound());
                disk.get().renew(UUID.fromString(journal));
                journal = source.journalId();
                stored = disk.get().lastFound();
            }
        }
        long behind = refused.behind(journal, stored);
        if (behind >= position && behind - position <= pending.size() && position >= 0) {
            pending = pending.subList((int) (behind - position), pending.size());
        } else {
            pending = List.of();
        }
        position = behind;
        asked = true;
        source.recent().signal();
    }

    private void fetch() throws IOException {
        long next = position + 1;
        Recent recent = source.recent();
        pending = recent.from(next, settings.batch());
        if (!pending.isEmpty() || next > recent.last()) {
            return;
        }
        if (source.journal().isEmpty()) { // came later than what memory holds
            position = recent.first() - 1;
            recent.signal();
            pending = recent.from(position + 1, settings.batch());
            return;
        }
        if (reader == null) {
            reader = new JournalReader(source.journal().get(), this::unreadable);
        }
        JournalReader.Block block = reader.read(next, settings.batch(), BATCH_BYTES);
        pending = block.records();
        if (position != block.first() - 1) { // what lies between is gone
            position = block.first() - 1;
            recent.signal();
        }
    }

    private void offerNext() throws StoreException, IOException, InterruptedException {
        List<CallRecord> part = pending.subList(0, Math.min(limit, pending.size()));
        try {
            source.offered(name, position + part.size());
            store.store(new CallStore.Batch(journal, position + 1, part));
        } catch (StoreException e) {
            if (e.kind() != StoreException.Kind.REFUSED) {
                throw e;
            }
            asked = false;
            if (part.size() > 1) {
                limit = part.size() / 2;
                return;
            }
            Path file = setAside(part.get(0));
            refuse(position + 1, file, e);
            return;
        }
        taken(part.size());
        refusedInARow = 0;
        pause = 0;
        limit = Math.min(settings.batch(), limit * 2);
        available();
    }

    private Path setAside(CallRecord call) throws IOException {
        try {
            return refused.setAside(journal, position + 1, call);
        } catch (IOException e) {
            if (source.journal().isPresent()) {
                throw e; // it waits in the journal meanwhile
            }
            LOGGER.error("A record that store {} refuses is lost: {}", name, Trouble.sentence(settings.directory(), e));
            return settings.directory();
        }
    }

    private void refuse(long number, Path file, Exception cause) throws InterruptedException {
        String message = String.valueOf(cause.getMessage());
        refusedRecords++;
        taken(1);
        if (saidCauses.size() < CAUSES_SAID && saidCauses.add(message)) {
            LOGGER.error("Store {} refuses record {}: {} It was set aside as {}; the same cause is not said again", name, number,
                    message.endsWith(".") ? message : message + ".", file);
        }
        if (++refusedInARow >= REFUSED_IN_A_ROW) {
            pause = settings.longestPause().toNanos();
            unavailable("it refused " + refusedInARow + " records in a row, the others wait; the last: " + message);
        }
    }

    private void taken(int count) {
        pending = pending.isEmpty() ? pending : pending.subList(count, pending.size());
        position += count;
        source.recent().signal();
    }

    private void unreadable(long number, byte[] payload, WireException cause) throws IOException {
        Path file = refused.setAside(journal, number, payload);
        refusedRecords++;
        if (saidCauses.size() < CAUSES_SAID && saidCauses.add(cause.getMessage())) {
            LOGGER.error("Record {} of the queue cannot be read: {}. It was set aside as {}", number, cause.getMessage(), file);
        }
    }

    /** Offers what an operator moved to the directory for it. */
    private void offerAgain() throws StoreException, IOException {
        for (Path file : refused.toOfferAgain()) {
            if (stopped) {
                return;
            }
            String own = Refused.journalOf(file);
            try {
                Optional<CallRecord> call = Refused.read(file);
                if (call.isEmpty()) {
                    LOGGER.error("{} is damaged and cannot be offered again, it was moved back", file);
                    refused.refusedAgain(file);
                    continue;
                }
                if (store.lastStored(own) < 1) {
                    store.store(new CallStore.Batch(own, 1, List.of(call.get())));
                }
                refused.storedAgain(file);
                LOGGER.info("Store {} has taken {}", name, file.getFileName());
            } catch (WireException e) {
                LOGGER.error("{} cannot be offered again, it was moved back: {}", file, e.getMessage());
                refused.refusedAgain(file);
            } catch (StoreException e) {
                if (e.kind() != StoreException.Kind.REFUSED) {
                    throw e;
                }
                LOGGER.error("Store {} refuses {} again, it was moved back: {}", name, file.getFileName(), e.getMessage());
                refused.refusedAgain(file);
            }
        }
    }

    private void unavailable(String message) throws InterruptedException {
        boolean news = state.problem().isEmpty();
        state = new State(Optional.of(message), news ? Instant.now() : state.since());
        if (news) {
            LOGGER.warn("Store {} takes no records, {} wait: {}", name, source.recent().last() - Math.max(0, position), message);
        }
        limit = Math.max(Math.min(limit, FEWEST_WHEN_UNAVAILABLE), limit / 2);
        pause = Math.min(settings.longestPause().toNanos(), Math.max(settings.shortestPause().toNanos(), pause * 2));
        source.recent().await(() -> stopped, pause);
    }

    private void available() {
        if (state.problem().isPresent()) {
            Instant now = Instant.now();
            LOGGER.info("Store {} takes records again after {} s, {} wait", name, Duration.between(state.since(), now).toSeconds(),
                    source.recent().last() - position);
            state = new State(Optional.empty(), now);
        }
    }

    private void closeReader() {
        if (reader == null) {
            return;
        }
        try {
            reader.close();
        } catch (IOException e) {
            LOGGER.debug("Closing a file that was only read", e);
        }
        reader = null;
    }
}
