package org.karavox.storage.spool.internal;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * The memory in which packets wait until they are written, common to all shards of a spool and bounded. Every shard may hold
 * {@link #GRANTED} pieces whatever the others do, so that each can go on. Any thread; a lock is taken once per
 * {@link #GRANTED} pieces.
 */
final class PiecePool {

    /** Pieces that a shard always gets. */
    static final int GRANTED = 64;

    private static final int SLAB_PIECES = 256;

    private final int limit;
    private Piece free;
    private int inUse;
    private int onTheirWay;
    private int waiters;
    private volatile boolean pressed;

    /** @param bytes of all pieces together, apart from what is granted to each shard */
    PiecePool(long bytes) {
        limit = (int) Math.max(GRANTED, bytes / Piece.SIZE);
    }

    /** How much of the memory a shard has; counts what is on its way to disk, too. */
    static final class Account {

        private final AtomicInteger pieces = new AtomicInteger();
    }

    /** Up to {@link #GRANTED} empty pieces in a row, or null if all are in use. */
    synchronized Piece take(Account account) {
        int count = Math.min(GRANTED, Math.max(limit - inUse, GRANTED - account.pieces.get()));
        if (count <= 0) {
            pressed = true;
            return null;
        }
        if (inUse + count > limit - limit / 4) {
            pressed = true;
        }
        Piece first = null;
        for (int i = 0; i < count; i++) {
            if (free == null) {
                makeSlab();
            }
            Piece piece = free;
            free = piece.next;
            piece.used = 0;
            piece.account = account;
            piece.next = first;
            first = piece;
        }
        inUse += count;
        account.pieces.addAndGet(count);
        return first;
    }

    private void makeSlab() {
        byte[] slab = new byte[SLAB_PIECES * Piece.SIZE];
        for (int i = SLAB_PIECES - 1; i >= 0; i--) {
            Piece piece = new Piece(slab, i * Piece.SIZE);
            piece.next = free;
            free = piece;
        }
    }

    /** Says that pieces are on their way to disk and will come back by themselves. */
    synchronized void sent(int pieces) {
        onTheirWay += pieces;
    }

    /** True if so much is on its way to disk that waiting is better than writing more in small parts. */
    synchronized boolean isWorthWaiting() {
        return onTheirWay >= GRANTED;
    }

    /** Waits until enough has come back, at most for some time. */
    synchronized void awaitGiven(long millis) throws InterruptedException {
        waiters++;
        try {
            wait(millis);
        } finally {
            waiters--;
        }
    }

    /** Takes the pieces of a chunk back that was not sent. */
    synchronized void give(Piece first) {
        takeBack(first);
        wake();
    }

    /** Takes the pieces of several chunks back that were sent. */
    synchronized void giveBatch(Piece firstChunk) {
        for (Piece chunk = firstChunk; chunk != null;) {
            Piece next = chunk.nextChunk;
            chunk.nextChunk = null;
            onTheirWay -= takeBack(chunk);
            chunk = next;
        }
        wake();
    }

    private int takeBack(Piece first) {
        int count = 0;
        for (Piece piece = first; piece != null;) {
            Piece next = piece.next;
            piece.account.pieces.decrementAndGet();
            piece.account = null;
            piece.file = null;
            piece.next = free;
            free = piece;
            count++;
            piece = next;
        }
        inUse -= count;
        return count;
    }

    private void wake() {
        if (inUse < limit / 2) {
            pressed = false;
        }
        if (waiters > 0 && (limit - inUse >= GRANTED || onTheirWay < GRANTED)) {
            notifyAll();
        }
    }

    /** True if what waits should be written now, because memory runs short. */
    boolean isPressed() {
        return pressed;
    }

    /** Bytes that wait. */
    synchronized long bytesInUse() {
        return (long) inUse * Piece.SIZE;
    }
}
