package org.karavox.codec.sdp;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.karavox.packet.Addresses;

/** The two readers of session descriptions: addresses for the hot path, everything for the control path. */
class SdpTest {

    private static final String FULL = "v=0\r\no=alice 28 29 IN IP4 192.0.2.1\r\ns=-\r\nc=IN IP4 192.0.2.1\r\nt=0 0\r\na=sendonly\r\n"
            + "m=audio 4000 RTP/AVP 0 96 101\r\na=rtpmap:96 opus/48000/2\r\na=fmtp:96 useinbandfec=1\r\n"
            + "a=rtpmap:101 telephone-event/8000\r\na=ptime:20\r\n"
            + "m=video 4002/2 RTP/SAVPF 97\r\nc=IN IP6 2001:db8::1\r\na=rtpmap:97 H264/90000\r\na=rtcp:5555 IN IP4 192.0.2.9\r\n"
            + "a=inactive\r\na=rtcp-mux\r\n"
            + "m=image 4100 udptl t38\r\n"
            + "m=audio 0 RTP/AVP 8\r\n"
            + "m=message 2855 TCP/MSRP *\r\n"
            + "m=audio 4200 UDP/TLS/RTP/SAVPF 111\r\na=candidate:1 1 UDP 2130706431 10.0.0.7 6000 typ host\r\n"
            + "a=candidate:1 2 udp 2130706430 10.0.0.7 6001 typ host\r\na=candidate:2 1 tcp 1 10.0.0.7 9 typ host\r\n"
            + "a=candidate:3 1 udp 1 name.local 6002 typ host\r\na=rtcp-mux-only\r\n";

    private static SdpDescription parse(String text) {
        return new SdpParser().parse(("##" + text + "##").getBytes(ISO_8859_1), 2, text.length());
    }

    private static List<String> endpoints(String text) {
        List<String> found = new ArrayList<>();
        new SdpEndpoints().scan(("##" + text + "##").getBytes(ISO_8859_1), 2, text.length(),
                (high, low, port) -> found.add(Addresses.format(high, low) + " " + port));
        return found;
    }

    @Test
    void readsSessionAndMediaLevel() {
        SdpDescription session = parse(FULL);
        assertEquals("alice 28 29 IN IP4 192.0.2.1", session.origin());
        assertEquals(6, session.media().size());
        SdpMedia audio = session.media().get(0);
        assertEquals("audio", audio.kind());
        assertEquals(4000, audio.port());
        assertEquals(List.of("0", "96", "101"), audio.formatNames());
        assertEquals(List.of(new SdpFormat(96, "opus", 48_000, 2, "useinbandfec=1"), new SdpFormat(101, "telephone-event", 8_000, 1, "")),
                audio.formats());
        assertEquals(20, audio.packetTimeMillis());
        assertEquals(SdpDirection.SENDONLY, audio.direction());
        assertEquals("192.0.2.1", Addresses.format(audio.address().high(), audio.address().low()));
        assertTrue(audio.isRtp());
    }

    @Test
    void namesEncodingsAndKeys() {
        SdpMedia audio = parse(FULL).media().get(0);
        assertTrue(audio.hasEncoding("telephone-event"));
        assertTrue(audio.hasEncoding("opus"));
        assertFalse(audio.hasEncoding("telephone"));
        assertFalse(audio.hasEncoding("h264"));
        assertFalse(audio.hasCrypto());
        SdpMedia secret = parse("v=0\r\nm=audio 4 RTP/AVP 0\r\nA=RTPMAP: 97  Telephone-Event/8000\r\n"
                + "a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:x\r\n").media().get(0);
        assertTrue(secret.hasEncoding("telephone-event"));
        assertTrue(secret.hasCrypto());
    }

    @Test
    void mediaLevelOverridesSessionLevel() {
        SdpMedia video = parse(FULL).media().get(1);
        assertEquals("2001:db8::1", Addresses.format(video.address().high(), video.address().low()));
        assertEquals(SdpDirection.INACTIVE, video.direction());
        assertEquals(2, video.portCount());
        assertEquals(5555, video.rtcpPort());
        assertEquals("192.0.2.9", Addresses.format(video.rtcpAddress().high(), video.rtcpAddress().low()));
        assertTrue(video.rtcpMux());
    }

    @Test
    void tellsTransports() {
        List<SdpMedia> media = parse(FULL).media();
        assertFalse(media.get(2).isRtp());
        assertTrue(media.get(2).isDatagrams());
        assertEquals(0, media.get(3).port());
        assertFalse(media.get(4).isDatagrams());
        assertTrue(media.get(5).isRtp());
        assertTrue(media.get(5).rtcpMuxOnly());
        assertEquals(2, media.get(5).candidates().size());
    }

    @Test
    void tellsWhereNobodyReceives() {
        assertEquals(SdpAddress.Kind.UNSPECIFIED, parse("c=IN IP4 0.0.0.0\r\nm=audio 4 RTP/AVP 0\r\n").media().get(0).address().kind());
        assertEquals(SdpAddress.Kind.UNSPECIFIED, parse("c=IN IP6 ::\r\nm=audio 4 RTP/AVP 0\r\n").media().get(0).address().kind());
        assertEquals(SdpAddress.Kind.HOST_NAME, parse("c=IN IP4 a.example\r\nm=audio 4 RTP/AVP 0\r\n").media().get(0).address().kind());
        assertEquals(SdpAddress.Kind.ABSENT, parse("m=audio 4 RTP/AVP 0\r\n").media().get(0).address().kind());
    }

    @Test
    void announcesRtpAndRtcpOfEveryUsableMedia() {
        assertEquals(List.of("192.0.2.1 4000", "192.0.2.1 4001", "2001:db8::1 4002", "2001:db8::1 4004", "2001:db8::1 4005",
                "192.0.2.9 5555", "192.0.2.1 4100", "10.0.0.7 6000", "10.0.0.7 6001", "192.0.2.1 4200"), endpoints(FULL));
    }

    @Test
    void announcesNothingThatCannotBeRecognised() {
        assertEquals(List.of(), endpoints("c=IN IP4 0.0.0.0\nm=audio 4000 RTP/AVP 0\n"));
        assertEquals(List.of(), endpoints("c=IN IP4 host.example\nm=audio 4000 RTP/AVP 0\n"));
        assertEquals(List.of(), endpoints("m=audio 4000 RTP/AVP 0\n"));
        assertEquals(List.of(), endpoints("c=IN IP4 192.0.2.1\nm=audio 65536 RTP/AVP 0\nm=audio x RTP/AVP 0\nm=audio -4 RTP/AVP 0\n"));
        assertEquals(List.of("192.0.2.1 65535"), endpoints("c=IN IP4 192.0.2.1\nm=audio 65535 RTP/AVP 0\n"));
    }

    @Test
    void announcesRtcpElsewhereEvenIfMediaIsAHostName() {
        assertEquals(List.of("192.0.2.3 77"), endpoints("c=IN IP4 host.example\nm=audio 40 RTP/AVP 0\na=rtcp:77 IN IP4 192.0.2.3\n"));
        assertEquals(List.of("192.0.2.1 40", "192.0.2.1 77"), endpoints("c=IN IP4 192.0.2.1/127\nm=audio 40 RTP/AVP 0\na=rtcp:77\n"));
    }

    @Test
    void readsSixteenMediaAndMore() {
        StringBuilder text = new StringBuilder("v=0\r\nc=IN IP4 192.0.2.1\r\n");
        for (int i = 0; i < 100; i++) {
            text.append("m=audio ").append(4_000 + 10 * i).append(" RTP/AVP 0\r\n");
        }
        assertEquals(64, parse(text.toString()).media().size());
        assertEquals(128, endpoints(text.toString()).size());
    }

    @Test
    void readsEveryTruncation() {
        for (int length = 0; length <= FULL.length(); length++) {
            SdpDescription session = parse(FULL.substring(0, length));
            session.media().forEach(media -> assertTrue(media.formats().size() <= 2 && media.packetTimeMillis() <= 20));
            assertTrue(endpoints(FULL.substring(0, length)).size() <= 12);
        }
    }

    @Test
    void scansWithoutAllocating() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long thread = Thread.currentThread().getId();
        byte[] bytes = FULL.getBytes(ISO_8859_1);
        SdpEndpoints endpoints = new SdpEndpoints();
        long[] sum = new long[1];
        SdpEndpoints.Sink sink = (high, low, port) -> sum[0] += port;
        for (int i = 0; i < 20_000; i++) {
            endpoints.scan(bytes, 0, bytes.length, sink); // warm up
        }
        long before = threads.getThreadAllocatedBytes(thread);
        for (int i = 0; i < 200_000; i++) {
            endpoints.scan(bytes, 0, bytes.length, sink);
        }
        long allocated = threads.getThreadAllocatedBytes(thread) - before;
        assertEquals(220_000L * (4000 + 4001 + 4002 + 4004 + 4005 + 5555 + 4100 + 6000 + 6001 + 4200), sum[0]);
        assertTrue(allocated < 4_096, allocated + " bytes for 200,000 descriptions");
    }
}
