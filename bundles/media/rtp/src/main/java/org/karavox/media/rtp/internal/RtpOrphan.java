package org.karavox.media.rtp.internal;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.karavox.call.StreamRecord;
import org.karavox.codec.rtp.RtpHeader;
import org.karavox.media.MediaFormats;
import org.karavox.media.OrphanMedia;
import org.karavox.packet.PacketCursor;

/**
 * Media of one direction that no call has announced. Hot path; owned by the shard that opened it until a call adopts it.
 *
 * <p>At most {@link #MAX_STREAMS} streams are told apart, and the first packets are kept up to {@link #MAX_KEPT_BYTES}
 * or what is left of the workshop's share.
 */
final class RtpOrphan implements OrphanMedia {

    /** What one orphan keeps at most. */
    static final int MAX_KEPT_BYTES = 16 * 1024;
    /** Whoever sends with ever new SSRC gets no more streams than this. */
    static final int MAX_STREAMS = 16;

    /** One packet that looks like RTP and that nobody announced proves nothing: DNS, IAX2 and NFS have such. */
    private static final int MIN_PACKETS = 2;
    private static final int INITIAL_BYTES = 2 * 1024;
    /** Bytes in front of each kept frame. */
    private static final int ENTRY_LENGTH = 64;

    private final RtpWorkshop workshop;
    private final KeptBytes budget;
    private final List<RtpStream> streams = new ArrayList<>(1);
    private RtpStream last;
    private long packets;
    private long lastPacketNanos;
    private long sourceHigh;
    private long sourceLow;
    private long destinationHigh;
    private long destinationLow;
    private ByteBuffer kept;
    private int keptLength;
    private boolean full;

    RtpOrphan(RtpWorkshop workshop, KeptBytes budget) {
        this.workshop = workshop;
        this.budget = budget;
    }

    @Override
    public void onPacket(PacketCursor payload) {
        packets++;
        lastPacketNanos = payload.timestampNanos();
        if (!full) {
            keep(payload);
        }
        int offset = RtpHeader.payloadOffset(payload);
        if (offset < 0) {
            return;
        }
        int ssrc = RtpHeader.ssrc(payload);
        if (ssrc == 0 && !workshop.settings.acceptZeroSsrc()) {
            return;
        }
        RtpStream stream = last;
        if (stream == null || !stream.is(payload, ssrc)) {
            stream = find(payload, ssrc);
            if (stream == null) {
                return;
            }
            last = stream;
        }
        stream.take(payload, payload.i64(0), offset, RtpHeader.payloadLength(payload, offset));
    }

    private RtpStream find(PacketCursor payload, int ssrc) {
        for (int i = 0; i < streams.size(); i++) {
            if (streams.get(i).is(payload, ssrc)) {
                return streams.get(i);
            }
        }
        if (streams.size() == MAX_STREAMS) {
            return null;
        }
        RtpStream stream = new RtpStream(null, workshop.batch, payload, ssrc, 1, MediaFormats.UNKNOWN, MediaFormats.UNKNOWN,
                workshop.map(MediaFormats.UNKNOWN, MediaFormats.UNKNOWN), StreamRecord.Join.NONE);
        streams.add(stream);
        return stream;
    }

    private void keep(PacketCursor payload) {
        int length = payload.frameLength();
        int needed = keptLength + ENTRY_LENGTH + length;
        if (needed > MAX_KEPT_BYTES || kept == null && !grow(INITIAL_BYTES)) {
            full = true;
            return;
        }
        while (needed > kept.capacity()) {
            if (!grow(2 * kept.capacity())) {
                full = true;
                return;
            }
        }
        if (keptLength == 0) {
            sourceHigh = payload.sourceHigh();
            sourceLow = payload.sourceLow();
            destinationHigh = payload.destinationHigh();
            destinationLow = payload.destinationLow();
        }
        int at = keptLength;
        kept.putInt(at, length);
        kept.putInt(at + 4, payload.wireLength());
        kept.putLong(at + 8, payload.timestampNanos());
        kept.putLong(at + 16, payload.frameNumber());
        kept.putInt(at + 24, payload.linkType());
        kept.putInt(at + 28, payload.sourceIndex());
        kept.putInt(at + 32, payload.interfaceId());
        kept.putInt(at + 36, payload.start() - payload.frameStart());
        kept.putInt(at + 40, payload.end() - payload.frameStart());
        kept.putInt(at + 44, payload.sourcePort() << 16 | payload.destinationPort());
        kept.putInt(at + 48, payload.transport());
        kept.putInt(at + 52, payload.vlan());
        kept.putInt(at + 56, payload.timeToLive());
        kept.putInt(at + 60, payload.trafficClass());
        kept.put(at + ENTRY_LENGTH, payload.bytes(), payload.frameStart(), length);
        keptLength = needed;
    }

    private boolean grow(int capacity) {
        int more = capacity - (kept == null ? 0 : kept.capacity());
        if (!budget.take(more)) {
            return false;
        }
        kept = ByteBuffer.wrap(kept == null ? new byte[capacity] : Arrays.copyOf(kept.array(), capacity));
        return true;
    }

    @Override
    public long lastPacketNanos() {
        return lastPacketNanos;
    }

    @Override
    public long packets() {
        return packets;
    }

    @Override
    public void replay(PacketConsumer consumer) {
        if (keptLength == 0) {
            return;
        }
        ByteBuffer frames = kept;
        PacketCursor cursor = new PacketCursor();
        int at = 0;
        while (at < keptLength) {
            int length = frames.getInt(at);
            int frame = at + ENTRY_LENGTH;
            cursor.frame(frames.array(), frame, length, frames.getInt(at + 4), frames.getLong(at + 8), frames.getInt(at + 24));
            cursor.origin(frames.getInt(at + 28), frames.getInt(at + 32), frames.getLong(at + 16));
            cursor.addresses(sourceHigh, sourceLow, destinationHigh, destinationLow);
            int ports = frames.getInt(at + 44);
            cursor.ports(frames.getInt(at + 48), ports >>> 16, ports & 0xFFFF);
            cursor.vlan(frames.getInt(at + 52));
            cursor.hop(frames.getInt(at + 56), frames.getInt(at + 60));
            cursor.window(frame + frames.getInt(at + 36), frame + frames.getInt(at + 40));
            consumer.accept(cursor);
            at = frame + length;
        }
    }

    @Override
    public List<StreamRecord> streams() {
        workshop.batch.answeredNanos = 0;
        List<StreamRecord> records = new ArrayList<>(streams.size());
        for (RtpStream each : streams) {
            if (each.packets() < MIN_PACKETS) {
                continue;
            }
            records.add(new RtpStream(null, each, workshop.batch, each.direction, StreamRecord.Join.NONE).close());
        }
        return records;
    }

    /** To be copied by whoever adopts this. */
    List<RtpStream> openStreams() {
        return streams;
    }
}
