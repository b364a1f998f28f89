package org.karavox.storage.cdr.internal;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.sql.DataSource;
import org.karavox.call.CallEnd;
import org.karavox.call.CallRef;
import org.karavox.packet.Addresses;
import org.karavox.runtime.SensorIdentity;
import org.karavox.storage.CallArchive;
import org.karavox.storage.StoreException;
import org.karavox.storage.StoreException.Kind;
import org.karavox.storage.schema.DatabaseSchema;
import org.karavox.storage.schema.Dialect;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * Finds calls in the database. Every search is bounded by time first, so that it stays within few partitions and on the index of
 * {@code calldate}: without limits of its own it goes back step by step, day, week, year, all, until there are enough calls.
 */
@Component(service = CallArchive.class)
public final class DatabaseArchive implements CallArchive {

    private static final long DAY_SECONDS = 86_400;
    private static final long[] STEPS_SECONDS = {DAY_SECONDS, 7 * DAY_SECONDS, 366 * DAY_SECONDS, Long.MAX_VALUE};
    private static final int MOST_ROWS = 10_000;
    private static final int ANSWER_SECONDS = 60;
    private static final String[] CHILDREN = {"cdr_next", "cdr_rtp", "cdr_sipresp", "cdr_siphistory", "cdr_proxy", "cdr_sdp",
            "cdr_dtmf", "cdr_tar_part"};
    private static final Map<String, String[]> LOOKUPS = Map.of("lastsipresponse_id", new String[] {"cdr_sip_response",
            "lastSIPresponse"}, "sipresponse_id", new String[] {"cdr_sip_response", "lastSIPresponse"}, "siprequest_id",
            new String[] {"cdr_sip_request", "request"}, "reason_sip_text_id", new String[] {"cdr_reason", "reason"},
            "reason_q850_text_id", new String[] {"cdr_reason", "reason"}, "a_ua_id", new String[] {"cdr_ua", "ua"}, "b_ua_id",
            new String[] {"cdr_ua", "ua"});
    private static final Set<String> ADDRESSES = Set.of("sipcallerip", "sipcalledip", "a_saddr", "b_saddr", "saddr", "daddr", "dst",
            "ip", "sipcallerip_encaps", "sipcalledip_encaps", "sipcallerip_v4", "sipcallerip_v6", "sipcalledip_v4",
            "sipcalledip_v6");

    private final DataSource database;
    private final DatabaseSchema schema;
    private final DatabaseLocation location;
    private final ZoneId zone;

    @Activate
    public DatabaseArchive(@Reference SensorIdentity sensor,
            @Reference(target = "(osgi.jndi.service.name=karavox)") DataSource database, @Reference DatabaseSchema schema,
            @Reference DatabaseLocation location) {
        this(sensor.zone(), database, schema, location);
    }

    DatabaseArchive(ZoneId zone, DataSource database, DatabaseSchema schema, DatabaseLocation location) {
        this.zone = zone;
        this.database = database;
        this.schema = schema;
        this.location = location;
    }

    private String quoted(String name) {
        return Layout.quoted(schema.dialect(), name);
    }

    private String table(String name) {
        return quoted(schema.table(name));
    }

    private String date(Instant at) {
        return new LocalTimes(zone).text(at, schema.milliseconds());
    }

    @Override
    public List<Row> find(Query query) throws StoreException {
        int limit = Math.max(0, Math.min(MOST_ROWS, query.limit()));
        try (Connection connection = database.getConnection()) {
            Where where = where(query);
            if (where == null) {
                return List.of(); // an address that cannot stand in the table
            }
            Instant to = query.to().orElse(null);
            if (query.from().isPresent()) {
                return select(connection, where, query.from().get(), to, limit);
            }
            Instant newest = to == null ? newest(connection) : to;
            if (newest == null) {
                return List.of();
            }
            List<Row> found = List.of();
            for (long step : STEPS_SECONDS) {
                Instant from = step == Long.MAX_VALUE ? null : newest.minusSeconds(step);
                found = select(connection, where, from, to, limit);
                if (found.size() >= limit) {
                    break;
                }
            }
            return found;
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    private StoreException failed(SQLException e) {
        return new StoreException(Kind.UNAVAILABLE, Failures.explain(e, location.location(), location.user()), e);
    }

    private Instant newest(Connection connection) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement("SELECT MAX(calldate) FROM " + table("cdr"));
                ResultSet row = query.executeQuery()) {
            String text = row.next() ? row.getString(1) : null;
            return text == null ? null : instant(text);
        }
    }

    /** A moment in the zone of the sensor; the earlier one of two at the end of summer time. */
    private Instant instant(String text) {
        return LocalDateTime.parse(text.replace(' ', 'T')).atZone(zone).toInstant();
    }

    /** Conditions other than time. */
    private static final class Where {

        private final StringBuilder sql = new StringBuilder();
        private final List<Object> values = new ArrayList<>();
        private boolean joinsNext;

        void and(String condition, Object... arguments) {
            sql.append(" AND ").append(condition);
            values.addAll(List.of(arguments));
        }
    }

    /** Null if nothing can fit. */
    private Where where(Query query) throws StoreException {
        Where where = new Where();
        if (query.number().isPresent()) {
            String number = query.number().get();
            where.and("(" + like("c.caller", number) + " OR " + like("c.called", number) + ")", suffix(number), suffix(number));
        }
        query.caller().ifPresent(number -> where.and(like("c.caller", number), suffix(number)));
        query.called().ifPresent(number -> where.and(like("c.called", number), suffix(number)));
        if (query.address().isPresent() && !address(where, query.address().get())) {
            return null;
        }
        if (query.response().isPresent()) {
            response(where, query.response().get().trim());
        }
        query.minDurationSeconds().ifPresent(seconds -> where.and("c.duration >= ?", seconds));
        query.maxDurationSeconds().ifPresent(seconds -> where.and("c.duration <= ?", seconds));
        query.maxMosTimes10().ifPresent(mos -> where.and("c.mos_min_mult10 <= ?", mos));
        query.minLossPermille().ifPresent(loss -> where.and("c.packet_loss_perc_mult1000 >= ?", loss * 100)); // 1 permille = 0.1 %
        query.sensor().ifPresent(sensor -> {
            if (sensor > 0) {
                where.and("c.id_sensor = ?", sensor);
            } else {
                where.and("c.id_sensor IS NULL");
            }
        });
        if (query.callId().isPresent()) {
            where.joinsNext = true;
            where.and("n.fbasename = ?", query.callId().get());
        }
        return where;
    }

    /** {@code %49} is searched from its end, where an index is. */
    private static String like(String column, String number) {
        if (number.indexOf('%') < 0) {
            return column + " = ?";
        }
        return (isSuffix(number) ? column + "_reverse" : column) + " LIKE ? ESCAPE '!'";
    }

    private static boolean isSuffix(String number) {
        return number.startsWith("%") && number.indexOf('%', 1) < 0 && number.length() > 1;
    }

    private static String suffix(String number) {
        if (number.indexOf('%') < 0) {
            return number;
        }
        String escaped = number.replace("!", "!!").replace("_", "!_"); // only % stands for others
        return isSuffix(number) ? Texts.reversed(number.substring(1)).replace("!", "!!").replace("_", "!_") + "%" : escaped;
    }

    private boolean address(Where where, String text) throws StoreException {
        int slash = text.indexOf('/');
        String literal = (slash < 0 ? text : text.substring(0, slash)).trim();
        long[] halves = new long[2];
        int bits = -1;
        boolean readable = Addresses.parse(literal, halves);
        boolean four = readable && Addresses.isIpv4(halves[0], halves[1]);
        if (slash >= 0) {
            try {
                bits = Integer.parseInt(text.substring(slash + 1).trim());
            } catch (NumberFormatException e) {
                readable = false;
            }
            readable &= bits >= 0 && bits <= (four ? 32 : 128);
        }
        if (!readable) {
            throw new StoreException(Kind.REFUSED, "'" + text + "' is no address; write 192.0.2.1 or 192.0.2.0/24", null);
        }
        byte[] low = bytes(halves, four);
        byte[] high = low.clone();
        int fixed = bits < 0 ? low.length * 8 : bits;
        for (int bit = fixed; bit < low.length * 8; bit++) {
            int mask = 0x80 >> (bit & 7);
            low[bit >> 3] &= (byte) ~mask;
            high[bit >> 3] |= (byte) mask;
        }
        if (schema.binaryAddresses()) {
            String length = " AND " + (schema.dialect() == Dialect.H2 ? "OCTET_LENGTH(" : "LENGTH(");
            where.and("((c.sipcallerip BETWEEN ? AND ?" + length + "c.sipcallerip) = ?) OR (c.sipcalledip BETWEEN ? AND ?" + length
                    + "c.sipcalledip) = ?))", low, high, low.length, low, high, low.length);
            return true;
        }
        if (!four) {
            return false;
        }
        long from = unsigned(low);
        long to = unsigned(high);
        where.and("(c.sipcallerip BETWEEN ? AND ? OR c.sipcalledip BETWEEN ? AND ?)", from, to, from, to);
        return true;
    }

    private static byte[] bytes(long[] halves, boolean four) {
        byte[] all = java.nio.ByteBuffer.allocate(16).putLong(halves[0]).putLong(halves[1]).array();
        return four ? java.util.Arrays.copyOfRange(all, 12, 16) : all;
    }

    private static long unsigned(byte[] four) {
        return Integer.toUnsignedLong(java.nio.ByteBuffer.wrap(four).getInt());
    }

    private static void response(Where where, String text) throws StoreException {
        if (text.matches("[0-9]{1,3}")) {
            where.and("c.lastSIPresponseNum = ?", Integer.parseInt(text));
        } else if (text.matches("[1-6][xX]{2}")) {
            int hundreds = text.charAt(0) - '0';
            where.and("c.lastSIPresponseNum BETWEEN ? AND ?", hundreds * 100, hundreds * 100 + 99);
        } else {
            throw new StoreException(Kind.REFUSED, "'" + text + "' is no response; write 486 or 4xx", null);
        }
    }

    private List<Row> select(Connection connection, Where where, Instant from, Instant to, int limit) throws SQLException {
        StringBuilder sql = new StringBuilder(rowSelect(where.joinsNext)).append(" WHERE 1 = 1");
        List<Object> values = new ArrayList<>();
        if (from != null) {
            sql.append(" AND c.calldate >= ?");
            values.add(date(from));
        }
        if (to != null) {
            sql.append(" AND c.calldate < ?");
            values.add(date(to));
        }
        sql.append(where.sql).append(" ORDER BY c.calldate DESC, c.").append(quoted("ID")).append(" DESC LIMIT ").append(limit);
        values.addAll(where.values);
        List<Row> found = new ArrayList<>();
        try (PreparedStatement query = connection.prepareStatement(sql.toString())) {
            query.setQueryTimeout(ANSWER_SECONDS);
            for (int i = 0; i < values.size(); i++) {
                query.setObject(i + 1, values.get(i));
            }
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    found.add(row(rows));
                }
            }
        }
        return found;
    }

    private String rowSelect(boolean byCallId) {
        Set<String> columns = schema.columns("cdr");
        String sameDate = schema.columns("cdr_next").contains("calldate") ? " AND n.calldate = c.calldate" : "";
        return "SELECT c." + quoted("ID") + ", n.fbasename, c.calldate, c.id_sensor, c.duration, c.connect_duration, c.caller, c.called, "
                + "c.sipcallerip, c.sipcalledip, c.lastSIPresponseNum, r.lastSIPresponse, c.bye, "
                + (columns.contains("mos_min_mult10") ? "c.mos_min_mult10" : "NULL") + ", "
                + (columns.contains("packet_loss_perc_mult1000") ? "c.packet_loss_perc_mult1000" : "NULL") + " FROM " + table("cdr")
                + " c " + (byCallId ? "INNER" : "LEFT") + " JOIN " + table("cdr_next") + " n ON n.cdr_ID = c." + quoted("ID") + sameDate
                + " LEFT JOIN " + table("cdr_sip_response") + " r ON r." + quoted("id") + " = c.lastSIPresponse_id";
    }

    private Row row(ResultSet row) throws SQLException {
        int status = row.getInt(11);
        int bye = row.getInt(13);
        Optional<CallEnd> end = Optional.empty();
        if (!row.wasNull()) {
            for (CallEnd each : CallEnd.values()) {
                end = each.code() == bye ? Optional.of(each) : end;
            }
        }
        int mos = row.getInt(14);
        mos = row.wasNull() ? -1 : mos;
        long loss = row.getLong(15);
        int permille = row.wasNull() ? -1 : (int) Math.round(loss / 100.0);
        return new Row(row.getLong(1), new CallRef(text(row.getString(2)), instant(row.getString(3)), row.getInt(4)),
                millis(row.getString(5)), row.getString(6) == null ? -1 : millis(row.getString(6)), text(row.getString(7)),
                text(row.getString(8)), text(address(row, 9)), text(address(row, 10)), status, text(row.getString(12)), end, mos,
                permille);
    }

    private static long millis(String seconds) {
        return seconds == null ? 0 : Math.round(Double.parseDouble(seconds) * 1_000);
    }

    private static String text(String text) {
        return text == null ? "" : text;
    }

    private String address(ResultSet row, int column) throws SQLException {
        if (schema.binaryAddresses()) {
            byte[] bytes = row.getBytes(column);
            if (bytes == null || bytes.length != 4 && bytes.length != 16) {
                return null;
            }
            java.nio.ByteBuffer buffer = java.nio.ByteBuffer.wrap(bytes);
            return bytes.length == 4 ? Addresses.format(0, Addresses.ipv4(buffer.getInt()))
                    : Addresses.format(buffer.getLong(), buffer.getLong());
        }
        long number = row.getLong(column);
        return row.wasNull() ? null : Addresses.format(0, Addresses.ipv4((int) number));
    }

    @Override
    public Optional<Whole> get(long id) throws StoreException {
        try (Connection connection = database.getConnection()) {
            Row row;
            String calldate;
            try (PreparedStatement query = connection.prepareStatement(rowSelect(false) + " WHERE c." + quoted("ID") + " = ?")) {
                query.setLong(1, id);
                try (ResultSet rows = query.executeQuery()) {
                    if (!rows.next()) {
                        return Optional.empty();
                    }
                    row = row(rows);
                    calldate = rows.getString(3);
                }
            }
            List<Map<String, String>> cdr = children(connection, "cdr", "ID", id, calldate);
            Map<String, List<Map<String, String>>> children = new LinkedHashMap<>();
            for (String child : CHILDREN) {
                if (!schema.columns(child).isEmpty()) {
                    List<Map<String, String>> rows = children(connection, child, "cdr_ID", id, calldate);
                    if (!rows.isEmpty()) {
                        children.put(child, rows);
                    }
                }
            }
            return Optional.of(new Whole(row, cdr.isEmpty() ? Map.of() : cdr.get(0), children));
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    private List<Map<String, String>> children(Connection connection, String table, String key, long id, String calldate)
            throws SQLException {
        boolean dated = schema.columns(table).contains("calldate"); // lets the server look at one partition only
        String sql = "SELECT * FROM " + table(table) + " WHERE " + quoted(key) + " = ?" + (dated ? " AND calldate = ?" : "");
        List<Map<String, String>> found = new ArrayList<>();
        try (PreparedStatement query = connection.prepareStatement(sql)) {
            query.setQueryTimeout(ANSWER_SECONDS);
            query.setLong(1, id);
            if (dated) {
                query.setString(2, calldate);
            }
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    found.add(values(connection, rows));
                }
            }
        }
        return found;
    }

    /** The row as text by column, in order; ids of texts followed by the text under the name without {@code _id}. */
    private Map<String, String> values(Connection connection, ResultSet row) throws SQLException {
        ResultSetMetaData columns = row.getMetaData();
        Map<String, String> values = new LinkedHashMap<>();
        for (int i = 1; i <= columns.getColumnCount(); i++) {
            String name = columns.getColumnLabel(i);
            String lower = name.toLowerCase(Locale.ROOT);
            String shown = schema.dialect() == Dialect.H2 ? lower : name;
            String value = ADDRESSES.contains(lower) ? address(row, i) : row.getString(i);
            if (value == null) {
                continue;
            }
            values.put(shown, value);
            String[] lookup = LOOKUPS.get(lower);
            if (lookup != null) {
                String text = lookup(connection, lookup[0], lookup[1], row.getLong(i));
                if (text != null) {
                    values.put(shown.substring(0, shown.length() - 3), text);
                }
            }
        }
        return values;
    }

    private String lookup(Connection connection, String table, String column, long id) throws SQLException {
        if (schema.columns(table).isEmpty()) {
            return null;
        }
        try (PreparedStatement query = connection.prepareStatement("SELECT " + quoted(column) + " FROM " + table(table) + " WHERE "
                + quoted("id") + " = ?")) {
            query.setLong(1, id);
            try (ResultSet row = query.executeQuery()) {
                return row.next() ? row.getString(1) : null;
            }
        }
    }
}
