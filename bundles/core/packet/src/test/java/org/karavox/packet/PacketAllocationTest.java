package org.karavox.packet;

import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;

/** Guards the hot-path promise of this package: nothing is allocated per packet. */
class PacketAllocationTest {

    private final byte[] buffer = new byte[64];
    private final PacketCursor packet = new PacketCursor();
    private final EndpointMap map = new EndpointMap(1_024);
    private final Counter counter = new Counter();
    private final byte[] copy = new byte[16];

    @Test
    void worksWithoutAllocating() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long thread = Thread.currentThread().getId();

        long sum = work(50_000); // warm up
        long before = threads.getThreadAllocatedBytes(thread);
        sum += work(1_000_000);
        long allocated = threads.getThreadAllocatedBytes(thread) - before;

        assertTrue(allocated < 4_096, allocated + " bytes for a million packets");
        assertNotEquals(0, sum);
    }

    private long work(int packets) {
        long sum = 0;
        for (int i = 0; i < packets; i++) {
            packet.frame(buffer, 0, 64, 64, i, LinkTypes.ETHERNET);
            packet.origin(0, 0, i);
            packet.advance(14);
            packet.limitTo(40);
            packet.addresses(0, Addresses.ipv4(packet.i32(0) + 1), 0, Addresses.ipv4(i));
            packet.ports(17, packet.u16(4), i & 0x3FF);
            packet.hop(64, 0);
            packet.copy(0, copy, 0, 16);
            sum += packet.u8(0) + packet.u24(1) + packet.u32(4) + packet.i64(8) + packet.layerU8(0);
            sum += Hashing.bytes(packet, 0, 30) + Hashing.mix(i);
            int slot = map.put(0, packet.sourceLow(), packet.destinationPort(), i >>> 10);
            map.value(slot, map.value(slot) + 1);
            if ((i & 7) == 0) {
                map.remove(0, packet.sourceLow(), packet.destinationPort());
            }
            counter.increment();
        }
        return sum + counter.get();
    }
}
