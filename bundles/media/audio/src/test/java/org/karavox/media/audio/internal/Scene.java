package org.karavox.media.audio.internal;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.karavox.call.CallDetails;
import org.karavox.call.CallEnd;
import org.karavox.call.CallRecord;
import org.karavox.call.Endpoint;
import org.karavox.call.StreamDetails;
import org.karavox.call.StreamRecord;
import org.karavox.packet.Addresses;

/** A call and its packets, made up. Times are milliseconds after the first INVITE. */
final class Scene {

    static final Instant START = Instant.parse("2026-11-24T10:15:30Z");
    static final Endpoint CALLER = new Endpoint("192.0.2.10", 4000);
    static final Endpoint CALLED = new Endpoint("198.51.100.20", 5000);

    private record Frame(double millis, byte[] bytes) {
    }

    private final List<Frame> frames = new ArrayList<>();
    private final List<Flow> flows = new ArrayList<>();
    private UnaryOperator<byte[]> wrapping = UnaryOperator.identity();
    Optional<Double> answered = Optional.of(500.0);
    double end = 10_000;

    /** What {@link #frames} wraps everything that is added from now on in. */
    Scene wrapped(UnaryOperator<byte[]> with) {
        wrapping = with;
        return this;
    }

    /** One stream. */
    final class Flow {
        final Endpoint source;
        final Endpoint destination;
        final int ssrc;
        final String encoding;
        final int type;
        final int clockRateHz;
        final Map<Integer, Long> types = new HashMap<>();
        Set<StreamDetails.Trait> traits = Set.of();
        double first = Double.MAX_VALUE;
        double last;
        long packets;

        Flow(Endpoint source, Endpoint destination, int ssrc, String encoding, int type, int clockRateHz) {
            this.source = source;
            this.destination = destination;
            this.ssrc = ssrc;
            this.encoding = encoding;
            this.type = type;
            this.clockRateHz = clockRateHz;
        }

        Flow send(double millis, int sequence, long timestamp, byte[] payload) {
            return send(millis, type, sequence, timestamp, payload);
        }

        Flow send(double millis, int payloadType, int sequence, long timestamp, byte[] payload) {
            ByteBuffer rtp = ByteBuffer.allocate(12 + payload.length);
            rtp.put((byte) 0x80).put((byte) payloadType).putShort((short) sequence).putInt((int) timestamp).putInt(ssrc).put(payload);
            frames.add(new Frame(millis, wrapping.apply(ethernet(udp(source, destination, rtp.array())))));
            types.merge(payloadType, 1L, Long::sum);
            first = Math.min(first, millis);
            last = Math.max(last, millis);
            packets++;
            return this;
        }

        private StreamRecord record() {
            return new StreamRecord(source, destination, ssrc, source.address().equals(CALLER.address()) || source.address().startsWith("2001:db8::a"),
                    type, types, encoding, clockRateHz, "audio", at(first), at(last), packets, 0, 0, 0, 0, List.of(),
                    new StreamRecord.Jitter(0, 0, 0, 0), List.of(), List.of(), 20, 0, 0, 0, 0, "", 0, StreamRecord.Join.SDP,
                    new StreamDetails(StreamDetails.NONE.ttl(), 0, 0, List.of(), traits));
        }
    }

    Flow caller(String encoding, int type) {
        return flow(CALLER, CALLED, 0x1111, encoding, type, 8000);
    }

    Flow called(String encoding, int type) {
        return flow(CALLED, CALLER, 0x2222, encoding, type, 8000);
    }

    Flow flow(Endpoint source, Endpoint destination, int ssrc, String encoding, int type, int clockRateHz) {
        Flow flow = new Flow(source, destination, ssrc, encoding, type, clockRateHz);
        flows.add(flow);
        return flow;
    }

    static Instant at(double millis) {
        return START.plusNanos(Math.round(millis * 1_000_000));
    }

    CallRecord call() {
        return call("call");
    }

    CallRecord call(String callId) {
        return new CallRecord(callId, 0, 0, "", "", "", "", new Endpoint(CALLER.address(), 5060), new Endpoint(CALLED.address(), 5060), List.of(),
                "", "", "INVITE", START, Optional.empty(), answered.map(Scene::at), at(end), 200, 200, "OK", CallEnd.BYE_CONFIRMED,
                Optional.empty(), Optional.empty(), true, false, 0, 0, 0, "", false, false, flows.stream().map(Flow::record).toList(),
                CallDetails.NONE);
    }

    /** The packets in the order of their times, as classic pcap. */
    byte[] pcap() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteBuffer head = ByteBuffer.allocate(24).order(ByteOrder.LITTLE_ENDIAN);
        out.writeBytes(head.putInt(0xA1B2C3D4).putShort((short) 2).putShort((short) 4).putInt(0).putInt(0).putInt(262144).putInt(1).array());
        for (Frame frame : sorted()) {
            Instant time = at(frame.millis);
            ByteBuffer record = ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN);
            record.putInt((int) time.getEpochSecond()).putInt(time.getNano() / 1000).putInt(frame.bytes.length).putInt(frame.bytes.length);
            out.writeBytes(record.array());
            out.writeBytes(frame.bytes);
        }
        return out.toByteArray();
    }

    /** The same as pcapng with nanoseconds, big-endian. */
    byte[] pcapNg() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(ByteBuffer.allocate(28).putInt(0x0A0D0D0A).putInt(28).putInt(0x1A2B3C4D).putInt(0x00010000).putLong(-1).putInt(28).array());
        out.writeBytes(ByteBuffer.allocate(32).putInt(1).putInt(32).putShort((short) 1).putShort((short) 0).putInt(0).putShort((short) 9)
                .putShort((short) 1).putInt(9 << 24).putInt(0).putInt(32).array());
        for (Frame frame : sorted()) {
            Instant time = at(frame.millis);
            long nanos = time.getEpochSecond() * 1_000_000_000L + time.getNano();
            int padded = (frame.bytes.length + 3) / 4 * 4;
            out.writeBytes(ByteBuffer.allocate(32 + padded).putInt(6).putInt(32 + padded).putInt(0).putInt((int) (nanos >>> 32)).putInt((int) nanos)
                    .putInt(frame.bytes.length).putInt(frame.bytes.length).put(frame.bytes).putInt(28 + padded, 32 + padded).array());
        }
        return out.toByteArray();
    }

    private List<Frame> sorted() {
        return frames.stream().sorted(Comparator.comparingDouble(Frame::millis)).toList();
    }

    /** An INVITE with that body, as a frame of its own. */
    static byte[] sip(String text) {
        return ethernet(udp(new Endpoint(CALLER.address(), 5060), new Endpoint(CALLED.address(), 5060), text.getBytes(StandardCharsets.US_ASCII)));
    }

    Scene add(double millis, byte[] frame) {
        frames.add(new Frame(millis, frame));
        return this;
    }

    static byte[] ethernet(byte[] packet) {
        int type = packet[0] >> 4 == 6 ? 0x86DD : 0x0800;
        return ByteBuffer.allocate(14 + packet.length).put(new byte[12]).putShort((short) type).put(packet).array();
    }

    static byte[] udp(Endpoint source, Endpoint destination, byte[] payload) {
        long[] from = new long[2];
        long[] to = new long[2];
        Addresses.parse(source.address(), from);
        Addresses.parse(destination.address(), to);
        boolean v4 = Addresses.isIpv4(from[0], from[1]);
        ByteBuffer packet = ByteBuffer.allocate((v4 ? 20 : 40) + 8 + payload.length);
        if (v4) {
            packet.put((byte) 0x45).put((byte) 0).putShort((short) packet.capacity()).putInt(0).put((byte) 64).put((byte) 17).putShort((short) 0);
            packet.putInt((int) from[1]).putInt((int) to[1]);
        } else {
            packet.putInt(0x60000000).putShort((short) (8 + payload.length)).put((byte) 17).put((byte) 64);
            packet.putLong(from[0]).putLong(from[1]).putLong(to[0]).putLong(to[1]);
        }
        packet.putShort((short) source.port()).putShort((short) destination.port()).putShort((short) (8 + payload.length)).putShort((short) 0);
        return packet.put(payload).array();
    }

    /** 20 ms of A-law: a tone or silence. */
    static byte[] aLaw(double fromMillis, boolean tone) {
        byte[] payload = new byte[160];
        for (int i = 0; i < 160; i++) {
            double value = tone ? 8000 * Math.sin(2 * Math.PI * 1000 * (fromMillis / 1000 + i / 8000.0)) : 0;
            payload[i] = encodeALaw((int) value);
        }
        return payload;
    }

    static byte encodeALaw(int sample) {
        int best = 0;
        int distance = Integer.MAX_VALUE;
        short[] one = new short[1];
        Decoder decoder = G711Decoder.aLaw();
        if (CODES[0] == 0 && CODES[1] == 0) {
            for (int code = 0; code < 256; code++) {
                decoder.decode(new byte[] {(byte) code}, 0, 1, one);
                CODES[code] = one[0];
            }
        }
        for (int code = 0; code < 256; code++) {
            int off = Math.abs(CODES[code] - sample);
            if (off < distance) {
                distance = off;
                best = code;
            }
        }
        return (byte) best;
    }

    private static final short[] CODES = new short[256];
}
