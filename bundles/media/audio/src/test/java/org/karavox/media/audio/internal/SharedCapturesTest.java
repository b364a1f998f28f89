package org.karavox.media.audio.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.karavox.call.CallDetails;
import org.karavox.call.CallEnd;
import org.karavox.call.CallRecord;
import org.karavox.call.Endpoint;
import org.karavox.call.StreamRecord;

/** Real captures: every RTP packet that tshark counts must be found, under whatever link layer, and sound must come of it. */
class SharedCapturesTest {

    private static final Pattern STREAM = Pattern.compile("\\{\\s*\"src\": \"([^\"]+)\",\\s*\"dst\": \"([^\"]+)\",\\s*\"ssrc\": \"0x([0-9a-f]+)\",\\s*"
            + "\"payload\": \"([^\"]*)\",\\s*\"startTime\": ([0-9.]+),\\s*\"endTime\": ([0-9.]+),\\s*\"packets\": (\\d+),[^{}]*"
            + "\"payloadType\": (\\d+),\\s*\"payloadTypes\": \\{([^}]*)\\}");
    private static final Pattern TYPE = Pattern.compile("\"(\\d+)\": (\\d+)");

    /** ICMP errors quote packets, which are found too; as repetitions they are not heard. */
    private static final int QUOTED = 5;

    @TempDir
    Path folder;

    private static Endpoint endpoint(String text) {
        int colon = text.lastIndexOf(':');
        return new Endpoint(text.substring(0, colon).replace("[", "").replace("]", ""), Integer.parseInt(text.substring(colon + 1)));
    }

    private static List<StreamRecord> streams(String oracle, Instant zero) {
        int rtp = oracle.indexOf("\"rtp\": {");
        int heuristic = oracle.indexOf("\"heuristic\": {", Math.max(0, rtp)); // also counts what came before it was announced
        Matcher matcher = STREAM.matcher(rtp < 0 ? "" : oracle.substring(Math.max(rtp, heuristic)));
        List<StreamRecord> streams = new ArrayList<>();
        Set<String> known = new HashSet<>();
        while (matcher.find()) {
            Map<Integer, Long> types = new HashMap<>();
            Matcher type = TYPE.matcher(matcher.group(9));
            while (type.find()) {
                types.put(Integer.parseInt(type.group(1)), Long.parseLong(type.group(2)));
            }
            if (!known.add(matcher.group(1) + matcher.group(2) + matcher.group(3))) {
                return List.of(); // tshark begins a stream anew in the middle: its counts are no measure
            }
            streams.add(new StreamRecord(endpoint(matcher.group(1)), endpoint(matcher.group(2)), Integer.parseUnsignedInt(matcher.group(3), 16),
                    streams.isEmpty() || streams.get(0).source().equals(endpoint(matcher.group(1))), Integer.parseInt(matcher.group(8)), types, "", 0,
                    "audio", zero.plusMillis((long) (1000 * Double.parseDouble(matcher.group(5)))),
                    zero.plusMillis((long) (1000 * Double.parseDouble(matcher.group(6)))), Long.parseLong(matcher.group(7)), 0, 0, 0, 0,
                    List.of(), new StreamRecord.Jitter(0, 0, 0, 0), List.of(), List.of(), 20, 0, 0, 0, 0, "", 0, StreamRecord.Join.SDP));
        }
        return streams;
    }

    @Test
    void findsTheRtpThatTsharkFinds() throws IOException {
        Path captures = Path.of(System.getProperty("karavox.shared", "")).resolve("captures");
        assumeTrue(Files.isDirectory(captures.resolve("oracle")), "needs the shared captures (karavox.shared)");
        List<Path> files;
        try (Stream<Path> all = Files.walk(captures)) {
            files = all.filter(path -> path.getFileName().toString().matches(".*\\.pcap(ng)?")).sorted().toList();
        }
        int withSound = 0;
        List<String> differing = new ArrayList<>();
        for (Path file : files) {
            Path oracle = captures.resolve("oracle").resolve(file.getFileName() + ".json");
            String text = Files.isRegularFile(oracle) ? Files.readString(oracle) : "";
            Matcher epoch = Pattern.compile("\"firstPacketEpoch\": ([0-9.]+)").matcher(text);
            if (!epoch.find()) {
                continue;
            }
            Instant zero = Instant.ofEpochMilli((long) (1000 * Double.parseDouble(epoch.group(1))));
            List<StreamRecord> streams = streams(text, zero);
            if (streams.isEmpty()) {
                continue;
            }
            Instant start = streams.stream().map(StreamRecord::start).min(Instant::compareTo).orElseThrow();
            Instant end = streams.stream().map(StreamRecord::end).max(Instant::compareTo).orElseThrow();
            CallRecord call = new CallRecord("x", 0, 0, "", "", "", "", streams.get(0).source(), streams.get(0).destination(), List.of(), "", "",
                    "INVITE", start, Optional.empty(), Optional.empty(), end, 0, 0, "", CallEnd.FORCED, Optional.empty(), Optional.empty(), false,
                    false, 0, 0, 0, "", false, false, streams, CallDetails.NONE);
            CallSound.Outcome outcome = Sound.make(call, Files.readAllBytes(file), folder.resolve("wav"),
                    new CallSound.Wishes(false, 1, Sound.WAV.layout(), true, false, false, false));
            if (outcome.packets() < outcome.expected() || outcome.packets() > outcome.expected() + QUOTED) {
                differing.add(file.getFileName() + ": " + outcome.packets() + " instead of " + outcome.expected());
            }
            if (outcome.samples() > 0 && !file.getFileName().toString().contains("lookalike")) { // those are no RTP and have no clock
                withSound++;
                double seconds = (double) outcome.samples() / outcome.rateHz();
                double expected = (end.toEpochMilli() - start.toEpochMilli()) / 1000.0;
                assertTrue(seconds < expected + 1.5, file.getFileName() + " " + outcome);
                assertTrue(seconds > expected - 1.5 || !outcome.undecodable().isEmpty(), file.getFileName() + " " + outcome);
            }
            Files.deleteIfExists(folder.resolve("wav"));
        }
        assertEquals(List.of(), differing);
        assertTrue(withSound > 20, withSound + " captures with sound");
    }
}
