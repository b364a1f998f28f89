package org.karavox.storage.cleaner.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.karavox.runtime.SpoolRuntime.Deletion;
import org.karavox.runtime.SpoolRuntime.Usage;
import org.karavox.storage.FileKind;
import org.karavox.storage.SpoolRoots;

class CleaningTest {

    private static final int KB4 = 4096;

    @TempDir
    Path root;

    private final Spool.Rules rules = new Spool.Rules();

    private Spool.Rounds rounds() {
        return new Spool.Rounds(rules, new SystemDisk(), Spool.main(root));
    }

    private void tar(String minute, String kind) throws IOException {
        Spool.file(root, minute, kind, kind.toLowerCase() + "_" + minute.replace('T', '-').replace(':', '-') + ".tar", KB4);
    }

    @Test
    void deletesTheOldestMinutesUntilTheSizeFits() throws Exception {
        tar("2026-11-24T08:00", "SIP");
        tar("2026-11-23T08:00", "SIP");
        tar("2026-11-24T09:00", "SIP");
        tar("2026-11-01T08:00", "RTP");
        rules.size(Group.SIP, 2 * KB4);
        Spool.Rounds rounds = rounds().round();
        assertEquals(List.of("2026-11-01/08/00/RTP/rtp_2026-11-01-08-00.tar", "2026-11-24/08/00/SIP/sip_2026-11-24-08-00.tar",
                "2026-11-24/09/00/SIP/sip_2026-11-24-09-00.tar"), Spool.files(root));
        assertEquals(List.of("2026-11-23/08/00/SIP: maxpoolsipsize = 0 MB exceeded by 4.0 kB"), rounds.reasons());
        assertEquals(List.of("2026112308 0 0 SIP 4096"), rounds.sizes);
    }

    @Test
    void cleansPlainFilesToo() throws Exception {
        for (int call = 0; call < 5; call++) {
            Spool.file(root, "2026-11-24T08:00", "RTP", "call-" + call + ".pcap", 100);
            Spool.file(root, "2026-11-24T08:01", "RTP", "call-" + call + ".pcap", 100);
        }
        rules.size(Group.RTP, 9 * KB4);
        Deletion deletion = rounds().round().log.newest(1).get(0);
        assertEquals(new Deletion(Spool.NOW, root, "2026-11-24/08/00/RTP", "rtp", 5, 5 * KB4, deletion.reason()), deletion);
        assertEquals(5, Spool.files(root).size());
    }

    @Test
    void countsAllSignallingAsSip() throws Exception {
        for (String folder : List.of("SIP", "REG", "SKINNY", "MGCP", "SS7")) {
            tar("2026-11-24T08:00", folder);
        }
        rules.size(Group.SIP, 1);
        rounds().round();
        assertEquals(List.of(), Spool.files(root));
    }

    @Test
    void keepsDaysByTheDateOfTheFolder() throws Exception {
        tar("2026-11-21T23:59", "SIP");
        tar("2026-11-22T00:00", "SIP");
        tar("2026-11-20T12:00", "AUDIO");
        rules.days(Group.SIP, 2);
        Spool.Rounds rounds = rounds().round();
        assertEquals(List.of("2026-11-21/23/59/SIP: maxpoolsipdays = 2 exceeded by 1 day"), rounds.reasons());
        rules.days(Group.ALL, 3);
        assertEquals(List.of("2026-11-20/12/00/AUDIO: maxpooldays = 3 exceeded by 1 day"), rounds().round().reasons());
    }

    @Test
    void deletesKindByKindBeforeEverythingTogether() throws Exception {
        tar("2026-11-01T08:00", "SIP");
        tar("2026-11-02T08:00", "RTP");
        tar("2026-11-03T08:00", "RTP");
        tar("2026-11-04T08:00", "ALL");
        rules.size(Group.RTP, KB4).size(Group.ALL, 2 * KB4);
        assertEquals(List.of("2026-11-01/08/00/SIP: maxpoolsize = 0 MB exceeded by 4.0 kB",
                "2026-11-02/08/00/RTP: maxpoolrtpsize = 0 MB exceeded by 4.0 kB"), rounds().round().reasons());
    }

    @Test
    void hasLimitsOfItsOwnForTheSecondSpool() throws Exception {
        Path second = root.resolve("second");
        Path first = root.resolve("first");
        Spool.file(first, "2026-11-01T08:00", "SIP", "a", 1);
        Spool.file(second, "2026-11-01T08:00", "SIP", "a", 1);
        Spool.file(second, "2026-11-02T08:00", "SIP", "a", 1);
        rules.bytes[1][Group.SIP.ordinal()] = KB4;
        Spool.Rounds rounds = new Spool.Rounds(rules, new SystemDisk(), Spool.main(first),
                new SpoolRoots.Root(second, 1, Set.of(FileKind.values()))).round();
        assertEquals(List.of("2026-11-01/08/00/SIP: maxpoolsipsize_2 = 0 MB exceeded by 4.0 kB"), rounds.reasons());
        assertEquals(List.of("2026110108 1 0 SIP 4096"), rounds.sizes);
        Usage usage = rounds.cleaning().report().usage().stream().filter(some -> some.kind().equals("sip_2")).findFirst().orElseThrow();
        assertEquals(new Usage("sip_2", KB4, 1, KB4, 0, Optional.of(Instant.parse("2026-11-02T08:00:00Z"))), usage);
    }

    @Test
    void treatsTheRootsOfOneSpoolAsOne() throws Exception {
        Path sip = root.resolve("spool");
        Path rtp = sip.resolve("rtp"); // below the other: no folder of a sensor
        Spool.file(sip, "2026-11-02T08:00", "SIP", "a", 1);
        Spool.file(rtp, "2026-11-01T08:00", "RTP", "a", 1);
        rules.size(Group.ALL, KB4);
        Spool.Rounds rounds = new Spool.Rounds(rules, new SystemDisk(), new SpoolRoots.Root(sip, 0, Set.of(FileKind.SIP)),
                new SpoolRoots.Root(rtp, 0, Set.of(FileKind.RTP))).round();
        assertEquals(List.of("2026-11-01/08/00/RTP: maxpoolsize = 0 MB exceeded by 4.0 kB"), rounds.reasons());
    }

    @Test
    void findsFoldersOfSensors() throws Exception {
        Spool.file(root.resolve("17"), "2026-11-01T08:00", "SIP", "a", 1);
        Spool.file(root.resolve("berlin"), "2026-11-02T08:00", "SIP", "a", 1);
        Spool.file(root, "2026-11-03T08:00", "SIP", "a", 1);
        rules.size(Group.SIP, 1);
        Spool.Rounds rounds = rounds().round();
        assertEquals(List.of("2026110308 0 0 SIP 4096", "2026110208 0 0 SIP 4096", "2026110108 0 17 SIP 4096").stream().sorted().toList(),
                rounds.sizes.stream().sorted().toList());
        assertEquals("17/2026-11-01/08/00/SIP", rounds.log.newest(9).get(2).what());
    }

    @Test
    void leavesTheLastMinutesAlone() throws Exception {
        for (String minute : List.of("2026-11-24T11:57", "2026-11-24T11:58", "2026-11-24T12:00")) {
            Spool.file(root, minute, "SIP", "a", 1);
            Spool.age(root, root.resolve("2026-11-24/" + minute.substring(11).replace(':', '/') + "/SIP/a"), Instant.EPOCH);
        }
        rules.size(Group.SIP, 1);
        rounds().round(); // 12:00:30; 11:57 ended two and a half minutes ago
        assertEquals(List.of("2026-11-24/11/58/SIP/a", "2026-11-24/12/00/SIP/a"), Spool.files(root));
    }

    @Test
    void leavesAloneWhatIsStillWritten() throws Exception {
        Path file = Spool.file(root, "2026-11-24T08:00", "SIP", "long-call", 1);
        Spool.age(root, file, Spool.NOW.minusSeconds(119));
        rules.size(Group.SIP, 1);
        Spool.Rounds rounds = rounds().round();
        assertEquals(1, Spool.files(root).size());
        rounds.now = Spool.NOW.plusSeconds(2);
        rounds.round();
        assertEquals(0, Spool.files(root).size());
    }

    @Test
    void cleansOnlyInItsHours() throws Exception {
        tar("2026-11-01T08:00", "SIP");
        rules.size(Group.SIP, 1).window = HourWindow.parse("22-4").orElseThrow();
        Spool.Rounds rounds = rounds().round();
        assertEquals(1, Spool.files(root).size());
        rounds.now = Instant.parse("2026-11-25T04:59:59Z");
        rounds.round();
        assertEquals(0, Spool.files(root).size());
    }

    @Test
    void countsHoursAndDaysInTheZoneOfTheSensor() throws Exception {
        tar("2026-11-23T08:00", "SIP");
        rules.days(Group.SIP, 1);
        Spool.Rounds rounds = rounds();
        rounds.zone = ZoneId.of("Pacific/Kiritimati"); // UTC+14: the 25th there
        assertEquals(1, rounds.round().reasons().size());
    }

    @Test
    void deletesNothingWhenSwitchedOff() throws Exception {
        tar("2026-11-01T08:00", "SIP");
        rules.size(Group.SIP, 1).days(Group.SIP, 1).cleans = false;
        rules.freePercent = 99;
        rounds().round();
        assertEquals(1, Spool.files(root).size());
    }

    @Test
    void deletesFoldersOfNoKnownKindOnlyWhenTold() throws Exception {
        tar("2026-11-01T08:00", "SIP");
        Path stray = Spool.file(root, "2026-11-01T08:00", "OTHER", "x", 1);
        Files.writeString(root.resolve("2026-11-01/08/note"), "x");
        Files.writeString(root.resolve("2026-11-01/flat.pcap"), "old schema");
        Files.createDirectories(root.resolve("rrd"));
        Files.writeString(root.resolve("rrd/db"), "x");
        Spool.age(root, root.resolve("2026-11-01/08/note"), Spool.NOW.minusSeconds(3601));
        rounds().round();
        assertEquals(5, Spool.files(root).size());
        rules.strays = true;
        Spool.Rounds rounds = rounds().round();
        assertEquals(List.of("2026-11-01/08/00/SIP/sip_2026-11-01-08-00.tar", "2026-11-01/flat.pcap", "rrd/db"), Spool.files(root));
        assertTrue(rounds.reasons().contains("2026-11-01/08/00/OTHER: maxpool_clean_obsolete = yes: of no known kind"), stray.toString());
    }

    /** A disk of 100 pages on which the test says how many are free. */
    private final class SmallDisk extends OtherDisk {
        private long freePages;

        @Override
        public Space space(Path any) {
            return new Space(freePages * KB4, 100 * KB4, "disk");
        }
    }

    private void fill(int minutes) throws IOException {
        for (int i = 0; i < minutes; i++) {
            tar(String.format("2026-11-20T08:%02d", i), "RTP");
        }
    }

    @Test
    void makesRoomWhenTheDiskIsNearlyFull() throws Exception {
        fill(50);
        SmallDisk disk = new SmallDisk();
        disk.freePages = 3;
        rules.freePercent = 10;
        rules.size(Group.ALL, 50 * KB4).window = new HourWindow(1, 2); // ignored in an emergency
        Spool.Rounds rounds = new Spool.Rounds(rules, disk, Spool.main(root)).round();
        assertEquals(43, Spool.files(root).size()); // 10 % are 10 pages, 7 are missing
        assertEquals("2026-11-20/08/00/RTP: autocleanspoolminpercent = 10 %: 12.0 kB are free, 28.0 kB too little; maxpoolsize lowered to "
                + "172.0 kB", rounds.reasons().get(6));
        assertEquals(Optional.empty(), rounds.cleaning().report().problem());
    }

    @Test
    void deletesNoMoreThanAFifthInAnEmergency() throws Exception {
        fill(50);
        SmallDisk disk = new SmallDisk();
        rules.freeBytes = 60 * KB4;
        rules.size(Group.ALL, 55 * KB4);
        Spool.Rounds rounds = new Spool.Rounds(rules, disk, Spool.main(root)).round().round().round();
        assertEquals(44, Spool.files(root).size()); // 80 % of 55
        assertTrue(rounds.cleaning().report().problem().orElseThrow().startsWith("Only 0.0 kB are free"), "says that it does not help");
    }

    @Test
    void takesTheSizeAtItsBeginningAsTheLimitIfThereIsNone() throws Exception {
        fill(50);
        SmallDisk disk = new SmallDisk();
        rules.freePercent = 90;
        Spool.Rounds rounds = new Spool.Rounds(rules, disk, Spool.main(root)).round().round();
        assertEquals(40, Spool.files(root).size());
        disk.freePages = 95;
        rounds.round();
        disk.freePages = 0;
        rounds.round(); // another emergency
        assertEquals(32, Spool.files(root).size());
    }

    @Test
    void sparesSmallSpoolsInAnEmergency() throws Exception {
        fill(50);
        rules.freePercent = 90;
        rules.smallestEmergency = 50 * KB4;
        Spool.Rounds rounds = new Spool.Rounds(rules, new SmallDisk(), Spool.main(root)).round();
        assertEquals(50, Spool.files(root).size());
        assertTrue(rounds.cleaning().report().problem().isPresent());
    }

    @Test
    void remembersWhatItDeletedOverARestart() throws Exception {
        tar("2026-11-01T08:00", "SIP");
        rules.size(Group.SIP, 1);
        List<Deletion> before = rounds().round().log.newest(9);
        Spool.Rounds after = rounds();
        after.cleaning().readLog();
        assertEquals(before, after.log.newest(9));
        assertEquals(1, before.size());
        assertEquals(1, Files.readAllLines(root.resolve(DeletionLog.FILE)).size());
    }

    @Test
    void readsALogThatIsDamaged() throws Exception {
        Files.write(root.resolve(DeletionLog.FILE), new byte[] {1, 2, (byte) 0xFF, '\t', '\n', 'x', '\n'});
        Spool.Rounds rounds = rounds();
        rounds.cleaning().readLog();
        assertEquals(List.of(), rounds.log.newest(9));
    }

    @Test
    void goesOnWhenOneFolderCannotBeDeleted() throws Exception {
        tar("2026-11-01T08:00", "SIP");
        tar("2026-11-02T08:00", "SIP");
        rules.size(Group.SIP, 1);
        Spool.Rounds rounds = new Spool.Rounds(rules, new OtherDisk() {
            @Override
            public Removed remove(Path top, String path) throws IOException {
                if (path.startsWith("2026-11-01")) {
                    throw new AccessDeniedException(path);
                }
                return super.remove(top, path);
            }
        }, Spool.main(root)).round();
        assertEquals(List.of("2026-11-01/08/00/SIP/sip_2026-11-01-08-00.tar"), Spool.files(root));
        assertTrue(rounds.cleaning().report().problem().orElseThrow().contains("cannot be deleted (AccessDenied: 2026-11-01/08/00/SIP)"),
                rounds.cleaning().report().toString());
    }

    @Test
    void doesNotLookIntoOldHoursInEveryRound() throws Exception {
        fill(30);
        AtomicInteger minutes = new AtomicInteger();
        Spool.Rounds rounds = new Spool.Rounds(rules, new OtherDisk() {
            @Override
            public List<Entry> list(Path top, String folder) throws IOException {
                if (folder.endsWith("RTP")) {
                    minutes.incrementAndGet();
                }
                return super.list(top, folder);
            }
        }, Spool.main(root)).round().round();
        assertEquals(30, minutes.get());
        rounds.now = Spool.NOW.plus(Duration.ofHours(25));
        rounds.round();
        assertEquals(60, minutes.get());
    }

    @Test
    void noticesWhatGrowsAndWhatVanishes() throws Exception {
        tar("2026-11-24T11:00", "SIP");
        Path recent = Spool.file(root, "2026-11-24T11:58", "SIP", "a", 1);
        Spool.Rounds rounds = rounds().round();
        assertEquals(2 * KB4, rounds.cleaning().report().usage().get(0).bytes());
        Files.write(recent, new byte[3 * KB4]);
        rounds.now = Spool.NOW.plusSeconds(300);
        assertEquals(4 * KB4, rounds.round().cleaning().report().usage().get(0).bytes());
        new SystemDisk().remove(root, "2026-11-24/11");
        assertEquals(0, rounds.round().cleaning().report().usage().get(0).bytes());
    }
}
