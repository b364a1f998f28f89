package org.karavox.storage.cleaner.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SystemDiskTest {

    private final SystemDisk disk = new SystemDisk();

    @TempDir
    Path temporary;

    private Path root() throws IOException {
        return Files.createDirectories(temporary.resolve("spool"));
    }

    @Test
    void countsFilesByThePagesTheyTake() throws IOException {
        Spool.file(root(), "2026-11-01T10:00", "SIP", "one", 1);
        Spool.file(root(), "2026-11-01T10:00", "SIP", "two", 4097);
        Spool.file(root(), "2026-11-01T10:00", "SIP", "none", 0);
        assertEquals(new Disk.Removed(3, 3 * 4096), disk.remove(root(), "2026-11-01/10/00/SIP"));
    }

    @Test
    void removesFoldersThatBecomeEmptyAndNeverTheRoot() throws IOException {
        Spool.file(root(), "2026-11-01T10:00", "SIP", "a.pcap", 1);
        Spool.file(root(), "2026-11-01T11:00", "SIP", "b.pcap", 1);
        disk.remove(root(), "2026-11-01/10/00/SIP");
        assertFalse(Files.exists(root().resolve("2026-11-01/10")));
        assertEquals(List.of("2026-11-01/11/00/SIP/b.pcap"), Spool.files(root()));
        disk.remove(root(), "2026-11-01/11/00/SIP");
        assertTrue(Files.isDirectory(root()));
        assertFalse(Files.exists(root().resolve("2026-11-01")));
    }

    @Test
    void leavesAFolderWithSomethingElseInIt() throws IOException {
        Spool.file(root(), "2026-11-01T10:00", "SIP", "a.pcap", 1);
        Spool.file(root(), "2026-11-01T10:00", "RTP", "a.pcap", 1);
        disk.remove(root(), "2026-11-01/10/00/SIP");
        assertEquals(List.of("2026-11-01/10/00/RTP/a.pcap"), Spool.files(root()));
    }

    @Test
    void removesALinkAndNotWhatItLeadsTo() throws IOException {
        Path precious = Files.createDirectories(temporary.resolve("precious"));
        Files.writeString(precious.resolve("file"), "x");
        Path file = Spool.file(root(), "2026-11-01T10:00", "SIP", "a.pcap", 1);
        Files.createSymbolicLink(file.resolveSibling("folder"), precious);
        Files.createSymbolicLink(file.resolveSibling("file"), precious.resolve("file"));
        disk.remove(root(), "2026-11-01/10/00/SIP");
        assertTrue(Files.exists(precious.resolve("file")));
        assertEquals(List.of(), Spool.files(root()));
    }

    @Test
    void goesThroughNoLinkOnTheWay() throws IOException {
        Path elsewhere = temporary.resolve("elsewhere");
        Spool.file(elsewhere, "2026-11-01T10:00", "SIP", "a.pcap", 1);
        Files.createSymbolicLink(root().resolve("2026-11-01"), elsewhere.resolve("2026-11-01"));
        assertThrows(IOException.class, () -> disk.remove(root(), "2026-11-01/10/00/SIP"));
        assertEquals(List.of("2026-11-01/10/00/SIP/a.pcap"), Spool.files(elsewhere));
        assertEquals(Disk.Type.OTHER, disk.list(root(), "").get(0).type());
    }

    @Test
    void leavesTheRootByNoPath() throws IOException {
        Path outside = Files.writeString(temporary.resolve("outside"), "x");
        root();
        for (String path : List.of("../outside", "..", ".", "", "2026-11-01/../../outside", "/")) {
            assertThrows(IOException.class, () -> disk.remove(root(), path), path);
        }
        assertTrue(Files.exists(outside));
    }

    @Test
    void removesNothingWhereNothingIs() throws IOException {
        root();
        assertEquals(new Disk.Removed(0, 0), disk.remove(root(), "2026-11-01/10/00/SIP"));
        assertEquals(List.of(), disk.list(root(), "2026-11-01"));
    }

    @Test
    void knowsTheSpaceOfARootThatIsNotThereYet() throws IOException {
        assertTrue(disk.space(temporary.resolve("not/yet")).totalBytes() > 0);
    }

    @Test
    void movesALargeFileAside() throws IOException {
        for (int i = 0; i < 4; i++) {
            disk.append(root(), "log", "older", 10, "line " + i);
        }
        assertEquals(List.of("line 0", "line 1"), disk.lastLines(root(), "older", 9));
        assertEquals(List.of("line 3"), disk.lastLines(root(), "log", 1));
    }

    @Test
    void writesThroughNoLink() throws IOException {
        Path precious = Files.writeString(temporary.resolve("precious"), "x");
        Files.createSymbolicLink(root().resolve("log"), precious);
        assertThrows(IOException.class, () -> disk.append(root(), "log", "older", 10, "line"));
        assertEquals("x", Files.readString(precious));
        assertTrue(Files.exists(root().resolve("log"), LinkOption.NOFOLLOW_LINKS));
    }
}
