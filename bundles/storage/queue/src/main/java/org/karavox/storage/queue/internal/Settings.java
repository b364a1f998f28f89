package org.karavox.storage.queue.internal;

import java.nio.file.Path;
import java.time.Duration;

/**
 * How the queue works; only the first three can be configured.
 *
 * @param directory of the journal
 * @param onDisk false = memory only
 * @param keepsNothing records are counted and forgotten
 * @param memory records that may wait to become durable; with memory only, half of them for stores
 * @param recent durable records kept in memory for stores that keep up
 * @param segmentBytes after which a new file is begun
 * @param syncRecords journaled records after which they are made durable
 * @param syncInterval longest time until they are
 * @param batch most records that a store gets at once
 * @param shortestPause before a store that is not available is asked again; doubled each time
 * @param longestPause between two tries
 * @param retry before the disk is tried again
 * @param storeMemory how long records are kept for a store that is gone
 * @param stopPatience how long a stop may take
 */
record Settings(Path directory, boolean onDisk, boolean keepsNothing, int memory, int recent, long segmentBytes, int syncRecords,
        Duration syncInterval, int batch, Duration shortestPause, Duration longestPause, Duration retry, Duration storeMemory,
        Duration stopPatience) {

    static Settings of(Path directory) {
        return new Settings(directory, true, false, 10_000, 4_000, 16L << 20, 4_000, Duration.ofSeconds(1), 2_000,
                Duration.ofMillis(500), Duration.ofSeconds(30), Duration.ofSeconds(1), Duration.ofDays(7), Duration.ofSeconds(5));
    }

    Settings with(boolean toDisk, boolean nothing) {
        return new Settings(directory, toDisk, nothing, memory, recent, segmentBytes, syncRecords, syncInterval, batch, shortestPause,
                longestPause, retry, storeMemory, stopPatience);
    }
}
