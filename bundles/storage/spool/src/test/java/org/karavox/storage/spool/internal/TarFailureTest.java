package org.karavox.storage.spool.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.github.luben.zstd.Zstd;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.karavox.codec.rtp.RtpHeader;
import org.karavox.packet.PacketCursor;
import org.karavox.storage.CallFiles;
import org.karavox.storage.FileKind;
import org.slf4j.LoggerFactory;
import org.tukaani.xz.XZOutputStream;

/** What archives survive: full and hanging disks, folders that vanish, little memory, the end of the process. */
class TarFailureTest {

    private static final String RTP = Bench.MINUTE + "/RTP/rtp_2026-09-21-14-13.tar";

    @TempDir
    Path root;

    private final BadDisk disk = new BadDisk();

    /** A disk that hangs or is full when a test says so. */
    private static final class BadDisk extends Disk {

        volatile CountDownLatch hanging = new CountDownLatch(0);
        volatile long bytesLeft = Long.MAX_VALUE;

        BadDisk() {
            super(OptionalInt.empty(), OptionalInt.empty(), true);
        }

        @Override
        int write(FileChannel channel, ByteBuffer bytes) throws IOException {
            try {
                hanging.await();
            } catch (InterruptedException e) {
                throw new IOException("interrupted", e);
            }
            if (bytesLeft <= 0) {
                throw new IOException("No space left on device");
            }
            int limit = bytes.limit();
            bytes.limit((int) Math.min(limit, bytes.position() + bytesLeft));
            int written = super.write(channel, bytes);
            bytes.limit(limit);
            bytesLeft -= written;
            return written;
        }
    }

    private TarBench bench(long memory) {
        return bench(memory, TarRules.PLAIN);
    }

    private TarBench bench(long memory, TarRules rules) {
        return new TarBench(root, rules, rules, 16 << 10, disk, new Troubles(System::nanoTime), memory, Clock.systemUTC(), TarArchives.QUIET_NANOS);
    }

    // ---- hanging disk

    @Test
    void liveSourceIsNotHeldUpByADiskThatHangs() throws Exception {
        try (TarBench bench = bench(1 << 20)) {
            CallFiles files = bench.files(false);
            int file = files.open(Bench.call("a"), FileKind.RTP);
            TarBench.append(files, file, 0, 1_000);
            disk.hanging = new CountDownLatch(1);
            long longest = 0;
            for (int number = 1_000; number < 20_000; number++) { // 3 MB for 1 MiB of memory
                long before = System.nanoTime();
                files.append(file, Bench.numbered(number));
                longest = Math.max(longest, System.nanoTime() - before);
            }
            assertTrue(longest < TimeUnit.MILLISECONDS.toNanos(500), longest + " ns"); // far above any scheduling, far below any disk
            assertTrue(files.totals().lostPackets() > 0);
            disk.hanging.countDown();
            TarSpoolTest.await(() -> bench.pool.bytesInUse() < 1 << 19);
            TarBench.append(files, file, 20_000, 20_100);
            files.close();
            List<Integer> numbers = bench.numbers(Bench.call("a"), FileKind.RTP);
            assertEquals(20_100 - files.totals().lostPackets(), numbers.size());
            assertEquals(numbers.stream().sorted().distinct().toList(), numbers);
            assertEquals(20_099, numbers.get(numbers.size() - 1));
        }
    }

    @Test
    void fileWaitsForADiskThatHangsAndLosesNothing() throws Exception {
        try (TarBench bench = bench(1 << 20)) {
            CallFiles files = bench.files(true);
            int file = files.open(Bench.call("a"), FileKind.RTP);
            disk.hanging = new CountDownLatch(1);
            Thread shard = new Thread(() -> TarBench.append(files, file, 0, 20_000));
            shard.start();
            TarSpoolTest.await(() -> shard.getState() == Thread.State.TIMED_WAITING);
            assertTrue(files.totals().packets() < 20_000);
            disk.hanging.countDown();
            shard.join();
            files.close();
            assertEquals(0, files.totals().lostPackets());
            assertEquals(IntStream.range(0, 20_000).boxed().toList(), bench.numbers(Bench.call("a"), FileKind.RTP));
        }
    }

    @Test
    void readerOfAHangingDiskGetsWhatIsInMemory() throws Exception {
        try (TarBench bench = bench(1 << 20)) {
            CallFiles files = bench.files(false);
            int file = files.open(Bench.call("a"), FileKind.RTP);
            disk.hanging = new CountDownLatch(1);
            TarBench.append(files, file, 0, 130); // a chunk of 103 on its way
            Optional<InputStream> found = bench.reader.open(Bench.call("a"), TarBench.BOTH);
            assertEquals(IntStream.range(103, 130).boxed().toList(), TarBench.capture(found).numbers());
            disk.hanging.countDown();
            files.close();
            assertEquals(130, bench.numbers(Bench.call("a"), FileKind.RTP).size());
        }
    }

    // ---- full disk

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void fullDiskLosesBatchesAndGoesOnByItself(boolean compressed) throws Exception {
        try (TarBench bench = bench(8 << 20, compressed ? TarBench.ZSTD : TarRules.PLAIN)) {
            CallFiles files = bench.files(true);
            int a = files.open(Bench.call("a"), FileKind.RTP);
            TarBench.append(files, a, 0, 1_000);
            assertEquals(1_000, bench.numbers(Bench.call("a"), FileKind.RTP).size());
            disk.bytesLeft = 700;
            TarBench.append(files, a, 1_000, 2_000);
            TarBench.save(files, Bench.call("b"), FileKind.RTP, 0, 300);
            assertTrue(bench.archives.flush(5_000));
            assertTrue(files.totals().lostPackets() > 300);
            disk.bytesLeft = Long.MAX_VALUE;
            TarBench.append(files, a, 2_000, 3_000);
            TarBench.save(files, Bench.call("c"), FileKind.RTP, 0, 300);
            files.close();
            List<Integer> numbers = bench.numbers(Bench.call("a"), FileKind.RTP);
            assertEquals(IntStream.range(0, 900).boxed().toList(), numbers.subList(0, 900)); // the rest waited in memory
            assertEquals(2_999, numbers.get(numbers.size() - 1));
            assertEquals(300, bench.numbers(Bench.call("c"), FileKind.RTP).size());
            assertEquals(files.totals().packets() - files.totals().lostPackets(), numbers.size() + 300 + bench.numbers(Bench.call("b"), FileKind.RTP).size());
        }
    }

    @Test
    void fullFileSystemLosesPacketsAndNothingElse() throws Exception {
        assumeTrue("root".equals(System.getProperty("user.name")), "only root can mount a small file system");
        Path small = Files.createDirectory(root.resolve("small"));
        assumeTrue(mounts("mount", "-t", "tmpfs", "-o", "size=2m,mode=0755", "tmpfs", small.toString()), "mounting is not allowed here");
        try (TarBench bench = new TarBench(small, TarRules.PLAIN, TarRules.PLAIN, 16 << 10, Bench.disk(), new Troubles(System::nanoTime), 8 << 20,
                Clock.systemUTC(), TarArchives.QUIET_NANOS)) {
            CallFiles files = bench.files(true);
            for (int call = 0; call < 40; call++) { // 158 KB each
                TarBench.save(files, Bench.call("call" + call), FileKind.RTP, 0, 1_000);
                assertTrue(bench.archives.flush(5_000));
            }
            CallFiles.Totals full = files.totals();
            assertTrue(full.lostPackets() > 0, full.toString());
            long stored = 0;
            for (int call = 0; call < 40; call++) {
                stored += bench.numbers(Bench.call("call" + call), FileKind.RTP).size();
            }
            assertEquals(full.packets() - full.lostPackets(), stored);
            try (Stream<Path> all = Files.walk(small.resolve(Bench.MINUTE.substring(0, 10)))) { // as cleaning does
                for (Path path : all.sorted((a, b) -> b.compareTo(a)).toList()) {
                    Files.delete(path);
                }
            }
            TarBench.save(files, Bench.call("later"), FileKind.RTP, 0, 100);
            files.close();
            assertEquals(full.lostPackets(), files.totals().lostPackets());
            assertEquals(100, bench.numbers(Bench.call("later"), FileKind.RTP).size());
        } finally {
            mounts("umount", small.toString());
        }
    }

    private static boolean mounts(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
        return process.waitFor(10, TimeUnit.SECONDS) && process.exitValue() == 0;
    }

    // ---- what vanishes

    @Test
    void folderRemovedMeanwhileIsBegunAgainWithoutWhatWasInIt() throws Exception {
        try (TarBench bench = bench(8 << 20)) {
            CallFiles files = bench.files(true);
            int a = files.open(Bench.call("a"), FileKind.RTP);
            TarBench.append(files, a, 0, 1_000);
            TarBench.save(files, Bench.call("ended"), FileKind.RTP, 0, 100);
            assertTrue(bench.archives.flush(5_000));
            Files.delete(root.resolve(RTP));
            Files.delete(root.resolve(RTP).getParent());
            assertTrue(bench.archives.flush(5_000));
            assertFalse(Files.exists(root.resolve(RTP)), "nothing new, so nothing is made");
            TarBench.append(files, a, 1_000, 2_000);
            files.close();
            assertEquals(0, files.totals().lostPackets());
            List<Integer> numbers = bench.numbers(Bench.call("a"), FileKind.RTP);
            assertEquals(1_999, numbers.get(numbers.size() - 1));
            assertEquals(IntStream.range(numbers.get(0), 2_000).boxed().toList(), numbers);
            assertEquals(List.of(), bench.numbers(Bench.call("ended"), FileKind.RTP));
        }
        assertEquals(List.of(RTP), Bench.tree(root));
    }

    // ---- memory

    /** 64 pieces for 500 files: the others must give way, and nothing gets lost. */
    @Test
    void memoryIsBoundedAndNothingIsLostByIt() throws Exception {
        try (TarBench bench = bench(0)) {
            CallFiles files = bench.files(true);
            int[] handles = IntStream.range(0, 500).map(i -> files.open(Bench.call("call" + i), FileKind.SIP)).toArray();
            for (int number = 0; number < 100; number++) {
                for (int handle : handles) {
                    files.append(handle, Bench.numbered(number));
                }
                assertTrue(bench.pool.bytesInUse() <= 2L * PiecePool.GRANTED * Piece.SIZE, bench.pool.bytesInUse() + " bytes");
            }
            files.close();
            assertEquals(0, files.totals().lostPackets());
            assertEquals(0, bench.pool.bytesInUse());
            for (int i = 0; i < 500; i += 50) {
                assertEquals(IntStream.range(0, 100).boxed().toList(), bench.numbers(Bench.call("call" + i), FileKind.SIP), "call " + i);
            }
        }
        assertTrue(TarBench.names(root.resolve(Bench.MINUTE + "/SIP/sip_2026-09-21-14-13.tar")).stream().filter("call7.pcap"::equals).count() == 1);
    }

    /** Two shards share the memory, one of them is idle with full hands: the other goes on. */
    @Test
    void shardThatIsIdleDoesNotStarveTheOther() throws Exception {
        try (TarBench bench = bench(0)) {
            CallFiles idle = bench.files(true);
            for (int i = 0; i < PiecePool.GRANTED; i++) {
                idle.append(idle.open(Bench.call("idle" + i), FileKind.SIP), Bench.numbered(i));
            }
            CallFiles busy = bench.files(true);
            TarBench.save(busy, Bench.call("busy"), FileKind.RTP, 0, 5_000);
            busy.close();
            assertEquals(5_000, bench.numbers(Bench.call("busy"), FileKind.RTP).size());
            idle.close();
            assertEquals(List.of(7), bench.numbers(Bench.call("idle7"), FileKind.SIP));
        }
    }

    // ---- the end of the process

    /** {@code kill -9} in the middle of writing: every call that had ended a moment before is whole. */
    @ParameterizedTest
    @ValueSource(strings = {"no", "zstd", "gzipforce"})
    void killedProcessLeavesReadableArchives(String compression) throws Exception {
        Process process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx256m", "-cp",
                classPath(), TarCrashMain.class.getName(), root.toString(), compression)
                .redirectError(ProcessBuilder.Redirect.DISCARD).start();
        List<Long> endedAt = new ArrayList<>();
        try (BufferedReader out = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            String line = out.readLine();
            long begin = System.nanoTime();
            while (line != null && System.nanoTime() - begin < TimeUnit.SECONDS.toNanos(4)) {
                endedAt.add(System.nanoTime());
                line = out.readLine();
            }
            process.destroyForcibly().waitFor();
        }
        long killed = System.nanoTime();
        PcapSpool spool = spool(compression);
        try {
            int whole = 0;
            for (int number = 0; number < endedAt.size(); number += 1 + endedAt.size() / 40) {
                Optional<InputStream> found = spool.open(TarCrashMain.call(number), Set.of(FileKind.SIP, FileKind.RTP));
                int packets = found.isEmpty() ? 0 : TarBench.capture(found).records().size();
                if (killed - endedAt.get(number) > TimeUnit.SECONDS.toNanos(2)) { // a second of waiting, and what the machine takes
                    assertEquals(2 * TarCrashMain.PACKETS, packets, "call " + number + " of " + endedAt.size());
                    whole++;
                }
            }
            assertTrue(whole > 5, whole + " calls");
            if (TarBench.isInstalled("tshark")) {
                try (InputStream in = spool.open(TarCrashMain.call(0), Set.of(FileKind.SIP, FileKind.RTP)).orElseThrow()) {
                    Path file = Files.write(root.resolve("merged.pcap"), in.readAllBytes());
                    assertEquals(2 * TarCrashMain.PACKETS, TarBench.run("tshark", "-n", "-r", file.toString()).lines().count());
                }
            }
        } finally {
            spool.close();
        }
    }

    /** Of what the child needs, wherever the runner of the tests has it from. */
    private static String classPath() {
        return Stream.of(TarCrashMain.class, PcapSpool.class, CallFiles.class, PacketCursor.class, RtpHeader.class, Zstd.class,
                XZOutputStream.class, LoggerFactory.class).map(type -> Path.of(URI.create(
                        type.getProtectionDomain().getCodeSource().getLocation().toString())).toString())
                .distinct().collect(Collectors.joining(File.pathSeparator));
    }

    private PcapSpool spool(String compression) {
        return new PcapSpool(new TestConfig() {
            @Override
            public String spooldir() {
                return root.toString();
            }

            @Override
            public String tar_compress_rtp() {
                return compression;
            }
        }, TestSensor.UTC);
    }
}
