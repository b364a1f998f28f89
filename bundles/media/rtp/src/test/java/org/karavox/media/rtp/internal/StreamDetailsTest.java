package org.karavox.media.rtp.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.karavox.call.StreamDetails;
import org.karavox.call.StreamDetails.Trait;
import org.karavox.call.StreamRecord;
import org.karavox.call.Ttl;
import org.karavox.media.MediaFlow;
import org.karavox.media.MediaFormats;
import org.karavox.media.MediaSession;
import org.karavox.media.OrphanMedia;
import org.karavox.packet.PacketCursor;

/** What reports ask about a stream beyond its quality. */
class StreamDetailsTest {

    private static final long START = Samples.START_NANOS;
    private static final long FRAME = 20_000_000L;
    private static final MediaFormats NONE = MediaFormats.UNKNOWN;
    private static final MediaFormats PCMU = Samples.formats(0, "PCMU", 8000);

    private final Samples samples = new Samples();
    private RtpWorkshop workshop = (RtpWorkshop) Samples.analyzer().open();
    private MediaSession session = workshop.openSession();
    private boolean shortcut;

    private void configure(String key, Object value) {
        workshop = (RtpWorkshop) new RtpAnalyzer(Samples.config(Map.of(key, value))).open();
        session = workshop.openSession();
    }

    /** As the engine does: to the flow if there is one, to the session what the flow does not take. */
    private void pass(PacketCursor packet, MediaFormats formats, MediaFormats senderFormats) {
        MediaFlow flow = session.flow();
        shortcut = flow != null && flow.take(packet);
        if (!shortcut) {
            session.onPacket(packet, formats, senderFormats, MediaSession.FROM_CALLER);
        }
    }

    private void voice(int i) {
        pass(samples.rtp(START + i * FRAME, 0, i, 160 * i, Samples.SSRC, 160), PCMU, NONE);
    }

    private StreamDetails details() {
        List<StreamRecord> streams = session.close();
        assertEquals(1, streams.size());
        return streams.get(0).details();
    }

    private static Instant at(long nanos) {
        return Instant.EPOCH.plus(Duration.ofNanos(nanos));
    }

    @Test
    void aPlainStream() {
        samples.headers(57, 46, false);
        for (int i = 0; i < 100; i++) {
            voice(i);
        }
        assertTrue(shortcut, "usual packets take the shortcut");
        assertEquals(new StreamDetails(new Ttl(57, 57, 570), 46, 0, List.of(), Set.of()), details());
    }

    @Test
    void theTtlOfEveryPacketCounts() {
        for (int i = 0; i < 1000; i++) {
            samples.headers(i >= 400 && i < 450 ? 61 : i == 777 ? 255 : 60, i == 0 ? 10 : 46, false);
            voice(i);
        }
        StreamDetails details = details();
        assertEquals(new Ttl(60, 255, Math.toIntExact(Math.round((60 * 949 + 61 * 50 + 255) / 100.0))), details.ttl());
        assertEquals(10, details.dscp()); // of the first packet
    }

    @Test
    void aTtlOfZeroIsOne() {
        samples.headers(0, 0, false);
        voice(0);
        voice(1);
        samples.headers(1, 0, false);
        voice(2);
        voice(3);
        assertEquals(new Ttl(0, 1, 5), details().ttl());
    }

    @Test
    void packetsWithAnotherTtlTakeTheLongWayOnce() {
        for (int i = 0; i < 40; i++) {
            voice(i);
        }
        samples.headers(63, 0, false);
        voice(40);
        assertFalse(shortcut);
        voice(41);
        assertTrue(shortcut);
    }

    @Test
    void adoptedStreamsKeepWhatWasSeenBefore() {
        samples.headers(50, 40, true);
        OrphanMedia orphan = workshop.openOrphan();
        for (int i = 0; i < 3; i++) {
            orphan.onPacket(samples.rtp(START + i * FRAME, 0, i, 160 * i, Samples.SSRC, 160));
        }
        session.adopt(orphan, PCMU, NONE, MediaSession.FROM_CALLER);
        samples.headers(60, 0, false);
        for (int i = 3; i < 6; i++) {
            voice(i);
        }
        orphan.onPacket(samples.rtp(START + 9 * FRAME, 0, 9, 160 * 9, Samples.SSRC, 160)); // goes on by itself
        StreamDetails details = details();
        assertEquals(new Ttl(50, 60, 550), details.ttl());
        assertEquals(40, details.dscp());
        assertEquals(Set.of(Trait.FRAGMENTED), details.traits());
    }

    @Test
    void oneFragmentedPacketIsEnough() {
        for (int i = 0; i < 100; i++) {
            samples.headers(64, 0, i == 50);
            voice(i);
            assertTrue(i != 50 || !shortcut);
        }
        assertEquals(Set.of(Trait.FRAGMENTED), details().traits());
    }

    @Test
    void theReceiversPacketTime() {
        pass(samples.rtp(START, 0, 0, 0, Samples.SSRC, 160), new MediaFormats("audio", "RTP/AVP", Map.of(), 30),
                new MediaFormats("audio", "RTP/AVP", Map.of(), 40));
        assertEquals(30, details().announcedPacketTimeMillis());
    }

    @Test
    void noPacketTimeOfTheReceiver() {
        pass(samples.rtp(START, 0, 0, 0, Samples.SSRC, 160), NONE, new MediaFormats("audio", "RTP/AVP", Map.of(), 40));
        assertEquals(0, details().announcedPacketTimeMillis());
    }

    @Test
    void encryptedIfBothSaySo() {
        MediaFormats plain = new MediaFormats("audio", "RTP/AVP", Map.of(), 0);
        MediaFormats secure = new MediaFormats("audio", "UDP/TLS/RTP/SAVPF", Map.of(), 0);
        MediaFormats keyed = new MediaFormats("audio", "RTP/AVP", Map.of(), 0, true);
        assertEquals(Set.of(Trait.SRTP), traits(secure, NONE));
        assertEquals(Set.of(Trait.SRTP), traits(keyed, secure));
        assertEquals(Set.of(), traits(secure, plain));
        assertEquals(Set.of(), traits(plain, secure));
        assertEquals(Set.of(), traits(NONE, NONE));
    }

    private Set<Trait> traits(MediaFormats formats, MediaFormats senderFormats) {
        session = workshop.openSession();
        pass(samples.rtp(START, 0, 0, 0, Samples.SSRC, 160), formats, senderFormats);
        return details().traits();
    }

    @Test
    void anotherCodecIsSaidAnotherPayloadTypeIsNot() {
        voice(0);
        pass(samples.rtp(START + FRAME, 13, 1, 160, Samples.SSRC, 1), PCMU, NONE); // comfort noise
        pass(samples.event(START + 2 * FRAME, 101, 2, 320, 5, false, 160), PCMU, NONE);
        assertEquals(Set.of(), details().traits());
        session = workshop.openSession();
        MediaFormats twice = Samples.formats(96, "pcmu", 8000);
        pass(samples.rtp(START, 0, 0, 0, Samples.SSRC, 160), twice, NONE);
        pass(samples.rtp(START + FRAME, 96, 1, 160, Samples.SSRC, 160), twice, NONE);
        assertEquals(Set.of(), details().traits());
        session = workshop.openSession();
        pass(samples.rtp(START, 0, 0, 0, Samples.SSRC, 160), PCMU, NONE);
        pass(samples.rtp(START + FRAME, 8, 1, 160, Samples.SSRC, 160), PCMU, NONE);
        assertEquals(Set.of(Trait.CODEC_CHANGED), details().traits());
    }

    @Test
    void ssrcZero() {
        configure("allow-zerossrc", true);
        pass(samples.rtp(START, 0, 0, 0, 0, 160), PCMU, NONE);
        assertEquals(Set.of(Trait.SSRC_ZERO), details().traits());
    }

    // ---- digits

    @Test
    void digitsHaveTheTimeOfTheirFirstPacket() {
        voice(0);
        digit(1, 1, 160, 5);
        digit(4, 4, 640, 11);
        digit(7, 7, 1120, 5);
        assertEquals(List.of(new StreamDetails.Digit(at(START + FRAME), '5'), new StreamDetails.Digit(at(START + 4 * FRAME), '#'),
                new StreamDetails.Digit(at(START + 7 * FRAME), '5')), details().digits());
    }

    private void digit(int slot, int number, int timestamp, int event) {
        for (int k = 0; k < 3; k++) {
            pass(samples.event(START + (slot + k) * FRAME, k == 0 ? 0x80 | 101 : 101, number + k, timestamp, event, k == 2, 160 * (k + 1)),
                    PCMU, NONE);
        }
    }

    @Test
    void digitsThatWereNobodyKnewWhatKeepTheirTimes() {
        OrphanMedia orphan = workshop.openOrphan();
        for (int i = 0; i < 8; i++) {
            orphan.onPacket(samples.event(START + i * FRAME, i % 2 == 0 ? 0x80 | 101 : 101, i, i / 2 * 160, i / 2, false, 160));
        }
        session.adopt(orphan, PCMU, NONE, MediaSession.FROM_CALLER);
        StreamRecord stream = session.close().get(0);
        assertEquals("0123", stream.dtmfEvents());
        assertEquals(List.of(at(START), at(START + 2 * FRAME), at(START + 4 * FRAME), at(START + 6 * FRAME)),
                stream.details().digits().stream().map(StreamDetails.Digit::at).toList());
    }

    @Test
    void asManyDigitsAsThereIsTextFor() {
        for (int i = 0; i < 300; i++) {
            pass(samples.event(START + i * FRAME, 0x80 | 101, i, i * 160, i % 10, false, 160), PCMU, NONE);
        }
        StreamRecord stream = session.close().get(0);
        assertEquals(256, stream.dtmfEvents().length());
        assertEquals(stream.dtmfEvents(), stream.details().digits().stream().map(digit -> String.valueOf(digit.symbol()))
                .collect(Collectors.joining()));
    }

    // ---- the receiver that gives up

    /** Every tenth packet comes after the one behind it, every fiftieth never. */
    private StreamRecord disorderly(int count) {
        for (int i = 0; i < count; i++) {
            if (i % 50 == 30) {
                continue;
            }
            int number = i % 10 == 4 ? i + 1 : i % 10 == 5 ? i - 1 : i;
            pass(samples.rtp(START + i * FRAME, 0, number, 160 * number, Samples.SSRC, 160), PCMU, NONE);
        }
        return session.close().get(0);
    }

    @Test
    void theAdaptiveReceiverGivesUpWhenToldSo() {
        StreamRecord patient = disorderly(3_000);
        assertEquals(300, patient.reordered());
        assertEquals(Set.of(), patient.details().traits());
        configure("jitterbuffer_adapt_ooo_limit", 20);
        StreamRecord impatient = disorderly(3_000);
        assertEquals(Set.of(Trait.PLAYOUT_STOPPED), impatient.details().traits());
        assertEquals(patient.playout().get(0), impatient.playout().get(0)); // the others go on
        assertEquals(patient.playout().get(1), impatient.playout().get(1));
        session = workshop.openSession();
        StreamRecord atTheLimit = disorderly(196); // its twentieth is its last
        assertEquals(atTheLimit.playout().get(2).lossRuns(), impatient.playout().get(2).lossRuns());
        assertTrue(impatient.playout().get(2).lossRuns().get(0) < 10); // four were lost by then
        assertTrue(patient.playout().get(2).lossRuns().get(0) >= 60);
        configure("jitterbuffer_adapt_ooo_limit", 301);
        assertEquals(patient, disorderly(3_000));
    }
}
