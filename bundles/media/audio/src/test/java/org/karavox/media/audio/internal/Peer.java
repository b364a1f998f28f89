package org.karavox.media.audio.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** ffmpeg and sox, as the other implementations, and signals to compare. */
final class Peer {

    private Peer() {
    }

    /** Skips the test without that program. */
    static void needed(String program) {
        boolean there;
        try {
            there = new ProcessBuilder(program, program.equals("sox") ? "--version" : "-version").redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD).start().waitFor() == 0;
        } catch (IOException e) {
            there = false;
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
        assumeTrue(there, "needs " + program + ": apt-get install " + program);
    }

    /** Runs ffmpeg on a file. */
    static byte[] ffmpeg(Path folder, byte[] input, List<String> before, List<String> after) throws IOException, InterruptedException {
        Path in = Files.write(folder.resolve("in"), input);
        Path out = folder.resolve("out");
        List<String> command = new ArrayList<>(List.of("ffmpeg", "-nostdin", "-loglevel", "error", "-y"));
        command.addAll(before);
        command.addAll(List.of("-i", in.toString()));
        command.addAll(after);
        command.add(out.toString());
        return run(command, out);
    }

    /** Decodes a file of Sun's format to samples. */
    static byte[] sox(Path folder, byte[] au) throws IOException, InterruptedException {
        Path in = Files.write(folder.resolve("in.au"), au);
        Path out = folder.resolve("out.raw");
        return run(List.of("sox", "-D", in.toString(), "-e", "signed-integer", "-b", "16", "-L", out.toString()), out);
    }

    private static byte[] run(List<String> command, Path out) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes());
        assertEquals(0, process.waitFor(), said);
        return Files.readAllBytes(out);
    }

    /** A file of Sun's format. */
    static byte[] au(byte[] stream, int encoding) {
        ByteBuffer file = ByteBuffer.allocate(28 + stream.length);
        file.put(".snd".getBytes()).putInt(28).putInt(stream.length).putInt(encoding).putInt(8000).putInt(1).putInt(0).put(stream);
        return file.array();
    }

    static byte[] bytes(short[] samples) {
        ByteBuffer bytes = ByteBuffer.allocate(2 * samples.length).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asShortBuffer().put(samples);
        return bytes.array();
    }

    static short[] samples(byte[] bytes) {
        short[] samples = new short[bytes.length / 2];
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asShortBuffer().get(samples);
        return samples;
    }

    /** Tones that change, loud and soft. */
    static short[] signal(int rateHz, double seconds) {
        short[] samples = new short[(int) (rateHz * seconds)];
        for (int i = 0; i < samples.length; i++) {
            double time = (double) i / rateHz;
            double envelope = 0.15 + 0.85 * Math.abs(Math.sin(3 * time));
            samples[i] = (short) (9000 * envelope * Math.sin(2 * Math.PI * 440 * time) + 5000 * envelope * Math.sin(2 * Math.PI * 1130 * time));
        }
        return samples;
    }

    /** Signal to noise, dB, at the best shift of up to {@code shifts} samples. */
    static double snr(short[] expected, short[] actual, int shifts) {
        double best = Double.NEGATIVE_INFINITY;
        for (int shift = -shifts; shift <= shifts; shift++) {
            double signal = 0;
            double noise = 0;
            for (int i = expected.length / 10; i < expected.length * 9 / 10; i++) {
                if (i + shift >= 0 && i + shift < actual.length) {
                    signal += (double) expected[i] * expected[i];
                    noise += Math.pow(expected[i] - actual[i + shift], 2);
                }
            }
            best = Math.max(best, 10 * Math.log10(signal / Math.max(noise, 1e-9)));
        }
        return best;
    }
}
