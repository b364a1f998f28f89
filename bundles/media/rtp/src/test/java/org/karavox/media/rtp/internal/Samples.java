package org.karavox.media.rtp.internal;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import org.karavox.call.StreamRecord;
import org.karavox.media.MediaFormats;
import org.karavox.media.MediaSession;
import org.karavox.packet.Addresses;
import org.karavox.packet.LinkTypes;
import org.karavox.packet.PacketCursor;

/** Builds packets and configurations for the tests. */
final class Samples {

    static final long START_NANOS = 1_700_000_000_000_000_000L;
    static final int SSRC = 0x11223344;

    private final ByteBuffer buffer = ByteBuffer.allocate(2048);
    private final PacketCursor cursor = new PacketCursor();
    private int timeToLive = 64;
    private int trafficClass;
    private boolean rebuilt;

    static RtpConfig config(Map<String, Object> values) {
        return new RtpConfig() {
            @Override
            public String jitterbuffer_f1() {
                return (String) values.getOrDefault("jitterbuffer_f1", "yes");
            }

            @Override
            public String jitterbuffer_f2() {
                return (String) values.getOrDefault("jitterbuffer_f2", "yes");
            }

            @Override
            public String jitterbuffer_adapt() {
                return (String) values.getOrDefault("jitterbuffer_adapt", "yes");
            }

            @Override
            public boolean mos_g729() {
                return (Boolean) values.getOrDefault("mos_g729", false);
            }

            @Override
            public int ignore_mos_degradation_in_rtp_pause_without_seq_gap() {
                return (Integer) values.getOrDefault("pause", 1000);
            }

            @Override
            public int ignore_mos_degradation_for_contiguous_packet_loss_greater_than() {
                return (Integer) values.getOrDefault("run", 1024);
            }

            @Override
            public boolean allow$_$zerossrc() {
                return (Boolean) values.getOrDefault("allow-zerossrc", false);
            }

            @Override
            public int jitterbuffer_adapt_ooo_limit() {
                return (Integer) values.getOrDefault("jitterbuffer_adapt_ooo_limit", 0);
            }

            @Override
            public Class<? extends java.lang.annotation.Annotation> annotationType() {
                return RtpConfig.class;
            }
        };
    }

    static RtpAnalyzer analyzer() {
        return new RtpAnalyzer(config(Map.of()));
    }

    static MediaFormats formats(int type, String encoding, int clockRateHz) {
        return new MediaFormats("audio", "RTP/AVP", Map.of(type, new MediaFormats.Format(encoding, clockRateHz, 1, ""),
                101, new MediaFormats.Format("telephone-event", clockRateHz, 1, "")), 0);
    }

    /** How the IP headers of the packets to come look. */
    Samples headers(int ttl, int dscp, boolean fromFragments) {
        timeToLive = ttl;
        trafficClass = dscp << 2 | 2; // and an ECN bit
        rebuilt = fromFragments;
        return this;
    }

    /** One RTP packet; {@code type} with the marker in bit 7. */
    PacketCursor rtp(long nanos, int type, int sequence, int timestamp, int ssrc, int payloadLength) {
        buffer.put(0, (byte) 0x80).put(1, (byte) type).putShort(2, (short) sequence).putInt(4, timestamp).putInt(8, ssrc);
        return datagram(nanos, 12 + payloadLength);
    }

    /** One telephone event packet. */
    PacketCursor event(long nanos, int type, int sequence, int timestamp, int event, boolean end, int duration) {
        buffer.put(12, (byte) event).put(13, (byte) (end ? 0x8A : 0x0A)).putShort(14, (short) duration);
        return rtp(nanos, type, sequence, timestamp, SSRC, 4);
    }

    PacketCursor bytes(long nanos, byte[] bytes, int length) {
        buffer.put(0, bytes, 0, length);
        return datagram(nanos, length);
    }

    private PacketCursor datagram(long nanos, int length) {
        cursor.frame(buffer.array(), 0, length, length, nanos, LinkTypes.RAW);
        cursor.origin(0, 0, 1);
        cursor.addresses(0, Addresses.ipv4(0xC0000201), 0, Addresses.ipv4(0xC6336402));
        cursor.ports(17, 10_000, 20_000);
        cursor.hop(timeToLive, trafficClass);
        cursor.rebuilt(rebuilt);
        return cursor;
    }

    /** Feeds 20 ms PCMU packets: arrival in milliseconds, sequence, timestamp. */
    static StreamRecord pcmu(double[] arrivalsMillis, int[] sequences, int[] timestamps) {
        return stream(0, MediaFormats.UNKNOWN, arrivalsMillis, sequences, timestamps);
    }

    static StreamRecord stream(int type, MediaFormats formats, double[] arrivalsMillis, int[] sequences, int[] timestamps) {
        Samples samples = new Samples();
        MediaSession session = analyzer().open().openSession();
        for (int i = 0; i < arrivalsMillis.length; i++) {
            session.onPacket(samples.rtp(START_NANOS + Math.round(arrivalsMillis[i] * 1e6), type, sequences[i], timestamps[i], SSRC, 160),
                    formats, MediaFormats.UNKNOWN, MediaSession.FROM_CALLER);
        }
        List<StreamRecord> streams = session.close();
        if (streams.size() != 1) {
            throw new AssertionError(streams);
        }
        return streams.get(0);
    }
}
