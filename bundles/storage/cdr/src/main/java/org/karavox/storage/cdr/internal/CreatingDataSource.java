package org.karavox.storage.cdr.internal;

import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.logging.Logger;
import javax.sql.DataSource;

/** Opens connections to a database and creates it when the server says that there is none. Any thread. */
final class CreatingDataSource implements DataSource {

    private static final int NO_SUCH_DATABASE = 1049;

    private final DataSource database;
    private final DataSource server;
    private final String name;

    /**
     * @param database opens connections to the database
     * @param server opens connections to no database
     */
    CreatingDataSource(DataSource database, DataSource server, String name) {
        this.database = database;
        this.server = server;
        this.name = name;
    }

    @Override
    public Connection getConnection() throws SQLException {
        try {
            return database.getConnection();
        } catch (SQLException e) {
            if (Failures.code(e) != NO_SUCH_DATABASE) {
                throw e;
            }
            try (Connection connection = server.getConnection(); Statement statement = connection.createStatement()) {
                statement.execute("CREATE DATABASE IF NOT EXISTS `" + name.replace("`", "``") + "`");
            }
            return database.getConnection();
        }
    }

    @Override
    public Connection getConnection(String user, String password) throws SQLException {
        return database.getConnection(user, password);
    }

    @Override
    public PrintWriter getLogWriter() throws SQLException {
        return database.getLogWriter();
    }

    @Override
    public void setLogWriter(PrintWriter out) throws SQLException {
        database.setLogWriter(out);
    }

    @Override
    public void setLoginTimeout(int seconds) throws SQLException {
        database.setLoginTimeout(seconds);
        server.setLoginTimeout(seconds);
    }

    @Override
    public int getLoginTimeout() throws SQLException {
        return database.getLoginTimeout();
    }

    @Override
    public Logger getParentLogger() {
        return Logger.getGlobal();
    }

    @Override
    public <T> T unwrap(Class<T> type) throws SQLException {
        return type.isInstance(this) ? type.cast(this) : database.unwrap(type);
    }

    @Override
    public boolean isWrapperFor(Class<?> type) throws SQLException {
        return type.isInstance(this) || database.isWrapperFor(type);
    }
}
