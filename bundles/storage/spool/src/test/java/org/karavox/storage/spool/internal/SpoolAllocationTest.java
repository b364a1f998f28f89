package org.karavox.storage.spool.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
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

    /** The same into archives, hand-over of chunks and waiting for memory included. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void appendsToArchivesWithoutAllocating(boolean patient) throws InterruptedException {
        try (TarBench bench = new TarBench(root)) {
            fillMemory(bench.pool);
            CallFiles files = bench.files(patient);
            int[] handles = new int[10];
            for (int i = 0; i < handles.length; i++) {
                handles[i] = files.open(Bench.call("call" + i), FileKind.RTP);
            }
            PacketCursor packet = Bench.udp(RTP);
            appendMany(files, handles, packet, 50_000); // warm up
            long allocated = allocatedBy(() -> appendMany(files, handles, packet, 500_000));
            files.close();
            assertTrue(!patient || files.totals().lostPackets() == 0);
            assertTrue(allocated < 16_384, allocated + " bytes for half a million packets");
        }
    }

    /** Has all pieces made that there may ever be. */
    private static void fillMemory(PiecePool pool) {
        PiecePool.Account account = new PiecePool.Account();
        List<Piece> taken = new ArrayList<>();
        for (Piece pieces = pool.take(account); pieces != null; pieces = pool.take(account)) {
            taken.add(pieces);
        }
        taken.forEach(pool::give);
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
