package org.karavox.engine.internal;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * Whether a call that announced an address earlier keeps it although another one announces it now. The shards of the
 * earlier calls answer; the leg of the later one asks when its call is over. What is asked for always stands earlier in
 * the order of capture, as with {@link Handover}, but need not have been published when a call ends at once: then
 * nobody waits for long, and the answer is no.
 */
final class Sharing implements BooleanSupplier {

    private static final long LONGEST_WAIT_NANOS = 200_000_000L;

    private final AtomicInteger missing;
    private volatile boolean kept;

    /** @param answers that will come */
    Sharing(int answers) {
        missing = new AtomicInteger(answers);
    }

    /** One shard: whether a leg of it stays at the address. */
    void answer(boolean stays) {
        if (stays) {
            kept = true;
        }
        missing.decrementAndGet();
    }

    @Override
    public boolean getAsBoolean() {
        long until = System.nanoTime() + LONGEST_WAIT_NANOS;
        while (!kept && missing.get() > 0 && System.nanoTime() < until) {
            LockSupport.parkNanos(20_000);
        }
        return kept;
    }
}
