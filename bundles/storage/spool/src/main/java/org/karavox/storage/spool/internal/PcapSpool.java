package org.karavox.storage.spool.internal;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneId;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.function.Function;
import java.util.stream.Stream;
import org.karavox.call.CallRef;
import org.karavox.runtime.SensorIdentity;
import org.karavox.storage.CallFiles;
import org.karavox.storage.CallSpool;
import org.karavox.storage.FileKind;
import org.karavox.storage.PacketArchive;
import org.karavox.storage.SpoolRoots;
import org.karavox.storage.TemporaryMedia;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the packets of calls, as captured with their outer headers: in an archive per kind and minute, or as one plain file
 * per call and kind. Reads them back.
 *
 * <p>Directories and names: {@link SpoolLayout}. Archives: {@link TarCallFiles}, {@link TarArchive}, {@link TarThread}. Plain
 * files: {@link PcapCallFiles}, {@link RecordWriter}. Reading: {@link SpoolReader}.
 *
 * <p>All halves that are opened share one budget of memory and one of open descriptors. A spool directory belongs to
 * one process at a time.
 */
@Component(service = {CallSpool.class, PacketArchive.class, SpoolRoots.class, TemporaryMedia.class, PcapSpool.class},
        configurationPid = "karavox.storage.spool", property = "karavox.name=spool")
@Designate(ocd = SpoolConfig.class)
public final class PcapSpool implements CallSpool, PacketArchive, SpoolRoots, TemporaryMedia {

    private static final Logger LOGGER = LoggerFactory.getLogger(PcapSpool.class);
    private static final String DEFAULT_ROOT = "/var/spool/voipmonitor";
    private static final long MOST_BYTES = 128L << 20;
    private static final long END_MILLIS = 3_000;
    private static final int MOST_DESCRIPTORS = 4_096;
    private static final int LEAST_DESCRIPTORS = 256;
    private static final int MODE_BITS = 07777;
    private static final int DESCRIPTORS = descriptors();

    private final SpoolRules rules;
    private final boolean tar;
    private final TarCallFiles.TarSettings settings;
    private final SpoolLayout layout;
    private final Map<FileKind, Path> roots = new EnumMap<>(FileKind.class);
    private final OptionalInt fileMode;
    private final OptionalInt directoryMode;
    private final Ownership ownership;

    private final Claims claims = new Claims();
    private final ChunkPool.Budget budget;
    private final PiecePool pool;
    private final Semaphore descriptors = new Semaphore(DESCRIPTORS);
    private final Troubles troubles = new Troubles(System::nanoTime);
    private final SizeListener sizes = new SizeListener();
    private final TarArchives archives;
    private final KeptMedia media;
    private final SpoolReader reader;

    @Activate
    public PcapSpool(SpoolConfig config, @Reference SensorIdentity sensor) {
        rules = rules(config);
        tar = TarConfig.isOn(config);
        if (!tar) {
            TarConfig.warnOfWhatPlainFilesLack(config);
        }
        settings = new TarCallFiles.TarSettings(TarConfig.sip(config), TarConfig.rtp(config), config.tar_chunk_kb() << 10,
                config.tar_use_hash_instead_of_long_callid());
        layout = new SpoolLayout(sensor.zone(), config.spooldir_by_sensor(), config.spooldir_by_sensorname() ? sensor.name() : "",
                config.convertchar());
        Path main = root("spooldir", config.spooldir(), Path.of(DEFAULT_ROOT));
        roots.put(FileKind.SIP, main);
        roots.put(FileKind.RTP, root("spooldir_rtp", config.spooldir_rtp(), main));
        roots.put(FileKind.AUDIO, root("spooldir_audio", config.spooldir_audio(), main));
        fileMode = mode("spooldir_file_permission", config.spooldir_file_permission(), "0640");
        directoryMode = mode("spooldir_dir_permission", config.spooldir_dir_permission(), "0750");
        ownership = Ownership.of(main.getFileSystem(), config.spooldir_owner(), config.spooldir_group());
        long bytes = Math.min(MOST_BYTES, Runtime.getRuntime().maxMemory() / 4);
        budget = new ChunkPool.Budget(bytes);
        pool = new PiecePool(bytes);
        int threads = Math.min(config.tar_maxthreads(), Runtime.getRuntime().availableProcessors());
        archives = new TarArchives(pool, disk(main), troubles, sizes, Clock.systemUTC(), threads, TarArchives.QUIET_NANOS);
        media = new KeptMedia(roots.get(FileKind.RTP), this::wholeMedia);
        reader = new SpoolReader(layout, this::rootsToRead, archives, media);
    }

    /** Writes what waits and ends the archives. */
    @Deactivate
    public void close() throws InterruptedException {
        archives.end(END_MILLIS);
    }

    // ---- writing

    @Override
    public CallFiles open(Optional<Path> otherRoot) {
        return open(otherRoot, true);
    }

    @Override
    public CallFiles openLive(Optional<Path> otherRoot) {
        return open(otherRoot, false);
    }

    private CallFiles open(Optional<Path> otherRoot, boolean patient) {
        if (otherRoot.isPresent()) {
            Path other = otherRoot.get().toAbsolutePath().normalize();
            return plain(rules, layout, kind -> other, new SizeListener());
        }
        CallFiles files = tar
                ? new TarCallFiles(rules, settings, layout, roots::get, archives, pool, troubles, patient)
                : plain(rules, layout, roots::get, sizes);
        return KeptMedia.isNeeded(FileKind.RTP, rules) ? new MediaKeepingFiles(files, rules, media) : files;
    }

    private CallFiles plain(SpoolRules kept, SpoolLayout names, Function<FileKind, Path> root, SizeListener listener) {
        RecordWriter writer = new RecordWriter(disk(root.apply(FileKind.SIP)), claims, troubles, descriptors, DESCRIPTORS, listener);
        return new PcapCallFiles(kept, names, root, claims, new ChunkPool(budget), writer);
    }

    private CallFiles wholeMedia() {
        return plain(SpoolRules.WHOLE_MEDIA, SpoolLayout.flat(KeptMedia.DIRECTORY), roots::get, new SizeListener());
    }

    private Disk disk(Path root) {
        boolean posix = root.getFileSystem().supportedFileAttributeViews().contains("unix");
        return new Disk(fileMode, directoryMode, posix, ownership);
    }

    // ---- reading

    @Override
    public Optional<InputStream> open(CallRef call, Set<FileKind> kinds) throws IOException {
        return reader.open(call, kinds);
    }

    /** Where files of a kind may be: also in the main root, as before it had one of its own. */
    private List<Path> rootsToRead(FileKind kind) {
        return List.copyOf(new LinkedHashSet<>(List.of(roots.get(kind), roots.get(FileKind.SIP))));
    }

    // ---- roots

    @Override
    public List<Root> roots() {
        Map<Path, Set<FileKind>> kinds = new LinkedHashMap<>();
        roots.forEach((kind, path) -> kinds.computeIfAbsent(path, any -> EnumSet.noneOf(FileKind.class)).add(kind));
        return kinds.entrySet().stream().map(root -> new Root(root.getKey(), 0, root.getValue())).toList();
    }

    @Override
    public Path root(FileKind kind) {
        return roots.get(kind);
    }

    @Override
    public ZoneId zone() {
        return layout.zone();
    }

    @Override
    public Path prepare(CallRef call, FileKind kind, String extension) throws IOException {
        Path directory = roots.get(kind).resolve(layout.directory(call, kind));
        disk(directory).createDirectories(directory);
        return directory.resolve(SpoolLayout.name(layout.base(call.callId()), extension));
    }

    @Override
    public void settle(CallRef call, FileKind kind, Path file) throws IOException {
        disk(file).settle(file);
        sizes.changed(layout.dateHour(call), 0, call.sensorId(), kind, Files.size(file));
    }

    @Override
    public void release(CallRef call) {
        media.release(call);
    }

    // ---- who else takes part

    /** Who counts what the spool holds. */
    SizeListener sizes() {
        return sizes;
    }

    /** Media kept for others. */
    KeptMedia media() {
        return media;
    }

    // ---- keys

    private static SpoolRules rules(SpoolConfig config) {
        String text = config.savertp().trim().toLowerCase(Locale.ROOT);
        boolean keeps = !text.startsWith("n") && !text.startsWith("0"); // a word nobody knows loses nothing
        return new SpoolRules(config.savesip(), keeps, text.startsWith("header"), config.savertcp());
    }

    private static Path root(String key, String text, Path otherwise) {
        try {
            return text.isBlank() ? otherwise : Path.of(text.trim()).toAbsolutePath().normalize();
        } catch (InvalidPathException e) {
            LOGGER.warn("{}: '{}' is not accepted ({}), using {}", key, text, e.getReason(), otherwise);
            return otherwise;
        }
    }

    /** How many plain files may be kept open: a quarter of what the system allows this process, within bounds. */
    private static int descriptors() {
        try (Stream<String> limits = Files.lines(Path.of("/proc/self/limits"))) {
            String line = limits.filter(limit -> limit.startsWith("Max open files")).findFirst().orElse("");
            String[] words = line.trim().split(" {2,}");
            return words.length < 2 ? LEAST_DESCRIPTORS
                    : (int) Math.max(LEAST_DESCRIPTORS / 2, Math.min(MOST_DESCRIPTORS, Long.parseLong(words[1].trim()) / 4));
        } catch (IOException | UncheckedIOException | NumberFormatException e) { // "unlimited", or not Linux
            LOGGER.debug("Limit of open files: {}", e.getMessage());
            return LEAST_DESCRIPTORS;
        }
    }

    private static OptionalInt mode(String key, String text, String used) {
        if (text.isBlank()) {
            return OptionalInt.empty();
        }
        try {
            int mode = Integer.parseInt(text.trim(), 8);
            if (mode >= 0 && mode <= MODE_BITS) {
                return OptionalInt.of(mode);
            }
        } catch (NumberFormatException e) {
            LOGGER.debug("{}: {}", key, e.getMessage());
        }
        LOGGER.warn("{}: '{}' is not accepted (an octal mode like 0640), using {}", key, text, used);
        return OptionalInt.empty();
    }
}
