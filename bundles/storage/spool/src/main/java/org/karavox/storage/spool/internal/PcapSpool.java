package org.karavox.storage.spool.internal;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Semaphore;
import org.karavox.runtime.SensorIdentity;
import org.karavox.storage.CallFiles;
import org.karavox.storage.CallSpool;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the packets of calls as classic pcap files, one per call and kind, as captured with their outer headers.
 *
 * <p>Directories and names: {@link SpoolLayout}. Format: {@link Pcap}. Frames of several link types:
 * {@link PcapCallFiles}. Failures and files that are there already: {@link RecordWriter}.
 *
 * <p>All halves that are opened share one budget of memory and one of open descriptors. A spool directory belongs to
 * one process at a time.
 */
@Component(service = CallSpool.class, configurationPid = "karavox.storage.spool", property = "karavox.name=spool")
@Designate(ocd = SpoolConfig.class)
public final class PcapSpool implements CallSpool {

    private static final Logger LOGGER = LoggerFactory.getLogger(PcapSpool.class);
    private static final String DEFAULT_ROOT = "/var/spool/voipmonitor";
    private static final long CHUNK_BYTES = 128L << 20;
    private static final int DESCRIPTORS = 512;
    private static final int DESCRIPTORS_PER_SHARD = 256;
    private static final int MODE_BITS = 07777;

    private final SpoolRules rules;
    private final SpoolLayout layout;
    private final Path root;
    private final OptionalInt fileMode;
    private final OptionalInt directoryMode;

    private final Claims claims = new Claims();
    private final ChunkPool.Budget budget = new ChunkPool.Budget(CHUNK_BYTES);
    private final Semaphore descriptors = new Semaphore(DESCRIPTORS);
    private final Troubles troubles = new Troubles(System::nanoTime);

    @Activate
    public PcapSpool(SpoolConfig config, @Reference SensorIdentity sensor) {
        rules = rules(config);
        layout = new SpoolLayout(sensor.zone(), config.spooldir_by_sensor(), config.convertchar());
        root = root(config);
        fileMode = mode("spooldir_file_permission", config.spooldir_file_permission(), "0640");
        directoryMode = mode("spooldir_dir_permission", config.spooldir_dir_permission(), "0750");
    }

    @Override
    public CallFiles open(Optional<Path> otherRoot) {
        Path top = otherRoot.orElse(root);
        Disk disk = new Disk(fileMode, directoryMode, top.getFileSystem().supportedFileAttributeViews().contains("unix"));
        RecordWriter writer = new RecordWriter(disk, claims, troubles, descriptors, DESCRIPTORS_PER_SHARD);
        return new PcapCallFiles(rules, layout, top, claims, new ChunkPool(budget), writer);
    }

    private static SpoolRules rules(SpoolConfig config) {
        String text = config.savertp().trim().toLowerCase(Locale.ROOT);
        boolean keeps = !text.startsWith("n") && !text.startsWith("0"); // a word nobody knows loses nothing
        return new SpoolRules(config.savesip(), keeps, text.startsWith("header"), config.savertcp());
    }

    private static Path root(SpoolConfig config) {
        try {
            return Path.of(config.spooldir());
        } catch (InvalidPathException e) {
            LOGGER.warn("spooldir: '{}' is not accepted ({}), using {}", config.spooldir(), e.getReason(), DEFAULT_ROOT);
            return Path.of(DEFAULT_ROOT);
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
