package org.karavox.storage.schema.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.karavox.storage.schema.internal.Inventory.Partitioning;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Creates and drops partitions of the tables of calls. MySQL and MariaDB only; all under the lock of {@link Sql#alone}. */
final class PartitionWork {

    private static final Logger LOGGER = LoggerFactory.getLogger(PartitionWork.class);
    /** Tables that {@code cleandatabase_cdr} means; an older database has more of them than we make. */
    private static final Pattern FAMILY = Pattern.compile("cdr|cdr_next|cdr_next_\\d+|cdr_next_branches|cdr_rtp|cdr_dtmf|cdr_sipresp"
            + "|cdr_siphistory|cdr_proxy|cdr_tar_part|cdr_country_code|cdr_sdp|cdr_text_data|cdr_conference|cdr_txt|cdr_flags"
            + "|cdr_audio_transcribe|message|message_proxy|message_country_code|message_flags|message_next_\\d+");
    /** A wider gap gets only its last partition; the days between are divided when they come. */
    private static final int WIDEST_GAP = 400;
    private static final int DUPLICATE_NAME = 1517;
    private static final int NOT_INCREASING = 1493;
    private static final int UNKNOWN_PARTITION = 1507;
    private static final int LOCK_SECONDS = 30;
    private static final String DISK = "The disk of the database";
    private static final long MEGABYTE = 1024 * 1024;

    private final Settings settings;
    private final Database database;
    private final String prefix;
    private final int limit;

    PartitionWork(Settings settings, Database database, int limit) {
        this.settings = settings;
        this.database = database;
        this.limit = limit;
        prefix = settings.config().mysqltableprefix();
    }

    /** Partitions of the tables of calls, by real name without regard to case. */
    Map<String, Partitioning> read(Connection connection) throws SQLException {
        Map<String, Partitioning> family = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        Inventory.partitions(connection).forEach((table, partitioning) -> {
            String lower = Inventory.lower(table);
            if (lower.startsWith(Inventory.lower(prefix)) && FAMILY.matcher(lower.substring(prefix.length())).matches()) {
                family.put(table, partitioning);
            }
        });
        return family;
    }

    /** Rows before that moment find a partition in every table that we fill. {@link LocalDateTime#MAX} if none is partitioned. */
    LocalDateTime end(Map<String, Partitioning> family) {
        LocalDateTime end = LocalDateTime.MAX;
        for (Table table : Tables.ALL) {
            Partitioning partitioning = family.get(prefix + table.name());
            if (partitioning != null && partitioning.last().end().isBefore(end)) {
                end = partitioning.last().end();
            }
        }
        return end;
    }

    /** Creates what is missing from today to the last day ahead. */
    void createAhead(Connection connection, LocalDateTime now, List<String> notes) throws SQLException {
        LocalDateTime to = now.toLocalDate().plusDays(1L + settings.config().create_new_partitions()).atStartOfDay().minusNanos(1);
        LocalDateTime last = settings.until().map(day -> day.plusDays(1).atStartOfDay().minusNanos(1)).orElse(to);
        LocalDateTime until = last.isBefore(to) ? last : to;
        if (until.isBefore(now)) {
            return;
        }
        boolean hourly = settings.config().cdr_partition_by_hours();
        create(connection, Partition.range(now.toLocalDate().atStartOfDay(), until, false),
                hourly ? Partition.range(now, until, true) : null, now, notes);
    }

    /** Creates what is missing up to the partition that a moment is in. */
    void createFor(Connection connection, LocalDateTime time, LocalDateTime now) throws SQLException {
        LocalDateTime from = end(read(connection));
        if (!from.isAfter(time)) {
            create(connection, upTo(from, time, false),
                    settings.config().cdr_partition_by_hours() ? upTo(from, time, true) : null, now, new ArrayList<>());
        }
    }

    private static List<Partition> upTo(LocalDateTime from, LocalDateTime time, boolean hourly) {
        long width = hourly ? java.time.Duration.between(from, time).toHours() : java.time.Duration.between(from, time).toDays();
        return Partition.range(width > WIDEST_GAP ? time : from, time, hourly);
    }

    private void create(Connection connection, List<Partition> days, List<Partition> hours, LocalDateTime now, List<String> notes)
            throws SQLException {
        Sql.alone(connection, LOCK_SECONDS, () -> {
            for (Map.Entry<String, Partitioning> entry : read(connection).entrySet()) { // anew: others may have been at it
                boolean byDayNumber = entry.getValue().byDayNumber();
                List<Partition> wanted = hours == null || byDayNumber ? days : hours;
                try {
                    append(connection, entry.getKey(), entry.getValue(), wanted);
                } catch (SQLException e) {
                    if (e.getErrorCode() != DUPLICATE_NAME && e.getErrorCode() != NOT_INCREASING) {
                        throw e;
                    }
                    Partitioning again = read(connection).get(entry.getKey()); // somebody without our lock was faster
                    if (again != null) {
                        append(connection, entry.getKey(), again, wanted);
                    }
                }
                divide(connection, entry.getKey(), entry.getValue(), wanted, now, notes);
            }
        });
    }

    private void append(Connection connection, String table, Partitioning partitioning, List<Partition> wanted) throws SQLException {
        LocalDateTime last = partitioning.last().end();
        List<Partition> missing = wanted.stream().filter(each -> each.end().isAfter(last)).toList();
        if (!missing.isEmpty()) {
            Sql.run(connection, "alter table `" + table + "` add partition ("
                    + Partition.declarations(missing, partitioning.byDayNumber()) + ')');
            LOGGER.debug("Table {}: partitions {} to {} created", table, missing.get(0).name(), missing.get(missing.size() - 1).name());
        }
    }

    /** A partition that reaches over more than its day, because a call from the future needed it, is divided while it is small. */
    private void divide(Connection connection, String table, Partitioning partitioning, List<Partition> wanted, LocalDateTime now,
            List<String> notes) throws SQLException {
        LocalDateTime previous = LocalDateTime.MIN;
        for (Partition wide : partitioning.partitions()) {
            LocalDateTime from = previous;
            previous = wide.end();
            if (!wide.end().isAfter(now)) {
                continue;
            }
            List<Partition> inside = wanted.stream()
                    .filter(each -> each.end().isAfter(from) && each.end().isAfter(now) && !each.end().isAfter(wide.start())
                            && !each.end().equals(wide.end())).toList();
            if (inside.isEmpty()) {
                continue;
            }
            if (wide.rows() > settings.config().alter_rows_limit()) {
                notes.add("Partition " + wide.name() + " of table " + table + " holds several days and more than "
                        + settings.config().alter_rows_limit() + " rows (alter_rows_limit), it stays as it is");
                continue;
            }
            List<Partition> parts = new ArrayList<>(inside);
            parts.add(wide);
            Sql.run(connection, "alter table `" + table + "` reorganize partition `" + wide.name() + "` into ("
                    + Partition.declarations(parts, partitioning.byDayNumber()) + ')');
            LOGGER.info("Table {}: partition {} divided into {}", table, wide.name(), parts.size());
        }
    }

    /** Drops by age and by count. */
    void dropOld(Connection connection, LocalDateTime now) throws SQLException {
        Sql.alone(connection, LOCK_SECONDS, () -> {
            for (Map.Entry<String, Partitioning> entry : read(connection).entrySet()) {
                List<Partition> partitions = entry.getValue().partitions();
                int tooMany = partitions.size() - (limit - 10);
                List<Partition> old = new ArrayList<>();
                for (int i = 0; i < partitions.size() - 1; i++) { // the last one stays: a table must have one
                    Partition partition = partitions.get(i);
                    boolean aged = settings.days() > 0 && !partition.end()
                            .isAfter(Partition.of(now.minusDays(settings.days()), partition.isHourly()).end());
                    if ((aged || i < tooMany) && !partition.end().isAfter(now)) {
                        old.add(partition);
                    }
                }
                drop(connection, entry.getKey(), old, "older than " + settings.days() + " days, or too many");
            }
        });
    }

    private void drop(Connection connection, String table, List<Partition> old, String why) throws SQLException {
        if (old.isEmpty()) {
            return;
        }
        String names = String.join(", ", old.stream().map(Partition::name).toList());
        try {
            Sql.run(connection, "alter table `" + table + "` drop partition `" + names.replace(", ", "`, `") + '`');
            LOGGER.info("Table {}: partitions {} dropped ({})", table, names, why);
        } catch (SQLException e) {
            if (e.getErrorCode() != UNKNOWN_PARTITION) {
                throw e;
            }
            LOGGER.debug("Table {}: partitions {} have been dropped by somebody else", table, names);
        }
    }

    boolean hasSizeLimits() {
        return settings.config().cleandatabase_size() > 0 || settings.config().cleandatabase_cdr_size() > 0
                || settings.config().cleandatabase_min_free_size() > 0;
    }

    /** Drops the oldest past day until the database is within its limits. */
    void dropBySize(Connection connection, LocalDateTime now, List<String> notes) throws SQLException {
        if (!database.local() && settings.config().mysqldatadir().isEmpty() && !settings.config().cleandatabase_size_force()) {
            notes.add("cleandatabase_size and its like are not in force, because the database is on another machine: set "
                    + "mysqldatadir or cleandatabase_size_force = yes");
            return;
        }
        if (!database.mariaDb() && database.version() >= 8_000_000) {
            Sql.run(connection, "set session information_schema_stats_expiry = 0"); // else sizes are a day old
        }
        Optional<Path> directory = Optional.empty();
        if (settings.config().cleandatabase_min_free_size() > 0) {
            directory = directory(connection);
            if (directory.isEmpty()) {
                notes.add("cleandatabase_min_free_size is not in force, because the data directory of the database cannot be seen "
                        + "from here: set mysqldatadir");
            }
        }
        Optional<Path> measured = directory;
        Sql.alone(connection, LOCK_SECONDS, () -> {
            Optional<String> excess = excess(connection, measured);
            while (excess.isPresent()) {
                Map<String, Partitioning> family = read(connection);
                Optional<LocalDateTime> oldest = oldestPast(family, now);
                if (oldest.isEmpty()) {
                    notes.add(excess.get() + ", but there is no partition of a past day to drop");
                    return;
                }
                for (Map.Entry<String, Partitioning> entry : family.entrySet()) {
                    List<Partition> partitions = entry.getValue().partitions();
                    drop(connection, entry.getKey(), partitions.subList(0, partitions.size() - 1).stream()
                            .filter(each -> !each.end().isAfter(oldest.get())).toList(), excess.get());
                }
                if (excess.get().startsWith(DISK)) {
                    return; // somebody else may fill the disk: one day per check, so that not all of them go at once
                }
                excess = excess(connection, measured);
            }
        });
    }

    private Optional<Path> directory(Connection connection) throws SQLException {
        String path = settings.config().mysqldatadir().trim();
        if (path.isEmpty() && database.local()) {
            path = Sql.texts(connection, "select @@datadir").get(0);
        }
        return path.isEmpty() || !Files.isDirectory(Path.of(path)) ? Optional.empty() : Optional.of(Path.of(path));
    }

    private Optional<String> excess(Connection connection, Optional<Path> directory) throws SQLException {
        SchemaConfig config = settings.config();
        if (config.cleandatabase_size() > 0) {
            long bytes = Sql.number(connection, "select sum(data_length + index_length) from information_schema.tables"
                    + " where table_schema = database()");
            if (bytes > config.cleandatabase_size() * MEGABYTE) {
                return Optional.of("The database has " + bytes / MEGABYTE + " MB, cleandatabase_size allows " + config.cleandatabase_size());
            }
        }
        if (config.cleandatabase_cdr_size() > 0) {
            long bytes = 0;
            for (Partitioning partitioning : read(connection).values()) {
                bytes += partitioning.partitions().stream().mapToLong(Partition::bytes).sum();
            }
            if (bytes > config.cleandatabase_cdr_size() * MEGABYTE) {
                return Optional.of("The tables of calls have " + bytes / MEGABYTE + " MB, cleandatabase_cdr_size allows "
                        + config.cleandatabase_cdr_size());
            }
        }
        if (directory.isPresent()) {
            try {
                long free = Files.getFileStore(directory.get()).getUsableSpace();
                if (free < config.cleandatabase_min_free_size() * MEGABYTE) {
                    return Optional.of(DISK + " has " + free / MEGABYTE + " MB left, cleandatabase_min_free_size wants "
                            + config.cleandatabase_min_free_size());
                }
            } catch (IOException e) {
                LOGGER.warn("Free space of {} cannot be measured", directory.get(), e);
            }
        }
        return Optional.empty();
    }

    private static Optional<LocalDateTime> oldestPast(Map<String, Partitioning> family, LocalDateTime now) {
        LocalDateTime today = now.toLocalDate().atStartOfDay();
        LocalDateTime oldest = null;
        for (Partitioning partitioning : family.values()) {
            List<Partition> partitions = partitioning.partitions();
            LocalDateTime end = partitions.get(0).end();
            if (partitions.size() > 1 && !end.isAfter(today) && (oldest == null || end.isBefore(oldest))) {
                oldest = end;
            }
        }
        return Optional.ofNullable(oldest);
    }
}
