package org.karavox.storage.schema.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.karavox.storage.schema.Dialect;

/** {@code docs/reference/database-tables.md} is made from the tables; {@code -Dkaravox.renew} writes it anew. */
class TablesPageTest {

    private static final Shape H2 = new Shape(Dialect.H2, "", true, false, false, "", EnumSet.allOf(Shape.Option.class), "");

    @Test
    void thePageSaysWhatTheTablesAre() throws IOException {
        Path page = root().resolve("docs/reference/database-tables.md");
        if (System.getProperty("karavox.renew") != null) {
            Files.writeString(page, text());
        }
        assertEquals(text(), Files.exists(page) ? Files.readString(page, StandardCharsets.UTF_8) : "", "run with -Dkaravox.renew");
    }

    private static Path root() {
        Path folder = Path.of("").toAbsolutePath();
        while (!Files.isDirectory(folder.resolve("docs"))) {
            folder = folder.getParent();
        }
        return folder;
    }

    private static String text() {
        StringBuilder text = new StringBuilder("# Tables of the call database\n\nGenerated from the declarations in `bundles/storage/schema`; "
                + "a test compares. How the tables come to be: [database.md](../operations/database.md).\n\n"
                + "| in this page | MySQL and MariaDB | H2 |\n|---|---|---|\n"
                + "| ip | `varbinary(16)`, IPv4 in 4 bytes; `int unsigned` in databases made with `ipv6 = no` | `varbinary(16)`; `bigint` |\n"
                + "| datetime | `datetime`; `datetime(3)` with `time_precision_in_ms` | `timestamp(0)`; `timestamp(3)` |\n"
                + "| dur | `mediumint unsigned` seconds; `decimal(9,3)` with `time_precision_in_ms` | `integer`; `decimal(9,3)` |\n"
                + "| dur:float, dur:smallint | `float`, `smallint`; `decimal(9,3)` with `time_precision_in_ms` | `real`, `smallint`; `decimal(9,3)` |\n\n"
                + "Names ending in `_mult10`, `_mult100`, `_mult1000`, `_mult1000000` hold the value times that number, `_div3` a third of it. "
                + "NULL = not measured. All tables are InnoDB, `latin1`, and have the prefix `mysqltableprefix` in front.\n\n"
                + "Columns marked (partitioned) exist only where the tables of calls have partitions; their primary keys then end with "
                + "`calldate`. Without partitions `cdr_ID` is a foreign key to `cdr` with cascade. With `cdr_force_primary_index_in_all_tables` "
                + "child tables without a key have `ID` as their first column.\n");
        for (Table table : Tables.ALL) {
            text.append("\n## ").append(table.name()).append("\n\n").append(upper(table.purpose())).append(".\n\n");
            if (!table.primaryKey().isEmpty()) {
                text.append("Primary key: `").append(String.join("`, `", table.primaryKey())).append("`. ");
            }
            List<String> indexes = new ArrayList<>();
            for (Table.Index index : table.indexes()) {
                boolean plain = List.of(index.name()).equals(index.columns());
                indexes.add((index.unique() ? "unique " : "") + '`' + index.name() + '`' + (plain ? "" : " (" + String.join(", ", index.columns()) + ')')
                        + (index.option() == null ? "" : ' ' + when(index.option())));
            }
            if (!indexes.isEmpty()) {
                text.append("Indexes: ").append(String.join(", ", indexes)).append('.');
            }
            text.append("\n\n| column | type | H2 | null |\n|---|---|---|---|\n");
            for (Table.Column column : table.columns()) {
                text.append("| `").append(column.name()).append("` | ").append(column.type().documented())
                        .append(column.numbered() ? ", counted up" : "").append(column.partitionedOnly() ? " (partitioned)" : "")
                        .append(column.option() == null ? "" : ' ' + when(column.option())).append(" | ").append(column.type().sql(H2))
                        .append(" | ").append(column.required() ? "no" : "yes").append(" |\n");
            }
        }
        return text.toString().replace(" \n", "\n");
    }

    private static String upper(String text) {
        return Character.toUpperCase(text.charAt(0)) + text.substring(1);
    }

    private static String when(Shape.Option option) {
        return switch (option) {
            case RTP_FIELDS -> "(not with `disable_cdr_fields_rtp`)";
            case RTP_INDEXES -> "(not with `disable_cdr_indexes_rtp`)";
            case ENCAPSULATION_INDEXES -> "(with `save_ip_from_encaps_ipheader`)";
            case FAMILY_INDEXES -> "(with `separate_storage_ipv6_ipv4_address`)";
            case ROW_IDS -> "(with `cdr_force_primary_index_in_all_tables`)";
        };
    }
}
