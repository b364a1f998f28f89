package org.karavox.media.audio.internal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.jaredmdobson.concentus.OpusApplication;
import io.github.jaredmdobson.concentus.OpusEncoder;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DecoderTest {

    @TempDir
    Path folder;

    private static short[] decode(String encoding, byte[] stream, int bytesPerPacket) {
        Decoder decoder = Codecs.of(encoding, 8000, 1).orElseThrow().decoder().get();
        short[] all = new short[stream.length * 4];
        short[] some = new short[Codecs.MAX_SAMPLES];
        int count = 0;
        for (int at = 0; at < stream.length; at += bytesPerPacket) {
            int decoded = decoder.decode(stream, at, Math.min(bytesPerPacket, stream.length - at), some);
            System.arraycopy(some, 0, all, count, decoded);
            count += decoded;
        }
        return Arrays.copyOf(all, count);
    }

    private static List<String> raw(int rate) {
        return List.of("-f", "s16le", "-ar", Integer.toString(rate), "-ac", "1");
    }

    /** ffmpeg encodes; both decode; the samples must be the same. */
    @ParameterizedTest
    @CsvSource({"PCMA,pcm_alaw,alaw,8000,37", "PCMU,pcm_mulaw,mulaw,8000,37", "G722,g722,g722,16000,40"})
    void givesTheSamplesThatFfmpegGives(String encoding, String encoder, String format, int rate, double leastRatio) throws Exception {
        Peer.needed("ffmpeg");
        short[] original = Peer.signal(rate, 4);
        byte[] stream = Peer.ffmpeg(folder, Peer.bytes(original), raw(rate), List.of("-c:a", encoder, "-f", format));
        List<String> input = encoding.equals("G722") ? List.of("-f", format) : List.of("-f", format, "-ar", "8000", "-ac", "1");
        short[] theirs = Peer.samples(Peer.ffmpeg(folder, stream, input, List.of("-f", "s16le", "-c:a", "pcm_s16le")));
        short[] ours = decode(encoding, stream, 160);
        assertArrayEquals(theirs, ours);
        assertTrue(Peer.snr(original, ours, 40) >= leastRatio, Peer.snr(original, ours, 40) + " dB");
    }

    /** ffmpeg encodes; sox, whose decoder is the one of the recommendation, and we decode: the samples must be the same. */
    @ParameterizedTest
    @CsvSource({"G726-24,24k,60,25", "G726-32,32k,80,23", "G726-40,40k,100,26"})
    void givesTheSamplesThatSoxGives(String encoding, String bitRate, int bytesPerPacket, int formatOfAu) throws Exception {
        Peer.needed("ffmpeg");
        Peer.needed("sox");
        byte[] stream = Peer.ffmpeg(folder, Peer.bytes(Peer.signal(8000, 4)), raw(8000),
                List.of("-c:a", "g726le", "-b:a", bitRate, "-f", "g726le"));
        short[] theirs = Peer.samples(Peer.sox(folder, Peer.au(stream, formatOfAu)));
        short[] ours = decode(encoding, stream, bytesPerPacket);
        assertTrue(theirs.length >= 31000, theirs.length + " samples"); // sox leaves a last incomplete buffer
        assertArrayEquals(theirs, Arrays.copyOf(ours, theirs.length));
    }

    /** ffmpeg rounds the scale of G.726 and, at 40 kbit/s, its predictor otherwise than the recommendation: only near to ours. */
    @ParameterizedTest
    @CsvSource({"16,40,18", "24,60,23", "32,80,34"})
    void hearsWhatFfmpegEncodesWithG726(String rate, int bytesPerPacket, double leastRatio) throws Exception {
        Peer.needed("ffmpeg");
        short[] original = Peer.signal(8000, 4);
        byte[] lowFirst = Peer.ffmpeg(folder, Peer.bytes(original), raw(8000), List.of("-c:a", "g726le", "-b:a", rate + "k", "-f", "g726le"));
        byte[] highFirst = Peer.ffmpeg(folder, Peer.bytes(original), raw(8000), List.of("-c:a", "g726", "-b:a", rate + "k", "-f", "g726"));
        short[] ours = decode("G726-" + rate, lowFirst, bytesPerPacket);
        assertArrayEquals(ours, decode("AAL2-G726-" + rate, highFirst, bytesPerPacket), "the same codes, packed in the other order");
        assertTrue(Peer.snr(original, ours, 40) > leastRatio, Peer.snr(original, ours, 40) + " dB");
    }

    /** G.711 appendix: the ends and the middle of both laws. */
    @Test
    void knowsTheValuesOfG711() {
        short[] samples = new short[4];
        G711Decoder.uLaw().decode(new byte[] {(byte) 0xFF, 0x7F, (byte) 0x80, 0}, 0, 4, samples);
        assertArrayEquals(new short[] {0, 0, 32124, -32124}, samples);
        G711Decoder.aLaw().decode(new byte[] {(byte) 0xD5, 0x55, (byte) 0xAA, 0x2A}, 0, 4, samples);
        assertArrayEquals(new short[] {8, -8, 32256, -32256}, samples);
    }

    @Test
    void decodesOpus() throws Exception {
        short[] original = Peer.signal(16000, 2);
        OpusEncoder encoder = new OpusEncoder(16000, 1, OpusApplication.OPUS_APPLICATION_VOIP);
        encoder.setBitrate(32000);
        Decoder decoder = new OpusPayloadDecoder();
        short[] decoded = new short[original.length];
        short[] some = new short[Codecs.MAX_SAMPLES];
        byte[] packet = new byte[1500];
        for (int at = 0; at + 320 <= original.length; at += 320) {
            int length = encoder.encode(original, at, 320, packet, 0, packet.length);
            assertEquals(320, decoder.decode(packet, 0, length, some));
            System.arraycopy(some, 0, decoded, at, 320);
        }
        assertTrue(Peer.snr(original, decoded, 400) > 10, Peer.snr(original, decoded, 400) + " dB");
    }

    @Test
    void averagesTheChannelsOfL16() {
        short[] samples = new short[2];
        assertEquals(2, new L16Decoder(44100, 2).decode(new byte[] {0, 10, 0, 20, (byte) 0xFF, (byte) 0xFE, 0, 0, 7}, 0, 9, samples));
        assertArrayEquals(new short[] {15, -1}, samples);
    }

    /** Whatever a payload contains, a decoder answers and stays within its target. */
    @Test
    void survivesAnyPayload() {
        Random random = new Random(4);
        for (String name : List.of("PCMA", "PCMU", "G722", "G726-16", "G726-24", "G726-32", "G726-40", "AAL2-G726-40", "OPUS", "L16")) {
            Decoder decoder = Codecs.of(name, 8000, 1).orElseThrow().decoder().get();
            short[] target = new short[Codecs.MAX_SAMPLES];
            for (int i = 0; i < 2000; i++) {
                byte[] payload = new byte[i % 50 == 0 ? Codecs.MAX_PAYLOAD : random.nextInt(200)];
                random.nextBytes(payload);
                int count = decoder.decode(payload, 0, payload.length, target);
                assertTrue(count >= 0 && count <= target.length, name);
            }
        }
    }

    @Test
    void refusesWhatItCannotDecode() {
        for (String name : List.of("G729", "iLBC", "AMR", "", "telephone-event", "G726")) {
            assertEquals(Optional.empty(), Codecs.of(name, 8000, 1), name);
        }
        assertEquals(Optional.empty(), Codecs.of("L16", 0, 1));
    }
}
