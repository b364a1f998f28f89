package org.karavox.media.audio.internal;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.DelayQueue;
import java.util.concurrent.Delayed;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.karavox.call.CallListener;
import org.karavox.call.CallRecord;
import org.karavox.call.CallRef;
import org.karavox.runtime.SelfTest;
import org.karavox.storage.FileKind;
import org.karavox.storage.MediaKeeper;
import org.karavox.storage.PacketArchive;
import org.karavox.storage.SpoolRoots;
import org.karavox.storage.TemporaryMedia;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes a file of the sound of each call that has ended. Calls wait in a queue of limited length; one thread works on them, so
 * that sound never takes more than one core from capture. What finds no room is counted and has no file.
 */
@Component(service = {CallListener.class, MediaKeeper.class, SelfTest.class}, configurationPid = "karavox.media.audio", immediate = true,
        property = "karavox.name=audio")
@Designate(ocd = AudioConfig.class)
public final class AudioRecorder implements CallListener, MediaKeeper, SelfTest {

    private static final Logger LOGGER = LoggerFactory.getLogger(AudioRecorder.class);
    private static final int ROOM = 2000;
    private static final int MOST_RELEASES = 100_000;
    private static final int MOST_NUMBERS = 99;
    private static final Set<OpenOption> CREATE = Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    private static final FileAttribute<?> MODE = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-r-----"));

    /**
     * How long after its end a call is looked at, and again as long as packets are missing, which may still be in memory of the spool.
     *
     * @param tries before the file is made of what is there
     */
    record Patience(Duration first, Duration again, int tries) {
        static final Patience USUAL = new Patience(Duration.ofSeconds(2), Duration.ofSeconds(15), 4);
    }

    private record Job(CallRecord call, int tries, long dueNanos) implements Delayed {
        @Override
        public long getDelay(TimeUnit unit) {
            return unit.convert(dueNanos - System.nanoTime(), TimeUnit.NANOSECONDS);
        }

        @Override
        public int compareTo(Delayed other) {
            return Long.compare(dueNanos - ((Job) other).dueNanos, 0);
        }
    }

    /** A call is not complete yet. */
    private static final class Incomplete extends IOException {
        private static final long serialVersionUID = 1L;
    }

    private final boolean active;
    private final boolean answeredOnly;
    private final CallSound.Wishes wishes;
    private final PacketArchive archive;
    private final SpoolRoots roots;
    private final Patience patience;
    private final DelayQueue<Job> jobs = new DelayQueue<>();
    private final AtomicInteger waiting = new AtomicInteger();
    private final Queue<CallRef> releases = new ConcurrentLinkedQueue<>();
    private final AtomicInteger releasesWaiting = new AtomicInteger();
    private final AtomicLong made = new AtomicLong();
    private final AtomicLong silent = new AtomicLong();
    private final AtomicLong failed = new AtomicLong();
    private final AtomicLong shed = new AtomicLong();
    private final Set<String> said = ConcurrentHashMap.newKeySet();
    private final Optional<Thread> worker;
    private volatile TemporaryMedia media;
    private volatile boolean stopped;
    private long files;

    @Activate
    public AudioRecorder(AudioConfig config, @Reference PacketArchive archive, @Reference SpoolRoots roots) {
        this(config, archive, roots, Patience.USUAL);
    }

    AudioRecorder(AudioConfig config, PacketArchive archive, SpoolRoots roots, Patience patience) {
        this.archive = archive;
        this.roots = roots;
        this.patience = patience;
        String form = config.saveaudio().trim().toLowerCase(Locale.ROOT);
        boolean ogg = form.startsWith("ogg");
        active = ogg || form.startsWith("wav") || form.startsWith("y") || form.startsWith("1");
        answeredOnly = config.saveaudio_answeronly();
        wishes = new CallSound.Wishes(ogg, bitsPerSecond(config.ogg_quality()),
                new Mixdown.Layout(config.saveaudio_stereo(), config.saveaudio_reversestereo(), config.saveaudio_wav_mix()),
                config.saveaudio_from_first_invite(), config.saveaudio_afterconnect(), config.saveaudio_filteripbysipip(),
                config.saveaudio_filter_ext());
        worker = active ? Optional.of(new Thread(this::work, "karavox audio")) : Optional.empty();
        worker.ifPresent(thread -> {
            thread.setDaemon(true);
            thread.start();
        });
    }

    private static int bitsPerSecond(double quality) {
        return (int) (12_000 + 30_000 * Math.max(0, Math.min(1, quality)));
    }

    @Deactivate
    void stop() {
        stopped = true;
        worker.ifPresent(thread -> {
            thread.interrupt();
            try {
                thread.join(TimeUnit.SECONDS.toMillis(5));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            if (!jobs.isEmpty()) {
                LOGGER.warn("No sound files are made of {} calls that have ended: they were still waiting when this stopped", jobs.size());
            }
        });
    }

    @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    void setMedia(TemporaryMedia service) {
        media = service;
    }

    void unsetMedia(TemporaryMedia service) {
        if (media == service) {
            media = null;
        }
    }

    @Override
    public boolean wantsMedia(CallRef call) {
        return active;
    }

    @Override
    public void ended(CallRecord call) {
        if (!active) {
            return;
        }
        if (waiting.incrementAndGet() > ROOM) {
            waiting.decrementAndGet();
            long count = shed.incrementAndGet();
            if (Long.bitCount(count) == 1) { // at 1, 2, 4, 8 ...
                LOGGER.warn("No sound file is made of {} calls so far: more end than one core can work on (saveaudio)", count);
            }
            releaseLater(call.ref());
            return;
        }
        jobs.add(new Job(call, 1, System.nanoTime() + patience.first.toNanos()));
    }

    private void releaseLater(CallRef call) {
        if (releasesWaiting.incrementAndGet() > MOST_RELEASES) {
            releasesWaiting.decrementAndGet(); // the spool removes it at its next start
        } else {
            releases.add(call);
        }
    }

    private void work() {
        while (!stopped) {
            try {
                Job job = jobs.poll(500, TimeUnit.MILLISECONDS);
                for (CallRef call = releases.poll(); call != null; call = releases.poll()) {
                    releasesWaiting.decrementAndGet();
                    release(call);
                }
                if (job != null) {
                    work(job);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    private void work(Job job) {
        CallRecord call = job.call;
        boolean again = false;
        try {
            if (answeredOnly && call.answered().isEmpty() || call.streams().isEmpty()) {
                silent.incrementAndGet();
            } else {
                make(call, job.tries >= patience.tries);
            }
        } catch (Incomplete e) {
            again = true;
        } catch (IOException | RuntimeException | LinkageError e) {
            failed.incrementAndGet();
            if (said.size() < 1000 && said.add("failed " + e.getClass().getName())) {
                LOGGER.error("No sound file of call {}: {} (further failures of this kind are only counted)", call.callId(), e.getMessage(), e);
            }
        }
        if (again && !stopped) {
            jobs.add(new Job(call, job.tries + 1, System.nanoTime() + patience.again.toNanos()));
        } else {
            waiting.decrementAndGet();
            release(call.ref());
        }
    }

    private void release(CallRef call) {
        TemporaryMedia service = media;
        if (service != null) {
            try {
                service.release(call);
            } catch (RuntimeException e) {
                LOGGER.debug("Media of call {} could not be released", call.callId(), e);
            }
        }
    }

    private void make(CallRecord call, boolean last) throws IOException {
        Path[] paths = new Path[2]; // while it is written, and afterwards
        String extension = wishes.ogg() ? ".ogg" : ".wav";
        try {
            CallSound.Outcome outcome = new CallSound(call, wishes).make(kinds -> archive.open(call.ref(), kinds), survey -> {
                if (!last && survey.packets() < survey.expected() * 98 / 100) {
                    throw new Incomplete();
                }
            }, () -> {
                paths[1] = free(call, extension);
                paths[0] = paths[1].resolveSibling(".karavox-audio-" + Long.toHexString(System.nanoTime()) + "-" + files++ + ".tmp");
                return FileChannel.open(paths[0], CREATE, MODE);
            });
            if (outcome.samples() == 0) {
                silent.incrementAndGet();
                sayWhySilent(call, outcome);
                return;
            }
            Files.move(paths[0], paths[1], StandardCopyOption.ATOMIC_MOVE);
            roots.settle(call.ref(), FileKind.AUDIO, paths[1]);
            made.incrementAndGet();
            outcome.undecodable().forEach(this::sayUndecodable);
            LOGGER.debug("{}: {} s, {} of {} packets", paths[1], outcome.samples() / outcome.rateHz(), outcome.packets(), outcome.expected());
        } finally {
            if (paths[0] != null) {
                Files.deleteIfExists(paths[0]);
            }
        }
    }

    /** A name that no file has: two calls of one minute may have the same. */
    private Path free(CallRecord call, String extension) throws IOException {
        for (int number = 1; number <= MOST_NUMBERS; number++) {
            Path path = roots.prepare(call.ref(), FileKind.AUDIO, number == 1 ? extension : "." + number + extension);
            if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
                return path;
            }
        }
        throw new IOException("There are " + MOST_NUMBERS + " sound files of that name");
    }

    private void sayWhySilent(CallRecord call, CallSound.Outcome outcome) {
        outcome.undecodable().forEach(this::sayUndecodable);
        if (outcome.undecodable().isEmpty() && outcome.expected() > 0 && said.add("nothing kept")) {
            LOGGER.warn("No sound file of call {}: {} of its {} media packets are kept, or without their content. saveaudio needs savertp = yes",
                    call.callId(), outcome.packets(), outcome.expected());
        }
    }

    private void sayUndecodable(String encoding) {
        if (said.size() < 1000 && said.add("encoding " + encoding)) {
            LOGGER.warn("{} cannot be decoded: sound files have silence instead, calls with nothing else have none", encoding);
        }
    }

    @Override
    public String name() {
        return "audio";
    }

    @Override
    public Verdict run() {
        if (!active) {
            return Verdict.ok("saveaudio = no: no sound files are made.");
        }
        String found = made + " sound files made, " + silent + " calls without sound, " + failed + " failed, " + shed + " without room, "
                + waiting + " waiting.";
        if (!worker.get().isAlive()) {
            return new Verdict(Level.FAILED, "The thread that makes sound files has ended; " + found, "Restart the bundle org.karavox.media.audio.");
        }
        if (shed.get() > 0) {
            return new Verdict(Level.WARNING, found, "Set saveaudio_answeronly = yes, use wav instead of ogg, or a faster machine.");
        }
        return failed.get() > 0 ? new Verdict(Level.WARNING, found, "See the log for the first failure of each kind.") : Verdict.ok(found);
    }
}
