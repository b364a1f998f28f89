package org.karavox.engine.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.karavox.engine.internal.TestPlugins.Counting;
import org.karavox.engine.internal.TestPlugins.Lines;
import org.karavox.engine.internal.TestPlugins.Prefix;
import org.karavox.runtime.DecoderStatus;
import org.karavox.tunnel.Attachment;

class PluginRegistryTest {

    private final PluginRegistry registry = new PluginRegistry();
    private final Prefix first = new Prefix("first", Attachment.udpPort(4789));
    private final Prefix second = new Prefix("second", Attachment.udpPort(4789));

    private List<Optional<String>> rejections() {
        return registry.status().stream().map(DecoderStatus::rejected).toList();
    }

    @Test
    void givesAPortToTheOlderOfTwo() {
        registry.addDecoder(first, Map.of());
        registry.addDecoder(second, Map.of());
        assertEquals(List.of(Optional.empty(), Optional.of("taken by first")), rejections());
        assertEquals(List.of(first), registry.table().tunnels);
    }

    @Test
    void givesAPortToTheHigherRanking() {
        registry.addDecoder(first, Map.of());
        registry.addDecoder(second, Map.of("service.ranking", 10));
        assertEquals(List.of(second), registry.table().tunnels);
    }

    @Test
    void letsTheLoserInWhenTheWinnerLeaves() {
        registry.addDecoder(first, Map.of());
        registry.addDecoder(second, Map.of());
        registry.removeDecoder(first);
        assertEquals(List.of(second), registry.table().tunnels);
    }

    @Test
    void refusesPlacesItCannotServe() {
        registry.addDecoder(new Prefix("tcp", new Attachment(Attachment.Layer.TCP_PORT, 925, 925)), Map.of());
        assertEquals(Optional.of("cannot be attached at tcp port 925"), rejections().get(0));
    }

    @Test
    void forgetsAQuarantineWhenThePluginIsRestarted() {
        registry.addDecoder(first, Map.of());
        registry.quarantine(first, "first", new IllegalStateException());
        assertTrue(registry.table().tunnels.isEmpty());
        registry.removeDecoder(first);
        registry.addDecoder(first, Map.of());
        assertEquals(List.of(first), registry.table().tunnels);
    }

    /** 200 rounds: once the removal has returned, the decoder is not called any more. */
    @Test
    void isSilentAfterRemoval() throws Exception {
        registry.addSignalling(new Lines(Attachment.udpPort(5060)), Map.of());
        registry.addAnalyzer(new Counting(), Map.of());
        AtomicBoolean running = new AtomicBoolean(true);
        byte[] frame = Frames.ethernet(0x0800, Frames.ipv4(1, 2, 17, Frames.udp(1, 4789, Frames.join(new byte[] {0x77, 1},
                Frames.ipv4(3, 4, 17, Frames.udp(4000, 4000, Frames.rtp(1)))))));
        long[] result = new long[2];
        Thread packets = new Thread(() -> {
            Pipeline pipeline = new Pipeline("test", registry, new Pipeline.Options(2, true, true, Optional.empty(), false), call -> { });
            org.karavox.capture.CaptureSource source = new TestPlugins.Listed() {
                private long delivered;

                @Override
                public int poll(org.karavox.capture.FrameSink sink, int limit) {
                    for (int i = 0; i < limit; i++) {
                        sink.onFrame(frame, 0, frame.length, frame.length, Frames.T0 + delivered++ * 1000, 1, 0);
                    }
                    return limit;
                }
            };
            try (pipeline) {
                pipeline.add(source);
                while (running.get()) {
                    pipeline.poll(source, 64);
                }
            } catch (java.io.IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
            result[0] = pipeline.ledger().read();
            result[1] = pipeline.ledger().imbalances().size();
        });
        packets.start();
        for (int round = 0; round < 200; round++) {
            Prefix decoder = new Prefix("prefix", Attachment.udpPort(4789));
            registry.addDecoder(decoder, Map.of());
            while (decoder.lastCallNanos == 0) {
                Thread.onSpinWait();
            }
            registry.removeDecoder(decoder);
            long removed = System.nanoTime();
            assertFalse(decoder.lastCallNanos - removed > 0, "called after its removal, round " + round);
            long last = decoder.lastCallNanos;
            Thread.yield();
            assertEquals(last, decoder.lastCallNanos, "round " + round);
        }
        running.set(false);
        packets.join();
        assertTrue(result[0] > 0);
        assertEquals(0, result[1]);
    }
}
