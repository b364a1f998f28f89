package org.karavox.signalling.sip.internal;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.function.Consumer;
import org.karavox.call.CallRecord;
import org.karavox.packet.Addresses;
import org.karavox.packet.LinkTypes;
import org.karavox.packet.PacketCursor;

/**
 * The line that is monitored: messages and media go over it at given times, the correlator sees them. Times are seconds
 * after {@link #START_NANOS}.
 */
final class Line {

    /** 2024-01-01T00:00:00Z. */
    static final long START_NANOS = 1_704_067_200_000_000_000L;

    static final String A = "192.0.2.10:5060";
    static final String B = "198.51.100.20:5060";
    static final String P = "203.0.113.5:5060";

    final FakeShard shard = new FakeShard();
    final SipCorrelator correlator;
    private final PacketCursor cursor = new PacketCursor();
    private long frameNumber;
    private double reached;
    private int timeToLive = 64;
    private int trafficClass;
    private int vlan;
    private boolean rebuilt;

    Line() {
        this(settings -> {
        });
    }

    Line(Consumer<Settings> change) {
        Settings settings = new Settings();
        change.accept(settings);
        correlator = new SipCorrelator(SipSettings.of(settings.config(), 7), shard);
    }

    /** How the IP and link headers of the packets to come look. */
    Line headers(int ttl, int dscp, int vlanId, boolean fromFragments) {
        timeToLive = ttl;
        trafficClass = dscp << 2 | 1; // and an ECN bit
        vlan = vlanId;
        rebuilt = fromFragments;
        return this;
    }

    /** One SIP message. */
    void sip(double second, String source, String destination, String message) {
        pass(second, source, destination, message.getBytes(UTF_8));
        correlator.onMessage(cursor);
    }

    /** One SIP message whose time stamp the engine does not follow. */
    void sipAtWildTime(double second, String source, String destination, String message) {
        reached = Math.max(reached, second);
        sip(second, source, destination, message);
    }

    /** {@code count} RTP packets, 20 ms apart. */
    void rtp(double second, String source, String destination, int count) {
        for (int i = 0; i < count; i++) {
            byte[] packet = new byte[172];
            packet[0] = (byte) 0x80;
            packet[3] = (byte) i;
            pass(second + i * 0.02, source, destination, packet);
            shard.deliver(cursor);
        }
    }

    /** One datagram that is no RTP. */
    void datagram(double second, String source, String destination, int firstByte) {
        byte[] packet = new byte[40];
        packet[0] = (byte) firstByte;
        pass(second, source, destination, packet);
        shard.deliver(cursor);
    }

    /** Lets packet time pass in steps of 100 ms. */
    void until(double second) {
        for (long tick = Math.round(reached * 10) + 1; tick <= Math.round(second * 10); tick++) {
            shard.nowNanos = START_NANOS + tick * 100_000_000L;
            correlator.onTime(shard.nowNanos);
        }
        reached = second;
    }

    private void pass(double second, String source, String destination, byte[] payload) {
        if (second > reached) {
            until(Math.floor(second * 10) / 10);
        }
        shard.nowNanos = START_NANOS + Math.round(second * 1_000_000_000L);
        point(cursor, shard.nowNanos, ++frameNumber, source, destination, payload);
        cursor.hop(timeToLive, trafficClass);
        cursor.vlan(vlan);
        cursor.rebuilt(rebuilt);
    }

    /** Points a cursor at a payload as the engine would. */
    static void point(PacketCursor cursor, long nanos, long frame, String source, String destination, byte[] payload) {
        byte[] buffer = payload.clone();
        cursor.frame(buffer, 0, payload.length, payload.length, nanos, LinkTypes.RAW);
        cursor.origin(0, 0, frame);
        long[] from = address(source);
        long[] to = address(destination);
        cursor.addresses(from[0], from[1], to[0], to[1]);
        cursor.ports(17, port(source), port(destination));
    }

    private static long[] address(String endpoint) {
        long[] halves = new long[2];
        String host = endpoint.substring(0, endpoint.lastIndexOf(':')).replace("[", "").replace("]", "");
        if (!Addresses.parse(host, halves)) {
            throw new IllegalArgumentException(endpoint);
        }
        return halves;
    }

    private static int port(String endpoint) {
        return Integer.parseInt(endpoint.substring(endpoint.lastIndexOf(':') + 1));
    }

    /** The one call that has ended. */
    CallRecord record() {
        if (shard.records.size() != 1) {
            throw new AssertionError(shard.records.size() + " records: " + shard.records);
        }
        return shard.records.get(0);
    }

    /** Ends the capture and answers its one call. */
    CallRecord close() {
        correlator.close();
        return record();
    }

    /** The media of the only session there is. */
    FakeShard.FakeSession media() {
        if (shard.sessions.size() != 1) {
            throw new AssertionError(shard.sessions.size() + " sessions");
        }
        return shard.sessions.get(0);
    }
}
