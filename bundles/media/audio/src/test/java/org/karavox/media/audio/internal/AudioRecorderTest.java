package org.karavox.media.audio.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.annotation.Annotation;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.karavox.call.CallRef;
import org.karavox.runtime.SelfTest;
import org.karavox.storage.FileKind;
import org.karavox.storage.PacketArchive;
import org.karavox.storage.SpoolRoots;

class AudioRecorderTest {

    private static final AudioRecorder.Patience QUICK = new AudioRecorder.Patience(Duration.ZERO, Duration.ofMillis(20), 3);

    @TempDir
    Path root;

    private final List<String> released = new CopyOnWriteArrayList<>();
    private final List<String> settled = new CopyOnWriteArrayList<>();
    private final Scene scene = new Scene();
    private Optional<AudioRecorder> running = Optional.empty();

    private AudioRecorder start(String form, boolean answeredOnly, PacketArchive archive) {
        AudioRecorder recorder = new AudioRecorder(new Keys(form, answeredOnly), archive, new Roots(), QUICK);
        recorder.setMedia(call -> released.add(call.callId()));
        running = Optional.of(recorder);
        return recorder;
    }

    private PacketArchive archive() {
        return (call, kinds) -> Optional.of(new ByteArrayInputStream(scene.pcap()));
    }

    private void talk() {
        Scene.Flow caller = scene.caller("PCMA", 8);
        for (int i = 0; i < 100; i++) {
            caller.send(i * 20, i, i * 160L, Scene.aLaw(i * 20, true));
        }
    }

    @AfterEach
    void stop() {
        running.ifPresent(AudioRecorder::stop);
    }

    private static void await(String what, BooleanSupplier condition) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (!condition.getAsBoolean()) {
            assertTrue(System.nanoTime() < end, "waited 10 s for: " + what);
            LockSupport.parkNanos(1_000_000);
        }
    }

    private List<String> files() throws IOException {
        try (Stream<Path> paths = Files.walk(root)) {
            return paths.filter(Files::isRegularFile).map(path -> root.relativize(path).toString()).sorted().toList();
        }
    }

    @Test
    void makesAFileBesideThePackets() throws Exception {
        talk();
        AudioRecorder recorder = start("wav", false, archive());
        assertTrue(recorder.wantsMedia(scene.call().ref()));
        recorder.ended(scene.call());
        await("the end", () -> released.equals(List.of("call")));
        assertEquals(List.of("2026-11-24/10/15/AUDIO/call.wav"), files());
        assertEquals(List.of("call.wav 64044"), settled.stream().map(text -> text.replace(root.toString(), "")).toList());
        Sound sound = Sound.read(Files.readAllBytes(root.resolve("2026-11-24/10/15/AUDIO/call.wav")));
        assertEquals(2000, sound.millis());
        assertEquals(Set.copyOf(PosixFilePermissions.fromString("rw-r-----")),
                Files.getPosixFilePermissions(root.resolve("2026-11-24/10/15/AUDIO/call.wav")), "until the spool sets another mode");
        assertEquals(SelfTest.Level.OK, recorder.run().level());
        assertTrue(recorder.run().found().startsWith("1 sound files made"), recorder.run().found());
    }

    @Test
    void makesOggIfWanted() throws Exception {
        talk();
        start("ogg", false, archive()).ended(scene.call());
        await("the end", () -> released.size() == 1);
        assertEquals(List.of("2026-11-24/10/15/AUDIO/call.ogg"), files());
        assertEquals("OggS", new String(Files.readAllBytes(root.resolve(files().get(0))), 0, 4));
    }

    @Test
    void doesNothingUnlessWanted() {
        talk();
        for (String form : List.of("no", "0", "mp3")) {
            AudioRecorder recorder = start(form, false, (call, kinds) -> {
                throw new AssertionError("nothing is read");
            });
            recorder.ended(scene.call());
            assertFalse(recorder.wantsMedia(scene.call().ref()));
            assertEquals(SelfTest.Level.OK, recorder.run().level());
        }
    }

    @Test
    void leavesOutCallsThatWereNotAnswered() throws Exception {
        talk();
        scene.answered = Optional.empty();
        start("yes", true, archive()).ended(scene.call());
        await("the end", () -> released.size() == 1);
        assertEquals(List.of(), files());
    }

    @Test
    void waitsForPacketsThatAreNotOnDiskYet() throws Exception {
        talk();
        byte[] whole = scene.pcap();
        List<Integer> readings = new CopyOnWriteArrayList<>();
        AudioRecorder recorder = start("wav", false, (call, kinds) -> {
            readings.add(1);
            return Optional.of(new ByteArrayInputStream(readings.size() < 2 ? Arrays.copyOf(whole, whole.length / 2) : whole));
        });
        recorder.ended(scene.call());
        await("the end", () -> released.size() == 1);
        assertEquals(3, readings.size(), "half, then all of it twice");
        assertEquals(2000, Sound.read(Files.readAllBytes(root.resolve(files().get(0)))).millis());
    }

    @Test
    void makesWhatThereIsInTheEnd() throws Exception {
        talk();
        byte[] whole = scene.pcap();
        start("wav", false, (call, kinds) -> Optional.of(new ByteArrayInputStream(Arrays.copyOf(whole, whole.length / 2)))).ended(scene.call());
        await("the end", () -> released.size() == 1);
        assertEquals(1000, Sound.read(Files.readAllBytes(root.resolve(files().get(0)))).millis(), 40);
    }

    @Test
    void makesNoFileWithoutMedia() throws Exception {
        talk();
        AudioRecorder recorder = start("wav", false, (call, kinds) -> Optional.empty());
        recorder.ended(scene.call());
        await("the end", () -> released.size() == 1);
        assertEquals(List.of(), files());
        assertTrue(recorder.run().found().contains("1 calls without sound"), recorder.run().found());
    }

    @Test
    void goesOnAfterAFailure() throws Exception {
        talk();
        AudioRecorder recorder = start("wav", false, (call, kinds) -> {
            if (call.callId().equals("bad")) {
                throw new IOException("The archive is damaged");
            }
            return Optional.of(new ByteArrayInputStream(scene.pcap()));
        });
        recorder.ended(scene.call("bad"));
        recorder.ended(scene.call("good"));
        await("the end", () -> released.size() == 2);
        assertEquals(List.of("2026-11-24/10/15/AUDIO/good.wav"), files());
        assertEquals(SelfTest.Level.WARNING, recorder.run().level());
    }

    /** The second reading fails while the file is being written. */
    @Test
    void leavesNothingHalfWritten() throws Exception {
        talk();
        List<Integer> readings = new CopyOnWriteArrayList<>();
        start("wav", false, (call, kinds) -> {
            readings.add(1);
            InputStream all = new ByteArrayInputStream(scene.pcap());
            return Optional.of(readings.size() == 1 ? all : new InputStream() {
                private int left = 5000;

                @Override
                public int read() throws IOException {
                    if (left-- <= 0) {
                        throw new IOException("Input/output error");
                    }
                    return all.read();
                }
            });
        }).ended(scene.call());
        await("the end", () -> released.size() == 1);
        assertEquals(List.of(), files());
        assertEquals(2, readings.size());
    }

    @Test
    void givesTheSecondCallOfThatNameANumber() throws Exception {
        talk();
        AudioRecorder recorder = start("wav", false, archive());
        recorder.ended(scene.call());
        await("the first", () -> released.size() == 1);
        recorder.ended(scene.call());
        await("the second", () -> released.size() == 2);
        assertEquals(List.of("2026-11-24/10/15/AUDIO/call.2.wav", "2026-11-24/10/15/AUDIO/call.wav"), files());
    }

    @Test
    void shedsCallsRatherThanWait() {
        talk();
        CountDownLatch gate = new CountDownLatch(1);
        AudioRecorder recorder = start("wav", false, (call, kinds) -> {
            try {
                gate.await();
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
            return Optional.empty();
        });
        for (int i = 0; i < 2010; i++) {
            recorder.ended(scene.call("call-" + i)); // never blocks, or this test would never end
        }
        assertEquals(SelfTest.Level.WARNING, recorder.run().level());
        assertTrue(recorder.run().found().contains("10 without room"), recorder.run().found());
        gate.countDown();
        await("those without room to be released too", () -> released.contains("call-2009"));
    }

    private final class Roots implements SpoolRoots {
        @Override
        public List<Root> roots() {
            return List.of(new Root(root, 0, Set.of(FileKind.values())));
        }

        @Override
        public Path root(FileKind kind) {
            return root;
        }

        @Override
        public ZoneId zone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Path prepare(CallRef call, FileKind kind, String extension) throws IOException {
            return Files.createDirectories(root.resolve("2026-11-24/10/15").resolve(kind.name())).resolve(call.callId() + extension);
        }

        @Override
        public void settle(CallRef call, FileKind kind, Path file) throws IOException {
            settled.add(file.getFileName() + " " + Files.size(file));
        }
    }

    private record Keys(String saveaudio, boolean saveaudio_answeronly) implements AudioConfig {

        @Override
        public boolean saveaudio_afterconnect() {
            return false;
        }

        @Override
        public boolean saveaudio_stereo() {
            return true;
        }

        @Override
        public boolean saveaudio_reversestereo() {
            return false;
        }

        @Override
        public boolean saveaudio_from_first_invite() {
            return true;
        }

        @Override
        public boolean saveaudio_wav_mix() {
            return true;
        }

        @Override
        public boolean saveaudio_filteripbysipip() {
            return false;
        }

        @Override
        public boolean saveaudio_filter_ext() {
            return true;
        }

        @Override
        public double ogg_quality() {
            return 0.4;
        }

        @Override
        public Class<? extends Annotation> annotationType() {
            return AudioConfig.class;
        }
    }
}
