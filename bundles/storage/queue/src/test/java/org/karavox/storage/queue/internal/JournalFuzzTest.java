package org.karavox.storage.queue.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.karavox.call.CallRecord;

/** Files of the journal are whatever a crash, a bad disk or an operator made of them. */
class JournalFuzzTest {

    @TempDir
    static Path root;

    /** Whatever the newest file is, either it is refused with a sentence, or what is written behind it is read back. */
    @FuzzTest(maxDuration = "3s")
    void anyFileIsReadOrPutAsideAndWritingGoesOn(byte[] found) throws IOException {
        Path directory = root.resolve("queue");
        Files.createDirectories(directory);
        try (var files = Files.list(directory)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.write(directory.resolve(Segment.name(7)), found);
        Journal opened;
        try {
            opened = Journal.open(directory, new JournalTest.FailingDisk(), 1 << 20);
        } catch (IOException e) {
            assertTrue(e.getMessage().contains("use the version that wrote it"), e.getMessage());
            return;
        }
        try (Journal journal = opened; JournalReader reader = new JournalReader(journal, (number, payload, cause) -> { })) {
            long before = journal.last();
            journal.append(List.of(Calls.call(99)));
            journal.sync();
            assertEquals(before + 1, journal.last());
            CallRecord last = null;
            long next = 1;
            while (next <= journal.last()) {
                JournalReader.Block block = reader.read(next, 100, 1 << 20);
                assertTrue(block.last() >= next, "it goes on");
                last = block.records().isEmpty() ? last : block.records().get(block.records().size() - 1);
                next = block.last() + 1;
            }
            assertEquals(Calls.call(99), last);
        }
    }
}
