package org.karavox.signalling.sip.internal;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.karavox.call.CallDetails;
import org.karavox.call.CallRef;
import org.karavox.call.StreamDetails;
import org.karavox.call.StreamRecord;
import org.karavox.codec.sdp.SdpAddress;
import org.karavox.codec.sdp.SdpCandidate;
import org.karavox.codec.sdp.SdpDescription;
import org.karavox.codec.sdp.SdpDirection;
import org.karavox.codec.sdp.SdpMedia;
import org.karavox.codec.text.Ascii;
import org.karavox.media.MediaSession;
import org.karavox.media.OrphanMedia;
import org.karavox.packet.PacketCursor;
import org.karavox.signalling.Shard;
import org.karavox.storage.CallFiles;
import org.karavox.storage.FileKind;

/**
 * The media half of one call: where its parties receive, what they announced, and the packets that come.
 *
 * <p>An <em>exchange</em> is one offer with its answers: the transaction that carries it. The same exchange is seen once
 * per hop, with other addresses where a relay is in between; all of them are valid. Addresses of an earlier exchange
 * that a later one does not repeat become stale: they are still served, but a newer call may have them.
 *
 * <p>An offer inside the dialog is tentative: its new addresses are expected at once, because media may arrive before
 * the answer is seen, but formats, T.38 and hold change only with the answer, and a refusal takes the addresses back.
 */
final class MediaEnds {

    /** No time at all. */
    static final long NO_MEDIA = Long.MIN_VALUE;

    private static final long FOREVER = Long.MAX_VALUE;
    private static final int MOST_LEGS = 256;
    private static final int MOST_MEDIA = 64;
    private static final int MOST_PENDING = 16;
    private static final int MOST_PORT_PAIRS = 8;
    private static final int MOST_SESSION_ENDS = 16;
    private static final Party[] PARTIES = Party.values();
    private static final int NOT_OPENED = -2;
    /** Beside the answers of {@link MediaSession#onPacket}: media, but no RTP. */
    private static final int UDPTL = -1;
    /** Media that old belongs to something that ended before this call. */
    private static final long OLDEST_ORPHAN_NANOS = 10_000_000_000L;
    /** A leg that had media loses its address to a newer call after this silence. */
    private static final long SILENCE_NANOS = 5_000_000_000L;

    private final Shard shard;
    private final PacketClock clock;
    private final CallRef ref;
    private final long startNanos;

    private final List<Leg> legs = new ArrayList<>(4);
    private final Formats[][] announced = new Formats[PARTIES.length][];
    private final List<Offer> pending = new ArrayList<>(0);
    private final List<OrphanMedia> adopted = new ArrayList<>(0);
    private final Holds holds = new Holds();
    /** What each party announced last, as far as it names an address. */
    private final SdpDescription[] current = new SdpDescription[PARTIES.length];

    private MediaSession session;
    private int rtpFile = NOT_OPENED;
    private long answeredNanos;
    private boolean ended;
    private long countedUntilNanos = FOREVER;
    /** Times of the last media of legs that are gone. */
    private long gonePacketNanos = NO_MEDIA;
    private long goneActivityNanos = NO_MEDIA;
    private long lastSignallingNanos;

    /** An offer inside the dialog that waits for its answer. */
    private record Offer(long exchange, Party party, long tag, SdpDescription description, long packetNanos) {
    }

    MediaEnds(Shard shard, PacketClock clock, CallRef ref, long startNanos) {
        this.shard = shard;
        this.clock = clock;
        this.ref = ref;
        this.startNanos = startNanos;
    }

    // ---- what signalling says

    /** Puts {@code description} into effect: an offer outside or an answer inside or outside the dialog. */
    void announce(Party party, long tag, long exchange, SdpDescription description, long packetNanos) {
        for (int i = 0; i < description.media().size() && i < MOST_MEDIA; i++) {
            SdpMedia media = description.media().get(i);
            if (isSomewhere(media)) {
                current[party.ordinal()] = description;
            }
            Formats formats = new Formats(media);
            if (media.port() != 0) {
                know(party, i, formats);
            }
            expect(party, tag, exchange, i, media, formats, false);
        }
        for (Leg leg : legs) {
            if (leg.owner == party && leg.exchange != exchange && !leg.tentative) {
                leg.stale = true;
            }
        }
    }

    /** An offer inside the dialog, which may be refused. */
    void offer(Party party, long tag, long exchange, SdpDescription description, long packetNanos) {
        if (pending.size() < MOST_PENDING) {
            pending.add(new Offer(exchange, party, tag, description, packetNanos));
        }
        for (int i = 0; i < description.media().size() && i < MOST_MEDIA; i++) {
            SdpMedia media = description.media().get(i);
            expect(party, tag, exchange, i, media, new Formats(media), true);
        }
    }

    /** The offers of {@code exchange} were accepted. */
    void accept(long exchange) {
        for (int i = 0; i < pending.size(); i++) {
            Offer offer = pending.get(i);
            if (offer.exchange == exchange) {
                pending.remove(i--);
                announce(offer.party, offer.tag, exchange, offer.description, offer.packetNanos);
                hold(offer.party, offer.description, offer.packetNanos);
            }
        }
    }

    /** The offers of {@code exchange} were refused: everything is as before. */
    void refuse(long exchange) {
        pending.removeIf(offer -> offer.exchange == exchange);
        for (int i = 0; i < legs.size(); i++) {
            Leg leg = legs.get(i);
            if (leg.tentative && leg.exchange == exchange) {
                forget(leg);
                goneActivityNanos = Math.max(goneActivityNanos, leg.lastMediaNanos());
                gonePacketNanos = Math.max(gonePacketNanos, leg.lastPacketNanos());
                legs.remove(i--);
            }
        }
    }

    /** The state of hold that {@code party} has set inside the dialog. */
    void hold(Party party, SdpDescription description, long packetNanos) {
        for (SdpMedia media : description.media()) {
            if (media.kind().equals("audio") && media.port() != 0) {
                boolean nowhere = media.address().kind() == SdpAddress.Kind.UNSPECIFIED;
                boolean silent = nowhere || media.direction() == SdpDirection.INACTIVE;
                holds.set(party, nowhere || media.direction().isHold(), silent,
                        Math.max(0, packetNanos - startNanos) / 1_000_000_000L);
                return;
            }
        }
    }

    /** The INVITE was answered with this To tag; media ends of other branches are no longer needed. */
    void answered(long tag, long packetNanos) {
        answeredNanos = packetNanos;
        if (session != null) {
            session.answered(packetNanos);
        }
        for (Leg leg : legs) {
            if (leg.owner == Party.CALLED && leg.tag != tag) {
                leg.stale = true;
            }
        }
    }

    /** Media captured behind this time is no longer counted, though still taken, so that it is nobody else's. */
    void countUntil(long packetNanos) {
        countedUntilNanos = Math.min(countedUntilNanos, packetNanos);
        dropFlows();
    }

    /** Every packet goes the long way until it has found its stream again. */
    void dropFlows() {
        for (Leg leg : legs) {
            leg.dropFlows();
        }
    }

    /** The call is over or about to be: newer calls may have its addresses. */
    void end() {
        ended = true;
    }

    /** The call goes on after all. */
    void resume() {
        ended = false;
        countedUntilNanos = FOREVER;
    }

    /** A message of the call was seen, timer time. */
    void signalled(long timerNanos) {
        lastSignallingNanos = timerNanos;
    }

    private static boolean isSomewhere(SdpMedia media) {
        return media.port() != 0 && media.address().isLiteral();
    }

    /** Where the parties said last that they want their media. */
    List<CallDetails.SessionEnd> sessions(Words words) {
        List<CallDetails.SessionEnd> sessions = new ArrayList<>(2);
        for (Party party : PARTIES) {
            SdpDescription description = current[party.ordinal()];
            for (int i = 0; description != null && i < description.media().size() && i < MOST_SESSION_ENDS; i++) {
                SdpMedia media = description.media().get(i);
                if (isSomewhere(media)) {
                    sessions.add(new CallDetails.SessionEnd(
                            words.mediaEndpoint(media.address().high(), media.address().low(), media.port()), party == Party.CALLER,
                            media.packetTimeMillis()));
                }
            }
        }
        return sessions;
    }

    private void know(Party party, int index, Formats formats) {
        Formats[] known = announced[party.ordinal()];
        if (known == null || known.length <= index) {
            known = known == null ? new Formats[index + 1] : Arrays.copyOf(known, index + 1);
            announced[party.ordinal()] = known;
        }
        known[index] = formats;
        for (Leg leg : legs) {
            if (leg.owner != party && leg.mediaIndex == index) {
                leg.peerFormats = formats;
                leg.dropFlows();
            }
        }
    }

    private Formats known(Party party, int index) {
        Formats[] known = announced[party.ordinal()];
        return known == null || index >= known.length || known[index] == null ? Formats.UNKNOWN : known[index];
    }

    private void expect(Party party, long tag, long exchange, int index, SdpMedia media, Formats formats, boolean tentative) {
        if (media.port() == 0 || !media.isDatagrams()) {
            return;
        }
        Announcement about = new Announcement(party, tag, exchange, index, formats, !media.isRtp(), tentative);
        SdpAddress address = media.address();
        if (address.isLiteral()) {
            int pairs = Math.min(media.portCount(), MOST_PORT_PAIRS);
            for (int i = 0; i < pairs && media.port() + 2 * i <= 0xFFFF; i++) {
                leg(about, address.high(), address.low(), media.port() + 2 * i, false);
                if (i > 0 && media.isRtp()) {
                    leg(about, address.high(), address.low(), media.port() + 2 * i + 1, true);
                }
            }
        }
        if (media.isRtp() && !media.rtcpMuxOnly()) {
            SdpAddress control = media.rtcpAddress().kind() == SdpAddress.Kind.ABSENT ? address : media.rtcpAddress();
            int controlPort = media.rtcpPort() != 0 ? media.rtcpPort() : media.port() + 1;
            if (control.isLiteral()) {
                leg(about, control.high(), control.low(), controlPort, true);
            }
        }
        for (SdpCandidate candidate : media.candidates()) {
            leg(about, candidate.high(), candidate.low(), candidate.port(), candidate.component() == 2);
        }
    }

    private record Announcement(Party party, long tag, long exchange, int index, Formats formats, boolean udptl,
            boolean tentative) {
    }

    private void leg(Announcement about, long high, long low, int port, boolean control) {
        if (port > 0xFFFF) {
            return;
        }
        Leg leg = find(high, low, port);
        if (leg == null) {
            if (legs.size() >= MOST_LEGS) {
                return;
            }
            leg = new Leg(this, about.party, high, low, port, clock, shard);
            leg.tentative = about.tentative;
            leg.exchange = about.exchange;
            leg.control = control;
            describe(leg, about);
            legs.add(leg);
        } else if (!about.tentative) {
            leg.tentative = false;
            if (leg.owner == about.party && (leg.control || !control || leg.exchange != about.exchange)) {
                leg.control = control;
                describe(leg, about);
            }
            leg.exchange = about.exchange;
            leg.stale = false;
        }
        leg.expected = true;
        shard.expectMedia(high, low, port, leg);
    }

    private void describe(Leg leg, Announcement about) {
        leg.mediaIndex = about.index;
        leg.formats = about.formats;
        leg.peerFormats = known(about.party.other(), about.index);
        leg.udptl = about.udptl;
        leg.tag = about.tag;
        leg.dropFlows();
    }

    private Leg find(long high, long low, int port) {
        for (Leg leg : legs) {
            if (leg.isAt(high, low, port)) {
                return leg;
            }
        }
        return null;
    }

    // ---- what comes

    void onPacket(Leg leg, PacketCursor payload, boolean toEndpoint) {
        long packetNanos = payload.timestampNanos();
        if (packetNanos > countedUntilNanos) {
            return;
        }
        int kind = leg.udptl ? UDPTL : session().onPacket(payload, leg.receiverFormats(toEndpoint), leg.senderFormats(toEndpoint),
                leg.direction(toEndpoint));
        if (kind != MediaSession.OTHER) {
            leg.flowed(packetNanos);
        }
        int file = rtpFile();
        if (kind == MediaSession.RTP && countedUntilNanos == FOREVER) {
            leg.shortcut(toEndpoint, session.flow(), file);
        }
        shard.files().append(file, payload);
    }

    void onOrphan(Leg leg, OrphanMedia orphan, boolean toEndpoint) {
        if (orphan.lastPacketNanos() < startNanos - OLDEST_ORPHAN_NANOS || orphan.lastPacketNanos() > countedUntilNanos
                || leg.udptl || adoptedAlready(orphan)) {
            return;
        }
        adopted.add(orphan);
        session().adopt(orphan, leg.receiverFormats(toEndpoint), leg.senderFormats(toEndpoint), leg.direction(toEndpoint));
        leg.flowed(orphan.lastPacketNanos());
        int file = rtpFile();
        if (file != CallFiles.NOT_KEPT) {
            orphan.replay(packet -> shard.files().append(file, packet));
        }
    }

    /** One flow matches the legs of both its ends; its past counts once. */
    private boolean adoptedAlready(OrphanMedia orphan) {
        for (OrphanMedia other : adopted) {
            if (other == orphan) {
                return true;
            }
        }
        return false;
    }

    void onAnnouncedElsewhere(Leg leg, long packetNanos) {
        long now = clock.at(packetNanos);
        boolean flows = leg.lastMediaNanos() != NO_MEDIA && now - leg.lastMediaNanos() < SILENCE_NANOS;
        boolean fresh = now - lastSignallingNanos < 2 * SILENCE_NANOS;
        if (ended || leg.stale || !flows && !fresh) {
            forget(leg);
        } else {
            leg.shared(packetNanos);
        }
    }

    private MediaSession session() {
        if (session == null) {
            session = shard.openMedia();
            if (answeredNanos != 0) {
                session.answered(answeredNanos);
            }
        }
        return session;
    }

    private int rtpFile() {
        if (rtpFile == NOT_OPENED) {
            rtpFile = shard.files().open(ref, FileKind.RTP);
        }
        return rtpFile;
    }

    private void forget(Leg leg) {
        if (leg.expected) {
            leg.expected = false;
            shard.forgetMedia(leg.high, leg.low, leg.port, leg);
        }
    }

    // ---- answers

    /** True once a media packet was seen. */
    boolean hasFlowed() {
        return lastActivityNanos() != NO_MEDIA;
    }

    /** Timer time of the last media packet, {@link #NO_MEDIA} if there was none. */
    long lastActivityNanos() {
        long last = goneActivityNanos;
        for (Leg leg : legs) {
            last = Math.max(last, leg.lastMediaNanos());
        }
        return last;
    }

    /** Capture time of the last media packet, {@link #NO_MEDIA} if there was none. */
    long lastPacketNanos() {
        long last = gonePacketNanos;
        for (Leg leg : legs) {
            last = Math.max(last, leg.lastPacketNanos());
        }
        return last;
    }

    Holds holds() {
        return holds;
    }

    /** Ends everything and answers the streams. */
    List<StreamRecord> close() {
        goneActivityNanos = lastActivityNanos();
        gonePacketNanos = lastPacketNanos();
        for (Leg leg : legs) {
            forget(leg);
        }
        if (rtpFile >= 0) {
            shard.files().close(rtpFile);
        }
        List<StreamRecord> streams = session == null ? List.of() : session.close();
        legs.removeIf(leg -> !leg.mayBeShared());
        if (!legs.isEmpty()) {
            streams = streams.stream().map(this::withSharing).toList();
            legs.clear();
        }
        return streams;
    }

    private StreamRecord withSharing(StreamRecord stream) {
        long last = TimeUnit.SECONDS.toNanos(stream.end().getEpochSecond()) + stream.end().getNano();
        boolean shared = legs.stream().anyMatch(leg -> (leg.isAt(stream.destination()) || leg.isAt(stream.source())) && leg.isShared(last));
        return shared ? stream.with(stream.details().with(StreamDetails.Trait.SHARED)) : stream;
    }

    /** Where the files of the call belong. */
    static CallRef ref(byte[] callId, long startNanos, int sensorId) {
        return new CallRef(Ascii.text(callId, 0, callId.length), Call.instant(startNanos), sensorId);
    }
}
