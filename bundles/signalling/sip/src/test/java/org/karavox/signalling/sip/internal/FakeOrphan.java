package org.karavox.signalling.sip.internal;

import java.util.List;
import org.karavox.call.StreamRecord;
import org.karavox.media.OrphanMedia;
import org.karavox.packet.PacketCursor;

/** Media without a call: so many packets, all of them kept. */
final class FakeOrphan implements OrphanMedia {

    private final long lastNanos;
    private final int packets;

    FakeOrphan(long lastNanos, int packets) {
        this.lastNanos = lastNanos;
        this.packets = packets;
    }

    @Override
    public void onPacket(PacketCursor payload) {
        throw new UnsupportedOperationException();
    }

    @Override
    public long lastPacketNanos() {
        return lastNanos;
    }

    @Override
    public long packets() {
        return packets;
    }

    @Override
    public void replay(PacketConsumer consumer) {
        PacketCursor cursor = new PacketCursor();
        for (int i = packets; i > 0; i--) {
            Line.point(cursor, lastNanos - i * 20_000_000L, 0, "192.0.2.10:4000", "198.51.100.20:5000", new byte[172]);
            consumer.accept(cursor);
        }
    }

    @Override
    public List<StreamRecord> streams() {
        return List.of();
    }
}
