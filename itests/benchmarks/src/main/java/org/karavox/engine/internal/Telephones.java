package org.karavox.engine.internal;

import java.nio.ByteBuffer;
import org.karavox.call.Endpoint;
import org.karavox.capture.FrameSink;
import org.karavox.itests.traffic.Party;
import org.karavox.itests.traffic.Sdp;
import org.karavox.itests.traffic.Traffic;
import org.karavox.packet.Addresses;
import org.karavox.packet.LinkTypes;
import org.karavox.packet.PacketCursor;

/**
 * A thousand answered calls that talk both ways: 2,000 streams of G.711, one packet of each every 20 ms, in frames of
 * 214 bytes. Every packet has the next sequence number and time stamp.
 */
final class Telephones {

    static final int CALLS = 1000;
    static final int STREAMS = 2 * CALLS;

    private static final int FRAME = 214;
    private static final int ROOM = 256;
    private static final int RTP = 14 + 20 + 8;
    private static final int PACKET_NANOS = 20_000_000 / STREAMS;
    private static final int TICKS = 160;

    private final ByteBuffer frames = ByteBuffer.allocate(STREAMS * ROOM);
    private final long[] sources = new long[STREAMS];
    private final long[] destinations = new long[STREAMS];
    private int stream;
    private int round;
    private long nanos;

    Telephones() {
        Traffic traffic = new Traffic();
        for (int number = 0; number < STREAMS; number++) {
            traffic.rtp(end(number), end(number ^ 1), number + 1).at(number).voice(1).send();
        }
        int[] at = {0};
        traffic.deliverTo((buffer, offset, captured, wire, time, linkType, interfaceId) -> {
            for (int index = 0; index < captured; index++) {
                frames.put(at[0] * ROOM + index, buffer[offset + index]);
            }
            sources[at[0]] = Addresses.ipv4(org.karavox.packet.Bytes.i32(buffer, offset + 26));
            destinations[at[0]] = Addresses.ipv4(org.karavox.packet.Bytes.i32(buffer, offset + 30));
            at[0]++;
        });
    }

    /** The signalling of all calls. */
    void callUp(FrameSink sink) {
        Traffic traffic = new Traffic();
        for (int number = 0; number < CALLS; number++) {
            Endpoint here = end(2 * number);
            Endpoint there = end(2 * number + 1);
            traffic.dialog("call-" + number + "@benchmark", Party.at("a" + number, here.address()), Party.at("b" + number, there.address()))
                    .at(number).invite(Sdp.phone(here.address(), here.port())).at(number + 100).respond(180)
                    .at(number + 200).respond(200, Sdp.phone(there.address(), there.port())).at(number + 210).ack();
        }
        traffic.deliverTo(sink);
        nanos = (Traffic.START.getEpochSecond() + 3) * 1_000_000_000L;
    }

    /** The next packet of the next stream, as a frame. */
    void speak(FrameSink sink) {
        int offset = next();
        sink.onFrame(frames.array(), offset, FRAME, FRAME, nanos, LinkTypes.ETHERNET, 0);
    }

    /** The next packet of the next stream, as the dispatcher hands it to a shard. */
    void speak(PacketCursor cursor) {
        int offset = next();
        int number = offset / ROOM;
        cursor.frame(frames.array(), offset, FRAME, FRAME, nanos, LinkTypes.ETHERNET);
        cursor.addresses(0, sources[number], 0, destinations[number]);
        cursor.ports(17, 10_000, 10_000);
        cursor.window(offset + RTP, offset + FRAME);
    }

    private int next() {
        if (stream == STREAMS) {
            stream = 0;
            round++;
        }
        int offset = stream++ * ROOM;
        nanos += PACKET_NANOS;
        frames.putShort(offset + RTP + 2, (short) (1000 + round));
        frames.putInt(offset + RTP + 4, 16_000 + round * TICKS);
        return offset;
    }

    private static Endpoint end(int number) {
        return new Endpoint("10." + (number & 1) + "." + (number >> 9) + "." + (number >> 1 & 0xFF), 10_000);
    }
}
