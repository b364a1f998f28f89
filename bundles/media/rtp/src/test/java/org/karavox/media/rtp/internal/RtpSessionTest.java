package org.karavox.media.rtp.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.karavox.call.StreamRecord;
import org.karavox.media.MediaFormats;
import org.karavox.media.MediaSession;
import org.karavox.media.OrphanMedia;

class RtpSessionTest {

    private static final long START = Samples.START_NANOS;
    private static final long FRAME = 20_000_000L;
    private static final MediaFormats PCMU = Samples.formats(0, "PCMU", 8000);
    private static final MediaFormats NONE = MediaFormats.UNKNOWN;

    private final Samples samples = new Samples();
    private final RtpWorkshop workshop = (RtpWorkshop) Samples.analyzer().open();
    private final MediaSession session = workshop.openSession();

    private int voice(int i) {
        return session.onPacket(samples.rtp(START + i * FRAME, 0, i, 160 * i, Samples.SSRC, 160), PCMU, NONE, MediaSession.FROM_CALLER);
    }

    private StreamRecord only() {
        List<StreamRecord> streams = session.close();
        assertEquals(1, streams.size());
        return streams.get(0);
    }

    @Test
    void tellsRtpRtcpAndOthersApart() {
        assertEquals(MediaSession.RTP, voice(0));
        assertEquals(MediaSession.RTCP, session.onPacket(samples.bytes(START, new byte[] {(byte) 0x80, (byte) 201, 0, 1, 0, 0, 0, 9}, 8), PCMU, NONE, 0));
        assertEquals(MediaSession.OTHER, session.onPacket(samples.bytes(START, new byte[20], 20), PCMU, NONE, 0));
        assertEquals(1, session.packets());
    }

    @Test
    void describesACleanStream() {
        for (int i = 0; i < 500; i++) {
            voice(i);
        }
        StreamRecord stream = only();
        assertEquals(500, stream.packets());
        assertEquals(0, stream.lost());
        assertEquals("192.0.2.1:10000", stream.source().toString());
        assertEquals("198.51.100.2:20000", stream.destination().toString());
        assertEquals("PCMU", stream.encoding());
        assertEquals(Map.of(0, 500L), stream.payloadTypes());
        assertEquals(20, stream.packetTimeMillis());
        assertEquals(20_000, stream.maxGapMicros());
        assertEquals(new StreamRecord.Jitter(0, 0, 0, 0), stream.jitter());
        assertEquals(List.of("f1", "f2", "adapt"), stream.playout().stream().map(StreamRecord.Playout::name).toList());
        assertEquals(45, stream.playout().get(0).mosTimes10());
        assertEquals(StreamRecord.Join.SDP, stream.joinedBy());
    }

    @Test
    void countsMissingDuplicatesAndReorderedAcrossTheWrap() {
        int[] numbers = {65530, 65531, 65533, 65533, 65532, 65534, 2, 65535, 3, 3, 1};
        for (int i = 0; i < numbers.length; i++) {
            session.onPacket(samples.rtp(START + i * FRAME, 0, numbers[i], 160 * (short) numbers[i], Samples.SSRC, 160), PCMU, NONE, 0);
        }
        StreamRecord stream = only();
        assertEquals(1, stream.missing()); // 0
        assertEquals(2, stream.duplicates());
        assertEquals(3, stream.reordered());
        assertEquals(-1, stream.lost()); // 10 expected, 11 received
        assertEquals(65530, stream.firstSequence());
        assertEquals(1, stream.lastSequence());
        assertEquals(List.of(1L, 0L, 1L, 0L, 0L, 0L, 0L, 0L, 0L, 0L), stream.lossRuns()); // as it looked when the gaps were seen
    }

    @Test
    void expectsNothingBelowTheFirstNumber() {
        int[] numbers = {11, 10, 12};
        for (int i = 0; i < numbers.length; i++) {
            session.onPacket(samples.rtp(START + i * FRAME, 0, numbers[i], 160 * numbers[i], Samples.SSRC, 160), PCMU, NONE, 0);
        }
        StreamRecord stream = only();
        assertEquals(-1, stream.lost()); // 11 and 12 are expected, three came
        assertEquals(0, stream.missing());
        assertEquals(1, stream.reordered());
    }

    @Test
    void countsAGapOf233AsLoss() {
        voice(0);
        voice(1);
        voice(235);
        assertEquals(233, only().lost());
    }

    @Test
    void readsEachDigitOnce() {
        long now = START;
        int number = 0;
        for (int i = 0; i < 5; i++) {
            voice(number++);
        }
        for (int digit : new int[] {1, 1, 11}) {
            int timestamp = 160 * number;
            for (int k = 0; k < 5; k++) {
                now = START + number * FRAME;
                session.onPacket(samples.event(now, k == 0 ? 101 | 0x80 : 101, number, timestamp, digit, k > 2, 160 * (k + 1)), PCMU, NONE, 0);
                number++;
            }
            voice(number++);
        }
        StreamRecord stream = only();
        assertEquals("11#", stream.dtmfEvents());
        assertEquals(0, stream.lost());
        assertEquals(0, stream.jitter().maxMicros()); // events are not in it
        assertEquals(Map.of(0, 8L, 101, 15L), stream.payloadTypes());
        assertEquals(3, stream.markers());
    }

    @Test
    void doesNotTakeTheSegmentOfALongEventForADigit() {
        voice(0);
        session.onPacket(samples.event(START + FRAME, 101 | 0x80, 1, 160, 11, false, 160), PCMU, NONE, 0);
        session.onPacket(samples.event(START + 2 * FRAME, 101, 2, 160, 11, false, 0xFFFF), PCMU, NONE, 0);
        session.onPacket(samples.event(START + 3 * FRAME, 101, 3, 160 + 0xFFFF, 11, false, 160), PCMU, NONE, 0);
        assertEquals("#", only().dtmfEvents());
    }

    @Test
    void doesNotTakeAPauseForLoss() {
        for (int i = 0; i < 100; i++) {
            voice(i);
        }
        session.onPacket(samples.rtp(START + 100 * FRAME, 13, 100, 16_000, Samples.SSRC, 1), PCMU, NONE, 0);
        for (int i = 101; i < 200; i++) { // five seconds later, timestamps went on, numbers too
            session.onPacket(samples.rtp(START + (i + 250) * FRAME, 0, i, 160 * (i + 250), Samples.SSRC, 160), PCMU, NONE, 0);
        }
        StreamRecord stream = only();
        assertEquals(0, stream.lost());
        assertEquals(1, stream.comfortNoisePackets());
        assertEquals(0, stream.jitter().maxMicros());
        for (StreamRecord.Playout each : stream.playout()) {
            assertEquals(List.of(), each.lossRuns(), each.name());
        }
    }

    @Test
    void doesNotMixTheClocksOfTwoPayloadTypes() {
        MediaFormats both = new MediaFormats("audio", "RTP/AVP", Map.of(0, new MediaFormats.Format("PCMU", 8000, 1, ""), 96,
                new MediaFormats.Format("opus", 48000, 2, "")), 0);
        for (int i = 0; i < 100; i++) {
            boolean opus = i >= 50;
            session.onPacket(samples.rtp(START + i * FRAME, opus ? 96 : 0, i, (opus ? 960 : 160) * i, Samples.SSRC, 160), both, NONE, 0);
        }
        StreamRecord stream = only();
        assertEquals(0, stream.jitter().maxMicros());
        assertEquals(Map.of(0, 50L, 96, 50L), stream.payloadTypes());
        assertEquals("PCMU", stream.encoding());
    }

    @Test
    void prefersWhatTheReceiverAnnounced() {
        session.onPacket(samples.rtp(START, 96, 0, 0, Samples.SSRC, 60), Samples.formats(96, "opus", 48000), Samples.formats(96, "speex", 8000), 0);
        session.onPacket(samples.rtp(START, 97, 0, 0, 7, 60), Samples.formats(96, "opus", 48000), Samples.formats(97, "speex", 16000), 0);
        List<StreamRecord> streams = session.close();
        assertEquals("opus", streams.get(0).encoding());
        assertEquals(16_000, streams.get(1).clockRateHz());
    }

    @Test
    void knowsThatG722CountsEightThousand() {
        for (int i = 0; i < 100; i++) {
            session.onPacket(samples.rtp(START + i * FRAME, 9, i, 160 * i, Samples.SSRC, 160), Samples.formats(9, "G722", 16_000), NONE, 0);
        }
        StreamRecord stream = only();
        assertEquals(8000, stream.clockRateHz());
        assertEquals(0, stream.jitter().maxMicros());
    }

    @Test
    void hasNoFiguresThatNeedAClockWithoutOne() {
        for (int i = 0; i < 100; i++) {
            session.onPacket(samples.rtp(START + i * i * FRAME, 96, i, 160 * i, Samples.SSRC, 40), NONE, NONE, 0);
        }
        StreamRecord stream = only();
        assertEquals(0, stream.clockRateHz());
        assertEquals(0, stream.jitter().meanMicros());
        assertEquals(List.of(), stream.playout());
        assertEquals(Map.of(96, 100L), stream.payloadTypes());
    }

    @Test
    void hasNoPlayoutForVideo() {
        MediaFormats video = new MediaFormats("video", "RTP/AVP", Map.of(97, new MediaFormats.Format("H264", 90_000, 1, "")), 0);
        for (int i = 0; i < 100; i++) {
            session.onPacket(samples.rtp(START + i * FRAME / 4, i % 4 == 3 ? 97 | 0x80 : 97, i, 1800 * (i / 4), Samples.SSRC, 1000), video, NONE, 0);
        }
        StreamRecord stream = only();
        assertEquals("video", stream.kind());
        assertEquals(List.of(), stream.playout());
        assertTrue(stream.jitter().meanMicros() > 0);
    }

    /** 600 packets: more than are kept for a clock that comes late. */
    private StreamRecord lateClock(int packetsBefore) {
        MediaFormats opus = Samples.formats(96, "opus", 48_000);
        for (int i = 0; i < 600; i++) {
            MediaFormats formats = i < packetsBefore ? NONE : opus;
            long late = i % 50 == 25 ? 60_000_000L : 0;
            session.onPacket(samples.rtp(START + i * FRAME + late, 96, i, 960 * i, Samples.SSRC, 60), formats, NONE, 0);
        }
        return only();
    }

    @Test
    void makesUpForAClockThatIsKnownLate() {
        StreamRecord late = lateClock(RtpStream.MAX_LOG);
        RtpSessionTest other = new RtpSessionTest();
        StreamRecord early = other.lateClock(0);
        assertEquals(early, late);
        assertTrue(early.jitter().maxMicros() > 3000);
        assertEquals(24L, early.delayBuckets().get(0)); // + 60 ms and back
    }

    @Test
    void beginsWithTheClockWhenItIsKnownTooLate() {
        StreamRecord stream = lateClock(RtpStream.MAX_LOG + 20);
        assertEquals(600, stream.packets());
        assertTrue(stream.jitter().maxMicros() > 3000);
    }

    @Test
    void ignoresSsrcZeroUnlessTold() {
        assertEquals(MediaSession.OTHER, session.onPacket(samples.rtp(START, 0, 0, 0, 0, 160), PCMU, NONE, 0));
        MediaSession lenient = new RtpAnalyzer(Samples.config(Map.of("allow-zerossrc", true))).open().openSession();
        assertEquals(MediaSession.RTP, lenient.onPacket(samples.rtp(START, 0, 0, 0, 0, 160), PCMU, NONE, 0));
    }

    @Test
    void leavesOutOrFixesReceiversThatAreSwitchedOff() {
        MediaSession quiet = new RtpAnalyzer(Samples.config(Map.of("jitterbuffer_f1", "no", "jitterbuffer_f2", "null"))).open().openSession();
        for (int i = 0; i < 500; i += 3) {
            quiet.onPacket(samples.rtp(START + i * FRAME, 0, i, 160 * i, Samples.SSRC, 160), PCMU, NONE, 0);
        }
        List<StreamRecord.Playout> playout = quiet.close().get(0).playout();
        assertEquals(new StreamRecord.Playout("f1", 45, 45, List.of()), playout.get(0));
        assertEquals("adapt", playout.get(1).name());
        assertTrue(playout.get(1).mosTimes10() < 30);
    }

    @Test
    void keepsManyStreamsApart() {
        for (int round = 0; round < 3; round++) {
            for (int ssrc = 1; ssrc <= 100; ssrc++) {
                session.onPacket(samples.rtp(START + (round * 100 + ssrc) * 1_000_000L, 0, round, 160 * round, ssrc, 160), PCMU, NONE, 0);
            }
        }
        List<StreamRecord> streams = session.close();
        assertEquals(100, streams.size());
        assertTrue(streams.stream().allMatch(s -> s.packets() == 3 && s.lost() == 0));
        assertEquals(1, streams.get(0).ssrc());
    }

    // ---- orphans

    @Test
    void adoptsWhatCameBeforeItsAnnouncement() {
        MediaFormats opus = Samples.formats(96, "opus", 48_000);
        OrphanMedia orphan = workshop.openOrphan();
        for (int i = 0; i < 70; i++) {
            long late = i == 40 ? 30_000_000L : 0;
            if (i == 50) {
                orphan.onPacket(samples.event(START + i * FRAME, 101 | 0x80, i, 960 * i, 7, false, 160));
            } else {
                orphan.onPacket(samples.rtp(START + i * FRAME + late, 96, i, 960 * i, Samples.SSRC, 60));
            }
        }
        assertEquals(StreamRecord.Join.NONE, orphan.streams().get(0).joinedBy());
        assertEquals(0, orphan.streams().get(0).jitter().maxMicros());
        session.adopt(orphan, opus, NONE, MediaSession.FROM_CALLED);
        session.adopt(orphan, opus, NONE, MediaSession.FROM_CALLED);
        assertEquals(70, session.packets());
        assertEquals(START + 69 * FRAME, session.lastPacketNanos());
        for (int i = 70; i < 100; i++) {
            session.onPacket(samples.rtp(START + i * FRAME, 96, i, 960 * i, Samples.SSRC, 60), opus, NONE, MediaSession.FROM_CALLED);
        }
        StreamRecord stream = only();
        assertEquals(100, stream.packets());
        assertEquals(0, stream.lost());
        assertEquals("7", stream.dtmfEvents());
        assertEquals(StreamRecord.Join.LATE_SDP, stream.joinedBy());
        assertEquals("opus", stream.encoding());
        assertEquals(1875 + (30_000 - 1875) / 16, stream.jitter().maxMicros(), 1); // 30 ms late, then 30 ms early
        assertEquals(70, orphan.streams().get(0).packets());
    }

    @Test
    void replaysWhatAnOrphanKept() {
        OrphanMedia orphan = workshop.openOrphan();
        for (int i = 0; i < 1000; i++) {
            orphan.onPacket(samples.rtp(START + i * FRAME, 0, i, 160 * i, Samples.SSRC, 160));
        }
        List<String> replayed = new ArrayList<>();
        orphan.replay(cursor -> replayed.add(cursor.timestampNanos() - START + ":" + cursor.u16(2) + ":" + cursor.remaining() + ":" + cursor.frameLength()
                + ":" + cursor.sourcePort() + ":" + cursor.destinationPort() + ":" + cursor.transport()));
        assertEquals("0:0:172:172:10000:20000:17", replayed.get(0));
        assertEquals("20000000:1:172:172:10000:20000:17", replayed.get(1));
        assertEquals(RtpOrphan.MAX_KEPT_BYTES / (172 + 64), replayed.size());
        assertEquals(1000, orphan.packets());
    }

    @Test
    void keepsNoMoreThanItsShare() {
        KeptPool pool = new KeptPool(3000);
        KeptBytes share = new KeptBytes(pool);
        assertTrue(share.take(2048));
        assertEquals(false, share.take(2048));
        assertEquals(2048, share.taken());
    }

    @Test
    void givesFiguresThatDoNotDependOnBatches() {
        RtpStream batched = stream();
        RtpStream single = stream();
        java.util.Random random = new java.util.Random(5);
        for (int i = 0; i < 5000; i++) {
            if (random.nextInt(50) == 0) {
                continue;
            }
            long nanos = START + i * FRAME + random.nextInt(3_000_000);
            int type = random.nextInt(100) == 0 ? 0x80 : random.nextInt(100) == 0 ? 13 : 0;
            for (RtpStream each : List.of(batched, single)) {
                each.take(samples.rtp(nanos, type, i, 160 * i, Samples.SSRC, 160), 0x80L << 56 | (long) type << 48 | (i & 0xFFFFL) << 32 | 160 * i, 12, 160);
            }
            single.drain();
        }
        assertEquals(single.close(), batched.close());
    }

    private RtpStream stream() {
        return new RtpStream(null, workshop.batch, samples.rtp(START, 0, 0, 0, Samples.SSRC, 160), Samples.SSRC, 0, PCMU, NONE, workshop.map(PCMU, NONE),
                StreamRecord.Join.SDP);
    }
}
