package org.karavox.signalling.sip.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.karavox.call.Endpoint;
import org.karavox.media.MediaFlow;
import org.karavox.media.MediaFormats;
import org.karavox.media.OrphanMedia;
import org.karavox.packet.PacketCursor;
import org.karavox.signalling.MediaLeg;
import org.karavox.signalling.Shard;
import org.karavox.storage.CallFiles;

/** One address on which one party of one call receives. There is one leg per call and address, whatever was announced there. */
final class Leg implements MediaLeg {

    private static final int MOST_OTHERS = 8;

    final long high;
    final long low;
    final int port;
    /** Who receives here. */
    final Party owner;

    private final MediaEnds ends;

    /** Position of the media description, 0 for the first. */
    int mediaIndex;
    /** What the owner announced. */
    Formats formats;
    /** What the other party announced at the same position, {@link Formats#UNKNOWN} before it did. */
    Formats peerFormats;
    /** Announced for RTCP only. */
    boolean control;
    /** The session there is T.38: its datagrams are no RTP. */
    boolean udptl;
    /** Last exchange that announced it, see {@link MediaEnds}. */
    long exchange;
    /** To tag it was announced with, for the called party. */
    long tag;
    /** Known from an offer that was not answered yet. */
    boolean tentative;
    /** Replaced by a later exchange, or of a branch that was not answered. */
    boolean stale;
    /** The shard delivers to it. */
    boolean expected;
    private long lastMediaNanos = MediaEnds.NO_MEDIA;
    private long lastPacketNanos = MediaEnds.NO_MEDIA;

    /** Capture time from which another call has the packets as well, {@link Long#MAX_VALUE} if none does. */
    private long sharedNanos = Long.MAX_VALUE;
    /** Whether other calls keep the address that they announced before this one did. */
    private List<BooleanSupplier> others = List.of();

    private final PacketClock clock;
    private final Shard shard;
    private final CallFiles files;
    private MediaFlow flowTo;
    private MediaFlow flowFrom;
    private int file = CallFiles.NOT_KEPT;

    Leg(MediaEnds ends, Party owner, long high, long low, int port, PacketClock clock, Shard shard) {
        this.ends = ends;
        this.clock = clock;
        this.shard = shard;
        this.files = shard.files();
        this.owner = owner;
        this.high = high;
        this.low = low;
        this.port = port;
    }

    boolean isAt(long otherHigh, long otherLow, int otherPort) {
        return port == otherPort && low == otherLow && high == otherHigh;
    }

    boolean isAt(Endpoint endpoint) {
        return Endpoint.of(high, low, port).equals(endpoint);
    }

    /** Formats of whoever receives the packet; the sender's where the receiver's are unknown. */
    MediaFormats receiverFormats(boolean toEndpoint) {
        return (toEndpoint || peerFormats == Formats.UNKNOWN ? formats : peerFormats).get();
    }

    /** Formats of whoever sends the packet. */
    MediaFormats senderFormats(boolean toEndpoint) {
        return (toEndpoint ? peerFormats : formats).get();
    }

    /** Direction of a packet as the media session numbers it. */
    int direction(boolean toEndpoint) {
        return toEndpoint ? owner.other().sending : owner.sending;
    }

    /**
     * Nearly every packet goes on where the one before it went: then only this object, the flow and the stream's own
     * memory are touched.
     */
    @Override
    public void onMedia(PacketCursor payload, boolean toEndpoint) {
        MediaFlow flow = toEndpoint ? flowTo : flowFrom;
        if (flow == null || !flow.take(payload)) {
            ends.onPacket(this, payload, toEndpoint);
            return;
        }
        flowed(payload.timestampNanos());
        if (file >= 0) {
            files.append(file, payload);
        }
    }

    @Override
    public MediaFlow flow(boolean toEndpoint) {
        return file >= 0 ? null : toEndpoint ? flowTo : flowFrom;
    }

    @Override
    public long warm(boolean toEndpoint) {
        MediaFlow flow = toEndpoint ? flowTo : flowFrom;
        return flow == null ? 0 : flow.warm();
    }

    /** Timer time of the last media packet, {@link MediaEnds#NO_MEDIA} before the first. */
    long lastMediaNanos() {
        takeNotice();
        return lastMediaNanos;
    }

    /** Capture time of the last media packet, {@link MediaEnds#NO_MEDIA} before the first. */
    long lastPacketNanos() {
        takeNotice();
        return lastPacketNanos;
    }

    /** Flows may have taken packets that did not come by here. */
    private void takeNotice() {
        notice(flowTo);
        notice(flowFrom);
    }

    private void notice(MediaFlow flow) {
        long last = flow == null ? 0 : flow.lastPacketNanos();
        if (last != 0) {
            lastMediaNanos = Math.max(lastMediaNanos, clock.then(last));
            lastPacketNanos = Math.max(lastPacketNanos, last);
        }
    }

    /** Media captured at {@code packetNanos} was taken. */
    void flowed(long packetNanos) {
        lastMediaNanos = Math.max(lastMediaNanos, clock.at(packetNanos));
        lastPacketNanos = Math.max(lastPacketNanos, packetNanos);
    }

    /** Packets in this direction may take the shortcut from now on; null if there is none. */
    void shortcut(boolean toEndpoint, MediaFlow flow, int rtpFile) {
        takeNotice();
        file = rtpFile;
        if (toEndpoint) {
            flowTo = flow;
        } else {
            flowFrom = flow;
        }
    }

    /** What was announced has changed: the next packets go the long way. */
    void dropFlows() {
        if (flowTo != null || flowFrom != null) {
            takeNotice();
            flowTo = null;
            flowFrom = null;
            shard.dropFlows(high, low, port);
        }
    }

    @Override
    public void onOrphan(OrphanMedia orphan, boolean toEndpoint) {
        ends.onOrphan(this, orphan, toEndpoint);
    }

    @Override
    public void onAnnouncedElsewhere(long packetNanos) {
        ends.onAnnouncedElsewhere(this, packetNanos);
    }

    @Override
    public void onAnnouncedBefore(BooleanSupplier kept) {
        if (others.isEmpty()) {
            others = new ArrayList<>(1);
        }
        if (others.size() < MOST_OTHERS) {
            others.add(kept);
        }
    }

    /** Stays here although another call announced the address at {@code packetNanos}. */
    void shared(long packetNanos) {
        sharedNanos = Math.min(sharedNanos, packetNanos);
    }

    /** False if no other call can have had the packets. */
    boolean mayBeShared() {
        return sharedNanos != Long.MAX_VALUE || !others.isEmpty();
    }

    /** True if another call has had some of the packets up to {@code lastNanos} as well; may wait for the answer. */
    boolean isShared(long lastNanos) {
        return sharedNanos <= lastNanos || others.stream().anyMatch(BooleanSupplier::getAsBoolean);
    }
}
