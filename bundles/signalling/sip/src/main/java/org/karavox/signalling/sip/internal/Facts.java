package org.karavox.signalling.sip.internal;

import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.karavox.call.CallDetails;
import org.karavox.call.Endpoint;
import org.karavox.call.Ttl;
import org.karavox.codec.sdp.SdpMedia;
import org.karavox.codec.sip.SipMessage;
import org.karavox.codec.sip.SipMethod;
import org.karavox.codec.sip.SipReason;
import org.karavox.packet.PacketCursor;

/** What one call's messages say beside its outcome; none of it decides anything. */
final class Facts {

    private static final int MOST_EVENTS = 200;
    private static final int MOST_RESPONSES = 100;
    private static final int MOST_REASONS = 8;
    private static final int MOST_DIGITS = 256;
    private static final int LONGEST_TEXT = 255;
    private static final int UNSEEN = -1;
    private static final int TCP = 6;
    private static final CallDetails.Trait[] TRAITS = CallDetails.Trait.values();

    private final SipSettings settings;
    private final Words words;
    private final long startNanos;
    private final int vlan;
    private final String callerName;
    final LastResponse last;
    final InviteTimes invites;

    private final List<CallDetails.Response> responses = new ArrayList<>(4);
    private final List<CallDetails.Event> history = new ArrayList<>(8);
    /** Bits by {@link CallDetails.Trait#ordinal}. */
    private int traits;
    private Map<String, CallDetails.Reason> reasons = Map.of();
    private List<CallDetails.InfoDigit> digits = List.of();
    private LongSet infos;
    private String digestUser = "";
    private String matchHeader = "";
    private String geoPosition = "";
    private long byeConfirmedNanos;
    private int callerDscp = UNSEEN;
    private int calledDscp = UNSEEN;
    private int ttlMin = 255;
    private int ttlMax;
    private long ttlSum;
    private int packets;

    Facts(SipSettings settings, Words words, SipMessage first, PacketCursor packet) {
        this.settings = settings;
        this.words = words;
        startNanos = packet.timestampNanos();
        vlan = packet.vlan() == 0 ? -1 : packet.vlan();
        SipMessage.Named identity = settings.callerIn(first);
        String name = identity == SipMessage.Named.FROM ? "" : first.displayName(identity);
        callerName = name.isEmpty() ? first.displayName(SipMessage.Named.FROM) : name;
        last = new LastResponse(settings.keepFinalResponse());
        invites = new InviteTimes(settings.timesFromFirstInvite());
    }

    /**
     * Any message.
     *
     * @param repeated the same was seen on the same hop
     */
    void message(SipMessage message, PacketCursor packet, Party sender, boolean repeated) {
        hop(packet, sender);
        if (repeated) {
            return;
        }
        long micros = Math.max(0, packet.timestampNanos() - startNanos) / 1000;
        SipMethod method = message.method();
        if (message.isRequest()) {
            if (history.size() < MOST_EVENTS) {
                history.add(new CallDetails.Event(micros, method == SipMethod.OTHER ? cut(message.methodText()) : method.name(), 0, ""));
            }
            if (digestUser.isEmpty()) {
                digestUser = cut(message.digestUser());
            }
        } else {
            CallDetails.Response response = words.response(message);
            if (responses.size() < MOST_RESPONSES && !isKnown(response)) {
                responses.add(response);
            }
            if (history.size() < MOST_EVENTS) {
                history.add(new CallDetails.Event(micros, "", response.status(), response.text()));
            }
        }
        boolean tells = !message.isRequest() || settings.reasonOfByeAndCancel() && (method == SipMethod.BYE || method == SipMethod.CANCEL);
        if (tells && message.hasReasons()) {
            message.reasons().forEach(this::reason);
        }
        if (matchHeader.isEmpty() && !settings.matchHeader().isEmpty()) {
            matchHeader = message.header(settings.matchHeader());
        }
        if (geoPosition.isEmpty()) {
            geoPosition = cut(message.geoPosition());
        }
    }

    private boolean isKnown(CallDetails.Response response) {
        for (int i = 0; i < responses.size(); i++) {
            CallDetails.Response known = responses.get(i);
            if (known == response || known.status() == response.status() && known.text().equals(response.text())) {
                return true;
            }
        }
        return false;
    }

    private void hop(PacketCursor packet, Party sender) {
        int ttl = packet.timeToLive();
        ttlMin = Math.min(ttlMin, ttl);
        ttlMax = Math.max(ttlMax, ttl);
        ttlSum += ttl;
        packets++;
        if (sender == Party.CALLER && callerDscp == UNSEEN) {
            callerDscp = packet.trafficClass() >> 2;
        } else if (sender == Party.CALLED && calledDscp == UNSEEN) {
            calledDscp = packet.trafficClass() >> 2;
        }
        trait(packet.transport() == TCP ? CallDetails.Trait.TCP : CallDetails.Trait.UDP);
        if (packet.isRebuilt()) {
            trait(CallDetails.Trait.SIP_FRAGMENTED);
        }
    }

    private void trait(CallDetails.Trait trait) {
        traits |= 1 << trait.ordinal();
    }

    private Set<CallDetails.Trait> traits() {
        EnumSet<CallDetails.Trait> set = EnumSet.noneOf(CallDetails.Trait.class);
        for (CallDetails.Trait trait : TRAITS) {
            if ((traits & 1 << trait.ordinal()) != 0) {
                set.add(trait);
            }
        }
        return set;
    }

    private void reason(SipReason reason) {
        String protocol = cut(reason.protocol().toUpperCase(Locale.ROOT));
        if (reasons.isEmpty()) {
            reasons = new LinkedHashMap<>(2);
        }
        if (reasons.size() < MOST_REASONS || reasons.containsKey(protocol)) {
            reasons.put(protocol, new CallDetails.Reason(protocol, reason.cause(), cut(reason.text())));
        }
    }

    private static String cut(String text) {
        return text.length() > LONGEST_TEXT ? text.substring(0, LONGEST_TEXT) : text;
    }

    /** A media description in a request or a response. */
    void described(SdpMedia media, boolean inRequest) {
        if (media.port() == 0) {
            return;
        }
        switch (media.kind()) {
            case "audio" -> trait(CallDetails.Trait.SDP_AUDIO);
            case "video" -> trait(CallDetails.Trait.SDP_VIDEO);
            case "image" -> trait(CallDetails.Trait.SDP_IMAGE);
            default -> {
                // no trait of its own
            }
        }
        CallDetails.Trait events = inRequest ? CallDetails.Trait.TELEPHONE_EVENT_OFFERED : CallDetails.Trait.TELEPHONE_EVENT_ANSWERED;
        if ((traits & 1 << events.ordinal()) == 0 && media.hasEncoding("telephone-event")) {
            trait(events);
        }
    }

    /** An INFO; the same one on another hop is the same digit. */
    void info(SipMessage message, PacketCursor packet, long exchange) {
        char digit = InfoDigit.of(message);
        if (digit == InfoDigit.NONE || digits.size() >= MOST_DIGITS) {
            return;
        }
        if (infos == null) {
            infos = new LongSet();
            digits = new ArrayList<>(4);
        }
        if (infos.add(exchange)) {
            digits.add(new CallDetails.InfoDigit(Call.instant(packet.timestampNanos()), digit, Endpoints.source(packet),
                    Endpoints.destination(packet)));
        }
    }

    /** A 2xx to the BYE. */
    void byeConfirmed(long packetNanos) {
        if (byeConfirmedNanos == 0) {
            byeConfirmedNanos = packetNanos;
        }
    }

    CallDetails get(List<CallDetails.SessionEnd> sessions) {
        Ttl ttl = packets == 0 ? Ttl.NONE : words.ttl(ttlMin, ttlMax, ttlSum, packets);
        Optional<Instant> confirmed = byeConfirmedNanos == 0 ? Optional.empty() : Optional.of(Call.instant(byeConfirmedNanos));
        return new CallDetails(callerName, confirmed, last.get().status(), last.get().text(), List.copyOf(reasons.values()),
                invites.tryingMillis(), invites.responseMillis(), invites.mostRepetitions(), ttl, vlan, Math.max(0, callerDscp),
                Math.max(0, calledDscp), words.responses(responses), history, sessions, digits, digestUser, matchHeader, geoPosition, traits());
    }
}
