package org.karavox.engine.internal;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.karavox.call.StreamRecord;
import org.karavox.media.MediaAnalyzer;
import org.karavox.media.MediaFlow;
import org.karavox.media.MediaFormats;
import org.karavox.media.MediaSession;
import org.karavox.media.OrphanMedia;
import org.karavox.packet.PacketCursor;

/**
 * The media of one call, whatever happens to the analyzer's bundle: when it goes, the streams end and are kept; when
 * one comes, new streams begin. One owner, the shard.
 */
final class SwitchableSession implements MediaSession {

    private final ShardAgent shard;
    private MediaSession current;
    private List<StreamRecord> earlier = List.of();
    private long earlierPackets;
    private long earlierLastNanos;
    private long answeredNanos = Long.MIN_VALUE;
    /** Neighbours in the shard's list of open sessions. */
    SwitchableSession previous;
    SwitchableSession next;

    SwitchableSession(ShardAgent shard, MediaAnalyzer.Workshop workshop) {
        this.shard = shard;
        this.current = workshop == null ? null : workshop.openSession();
    }

    /** The analyzer goes: ends its streams. */
    void detach() {
        if (current != null) {
            earlierPackets += current.packets();
            earlierLastNanos = Math.max(earlierLastNanos, current.lastPacketNanos());
            List<StreamRecord> all = new ArrayList<>(earlier);
            all.addAll(current.close());
            earlier = all;
            current = null;
        }
    }

    /** An analyzer has come. */
    void attach(MediaAnalyzer.Workshop workshop) {
        current = workshop.openSession();
        if (answeredNanos != Long.MIN_VALUE) {
            current.answered(answeredNanos);
        }
    }

    @Override
    public int onPacket(PacketCursor payload, MediaFormats formats, MediaFormats senderFormats, int direction) {
        return current == null ? OTHER : current.onPacket(payload, formats, senderFormats, direction);
    }

    @Override
    public MediaFlow flow() {
        return current == null ? null : current.flow();
    }

    @Override
    public void adopt(OrphanMedia orphan, MediaFormats formats, MediaFormats senderFormats, int direction) {
        if (current != null) {
            current.adopt(orphan, formats, senderFormats, direction);
        }
    }

    @Override
    public void answered(long packetNanos) {
        answeredNanos = packetNanos;
        if (current != null) {
            current.answered(packetNanos);
        }
    }

    @Override
    public long packets() {
        return earlierPackets + (current == null ? 0 : current.packets());
    }

    @Override
    public long lastPacketNanos() {
        return current == null ? earlierLastNanos : Math.max(earlierLastNanos, current.lastPacketNanos());
    }

    @Override
    public List<StreamRecord> close() {
        shard.closed(this);
        if (current == null && earlier.isEmpty()) {
            return List.of();
        }
        if (earlier.isEmpty()) {
            return current.close();
        }
        detach();
        earlier.sort(Comparator.comparing(StreamRecord::start));
        return earlier;
    }
}
