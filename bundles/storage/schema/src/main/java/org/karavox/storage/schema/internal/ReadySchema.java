package org.karavox.storage.schema.internal;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.Map;
import java.util.Set;
import javax.sql.DataSource;
import org.karavox.storage.schema.DatabaseSchema;
import org.karavox.storage.schema.Dialect;

/** The tables as they were found, and room for rows of days to come. */
final class ReadySchema implements DatabaseSchema {

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
        if (time.isBefore(end)) {
            return;
        }
        makeRoomUntil(time);
    }

    private synchronized void makeRoomUntil(LocalDateTime time) throws SQLException {
        if (time.isBefore(end)) {
            return; // another writer has just made it
        }
        try (Connection connection = source.getConnection()) {
            boolean automatic = connection.getAutoCommit();
            connection.setAutoCommit(true);
            try {
                end = work.end(work.read(connection));
                if (time.isBefore(end)) {
                    return; // another sensor has made it
                }
                if (!settings.mayCreate() || settings.until().isPresent() && time.toLocalDate().isAfter(settings.until().get())) {
                    throw new SQLException("There is no partition for " + time.toLocalDate() + " and this sensor may create none: set "
                            + "disable_partition_operations = no and look at create_new_partitions_until, or let the sensor that does "
                            + "it create some");
                }
                work.createFor(connection, time, LocalDateTime.now(clock.withZone(zone)));
                end = work.end(work.read(connection));
            } finally {
                connection.setAutoCommit(automatic);
            }
        }
        if (!time.isBefore(end)) {
            throw new SQLException("No partition for " + time.toLocalDate() + " could be made, the last one ends " + end);
        }
    }
}
