package org.karavox.capture.pcapfile.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Reads every capture that lies in {@code captures/} of the shared material, and compares with what tshark found in it. */
class SharedCapturesTest {

    private static final Pattern PACKETS = Pattern.compile("\"packets\": *(\\d+)");
    private static final Pattern FILE_TYPE = Pattern.compile("\"fileType\": *\"(\\w+)\"");
    private static final Pattern ENCAPSULATION = Pattern.compile("\"encapsulation\": *\"([\\w-]+)\"");
    private static final Pattern FIRST_TIME = Pattern.compile("\"firstPacketEpoch\": *\"?([0-9]+)\\.([0-9]+)");
    private static final Pattern SHA_256 = Pattern.compile("\"sha256\": *\"(\\w+)\"");
    /** Names tshark gives to link types. */
    private static final Map<String, Integer> LINK_TYPES = Map.of("ether", 1, "null", 0, "ppp", 9, "rawip", 101, "linux-sll", 113,
            "linux-sll2", 276, "rawip4", 228, "rawip6", 229, "user2", 149);

    private Path captures;

    @BeforeEach
    void findCaptures() {
        captures = Path.of(System.getProperty("karavox.shared", ""), "captures");
        assumeTrue(!captures.toString().equals("captures") && Files.isDirectory(captures.resolve("oracle")),
                "the shared captures are not here");
    }

    @Test
    void deliversAsManyFramesAsTsharkCounts() throws IOException {
        int files = 0;
        for (Path file : files()) {
            String oracle = oracle(file);
            if (find(FILE_TYPE, oracle).equals("snoop")) {
                assertThrows(IOException.class, () -> new PcapFileOpener().open(file.toString()), file.toString());
                continue;
            }
            Reading reading = Reading.of(new PcapFileOpener().open(file.toString()));
            assertEquals(Integer.parseInt(find(PACKETS, oracle)), reading.frames.size(), file.toString());
            Integer linkType = LINK_TYPES.get(find(ENCAPSULATION, oracle));
            if (linkType != null) {
                assertTrue(reading.frames.stream().allMatch(frame -> frame.linkType() == linkType), file + " has " + linkType);
            }
            files++;
        }
        assertTrue(files > 100, files + " files");
    }

    @Test
    void findsTheTimeOfTheFirstPacket() throws IOException, NoSuchAlgorithmException {
        int files = 0;
        for (Path file : files()) {
            Matcher time = FIRST_TIME.matcher(oracle(file));
            if (!time.find() || find(FILE_TYPE, oracle(file)).equals("snoop") || time.group(1).equals("0")
                    || !find(SHA_256, oracle(file)).equals(sha256(file))) {
                continue; // 0 stands for no packet, or for a packet without a time; another hash for a file made again later
            }
            long micros = Long.parseLong(time.group(1)) * 1_000_000 + Long.parseLong((time.group(2) + "000000").substring(0, 6));
            long nanos = Reading.of(new PcapFileOpener().open(file.toString())).frames.get(0).timestampNanos();
            assertEquals(micros, nanos / 1_000, 1.0, file.toString()); // tshark's value was rounded
            files++;
        }
        assertTrue(files > 100, files + " files");
    }

    /** The only one of them that is not well-formed has a time that cannot be. */
    @Test
    void reportsProblemsOfDamagedFilesOnly() throws IOException {
        for (Path file : files()) {
            if (find(FILE_TYPE, oracle(file)).equals("snoop")) {
                continue;
            }
            Reading reading = Reading.of(new PcapFileOpener().open(file.toString()));
            boolean damaged = file.endsWith("pcap-invalid-nano-timestamp.pcap");
            assertEquals(damaged ? 1 : 0, reading.problems.size(), () -> file + ": " + reading.problems);
        }
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> all = Files.walk(captures)) {
            return all.filter(Files::isRegularFile).filter(file -> Files.exists(oracleOf(file))).sorted()
                    .collect(Collectors.toList());
        }
    }

    private Path oracleOf(Path file) {
        return captures.resolve("oracle").resolve(file.getFileName() + ".json");
    }

    private String oracle(Path file) throws IOException {
        return Files.readString(oracleOf(file));
    }

    private static String sha256(Path file) throws IOException, NoSuchAlgorithmException {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
    }

    private static String find(Pattern pattern, String text) {
        Matcher matcher = pattern.matcher(text);
        assertTrue(matcher.find(), pattern.pattern());
        return matcher.group(1);
    }
}
