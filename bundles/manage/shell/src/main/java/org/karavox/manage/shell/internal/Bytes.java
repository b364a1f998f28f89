package org.karavox.manage.shell.internal;

import java.util.Locale;

/** Amounts of bytes as people read them. */
final class Bytes {

    private static final String[] UNITS = {"B", "KB", "MB", "GB", "TB", "PB", "EB"};

    private Bytes() {
    }

    /** Three digits and a binary unit; a question mark for what nobody knows. */
    static String of(long bytes) {
        if (bytes < 0) {
            return "?";
        }
        double value = bytes;
        int unit = 0;
        while (value >= 1000 && unit < UNITS.length - 1) {
            value /= 1024;
            unit++;
        }
        return String.format(Locale.ROOT, unit == 0 || value >= 100 ? "%.0f %s" : "%.1f %s", value, UNITS[unit]);
    }
}
