package org.karavox.engine.internal;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.locks.LockSupport;

/**
 * Hands blocks from one producer, the dispatcher, to one consumer, a shard, and the empty ones back: a circle of
 * blocks and two counts. Waiting spins briefly, then yields, then parks for longer and longer.
 */
final class BlockRing {

    private static final VarHandle PUBLISHED;
    private static final VarHandle CONSUMED;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            PUBLISHED = lookup.findVarHandle(BlockRing.class, "published", long.class);
            CONSUMED = lookup.findVarHandle(BlockRing.class, "consumed", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final Block[] blocks;
    private long published;
    private long consumed;
    private volatile boolean ended;

    BlockRing(int count) {
        blocks = new Block[count];
    }

    // ---- producer

    /** An empty block to fill; waits while the shard is behind. The same one until {@link #publish}. */
    Block toFill(int atLeast) {
        int attempts = 0;
        while (published - (long) CONSUMED.getAcquire(this) >= blocks.length) {
            attempts = idle(attempts);
        }
        int index = (int) (published % blocks.length);
        Block block = blocks[index];
        if (block == null || !block.fits(atLeast)) {
            block = new Block(Math.max(Block.CAPACITY, atLeast));
            blocks[index] = block;
        }
        return block;
    }

    /** Hands over the block that {@link #toFill} gave. */
    void publish() {
        PUBLISHED.setRelease(this, published + 1);
    }

    /** Nothing will be published any more. */
    void end() {
        ended = true;
    }

    // ---- consumer

    /** The next filled block, or null when the producer has ended; waits in between, calling nobody. */
    Block take() {
        int attempts = 0;
        while ((long) PUBLISHED.getAcquire(this) == consumed) {
            if (ended && (long) PUBLISHED.getAcquire(this) == consumed) {
                return null;
            }
            attempts = idle(attempts);
        }
        return blocks[(int) (consumed % blocks.length)];
    }

    /** Gives back the block that {@link #take} gave. */
    void release() {
        blocks[(int) (consumed % blocks.length)].clear();
        CONSUMED.setRelease(this, consumed + 1);
    }

    /** Blocks published and not yet given back; any thread. */
    int waiting() {
        return (int) ((long) PUBLISHED.getAcquire(this) - (long) CONSUMED.getAcquire(this));
    }

    private static int idle(int attempts) {
        if (attempts < 100) {
            Thread.onSpinWait();
        } else if (attempts < 110) {
            Thread.yield();
        } else {
            LockSupport.parkNanos(Math.min(50_000L << Math.min(attempts - 110, 5), 1_000_000L));
        }
        return attempts + 1;
    }
}
