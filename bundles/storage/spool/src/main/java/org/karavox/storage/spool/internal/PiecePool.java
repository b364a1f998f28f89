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
    private int freeCount;
    private int made;
    private int inUse;
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
            freeCount--;
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
        freeCount += SLAB_PIECES;
        made += SLAB_PIECES;
    }

    /** Waits until pieces may have come back. */
    synchronized void awaitGiven(long millis) throws InterruptedException {
        wait(millis);
    }

    /** Takes pieces in a row back. */
    synchronized void give(Piece first) {
        for (Piece piece = first; piece != null;) {
            Piece next = piece.next;
            piece.account.pieces.decrementAndGet();
            piece.account = null;
            piece.file = null;
            piece.next = free;
            free = piece;
            freeCount++;
            inUse--;
            piece = next;
        }
        if (inUse < limit / 2) {
            pressed = false;
        }
        notifyAll();
    }

    /** True if what waits should be written now, because memory runs short. */
    boolean isPressed() {
        return pressed;
    }

    /** Bytes that wait. */
    synchronized long bytesInUse() {
        return (long) inUse * Piece.SIZE;
    }

    /** Bytes of the heap that are taken. */
    synchronized long bytesMade() {
        return (long) made * Piece.SIZE;
    }
}
