package org.karavox.storage.cleaner.internal;

import java.io.IOException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What lies in the spool, by minute and folder, without the single files. One thread.
 *
 * <p>An hour is looked through again when nothing was written to it for as long as there had been silence at the last look:
 * the hour of now in every round, one of yesterday a few times until it is never asked again within a day. Hours that have
 * vanished are noticed in every round.
 */
final class SpoolIndex {

    private static final Pattern DATE = Pattern.compile("(\\d{4})-(\\d{2})-(\\d{2})");
    private static final Pattern TWO = Pattern.compile("\\d{2}");
    private static final Duration LONGEST = Duration.ofHours(24);

    /** A call into one root's file system. */
    interface Reader {
        List<Disk.Entry> list(Path root, String folder) throws IOException, InterruptedException;
    }

    /** A file or folder that is of no known kind. */
    record Stray(Path root, String path, Instant written) {
    }

    private record HourKey(Path root, String sensor, LocalDateTime hour) {
    }

    private record Hour(Instant due, List<Unit> units, List<Stray> strays) {
    }

    private final Map<HourKey, Hour> hours = new HashMap<>();
    private final NavigableSet<Unit> units = new TreeSet<>(Unit.ORDER);
    private final long[][] bytes = new long[2][Group.values().length];
    private final long[][] files = new long[2][Group.values().length];

    /**
     * Brings the index up to date with one root.
     *
     * @param others roots that may lie below it and are no folders of sensors
     */
    void refresh(Path root, int spool, Set<Path> others, Reader reader, Instant now) throws IOException, InterruptedException {
        Set<HourKey> found = new HashSet<>();
        List<Disk.Entry> top = reader.list(root, "");
        refreshDates(root, spool, "", top, reader, now, found);
        for (Disk.Entry entry : top) {
            if (entry.type() == Disk.Type.FOLDER && !entry.name().startsWith(".") && date(entry.name()).isEmpty()
                    && !others.contains(root.resolve(entry.name()))) {
                refreshDates(root, spool, entry.name(), reader.list(root, entry.name()), reader, now, found);
            }
        }
        for (HourKey key : List.copyOf(hours.keySet())) {
            if (key.root.equals(root) && !found.contains(key)) {
                forget(key);
            }
        }
    }

    private void refreshDates(Path root, int spool, String sensor, List<Disk.Entry> entries, Reader reader, Instant now,
            Set<HourKey> found) throws IOException, InterruptedException {
        for (Disk.Entry entry : entries) {
            Optional<LocalDate> date = entry.type() == Disk.Type.FOLDER ? date(entry.name()) : Optional.empty();
            if (date.isEmpty()) {
                continue;
            }
            String path = sensor.isEmpty() ? entry.name() : sensor + "/" + entry.name();
            for (Disk.Entry hour : reader.list(root, path)) {
                int number = hour.type() == Disk.Type.FOLDER ? number(hour.name(), 24) : -1;
                if (number >= 0) {
                    HourKey key = new HourKey(root, sensor, date.get().atTime(number, 0));
                    found.add(key);
                    Hour known = hours.get(key);
                    if (known == null || !now.isBefore(known.due)) {
                        remember(key, scan(key, spool, path + "/" + hour.name(), hour.modified(), reader, now));
                    }
                }
            }
        }
    }

    private static Hour scan(HourKey key, int spool, String path, Instant modified, Reader reader, Instant now)
            throws IOException, InterruptedException {
        List<Unit> units = new ArrayList<>();
        List<Stray> strays = new ArrayList<>();
        Instant youngest = modified;
        for (Disk.Entry minute : reader.list(key.root, path)) {
            int number = minute.type() == Disk.Type.FOLDER ? number(minute.name(), 60) : -1;
            if (number < 0) {
                strays.add(new Stray(key.root, path + "/" + minute.name(), minute.modified()));
                continue;
            }
            youngest = later(youngest, minute.modified());
            String below = path + "/" + minute.name();
            for (Disk.Entry folder : reader.list(key.root, below)) {
                Optional<Group> group = folder.type() == Disk.Type.FOLDER ? Group.of(folder.name()) : Optional.empty();
                if (group.isEmpty()) {
                    strays.add(new Stray(key.root, below + "/" + folder.name(), folder.modified()));
                    continue;
                }
                Sum sum = new Sum();
                sum.written = folder.modified();
                sum(key.root, below + "/" + folder.name(), reader, sum);
                youngest = later(youngest, sum.written);
                units.add(new Unit(key.root, spool, key.sensor, key.hour.withMinute(number), folder.name(), group.get(), sum.bytes,
                        sum.files, sum.written));
            }
        }
        Duration silence = Duration.between(youngest, now);
        return new Hour(silence.isNegative() ? now : now.plus(silence.compareTo(LONGEST) < 0 ? silence : LONGEST), units, strays);
    }

    /** Of all files of a folder, at any depth. */
    static final class Sum {
        long bytes;
        long files;
        Instant written = Instant.MIN;
    }

    /** Adds up what lies below a folder. */
    static void sum(Path root, String folder, Reader reader, Sum sum) throws IOException, InterruptedException {
        for (Disk.Entry entry : reader.list(root, folder)) {
            if (entry.type() == Disk.Type.FOLDER) {
                sum(root, folder + "/" + entry.name(), reader, sum);
            } else {
                sum.bytes += entry.bytes();
                sum.files += entry.type() == Disk.Type.FILE ? 1 : 0;
            }
            sum.written = later(sum.written, entry.modified());
        }
    }

    private static Instant later(Instant one, Instant other) {
        return one.isBefore(other) ? other : one;
    }

    private static Optional<LocalDate> date(String name) {
        Matcher matcher = DATE.matcher(name);
        try {
            return matcher.matches() ? Optional.of(LocalDate.of(Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2)),
                    Integer.parseInt(matcher.group(3)))) : Optional.empty();
        } catch (DateTimeException e) {
            return Optional.empty(); // looks like a date
        }
    }

    private static int number(String name, int end) {
        int number = TWO.matcher(name).matches() ? Integer.parseInt(name) : -1;
        return number < end ? number : -1;
    }

    private void remember(HourKey key, Hour hour) {
        forget(key);
        hours.put(key, hour);
        for (Unit unit : hour.units) {
            if (units.add(unit)) {
                count(unit, 1);
            }
        }
    }

    private void forget(HourKey key) {
        Hour old = hours.remove(key);
        if (old != null) {
            old.units.forEach(this::remove);
        }
    }

    /** The unit is no longer there. */
    void remove(Unit unit) {
        if (units.remove(unit)) {
            count(unit, -1);
        }
    }

    private void count(Unit unit, int sign) {
        bytes[unit.spool()][unit.group().ordinal()] += sign * unit.bytes();
        files[unit.spool()][unit.group().ordinal()] += sign * unit.files();
    }

    /** Forgets roots that are not among these. */
    void keepOnly(Set<Path> roots) {
        for (HourKey key : List.copyOf(hours.keySet())) {
            if (!roots.contains(key.root)) {
                forget(key);
            }
        }
    }

    /** A copy of those that fit, oldest first. */
    List<Unit> oldest(Predicate<Unit> fits) {
        return units.stream().filter(fits).toList();
    }

    /** The oldest that fits. */
    Optional<Unit> first(Predicate<Unit> fits) {
        return units.stream().filter(fits).findFirst();
    }

    /** What is of no known kind. */
    List<Stray> strays() {
        return hours.values().stream().flatMap(hour -> hour.strays.stream()).toList();
    }

    long bytes(int spool, Group group) {
        return bytes[spool][group.ordinal()];
    }

    long files(int spool, Group group) {
        return files[spool][group.ordinal()];
    }

    /** Of all groups. */
    long bytes(int spool) {
        long sum = 0;
        for (long some : bytes[spool]) {
            sum += some;
        }
        return sum;
    }

    /** Of all groups. */
    long files(int spool) {
        long sum = 0;
        for (long some : files[spool]) {
            sum += some;
        }
        return sum;
    }
}
