package org.karavox.storage.spool.internal;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneRules;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
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
class SpoolLayout {

    private static final int BASE_LENGTH = 255;
    private static final int NAME_LENGTH = 255; // NAME_MAX of every Linux file system in use
    private static final String SUFFIX = ".pcap";

    private final ZoneRules rules;
    private final ZoneId zone;
    private final boolean bySensor;
    private final String sensorName;
    private final String convert;

    /**
     * @param bySensor puts the number of the sensor in front, if it has one
     * @param convert further characters that become {@code _}
     */
    SpoolLayout(ZoneId zone, boolean bySensor, String convert) {
        this(zone, bySensor, "", convert);
    }

    /** @param sensorName put in front instead of a number; empty = no name */
    SpoolLayout(ZoneId zone, boolean bySensor, String sensorName, String convert) {
        this.zone = zone;
        this.rules = zone.getRules();
        this.bySensor = bySensor;
        this.convert = convert;
        this.sensorName = sensorName.isEmpty() ? "" : base(sensorName);
    }

    ZoneId zone() {
        return zone;
    }

    /** Minutes since 1970 on the local clock; calls of one minute and sensor share a directory per kind. */
    long localMinute(Instant start) {
        return Math.floorDiv(start.getEpochSecond() + rules.getOffset(start).getTotalSeconds(), 60L);
    }

    /** Directories below the root in which a call may be: where it is now, and where it was if the sensor's directory was changed. */
    List<String> directories(CallRef call, FileKind kind) {
        Set<String> found = new LinkedHashSet<>();
        found.add(directory(call, kind));
        found.add(new SpoolLayout(zone, false, convert).directory(call, kind));
        found.add(new SpoolLayout(zone, true, convert).directory(call, kind));
        return List.copyOf(found);
    }

    /** A layout of one directory for everything. */
    static SpoolLayout flat(String directory) {
        return new SpoolLayout(ZoneOffset.UTC, false, "") {
            @Override
            String directory(CallRef call, FileKind kind) {
                return directory;
            }
        };
    }

    /** Directory below the root, without a slash at the ends. */
    String directory(CallRef call, FileKind kind) {
        LocalDateTime minute = minute(call);
        StringBuilder path = new StringBuilder(32);
        String sensor = sensor(call);
        if (!sensor.isEmpty()) {
            path.append(sensor).append('/');
        }
        date(path, minute);
        two(path.append('/'), minute.getHour());
        two(path.append('/'), minute.getMinute());
        return path.append('/').append(kind.name()).toString();
    }

    /** Name of the archive of one kind and minute, in {@link #directory}. */
    String archive(CallRef call, FileKind kind, Compression compression) {
        LocalDateTime minute = minute(call);
        StringBuilder name = new StringBuilder(40).append(kind.name().toLowerCase(Locale.ROOT)).append('_');
        String sensor = sensor(call);
        if (!sensor.isEmpty()) {
            name.append(sensor).append('_');
        }
        date(name, minute);
        two(name.append('-'), minute.getHour());
        two(name.append('-'), minute.getMinute());
        return name.append(".tar").append(compression.extension).toString();
    }

    /** The hour of the directory of a call as a number, {@code YYYYMMDDHH}. */
    int dateHour(CallRef call) {
        LocalDateTime minute = minute(call);
        return ((minute.getYear() * 100 + minute.getMonthValue()) * 100 + minute.getDayOfMonth()) * 100 + minute.getHour();
    }

    private LocalDateTime minute(CallRef call) {
        return LocalDateTime.ofEpochSecond(localMinute(call.start()) * 60, 0, ZoneOffset.UTC);
    }

    /** The directory of the sensor, empty if it has none. */
    private String sensor(CallRef call) {
        if (!sensorName.isEmpty()) {
            return sensorName;
        }
        return bySensor && call.sensorId() > 0 ? Integer.toString(call.sensorId()) : "";
    }

    private static void date(StringBuilder path, LocalDateTime minute) {
        String year = Integer.toString(minute.getYear());
        path.append("0".repeat(Math.max(0, 4 - year.length()))).append(year);
        two(path.append('-'), minute.getMonthValue());
        two(path.append('-'), minute.getDayOfMonth());
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
        return name(base, number, NAME_LENGTH);
    }

    /** File name with another extension. */
    static String name(String base, String extension) {
        return base.substring(0, Math.min(base.length(), NAME_LENGTH - extension.length())) + extension;
    }

    /** {@link #name(String, int)} of at most {@code length} bytes. */
    static String name(String base, int number, int length) {
        String tail = number == 1 ? SUFFIX : "." + number + SUFFIX;
        return base.length() + tail.length() <= length ? base + tail : base.substring(0, length - tail.length()) + tail;
    }

    /** Name of an entry in an archive. */
    static String entry(String base, int number, boolean hash) {
        return hash ? TarHeader.hashed(name(base, number)) : name(base, number, TarHeader.NAME_LENGTH);
    }
}
