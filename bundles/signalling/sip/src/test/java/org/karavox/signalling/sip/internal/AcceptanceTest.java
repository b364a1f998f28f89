package org.karavox.signalling.sip.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.karavox.signalling.sip.internal.Dialog.audio;
import static org.karavox.signalling.sip.internal.Dialog.fax;
import static org.karavox.signalling.sip.internal.Line.A;
import static org.karavox.signalling.sip.internal.Line.B;
import static org.karavox.signalling.sip.internal.Line.P;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.karavox.call.CallEnd;
import org.karavox.call.CallRecord;
import org.karavox.call.Endpoint;
import org.karavox.media.MediaFormats;

/** The acceptance scenarios of correlation that concern SIP over UDP, by their numbers. */
class AcceptanceTest {

    private static final String MEDIA_A = "192.0.2.10:4000";
    private static final String MEDIA_B = "198.51.100.20:5000";
    private static final String OFFER = audio("192.0.2.10", 4000);
    private static final String ANSWER = audio("198.51.100.20", 5000);

    private final Line line = new Line();
    private final Dialog dialog = new Dialog();

    /** INVITE 0 s, 180 at 1 s, 200 at 3 s, ACK. */
    private void connect() {
        line.sip(0, A, B, dialog.invite(1, OFFER));
        line.sip(0.1, B, A, dialog.answer(100, 1, "INVITE", ""));
        line.sip(1, B, A, dialog.answer(180, 1, "INVITE", ""));
        line.sip(3, B, A, dialog.answer(200, 1, "INVITE", ANSWER));
        line.sip(3.1, A, B, dialog.fromCaller("ACK", 1, ""));
    }

    private void hangUp(double second) {
        line.sip(second, A, B, dialog.branch("z9hG4bK-bye").fromCaller("BYE", 9, ""));
        line.sip(second + 0.1, B, A, dialog.answer(200, 9, "BYE", ""));
    }

    private CallRecord record(double until) {
        line.until(until);
        return line.record();
    }

    /** As in a capture whose time stamps are wild: the engine does not follow them, so the call must not time out. */
    @Test
    void messagesWithTimesYearsAheadStayInTheirCall() {
        line.until(0.1);
        line.sip(0.1, A, B, dialog.invite(1, OFFER));
        line.sipAtWildTime(2e8, B, A, dialog.answer(200, 1, "INVITE", ANSWER));
        line.sipAtWildTime(9e8, A, B, dialog.fromCaller("ACK", 1, ""));
        line.sipAtWildTime(2e9, A, B, dialog.branch("z9hG4bK-bye").fromCaller("BYE", 9, ""));
        line.correlator.close();
        CallRecord call = line.record();
        assertEquals(200, call.finalStatus());
        assertTrue(call.byeSeen());
        assertEquals(4, call.messages());
    }

    @Test
    void scenario1AnsweredCall() {
        connect();
        line.rtp(3.2, MEDIA_A, MEDIA_B, 50);
        line.rtp(3.2, MEDIA_B, MEDIA_A, 40);
        hangUp(10);
        line.until(15);
        assertEquals(List.of(), line.shard.records, "5 s behind the last message");
        CallRecord call = record(15.2);
        assertEquals(CallEnd.BYE_CONFIRMED, call.bye());
        assertEquals(200, call.finalStatus());
        assertEquals("Reason 200", call.finalReason());
        assertEquals(Optional.of(Duration.ofMillis(7_100)), call.connectDuration());
        assertEquals(Duration.ofMillis(10_100), call.duration());
        assertEquals(List.of("1001", "2002"), List.of(call.caller(), call.called()));
        assertEquals("sip:1001@example.net", call.callerUri());
        assertEquals(Optional.of(new Endpoint("192.0.2.10", 5060)), call.byeFrom());
        assertEquals(7, call.messages());
        assertEquals(1, call.toTags());
        assertEquals(0, call.retransmissions());
        assertEquals("INVITE", call.firstRequest());
        assertFalse(call.incomplete());
        assertEquals(Map.of(MEDIA_A + ">" + MEDIA_B + " caller", 50, MEDIA_B + ">" + MEDIA_A + " called", 40), line.media().flows);
        assertTrue(line.media().closed);
        assertEquals(Map.of("SIP " + dialog.callId, 7, "RTP " + dialog.callId, 90), line.shard.files.packets);
        assertEquals(Map.of(), line.shard.files.open);
        assertEquals(Map.of(), line.shard.legs);
    }

    @Test
    void scenario2CancelledCall() {
        line.sip(0, A, B, dialog.invite(1, OFFER));
        line.sip(1, B, A, dialog.answer(180, 1, "INVITE", ""));
        line.sip(5, A, B, dialog.cancel(1));
        line.sip(5.1, B, A, dialog.answer(200, 1, "CANCEL", ""));
        line.sip(5.2, B, A, dialog.answer(487, 1, "INVITE", ""));
        line.sip(5.3, A, B, dialog.fromCaller("ACK", 1, ""));
        CallRecord call = record(21);
        assertEquals(CallEnd.NOT_ANSWERED, call.bye());
        assertEquals(487, call.finalStatus());
        assertTrue(call.cancelled());
        assertEquals(Optional.empty(), call.answered());
    }

    @Test
    void scenario3AuthenticatedCallIsOneCall() {
        line.sip(0, A, B, dialog.invite(1, OFFER));
        line.sip(0.1, B, A, dialog.answer(401, 1, "INVITE", ""));
        line.sip(0.2, A, B, dialog.fromCaller("ACK", 1, ""));
        line.sip(0.3, A, B, dialog.branch("z9hG4bK-2").invite(2, OFFER));
        line.sip(20, B, A, dialog.answer(200, 2, "INVITE", ANSWER));
        line.sip(20.1, A, B, dialog.fromCaller("ACK", 2, ""));
        hangUp(30);
        CallRecord call = record(40);
        assertEquals(CallEnd.BYE_CONFIRMED, call.bye());
        assertEquals(200, call.finalStatus());
        assertEquals(Duration.ofMillis(30_100), call.duration());
    }

    @Test
    void scenario3UnansweredChallengeEndsAfterAMinute() {
        line.sip(0, A, B, dialog.invite(1, OFFER));
        line.sip(0.1, B, A, dialog.answer(407, 1, "INVITE", ""));
        line.until(60);
        assertEquals(List.of(), line.shard.records);
        assertEquals(407, record(61).finalStatus());
    }

    @Test
    void scenario4BusyCallEndsFiveSecondsLater() {
        line.sip(0, A, B, dialog.invite(1, OFFER));
        line.sip(2, B, A, dialog.answer(486, 1, "INVITE", ""));
        line.until(6.9);
        assertEquals(List.of(), line.shard.records);
        CallRecord call = record(7.1);
        assertEquals(486, call.finalStatus());
        assertEquals(CallEnd.NOT_ANSWERED, call.bye());
    }

    @Test
    void scenario5RedirectedCallIsTwoCalls() {
        line.sip(0, A, B, dialog.invite(1, OFFER));
        line.sip(0.1, B, A, dialog.answer(302, 1, "INVITE", ""));
        Dialog second = new Dialog("second@192.0.2.10");
        line.sip(0.3, A, P, second.invite(1, OFFER));
        line.sip(0.4, P, A, second.answer(404, 1, "INVITE", ""));
        line.until(10);
        assertEquals(List.of(302, 404), line.shard.records.stream().map(CallRecord::finalStatus).toList());
    }

    @Test
    void scenario6SeveralHopsAreOneCall() {
        line.sip(0, A, P, dialog.invite(1, OFFER));
        line.sip(0.01, P, B, dialog.branch("z9hG4bK-p").invite(1, OFFER));
        line.sip(1, B, P, dialog.answer(200, 1, "INVITE", ANSWER));
        line.sip(1.01, P, A, dialog.branch("z9hG4bK-1").answer(200, 1, "INVITE", ANSWER));
        line.rtp(1.2, MEDIA_A, MEDIA_B, 10);
        CallRecord call = line.close();
        assertEquals(new Endpoint("192.0.2.10", 5060), call.callerAddress());
        assertEquals(new Endpoint("198.51.100.20", 5060), call.calledAddress());
        assertEquals(List.of(new Endpoint("203.0.113.5", 5060)), call.proxies());
        assertEquals(0, call.retransmissions());
        assertEquals(Map.of(MEDIA_A + ">" + MEDIA_B + " caller", 10), line.media().flows);
    }

    @Test
    void scenario7ForkedEarlyMediaBelongsToTheCall() {
        line.sip(0, A, P, dialog.invite(1, OFFER));
        line.sip(1, P, A, dialog.toTag("tag-1").answer(183, 1, "INVITE", audio("198.51.100.21", 6000)));
        line.sip(2, P, A, dialog.toTag("tag-2").answer(183, 1, "INVITE", audio("198.51.100.22", 7000)));
        line.rtp(2.1, "198.51.100.21:6000", MEDIA_A, 5);
        line.sip(3, P, A, dialog.answer(200, 1, "INVITE", audio("198.51.100.22", 7000)));
        line.rtp(3.1, "198.51.100.22:7000", MEDIA_A, 9);
        CallRecord call = line.close();
        assertEquals(2, call.toTags());
        assertEquals(Map.of("198.51.100.21:6000>" + MEDIA_A + " called", 5, "198.51.100.22:7000>" + MEDIA_A + " called", 9),
                line.media().flows);
    }

    @Test
    void scenario8LateOffer() {
        line.sip(0, A, B, dialog.invite(1, ""));
        line.sip(1, B, A, dialog.answer(200, 1, "INVITE", ANSWER));
        line.sip(1.1, A, B, dialog.fromCaller("ACK", 1, OFFER));
        line.rtp(1.2, "192.0.2.10:4444", MEDIA_B, 3);
        line.rtp(1.2, "198.51.100.20:5555", MEDIA_A, 4);
        assertEquals(Map.of("192.0.2.10:4444>" + MEDIA_B + " caller", 3, "198.51.100.20:5555>" + MEDIA_A + " called", 4),
                line.media().flows);
    }

    @Test
    void scenario9EarlyMediaFlowsBeforeTheAnswer() {
        line.sip(0, A, B, dialog.invite(1, OFFER));
        line.sip(0.5, B, A, dialog.answer(183, 1, "INVITE", ANSWER));
        line.rtp(0.6, MEDIA_B, MEDIA_A, 500);
        assertEquals(0, line.media().answeredNanos);
        line.sip(11, B, A, dialog.answer(200, 1, "INVITE", ANSWER));
        line.rtp(11, MEDIA_B, MEDIA_A, 10);
        assertEquals(Map.of(MEDIA_B + ">" + MEDIA_A + " called", 510), line.media().flows);
        assertEquals(Line.START_NANOS + 11_000_000_000L, line.media().answeredNanos);
        assertEquals(Optional.of(Line.START_NANOS / 1_000_000_000L), line.close().progress().map(at -> at.getEpochSecond()));
    }

    @Test
    void scenario10HoldAndResume() {
        connect();
        line.sip(12, A, B, dialog.branch("z9hG4bK-h").fromCaller("INVITE", 2, audio("192.0.2.10", 4000, "sendonly")));
        line.sip(12.1, B, A, dialog.answer(200, 2, "INVITE", audio("198.51.100.20", 5000, "recvonly")));
        line.sip(30, A, B, dialog.branch("z9hG4bK-r").fromCaller("INVITE", 3, audio("192.0.2.10", 4000, "sendrecv")));
        line.sip(30.1, B, A, dialog.answer(200, 3, "INVITE", ANSWER));
        hangUp(40);
        CallRecord call = record(46);
        assertEquals("+12,-30", call.hold());
        assertEquals(CallEnd.BYE_CONFIRMED, call.bye());
        assertEquals(Optional.of(Duration.ofMillis(37_100)), call.connectDuration());
    }

    @Test
    void scenario10OldStyleHoldKeepsTheMediaEnd() {
        connect();
        line.sip(12, B, A, dialog.branch("z9hG4bK-h").fromCalled("INVITE", 1, audio("0.0.0.0", 5000)));
        line.sip(12.1, A, B, dialog.answerOfCaller(200, 1, "INVITE", OFFER));
        line.rtp(13, MEDIA_A, MEDIA_B, 2);
        CallRecord call = line.close();
        assertEquals("+12", call.hold());
        assertEquals(Map.of(MEDIA_A + ">" + MEDIA_B + " caller", 2), line.media().flows);
    }

    @Test
    void scenario11MovedMediaKeepsOldAndNewEnds() {
        connect();
        line.rtp(4, MEDIA_B, MEDIA_A, 10);
        line.sip(5, A, B, dialog.branch("z9hG4bK-m").fromCaller("INVITE", 2, audio("192.0.2.11", 4100)));
        line.rtp(5.05, MEDIA_B, "192.0.2.11:4100", 2);
        line.sip(5.1, B, A, dialog.answer(200, 2, "INVITE", ANSWER));
        line.rtp(5.2, MEDIA_B, MEDIA_A, 1);
        line.rtp(5.3, MEDIA_B, "192.0.2.11:4100", 20);
        assertEquals(Map.of(MEDIA_B + ">" + MEDIA_A + " called", 11, MEDIA_B + ">192.0.2.11:4100 called", 22), line.media().flows);
        CallRecord call = line.close();
        assertEquals("192.0.2.10:5060", call.callerAddress().toString());
        assertEquals(Line.START_NANOS / 1_000_000_000L, call.start().getEpochSecond());
    }

    @Test
    void scenario12RefusedReInviteChangesNothing() {
        connect();
        line.sip(5, B, A, dialog.branch("z9hG4bK-x").fromCalled("INVITE", 7, audio("198.51.100.99", 9000, "inactive")));
        line.sip(5.1, A, B, dialog.answerOfCaller(488, 7, "INVITE", ""));
        line.rtp(5.2, MEDIA_A, MEDIA_B, 3);
        line.rtp(5.2, MEDIA_B, "198.51.100.99:9000", 3);
        line.until(60);
        hangUp(60);
        CallRecord call = record(70);
        assertEquals(200, call.finalStatus());
        assertEquals("", call.hold());
        assertEquals("1001", call.caller());
        assertEquals(CallEnd.BYE_CONFIRMED, call.bye());
        // the second flow is matched by its source only, so nobody says that the refused address receives
        assertEquals(Map.of(MEDIA_A + ">" + MEDIA_B + " caller", 3, MEDIA_B + ">198.51.100.99:9000 called", 3), line.media().flows);
    }

    @Test
    void scenario13AcceptedFaxIsNoRtp() {
        connect();
        line.rtp(4, MEDIA_A, MEDIA_B, 5);
        line.sip(5, B, A, dialog.branch("z9hG4bK-f").fromCalled("INVITE", 7, fax("198.51.100.20", 5000)));
        line.rtp(5.01, MEDIA_A, MEDIA_B, 2);
        line.sip(5.1, A, B, dialog.answerOfCaller(200, 7, "INVITE", fax("192.0.2.10", 4000)));
        line.rtp(6, MEDIA_A, MEDIA_B, 30); // UDPTL whose sequence number has reached 0x8000
        line.datagram(7, MEDIA_B, MEDIA_A, 0);
        assertEquals(Map.of(MEDIA_A + ">" + MEDIA_B + " caller", 7), line.media().flows);
        assertEquals(38, line.shard.files.packets.get("RTP " + dialog.callId));
    }

    @Test
    void scenario13RefusedFaxLeavesTheAudio() {
        connect();
        line.sip(5, B, A, dialog.branch("z9hG4bK-f").fromCalled("INVITE", 7, fax("198.51.100.20", 5000)));
        line.sip(5.1, A, B, dialog.answerOfCaller(488, 7, "INVITE", ""));
        line.rtp(6, MEDIA_A, MEDIA_B, 30);
        assertEquals(Map.of(MEDIA_A + ">" + MEDIA_B + " caller", 30), line.media().flows);
    }

    @Test
    void scenario14MediaOfAnUnknownSourceIsBoundByItsDestination() {
        line.sip(0, A, B, dialog.invite(1, audio("10.0.0.5", 4000)));
        line.sip(1, B, A, dialog.answer(200, 1, "INVITE", ANSWER));
        line.rtp(2, "203.0.113.9:4000", MEDIA_B, 6);
        line.rtp(2, MEDIA_B, "203.0.113.9:4000", 7);
        assertEquals(Map.of("203.0.113.9:4000>" + MEDIA_B + " caller", 6, MEDIA_B + ">203.0.113.9:4000 called", 7),
                line.media().flows);
    }

    @Test
    void scenario15OneSipDirectionGivesBothStreams() {
        line.sip(0, A, B, dialog.invite(1, OFFER));
        line.rtp(1, MEDIA_A, MEDIA_B, 50);
        line.rtp(1, MEDIA_B, MEDIA_A, 50);
        line.sip(2, A, B, dialog.fromCaller("ACK", 1, ""));
        CallRecord call = record(18);
        assertEquals(CallEnd.ONE_WAY_TIMEOUT, call.bye());
        assertEquals(Map.of(MEDIA_A + ">" + MEDIA_B + " caller", 50, MEDIA_B + ">" + MEDIA_A + " called", 50), line.media().flows);
    }

    @Test
    void scenario16MediaBeforeItsAnnouncementIsAdopted() {
        FakeOrphan orphan = new FakeOrphan(Line.START_NANOS + 900_000_000L, 15);
        line.sip(0, A, B, dialog.invite(1, OFFER));
        line.sip(1, B, A, dialog.answer(200, 1, "INVITE", ANSWER));
        line.shard.legs.get(MEDIA_B).get(0).onOrphan(orphan, true);
        line.shard.legs.get(MEDIA_A).get(0).onOrphan(orphan, false);
        assertEquals(Map.of("adopted caller", 15), line.media().flows, "once, though both ends match");
        assertEquals(15, line.shard.files.packets.get("RTP " + dialog.callId));
    }

    @Test
    void scenario16OldOrphansAreNotAdopted() {
        line.sip(0, A, B, dialog.invite(1, OFFER));
        line.shard.legs.get(MEDIA_A).get(0).onOrphan(new FakeOrphan(Line.START_NANOS - 20_000_000_000L, 15), true);
        assertEquals(List.of(), line.shard.sessions);
    }

    @Test
    void scenario18ReusedPortBelongsToTheNewCall() {
        connect();
        line.rtp(4, MEDIA_B, MEDIA_A, 5);
        hangUp(5);
        Dialog next = new Dialog("next@192.0.2.10");
        line.sip(6, A, B, next.invite(1, OFFER));
        line.rtp(6.5, MEDIA_B, MEDIA_A, 8);
        assertEquals(List.of(Map.of(MEDIA_B + ">" + MEDIA_A + " called", 5), Map.of(MEDIA_B + ">" + MEDIA_A + " called", 8)),
                line.shard.sessions.stream().map(session -> session.flows).toList());
    }

    @Test
    void addressOfTwoRunningCallsGivesThePacketsToBoth() {
        connect();
        line.rtp(4, MEDIA_B, MEDIA_A, 5);
        Dialog other = new Dialog("leg-b@198.51.100.20");
        line.sip(4.5, B, P, other.invite(1, OFFER));
        line.rtp(5, MEDIA_B, MEDIA_A, 8);
        assertEquals(List.of(13, 8), line.shard.sessions.stream().map(session -> (int) session.packets()).toList());
    }

    @Test
    void scenario24UnconfirmedByeEndsAMinuteLater() {
        connect();
        line.sip(10, B, A, dialog.branch("z9hG4bK-bye").fromCalled("BYE", 1, ""));
        line.until(69.9);
        assertEquals(List.of(), line.shard.records);
        CallRecord call = record(70.1);
        assertEquals(CallEnd.BYE_UNCONFIRMED, call.bye());
        assertEquals("198.51.100.20:5060", call.byeFrom().orElseThrow().toString());
    }

    @Test
    void scenario25SilenceEndsACallWithoutBye() {
        connect();
        line.rtp(4, MEDIA_A, MEDIA_B, 50);
        line.until(304);
        assertEquals(List.of(), line.shard.records);
        assertEquals(CallEnd.RTP_TIMEOUT, record(305.1).bye());
    }

    @Test
    void scenario26UnansweredInviteEndsAfterFifteenSeconds() {
        line.sip(0, A, B, dialog.invite(1, OFFER));
        line.until(14.9);
        assertEquals(List.of(), line.shard.records);
        CallRecord call = record(15);
        assertEquals(CallEnd.ONE_WAY_TIMEOUT, call.bye());
        assertEquals(0, call.finalStatus());
    }

    @Test
    void scenario27PingsMakeNoCall() {
        for (int i = 0; i < 1_000; i++) {
            line.sip(i * 0.01, A, B, dialog.branch("z9hG4bK-" + i).fromCaller("OPTIONS", i, ""));
            line.sip(i * 0.01, B, A, dialog.answer(200, i, "OPTIONS", ""));
        }
        line.correlator.close();
        assertEquals(List.of(), line.shard.records);
        assertEquals(2_000, line.correlator.ignoredMessages());
    }

    @Test
    void scenario34OneCancelledBranchDoesNotEndTheCall() {
        line.sip(0, A, P, dialog.invite(1, OFFER));
        line.sip(0.1, P, B, dialog.branch("z9hG4bK-b1").invite(1, OFFER));
        line.sip(0.1, P, "198.51.100.30:5060", dialog.branch("z9hG4bK-b2").invite(1, OFFER));
        line.sip(1, B, P, dialog.branch("z9hG4bK-b1").toTag("tag-1").answer(180, 1, "INVITE", ""));
        line.sip(1, "198.51.100.30:5060", P, dialog.branch("z9hG4bK-b2").toTag("tag-2").answer(180, 1, "INVITE", ""));
        line.sip(5, P, B, dialog.branch("z9hG4bK-b1").cancel(1));
        line.sip(5.1, B, P, dialog.toTag("tag-1").answer(487, 1, "INVITE", ""));
        line.until(40);
        assertEquals(List.of(), line.shard.records, "the other branch rings");
        line.sip(41, "198.51.100.30:5060", P, dialog.branch("z9hG4bK-b2").toTag("tag-2").answer(200, 1, "INVITE", ANSWER));
        line.sip(41, P, A, dialog.branch("z9hG4bK-1").answer(200, 1, "INVITE", ANSWER));
        line.until(100);
        assertEquals(List.of(), line.shard.records, "connected");
        assertEquals(200, line.close().finalStatus());
    }

    @Test
    void scenario35GlareHasNoEffect() {
        connect();
        line.sip(5, A, B, dialog.branch("z9hG4bK-g").fromCaller("INVITE", 2, audio("192.0.2.10", 4000, "sendonly")));
        line.sip(5.1, B, A, dialog.answer(491, 2, "INVITE", ""));
        line.until(60);
        line.sip(60, A, B, dialog.branch("z9hG4bK-g2").fromCaller("INVITE", 3, audio("192.0.2.10", 4000, "sendonly")));
        line.sip(60.1, B, A, dialog.answer(200, 3, "INVITE", ANSWER));
        CallRecord call = line.close();
        assertEquals("+60", call.hold());
        assertEquals(200, call.finalStatus());
    }

    /** Nothing here looks at the wall clock: the scenarios play in 2024, this one in 1970 after a jump. */
    @Test
    void scenario36TimeIsPacketTime() {
        line.sip(0, A, B, dialog.invite(1, OFFER));
        line.sip(1, B, A, dialog.answer(486, 1, "INVITE", ""));
        Dialog old = new Dialog("old@192.0.2.10");
        line.sip(-1_600_000_000.0, A, B, old.invite(1, OFFER));
        line.until(4);
        assertEquals(List.of(), line.shard.records, "a time of 1973 does not end anything at once");
        assertEquals(486, record(6.1).finalStatus());
        line.until(17);
        CallRecord record = line.shard.records.get(1);
        assertEquals(CallEnd.ONE_WAY_TIMEOUT, record.bye());
        assertEquals(1_704_067_200L - 1_600_000_000L, record.start().getEpochSecond());
    }

    @Test
    void formatsAreThoseOfReceiverAndSender() {
        line.sip(0, A, B, dialog.invite(1, Dialog.session("192.0.2.10") + "m=audio 4000 RTP/AVP 96\r\na=rtpmap:96 opus/48000/2\r\n"));
        line.rtp(0.5, MEDIA_B, MEDIA_A, 1);
        line.sip(1, B, A, dialog.answer(200, 1, "INVITE",
                Dialog.session("198.51.100.20") + "m=audio 5000 RTP/AVP 97\r\na=ptime:40\r\na=rtpmap:97 opus/48000/2\r\n"));
        line.rtp(2, MEDIA_B, MEDIA_A, 1);
        line.rtp(3, MEDIA_A, "203.0.113.7:9", 1);
        MediaFormats offered = new MediaFormats("audio", "RTP/AVP", Map.of(96, new MediaFormats.Format("opus", 48_000, 2, "")), 0);
        MediaFormats answered = new MediaFormats("audio", "RTP/AVP", Map.of(97, new MediaFormats.Format("opus", 48_000, 2, "")), 40);
        assertEquals(List.of(offered, offered, answered), line.media().receiverFormats);
        assertEquals(List.of(MediaFormats.UNKNOWN, answered, offered), line.media().senderFormats);
    }
}
