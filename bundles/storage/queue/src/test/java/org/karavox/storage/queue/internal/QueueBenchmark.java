package org.karavox.storage.queue.internal;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.karavox.call.CallRecord;
import org.karavox.call.wire.CallRecordWriter;

/** Prints how many records per second are journaled and read back: {@code QueueBenchmark DIRECTORY [RECORDS]}. */
final class QueueBenchmark {

    private QueueBenchmark() {
    }

    public static void main(String[] args) throws Exception {
        Path directory = Files.createTempDirectory(Path.of(args[0]), "queue");
        int records = args.length > 1 ? Integer.parseInt(args[1]) : 200_000;
        List<CallRecord> calls = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            calls.add(Calls.call(i));
        }
        System.out.printf("a record has %d bytes%n", new CallRecordWriter().write(calls.get(0)));
        for (int round = 1; round <= 3; round++) {
            Path place = directory.resolve("round" + round);
            RecordQueue queue = new RecordQueue(Settings.of(place), new Disk());
            long start = System.nanoTime();
            for (int i = 0; i < records; i++) {
                queue.put(calls.get(i % calls.size()));
            }
            while (queue.status().journaled() < records) {
                LockSupport.parkNanos(1_000_000);
            }
            double journaled = (System.nanoTime() - start) / 1e9;
            long bytes = queue.status().bytes();
            queue.stop();
            RecordQueue again = new RecordQueue(Settings.of(place), new Disk());
            MemoryStore store = new MemoryStore("bench", false);
            start = System.nanoTime();
            again.addStore(store);
            again.awaitStored(Duration.ofMinutes(1));
            store.awaitStored(records);
            double read = (System.nanoTime() - start) / 1e9;
            again.stop();
            System.out.printf("round %d: %,d records, %,d MB: journaled %,.0f per second, read back %,.0f per second%n", round, records,
                    bytes >> 20, records / journaled, records / read);
        }
        try (var all = Files.walk(directory)) {
            all.sorted(java.util.Comparator.reverseOrder()).forEach(path -> path.toFile().delete());
        }
    }
}
