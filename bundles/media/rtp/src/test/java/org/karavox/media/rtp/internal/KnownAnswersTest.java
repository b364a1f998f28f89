package org.karavox.media.rtp.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.karavox.call.StreamRecord;
import org.karavox.media.MediaFormats;

/** The groups of the shared known answers that this bundle computes. */
class KnownAnswersTest {

    private static final String[] BUCKETS = {"d50", "d70", "d90", "d120", "d150", "d200", "d300"};

    private static Stream<DynamicTest> group(String group, Consumer<Map<String, Object>> check) throws IOException {
        Path file = Path.of(System.getProperty("karavox.shared", "")).resolve("reference/test-vectors/known-answers.json");
        assumeTrue(Files.isRegularFile(file), "needs the shared test vectors (karavox.shared)");
        return Json.list(Json.object(Json.parse(Files.readString(file))).get(group)).stream().map(Json::object)
                .map(answer -> DynamicTest.dynamicTest((String) answer.get("name"), () -> check.accept(answer)));
    }

    private static double[] numbers(Object list) {
        return Json.list(list).stream().mapToDouble(Json::number).toArray();
    }

    private static int[] integers(Object list) {
        return Json.list(list).stream().mapToInt(Json::integer).toArray();
    }

    private static int[] counting(int length) {
        int[] result = new int[length];
        for (int i = 0; i < length; i++) {
            result[i] = 100 + i;
        }
        return result;
    }

    private static StreamRecord stream(Map<String, Object> answer) {
        int clock = Json.integer(answer.get("clock"));
        double[] arrivals = numbers(answer.get("arrivals_ms"));
        MediaFormats formats = Samples.formats(96, clock == 48_000 ? "opus" : "L16", clock);
        return Samples.stream(96, formats, arrivals, counting(arrivals.length), integers(answer.get("timestamps")));
    }

    @TestFactory
    Stream<DynamicTest> jitter() throws IOException {
        return group("jitter", answer -> {
            StreamRecord.Jitter jitter = stream(answer).jitter();
            double[] perPacket = numbers(answer.get("jitter_ms"));
            assertEquals(Json.number(answer.get("mean_ms")) * 1000, jitter.meanMicros(), 0.51);
            assertEquals(Json.number(answer.get("max_ms")) * 1000, jitter.maxMicros(), 0.51);
            assertEquals(perPacket[perPacket.length - 1] * 1000, jitter.lastMicros(), 0.51);
        });
    }

    @TestFactory
    Stream<DynamicTest> delayBuckets() throws IOException {
        return group("pdv", answer -> {
            List<Long> expected = Stream.of(BUCKETS).map(bucket -> (long) Json.integer(answer.get(bucket))).toList();
            assertEquals(expected, stream(answer).delayBuckets());
        });
    }

    /**
     * With probation the reference does not count the packet that begins the stream; here every packet counts, and the
     * two packets of the columns are not added later. After a restart the first packet of the new range counts, too.
     */
    @TestFactory
    Stream<DynamicTest> sequence() throws IOException {
        return group("sequence", answer -> {
            int[] numbers = integers(answer.get("sequence"));
            SequenceCount count = new SequenceCount();
            for (int number : numbers) {
                count.take(number);
            }
            boolean probation = (Boolean) answer.get("probation");
            boolean restart = numbers[numbers.length - 1] - numbers[0] > 3000;
            assertEquals(Json.integer(answer.get("extended_max")), count.extendedMax());
            assertEquals(Json.integer(answer.get("lost")), count.lost(numbers.length));
            if (!restart) {
                assertEquals(Json.integer(answer.get("expected")) + (probation ? 1 : 0), count.expected());
            } else {
                assertEquals(numbers.length, count.expected());
            }
        });
    }

    @TestFactory
    Stream<DynamicTest> meanOpinionScore() throws IOException {
        return group("reference_mos", answer -> {
            Map<String, Object> histogram = Json.object(answer.get("run_histogram"));
            long lost = histogram.entrySet().stream().mapToLong(e -> Long.parseLong(e.getKey()) * Json.integer(e.getValue())).sum();
            long runs = histogram.values().stream().flatMapToLong(v -> LongStream.of(Json.integer(v))).sum();
            assertEquals(Json.number(answer.get("mos")), Mos.of(lost, runs, Json.integer(answer.get("received")), true, false), 1e-6);
            assertEquals(Json.integer(answer.get("mos_mult10")), Mos.times10(lost, runs, Json.integer(answer.get("received")), true, false));
        });
    }
}
