package org.karavox.storage.queue.internal;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.karavox.call.CallRecord;

/** Records that were handed over and are not durable yet, in order. Any thread gives, one takes. */
final class Intake {

    private final int capacity;
    private final ArrayDeque<CallRecord> records = new ArrayDeque<>();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Condition room = lock.newCondition();
    private long accepted;
    private long lost;
    private boolean closed;

    Intake(int capacity) {
        this.capacity = capacity;
    }

    /** False if there is no room; the record is lost and counted. */
    boolean offer(CallRecord call) {
        lock.lock();
        try {
            if (closed || records.size() >= capacity) {
                lost++;
                return false;
            }
            add(call);
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Waits for room; after {@link #close} the record is lost and counted. */
    void put(CallRecord call) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (!closed && records.size() >= capacity) {
                room.await();
            }
            if (closed) {
                lost++;
            } else {
                add(call);
            }
        } finally {
            lock.unlock();
        }
    }

    private void add(CallRecord call) {
        records.add(call);
        accepted++;
        changed.signal();
    }

    /** Waits until there are more than {@code known} records, or something else happened, or the time is over. */
    void await(int known, long nanos) throws InterruptedException {
        lock.lock();
        try {
            if (records.size() <= known && !closed) {
                changed.await(nanos, TimeUnit.NANOSECONDS);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Up to {@code limit} records behind the first {@code from}. They stay. */
    List<CallRecord> peek(int from, int limit) {
        lock.lock();
        try {
            int size = Math.max(0, Math.min(limit, records.size() - from));
            List<CallRecord> some = new ArrayList<>(size);
            Iterator<CallRecord> all = records.iterator();
            for (int i = 0; i < from && size > 0; i++) {
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

    /** Takes the first {@code count} records. */
    List<CallRecord> remove(int count) {
        lock.lock();
        try {
            List<CallRecord> some = new ArrayList<>(count);
            for (int i = 0; i < count; i++) {
                some.add(records.remove());
            }
            room.signalAll();
            return some;
        } finally {
            lock.unlock();
        }
    }

    /** Whoever waits in {@link #await} looks again. */
    void wake() {
        lock.lock();
        try {
            changed.signal();
        } finally {
            lock.unlock();
        }
    }

    /** Takes nothing from now on. */
    void close() {
        lock.lock();
        try {
            closed = true;
            changed.signalAll();
            room.signalAll();
        } finally {
            lock.unlock();
        }
    }

    boolean isClosed() {
        lock.lock();
        try {
            return closed;
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

    long accepted() {
        lock.lock();
        try {
            return accepted;
        } finally {
            lock.unlock();
        }
    }

    long lost() {
        lock.lock();
        try {
            return lost;
        } finally {
            lock.unlock();
        }
    }
}
