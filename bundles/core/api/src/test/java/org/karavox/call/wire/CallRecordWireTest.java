package org.karavox.call.wire;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.karavox.call.CallDetails;
import org.karavox.call.CallEnd;
import org.karavox.call.CallRecord;
import org.karavox.call.Endpoint;
import org.karavox.call.StreamDetails;
import org.karavox.call.StreamRecord;
import org.karavox.call.Ttl;

class CallRecordWireTest {

    private static final Instant START = Instant.parse("2026-11-24T12:00:00.123456789Z");

    private final CallRecordWriter writer = new CallRecordWriter();

    @Test
    void anythingTheTypesAllowComesBackTheSame() throws WireException {
        Generated generated = new Generated(20_261_124);
        for (int i = 0; i < 5_000; i++) {
            CallRecord call = generated.call();
            assertEquals(call, roundTrip(call), "record " + i);
        }
    }

    @Test
    void bytesInFrontAndBehindAreNotLookedAt() throws WireException {
        byte[] record = bytes(usual());
        byte[] among = new byte[record.length + 20];
        Arrays.fill(among, (byte) 0xFF);
        System.arraycopy(record, 0, among, 10, record.length);
        assertEquals(usual(), CallRecordReader.read(among, 10, record.length));
    }

    @Test
    void everyTruncationIsRefused() {
        Generated generated = new Generated(7);
        for (int i = 0; i < 20; i++) {
            byte[] record = bytes(generated.call());
            for (int length = 0; length < record.length; length++) {
                int cut = length;
                assertThrows(WireException.class, () -> CallRecordReader.read(record, 0, cut), "record " + i + ", length " + length);
            }
        }
    }

    /** Nothing but an answer or a sentence, whichever bit is turned; and truncations whose length was put right. */
    @Test
    void damageIsAnsweredNeverThrownAt() {
        byte[] record = bytes(usual());
        int answered = 0;
        for (int bit = 0; bit < record.length * 8; bit++) {
            byte[] damaged = record.clone();
            damaged[bit / 8] ^= (byte) (1 << bit % 8);
            answered += isAnswered(damaged) ? 1 : 0;
        }
        assertTrue(answered > 0, "a turned bit in a text is no reason to lose the record");
        int head = record.length - body(record).length;
        assertEquals(3, head);
        for (int length = head; length < record.length; length++) {
            byte[] cut = envelope(Arrays.copyOfRange(record, head, length));
            isAnswered(cut);
        }
    }

    @Test
    void fieldsOfLaterVersionsArePassedOver() throws WireException {
        ByteArrayOutputStream later = new ByteArrayOutputStream();
        later.writeBytes(body(bytes(usual())));
        later.writeBytes(new byte[] {(byte) 0xA0, 0x03, 5});              // field 104, a number
        later.writeBytes(new byte[] {(byte) 0xA1, 0x03, 3, 'a', 'b', 'c'}); // field 104, three bytes
        later.writeBytes(new byte[] {(byte) 0xA2, 0x03, 2, 0, 'a'});       // field 104, UTF-16
        assertEquals(usual(), read(envelope(later.toByteArray())));
    }

    @Test
    void constantsOfLaterVersionsHaveAStandIn() {
        assertEquals(CallEnd.NO_BYE, Codes.end(999, true));
        assertEquals(CallEnd.NOT_ANSWERED, Codes.end(999, false));
        assertEquals(StreamRecord.Join.NONE, Codes.join(999));
    }

    @Test
    void formatOfALaterVersionIsRefusedWithWhatToDo() {
        byte[] record = bytes(usual());
        record[0] = 2;
        String message = assertThrows(WireException.class, () -> read(record)).getMessage();
        assertTrue(message.contains("format 2") && message.contains("later"), message);
    }

    /** These numbers are on disks: a change here makes old journals unreadable. */
    @Test
    void numbersOfConstantsStayAsTheyAre() {
        assertEquals("UDP0 TCP1 TLS2 SDP_AUDIO3 SDP_VIDEO4 SDP_IMAGE5 TELEPHONE_EVENT_OFFERED6 TELEPHONE_EVENT_ANSWERED7 SIP_FRAGMENTED8",
                String.join(" ", Arrays.stream(CallDetails.Trait.values()).map(t -> t.name() + Codes.of(t)).toList()));
        assertEquals("SHARED0 SRTP1 PLAYOUT_STOPPED2 CODEC_CHANGED3 SSRC_ZERO4 FRAGMENTED5",
                String.join(" ", Arrays.stream(StreamDetails.Trait.values()).map(t -> t.name() + Codes.of(t)).toList()));
        assertEquals("SDP1 LATE_SDP2 NONE0",
                String.join(" ", Arrays.stream(StreamRecord.Join.values()).map(j -> j.name() + Codes.of(j)).toList()));
    }

    /** Written by the first version; later ones must read it. */
    @Test
    void recordOfTheFirstVersionIsRead() throws Exception {
        byte[] record = CallRecordWireTest.class.getResourceAsStream("version1.bin").readAllBytes();
        assertEquals(usual(), read(record));
        assertArrayEquals(record, bytes(usual()));
    }

    @Test
    void usualRecordIsCompact() {
        int length = bytes(usual()).length;
        assertTrue(length < 900, length + " bytes");
    }

    @Test
    void longTextIsCut() throws WireException {
        CallRecord read = roundTrip(call("x".repeat(20_000), List.of(), List.of()));
        assertEquals(16_384, read.callId().length());
        assertFalse(read.incomplete());
    }

    @Test
    void recordThatWouldBeTooLongIsShortened() throws WireException {
        List<CallDetails.Event> history = Collections.nCopies(300, new CallDetails.Event(1, "INVITE", 0, "y".repeat(16_000)));
        CallRecord read = roundTrip(call("long", history, List.of(stream())));
        assertEquals(List.of(), read.details().history());
        assertEquals(stream().playout(), read.streams().get(0).playout());
        assertTrue(read.incomplete());
    }

    @Test
    void recordWithTooManyStreamsKeepsTheFirst() throws WireException {
        CallRecord read = roundTrip(call("wide", List.of(), Collections.nCopies(20_000, stream())));
        assertEquals(64, read.streams().size());
        assertTrue(read.incomplete());
    }

    @Test
    void longestTextsFit() throws WireException {
        String text = "\u20AC".repeat(20_000);
        Endpoint far = new Endpoint(text, 1);
        CallRecord call = new CallRecord(text, 1, 1, text, text, text, text, far, far, Collections.nCopies(100, far), text, text,
                text, START, Optional.empty(), Optional.empty(), START, 0, 0, text, CallEnd.FORCED, Optional.of(far),
                Optional.empty(), false, false, 0, 0, 0, text, false, false, Collections.nCopies(100, stream()));
        int length = writer.write(call);
        assertTrue(length <= CallRecordWriter.MAX_LENGTH, length + " bytes");
        assertEquals(16_384, CallRecordReader.read(writer.array(), 0, length).hold().length());
    }

    /** 16 bytes that claim four thousand million numbers. */
    @Test
    void claimedSizesCostNoMemory() {
        byte[] start = {5, 2, 0, 0};                                             // start: 0 s, 0 ns
        byte[] stream = {117, 7, 69, 5, (byte) 0xFF, (byte) 0xFF, (byte) 0xFF, (byte) 0xFF, 0x0F}; // field 29 with field 17
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        body.writeBytes(start);
        body.writeBytes(stream);
        String message = assertThrows(WireException.class, () -> read(envelope(body.toByteArray()))).getMessage();
        assertTrue(message.contains("elements"), message);
    }

    // ---- support

    private CallRecord roundTrip(CallRecord call) throws WireException {
        return read(bytes(call));
    }

    private byte[] bytes(CallRecord call) {
        int length = writer.write(call);
        return Arrays.copyOf(writer.array(), length);
    }

    private static CallRecord read(byte[] record) throws WireException {
        return CallRecordReader.read(record, 0, record.length);
    }

    private static boolean isAnswered(byte[] record) {
        try {
            read(record);
            return true;
        } catch (WireException e) {
            assertFalse(e.getMessage().isBlank());
            return false;
        }
    }

    /** What follows the length. */
    private static byte[] body(byte[] record) {
        int at = 1;
        while (record[at++] < 0) {
            continue;
        }
        return Arrays.copyOfRange(record, at, record.length);
    }

    private static byte[] envelope(byte[] body) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(CallRecordWriter.VERSION);
        int rest = body.length;
        while (rest > 127) {
            out.write(rest & 0x7F | 0x80);
            rest >>>= 7;
        }
        out.write(rest);
        out.writeBytes(body);
        return out.toByteArray();
    }

    private static CallRecord call(String callId, List<CallDetails.Event> history, List<StreamRecord> streams) {
        CallRecord usual = usual();
        CallDetails d = usual.details();
        return new CallRecord(callId, 7, 42, usual.caller(), usual.callerUri(), usual.called(), usual.calledUri(),
                usual.callerAddress(), usual.calledAddress(), usual.proxies(), usual.callerAgent(), usual.calledAgent(),
                usual.firstRequest(), usual.start(), usual.progress(), usual.answered(), usual.end(), 200, 200, "OK", usual.bye(),
                usual.byeFrom(), usual.byeTime(), true, false, 9, 0, 1, "", false, false, streams,
                new CallDetails(d.callerName(), d.byeConfirmed(), d.lastStatus(), d.lastResponse(), d.reasons(),
                        d.tryingMillis(), d.responseMillis(), 0, d.ttl(), d.vlan(), 0, 0, d.responses(), history, d.sessions(),
                        d.infoDigits(), "", "", "", d.traits()));
    }

    /** An answered call with two streams. */
    static CallRecord usual() {
        Endpoint a = new Endpoint("192.0.2.10", 5060);
        Endpoint b = new Endpoint("2001:db8::20", 5060);
        return new CallRecord("3c2670-u9@192.0.2.10", 7, 42, "1001", "sip:1001@example.org", "00420", "sip:00420@example.org", a, b,
                List.of(new Endpoint("192.0.2.1", 5060)), "Phone 1.0", "PBX 2", "INVITE", START, Optional.of(START.plusMillis(180)),
                Optional.of(START.plusSeconds(4)), START.plusSeconds(64), 200, 200, "OK", CallEnd.BYE_CONFIRMED, Optional.of(a),
                Optional.of(START.plusSeconds(63)), true, false, 9, 1, 1, "", false, false, List.of(stream(), stream()),
                new CallDetails("Jos\u00E9", Optional.of(START.plusSeconds(64)), 200, "200 OK",
                        List.of(new CallDetails.Reason("Q.850", 16, "Normal")), 12, 180, 1, new Ttl(63, 64, 635), -1, 24, 26,
                        List.of(new CallDetails.Response(100, "100 Trying"), new CallDetails.Response(180, "180 Ringing"),
                                new CallDetails.Response(200, "200 OK")),
                        List.of(new CallDetails.Event(0, "INVITE", 0, ""), new CallDetails.Event(12_000, "", 100, "100 Trying")),
                        List.of(new CallDetails.SessionEnd(new Endpoint("192.0.2.10", 10_000), true, 20)),
                        List.of(new CallDetails.InfoDigit(START.plusSeconds(9), '5', a, b)), "1001", "", "",
                        EnumSet.of(CallDetails.Trait.UDP, CallDetails.Trait.SDP_AUDIO)));
    }

    private static StreamRecord stream() {
        List<Integer> runs = new ArrayList<>(Collections.nCopies(128, 0));
        runs.set(0, 3);
        return new StreamRecord(new Endpoint("192.0.2.10", 10_000), new Endpoint("192.0.2.20", 20_000), 0xCAFEBABE, true, 8,
                Map.of(8, 3_000L, 101, 12L), "PCMA", 8_000, "audio", START.plusSeconds(4), START.plusSeconds(64), 3_000, 3, 3, 0, 0,
                List.of(3L, 0L, 0L, 0L, 0L, 0L, 0L, 0L, 0L, 0L), new StreamRecord.Jitter(310, 900, 1, 250),
                List.of(2L, 0L, 0L, 0L, 0L, 0L, 0L), List.of(new StreamRecord.Playout("f1", 44, 43, runs),
                        new StreamRecord.Playout("f2", 44, 44, runs), new StreamRecord.Playout("adapt", 43, 41, runs)),
                20, 17, 3_016, 1, 40_000, "5", 0, StreamRecord.Join.SDP,
                new StreamDetails(new Ttl(64, 64, 640), 46, 20, List.of(new StreamDetails.Digit(START.plusSeconds(9), '5')),
                        Set.of(StreamDetails.Trait.SSRC_ZERO)));
    }
}
