package fr.beffroi.store.internal;

import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.slf4j.LoggerFactory;

/**
 * The connections of one instance: so many at once and no more, none for longer than a loan may last, none once its database is
 * dropped. One instance can't use up what all of them share.
 */
final class LendingDataSource implements DataSource {
    private static final org.slf4j.Logger LOG = LoggerFactory.getLogger(LendingDataSource.class);

    /** How many connections one instance may hold at once. */
    static final int MOST = 4;

    /** How long a connection is waited for. */
    static final int WAIT_SECONDS = 10;

    /** Where the connections come from and go to. */
    interface Source {
        Connection take() throws SQLException;

        /** What the borrower may ask on them. */
        default LentConnection.Rules rules() {
            return LentConnection.Rules.NONE;
        }

        void giveBack(Connection connection) throws SQLException;

        /**
         * Ends a connection that is out, whatever is going on there, and doesn't wait for its borrower; nobody gives it back any more.
         *
         * @param ended run once, as soon as the connection is no longer in use, even when it could not be ended in order
         */
        void cut(Connection connection, Runnable ended) throws SQLException;
    }

    private record Loan(LentConnection lent, long since) {}

    private final String name;
    private final Source source;
    private final Duration longest;
    private final DatabaseSpace space;
    private final Semaphore permits = new Semaphore(MOST, true);
    private final Map<Connection, Loan> loans = new ConcurrentHashMap<>();
    private volatile boolean dropped;

    /**
     * @param longest how long a loan may last
     * @param space how much the database may hold
     */
    LendingDataSource(String name, Source source, Duration longest, DatabaseSpace space) {
        this.name = name;
        this.source = source;
        this.longest = longest;
        this.space = space;
    }

    @Override
    public Connection getConnection() throws SQLException {
        acquire();
        Connection taken;
        try {
            requireStanding();
            taken = source.take();
        } catch (SQLException | RuntimeException e) {
            permits.release();
            throw e;
        }
        Loan loan = new Loan(new LentConnection(taken, rules(), this::giveBack), System.nanoTime());
        loans.put(taken, loan);
        space.isUsed();
        if (dropped) {
            cut(taken, loan);
            requireStanding();
        }
        return loan.lent().asConnection();
    }

    /** Those of the source, and that a full database takes no more. */
    private LentConnection.Rules rules() {
        LentConnection.Rules ofTheSource = source.rules();
        return new LentConnection.Rules() {
            @Override
            public void check(String sql) throws SQLException {
                ofTheSource.check(sql);
                space.check(sql);
            }

            @Override
            public SQLException told(SQLException failure) {
                return ofTheSource.told(failure);
            }

            @Override
            public void checkQueryTimeout(int seconds) throws SQLException {
                ofTheSource.checkQueryTimeout(seconds);
            }
        };
    }

    /** Measures what it holds, when that is due. */
    void lookAtSpace() {
        if (!loans.isEmpty()) {
            space.isUsed();
        }
        space.lookIfDue();
    }

    DatabaseSpace space() {
        return space;
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
        loans.remove(connection);
        try {
            source.giveBack(connection);
        } finally {
            permits.release();
        }
    }

    /** Ends the loans that have lasted too long. */
    void cutOverdue() {
        loans.forEach((connection, loan) -> {
            if (System.nanoTime() - loan.since() > longest.toNanos() && cut(connection, loan)) {
                LOG.warn("A connection of {} was not given back within {} s and was cut.", name, longest.toSeconds());
            }
        });
    }

    /** False when the borrower was faster. One that can't be cut in order keeps nobody from cutting the next. */
    private boolean cut(Connection connection, Loan loan) {
        if (!loan.lent().callIn()) {
            return false;
        }
        loans.remove(connection);
        try {
            source.cut(connection, permits::release);
        } catch (SQLException | RuntimeException e) {
            LOG.warn("A connection of {} could not be cut in order: {}", name, e.getMessage());
        }
        return true;
    }

    /** Lends no more, and ends what is out. */
    void drop() {
        dropped = true;
        loans.forEach(this::cut);
    }

    /** Waits until none of its connections is in use; false when some still are at the end of that time. */
    boolean awaitEnd(Duration atMost) throws InterruptedException {
        boolean ended = permits.tryAcquire(MOST, atMost.toNanos(), TimeUnit.NANOSECONDS);
        if (ended) {
            permits.release(MOST);
        }
        return ended;
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
        throw new SQLException("What is lent hides nothing that could be had.", "0A000");
    }

    @Override
    public boolean isWrapperFor(Class<?> type) {
        return false;
    }
}
