package org.karavox.storage.schema.internal;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.Map;
import java.util.Set;
import javax.sql.DataSource;
import org.karavox.storage.schema.DatabaseSchema;
import org.karavox.storage.schema.Dialect;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The tables as they were found, and room for rows of days to come. */
final class ReadySchema implements DatabaseSchema {

    private static final Logger LOGGER = LoggerFactory.getLogger(ReadySchema.class);
    private static final Duration RESERVE = Duration.ofHours(1);

    private final DataSource source;
    private final Settings settings;
    private final Shape shape;
    private final Map<String, Set<String>> columns;
    private final PartitionWork work;
    private final ZoneId zone;
    private final Clock clock;
    private volatile LocalDateTime end;

    /** @param columns of all tables, by real name in lower case */
    ReadySchema(DataSource source, Settings settings, Shape shape, Map<String, Set<String>> columns, PartitionWork work, ZoneId zone,
            Clock clock) {
        this.source = source;
        this.settings = settings;
        this.shape = shape;
        this.columns = columns;
        this.work = work;
        this.zone = zone;
        this.clock = clock;
        end = shape.partitioned() ? LocalDateTime.MIN : LocalDateTime.MAX;
    }

    @Override
    public Dialect dialect() {
        return shape.dialect();
    }

    @Override
    public String table(String name) {
        return shape.table(name);
    }

    @Override
    public Set<String> columns(String name) {
        return columns.getOrDefault(Inventory.lower(shape.table(name)), Set.of());
    }

    @Override
    public boolean binaryAddresses() {
        return shape.binaryAddresses();
    }

    @Override
    public boolean milliseconds() {
        return shape.milliseconds();
    }

    @Override
    public boolean partitioned() {
        return shape.partitioned();
    }

    Shape shape() {
        return shape;
    }

    Map<String, Set<String>> columns() {
        return columns;
    }

    PartitionWork work() {
        return work;
    }

    /** Rows before that moment, local time, find a partition. */
    LocalDateTime end() {
        return end;
    }

    void end(LocalDateTime known) {
        end = known;
    }

    @Override
    public void makeRoomFor(Instant calldate) throws SQLException {
        LocalDateTime time = LocalDateTime.ofInstant(calldate, zone);
        if (!withReserve(time).isBefore(end)) {
            makeRoomUntil(time);
        }
    }

    /** Who asks once an hour must have room for the hour, in zones that are off by half an hour, too. */
    private LocalDateTime withReserve(LocalDateTime time) {
        LocalDateTime later = time.plus(RESERVE);
        return settings.mayCreateFor(later.toLocalDate()) ? later : time;
    }

    private synchronized void makeRoomUntil(LocalDateTime time) throws SQLException {
        if (withReserve(time).isBefore(end)) {
            return; // another writer has just made it
        }
        try (Connection connection = source.getConnection()) {
            boolean automatic = connection.getAutoCommit();
            connection.setAutoCommit(true);
            try {
                makeRoomUntil(connection, time);
            } finally {
                connection.setAutoCommit(automatic);
            }
        } catch (SQLException e) {
            if (!time.isBefore(end)) {
                throw e;
            }
            LOGGER.debug("No room for the hour after {} yet", time, e);
        }
    }

    private void makeRoomUntil(Connection connection, LocalDateTime time) throws SQLException {
        end = work.end(work.read(connection));
        if (withReserve(time).isBefore(end)) {
            return; // another sensor has made it
        }
        if (!settings.mayCreateFor(time.toLocalDate())) {
            throw new SQLException("There is no partition for " + time.toLocalDate() + " and this sensor may create none: set "
                    + "disable_partition_operations = no and look at create_new_partitions_until, or let the sensor that does it create "
                    + "some");
        }
        work.createFor(connection, withReserve(time), LocalDateTime.now(clock.withZone(zone)));
        end = work.end(work.read(connection));
        if (!time.isBefore(end)) {
            throw new SQLException("No partition for " + time.toLocalDate() + " could be made, the last one ends " + end);
        }
    }
}
