package org.karavox.config.internal;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the file said when a value was last handed to Configuration Admin. Survives restarts, so that an edit made in the
 * console is told from a line that has changed. Keeps digests only, because some values are secrets.
 */
final class Applied {

    private static final Logger LOGGER = LoggerFactory.getLogger(Applied.class);
    private static final int DIGEST_BYTES = 12;

    private final Path file;
    private final Map<String, String> digests = new TreeMap<>();
    private boolean changed;

    /** @param file where to keep it; null = only in memory */
    Applied(Path file) {
        this.file = file;
        if (file == null || !Files.exists(file)) {
            return;
        }
        try {
            for (String line : Files.readAllLines(file)) {
                int tab = line.lastIndexOf('\t');
                if (tab > 0) {
                    digests.put(line.substring(0, tab), line.substring(tab + 1));
                }
            }
        } catch (IOException e) {
            LOGGER.warn("{} cannot be read: edits made in the console give way to the file once", file, e);
        }
    }

    /** True if the file said the same, or as little, when it was last applied. {@code text} is null if it says nothing. */
    boolean isSame(String pid, String attribute, String text) {
        String digest = digests.get(pid + "\t" + attribute);
        return text == null ? digest == null : digest(text).equals(digest);
    }

    void put(String pid, String attribute, String text) {
        String digest = text == null ? null : digest(text);
        String key = pid + "\t" + attribute;
        String before = digest == null ? digests.remove(key) : digests.put(key, digest);
        changed |= digest == null ? before != null : !digest.equals(before);
    }

    void save() {
        if (!changed || file == null) {
            return;
        }
        StringBuilder text = new StringBuilder();
        digests.forEach((key, digest) -> text.append(key).append('\t').append(digest).append('\n'));
        Path draft = file.resolveSibling(file.getFileName() + ".new");
        try {
            Files.writeString(draft, text);
            Files.move(draft, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
            changed = false;
        } catch (IOException e) {
            LOGGER.warn("{} cannot be written: after a restart, edits made in the console give way to the file", file, e);
        }
    }

    private static String digest(String text) {
        try {
            byte[] all = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(all, 0, DIGEST_BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }
}
