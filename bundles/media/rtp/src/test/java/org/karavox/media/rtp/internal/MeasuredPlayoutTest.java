package org.karavox.media.rtp.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.karavox.call.StreamRecord;

/** The simulators give the very histograms that were measured on the reference. */
class MeasuredPlayoutTest {

    private record Packet(double arrivalMillis, int sequence, int timestampMillis) {
    }

    private static List<Packet> packets(Map<String, Object> definition) {
        List<Packet> packets = new ArrayList<>();
        String name = (String) definition.get("name");
        if (definition.get("pattern").equals("lcg")) {
            long x = Json.integer(definition.get("seed"));
            for (int i = 0; i < 2000; i++) {
                x = 1_103_515_245L * x + 12_345 & 0x7FFF_FFFF;
                long delay = (x >> 16) % (Json.integer(definition.get("maxd")) + 1);
                x = 1_103_515_245L * x + 12_345 & 0x7FFF_FFFF;
                if (i == 0 || (x >> 16) % 100 >= Json.integer(definition.get("loss"))) {
                    packets.add(new Packet(20 * i + delay, 1000 + i, 1000 + 20 * i));
                }
            }
        } else {
            for (int i = 0; i < 1000; i++) {
                if (!isRemoved(name, i)) {
                    packets.add(new Packet(20 * i + delay(name, i), i, 20 * i + 1000));
                }
            }
        }
        packets.sort(Comparator.comparingDouble(Packet::arrivalMillis).thenComparingInt(Packet::sequence));
        return packets;
    }

    private static boolean isRemoved(String name, int i) {
        return switch (name) {
            case "B" -> i >= 100 && i <= 910 && (i - 100) % 90 == 0;
            case "C" -> i >= 200 && i <= 804 && i % 200 < 5;
            case "I" -> i >= 50 && i % 10 == 7;
            default -> false;
        };
    }

    private static double delay(String name, int i) {
        return switch (name) {
            case "D" -> i % 50 == 25 ? 60 : 0;
            case "E" -> i % 50 == 25 ? 120 : 0;
            case "F" -> i % 100 == 50 ? 250 : 0;
            case "G" -> i % 5 * 19.8;
            case "H" -> i == 500 ? 300 : 0;
            case "J" -> i % 2 == 1 ? 30 : 0;
            default -> 0;
        };
    }

    private static TreeMap<Integer, Integer> expected(Object measured) {
        TreeMap<Integer, Integer> runs = new TreeMap<>();
        Json.object(Json.object(measured).get("run_histogram")).forEach((run, count) -> runs.put(Integer.valueOf(run), Json.integer(count)));
        return runs;
    }

    private static TreeMap<Integer, Integer> runs(List<Integer> histogram) {
        TreeMap<Integer, Integer> runs = new TreeMap<>();
        for (int i = 0; i < histogram.size(); i++) {
            if (histogram.get(i) > 0) {
                runs.put(i + 1, histogram.get(i));
            }
        }
        return runs;
    }

    private static void check(Map<String, Object> definition) {
        List<Packet> packets = packets(definition);
        assertEquals(Json.integer(definition.get("packets")), packets.size());
        LiteralPlayout literal = new LiteralPlayout(1000, 1024);
        for (Packet each : packets) {
            literal.packet(Samples.START_NANOS / 1000 + Math.round(1000 * each.arrivalMillis), each.sequence, each.timestampMillis, 20, false);
        }
        StreamRecord stream = Samples.pcmu(packets.stream().mapToDouble(Packet::arrivalMillis).toArray(),
                packets.stream().mapToInt(Packet::sequence).toArray(), packets.stream().mapToInt(p -> 8 * p.timestampMillis).toArray());
        String[] names = {"f1", "f2", "adapt"};
        for (int i = 0; i < names.length; i++) {
            TreeMap<Integer, Integer> expected = expected(definition.get(names[i]));
            assertEquals(expected, literal.simulators.get(i).histogram, names[i] + ", literal");
            assertEquals(expected, runs(stream.playout().get(i).lossRuns()), names[i]);
            int lost = literal.simulators.get(i).lost();
            int runs = literal.simulators.get(i).runs();
            assertEquals(Json.integer(Json.object(definition.get(names[i])).get("mos_mult10")),
                    Mos.times10(lost, runs, packets.size() - 2, true, false), names[i] + ", MOS");
        }
    }

    @TestFactory
    Stream<DynamicTest> reproducesWhatWasMeasured() throws IOException {
        Path file = Path.of(System.getProperty("karavox.shared", "")).resolve("reference/test-vectors/jitterbuffer-measured.json");
        assumeTrue(Files.isRegularFile(file), "needs the shared test vectors (karavox.shared)");
        return Json.list(Json.object(Json.parse(Files.readString(file))).get("cases")).stream().map(Json::object)
                .map(definition -> DynamicTest.dynamicTest("pattern " + definition.get("name"), () -> check(definition)));
    }
}
