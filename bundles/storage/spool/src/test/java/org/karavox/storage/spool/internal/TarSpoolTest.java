package org.karavox.storage.spool.internal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.karavox.call.CallRef;
import org.karavox.packet.LinkTypes;
import org.karavox.packet.PacketCursor;
import org.karavox.storage.CallFiles;
import org.karavox.storage.FileKind;

/** Archives: what is on disk, byte by byte and in the tools of their users, and what is read back. */
class TarSpoolTest {

    private static final String SIP_ARCHIVE = Bench.MINUTE + "/SIP/sip_2026-09-21-14-13.tar";
    private static final String RTP_ARCHIVE = Bench.MINUTE + "/RTP/rtp_2026-09-21-14-13.tar";
    private static final String RTP_PACKET = "450000c8 00000000 40110000 c0000201 c0000202" + "0fa01388 00b40000"
            + "80000001 000000a0 11223344" + "d5".repeat(160);

    @TempDir
    Path root;

    // ---- layout

    @Test
    void callIsInTheArchivesOfItsMinute() throws Exception {
        try (OpenSpool spool = new OpenSpool(new TarKeys())) {
            CallFiles files = spool.spool.open(Optional.empty());
            TarBench.save(files, Bench.call("abc@192.0.2.1"), FileKind.SIP, 0, 3);
            TarBench.save(files, Bench.call("abc@192.0.2.1"), FileKind.RTP, 0, 3);
            files.close();
        }
        assertEquals(List.of(RTP_ARCHIVE, SIP_ARCHIVE + ".zst"), Bench.tree(root));
    }

    @Test
    void directoryOfTheSensorIsAlsoInTheNameOfTheArchive() throws Exception {
        CallRef call = new CallRef("a", Bench.START, 7);
        try (OpenSpool spool = new OpenSpool(new TarKeys() {
            @Override
            public boolean spooldir_by_sensor() {
                return true;
            }
        })) {
            CallFiles files = spool.spool.open(Optional.empty());
            TarBench.save(files, call, FileKind.SIP, 0, 3);
            files.close();
            assertEquals(List.of(0, 1, 2), TarBench.capture(spool.spool.open(call, TarBench.BOTH)).numbers());
        }
        assertEquals(List.of("7/" + Bench.MINUTE + "/SIP/sip_7_2026-09-21-14-13.tar.zst"), Bench.tree(root));
    }

    /** The fields by offset as GNU tar documents them, the padding, and the end. */
    @Test
    void headerIsThatOfGnuTar() throws Exception {
        try (TarBench bench = new TarBench(root)) {
            CallFiles files = bench.files(true);
            TarBench.save(files, Bench.call("abc"), FileKind.RTP, 0, 1);
            files.close();
        }
        byte[] bytes = Files.readAllBytes(root.resolve(RTP_ARCHIVE));
        assertEquals(512 + 512 + 1_024, bytes.length); // header; 24 + 16 + 142 bytes padded; end
        assertEquals("abc.pcap", text(bytes, 0, 100));
        assertEquals("0000444", text(bytes, 100, 8));
        assertEquals("0000000", text(bytes, 108, 8));
        assertEquals("0000000", text(bytes, 116, 8));
        assertEquals(182, Long.parseLong(text(bytes, 124, 12), 8));
        assertTrue(Math.abs(Long.parseLong(text(bytes, 136, 12), 8) - Instant.now().getEpochSecond()) < 60);
        assertEquals('0', bytes[156]);
        assertEquals("ustar  ", text(bytes, 257, 8));
        byte[] header = Arrays.copyOf(bytes, 512);
        int sum = Integer.parseInt(text(bytes, 148, 8).trim(), 8);
        Arrays.fill(header, 148, 156, (byte) ' ');
        assertEquals(IntStream.range(0, 512).map(i -> header[i] & 0xFF).sum(), sum);
        assertTrue(IntStream.range(512 + 182, bytes.length).allMatch(i -> bytes[i] == 0));
    }

    private static String text(byte[] bytes, int offset, int length) {
        return new String(bytes, offset, length, StandardCharsets.ISO_8859_1).split("\0", 2)[0];
    }

    @Test
    void chunksHaveNumbersThatIncreaseAndTheLastHasTheName() throws Exception {
        try (TarBench bench = new TarBench(root)) {
            CallFiles files = bench.files(true);
            int a = files.open(Bench.call("a"), FileKind.RTP);
            int b = files.open(Bench.call("b"), FileKind.RTP);
            for (int number = 0; number < 250; number++) { // 158 bytes each, 16 KiB are 103
                files.append(a, Bench.numbered(number));
                files.append(b, Bench.numbered(number));
            }
            files.close(a);
            files.close(b);
            files.close();
        }
        assertEquals(List.of("a.pcap#0", "b.pcap#1", "a.pcap#2", "b.pcap#3", "a.pcap", "b.pcap"), TarBench.names(root.resolve(RTP_ARCHIVE)));
    }

    /** 54 bytes, then the MD5 of what follows: of 36 bytes "x" and ".pcap". */
    @Test
    void longNameEndsWithAHash() throws Exception {
        String callId = "x".repeat(90);
        String md5 = "_hash_" + HexFormat.of().formatHex(MessageDigest.getInstance("MD5")
                .digest(("x".repeat(36) + ".pcap").getBytes(StandardCharsets.US_ASCII)));
        try (TarBench bench = new TarBench(root)) {
            CallFiles files = bench.files(true);
            TarBench.save(files, Bench.call(callId), FileKind.RTP, 0, 1);
            TarBench.save(files, Bench.call("x".repeat(87)), FileKind.RTP, 1, 2);
            files.close();
            assertEquals(List.of(0), bench.numbers(Bench.call(callId), FileKind.RTP));
        }
        assertEquals(List.of("x".repeat(54) + md5, "x".repeat(87) + ".pcap"), TarBench.names(root.resolve(RTP_ARCHIVE)));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void longCallIdsWithTheSameBeginningStayApart(boolean hash) throws Exception {
        String beginning = "same-beginning-".repeat(16);
        try (OpenSpool spool = new OpenSpool(new TarKeys() {
            @Override
            public boolean tar_use_hash_instead_of_long_callid() {
                return hash;
            }
        })) {
            CallFiles files = spool.spool.open(Optional.empty());
            TarBench.save(files, Bench.call(beginning + "1"), FileKind.RTP, 0, 2);
            TarBench.save(files, Bench.call(beginning + "2"), FileKind.RTP, 2, 4);
            files.close();
            assertEquals(List.of(0, 1), TarBench.capture(spool.spool.open(Bench.call(beginning + "1"), TarBench.BOTH)).numbers());
            assertEquals(List.of(2, 3), TarBench.capture(spool.spool.open(Bench.call(beginning + "2"), TarBench.BOTH)).numbers());
        }
    }

    // ---- other tools

    @ParameterizedTest
    @CsvSource({"no, '', ''", "zstd, .zst, --zstd", "gzip, .zst, --zstd", "gzipforce, .gz, --gzip", "lzma, .xz, --xz"})
    void tarListsAndUnpacksTheArchive(String compression, String extension, String option) throws Exception {
        assumeTrue(TarBench.isInstalled("tar"), "tar is not installed");
        try (OpenSpool spool = new OpenSpool(new TarKeys() {
            @Override
            public String tar_compress_sip() {
                return compression;
            }
        })) {
            CallFiles files = spool.spool.open(Optional.empty());
            for (int call = 0; call < 20; call++) {
                TarBench.save(files, Bench.call("call" + call), FileKind.SIP, 0, 10 + call);
                if (call == 10) {
                    assertTrue(spool.spool.open(Bench.call("call1"), TarBench.BOTH).isPresent()); // writes what waits: a frame of its own
                }
            }
            files.close();
        }
        Path archive = root.resolve(SIP_ARCHIVE + extension);
        List<String> options = new ArrayList<>(option.isEmpty() ? List.of("tar") : List.of("tar", option));
        options.addAll(List.of("-tvf", archive.toString()));
        List<String> list = TarBench.run(options.toArray(String[]::new)).lines().toList();
        assertEquals(20, list.size());
        assertTrue(list.get(0).matches("-r--r--r-- 0/0 +1604 .* call0\\.pcap"), list.get(0)); // 24 + 10 * 158
        options.set(options.size() - 2, "-xf");
        Path unpacked = Files.createDirectory(root.resolve("unpacked"));
        options.addAll(List.of("-C", unpacked.toString()));
        TarBench.run(options.toArray(String[]::new));
        for (int call = 0; call < 20; call++) {
            assertEquals(IntStream.range(0, 10 + call).boxed().toList(), Bench.read(unpacked.resolve("call" + call + ".pcap")).numbers());
        }
    }

    @ParameterizedTest
    @CsvSource({"zstd, zstd", "gzipforce, gzip", "lzma, xz"})
    void toolOfTheCompressionFindsNoFault(String compression, String tool) throws Exception {
        assumeTrue(TarBench.isInstalled(tool), tool + " is not installed");
        try (OpenSpool spool = new OpenSpool(new TarKeys() {
            @Override
            public String tar_compress_rtp() {
                return compression;
            }
        })) {
            CallFiles files = spool.spool.open(Optional.empty());
            TarBench.save(files, Bench.call("a"), FileKind.RTP, 0, 20_000); // several megabytes, several frames
            files.close();
            assertEquals(20_000, TarBench.capture(spool.spool.open(Bench.call("a"), TarBench.BOTH)).records().size());
        }
        Path archive;
        try (Stream<Path> all = Files.walk(root)) {
            archive = all.filter(Files::isRegularFile).findFirst().orElseThrow();
        }
        TarBench.run(tool, "-t", archive.toString());
        assertTrue(Files.size(archive) < 1_000_000, Files.size(archive) + " bytes"); // of 3.16 million
    }

    @Test
    void tsharkReadsSignallingAndMediaInOrderOfTime() throws Exception {
        assumeTrue(TarBench.isInstalled("tshark"), "tshark is not installed");
        try (OpenSpool spool = new OpenSpool(new TarKeys())) {
            CallFiles files = spool.spool.open(Optional.empty());
            int sip = files.open(Bench.call("a"), FileKind.SIP);
            int rtp = files.open(Bench.call("a"), FileKind.RTP);
            for (int i = 0; i < 10; i++) {
                files.append(i % 3 == 0 ? sip : rtp, TarBench.at(i, 20L * i));
            }
            files.close();
            Path merged = write(spool.spool.open(Bench.call("a"), TarBench.BOTH));
            String times = TarBench.run("tshark", "-n", "-r", merged.toString(), "-T", "fields", "-e", "frame.time_relative");
            assertEquals(IntStream.range(0, 10).mapToObj(i -> 20 * i).toList(),
                    times.lines().map(time -> (int) Math.round(Double.parseDouble(time) * 1_000)).toList());
        }
    }

    @Test
    void tsharkReadsFramesOfSeveralLinkTypes() throws Exception {
        assumeTrue(TarBench.isInstalled("tshark"), "tshark is not installed");
        try (OpenSpool spool = new OpenSpool(new TarKeys())) {
            CallFiles files = spool.spool.open(Optional.empty());
            int sip = files.open(Bench.call("a"), FileKind.SIP);
            int rtp = files.open(Bench.call("a"), FileKind.RTP);
            String cooked = "0000 0001 0006 000000000000 0000 0800";
            files.append(sip, Bench.packet(Bench.ETHERNET + RTP_PACKET, 42, LinkTypes.ETHERNET, Bench.T0_NANOS));
            files.append(rtp, Bench.packet(cooked + RTP_PACKET, 44, LinkTypes.LINUX_SLL, Bench.T0_NANOS + 20_000_000));
            files.append(rtp, Bench.packet(Bench.ETHERNET + RTP_PACKET, 42, LinkTypes.ETHERNET, Bench.T0_NANOS + 40_000_000));
            files.close();
            Path merged = write(spool.spool.open(Bench.call("a"), TarBench.BOTH));
            assertEquals("1\t0x11223344\n25\t0x11223344\n1\t0x11223344\n", TarBench.run("tshark", "-n", "-r", merged.toString(), "-d",
                    "udp.port==5000,rtp", "-T", "fields", "-e", "frame.encap_type", "-e", "rtp.ssrc"));
        }
    }

    private Path write(Optional<InputStream> found) throws IOException {
        try (InputStream in = found.orElseThrow()) {
            return Files.write(root.resolve("merged"), in.readAllBytes());
        }
    }

    // ---- reading back

    @ParameterizedTest
    @CsvSource({"no, no, no", "zstd, no, no", "gzipforce, no, no", "lzma, no, no", "no, zip, no", "no, zstd, no", "no, lzma, no",
        "zstd, no, gzip", "lzma, no, zstd", "zstd, yes, no", "no, no, lzma"})
    void callIsReadBackWhateverTheCompression(String whole, String zip, String internal) throws Exception {
        try (OpenSpool spool = new OpenSpool(new TarKeys() {
            @Override
            public String tar_compress_rtp() {
                return whole;
            }

            @Override
            public String pcap_dump_zip_rtp() {
                return zip;
            }

            @Override
            public String tar_internalcompress_rtp() {
                return internal;
            }
        })) {
            CallFiles files = spool.spool.open(Optional.empty());
            int a = files.open(Bench.call("a"), FileKind.RTP);
            int b = files.open(Bench.call("b"), FileKind.RTP);
            for (int number = 0; number < 3_000; number++) {
                files.append(a, Bench.numbered(number));
                files.append(b, Bench.numbered(number + 10_000));
            }
            files.close();
            assertEquals(IntStream.range(0, 3_000).boxed().toList(), TarBench.capture(spool.spool.open(Bench.call("a"), TarBench.BOTH)).numbers());
            assertEquals(IntStream.range(10_000, 13_000).boxed().toList(),
                    TarBench.capture(spool.spool.open(Bench.call("b"), TarBench.BOTH)).numbers());
            assertEquals(Optional.empty(), spool.spool.open(Bench.call("c"), TarBench.BOTH));
        }
    }

    @Test
    void callThatHasNotEndedIsReadWithWhatWaitsInMemory() throws Exception {
        try (TarBench bench = new TarBench(root)) {
            CallFiles files = bench.files(true);
            int file = files.open(Bench.call("a"), FileKind.RTP);
            TarBench.append(files, file, 0, 1);
            assertEquals(List.of(0), bench.numbers(Bench.call("a"), FileKind.RTP));
            TarBench.append(files, file, 1, 777);
            assertEquals(IntStream.range(0, 777).boxed().toList(), bench.numbers(Bench.call("a"), FileKind.RTP));
            files.close();
        }
    }

    /** The reader runs all the time while the shard writes: what it sees is always a beginning of the whole. */
    @Test
    void readingWhileItIsWrittenGivesABeginning() throws Exception {
        try (TarBench bench = new TarBench(root)) {
            CallFiles files = bench.files(true);
            int file = files.open(Bench.call("a"), FileKind.RTP);
            Thread writer = new Thread(() -> TarBench.append(files, file, 0, 20_000));
            writer.start();
            int reads = 0;
            while (writer.isAlive() || reads == 0) {
                List<Integer> numbers = bench.numbers(Bench.call("a"), FileKind.RTP);
                assertEquals(IntStream.range(0, numbers.size()).boxed().toList(), numbers);
                reads++;
            }
            writer.join();
            assertEquals(20_000, bench.numbers(Bench.call("a"), FileKind.RTP).size());
            files.close();
        }
    }

    @Test
    void archiveOfAnEarlierProcessIsSetAsideAndStillRead() throws Exception {
        for (int run = 0; run < 3; run++) {
            try (TarBench bench = new TarBench(root)) {
                CallFiles files = bench.files(true);
                TarBench.save(files, Bench.call("a" + run), FileKind.RTP, run, run + 1);
                files.close();
                for (int earlier = 0; earlier <= run; earlier++) {
                    assertEquals(List.of(earlier), bench.numbers(Bench.call("a" + earlier), FileKind.RTP));
                }
            }
        }
        assertEquals(List.of(RTP_ARCHIVE, RTP_ARCHIVE + ".1", RTP_ARCHIVE + ".2"), Bench.tree(root));
    }

    /** Every packet would be there twice. */
    @Test
    void callOfACaptureThatIsAnalysedAgainIsReadOnce() throws Exception {
        for (int run = 0; run < 3; run++) {
            try (TarBench bench = new TarBench(root)) {
                CallFiles files = bench.files(true);
                TarBench.save(files, Bench.call("a"), FileKind.RTP, 0, 500);
                files.close();
                assertEquals(IntStream.range(0, 500).boxed().toList(), bench.numbers(Bench.call("a"), FileKind.RTP));
            }
        }
        assertEquals(3, Bench.tree(root).size());
    }

    @Test
    void callThatGoesOnInAnotherArchiveIsReadFromBoth() throws Exception {
        try (TarBench bench = new TarBench(root)) {
            CallFiles files = bench.files(true);
            int file = files.open(Bench.call("a"), FileKind.RTP);
            TarBench.append(files, file, 0, 500); // 412 in chunks, the rest in memory
            assertTrue(bench.archives.flush(5_000));
            Files.move(root.resolve(RTP_ARCHIVE), root.resolve(RTP_ARCHIVE + ".1"));
            TarBench.append(files, file, 500, 1_000);
            files.close();
            assertEquals(IntStream.range(0, 1_000).boxed().toList(), bench.numbers(Bench.call("a"), FileKind.RTP));
        }
    }

    @Test
    void plainFilesAreReadToo() throws Exception {
        CallFiles plain = Bench.files(root, Bench.ALL, Bench.disk(), new Troubles(System::nanoTime), 8, 1 << 20);
        TarBench.save(plain, Bench.call("a"), FileKind.SIP, 0, 3);
        TarBench.save(plain, Bench.call("a"), FileKind.RTP, 3, 5);
        plain.close();
        try (TarBench bench = new TarBench(root)) {
            assertEquals(5, bench.read(Bench.call("a"), TarBench.BOTH).records().size());
            assertEquals(List.of(3, 4), bench.numbers(Bench.call("a"), FileKind.RTP));
        }
    }

    /** As voipmonitor writes them: no tag, chunks that end anywhere, both separators. */
    @Test
    void archiveOfAnotherProgramIsReadByName() throws Exception {
        CallFiles plain = Bench.files(root, Bench.ALL, Bench.disk(), new Troubles(System::nanoTime), 8, 1 << 20);
        TarBench.save(plain, Bench.call("a"), FileKind.RTP, 0, 50);
        plain.close();
        Path file = root.resolve(Bench.MINUTE + "/RTP/a.pcap");
        byte[] bytes = Files.readAllBytes(file);
        Files.delete(file);
        try (OutputStream out = Files.newOutputStream(root.resolve(RTP_ARCHIVE))) {
            String[] names = {"a.pcap#4", "b.pcap", "a.pcap_77", "a.pcap"};
            int[] ends = {1_001, 1_001, 3_333, bytes.length};
            int from = 0;
            for (int i = 0; i < names.length; i++) {
                byte[] part = names[i].startsWith("b") ? new byte[700] : Arrays.copyOfRange(bytes, from, ends[i]);
                byte[] header = new byte[512];
                TarHeader.put(header, names[i], -1, part.length, 0, new CallTag(0, 0));
                Arrays.fill(header, 495, 512, (byte) 0);
                int sum = 0;
                Arrays.fill(header, 148, 156, (byte) ' ');
                for (byte b : header) {
                    sum += b & 0xFF;
                }
                System.arraycopy("%06o\0 ".formatted(sum).getBytes(StandardCharsets.US_ASCII), 0, header, 148, 8);
                out.write(header);
                out.write(Arrays.copyOf(part, part.length + 511 & -512));
                from = ends[i];
            }
        }
        try (TarBench bench = new TarBench(root)) {
            assertEquals(IntStream.range(0, 50).boxed().toList(), bench.numbers(Bench.call("a"), FileKind.RTP));
        }
    }

    /** As a crash leaves it: what is whole before the cut is read. */
    @ParameterizedTest
    @ValueSource(strings = {"no", "zstd", "gzipforce", "lzma"})
    void tornArchiveIsReadUpToTheTear(String compression) throws Exception {
        try (OpenSpool spool = new OpenSpool(new TarKeys() {
            @Override
            public String tar_compress_rtp() {
                return compression;
            }
        })) {
            CallFiles files = spool.spool.open(Optional.empty());
            int file = files.open(Bench.call("a"), FileKind.RTP);
            TarBench.append(files, file, 0, 100);
            assertEquals(100, TarBench.capture(spool.spool.open(Bench.call("a"), TarBench.BOTH)).records().size());
            TarBench.append(files, file, 100, 12_000);
            files.close();
        }
        Path archive;
        try (Stream<Path> all = Files.walk(root)) {
            archive = all.filter(Files::isRegularFile).findFirst().orElseThrow();
        }
        byte[] whole = Files.readAllBytes(archive);
        int most = 0;
        for (int part = 0; part <= 40; part++) {
            Files.write(archive, Arrays.copyOf(whole, (int) ((long) whole.length * part / 40)));
            try (TarBench bench = new TarBench(root)) {
                List<Integer> numbers = bench.numbers(Bench.call("a"), FileKind.RTP);
                assertEquals(IntStream.range(0, numbers.size()).boxed().toList(), numbers, "part " + part);
                assertTrue(numbers.size() >= most, numbers.size() + " after " + most);
                most = numbers.size();
            }
        }
        assertEquals(12_000, most);
    }

    @Test
    void compressionThatCannotBeReadIsSaid() throws Exception {
        Path archive = root.resolve(RTP_ARCHIVE);
        Files.createDirectories(archive.getParent());
        byte[] header = new byte[512];
        TarHeader.put(header, "a.pcap", -1, 11, 0, CallTag.of(Bench.call("a")));
        byte[] bytes = Arrays.copyOf(header, 2_048);
        System.arraycopy("LZO\1\0\0\0\1\0\0\0".getBytes(StandardCharsets.ISO_8859_1), 0, bytes, 512, 11);
        Files.write(archive, bytes);
        try (TarBench bench = new TarBench(root)) {
            IOException e = assertThrows(IOException.class, () -> bench.reader.open(Bench.call("a"), TarBench.BOTH));
            assertTrue(e.getMessage().contains("compressed with LZO") && e.getMessage().contains("pcap_dump_zip_rtp"), e.getMessage());
        }
    }

    // ---- calls that are hard to tell apart

    @ParameterizedTest
    @ValueSource(strings = {"../../etc/passwd", "/etc/passwd", "a\0b", "..", ".", "", "a/../../b", "\u00e4\u4e2d\ud83d\ude00", "new\nline", "a#7", "a.pcap#1"})
    void hostileCallIdStaysInItsArchiveAndIsFound(String callId) throws Exception {
        try (TarBench bench = new TarBench(root)) {
            CallFiles files = bench.files(true);
            TarBench.save(files, Bench.call(callId), FileKind.RTP, 0, 200);
            TarBench.save(files, Bench.call("other"), FileKind.RTP, 200, 300);
            files.close();
            assertEquals(IntStream.range(0, 200).boxed().toList(), bench.numbers(Bench.call(callId), FileKind.RTP));
        }
        assertEquals(List.of(RTP_ARCHIVE), Bench.tree(root));
        for (String name : TarBench.names(root.resolve(RTP_ARCHIVE))) {
            assertTrue(name.matches("[-A-Za-z0-9:.@_]+\\.pcap(#[0-9]+)?"), name);
        }
    }

    @Test
    void callsWithTheSameSafeNameDoNotMix() throws Exception {
        try (TarBench bench = new TarBench(root)) {
            CallFiles first = bench.files(true);
            CallFiles second = bench.files(true);
            int a = first.open(Bench.call("a/b"), FileKind.RTP);
            int b = second.open(Bench.call("a?b"), FileKind.RTP);
            int c = first.open(Bench.call("a_b"), FileKind.RTP);
            for (int number = 0; number < 500; number++) {
                first.append(a, Bench.numbered(number));
                second.append(b, Bench.numbered(number + 1_000));
                first.append(c, Bench.numbered(number + 2_000));
            }
            first.close();
            second.close();
            assertEquals(IntStream.range(0, 500).boxed().toList(), bench.numbers(Bench.call("a/b"), FileKind.RTP));
            assertEquals(IntStream.range(1_000, 1_500).boxed().toList(), bench.numbers(Bench.call("a?b"), FileKind.RTP));
            assertEquals(IntStream.range(2_000, 2_500).boxed().toList(), bench.numbers(Bench.call("a_b"), FileKind.RTP));
        }
    }

    @Test
    void sameCallIdTwiceInAMinuteIsToldApartByItsStart() throws Exception {
        CallRef first = Bench.call("a");
        CallRef second = new CallRef("a", Bench.START.plusSeconds(5), 0);
        try (TarBench bench = new TarBench(root)) {
            CallFiles files = bench.files(true);
            TarBench.save(files, first, FileKind.RTP, 0, 3);
            TarBench.save(files, second, FileKind.RTP, 3, 5);
            files.close();
            assertEquals(List.of(0, 1, 2), bench.numbers(first, FileKind.RTP));
            assertEquals(List.of(3, 4), bench.numbers(second, FileKind.RTP));
        }
    }

    /** Databases keep less than nanoseconds. */
    @ParameterizedTest
    @ValueSource(longs = {1, 1_000, 1_000_000, 1_000_000_000})
    void startMayHaveBeenRounded(long nanos) throws Exception {
        long start = Bench.T0_NANOS / nanos * nanos;
        try (TarBench bench = new TarBench(root)) {
            CallFiles files = bench.files(true);
            TarBench.save(files, Bench.call("a"), FileKind.RTP, 0, 3);
            TarBench.save(files, new CallRef("a", Bench.START.plusSeconds(7), 0), FileKind.RTP, 3, 5);
            files.close();
            assertEquals(List.of(0, 1, 2), bench.numbers(new CallRef("a", Instant.ofEpochSecond(0, start), 0), FileKind.RTP));
        }
    }

    @Test
    void reassembledFirstPacketTakesTheLinkTypeOfTheNext() throws Exception {
        PacketCursor reassembled = Bench.packet(Bench.IP_UDP + "aa", 28, LinkTypes.RAW, Bench.T0_NANOS);
        try (TarBench bench = new TarBench(root)) {
            CallFiles files = bench.files(true);
            int file = files.open(Bench.call("a"), FileKind.SIP);
            files.append(file, reassembled);
            files.append(file, reassembled);
            files.append(file, Bench.udp("bb"));
            files.append(file, reassembled);
            files.close();
            Bench.Capture capture = bench.read(Bench.call("a"), TarBench.BOTH);
            assertEquals(LinkTypes.ETHERNET, capture.linkType());
            assertEquals(4, capture.records().size());
            for (int i : new int[] {0, 1, 3}) {
                assertArrayEquals(Bench.bytes(Bench.ETHERNET + Bench.IP_UDP + "aa"), capture.records().get(i).frame());
                assertEquals(43, capture.records().get(i).wireLength());
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {4_000, 4_096, 9_000, 65_549, 262_144})
    void longFramesAreStoredInOrderWithShortOnes(int length) throws Exception {
        byte[] frame = new byte[length];
        new Random(length).nextBytes(frame);
        PacketCursor jumbo = Bench.packet(frame, length, 42, LinkTypes.ETHERNET, Bench.T0_NANOS);
        try (TarBench bench = new TarBench(root)) {
            CallFiles files = bench.files(true);
            int file = files.open(Bench.call("a"), FileKind.SIP);
            files.append(file, Bench.numbered(1));
            files.append(file, jumbo);
            files.append(file, Bench.numbered(2));
            files.append(file, jumbo);
            files.append(file, Bench.numbered(3));
            files.close();
            List<Bench.Stored> records = bench.read(Bench.call("a"), TarBench.BOTH).records();
            assertEquals(List.of(142, length, 142, length, 142), records.stream().map(record -> record.frame().length).toList());
            assertArrayEquals(frame, records.get(1).frame());
            assertArrayEquals(frame, records.get(3).frame());
        }
    }

    // ---- roots, owners, sizes

    @Test
    void mediaHasARootOfItsOwn() throws Exception {
        Path media = root.resolve("media");
        try (OpenSpool spool = new OpenSpool(new TarKeys() {
            @Override
            public String spooldir_rtp() {
                return media.toString();
            }
        })) {
            CallFiles files = spool.spool.open(Optional.empty());
            TarBench.save(files, Bench.call("a"), FileKind.SIP, 0, 2);
            TarBench.save(files, Bench.call("a"), FileKind.RTP, 2, 4);
            files.close();
            assertEquals(4, TarBench.capture(spool.spool.open(Bench.call("a"), TarBench.BOTH)).records().size());
            assertEquals(media, spool.spool.root(FileKind.RTP));
            assertEquals(root, spool.spool.root(FileKind.AUDIO));
            assertEquals(List.of(root, media), spool.spool.roots().stream().map(r -> r.path()).toList());
        }
        assertEquals(List.of(RTP_ARCHIVE), Bench.tree(media));
    }

    @Test
    void filesOfOthersGetTheirPlaceModeAndSize() throws Exception {
        ConcurrentMap<String, Long> sizes = new ConcurrentHashMap<>();
        try (OpenSpool spool = new OpenSpool(new TarKeys() {
            @Override
            public String spooldir_file_permission() {
                return "0604";
            }
        })) {
            spool.spool.sizes().use((hour, index, sensor, kind, bytes) -> sizes.merge(hour + " " + index + " " + sensor + " " + kind, bytes, Long::sum));
            Path wav = spool.spool.prepare(Bench.call("a/b"), FileKind.AUDIO, ".wav");
            assertEquals(root.resolve(Bench.MINUTE + "/AUDIO/a_b.wav"), wav);
            Files.write(wav, new byte[1_000]);
            spool.spool.settle(Bench.call("a/b"), FileKind.AUDIO, wav);
            assertEquals("rw----r--", PosixFilePermissions.toString(Files.getPosixFilePermissions(wav)));
            CallFiles files = spool.spool.open(Optional.empty());
            TarBench.save(files, new CallRef("a", Bench.START, 7), FileKind.RTP, 0, 1_000);
            files.close();
        }
        assertEquals(Set.of("2026092114 0 0 AUDIO", "2026092114 0 7 RTP"), sizes.keySet());
        assertEquals(1_000, sizes.get("2026092114 0 0 AUDIO"));
        assertEquals(Files.size(root.resolve(RTP_ARCHIVE)), sizes.get("2026092114 0 7 RTP"));
    }

    @Test
    void ownerThatDoesNotExistIsSaidAndPacketsAreKept() throws Exception {
        try (OpenSpool spool = new OpenSpool(new TarKeys() {
            @Override
            public String spooldir_owner() {
                return "nobody-has-this-name";
            }
        })) {
            CallFiles files = spool.spool.open(Optional.empty());
            TarBench.save(files, Bench.call("a"), FileKind.RTP, 0, 2);
            files.close();
            assertEquals(0, files.totals().lostPackets());
        }
    }

    @Test
    void rootGivesFilesAway() throws Exception {
        assumeTrue("root".equals(System.getProperty("user.name")), "only root can give files away");
        try (OpenSpool spool = new OpenSpool(new TarKeys() {
            @Override
            public String spooldir_owner() {
                return "daemon";
            }

            @Override
            public String spooldir_group() {
                return "daemon";
            }
        })) {
            CallFiles files = spool.spool.open(Optional.empty());
            TarBench.save(files, Bench.call("a"), FileKind.RTP, 0, 2);
            files.close();
        }
        assertEquals("daemon", Files.getOwner(root.resolve(RTP_ARCHIVE)).getName());
        assertEquals("daemon", Files.getOwner(root.resolve(RTP_ARCHIVE).getParent()).getName());
    }

    // ---- media for sound

    @ParameterizedTest
    @ValueSource(strings = {"no", "header"})
    void mediaIsKeptWholeForWhoWantsItUntilItIsReleased(String savertp) throws Exception {
        String rtp = "80000001 000000a0 11223344" + "d5".repeat(160);
        try (OpenSpool spool = new OpenSpool(new TarKeys() {
            @Override
            public String savertp() {
                return savertp;
            }

            @Override
            public boolean savertcp() {
                return false;
            }
        })) {
            spool.spool.media().use(call -> call.callId().startsWith("wanted"));
            CallFiles files = spool.spool.open(Optional.empty());
            for (String callId : List.of("wanted/../x", "other")) {
                int file = files.open(Bench.call(callId), FileKind.RTP);
                files.append(file, Bench.udp(rtp));
                files.close(file);
            }
            CallRef wanted = Bench.call("wanted/../x");
            assertEquals(214, TarBench.capture(spool.spool.open(wanted, Set.of(FileKind.RTP))).records().get(0).frame().length);
            spool.spool.release(wanted);
            Optional<InputStream> after = spool.spool.open(wanted, Set.of(FileKind.RTP));
            if (savertp.equals("no")) {
                assertEquals(Optional.empty(), after);
            } else {
                assertEquals(54, TarBench.capture(after).records().get(0).frame().length);
            }
            assertEquals(savertp.equals("header"), spool.spool.open(Bench.call("other"), Set.of(FileKind.RTP)).isPresent());
            files.close();
        }
        assertTrue(Bench.tree(root).stream().noneMatch(path -> path.startsWith(".media")), Bench.tree(root).toString());
    }

    // ---- end

    @Test
    void archiveIsClosedWithItsEndWhenItsMinuteIsOver() throws Exception {
        try (TarBench bench = new TarBench(root, TarRules.PLAIN, TarRules.PLAIN, 16 << 10, Bench.disk(), new Troubles(System::nanoTime), 8 << 20,
                Clock.fixed(Bench.START.plus(Duration.ofSeconds(200)), ZoneOffset.UTC), 0)) {
            CallFiles files = bench.files(true);
            int still = files.open(Bench.call("still"), FileKind.SIP);
            files.append(still, Bench.numbered(0));
            TarBench.save(files, Bench.call("a"), FileKind.RTP, 0, 1);
            await(() -> bench.archives.open() == 1);
            byte[] bytes = Files.readAllBytes(root.resolve(RTP_ARCHIVE));
            assertEquals(512 + 512 + 1_024, bytes.length);
            files.close(still);
            await(() -> bench.archives.open() == 0);
            files.close();
        }
    }

    @Test
    void archiveOfTheRunningMinuteStaysOpen() throws Exception {
        try (TarBench bench = new TarBench(root, TarRules.PLAIN, TarRules.PLAIN, 16 << 10, Bench.disk(), new Troubles(System::nanoTime), 8 << 20,
                Clock.fixed(Bench.START, ZoneOffset.UTC), 0)) {
            CallFiles files = bench.files(true);
            TarBench.save(files, Bench.call("a"), FileKind.RTP, 0, 1);
            files.close();
            assertEquals(1, bench.archives.open());
            assertEquals(512 + 512, Files.size(root.resolve(RTP_ARCHIVE)));
            assertFalse(bench.archives.hasEnded());
        }
    }

    static void await(BooleanSupplier condition) throws InterruptedException {
        long deadline = System.nanoTime() + 10_000_000_000L;
        while (!condition.getAsBoolean()) {
            assertTrue(System.nanoTime() < deadline, "waited ten seconds");
            Thread.sleep(5);
        }
    }

    /** The defaults, with {@link #root} as spool. */
    private class TarKeys extends TestConfig {

        @Override
        public String spooldir() {
            return root.toString();
        }
    }

    /** A spool that ends with its test. */
    private record OpenSpool(PcapSpool spool) implements AutoCloseable {

        OpenSpool(SpoolConfig config) {
            this(new PcapSpool(config, TestSensor.UTC));
        }

        @Override
        public void close() throws InterruptedException {
            spool.close();
        }
    }
}
