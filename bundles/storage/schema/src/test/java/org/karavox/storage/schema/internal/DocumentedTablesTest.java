package org.karavox.storage.schema.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Compares what the databases say about their tables with a listing that was made by reading the reference. */
class DocumentedTablesTest {

    @TempDir
    Path folder;

    /** One table of the listing. */
    private static final class Expected {

        boolean child;
        boolean alwaysCalldate;
        String key = "";
        final Map<String, String> types = new LinkedHashMap<>();
        final TreeSet<String> indexes = new TreeSet<>();
        final TreeSet<String> uniques = new TreeSet<>();
    }

    private static Map<String, Expected> expected() throws IOException {
        Map<String, Expected> tables = new LinkedHashMap<>();
        Expected table = null;
        String text;
        try (InputStream in = DocumentedTablesTest.class.getResourceAsStream("expected-tables.txt")) {
            text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
        for (String line : text.split("\n")) {
            if (line.isBlank() || line.startsWith("#")) {
                continue;
            }
            if (line.startsWith("[")) {
                String[] words = line.substring(1, line.length() - 1).split(" ");
                table = new Expected();
                table.child = List.of(words).contains("child");
                table.alwaysCalldate = List.of(words).contains("calldate");
                tables.put(words[0], table);
                continue;
            }
            int colon = line.indexOf(": ");
            String kind = line.substring(0, colon);
            for (String word : line.substring(colon + 2).split(" ")) {
                List<String> names = word.startsWith("ab_") ? List.of("a_" + word.substring(3), "b_" + word.substring(3)) : List.of(word);
                for (String name : names) {
                    switch (kind) {
                        case "key" -> table.key = name;
                        case "index" -> table.indexes.add(name);
                        case "unique" -> table.uniques.add(name);
                        default -> table.types.put(name, kind);
                    }
                }
            }
        }
        return tables;
    }

    /** Type and NOT NULL of MySQL, as {@code information_schema} writes them since numbers have no display width. */
    private static String mysql(String type, boolean addresses, boolean milliseconds) {
        boolean required = type.endsWith("!");
        String plain = required ? type.substring(0, type.length() - 1) : type;
        String real = switch (plain) {
            case "ip" -> addresses ? "varbinary(16)" : "int unsigned";
            case "datetime" -> milliseconds ? "datetime(3)" : "datetime";
            case "dur" -> milliseconds ? "decimal(9,3)" : "mediumint unsigned";
            case "dur:float" -> milliseconds ? "decimal(9,3)" : "float";
            case "dur:smallint" -> milliseconds ? "decimal(9,3)" : "smallint";
            default -> plain;
        };
        return real + (required ? " not null" : "");
    }

    @ParameterizedTest
    @CsvSource({ "yes, true, true", "no, true, true", "yes, false, true", "no, false, false" })
    void mariaDbHasEveryColumnOfTheReference(String ipv6, boolean milliseconds, boolean partitioned) throws Exception {
        TestBed bed = TestBed.mariaDb();
        bed.others.put("ipv6", ipv6);
        assertEquals("", bed.keep("time_precision_in_ms", milliseconds, "cdr_partition", partitioned).problem());
        for (Map.Entry<String, Expected> entry : expected().entrySet()) {
            Expected table = entry.getValue();
            Map<String, String> wanted = new TreeMap<>();
            table.types.forEach((name, type) -> wanted.put(name, mysql(type, ipv6.equals("yes"), milliseconds)));
            if (table.child) {
                wanted.put("cdr_ID", "bigint unsigned not null");
                if (partitioned || table.alwaysCalldate) {
                    wanted.put("calldate", mysql("datetime!", false, milliseconds));
                }
            }
            assertSame(lines(wanted), lines(columnsOfMariaDb(bed, entry.getKey())), entry.getKey());
        }
        assertEquals(new TreeSet<>(expected().keySet()), new TreeSet<>(bed.texts("select table_name from information_schema.tables "
                + "where table_schema = database()")), "tables");
    }

    /** Says only what differs: the tables are long. */
    private static void assertSame(List<String> wanted, List<String> found, String table) {
        assertFalse(wanted.isEmpty(), table);
        List<String> missing = new ArrayList<>(wanted);
        missing.removeAll(found);
        List<String> surplus = new ArrayList<>(found);
        surplus.removeAll(wanted);
        assertEquals(missing, surplus, "documented but missing, and there but not documented, in " + table);
    }

    private static List<String> lines(Map<String, String> columns) {
        List<String> lines = new ArrayList<>();
        columns.forEach((name, type) -> lines.add(name + ' ' + type));
        return lines;
    }

    private static Map<String, String> columnsOfMariaDb(TestBed bed, String table) throws SQLException {
        Map<String, String> columns = new TreeMap<>();
        try (Connection connection = bed.source.getConnection(); PreparedStatement statement = connection.prepareStatement(
                "select column_name, column_type, is_nullable from information_schema.columns where table_schema = database() "
                        + "and table_name = ?")) {
            statement.setString(1, table);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    String type = rows.getString(2).replaceAll("(int)\\(\\d+\\)", "$1");
                    columns.put(rows.getString(1), type + (rows.getString(3).equals("NO") ? " not null" : ""));
                }
            }
        }
        return columns;
    }

    @ParameterizedTest
    @CsvSource({ "true", "false" })
    void mariaDbHasEveryIndexOfTheReference(boolean partitioned) throws Exception {
        TestBed bed = TestBed.mariaDb();
        bed.keep("cdr_partition", partitioned);
        for (Map.Entry<String, Expected> entry : expected().entrySet()) {
            Expected table = entry.getValue();
            TreeSet<String> indexes = new TreeSet<>();
            TreeSet<String> uniques = new TreeSet<>();
            String key = "";
            try (Connection connection = bed.source.getConnection(); PreparedStatement statement = connection.prepareStatement(
                    "select index_name, min(non_unique), group_concat(column_name order by seq_in_index) from "
                            + "information_schema.statistics where table_schema = database() and table_name = ? group by index_name")) {
                statement.setString(1, entry.getKey());
                try (ResultSet rows = statement.executeQuery()) {
                    while (rows.next()) {
                        if (rows.getString(1).equals("PRIMARY")) {
                            key = rows.getString(3);
                        } else {
                            (rows.getInt(2) == 0 ? uniques : indexes).add(rows.getString(3));
                        }
                    }
                }
            }
            boolean parts = partitioned && (table.child || entry.getKey().equals("cdr"));
            assertEquals(table.key.isEmpty() ? "" : table.key + (parts ? ",calldate" : ""), key, entry.getKey() + " primary key");
            assertEquals(table.uniques, uniques, entry.getKey() + " unique");
            TreeSet<String> wanted = new TreeSet<>(table.indexes);
            if (table.child) {
                wanted.add("cdr_ID");
                if (partitioned || table.alwaysCalldate) {
                    wanted.add("calldate");
                }
            }
            if (entry.getKey().equals("sensor_config")) {
                wanted.add("id_sensor");
            }
            assertEquals(wanted, indexes, entry.getKey() + " indexes");
        }
    }

    @Test
    void h2HasEquivalentColumns() throws Exception {
        TestBed bed = TestBed.of(TestBed.Kind.H2, folder);
        assertEquals("", bed.keep("time_precision_in_ms", true).problem());
        for (Map.Entry<String, Expected> entry : expected().entrySet()) {
            Map<String, String> wanted = new TreeMap<>();
            entry.getValue().types.forEach((name, type) -> wanted.put(name.toUpperCase(Locale.ROOT), h2(type)));
            if (entry.getValue().child) {
                wanted.put("CDR_ID", "BIGINT");
                if (entry.getValue().alwaysCalldate) {
                    wanted.put("CALLDATE", "TIMESTAMP");
                }
            }
            Map<String, String> found = new TreeMap<>();
            try (Connection connection = bed.source.getConnection();
                    ResultSet rows = connection.getMetaData().getColumns(null, "PUBLIC", entry.getKey().toUpperCase(Locale.ROOT), "%")) {
                while (rows.next()) {
                    String type = rows.getString("TYPE_NAME");
                    boolean sized = type.startsWith("CHARACTER V") || type.equals("CHARACTER") || type.startsWith("BINARY VAR");
                    found.put(rows.getString("COLUMN_NAME"), type + (sized ? "(" + rows.getInt("COLUMN_SIZE") + ")" : ""));
                }
            }
            assertSame(lines(wanted), lines(found), entry.getKey());
        }
    }

    private static String h2(String type) {
        String plain = type.replace("!", "");
        if (plain.startsWith("varchar")) {
            return "CHARACTER VARYING" + plain.substring(7);
        }
        if (plain.startsWith("char(")) {
            return "CHARACTER" + plain.substring(4);
        }
        if (plain.startsWith("enum")) {
            return plain.toUpperCase(Locale.ROOT).substring(0, 4) + plain.substring(4).replace(",", ", ");
        }
        return switch (plain) {
            case "ip" -> "BINARY VARYING(16)";
            case "datetime" -> "TIMESTAMP";
            case "dur", "dur:float", "dur:smallint", "decimal(9,3)" -> "DECIMAL";
            case "tinyint" -> "TINYINT";
            case "tinyint unsigned", "smallint" -> "SMALLINT";
            case "smallint unsigned", "mediumint", "mediumint unsigned", "int" -> "INTEGER";
            case "int unsigned", "bigint unsigned" -> "BIGINT";
            case "text" -> "CHARACTER LARGE OBJECT";
            case "date" -> "DATE";
            default -> throw new IllegalArgumentException(type);
        };
    }

    @Test
    void mariaDbUsesInnoDbLatin1AndCompression() throws Exception {
        TestBed bed = TestBed.mariaDb();
        bed.keep();
        assertEquals(List.of("InnoDB"), bed.texts("select distinct engine from information_schema.tables where table_schema = database()"));
        assertEquals(List.of("latin1"), bed.texts("select distinct character_set_name from information_schema.columns "
                + "where table_schema = database() and character_set_name is not null"));
        List<String> options = bed.texts("select create_options from information_schema.tables where table_schema = database()");
        assertTrue(options.stream().allMatch(option -> option.toLowerCase(Locale.ROOT).contains("page_compressed")), options.toString());
    }

    @ParameterizedTest
    @EnumSource(TestBed.Kind.class)
    void everyIndexOfRtpStatisticsCanBeLeftOut(TestBed.Kind kind) throws Exception {
        TestBed bed = TestBed.of(kind, folder);
        TestBed.Kept kept = bed.keep("disable_cdr_indexes_rtp", true);
        assertTrue(kept.schema.columns("cdr").contains("a_lost"));
        String indexes = kind == TestBed.Kind.H2 ? "select count(*) from information_schema.index_columns where column_name = 'A_LOST'"
                : "select count(*) from information_schema.statistics where table_schema = database() and column_name = 'a_lost'";
        assertEquals(0, bed.number(indexes));
    }

    @ParameterizedTest
    @EnumSource(TestBed.Kind.class)
    void columnsOfRtpStatisticsCanBeLeftOut(TestBed.Kind kind) throws Exception {
        TestBed.Kept kept = TestBed.of(kind, folder).keep("disable_cdr_fields_rtp", true);
        assertEquals("", kept.problem());
        assertTrue(kept.schema.columns("cdr").stream().noneMatch(name -> name.contains("mos_") || name.contains("rtcp")));
        assertTrue(kept.schema.columns("cdr").containsAll(List.of("a_saddr", "a_payload", "a_ua_id", "duration")));
    }
}
