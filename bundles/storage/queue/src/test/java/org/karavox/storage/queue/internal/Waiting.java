package org.karavox.storage.queue.internal;

import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waits for conditions of other threads. */
final class Waiting {

    private static final long PATIENCE_NANOS = 15_000_000_000L;

    private Waiting() {
    }

    static void until(BooleanSupplier condition) {
        long end = System.nanoTime() + PATIENCE_NANOS;
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("did not become true within 15 s");
            }
            LockSupport.parkNanos(1_000_000);
        }
    }
}
