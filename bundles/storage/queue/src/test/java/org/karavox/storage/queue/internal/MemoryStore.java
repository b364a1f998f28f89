package org.karavox.storage.queue.internal;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.karavox.call.CallRecord;
import org.karavox.storage.CallStore;
import org.karavox.storage.StoreException;

/** A store whose behaviour a test decides. All methods lock. */
final class MemoryStore implements CallStore {

    private final String name;
    private final boolean keeps;
    private final List<Long> serials = new ArrayList<>();
    private final Map<String, Long> positions = new HashMap<>();
    private final List<Integer> batches = new ArrayList<>();
    private long stored;
    private boolean down;
    private int asked;
    private int tries;
    private int failuresAfterCommit;
    private Predicate<CallRecord> refuses = call -> false;
    private Runnable before = () -> { };

    MemoryStore(String name, boolean keeps) {
        this.name = name;
        this.keeps = keeps;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public synchronized long lastStored(String journal) throws StoreException {
        asked++;
        fail();
        return positions.getOrDefault(journal, 0L);
    }

    @Override
    public void store(Batch batch) throws StoreException {
        Runnable first;
        synchronized (this) {
            first = before;
        }
        first.run();
        keep(batch);
    }

    private synchronized void keep(Batch batch) throws StoreException {
        tries++;
        fail();
        if (batch.first() <= positions.getOrDefault(batch.journal(), 0L)) {
            throw new IllegalStateException("record " + batch.first() + " comes a second time");
        }
        for (CallRecord call : batch.records()) {
            if (refuses.test(call)) {
                throw new StoreException(StoreException.Kind.REFUSED, "Data too long for column caller", null);
            }
        }
        if (keeps) {
            batch.records().forEach(call -> serials.add(call.firstFrame()));
        }
        batches.add(batch.records().size());
        stored += batch.records().size();
        positions.put(batch.journal(), batch.last());
        notifyAll();
        if (failuresAfterCommit > 0) {
            failuresAfterCommit--;
            throw new StoreException(StoreException.Kind.UNAVAILABLE, "The connection broke during the commit", null);
        }
    }

    private void fail() throws StoreException {
        if (down) {
            throw new StoreException(StoreException.Kind.UNAVAILABLE, "The database does not answer", null);
        }
    }

    synchronized void down(boolean now) {
        down = now;
    }

    synchronized void refuses(Predicate<CallRecord> which) {
        refuses = which;
    }

    synchronized void failAfterCommit(int times) {
        failuresAfterCommit = times;
    }

    /** Runs in front of every batch, in the writer's thread. */
    synchronized void before(Runnable action) {
        before = action;
    }

    synchronized void position(String journal, long number) {
        positions.put(journal, number);
    }

    synchronized List<Long> serials() {
        return List.copyOf(serials);
    }

    synchronized List<Integer> batches() {
        return List.copyOf(batches);
    }

    synchronized long stored() {
        return stored;
    }

    synchronized int asked() {
        return asked;
    }

    synchronized int tries() {
        return tries;
    }

    synchronized void awaitStored(long count) throws InterruptedException {
        long end = System.currentTimeMillis() + 20_000;
        while (stored < count) {
            long left = end - System.currentTimeMillis();
            if (left <= 0) {
                throw new AssertionError(stored + " of " + count + " records stored after 20 s");
            }
            wait(left);
        }
    }
}
