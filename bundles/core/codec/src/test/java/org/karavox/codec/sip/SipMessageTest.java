package org.karavox.codec.sip;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.karavox.codec.text.Texts;
import org.karavox.packet.PacketCursor;

class SipMessageTest {

    private static final String INVITE = "INVITE sip:2002@example.org;user=phone SIP/2.0\r\n"
            + "Via: SIP/2.0/UDP 192.0.2.10:5060;rport;branch=z9hG4bK-1, SIP/2.0/UDP p;branch=z9hG4bK-0\r\n"
            + "From: \"Doe; <John>\" <sip:1001:secret@example.net;x=y>;tag=tag-a\r\n"
            + "To: sip:2002@example.org\r\n"
            + "Call-ID: 3c26700c1aa8@192.0.2.10\r\n"
            + "CSeq: 17 INVITE\r\n"
            + "Contact: <sip:1001@192.0.2.10:5062>\r\n"
            + "User-Agent: phone/1.0\r\n"
            + "P-Asserted-Identity: <tel:+4930123>\r\n"
            + "Content-Type: application/sdp\r\n"
            + "Content-Length: 14\r\n"
            + "\r\n"
            + "v=0\r\ns=-\r\nt=0 more than announced";

    private final SipMessage message = new SipMessage();

    private SipMessage read(String text) {
        assertTrue(message.read(Windows.over(text)));
        return message;
    }

    private String callId() {
        return new String(message.bytes(), message.callIdOffset(), message.callIdLength(), ISO_8859_1);
    }

    private String sdp() {
        return new String(message.bytes(), message.sdpOffset(), message.sdpLength(), ISO_8859_1);
    }

    @Test
    void takesARequestApart() {
        read(INVITE);
        assertTrue(message.isRequest());
        assertEquals(SipMethod.INVITE, message.method());
        assertEquals("INVITE", message.methodText());
        assertEquals("sip:2002@example.org;user=phone", message.requestUri());
        assertEquals(0, message.status());
        assertEquals("3c26700c1aa8@192.0.2.10", callId());
        assertEquals("sip:1001:secret@example.net;x=y", message.fromUri());
        assertEquals("1001", message.fromUser());
        assertEquals("2002", message.toUser());
        assertNotEquals(0, message.fromTag());
        assertEquals(0, message.toTag());
        assertEquals(17, message.sequence());
        assertEquals("sip:1001@192.0.2.10:5062", message.contactUri());
        assertEquals("phone/1.0", message.agent());
        assertEquals("<tel:+4930123>", message.header("p-asserted-identity"));
        assertEquals("", message.header("subject"));
        assertEquals(14, message.bodyLength());
        assertEquals("v=0\r\ns=-\r\nt=0 ", sdp());
    }

    @Test
    void takesAResponseApart() {
        read("SIP/2.0 486 Busy Here\r\nCSeq: 2 INVITE\r\nCall-ID: x\r\nServer: pbx\r\nTo: <sip:b@c>;tag=q\r\n\r\n");
        assertFalse(message.isRequest());
        assertEquals(486, message.status());
        assertEquals("Busy Here", message.reason());
        assertEquals(SipMethod.INVITE, message.method());
        assertEquals("pbx", message.agent());
        assertEquals(0, message.sdpLength());
    }

    @Test
    void forgetsTheMessageBefore() {
        read(INVITE);
        read("BYE sip:a@b SIP/2.0\r\nCall-ID: other\r\n\r\n");
        assertEquals("", message.fromUri());
        assertEquals(0, message.fromTag());
        assertEquals(0, message.branch());
        assertEquals(-1, message.sequence());
        assertEquals(0, message.sdpLength());
        assertEquals(SipMethod.BYE, message.method());
    }

    @Test
    void understandsCompactFoldedAndLooselyWrittenHeaders() {
        read("INVITE sip:a@b SIP/2.0\ni\t :\n  folded@id \nf: <sip:me@x>\n ;tag\n = one\nTO  : <sip:you@y> ; TAG=two\n"
                + "cSeQ: 0009\n  INVITE\nl: 3\nc: application/sdp\n\nv=0");
        assertEquals("folded@id", callId());
        assertEquals("me", message.fromUser());
        assertEquals(9, message.sequence());
        assertEquals("v=0", sdp());
        long one = message.fromTag();
        long two = message.toTag();
        read("ACK sip:a@b SIP/2.0\r\nTo: <sip:me@x>;tag=one\r\nFrom: <sip:you@y>;tag=two\r\n\r\n");
        assertEquals(one, message.toTag());
        assertEquals(two, message.fromTag());
    }

    @Test
    void theFirstOfARepeatedHeaderCounts() {
        read("INVITE sip:a@b SIP/2.0\r\nCall-ID: one\r\nCall-ID: two\r\n\r\n");
        assertEquals("one", callId());
    }

    @Test
    void branchIsThatOfTheTopmostVia() {
        long branch = read(INVITE).branch();
        assertEquals(branch, read("ACK sip:a@b SIP/2.0\r\nv: SIP/2.0/TCP x;branch=z9hG4bK-1\r\nv: SIP/2.0/TCP x;branch=2\r\n\r\n").branch());
        assertNotEquals(branch, read("ACK sip:a@b SIP/2.0\r\nv: SIP/2.0/TCP x;branch=z9hG4bK-0\r\n\r\n").branch());
    }

    @Test
    void methodsAreComparedWhole() {
        assertEquals(SipMethod.OTHER, read("INVITE1 sip:a@b SIP/2.0\r\n\r\n").method());
        assertEquals(SipMethod.OTHER, read("invite sip:a@b SIP/2.0\r\n\r\n").method());
        assertEquals(SipMethod.OTHER, read("SIP/2.0 200 OK\r\n\r\n").method());
    }

    @Test
    void usersOfOddUris() {
        assertEquals("+4930123", read("BYE sip:a SIP/2.0\r\nFrom: <tel:+4930123;phone-context=x>;tag=1\r\n\r\n").fromUser());
        assertEquals("", read("BYE sip:a SIP/2.0\r\nFrom: <sip:200.57.7.195:55061;user=phone>\r\n\r\n").fromUser());
        assertEquals("92970;phone-context=cdp.udp",
                read("BYE sip:a SIP/2.0\r\nFrom: <sip:92970;phone-context=cdp.udp@h>\r\n\r\n").fromUser());
        assertEquals("x", read("BYE sip:a SIP/2.0\r\nFrom: \"never closed <sip:x@y>;tag=1\r\n\r\n").fromUser());
        assertEquals("", read("BYE sip:a SIP/2.0\r\nFrom: nonsense\r\n\r\n").fromUser());
        assertEquals("a\0b\u00fc", read("BYE sip:a SIP/2.0\r\nFrom: <sip:a\0b\u00fc@y>\r\n\r\n").fromUser());
    }

    private String name(String from) {
        return read("BYE sip:a SIP/2.0\r\nFrom: " + from + "\r\n\r\n").displayName(SipMessage.Named.FROM);
    }

    @Test
    void displayNames() {
        assertEquals("Doe; <John>", read(INVITE).displayName(SipMessage.Named.FROM));
        assertEquals("", message.displayName(SipMessage.Named.TO));
        assertEquals("Bob Smith", name("Bob Smith <sip:b@c>;tag=1"));
        assertEquals("a\"b\\c", name("\"a\\\"b\\\\c\"<sip:b@c>"));
        assertEquals("J\u00fcrgen \u4e2d", name(new String("J\u00fcrgen \u4e2d <sip:b@c>".getBytes(UTF_8), ISO_8859_1)));
        assertEquals("J\u00fcrgen", name("J\u00fcrgen <sip:b@c>")); // ISO 8859-1, which RFC 3261 does not know
        assertEquals("never closed", name("\"never closed <sip:x@y>;tag=1"));
        assertEquals("", name("<sip:b@c>"));
        assertEquals("", name("\"\" <sip:b@c>"));
        assertEquals("", name("sip:b@c;tag=1"));
        assertEquals("two lines", name("two\r\n  lines <sip:b@c>"));
    }

    @Test
    void identitiesBesideFrom() {
        read("INVITE sip:7000@gw SIP/2.0\r\nP-Asserted-Identity: tel:+4930123, <sip:x@y>\r\n"
                + "P-Preferred-Identity: \"Front Desk\" <sip:100@pbx;user=phone>\r\n"
                + "remote-party-id: \"R\" <sip:55@h>;party=calling;privacy=off\r\n\r\n");
        assertEquals("+4930123", message.user(SipMessage.Named.ASSERTED));
        assertEquals("", message.displayName(SipMessage.Named.ASSERTED));
        assertEquals("Front Desk", message.displayName(SipMessage.Named.PREFERRED));
        assertEquals("sip:100@pbx;user=phone", message.uri(SipMessage.Named.PREFERRED));
        assertEquals("55", message.user(SipMessage.Named.REMOTE_PARTY));
        assertFalse(message.has(SipMessage.Named.FROM));
        assertEquals("7000", message.requestUser());
        read("INVITE sip:7000@gw SIP/2.0\r\nP-Asserted-Identity: tel:+4930123,tel:+1\r\n\r\n");
        assertEquals("tel:+4930123", message.uri(SipMessage.Named.ASSERTED));
    }

    @Test
    void reasons() {
        read("BYE sip:a@b SIP/2.0\r\nReason: Q.850;cause=16;text=\"Normal, \\\"call; clearing\\\"\", sip ; cause = 200\r\n"
                + "Call-ID: x\r\nREASON : X;text=plain\r\nReason: ,;cause=1,Q.850;cause=99999999999\r\n\r\n");
        assertTrue(message.hasReasons());
        assertEquals(List.of(new SipReason("Q.850", 16, "Normal, \"call; clearing\""), new SipReason("sip", 200, ""),
                new SipReason("X", -1, "plain"), new SipReason("Q.850", -1, "")), message.reasons());
        assertFalse(read(INVITE).hasReasons());
        assertEquals(List.of(), message.reasons());
    }

    @Test
    void credentialsAndBodies() {
        read("INVITE sip:a@b SIP/2.0\r\nProxy-Authorization: Digest realm=\"x, username=no\", USERNAME=\"ali\\\"ce\"\r\n"
                + "GeoPosition: 50.1,14.4\r\nContent-Type: Application/DTMF-Relay ; x=y\r\n\r\n");
        assertEquals("ali\"ce", message.digestUser());
        assertEquals("50.1,14.4", message.geoPosition());
        assertTrue(message.hasContentType("application/dtmf-relay"));
        assertFalse(message.hasContentType("application/dtmf"));
        assertEquals("bob", read("INVITE sip:a@b SIP/2.0\r\nAuthorization: digest username=bob\r\n\r\n").digestUser());
        assertEquals("", read("INVITE sip:a@b SIP/2.0\r\nAuthorization: Basic username=bob\r\n\r\n").digestUser());
        Texts texts = new Texts();
        assertSame(read("SIP/2.0 180 Ringing\r\n\r\n").reason(texts), read("SIP/2.0 180 Ringing\r\n\r\n").reason(texts));
        assertEquals("", read(INVITE).reason(texts));
        assertEquals("phone/1.0", message.agent(texts));
    }

    @Test
    void findsTheSessionInAMultipartBody() {
        read("INVITE sip:a@b SIP/2.0\r\nContent-Type: multipart/mixed;boundary=x\r\n\r\n--x\r\nContent-Type: application/sdp\r\n\r\n"
                + "v=0\r\nm=audio 1 RTP/AVP 0\r\n--x\r\nContent-Type: application/isup\r\n\r\n\u0001\u0010\r\n--x--\r\n");
        assertEquals("v=0\r\nm=audio 1 RTP/AVP 0\r\n", sdp());
    }

    @Test
    void aContentLengthThatDoesNotFitIsIgnored() {
        for (String length : new String[] {"9999", "-1", "x", "99999999999"}) {
            read("INVITE sip:a@b SIP/2.0\r\nc:application/sdp\r\nl: " + length + "\r\n\r\nv=0\r\n");
            assertEquals("v=0\r\n", sdp(), length);
        }
    }

    @Test
    void readsEveryTruncation() {
        String more = "Reason: Q.850;cause=16;text=\"a\\\"b\",SIP;cause=200\r\nAuthorization: Digest username=\"a\\\"b\"\r\n"
                + "Remote-Party-ID: \"R\\\"\" <sip:55@h>;party=calling\r\nGeoPosition: 1\r\n";
        String text = INVITE.replace("User-Agent", more + "User-Agent");
        byte[] bytes = text.getBytes(ISO_8859_1);
        for (int length = 0; length <= bytes.length; length++) {
            boolean isSip = message.read(Windows.over(bytes, length));
            assertEquals(length >= text.indexOf("SIP/2.0") + 7, isSip, "length " + length);
            touchEverything(message);
        }
    }

    /** Asks everything there is to ask; nothing may throw, all ranges must lie inside. */
    static void touchEverything(SipMessage message) {
        String all = message.methodText() + message.reason() + message.requestUri() + message.fromUri() + message.toUri()
                + message.fromUser() + message.toUser() + message.contactUri() + message.agent() + message.header("subject")
                + message.requestUser() + message.digestUser() + message.geoPosition() + message.reasons()
                + message.hasContentType("application/dtmf") + message.reason(new Texts()) + message.agent(new Texts())
                + message.sequence() + message.fromTag() + message.toTag() + message.branch() + message.method() + message.status();
        for (SipMessage.Named header : SipMessage.Named.values()) {
            String named = message.displayName(header) + message.uri(header) + message.user(header) + message.has(header);
            assertTrue(named.length() < 4 * message.bytes().length);
        }
        assertTrue(all.length() < 16 * message.bytes().length);
        assertTrue(message.hasCallId(message.callId()));
        assertTrue(message.callIdOffset() >= 0 && message.callIdOffset() + message.callIdLength() <= message.bytes().length);
        assertTrue(message.sdpOffset() >= 0 && message.sdpLength() >= 0
                && message.sdpOffset() + message.sdpLength() <= message.bytes().length);
    }

    @Test
    void readsWithoutAllocating() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long thread = Thread.currentThread().getId();
        PacketCursor window = Windows.over(INVITE);
        readMany(window, 20_000); // warm up
        long before = threads.getThreadAllocatedBytes(thread);
        long sum = readMany(window, 200_000);
        long allocated = threads.getThreadAllocatedBytes(thread) - before;
        assertNotEquals(0, sum);
        assertTrue(allocated < 4_096, allocated + " bytes for 200,000 messages");
    }

    private long readMany(PacketCursor window, int count) {
        long sum = 0;
        for (int i = 0; i < count; i++) {
            message.read(window);
            sum += message.callIdLength() + message.branch() + message.fromTag() + message.method().ordinal() + message.sdpLength();
        }
        return sum;
    }
}
