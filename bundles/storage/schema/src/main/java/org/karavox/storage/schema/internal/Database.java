package org.karavox.storage.schema.internal;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.karavox.storage.schema.Dialect;

/**
 * Who answers.
 *
 * @param product its name and version, for people
 * @param account as the server calls it in grants: {@code 'name'@'host'}; empty in H2
 * @param name of the database; empty in H2
 * @param mariaDb not MySQL
 * @param version major * 1,000,000 + minor * 1,000 + patch
 * @param local the server is on this machine, as far as its address tells
 */
record Database(Dialect dialect, String product, String account, String name, boolean mariaDb, int version, boolean local) {

    private static final Pattern VERSION = Pattern.compile("(\\d+)\\.(\\d+)(?:\\.(\\d+))?");

    static Database of(Connection connection) throws SQLException {
        if (connection.getMetaData().getDatabaseProductName().equals("H2")) {
            return new Database(Dialect.H2, "H2 " + connection.getMetaData().getDatabaseProductVersion(), "", "", false, 0, true);
        }
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("select version(), current_user(), database()")) {
            row.next();
            String version = row.getString(1);
            boolean mariaDb = version.toLowerCase(java.util.Locale.ROOT).contains("mariadb");
            String account = row.getString(2);
            int at = account.lastIndexOf('@');
            String quoted = at < 0 ? account : '\'' + account.substring(0, at) + "'@'" + account.substring(at + 1) + '\'';
            String url = String.valueOf(connection.getMetaData().getURL());
            return new Database(Dialect.MYSQL, (mariaDb ? "MariaDB " : "MySQL ") + version, quoted,
                    row.getString(3) == null ? "" : row.getString(3), mariaDb, number(version),
                    url.matches("jdbc:\\w+://(localhost|127\\.[0-9.]+|\\[?::1\\]?)([:/].*)?"));
        }
    }

    /** Some MariaDB servers put {@code 5.5.5-} in front, for old clients. */
    static int number(String version) {
        Matcher matcher = VERSION.matcher(version.startsWith("5.5.5-") ? version.substring(6) : version);
        if (!matcher.find()) {
            return 0;
        }
        int patch = matcher.group(3) == null ? 0 : Integer.parseInt(matcher.group(3));
        return Integer.parseInt(matcher.group(1)) * 1_000_000 + Integer.parseInt(matcher.group(2)) * 1_000 + patch;
    }

    /** Clause of {@code mysqlcompress}; empty if the server has none. */
    String compression() {
        if (mariaDb) {
            return version >= 10_002_004 ? "PAGE_COMPRESSED=1" : "ROW_FORMAT=COMPRESSED";
        }
        return version >= 5_007_008 ? "COMPRESSION=\"lz4\"" : "ROW_FORMAT=COMPRESSED";
    }

    /** Most partitions that a table may have. */
    int partitionLimit() {
        return version >= (mariaDb ? 10_000_004 : 5_006_007) ? 8192 : 1024;
    }

    /** Dates with fractions of a second. */
    boolean hasFractions() {
        return dialect == Dialect.H2 || version >= (mariaDb ? 5_003_000 : 5_006_004);
    }
}
