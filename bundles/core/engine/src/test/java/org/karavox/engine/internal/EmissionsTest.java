package org.karavox.engine.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.karavox.engine.internal.Frames.T0;
import static org.karavox.engine.internal.Frames.ethernet;
import static org.karavox.engine.internal.Frames.ipv4;
import static org.karavox.engine.internal.Frames.join;
import static org.karavox.engine.internal.Frames.rtp;
import static org.karavox.engine.internal.Frames.udp;
import static org.karavox.engine.internal.TestPlugins.line;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.karavox.call.CallNote;
import org.karavox.call.CallRecord;
import org.karavox.call.StreamRecord;
import org.karavox.capture.CaptureSource;
import org.karavox.capture.FrameSink;
import org.karavox.capture.SourceInfo;
import org.karavox.engine.internal.TestPlugins.Counting;
import org.karavox.engine.internal.TestPlugins.Lines;
import org.karavox.packet.Addresses;
import org.karavox.packet.FrameBuilder;
import org.karavox.packet.LinkTypes;
import org.karavox.packet.PacketCursor;
import org.karavox.runtime.Ledger;
import org.karavox.tunnel.Attachment;
import org.karavox.tunnel.Next;
import org.karavox.tunnel.TunnelDecoder;

/** Frames and notes of plug-ins and sources, whole messages, sensors. */
class EmissionsTest {

    private static final long A = Addresses.ipv4(0xC000_0201); // 192.0.2.1
    private static final long B = Addresses.ipv4(0xC633_6402); // 198.51.100.2

    private final PluginRegistry registry = new PluginRegistry();

    private record Result(List<CallRecord> calls, Ledger ledger) {
    }

    EmissionsTest() {
        registry.addSignalling(new Lines(Attachment.udpPort(5060)), Map.of());
        registry.addAnalyzer(new Counting(), Map.of());
    }

    /** A source that does as it is told in one poll. */
    private static final class Scripted implements CaptureSource {

        private final Consumer<FrameSink> script;
        private boolean done;

        Scripted(Consumer<FrameSink> script) {
            this.script = script;
        }

        @Override
        public SourceInfo info() {
            return new SourceInfo("scripted", 0, false);
        }

        @Override
        public int sensorId(int interfaceId) {
            return interfaceId * 10;
        }

        @Override
        public int poll(FrameSink sink, int limit) {
            if (done) {
                return END;
            }
            done = true;
            script.accept(sink);
            return 1;
        }

        @Override
        public long dropped() {
            return 0;
        }

        @Override
        public void close() {
            // nothing is open
        }
    }

    /** UDP port 7000: a count, then so many datagrams of the lines signalling, the last of which is the answer. */
    private static final class Several implements TunnelDecoder {

        private final boolean borrow;

        Several(boolean borrow) {
            this.borrow = borrow;
        }

        @Override
        public String name() {
            return "several";
        }

        @Override
        public List<Attachment> attachments() {
            return List.of(Attachment.udpPort(7000));
        }

        @Override
        public Decoding open() {
            throw new IllegalStateException("opened without a place for what it finds");
        }

        @Override
        public Decoding open(FrameSink found) {
            FrameBuilder builder = new FrameBuilder();
            return packet -> decode(packet, found, builder);
        }

        private int decode(PacketCursor packet, FrameSink found, FrameBuilder builder) {
            int count = packet.u8(0);
            for (int i = 0; i < count; i++) {
                byte[] text = line("call found" + i + " 4000");
                builder.udp(0, A, 5060, 0, B, 5060, text, 0, text.length);
                found.onFrame(builder.bytes(), 0, builder.length(), builder.length(), packet.timestampNanos(), LinkTypes.RAW, 0);
                found.onNote(new CallNote.Log("found" + i, packet.timestampNanos(), "a line"));
            }
            if (!borrow) {
                return Next.NO_PAYLOAD;
            }
            byte[] media = rtp(1);
            builder.udp(0, B, 9, 0, A, 4000, media, 0, media.length);
            packet.replace(builder.bytes(), 0, builder.length(), LinkTypes.RAW);
            return Next.IP;
        }
    }

    private static byte[] bunch(int count) {
        return ethernet(0x0800, ipv4(9, 9, 17, udp(7000, 7000, new byte[] {(byte) count})));
    }

    private static void frame(FrameSink sink, byte[] bytes, long nanos, int interfaceId) {
        sink.onFrame(bytes, 0, bytes.length, bytes.length, nanos, LinkTypes.ETHERNET, interfaceId);
    }

    private Result run(int shards, Consumer<FrameSink> script) throws IOException {
        List<CallRecord> calls = new ArrayList<>();
        Pipeline pipeline = new Pipeline("test", registry, new Pipeline.Options(shards, true, true, Optional.empty(), false), calls::add);
        CaptureSource source = new Scripted(script);
        try (pipeline) {
            pipeline.add(source);
            while (pipeline.poll(source, 100) != CaptureSource.END) {
                // until the end
            }
        }
        assertEquals(List.of(), pipeline.ledger().imbalances());
        calls.sort(java.util.Comparator.comparing(CallRecord::callId));
        return new Result(calls, pipeline.ledger());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 3})
    void everyPacketInsideAnotherIsTakenAndCounted(int shards) throws IOException {
        registry.addDecoder(new Several(false), Map.of());

        Result result = run(shards, sink -> {
            frame(sink, bunch(5), T0, 0);
            frame(sink, bunch(1), T0 + 1_000_000, 0);
        });

        assertEquals(List.of("found0", "found1", "found2", "found3", "found4"), result.calls.stream().map(CallRecord::callId).toList());
        assertEquals(2, result.ledger.read());
        assertEquals(6, result.ledger.rebuilt());
        assertEquals(6, result.ledger.fates().get("signalling.lines"));
        assertEquals(2, result.ledger.fates().get("tunnel.several.no-payload"));
    }

    @Test
    void theNotesOfADecoderReachTheCallsItFound() throws IOException {
        registry.addDecoder(new Several(false), Map.of());

        // the notes of the first bunch come before its frames, when there are no calls yet
        Result result = run(2, sink -> {
            frame(sink, bunch(1), T0, 0);
            frame(sink, bunch(1), T0 + 1_000_000, 0);
        });

        assertEquals(102, result.calls.get(0).messages());
        assertEquals(2, result.ledger.details().get("engine.notes"));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 2})
    void aFrameThatADecoderPutInPlaceIsUsedBeforeTheDecoderIsAskedAgain(int shards) throws IOException {
        registry.addDecoder(new Several(true), Map.of());

        Result result = run(shards, sink -> {
            byte[] call = ethernet(0x0800, ipv4(1, 2, 17, udp(5060, 5060, line("call one 4000"))));
            frame(sink, call, T0, 0);
            for (int i = 0; i < 40; i++) {
                frame(sink, bunch(0), T0 + i * 1_000_000L, 0);
            }
        });

        assertEquals(40, result.calls.get(0).streams().stream().mapToLong(StreamRecord::packets).sum());
        assertEquals(40, result.ledger.fates().get("media"));
    }

    @Test
    void aMessageInATcpHeaderIsNoPieceOfAStream() throws IOException {
        FrameBuilder builder = new FrameBuilder();
        byte[] text = line("call one 4000");
        builder.tcp(0, A, 5060, 0, B, 5060, 7, 8, text, 0, text.length);

        Result result = run(0, sink -> {
            sink.onMessage(builder.bytes(), 0, builder.length(), T0, LinkTypes.RAW, 0);
            sink.onFrame(builder.bytes(), 0, builder.length(), builder.length(), T0, LinkTypes.RAW, 0);
        });

        assertEquals(List.of("one"), result.calls.stream().map(CallRecord::callId).toList());
        assertEquals(1, result.ledger.fates().get("signalling.lines"));
        assertEquals(1, result.ledger.fates().get("unclaimed.tcp"));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 3})
    void mediaAtAnAddressThatOnlyANoteNamesBelongsToTheCall(int shards) throws IOException {
        Result result = run(shards, sink -> {
            frame(sink, ethernet(0x0800, ipv4(1, 2, 17, udp(5060, 5060, line("call one 4000")))), T0, 0);
            sink.onNote(new CallNote.MediaAddress("one", T0, 0, B, 5555));
            sink.onNote(new CallNote.MediaAddress("nobody", T0, 0, B, 5556));
            for (int i = 0; i < 10; i++) {
                frame(sink, ethernet(0x0800, ipv4(77, 2, 17, udp(9, 5555, rtp(i)))), T0 + i * 1_000_000L, 0);
            }
        });

        assertEquals(10, result.calls.get(0).streams().stream().mapToLong(StreamRecord::packets).sum());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 2})
    void aCallBelongsToTheSensorOfItsInterface(int shards) throws IOException {
        Result result = run(shards, sink -> {
            for (int i = 0; i < 4; i++) {
                frame(sink, ethernet(0x0800, ipv4(1, 2, 17, udp(5060, 5060, line("call c" + i + " 4000")))), T0, i);
            }
        });

        assertEquals(List.of(0, 10, 20, 30), result.calls.stream().map(CallRecord::sensorId).toList());
    }

    @Test
    void moreThanOnePacketMayBringIsShedAndCounted() {
        Emissions emissions = new Emissions();
        byte[] large = new byte[1 << 20];

        for (int i = 0; i < 20; i++) {
            emissions.onFrame(large, 0, large.length, large.length, T0, LinkTypes.RAW, 0);
        }

        assertEquals(16, emissions.emitted());
        assertEquals(4, emissions.shed());
        int count = 0;
        while (emissions.next()) {
            assertEquals(large.length * count++, emissions.offset());
        }
        emissions.clear();
        assertEquals(16, count);
        emissions.onFrame(join(new byte[3]), 0, 3, 3, T0, LinkTypes.RAW, 0);
        assertEquals(17, emissions.emitted());
    }
}
