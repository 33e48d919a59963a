package fr.beffroi.store.internal;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The connections of all instances to one server: so many at once and no more. Each is logged in as one role and is only ever lent
 * to that one; when it comes back it is kept for a while, until somebody else needs its place.
 *
 * <p>A quarter of the places is for roles that hold none: those who hold what they can leave room for the others.
 */
final class TenantConnections implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TenantConnections.class);
    private static final int KEPT_EACH = 2;
    private static final Duration KEPT_FOR = Duration.ofSeconds(60);

    /** Younger ones are lent without asking whether the server still knows them. */
    private static final Duration SURELY_ALIVE = Duration.ofMillis(500);

    private static final int PROBE_SECONDS = 2;

    /** Makes connections. */
    interface LogIn {
        Connection as(String role) throws SQLException;
    }

    private record Kept(String role, Connection connection, long since) {
        boolean longerThan(Duration duration) {
            return System.nanoTime() - since > duration.toNanos();
        }
    }

    private final int most;
    private final int forTheOthers;
    private final LogIn logIn;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Map<String, Integer> lent = new HashMap<>();
    private final Deque<Kept> kept = new ArrayDeque<>();
    private final Deque<Waiter> waiting = new ArrayDeque<>();
    private int lentInAll;
    private boolean closed;

    /** One that waits; two for the same role are two. */
    private static final class Waiter {
        private final String role;

        Waiter(String role) {
            this.role = role;
        }
    }

    /** @param most how many, with those that are kept */
    TenantConnections(int most, LogIn logIn) {
        this.most = most;
        this.forTheOthers = most / 4;
        this.logIn = logIn;
    }

    /**
     * A connection for a role; {@link #giveBack} or {@link #release} ends the loan.
     *
     * @throws SQLTransientConnectionException when none was free in time
     */
    Connection take(String role) throws SQLException {
        Kept own = reserve(role);
        try {
            if (own != null && isUsable(own)) {
                return own.connection();
            }
            return logIn.as(role);
        } catch (SQLException | RuntimeException e) {
            release(role);
            throw e;
        }
    }

    /** Waits for a place; null when a new connection has to be made for it. */
    private Kept reserve(String role) throws SQLException {
        List<Kept> ending;
        Kept own;
        lock.lock();
        try {
            awaitTurn(role);
            lentInAll++;
            lent.merge(role, 1, Integer::sum);
            ending = takeOut(one -> one.longerThan(KEPT_FOR));
            own = takeOutLastOf(role);
            while (own == null && lentInAll + kept.size() > most) {
                ending.add(kept.removeFirst());
            }
        } finally {
            lock.unlock();
        }
        ending.forEach(TenantConnections::end);
        return own;
    }

    private void awaitTurn(String role) throws SQLException {
        Waiter me = new Waiter(role);
        waiting.addLast(me);
        try {
            long left = TimeUnit.SECONDS.toNanos(LendingDataSource.WAIT_SECONDS);
            while (!closed && !isTurnOf(me)) {
                if (left <= 0) {
                    throw new SQLTransientConnectionException("No connection for " + role + " was free within "
                            + LendingDataSource.WAIT_SECONDS + " seconds: all instances together hold " + lentInAll
                            + " of the " + most + " that the setting pool.tenants of fr.beffroi.store allows.");
                }
                left = changed.awaitNanos(left);
            }
            if (closed) {
                throw new SQLException("The data store is closed.", "08003");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SQLTransientConnectionException("Interrupted while waiting for a connection of " + role, e);
        } finally {
            waiting.remove(me);
            changed.signalAll();
        }
    }

    /** In the order in which they came, but nobody waits for one who may not go on himself. */
    private boolean isTurnOf(Waiter me) {
        for (Waiter one : waiting) {
            if (mayTake(one.role)) {
                return one == me;
            }
        }
        return false;
    }

    private boolean mayTake(String role) {
        return lentInAll < (lent.containsKey(role) ? most - forTheOthers : most);
    }

    private List<Kept> takeOut(Predicate<Kept> which) {
        List<Kept> out = new ArrayList<>(kept.stream().filter(which).toList());
        kept.removeAll(out);
        return out;
    }

    private Kept takeOutLastOf(String role) {
        Kept last = null;
        for (Kept one : kept) {
            if (one.role().equals(role)) {
                last = one;
            }
        }
        kept.remove(last);
        return last;
    }

    private boolean isUsable(Kept one) {
        try {
            if (!one.longerThan(SURELY_ALIVE) || one.connection().isValid(PROBE_SECONDS)) {
                return true;
            }
        } catch (SQLException e) {
            LOG.debug("A connection of {} was lost while nobody used it: {}", one.role(), e.getMessage());
        }
        end(one);
        return false;
    }

    /** Takes back a connection that is fit to be lent to its role again. */
    void giveBack(String role, Connection connection) {
        Kept one = new Kept(role, connection, System.nanoTime());
        boolean keep;
        lock.lock();
        try {
            keep = !closed
                    && kept.stream().filter(other -> other.role().equals(role)).count() < KEPT_EACH;
            if (keep) {
                kept.addLast(one);
            }
            release(role);
        } finally {
            lock.unlock();
        }
        if (!keep) {
            end(one);
        }
    }

    /** Takes back the place of a connection that has ended. */
    void release(String role) {
        lock.lock();
        try {
            lentInAll--;
            lent.computeIfPresent(role, (key, count) -> count == 1 ? null : count - 1);
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Ends what is kept of a role. */
    void forget(String role) {
        endKept(one -> one.role().equals(role));
    }

    /** Ends what nobody asked for lately. */
    void endIdle() {
        endKept(one -> one.longerThan(KEPT_FOR));
    }

    private void endKept(Predicate<Kept> which) {
        List<Kept> ending;
        lock.lock();
        try {
            ending = takeOut(which);
        } finally {
            lock.unlock();
        }
        ending.forEach(TenantConnections::end);
    }

    private static void end(Kept one) {
        try {
            one.connection().close();
        } catch (SQLException e) {
            LOG.debug("A connection of {} didn't close in order: {}", one.role(), e.getMessage());
        }
    }

    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        endKept(one -> true);
    }
}
