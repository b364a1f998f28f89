package org.karavox.storage.queue.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Stores that were down or are slow, under load. */
class BacklogTest {

    @TempDir
    Path root;

    private RecordQueue queue;

    @AfterEach
    void stop() {
        if (queue != null) {
            queue.stop();
        }
    }

    /** Fault T3. The store needs 2 ms per batch, so only large batches can be fast enough. */
    @Test
    void backlogIsDrainedAtFiveTimesTheArrivalRateWhileRecordsArrive() throws Exception {
        MemoryStore store = new MemoryStore("main", true);
        store.before(() -> LockSupport.parkNanos(2_000_000));
        store.down(true);
        queue = new RecordQueue(Settings.of(root.resolve("queue")), new Disk());
        queue.addStore(store);
        int perSecond = 500;
        int arrived = 0;
        for (; arrived < 10_000; arrived++) { // what came while it was down, faster than in life
            queue.put(Calls.call(arrived + 1));
        }
        Waiting.until(() -> queue.status().stores().get(0).problem().isPresent());
        store.down(false);
        Waiting.until(() -> store.stored() > 0); // the pause is over
        long start = System.nanoTime();
        long before = store.stored();
        int more = 0;
        while (store.stored() < arrived + more) {
            int due = (int) ((System.nanoTime() - start) * perSecond / 1_000_000_000L);
            for (; more < due; more++) {
                queue.put(Calls.call(arrived + more + 1));
            }
            assertTrue(System.nanoTime() - start < 15_000_000_000L, store.stored() + " stored after 15 s");
            LockSupport.parkNanos(1_000_000);
            if (store.stored() >= arrived) {
                break;
            }
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        double rate = (store.stored() - before) / seconds;
        assertTrue(rate >= 5 * perSecond, rate + " per second drained while " + perSecond + " arrived");
        assertTrue(queue.awaitStored(Duration.ofSeconds(15)));
        assertEquals(LongStream.rangeClosed(1, arrived + more).boxed().toList(), store.serials());
        System.out.printf("backlog of %,d drained at %,.0f per second while %,d arrived%n", arrived, rate, perSecond);
    }

    /** Fault T7: 500 ms per batch. Whoever hands over never waits, and batches grow as far as they must. */
    @Test
    void slowStoreHoldsNobodyUpAndGetsLargerBatches() throws Exception {
        MemoryStore store = new MemoryStore("main", true);
        store.before(() -> LockSupport.parkNanos(500_000_000));
        queue = new RecordQueue(Settings.of(root.resolve("queue")), new Disk());
        queue.addStore(store);
        long slowest = 0;
        for (int serial = 1; serial <= 6_000; serial++) {
            long start = System.nanoTime();
            assertTrue(queue.offer(Calls.call(serial)));
            slowest = Math.max(slowest, System.nanoTime() - start);
            LockSupport.parkNanos(100_000);
        }
        assertTrue(queue.awaitStored(Duration.ofSeconds(20)));
        assertEquals(LongStream.rangeClosed(1, 6_000).boxed().toList(), store.serials());
        List<Integer> batches = store.batches();
        assertTrue(batches.size() <= 16, batches.toString());
        assertTrue(Collections.max(batches) >= 1_000, batches.toString());
        assertTrue(slowest < 250_000_000, "offer took " + slowest / 1_000_000 + " ms");
    }

    /** 60,000 records in a process with 160 MiB: as objects they would be several times that. */
    @Test
    void memoryDoesNotDependOnTheBacklog() throws Exception {
        Process child = Child.start(root.resolve("log"), "160m", "backlog", root.resolve("queue").toString(), "60000");
        try (BufferedReader says = new BufferedReader(new InputStreamReader(child.getInputStream(), StandardCharsets.US_ASCII))) {
            String line = says.readLine();
            assertTrue(line != null, Files.readString(root.resolve("log")));
            String[] words = line.split(" ");
            long few = Long.parseLong(words[1]);
            long many = Long.parseLong(words[3]);
            long draining = Long.parseLong(words[5]);
            assertTrue(many <= few * 1.1 + 2_048, line);
            assertTrue(draining > 0 && draining <= few * 1.1 + 24_576, line); // one block that was read and one batch
            assertTrue(child.waitFor(10, TimeUnit.SECONDS));
            System.out.println("KiB of heap in use with a backlog of 5,000, of 60,000, and while it is drained: " + line);
        } finally {
            child.destroyForcibly();
        }
    }
}
