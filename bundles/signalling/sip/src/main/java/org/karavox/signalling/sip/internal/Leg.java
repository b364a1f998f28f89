package org.karavox.signalling.sip.internal;

import org.karavox.media.MediaFormats;
import org.karavox.media.OrphanMedia;
import org.karavox.packet.PacketCursor;
import org.karavox.signalling.MediaLeg;

/** One address on which one party of one call receives. There is one leg per call and address, whatever was announced there. */
final class Leg implements MediaLeg {

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
    /** Timer time of the last media packet, {@link MediaEnds#NO_MEDIA} before the first. */
    long lastMediaNanos = MediaEnds.NO_MEDIA;

    Leg(MediaEnds ends, Party owner, long high, long low, int port) {
        this.ends = ends;
        this.owner = owner;
        this.high = high;
        this.low = low;
        this.port = port;
    }

    boolean isAt(long otherHigh, long otherLow, int otherPort) {
        return port == otherPort && low == otherLow && high == otherHigh;
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

    @Override
    public void onMedia(PacketCursor payload, boolean toEndpoint) {
        ends.onPacket(this, payload, toEndpoint);
    }

    @Override
    public void onOrphan(OrphanMedia orphan, boolean toEndpoint) {
        ends.onOrphan(this, orphan, toEndpoint);
    }

    @Override
    public void onAnnouncedElsewhere(long packetNanos) {
        ends.onAnnouncedElsewhere(this, packetNanos);
    }
}
