package org.karavox.storage.queue.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.karavox.call.wire.CallRecordWriter;

/** The queue in a process that is killed, as the kernel or an operator does it. */
class CrashTest {

    private static final int KILLS = 20;
    private static final long SEED = 20_261_124;

    @TempDir
    Path root;

    @Test
    void noJournaledRecordIsLostOrDoubledByTwentyKills() throws Exception {
        Random random = new Random(SEED);
        Path store = root.resolve("store");
        long journaled = 0;
        int whileStoring = 0;
        for (int kill = 0; kill < KILLS; kill++) {
            Process child = child("ingest", store.toString(), Long.toString(random.nextLong()));
            int lines = 1 + random.nextInt(60); // a moment told by progress does not depend on the speed of the machine
            try (BufferedReader says = reader(child)) {
                String open = says.readLine();
                assertTrue(open != null && open.startsWith("open "), open + log());
                assertTrue(number(open) >= journaled, "found " + open + " of " + journaled + " that were journaled before kill " + kill);
                journaled = number(open);
                for (int line = 0; line < lines; line++) {
                    journaled = number(says.readLine());
                }
                TimeUnit.NANOSECONDS.sleep(random.nextInt(20_000_000)); // any moment between two lines
                child.toHandle().destroyForcibly(); // leaves the pipe open, other than that of the process
                for (String line = says.readLine(); line != null && line.matches("journaled [0-9]+"); line = says.readLine()) {
                    journaled = number(line);
                }
            }
            assertTrue(child.waitFor(10, TimeUnit.SECONDS));
            assertEquals(128 + 9, child.exitValue(), "it was killed, it did not end: " + log());
            whileStoring += FileStore.rows(store).isEmpty() ? 0 : 1;
        }
        assertTrue(whileStoring > KILLS / 2, "the store was at work when the kills came");

        Process last = child("drain", store.toString());
        try (BufferedReader says = reader(last)) {
            String stored = says.readLine();
            assertTrue(stored != null && stored.startsWith("stored true "), stored + log());
            long all = number(stored);
            assertTrue(all >= journaled, journaled + " were journaled, " + all + " were found");
            assertEquals(0, last.waitFor());
            List<FileStore.Row> rows = FileStore.rows(store);
            CallRecordWriter writer = new CallRecordWriter();
            for (int i = 0; i < rows.size(); i++) {
                assertEquals(i + 1, rows.get(i).serial(), "in order, none missing, none twice");
                assertEquals(FileStore.checksum(writer, Calls.call(i + 1)), rows.get(i).checksum(), "content of record " + (i + 1));
            }
            assertEquals(all, rows.size());
            System.out.println("20 kills, " + all + " records journaled and stored once");
        }
    }

    @Test
    void secondProcessOnADirectoryIsToldWhoHasIt() throws Exception {
        Process holder = child("hold");
        try (BufferedReader says = reader(holder)) {
            assertEquals("open", says.readLine());
            RecordQueue second = new RecordQueue(Settings.of(root.resolve("queue")), new Disk());
            Waiting.until(() -> second.status().problem().isPresent());
            String problem = second.status().problem().get();
            assertTrue(problem.endsWith("is in use by another process (pid " + holder.pid()
                    + "): stop that one, or give this one another directory with save_query_to_files_directory"), problem);
            assertTrue(second.offer(Calls.call(1)), "records wait in memory");
            holder.destroyForcibly().waitFor();
            Waiting.until(() -> second.status().journaled() == 1);
            Waiting.until(() -> second.status().problem().isEmpty());
            second.stop();
        }
    }

    private Process child(String what, String... more) throws IOException {
        String[] arguments = new String[2 + more.length];
        arguments[0] = what;
        arguments[1] = root.resolve("queue").toString();
        System.arraycopy(more, 0, arguments, 2, more.length);
        return Child.start(root.resolve("log"), "64m", arguments);
    }

    private String log() throws IOException {
        return "\n" + Files.readString(root.resolve("log"));
    }

    private static BufferedReader reader(Process process) {
        return new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.US_ASCII));
    }

    private static long number(String line) {
        return Long.parseLong(line.substring(line.lastIndexOf(' ') + 1));
    }
}
