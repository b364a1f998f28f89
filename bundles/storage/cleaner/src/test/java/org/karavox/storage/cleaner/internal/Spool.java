package org.karavox.storage.cleaner.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.karavox.storage.FileKind;
import org.karavox.storage.SpoolRoots;

/** A spool in a directory of the test, with a clock that stands still. */
final class Spool {

    static final Instant NOW = Instant.parse("2026-11-24T12:00:30Z");
    static final DateTimeFormatter FOLDERS = DateTimeFormatter.ofPattern("yyyy-MM-dd/HH/mm");

    private Spool() {
    }

    /** A file of that many bytes, last written when its minute began. */
    static Path file(Path root, String minute, String folder, String name, int bytes) throws IOException {
        LocalDateTime time = LocalDateTime.parse(minute);
        Path file = root.resolve(time.format(FOLDERS)).resolve(folder).resolve(name);
        Files.createDirectories(file.getParent());
        Files.write(file, new byte[bytes]);
        age(root, file, time.toInstant(ZoneOffset.UTC));
        return file;
    }

    /** Dates a file and the folders above it. */
    static void age(Path root, Path file, Instant time) throws IOException {
        for (Path path = file; !path.equals(root); path = path.getParent()) {
            Files.setLastModifiedTime(path, FileTime.from(time));
        }
    }

    static List<String> files(Path root) throws IOException {
        try (Stream<Path> paths = Files.walk(root)) {
            return paths.filter(Files::isRegularFile).map(path -> root.relativize(path).toString()).filter(path -> !path.startsWith("."))
                    .sorted().toList();
        }
    }

    static SpoolRoots.Root main(Path root) {
        return new SpoolRoots.Root(root, 0, Set.of(FileKind.values()));
    }

    /** Limits of nothing but what the test sets. */
    static final class Rules {
        final long[][] bytes = new long[2][Group.values().length];
        final int[][] days = new int[2][Group.values().length];
        HourWindow window = HourWindow.ALWAYS;
        boolean cleans = true;
        boolean strays;
        int freePercent;
        long freeBytes;
        long smallestEmergency;

        Rules size(Group group, long limit) {
            bytes[0][group.ordinal()] = limit;
            return this;
        }

        Rules days(Group group, int limit) {
            days[0][group.ordinal()] = limit;
            return this;
        }

        Limits limits() {
            return new Limits(cleans, bytes, days, window, freePercent, freeBytes, strays, smallestEmergency);
        }
    }

    /** Rounds over one root. */
    static final class Rounds {
        final DeletionLog log = new DeletionLog();
        final List<String> sizes = new ArrayList<>();
        Instant now = NOW;
        ZoneId zone = ZoneOffset.UTC;
        private final Rules rules;
        private final Disk disk;
        private final List<SpoolRoots.Root> roots;
        private Optional<Cleaning> cleaning = Optional.empty();

        Rounds(Rules rules, Disk disk, SpoolRoots.Root... roots) {
            this.rules = rules;
            this.disk = disk;
            this.roots = List.of(roots);
        }

        Cleaning cleaning() {
            if (cleaning.isEmpty()) {
                Clock clock = new Clock() {
                    @Override
                    public ZoneId getZone() {
                        return ZoneOffset.UTC;
                    }

                    @Override
                    public Clock withZone(ZoneId other) {
                        return this;
                    }

                    @Override
                    public Instant instant() {
                        return now;
                    }
                };
                cleaning = Optional.of(new Cleaning(rules.limits(), zone, roots, disk, Duration.ofSeconds(5), root -> false, clock, log,
                        (unit, bytes) -> sizes.add(unit.dateHour() + " " + unit.spool() + " " + unit.sensorId() + " " + unit.group() + " " + bytes),
                        false));
            }
            return cleaning.get();
        }

        Rounds round() throws InterruptedException {
            cleaning().round(true);
            return this;
        }

        List<String> reasons() {
            return log.newest(1000).stream().map(deletion -> deletion.what() + ": " + deletion.reason()).toList();
        }
    }
}
