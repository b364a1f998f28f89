package org.karavox.storage.schema.internal;

import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Keys as they are meant, and what is wrong with them.
 *
 * @param fromHour of partition work
 * @param toHour of partition work, included; less than {@code fromHour} over midnight
 * @param until no partition after that day
 * @param oldFrom first day of a new table's partitions
 * @param days that calls are kept, 0 = for ever
 * @param notes sentences about values that are not accepted
 */
record Settings(SchemaConfig config, int fromHour, int toHour, Optional<LocalDate> until, Optional<LocalDate> oldFrom, int days,
        List<String> notes) {

    private static final Pattern HOURS = Pattern.compile("\\s*(\\d{1,2})\\s*-\\s*(\\d{1,2})\\s*");
    private static final Pattern PREFIX = Pattern.compile("[A-Za-z0-9_]{0,20}");

    static Settings of(SchemaConfig config) {
        List<String> notes = new ArrayList<>();
        int from = 1;
        int to = 5;
        Matcher hours = HOURS.matcher(config.partition_operations_enable_fromto());
        if (hours.matches() && Integer.parseInt(hours.group(1)) < 24 && Integer.parseInt(hours.group(2)) < 24) {
            from = Integer.parseInt(hours.group(1));
            to = Integer.parseInt(hours.group(2));
        } else {
            notes.add("partition_operations_enable_fromto: '" + config.partition_operations_enable_fromto()
                    + "' is not accepted (two hours 0 to 23 as in 1-5), using 1-5");
        }
        Optional<LocalDate> until = date("create_new_partitions_until", config.create_new_partitions_until(), notes);
        Optional<LocalDate> oldFrom = date("create_old_partitions_from", config.create_old_partitions_from(), notes);
        int days = config.cleandatabase_cdr() > 0 ? config.cleandatabase_cdr() : config.cleandatabase();
        return new Settings(config, from, to, until, oldFrom, days, List.copyOf(notes));
    }

    private static Optional<LocalDate> date(String key, String text, List<String> notes) {
        if (text.trim().isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(LocalDate.parse(text.trim()));
        } catch (DateTimeParseException e) {
            notes.add(key + ": '" + text + "' is not accepted (no date YYYY-MM-DD), ignored");
            return Optional.empty();
        }
    }

    /** What must be corrected before anything is done to a database. */
    Optional<Trouble> trouble() {
        if (!PREFIX.matcher(config.mysqltableprefix()).matches()) {
            return Optional.of(new Trouble(Trouble.Kind.SETTING, "mysqltableprefix: '" + config.mysqltableprefix()
                    + "' is not accepted", "use letters, digits and _, at most 20"));
        }
        return Optional.empty();
    }

    boolean isWorkHour(int hour) {
        return fromHour <= toHour ? hour >= fromHour && hour <= toHour : hour >= fromHour || hour <= toHour;
    }

    boolean mayCreate() {
        return !config.disable_partition_operations() && !config.disable_partition_operations_create();
    }

    boolean mayDrop() {
        return !config.disable_partition_operations() && !config.disable_partition_operations_drop();
    }

    /** Parts of new tables, by our keys and by those of others. */
    Set<Shape.Option> options(Map<String, String> others) {
        Set<Shape.Option> options = java.util.EnumSet.noneOf(Shape.Option.class);
        if (!config.disable_cdr_fields_rtp()) {
            options.add(Shape.Option.RTP_FIELDS);
            if (!config.disable_cdr_indexes_rtp()) {
                options.add(Shape.Option.RTP_INDEXES);
            }
        }
        if (config.cdr_force_primary_index_in_all_tables()) {
            options.add(Shape.Option.ROW_IDS);
        }
        if (isOn(others.get("save_ip_from_encaps_ipheader"))) {
            options.add(Shape.Option.ENCAPSULATION_INDEXES);
        }
        if (isOn(others.get("separate_storage_ipv6_ipv4_address"))) {
            options.add(Shape.Option.FAMILY_INDEXES);
        }
        return options;
    }

    static boolean isOn(String value) {
        return value != null && !value.isEmpty() && !value.equals("no") && !value.equals("false");
    }

    /** Engine, character set and compression of a new table. */
    String tableOption(Database database, boolean compressed) {
        String compression = !compressed || !config.mysqlcompress() ? ""
                : config.mysqlcompress_type().trim().isEmpty() ? database.compression() : config.mysqlcompress_type().trim();
        return ("engine=InnoDB default charset=latin1 " + compression).trim();
    }
}
