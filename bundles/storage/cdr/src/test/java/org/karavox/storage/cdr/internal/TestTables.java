package org.karavox.storage.cdr.internal;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import javax.sql.DataSource;
import org.karavox.storage.schema.DatabaseSchema;
import org.karavox.storage.schema.Dialect;

/** The tables as the reference documents them, made for a test: column list with types in the words of the reference. */
final class TestTables implements DatabaseSchema {

    private static final String SIDE = "X_index tinyint, X_payload int, X_saddr ip, X_received medium, X_lost medium, "
            + "X_reordered medium, X_ua_id uint, X_avgjitter_mult10 medium, X_maxjitter small, "
            + "X_sl1 medium, X_sl2 medium, X_sl3 medium, X_sl4 medium, X_sl5 medium, X_sl6 medium, X_sl7 medium, X_sl8 medium, "
            + "X_sl9 medium, X_sl10 medium, X_d50 medium, X_d70 medium, X_d90 medium, X_d120 medium, X_d150 medium, X_d200 medium, "
            + "X_d300 medium, X_mos_lqo_mult10 tiny, X_mos_f1_mult10 tiny, X_mos_f2_mult10 tiny, X_mos_adapt_mult10 tiny, "
            + "X_mos_f1_min_mult10 tiny, X_mos_f2_min_mult10 tiny, X_mos_adapt_min_mult10 tiny, X_mos_xr_mult10 tiny, "
            + "X_rtcp_loss medium, X_rtcp_maxfr small, X_rtcp_avgfr_mult10 small, X_rtcp_maxjitter small, "
            + "X_rtcp_avgjitter_mult10 small, X_last_rtp_from_end ssmall, X_rtp_ptime tiny, X_mos_min_mult10 tiny, "
            + "X_packet_loss_perc_mult1000 medium, X_delay_sum medium, X_delay_cnt medium, X_delay_avg_mult100 medium, "
            + "X_ttl_min tiny, X_ttl_max tiny, X_ttl_avg_mult10 small, ";

    private static final String CDR = "ID id, calldate datetime, callend datetime, duration dur, connect_duration dur, "
            + "progress_time dur, first_rtp_time dur, post_bye_delay ms, caller text255, caller_domain text255, called text255, "
            + "called_domain text255, callername text255, caller_reverse text255, called_reverse text255, callername_reverse text255, "
            + "sipcallerip ip, sipcallerport small, sipcalledip ip, sipcalledport small, whohanged hang, bye tiny, "
            + "lastSIPresponse_id medium, lastSIPresponseNum small, reason_sip_cause small, reason_sip_text_id medium, "
            + "reason_q850_cause small, reason_q850_text_id medium, sighup tinyint, dscp uint, "
            + SIDE.replace("X_", "a_") + SIDE.replace("X_", "b_")
            + "payload int, jitter_mult10 medium, mos_min_mult10 tiny, packet_loss_perc_mult1000 medium, delay_sum medium, "
            + "delay_cnt medium, delay_avg_mult100 medium, rtcp_avgfr_mult10 small, lost medium, response_time_100 small, "
            + "response_time_xxx small, max_retransmission_invite tiny, ttl_min tiny, ttl_max tiny, ttl_avg_mult10 small, "
            + "flags ubig, vlan ssmall, id_sensor small";

    private static final String[] CDR_INDEXES = {"calldate", "callend", "duration", "caller", "caller_reverse", "called",
            "called_reverse", "callername", "callername_reverse", "sipcallerip", "sipcalledip", "lastSIPresponseNum", "bye",
            "a_saddr", "b_saddr", "a_lost", "b_lost", "a_maxjitter", "b_maxjitter", "a_avgjitter_mult10", "b_avgjitter_mult10",
            "a_rtcp_loss", "b_rtcp_loss", "a_rtcp_maxfr", "b_rtcp_maxfr", "a_rtcp_maxjitter", "b_rtcp_maxjitter",
            "a_rtcp_avgjitter_mult10", "b_rtcp_avgjitter_mult10", "a_ua_id", "b_ua_id", "lastSIPresponse_id", "reason_sip_text_id",
            "reason_q850_text_id", "payload", "vlan", "id_sensor"};

    private static final String CHILD = "cdr_ID big, calldate datetime, ";

    private static final String[][] TABLES = {
            {"cdr_sip_response", "id mediumid, lastSIPresponse text255", "lastSIPresponse"},
            {"cdr_sip_request", "id mediumid, request text255", "request"},
            {"cdr_reason", "id mediumid, type tinyint, reason text255", "type, reason"},
            {"cdr_ua", "id intid, ua text512", "ua"},
            {"cdr_next", CHILD + "custom_header1 text255, fbasename text255, digest_username text255, match_header text128, "
                    + "GeoPosition text255, hold text1024, spool_index tiny", null},
            {"cdr_rtp", CHILD + "saddr ip, sport small, daddr ip, dport small, ssrc uint, received medium, loss medium, "
                    + "firsttime float, payload small, maxjitter_mult10 small, index tiny, sdp_ptime tiny, rtp_ptime tiny, flags ubig, "
                    + "duration float, ttl_min tiny, ttl_max tiny, ttl_avg_mult10 small", null},
            {"cdr_sipresp", CHILD + "SIPresponse_id medium, SIPresponseNum small", null},
            {"cdr_siphistory", CHILD + "time ubig, SIPrequest_id medium, SIPresponse_id medium, SIPresponseNum small", null},
            {"cdr_proxy", CHILD + "dst ip", null},
            {"cdr_sdp", CHILD + "ip ip, port small, is_caller tiny, ptime tiny", null},
            {"cdr_dtmf", CHILD + "daddr ip, saddr ip, firsttime float, dtmf char1, type tiny", null},
            {"files", "datehour int, spool_index int, id_sensor int, sipsize ubig, rtpsize ubig, graphsize ubig, audiosize ubig, "
                    + "regsize ubig, skinnysize ubig, mgcpsize ubig, ss7size ubig, audiographsize ubig", null},
            {"sensors", "id_sensor int, name text256, host text255, port int, timezone_name text64, timezone_offset int, "
                    + "timezone_save_at datetime", null},
            {"sensor_config", "id intid, id_sensor int", null},
            {"system", "id intid, type longtext, cdate date, cdatetime datetime, content longtext", null}};

    private final Dialect dialect;
    private final String prefix;
    private final boolean binary;
    private final boolean milliseconds;
    private final DataSource database;
    private volatile String missing = "";

    TestTables(Dialect dialect, String prefix, boolean binary, boolean milliseconds, DataSource database) {
        this.dialect = dialect;
        this.prefix = prefix;
        this.binary = binary;
        this.milliseconds = milliseconds;
        this.database = database;
    }

    /** Makes the tables. */
    TestTables create() throws SQLException {
        try (Connection connection = database.getConnection(); Statement statement = connection.createStatement()) {
            for (String sql : statements()) {
                statement.execute(sql);
            }
        }
        return this;
    }

    /** Says from now on that column {@code table.column} is missing. */
    void hide(String tableAndColumn) {
        missing = tableAndColumn;
    }

    private List<String> statements() {
        List<String> statements = new ArrayList<>();
        String option = dialect == Dialect.H2 ? "" : " ENGINE=InnoDB DEFAULT CHARSET=latin1";
        StringBuilder cdr = new StringBuilder("CREATE TABLE " + quoted(prefix + "cdr") + " (" + declared(CDR) + ", PRIMARY KEY ("
                + quoted("ID") + ")");
        if (dialect == Dialect.MYSQL) {
            for (String index : CDR_INDEXES) {
                cdr.append(", KEY (").append(quoted(index)).append(')');
            }
        }
        statements.add(cdr.append(')').append(option).toString());
        for (String[] table : TABLES) {
            StringBuilder sql = new StringBuilder("CREATE TABLE " + quoted(prefix + table[0]) + " (" + declared(table[1]));
            if (table[1].startsWith("id ")) {
                sql.append(", PRIMARY KEY (").append(quoted("id")).append(')');
            }
            if (table[2] != null) {
                sql.append(", UNIQUE (").append(table[2].contains(",") ? quoted("type") + ", " + quoted("reason") : quoted(table[2]))
                        .append(')');
            }
            if (table[0].equals("files")) {
                sql.append(", PRIMARY KEY (").append(quoted("datehour")).append(", ").append(quoted("spool_index")).append(", ")
                        .append(quoted("id_sensor")).append(')');
            }
            if (table[0].equals("sensors")) {
                sql.append(", PRIMARY KEY (").append(quoted("id_sensor")).append(')');
            }
            if (dialect == Dialect.MYSQL && table[1].startsWith(CHILD)) {
                sql.append(", KEY (cdr_ID), KEY (calldate)").append(table[0].equals("cdr_next") ? ", KEY (fbasename)" : "");
            }
            statements.add(sql.append(')').append(option).toString());
        }
        return statements;
    }

    private String declared(String list) {
        List<String> columns = new ArrayList<>();
        for (String each : list.split(", ")) {
            if (!each.isBlank()) {
                String[] parts = each.trim().split(" ");
                columns.add(quoted(parts[0]) + " " + type(parts[1]));
            }
        }
        return String.join(", ", columns);
    }

    private String type(String word) {
        boolean h2 = dialect == Dialect.H2;
        if (word.startsWith("text")) {
            return "VARCHAR(" + word.substring(4) + ")";
        }
        switch (word) {
            case "id":
                return h2 ? "BIGINT GENERATED BY DEFAULT AS IDENTITY" : "BIGINT UNSIGNED NOT NULL AUTO_INCREMENT";
            case "mediumid":
                return h2 ? "INT GENERATED BY DEFAULT AS IDENTITY" : "MEDIUMINT UNSIGNED NOT NULL AUTO_INCREMENT";
            case "intid":
                return h2 ? "INT GENERATED BY DEFAULT AS IDENTITY" : "INT UNSIGNED NOT NULL AUTO_INCREMENT";
            case "datetime":
                return h2 ? milliseconds ? "TIMESTAMP(3)" : "TIMESTAMP(0)" : milliseconds ? "DATETIME(3)" : "DATETIME";
            case "dur":
                return milliseconds ? "DECIMAL(9,3)" : h2 ? "INT" : "MEDIUMINT UNSIGNED";
            case "float":
                return milliseconds ? "DECIMAL(9,3)" : h2 ? "REAL" : "FLOAT";
            case "ms":
                return "DECIMAL(9,3)";
            case "ip":
                return binary ? "VARBINARY(16)" : h2 ? "BIGINT" : "INT UNSIGNED";
            case "tiny":
                return h2 ? "SMALLINT" : "TINYINT UNSIGNED";
            case "tinyint":
                return "TINYINT";
            case "small":
                return h2 ? "INT" : "SMALLINT UNSIGNED";
            case "ssmall":
                return "SMALLINT";
            case "medium":
                return h2 ? "INT" : "MEDIUMINT UNSIGNED";
            case "uint":
                return h2 ? "BIGINT" : "INT UNSIGNED";
            case "int":
                return "INT";
            case "big":
            case "ubig":
                return h2 ? "BIGINT" : "BIGINT UNSIGNED";
            case "hang":
                return "ENUM('caller', 'callee')";
            case "char1":
                return "CHAR(1)";
            case "date":
                return "DATE";
            case "longtext":
                return h2 ? "CHARACTER LARGE OBJECT" : "TEXT";
            default:
                throw new IllegalArgumentException(word);
        }
    }

    private String quoted(String name) {
        return Layout.quoted(dialect, name);
    }

    @Override
    public Dialect dialect() {
        return dialect;
    }

    @Override
    public String table(String name) {
        return prefix + name;
    }

    @Override
    public Set<String> columns(String name) {
        Set<String> columns = new HashSet<>();
        try (Connection connection = database.getConnection();
                ResultSet rows = connection.getMetaData().getColumns(connection.getCatalog(), null,
                        dialect == Dialect.H2 ? table(name).toUpperCase(Locale.ROOT) : table(name), null)) {
            while (rows.next()) {
                columns.add(rows.getString("COLUMN_NAME").toLowerCase(Locale.ROOT));
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        columns.removeIf(column -> missing.equals(name + "." + column));
        return columns;
    }

    @Override
    public boolean binaryAddresses() {
        return binary;
    }

    @Override
    public boolean milliseconds() {
        return milliseconds;
    }

    @Override
    public boolean partitioned() {
        return false;
    }

    @Override
    public void makeRoomFor(Instant calldate) {
        // no partitions
    }
}
