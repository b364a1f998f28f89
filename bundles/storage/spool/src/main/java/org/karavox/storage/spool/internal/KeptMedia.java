package org.karavox.storage.spool.internal;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.karavox.call.CallRef;
import org.karavox.storage.CallFiles;
import org.karavox.storage.FileKind;
import org.karavox.storage.MediaKeeper;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whole media of calls that is kept for a while in plain files below {@code .media} of the root, because a
 * {@link MediaKeeper} wanted it. Any thread.
 */
final class KeptMedia {

    /** Directory below the root. */
    static final String DIRECTORY = ".media";

    private static final Logger LOGGER = LoggerFactory.getLogger(KeptMedia.class);
    private static final int NUMBERS = 99;

    private final Path directory;
    private final Supplier<CallFiles> plainFiles;
    private volatile MediaKeeper keeper;
    private boolean cleared;

    /** @param plainFiles opens files below {@link #DIRECTORY} for one shard, one per call, whole media */
    KeptMedia(Path root, Supplier<CallFiles> plainFiles) {
        directory = root.resolve(DIRECTORY);
        this.plainFiles = plainFiles;
    }

    void use(MediaKeeper wanted) {
        keeper = wanted;
    }

    /** Forgets {@code gone}, if it is still the one. */
    synchronized void forget(MediaKeeper gone) {
        if (keeper == gone) {
            keeper = null;
        }
    }

    boolean isWanted(CallRef call) {
        MediaKeeper present = keeper;
        return present != null && present.wantsMedia(call);
    }

    /** Opens the files of one shard; what an earlier process left behind is removed first. */
    synchronized CallFiles open() {
        if (!cleared) {
            cleared = true;
            clear();
        }
        return plainFiles.get();
    }

    private void clear() {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, "*.pcap")) {
            for (Path file : files) {
                Files.deleteIfExists(file);
            }
        } catch (NoSuchFileException e) {
            return; // nothing was ever kept
        } catch (IOException e) {
            LOGGER.warn("Media that was kept for sound cannot be removed from {}: {}", directory, Troubles.detailOf(e));
        }
    }

    /** The call under the name by which its media is kept. */
    static CallRef renamed(CallRef call) {
        CallTag tag = CallTag.of(call);
        return new CallRef("%016x-%016x".formatted(tag.callId(), tag.startNanos()), call.start(), call.sensorId());
    }

    /** The files with media of that call. */
    List<Path> files(CallRef call) {
        List<Path> found = new ArrayList<>();
        String base = renamed(call).callId();
        for (int number = 1; number <= NUMBERS; number++) {
            Path file = directory.resolve(SpoolLayout.name(base, number));
            if (!Files.isRegularFile(file)) {
                break;
            }
            found.add(file);
        }
        return found;
    }

    void release(CallRef call) {
        for (Path file : files(call)) {
            try {
                Files.deleteIfExists(file);
            } catch (IOException e) {
                LOGGER.warn("Media that was kept for sound cannot be removed ({}): {}", file, Troubles.detailOf(e));
            }
        }
    }

    /** True if media of that kind is not kept whole anyway. */
    static boolean isNeeded(FileKind kind, SpoolRules rules) {
        return kind == FileKind.RTP && (rules.cutsMedia() || !rules.keepsMedia());
    }
}
