package org.karavox.storage.queue.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.karavox.call.CallRecord;
import org.karavox.runtime.RecordQueueRuntime;
import org.karavox.runtime.SelfTest;

class RecordQueueTest {

    private static final Duration LONG = Duration.ofSeconds(15);

    @TempDir
    Path root;

    private final JournalTest.FailingDisk disk = new JournalTest.FailingDisk();
    private final MemoryStore store = new MemoryStore("main", true);
    private final List<RecordQueue> opened = new ArrayList<>();
    private final ByteArrayOutputStream log = new ByteArrayOutputStream();
    private PrintStream before;

    @BeforeEach
    void listenToTheLog() {
        before = System.err;
        System.setErr(new PrintStream(log, true, StandardCharsets.UTF_8));
    }

    @AfterEach
    void stopAll() {
        opened.forEach(RecordQueue::stop);
        System.setErr(before);
    }

    // ---- the usual way

    @Test
    void storeGetsEveryRecordOnceAndInOrder() throws Exception {
        RecordQueue queue = open();
        queue.addStore(store);
        put(queue, 1, 5_000);
        assertTrue(queue.awaitStored(LONG));
        assertEquals(numbers(1, 5_000), store.serials());
        RecordQueueRuntime.Status status = queue.status();
        assertEquals(List.of(5_000L, 5_000L, 0L), List.of(status.handedOver(), status.journaled(), status.lost()));
        assertEquals(5_000, status.stores().get(0).stored());
    }

    @Test
    void singleRecordDoesNotWaitForCompany() throws Exception {
        RecordQueue queue = open();
        queue.addStore(store);
        assertTrue(queue.offer(Calls.call(1)));
        store.awaitStored(1);
    }

    @Test
    void everyStoreGetsItsOwn() throws Exception {
        RecordQueue queue = open();
        MemoryStore other = new MemoryStore("other", true);
        other.down(true);
        queue.addStore(store);
        queue.addStore(other);
        put(queue, 1, 500);
        store.awaitStored(500);
        assertFalse(queue.awaitStored(Duration.ofMillis(50)), "one store does not have them");
        other.down(false);
        assertTrue(queue.awaitStored(LONG));
        assertEquals(numbers(1, 500), other.serials());
    }

    @Test
    void recordsWaitForAStoreThatComesLater() throws Exception {
        RecordQueue first = open();
        put(first, 1, 300);
        assertFalse(first.awaitStored(Duration.ofMillis(500)), "nobody has stored them");
        first.stop();
        RecordQueue second = open();
        put(second, 301, 310);
        second.addStore(store);
        assertTrue(second.awaitStored(LONG));
        assertEquals(numbers(1, 310), store.serials());
    }

    @Test
    void storeThatComesBackGoesOnWhereItWas() throws Exception {
        RecordQueue queue = open();
        queue.addStore(store);
        put(queue, 1, 100);
        assertTrue(queue.awaitStored(LONG));
        queue.removeStore(store);
        put(queue, 101, 200);
        assertEquals("main", queue.status().stores().get(0).name());
        assertTrue(queue.status().stores().get(0).problem().orElse("").contains("it is not there"));
        queue.addStore(store);
        assertTrue(queue.awaitStored(LONG));
        assertEquals(numbers(1, 200), store.serials());
    }

    @Test
    void secondStoreOfANameWaitsForTheFirstToLeave() throws Exception {
        RecordQueue queue = open();
        MemoryStore twin = new MemoryStore("main", true);
        queue.addStore(store);
        queue.addStore(twin);
        put(queue, 1, 10);
        assertTrue(queue.awaitStored(LONG));
        assertEquals(List.of(), twin.serials());
        assertEquals(1, said("There are two stores named main"));
        twin.position(queue.status().journal(), 10);
        queue.removeStore(store);
        put(queue, 11, 12);
        assertTrue(queue.awaitStored(LONG));
        assertEquals(numbers(11, 12), twin.serials());
    }

    // ---- stores that fail

    @Test
    void storeThatIsDownIsSaidOnceAndRecordsWait() throws Exception {
        RecordQueue queue = open();
        store.down(true);
        queue.addStore(store);
        put(queue, 1, 100);
        Waiting.until(() -> store.asked() > 5);
        assertEquals("The database does not answer", queue.status().stores().get(0).problem().orElseThrow());
        SelfTest.Verdict verdict = queue.run();
        assertEquals(SelfTest.Level.FAILED, verdict.level());
        assertTrue(verdict.remedy().startsWith("100 records wait in "), verdict.remedy());
        store.down(false);
        assertTrue(queue.awaitStored(LONG));
        Waiting.until(() -> said("Store main takes records again") == 1);
        assertEquals(1, said("Store main takes no records"));
        assertEquals(numbers(1, 100), store.serials());
        assertEquals(SelfTest.Level.OK, queue.run().level());
    }

    @Test
    void batchThatWasStoredAlthoughTheAnswerWasLostIsNotStoredAgain() throws Exception {
        RecordQueue queue = open();
        store.failAfterCommit(3);
        queue.addStore(store);
        put(queue, 1, 1_000);
        assertTrue(queue.awaitStored(LONG));
        assertEquals(numbers(1, 1_000), store.serials());
    }

    @Test
    void storeThatThrowsAnythingIsAskedAgain() throws Exception {
        RecordQueue queue = open();
        int[] times = {2};
        store.before(() -> {
            if (times[0]-- > 0) {
                throw new IllegalStateException("broken");
            }
        });
        queue.addStore(store);
        put(queue, 1, 10);
        assertTrue(queue.awaitStored(LONG));
        assertEquals(numbers(1, 10), store.serials());
        assertEquals(1, said("Store main failed unexpectedly"));
    }

    @Test
    void recordThatIsRefusedIsSetAsideAndTheOthersAreStored() throws Exception {
        RecordQueue queue = open();
        store.refuses(call -> call.firstFrame() == 137 || call.firstFrame() == 138 || call.firstFrame() == 300);
        queue.addStore(store);
        put(queue, 1, 300);
        assertTrue(queue.awaitStored(LONG));
        List<Long> expected = new ArrayList<>(numbers(1, 299));
        expected.removeAll(List.of(137L, 138L));
        assertEquals(expected, store.serials());
        assertEquals(3, refused().size());
        assertEquals(3, queue.status().stores().get(0).refused());
        assertEquals(1, said("Store main refuses record 137: Data too long for column caller. It was set aside as "));
        assertEquals(1, said("refuses record"), "the same cause is said once");
        SelfTest.Verdict verdict = queue.run();
        assertEquals(SelfTest.Level.WARNING, verdict.level());
        assertTrue(verdict.found().startsWith("3 records were refused"), verdict.found());
    }

    @Test
    void recordThatWasSetAsideIsNotOfferedAgainAfterARestart() throws Exception {
        RecordQueue queue = open();
        store.refuses(call -> call.firstFrame() == 10); // the last: the position of the store stays before it
        queue.addStore(store);
        put(queue, 1, 10);
        assertTrue(queue.awaitStored(LONG));
        queue.stop();
        int tries = store.tries();
        RecordQueue second = open();
        second.addStore(store);
        assertTrue(second.awaitStored(LONG));
        assertEquals(tries, store.tries());
        assertEquals(1, refused().size());
    }

    @Test
    void fileMovedToAgainIsStoredOnce() throws Exception {
        RecordQueue queue = open();
        store.refuses(call -> call.firstFrame() == 10);
        queue.addStore(store);
        put(queue, 1, 10);
        assertTrue(queue.awaitStored(LONG));
        Path file = refused().get(0);
        Path again = Files.createDirectories(directory().resolve("again")).resolve(file.getFileName());
        Files.move(file, again, StandardCopyOption.ATOMIC_MOVE);
        Waiting.until(() -> Files.exists(file)); // refused again and moved back
        assertEquals(1, said("refuses " + file.getFileName() + " again"));
        store.refuses(call -> false);
        Files.move(file, again, StandardCopyOption.ATOMIC_MOVE);
        store.awaitStored(10);
        Waiting.until(() -> !Files.exists(again));
        queue.stop();
        RecordQueue second = open();
        second.addStore(store);
        put(second, 11, 12);
        assertTrue(second.awaitStored(LONG));
        assertEquals(numbers(1, 12), store.serials());
    }

    @Test
    void storeThatRefusesEverythingIsNotFedEndlessly() throws Exception {
        RecordQueue queue = open();
        store.refuses(call -> true);
        queue.addStore(store);
        put(queue, 1, 1_000);
        Waiting.until(() -> queue.status().stores().get(0).problem().isPresent());
        assertTrue(queue.status().stores().get(0).problem().get().startsWith("it refused 100 records in a row"));
        store.refuses(call -> false);
        assertTrue(queue.awaitStored(LONG));
        assertTrue(store.stored() >= 850, store.stored() + " stored");
        assertEquals(1_000, store.stored() + refused().size());
    }

    @Test
    void storeThatKnowsMoreThanTheDirectoryMakesItAnotherJournal() throws Exception {
        RecordQueue queue = open();
        queue.addStore(store);
        put(queue, 1, 20);
        assertTrue(queue.awaitStored(LONG));
        String old = queue.status().journal();
        queue.stop();
        store.position(old, 90); // the directory is a copy from before record 21
        RecordQueue copy = open();
        put(copy, 91, 100);
        copy.addStore(store);
        assertTrue(copy.awaitStored(LONG));
        List<Long> expected = new ArrayList<>(numbers(1, 20));
        expected.addAll(numbers(91, 100));
        assertEquals(expected, store.serials());
        assertFalse(old.equals(copy.status().journal()));
        assertEquals(1, said("it is an older copy"));
    }

    // ---- disks that fail

    @Test
    void fullDiskIsSaidOnceAndRecordsWaitInMemoryUpToTheBound() throws Exception {
        RecordQueue queue = open();
        queue.addStore(store);
        put(queue, 1, 10);
        assertTrue(queue.awaitStored(LONG));
        disk.bytesLeft = 500;
        for (int serial = 11; serial <= 1_010; serial++) {
            assertTrue(queue.offer(Calls.call(serial)), "record " + serial);
        }
        assertFalse(queue.offer(Calls.call(1_011)));
        assertFalse(queue.offer(Calls.call(1_012)));
        Waiting.until(() -> queue.status().problem().isPresent());
        assertEquals("The directory of the record queue, " + directory() + ", cannot be written to: its disk is full. Free space, or choose "
                + "another directory with save_query_to_files_directory", queue.status().problem().get());
        assertEquals(2, queue.status().lost());
        assertEquals(SelfTest.Level.FAILED, queue.run().level());
        Waiting.until(() -> said("its disk is full") == 1);
        disk.bytesLeft = Long.MAX_VALUE;
        assertTrue(queue.awaitStored(LONG));
        assertEquals(numbers(1, 1_010), store.serials());
        Waiting.until(() -> queue.status().problem().isEmpty());
        assertEquals(1, said("its disk is full"));
        assertEquals(1, said("writes to " + directory() + " again, 2 records were lost"));
    }

    @Test
    void putWaitsForRoom() throws Exception {
        RecordQueue queue = open();
        disk.bytesLeft = 0;
        Thread file = new Thread(() -> {
            try {
                put(queue, 1, 1_500);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        file.start();
        Waiting.until(() -> file.getState() == Thread.State.WAITING && queue.status().handedOver() == 1_000);
        disk.bytesLeft = Long.MAX_VALUE;
        file.join(15_000);
        queue.addStore(store);
        assertTrue(queue.awaitStored(LONG));
        assertEquals(numbers(1, 1_500), store.serials());
    }

    @Test
    void directoryThatCannotBeMadeIsSaidWithWhatToDoAndTriedAgain() throws Exception {
        Path inTheWay = Files.writeString(directory(), "a file");
        RecordQueue queue = open();
        queue.addStore(store);
        assertTrue(queue.offer(Calls.call(1)));
        Waiting.until(() -> queue.status().problem().isPresent());
        assertTrue(queue.status().problem().get().contains("a file is in its place"), queue.status().problem().get());
        Files.delete(inTheWay);
        assertTrue(queue.awaitStored(LONG));
        assertEquals(numbers(1, 1), store.serials());
    }

    @Test
    void readOnlyFileSystemIsSaid() {
        disk.reason = "Read-only file system";
        RecordQueue queue = open();
        disk.bytesLeft = 0;
        queue.offer(Calls.call(1));
        Waiting.until(() -> queue.status().problem().isPresent());
        assertTrue(queue.status().problem().get().contains("its file system is read-only"), queue.status().problem().get());
        disk.bytesLeft = Long.MAX_VALUE;
    }

    @Test
    void diskThatHangsIsSaid() {
        CountDownLatch answers = new CountDownLatch(1);
        RecordQueue queue = new RecordQueue(settings(directory(), 1_000), new Disk() {
            @Override
            void sync(FileChannel channel) throws IOException {
                try {
                    answers.await();
                } catch (InterruptedException e) {
                    throw new IOException(e);
                }
            }
        });
        opened.add(queue);
        queue.offer(Calls.call(1));
        Waiting.until(() -> queue.status().problem().isPresent());
        answers.countDown();
        assertTrue(said("does not answer") == 0, "it is seen by who asks");
        Waiting.until(() -> queue.status().problem().isEmpty() && queue.status().journaled() == 1);
    }

    @Test
    void smallFileSystemThatFillsUpLosesNothingAndGoesOnWhenThereIsRoom() throws Exception {
        assumeTrue("root".equals(System.getProperty("user.name")), "only root can mount a small file system");
        Path small = Files.createDirectory(root.resolve("small"));
        assumeTrue(run("mount", "-t", "tmpfs", "-o", "size=1m,mode=0755", "tmpfs", small.toString()) == 0, "mounting is not allowed here");
        try {
            RecordQueue queue = new RecordQueue(settings(small.resolve("queue"), 10_000), new Disk());
            opened.add(queue);
            Path ballast = Files.write(small.resolve("ballast"), new byte[500_000]);
            put(queue, 1, 3_000); // 2.2 MB into 0.5
            Waiting.until(() -> queue.status().problem().isPresent());
            assertTrue(queue.status().problem().get().contains("its disk is full"), queue.status().problem().get());
            long kept = queue.status().journaled();
            assertTrue(kept < 1_000, kept + " journaled");
            Files.delete(ballast);
            Waiting.until(() -> queue.status().journaled() > kept);
            queue.addStore(store); // what it has makes room for the rest
            assertTrue(queue.awaitStored(LONG));
            assertEquals(numbers(1, 3_000), store.serials());
            assertEquals(0, queue.status().lost());
        } finally {
            opened.forEach(RecordQueue::stop);
            run("umount", small.toString());
        }
    }

    // ---- files

    @Test
    void filesThatAllStoresHaveAreRemovedAndThoseThatOneNeedsAreNot() throws Exception {
        RecordQueue queue = open();
        MemoryStore other = new MemoryStore("other", true);
        other.down(true);
        queue.addStore(store);
        queue.addStore(other);
        put(queue, 1, 2_000);
        store.awaitStored(2_000);
        Waiting.until(() -> queue.status().bytes() > 1_000_000);
        queue.removeStore(other); // gone, but remembered
        put(queue, 2_001, 2_010);
        store.awaitStored(2_010);
        queue.stop();
        RecordQueue second = open();
        second.addStore(store);
        assertTrue(second.awaitStored(LONG));
        assertTrue(second.status().bytes() > 1_000_000, "the store that is gone is still remembered");
        other.down(false);
        second.addStore(other);
        assertTrue(second.awaitStored(LONG));
        assertEquals(numbers(1, 2_010), other.serials());
        Waiting.until(() -> second.status().bytes() < 200_000);
    }

    @Test
    void storeThatStaysAwayIsForgotten() throws Exception {
        RecordQueue queue = open();
        queue.addStore(store);
        queue.addStore(new MemoryStore("gone", false));
        put(queue, 1, 10);
        assertTrue(queue.awaitStored(LONG));
        queue.stop();
        Path file = directory().resolve("stores");
        Files.writeString(file, Files.readString(file).replaceAll("gone ([0-9]+) [0-9]+", "gone $1 1000000000"));
        RecordQueue second = open();
        Waiting.until(() -> said("Store gone has not been there for 7 days") == 1);
        assertEquals(List.of("main"), second.status().stores().stream().map(RecordQueueRuntime.Store::name).toList());
    }

    // ---- other ways to work

    @Test
    void withoutTheQueueOnDiskRecordsAreStoredFromMemory() throws Exception {
        RecordQueue queue = new RecordQueue(settings(directory(), 1_000).with(false, false), disk);
        opened.add(queue);
        queue.addStore(store);
        put(queue, 1, 5_000);
        assertTrue(queue.awaitStored(LONG));
        assertEquals(numbers(1, 5_000), store.serials());
        assertFalse(Files.exists(directory()));
        store.down(true);
        int taken = 0;
        while (queue.offer(Calls.call(5_001 + taken))) {
            taken++;
        }
        assertTrue(taken >= 500 && taken <= 1_000, taken + " taken");
        store.down(false);
        queue.stop();
        assertEquals(5_000 + taken, store.stored(), "a clean stop waits for the store");
    }

    @Test
    void nocdrKeepsNothingAndCounts() throws Exception {
        RecordQueue queue = new RecordQueue(settings(directory(), 1_000).with(true, true), disk);
        opened.add(queue);
        queue.addStore(store);
        put(queue, 1, 5_000);
        assertTrue(queue.awaitStored(LONG));
        assertEquals(5_000, queue.status().handedOver());
        assertEquals(0, store.stored());
        assertFalse(Files.exists(directory()));
        assertEquals("nocdr = yes: 5000 records of calls were not kept", queue.run().found());
    }

    @Test
    void cleanStopBringsToDiskWhatIsInMemory() throws Exception {
        RecordQueue queue = open();
        put(queue, 1, 900);
        queue.stop();
        assertFalse(queue.offer(Calls.call(901)), "too late");
        RecordQueue second = open();
        second.addStore(store);
        assertTrue(second.awaitStored(LONG));
        assertEquals(numbers(1, 900), store.serials());
    }

    @Test
    void stopThatCannotWriteSaysWhatIsLost() {
        RecordQueue queue = open();
        disk.bytesLeft = 0;
        for (int serial = 1; serial <= 10; serial++) {
            queue.offer(Calls.call(serial));
        }
        long start = System.nanoTime();
        queue.stop();
        assertTrue(System.nanoTime() - start < 8_000_000_000L, "it does not wait for ever");
        assertEquals(10, queue.status().lost());
        assertEquals(1, said("10 records of calls are lost"));
    }

    @Test
    void directoryIsThatOfTheInstallationUnlessGiven() {
        String base = System.getProperty("karaf.base");
        System.setProperty("karaf.base", root.toString());
        try {
            for (String given : List.of("", root.resolve("elsewhere").toString())) {
                RecordQueue queue = new RecordQueue(new Config(true, false, given));
                opened.add(queue);
                Path expected = root.resolve(given.isEmpty() ? "queue" : "elsewhere");
                Waiting.until(() -> Files.exists(expected.resolve("journal")));
            }
        } finally {
            if (base == null) {
                System.clearProperty("karaf.base");
            } else {
                System.setProperty("karaf.base", base);
            }
        }
    }

    private record Config(boolean query_cache, boolean nocdr, String save_query_to_files_directory) implements QueueConfig {

        @Override
        public Class<? extends java.lang.annotation.Annotation> annotationType() {
            return QueueConfig.class;
        }
    }

    // ---- support

    private Path directory() {
        return root.resolve("queue");
    }

    private RecordQueue open() {
        RecordQueue queue = new RecordQueue(settings(directory(), 1_000), disk);
        opened.add(queue);
        return queue;
    }

    /** Pauses of some milliseconds and small files. */
    static Settings settings(Path directory, int memory) {
        return new Settings(directory, true, false, memory, 200, 100_000, 100, Duration.ofMillis(50), 200, Duration.ofMillis(10),
                Duration.ofMillis(100), Duration.ofMillis(50), Duration.ofDays(7), Duration.ofSeconds(2));
    }

    private List<Path> refused() throws IOException {
        try (var files = Files.list(directory().resolve("refused"))) {
            return files.filter(FileSystems.getDefault().getPathMatcher("glob:**.call")::matches).sorted(Comparator.naturalOrder()).toList();
        }
    }

    private static void put(RecordQueue queue, long first, long last) throws InterruptedException {
        for (long serial = first; serial <= last; serial++) {
            CallRecord call = Calls.call(serial);
            queue.put(call);
        }
    }

    private static List<Long> numbers(long first, long last) {
        return LongStream.rangeClosed(first, last).boxed().toList();
    }

    private static int run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
        return process.waitFor(10, TimeUnit.SECONDS) ? process.exitValue() : -1;
    }

    private int said(String sentence) {
        return log.toString(StandardCharsets.UTF_8).split(Pattern.quote(sentence), -1).length - 1;
    }
}
