package org.karavox.media.rtp.internal;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;
import org.karavox.media.MediaFormats;
import org.karavox.media.MediaSession;

/** Guards the hot-path promise of {@link MediaSession#onPacket}: nothing is allocated per packet. */
class RtpAllocationTest {

    private final Samples samples = new Samples();
    private final MediaFormats formats = Samples.formats(0, "PCMU", 8000);

    @Test
    void takesPacketsWithoutAllocating() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        MediaSession session = Samples.analyzer().open().openSession();
        long thread = Thread.currentThread().getId();

        feed(session, 0, 100_000); // warm up, and let the stream grow to its full size
        long before = threads.getThreadAllocatedBytes(thread);
        feed(session, 100_000, 1_100_000);
        long allocated = threads.getThreadAllocatedBytes(thread) - before;

        assertTrue(allocated < 100_000, allocated + " bytes for a million packets");
    }

    /** Two percent loss, late packets, markers, another way and a telephone event now and then. */
    private void feed(MediaSession session, int from, int to) {
        for (int i = from; i < to; i++) {
            if (i % 50 == 7) {
                continue;
            }
            long nanos = Samples.START_NANOS + i * 20_000_000L + i * 7919L % 5000 * 1000 + (i % 300 == 0 ? 45_000_000L : 0);
            samples.headers(i % 7 == 3 ? 63 : 64, 46, false);
            if (i % 1000 < 5) {
                session.onPacket(samples.event(nanos, 101, i, i / 1000 * 160_000, 5, false, 160), formats, MediaFormats.UNKNOWN, 0);
            } else {
                session.onPacket(samples.rtp(nanos, i % 500 == 100 ? 0x80 : 0, i, 160 * i, Samples.SSRC, 160), formats, MediaFormats.UNKNOWN, 0);
            }
        }
    }
}
