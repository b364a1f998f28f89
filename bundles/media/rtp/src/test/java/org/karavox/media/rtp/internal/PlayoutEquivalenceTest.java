package org.karavox.media.rtp.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.karavox.call.StreamRecord;
import org.karavox.media.MediaFormats;
import org.karavox.media.MediaSession;

/** The quick simulators and the literal ones find the same runs in whatever arrives. */
class PlayoutEquivalenceTest {

    private record Packet(long micros, int sequence, int timestamp, boolean marker, boolean event) {
    }

    private static TreeMap<Integer, Integer> runs(List<Integer> histogram) {
        TreeMap<Integer, Integer> runs = new TreeMap<>();
        for (int i = 0; i < histogram.size(); i++) {
            if (histogram.get(i) > 0) {
                runs.put(i + 1, histogram.get(i));
            }
        }
        return runs;
    }

    private static List<Packet> pattern(Random random, int frameMillis) {
        List<Packet> packets = new ArrayList<>();
        int packetCount = 100 + random.nextInt(1500);
        int noiseMicros = switch (random.nextInt(6)) {
            case 0 -> 1;
            case 1 -> 100;
            case 2 -> 5_000;
            case 3 -> 30_000;
            case 4 -> 1 + random.nextInt(120_000);
            default -> 1 + random.nextInt(600_000);
        };
        double loss = random.nextInt(3) == 0 ? random.nextDouble() * 0.1 : 0;
        double burst = random.nextInt(4) == 0 ? random.nextDouble() * 0.02 : 0;
        double duplicate = random.nextInt(4) == 0 ? 0.02 : 0;
        double late = random.nextInt(3) == 0 ? 0.02 : 0;
        double marker = random.nextInt(3) == 0 ? 0.02 : 0;
        double event = random.nextInt(4) == 0 ? 0.01 : 0;
        double pause = random.nextInt(3) == 0 ? 0.01 : 0;
        double jump = random.nextInt(5) == 0 ? 0.003 : 0;
        boolean fifo = random.nextBoolean();
        double drift = random.nextInt(4) == 0 ? random.nextDouble() * 0.02 - 0.01 : 0;
        int sequence = random.nextInt(65536);
        int timestamp = random.nextInt();
        long sent = 0;
        long last = 0;
        for (int i = 0; i < packetCount; i++) {
            boolean isEvent = random.nextDouble() < event;
            boolean isMarked = random.nextDouble() < marker;
            long at = sent + random.nextInt(noiseMicros);
            if (random.nextDouble() < late) {
                at += random.nextInt(400_000);
            } else if (fifo) {
                at = Math.max(at, last + 10);
                last = at;
            }
            if (random.nextDouble() >= loss) {
                packets.add(new Packet(at, sequence & 0xFFFF, timestamp, isMarked, isEvent));
                if (random.nextDouble() < duplicate) {
                    packets.add(new Packet(at + random.nextInt(30_000), sequence & 0xFFFF, timestamp, isMarked, isEvent));
                }
            }
            sequence++;
            if (random.nextDouble() < burst) {
                int gone = random.nextInt(200);
                sequence += gone;
                timestamp += gone * 8 * frameMillis;
                sent += gone * 1000L * frameMillis;
            }
            timestamp += 8 * frameMillis;
            sent += Math.round(1000L * frameMillis * (1 + drift));
            if (random.nextDouble() < pause) {
                int millis = random.nextInt(3000);
                sent += 1000L * millis;
                if (random.nextBoolean()) {
                    timestamp += 8 * millis;
                }
            }
            if (random.nextDouble() < jump) {
                timestamp += random.nextInt(4_000_000) - 2_000_000;
            }
        }
        packets.sort(Comparator.comparingLong(Packet::micros));
        return packets;
    }

    @Test
    void findsTheRunsOfTheLiteralSimulators() {
        for (int seed = 0; seed < 300; seed++) {
            Random random = new Random(seed);
            int frameMillis = new int[] {20, 20, 20, 10, 30, 40, 60}[random.nextInt(7)];
            List<Packet> packets = pattern(random, frameMillis);
            LiteralPlayout literal = new LiteralPlayout(1000, 1024);
            MediaSession session = Samples.analyzer().open().openSession();
            Samples samples = new Samples();
            MediaFormats formats = Samples.formats(0, "PCMU", 8000);
            boolean first = true;
            int ticks = 0;
            int millis = 0;
            for (Packet each : packets) {
                if (each.event) {
                    session.onPacket(samples.event(Samples.START_NANOS + 1000 * each.micros, 101, each.sequence, each.timestamp, 5, false, 160),
                            formats, MediaFormats.UNKNOWN, 0);
                    literal.event(each.sequence);
                    continue;
                }
                session.onPacket(samples.rtp(Samples.START_NANOS + 1000 * each.micros, each.marker ? 0x80 : 0, each.sequence, each.timestamp,
                        Samples.SSRC, 8 * frameMillis), formats, MediaFormats.UNKNOWN, 0);
                millis += first ? 0 : (each.timestamp - ticks) / 8;
                ticks = each.timestamp;
                first = false;
                literal.packet(Samples.START_NANOS / 1000 + each.micros, each.sequence, millis, frameMillis, each.marker);
            }
            StreamRecord stream = session.close().get(0);
            if (first) {
                continue; // only events
            }
            Map<Integer, List<Integer>> got = Map.of(0, stream.playout().get(0).lossRuns(), 1, stream.playout().get(1).lossRuns(), 2,
                    stream.playout().get(2).lossRuns());
            for (int i = 0; i < 3; i++) {
                assertEquals(literal.simulators.get(i).histogram, runs(got.get(i)), "seed " + seed + ", simulator " + i);
            }
        }
    }
}
