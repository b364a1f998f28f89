package org.karavox.signalling.sip.internal;

import java.time.Instant;
import java.util.Optional;
import org.karavox.call.CallEnd;
import org.karavox.call.CallRecord;
import org.karavox.call.CallRef;
import org.karavox.call.Endpoint;
import org.karavox.codec.sdp.SdpDescription;
import org.karavox.codec.sdp.SdpParser;
import org.karavox.codec.sip.SipMessage;
import org.karavox.codec.sip.SipMethod;
import org.karavox.packet.PacketCursor;
import org.karavox.signalling.Shard;
import org.karavox.storage.FileKind;

/**
 * All dialogs of one Call-ID: one call. Takes its messages in order of capture and keeps what the record says. When it
 * ends is decided by {@link Ending}, what its media does by {@link MediaEnds}.
 */
final class Call {

    private final CallRef ref;
    private final SdpParser sdpParser;
    private final Words words;
    private final PacketClock clock;
    private final Shard shard;
    private final int sipFile;
    private final MediaEnds media;
    private final Ending ending;
    private final Facts facts;

    /** The media half. */
    MediaEnds media() {
        return media;
    }

    // who with whom
    private final Hops hops = new Hops();
    private final String caller;
    private final String callerUri;
    private final String called;
    private final String calledUri;
    private String callerAgent = "";
    private String calledAgent = "";
    private long callerTag;
    private final boolean firstFromCaller;

    // what was seen
    private final long firstFrame;
    private final long startNanos;
    private long lastPacketNanos;
    private String firstRequest = "";
    private final LongSet seen = new LongSet();
    private int messages;
    private int retransmissions;
    private int invites;
    private final boolean beginningMissed;

    // the INVITE
    private long initialSequence;
    private boolean began; // false until the first INVITE has been taken
    private final LongSet reInvites = new LongSet();
    private final LongSet toTags = new LongSet();
    private int successStatus;
    private String successReason = "";
    private int lastFinalStatus;
    private String lastFinalReason = "";
    private int lastProvisionalStatus;
    private long progressNanos;
    private boolean progressed;
    private long answeredNanos;
    private boolean answered;

    // the end
    private Endpoint byeFrom;
    private long byeNanos;
    private boolean byeConfirmed;
    private boolean cancelled;

    Call(SipSettings settings, Shard shard, PacketClock clock, SdpParser sdpParser, Words words, SipMessage message,
            PacketCursor packet) {
        this.shard = shard;
        this.clock = clock;
        this.sdpParser = sdpParser;
        this.words = words;
        startNanos = packet.timestampNanos();
        lastPacketNanos = startNanos;
        firstFrame = packet.frameNumber();
        ref = MediaEnds.ref(message.callId(), startNanos, packet.sensorId() != 0 ? packet.sensorId() : settings.sensorId());
        media = new MediaEnds(shard, clock, ref, startNanos);
        ending = new Ending(settings, media, clock.at(startNanos));
        facts = new Facts(settings, words, message, packet);
        sipFile = shard.files().open(ref, FileKind.SIP);
        firstFromCaller = message.isRequest();
        callerTag = message.fromTag();
        began = !message.isRequest(); // else this very INVITE, whatever its tags say, is the first
        beginningMissed = !message.isRequest() || message.toTag() != 0;
        SipMessage.Named identity = settings.callerIn(message);
        caller = message.user(identity);
        callerUri = message.uri(identity);
        boolean byTarget = settings.calledByTarget() && message.isRequest();
        called = byTarget ? message.requestUser() : message.toUser();
        calledUri = byTarget ? message.requestUri() : message.toUri();
        initialSequence = message.sequence();
        hops.begin(packet, firstFromCaller);
    }

    // ---- messages

    void onMessage(SipMessage message, PacketCursor packet) {
        long packetNanos = packet.timestampNanos();
        long now = clock.at(packetNanos);
        shard.files().append(sipFile, packet);
        lastPacketNanos = Math.max(lastPacketNanos, packetNanos);
        messages++;
        media.signalled(now);
        SipMethod method = message.method();
        Party from = fromParty(message); // the party that From names sends the requests
        Party sender = message.isRequest() ? from : from.other();
        ending.signalled(now, (sender == Party.CALLER) == firstFromCaller);
        boolean repeated = !seen.add(identity(message, packet));
        if (repeated) {
            retransmissions++;
        }
        rememberAgent(message, sender);
        facts.message(message, packet, sender, repeated);
        if (message.isRequest()) {
            if (firstRequest.isEmpty()) {
                firstRequest = method == SipMethod.OTHER ? message.methodText() : method.name();
            }
            onRequest(method, message, packet, sender, now);
        } else {
            onResponse(method, message, packet, from, now);
        }
        if (!repeated && message.sdpLength() > 0 && method.carriesSession() && message.status() < 300) {
            onDescription(method, message, packetNanos, from, sender);
        }
        ending.counted(messages, invites);
    }

    /** Who wrote From: the caller, unless the tags say that it is the called party. */
    private Party fromParty(SipMessage message) {
        long from = message.fromTag();
        return from != callerTag && callerTag != 0 && message.toTag() == callerTag ? Party.CALLED : Party.CALLER;
    }

    private static long identity(SipMessage message, PacketCursor packet) {
        long id = Endpoints.pair(packet) * 31 + message.branch();
        id = id * 31 + message.sequence();
        id = id * 31 + message.method().ordinal();
        id = id * 1_009 + message.status();
        return id * 31 + message.toTag();
    }

    private void rememberAgent(SipMessage message, Party sender) {
        if (sender == Party.CALLER && callerAgent.isEmpty()) {
            callerAgent = words.agent(message);
        } else if (sender == Party.CALLED && calledAgent.isEmpty() && message.status() != 100) {
            calledAgent = words.agent(message);
        }
    }

    private void onRequest(SipMethod method, SipMessage message, PacketCursor packet, Party sender, long now) {
        switch (method) {
            case INVITE -> {
                invites++;
                boolean initial = message.toTag() == 0 || !began;
                facts.invites.invited(InviteTimes.ofRequest(packet, message.branch(), message.sequence()), packet.timestampNanos(),
                        !initial);
                if (initial) {
                    onInitialInvite(message, packet);
                } else {
                    reInvites.add(exchange(sender, message.sequence()));
                }
            }
            case CANCEL -> {
                cancelled = true;
                ending.branches.cancelled(message.branch());
                facts.last.cancelled(!ending.branches.anyOpen());
                if (!answered) {
                    ending.cancelled(now);
                }
            }
            case BYE -> {
                if (byeFrom == null) {
                    byeFrom = words.endpoint(packet.sourceHigh(), packet.sourceLow(), packet.sourcePort());
                    byeNanos = packet.timestampNanos();
                }
                ending.bye(sender == Party.CALLER ? message.toTag() : message.fromTag(), packet.timestampNanos(), now);
            }
            case INFO -> facts.info(message, packet, exchange(sender, message.sequence()));
            default -> {
                // nothing that changes the state of the call
            }
        }
    }

    private void onInitialInvite(SipMessage message, PacketCursor packet) {
        long sequence = message.sequence();
        boolean newRound = began && (sequence > initialSequence || message.fromTag() != callerTag);
        if (!began || newRound) {
            began = true;
            initialSequence = sequence;
            callerTag = message.fromTag();
            ending.newRound();
            facts.last.newRound();
        }
        if (sequence == initialSequence && ending.branches.invited(message.branch()) && !answered) {
            ending.newBranch();
        }
        if (sequence == initialSequence && !answered) {
            hops.invited(packet);
        }
    }

    private void onResponse(SipMethod method, SipMessage message, PacketCursor packet, Party requester, long now) {
        int status = message.status();
        switch (method) {
            case INVITE -> onInviteResponse(message, packet, requester, now);
            case BYE -> {
                if (status >= 200 && status < 300 && byeFrom != null) {
                    byeConfirmed = true;
                    facts.byeConfirmed(packet.timestampNanos());
                    ending.byeConfirmed(packet.timestampNanos(), now);
                }
            }
            case CANCEL -> {
                if (status >= 200 && status < 300 && !answered) {
                    ending.cancelConfirmed(packet.timestampNanos());
                }
            }
            case UPDATE, PRACK -> settle(exchange(requester, message.sequence()), status);
            default -> {
                // nothing that changes the state of the call
            }
        }
    }

    private void onInviteResponse(SipMessage message, PacketCursor packet, Party requester, long now) {
        int status = message.status();
        long exchange = exchange(requester, message.sequence());
        facts.invites.answered(InviteTimes.ofResponse(packet, message.branch(), message.sequence()), status, packet.timestampNanos());
        if (status > 100 && status < 300 && message.toTag() != 0) {
            toTags.add(message.toTag());
        }
        if (status < 200) {
            lastProvisionalStatus = status;
        } else {
            lastFinalStatus = status;
            lastFinalReason = words.phrase(message);
            if (status < 300 && successStatus == 0) {
                successStatus = status;
                successReason = lastFinalReason;
            }
        }
        boolean inDialog = requester == Party.CALLED || reInvites.contains(exchange)
                || answered && message.sequence() != initialSequence;
        if (inDialog) {
            settle(exchange, status);
            ending.reInviteAnswered(status, now);
            return;
        }
        if (message.sequence() >= initialSequence) { // else it is late and belongs to the round before
            facts.last.response(words.response(message));
        }
        if (status >= 180 && status < 190 && !progressed) {
            progressed = true;
            progressNanos = packet.timestampNanos();
        }
        if (status < 200) {
            if (status > 100) {
                ending.progress(status >= 180 && status < 190);
            }
        } else if (status < 300) {
            if (!answered) {
                answered = true;
                answeredNanos = packet.timestampNanos();
                media.answered(message.toTag(), answeredNanos);
            }
            ending.answered(message.branch(), message.toTag());
        } else if (message.sequence() == initialSequence) {
            ending.refused(status, message.branch(), packet.timestampNanos(), now);
        }
    }

    private void settle(long exchange, int status) {
        if (status >= 200 && status < 300) {
            media.accept(exchange);
        } else if (status >= 300) {
            media.refuse(exchange);
        }
    }

    private void onDescription(SipMethod method, SipMessage message, long packetNanos, Party from, Party sender) {
        SdpDescription description = sdpParser.parse(message.bytes(), message.sdpOffset(), message.sdpLength());
        for (int i = 0; i < description.media().size(); i++) {
            facts.described(description.media().get(i), message.isRequest());
        }
        long exchange = exchange(from, message.sequence());
        long tag = sender == from ? message.fromTag() : message.toTag();
        boolean inDialog = reInvites.contains(exchange);
        boolean offer = message.isRequest() && (method == SipMethod.INVITE && inDialog || method == SipMethod.UPDATE);
        if (offer || inDialog && message.status() > 0 && message.status() < 200) {
            media.offer(sender, tag, exchange, description, packetNanos);
        } else {
            media.announce(sender, tag, exchange, description, packetNanos);
            if (method == SipMethod.ACK && inDialog) {
                media.hold(sender, description, packetNanos); // the answer to an offer that came in the 200
            }
        }
    }

    /** One offer and its answers: who asked, and the number of the request. Never 0. */
    private static long exchange(Party requester, long sequence) {
        return (requester.ordinal() + 1L << 40) + sequence;
    }

    // ---- the end

    Ending ending() {
        return ending;
    }

    long callerTag() {
        return callerTag;
    }

    long initialSequence() {
        return initialSequence;
    }

    long firstFrame() {
        return firstFrame;
    }

    /**
     * Ends the call.
     *
     * @param cause what the timers say; {@link CallEnd#NOT_ANSWERED} = nothing special, the signalling decides
     * @param cutOff nothing says that the call was over
     */
    CallRecord finish(CallEnd cause, boolean cutOff) {
        shard.files().close(sipFile);
        var sessions = media.sessions(words);
        var streams = media.close();
        long end = Math.max(startNanos, Math.max(lastPacketNanos, media.lastPacketNanos()));
        boolean success = successStatus != 0;
        return new CallRecord(ref.callId(), ref.sensorId(), firstFrame, caller, callerUri, called, calledUri, hops.caller(words), hops.called(words),
                hops.proxies(words), callerAgent, calledAgent, firstRequest, instant(startNanos),
                progressed ? Optional.of(instant(progressNanos)) : Optional.empty(),
                answered ? Optional.of(instant(answeredNanos)) : Optional.empty(), instant(end),
                success ? successStatus : lastFinalStatus, lastFinalStatus != 0 ? lastFinalStatus : lastProvisionalStatus,
                success ? successReason : lastFinalReason, end(cause), Optional.ofNullable(byeFrom),
                byeFrom == null ? Optional.empty() : Optional.of(instant(byeNanos)), byeConfirmed, cancelled, messages,
                retransmissions, toTags.size(), media.holds().toString(), false, beginningMissed || cutOff, streams,
                facts.get(sessions));
    }

    private CallEnd end(CallEnd cause) {
        if (cause != CallEnd.NOT_ANSWERED) {
            return cause;
        }
        if (ending.isOneWay()) {
            return CallEnd.ONE_WAY;
        }
        if (byeFrom != null && !progressed && !answered) {
            return CallEnd.BYE_WITHOUT_ANSWER;
        }
        if (!answered) {
            return CallEnd.NOT_ANSWERED;
        }
        if (byeFrom == null) {
            return CallEnd.NO_BYE;
        }
        return byeConfirmed ? CallEnd.BYE_CONFIRMED : CallEnd.BYE_UNCONFIRMED;
    }

    static Instant instant(long nanos) {
        return Instant.ofEpochSecond(Math.floorDiv(nanos, 1_000_000_000L), Math.floorMod(nanos, 1_000_000_000L));
    }
}
