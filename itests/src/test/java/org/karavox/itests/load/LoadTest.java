package org.karavox.itests.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.karavox.call.CallRecord;
import org.karavox.call.StreamRecord;
import org.karavox.itests.json.Json;
import org.karavox.itests.run.Analysis;
import org.karavox.itests.run.Outcome;

/** A thousand calls of thirty seconds, three million packets: every figure is the one that the generator knows to be true. */
class LoadTest {

    private static final String[] OPTIONS = {"--calls", "1000", "--duration", "30", "--ramp", "10", "--seed", "7", "--nsec",
        "--profile", "name=clean,weight=30", "--profile", "name=loss,weight=15,loss=1", "--profile", "name=heavy,weight=10,loss=5",
        "--profile", "name=bursts,weight=15,loss=3,burst=4", "--profile", "name=jitter,weight=10,jitter=30",
        "--profile", "name=reorder,weight=10,reorder=1", "--profile", "name=duplicates,weight=5,dup=1",
        "--profile", "name=everything,weight=5,loss=2,burst=3,jitter=10,reorder=1,dup=1"};
    private static final double JITTER_SHARE = 0.01;
    /** Records hold whole microseconds. */
    private static final double JITTER_UNIT_MILLIS = 0.001;

    @TempDir
    static Path directory;
    private static Json truth;
    private static Outcome inline;

    @BeforeAll
    static void analyse() throws IOException, InterruptedException {
        LoadGenerator generator = LoadGenerator.compile(directory);
        generator.write(directory.resolve("load.pcap"), directory.resolve("truth.json"), OPTIONS);
        truth = Json.read(directory.resolve("truth.json"));
        inline = Analysis.of(directory.resolve("load.pcap")).shards(0).run();
    }

    @AfterAll
    static void makeRoom() throws IOException {
        Files.deleteIfExists(directory.resolve("load.pcap"));
    }

    @Test
    void theBooksBalance() {
        assertEquals(List.of(), inline.report().ledger().imbalances());
        assertEquals(truth.get("meta").get("packets").integer(), inline.report().ledger().read());
        assertEquals(List.of(), inline.report().orphans());
        assertEquals(List.of(), inline.report().problems());
    }

    @Test
    void everyCallIsFound() {
        Map<String, CallRecord> ours = new HashMap<>();
        inline.calls().forEach(call -> ours.put(call.callId(), call));
        List<String> wrong = new ArrayList<>();
        for (Json call : truth.get("calls").items()) {
            String expected = call.get("caller").text() + " > " + call.get("called").text() + " " + call.get("final").text() + " " + call.get("bye_by").text();
            CallRecord found = ours.remove(call.get("callid").text());
            String actual = found == null ? "not found" : found.caller() + " > " + found.called() + " " + found.finalStatus() + " " + byeBy(found);
            if (!expected.equals(actual)) {
                wrong.add(call.get("callid").text() + ": expected " + expected + ", was " + actual);
            }
        }
        assertEquals(List.of(), wrong);
        assertEquals(Map.of(), ours);
    }

    @Test
    void lossDuplicatesAndReorderingAreExact() {
        List<String> wrong = new ArrayList<>();
        int streams = eachStream((expected, actual) -> {
            String wanted = figures(expected.get("captured").integer(), expected.get("lost").integer(), expected.get("dup").integer(),
                    expected.get("reordered").integer());
            String got = figures(actual.packets(), actual.missing(), actual.duplicates(), actual.reordered());
            if (!wanted.equals(got)) {
                wrong.add(expected.get("profile").text() + String.format(" 0x%08x", actual.ssrc()) + ": expected " + wanted + ", was " + got);
            }
        });
        assertEquals(2000, streams);
        assertEquals(List.of(), wrong);
    }

    /** Only where nothing was overtaken: a gap counts when it opens, even if a late packet closes it again. */
    @Test
    void lossRunsAreExact() {
        List<String> wrong = new ArrayList<>();
        eachStream((expected, actual) -> {
            List<Long> runs = new ArrayList<>(expected.get("loss_runs").items().stream().map(Json::integer).toList());
            long beyond = runs.remove(10);
            runs.set(9, runs.get(9) + beyond);
            if (actual.reordered() == 0 && !runs.equals(actual.lossRuns())) {
                wrong.add(expected.get("profile").text() + String.format(" 0x%08x", actual.ssrc()) + ": expected " + runs + ", was " + actual.lossRuns());
            }
        });
        assertEquals(List.of(), wrong);
    }

    @Test
    void jitterIsRightToOnePercent() {
        List<String> wrong = new ArrayList<>();
        eachStream((expected, actual) -> {
            double wanted = expected.get("jitter_mean_ms").decimal();
            double got = actual.jitter().meanMicros() / 1000.0;
            if (Math.abs(wanted - got) > Math.max(JITTER_SHARE * wanted, JITTER_UNIT_MILLIS)) {
                wrong.add(expected.get("profile").text() + String.format(" 0x%08x", actual.ssrc()) + ": expected " + wanted + " ms, was " + got);
            }
        });
        assertEquals(List.of(), wrong);
    }

    @Test
    void twoShardsFindTheSame() throws IOException {
        Outcome sharded = Analysis.of(directory.resolve("load.pcap")).shards(2).run();
        assertEquals(inline.calls(), sharded.calls());
        assertEquals(inline.report().ledger().fates(), sharded.report().ledger().fates());
    }

    private interface StreamCheck {
        void accept(Json expected, StreamRecord actual);
    }

    /** Calls {@code check} for every stream of the truth; a stream that was not found fails at once. */
    private static int eachStream(StreamCheck check) {
        Map<String, StreamRecord> ours = new HashMap<>();
        inline.streams().forEach(stream -> ours.put(stream.source() + " " + stream.destination() + " " + Integer.toUnsignedLong(stream.ssrc()), stream));
        int streams = 0;
        for (Json call : truth.get("calls").items()) {
            for (Json expected : call.get("streams").items()) {
                String key = expected.get("src").text() + ":" + expected.get("sport").text() + " " + expected.get("dst").text() + ":"
                        + expected.get("dport").text() + " " + expected.get("ssrc").text();
                StreamRecord actual = ours.get(key);
                assertTrue(actual != null, "Not found: " + key);
                check.accept(expected, actual);
                streams++;
            }
        }
        return streams;
    }

    private static String figures(long packets, long missing, long duplicates, long reordered) {
        return packets + " packets, " + missing + " missing, " + duplicates + " duplicates, " + reordered + " reordered";
    }

    private static String byeBy(CallRecord call) {
        return call.byeFrom().map(from -> from.address().equals(call.callerAddress().address()) ? "caller" : "callee").orElse("none");
    }
}
