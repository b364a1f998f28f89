package org.karavox.storage.cleaner.internal;

import java.util.Locale;

/** Bytes for people. */
final class Sizes {

    private Sizes() {
    }

    static String text(long bytes) {
        if (bytes >= Limits.GB) {
            return String.format(Locale.ROOT, "%.1f GB", (double) bytes / Limits.GB);
        }
        if (bytes >= Limits.MB) {
            return String.format(Locale.ROOT, "%.1f MB", (double) bytes / Limits.MB);
        }
        return String.format(Locale.ROOT, "%.1f kB", bytes / 1024.0);
    }
}
