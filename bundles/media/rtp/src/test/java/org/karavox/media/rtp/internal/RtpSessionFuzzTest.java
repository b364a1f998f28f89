package org.karavox.media.rtp.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.Map;
import org.karavox.call.StreamRecord;
import org.karavox.media.MediaFormats;
import org.karavox.media.MediaSession;
import org.karavox.media.OrphanMedia;

/** Whatever arrives, and whenever: it is counted or it is not, but nothing is thrown. */
class RtpSessionFuzzTest {

    private static final MediaFormats[] FORMATS = {MediaFormats.UNKNOWN, Samples.formats(0, "PCMU", 8000), Samples.formats(96, "opus", 48_000),
        new MediaFormats("video", "RTP/AVP", Map.of(96, new MediaFormats.Format("H264", 90_000, 1, "")), 0),
        new MediaFormats("audio", "RTP/AVP", Map.of(0, new MediaFormats.Format("L16", 1, 1, ""), 13, new MediaFormats.Format("x", 0, 1, "")), 37)};

    @FuzzTest(maxDuration = "3s")
    void survivesAnyDatagrams(FuzzedDataProvider data) {
        Samples samples = new Samples();
        RtpWorkshop workshop = (RtpWorkshop) Samples.analyzer().open();
        MediaSession session = workshop.openSession();
        OrphanMedia orphan = workshop.openOrphan();
        long nanos = Samples.START_NANOS;
        long rtp = 0;
        int sequence = 0;
        int timestamp = 0;
        for (int i = 0; i < 2000 && data.remainingBytes() > 0; i++) {
            int what = data.consumeByte();
            nanos += switch (what & 3) {
                case 0 -> 20_000_000L;
                case 1 -> data.consumeByte() * 1_000_000L;
                case 2 -> data.consumeInt() * 1000L;
                default -> 0;
            };
            int formats = (what >> 2 & 7) % FORMATS.length;
            sequence += (what & 0x40) == 0 ? 1 : data.consumeShort();
            timestamp += (what & 0x20) == 0 ? 160 : data.consumeInt();
            if (what < 0) {
                byte[] bytes = data.consumeBytes(40);
                rtp += session.onPacket(samples.bytes(nanos, bytes, bytes.length), FORMATS[formats], FORMATS[1], 0) == MediaSession.RTP ? 1 : 0;
                orphan.onPacket(samples.bytes(nanos, bytes, bytes.length));
            } else {
                int type = (what & 0x10) == 0 ? 0 : data.consumeByte() & 0xFF;
                rtp += session.onPacket(samples.rtp(nanos, type, sequence, timestamp, 7, 160), FORMATS[formats], FORMATS[0], 1) == MediaSession.RTP ? 1 : 0;
                orphan.onPacket(samples.rtp(nanos, type, sequence, timestamp, 7, 160));
            }
        }
        orphan.replay(cursor -> cursor.remaining());
        orphan.streams();
        MediaSession adopter = workshop.openSession();
        adopter.adopt(orphan, FORMATS[2], FORMATS[1], 0);
        adopter.close();
        assertEquals(rtp, session.packets());
        assertEquals(rtp, session.close().stream().mapToLong(StreamRecord::packets).sum());
    }
}
