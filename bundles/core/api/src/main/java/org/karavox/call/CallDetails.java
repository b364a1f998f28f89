package org.karavox.call;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * What reports ask about the signalling of a call beyond its outcome. Every component has a value that says "not seen", see
 * {@link #NONE}.
 *
 * @param callerName display name of From, empty if none
 * @param byeConfirmed when the first 2xx to the BYE was seen
 * @param lastStatus status of the response that {@code cdr.lastSIPresponseNum} shows; 0 if there was none
 * @param lastResponse the same as text with its number, for example {@code 486 Busy Here}; empty if there was none
 * @param reasons Reason headers (RFC 3326), the last of each protocol
 * @param tryingMillis shortest time from an INVITE outside a dialog to its 100; -1 if there was none
 * @param responseMillis shortest time from an INVITE outside a dialog to its first response other than 100; -1 if there was none
 * @param inviteRepetitions how often the most repeated INVITE came again on one hop
 * @param ttl of the IP packets with signalling
 * @param vlan id of the innermost VLAN tag of the first packet; -1 if it had none
 * @param callerDscp six bits of the first packet of the caller, 0 if none was seen
 * @param calledDscp six bits of the first packet of the called party
 * @param responses distinct responses in the order of their first appearance, hops not told apart
 * @param history requests and responses that were no repetition, in order; at most 200
 * @param sessions media ends of the last SDP of each party
 * @param infoDigits digits in SIP INFO
 * @param digestUser user name of an Authorization or Proxy-Authorization header, empty if none
 * @param matchHeader value of the header that {@code matchheader} names, empty if none
 * @param geoPosition value of the GeoPosition header, empty if none
 * @param traits what else was seen
 */
public record CallDetails(String callerName, Optional<Instant> byeConfirmed, int lastStatus, String lastResponse,
        List<Reason> reasons, int tryingMillis, int responseMillis, int inviteRepetitions, Ttl ttl, int vlan, int callerDscp,
        int calledDscp, List<Response> responses, List<Event> history, List<SessionEnd> sessions, List<InfoDigit> infoDigits,
        String digestUser, String matchHeader, String geoPosition, Set<Trait> traits) {

    /** Sets by the bits of their members. */
    private static final AtomicReferenceArray<Set<Trait>> TRAITS = new AtomicReferenceArray<>(1 << Trait.values().length);

    /** Nothing seen. */
    public static final CallDetails NONE = new CallDetails("", Optional.empty(), 0, "", List.of(), -1, -1, 0, Ttl.NONE, -1, 0, 0,
            List.of(), List.of(), List.of(), List.of(), "", "", "", Set.of());

    /** Facts that are either so or not. */
    public enum Trait {
        /** Signalling over UDP. */
        UDP,
        /** Signalling over TCP. */
        TCP,
        /** Signalling over TLS. */
        TLS,
        /** An SDP announced audio. */
        SDP_AUDIO,
        /** An SDP announced video. */
        SDP_VIDEO,
        /** An SDP announced an image, T.38. */
        SDP_IMAGE,
        /** An SDP in a request announced telephone-event. */
        TELEPHONE_EVENT_OFFERED,
        /** An SDP in a response announced telephone-event. */
        TELEPHONE_EVENT_ANSWERED,
        /** A message came in IP fragments. */
        SIP_FRAGMENTED
    }

    /**
     * A Reason header.
     *
     * @param protocol {@code SIP}, {@code Q.850}, in capital letters
     * @param cause number, -1 if it had none
     * @param text without quotes, empty if none
     */
    public record Reason(String protocol, int cause, String text) {
        public Reason {
            requireNonNull(protocol, "protocol");
            requireNonNull(text, "text");
        }
    }

    /**
     * A response.
     *
     * @param text status and reason phrase, {@code 180 Ringing}
     */
    public record Response(int status, String text) {
        public Response {
            requireNonNull(text, "text");
        }
    }

    /**
     * A message in the course of the call.
     *
     * @param micros after the first packet of the call
     * @param request method, empty for a response
     * @param status of a response, 0 for a request
     * @param response status and reason phrase, empty for a request
     */
    public record Event(long micros, String request, int status, String response) {
        public Event {
            requireNonNull(request, "request");
            requireNonNull(response, "response");
        }
    }

    /**
     * Where a party wants its media.
     *
     * @param packetTimeMillis announced ptime, 0 if none
     */
    public record SessionEnd(Endpoint address, boolean caller, int packetTimeMillis) {
        public SessionEnd {
            requireNonNull(address, "address");
        }
    }

    /** A digit in a SIP INFO. */
    public record InfoDigit(Instant at, char symbol, Endpoint source, Endpoint destination) {
        public InfoDigit {
            requireNonNull(at, "at");
            requireNonNull(source, "source");
            requireNonNull(destination, "destination");
        }
    }

    public CallDetails {
        requireNonNull(callerName, "callerName");
        requireNonNull(byeConfirmed, "byeConfirmed");
        requireNonNull(lastResponse, "lastResponse");
        requireNonNull(ttl, "ttl");
        requireNonNull(digestUser, "digestUser");
        requireNonNull(matchHeader, "matchHeader");
        requireNonNull(geoPosition, "geoPosition");
        reasons = List.copyOf(reasons);
        responses = List.copyOf(responses);
        history = List.copyOf(history);
        sessions = List.copyOf(sessions);
        infoDigits = List.copyOf(infoDigits);
        traits = shared(traits);
    }

    /** The same few sets come with every call. */
    private static Set<Trait> shared(Set<Trait> traits) {
        int bits = 0;
        for (Trait trait : traits) {
            bits |= 1 << trait.ordinal();
        }
        Set<Trait> known = TRAITS.get(bits);
        if (known == null) {
            known = bits == 0 ? Set.of() : Collections.unmodifiableSet(EnumSet.copyOf(traits));
            TRAITS.set(bits, known);
        }
        return known;
    }

    /** The Reason header of that protocol. */
    public Optional<Reason> reason(String protocol) {
        return reasons.stream().filter(reason -> reason.protocol().equals(protocol)).findFirst();
    }
}
