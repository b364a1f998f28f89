package org.karavox.tunnel.erspan.internal;

import com.code_intelligence.jazzer.junit.FuzzTest;
import org.karavox.packet.PacketCursor;
import org.karavox.tunnel.Next;
import org.karavox.tunnel.TunnelDecoder;

/** No bytes may do anything but move the window inwards, or leave it and be answered why. Begins with 8 bytes of GRE. */
class ErspanFuzzTest {

    private final TunnelDecoder.Decoding decoding = new ErspanDecoder().open();

    @FuzzTest(maxDuration = "3s")
    void decode(byte[] input) {
        PacketCursor packet = new PacketCursor();
        byte[] buffer = input; // a read behind the end throws
        packet.frame(buffer, 0, input.length, input.length, 0, 101);
        if (input.length < 8) {
            return;
        }
        packet.advance(8);
        int start = packet.start();
        int end = packet.end();
        int next = decoding.decode(packet);
        boolean inside = packet.start() >= start && packet.start() <= packet.end() && packet.end() <= end;
        if (!inside || next < 0 && (packet.start() != start || packet.end() != end)) {
            throw new AssertionError("answer " + next + " and window " + packet.start() + "-" + packet.end() + " of " + start + "-" + end);
        }
        if (next < Next.NO_PAYLOAD || next >= 0 && Next.layer(next) == 0) {
            throw new AssertionError("no answer: " + next);
        }
    }
}
