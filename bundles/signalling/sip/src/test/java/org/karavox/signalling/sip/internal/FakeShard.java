package org.karavox.signalling.sip.internal;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.karavox.call.CallRecord;
import org.karavox.call.CallRef;
import org.karavox.call.Endpoint;
import org.karavox.call.StreamRecord;
import org.karavox.media.MediaFormats;
import org.karavox.media.MediaSession;
import org.karavox.media.OrphanMedia;
import org.karavox.packet.PacketCursor;
import org.karavox.signalling.MediaLeg;
import org.karavox.signalling.Shard;
import org.karavox.storage.CallFiles;
import org.karavox.storage.FileKind;

/** A shard without an engine: legs by address, sessions and files that only count. */
final class FakeShard implements Shard {

    final List<CallRecord> records = new ArrayList<>();
    final List<FakeSession> sessions = new ArrayList<>();
    final FakeFiles files = new FakeFiles();
    final Map<String, List<MediaLeg>> legs = new TreeMap<>();
    long nowNanos;

    @Override
    public int index() {
        return 0;
    }

    @Override
    public void expectMedia(long addressHigh, long addressLow, int port, MediaLeg leg) {
        List<MediaLeg> here = legs.computeIfAbsent(key(addressHigh, addressLow, port), k -> new ArrayList<>());
        if (!here.contains(leg)) {
            List<MediaLeg> others = List.copyOf(here);
            others.forEach(other -> other.onAnnouncedElsewhere(nowNanos));
            if (!others.isEmpty()) {
                boolean kept = !here.isEmpty();
                leg.onAnnouncedBefore(() -> kept);
            }
            legs.computeIfAbsent(key(addressHigh, addressLow, port), k -> new ArrayList<>()).add(0, leg);
        }
    }

    @Override
    public void dropFlows(long addressHigh, long addressLow, int port) {
        // gives every packet to the legs
    }

    @Override
    public void forgetMedia(long addressHigh, long addressLow, int port, MediaLeg leg) {
        legs.computeIfPresent(key(addressHigh, addressLow, port), (k, here) -> {
            here.remove(leg);
            return here.isEmpty() ? null : here;
        });
    }

    /** The engine's look-up: destination first, else source. */
    void deliver(PacketCursor payload) {
        List<MediaLeg> destination = legs.get(key(payload.destinationHigh(), payload.destinationLow(), payload.destinationPort()));
        if (destination != null) {
            List.copyOf(destination).forEach(leg -> leg.onMedia(payload, true));
            return;
        }
        List<MediaLeg> source = legs.get(key(payload.sourceHigh(), payload.sourceLow(), payload.sourcePort()));
        if (source != null) {
            List.copyOf(source).forEach(leg -> leg.onMedia(payload, false));
        }
    }

    static String key(long high, long low, int port) {
        return Endpoint.of(high, low, port).toString();
    }

    @Override
    public MediaSession openMedia() {
        FakeSession session = new FakeSession();
        sessions.add(session);
        return session;
    }

    @Override
    public CallFiles files() {
        return files;
    }

    @Override
    public void finished(CallRecord call) {
        records.add(call);
    }

    /** What a media session was given. */
    static final class FakeSession implements MediaSession {

        /** {@code source>destination direction} and how many packets it had. */
        final Map<String, Integer> flows = new TreeMap<>();
        final List<MediaFormats> receiverFormats = new ArrayList<>();
        final List<MediaFormats> senderFormats = new ArrayList<>();
        long answeredNanos;
        int adopted;
        boolean closed;
        private final Map<String, StreamRecord> streams = new LinkedHashMap<>();
        private long packets;
        private long lastPacketNanos;

        @Override
        public int onPacket(PacketCursor payload, MediaFormats formats, MediaFormats others, int direction) {
            if ((payload.u8(0) & 0xC0) != 0x80) {
                return OTHER;
            }
            String flow = Endpoint.of(payload.sourceHigh(), payload.sourceLow(), payload.sourcePort()) + ">"
                    + Endpoint.of(payload.destinationHigh(), payload.destinationLow(), payload.destinationPort())
                    + (direction == FROM_CALLER ? " caller" : " called");
            flows.merge(flow, 1, Integer::sum);
            streams.merge(flow, stream(payload), (before, now) -> stream(payload, before.start()));
            receiverFormats.add(formats);
            senderFormats.add(others);
            packets++;
            lastPacketNanos = payload.timestampNanos();
            return RTP;
        }

        @Override
        public void adopt(OrphanMedia orphan, MediaFormats formats, MediaFormats others, int direction) {
            adopted++;
            flows.merge("adopted " + (direction == FROM_CALLER ? "caller" : "called"), (int) orphan.packets(), Integer::sum);
            packets += orphan.packets();
        }

        @Override
        public void answered(long packetNanos) {
            answeredNanos = packetNanos;
        }

        @Override
        public long packets() {
            return packets;
        }

        @Override
        public long lastPacketNanos() {
            return lastPacketNanos;
        }

        @Override
        public List<StreamRecord> close() {
            closed = true;
            return List.copyOf(streams.values());
        }

        private static StreamRecord stream(PacketCursor payload) {
            return stream(payload, Call.instant(payload.timestampNanos()));
        }

        private static StreamRecord stream(PacketCursor payload, Instant start) {
            return new StreamRecord(Endpoint.of(payload.sourceHigh(), payload.sourceLow(), payload.sourcePort()),
                    Endpoint.of(payload.destinationHigh(), payload.destinationLow(), payload.destinationPort()), 0, false, 0, Map.of(),
                    "", 0, "audio", start, Call.instant(payload.timestampNanos()), 0, 0, 0, 0, 0, List.of(),
                    new StreamRecord.Jitter(0, 0, 0, 0), List.of(), List.of(), 0, 0, 0, 0, 0, "", 0, StreamRecord.Join.SDP);
        }
    }

    /** Files by handle, packets counted. */
    static final class FakeFiles implements CallFiles {

        final Map<String, Integer> packets = new TreeMap<>();
        final Map<Integer, String> open = new HashMap<>();
        final Set<Integer> sensors = new HashSet<>();
        private int next;

        @Override
        public int open(CallRef call, FileKind kind) {
            sensors.add(call.sensorId());
            open.put(next, kind + " " + call.callId());
            return next++;
        }

        @Override
        public void append(int file, PacketCursor payload) {
            packets.merge(open.get(file), 1, Integer::sum);
        }

        @Override
        public void close(int file) {
            if (open.remove(file) == null) {
                throw new IllegalStateException("File " + file + " is not open");
            }
        }

        @Override
        public void close() {
            open.clear();
        }

        @Override
        public Totals totals() {
            return Totals.NONE;
        }
    }
}
