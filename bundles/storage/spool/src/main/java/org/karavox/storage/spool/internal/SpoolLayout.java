package org.karavox.storage.spool.internal;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneRules;
import org.karavox.call.CallRef;
import org.karavox.storage.FileKind;

/**
 * Where the files of a call are and how they are called: {@code [sensor/]YYYY-MM-DD/HH/MM/KIND/base.pcap}, after the
 * first packet of the call. Immutable.
 *
 * <p>The base is the Call-ID cut to 255 characters in which only ASCII letters, digits and {@code : - . @} are kept;
 * all else becomes {@code _}. Beyond that, so that a name can neither be refused by a file system nor mean something
 * else: names end at 255 bytes, so the base is cut further to make room for what follows it, and a base that is empty
 * or only dots has {@code _} instead.
 */
final class SpoolLayout {

    private static final int BASE_LENGTH = 255;
    private static final int NAME_LENGTH = 255; // NAME_MAX of every Linux file system in use
    private static final String SUFFIX = ".pcap";

    private final ZoneRules rules;
    private final boolean bySensor;
    private final String convert;

    /**
     * @param bySensor puts the number of the sensor in front, if it has one
     * @param convert further characters that become {@code _}
     */
    SpoolLayout(ZoneId zone, boolean bySensor, String convert) {
        this.rules = zone.getRules();
        this.bySensor = bySensor;
        this.convert = convert;
    }

    /** Minutes since 1970 on the local clock; calls of one minute and sensor share a directory per kind. */
    long localMinute(Instant start) {
        return Math.floorDiv(start.getEpochSecond() + rules.getOffset(start).getTotalSeconds(), 60L);
    }

    /** Directory below the root, without a slash at the ends. */
    String directory(CallRef call, FileKind kind) {
        LocalDateTime minute = LocalDateTime.ofEpochSecond(localMinute(call.start()) * 60, 0, ZoneOffset.UTC);
        StringBuilder path = new StringBuilder(32);
        if (bySensor && call.sensorId() > 0) {
            path.append(call.sensorId()).append('/');
        }
        String year = Integer.toString(minute.getYear());
        path.append("0".repeat(Math.max(0, 4 - year.length()))).append(year);
        two(path.append('-'), minute.getMonthValue());
        two(path.append('-'), minute.getDayOfMonth());
        two(path.append('/'), minute.getHour());
        two(path.append('/'), minute.getMinute());
        return path.append('/').append(kind.name()).toString();
    }

    private static void two(StringBuilder path, int number) {
        path.append((char) ('0' + number / 10)).append((char) ('0' + number % 10));
    }

    /** The safe form of a Call-ID; see the class. */
    String base(String callId) {
        int length = Math.min(callId.length(), BASE_LENGTH);
        StringBuilder base = new StringBuilder(Math.max(length, 1));
        boolean dots = true;
        for (int i = 0; i < length; i++) {
            char c = callId.charAt(i);
            char kept = isKept(c) && convert.indexOf(c) < 0 ? c : '_';
            dots &= kept == '.';
            base.append(kept);
        }
        if (dots) {
            return "_".repeat(Math.max(length, 1));
        }
        return base.toString();
    }

    private static boolean isKept(char c) {
        return c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '-' || c == '.' || c == '@' || c == ':';
    }

    /** File name: {@code base.pcap} for number 1, {@code base.2.pcap} and so on for the others. */
    static String name(String base, int number) {
        String tail = number == 1 ? SUFFIX : "." + number + SUFFIX;
        return base.length() + tail.length() <= NAME_LENGTH ? base + tail : base.substring(0, NAME_LENGTH - tail.length()) + tail;
    }
}
