package org.karavox.storage.spool.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.karavox.storage.CallFiles;
import org.karavox.storage.FileKind;

/** What happens when the disk does not do what it should. A record of {@link Bench#numbered} is 16 + 142 bytes. */
class SpoolFailureTest {

    private static final int RECORD = 16 + 142;
    private static final long MEBIBYTE = 1 << 20;

    @TempDir
    Path root;

    private final ByteArrayOutputStream log = new ByteArrayOutputStream();
    private final PrintStream standardError = System.err;
    private long nanos = 1_000_000_000_000L;
    private final Troubles troubles = new Troubles(() -> nanos);
    private final FaultyDisk disk = new FaultyDisk();

    @BeforeEach
    void catchLog() {
        System.setErr(new PrintStream(log, true, StandardCharsets.UTF_8));
    }

    @AfterEach
    void releaseLog() {
        System.setErr(standardError);
    }

    /** A disk that takes {@code bytesLeft} more and then refuses, as a full one does. */
    private static final class FaultyDisk extends Disk {

        private long bytesLeft = Long.MAX_VALUE;
        private int mostPerWrite = Integer.MAX_VALUE;
        private IOException refusal = new IOException("No space left on device");
        private IOException refusalToCreate;
        private IOException refusalToCut;
        private Runnable beforeWrite = () -> { };
        private final Set<FileChannel> opened = new HashSet<>();
        private int mostOpen;

        FaultyDisk() {
            super(OptionalInt.empty(), OptionalInt.empty(), true);
        }

        @Override
        FileChannel create(Path path) throws IOException {
            if (refusalToCreate != null) {
                throw refusalToCreate;
            }
            return watched(super.create(path));
        }

        @Override
        FileChannel append(Path path) throws IOException {
            return watched(super.append(path));
        }

        @Override
        FileChannel repair(Path path) throws IOException {
            return watched(super.repair(path));
        }

        private FileChannel watched(FileChannel channel) {
            opened.removeIf(other -> !other.isOpen());
            opened.add(channel);
            mostOpen = Math.max(mostOpen, opened.size());
            return channel;
        }

        @Override
        int write(FileChannel channel, ByteBuffer bytes) throws IOException {
            beforeWrite.run();
            int length = (int) Math.min(Math.min(bytes.remaining(), mostPerWrite), bytesLeft);
            if (length == 0) {
                throw refusal;
            }
            int limit = bytes.limit();
            bytes.limit(bytes.position() + length);
            int written = super.write(channel, bytes);
            bytes.limit(limit);
            bytesLeft -= written;
            return written;
        }

        @Override
        void truncate(FileChannel channel, long size) throws IOException {
            if (refusalToCut != null) {
                throw refusalToCut;
            }
            super.truncate(channel, size);
        }
    }

    // ---- disk full

    /** A chunk of 3 records of which the disk takes every possible number of bytes. */
    @Test
    void whatFitsOnAFullDiskStaysUpToTheLastWholeRecord() {
        for (int taken = 0; taken < 24 + 3 * RECORD; taken++) {
            disk.bytesLeft = taken;
            CallFiles files = open(8);
            String name = "call" + taken;
            save(files, name, 0, 3);
            files.close();
            int whole = taken < 24 + RECORD ? 0 : (taken - 24) / RECORD;
            assertEquals(3 - whole, files.totals().lostPackets(), "taken " + taken);
            assertEquals(whole == 0 ? 0 : 24 + whole * RECORD, files.totals().bytes(), "taken " + taken);
            if (whole == 0) {
                assertFalse(Files.exists(sip(name)), "taken " + taken);
            } else {
                assertEquals(IntStream.range(0, whole).boxed().toList(), Bench.read(sip(name)).numbers(), "taken " + taken);
            }
        }
    }

    @Test
    void fileGoesOnBehindTheGapWhenThereIsSpaceAgain() {
        CallFiles files = open(8);
        int file = files.open(Bench.call("a"), FileKind.SIP);
        append(files, file, 0, 600); // 65,536 bytes take 414 records: one chunk is written
        long first = files.totals().bytes();
        assertTrue(first > 0);
        disk.bytesLeft = 10 * RECORD + 5;
        append(files, file, 600, 1_200);
        long lost = files.totals().lostPackets();
        assertTrue(lost > 0);
        disk.bytesLeft = Long.MAX_VALUE;
        append(files, file, 1_200, 1_500);
        files.close();
        List<Integer> numbers = Bench.read(sip("a")).numbers();
        assertEquals(1_500 - lost, numbers.size());
        assertEquals(numbers.stream().sorted().toList(), numbers);
        assertEquals(1_499, numbers.get(numbers.size() - 1));
        assertEquals(new CallFiles.Totals(1, 1_500, sizeOf(sip("a")), lost), files.totals());
    }

    @Test
    void shortWritesAreContinued() {
        disk.mostPerWrite = 7;
        CallFiles files = open(8);
        save(files, "a", 0, 20);
        files.close();
        assertEquals(IntStream.range(0, 20).boxed().toList(), Bench.read(sip("a")).numbers());
    }

    /** The file cannot be cut either: it is repaired when it is continued. */
    @Test
    void partOfARecordIsRemovedBeforeTheFileIsContinued() {
        CallFiles files = open(8);
        int file = files.open(Bench.call("a"), FileKind.SIP);
        append(files, file, 0, 500);
        disk.bytesLeft = 10 * RECORD + 5;
        disk.refusalToCut = new IOException("Input/output error");
        append(files, file, 500, 1_000);
        long lost = files.totals().lostPackets();
        assertTrue(lost > 0);
        disk.bytesLeft = Long.MAX_VALUE;
        disk.refusalToCut = null;
        append(files, file, 1_000, 1_100);
        files.close();
        List<Integer> numbers = Bench.read(sip("a")).numbers();
        assertEquals(1_100 - lost, numbers.size());
        assertEquals(1_099, numbers.get(numbers.size() - 1));
        assertEquals(List.of(Bench.MINUTE + "/SIP/a.pcap"), Bench.tree(root));
    }

    @Test
    void failingCallDoesNotDestroyWhatAnEarlierOneSaved() {
        CallFiles files = open(8);
        save(files, "a", 0, 3);
        disk.bytesLeft = 100;
        save(files, "a", 3, 6);
        disk.refusalToCreate = new AccessDeniedException("a.pcap");
        save(files, "a", 6, 9);
        files.close();
        assertEquals(List.of(0, 1, 2), Bench.read(sip("a")).numbers());
        assertEquals(6, files.totals().lostPackets());
    }

    @Test
    void fullFileSystemLosesPacketsAndNothingElse() throws Exception {
        assumeTrue("root".equals(System.getProperty("user.name")), "only root can mount a small file system");
        Path small = Files.createDirectory(root.resolve("small"));
        assumeTrue(run("mount", "-t", "tmpfs", "-o", "size=256k,mode=0755", "tmpfs", small.toString()) == 0, "mounting is not allowed here");
        try {
            CallFiles files = new PcapSpool(TestConfig.DEFAULTS, TestSensor.UTC).open(Optional.of(small));
            for (int call = 0; call < 40; call++) {
                int file = files.open(Bench.call("call" + call), FileKind.RTP);
                append(files, file, 0, 100); // 15,824 bytes
                files.close(file);
            }
            CallFiles.Totals full = files.totals();
            assertTrue(full.lostPackets() > 0, full.toString());
            long stored = Bench.tree(small).stream().mapToLong(path -> Bench.read(small.resolve(path)).records().size()).sum();
            assertEquals(full.packets() - full.lostPackets(), stored);
            assertEquals(1, count("the disk is full"));
            for (String path : Bench.tree(small)) {
                Files.delete(small.resolve(path));
            }
            int file = files.open(Bench.call("later"), FileKind.RTP);
            append(files, file, 0, 100);
            files.close();
            assertEquals(full.lostPackets(), files.totals().lostPackets());
            assertEquals(100, Bench.read(small.resolve(Bench.MINUTE + "/RTP/later.pcap")).records().size());
        } finally {
            run("umount", small.toString());
        }
    }

    private static int run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
        return process.waitFor(10, TimeUnit.SECONDS) ? process.exitValue() : -1;
    }

    // ---- what is said

    @Test
    void causeIsSaidOnceWithWhatToDoAndRecoveryOnce() {
        CallFiles files = open(8);
        disk.bytesLeft = 0;
        save(files, "a", 0, 2);
        save(files, "b", 0, 2);
        assertEquals(1, count("Packets of calls are not saved, the disk is full: free space"));
        disk.bytesLeft = Long.MAX_VALUE;
        save(files, "c", 0, 2);
        assertEquals(0, count("saved again"));
        nanos += Troubles.QUIET_NANOS;
        save(files, "d", 0, 2);
        save(files, "e", 0, 2);
        assertEquals(1, count("Packets of calls are saved again"));
        assertEquals(1, count("4 were lost"));
        disk.bytesLeft = 0;
        save(files, "f", 0, 2);
        assertEquals(2, count("Packets of calls are not saved, the disk is full"));
        files.close();
        assertEquals(1, count("6 of 12 packets of calls could not be saved"));
    }

    @ParameterizedTest
    @CsvSource({
        "No space left on device, the disk is full",
        "Disk quota exceeded, the disk is full",
        "Read-only file system, the file system is read-only",
        "File name too long, the path is too long",
        "Operation not permitted, this process may not write there",
        "Input/output error, check the disk",
        "Stale file handle, check the disk"})
    void adviceFollowsTheReasonOfTheSystem(String reason, String said) {
        CallFiles files = open(8);
        disk.refusalToCreate = new FileSystemException("x.pcap", null, reason);
        save(files, "a", 0, 3);
        files.close();
        assertEquals(3, files.totals().lostPackets());
        assertEquals(1, count(said));
        assertEquals(1, count(reason));
    }

    @Test
    void missingPrivilegeIsSaid() {
        CallFiles files = open(8);
        disk.refusalToCreate = new AccessDeniedException("x.pcap");
        save(files, "a", 0, 3);
        disk.refusalToCreate = null;
        save(files, "b", 0, 3);
        files.close();
        assertEquals(3, files.totals().lostPackets());
        assertEquals(1, count("give its user write permission"));
        assertEquals(List.of(0, 1, 2), Bench.read(sip("b")).numbers());
    }

    @Test
    void fileInPlaceOfTheRootIsSaidAndLeftAlone() throws IOException {
        Path file = Files.writeString(root.resolve("spool"), "mine");
        CallFiles files = new PcapSpool(TestConfig.DEFAULTS, TestSensor.UTC).open(Optional.of(file));
        save(files, "a", 0, 3);
        files.close();
        assertEquals(3, files.totals().lostPackets());
        assertEquals(1, count("not a directory"));
        assertEquals("mine", Files.readString(file));
    }

    @Test
    void pathBeyondTheLimitOfTheSystemIsSaid() {
        Path deep = root;
        for (int i = 0; i < 20; i++) {
            deep = deep.resolve("d".repeat(250));
        }
        CallFiles files = new PcapSpool(TestConfig.DEFAULTS, TestSensor.UTC).open(Optional.of(deep));
        save(files, "a", 0, 3);
        files.close();
        assertEquals(3, files.totals().lostPackets());
        assertEquals(1, count("the path is too long"));
    }

    // ---- files and directories that come and go

    @Test
    void fileRemovedMeanwhileIsBegunAgain() throws IOException {
        CallFiles files = open(0);
        int file = files.open(Bench.call("a"), FileKind.SIP);
        append(files, file, 0, 1_000);
        Files.delete(sip("a"));
        Files.delete(sip("a").getParent());
        append(files, file, 1_000, 2_000);
        files.close();
        List<Integer> numbers = Bench.read(sip("a")).numbers();
        assertEquals(1_999, numbers.get(numbers.size() - 1));
        assertEquals(0, files.totals().lostPackets());
    }

    @Test
    void fileOfAnEarlierProcessIsContinued() {
        CallFiles earlier = open(8);
        save(earlier, "a", 0, 3);
        earlier.close();
        CallFiles files = open(8);
        save(files, "a", 3, 6);
        files.close();
        assertEquals(List.of(0, 1, 2, 3, 4, 5), Bench.read(sip("a")).numbers());
    }

    /** As a crash leaves it: cut at every length. */
    @Test
    void fileThatEndsWithinARecordIsRepairedAndContinued() throws IOException {
        CallFiles earlier = open(8);
        save(earlier, "whole", 0, 2);
        earlier.close();
        byte[] whole = Files.readAllBytes(sip("whole"));
        for (int length = 0; length < whole.length; length++) {
            Path cut = sip("cut" + length);
            Files.write(cut, Arrays.copyOf(whole, length));
            CallFiles files = open(8);
            save(files, "cut" + length, 2, 4);
            files.close();
            List<Integer> expected = new ArrayList<>(IntStream.range(0, Math.max(0, length - 24) / RECORD).boxed().toList());
            expected.addAll(List.of(2, 3));
            assertEquals(expected, Bench.read(cut).numbers(), "length " + length);
        }
        assertTrue(Bench.tree(root).stream().noneMatch(path -> path.endsWith(".2.pcap")));
    }

    @Test
    void longFileThatEndsWithinARecordIsRepaired() throws IOException {
        CallFiles earlier = open(8);
        save(earlier, "a", 0, 5_000); // several times what is looked at in one go
        earlier.close();
        byte[] whole = Files.readAllBytes(sip("a"));
        Files.write(sip("a"), Arrays.copyOf(whole, whole.length - 1));
        CallFiles files = open(8);
        save(files, "a", 5_000, 5_001);
        files.close();
        List<Integer> expected = new ArrayList<>(IntStream.range(0, 4_999).boxed().toList());
        expected.add(5_000);
        assertEquals(expected, Bench.read(sip("a")).numbers());
    }

    /** Text; big-endian; nanoseconds; another snaplen; another link type; a record of impossible length. */
    @ParameterizedTest
    @ValueSource(strings = {
        "68656c6c6f",
        "a1b2c3d4 00020004 00000000 00000000 00040000 00000001",
        "4d3cb2a1 02000400 00000000 00000000 00000400 01000000",
        "d4c3b2a1 02000400 00000000 00000000 60000000 01000000",
        "d4c3b2a1 02000400 00000000 00000000 00000400 71000000",
        "d4c3b2a1 02000400 00000000 00000000 00000400 01000000 00000000 00000000 01000400 01000400",
        "d4c3b2a1 02000400 00000000 00000000 00000400 01000000 00000000 00000000 ffffffff 01000400"})
    void fileThatCannotBeContinuedIsLeftAlone(String hex) throws IOException {
        Files.createDirectories(sip("a").getParent());
        Files.write(sip("a"), Bench.bytes(hex));
        CallFiles files = open(8);
        save(files, "a", 0, 3);
        files.close();
        assertEquals(hex.replace(" ", ""), HexFormat.of().formatHex(Files.readAllBytes(sip("a"))));
        assertEquals(List.of(0, 1, 2), Bench.read(sip("a.2")).numbers());
    }

    @Test
    void symbolicLinkIsNotFollowed() throws IOException {
        Path target = Files.write(root.resolve("target"), new byte[0]);
        Files.createDirectories(sip("a").getParent());
        Files.createSymbolicLink(sip("a"), target);
        CallFiles files = open(8);
        save(files, "a", 0, 3);
        files.close();
        assertEquals(0, sizeOf(target));
        assertEquals(List.of(0, 1, 2), Bench.read(sip("a.2")).numbers());
    }

    @Test
    void numbersEndAt99() throws IOException {
        Files.createDirectories(sip("a").getParent());
        for (int number = 1; number <= 99; number++) {
            Files.writeString(sip(number == 1 ? "a" : "a." + number), "taken");
        }
        CallFiles files = open(8);
        save(files, "a", 0, 3);
        files.close();
        assertEquals(3, files.totals().lostPackets());
        assertEquals(99, Bench.tree(root).size());
        assertEquals(1, count("99 files of this name cannot be continued"));
    }

    // ---- descriptors, memory, interrupts

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 8})
    void descriptorsKeptOpenAreBounded(int kept) {
        CallFiles files = open(kept);
        int[] handles = IntStream.range(0, 100).map(i -> files.open(Bench.call("call" + i), FileKind.RTP)).toArray();
        for (int number = 0; number < 1_000; number++) {
            for (int handle : handles) {
                files.append(handle, Bench.numbered(number));
            }
        }
        assertTrue(files.totals().bytes() > 0);
        files.close();
        assertTrue(disk.mostOpen <= kept + 1, disk.mostOpen + " open at once"); // one more while it is written
        for (int i = 0; i < 100; i++) {
            assertEquals(IntStream.range(0, 1_000).boxed().toList(),
                    Bench.read(root.resolve(Bench.MINUTE + "/RTP/call" + i + ".pcap")).numbers(), "call " + i);
        }
        disk.opened.removeIf(channel -> !channel.isOpen());
        assertEquals(Set.of(), disk.opened);
    }

    /** One slab of 32 small chunks for 500 files: the others must give way, and nothing gets lost. */
    @Test
    void memoryIsBoundedAndNothingIsLostByIt() {
        CallFiles files = Bench.files(root, Bench.ALL, disk, troubles, 8, 0);
        int[] handles = IntStream.range(0, 500).map(i -> files.open(Bench.call("call" + i), FileKind.SIP)).toArray();
        for (int number = 0; number < 100; number++) {
            for (int handle : handles) {
                files.append(handle, Bench.numbered(number));
            }
        }
        files.close();
        assertEquals(0, files.totals().lostPackets());
        for (int i = 0; i < 500; i++) {
            assertEquals(IntStream.range(0, 100).boxed().toList(), Bench.read(sip("call" + i)).numbers(), "call " + i);
        }
    }

    @Test
    void interruptNeitherLosesPacketsNorGetsLost() {
        CallFiles files = open(8);
        int file = files.open(Bench.call("a"), FileKind.SIP);
        append(files, file, 0, 1_000);
        Thread.currentThread().interrupt();
        append(files, file, 1_000, 2_000);
        assertTrue(Thread.interrupted());
        disk.mostPerWrite = 1_000;
        int[] writes = {0};
        disk.beforeWrite = () -> {
            if (++writes[0] == 3) { // within a chunk
                Thread.currentThread().interrupt();
            }
        };
        append(files, file, 2_000, 3_000);
        files.close();
        assertTrue(Thread.interrupted());
        assertEquals(IntStream.range(0, 3_000).boxed().toList(), Bench.read(sip("a")).numbers());
        assertEquals(new CallFiles.Totals(1, 3_000, sizeOf(sip("a")), 0), files.totals());
    }

    @Test
    void interruptsWithoutEndLosePacketsButNotTheFile() {
        CallFiles files = open(8);
        int file = files.open(Bench.call("a"), FileKind.SIP);
        append(files, file, 0, 1_000);
        disk.beforeWrite = () -> Thread.currentThread().interrupt();
        append(files, file, 1_000, 2_000);
        disk.beforeWrite = () -> { };
        append(files, file, 2_000, 2_100);
        files.close();
        assertTrue(Thread.interrupted());
        List<Integer> numbers = Bench.read(sip("a")).numbers();
        assertEquals(2_100 - files.totals().lostPackets(), numbers.size());
        assertEquals(numbers.stream().distinct().toList(), numbers);
        assertEquals(2_099, numbers.get(numbers.size() - 1));
    }

    // ---- support

    private CallFiles open(int kept) {
        return Bench.files(root, Bench.ALL, disk, troubles, kept, 4 * MEBIBYTE);
    }

    private static void save(CallFiles files, String callId, int from, int to) {
        int file = files.open(Bench.call(callId), FileKind.SIP);
        append(files, file, from, to);
        files.close(file);
    }

    private static void append(CallFiles files, int file, int from, int to) {
        for (int number = from; number < to; number++) {
            files.append(file, Bench.numbered(number));
        }
    }

    private Path sip(String base) {
        return root.resolve(Bench.MINUTE + "/SIP/" + base + ".pcap");
    }

    private static long sizeOf(Path file) {
        try {
            return Files.size(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private int count(String sentence) {
        String text = log.toString(StandardCharsets.UTF_8);
        return text.split(Pattern.quote(sentence), -1).length - 1;
    }
}
