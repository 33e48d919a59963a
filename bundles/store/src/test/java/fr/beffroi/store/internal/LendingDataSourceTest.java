package fr.beffroi.store.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What becomes of loans when ending them goes wrong. */
class LendingDataSourceTest {
    private final List<Connection> cut = new ArrayList<>();
    private final List<Runnable> ends = new ArrayList<>();

    @Test
    void oneThatCanNotBeCutInOrderKeepsNoOtherFromBeingCut() throws Exception {
        LendingDataSource lending = lending();
        Connection first = lending.getConnection();
        Connection second = lending.getConnection();
        lending.drop();
        assertEquals(2, cut.size());
        assertTrue(first.isClosed());
        assertTrue(second.isClosed());
        assertThrows(SQLException.class, lending::getConnection);
    }

    @Test
    void theEndIsAwaitedUntilNothingIsInUse() throws Exception {
        LendingDataSource lending = lending();
        lending.getConnection();
        lending.drop();
        assertFalse(lending.awaitEnd(Duration.ZERO));
        ends.forEach(Runnable::run);
        assertTrue(lending.awaitEnd(Duration.ZERO));
    }

    @Test
    void theWatchGoesOnAfterAnError() throws Exception {
        CountDownLatch looks = new CountDownLatch(2);
        Runnable failing = () -> {
            looks.countDown();
            throw new AssertionError("for this test");
        };
        try (LoanWatch watch = new LoanWatch(List.of(), failing, () -> {})) {
            assertTrue(looks.await(1, TimeUnit.MINUTES), "looked twice");
        }
    }

    @Test
    void whatAllAreMeasuredOnEndsWhenAllAreMeasured() throws Exception {
        List<String> done = new CopyOnWriteArrayList<>();
        CountDownLatch ended = new CountDownLatch(1);
        List<LendingDataSource> used = List.of(lending(() -> done.add("one")), lending(() -> done.add("another")));
        for (LendingDataSource lending : used) {
            lending.getConnection().close();
        }
        Runnable end = () -> {
            done.add("the end");
            ended.countDown();
        };
        try (LoanWatch watch = new LoanWatch(used, () -> {}, end)) {
            assertTrue(ended.await(1, TimeUnit.MINUTES), "looked once");
        }
        assertEquals(List.of("one", "another", "the end"), done.subList(0, 3));
    }

    private LendingDataSource lending() {
        return lending(() -> {});
    }

    private LendingDataSource lending(Runnable measuring) {
        DatabaseSpace space = new DatabaseSpace("a test's", Long.MAX_VALUE, () -> {
            measuring.run();
            return 0;
        });
        return new LendingDataSource("a test's", new OfMemory(), Duration.ofMinutes(1), space);
    }

    /** Cuts nothing in order. */
    private final class OfMemory implements LendingDataSource.Source {
        @Override
        public Connection take() throws SQLException {
            return DriverManager.getConnection("jdbc:sqlite::memory:");
        }

        @Override
        public void giveBack(Connection connection) throws SQLException {
            connection.close();
        }

        @Override
        public void cut(Connection connection, Runnable ended) throws SQLException {
            cut.add(connection);
            ends.add(ended);
            connection.close();
            throw new SQLException("The server is just starting.", "57P03");
        }
    }
}
