package org.karavox.media.audio.internal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.jaredmdobson.concentus.OpusApplication;
import io.github.jaredmdobson.concentus.OpusEncoder;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.karavox.call.Endpoint;
import org.karavox.call.StreamDetails;
import org.karavox.storage.FileKind;

class CallSoundTest {

    @TempDir
    Path folder;

    private Path file(String name) {
        return folder.resolve(name);
    }

    /** Bursts of 200 ms at these times, milliseconds. */
    private static boolean tone(double millis, double... bursts) {
        return Arrays.stream(bursts).anyMatch(burst -> millis >= burst && millis < burst + 200);
    }

    private static void assertOnsets(List<Double> onsets, double tolerance, double... expected) {
        assertEquals(expected.length, onsets.size(), onsets + " instead of " + Arrays.toString(expected));
        for (int i = 0; i < expected.length; i++) {
            assertEquals(expected[i], onsets.get(i), tolerance, onsets + " instead of " + Arrays.toString(expected));
        }
    }

    @Test
    void putsTheCallerLeftAndTheCalledPartyRight() throws Exception {
        Scene scene = new Scene();
        Scene.Flow caller = scene.caller("PCMA", 8);
        Scene.Flow called = scene.called("PCMA", 8);
        for (int i = 0; i < 100; i++) {
            caller.send(i * 20, i, i * 160L, Scene.aLaw(i * 20, tone(i * 20, 400)));
            called.send(i * 20, i, i * 160L, Scene.aLaw(i * 20, tone(i * 20, 1200)));
        }
        Sound sound = Sound.of(scene.call(), scene.pcap(), file("a"));
        assertEquals(2, sound.channels());
        assertEquals(8000, sound.rateHz());
        assertEquals(2000, sound.millis());
        assertOnsets(sound.onsets(0), 1, 400);
        assertOnsets(sound.onsets(1), 1, 1200);
        Sound reversed = Sound.of(scene.call(), scene.pcapNg(), file("b"),
                new CallSound.Wishes(false, 24000, new Mixdown.Layout(true, true, true), true, false, false, true));
        assertOnsets(reversed.onsets(0), 1, 1200);
        Sound mono = Sound.of(scene.call(), scene.pcap(), file("c"),
                new CallSound.Wishes(false, 24000, new Mixdown.Layout(false, false, true), true, false, false, true));
        assertEquals(1, mono.channels());
        assertOnsets(mono.onsets(0), 1, 400, 1200);
    }

    /**
     * Both say something at the same moments. The caller's packets are lost, delayed, doubled and exchanged; the called party begins late
     * and does not send while silent.
     */
    @Test
    void keepsBothSidesInStepOverLossJitterStallAndSilence() throws Exception {
        double[] bursts = {2000, 4000, 6000, 8500, 11000, 14000, 17000, 19000};
        Random random = new Random(7);
        Scene scene = new Scene();
        Scene.Flow caller = scene.caller("PCMA", 8);
        Scene.Flow called = scene.called("PCMA", 8);
        for (int i = 0; i < 1000; i++) {
            double time = 300 + i * 20;
            byte[] payload = Scene.aLaw(time, tone(time, bursts));
            boolean first = tone(time, bursts) && !tone(time - 20, bursts); // of a burst, whose beginning is measured
            if (first || random.nextInt(100) >= 5) {
                double stall = time >= 9000 && time < 9600 ? 9600 - time : 0; // 600 ms of nothing, then all at once
                double delay = random.nextInt(30);
                caller.send(time + delay + stall, 65000 + i & 0xFFFF, 0xFFFFF000L + i * 160L, payload);
                if (random.nextInt(20) == 0) {
                    caller.send(time + delay + stall + random.nextInt(60), 65000 + i & 0xFFFF, 0xFFFFF000L + i * 160L, payload);
                }
            }
            if (time >= 1500 && (time < 4500 || time > 5900)) { // comfort: nothing is sent in between
                int sequence = time < 4500 ? i : i - 70;
                called.send(time + random.nextInt(10), 500 + sequence, 77 + i * 160L, Scene.aLaw(time, tone(time, bursts)));
            }
        }
        scene.end = 21_000;
        Sound sound = Sound.of(scene.call(), scene.pcap(), file("a"));
        assertOnsets(sound.onsets(0), 20, bursts);
        assertOnsets(sound.onsets(1), 20, bursts);
        for (int i = 0; i < bursts.length; i++) {
            double apart = Math.abs(sound.onsets(0).get(i) - sound.onsets(1).get(i));
            assertTrue(apart <= 20, "burst " + i + " is " + apart + " ms apart");
        }
        assertEquals(0, sound.level(1, 0, 1400), "nothing before the called party begins");
        assertTrue(sound.level(0, 9050, 9600) < 50, "the stall brings no burst out of place");
    }

    @Test
    void fillsWhatIsLostWithSilence() throws Exception {
        Scene scene = new Scene();
        Scene.Flow caller = scene.caller("PCMA", 8);
        for (int i = 0; i < 100; i++) {
            if (i < 40 || i >= 50) {
                caller.send(i * 20, i, i * 160L, Scene.aLaw(i * 20, true));
            }
        }
        Sound sound = Sound.of(scene.call(), scene.pcap(), file("a"));
        assertEquals(0, sound.level(0, 800, 1000));
        assertTrue(sound.level(0, 780, 800) > 3000 && sound.level(0, 1000, 1020) > 3000);
        assertEquals(2000, sound.millis());
    }

    @Test
    void sortsAndTakesEveryPacketOnce() throws Exception {
        Scene inOrder = new Scene();
        Scene shuffled = new Scene();
        Scene.Flow one = inOrder.caller("PCMA", 8);
        Scene.Flow other = shuffled.caller("PCMA", 8);
        for (int i = 0; i < 60; i++) {
            byte[] payload = Scene.aLaw(i * 20 * 1.01, true);
            one.send(i * 20, i, i * 160L, payload);
            double late = i == 0 ? 0 : i % 3 == 0 ? 45 : 0; // behind the next two; the first one sets the time
            other.send(i * 20 + late, i, i * 160L, payload);
            other.send(i * 20 + late + 3, i, i * 160L, payload);
        }
        assertArrayEquals(Sound.of(inOrder.call(), inOrder.pcap(), file("a")).samples(),
                Sound.of(shuffled.call(), shuffled.pcap(), file("b")).samples());
    }

    @Test
    void staysInStepWhenTheSenderStopsCountingDuringHold() throws Exception {
        Scene scene = new Scene();
        Scene.Flow caller = scene.caller("PCMA", 8);
        for (int i = 0; i < 300; i++) {
            double time = i < 100 ? i * 20 : 3000 + i * 20; // 3 s of hold that its timestamps do not show
            caller.send(time, i, i * 160L, Scene.aLaw(time, tone(time, 1000, 6000, 8000)));
        }
        assertOnsets(Sound.of(scene.call(), scene.pcap(), file("a")).onsets(0), 20, 1000, 6000, 8000);
    }

    @Test
    void staysInStepWhenTheTimestampsLeap() throws Exception {
        Scene scene = new Scene();
        Scene.Flow caller = scene.caller("PCMA", 8);
        for (int i = 0; i < 300; i++) {
            double time = i * 20;
            long leap = i < 100 ? 0 : i < 200 ? 0x50000000L : -4000L; // forward, then back
            caller.send(time, i, leap + i * 160L, Scene.aLaw(time, tone(time, 1000, 3000, 5000)));
        }
        Sound sound = Sound.of(scene.call(), scene.pcap(), file("a"));
        assertOnsets(sound.onsets(0), 20, 1000, 3000, 5000);
        assertEquals(6000, sound.millis(), 40);
    }

    /** 500 ppm are 100 ms in 200 s. */
    @Test
    void followsAClockThatDrifts() throws Exception {
        Scene scene = new Scene();
        Scene.Flow caller = scene.caller("PCMA", 8);
        for (int i = 0; i < 10_000; i++) {
            double time = i * 20 * 1.0005;
            caller.send(time, i, i * 160L, Scene.aLaw(time, tone(time, 1000, 100_000, 199_000)));
        }
        scene.end = 201_000;
        assertOnsets(Sound.of(scene.call(), scene.pcap(), file("a")).onsets(0), 21, 1000, 100_000, 199_000);
    }

    @Test
    void goesOnWithAnotherSsrcAndAnotherEncoding() throws Exception {
        Scene scene = new Scene();
        Scene.Flow first = scene.caller("PCMA", 8);
        Scene.Flow second = scene.flow(Scene.CALLER, Scene.CALLED, 0x3333, "PCMU", 0, 8000);
        byte[] loudULaw = new byte[160];
        for (int i = 0; i < 160; i++) {
            loudULaw[i] = (byte) (i / 4 % 2 == 0 ? 0x90 : 0x10);
        }
        for (int i = 0; i < 50; i++) {
            first.send(i * 20, i, i * 160L, Scene.aLaw(i * 20, tone(i * 20, 400)));
            second.send(1000 + i * 20, 9000 + i, 12345 + i * 160L, tone(i * 20, 400) ? loudULaw : silence());
        }
        for (int i = 50; i < 100; i++) { // the second changes its payload type
            second.send(1000 + i * 20, 8, 9000 + i, 12345 + i * 160L, Scene.aLaw(i * 20, tone(i * 20, 1400)));
        }
        assertOnsets(Sound.of(scene.call(), scene.pcap(), file("a")).onsets(0), 1, 400, 1400, 2400);
    }

    private static byte[] silence() {
        byte[] payload = new byte[160];
        Arrays.fill(payload, (byte) 0xFF);
        return payload;
    }

    @Test
    void hearsNothingInDigitsAndComfortNoise() throws Exception {
        Scene scene = new Scene();
        Scene.Flow caller = scene.caller("PCMA", 8);
        for (int i = 0; i < 100; i++) {
            if (i >= 40 && i < 50) {
                caller.send(i * 20, 101, i, 40 * 160L, new byte[] {5, 10, 0, (byte) 160}); // RFC 4733: the time of its beginning
            } else if (i == 60) {
                caller.send(i * 20, 13, i, i * 160L, new byte[] {60});
            } else if (i < 60 || i >= 80) {
                caller.send(i * 20, i < 60 ? i : i - 19, i * 160L, Scene.aLaw(i * 20, true));
            }
        }
        Sound sound = Sound.of(scene.call(), scene.pcap(), file("a"));
        assertEquals(0, sound.level(0, 800, 1000));
        assertEquals(0, sound.level(0, 1200, 1600));
        assertTrue(sound.level(0, 1000, 1200) > 3000 && sound.level(0, 1600, 2000) > 3000);
    }

    @Test
    void findsStreamsUnderTunnelsAndInIpv6() throws Exception {
        Scene scene = new Scene().wrapped(frame -> Scene.ethernet(Scene.udp(new Endpoint("10.0.0.1", 1), new Endpoint("10.0.0.2", 4789),
                ByteBuffer.allocate(8 + frame.length).putLong(0x0800000000002A00L).put(frame).array())));
        Scene.Flow vxlan = scene.called("PCMA", 8);
        Scene.Flow v6 = scene.flow(new Endpoint("2001:db8::a", 4000), new Endpoint("2001:db8::b", 4000), 5, "PCMA", 8, 8000);
        for (int i = 0; i < 50; i++) {
            vxlan.send(i * 20, i, i * 160L, Scene.aLaw(0, true));
            v6.send(i * 20, i, i * 160L, Scene.aLaw(0, true));
        }
        Sound sound = Sound.of(scene.call(), scene.pcap(), file("a"));
        assertTrue(sound.level(0, 0, 1000) > 3000 && sound.level(1, 0, 1000) > 3000);
    }

    @Test
    void takesTheRateOfTheBetterSide() throws Exception {
        Scene scene = new Scene();
        Scene.Flow wide = scene.flow(Scene.CALLER, Scene.CALLED, 1, "opus", 111, 48000);
        Scene.Flow narrow = scene.called("PCMA", 8);
        OpusEncoder encoder = new OpusEncoder(16000, 1, OpusApplication.OPUS_APPLICATION_VOIP);
        short[] signal = new short[320];
        byte[] packet = new byte[1000];
        for (int i = 0; i < 150; i++) {
            for (int s = 0; s < 320; s++) {
                signal[s] = (short) (tone(i * 20, 1000, 2000) ? 9000 * Math.sin(2 * Math.PI * 1000 * s / 16000.0) : 0);
            }
            wide.send(i * 20, i, i * 960L, Arrays.copyOf(packet, encoder.encode(signal, 0, 320, packet, 0, packet.length)));
            narrow.send(i * 20, i, i * 160L, Scene.aLaw(i * 20, tone(i * 20, 1000, 2000)));
        }
        Sound sound = Sound.of(scene.call(), scene.pcap(), file("a"));
        assertEquals(16000, sound.rateHz());
        assertOnsets(sound.onsets(0), 20, 1000, 2000);
        assertOnsets(sound.onsets(1), 2, 1000, 2000);
    }

    /** RFC 3551 4.5.2 says 8000, whatever the sampling; some senders count 16000 nevertheless. */
    @Test
    void standsSendersOfG722WithTheWrongClock() throws Exception {
        for (int ticks : List.of(160, 320)) {
            Scene scene = new Scene();
            Scene.Flow caller = scene.caller("G722", 9);
            for (int i = 0; i < 100; i++) {
                caller.send(i * 20, i, (long) i * ticks, new byte[160]);
            }
            Sound sound = Sound.of(scene.call(), scene.pcap(), file("a" + ticks));
            assertEquals(2000, sound.millis(), 1, ticks + " ticks");
        }
    }

    @Test
    void beginsWhereTheOperatorWants() throws Exception {
        Scene scene = new Scene();
        Scene.Flow caller = scene.caller("PCMA", 8);
        for (int i = 0; i < 100; i++) {
            caller.send(700 + i * 20, i, i * 160L, Scene.aLaw(700 + i * 20, tone(700 + i * 20, 1700)));
        }
        scene.answered = Optional.of(1500.0);
        assertOnsets(Sound.of(scene.call(), scene.pcap(), file("a")).onsets(0), 1, 1700);
        Mixdown.Layout layout = Sound.WAV.layout();
        assertOnsets(Sound.of(scene.call(), scene.pcap(), file("b"), new CallSound.Wishes(false, 1, layout, false, false, false, true)).onsets(0), 1, 1000);
        assertOnsets(Sound.of(scene.call(), scene.pcap(), file("c"), new CallSound.Wishes(false, 1, layout, true, true, false, true)).onsets(0), 1, 200);
    }

    @Test
    void takesARelayedStreamOnce() throws Exception {
        Scene scene = new Scene();
        Scene.Flow before = scene.caller("PCMA", 8);
        Scene.Flow behind = scene.flow(new Endpoint(Scene.CALLER.address(), 7000), new Endpoint("203.0.113.9", 7001), 0x1111, "PCMA", 8, 8000);
        for (int i = 0; i < 50; i++) {
            before.send(i * 20, i, i * 160L, Scene.aLaw(i * 20, true));
            behind.send(i * 20 + 1, i, i * 160L, Scene.aLaw(i * 20, true));
        }
        double once = Sound.of(scene.call(), scene.pcap(), file("a")).level(0, 100, 900);
        double twice = Sound.of(scene.call(), scene.pcap(), file("b"),
                new CallSound.Wishes(false, 1, Sound.WAV.layout(), true, false, false, false)).level(0, 100, 900);
        assertTrue(twice > 1.2 * once, twice + " and " + once);
        Sound filtered = Sound.of(scene.call(), scene.pcap(), file("c"),
                new CallSound.Wishes(false, 1, Sound.WAV.layout(), true, false, true, false));
        assertTrue(filtered.level(0, 100, 900) > 1.2 * once, "both have an address of the signalling");
    }

    @Test
    void learnsNumbersFromTheAnnouncement() throws Exception {
        Scene scene = new Scene();
        scene.add(0, Scene.sip("INVITE sip:x SIP/2.0\r\n\r\nm=audio 4000 RTP/AVP 8 97\r\na=rtpmap:97 L16/16000\r\na=rtpmap:200 X/1\r\n"));
        Scene.Flow caller = scene.caller("PCMA", 8);
        byte[] loud = new byte[640];
        for (int i = 0; i < 320; i++) {
            loud[2 * i] = (byte) (i / 8 % 2 == 0 ? 0x20 : 0xE0);
        }
        for (int i = 0; i < 60; i++) {
            caller.send(i * 20, i, i * 160L, Scene.aLaw(0, false));
        }
        for (int i = 60; i < 120; i++) {
            caller.send(i * 20, 97, i, i * 320L, loud);
        }
        Sound sound = Sound.of(scene.call(), scene.pcap(), file("a"));
        assertEquals(16000, sound.rateHz());
        assertOnsets(sound.onsets(0), 21, 1200);
    }

    @Test
    void makesNoFileOfWhatItCannotHear() throws Exception {
        Scene scene = new Scene();
        scene.caller("G729", 18).send(0, 0, 0, new byte[20]);
        Scene.Flow secret = scene.called("PCMA", 8);
        secret.traits = Set.of(StreamDetails.Trait.SRTP);
        secret.send(0, 0, 0, new byte[160]);
        CallSound.Outcome outcome = Sound.make(scene.call(), scene.pcap(), file("a"), Sound.WAV);
        assertEquals(new CallSound.Outcome(0, 0, 1, 1, Set.of("G729", "SRTP")), outcome);
        assertFalse(Files.exists(file("a")));
    }

    /** A time far in the future must not make a file of a terabyte. */
    @Test
    void ignoresTimesBeyondTheCall() throws Exception {
        Scene scene = new Scene();
        Scene.Flow caller = scene.caller("PCMA", 8);
        for (int i = 0; i < 50; i++) {
            caller.send(i * 20, i, i * 160L, Scene.aLaw(0, true));
        }
        caller.send(1e10, 50, 50 * 160L, Scene.aLaw(0, true));
        assertEquals(1000, Sound.of(scene.call(), scene.pcap(), file("a")).millis());
    }

    /** Whatever the archive gives: a file, none, or a sentence; never anything else, never without end. */
    @Test
    void survivesDamagedCaptures() {
        Scene scene = new Scene();
        Scene.Flow caller = scene.caller("PCMA", 8);
        for (int i = 0; i < 20; i++) {
            caller.send(i * 20, i, i * 160L, Scene.aLaw(0, true));
        }
        Random random = new Random(3);
        int made = 0;
        for (byte[] whole : List.of(scene.pcap(), scene.pcapNg())) {
            for (int i = 0; i < 1500; i++) {
                byte[] damaged = Arrays.copyOf(whole, i % 3 == 0 ? random.nextInt(whole.length) : whole.length);
                for (int hit = 0; hit < i % 8 && damaged.length > 0; hit++) {
                    damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
                }
                Path file = file("f" + whole.length + "-" + i);
                try {
                    made += Sound.make(scene.call(), damaged, file, Sound.WAV).samples() > 0 ? 1 : 0;
                } catch (IOException e) {
                    assertTrue(e.getMessage() != null, "a sentence");
                }
            }
        }
        assertTrue(made > 500, made + " files");
    }

    @Test
    void writesOggWithTheSidesApart() throws Exception {
        Peer.needed("ffmpeg");
        Scene scene = new Scene();
        Scene.Flow caller = scene.caller("PCMA", 8);
        Scene.Flow called = scene.called("PCMA", 8);
        for (int i = 0; i < 1500; i++) {
            caller.send(i * 20, i, i * 160L, Scene.aLaw(i * 20, tone(i * 20, 1000, 20_000)));
            called.send(i * 20, i, i * 160L, Scene.aLaw(i * 20, tone(i * 20, 10_000)));
        }
        scene.end = 30_000;
        Path ogg = file("call.ogg");
        Sound.make(scene.call(), scene.pcap(), ogg, new CallSound.Wishes(true, 24000, Sound.WAV.layout(), true, false, false, true));
        byte[] raw = Peer.ffmpeg(folder, Files.readAllBytes(ogg), List.of(), List.of("-f", "s16le", "-c:a", "pcm_s16le", "-ar", "48000"));
        Sound sound = new Sound(48000, 2, Peer.samples(raw));
        assertEquals(30_000, sound.millis(), 1);
        assertOnsets(sound.onsets(0), 20, 1000, 20_000);
        assertOnsets(sound.onsets(1), 20, 10_000);
        assertTrue(sound.level(1, 1000, 1200) < 30, sound.level(1, 1000, 1200) + " of the caller is heard on the other side");
        assertTrue(Files.size(ogg) < 30 * 8000, Files.size(ogg) + " bytes for 30 s");
    }

    @Test
    void changesRatesWithoutChangingTheSound() {
        for (int[] rates : List.of(new int[] {8000, 16000}, new int[] {8000, 48000}, new int[] {44100, 48000}, new int[] {16000, 8000})) {
            Resampler resampler = new Resampler(rates[0], rates[1]);
            short[] in = Peer.signal(rates[0], 1);
            short[] out = new short[resampler.room(in.length)];
            int count = resampler.resample(in, in.length, out);
            short[] expected = Peer.signal(rates[1], 1);
            assertEquals(expected.length, count, 2);
            double ratio = Peer.snr(expected, Arrays.copyOfRange(out, Math.max(0, resampler.delay() - 1), count), 2);
            assertTrue(ratio > 20, rates[0] + " to " + rates[1] + ": " + ratio + " dB");
        }
    }

    @Test
    void readsWhatAnArchiveHasOfBothKinds() throws Exception {
        List<Set<FileKind>> asked = new ArrayList<>();
        Scene scene = new Scene();
        scene.caller("PCMA", 8).send(0, 0, 0, Scene.aLaw(0, true));
        new CallSound(scene.call(), Sound.WAV).make(kinds -> {
            asked.add(kinds);
            return Optional.of(new ByteArrayInputStream(scene.pcap()));
        }, survey -> assertEquals(1, survey.packets()), () -> java.nio.channels.FileChannel.open(file("a"),
                java.nio.file.StandardOpenOption.CREATE_NEW, java.nio.file.StandardOpenOption.WRITE));
        assertEquals(List.of(Set.of(FileKind.RTP), Set.of(FileKind.RTP)), asked);
    }
}
