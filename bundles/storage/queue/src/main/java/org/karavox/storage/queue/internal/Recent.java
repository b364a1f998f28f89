package org.karavox.storage.queue.internal;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.karavox.call.CallRecord;

/**
 * The newest records that stores may have, in memory: a store that keeps up never reads the disk. It is also where stores and those
 * who wait for them hear of progress. Any thread.
 */
final class Recent {

    private final int capacity;
    private final ArrayDeque<CallRecord> records = new ArrayDeque<>();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition progress = lock.newCondition();
    private long last;

    Recent(int capacity) {
        this.capacity = capacity;
    }

    /** Begins behind number {@code number}. */
    void begin(long number) {
        lock.lock();
        try {
            records.clear();
            last = number;
            progress.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Adds the next ones; the oldest make room. */
    void add(List<CallRecord> more) {
        lock.lock();
        try {
            records.addAll(more);
            last += more.size();
            while (records.size() > capacity) {
                records.remove();
            }
            progress.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Forgets those up to {@code number}. */
    void forget(long number) {
        lock.lock();
        try {
            while (!records.isEmpty() && last - records.size() < number) {
                records.remove();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Number of the newest. */
    long last() {
        lock.lock();
        try {
            return last;
        } finally {
            lock.unlock();
        }
    }

    /** Number of the oldest that is here; {@code last() + 1} if none is. */
    long first() {
        lock.lock();
        try {
            return last - records.size() + 1;
        } finally {
            lock.unlock();
        }
    }

    int size() {
        lock.lock();
        try {
            return records.size();
        } finally {
            lock.unlock();
        }
    }

    /** Up to {@code limit} records from number {@code number} on; empty if that one is not here. */
    List<CallRecord> from(long number, int limit) {
        lock.lock();
        try {
            long before = number - (last - records.size()) - 1;
            if (before < 0 || before >= records.size()) {
                return List.of();
            }
            int size = (int) Math.min(limit, records.size() - before);
            List<CallRecord> some = new ArrayList<>(size);
            Iterator<CallRecord> all = records.iterator();
            for (long i = 0; i < before; i++) {
                all.next();
            }
            while (some.size() < size) {
                some.add(all.next());
            }
            return some;
        } finally {
            lock.unlock();
        }
    }

    /** Something changed that others wait for. */
    void signal() {
        lock.lock();
        try {
            progress.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Waits until {@code condition} holds; it is asked again whenever something has changed. */
    boolean await(BooleanSupplier condition, long nanos) throws InterruptedException {
        long end = System.nanoTime() + nanos;
        lock.lockInterruptibly();
        try {
            while (!condition.getAsBoolean()) {
                long left = end - System.nanoTime();
                if (left <= 0) {
                    return false;
                }
                progress.await(left, TimeUnit.NANOSECONDS);
            }
            return true;
        } finally {
            lock.unlock();
        }
    }
}
