package org.karavox.storage.spool.internal;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayDeque;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Chunks of memory in which records wait to be written, in two sizes: small for a file that may stay small, as
 * those of signalling do, large for one that has shown that it does not.
 *
 * <p>What all pools of a spool take together is bounded by a common budget; large chunks get at most three quarters of
 * it. A pool keeps what it has got until it is closed. The first slab of small chunks does not depend on the budget, so
 * that every shard can go on.
 *
 * <p><b>Threads.</b> A pool belongs to one shard; a budget is shared.
 */
final class ChunkPool {

    /** Bytes of a small chunk: one complete short call of SIP. */
    static final int SMALL = 8 << 10;
    /** Bytes of a large chunk: one write of about 280 packets of G.711. */
    static final int LARGE = 64 << 10;

    private static final int SLAB = 256 << 10;
    private static final int ALONE = Pcap.FILE_HEADER_LENGTH + Pcap.RECORD_HEADER_LENGTH + Pcap.SNAPLEN;

    private final Budget budget;
    private final ArrayDeque<ByteBuffer> small = new ArrayDeque<>();
    private final ArrayDeque<ByteBuffer> large = new ArrayDeque<>();
    private ByteBuffer alone;
    private boolean begun;
    private boolean refused;
    private long takenBytes;
    private long takenForLargeBytes;

    ChunkPool(Budget budget) {
        this.budget = budget;
    }

    /** A small little-endian chunk, or null if there is none. */
    ByteBuffer takeSmall() {
        ByteBuffer chunk = small.pollLast();
        if (chunk != null) {
            return chunk;
        }
        boolean first = !begun;
        if (!first && !Budget.take(budget.left)) {
            return null;
        }
        if (!carve(small, SMALL)) {
            if (!first) {
                Budget.give(budget.left, SLAB);
            }
            return null;
        }
        if (!first) {
            takenBytes += SLAB;
        }
        begun = true;
        return small.pollLast();
    }

    /** A large little-endian chunk, or null if there is none. */
    ByteBuffer takeLarge() {
        ByteBuffer chunk = large.pollLast();
        if (chunk != null) {
            return chunk;
        }
        if (!Budget.take(budget.leftForLarge)) {
            return null;
        }
        if (!Budget.take(budget.left)) {
            Budget.give(budget.leftForLarge, SLAB);
            return null;
        }
        if (!carve(large, LARGE)) {
            Budget.give(budget.leftForLarge, SLAB);
            Budget.give(budget.left, SLAB);
            return null;
        }
        takenForLargeBytes += SLAB;
        takenBytes += SLAB;
        return large.pollLast();
    }

    /** The one little-endian buffer for a record of any length, outside the budget; null if there is no memory. */
    ByteBuffer alone() {
        if (alone == null) {
            alone = allocate(ALONE);
        }
        return alone;
    }

    private boolean carve(ArrayDeque<ByteBuffer> free, int size) {
        ByteBuffer slab = allocate(SLAB);
        if (slab == null) {
            return false;
        }
        for (int offset = 0; offset < SLAB; offset += size) {
            free.addLast(slab.slice(offset, size).order(ByteOrder.LITTLE_ENDIAN));
        }
        return true;
    }

    private ByteBuffer allocate(int bytes) {
        if (refused) {
            return null;
        }
        try {
            return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
        } catch (OutOfMemoryError e) { // nothing is broken by it
            refused = true; // collecting garbage again and again does not help: once is enough
            return null;
        }
    }

    /** Takes a chunk back. */
    void give(ByteBuffer chunk) {
        (chunk.capacity() == SMALL ? small : large).addLast(chunk);
    }

    /** Forgets all memory and returns its share of the budget. */
    void close() {
        small.clear();
        large.clear();
        alone = null;
        Budget.give(budget.left, takenBytes);
        Budget.give(budget.leftForLarge, takenForLargeBytes);
        takenBytes = 0;
        takenForLargeBytes = 0;
        begun = false;
    }

    /** What all pools of a spool may take together. Any thread. */
    static final class Budget {

        private final AtomicLong left;
        private final AtomicLong leftForLarge;

        /** @param bytes of all chunks together */
        Budget(long bytes) {
            left = new AtomicLong(bytes);
            leftForLarge = new AtomicLong(bytes - bytes / 4);
        }

        private static boolean take(AtomicLong left) {
            if (left.addAndGet(-SLAB) >= 0) {
                return true;
            }
            give(left, SLAB);
            return false;
        }

        private static void give(AtomicLong left, long bytes) {
            left.addAndGet(bytes);
        }
    }
}
