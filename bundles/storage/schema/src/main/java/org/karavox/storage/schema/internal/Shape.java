package org.karavox.storage.schema.internal;

import java.util.Set;
import org.karavox.storage.schema.Dialect;

/**
 * What differs from database to database. In a new one the configuration decides, in an existing one what is there.
 *
 * @param prefix in front of all table names
 * @param binaryAddresses {@code varbinary(16)}, not {@code int unsigned}
 * @param milliseconds {@code datetime(3)} and {@code decimal(9,3)}
 * @param partitioned new tables of calls get partitions and {@code calldate}, else foreign keys
 * @param callIdType type of {@code cdr.ID}, as MySQL writes it
 * @param options parts of the tables that are wanted
 * @param tableOption engine, character set and compression of new tables; unused in H2
 */
record Shape(Dialect dialect, String prefix, boolean binaryAddresses, boolean milliseconds, boolean partitioned,
        String callIdType, Set<Option> options, String tableOption) {

    /** Parts of the tables that some databases have and others do not. */
    enum Option {
        /** RTP statistics columns of {@code cdr}: not with {@code disable_cdr_fields_rtp}. */
        RTP_FIELDS,
        /** Indexes on them: not with {@code disable_cdr_indexes_rtp} or {@code disable_cdr_fields_rtp}. */
        RTP_INDEXES,
        /** Indexes on outer addresses: with {@code save_ip_from_encaps_ipheader}. */
        ENCAPSULATION_INDEXES,
        /** Indexes on addresses by family: with {@code separate_storage_ipv6_ipv4_address}. */
        FAMILY_INDEXES,
        /** A number of its own for every row: with {@code cdr_force_primary_index_in_all_tables}. */
        ROW_IDS
    }

    boolean has(Option option) {
        return options.contains(option);
    }

    /** Real name of a table, not quoted. */
    String table(String name) {
        return prefix + name;
    }

    /** An identifier that may be a word of the language; in H2 the same as unquoted. */
    String quoted(String name) {
        return quoted(dialect, name);
    }

    static String quoted(Dialect dialect, String name) {
        return dialect == Dialect.H2 ? '"' + name.toUpperCase(java.util.Locale.ROOT) + '"' : '`' + name + '`';
    }
}
