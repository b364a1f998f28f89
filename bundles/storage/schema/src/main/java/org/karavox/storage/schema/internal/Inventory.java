package org.karavox.storage.schema.internal;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.karavox.storage.schema.Dialect;

/** What is in the database now. Names are looked up without regard to case. */
final class Inventory {

    /** @param type as the server writes it, in lower case */
    record ColumnInfo(String type, int fractionDigits) {
    }

    /**
     * Partitions of one table.
     *
     * @param byDayNumber the old scheme {@code RANGE (TO_DAYS(column))}
     * @param partitions with a bound in time, oldest first
     */
    record Partitioning(boolean byDayNumber, List<Partition> partitions) {

        Partition last() {
            return partitions.get(partitions.size() - 1);
        }
    }

    private final Map<String, Map<String, ColumnInfo>> columns = new HashMap<>();

    static Inventory read(Connection connection, Dialect dialect) throws SQLException {
        Inventory inventory = new Inventory();
        String sql = dialect == Dialect.H2
                ? "select table_name, column_name, data_type, datetime_precision from information_schema.columns"
                        + " where table_schema = current_schema order by table_name, ordinal_position"
                : "select table_name, column_name, column_type, datetime_precision from information_schema.columns"
                        + " where table_schema = database() order by table_name, ordinal_position";
        try (PreparedStatement statement = connection.prepareStatement(sql); ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                String table = rows.getString(1);
                inventory.columns.computeIfAbsent(lower(table), name -> new LinkedHashMap<>())
                        .put(lower(rows.getString(2)), new ColumnInfo(lower(rows.getString(3)), rows.getInt(4)));
            }
        }
        return inventory;
    }

    /** Partitions of every table that has some, by real name without regard to case. MySQL and MariaDB only. */
    static Map<String, Partitioning> partitions(Connection connection) throws SQLException {
        Map<String, List<Partition>> found = new HashMap<>();
        Set<String> byDayNumber = new LinkedHashSet<>();
        String sql = "select table_name, partition_name, partition_method, partition_description, table_rows,"
                + " data_length + index_length, partition_expression from information_schema.partitions"
                + " where table_schema = database() and partition_name is not null"
                + " order by table_name, partition_ordinal_position";
        try (PreparedStatement statement = connection.prepareStatement(sql); ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                String table = rows.getString(1);
                if ("RANGE".equalsIgnoreCase(rows.getString(3))) {
                    if (!lower(rows.getString(7)).startsWith("to_days(")) {
                        continue; // numbers of a kind that is not ours: nobody knows which time they mean
                    }
                    byDayNumber.add(table);
                }
                Optional<Partition> partition = Partition.read(rows.getString(2), rows.getString(4), rows.getLong(5), rows.getLong(6));
                partition.ifPresent(each -> found.computeIfAbsent(table, name -> new ArrayList<>()).add(each));
            }
        }
        Map<String, Partitioning> partitionings = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        found.forEach((table, partitions) -> partitionings.put(table,
                new Partitioning(byDayNumber.contains(table), List.copyOf(partitions))));
        return partitionings;
    }

    static String lower(String text) {
        return text == null ? "" : text.toLowerCase(Locale.ROOT);
    }

    /** Names of the columns of every table; all in lower case. */
    Map<String, Set<String>> columns() {
        Map<String, Set<String>> names = new HashMap<>();
        columns.forEach((table, found) -> names.put(table, Set.copyOf(found.keySet())));
        return Map.copyOf(names);
    }

    boolean has(String table) {
        return columns.containsKey(lower(table));
    }

    /** Lower case, in the order of the table; empty if there is no such table. */
    Set<String> columnsOf(String table) {
        return columns.getOrDefault(lower(table), Map.of()).keySet();
    }

    Optional<ColumnInfo> column(String table, String column) {
        return Optional.ofNullable(columns.getOrDefault(lower(table), Map.of()).get(lower(column)));
    }
}
