package org.karavox.storage.spool.internal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A thread that compresses and writes archives. Chunks wait in it until there are enough for a large write, or a second has
 * passed, or memory runs short, or somebody wants to read.
 */
final class TarThread implements Runnable {

    /** Bytes of a write. */
    static final int BATCH = 1 << 20;

    private static final Logger LOGGER = LoggerFactory.getLogger(TarThread.class);
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final long WAIT_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final int WORTH_WAKING = 64 << 10;

    private final PiecePool pool;
    private final TarArchives archives;
    private final Clock clock;
    private final Thread thread;
    private final AtomicReference<Piece> inbox = new AtomicReference<>();
    private final ConcurrentLinkedQueue<TarArchive> begun = new ConcurrentLinkedQueue<>();
    private final List<TarArchive> mine = new ArrayList<>();
    private final Batch batch = new Batch();
    private final AtomicLong wanted = new AtomicLong();
    private final Object flushed = new Object();
    private long done;
    private volatile boolean sleeping;
    private volatile boolean ending;
    private boolean failureSaid;

    TarThread(String name, PiecePool pool, TarArchives archives, Clock clock) {
        this.pool = pool;
        this.archives = archives;
        this.clock = clock;
        thread = new Thread(this, name);
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    /** Looks after an archive from now on. Any thread. */
    void adopt(TarArchive archive) {
        begun.add(archive);
    }

    /** Hands a chunk over. Any thread; does not wait. */
    void hand(Piece chunk) {
        Piece head;
        do {
            head = inbox.get();
            chunk.nextChunk = head;
        } while (!inbox.compareAndSet(head, chunk));
        if (sleeping && (chunk.chunkBytes >= WORTH_WAKING || pool.isPressed())) {
            LockSupport.unpark(thread);
        }
    }

    /** True if nothing is on its way to it. Any thread. */
    boolean isIdle() {
        return inbox.get() == null;
    }

    /**
     * Waits until all that was handed over before is on disk, or lost.
     *
     * @return false if that took longer
     */
    boolean flush(long millis) throws InterruptedException {
        long ticket = wanted.incrementAndGet();
        LockSupport.unpark(thread);
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        synchronized (flushed) {
            while (done < ticket) {
                long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
                if (left <= 0) {
                    return false;
                }
                flushed.wait(left);
            }
        }
        return true;
    }

    /** Writes all, closes all archives and ends. */
    void end(long millis) throws InterruptedException {
        ending = true;
        LockSupport.unpark(thread);
        thread.join(Math.max(1, millis));
        if (thread.isAlive()) {
            LOGGER.warn("The disk of the spool does not answer: packets that wait in memory are left behind ({})", thread.getName());
        }
    }

    @Override
    public void run() {
        boolean last = false;
        while (!last) {
            last = ending;
            try {
                turn(last);
            } catch (RuntimeException | OutOfMemoryError | LinkageError e) { // the outermost loop: say it once and go on
                if (!failureSaid) {
                    failureSaid = true;
                    LOGGER.error("Archives of the spool: unexpected failure, going on", e);
                }
            }
        }
    }

    private void turn(boolean last) {
        long ticket = wanted.get();
        long now = System.nanoTime();
        boolean any = take(now);
        boolean urgent = last || ticket > done || pool.isPressed();
        long seconds = clock.instant().getEpochSecond();
        for (TarArchive archive : mine) {
            if (archive.pendingFirst != null && (urgent || now - archive.pendingSinceNanos >= WAIT_NANOS)) {
                archive.flush(batch, pool, now, seconds);
            }
        }
        if (ticket > done) {
            synchronized (flushed) {
                done = ticket;
                flushed.notifyAll();
            }
        }
        closeWhatIsOver(last, now, seconds);
        if (!any && !last) {
            sleeping = true;
            if (inbox.get() == null && wanted.get() == done && !ending) {
                LockSupport.parkNanos(this, PAUSE_NANOS);
            }
            sleeping = false;
        }
    }

    /** Sorts what has come to the archives; writes where there is enough. */
    private boolean take(long now) {
        for (TarArchive archive = begun.poll(); archive != null; archive = begun.poll()) {
            archive.lastWriteNanos = now;
            mine.add(archive);
        }
        Piece newestFirst = inbox.getAndSet(null);
        Piece chunk = null;
        while (newestFirst != null) {
            Piece next = newestFirst.nextChunk;
            newestFirst.nextChunk = chunk;
            chunk = newestFirst;
            newestFirst = next;
        }
        boolean any = chunk != null;
        long seconds = any ? clock.instant().getEpochSecond() : 0;
        while (chunk != null) {
            Piece next = chunk.nextChunk;
            TarArchive archive = chunk.file.archive;
            archive.add(chunk, now);
            if (archive.pendingBytes >= BATCH) {
                archive.flush(batch, pool, now, seconds);
            }
            chunk = next;
        }
        return any;
    }

    private void closeWhatIsOver(boolean all, long now, long seconds) {
        for (Iterator<TarArchive> each = mine.iterator(); each.hasNext();) {
            TarArchive archive = each.next();
            if (all || archives.mayClose(archive, now, seconds)) {
                archive.close(batch);
                each.remove();
            }
        }
    }

    /** What is put together for one write. One thread. */
    static final class Batch {

        private static final byte[] ZEROS = new byte[TarHeader.BLOCK];

        private final byte[] header = new byte[TarHeader.BLOCK];
        private final byte[] small = new byte[Pcap.FILE_HEADER_LENGTH];
        private final ByteBuffer direct = ByteBuffer.allocateDirect(BATCH);
        private byte[] plain;
        private byte[] packed;
        private byte[] entry = new byte[0];
        private byte[] packedEntry = new byte[0];
        private TarArchive archive;
        private boolean compressed;
        private int used;

        void begin(TarArchive target) {
            archive = target;
            compressed = target.isCompressed();
            if (compressed && plain == null) {
                plain = new byte[BATCH];
                packed = new byte[Compression.packedBound(BATCH)];
            }
            direct.clear();
            used = 0;
        }

        void header(String name, long number, long size, long timeSeconds, CallTag tag) throws IOException {
            TarHeader.put(header, name, number, size, timeSeconds, tag);
            put(header, 0, TarHeader.BLOCK);
        }

        void fileHeader(int linkType) throws IOException {
            put(small, 0, Pcap.putFileHeader(small, 0, linkType));
        }

        void pad(int length) throws IOException {
            put(ZEROS, 0, -length & TarHeader.BLOCK - 1);
        }

        void put(byte[] bytes, int offset, int length) throws IOException {
            int from = offset;
            int left = length;
            while (left > 0) {
                if (used == BATCH) {
                    emit();
                }
                int part = Math.min(left, BATCH - used);
                if (compressed) {
                    System.arraycopy(bytes, from, plain, used, part);
                } else {
                    direct.put(bytes, from, part);
                }
                used += part;
                from += part;
                left -= part;
            }
        }

        /** Writes what is left. */
        void end() throws IOException {
            if (used > 0) {
                emit();
            }
        }

        private void emit() throws IOException {
            if (!compressed) {
                direct.flip();
                archive.write(direct);
                direct.clear();
                used = 0;
                return;
            }
            int length = archive.pack(plain, used, packed);
            for (int at = 0; at < length;) {
                int part = Math.min(BATCH, length - at);
                direct.clear();
                direct.put(packed, at, part).flip();
                archive.write(direct);
                at += part;
            }
            used = 0;
        }

        /** A place for an entry before it is compressed. */
        byte[] entry(int length) {
            if (entry.length < length) {
                entry = new byte[length];
            }
            return entry;
        }

        /** A place for an entry of {@code length} bytes when it is compressed. */
        byte[] packed(int length) {
            if (packedEntry.length < Compression.packedBound(length)) {
                packedEntry = new byte[Compression.packedBound(length)];
            }
            return packedEntry;
        }
    }
}
