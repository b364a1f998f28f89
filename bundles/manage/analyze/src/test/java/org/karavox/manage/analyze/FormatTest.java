package org.karavox.manage.analyze;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.karavox.call.CallRecord;
import org.karavox.call.StreamRecord.Join;
import org.karavox.runtime.Analyzer.Report;
import org.karavox.runtime.Ledger;

class FormatTest {

    // order and shared streams ----------------------------------------------------------------------------------------

    @ParameterizedTest
    @CsvSource({"alice, sip:alice@example.org, alice", "'', sip:10.0.0.1, 10.0.0.1", "'', sip:10.0.0.1:5060;user=phone, 10.0.0.1",
            "'', sips:[2001:db8::1]:5061, [2001:db8::1]", "'', sip:@host?x=y, host", "'', host, host", "'', '', ''", "'', sip:, ''",
            "'', sip:[2001, '[2001'"})
    void namesTheHostOfAPartyWithoutUser(String user, String uri, String shown) {
        assertEquals(shown, TableFormat.party(user, uri));
    }

    @Test
    void ordersCallsByTheirFirstFrame() {
        Result result = new Result(List.of(Samples.unanswered("b", 9, "x"), Samples.unanswered("c", 1, "x"),
                Samples.unanswered("a", 9, "x")), Samples.report());
        assertEquals(List.of("c", "a", "b"), result.calls().stream().map(CallRecord::callId).toList());
    }

    @Test
    void listsAStreamThatTwoCallsShareOnce() {
        CallRecord first = Samples.answered("first", 1, Samples.stream(7, 0, 100, Join.SDP));
        CallRecord second = Samples.answered("second", 2, Samples.stream(7, 500, 75, Join.SDP));
        Result result = new Result(List.of(second, first), Samples.report());
        assertEquals(1, result.streams().size());
        assertEquals(100, result.streams().get(0).record().packets());
        assertEquals(List.of(first, second), result.streams().get(0).calls());
    }

    @Test
    void keepsTheFullerRecordOfASharedStream() {
        CallRecord first = Samples.answered("first", 1, Samples.stream(7, 500, 75, Join.SDP));
        CallRecord second = Samples.answered("second", 2, Samples.stream(7, 0, 100, Join.SDP));
        Result result = new Result(List.of(first, second), Samples.report());
        assertEquals(100, result.streams().get(0).record().packets());
    }

    @Test
    void listsStreamsThatReuseAnSsrcLaterOneByOne() {
        CallRecord first = Samples.answered("first", 1, Samples.stream(7, 0, 100, Join.SDP));
        CallRecord second = Samples.answered("second", 2, Samples.stream(7, 2001, 75, Join.SDP));
        assertEquals(2, new Result(List.of(first, second), Samples.report()).streams().size());
    }

    @Test
    void listsBothStreamsOfOneCallEvenIfTheyLookAlike() {
        CallRecord call = Samples.answered("first", 1, Samples.stream(7, 0, 100, Join.SDP), Samples.stream(7, 1, 50, Join.SDP));
        assertEquals(2, new Result(List.of(call), Samples.report()).streams().size());
    }

    @Test
    void ordersStreamsByTimeThoseWithoutACallIncluded() {
        CallRecord call = Samples.answered("c", 1, Samples.stream(1, 900, 10, Join.SDP), Samples.stream(2, 100, 10, Join.SDP));
        Result result = new Result(List.of(call), Samples.report(Samples.stream(3, 500, 10, Join.NONE)));
        assertEquals(List.of(2, 3, 1), result.streams().stream().map(stream -> stream.record().ssrc()).toList());
    }

    // JSON ------------------------------------------------------------------------------------------------------------

    @Test
    void writesAnEmptyResultAsJson() throws IOException {
        Report report = new Report(new Ledger(List.of(), Map.of(), 0, 0, 0, 0, Map.of()), List.of(), List.of());
        assertEquals("""
                {"calls":[],
                "streams":[],
                "ledger":{"sources":[],"read":0,"rebuilt":0,"fates":{},"handed":0,"handled":0,"inFlight":0,"details":{},"balanced":true},
                "problems":[]}
                """, print(Format.JSON, new Result(List.of(), report)));
    }

    @Test
    void writesCallsAndStreamsAsJson() throws IOException {
        CallRecord call = Samples.answered("c\"1\u0007\u00e9\ud83d\ude00\ud83d", 1, Samples.stream(0x68ef1d87, 500, 101, Join.SDP));
        String json = print(Format.JSON, new Result(List.of(call), Samples.report()));
        assertEquals("""
                {"calls":[
                {"callId":"c\\"1\\u0007\u00e9\ud83d\ude00\ufffd","sensorId":0,"from":"alice","fromUri":"sip:alice@example.org",\
                "to":"bob","toUri":"sip:bob@example.org","src":"192.0.2.1:5060","dst":"[2001:db8::2]:5060",\
                "proxies":["192.0.2.9:5060"],"fromAgent":"Phone/1","toAgent":"Server/2","firstRequest":"INVITE",\
                "startEpoch":1471336048.699899,"endEpoch":1471336068.699899,"startTime":0.100000,"firstProgressTime":0.300000,\
                "connectTime":1.600000,"byeTime":20.000000,"lastPacketTime":20.100000,"duration":20.000000,\
                "connectDuration":18.500000,"connected":true,"finalStatus":200,"lastInviteStatus":200,"finalReason":"OK",\
                "ended":"BYE_CONFIRMED","byeCode":3,"byeSeen":true,"byeFrom":"[2001:db8::2]:5060","byeAnswered":true,\
                "cancelSeen":false,"messages":7,"resends":1,"toTags":1,"hold":"","blind":false,"incomplete":false,"streams":1,\
                "fromName":"","byeAnswerTime":null,"lastStatus":null,"lastResponse":"","reasons":[],"tryingMs":null,\
                "responseMs":null,"inviteResends":0,"ttlMin":null,"ttlMax":null,"ttlMean":null,"vlan":null,"fromDscp":0,\
                "toDscp":0,"responses":[],"history":[],"sdp":[],"infoDigits":[],"digestUser":"","matchHeader":"",\
                "geoPosition":"","traits":[]}],
                "streams":[
                {"src":"192.0.2.1:4000","dst":"[2001:db8::2]:5000","ssrc":"0x68ef1d87",\
                "callId":"c\\"1\\u0007\u00e9\ud83d\ude00\ufffd","joinedBy":"SDP","fromCaller":true,"kind":"audio","payload":"PCMU",\
                "clockRate":8000,"payloadType":0,"payloadTypes":{"0":97,"101":4},"startEpoch":1471336049.099899,\
                "startTime":0.500000,"endTime":2.500000,"packets":101,"lost":2,"seqMissing":3,"seqDuplicates":1,"seqLate":5,\
                "lossRuns":[1,1,0],"meanJitterMs":1.246,"maxJitterMs":5.258,"minJitterMs":0.022,"lastJitterMs":0.700,\
                "maxGapMs":39.617,"delayBuckets":[1,0,0,0,0,0,0],"packetTimeMs":20,"firstSeq":24820,\
                "lastSeq":25218,"markers":2,"dtmf":"12#","comfortNoisePackets":0,\
                "playout":[{"name":"f1","mos":4.3,"mosMin":3.8,"lossRuns":[0,3]}],"ttlMin":null,"ttlMax":null,"ttlMean":null,\
                "dscp":0,"sdpPacketTimeMs":null,"digits":[],"traits":[]}],
                "ledger":{"sources":[{"name":"a.pcap","read":10,"dropped":0}],"read":10,"rebuilt":0,\
                "fates":{"media":8,"orphan.rtp":0,"signalling.sip":2},"handed":10,"handled":10,"inFlight":0,\
                "details":{"engine.fragments":0},"balanced":true},
                "problems":[]}
                """.replace("\ud83d\"", "\ufffd\""), json);
    }

    @Test
    void writesDetailsAsJson() throws IOException {
        String json = print(Format.JSON, new Result(List.of(Samples.detailed()), Samples.report()));
        assertTrue(json.contains("""
                "fromName":"Al \\"x\\"","byeAnswerTime":20.025000,"lastStatus":200,"lastResponse":"200 OK",\
                "reasons":[{"protocol":"Q.850","cause":16,"text":"bye"},{"protocol":"SIP","cause":null,"text":""}],"tryingMs":20,\
                "responseMs":200,"inviteResends":2,"ttlMin":60,"ttlMax":64,"ttlMean":61.5,"vlan":42,"fromDscp":26,"toDscp":46,\
                "responses":["180 Ringing","200 OK"],"history":[{"ms":0.000,"message":"INVITE"},{"ms":200.001,"message":"180 Ringing"}],\
                "sdp":[{"address":"192.0.2.1:4000","fromCaller":true,"sdpPacketTimeMs":30},\
                {"address":"[2001:db8::2]:5000","fromCaller":false,"sdpPacketTimeMs":null}],\
                "infoDigits":[{"time":5.000000,"digit":"#","src":"192.0.2.1:5060","dst":"[2001:db8::2]:5060"}],"digestUser":"al",\
                "matchHeader":"leg","geoPosition":"1,2","traits":["UDP","SDP_AUDIO"]}"""), json);
        assertTrue(json.contains("""
                "ttlMin":59,"ttlMax":60,"ttlMean":59.9,"dscp":46,"sdpPacketTimeMs":20,"digits":[{"time":0.250000,"digit":"1"},\
                {"time":0.500000,"digit":"2"}],"traits":["SRTP","CODEC_CHANGED"]}]"""), json);
    }

    @Test
    void writesNullForWhatThereIsNot() throws IOException {
        String json = print(Format.JSON, new Result(List.of(Samples.unanswered("c", 1, "x")), Samples.report(
                Samples.stream(1, 0, 10, Join.NONE))));
        for (String pair : List.of("\"finalStatus\":null", "\"lastInviteStatus\":null", "\"byeFrom\":null", "\"byeTime\":null",
                "\"connectTime\":null", "\"firstProgressTime\":null", "\"connectDuration\":null", "\"connected\":false",
                "\"callId\":null,\"joinedBy\":\"NONE\"", "\"startTime\":0.000000", "\"hold\":\"+12,-30\"")) {
            assertTrue(json.contains(pair), pair + " in " + json);
        }
    }

    @Test
    void namesAllCallsOfASharedStream() throws IOException {
        String json = print(Format.JSON, new Result(List.of(Samples.answered("first", 1, Samples.stream(7, 0, 100, Join.SDP)),
                Samples.answered("second", 2, Samples.stream(7, 0, 100, Join.SDP))), Samples.report()));
        assertTrue(json.contains("\"callId\":\"first\",\"callIds\":[\"first\",\"second\"]"), json);
    }

    @Test
    void leavesRelativeTimesOutIfTheyAreRelativeToNothing() throws IOException {
        Report report = new Report(Samples.ledger(), List.of(), List.of("a.pcap ended early"));
        String json = print(Format.JSON, new Result(List.of(Samples.answered("c", 1)), report));
        assertFalse(json.contains("startTime"), json);
        assertTrue(json.contains("\"problems\":[\"a.pcap ended early\"]"), json);
    }

    @Test
    void writesNumbersOfEverySize() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (Utf8Output out = new Utf8Output(bytes)) {
            out.number(0).ascii(' ').number(Long.MIN_VALUE).ascii(' ').number(Long.MAX_VALUE).ascii(' ').fixed(-5, 3).ascii(' ')
                    .fixed(-1005, 3).ascii(' ').fixed(12, 0).ascii(' ').seconds(-1, 500_000_000).ascii(' ').seconds(-2, 0).ascii(' ')
                    .seconds(5, 1).ascii(' ').hex32(-1);
        }
        assertEquals("0 -9223372036854775808 9223372036854775807 -0.005 -1.005 12 -0.500000 -2.000000 5.000000001 0xffffffff",
                bytes.toString(StandardCharsets.US_ASCII));
    }

    @Test
    void writesTextLongerThanItsBuffer() throws IOException {
        String text = "\u20ac".repeat(50_000);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (Utf8Output out = new Utf8Output(bytes)) {
            out.ascii("x".repeat(200_000)).text(text);
        }
        assertEquals("x".repeat(200_000) + text, bytes.toString(StandardCharsets.UTF_8));
    }

    // CSV -------------------------------------------------------------------------------------------------------------

    @Test
    void writesOneLinePerCallAsCsv() throws IOException {
        String csv = print(Format.CSV, new Result(List.of(Samples.answered("c1", 1, Samples.stream(7, 0, 100, Join.SDP))),
                Samples.report()));
        assertEquals("callId,startEpoch,durationS,connectDurationS,from,fromUri,to,toUri,src,dst,firstRequest,finalStatus,finalReason,"
                + "ended,byeSeen,byeFrom,cancelSeen,messages,resends,incomplete,blind,streams,packets,lost,maxJitterMs,mos,fromAgent,"
                + "toAgent\r\n"
                + "c1,1471336048.699899,20.000000,18.500000,alice,sip:alice@example.org,bob,sip:bob@example.org,192.0.2.1:5060,"
                + "[2001:db8::2]:5060,INVITE,200,OK,BYE_CONFIRMED,yes,[2001:db8::2]:5060,no,7,1,no,no,1,100,2,5.258,4.3,Phone/1,Server/2\r\n",
                csv);
    }

    @Test
    void quotesCsvValuesThatNeedIt() throws IOException {
        String csv = print(Format.CSV, new Result(List.of(Samples.unanswered("a,\"b\"\r\nc", 1, " x")), Samples.report()));
        assertTrue(csv.contains("\r\n\"a,\"\"b\"\"\r\nc\",1471336048.599899,0.000000,,\" x\",sip: x,,,"), csv);
    }

    @Test
    void everyCsvLineHasAsManyFieldsAsTheHeader() throws IOException {
        String[] lines = print(Format.CSV, new Result(List.of(Samples.unanswered("a", 1, "x"), Samples.answered("b", 2)),
                Samples.report())).split("\r\n");
        assertEquals(3, lines.length);
        for (String line : lines) {
            assertEquals(28, line.split(",", -1).length, line);
        }
    }

    // table -----------------------------------------------------------------------------------------------------------

    @Test
    void alignsTheTable() throws IOException {
        Result result = new Result(List.of(Samples.answered("c1", 1, Samples.stream(7, 0, 1000, Join.LATE_SDP)),
                Samples.unanswered("c2", 2, "a rather long caller")), Samples.report(Samples.stream(0xABCDEF01, 1, 5, Join.NONE)));
        assertEquals("""
                Call  Start (UTC)              Duration  From                  To   Status  Ended                               Streams  Call-ID
                   1  2016-08-16 08:27:28.699    0:20.0  alice                 bob  200 OK  bye confirmed                             1  c1
                   2  2016-08-16 08:27:28.599    0:00.0  a rather long caller       -       not answered, capture lost packets        0  c2

                Call  Source          Destination         SSRC        Payload  Packets  Lost  Jitter mean  max ms  MOS  Joined by
                   1  192.0.2.1:4000  [2001:db8::2]:5000  0x00000007  PCMU        1000     2         1.24    5.25  4.3  late SDP
                   -  192.0.2.1:4000  [2001:db8::2]:5000  0xabcdef01  PCMU           5     2         1.24    5.25  4.3  nobody

                2 calls, 2 streams (1 without a call), 10 packets
                """, print(Format.TABLE, result));
    }

    @Test
    void printsOnlyCountsIfThereIsNothingElse() throws IOException {
        Report report = new Report(new Ledger(List.of(new Ledger.Source("a", 1, 0)), Map.of("unclaimed.udp", 1L), 0, 0, 0, 0, Map.of()),
                List.of(), List.of());
        assertEquals("0 calls, 0 streams, 1 packet\n", print(Format.TABLE, new Result(List.of(), report)));
    }

    @Test
    void neverPrintsControlCharactersOfACapture() throws IOException {
        String table = print(Format.TABLE, new Result(List.of(Samples.unanswered("\u001b[2Jx\u202ey\u009b", 1, "a\r\nb")),
                Samples.report()));
        assertTrue(table.contains("?[2Jx?y?"), table);
        assertTrue(table.contains("a??b"), table);
    }

    @Test
    void cutsLongTexts() {
        assertEquals("x".repeat(45) + "...", TableFormat.printable("x".repeat(100)));
        assertEquals("x".repeat(48), TableFormat.printable("x".repeat(48)));
    }

    @Test
    void writesTimesForPeople() {
        assertEquals("1970-01-01 00:00:00.000", TableFormat.time(Instant.EPOCH));
        assertEquals("1:02:03.4", TableFormat.duration(Duration.ofMillis(3_723_499)));
        assertEquals("0:59.9", TableFormat.duration(Duration.ofMillis(59_999)));
    }

    // summary ---------------------------------------------------------------------------------------------------------

    @Test
    void sumsUpTheLedger() {
        assertEquals("10 packets read: 8 media, 2 signalling.sip", Summary.of(Samples.ledger()));
        assertEquals("1 packet read and 2 made out of others: 3 media; 4 lost before they could be read",
                Summary.of(new Ledger(List.of(new Ledger.Source("a", 1, 4)), Map.of("media", 3L), 2, 0, 0, 0, Map.of())));
    }

    @Test
    void namesBooksThatDoNotBalanceAsAProblem() {
        Ledger ledger = new Ledger(List.of(new Ledger.Source("a", 2, 0)), Map.of("media", 1L), 0, 0, 0, 0, Map.of());
        List<String> problems = new Result(List.of(), new Report(ledger, List.of(), List.of("a ended early"))).problems();
        assertEquals(2, problems.size());
        assertEquals("The ledger does not balance: " + ledger.imbalances().get(0), problems.get(1));
    }

    @Test
    void namesAnImbalanceOnlyOnce() {
        Ledger ledger = new Ledger(List.of(new Ledger.Source("a", 2, 0)), Map.of("media", 1L), 0, 0, 0, 0, Map.of());
        List<String> told = new ArrayList<>(List.of("Lost count: " + ledger.imbalances().get(0)));
        assertEquals(told, new Result(List.of(), new Report(ledger, List.of(), told, Optional.empty())).problems());
    }

    private static String print(Format format, Result result) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        format.print(result, bytes);
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
