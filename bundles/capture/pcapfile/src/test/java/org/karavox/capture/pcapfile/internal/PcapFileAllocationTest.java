package org.karavox.capture.pcapfile.internal;

import static java.nio.ByteOrder.BIG_ENDIAN;
import static java.nio.ByteOrder.LITTLE_ENDIAN;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.karavox.capture.CaptureSource;
import org.karavox.capture.FrameSink;

/** Guards the hot-path promise of {@link FrameReader#poll}: nothing is allocated per packet. */
class PcapFileAllocationTest implements FrameSink {

    private static final int PACKETS = 200_000;

    @TempDir
    Path folder;

    private long bytes;

    @Test
    void readsPcapWithoutAllocating() throws IOException {
        CaptureBytes capture = CaptureBytes.pcap(LITTLE_ENDIAN, CaptureBytes.MICROSECONDS, 1);
        for (int i = 0; i < PACKETS; i++) {
            capture.record(i, 0, new byte[60]);
        }
        assertNothingAllocated(capture);
    }

    @Test
    void readsPcapngWithoutAllocating() throws IOException {
        CaptureBytes capture = CaptureBytes.pcapng(BIG_ENDIAN).iface(1);
        for (int i = 0; i < PACKETS; i++) {
            capture.packet(0, i, new byte[60]);
        }
        assertNothingAllocated(capture);
    }

    private void assertNothingAllocated(CaptureBytes capture) throws IOException {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long thread = Thread.currentThread().getId();
        Path file = Files.write(folder.resolve("x.pcap"), capture.toByteArray());
        try (CaptureSource source = new PcapFileOpener().open(file.toString())) {
            readSome(source, 50_000); // warm up
            long before = threads.getThreadAllocatedBytes(thread);
            int packets = readSome(source, 100_000);
            long allocated = threads.getThreadAllocatedBytes(thread) - before;
            assertTrue(packets >= 100_000, packets + " packets");
            assertTrue(allocated < 4_096, allocated + " bytes for " + packets + " packets");
        }
        assertEquals(0, bytes % 60);
    }

    private int readSome(CaptureSource source, int packets) throws IOException {
        int read = 0;
        while (read < packets) {
            read += source.poll(this, 256);
        }
        return read;
    }

    @Override
    public void onFrame(byte[] buffer, int offset, int capturedLength, int wireLength, long timestampNanos, int linkType,
            int interfaceId) {
        bytes += capturedLength;
    }
}
