package org.karavox.itests.demo;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.karavox.call.CallRecord;
import org.karavox.call.StreamRecord;
import org.karavox.itests.run.Analysis;
import org.karavox.itests.run.Outcome;
import org.karavox.packet.Addresses;
import org.karavox.runtime.DatagramReader;

/** The captures of {@code karavox demo} hold what they say. With {@code -Ddemo.write=true} they are written anew first. */
class DemoTest {

    private static final Path DIRECTORY = Path.of("demo");

    @BeforeAll
    static void writeAnewIfWanted() throws IOException {
        if (!Boolean.getBoolean("demo.write")) {
            return;
        }
        Files.createDirectories(DIRECTORY);
        StringBuilder readme = new StringBuilder("# What karavox demo analyses\n\nMade by `DemoCaptures`; `-Ddemo.write=true` writes it again.\n\n| capture | holds |\n|---|---|\n");
        for (DemoCaptures.Demo demo : DemoCaptures.all()) {
            demo.traffic().write(DIRECTORY.resolve(demo.fileName()));
            readme.append("| ").append(demo.fileName()).append(" | ").append(demo.about()).append(" |\n");
        }
        Files.writeString(DIRECTORY.resolve("README.md"), readme);
    }

    @Test
    void everyCaptureIsThereAndDescribed() throws IOException {
        TreeSet<String> expected = new TreeSet<>(Set.of("README.md"));
        DemoCaptures.all().forEach(demo -> expected.add(demo.fileName()));
        TreeSet<String> found = new TreeSet<>();
        try (Stream<Path> files = Files.list(DIRECTORY)) {
            files.forEach(file -> found.add(file.getFileName().toString()));
        }
        assertEquals(expected, found);
        String readme = Files.readString(DIRECTORY.resolve("README.md"));
        DemoCaptures.all().forEach(demo -> assertTrue(readme.contains("| " + demo.fileName() + " | " + demo.about() + " |"), demo.name()));
    }

    @TestFactory
    Stream<DynamicTest> everyCaptureIsWhatTheGeneratorWrites() {
        return DemoCaptures.all().stream().map(demo -> DynamicTest.dynamicTest(demo.name(),
                () -> assertArrayEquals(demo.traffic().toPcap(), Files.readAllBytes(DIRECTORY.resolve(demo.fileName())))));
    }

    @Test
    void theGoodCallIsGoodAndTheOthersAreNot() throws IOException {
        assertTrue(mos(one("good-call"), true) >= 43 && mos(one("good-call"), false) >= 43, "good: " + mos(one("good-call"), true));
        assertEquals(28, stream(one("loss"), true).lost(), "every second packet of 40, and eight");
        assertTrue(mos(one("loss"), true) < mos(one("loss"), false), "loss is heard on one side");
        assertEquals(0, stream(one("jitter"), false).lost());
        assertTrue(stream(one("jitter"), false).jitter().maxMicros() > 10_000, "jitter is seen");
        assertEquals(List.of(true), one("one-way-audio").streams().stream().map(StreamRecord::fromCaller).toList());
        assertEquals(486, one("busy").finalStatus());
        assertEquals(2, one("vxlan").streams().size());
    }

    @Test
    void twoLegsAreTwoCallsAndARegistrationIsNone() throws IOException {
        List<CallRecord> legs = analysed("two-legs").calls();
        assertEquals(Set.of("leg-a@demo", "leg-b@demo"), new HashSet<>(legs.stream().map(CallRecord::callId).toList()));
        legs.forEach(leg -> assertEquals(2, leg.streams().size(), leg.callId()));
        assertEquals(List.of(), analysed("failed-registration").calls());
    }

    /** What the ladder of the shell is drawn from. */
    @Test
    void datagramsInATunnelAreReadFromTheFile() throws IOException {
        Path file = DIRECTORY.resolve("vxlan.pcap");
        List<String> hops = new ArrayList<>();
        Analysis.of(file).with(DatagramReader.class, reader -> {
            try {
                assertEquals(List.of(), reader.read(file, datagram -> {
                    if (datagram.destinationPort() == 5060) {
                        hops.add(Addresses.format(datagram.sourceHigh(), datagram.sourceLow()) + " " + (char) datagram.u8(0));
                    }
                }));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }).run();
        assertEquals(List.of("192.0.2.18 I", "198.51.100.18 S", "198.51.100.18 S", "198.51.100.18 S", "192.0.2.18 A", "192.0.2.18 B", "198.51.100.18 S"), hops);
    }

    private static CallRecord one(String name) throws IOException {
        List<CallRecord> calls = analysed(name).calls();
        assertEquals(1, calls.size(), name);
        return calls.get(0);
    }

    private static Outcome analysed(String name) throws IOException {
        return Analysis.of(DIRECTORY.resolve(name + ".pcap")).shards(0).run();
    }

    private static StreamRecord stream(CallRecord call, boolean fromCaller) {
        return call.streams().stream().filter(stream -> stream.fromCaller() == fromCaller).findFirst().orElseThrow();
    }

    private static int mos(CallRecord call, boolean fromCaller) {
        return stream(call, fromCaller).playout().stream().mapToInt(StreamRecord.Playout::mosTimes10).min().orElse(-1);
    }
}
