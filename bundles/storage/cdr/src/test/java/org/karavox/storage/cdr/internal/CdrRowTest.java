package org.karavox.storage.cdr.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.karavox.call.CallDetails;
import org.karavox.call.CallDetails.Trait;
import org.karavox.call.CallEnd;
import org.karavox.call.Endpoint;
import org.karavox.call.StreamDetails;
import org.karavox.call.StreamRecord;
import org.karavox.call.Ttl;

/** Every derived column, worked by hand from sections 5, 6 and 13 of the schema reference. */
class CdrRowTest {

    private static final Rules RULES = new Rules(0, true, 0, false, true, true, true, true, true, true, false, true, Set.of(), true,
            true);

    private static Map<String, Object> cdr(TestCall call) {
        return cdr(call, RULES);
    }

    private static Map<String, Object> cdr(TestCall call, Rules rules) {
        return CollectedCells.of(call, rules).get(CdrTable.CDR).get(0);
    }

    private static List<Map<String, Object>> rows(TestCall call, CdrTable table) {
        return CollectedCells.of(call, RULES).get(table);
    }

    private static Rules worstOfThree() {
        return new Rules(0, false, 40, true, false, false, false, false, false, false, true, false, Set.of("bye"), false, false);
    }

    // times

    @Test
    void durationsCountFromTheFirstPacket() {
        Map<String, Object> row = cdr(TestCall.call());
        assertEquals(TestCall.START, row.get("calldate"));
        assertEquals(TestCall.START.plusSeconds(10), row.get("callend"));
        assertEquals(10_000_000L, row.get("duration"));
        assertEquals(8_000_000L, row.get("connect_duration")); // answered after 2 s of 10
        assertEquals(200_000L, row.get("progress_time"));
    }

    @Test
    void anUnansweredCallHasNoConnectDuration() {
        TestCall call = TestCall.call();
        call.answered = Optional.empty();
        call.progress = Optional.empty();
        assertNull(cdr(call).get("connect_duration"));
        assertNull(cdr(call).get("progress_time"));
    }

    @Test
    void theAnswerIsProgressWhenNothingCameBeforeIt() {
        TestCall call = TestCall.call();
        call.progress = Optional.empty();
        assertEquals(2_000_000L, cdr(call).get("progress_time"));
    }

    @Test
    void theFirstRtpOfAnyStreamCounts() {
        TestCall.Stream early = TestCall.Stream.fromCalled();
        early.begin = TestCall.START.plusMillis(700);
        assertEquals(700_000L, cdr(TestCall.call().with(TestCall.Stream.fromCaller(), early)).get("first_rtp_time"));
        assertNull(cdr(TestCall.call()).get("first_rtp_time"));
    }

    @Test
    void theConfirmedByeEndsTheCall() {
        TestCall call = TestCall.call();
        call.duration = Duration.ofSeconds(15);
        call.byeConfirmedAt = Optional.of(TestCall.START.plusMillis(10_040));
        assertEquals(10_040_000L, cdr(call).get("duration"));
        assertEquals(15_000_000L, cdr(call, worstOfThree()).get("duration")); // ignore_duration_after_bye_confirmed = no
    }

    @Test
    void postByeDelayIsFromByeToItsConfirmation() {
        TestCall call = TestCall.call();
        call.byeConfirmedAt = Optional.of(TestCall.START.plusMillis(10_040));
        assertEquals(40_000L, cdr(call).get("post_bye_delay"));
        call.byeTime = Optional.empty();
        assertNull(cdr(call).get("post_bye_delay"));
    }

    @Test
    void rtpThatStopsEarlierCountsPositive() {
        TestCall.Stream stream = TestCall.Stream.fromCaller();
        stream.end = TestCall.START.plusMillis(7_000); // BYE at 10 s
        assertEquals(3_000_000L, cdr(TestCall.call().with(stream)).get("a_last_rtp_from_end"));
        stream.end = TestCall.START.plusMillis(12_500);
        assertEquals(-2_500_000L, cdr(TestCall.call().with(stream)).get("a_last_rtp_from_end"));
    }

    @Test
    void theLastMessageOfTheHistoryIsSignalling() {
        TestCall call = TestCall.call().with(TestCall.Stream.fromCaller()); // its last packet after 9.9 s
        call.history = List.of(new CallDetails.Event(0, "INVITE", 0, ""), new CallDetails.Event(10_900_000, "", 200, "200 OK"));
        assertEquals(1_000_000L, cdr(call).get("a_last_rtp_from_end"));
    }

    // parties

    @ParameterizedTest
    @CsvSource({"sip:alice@example.org:5061;transport=udp, example.org, example.org:5061", "sip:alice@[2001:db8::1]:5060, "
            + "[2001:db8::1], [2001:db8::1]:5060", "sips:example.net, example.net, example.net", "tel:+4930123, '', ''",
            "sip:a;x=1@example.com?h=v, example.com, example.com", "'', '', ''", "sip:alice, alice, alice", "sip:a@, '', ''"})
    void domainsAreTheHostOfTheUri(String uri, String domain, String withPort) {
        TestCall call = TestCall.call();
        call.callerUri = uri;
        assertEquals(domain, cdr(call).get("caller_domain"));
        assertEquals(withPort, cdr(call, worstOfThree()).get("caller_domain"));
    }

    @Test
    void reversedColumnsMirrorTheParties() {
        Map<String, Object> row = cdr(TestCall.call());
        assertEquals("ecila", row.get("caller_reverse"));
        assertEquals("3210394", row.get("called_reverse"));
        assertEquals("ecilA", row.get("callername_reverse"));
    }

    @Test
    void addressesThatWereNotSeenAreNull() {
        TestCall call = TestCall.call();
        call.calledAddress = null;
        assertNull(cdr(call).get("sipcalledip"));
        assertNull(cdr(call).get("sipcalledport"));
        assertEquals(5060L, cdr(call).get("sipcallerport"));
    }

    @Test
    void theSenderOfTheByeHangsUp() {
        TestCall call = TestCall.call();
        assertEquals("caller", cdr(call).get("whohanged"));
        call.byeFrom = Optional.of(TestCall.CALLED);
        assertEquals("callee", cdr(call).get("whohanged"));
        call.byeFrom = Optional.of(new Endpoint("192.0.2.3", 49_152)); // another port of the called party
        assertEquals("callee", cdr(call).get("whohanged"));
        call.byeFrom = Optional.of(TestCall.PROXY);
        assertNull(cdr(call).get("whohanged"));
        call.byeFrom = Optional.empty();
        assertNull(cdr(call).get("whohanged"));
    }

    // outcome

    @ParameterizedTest
    @EnumSource(CallEnd.class)
    void byeIsTheCodeOfTheEnd(CallEnd end) {
        TestCall call = TestCall.call();
        call.bye = end;
        assertEquals((long) end.code(), cdr(call).get("bye"));
    }

    /** 100 stands above 106, 3, 2, 1, 0 in the list and below all others. */
    @ParameterizedTest
    @CsvSource({"BYE_CONFIRMED, 100", "BYE_UNCONFIRMED, 100", "NO_BYE, 100", "NOT_ANSWERED, 100", "BYE_WITHOUT_ANSWER, 100",
            "ONE_WAY, 101", "ABSOLUTE_TIMEOUT, 102", "FORCED, 110"})
    void droppedPacketsWinOverTheRegularEnds(CallEnd end, long code) {
        TestCall call = TestCall.call();
        call.bye = end;
        call.blind = true;
        assertEquals(code, cdr(call).get("bye"));
    }

    private static String response(Map<String, Object> row) {
        return CollectedCells.NamedTexts.TEXTS.get(row.get("lastSIPresponse_id"));
    }

    @Test
    void theLastResponseIsThatOfTheDetails() {
        TestCall call = TestCall.call();
        call.lastStatus = 486;
        call.lastResponse = "486 Busy Here";
        assertEquals(486L, cdr(call).get("lastSIPresponseNum"));
        assertEquals("486 Busy Here", response(cdr(call)));
    }

    @Test
    void withoutDetailsTheOutcomeSpeaks() {
        assertEquals(200L, cdr(TestCall.call()).get("lastSIPresponseNum"));
        assertEquals("200 OK", response(cdr(TestCall.call())));
    }

    @Test
    void aCallWithoutResponseSaysSo() {
        TestCall call = TestCall.call();
        call.answered = Optional.empty();
        call.lastInviteStatus = 0;
        call.finalStatus = 0;
        assertEquals(0L, cdr(call).get("lastSIPresponseNum"));
        assertEquals("NO RESPONSE", response(cdr(call)));
    }

    @Test
    void aCancelledCallHas487() {
        TestCall call = TestCall.call();
        call.answered = Optional.empty();
        call.cancelled = true;
        call.lastInviteStatus = 180;
        assertEquals(487L, cdr(call).get("lastSIPresponseNum"));
        assertEquals("487 Request Terminated CANCEL", response(cdr(call)));
    }

    @Test
    void reasonsGoToTheColumnsOfTheirProtocol() {
        TestCall call = TestCall.call();
        call.reasons = List.of(new CallDetails.Reason("SIP", 600, "Busy"), new CallDetails.Reason("Q.850", 16, ""));
        Map<String, Object> row = cdr(call);
        assertEquals(600L, row.get("reason_sip_cause"));
        assertEquals("1:Busy", CollectedCells.NamedTexts.TEXTS.get(row.get("reason_sip_text_id")));
        assertEquals(16L, row.get("reason_q850_cause"));
        assertNull(row.get("reason_q850_text_id"));
        assertNull(cdr(call, worstOfThree()).get("reason_sip_text_id")); // cdr_reason_string_enable = no
        assertNull(cdr(TestCall.call()).get("reason_sip_cause"));
    }

    @Test
    void sighupMarksWhatTheEndOfTheProcessCutOff() {
        TestCall call = TestCall.call();
        assertEquals(0L, cdr(call).get("sighup"));
        call.bye = CallEnd.FORCED;
        assertEquals(1L, cdr(call).get("sighup"));
    }

    @Test
    void dscpPacksFourSides() {
        TestCall call = TestCall.call();
        call.callerDscp = 26;
        call.calledDscp = 24;
        TestCall.Stream a = TestCall.Stream.fromCaller();
        a.dscp = 46;
        TestCall.Stream b = TestCall.Stream.fromCalled();
        b.dscp = 34;
        assertEquals(26L << 24 | 24L << 16 | 46L << 8 | 34L, cdr(call.with(a, b)).get("dscp"));
        call = TestCall.call();
        call.callerDscp = 63;
        assertEquals(63L << 24, cdr(call).get("dscp"));
    }

    // choice of streams

    @Test
    void theStreamWithMostPacketsRepresentsItsSide() {
        TestCall.Stream few = TestCall.Stream.fromCaller();
        few.packets = 100;
        TestCall.Stream lossy = TestCall.Stream.fromCaller();
        lossy.packets = 450;
        lossy.lost = 60; // 510 expected, more than the 500 of the next
        TestCall.Stream many = TestCall.Stream.fromCaller();
        TestCall.Stream other = TestCall.Stream.fromCalled();
        Map<String, Object> row = cdr(TestCall.call().with(few, lossy, many, other));
        assertEquals(1L, row.get("a_index"));
        assertEquals(450L, row.get("a_received"));
        assertEquals(3L, row.get("b_index"));
        assertEquals("198.51.100.1", row.get("a_saddr"));
        assertEquals("198.51.100.2", row.get("b_saddr"));
    }

    @Test
    void videoDoesNotRepresentASide() {
        TestCall.Stream video = TestCall.Stream.fromCaller();
        video.kind = "video";
        video.packets = 90_000;
        assertEquals(1L, cdr(TestCall.call().with(video, TestCall.Stream.fromCaller())).get("a_index"));
    }

    @Test
    void aSideWithoutStreamIsNull() {
        Map<String, Object> row = cdr(TestCall.call().with(TestCall.Stream.fromCaller()));
        for (String column : List.of("b_index", "b_payload", "b_saddr", "b_received", "b_lost", "b_reordered", "b_avgjitter_mult10",
                "b_maxjitter", "b_sl1", "b_d50", "b_mos_f1_mult10", "b_mos_min_mult10", "b_last_rtp_from_end", "b_rtp_ptime",
                "b_packet_loss_perc_mult1000", "b_delay_sum", "b_delay_cnt", "b_delay_avg_mult100", "b_ttl_min")) {
            assertTrue(row.containsKey(column), column);
            assertNull(row.get(column), column);
        }
        assertEquals(45L, row.get("mos_min_mult10")); // of the side that there is
    }

    @Test
    void aCallWithoutStreamsHasNoFigures() {
        Map<String, Object> row = cdr(TestCall.call());
        for (String column : List.of("jitter_mult10", "mos_min_mult10", "packet_loss_perc_mult1000", "delay_sum", "delay_cnt",
                "delay_avg_mult100", "lost")) {
            assertTrue(row.containsKey(column), column);
            assertNull(row.get(column), column);
        }
        assertEquals(-1L, row.get("payload"));
    }

    @Test
    void payloadIsACodecNumber() {
        TestCall.Stream dynamic = TestCall.Stream.fromCaller();
        dynamic.payloadType = 111;
        dynamic.encoding = "opus";
        TestCall.Stream mapped = TestCall.Stream.fromCalled();
        mapped.payloadType = 100;
        mapped.encoding = "PCMA"; // agreed under a dynamic number
        Map<String, Object> row = cdr(TestCall.call().with(dynamic, mapped));
        assertEquals(111L, row.get("a_payload"));
        assertEquals(8L, row.get("b_payload"));
        assertEquals(111L, row.get("payload"));
        assertEquals(8L, cdr(TestCall.call().with(mapped)).get("payload"));
    }

    @Test
    void faxHasThePayloadOfT38() {
        TestCall call = TestCall.call().with(TestCall.Stream.fromCaller());
        call.traits = EnumSet.of(Trait.SDP_IMAGE);
        assertEquals(1000L, cdr(call).get("payload"));
    }

    // loss, jitter, delay

    /** Rows C1 to C6 of the table of loss columns; received is the column, two more than the internal counter. */
    @ParameterizedTest
    @CsvSource({"0, 1002, 0", "10, 990, 1000", "1, 1000, 100", "333, 667, 33300", "5000, 2, 99960", "17, 4983, 340"})
    void lossIsInThousandthsOfAPercent(long lost, long received, long times1000) {
        TestCall.Stream stream = TestCall.Stream.fromCaller();
        stream.lost = lost;
        stream.packets = received;
        Map<String, Object> row = cdr(TestCall.call().with(stream, TestCall.Stream.fromCalled()));
        assertEquals(times1000, row.get("a_packet_loss_perc_mult1000"));
        assertEquals(times1000, row.get("packet_loss_perc_mult1000"));
        assertEquals(lost, row.get("a_lost"));
        assertEquals(0L, row.get("b_lost"));
        assertEquals(lost, row.get("lost"));
        assertEquals(received, row.get("a_received"));
    }

    @Test
    void moreDuplicatesThanLossesAreNoLoss() {
        TestCall.Stream stream = TestCall.Stream.fromCaller();
        stream.lost = -2;
        stream.reordered = 3;
        Map<String, Object> row = cdr(TestCall.call().with(stream));
        assertEquals(0L, row.get("a_lost"));
        assertEquals(3L, row.get("a_reordered"));
    }

    /** 1.201 ms mean is 12.01 tenths, rounded up; 30.001 ms at most is 31. */
    @Test
    void jitterIsRoundedUp() {
        TestCall.Stream a = TestCall.Stream.fromCaller();
        a.jitter = new StreamRecord.Jitter(1_201, 30_001, 0, 0);
        TestCall.Stream b = TestCall.Stream.fromCalled();
        b.jitter = new StreamRecord.Jitter(1_200, 30_000, 0, 0);
        Map<String, Object> row = cdr(TestCall.call().with(a, b));
        assertEquals(13L, row.get("a_avgjitter_mult10"));
        assertEquals(31L, row.get("a_maxjitter"));
        assertEquals(12L, row.get("b_avgjitter_mult10"));
        assertEquals(30L, row.get("b_maxjitter"));
        assertEquals(13L, row.get("jitter_mult10"));
    }

    @Test
    void lossRunsAndDelaysGoToTheirColumns() {
        TestCall.Stream a = TestCall.Stream.fromCaller();
        a.lossRuns = List.of(1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L, 10L);
        a.delays = List.of(11L, 12L, 13L, 14L, 15L, 16L, 17L);
        Map<String, Object> row = cdr(TestCall.call().with(a));
        for (int i = 1; i <= 10; i++) {
            assertEquals((long) i, row.get("a_sl" + i));
        }
        String[] delays = {"d50", "d70", "d90", "d120", "d150", "d200", "d300"};
        for (int i = 0; i < delays.length; i++) {
            assertEquals(11L + i, row.get("a_" + delays[i]));
        }
    }

    /** a: 2*60 + 1*300 = 420 over 3, mean 140; b: 4*80 = 320 over 4, mean 80. The call has the largest of each. */
    @Test
    void delaysAreWeighted() {
        TestCall.Stream a = TestCall.Stream.fromCaller();
        a.delays = List.of(2L, 0L, 0L, 0L, 0L, 0L, 1L);
        TestCall.Stream b = TestCall.Stream.fromCalled();
        b.delays = List.of(0L, 4L, 0L, 0L, 0L, 0L, 0L);
        Map<String, Object> row = cdr(TestCall.call().with(a, b));
        assertEquals(420L, row.get("a_delay_sum"));
        assertEquals(3L, row.get("a_delay_cnt"));
        assertEquals(14_000L, row.get("a_delay_avg_mult100"));
        assertEquals(320L, row.get("b_delay_sum"));
        assertEquals(8_000L, row.get("b_delay_avg_mult100"));
        assertEquals(420L, row.get("delay_sum"));
        assertEquals(4L, row.get("delay_cnt"));
        assertEquals(14_000L, row.get("delay_avg_mult100"));
        assertEquals(0L, cdr(TestCall.call().with(TestCall.Stream.fromCaller())).get("a_delay_avg_mult100"));
    }

    /** All weights once: 60 + 80 + 105 + 135 + 175 + 250 + 300. */
    @Test
    void everyDelayHasItsWeight() {
        TestCall.Stream a = TestCall.Stream.fromCaller();
        a.delays = List.of(1L, 1L, 1L, 1L, 1L, 1L, 1L);
        assertEquals(1_105L, cdr(TestCall.call().with(a)).get("a_delay_sum"));
        assertEquals(15_786L, cdr(TestCall.call().with(a)).get("a_delay_avg_mult100")); // 1105/7 = 157.857
    }

    // MOS

    private static TestCall.Stream mos(TestCall.Stream stream, int f1, int f2, int adapt) {
        stream.playout = List.of(TestCall.Stream.playout("f1", f1, f1 - 1), TestCall.Stream.playout("f2", f2, f2 - 1),
                TestCall.Stream.playout("adapt", adapt, adapt - 1));
        return stream;
    }

    @Test
    void theWorstMosIsThatOfTheSecondBufferOrOfAll() {
        TestCall call = TestCall.call().with(mos(TestCall.Stream.fromCaller(), 30, 41, 43), mos(TestCall.Stream.fromCalled(), 44, 40, 35));
        Map<String, Object> row = cdr(call);
        assertEquals(30L, row.get("a_mos_f1_mult10"));
        assertEquals(29L, row.get("a_mos_f1_min_mult10"));
        assertEquals(41L, row.get("a_mos_f2_mult10"));
        assertEquals(40L, row.get("a_mos_f2_min_mult10"));
        assertEquals(43L, row.get("a_mos_adapt_mult10"));
        assertEquals(42L, row.get("a_mos_adapt_min_mult10"));
        assertEquals(41L, row.get("a_mos_min_mult10"));
        assertEquals(40L, row.get("b_mos_min_mult10"));
        assertEquals(40L, row.get("mos_min_mult10"));
        row = cdr(call, worstOfThree());
        assertEquals(30L, row.get("a_mos_min_mult10"));
        assertEquals(35L, row.get("b_mos_min_mult10"));
        assertEquals(30L, row.get("mos_min_mult10"));
    }

    @Test
    void aBufferThatWasNotSimulatedIsNull() {
        TestCall.Stream stream = TestCall.Stream.fromCaller();
        stream.playout = List.of(TestCall.Stream.playout("f1", 30, 29));
        Map<String, Object> row = cdr(TestCall.call().with(stream));
        assertNull(row.get("a_mos_f2_mult10"));
        assertNull(row.get("a_mos_min_mult10"));
        assertEquals(30L, cdr(TestCall.call().with(stream), worstOfThree()).get("a_mos_min_mult10"));
    }

    @Test
    void anUnansweredCallWithFewPacketsHasTheBestMos() {
        TestCall.Stream few = mos(TestCall.Stream.fromCaller(), 10, 10, 10);
        few.packets = 99;
        TestCall call = TestCall.call().with(few);
        call.answered = Optional.empty();
        assertEquals(45L, cdr(call).get("a_mos_f1_mult10"));
        assertEquals(45L, cdr(call).get("mos_min_mult10"));
        few.packets = 100;
        call = TestCall.call().with(few);
        call.answered = Optional.empty();
        assertEquals(10L, cdr(call).get("a_mos_f1_mult10"));
    }

    // the rest

    @Test
    void responseTimesAndRepetitionsAreCopied() {
        TestCall call = TestCall.call();
        call.tryingMillis = 12;
        call.responseMillis = 70_000;
        call.repetitions = 300;
        Map<String, Object> row = cdr(call);
        assertEquals(12L, row.get("response_time_100"));
        assertEquals(65_535L, row.get("response_time_xxx")); // smallint
        assertEquals(255L, row.get("max_retransmission_invite")); // tinyint
        assertNull(cdr(TestCall.call()).get("response_time_100"));
    }

    @Test
    void timeToLiveIsThatOfSipAndOfBothStreams() {
        TestCall call = TestCall.call();
        call.ttl = new Ttl(60, 64, 625);
        TestCall.Stream a = TestCall.Stream.fromCaller();
        a.ttl = new Ttl(50, 55, 511);
        Map<String, Object> row = cdr(call.with(a));
        assertEquals(List.of(60L, 64L, 625L), List.of(row.get("ttl_min"), row.get("ttl_max"), row.get("ttl_avg_mult10")));
        assertEquals(List.of(50L, 55L, 511L), List.of(row.get("a_ttl_min"), row.get("a_ttl_max"), row.get("a_ttl_avg_mult10")));
        assertNull(cdr(TestCall.call()).get("ttl_min"));
    }

    @ParameterizedTest
    @CsvSource({"UDP, 32", "TCP, 31", "TLS, 33", "SDP_AUDIO, 12", "SDP_IMAGE, 13", "SDP_VIDEO, 14", "TELEPHONE_EVENT_OFFERED, 8",
            "TELEPHONE_EVENT_ANSWERED, 9", "SIP_FRAGMENTED, 10"})
    void traitsOfTheCallAreFlags(Trait trait, int bit) {
        TestCall call = TestCall.call();
        call.traits = EnumSet.of(trait);
        assertEquals(1L << bit, cdr(call).get("flags"));
    }

    @ParameterizedTest
    @CsvSource({"SRTP, 4", "SSRC_ZERO, 6", "FRAGMENTED, 11", "PLAYOUT_STOPPED, 34", "CODEC_CHANGED, 35"})
    void traitsOfStreamsAreFlags(StreamDetails.Trait trait, int bit) {
        TestCall.Stream stream = TestCall.Stream.fromCaller();
        stream.traits = EnumSet.of(trait);
        assertEquals(1L << bit, cdr(TestCall.call().with(stream)).get("flags"));
    }

    @Test
    void otherFlagsComeFromTheOutcome() {
        TestCall call = TestCall.call();
        call.byeConfirmed = false;
        assertEquals(1L << 2, cdr(call).get("flags"));
        call.firstRequest = "BYE";
        assertEquals(1L << 2 | 1L << 3, cdr(call).get("flags"));
        TestCall.Stream stream = TestCall.Stream.fromCaller();
        stream.duplicates = 1;
        assertEquals(1L << 22, cdr(TestCall.call().with(stream)).get("flags"));
        assertEquals(1L << 40, cdr(TestCall.call(), worstOfThree()).get("flags")); // cdr_flag_bit = 40
    }

    @Test
    void vlanAndSensorAreNullWhenThereIsNone() {
        TestCall call = TestCall.call();
        assertNull(cdr(call).get("vlan"));
        assertNull(cdr(call).get("id_sensor"));
        call.vlan = 0;
        call.sensor = 9;
        assertEquals(0L, cdr(call).get("vlan"));
        assertEquals(9L, cdr(call).get("id_sensor"));
    }

    @Test
    void agentsAreStoredUnlessSwitchedOff() {
        Map<String, Object> row = cdr(TestCall.call());
        assertEquals("Phone 1.0", CollectedCells.NamedTexts.TEXTS.get(row.get("a_ua_id")));
        assertNull(row.get("b_ua_id"));
        assertNull(cdr(TestCall.call(), worstOfThree()).get("a_ua_id"));
    }

    // child rows

    @Test
    void nextHasTheCallIdAndWhatIsRare() {
        Map<String, Object> row = rows(TestCall.call(), CdrTable.NEXT).get(0);
        assertEquals(7L, row.get("cdr_ID"));
        assertEquals(TestCall.START, row.get("calldate"));
        assertEquals("3c26@192.0.2.1", row.get("fbasename"));
        assertEquals(0L, row.get("spool_index"));
        for (String column : List.of("digest_username", "match_header", "GeoPosition", "hold")) {
            assertNull(row.get(column), column);
        }
        TestCall call = TestCall.call();
        call.digestUser = "u";
        call.matchHeader = "m";
        call.geoPosition = "g";
        call.hold = "+1,-2";
        row = rows(call, CdrTable.NEXT).get(0);
        assertEquals(List.of("u", "m", "g", "+1,-2"), List.of(row.get("digest_username"), row.get("match_header"),
                row.get("GeoPosition"), row.get("hold")));
    }

    @Test
    void streamsBecomeRows() {
        TestCall.Stream a = TestCall.Stream.fromCaller();
        a.lost = 4;
        a.announcedPtime = 30;
        a.jitter = new StreamRecord.Jitter(0, 1_201, 0, 0);
        a.ttl = new Ttl(50, 55, 511);
        Map<String, Object> row = rows(TestCall.call().with(a), CdrTable.RTP).get(0);
        assertEquals("198.51.100.1", row.get("saddr"));
        assertEquals(20_000L, row.get("sport"));
        assertEquals("198.51.100.2", row.get("daddr"));
        assertEquals(30_000L, row.get("dport"));
        assertEquals(0xCAFEBABEL, row.get("ssrc"));
        assertEquals(500L, row.get("received"));
        assertEquals(4L, row.get("loss"));
        assertEquals(1_500_000L, row.get("firsttime"));
        assertEquals(8_400_000L, row.get("duration"));
        assertEquals(0L, row.get("payload"));
        assertEquals(13L, row.get("maxjitter_mult10"));
        assertEquals(1L, row.get("index"));
        assertEquals(30L, row.get("sdp_ptime"));
        assertEquals(20L, row.get("rtp_ptime"));
        assertEquals(2L | 4L, row.get("flags")); // chosen, caller
        assertEquals(List.of(50L, 55L, 511L), List.of(row.get("ttl_min"), row.get("ttl_max"), row.get("ttl_avg_mult10")));
    }

    @Test
    void flagsOfStreamsSayWhatTheyAre() {
        TestCall.Stream b = TestCall.Stream.fromCalled();
        b.traits = EnumSet.of(StreamDetails.Trait.SHARED, StreamDetails.Trait.SRTP, StreamDetails.Trait.PLAYOUT_STOPPED,
                StreamDetails.Trait.CODEC_CHANGED);
        TestCall.Stream other = TestCall.Stream.fromCalled();
        other.packets = 0;
        List<Map<String, Object>> rows = rows(TestCall.call().with(b, other), CdrTable.RTP);
        assertEquals(1L | 2L | 8L | 16L | 32L | 64L, rows.get(0).get("flags"));
        assertEquals(8L, rows.get(1).get("flags"));
        assertNull(rows.get(1).get("received"));
        assertEquals(2L, rows.get(1).get("index"));
    }

    @Test
    void streamsWithUnknownCodecAreStoredOnlyWhenWanted() {
        TestCall.Stream unknown = TestCall.Stream.fromCaller();
        unknown.encoding = "";
        assertEquals(0, rows(TestCall.call().with(unknown), CdrTable.RTP).size());
        assertEquals(1, CollectedCells.of(TestCall.call().with(unknown), worstOfThree()).get(CdrTable.RTP).size());
    }

    @Test
    void proxiesAreDistinctAndNotTheCalledParty() {
        TestCall call = TestCall.call();
        call.proxies = List.of(TestCall.PROXY, new Endpoint("192.0.2.2", 5080), TestCall.CALLED, new Endpoint("192.0.2.9", 5060));
        assertEquals(List.of("192.0.2.2", "192.0.2.9"), rows(call, CdrTable.PROXY).stream().map(row -> row.get("dst")).toList());
        assertEquals(0, CollectedCells.of(call, worstOfThree()).get(CdrTable.PROXY).size());
    }

    @Test
    void theHistoryHasTheMethodsThatAreWanted() {
        TestCall call = TestCall.call();
        call.history = List.of(new CallDetails.Event(0, "INVITE", 0, ""), new CallDetails.Event(5, "", 100, "100 Trying"),
                new CallDetails.Event(9, "BYE", 0, ""));
        List<Map<String, Object>> rows = rows(call, CdrTable.SIPHISTORY);
        assertEquals(3, rows.size());
        assertEquals("INVITE", CollectedCells.NamedTexts.TEXTS.get(rows.get(0).get("SIPrequest_id")));
        assertNull(rows.get(0).get("SIPresponse_id"));
        assertNull(rows.get(0).get("SIPresponseNum"));
        assertEquals(100L, rows.get(1).get("SIPresponseNum"));
        assertEquals(5L, rows.get(1).get("time"));
        List<Map<String, Object>> byes = CollectedCells.of(call, worstOfThree()).get(CdrTable.SIPHISTORY); // save_sip_history = bye
        assertEquals(List.of(9L), byes.stream().map(row -> row.get("time")).toList());
    }

    @Test
    void digitsComeFromInfoAndFromEvents() {
        TestCall call = TestCall.call();
        call.infoDigits = List.of(new CallDetails.InfoDigit(TestCall.START.plusMillis(3_000), '5', TestCall.CALLER, TestCall.CALLED));
        TestCall.Stream a = TestCall.Stream.fromCaller();
        a.digits = List.of(new StreamDetails.Digit(TestCall.START.plusMillis(4_500), '#'));
        List<Map<String, Object>> rows = rows(call.with(a), CdrTable.DTMF);
        assertEquals(List.of(3_000_000L, 4_500_000L), rows.stream().map(row -> row.get("firsttime")).toList());
        assertEquals(List.of("5", "#"), rows.stream().map(row -> row.get("dtmf")).toList());
        assertEquals(List.of(0L, 2L), rows.stream().map(row -> row.get("type")).toList());
        assertEquals("192.0.2.1", rows.get(0).get("saddr"));
        assertEquals("198.51.100.2", rows.get(1).get("daddr"));
    }

    @Test
    void sessionsAndResponsesBecomeRows() {
        TestCall call = TestCall.call();
        call.sessions = List.of(new CallDetails.SessionEnd(new Endpoint("198.51.100.1", 20_000), true, 0));
        call.responses = List.of(new CallDetails.Response(183, "183 Session Progress"));
        Map<String, Object> session = rows(call, CdrTable.SDP).get(0);
        assertEquals("198.51.100.1", session.get("ip"));
        assertEquals(20_000L, session.get("port"));
        assertEquals(1L, session.get("is_caller"));
        assertNull(session.get("ptime"));
        assertEquals(183L, rows(call, CdrTable.SIPRESP).get(0).get("SIPresponseNum"));
        assertEquals("183 Session Progress",
                CollectedCells.NamedTexts.TEXTS.get(rows(call, CdrTable.SIPRESP).get(0).get("SIPresponse_id")));
    }

    @Test
    void countersSaturate() {
        TestCall.Stream stream = TestCall.Stream.fromCaller();
        stream.packets = 20_000_000;
        stream.lossRuns = new ArrayList<>(Collections.nCopies(10, 20_000_000L));
        stream.jitter = new StreamRecord.Jitter(0, 100_000_000_000L, 0, 0);
        stream.delays = Arrays.asList(0L, 0L, 0L, 0L, 0L, 0L, 1_000_000L);
        Map<String, Object> row = cdr(TestCall.call().with(stream));
        assertEquals(16_777_215L, row.get("a_received"));
        assertEquals(16_777_215L, row.get("a_sl10"));
        assertEquals(65_535L, row.get("a_maxjitter"));
        assertEquals(16_777_215L, row.get("a_delay_sum"));
    }

    /** What the receivers rely on. */
    @Test
    void theOrderOfColumnsDoesNotDependOnTheCall() {
        TestCall rich = TestCall.call().with(TestCall.Stream.fromCaller(), TestCall.Stream.fromCalled());
        TestCall poor = TestCall.call();
        poor.calledAddress = null;
        poor.answered = Optional.empty();
        poor.byeFrom = Optional.empty();
        List<String> offered = SampleCall.cells().get(CdrTable.CDR.ordinal()).stream().map(Layout.Cell::name).toList();
        assertEquals(offered, List.copyOf(cdr(rich).keySet()));
        assertEquals(offered, List.copyOf(cdr(poor).keySet()));
        for (CdrTable table : CdrTable.values()) {
            assertTrue(!SampleCall.cells().get(table.ordinal()).isEmpty(), table.table());
        }
    }
}
