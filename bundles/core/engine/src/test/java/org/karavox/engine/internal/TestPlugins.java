package org.karavox.engine.internal;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import org.karavox.call.CallEnd;
import org.karavox.call.CallNote;
import org.karavox.call.CallRecord;
import org.karavox.call.Endpoint;
import org.karavox.call.StreamRecord;
import org.karavox.media.MediaAnalyzer;
import org.karavox.media.MediaFormats;
import org.karavox.media.MediaSession;
import org.karavox.media.OrphanMedia;
import org.karavox.packet.Hashing;
import org.karavox.packet.PacketCursor;
import org.karavox.signalling.MediaLeg;
import org.karavox.signalling.ScanResult;
import org.karavox.signalling.Shard;
import org.karavox.signalling.Signalling;
import org.karavox.tunnel.Attachment;
import org.karavox.tunnel.TunnelDecoder;

/**
 * Plug-ins for tests. The signalling speaks a protocol of one text line, {@code call NAME [end] [PORT...]}: each port is
 * announced at the sender's address. The media analyzer counts.
 */
final class TestPlugins {

    private TestPlugins() {
    }

    static byte[] line(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    static final class Lines implements Signalling {

        private final List<Attachment> attachments;
        boolean scannerThrows;
        boolean correlatorThrows;
        boolean legsLeave;
        boolean throwsOnOpen;

        Lines(Attachment... attachments) {
            this.attachments = List.of(attachments);
        }

        @Override
        public String name() {
            return "lines";
        }

        @Override
        public List<Attachment> attachments() {
            return attachments;
        }

        @Override
        public long keyOf(String callId) {
            return Hashing.mix(callId.hashCode());
        }

        @Override
        public Scanner openScanner() {
            return this::scan;
        }

        private int scan(PacketCursor payload, ScanResult result) {
            if (scannerThrows) {
                throw new IllegalStateException("as told");
            }
            if (payload.remaining() < 5 || payload.u8(0) != 'c') {
                return payload.remaining() == 0 ? Scanner.NO_PAYLOAD : Scanner.NOT_MINE;
            }
            String[] words = words(payload);
            result.callKey(Hashing.mix(words[1].hashCode()));
            for (int i = 2; i < words.length; i++) {
                if (!words[i].equals("end")) {
                    result.mediaEndpoint(payload.sourceHigh(), payload.sourceLow(), Integer.parseInt(words[i]));
                }
            }
            return Scanner.MESSAGE;
        }

        private static String[] words(PacketCursor payload) {
            byte[] bytes = new byte[payload.remaining()];
            payload.copy(0, bytes, 0, bytes.length);
            return new String(bytes, StandardCharsets.ISO_8859_1).split(" ");
        }

        @Override
        public Correlator openCorrelator(Shard shard) {
            if (throwsOnOpen) {
                throw new IllegalStateException("as told");
            }
            return new Calls(shard);
        }

        private final class Calls implements Correlator {

            private final Shard shard;
            private final Map<String, Call> calls = new TreeMap<>();

            private Calls(Shard shard) {
                this.shard = shard;
            }

            @Override
            public void onMessage(PacketCursor payload) {
                if (correlatorThrows) {
                    throw new IllegalStateException("as told");
                }
                String[] words = words(payload);
                Call call = calls.computeIfAbsent(words[1], name -> new Call(name, payload, shard, legsLeave));
                call.messages++;
                call.lastNanos = payload.timestampNanos();
                for (int i = 2; i < words.length; i++) {
                    if (words[i].equals("end")) {
                        finish(calls.remove(words[1]));
                        return;
                    }
                    call.high = payload.sourceHigh();
                    call.low = payload.sourceLow();
                    call.port = Integer.parseInt(words[i]);
                    shard.expectMedia(call.high, call.low, call.port, call);
                }
            }

            @Override
            public void onNote(CallNote note) {
                Call call = calls.get(note.callId());
                if (call == null) {
                    return;
                }
                call.messages += 100;
                if (note instanceof CallNote.MediaAddress media) {
                    shard.expectMedia(media.addressHigh(), media.addressLow(), media.port(), call);
                }
            }

            @Override
            public void onTime(long packetNanos) {
                for (Call call : List.copyOf(calls.values())) {
                    if (packetNanos - call.lastNanos > 60_000_000_000L) {
                        finish(calls.remove(call.name));
                    }
                }
            }

            @Override
            public void onTimeBack(long packetNanos) {
                for (Call call : List.copyOf(calls.values())) {
                    if (call.lastNanos > packetNanos) {
                        finish(calls.remove(call.name));
                    }
                }
            }

            @Override
            public void onMediaChanged() {
                // keeps no shortcuts
            }

            private void finish(Call call) {
                shard.finished(call.record());
            }

            @Override
            public int activeCalls() {
                return calls.size();
            }

            @Override
            public void close() {
                calls.values().forEach(this::finish);
                calls.clear();
            }
        }

        private static final class Call implements MediaLeg {

            private final String name;
            private final int sensor;
            private final long firstFrame;
            private final long startNanos;
            private final MediaSession media;
            private long lastNanos;
            private int messages;
            private int elsewhere;
            private final List<BooleanSupplier> before = new ArrayList<>();

            private final Shard shard;
            private final boolean leaves;
            private long high;
            private long low;
            private int port;

            private Call(String name, PacketCursor first, Shard shard, boolean leaves) {
                this.name = name;
                this.sensor = first.sensorId();
                this.firstFrame = first.frameNumber();
                this.startNanos = first.timestampNanos();
                this.shard = shard;
                this.leaves = leaves;
                this.media = shard.openMedia();
            }

            @Override
            public void onMedia(PacketCursor payload, boolean toEndpoint) {
                lastNanos = payload.timestampNanos();
                media.onPacket(payload, MediaFormats.UNKNOWN, MediaFormats.UNKNOWN, toEndpoint ? 1 : 0);
            }

            @Override
            public void onOrphan(OrphanMedia orphan, boolean toEndpoint) {
                media.adopt(orphan, MediaFormats.UNKNOWN, MediaFormats.UNKNOWN, toEndpoint ? 1 : 0);
            }

            @Override
            public void onAnnouncedElsewhere(long packetNanos) {
                elsewhere++;
                if (leaves) {
                    shard.forgetMedia(high, low, port, this);
                }
            }

            @Override
            public void onAnnouncedBefore(BooleanSupplier kept) {
                before.add(kept);
            }

            private CallRecord record() {
                long sharing = before.stream().filter(BooleanSupplier::getAsBoolean).count();
                Instant start = Instant.ofEpochSecond(0, startNanos);
                return new CallRecord(name, sensor, firstFrame, "", "", "", "", new Endpoint("192.0.2.1", 1), new Endpoint("192.0.2.2", 2),
                        List.of(), "", "", "", start, Optional.empty(), Optional.empty(), Instant.ofEpochSecond(0, lastNanos), 0, 0,
                        "", CallEnd.FORCED, Optional.empty(), Optional.empty(), false, false, messages, elsewhere, (int) sharing, "", false, false,
                        media.close());
            }
        }
    }

    /** Counts packets; the count of a session is one stream record. */
    static final class Counting implements MediaAnalyzer, MediaAnalyzer.Workshop {

        @Override
        public String name() {
            return "counting";
        }

        @Override
        public boolean isPlausible(PacketCursor payload) {
            return payload.remaining() >= 12 && payload.u8(0) == 0x80;
        }

        @Override
        public Workshop open() {
            return this;
        }

        @Override
        public MediaSession openSession() {
            return new Session();
        }

        @Override
        public OrphanMedia openOrphan() {
            return new Orphan();
        }

        @Override
        public void close() {
            // nothing is held
        }

        private static StreamRecord stream(long packets, long adopted, long first, long last, StreamRecord.Join join) {
            return new StreamRecord(new Endpoint("192.0.2.1", 1), new Endpoint("192.0.2.2", 2), 0, false, 0, Map.of(), "", 0, "audio",
                    Instant.ofEpochSecond(0, first), Instant.ofEpochSecond(0, last), packets, adopted, 0, 0, 0, List.of(),
                    new StreamRecord.Jitter(0, 0, 0, 0), List.of(), List.of(), 0, 0, 0, 0, 0, "", 0, join);
        }

        private static final class Session implements MediaSession {
            private long packets;
            private long adopted;
            private long first;
            private long last;

            @Override
            public int onPacket(PacketCursor payload, MediaFormats formats, MediaFormats senderFormats, int direction) {
                first = packets++ == 0 ? payload.timestampNanos() : first;
                last = payload.timestampNanos();
                return RTP;
            }

            @Override
            public void adopt(OrphanMedia orphan, MediaFormats formats, MediaFormats senderFormats, int direction) {
                adopted += orphan.packets();
            }

            @Override
            public void answered(long packetNanos) {
                // of no interest
            }

            @Override
            public long packets() {
                return packets;
            }

            @Override
            public long lastPacketNanos() {
                return last;
            }

            @Override
            public List<StreamRecord> close() {
                return packets + adopted == 0 ? List.of() : List.of(stream(packets, adopted, first, last, StreamRecord.Join.SDP));
            }
        }

        private static final class Orphan implements OrphanMedia {
            private long packets;
            private long first;
            private long last;

            @Override
            public void onPacket(PacketCursor payload) {
                first = packets++ == 0 ? payload.timestampNanos() : first;
                last = payload.timestampNanos();
            }

            @Override
            public long lastPacketNanos() {
                return last;
            }

            @Override
            public long packets() {
                return packets;
            }

            @Override
            public void replay(PacketConsumer consumer) {
                // keeps no packets
            }

            @Override
            public List<StreamRecord> streams() {
                return List.of(stream(packets, 0, first, last, StreamRecord.Join.NONE));
            }
        }
    }

    /** A tunnel of two bytes, {@code 0xT7 0x01}, in front of an IP packet. */
    static final class Prefix implements TunnelDecoder, TunnelDecoder.Decoding {

        private final String name;
        private final List<Attachment> attachments;
        boolean throwsNow;
        boolean throwsOnOpen;
        volatile long lastCallNanos;

        Prefix(String name, Attachment... attachments) {
            this.name = name;
            this.attachments = List.of(attachments);
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public List<Attachment> attachments() {
            return attachments;
        }

        @Override
        public Decoding open() {
            if (throwsOnOpen) {
                throw new IllegalStateException("as told");
            }
            return this;
        }

        @Override
        public int decode(PacketCursor packet) {
            lastCallNanos = System.nanoTime();
            if (throwsNow) {
                throw new IllegalStateException("as told");
            }
            if (packet.remaining() < 2) {
                return org.karavox.tunnel.Next.TRUNCATED;
            }
            if (packet.u8(0) != 0x77) {
                return org.karavox.tunnel.Next.NOT_MINE;
            }
            if (packet.u8(1) == 0) {
                return org.karavox.tunnel.Next.NO_PAYLOAD;
            }
            if (packet.u8(1) != 1) {
                return org.karavox.tunnel.Next.MALFORMED;
            }
            packet.advance(2);
            return org.karavox.tunnel.Next.IP;
        }
    }

    /** A source that delivers what it was given. */
    static class Listed implements org.karavox.capture.CaptureSource {

        record Frame(byte[] bytes, long nanos, int linkType) {
        }

        private final List<Frame> frames = new ArrayList<>();
        int next;
        long dropped;

        Listed add(byte[] bytes, long nanos) {
            frames.add(new Frame(bytes, nanos, 1));
            return this;
        }

        @Override
        public org.karavox.capture.SourceInfo info() {
            return new org.karavox.capture.SourceInfo("listed", 0, false);
        }

        @Override
        public int poll(org.karavox.capture.FrameSink sink, int limit) {
            if (next == frames.size()) {
                return END;
            }
            int count = 0;
            for (; count < limit && next < frames.size(); count++) {
                Frame frame = frames.get(next++);
                sink.onFrame(frame.bytes, 0, frame.bytes.length, frame.bytes.length, frame.nanos, frame.linkType, 0);
            }
            return count;
        }

        @Override
        public long dropped() {
            return dropped;
        }

        @Override
        public void close() {
            // nothing is open
        }
    }
}
