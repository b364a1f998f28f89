package org.karavox.storage.queue.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.karavox.call.CallRecord;

class JournalTest {

    private static final long LARGE = 1 << 20;

    @TempDir
    Path root;

    private final FailingDisk disk = new FailingDisk();
    private final List<Long> unreadable = new ArrayList<>();

    @Test
    void recordsComeBackInOrderAfterReopening() throws IOException {
        String id;
        try (Journal journal = open(LARGE)) {
            append(journal, 1, 5);
            id = journal.id();
        }
        try (Journal journal = open(LARGE)) {
            assertEquals(id, journal.id());
            assertEquals(5, journal.last());
            append(journal, 6, 8);
            assertEquals(numbers(1, 8), serials(journal, 1));
            assertEquals(numbers(4, 8), serials(journal, 4));
            assertEquals(List.of(), serials(journal, 9));
        }
    }

    @Test
    void recordsAreReadOnlyWhenTheyAreDurable() throws IOException {
        try (Journal journal = open(LARGE)) {
            journal.append(calls(1, 3));
            assertEquals(3, journal.last());
            assertEquals(0, journal.durable());
            assertEquals(List.of(), serials(journal, 1));
            journal.sync();
            assertEquals(numbers(1, 3), serials(journal, 1));
        }
    }

    /** As a crash leaves it: the last file cut at every length. */
    @Test
    void everyTruncationLeavesTheWholeRecords() throws IOException {
        long[] ends = new long[3];
        Path file = root.resolve("whole").resolve(Segment.name(1));
        try (Journal journal = Journal.open(root.resolve("whole"), disk, LARGE)) {
            for (int i = 1; i <= 2; i++) {
                append(journal, i, i);
                ends[i] = Files.size(file);
            }
        }
        byte[] whole = Files.readAllBytes(file);
        Path directory = root.resolve("queue");
        for (int length = 0; length <= whole.length; length++) {
            Files.createDirectories(directory);
            Files.copy(root.resolve("whole").resolve("journal"), directory.resolve("journal"), StandardCopyOption.REPLACE_EXISTING);
            Files.write(directory.resolve(Segment.name(1)), Arrays.copyOf(whole, length));
            int left = 0;
            while (left < 2 && ends[left + 1] <= length) {
                left++;
            }
            try (Journal journal = open(LARGE)) {
                assertEquals(left, journal.last(), "length " + length);
                append(journal, left + 1, 3);
                assertEquals(numbers(1, 3), serials(journal, 1), "length " + length);
                assertEquals(0, journal.missing());
            }
        }
    }

    @Test
    void zerosAndGarbageAtTheEndAreCutOff() throws IOException {
        try (Journal journal = open(LARGE)) {
            append(journal, 1, 3);
        }
        Path file = directory().resolve(Segment.name(1));
        long size = Files.size(file);
        byte[] tail = new byte[100_000];
        Arrays.fill(tail, 50_000, 100_000, (byte) 0xF9);
        Files.write(file, tail, java.nio.file.StandardOpenOption.APPEND);
        try (Journal journal = open(LARGE)) {
            assertEquals(size, Files.size(file));
            append(journal, 4, 5);
            assertEquals(numbers(1, 5), serials(journal, 1));
        }
    }

    @Test
    void damageInTheMiddleIsPassedOverAndCounted() throws IOException {
        try (Journal journal = open(LARGE)) {
            append(journal, 1, 5);
        }
        Path file = directory().resolve(Segment.name(1));
        byte[] bytes = Files.readAllBytes(file);
        int frame = (bytes.length - Frame.FILE_HEAD) / 5;
        for (int at = 0; at < frame; at += at < Frame.HEAD ? 1 : 13) {
            byte[] damaged = bytes.clone();
            damaged[Frame.FILE_HEAD + 2 * frame + at] ^= 0x10; // within the third record
            Files.write(file, damaged);
            try (Journal journal = open(LARGE)) {
                assertEquals(List.of(1L, 2L, 4L, 5L), serials(journal, 1), "byte " + at);
                assertEquals(1, journal.missing());
                assertEquals(5, journal.last());
            }
        }
    }

    @Test
    void batchesHaveConsecutiveNumbersAcrossDamage() throws IOException {
        try (Journal journal = open(LARGE)) {
            append(journal, 1, 5);
        }
        Path file = directory().resolve(Segment.name(1));
        byte[] bytes = Files.readAllBytes(file);
        bytes[Frame.FILE_HEAD + (bytes.length - Frame.FILE_HEAD) / 2] ^= 1;
        Files.write(file, bytes);
        try (Journal journal = open(LARGE); JournalReader reader = new JournalReader(journal, this::unreadable)) {
            JournalReader.Block first = reader.read(1, 100, 1 << 20);
            JournalReader.Block second = reader.read(first.last() + 1, 100, 1 << 20);
            assertEquals(List.of(1L, 2L, 4L, 5L), List.of(first.first(), first.last(), second.first(), second.last()));
        }
    }

    @Test
    void recordOfAFormatThatIsNotKnownIsGivenAway() throws IOException {
        try (Journal journal = open(LARGE)) {
            append(journal, 1, 3);
        }
        Path file = directory().resolve(Segment.name(1));
        byte[] bytes = Files.readAllBytes(file);
        int length = (bytes.length - Frame.FILE_HEAD) / 3;
        int second = Frame.FILE_HEAD + length;
        bytes[second + Frame.HEAD] = 9; // version of the record
        ByteBuffer.wrap(bytes).putInt(second + 8, Frame.checksum(bytes, second + 12, length - 12));
        Files.write(file, bytes);
        try (Journal journal = open(LARGE)) {
            assertEquals(List.of(1L, 3L), serials(journal, 1));
            assertEquals(List.of(2L), unreadable);
        }
    }

    @Test
    void filesAreBegunAnewAndRemovedWhenNobodyNeedsThem() throws IOException {
        try (Journal journal = open(3_000)) {
            for (int i = 1; i <= 40; i++) {
                append(journal, i, i);
            }
            long files = segments();
            assertTrue(files >= 8, files + " files");
            assertEquals(numbers(1, 40), serials(journal, 1));
            journal.forget(20);
            assertTrue(segments() < files);
            assertTrue(journal.first() <= 21 && journal.first() > 10, "begins with " + journal.first());
            assertEquals(numbers(21, 40), serials(journal, 21));
            journal.forget(40);
            assertEquals(1, segments());
            append(journal, 41, 42);
            assertEquals(numbers(41, 42), serials(journal, 41));
        }
        try (Journal journal = open(3_000)) {
            assertEquals(42, journal.last());
        }
    }

    @Test
    void newestFileMakesRoomOnlyWhenNobodyNeedsIt() throws IOException {
        try (Journal journal = open(LARGE)) {
            append(journal, 1, 5);
            journal.forgetNewest(4);
            assertEquals(numbers(1, 5), serials(journal, 1));
            journal.forgetNewest(5);
            assertEquals(0, journal.bytes());
            append(journal, 6, 7);
            assertEquals(numbers(6, 7), serials(journal, 6));
        }
        try (Journal journal = open(LARGE)) {
            assertEquals(7, journal.last());
        }
    }

    @Test
    void fileThatSomebodyRemovedIsMissingAndTheRestIsRead() throws IOException {
        try (Journal journal = open(3_000)) {
            for (int i = 1; i <= 20; i++) {
                append(journal, i, i);
            }
            Segment second = journal.segmentAfter(journal.segmentOf(1).orElseThrow()).orElseThrow();
            Segment third = journal.segmentAfter(second).orElseThrow();
            Files.delete(second.path);
            List<Long> expected = new ArrayList<>(numbers(1, second.first - 1));
            expected.addAll(numbers(third.first, 20));
            assertEquals(expected, serials(journal, 1));
            assertEquals(third.first - second.first, journal.missing());
        }
    }

    /** Disk full after any number of bytes: nothing of the batch stays, and the next try finds a clean end. */
    @Test
    void writeThatFailsHalfwayLeavesNoTrace() throws IOException {
        try (Journal journal = open(LARGE)) {
            append(journal, 1, 2);
            long size = Files.size(directory().resolve(Segment.name(1)));
            for (int room = 0; room < 3_000; room += 101) {
                disk.bytesLeft = room;
                disk.truncateFails = room % 2 == 0;
                if (room < 2_100) {
                    assertThrows(IOException.class, () -> journal.append(calls(3, 5)), "room " + room);
                    assertEquals(2, journal.last());
                    disk.truncateFails = false;
                } else {
                    break;
                }
            }
            disk.bytesLeft = Long.MAX_VALUE;
            append(journal, 3, 5);
            assertEquals(numbers(1, 5), serials(journal, 1));
            assertTrue(Files.size(directory().resolve(Segment.name(1))) > size);
        }
        try (Journal journal = open(LARGE)) {
            assertEquals(5, journal.last());
        }
    }

    @Test
    void recordsThatCouldNotBeMadeDurableAreWrittenAgain() throws IOException {
        try (Journal journal = open(LARGE)) {
            append(journal, 1, 2);
            journal.append(calls(3, 6));
            disk.syncFails = true;
            assertThrows(IOException.class, journal::sync);
            assertEquals(2, journal.last());
            disk.syncFails = false;
            append(journal, 3, 7);
            assertEquals(numbers(1, 7), serials(journal, 1));
        }
    }

    @Test
    void directoryEmptiedWhileInUseIsMadeAgain() throws IOException {
        try (Journal journal = open(LARGE)) {
            append(journal, 1, 2);
            try (var files = Files.list(directory())) {
                for (Path file : files.toList()) {
                    Files.delete(file);
                }
            }
            append(journal, 3, 4);
            assertEquals(numbers(3, 4), serials(journal, 3));
            assertTrue(Files.exists(directory().resolve(Segment.name(3))));
        }
    }

    @Test
    void emptiedDirectoryIsAnotherJournalBecauseItsNumbersBeginAgain() throws IOException {
        String id;
        try (Journal journal = open(LARGE)) {
            append(journal, 1, 2);
            id = journal.id();
        }
        Files.delete(directory().resolve(Segment.name(1)));
        try (Journal journal = open(LARGE)) {
            assertEquals(0, journal.last());
            assertNotEquals(id, journal.id());
        }
    }

    @Test
    void identityIsFoundInTheFilesIfItsOwnFileIsDamaged() throws IOException {
        String id;
        try (Journal journal = open(LARGE)) {
            append(journal, 1, 2);
            id = journal.id();
        }
        Files.writeString(directory().resolve("journal"), "\0\0\0\0");
        try (Journal journal = open(LARGE)) {
            assertEquals(id, journal.id());
        }
    }

    @Test
    void olderCopyGoesOnAsAnotherJournal() throws IOException {
        String old;
        String renewed;
        try (Journal journal = open(LARGE)) {
            append(journal, 1, 4);
            old = journal.id();
        }
        try (Journal journal = open(LARGE)) {
            append(journal, 5, 6);
            journal.renew(UUID.fromString(old));
            renewed = journal.id();
            assertNotEquals(old, renewed);
            assertEquals(new Journal.Predecessor(UUID.fromString(old), 4), journal.predecessor().orElseThrow());
        }
        try (Journal journal = open(LARGE)) {
            assertEquals(renewed, journal.id());
            assertEquals(new Journal.Predecessor(UUID.fromString(old), 4), journal.predecessor().orElseThrow());
            assertEquals(numbers(1, 6), serials(journal, 1));
        }
    }

    @Test
    void fileOfAnotherJournalIsPutAside() throws IOException {
        try (Journal other = Journal.open(root.resolve("other"), disk, LARGE)) {
            append(other, 1, 2);
        }
        try (Journal journal = open(LARGE)) {
            append(journal, 1, 2);
        }
        Files.copy(root.resolve("other").resolve(Segment.name(1)), directory().resolve(Segment.name(3)));
        try (Journal journal = open(LARGE)) {
            assertEquals(2, journal.last());
            assertTrue(Files.exists(directory().resolve(Segment.name(3) + ".foreign")));
        }
    }

    @Test
    void formatOfALaterVersionIsRefusedAndLeftAlone() throws IOException {
        try (Journal journal = open(LARGE)) {
            append(journal, 1, 2);
        }
        Path file = directory().resolve(Segment.name(1));
        byte[] bytes = Files.readAllBytes(file);
        bytes[11] = 2;
        ByteBuffer.wrap(bytes).putInt(36, Frame.checksum(bytes, 0, 36));
        Files.write(file, bytes);
        String message = assertThrows(FileSystemException.class, () -> open(LARGE)).getMessage();
        assertTrue(message.endsWith("is of format 2, this version reads up to 1: use the version that wrote it"), message);
        assertEquals(bytes.length, Files.size(file));
    }

    @Test
    void directoryBelongsToOneJournalAtATime() throws IOException {
        try (Journal journal = open(LARGE)) {
            String message = assertThrows(IOException.class, () -> open(LARGE)).getMessage();
            assertTrue(message.contains("is in use by another process (pid " + ProcessHandle.current().pid() + ")"), message);
            append(journal, 1, 1);
        }
        try (Journal journal = open(LARGE)) {
            assertEquals(1, journal.last());
        }
    }

    @Test
    void nobodyElseMayReadIt() throws IOException {
        try (Journal journal = open(LARGE)) {
            append(journal, 1, 1);
            assertFalse(Files.getPosixFilePermissions(directory().resolve(Segment.name(1)))
                    .contains(java.nio.file.attribute.PosixFilePermission.OTHERS_READ));
            assertFalse(Files.getPosixFilePermissions(directory())
                    .contains(java.nio.file.attribute.PosixFilePermission.OTHERS_EXECUTE));
        }
    }

    // ---- support

    private Path directory() {
        return root.resolve("queue");
    }

    private Journal open(long segmentBytes) throws IOException {
        return Journal.open(directory(), disk, segmentBytes);
    }

    private long segments() throws IOException {
        try (var files = Files.list(directory())) {
            return files.filter(file -> file.toString().endsWith(Segment.SUFFIX)).count();
        }
    }

    private static void append(Journal journal, long first, long last) throws IOException {
        List<CallRecord> calls = calls(first, last);
        while (!calls.isEmpty()) {
            calls = calls.subList(journal.append(calls), calls.size());
        }
        journal.sync();
    }

    private static List<CallRecord> calls(long first, long last) {
        return LongStream.rangeClosed(first, last).mapToObj(Calls::call).toList();
    }

    private static List<Long> numbers(long first, long last) {
        return LongStream.rangeClosed(first, last).boxed().toList();
    }

    private List<Long> serials(Journal journal, long from) throws IOException {
        List<Long> serials = new ArrayList<>();
        try (JournalReader reader = new JournalReader(journal, this::unreadable)) {
            long next = from;
            while (next <= journal.durable()) {
                JournalReader.Block block = reader.read(next, 3, 1 << 20);
                block.records().forEach(call -> serials.add(call.firstFrame()));
                next = block.last() + 1;
            }
        }
        return serials;
    }

    private void unreadable(long number, byte[] payload, IOException cause) {
        unreadable.add(number);
    }

    /** Fails when told to. */
    static final class FailingDisk extends Disk {

        volatile long bytesLeft = Long.MAX_VALUE;
        volatile boolean truncateFails;
        volatile boolean syncFails;
        volatile String reason = "No space left on device";

        @Override
        void write(FileChannel channel, ByteBuffer bytes, long offset) throws IOException {
            if (bytes.remaining() <= bytesLeft) {
                bytesLeft -= bytesLeft == Long.MAX_VALUE ? 0 : bytes.remaining();
                super.write(channel, bytes, offset);
                return;
            }
            ByteBuffer some = bytes.duplicate().limit(bytes.position() + (int) bytesLeft);
            bytesLeft = 0;
            super.write(channel, some, offset);
            throw new FileSystemException("x", null, reason);
        }

        @Override
        void truncate(FileChannel channel, long size) throws IOException {
            if (truncateFails) {
                throw new IOException("Input/output error");
            }
            super.truncate(channel, size);
        }

        @Override
        void sync(FileChannel channel) throws IOException {
            if (syncFails) {
                throw new IOException("Input/output error");
            } // no test takes the power away, so the wait for the disk is spared
        }

        @Override
        void syncDirectory(Path directory) {
            // as above
        }
    }
}
