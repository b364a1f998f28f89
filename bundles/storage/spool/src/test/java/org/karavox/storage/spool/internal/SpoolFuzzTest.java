package org.karavox.storage.spool.internal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.io.TempDir;
import org.karavox.storage.CallFiles;
import org.karavox.storage.FileKind;

/** What comes from outside: files that are found on disk, and Call-IDs. */
class SpoolFuzzTest {

    @TempDir
    static Path root;

    /** Any file is either continued behind what was whole in it, or left alone. */
    @FuzzTest(maxDuration = "3s")
    void fileFoundOnDiskIsContinuedOrLeftAlone(byte[] found) throws IOException {
        Path file = root.resolve(Bench.MINUTE + "/SIP/a.pcap");
        Path second = root.resolve(Bench.MINUTE + "/SIP/a.2.pcap");
        Files.createDirectories(file.getParent());
        Files.deleteIfExists(second);
        Files.write(file, found);
        CallFiles files = Bench.files(root, Bench.ALL, Bench.disk(), new Troubles(System::nanoTime), 8, 0);
        files.append(files.open(Bench.call("a"), FileKind.SIP), Bench.numbered(7));
        files.close();
        assertEquals(0, files.totals().lostPackets());
        if (Files.exists(second)) {
            assertArrayEquals(found, Files.readAllBytes(file));
            assertEquals(List.of(7), Bench.read(second).numbers());
            return;
        }
        List<Bench.Stored> records = Bench.read(file).records();
        assertEquals(7, Bench.number(records.get(records.size() - 1).frame()));
        byte[] now = Files.readAllBytes(file);
        int before = now.length - 16 - 142;
        assertTrue(found.length <= 24 || Arrays.equals(now, 0, before, found, 0, before), "what was there is still there");
    }

    @FuzzTest(maxDuration = "3s")
    void anyCallIdMakesAFileName(byte[] bytes) {
        String base = new SpoolLayout(ZoneOffset.UTC, false, "").base(new String(bytes, StandardCharsets.ISO_8859_1));
        assertTrue(base.matches("[-A-Za-z0-9:.@_]{1,255}"), base);
        assertFalse(base.matches("\\.*"), base);
        assertTrue(SpoolLayout.name(base, 1).length() <= 255);
    }

    /** Any file in place of an archive is read as far as it goes, or refused with a sentence; whatever comes out is a capture. */
    @FuzzTest(maxDuration = "3s")
    void anyArchiveIsReadAsFarAsItGoes(byte[] found) throws IOException {
        Path archive = root.resolve(Bench.MINUTE + "/RTP/rtp_2026-09-21-14-13.tar");
        Files.createDirectories(archive.getParent());
        Files.write(archive, found);
        TarBench bench = new TarBench(root);
        try {
            Optional<InputStream> packets = bench.reader.open(Bench.call("a"), Set.of(FileKind.RTP));
            if (packets.isPresent()) {
                try (InputStream in = packets.get()) {
                    assertTrue(in.readAllBytes().length >= 24);
                }
            }
        } catch (IOException e) {
            assertTrue(e.getMessage().contains("cannot be read"), e.getMessage());
        }
    }
}
