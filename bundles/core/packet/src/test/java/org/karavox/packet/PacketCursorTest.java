package org.karavox.packet;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class PacketCursorTest {

    private static final int OFFSET = 3; // of the frame in its buffer

    private final ByteBuffer buffer = ByteBuffer.allocate(20)
            .put(OFFSET, HexFormat.of().parseHex("8182838485868788" + "898a8b8c"));
    private final PacketCursor packet = new PacketCursor();

    PacketCursorTest() {
        packet.frame(buffer.array(), OFFSET, 12, 12, 1_000, LinkTypes.ETHERNET);
    }

    @Test
    void beginsWithTheWholeFrameForAWindow() {
        assertEquals(12, packet.remaining());
        assertEquals(OFFSET, packet.start());
        assertEquals(OFFSET + 12, packet.end());
        assertSame(buffer.array(), packet.bytes());
    }

    @Test
    void readsUnsignedBigEndianNumbersFromTheStartOfTheWindow() {
        assertEquals(0x81, packet.u8(0));
        assertEquals(0x8283, packet.u16(1));
        assertEquals(0x828384, packet.u24(1));
        assertEquals(0x81828384, packet.i32(0));
        assertEquals(0x81828384L, packet.u32(0));
        assertEquals(0x8182838485868788L, packet.i64(0));
        packet.advance(2);
        assertEquals(0x83, packet.u8(0));
        assertEquals(0x83848586, packet.i32(0));
    }

    @Test
    void movesItsStartInwards() {
        packet.advance(5);
        assertEquals(7, packet.remaining());
        assertEquals(OFFSET + 5, packet.start());
        packet.advance(7);
        assertEquals(0, packet.remaining());
    }

    @Test
    void cutsItsEndButNeverMovesItOutwards() {
        packet.advance(2);
        packet.limitTo(11);
        assertEquals(10, packet.remaining());
        packet.limitTo(4);
        assertEquals(4, packet.remaining());
        packet.limitTo(5);
        assertEquals(4, packet.remaining());
        assertEquals(OFFSET + 6, packet.end());
    }

    @Test
    void remembersTheHeaderThatWasRemovedLast() {
        assertEquals(0x81, packet.layerU8(0), "at first the frame itself");
        packet.advance(2);
        assertEquals(0x81, packet.layerU8(0));
        packet.advance(4);
        assertEquals(0x83, packet.layerU8(0));
        assertEquals(0x84, packet.layerU8(1));
    }

    @Test
    void keepsTheFrameWhateverHappensToTheWindow() {
        packet.advance(5);
        packet.limitTo(2);
        assertEquals(OFFSET, packet.frameStart());
        assertEquals(12, packet.frameLength());
        assertEquals(LinkTypes.ETHERNET, packet.linkType());
        assertEquals(1_000, packet.timestampNanos());
    }

    @Test
    void knowsWhetherTheCaptureCutTheFrame() {
        assertFalse(packet.isCut());
        packet.frame(buffer.array(), OFFSET, 12, 1_514, 0, LinkTypes.ETHERNET);
        assertTrue(packet.isCut());
        assertEquals(1_514, packet.wireLength());
    }

    @Test
    void takesAWindowByAbsoluteOffsets() {
        packet.window(OFFSET + 4, OFFSET + 6);
        assertEquals(2, packet.remaining());
        assertEquals(0x8586, packet.u16(0));
        assertEquals(0x85, packet.layerU8(0));
    }

    @Test
    void copiesOutOfTheWindow() {
        byte[] target = new byte[4];
        packet.advance(1);
        packet.copy(1, target, 1, 2);
        assertArrayEquals(new byte[] {0, (byte) 0x83, (byte) 0x84, 0}, target);
    }

    @Test
    void throwsBehindTheBuffer() {
        packet.advance(10);
        assertThrows(IndexOutOfBoundsException.class, () -> packet.i64(0));
    }

    @Test
    void forgetsVlanAndTransportWithTheNextFrame() {
        packet.vlan(42);
        packet.ports(17, 5_060, 5_061);
        packet.rebuilt(true);
        assertTrue(packet.isRebuilt());
        packet.frame(buffer.array(), OFFSET, 12, 12, 0, LinkTypes.ETHERNET);
        assertEquals(0, packet.vlan());
        assertEquals(0, packet.transport());
        assertFalse(packet.isRebuilt());
    }

    @Test
    void tellsWhatTheLayersSaid() {
        packet.origin(2, 3, 4);
        packet.addresses(5, 6, 7, 8);
        packet.ports(17, 9, 10);
        packet.hop(11, 12);
        packet.vlan(13);
        assertEquals(2, packet.sourceIndex());
        assertEquals(3, packet.interfaceId());
        assertEquals(4, packet.frameNumber());
        assertEquals(5, packet.sourceHigh());
        assertEquals(6, packet.sourceLow());
        assertEquals(7, packet.destinationHigh());
        assertEquals(8, packet.destinationLow());
        assertEquals(17, packet.transport());
        assertEquals(9, packet.sourcePort());
        assertEquals(10, packet.destinationPort());
        assertEquals(11, packet.timeToLive());
        assertEquals(12, packet.trafficClass());
        assertEquals(13, packet.vlan());
    }
}
