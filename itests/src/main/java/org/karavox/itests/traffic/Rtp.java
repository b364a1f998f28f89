package org.karavox.itests.traffic;

import java.util.ArrayList;
import java.util.List;
import org.karavox.call.Endpoint;

/**
 * One RTP stream. Its packets are described first, in the order in which they are sent, then what happened to them on
 * the way, by index from 0; {@link #send} puts them into the capture.
 */
public final class Rtp {

    private final Traffic traffic;
    private final Endpoint source;
    private final Endpoint destination;
    private final int ssrc;
    private final List<Packet> packets = new ArrayList<>();
    private long micros;
    private int sequence = 1000;
    private long timestamp = 16_000;
    private int payloadType;
    private int packetMicros = 20_000;
    private int packetTicks = 160;
    private int payloadBytes = 160;
    private boolean marker = true;

    private static final class Packet {
        private final long sentMicros;
        private final byte[] bytes;
        private long delayMicros;
        private int copies = 1;

        Packet(long sentMicros, byte[] bytes) {
            this.sentMicros = sentMicros;
            this.bytes = bytes;
        }
    }

    Rtp(Traffic traffic, Endpoint source, Endpoint destination, int ssrc) {
        this.traffic = traffic;
        this.source = source;
        this.destination = destination;
        this.ssrc = ssrc;
    }

    /** The next packet is sent at this time. */
    public Rtp at(long millis) {
        micros = millis * 1000;
        return this;
    }

    /** The next packet has this sequence number. */
    public Rtp sequence(int number) {
        sequence = number;
        return this;
    }

    /** From now on this codec: payload type, milliseconds per packet, clock ticks per packet, bytes of payload per packet. */
    public Rtp codec(int payloadType, int packetMillis, int packetTicks, int payloadBytes) {
        this.payloadType = payloadType;
        this.packetMicros = packetMillis * 1000;
        this.packetTicks = packetTicks;
        this.payloadBytes = payloadBytes;
        return this;
    }

    /** So many packets of voice. */
    public Rtp voice(int count) {
        for (int at = 0; at < count; at++) {
            byte[] payload = new byte[payloadBytes];
            for (int sample = 0; sample < payloadBytes; sample++) {
                payload[sample] = (byte) (0x50 + (sequence * 7 + sample * 13) % 64);
            }
            add(payloadType, payload);
            pass(packetMicros, packetTicks);
        }
        return this;
    }

    /** Nothing is sent; the clock of the stream runs on. */
    public Rtp pause(int millis) {
        pass(millis * 1000L, millis * packetTicks * 1000 / packetMicros);
        marker = true;
        return this;
    }

    /** One comfort noise packet, RFC 3389, then silence. */
    public Rtp silence(int millis) {
        add(13, new byte[] {0x40});
        return pause(millis);
    }

    /**
     * One telephone event, RFC 4733: a packet every 20 ms with growing duration, then two more copies of the end, each
     * with a sequence number of its own.
     */
    public Rtp event(int number, int eventPayloadType, int updates) {
        for (int at = 1; at <= updates + 2; at++) {
            int duration = packetTicks * Math.min(at, updates);
            boolean end = at >= updates;
            add(eventPayloadType, new Bytes().u8(number).u8((end ? 0x80 : 0) | 10).u16(duration).toArray());
            if (at < updates) {
                micros += packetMicros;
            }
        }
        pass(packetMicros, packetTicks * updates);
        return this;
    }

    /** These packets never arrive. */
    public Rtp lose(int... indexes) {
        for (int index : indexes) {
            packets.get(index).copies = 0;
        }
        return this;
    }

    /** These packets arrive twice, the copy 1 ms later. */
    public Rtp duplicate(int... indexes) {
        for (int index : indexes) {
            packets.get(index).copies = 2;
        }
        return this;
    }

    /** This packet arrives later by so much; by more than the packet time it is overtaken. */
    public Rtp delay(int index, int millis) {
        packets.get(index).delayMicros = millis * 1000L;
        return this;
    }

    /** Puts the packets into the capture. */
    public Traffic send() {
        for (Packet packet : packets) {
            for (int copy = 0; copy < packet.copies; copy++) {
                traffic.udp(packet.sentMicros + packet.delayMicros + copy * 1000L, source, destination, packet.bytes);
            }
        }
        return traffic;
    }

    /** Time behind the last packet described so far, milliseconds. */
    public long end() {
        return micros / 1000;
    }

    private void add(int type, byte[] payload) {
        byte[] packet = new Bytes().u8(0x80).u8((marker ? 0x80 : 0) | type).u16(sequence).u32(timestamp).u32(ssrc).raw(payload).toArray();
        packets.add(new Packet(micros, packet));
        marker = false;
        sequence = sequence + 1 & 0xFFFF;
    }

    private void pass(long micros, int ticks) {
        this.micros += micros;
        this.timestamp += ticks;
    }
}
