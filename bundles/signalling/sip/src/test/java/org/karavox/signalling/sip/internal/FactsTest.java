package org.karavox.signalling.sip.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.karavox.signalling.sip.internal.Dialog.audio;
import static org.karavox.signalling.sip.internal.Dialog.media;
import static org.karavox.signalling.sip.internal.Dialog.session;
import static org.karavox.signalling.sip.internal.Line.A;
import static org.karavox.signalling.sip.internal.Line.B;
import static org.karavox.signalling.sip.internal.Line.P;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.karavox.call.CallDetails;
import org.karavox.call.CallDetails.Reason;
import org.karavox.call.CallDetails.Trait;
import org.karavox.call.CallRecord;
import org.karavox.call.Endpoint;
import org.karavox.call.StreamDetails;
import org.karavox.call.Ttl;

/** What reports ask about a call beyond its outcome, from messages written by hand. */
class FactsTest {

    private static final String OFFER = audio("192.0.2.10", 4000, "ptime:30");
    private static final String ANSWER = audio("198.51.100.20", 5000, "ptime:20");

    private Line line = new Line();
    private final Dialog dialog = new Dialog();

    private static String with(String message, String header) {
        return message.replaceFirst("Max-Forwards", header.replace("\\", "\\\\").replace("$", "\\$") + "\r\nMax-Forwards");
    }

    private static String phrase(String response, String phrase) {
        return response.replaceFirst("Reason \\d+", phrase);
    }

    private CallDetails details() {
        return line.close().details();
    }

    private void connect() {
        line.sip(0, A, B, dialog.invite(1, OFFER));
        line.sip(0.02, B, A, dialog.answer(100, 1, "INVITE", ""));
        line.sip(0.5, B, A, phrase(dialog.answer(180, 1, "INVITE", ""), "Ringing"));
        line.sip(2, B, A, phrase(dialog.answer(200, 1, "INVITE", ANSWER), "OK"));
        line.sip(2.1, A, B, dialog.fromCaller("ACK", 1, ""));
    }

    // ---- who

    private String callerName(String from) {
        line = new Line();
        line.sip(0, A, B, dialog.invite(1, "").replace("From: <sip:1001@example.net>", "From: " + from + "<sip:1001@example.net>"));
        CallRecord call = line.close();
        assertEquals("1001", call.caller());
        return call.details().callerName();
    }

    @Test
    void theDisplayNameOfFromIsTheCallersName() {
        assertEquals("", callerName(""));
        assertEquals("Alice Smith", callerName("Alice Smith "));
        assertEquals("Smith, \"Al\" <x>", callerName("\"Smith, \\\"Al\\\" <x>\" "));
        assertEquals("Zo\u00eb \u4e2d\u6587", callerName("\"Zo\u00eb \u4e2d\u6587\" "));
    }

    @Test
    void identityHeadersDecideWhenTheyAreAskedFor() {
        String invite = with(with(with(dialog.invite(1, ""), "P-Asserted-Identity: \"Asserted\" <sip:2@a.example>"),
                "P-Preferred-Identity: <sip:3@p.example>"), "Remote-Party-ID: \"Remote\" <sip:4@r.example>;party=calling")
                .replace("From: <", "From: \"From\" <");
        assertEquals("1001 From", caller(invite));
        assertEquals("2 Asserted", caller(invite, "passertedidentity"));
        assertEquals("3 From", caller(invite, "ppreferredidentity"));
        assertEquals("4 Remote", caller(invite, "remotepartyid"));
        assertEquals("2 Asserted", caller(invite, "passertedidentity", "ppreferredidentity", "remotepartyid"));
        assertEquals("4 Remote", caller(invite, "passertedidentity", "remotepartyid", "remotepartypriority"));
        assertEquals("1001 ", caller(dialog.invite(1, ""), "passertedidentity", "ppreferredidentity", "remotepartyid"));
    }

    private String caller(String invite, String... keys) {
        line = new Line(settings -> List.of(keys).forEach(key -> settings.set(key, true)));
        line.sip(0, A, B, invite);
        CallRecord call = line.close();
        return call.caller() + " " + call.details().callerName();
    }

    @Test
    void theCalledNumberComesFromToOrRequestUri() {
        String invite = dialog.invite(1, "").replace("INVITE sip:2002@example.org", "INVITE sip:7000@gw.example:5070");
        line.sip(0, A, B, invite);
        assertEquals("2002 sip:2002@example.org", called());
        line = new Line(settings -> settings.set("destination_number_mode", 2));
        line.sip(0, A, B, invite);
        assertEquals("7000 sip:7000@gw.example:5070", called());
        line = new Line(settings -> settings.set("destination_number_mode", 2));
        line.sip(0, B, A, dialog.answer(403, 1, "INVITE", ""));
        assertEquals("2002 sip:2002@example.org", called()); // a response has no Request-URI
    }

    private String called() {
        CallRecord call = line.close();
        return call.called() + " " + call.calledUri();
    }

    @Test
    void recordsAndFilesBelongToTheSensor() {
        connect();
        CallRecord call = line.close();
        assertEquals(7, call.sensorId());
        assertEquals(Set.of(7), line.shard.files.sensors);
    }

    @Test
    void digestMatchHeaderAndPosition() {
        line = new Line(settings -> settings.set("matchheader", "X-Leg:"));
        line.sip(0, A, B, dialog.invite(1, ""));
        line.sip(0.1, B, A, dialog.answer(407, 1, "INVITE", ""));
        line.sip(0.2, A, B, with(with(with(dialog.branch("z9hG4bK-2").invite(2, ""),
                "Proxy-Authorization: Digest username=\"al\\\"ice\", realm=\"r\""), "x-leg:  abc "), "GeoPosition: 50.08,14.43"));
        CallDetails details = details();
        assertEquals("al\"ice", details.digestUser());
        assertEquals("abc", details.matchHeader());
        assertEquals("50.08,14.43", details.geoPosition());
    }

    @Test
    void nothingIsKnownOfASilentInvite() {
        line.sip(0, A, B, dialog.invite(1, ""));
        CallDetails expected = new CallDetails("", Optional.empty(), 0, "", List.of(), -1, -1, 0, new Ttl(64, 64, 640), -1, 0, 0,
                List.of(), List.of(new CallDetails.Event(0, "INVITE", 0, "")), List.of(), List.of(), "", "", "", Set.of(Trait.UDP));
        assertEquals(expected, details());
    }

    // ---- last response

    private String last(CallDetails details) {
        return details.lastStatus() + " | " + details.lastResponse();
    }

    @Test
    void theLastResponseToTheInviteStands() {
        line.sip(0, A, B, dialog.invite(1, ""));
        line.sip(0.1, B, A, phrase(dialog.answer(180, 1, "INVITE", ""), "Ringing"));
        line.sip(0.2, B, A, phrase(dialog.answer(486, 1, "INVITE", ""), "Busy Here"));
        assertEquals("486 | 486 Busy Here", last(details()));
    }

    @Test
    void aStatusLineWithoutPhraseIsItsNumber() {
        line.sip(0, A, B, dialog.invite(1, ""));
        line.sip(0.2, B, A, phrase(dialog.answer(404, 1, "INVITE", ""), ""));
        assertEquals("404 | 404", last(details()));
    }

    @Test
    void aLongStatusLineIsCut() {
        line.sip(0, A, B, dialog.invite(1, ""));
        line.sip(0.2, B, A, phrase(dialog.answer(404, 1, "INVITE", ""), "x".repeat(500)));
        assertEquals("404 " + "x".repeat(123), details().lastResponse());
    }

    @Test
    void otherTransactionsDoNotReplaceTheAnswer() {
        connect();
        line.sip(3, A, B, dialog.branch("z9hG4bK-r").fromCaller("INVITE", 2, OFFER));
        line.sip(3.1, B, A, dialog.answer(488, 2, "INVITE", ""));
        line.sip(4, A, B, dialog.branch("z9hG4bK-b").fromCaller("BYE", 3, ""));
        line.sip(4.1, B, A, dialog.answer(481, 3, "BYE", ""));
        assertEquals("200 | 200 OK", last(details()));
    }

    @Test
    void acknowledgedProvisionalResponsesAreNoAnswer() {
        line.sip(0, A, B, dialog.invite(1, ""));
        line.sip(0.1, B, A, phrase(dialog.answer(183, 1, "INVITE", ""), "Session Progress"));
        line.sip(0.2, A, B, dialog.branch("z9hG4bK-p").fromCaller("PRACK", 2, ""));
        line.sip(0.3, B, A, dialog.answer(200, 2, "PRACK", ""));
        assertEquals("183 | 183 Session Progress", last(details()));
    }

    @Test
    void aCancelCountsAs487() {
        line.sip(0, A, B, dialog.invite(1, ""));
        line.sip(0.1, B, A, dialog.answer(180, 1, "INVITE", ""));
        line.sip(1, A, B, dialog.cancel(1));
        line.sip(1.1, B, A, dialog.answer(200, 1, "CANCEL", ""));
        line.sip(1.2, B, A, phrase(dialog.answer(487, 1, "INVITE", ""), "Request Cancelled"));
        assertEquals("487 | 487 Request Terminated CANCEL", last(details()));
    }

    @Test
    void anAnswerThatCrossesTheCancelCounts() {
        line.sip(0, A, B, dialog.invite(1, ""));
        line.sip(1, A, B, dialog.cancel(1));
        line.sip(1.1, B, A, phrase(dialog.answer(200, 1, "INVITE", ""), "OK"));
        assertEquals("200 | 200 OK", last(details()));
    }

    @Test
    void cancellingTheOtherBranchesOfAForkChangesNothing() {
        line.sip(0, P, A, dialog.branch("z9hG4bK-1").invite(1, ""));
        line.sip(0, P, B, dialog.branch("z9hG4bK-2").invite(1, ""));
        line.sip(1, B, P, phrase(dialog.branch("z9hG4bK-2").answer(200, 1, "INVITE", ""), "OK"));
        line.sip(1.1, P, A, dialog.branch("z9hG4bK-1").cancel(1));
        line.sip(1.2, A, P, dialog.branch("z9hG4bK-1").toTag("tag-c").answer(487, 1, "INVITE", ""));
        assertEquals("200 | 200 OK", last(details()));
    }

    @Test
    void aBranchThatWasNotCancelledMaySpeakStill() {
        line.sip(0, P, A, dialog.branch("z9hG4bK-1").invite(1, ""));
        line.sip(0, P, B, dialog.branch("z9hG4bK-2").invite(1, ""));
        line.sip(1, P, A, dialog.branch("z9hG4bK-1").cancel(1));
        line.sip(1.2, A, P, dialog.branch("z9hG4bK-1").answer(487, 1, "INVITE", ""));
        line.sip(2, B, P, phrase(dialog.branch("z9hG4bK-2").answer(603, 1, "INVITE", ""), "Decline"));
        assertEquals("603 | 603 Decline", last(details()));
    }

    @Test
    void aFinalResponseIsKeptAgainstProvisionalOnesOfTheSameRound() {
        for (boolean keep : new boolean[] {true, false}) {
            line = new Line(settings -> settings.set("keep_final_last_sip_response", keep));
            line.sip(0, P, A, dialog.branch("z9hG4bK-1").invite(1, ""));
            line.sip(0, P, B, dialog.branch("z9hG4bK-2").invite(1, ""));
            line.sip(0.1, A, P, phrase(dialog.branch("z9hG4bK-1").answer(480, 1, "INVITE", ""), "Away"));
            line.sip(0.2, B, P, phrase(dialog.branch("z9hG4bK-2").answer(180, 1, "INVITE", ""), "Ringing"));
            assertEquals(keep ? "480 | 480 Away" : "180 | 180 Ringing", last(details()));
        }
    }

    @Test
    void theRoundAfterAChallengeBeginsAnew() {
        line.sip(0, A, B, dialog.invite(1, ""));
        line.sip(0.1, B, A, dialog.answer(407, 1, "INVITE", ""));
        line.sip(0.2, A, B, dialog.branch("z9hG4bK-2").invite(2, ""));
        line.sip(0.3, B, A, phrase(dialog.answer(180, 2, "INVITE", ""), "Ringing"));
        line.sip(0.4, B, A, dialog.branch("z9hG4bK-1").answer(407, 1, "INVITE", "")); // late
        assertEquals("180 | 180 Ringing", last(details()));
    }

    // ---- reasons

    @Test
    void reasonsOfByeCancelAndResponses() {
        connect();
        line.sip(3, A, B, with(with(dialog.branch("z9hG4bK-b").fromCaller("BYE", 3, ""),
                "Reason: q.850;cause=16;text=\"Normal \\\"call\\\" clearing\", SIP;cause=200;text=\"a, b; c\""), "Reason: X.1;text=plain"));
        line.sip(3.1, B, A, with(dialog.answer(200, 3, "BYE", ""), "Reason: SIP ;cause=580"));
        CallDetails details = details();
        assertEquals(List.of(new Reason("Q.850", 16, "Normal \"call\" clearing"), new Reason("SIP", 580, ""),
                new Reason("X.1", -1, "plain")), details.reasons());
        assertEquals(580, details.reason("SIP").orElseThrow().cause());
    }

    @Test
    void reasonsOfRequestsCanBeLeftOut() {
        line = new Line(settings -> settings.set("get_reason_from_bye_cancel", false));
        line.sip(0, A, B, with(dialog.invite(1, ""), "Reason: SIP;cause=302"));
        line.sip(1, A, B, with(dialog.cancel(1), "Reason: SIP;cause=200;text=\"Call completed elsewhere\""));
        line.sip(1.1, B, A, with(dialog.answer(487, 1, "INVITE", ""), "Reason: Q.850;cause=127"));
        assertEquals(List.of(new Reason("Q.850", 127, "")), details().reasons());
    }

    // ---- times and repetitions

    @Test
    void responseTimesAreTheShortestOfTheInvitesOutsideTheDialog() {
        connect(); // 20 ms to 100, 500 ms to 180
        line.sip(3, A, B, dialog.branch("z9hG4bK-r").fromCaller("INVITE", 2, OFFER));
        line.sip(3.001, B, A, dialog.answer(100, 2, "INVITE", ""));
        line.sip(3.002, B, A, dialog.answer(200, 2, "INVITE", ANSWER));
        CallDetails details = details();
        assertEquals(20, details.tryingMillis());
        assertEquals(500, details.responseMillis());
    }

    @Test
    void everyHopHasTransactionsOfItsOwn() {
        line.sip(0, A, P, dialog.branch("z9hG4bK-1").invite(1, ""));
        line.sip(0.0306, P, A, dialog.answer(100, 1, "INVITE", ""));
        line.sip(0.1, P, B, dialog.branch("z9hG4bK-2").invite(1, ""));
        line.sip(0.11, B, P, dialog.answer(100, 1, "INVITE", ""));
        line.sip(0.2, B, P, dialog.answer(180, 1, "INVITE", ""));
        line.sip(0.21, P, A, dialog.branch("z9hG4bK-1").answer(180, 1, "INVITE", ""));
        CallDetails details = details();
        assertEquals(10, details.tryingMillis());
        assertEquals(100, details.responseMillis());
    }

    @Test
    void responseTimesMayCountFromTheFirstInvite() {
        for (boolean first : new boolean[] {false, true}) {
            line = new Line(settings -> settings.set("response_time_from_first_invite", first));
            line.sip(0, A, B, dialog.branch("z9hG4bK-1").invite(1, ""));
            line.sip(0.4, B, A, dialog.answer(407, 1, "INVITE", ""));
            line.sip(0.5, A, B, dialog.branch("z9hG4bK-2").invite(2, ""));
            line.sip(0.6, B, A, dialog.answer(100, 2, "INVITE", ""));
            line.sip(0.7, B, A, dialog.answer(183, 2, "INVITE", ""));
            CallDetails details = details();
            assertEquals(first ? 600 : 100, details.tryingMillis());
            assertEquals(first ? 400 : 200, details.responseMillis());
        }
    }

    @Test
    void theMostRepeatedInviteCounts() {
        for (double second : new double[] {0, 0.5, 1.5}) {
            line.sip(second, A, P, dialog.branch("z9hG4bK-1").invite(1, ""));
        }
        line.sip(2, P, B, dialog.branch("z9hG4bK-2").invite(1, ""));
        line.sip(2.5, P, B, dialog.branch("z9hG4bK-2").invite(1, ""));
        assertEquals(2, details().inviteRepetitions());
    }

    @Test
    void theFirstConfirmationOfTheByeHasItsTime() {
        connect();
        line.sip(3, A, B, dialog.branch("z9hG4bK-b").fromCaller("BYE", 3, ""));
        line.sip(3.25, B, A, dialog.answer(200, 3, "BYE", ""));
        line.sip(3.75, B, A, dialog.answer(200, 3, "BYE", ""));
        assertEquals(Optional.of(at(3.25)), details().byeConfirmed());
    }

    private static Instant at(double second) {
        return Instant.ofEpochSecond(0, Line.START_NANOS).plus(Duration.ofNanos(Math.round(second * 1e9)));
    }

    // ---- headers below

    @Test
    void ttlVlanAndServiceClass() {
        line.headers(63, 26, 42, false).sip(0, A, B, dialog.invite(1, ""));
        line.headers(61, 46, 43, false).sip(0.1, B, A, dialog.answer(100, 1, "INVITE", ""));
        line.headers(61, 10, 42, false).sip(0.2, B, A, dialog.answer(180, 1, "INVITE", ""));
        CallDetails details = details();
        assertEquals(new Ttl(61, 63, 617), details.ttl());
        assertEquals(42, details.vlan());
        assertEquals(26, details.callerDscp());
        assertEquals(46, details.calledDscp());
        assertEquals(Set.of(Trait.UDP), details.traits());
    }

    @Test
    void aMessageInFragmentsIsSaid() {
        line.sip(0, A, B, dialog.invite(1, ""));
        line.headers(64, 0, 0, true).sip(0.1, B, A, dialog.answer(180, 1, "INVITE", ""));
        assertEquals(EnumSet.of(Trait.UDP, Trait.SIP_FRAGMENTED), details().traits());
    }

    // ---- what was said

    @Test
    void responsesOnceAndHistoryWithoutRepetitions() {
        line.sip(0, A, P, dialog.branch("z9hG4bK-1").invite(1, ""));
        line.sip(0.1, A, P, dialog.branch("z9hG4bK-1").invite(1, ""));
        line.sip(0.2, P, B, dialog.branch("z9hG4bK-2").invite(1, ""));
        line.sip(0.3, B, P, phrase(dialog.branch("z9hG4bK-2").answer(180, 1, "INVITE", ""), "Ringing"));
        line.sip(0.4, P, A, phrase(dialog.branch("z9hG4bK-1").answer(180, 1, "INVITE", ""), "Ringing"));
        line.sip(0.5, P, A, phrase(dialog.branch("z9hG4bK-1").answer(180, 1, "INVITE", ""), "Ringing"));
        line.sip(0.6, B, P, phrase(dialog.branch("z9hG4bK-2").answer(404, 1, "INVITE", ""), "Nobody"));
        line.sip(0.7, B, P, phrase(dialog.branch("z9hG4bK-2").toTag("tag-x").answer(404, 1, "INVITE", ""), "Gone"));
        CallDetails details = details();
        assertEquals(List.of("180 Ringing", "404 Nobody", "404 Gone"), details.responses().stream().map(CallDetails.Response::text).toList());
        assertEquals(List.of(new CallDetails.Event(0, "INVITE", 0, ""), new CallDetails.Event(200_000, "INVITE", 0, ""),
                new CallDetails.Event(300_000, "", 180, "180 Ringing"), new CallDetails.Event(400_000, "", 180, "180 Ringing"),
                new CallDetails.Event(600_000, "", 404, "404 Nobody"), new CallDetails.Event(700_000, "", 404, "404 Gone")),
                details.history());
    }

    @Test
    void historyEndsAt200() {
        connect();
        for (int i = 0; i < 300; i++) {
            line.sip(3, A, B, dialog.branch("z9hG4bK-o" + i).fromCaller(i == 0 ? "QUIET" : "OPTIONS", 10 + i, ""));
        }
        List<CallDetails.Event> history = details().history();
        assertEquals(200, history.size());
        assertEquals("QUIET", history.get(5).request());
    }

    @Test
    void sessionsAreTheLastThatWereAccepted() {
        connect();
        line.sip(3, A, B, dialog.branch("z9hG4bK-r").fromCaller("INVITE", 2, audio("192.0.2.11", 4444) + media("video", 4446, "RTP/AVP 96")));
        assertEquals(List.of(end("192.0.2.10:4000", true, 30), end("198.51.100.20:5000", false, 20)), sessionsSoFar());
        line.sip(3.1, B, A, dialog.answer(200, 2, "INVITE", audio("0.0.0.0", 5000)));
        assertEquals(List.of(end("192.0.2.11:4444", true, 0), end("192.0.2.11:4446", true, 0), end("198.51.100.20:5000", false, 20)),
                details().sessions());
    }

    @Test
    void aRefusedOfferIsNoSession() {
        connect();
        line.sip(3, A, B, dialog.branch("z9hG4bK-r").fromCaller("INVITE", 2, audio("192.0.2.11", 4444)));
        line.sip(3.1, B, A, dialog.answer(488, 2, "INVITE", ""));
        assertEquals(List.of(end("192.0.2.10:4000", true, 30), end("198.51.100.20:5000", false, 20)), details().sessions());
    }

    /** Of a second line that saw the same so far. */
    private List<CallDetails.SessionEnd> sessionsSoFar() {
        Line twin = new Line();
        Dialog same = new Dialog();
        twin.sip(0, A, B, same.invite(1, OFFER));
        twin.sip(2, B, A, same.answer(200, 1, "INVITE", ANSWER));
        twin.sip(3, A, B, same.branch("z9hG4bK-r").fromCaller("INVITE", 2, audio("192.0.2.11", 4444)));
        return twin.close().details().sessions();
    }

    private static CallDetails.SessionEnd end(String endpoint, boolean caller, int packetTime) {
        int colon = endpoint.lastIndexOf(':');
        return new CallDetails.SessionEnd(new Endpoint(endpoint.substring(0, colon), Integer.parseInt(endpoint.substring(colon + 1))),
                caller, packetTime);
    }

    @Test
    void descriptionsLeaveTheirTraits() {
        line.sip(0, A, B, dialog.invite(1, OFFER));
        assertEquals(EnumSet.of(Trait.UDP, Trait.SDP_AUDIO, Trait.TELEPHONE_EVENT_OFFERED), details().traits());
        line = new Line();
        line.sip(0, A, B, dialog.invite(1, session("192.0.2.10") + media("audio", 0, "RTP/AVP 0", "rtpmap:101 telephone-event/8000")
                + media("video", 4002, "RTP/AVP 96")));
        line.sip(0.1, B, A, dialog.answer(200, 1, "INVITE", session("198.51.100.20") + media("image", 5000, "udptl t38")
                + media("audio", 5002, "RTP/AVP 0", "rtpmap:96 TELEPHONE-EVENT/8000")));
        assertEquals(EnumSet.of(Trait.UDP, Trait.SDP_VIDEO, Trait.SDP_IMAGE, Trait.SDP_AUDIO, Trait.TELEPHONE_EVENT_ANSWERED),
                details().traits());
    }

    // ---- shared addresses

    /** Which streams of the calls are shared: {@code address shared} or {@code address}, call by call. */
    private List<List<String>> sharing() {
        line.correlator.close();
        return line.shard.records.stream().sorted(Comparator.comparing(CallRecord::firstFrame)).map(call -> call.streams().stream()
                .map(stream -> stream.destination().port() + (stream.details().traits().contains(StreamDetails.Trait.SHARED) ? " shared" : ""))
                .toList()).toList();
    }

    @Test
    void streamsOfAnAddressThatSeveralCallsKeepAreShared() {
        connect();
        line.rtp(2.2, "192.0.2.10:4000", "198.51.100.20:5000", 3);
        line.sip(2.3, A, P, new Dialog("other").invite(1, audio("192.0.2.99", 4000)));
        line.sip(2.4, P, A, new Dialog("other").answer(200, 1, "INVITE", audio("198.51.100.20", 5000)));
        line.rtp(2.5, "192.0.2.10:4000", "198.51.100.20:5000", 3);
        line.rtp(2.5, "198.51.100.20:5002", "192.0.2.10:4000", 3);
        assertEquals(List.of(List.of("5000 shared", "4000"), List.of("5000 shared")), sharing());
    }

    @Test
    void whatEndedBeforeTheOtherCallCameIsNotShared() {
        connect();
        line.rtp(2.2, "192.0.2.10:4000", "198.51.100.20:5000", 3);
        line.sip(2.3, A, P, new Dialog("other").invite(1, audio("198.51.100.20", 5000)));
        line.rtp(2.4, "192.0.2.77:4000", "198.51.100.20:5000", 3);
        assertEquals(List.of(List.of("5000", "5000 shared"), List.of("5000 shared")), sharing());
    }

    @Test
    void anAddressUsedAgainAfterTheEndIsNotShared() {
        connect();
        line.rtp(2.2, "192.0.2.10:4000", "198.51.100.20:5000", 3);
        line.sip(3, A, B, dialog.branch("z9hG4bK-b").fromCaller("BYE", 3, ""));
        line.sip(3.1, B, A, dialog.answer(200, 3, "BYE", ""));
        line.sip(4, A, P, new Dialog("other").invite(1, audio("198.51.100.20", 5000)));
        line.rtp(4.1, "192.0.2.10:4000", "198.51.100.20:5000", 3);
        assertEquals(List.of(List.of("5000"), List.of("5000")), sharing());
    }

    // ---- digits

    private String info(int sequence, String type, String body) {
        return dialog.branch("z9hG4bK-i" + sequence).fromCaller("INFO", sequence, body).replace("application/sdp", type);
    }

    @Test
    void digitsInInfo() {
        connect();
        line.sip(3, A, P, info(11, "application/dtmf-relay", "Signal=5\r\nDuration=160\r\n"));
        line.sip(3.1, P, B, info(11, "application/dtmf-relay", "Signal=5\r\nDuration=160\r\n")); // next hop
        line.sip(3.2, A, P, info(11, "application/dtmf-relay", "Signal=5\r\nDuration=160\r\n")); // again
        line.sip(3.3, A, P, info(12, "application/dtmf-relay", "Duration=160\r\nsignal = #"));
        line.sip(3.4, A, P, info(13, "application/dtmf", "*\r\n"));
        line.sip(3.5, A, P, info(14, "Application/DTMF-Relay;charset=x", "Signal= 10\r\n"));
        line.sip(3.6, A, P, info(15, "application/dtmf-relay", "Signal=d\r\n"));
        line.sip(3.7, A, P, info(16, "application/dtmf-relay", "Signal=x\r\n"));
        line.sip(3.8, A, P, info(17, "application/dtmf-relay", "Signal=99\r\n"));
        line.sip(3.9, A, P, info(18, "application/media_control+xml", "Signal=1\r\n"));
        line.sip(4, A, P, info(19, "application/dtmf-relay", "5"));
        line.sip(4, A, P, info(20, "application/dtmf", ""));
        List<CallDetails.InfoDigit> digits = details().infoDigits();
        StringBuilder symbols = new StringBuilder();
        digits.forEach(digit -> symbols.append(digit.symbol()));
        assertEquals("5#**D", symbols.toString());
        assertEquals(new CallDetails.InfoDigit(at(3), '5', new Endpoint("192.0.2.10", 5060), new Endpoint("203.0.113.5", 5060)), digits.get(0));
    }

    @Test
    void whoeverSendsEverNewThingsCostsNoMemory() {
        connect();
        for (int i = 0; i < 2_000; i++) {
            line.sip(3, A, B, with(info(100 + i, "application/dtmf", "1"), "Subject: s"));
            line.sip(3, B, A, with(phrase(dialog.answer(500, 100 + i, "INFO", ""), "No " + i), "Reason: P" + i + ";cause=1"));
        }
        CallDetails details = details();
        assertEquals(256, details.infoDigits().size());
        assertEquals(100, details.responses().size());
        assertEquals(8, details.reasons().size());
        assertFalse(details.responses().contains(new CallDetails.Response(500, "500 No 1999")));
        assertTrue(details.responses().contains(new CallDetails.Response(500, "500 No 0")));
    }
}
