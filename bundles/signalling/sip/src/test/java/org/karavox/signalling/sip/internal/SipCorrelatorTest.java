package org.karavox.signalling.sip.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.karavox.signalling.sip.internal.Dialog.audio;
import static org.karavox.signalling.sip.internal.Line.A;
import static org.karavox.signalling.sip.internal.Line.B;
import static org.karavox.signalling.sip.internal.Line.P;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.karavox.call.CallEnd;
import org.karavox.call.CallRecord;

/** What belongs to a call, how calls end, and what the record says, beyond the acceptance scenarios. */
class SipCorrelatorTest {

    private static final String MEDIA_A = "192.0.2.10:4000";
    private static final String MEDIA_B = "198.51.100.20:5000";
    private static final String OFFER = audio("192.0.2.10", 4000);
    private static final String ANSWER = audio("198.51.100.20", 5000);

    private Line line = new Line();
    private final Dialog dialog = new Dialog();

    private void connect() {
        line.sip(0, A, B, dialog.invite(1, OFFER));
        line.sip(1, B, A, dialog.answer(180, 1, "INVITE", ""));
        line.sip(2, B, A, dialog.answer(200, 1, "INVITE", ANSWER));
        line.sip(2.1, A, B, dialog.fromCaller("ACK", 1, ""));
    }

    private void hangUp(double second) {
        line.sip(second, A, B, dialog.branch("z9hG4bK-bye").fromCaller("BYE", 9, ""));
        line.sip(second + 0.1, B, A, dialog.answer(200, 9, "BYE", ""));
    }

    // ---- beginnings

    @Test
    void aResponseToAnInviteBeginsACall() {
        line.sip(0, B, A, dialog.answer(403, 102, "INVITE", ""));
        CallRecord call = line.close();
        assertEquals(403, call.finalStatus());
        assertEquals("", call.firstRequest());
        assertTrue(call.incomplete());
        assertEquals(A, call.callerAddress().toString());
        assertEquals(B, call.calledAddress().toString());
    }

    @Test
    void anInviteInsideADialogBeginsAnIncompleteCall() {
        line.sip(0, A, B, dialog.fromCaller("INVITE", 5, OFFER));
        line.sip(0.1, B, A, dialog.answer(200, 5, "INVITE", ANSWER));
        hangUp(3);
        line.until(10);
        CallRecord call = line.record();
        assertTrue(call.incomplete());
        assertEquals(200, call.finalStatus());
        assertEquals(CallEnd.BYE_CONFIRMED, call.bye());
    }

    @Test
    void otherMethodsBeginNothing() {
        for (String method : List.of("BYE", "CANCEL", "ACK", "REGISTER", "INVITE1", "NOTIFY")) {
            line.sip(0, A, B, dialog.fromCaller(method, 1, ""));
        }
        line.sip(0, B, A, dialog.answer(200, 1, "REGISTER", ""));
        line.correlator.close();
        assertEquals(List.of(), line.shard.records);
        assertEquals(7, line.correlator.ignoredMessages());
    }

    @Test
    void aRegistrationWithTheSameCallIdDoesNotDisturb() {
        connect();
        Dialog register = new Dialog();
        register.fromTag = "tag-r";
        line.sip(3, A, B, register.invite(4, "").replace("INVITE", "REGISTER"));
        line.sip(3.1, B, A, register.answer(401, 4, "REGISTER", ""));
        hangUp(80);
        line.until(90);
        assertEquals(CallEnd.BYE_CONFIRMED, line.record().bye());
        assertEquals("2002", line.record().called());
    }

    // ---- after the end

    @Test
    void lateMessagesOfAClosedCallBelongToNothing() {
        connect();
        hangUp(5);
        line.until(20);
        line.sip(21, B, A, dialog.answer(200, 9, "BYE", ""));
        line.sip(21, A, B, dialog.branch("z9hG4bK-1").invite(1, OFFER));
        line.sip(21, B, A, dialog.answer(200, 1, "INVITE", ANSWER));
        line.sip(21, A, B, dialog.fromCaller("INVITE", 10, OFFER));
        assertEquals(0, line.correlator.activeCalls());
        assertEquals(4, line.correlator.ignoredMessages());
        assertEquals(1, line.shard.records.size());
    }

    @Test
    void aNewInviteWithTheCallIdOfAClosedCallIsANewCall() {
        connect();
        hangUp(5);
        line.until(20);
        line.sip(21, A, B, dialog.branch("z9hG4bK-n").invite(11, OFFER));
        line.sip(21.1, B, A, dialog.answer(486, 11, "INVITE", ""));
        line.until(30);
        assertEquals(List.of(200, 486), line.shard.records.stream().map(CallRecord::finalStatus).toList());
    }

    @Test
    void aClosedCallIsForgottenAfterAWhile() {
        connect();
        hangUp(5);
        line.until(90);
        line.sip(91, A, B, dialog.branch("z9hG4bK-1").invite(1, OFFER));
        assertEquals(1, line.correlator.activeCalls());
    }

    @Test
    void aMessageBehindTheDeadlineBelongsToTheNextCallThoughNoTickCame() {
        line.sip(0, A, B, dialog.invite(1, OFFER));
        line.sip(1, B, A, dialog.answer(486, 1, "INVITE", ""));
        line.sip(1_000, A, B, dialog.branch("z9hG4bK-2").invite(2, OFFER));
        assertEquals(1, line.shard.records.size());
        assertEquals(1, line.correlator.activeCalls());
    }

    // ---- outcomes

    @Test
    void cancelThatCrossesTheAnswerLosesNothing() {
        line.sip(0, A, B, dialog.invite(1, OFFER));
        line.sip(5, A, B, dialog.cancel(1));
        line.sip(5.01, B, A, dialog.answer(200, 1, "INVITE", ANSWER));
        line.sip(5.02, B, A, dialog.answer(481, 1, "CANCEL", ""));
        line.until(60);
        assertEquals(List.of(), line.shard.records);
        CallRecord call = line.close();
        assertEquals(200, call.finalStatus());
        assertTrue(call.cancelled());
    }

    @Test
    void unansweredCancelEndsTenSecondsLater() {
        line.sip(0, A, B, dialog.invite(1, OFFER));
        line.sip(1, B, A, dialog.answer(180, 1, "INVITE", ""));
        line.sip(5, A, B, dialog.cancel(1));
        line.until(14.9);
        assertEquals(1, line.correlator.activeCalls());
        line.until(15.1);
        assertEquals(0, line.correlator.activeCalls());
    }

    @Test
    void byeOfASecondAnswerDoesNotEndTheCall() {
        line.sip(0, A, P, dialog.invite(1, OFFER));
        line.sip(1, P, A, dialog.toTag("tag-1").answer(200, 1, "INVITE", ANSWER));
        line.sip(1.1, P, A, dialog.toTag("tag-2").answer(200, 1, "INVITE", ANSWER));
        line.sip(1.2, A, P, dialog.branch("z9hG4bK-x").fromCaller("BYE", 2, ""));
        line.sip(1.3, P, A, dialog.answer(200, 2, "BYE", ""));
        line.until(100);
        assertEquals(1, line.correlator.activeCalls());
        line.sip(100, A, P, dialog.toTag("tag-1").branch("z9hG4bK-y").fromCaller("BYE", 3, ""));
        line.sip(100.1, P, A, dialog.answer(200, 3, "BYE", ""));
        line.until(106);
        CallRecord call = line.record();
        assertEquals(CallEnd.BYE_CONFIRMED, call.bye());
        assertEquals(2, call.toTags());
    }

    @Test
    void byeRefusedWith481IsUnconfirmed() {
        connect();
        line.sip(10, B, A, dialog.branch("z9hG4bK-bye").fromCalled("BYE", 1, ""));
        line.sip(10.1, A, B, dialog.answerOfCaller(481, 1, "BYE", ""));
        line.until(71);
        assertEquals(CallEnd.BYE_UNCONFIRMED, line.record().bye());
    }

    @Test
    void byeWithoutAnAnswerHasItsOwnCode() {
        line.sip(0, A, B, dialog.invite(1, OFFER));
        line.sip(0.1, B, A, dialog.answer(100, 1, "INVITE", ""));
        hangUp(1);
        line.until(10);
        assertEquals(CallEnd.BYE_WITHOUT_ANSWER, line.record().bye());
    }

    @Test
    void retransmissionsAreCountedAndChangeNothing() {
        line.sip(0, A, B, dialog.invite(1, OFFER));
        line.sip(0.5, A, B, dialog.invite(1, OFFER));
        line.sip(1.5, A, B, dialog.invite(1, OFFER));
        line.sip(2, B, A, dialog.answer(486, 1, "INVITE", ""));
        line.sip(2.5, B, A, dialog.answer(486, 1, "INVITE", ""));
        CallRecord call = line.close();
        assertEquals(5, call.messages());
        assertEquals(3, call.retransmissions());
        assertEquals(List.of(), call.proxies());
        assertEquals(B, call.calledAddress().toString());
    }

    @Test
    void theLastFinalResponseCountsWhereThereIsNoSuccess() {
        line.sip(0, A, B, dialog.invite(1, OFFER));
        line.sip(0.1, B, A, dialog.answer(407, 1, "INVITE", ""));
        line.sip(0.2, A, B, dialog.branch("z9hG4bK-2").invite(2, OFFER));
        line.sip(0.3, B, A, dialog.answer(180, 2, "INVITE", ""));
        assertEquals(407, line.close().finalStatus());
    }

    @Test
    void aProvisionalResponseIsTheLastStatusOnlyWithoutAFinalOne() {
        line.sip(0, A, B, dialog.invite(1, OFFER));
        line.sip(0.3, B, A, dialog.answer(181, 1, "INVITE", ""));
        CallRecord call = line.close();
        assertEquals(0, call.finalStatus());
        assertEquals(181, call.lastInviteStatus());
        assertTrue(call.incomplete());
        assertEquals(CallEnd.FORCED, call.bye());
    }

    @Test
    void theEndOfTheCaptureDoesNotCutCallsThatWereOver() {
        connect();
        hangUp(5);
        CallRecord call = line.close();
        assertEquals(CallEnd.BYE_CONFIRMED, call.bye());
        assertFalse(call.incomplete());
    }

    @Test
    void closeHandsOverInOrderOfTheBeginning() {
        List<String> expected = new ArrayList<>();
        for (int i = 0; i < 3_000; i++) {
            expected.add("call-" + i);
            line.sip(0.001 * i, A, B, new Dialog("call-" + i).invite(1, ""));
        }
        line.correlator.close();
        assertEquals(expected, line.shard.records.stream().map(CallRecord::callId).toList());
        assertEquals(0, line.correlator.activeCalls());
    }

    // ---- limits

    @Test
    void callsWithoutAnswerOrMediaAreZombies() {
        line.sip(0, A, B, dialog.invite(1, OFFER));
        line.sip(0.1, B, A, dialog.answer(100, 1, "INVITE", ""));
        line.until(300.1);
        assertEquals(CallEnd.ZOMBIE, line.record().bye());
    }

    @Test
    void connectedCallsWithoutMediaEndAfterAnHour() {
        connect();
        line.until(3_599);
        assertEquals(1, line.correlator.activeCalls());
        line.until(3_600.1);
        assertEquals(CallEnd.NO_RTP_TIMEOUT, line.record().bye());
    }

    @Test
    void nothingLastsLongerThanTheAbsoluteTimeout() {
        line = new Line(settings -> settings.set("absolute_timeout", 20));
        connect();
        for (int second = 3; second < 25; second++) {
            line.rtp(second, MEDIA_A, MEDIA_B, 1);
        }
        line.until(25);
        assertEquals(CallEnd.ABSOLUTE_TIMEOUT, line.record().bye());
    }

    @Test
    void silenceOnHoldIsNoEnd() {
        connect();
        line.rtp(3, MEDIA_A, MEDIA_B, 10);
        line.sip(4, A, B, dialog.branch("z9hG4bK-h").fromCaller("INVITE", 2, audio("192.0.2.10", 4000, "inactive")));
        line.sip(4.1, B, A, dialog.answer(200, 2, "INVITE", audio("198.51.100.20", 5000, "inactive")));
        line.until(2_000);
        assertEquals(1, line.correlator.activeCalls());
    }

    @Test
    void tooManyMessagesEndACall() {
        line = new Line(settings -> settings.set("max_sip_packets_in_call", 100));
        connect();
        for (int i = 0; i < 200; i++) {
            line.sip(3 + i * 0.01, A, B, dialog.fromCaller("INFO", i, ""));
        }
        assertEquals(CallEnd.TOO_MANY_MESSAGES, line.record().bye());
        assertEquals(101, line.record().messages());
    }

    @Test
    void tooManyInvitesEndACall() {
        line = new Line(settings -> settings.set("max_invite_packets_in_call", 10));
        for (int i = 0; i < 20; i++) {
            line.sip(i * 0.1, A, B, dialog.invite(1, OFFER));
        }
        line.until(3);
        assertEquals(CallEnd.TOO_MANY_MESSAGES, line.record().bye());
    }

    @Test
    void quickSaveShortensTheWaitAfterAConfirmedBye() {
        line = new Line(settings -> settings.set("quick_save_cdr", "yes"));
        connect();
        hangUp(5);
        line.until(6.2);
        assertEquals(CallEnd.BYE_CONFIRMED, line.record().bye());
    }

    @Test
    void mediaHoldsAnEndedCallOpenUntilTheHardLimit() {
        line = new Line(settings -> settings.set("ignore_rtp_after_bye_confirmed", false).set("bye_confirmed_timeout", 30));
        connect();
        hangUp(5);
        for (int second = 6; second < 40; second++) {
            line.rtp(second, MEDIA_A, MEDIA_B, 1);
        }
        line.until(41);
        assertEquals(CallEnd.BYE_TIMEOUT, line.record().bye());
        assertEquals(30, line.media().packets());
    }

    // ---- what media is counted

    private long countedAfter(Line onThis, Runnable end) {
        line = onThis;
        connect();
        line.rtp(3, MEDIA_A, MEDIA_B, 5);
        end.run();
        return line.media().packets() - 5;
    }

    @Test
    void mediaBehindAConfirmedByeIsTakenButNotCounted() {
        assertEquals(2, countedAfter(new Line(), () -> {
            hangUp(5);
            line.rtp(5.2, MEDIA_A, MEDIA_B, 2);
            line.rtp(6, MEDIA_A, MEDIA_B, 4);
        }));
        assertEquals(4, line.shard.legs.size(), "still expected");
    }

    @Test
    void mediaBehindAnUnconfirmedByeIsCountedUnlessForbidden() {
        Runnable bye = () -> {
            line.sip(5, A, B, dialog.branch("z9hG4bK-bye").fromCaller("BYE", 9, ""));
            line.rtp(6, MEDIA_A, MEDIA_B, 4);
        };
        assertEquals(4, countedAfter(new Line(), bye));
        assertEquals(0, countedAfter(new Line(settings -> settings.set("ignore_rtp_after_bye", true)), bye));
    }

    @Test
    void mediaBehindARefusalIsCountedUnlessForbidden() {
        for (int[] expected : new int[][] {{486, 3}, {403, 0}, {480, 0}}) {
            line = new Line(settings -> settings.set("ignore_rtp_after_response", "480;404"));
            line.sip(0, A, B, dialog.invite(1, OFFER));
            line.rtp(0.5, MEDIA_B, MEDIA_A, 1);
            line.sip(1, B, A, dialog.answer(expected[0], 1, "INVITE", ""));
            line.rtp(2, MEDIA_B, MEDIA_A, 3);
            assertEquals(1 + expected[1], line.media().packets(), "status " + expected[0]);
        }
    }

    @Test
    void mediaBehindAConfirmedCancelIsCountedUnlessForbidden() {
        for (boolean forbidden : new boolean[] {false, true}) {
            line = new Line(settings -> settings.set("ignore_rtp_after_cancel_confirmed", forbidden));
            line.sip(0, A, B, dialog.invite(1, OFFER));
            line.rtp(0.5, MEDIA_B, MEDIA_A, 1);
            line.sip(1, A, B, dialog.cancel(1));
            line.sip(1.1, B, A, dialog.answer(200, 1, "CANCEL", ""));
            line.rtp(2, MEDIA_B, MEDIA_A, 3);
            assertEquals(forbidden ? 1 : 4, line.media().packets());
        }
    }

    // ---- media ends

    @Test
    void theSameAddressOnSeveralHopsIsOneLeg() {
        line.sip(0, A, P, dialog.invite(1, OFFER));
        line.sip(0.01, P, B, dialog.branch("z9hG4bK-p").invite(1, OFFER));
        assertEquals(List.of(1, 1), line.shard.legs.values().stream().map(List::size).toList());
    }

    @Test
    void severalMediaIpv6AndRejectedMedia() {
        line.sip(0, "[2001:db8::1]:5060", "[2001:db8::2]:5060", dialog.invite(1, Dialog.session("2001:db8::1")
                + Dialog.media("audio", 4000, "RTP/AVP 0") + Dialog.media("video", 0, "RTP/AVP 34")
                + Dialog.media("video", 4002, "RTP/AVP 34", "rtcp:4444")));
        assertEquals(List.of("[2001:db8::1]:4000", "[2001:db8::1]:4001", "[2001:db8::1]:4002", "[2001:db8::1]:4444"),
                List.copyOf(line.shard.legs.keySet()));
        line.rtp(1, "[2001:db8::2]:9", "[2001:db8::1]:4002", 3);
        assertEquals(Map.of("[2001:db8::2]:9>[2001:db8::1]:4002 called", 3), line.media().flows);
        assertEquals("video", line.media().receiverFormats.get(0).kind());
        assertEquals("[2001:db8::1]:5060", line.close().callerAddress().toString());
    }

    @Test
    void everythingTheScannerAnnouncesIsExpected() {
        String sdp = Dialog.session("192.0.2.10") + Dialog.media("audio", 4000, "RTP/AVP 0", "rtcp:4009 IN IP4 192.0.2.99",
                "candidate:1 1 UDP 1 10.0.0.1 6000 typ host", "candidate:1 2 UDP 1 10.0.0.1 6001 typ host")
                + Dialog.media("video", 5000, "RTP/AVP 34", "rtcp-mux") + Dialog.fax("192.0.2.10", 7000).substring(
                        Dialog.session("192.0.2.10").length());
        line.sip(0, A, B, dialog.invite(1, sdp));
        assertEquals(List.of("10.0.0.1:6000", "10.0.0.1:6001", "192.0.2.10:4000", "192.0.2.10:5000", "192.0.2.10:5001",
                "192.0.2.10:7000", "192.0.2.99:4009"), List.copyOf(line.shard.legs.keySet()));
    }

    @Test
    void anUnusedAddressGoesToTheNewerCall() {
        connect();
        line.until(20);
        line.sip(21, B, P, new Dialog("newer").invite(1, OFFER));
        line.rtp(22, MEDIA_B, MEDIA_A, 8);
        assertEquals(1, line.shard.sessions.size());
        line.correlator.close();
        assertEquals(2, line.shard.records.size());
    }

    @Test
    void updateMovesMediaWhenItIsAccepted() {
        connect();
        line.sip(5, A, B, dialog.branch("z9hG4bK-u").fromCaller("UPDATE", 2, audio("192.0.2.10", 4600, "sendonly")));
        line.rtp(5.05, MEDIA_B, "192.0.2.10:4600", 1);
        line.sip(5.1, B, A, dialog.answer(200, 2, "UPDATE", ANSWER));
        line.rtp(5.2, MEDIA_B, "192.0.2.10:4600", 2);
        CallRecord call = line.close();
        assertEquals("+5", call.hold());
        assertEquals(Map.of(MEDIA_B + ">192.0.2.10:4600 called", 3), line.media().flows);
    }

    @Test
    void agentsOfBothParties() {
        line.sip(0, A, B, dialog.invite(1, OFFER).replace("Max-Forwards", "User-Agent: phone a\r\nMax-Forwards"));
        line.sip(1, B, A, dialog.answer(100, 1, "INVITE", "").replace("Max-Forwards", "Server: proxy\r\nMax-Forwards"));
        line.sip(1, B, A, dialog.answer(180, 1, "INVITE", "").replace("Max-Forwards", "Server: phone b\r\nMax-Forwards"));
        CallRecord call = line.close();
        assertEquals("phone a", call.callerAgent());
        assertEquals("phone b", call.calledAgent());
    }

    @Test
    void filesAreClosedWithTheirCall() {
        connect();
        line.rtp(3, MEDIA_A, MEDIA_B, 1);
        line.close();
        assertEquals(Map.of(), line.shard.files.open);
        assertEquals(Map.of(), line.shard.legs);
    }

    /** Cut messages belong to the call or to none; those of which not even the Call-ID is left are not counted. */
    @Test
    void everyTruncationOfEveryMessageIsTaken() {
        String[] messages = {dialog.invite(1, OFFER), dialog.answer(200, 1, "INVITE", ANSWER), dialog.fromCaller("BYE", 2, "")};
        int withCallId = 0;
        for (String message : messages) {
            for (int length = 0; length < message.length(); length++) {
                line.sip(0, A, B, message.substring(0, length));
            }
            withCallId += message.length() - message.indexOf("Call-ID: ") - "Call-ID: ".length() - 1;
        }
        line.correlator.close();
        int taken = line.shard.records.stream().mapToInt(CallRecord::messages).sum();
        assertEquals(withCallId, taken + line.correlator.ignoredMessages());
        assertTrue(taken > OFFER.length() + ANSWER.length());
    }
}
