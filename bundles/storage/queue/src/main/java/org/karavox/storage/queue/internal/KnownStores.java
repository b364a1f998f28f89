package org.karavox.storage.queue.internal;

import java.io.IOException;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stores that were there at some time, with the number of the last record they had: what they do not have is kept for them. A store
 * that does not come back for a week is forgotten. The file {@code stores} has a line per store: name, number, time.
 *
 * <p>The numbers only decide what may be removed; what a store has it says itself. All methods lock.
 */
final class KnownStores {

    private static final Logger LOGGER = LoggerFactory.getLogger(KnownStores.class);
    private static final String FILE = "stores";

    /**
     * @param stored number of the last record it is known to have
     * @param seen when it was registered last
     */
    record Known(long stored, Instant seen) {
    }

    private final Duration patience;
    private final Map<String, Known> stores = new TreeMap<>();
    private boolean changed;

    KnownStores(Duration patience) {
        this.patience = patience;
    }

    synchronized void read(Path directory) throws IOException {
        String text;
        try {
            text = Files.readString(directory.resolve(FILE));
        } catch (NoSuchFileException e) {
            return;
        }
        for (String line : text.split("\n")) {
            String[] parts = line.split(" ");
            try {
                Known known = new Known(Long.parseLong(parts[1]), Instant.ofEpochSecond(Long.parseLong(parts[2])));
                stores.putIfAbsent(URLDecoder.decode(parts[0], StandardCharsets.UTF_8), known);
            } catch (RuntimeException e) { // cut off or written by hand: the store says itself what it has
                LOGGER.warn("Line '{}' of {} is not understood and left out", line, directory.resolve(FILE));
            }
        }
    }

    /** Writes the file, if something changed. */
    synchronized void write(Path directory, Disk disk) throws IOException {
        if (!changed) {
            return;
        }
        StringBuilder text = new StringBuilder();
        stores.forEach((name, known) -> text.append(URLEncoder.encode(name, StandardCharsets.UTF_8)).append(' ')
                .append(known.stored()).append(' ').append(known.seen().getEpochSecond()).append('\n'));
        disk.replace(directory.resolve(FILE), text.toString().getBytes(StandardCharsets.UTF_8), false);
        changed = false;
    }

    /** The store is there now and has all up to {@code stored}; a negative number if that is not known yet. */
    synchronized void seen(String name, long stored, Instant now) {
        Known before = stores.get(name);
        long number = stored >= 0 ? stored : before == null ? 0 : before.stored();
        changed |= before == null || before.stored() != number || before.seen().plusSeconds(60).isBefore(now);
        stores.put(name, new Known(number, now));
    }

    /** Forgets those that have not been there for too long. */
    synchronized void forgetOld(Instant now) {
        changed |= stores.entrySet().removeIf(entry -> {
            boolean old = entry.getValue().seen().plus(patience).isBefore(now);
            if (old) {
                LOGGER.warn("Store {} has not been there for {} days: records are no longer kept for it", entry.getKey(), patience.toDays());
            }
            return old;
        });
    }

    synchronized Map<String, Known> all() {
        return new TreeMap<>(stores);
    }

    /** Number up to which every one has everything; 0 if there is none. */
    synchronized long storedByAll() {
        return stores.values().stream().mapToLong(Known::stored).min().orElse(0);
    }
}
