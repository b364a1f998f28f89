package org.karavox.media.rtp.internal;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.karavox.call.StreamRecord;
import org.karavox.codec.rtp.RtcpHeader;
import org.karavox.codec.rtp.RtpHeader;
import org.karavox.media.MediaFlow;
import org.karavox.media.MediaFormats;
import org.karavox.media.MediaSession;
import org.karavox.media.OrphanMedia;
import org.karavox.packet.PacketCursor;

/** The RTP streams of one call. Hot path; owned by the call's shard. */
final class RtpSession implements MediaSession {

    /** Whoever sends with ever new SSRCs gets no more streams than this in one call. */
    private static final int MOST_STREAMS = 1024;

    private final RtpWorkshop workshop;
    private final boolean acceptZeroSsrc;
    /** In order of their first packet, as far as they came through {@link #onPacket}. */
    private RtpStream[] streams = new RtpStream[2];
    private int count;
    private RtpStream lastFromCaller;
    private RtpStream lastFromCalled;
    private StreamTable table;
    /** Stream of the packet that was taken last. */
    private RtpStream lastTaken;
    private long adoptedNanos;
    private long answeredNanos;

    RtpSession(RtpWorkshop workshop) {
        this.workshop = workshop;
        this.acceptZeroSsrc = workshop.settings.acceptZeroSsrc();
    }

    @Override
    public int onPacket(PacketCursor payload, MediaFormats formats, MediaFormats senderFormats, int direction) {
        if (payload.remaining() < RtpHeader.FIXED_LENGTH) {
            return notRtp(payload);
        }
        long head = payload.i64(0);
        int offset = RtpHeader.FIXED_LENGTH;
        int length = payload.remaining() - RtpHeader.FIXED_LENGTH;
        if ((int) (head >>> 56) != 0x80 || RtcpHeader.isRtcpType((int) (head >>> 48) & 0xFF)) { // not as most are
            offset = RtpHeader.payloadOffset(payload);
            if (offset < 0) {
                return notRtp(payload);
            }
            length = RtpHeader.payloadLength(payload, offset);
        }
        int ssrc = RtpHeader.ssrc(payload);
        if (ssrc == 0 && !acceptZeroSsrc) {
            return OTHER;
        }
        RtpStream stream = direction == FROM_CALLER ? lastFromCaller : lastFromCalled;
        if (stream == null || !stream.is(payload, ssrc)) {
            stream = find(payload, ssrc, formats, senderFormats, direction);
            if (stream == null) {
                return OTHER;
            }
        }
        if (stream.formats != formats || stream.senderFormats != senderFormats) {
            stream.announce(formats, senderFormats, workshop.map(formats, senderFormats));
        }
        stream.take(payload, head, offset, length);
        lastTaken = stream;
        return RTP;
    }

    private static int notRtp(PacketCursor payload) {
        return RtcpHeader.isPlausible(payload) ? RTCP : OTHER;
    }

    private RtpStream find(PacketCursor payload, int ssrc, MediaFormats formats, MediaFormats senderFormats, int direction) {
        RtpStream found = null;
        if (table != null) {
            found = table.find(payload, ssrc);
        } else {
            for (int i = 0; i < count && found == null; i++) {
                if (streams[i].is(payload, ssrc)) {
                    found = streams[i];
                }
            }
        }
        if (found == null && count >= MOST_STREAMS) {
            return null;
        }
        if (found == null) {
            found = new RtpStream(this, workshop.batch, payload, ssrc, direction, formats, senderFormats, workshop.map(formats, senderFormats),
                    StreamRecord.Join.SDP);
            add(found);
        }
        if (direction == FROM_CALLER) {
            lastFromCaller = found;
        } else {
            lastFromCalled = found;
        }
        return found;
    }

    private void add(RtpStream stream) {
        if (count == streams.length) {
            streams = Arrays.copyOf(streams, 2 * count);
        }
        streams[count++] = stream;
        if (table != null) {
            table.add(stream);
        } else if (count > StreamTable.WORTHWHILE) {
            table = new StreamTable();
            for (int i = 0; i < count; i++) {
                table.add(streams[i]);
            }
        }
    }

    @Override
    public void adopt(OrphanMedia orphan, MediaFormats formats, MediaFormats senderFormats, int direction) {
        if (!(orphan instanceof RtpOrphan rtp)) {
            throw new IllegalArgumentException("Orphan media of another analyzer: " + orphan.getClass().getName());
        }
        for (RtpStream each : rtp.openStreams()) {
            if (has(each)) {
                continue; // announced twice, by both of its ends
            }
            RtpStream stream = new RtpStream(this, each, workshop.batch, direction, StreamRecord.Join.LATE_SDP);
            stream.announce(formats, senderFormats, workshop.map(formats, senderFormats));
            add(stream);
        }
        adoptedNanos = Math.max(adoptedNanos, rtp.lastPacketNanos());
    }

    private boolean has(RtpStream other) {
        for (int i = 0; i < count; i++) {
            if (streams[i].isLike(other)) {
                return true;
            }
        }
        return false;
    }

    @Override
    public void answered(long packetNanos) {
        if (answeredNanos == 0) {
            answeredNanos = packetNanos;
        }
    }

    /** When the call was answered, 0 if it was not. */
    long answeredNanos() {
        return answeredNanos;
    }

    @Override
    public MediaFlow flow() {
        return lastTaken == null ? null : lastTaken.inbox;
    }

    @Override
    public long packets() {
        long packets = 0;
        for (int i = 0; i < count; i++) {
            packets += streams[i].packets();
        }
        return packets;
    }

    @Override
    public long lastPacketNanos() {
        long last = adoptedNanos;
        for (int i = 0; i < count; i++) {
            last = Math.max(last, streams[i].lastNanos());
        }
        return last;
    }

    @Override
    public List<StreamRecord> close() {
        List<StreamRecord> records = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            records.add(streams[i].close());
        }
        records.sort((a, b) -> a.start().compareTo(b.start())); // adopted ones may have begun before others
        return records;
    }
}
