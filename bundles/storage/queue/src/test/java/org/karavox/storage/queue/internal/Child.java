package org.karavox.storage.queue.internal;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import org.karavox.call.CallRecord;
import org.karavox.packet.Addresses;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The queue in a process of its own, which a test may kill. Its arguments: what to do, directory of the queue, further ones. */
final class Child {

    private Child() {
    }

    /** Starts a process on the class path of the tests. What it says comes on its standard output, its log goes to {@code log}. */
    static Process start(Path log, String heap, String... arguments) throws IOException {
        Set<String> classPath = new LinkedHashSet<>();
        for (Class<?> type : List.of(Child.class, RecordQueue.class, CallRecord.class, Addresses.class, Logger.class,
                LoggerFactory.getILoggerFactory().getClass())) {
            classPath.add(Path.of(java.net.URI.create(type.getProtectionDomain().getCodeSource().getLocation().toString())).toString());
        }
        List<String> command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx" + heap,
                "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-XX:+ExitOnOutOfMemoryError", "-cp",
                String.join(File.pathSeparator, classPath), Child.class.getName()));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.appendTo(log.toFile())).start();
    }

    public static void main(String[] args) throws Exception {
        Path directory = Path.of(args[1]);
        switch (args[0]) {
            case "ingest" -> ingest(directory, Path.of(args[2]), Long.parseLong(args[3]));
            case "drain" -> drain(directory, Path.of(args[2]));
            case "hold" -> hold(directory);
            case "backlog" -> backlog(directory, Integer.parseInt(args[2]));
            default -> throw new IllegalArgumentException(args[0]);
        }
    }

    /** Small files and short pauses, so that much happens between two kills. */
    private static Settings hasty(Path directory) {
        Settings s = Settings.of(directory);
        return new Settings(directory, true, false, 2_000, 100, 200_000, 300, Duration.ofMillis(20), 200, Duration.ofMillis(5),
                Duration.ofMillis(20), s.retry(), s.storeMemory(), s.stopPatience());
    }

    private static RecordQueue open(Settings settings) throws InterruptedException {
        RecordQueue queue = new RecordQueue(settings, new Disk());
        long end = System.nanoTime() + 10_000_000_000L;
        while (queue.status().journal().isEmpty()) {
            if (System.nanoTime() > end) {
                throw new IllegalStateException(queue.status().problem().orElse("not open after 10 s"));
            }
            Thread.onSpinWait();
        }
        return queue;
    }

    /** Says {@code open N}, then {@code journaled N} again and again; the serial number of a record is its number in the journal. */
    private static void ingest(Path directory, Path store, long seed) throws Exception {
        RecordQueue queue = open(hasty(directory));
        queue.addStore(new FileStore(store, new Random(seed)));
        long serial = queue.status().journaled();
        say("open " + serial);
        long said = serial;
        while (true) {
            queue.put(Calls.call(++serial));
            LockSupport.parkNanos(100_000);
            long journaled = queue.status().journaled();
            if (journaled > said) {
                say("journaled " + journaled);
                said = journaled;
            }
        }
    }

    private static void drain(Path directory, Path store) throws Exception {
        RecordQueue queue = open(hasty(directory));
        queue.addStore(new FileStore(store, new Random(1)));
        say("stored " + queue.awaitStored(Duration.ofSeconds(20)) + " " + queue.status().journaled());
        queue.stop();
    }

    private static void hold(Path directory) throws Exception {
        open(hasty(directory));
        say("open");
        System.in.read();
    }

    /** Journals many records while the store is down, drains them, and says the largest memory in use after a collection, KiB. */
    private static void backlog(Path directory, int records) throws Exception {
        RecordQueue queue = open(Settings.of(directory));
        MemoryStore store = new MemoryStore("main", false);
        store.down(true);
        queue.addStore(store);
        for (int serial = 1; serial <= 5_000; serial++) {
            queue.put(Calls.call(serial));
        }
        long few = used(queue);
        for (int serial = 5_001; serial <= records; serial++) {
            queue.put(Calls.call(serial));
        }
        long many = used(queue);
        store.down(false);
        long[] draining = {0};
        store.before(() -> {
            if (store.stored() > records / 2 && draining[0] == 0) {
                System.gc();
                draining[0] = usedNow();
            }
        });
        store.awaitStored(records);
        say("few " + few + " many " + many + " draining " + draining[0] + " bytes " + queue.status().bytes());
        queue.stop();
    }

    private static long used(RecordQueue queue) throws InterruptedException {
        queue.awaitStored(Duration.ofMillis(1_500)); // the store is down: until they are durable, at least
        System.gc();
        return usedNow();
    }

    private static long usedNow() {
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory() >> 10;
    }

    private static void say(String line) {
        System.out.println(line);
        System.out.flush();
    }
}
