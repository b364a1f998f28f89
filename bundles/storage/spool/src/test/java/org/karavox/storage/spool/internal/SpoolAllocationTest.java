package org.karavox.storage.spool.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.karavox.packet.PacketCursor;
import org.karavox.storage.CallFiles;
import org.karavox.storage.FileKind;

/** Guards the hot-path promise of {@link CallFiles#append}: nothing is allocated per packet. */
class SpoolAllocationTest {

    private static final String RTP = "80000001 000000a0 11223344" + "d5".repeat(160);

    @TempDir
    Path root;

    /** Writes of chunks included. */
    @ParameterizedTest
    @ValueSource(strings = {"yes", "header"})
    void appendsWithoutAllocating(String savertp) {
        CallFiles files = new PcapSpool(new TestConfig() {
            @Override
            public String savertp() {
                return savertp;
            }
        }, TestSensor.UTC).open(Optional.of(root));
        int[] handles = new int[10];
        for (int i = 0; i < handles.length; i++) {
            handles[i] = files.open(Bench.call("call" + i), FileKind.RTP);
        }
        PacketCursor packet = Bench.udp(RTP);
        appendMany(files, handles, packet, 50_000); // warm up
        long allocated = allocatedBy(() -> appendMany(files, handles, packet, 1_000_000));
        files.close();
        assertEquals(0, files.totals().lostPackets());
        assertTrue(allocated < 4_096, allocated + " bytes for a million packets");
    }

    /** The same into archives; what the writing threads allocate is no concern of the shard. */
    @ParameterizedTest
    @ValueSource(strings = {"yes", "header"})
    void appendsToArchivesWithoutAllocating(String savertp) throws InterruptedException {
        PcapSpool spool = new PcapSpool(new TestConfig() {
            @Override
            public String spooldir() {
                return root.toString();
            }

            @Override
            public String savertp() {
                return savertp;
            }
        }, TestSensor.UTC);
        CallFiles files = spool.open(Optional.empty());
        int[] handles = new int[10];
        for (int i = 0; i < handles.length; i++) {
            handles[i] = files.open(Bench.call("call" + i), FileKind.RTP);
        }
        PacketCursor packet = Bench.udp(RTP);
        for (int i = 0; i < 10; i++) {
            appendMany(files, handles, packet, 200_000); // until there are enough pieces of memory
        }
        long allocated = allocatedBy(() -> appendMany(files, handles, packet, 500_000));
        files.close();
        spool.close();
        assertEquals(0, files.totals().lostPackets());
        assertTrue(allocated < 2 * 256 * Piece.SIZE, allocated + " bytes for half a million packets"); // two slabs of pieces at most
    }

    private static void appendMany(CallFiles files, int[] handles, PacketCursor packet, int count) {
        for (int i = 0; i < count; i++) {
            files.append(handles[i % handles.length], packet);
        }
    }

    private static long allocatedBy(Runnable work) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long thread = Thread.currentThread().getId();
        long before = threads.getThreadAllocatedBytes(thread);
        work.run();
        return threads.getThreadAllocatedBytes(thread) - before;
    }
}
