package org.karavox.storage.schema.internal;

import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A partition of a table by time: {@code pYYMMDD} a day, {@code pYYMMDDHH} an hour.
 *
 * @param end first moment after it, local time of the sensor; {@link LocalDateTime#MAX} if it has no end
 * @param rows estimate of the server
 * @param bytes of data and indexes, estimate of the server
 */
record Partition(String name, LocalDateTime end, long rows, long bytes) {

    private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("yyMMdd");
    private static final DateTimeFormatter HOUR = DateTimeFormatter.ofPattern("yyMMddHH");
    private static final DateTimeFormatter END_OF_HOUR = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:00:00");
    /** {@code TO_DAYS('1970-01-01')}. */
    private static final long EPOCH_DAY = 719_528;

    /** The day or hour that a moment is in. */
    static Partition of(LocalDateTime time, boolean hourly) {
        if (hourly) {
            LocalDateTime hour = time.truncatedTo(ChronoUnit.HOURS);
            return new Partition('p' + HOUR.format(hour), hour.plusHours(1), 0, 0);
        }
        LocalDate day = time.toLocalDate();
        return new Partition('p' + DAY.format(day), day.plusDays(1).atStartOfDay(), 0, 0);
    }

    /** Days or hours from that of {@code from} to that of {@code to}, both included. */
    static List<Partition> range(LocalDateTime from, LocalDateTime to, boolean hourly) {
        List<Partition> partitions = new ArrayList<>();
        LocalDateTime last = of(to, hourly).end();
        for (Partition next = of(from, hourly); !next.end().isAfter(last); next = of(next.end(), hourly)) {
            partitions.add(next);
        }
        return partitions;
    }

    /**
     * Reads what the server says about a partition.
     *
     * @param description upper bound as the server writes it: a quoted date, {@code MAXVALUE} or a number of TO_DAYS
     * @return empty if the bound is none of these
     */
    static Optional<Partition> read(String name, String description, long rows, long bytes) {
        String text = description == null ? "" : description.replace("'", "").trim();
        try {
            if (text.equalsIgnoreCase("MAXVALUE")) {
                return Optional.of(new Partition(name, LocalDateTime.MAX, rows, bytes));
            }
            if (text.chars().allMatch(Character::isDigit) && !text.isEmpty()) {
                LocalDateTime end = LocalDate.ofEpochDay(Long.parseLong(text) - EPOCH_DAY).atStartOfDay();
                return Optional.of(new Partition(name, end, rows, bytes));
            }
            LocalDateTime end = text.length() == 10 ? LocalDate.parse(text).atStartOfDay()
                    : LocalDateTime.parse(text.replace(' ', 'T'));
            return Optional.of(new Partition(name, end, rows, bytes));
        } catch (RuntimeException e) { // somebody else's scheme: a number too large or no date
            return Optional.empty();
        }
    }

    boolean isHourly() {
        return name.matches("p\\d{8}");
    }

    /** First moment of the day or hour that the partition is named after. What came before it may be inside all the same. */
    LocalDateTime start() {
        if (end.equals(LocalDateTime.MAX)) {
            return end;
        }
        return isHourly() ? end.minusHours(1) : end.minusDays(1);
    }

    /** {@code partition p261124 values less than (...)}, comma separated. */
    static String declarations(List<Partition> partitions, boolean byDayNumber) {
        List<String> parts = new ArrayList<>();
        for (Partition partition : partitions) {
            parts.add("partition `" + partition.name + "` values less than (" + partition.bound(byDayNumber) + ')');
        }
        return String.join(", ", parts);
    }

    private String bound(boolean byDayNumber) {
        if (end.equals(LocalDateTime.MAX)) {
            return "maxvalue";
        }
        if (byDayNumber) {
            return Long.toString(end.toLocalDate().toEpochDay() + EPOCH_DAY);
        }
        return '\'' + (isHourly() ? END_OF_HOUR.format(end) : end.toLocalDate().toString()) + '\'';
    }
}
