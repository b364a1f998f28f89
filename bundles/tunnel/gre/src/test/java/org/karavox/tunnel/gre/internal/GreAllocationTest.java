package org.karavox.tunnel.gre.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;
import org.karavox.packet.PacketCursor;
import org.karavox.tunnel.Next;
import org.karavox.tunnel.TunnelDecoder;

/** Guards the hot-path promise of {@link TunnelDecoder.Decoding#decode}: nothing is allocated per packet. */
class GreAllocationTest {

    @Test
    void decodesWithoutAllocating() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        TunnelDecoder.Decoding decoding = new GreDecoder().open();
        PacketCursor packet = GreDecoderTest.packet("70006558 00000000 0000cafe 00000009 0000 00 04 0a000001 00000000" + "0badcafe");
        long thread = Thread.currentThread().getId();

        decodeMany(decoding, packet, 50_000); // warm up
        long before = threads.getThreadAllocatedBytes(thread);
        decodeMany(decoding, packet, 1_000_000);
        long allocated = threads.getThreadAllocatedBytes(thread) - before;

        assertTrue(allocated < 4_096, allocated + " bytes for a million packets");
    }

    private static void decodeMany(TunnelDecoder.Decoding decoding, PacketCursor packet, int packets) {
        int start = packet.frameStart();
        int end = start + packet.frameLength();
        int decoded = 0;
        for (int i = 0; i < packets; i++) {
            packet.window(start, end);
            if (decoding.decode(packet) == Next.ETHERNET) {
                decoded++;
            }
        }
        assertEquals(packets, decoded);
    }
}
