package org.karavox.storage.schema;

import java.time.Instant;
import java.util.Set;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The tables of the call database as they are. Registered as an OSGi service as long as the database answers and has its
 * tables; a new one whenever something about them changes. Immutable but for {@link #makeRoomFor}. Any thread.
 */
@ProviderType
public interface DatabaseSchema {

    /** Which SQL the database speaks. */
    Dialect dialect();

    /** Real name of a table: its name in the reference with {@code mysqltableprefix} in front, not quoted. */
    String table(String name);

    /** Columns that a table has, by its name in the reference, in lower case; empty if there is no such table. */
    Set<String> columns(String name);

    /** Addresses are {@code varbinary(16)} (IPv4: 4 bytes), not {@code int unsigned}. */
    boolean binaryAddresses();

    /** Points in time have milliseconds and durations are {@code decimal(9,3)}. */
    boolean milliseconds();

    /** Tables of calls are partitioned by time, and child tables have a column {@code calldate}. */
    boolean partitioned();

    /**
     * Sees to it that rows of that time find a partition. Cheap when there is one, otherwise it makes it; blocks.
     *
     * @throws java.sql.SQLException if it cannot be made
     */
    void makeRoomFor(Instant calldate) throws java.sql.SQLException;
}
