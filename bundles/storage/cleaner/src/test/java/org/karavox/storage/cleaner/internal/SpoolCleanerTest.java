package org.karavox.storage.cleaner.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.karavox.runtime.SelfTest;
import org.karavox.runtime.SpoolRuntime;
import org.karavox.storage.SpoolRoots;
import org.karavox.storage.SpoolSizes;

class SpoolCleanerTest {

    private static final Pace QUICK = new Pace(Duration.ofMillis(50), Duration.ofMillis(300), Duration.ofMillis(300), Duration.ofMillis(100),
            Duration.ofMillis(100));

    @TempDir
    Path root;

    private final Spool.Rules rules = new Spool.Rules();
    private Optional<SpoolCleaner> running = Optional.empty();

    private SpoolCleaner start(Disk disk, Path... roots) {
        List<SpoolRoots.Root> all = List.of(roots).stream().map(Spool::main).toList();
        running = Optional.of(new SpoolCleaner(rules.limits(), false, ZoneOffset.UTC, all, disk, QUICK, Clock.systemUTC()));
        return running.get();
    }

    @AfterEach
    void stop() {
        running.ifPresent(SpoolCleaner::stop);
    }

    private static void await(String what, BooleanSupplier condition) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (!condition.getAsBoolean()) {
            assertTrue(System.nanoTime() < end, "waited 10 s for: " + what);
            LockSupport.parkNanos(2_000_000);
        }
    }

    private static Optional<String> problem(SpoolCleaner cleaner, Path of) {
        return cleaner.status().roots().stream().filter(some -> some.path().equals(of)).findFirst().orElseThrow().problem();
    }

    /** A disk on which everything below one root blocks while the gate is shut. */
    private static final class HangingDisk extends OtherDisk {
        private final Path dead;
        private final AtomicInteger inside = new AtomicInteger();
        private final AtomicInteger most = new AtomicInteger();
        private volatile CountDownLatch gate = new CountDownLatch(0);

        HangingDisk(Path dead) {
            this.dead = dead;
        }

        private void pass(Path top) {
            if (top.equals(dead)) {
                most.accumulateAndGet(inside.incrementAndGet(), Math::max);
                boolean interrupted = false;
                while (true) {
                    try { // like a system call on a dead mount: not to be interrupted
                        gate.await();
                        break;
                    } catch (InterruptedException e) {
                        interrupted = true;
                    }
                }
                inside.decrementAndGet();
                if (interrupted) {
                    Thread.currentThread().interrupt();
                }
            }
        }

        @Override
        public Space space(Path top) throws IOException {
            pass(top);
            return super.space(top);
        }

        @Override
        public List<Entry> list(Path top, String folder) throws IOException {
            pass(top);
            return super.list(top, folder);
        }
    }

    @Test
    void noticesADeadMountAndItsReturn() throws Exception {
        Path dead = Files.createDirectories(root.resolve("dead"));
        HangingDisk disk = new HangingDisk(dead);
        SpoolCleaner cleaner = start(disk, dead);
        await("a look at the disk", () -> cleaner.status().roots().get(0).freeBytes() > 0);
        disk.gate = new CountDownLatch(1);
        long shut = System.nanoTime();
        await("the dead mount to be noticed", () -> problem(cleaner, dead).isPresent());
        assertTrue(System.nanoTime() - shut < TimeUnit.SECONDS.toNanos(3), "within seconds");
        assertTrue(problem(cleaner, dead).get().contains("does not answer: the mount is dead"), problem(cleaner, dead).get());
        assertEquals(-1, cleaner.status().roots().get(0).freeBytes());
        assertEquals(SelfTest.Level.FAILED, cleaner.run().level());
        disk.gate.countDown();
        await("the mount to be well again", () -> problem(cleaner, dead).isEmpty() && cleaner.status().roots().get(0).freeBytes() > 0);
        await("the test to be well", () -> cleaner.run().level() == SelfTest.Level.OK);
    }

    @Test
    void cleansTheOtherRootsWhileOneIsDead() throws Exception {
        Path dead = Files.createDirectories(root.resolve("dead"));
        Path well = Files.createDirectories(root.resolve("well"));
        HangingDisk disk = new HangingDisk(dead);
        disk.gate = new CountDownLatch(1);
        rules.size(Group.SIP, 1);
        SpoolCleaner cleaner = start(disk, dead, well);
        await("the dead mount to be noticed", () -> problem(cleaner, dead).isPresent());
        Spool.file(well, "2026-11-01T08:00", "SIP", "a", 1);
        await("the other root to be cleaned", () -> cleaner.deletions(1).size() == 1);
        assertEquals(well, cleaner.deletions(1).get(0).root());
        assertTrue(disk.most.get() <= 2, disk.most + " threads hang: one that watches and at most one that cleans");
        disk.gate.countDown();
    }

    @Test
    void leavesOneWatcherInADeadMountHoweverOftenItIsStarted() throws Exception {
        Path dead = Files.createDirectories(root.resolve("dead"));
        AtomicInteger looks = new AtomicInteger();
        CountDownLatch gate = new CountDownLatch(1);
        Disk disk = new OtherDisk() {
            @Override
            public Space space(Path top) throws IOException {
                looks.incrementAndGet();
                try {
                    gate.await();
                } catch (InterruptedException e) {
                    throw new IOException(e);
                }
                return super.space(top);
            }
        };
        RootWatch first = new RootWatch(dead, disk, QUICK.look(), QUICK.silence(), System::nanoTime);
        first.start();
        await("the first look", () -> looks.get() == 1);
        first.stop();
        RootWatch second = new RootWatch(dead, disk, QUICK.look(), QUICK.silence(), System::nanoTime);
        second.start();
        await("the second to know", () -> second.problem().isPresent());
        assertEquals(1, looks.get());
        gate.countDown();
        await("the second to look for itself", () -> second.space().isPresent());
        second.stop();
    }

    @Test
    void saysWhatAStaleMountIs() {
        AtomicInteger fails = new AtomicInteger(1);
        SpoolCleaner cleaner = start(new OtherDisk() {
            @Override
            public Space space(Path top) throws IOException {
                if (fails.get() > 0) {
                    throw new FileSystemException(top.toString(), null, "Stale file handle");
                }
                return super.space(top);
            }
        }, root);
        await("the failure to be noticed", () -> problem(cleaner, root).isPresent());
        assertTrue(problem(cleaner, root).get().contains("is a stale mount"), problem(cleaner, root).get());
        fails.set(0);
        await("the mount to be well again", () -> problem(cleaner, root).isEmpty());
    }

    @Test
    void tellsTheSumsWhatIsGone() throws Exception {
        Spool.file(root, "2026-11-01T08:00", "AUDIO", "a.wav", 5000);
        rules.size(Group.AUDIO, 1);
        StringBuffer told = new StringBuffer();
        SpoolCleaner cleaner = start(new OtherDisk() {
            private volatile boolean late = true;

            @Override
            public List<Entry> list(Path top, String folder) throws IOException {
                if (late) { // until the sums are there
                    late = false;
                    throw new IOException("not yet");
                }
                return super.list(top, folder);
            }
        }, root);
        SpoolSizes sizes = (dateHour, spool, sensor, kind, bytes) -> told.append(dateHour + " " + kind + " " + bytes);
        cleaner.setSizes(sizes);
        await("the deletion", () -> cleaner.deletions(1).size() == 1);
        await("the sums", () -> told.toString().equals("2026110108 AUDIO -8192"));
        cleaner.unsetSizes(sizes);
    }

    @Test
    void testsThatTheSpoolIsWritableAndItsLimitReachable() {
        rules.size(Group.ALL, Long.MAX_VALUE / 2);
        SpoolCleaner cleaner = start(new SystemDisk(), root);
        await("a look", () -> cleaner.status().roots().get(0).freeBytes() > 0);
        assertTrue(cleaner.run().found().contains("is more than the disk of"), cleaner.run().found());
        cleaner.stop();
        rules.size(Group.ALL, 1 << 20);
        SpoolCleaner reachable = start(new SystemDisk(), root.resolve("new"));
        await("a look", () -> reachable.status().roots().get(0).freeBytes() > 0);
        assertEquals(SelfTest.Level.OK, reachable.run().level());
        assertTrue(Files.isDirectory(root.resolve("new")));
        reachable.stop();
        SpoolCleaner refused = start(new OtherDisk() {
            @Override
            public void tryWriting(Path top) throws IOException {
                throw new FileSystemException(top.toString(), null, "Read-only file system");
            }
        }, root);
        await("a look", () -> refused.status().roots().get(0).freeBytes() > 0);
        assertEquals(SelfTest.Level.FAILED, refused.run().level());
        assertTrue(refused.run().found().contains("Read-only file system"), refused.run().found());
    }

    /** Not against the real clock's minutes: the folders are of long ago. */
    @Test
    void makesRoomOnARealDiskThatIsNearlyFull() throws Exception {
        Path mount = Files.createDirectories(root.resolve("tmpfs"));
        assumeTrue(run("mount", "-t", "tmpfs", "-o", "size=32m", "tmpfs", mount.toString()) == 0,
                "needs the right to mount a tmpfs: run as root");
        try {
            for (int minute = 0; minute < 28; minute++) {
                Path file = Spool.file(mount, String.format("2026-11-01T08:%02d", minute), "RTP", "call.pcap", 1 << 20);
                Spool.age(mount, file, Instant.parse("2026-11-01T08:00:00Z"));
            }
            rules.freePercent = 25; // 8 of 32 MB; about 4 are free
            rules.smallestEmergency = 1 << 20;
            SpoolCleaner cleaner = start(new SystemDisk(), mount);
            await("enough room", () -> mount.toFile().getUsableSpace() >= 8 << 20);
            await("the deletions", () -> cleaner.deletions(9).size() >= 4);
            List<SpoolRuntime.Deletion> deletions = cleaner.deletions(9);
            assertEquals("2026-11-01/08/00/RTP", deletions.get(deletions.size() - 1).what(), "the oldest first");
            assertTrue(deletions.get(0).reason().startsWith("autocleanspoolminpercent = 25 %"), deletions.get(0).reason());
            assertFalse(Files.exists(mount.resolve("2026-11-01/08/00")));
            assertTrue(Files.exists(mount.resolve("2026-11-01/08/27/RTP/call.pcap")));
            assertTrue(Spool.files(mount).size() >= 22, "no more than needed: " + Spool.files(mount).size());
        } finally {
            stop();
            assertEquals(0, run("umount", "-l", mount.toString()));
        }
    }

    private static int run(String... command) throws IOException, InterruptedException {
        return new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD).start().waitFor();
    }
}
