package fr.beffroi.store.internal;

import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.sql.SQLTransientConnectionException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.logging.Logger;
import javax.sql.DataSource;

/**
 * The connections of one instance: so many at once and no more, none once its database is dropped. One instance can't use up what
 * all of them share.
 */
final class LendingDataSource implements DataSource {
    /** How many connections one instance may hold at once. */
    static final int MOST = 4;

    private static final int WAIT_SECONDS = 10;

    /** Where the connections come from and go to. */
    interface Source {
        Connection take() throws SQLException;

        void giveBack(Connection connection) throws SQLException;

        /** Ends a connection that is out, whatever is going on there. */
        void cut(Connection connection) throws SQLException;
    }

    private final String name;
    private final Source source;
    private final Semaphore permits = new Semaphore(MOST, true);
    private final Set<Connection> lent = ConcurrentHashMap.newKeySet();
    private volatile boolean dropped;

    LendingDataSource(String name, Source source) {
        this.name = name;
        this.source = source;
    }

    @Override
    public Connection getConnection() throws SQLException {
        acquire();
        try {
            requireStanding();
            Connection taken = source.take();
            LentConnection lending = new LentConnection(taken, this::giveBack);
            lent.add(taken);
            return lending.asConnection();
        } catch (SQLException | RuntimeException e) {
            permits.release();
            throw e;
        }
    }

    private void acquire() throws SQLException {
        requireStanding();
        try {
            if (!permits.tryAcquire(WAIT_SECONDS, TimeUnit.SECONDS)) {
                throw new SQLTransientConnectionException("All " + MOST + " connections of " + name
                        + " have been in use for " + WAIT_SECONDS + " seconds; are they closed after use?");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SQLTransientConnectionException("Interrupted while waiting for a connection of " + name, e);
        }
    }

    private void requireStanding() throws SQLException {
        if (dropped) {
            throw new SQLException("The database " + name + " has been dropped.", "08003");
        }
    }

    private void giveBack(Connection connection) throws SQLException {
        lent.remove(connection);
        try {
            source.giveBack(connection);
        } finally {
            permits.release();
        }
    }

    /** Lends no more, and ends what is out. */
    void drop() throws SQLException {
        dropped = true;
        for (Connection connection : lent) {
            source.cut(connection);
        }
    }

    @Override
    public Connection getConnection(String user, String password) throws SQLException {
        throw new SQLFeatureNotSupportedException("An instance's database has no users to choose from.");
    }

    @Override
    public PrintWriter getLogWriter() {
        return null;
    }

    @Override
    public void setLogWriter(PrintWriter out) {
        // Logs go through SLF4J.
    }

    @Override
    public void setLoginTimeout(int seconds) {
        // The wait is the same for all.
    }

    @Override
    public int getLoginTimeout() {
        return WAIT_SECONDS;
    }

    @Override
    public Logger getParentLogger() throws SQLFeatureNotSupportedException {
        throw new SQLFeatureNotSupportedException("Logs go through SLF4J.");
    }

    @Override
    public <T> T unwrap(Class<T> type) throws SQLException {
        if (type.isInstance(this)) {
            return type.cast(this);
        }
        throw new SQLException("Not a " + type.getName());
    }

    @Override
    public boolean isWrapperFor(Class<?> type) {
        return type.isInstance(this);
    }
}
