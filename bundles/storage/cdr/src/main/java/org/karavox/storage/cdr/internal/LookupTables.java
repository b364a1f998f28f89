package org.karavox.storage.cdr.internal;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLIntegrityConstraintViolationException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.karavox.storage.cdr.internal.Layout.Charset;
import org.karavox.storage.schema.DatabaseSchema;
import org.karavox.storage.schema.Dialect;

/**
 * The tables of texts. Rows are made outside the transaction of the calls, each for good at once: a text without a call does no
 * harm, a call without its text would. Whether two texts are the same the database says, for its collation decides. One thread.
 */
final class LookupTables implements Lookups {

    private static final int REMEMBERED = 20_000; // per table

    private final DataSource database;
    private final Dialect dialect;
    private final Table response;
    private final Table request;
    private final Table reason;
    private final Table agent;
    private Connection connection;

    LookupTables(DataSource database, DatabaseSchema schema) throws SQLException {
        this.database = database;
        dialect = schema.dialect();
        try (Connection opened = database.getConnection()) {
            response = new Table(opened, schema, "cdr_sip_response", "lastSIPresponse", false);
            request = new Table(opened, schema, "cdr_sip_request", "request", false);
            reason = new Table(opened, schema, "cdr_reason", "reason", true);
            agent = new Table(opened, schema, "cdr_ua", "ua", false);
        }
    }

    /** Gives the connection back that the last texts needed. */
    void done() {
        if (connection != null) {
            try {
                connection.close();
            } catch (SQLException e) {
                // the pool finds out itself
            }
            connection = null;
        }
    }

    /** Forgets all ids; after a failure rows may have gone. */
    void forget() {
        done();
        response.ids.clear();
        request.ids.clear();
        reason.ids.clear();
        agent.ids.clear();
    }

    @Override
    public long response(String text) throws SQLException {
        return response.id(0, text);
    }

    @Override
    public long request(String text) throws SQLException {
        return request.id(0, text);
    }

    @Override
    public long reason(int type, String text) throws SQLException {
        return reason.id(type, text);
    }

    @Override
    public long agent(String text) throws SQLException {
        return agent.id(0, text);
    }

    private Connection connection() throws SQLException {
        if (connection == null) {
            connection = database.getConnection();
        }
        return connection;
    }

    /** One table of texts. */
    private final class Table {

        private final Map<String, Long> ids = new LinkedHashMap<>(64, 0.75f, true) {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<String, Long> eldest) {
                return size() > REMEMBERED;
            }
        };
        private final boolean typed;
        private final boolean exists;
        private final int width;
        private final Charset charset;
        private final String select;
        private final String insert;

        Table(Connection connection, DatabaseSchema schema, String table, String column, boolean typed) throws SQLException {
            this.typed = typed;
            Layout layout = Layout.read(connection, schema, table, List.of(new Layout.Cell(column, false)));
            exists = layout.exists();
            width = exists ? layout.column(0).width() : 0;
            charset = exists ? layout.column(0).charset() : Charset.UNICODE;
            String text = Layout.quoted(dialect, column);
            String type = Layout.quoted(dialect, "type");
            select = "SELECT " + Layout.quoted(dialect, "id") + " FROM " + layout.table() + " WHERE " + text + " = ?"
                    + (typed ? " AND " + type + " = ?" : "");
            insert = "INSERT INTO " + layout.table() + " (" + text + (typed ? ", " + type : "") + ") VALUES (?"
                    + (typed ? ", ?)" : ")");
        }

        /** NULL if the database has no such table. */
        long id(int type, String whole) throws SQLException {
            if (!exists) {
                return Cells.NULL;
            }
            String text = Texts.fit(whole, width, charset);
            String key = typed ? type + " " + text : text;
            Long known = ids.get(key);
            if (known != null) {
                return known;
            }
            Long id = select(type, text);
            if (id == null) {
                try (PreparedStatement statement = connection().prepareStatement(insert)) {
                    fill(statement, type, text);
                    statement.executeUpdate();
                } catch (SQLIntegrityConstraintViolationException e) {
                    // somebody else was faster
                }
                id = select(type, text);
                if (id == null) {
                    throw new SQLException("A text of " + text.length() + " characters was stored and is not found again", "22000");
                }
            }
            ids.put(key, id);
            return id;
        }

        private void fill(PreparedStatement statement, int type, String text) throws SQLException {
            statement.setString(1, text);
            if (typed) {
                statement.setInt(2, type);
            }
        }

        private Long select(int type, String text) throws SQLException {
            try (PreparedStatement statement = connection().prepareStatement(select)) {
                fill(statement, type, text);
                try (ResultSet row = statement.executeQuery()) {
                    return row.next() ? (Long) row.getLong(1) : null;
                }
            }
        }
    }
}
