package org.karavox.engine.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.karavox.engine.internal.Frames.ethernet;
import static org.karavox.engine.internal.Frames.ipv4;
import static org.karavox.engine.internal.Frames.rtp;
import static org.karavox.engine.internal.Frames.udp;
import static org.karavox.engine.internal.TestPlugins.line;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.karavox.packet.EndpointMap;
import org.karavox.packet.LinkTypes;
import org.karavox.packet.PacketCursor;
import org.karavox.tunnel.Attachment;

/** Guards the promise of dispatcher, block and shard: less than a tenth of a byte is allocated per packet. */
class EngineAllocationTest {

    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    @Test
    void dispatcherAndShardAllocateNothingPerPacket() {
        PluginRegistry registry = new PluginRegistry();
        registry.addSignalling(new TestPlugins.Lines(Attachment.udpPort(5060)), Map.of());
        registry.addAnalyzer(new TestPlugins.Counting(), Map.of());
        registry.addDecoder(new TestPlugins.Prefix("prefix", Attachment.udpPort(7777)), Map.of());
        EndpointMap directory = new EndpointMap(64);
        ShardAgent shard = new ShardAgent(0, registry, directory, new SwitchableFiles(Optional.empty(), false, false), call -> { });
        Dispatcher dispatcher = new Dispatcher(registry, new ShardLink[] {new ShardLink.Direct(shard)}, directory, true, true);
        dispatcher.boundary();
        byte[] signal = ethernet(0x0800, ipv4(10, 1, 17, udp(5060, 5060, line("call a 4000"))));
        byte[] media = ethernet(0x0800, ipv4(10, 9, 17, udp(4000, 5000, rtp(1))));
        byte[] orphan = ethernet(0x0800, ipv4(11, 9, 17, udp(4000, 5000, rtp(1))));
        byte[] fragment = ethernet(0x0800, ipv4(12, 9, 17, 1, 0x2000, new byte[64]));
        dispatcher.onFrame(signal, 0, signal.length, signal.length, Frames.T0, LinkTypes.ETHERNET, 0);
        byte[][] frames = {media, orphan, fragment};
        deliver(dispatcher, frames, 100_000);
        long thread = Thread.currentThread().getId();
        long before = threads.getThreadAllocatedBytes(thread);
        deliver(dispatcher, frames, 1_000_000);
        long allocated = threads.getThreadAllocatedBytes(thread) - before;
        assertTrue(allocated < 100_000, allocated + " bytes for a million packets");
        assertTrue(dispatcher.fates().of(Fates.MEDIA) > 300_000);
    }

    private static void deliver(Dispatcher dispatcher, byte[][] frames, int count) {
        for (int i = 0; i < count; i++) {
            byte[] frame = frames[i % frames.length];
            dispatcher.onFrame(frame, 0, frame.length, frame.length, Frames.T0 + i * 1_000L, LinkTypes.ETHERNET, 0);
        }
    }

    @Test
    void blocksAllocateNothingPerPacket() {
        byte[] media = ethernet(0x0800, ipv4(10, 9, 17, udp(4000, 5000, rtp(1))));
        PacketCursor packet = new PacketCursor();
        packet.frame(media, 0, media.length, media.length, Frames.T0, LinkTypes.ETHERNET);
        packet.window(42, media.length);
        PacketCursor restored = new PacketCursor();
        Block block = new Block(Block.CAPACITY);
        fillAndEmpty(block, packet, restored, 50);
        long thread = Thread.currentThread().getId();
        long before = threads.getThreadAllocatedBytes(thread);
        int packets = fillAndEmpty(block, packet, restored, 1_000);
        long allocated = threads.getThreadAllocatedBytes(thread) - before;
        assertTrue(packets > 1_000_000);
        assertTrue(allocated < 4_096, allocated + " bytes for " + packets + " packets");
    }

    private static int fillAndEmpty(Block block, PacketCursor packet, PacketCursor restored, int rounds) {
        int packets = 0;
        for (int round = 0; round < rounds; round++) {
            block.clear();
            while (block.fits(packet.frameLength())) {
                block.add(Block.MEDIA_TO, 7, packet);
            }
            for (; block.nextKind() != 0; block.skip()) {
                block.restore(restored);
                packets++;
            }
        }
        return packets;
    }

    @Test
    void blocksKeepEveryFieldOfAPacket() {
        byte[] frame = ethernet(0x0800, ipv4(10, 9, 17, udp(4000, 5000, rtp(1))));
        byte[] holder = new byte[frame.length + 5];
        System.arraycopy(frame, 0, holder, 5, frame.length);
        PacketCursor packet = new PacketCursor();
        packet.frame(holder, 5, frame.length, 1500, 123, LinkTypes.LINUX_SLL2);
        packet.origin(3, 4, 99);
        packet.addresses(1, 2, 3, 4);
        packet.ports(17, 50_000, 60_000);
        packet.hop(63, 184);
        packet.vlan(4094);
        packet.rebuilt(true);
        packet.window(5 + 42, 5 + frame.length - 2);
        Block block = new Block(Block.CAPACITY);
        block.addTick(77);
        block.add(Block.SIGNALLING, 9, packet);
        block.addOrder(new Order.ForgetOrphan(5));
        assertEquals(Block.TICK, block.nextKind());
        assertEquals(77, block.tickNanos());
        block.skip();
        assertEquals(Block.SIGNALLING, block.nextKind());
        assertEquals(9, block.detail());
        PacketCursor restored = new PacketCursor();
        block.restore(restored);
        assertEquals(describe(packet), describe(restored));
        block.skip();
        assertEquals(new Order.ForgetOrphan(5), block.order());
        block.skip();
        assertEquals(0, block.nextKind());
    }

    private static String describe(PacketCursor p) {
        byte[] payload = new byte[p.remaining()];
        p.copy(0, payload, 0, payload.length);
        return p.frameLength() + " " + p.wireLength() + " " + p.timestampNanos() + " " + p.linkType() + " " + p.sourceIndex() + " "
                + p.interfaceId() + " " + p.frameNumber() + " " + p.sourceHigh() + " " + p.sourceLow() + " " + p.destinationHigh() + " "
                + p.destinationLow() + " " + p.transport() + " " + p.sourcePort() + " " + p.destinationPort() + " " + p.timeToLive() + " "
                + p.trafficClass() + " " + p.vlan() + " " + p.isRebuilt() + " " + (p.start() - p.frameStart()) + " " + java.util.HexFormat.of().formatHex(payload);
    }
}
