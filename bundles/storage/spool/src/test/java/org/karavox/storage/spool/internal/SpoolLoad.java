package org.karavox.storage.spool.internal;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import org.karavox.call.CallRef;
import org.karavox.packet.LinkTypes;
import org.karavox.packet.PacketCursor;
import org.karavox.storage.CallFiles;
import org.karavox.storage.FileKind;

/**
 * Measures by hand what saving costs: {@code main DIR rtp CALLS PACKETS} writes interleaved media of G.711,
 * {@code main DIR sip CALLS CONCURRENT} whole signalling of 7 messages, both into plain files, and into archives with a
 * fifth argument {@code tar}. Prints CPU seconds of the process and peak resident memory.
 */
final class SpoolLoad {

    private static final long START_NANOS = 1_790_000_000_000_000_000L;
    private static final int[] SIP_LENGTHS = {944, 380, 420, 910, 440, 430, 400};

    private SpoolLoad() {
    }

    public static void main(String[] arguments) throws IOException {
        Path root = Path.of(arguments[0]);
        int calls = Integer.parseInt(arguments[2]);
        int number = Integer.parseInt(arguments[3]);
        OperatingSystemMXBean system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        long cpuBefore = system.getProcessCpuTime();
        long before = System.nanoTime();
        CallFiles files = files(root, arguments.length > 4 && arguments[4].equals("tar"));
        CallFiles.Totals totals = arguments[1].equals("rtp") ? media(files, calls, number) : signalling(files, calls, number);
        double wall = (System.nanoTime() - before) / 1e9;
        double cpu = (system.getProcessCpuTime() - cpuBefore) / 1e9;
        System.out.printf("%s: %.2f s CPU, %.2f s, %.0f packets per CPU second, %s%n", totals, cpu, wall, totals.packets() / cpu,
                Files.readAllLines(Path.of("/proc/self/status")).stream().filter(line -> line.startsWith("VmHWM")).findFirst().orElse(""));
    }

    private static CallFiles files(Path root, boolean tar) {
        PcapSpool spool = new PcapSpool(new TestConfig() {
            @Override
            public String spooldir() {
                return root.toString();
            }
        }, TestSensor.UTC);
        return spool.open(tar ? Optional.empty() : Optional.of(root));
    }

    private static CallFiles.Totals media(CallFiles files, int calls, int packets) {
        PacketCursor cursor = new PacketCursor();
        byte[] block = block();
        int[] handles = new int[calls];
        for (int i = 0; i < calls; i++) {
            handles[i] = files.open(call(i), FileKind.RTP);
        }
        for (int i = 0; i < packets; i++) {
            append(files, handles[i % calls], cursor, block, i, 214);
        }
        files.close();
        return files.totals();
    }

    private static CallFiles.Totals signalling(CallFiles files, int calls, int concurrent) {
        PacketCursor cursor = new PacketCursor();
        byte[] block = block();
        int[] handles = new int[concurrent];
        for (int first = 0; first < calls; first += concurrent) {
            for (int message = 0; message < SIP_LENGTHS.length; message++) {
                for (int i = 0; i < concurrent; i++) {
                    if (message == 0) {
                        handles[i] = files.open(call(first + i), FileKind.SIP);
                    }
                    append(files, handles[i], cursor, block, first + i, SIP_LENGTHS[message] + 42);
                }
            }
            for (int handle : handles) {
                files.close(handle);
            }
        }
        files.close();
        return files.totals();
    }

    private static void append(CallFiles files, int handle, PacketCursor cursor, byte[] block, int i, int length) {
        int offset = i % 1_000 * 214;
        cursor.frame(block, offset, length, length, START_NANOS + i * 10_000L, LinkTypes.ETHERNET);
        cursor.window(offset + 42, offset + length);
        files.append(handle, cursor);
    }

    private static byte[] block() {
        byte[] bytes = new byte[256 << 10];
        ThreadLocalRandom.current().nextBytes(bytes);
        return bytes;
    }

    private static CallRef call(int number) {
        return new CallRef("call-" + number + "-3c26700857a87f84@192.0.2.7", Instant.ofEpochSecond(0, START_NANOS + number * 10_000_000L), 0);
    }
}
