package org.karavox.storage.schema.internal;

import org.karavox.runtime.Syntax;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Keys of {@code voipmonitor.conf} that this bundle owns. A method is named exactly like its key. */
@ObjectClassDefinition(name = "Database tables", description = "Creates, upgrades, partitions and cleans the tables of calls.")
@interface SchemaConfig {

    @AttributeDefinition(name = "Table prefix", description = "In front of the names of all tables; letters, digits and _, "
            + "at most 20. Not in the reference product.", required = false)
    @Syntax(Syntax.Kind.IDENTIFIER)
    String mysqltableprefix() default "";

    @AttributeDefinition(name = "No upgrade", description = "Creates and upgrades nothing at start.")
    boolean disable_dbupgradecheck() default false;

    @AttributeDefinition(name = "Row limit of upgrades", description = "Columns are added by themselves only to tables with at "
            + "most so many rows; for larger ones the statement is said.", min = "0")
    int alter_rows_limit() default 100000;

    @AttributeDefinition(name = "Compress tables", description = "Creates tables with the compression clause of the server.")
    boolean mysqlcompress() default true;

    @AttributeDefinition(name = "Compression clause", description = "Table option in place of the automatic choice, for example "
            + "PAGE_COMPRESSED=1 or ROW_FORMAT=COMPRESSED.", required = false)
    String mysqlcompress_type() default "";

    @AttributeDefinition(name = "Milliseconds", description = "New databases keep times and durations with milliseconds.")
    boolean time_precision_in_ms() default false;

    @AttributeDefinition(name = "No RTP columns", description = "Creates cdr without the columns of RTP statistics.")
    boolean disable_cdr_fields_rtp() default false;

    @AttributeDefinition(name = "No RTP indexes", description = "Creates cdr without the indexes on RTP statistics.")
    boolean disable_cdr_indexes_rtp() default false;

    @AttributeDefinition(name = "Partitions", description = "Creates the tables of calls partitioned by day (MySQL and MariaDB). "
            + "Ignored for existing tables.")
    boolean cdr_partition() default true;

    @AttributeDefinition(name = "Hourly partitions", description = "New partitions hold an hour, not a day.")
    boolean cdr_partition_by_hours() default false;

    @AttributeDefinition(name = "Own key in all tables", description = "Gives the rows of child tables a number of their own, "
            + "as clusters need.")
    boolean cdr_force_primary_index_in_all_tables() default false;

    @AttributeDefinition(name = "No partition work", description = "Neither creates nor drops partitions: for all sensors but "
            + "one that share a database.")
    boolean disable_partition_operations() default false;

    @AttributeDefinition(name = "No creating of partitions", description = "Creates no partitions.")
    boolean disable_partition_operations_create() default false;

    @AttributeDefinition(name = "No dropping of partitions", description = "Drops no partitions.")
    boolean disable_partition_operations_drop() default false;

    @AttributeDefinition(name = "Days ahead", description = "Partitions are created for so many days ahead.", min = "0", max = "400")
    int create_new_partitions() default 2;

    @AttributeDefinition(name = "Last day", description = "Date YYYY-MM-DD after which no partition is created.", required = false)
    @Syntax(Syntax.Kind.DATE)
    String create_new_partitions_until() default "";

    @AttributeDefinition(name = "Past days", description = "A new table also gets partitions for so many past days.", min = "0",
            max = "3650")
    int create_old_partitions() default 0;

    @AttributeDefinition(name = "First day", description = "The same as a date YYYY-MM-DD.", required = false)
    @Syntax(Syntax.Kind.DATE)
    String create_old_partitions_from() default "";

    @AttributeDefinition(name = "Hours of partition work", description = "From-to, 0 to 23, the last hour included.")
    @Syntax(Syntax.Kind.HOURS)
    String partition_operations_enable_fromto() default "1-5";

    @AttributeDefinition(name = "Drop first", description = "Drops before it creates.")
    boolean partition_operations_drop_first() default false;

    @AttributeDefinition(name = "Days kept", description = "Days that calls, messages and the like are kept; 0 = for ever. A key of "
            + "its own for a group goes over it.", min = "0")
    int cleandatabase() default 0;

    @AttributeDefinition(name = "Days calls are kept", description = "Days that calls and messages are kept; 0 = as cleandatabase.",
            min = "0")
    int cleandatabase_cdr() default 0;

    @AttributeDefinition(name = "Size of the database", description = "MB; the oldest day of all tables is dropped above it. 0 = no "
            + "limit.", min = "0")
    int cleandatabase_size() default 0;

    @AttributeDefinition(name = "Size of the calls", description = "MB of the tables of calls; their oldest day is dropped above it. "
            + "0 = no limit.", min = "0")
    int cleandatabase_cdr_size() default 0;

    @AttributeDefinition(name = "Free space", description = "MB to be left on the disk of the database; the oldest day of all tables "
            + "is dropped below it. 0 = no limit.", min = "0")
    int cleandatabase_min_free_size() default 0;

    @AttributeDefinition(name = "Seconds between size checks", description = "How often sizes are looked at.", min = "1")
    int cleandatabase_size_period() default 600;

    @AttributeDefinition(name = "Check size of a distant database", description = "Looks at sizes although the server is on another "
            + "machine.")
    boolean cleandatabase_size_force() default false;

    @AttributeDefinition(name = "Data directory", description = "Path of the server's data directory as seen from here; needed for "
            + "free space where the server is on another machine.", required = false)
    @Syntax(Syntax.Kind.PATH)
    String mysqldatadir() default "";
}
