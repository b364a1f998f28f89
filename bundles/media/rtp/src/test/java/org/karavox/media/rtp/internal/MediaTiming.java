package org.karavox.media.rtp.internal;

import java.nio.ByteBuffer;
import java.util.Random;
import org.karavox.media.MediaAnalyzer;
import org.karavox.media.MediaFormats;
import org.karavox.media.MediaSession;
import org.karavox.packet.Addresses;
import org.karavox.packet.LinkTypes;
import org.karavox.packet.PacketCursor;

/**
 * What a packet costs: interleaved streams of 20 ms packets through the analyzer, start of the JVM included when the
 * process is timed from outside. Arguments: calls (two streams each), packets per stream, noise in microseconds, loss
 * in percent, rounds.
 */
final class MediaTiming {

    private static final int PACKET_BYTES = 16;

    private MediaTiming() {
    }

    public static void main(String[] arguments) {
        int calls = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 1000;
        int packets = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 1500;
        int noiseMicros = arguments.length > 2 ? Integer.parseInt(arguments[2]) : 100;
        double loss = arguments.length > 3 ? Double.parseDouble(arguments[3]) / 100 : 0;
        int rounds = arguments.length > 4 ? Integer.parseInt(arguments[4]) : 1;
        boolean idle = arguments.length > 5; // packets are built but not analysed
        for (int round = 0; round < rounds; round++) {
            round(calls, packets, noiseMicros, loss, idle);
        }
    }

    private static void round(int calls, int packets, int noiseMicros, double loss, boolean idle) {
        MediaAnalyzer.Workshop workshop = new RtpAnalyzer(Samples.config(java.util.Map.of("jitterbuffer_f1", System.getProperty("f1", "yes"), "jitterbuffer_f2", System.getProperty("f2", "yes"), "jitterbuffer_adapt", System.getProperty("adapt", "yes")))).open();
        MediaSession[] sessions = new MediaSession[calls];
        for (int i = 0; i < calls; i++) {
            sessions[i] = workshop.openSession();
        }
        MediaFormats formats = Samples.formats(0, "PCMU", 8000);
        ByteBuffer buffer = ByteBuffer.allocate(PACKET_BYTES * 4096);
        PacketCursor cursor = new PacketCursor();
        Random random = new Random(1);
        int[] noise = new int[65_536];
        boolean[] lost = new boolean[65_536];
        for (int i = 0; i < noise.length; i++) {
            noise[i] = 1000 * random.nextInt(Math.max(1, noiseMicros));
            lost[i] = random.nextDouble() < loss;
        }
        long begin = System.nanoTime();
        long taken = 0;
        int k = 0;
        for (int p = 0; p < packets; p++) {
            for (int call = 0; call < calls; call++) {
                for (int side = 0; side < 2; side++) {
                    k = k * 5 + 12_345 & 0xFFFF;
                    if (lost[k]) {
                        continue;
                    }
                    int at = (call * 2 + side & 4095) * PACKET_BYTES;
                    buffer.putInt(at, 0x80000000 | p & 0xFFFF).putInt(at + 4, 160 * p).putInt(at + 8, call * 2 + side + 1);
                    cursor.frame(buffer.array(), at, PACKET_BYTES, 214, Samples.START_NANOS + 20_000_000L * p + 5_000L * call + noise[k], LinkTypes.ETHERNET);
                    cursor.window(at, at + 172);
                    cursor.addresses(0, Addresses.ipv4(0x0A000000 + 2 * call + side), 0, Addresses.ipv4(0x0A000000 + 2 * call + 1 - side));
                    cursor.ports(17, 10_000 + side, 10_001 - side);
                    if (!idle) {
                        sessions[call].onPacket(cursor, formats, formats, side);
                    }
                    taken++;
                }
            }
        }
        long nanos = System.nanoTime() - begin;
        long records = 0;
        double mos = 0;
        for (MediaSession each : sessions) {
            for (var stream : each.close()) {
                records++;
                mos += stream.playout().isEmpty() ? 0 : stream.playout().get(0).mosTimes10();
            }
        }
        System.out.printf("%d packets, %.1f ns per packet, %d streams, mean f1 MOS %.3f%n", taken, (double) nanos / taken, records, mos / records / 10);
    }
}
