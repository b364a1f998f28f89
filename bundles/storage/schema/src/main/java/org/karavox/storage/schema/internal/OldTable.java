package org.karavox.storage.schema.internal;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;

/** What partitions a table {@code cdr} that an older database has without. MySQL and MariaDB only. */
final class OldTable {

    private OldTable() {
    }

    /** Statements to be run by hand, with {@code ; } between them. All there is goes into the partition of yesterday. */
    static String statements(Connection connection, Shape shape, LocalDateTime now) throws SQLException {
        String cdr = shape.table("cdr");
        List<String> statements = new ArrayList<>();
        try (PreparedStatement keys = connection.prepareStatement("select table_name, constraint_name from "
                + "information_schema.key_column_usage where table_schema = database() and referenced_table_schema = database() "
                + "and referenced_table_name = ? order by table_name")) {
            keys.setString(1, cdr);
            try (ResultSet rows = keys.executeQuery()) {
                while (rows.next()) { // partitioned tables have no foreign keys
                    statements.add("ALTER TABLE " + shape.quoted(rows.getString(1)) + " DROP FOREIGN KEY " + shape.quoted(rows.getString(2)));
                }
            }
        }
        List<Partition> partitions = Partition.range(now.minusDays(1), now.plusDays(2), false);
        statements.add("ALTER TABLE " + shape.quoted(cdr) + " DROP PRIMARY KEY, ADD PRIMARY KEY (`ID`, `calldate`) PARTITION BY RANGE "
                + "COLUMNS (`calldate`) (" + Partition.declarations(partitions, false) + ')');
        return String.join("; ", statements);
    }
}
