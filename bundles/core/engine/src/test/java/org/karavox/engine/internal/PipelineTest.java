package org.karavox.engine.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.karavox.engine.internal.Frames.T0;
import static org.karavox.engine.internal.Frames.cut;
import static org.karavox.engine.internal.Frames.ethernet;
import static org.karavox.engine.internal.Frames.ipv4;
import static org.karavox.engine.internal.Frames.join;
import static org.karavox.engine.internal.Frames.rtp;
import static org.karavox.engine.internal.Frames.udp;
import static org.karavox.engine.internal.TestPlugins.line;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.karavox.call.CallRecord;
import org.karavox.call.StreamRecord;
import org.karavox.capture.CaptureSource;
import org.karavox.engine.internal.TestPlugins.Counting;
import org.karavox.engine.internal.TestPlugins.Lines;
import org.karavox.engine.internal.TestPlugins.Listed;
import org.karavox.engine.internal.TestPlugins.Prefix;
import org.karavox.runtime.Ledger;
import org.karavox.tunnel.Attachment;

class PipelineTest {

    private static final long MS = 1_000_000L;

    private final PluginRegistry registry = new PluginRegistry();
    private final Lines lines = new Lines(Attachment.udpPort(5060));
    private final Prefix prefix = new Prefix("prefix", Attachment.udpPort(7777));

    private record Result(List<CallRecord> calls, List<StreamRecord> orphans, Ledger ledger) {
    }

    PipelineTest() {
        registry.addSignalling(lines, Map.of());
        registry.addAnalyzer(new Counting(), Map.of());
        registry.addDecoder(prefix, Map.of());
    }

    private Result run(int shards, Listed source) throws IOException {
        List<CallRecord> calls = new ArrayList<>();
        Pipeline pipeline = new Pipeline("test", registry, new Pipeline.Options(shards, true, true, Optional.empty(), false), calls::add);
        try (pipeline) {
            pipeline.add(source);
            while (pipeline.poll(source, 100) != CaptureSource.END) {
                // until the end
            }
        }
        calls.sort(Comparator.comparing(CallRecord::firstFrame));
        assertEquals(List.of(), pipeline.ledger().imbalances());
        assertEquals(0, pipeline.ledger().inFlight());
        return new Result(calls, pipeline.orphans(), pipeline.ledger());
    }

    private static byte[] signal(int from, String text) {
        return ethernet(0x0800, ipv4(from, 1, 17, udp(5060, 5060, line(text))));
    }

    private static byte[] media(int from, int fromPort, int to, int toPort, int sequence) {
        return ethernet(0x0800, ipv4(from, to, 17, udp(fromPort, toPort, rtp(sequence))));
    }

    @Test
    void bringsMediaFromTheAnnouncedAddressToItsCall() throws IOException {
        Result result = run(0, new Listed().add(signal(10, "call a 4000"), T0).add(media(10, 4000, 9, 5000, 1), T0 + MS)
                .add(media(10, 4000, 9, 5000, 2), T0 + 2 * MS).add(signal(10, "call a end"), T0 + 3 * MS));
        assertEquals(1, result.calls.size());
        assertEquals(2, result.calls.get(0).streams().get(0).packets());
        assertEquals(2L, result.ledger.fates().get("media"));
        assertEquals(2L, result.ledger.fates().get("signalling.lines"));
    }

    @Test
    void givesMediaOfOneAddressToBothCallsThatAnnouncedIt() throws IOException {
        for (int shards : new int[] {0, 1, 2, 4}) {
            Result result = run(shards, new Listed().add(signal(10, "call a 4000"), T0).add(signal(10, "call b 4000"), T0 + MS)
                    .add(media(10, 4000, 9, 5000, 1), T0 + 2 * MS));
            assertEquals(List.of(1L, 1L), result.calls.stream().map(call -> call.streams().get(0).packets()).toList(), shards + " shards");
            assertEquals(1, result.calls.get(0).retransmissions(), "the older call was told"); // the fake puts that count here
            assertEquals(List.of(0, 1), result.calls.stream().map(CallRecord::toTags).toList(), "the newer one shares"); // and that here
        }
    }

    /** A leg that leaves because another call announces its address must not come back with the newcomer. */
    @Test
    void letsLegsLeaveWhileTheirAddressIsAnnouncedElsewhere() throws IOException {
        lines.legsLeave = true;
        for (int shards : new int[] {0, 1, 2, 4}) {
            Listed source = new Listed();
            for (int call = 0; call < 20; call++) {
                source.add(signal(10, "call c" + call + " 4000"), T0 + 10 * call * MS);
                source.add(media(10, 4000, 9, 5000, call), T0 + (10 * call + 1) * MS);
            }
            Result result = run(shards, source);
            assertEquals(java.util.Collections.nCopies(20, 1L), result.calls.stream().map(call -> call.streams().get(0).packets()).toList(),
                    shards + " shards");
            assertTrue(result.calls.stream().allMatch(call -> call.toTags() == 0), "nobody shares, " + shards + " shards");
            assertEquals(null, result.ledger.details().get("shard.plugin.threw"), shards + " shards");
        }
    }

    @Test
    void adoptsMediaThatCameBeforeItsAnnouncement() throws IOException {
        for (int shards : new int[] {0, 1, 2, 4}) {
            Listed source = new Listed();
            for (int call = 0; call < 8; call++) {
                source.add(media(20 + call, 4000, 9, 5000, 1), T0).add(media(20 + call, 4000, 9, 5000, 2), T0 + MS);
            }
            for (int call = 0; call < 8; call++) {
                source.add(signal(20 + call, "call c" + call + " 4000"), T0 + 5 * MS).add(media(20 + call, 4000, 9, 5000, 3), T0 + 6 * MS);
            }
            Result result = run(shards, source);
            assertEquals(8, result.calls.size());
            for (CallRecord call : result.calls) {
                assertEquals(1, call.streams().get(0).packets(), shards + " shards");
                assertEquals(2, call.streams().get(0).lost(), "adopted packets, " + shards + " shards"); // the fake puts them here
            }
            assertEquals(List.of(), result.orphans);
            assertEquals(16L, result.ledger.details().get("orphan.adopted"));
        }
    }

    @Test
    void reportsMediaThatNobodyAnnounced() throws IOException {
        for (int shards : new int[] {0, 1, 2, 4}) {
            Result result = run(shards, new Listed().add(media(10, 4000, 9, 5000, 1), T0).add(media(10, 4000, 9, 5000, 2), T0 + MS)
                    .add(media(11, 4000, 9, 5000, 1), T0 + 2 * MS));
            assertEquals(List.of(2L, 1L), result.orphans.stream().map(StreamRecord::packets).toList());
            assertEquals(3L, result.ledger.fates().get("orphan"));
        }
    }

    @Test
    void givesTheSameRecordsWithAnyNumberOfShards() throws IOException {
        Result inline = run(0, randomTraffic(7));
        assertTrue(inline.calls.size() > 100, inline.calls.size() + " calls");
        for (int shards : new int[] {1, 2, 4}) {
            Result sharded = run(shards, randomTraffic(7));
            assertEquals(inline.calls, sharded.calls, shards + " shards");
            assertEquals(inline.orphans, sharded.orphans, shards + " shards");
            assertEquals(inline.ledger.fates(), sharded.ledger.fates(), shards + " shards");
        }
    }

    private static Listed randomTraffic(long seed) {
        Random random = new Random(seed);
        Listed source = new Listed();
        long now = T0;
        for (int i = 0; i < 20_000; i++) {
            now += random.nextInt(20) * MS;
            int host = 1 + random.nextInt(60);
            int port = 4000 + 2 * random.nextInt(3);
            switch (random.nextInt(12)) {
                case 0 -> source.add(signal(host, "call h" + host + (random.nextInt(6) == 0 ? " end" : " " + port)), now);
                case 1 -> source.add(signal(host, "call x" + random.nextInt(200) + " " + port), now);
                case 2 -> source.add(ethernet(0x0806, new byte[28]), now);
                default -> source.add(media(host, port, 100 + random.nextInt(3), 5000, i & 0xFFFF), now);
            }
        }
        return source;
    }

    @Test
    void countsWhatTunnelsAnswerUnderTheirNames() throws IOException {
        byte[] inner = ipv4(10, 1, 17, udp(5060, 5060, line("call t 4000")));
        Result result = run(0, new Listed().add(tunnelled(join(new byte[] {0x77, 1}, inner)), T0)
                .add(tunnelled(new byte[] {0x77}), T0).add(tunnelled(new byte[] {0x77, 9, 0}), T0)
                .add(tunnelled(new byte[] {0x77, 0, 0}), T0).add(tunnelled(new byte[] {1, 2, 3}), T0));
        assertEquals(Map.of("signalling.lines", 1L, "tunnel.prefix.truncated", 1L, "tunnel.prefix.malformed", 1L,
                "tunnel.prefix.no-payload", 1L, "unclaimed.udp", 1L), result.ledger.fates());
        assertEquals(1L, result.ledger.details().get("tunnel.prefix.decoded"));
    }

    private static byte[] tunnelled(byte[] payload) {
        return ethernet(0x0800, ipv4(200, 201, 17, udp(1000, 7777, payload)));
    }

    /** Seen in the field: 206 byte frames of 214, said to be whole. Not counting them would report losses of the voice. */
    @Test
    void takesAFrameWhoseEndIsMissingAsCut() throws IOException {
        byte[] whole = ethernet(0x0800, ipv4(10, 1, 17, udp(5060, 5060, line("call t 4000"))));
        byte[] inner = ethernet(0x0800, ipv4(200, 201, 17, udp(1000, 7777, join(new byte[] {0x77, 1}, cut(ipv4(10, 1, 17, new byte[99]), 60)))));
        Result result = run(0, new Listed().add(whole, T0).add(cut(media(10, 4000, 9, 5000, 1), 50), T0).add(inner, T0));
        assertEquals(Map.of("signalling.lines", 1L, "media", 1L, "engine.ip.truncated", 1L), result.ledger.fates());
    }

    @Test
    void stopsNestingAtTheDepthLimit() throws IOException {
        byte[] packet = ipv4(10, 1, 17, udp(5060, 5060, line("call t 4000")));
        for (int i = 0; i < 30; i++) {
            packet = ipv4(200, 201, 17, udp(1000, 7777, join(new byte[] {0x77, 1}, packet)));
        }
        Result result = run(0, new Listed().add(ethernet(0x0800, packet), T0));
        assertEquals(Map.of("engine.depth.exceeded", 1L), result.ledger.fates());
    }

    @Test
    void takesADecoderThatThrowsOutOfUseAndGoesOn() throws IOException {
        prefix.throwsNow = true;
        byte[] inner = join(new byte[] {0x77, 1}, ipv4(10, 1, 17, udp(5060, 5060, line("call t 4000"))));
        Result result = run(0, new Listed().add(tunnelled(inner), T0).add(tunnelled(inner), T0).add(signal(10, "call a 4000"), T0));
        assertEquals(Map.of("engine.plugin.threw", 1L, "unclaimed.udp", 1L, "signalling.lines", 1L), result.ledger.fates());
        assertEquals(Optional.of("threw IllegalStateException"), registry.status().get(1).rejected());
    }

    @Test
    void takesAScannerThatThrowsOutOfUseAndGoesOn() throws IOException {
        lines.scannerThrows = true;
        Result result = run(2, new Listed().add(signal(10, "call a 4000"), T0).add(signal(10, "call a 4000"), T0));
        assertEquals(Map.of("engine.plugin.threw", 1L, "unclaimed.udp", 1L), result.ledger.fates());
    }

    @Test
    void takesADecoderThatCannotBeOpenedOutOfUse() throws IOException {
        prefix.throwsOnOpen = true;
        for (int shards : new int[] {0, 2}) {
            Result result = run(shards, new Listed().add(tunnelled(new byte[] {0x77, 1}), T0).add(signal(10, "call a 4000"), T0 + MS));
            assertEquals(Map.of("unclaimed.udp", 1L, "signalling.lines", 1L), result.ledger.fates());
            assertEquals(1, result.calls.size());
        }
        assertEquals(Optional.of("threw IllegalStateException"), registry.status().get(1).rejected());
    }

    @Test
    void goesOnWithoutACorrelatorThatCannotBeOpened() throws IOException {
        lines.throwsOnOpen = true;
        for (int shards : new int[] {0, 2}) {
            Result result = run(shards, new Listed().add(signal(10, "call a 4000"), T0).add(signal(10, "call a 4000"), T0 + MS));
            assertEquals(List.of(), result.calls);
        }
        assertTrue(registry.table().signallings.isEmpty());
    }

    /** An announcement that leads to no call keeps nothing: what it concerned is reported as media that nobody wanted. */
    @Test
    void reportsAnOrphanWhoseAnnouncementNobodyUsed() throws IOException {
        for (int shards : new int[] {0, 2}) {
            lines.correlatorThrows = true;
            Listed source = new Listed().add(media(10, 4000, 9, 5000, 1), T0).add(media(10, 4000, 9, 5000, 2), T0 + MS)
                    .add(signal(10, "call a 4000"), T0 + 2 * MS).add(ethernet(0x0806, new byte[28]), T0 + 30_000 * MS)
                    .add(ethernet(0x0806, new byte[28]), T0 + 60_000 * MS);
            assertEquals(List.of(2L), run(shards, source).orphans.stream().map(StreamRecord::packets).toList());
        }
    }

    @Test
    void survivesACorrelatorThatThrows() throws IOException {
        lines.correlatorThrows = true;
        Listed source = new Listed();
        for (int i = 0; i < 10; i++) {
            source.add(signal(10, "call a 4000"), T0 + i * MS);
        }
        Result result = run(2, source);
        assertTrue(result.ledger.details().get("shard.plugin.threw") >= 3);
    }

    @Test
    void marksCallsBlindDuringWhichTheirSourceLostFrames() throws IOException {
        Listed source = new Listed().add(signal(10, "call a 4000"), T0).add(signal(11, "call b 4000"), T0 + MS)
                .add(signal(10, "call a end"), T0 + 2 * MS);
        List<CallRecord> calls = new ArrayList<>();
        Pipeline pipeline = new Pipeline("test", registry, new Pipeline.Options(2, true, true, Optional.empty(), false), calls::add);
        try (pipeline) {
            pipeline.add(source);
            pipeline.poll(source, 1);
            source.dropped = 3;
            pipeline.poll(source, 1); // b arrives, then the loss is noticed
            pipeline.poll(source, 1);
            Listed later = new Listed().add(signal(12, "call c 4000"), T0 + 500 * MS).add(signal(12, "call c end"), T0 + 501 * MS);
            pipeline.add(later);
            pipeline.poll(later, 10);
        }
        assertEquals(3, pipeline.ledger().sources().get(0).dropped());
        Map<String, Boolean> blind = new java.util.TreeMap<>();
        calls.forEach(call -> blind.put(call.callId(), call.blind()));
        assertEquals(Map.of("a", true, "b", false, "c", false), blind);
    }

    @Test
    void keepsCallsWholeWhenTimeGoesBackForGood() throws IOException {
        Listed source = new Listed().add(signal(10, "call a 4000"), T0);
        long older = T0 - 86_400_000 * MS;
        for (int i = 0; i < 40; i++) {
            source.add(signal(10, "call b 4000"), older + i * MS);
        }
        for (int shards : new int[] {0, 2}) {
            source.next = 0;
            Result result = run(shards, source);
            assertEquals(List.of(1, 40), result.calls.stream().map(CallRecord::messages).toList(), shards + " shards");
        }
    }
}
