package fr.beffroi.store.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.fail;

import fr.beffroi.api.Insee;
import fr.beffroi.store.Store.Dialect;
import fr.beffroi.store.TenantDatabases;
import fr.beffroi.store.TenantDatabases.TenantDatabase;
import fr.beffroi.store.testing.OnBothStores;
import fr.beffroi.store.testing.OnPostgresql;
import fr.beffroi.store.testing.OnSqlite;
import fr.beffroi.store.testing.PostgresServer;
import fr.beffroi.store.testing.StoreUnderTest;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.sqlite.SQLiteErrorCode;

/** Who gets a connection, and for how long. */
class LoansTest {
    private static final Insee NIMES = new Insee("30189");
    private static final Insee AJACCIO = new Insee("2A004");
    private static final Duration MINUTE = Duration.ofSeconds(60);
    private static final Duration MOMENT = Duration.ofSeconds(2);

    private final List<AutoCloseable> opened = new ArrayList<>();
    private StoreUnderTest underTest;

    @BeforeEach
    void on(StoreUnderTest underTest) {
        this.underTest = underTest;
    }

    @AfterEach
    void closeAll() throws Exception {
        for (AutoCloseable one : opened) {
            one.close();
        }
    }

    @OnBothStores
    void aLoanThatIsNotGivenBackIsCut() throws Exception {
        TenantDatabases databases = open(8, MOMENT);
        databases.create(NIMES, "actes");
        DataSource nimes = databases.open(NIMES, "actes");
        List<Connection> forgotten = new ArrayList<>();
        for (int i = 0; i < LendingDataSource.MOST - 1; i++) {
            forgotten.add(nimes.getConnection());
        }
        for (Connection one : forgotten) {
            await("the forgotten connections are closed", one::isClosed);
        }
        assertThrows(SQLException.class, () -> ask(forgotten.get(0), "SELECT 1"));
        forgotten.get(0).close();
        List<Connection> again = new ArrayList<>();
        for (int i = 0; i < LendingDataSource.MOST; i++) {
            again.add(nimes.getConnection());
        }
        Connection oneMore = nimes.getConnection();
        int cutBefore = 0;
        for (Connection one : again) {
            cutBefore += one.isClosed() ? 1 : 0;
        }
        assertNotEquals(0, cutBefore, "One more was lent while all that may be out were.");
        again.add(oneMore);
        closeAll(again);
    }

    @OnSqlite
    void aLoanThatWaitsForALockKeepsNoOtherFromBeingCut() throws Exception {
        TenantDatabases databases = open(4, Duration.ofSeconds(1));
        databases.create(NIMES, "actes");
        databases.create(AJACCIO, "actes");
        Connection lock = lockOfNimes();
        Connection waiting = databases.open(NIMES, "actes").getConnection();
        AtomicReference<SQLException> end = new AtomicReference<>();
        Thread waiter = making(waiting, end);
        await("the one that waits is called in", waiting::isClosed);
        Connection forgotten = databases.open(AJACCIO, "actes").getConnection();
        await("the neighbour's is cut", forgotten::isClosed);
        lock.close();
        waiter.join();
        assertNotWaitedInVain(end);
    }

    @OnSqlite
    void droppingWhatWaitsForALockKeepsNobodyElseWaiting() throws Exception {
        TenantDatabases databases = open(4, MINUTE);
        databases.create(NIMES, "actes");
        Connection lock = lockOfNimes();
        Connection waiting = databases.open(NIMES, "actes").getConnection();
        AtomicReference<SQLException> end = new AtomicReference<>();
        Thread waiter = making(waiting, end);
        await("the statement waits for the lock", () -> isInTheDriver(waiter));
        Thread dropping = new Thread(() -> databases.drop(NIMES, "actes"));
        dropping.start();
        await("its connection is called in", waiting::isClosed);
        databases.create(AJACCIO, "actes");
        lock.close();
        waiter.join();
        dropping.join();
        assertNotWaitedInVain(end);
        assertEquals(List.of(new TenantDatabase(AJACCIO, "actes")), databases.list());
    }

    /** Held by somebody else until it is closed. */
    private Connection lockOfNimes() throws SQLException {
        Connection lock =
                DriverManager.getConnection("jdbc:sqlite:" + underTest.folder().resolve("tenants/30189/actes/data.db"));
        opened.add(lock);
        execute(lock, "BEGIN IMMEDIATE");
        return lock;
    }

    private static Thread making(Connection connection, AtomicReference<SQLException> end) {
        Thread thread = new Thread(() -> {
            try {
                execute(connection, "CREATE TABLE act (id BIGINT)");
            } catch (SQLException e) {
                end.set(e);
            }
        });
        thread.start();
        return thread;
    }

    private static boolean isInTheDriver(Thread thread) {
        return Stream.of(thread.getStackTrace())
                .limit(1)
                .anyMatch(
                        frame -> frame.isNativeMethod() && frame.getMethodName().equals("step"));
    }

    /** What was awaited meanwhile happened before the wait for the lock was over. */
    private static void assertNotWaitedInVain(AtomicReference<SQLException> end) {
        SQLException failure = end.get();
        if (failure != null) {
            assertNotEquals(SQLiteErrorCode.SQLITE_BUSY.code, failure.getErrorCode(), failure.getMessage());
        }
    }

    @OnBothStores
    void aStatementThatNeverEndsIsEnded() throws Exception {
        TenantDatabases databases = open(4, MOMENT);
        databases.create(NIMES, "actes");
        DataSource nimes = databases.open(NIMES, "actes");
        boolean onSqlite = underTest.dialect() == Dialect.SQLITE;
        try (Connection connection = nimes.getConnection()) {
            assertThrows(SQLException.class, () -> {
                if (onSqlite) {
                    ask(
                            connection,
                            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n");
                } else {
                    execute(connection, "SET statement_timeout = 0");
                    ask(connection, "SELECT pg_sleep(3600)");
                }
            });
        }
        if (!onSqlite) {
            await("the server has ended it too", () -> backendsOf("t_30189_actes") == 0);
        }
        assertEquals("1", ask(nimes, "SELECT 1"));
    }

    @OnPostgresql
    void fourHoardersLeaveRoomForAFifth() throws Exception {
        TenantDatabases databases = open(16, MINUTE);
        List<Thread> hoarders = new ArrayList<>();
        List<Connection> hoard = Collections.synchronizedList(new ArrayList<>());
        List<DataSource> greedy = new ArrayList<>();
        for (String insee : List.of("30003", "30006", "30007", "30010")) {
            databases.create(new Insee(insee), "actes");
            greedy.add(databases.open(new Insee(insee), "actes"));
        }
        for (DataSource one : greedy) {
            for (int i = 0; i < LendingDataSource.MOST; i++) {
                hoarders.add(borrowing(one, hoard::add));
            }
        }
        await(
                "each hoarder has what it gets",
                () -> hoarders.stream()
                        .allMatch(one -> one.getState() == Thread.State.TIMED_WAITING
                                || one.getState() == Thread.State.TERMINATED));
        databases.create(NIMES, "actes");
        assertEquals("1", ask(databases.open(NIMES, "actes"), "SELECT 1"));
        while (hoarders.stream().anyMatch(Thread::isAlive)) {
            closeAll(hoard);
        }
        closeAll(hoard);
    }

    @OnPostgresql
    void whoWaitedLongestIsNext() throws Exception {
        TenantDatabases databases = open(1, MINUTE);
        List<Insee> communes =
                Stream.of("30003", "30006", "30007").map(Insee::new).toList();
        for (Insee commune : communes) {
            databases.create(commune, "actes");
        }
        databases.create(NIMES, "actes");
        Connection held = databases.open(NIMES, "actes").getConnection();
        List<Insee> served = Collections.synchronizedList(new ArrayList<>());
        List<Thread> waiting = new ArrayList<>();
        for (Insee commune : communes) {
            Thread one = borrowing(databases.open(commune, "actes"), connection -> {
                served.add(commune);
                connection.close();
            });
            await(commune + " waits", () -> one.getState() == Thread.State.TIMED_WAITING);
            waiting.add(one);
        }
        held.close();
        for (Thread one : waiting) {
            one.join();
        }
        assertEquals(communes, served);
    }

    @OnPostgresql
    void aConnectionIsKeptForItsInstanceUntilAnotherNeedsThePlace() throws Exception {
        TenantDatabases databases = open(1, MINUTE);
        databases.create(NIMES, "actes");
        databases.create(AJACCIO, "actes");
        String first = ask(databases.open(NIMES, "actes"), "SELECT pg_backend_pid()");
        assertEquals(first, ask(databases.open(NIMES, "actes"), "SELECT pg_backend_pid()"));
        assertNotEquals(first, ask(databases.open(AJACCIO, "actes"), "SELECT pg_backend_pid()"));
        await("the place was given up", () -> backendsOf("t_30189_actes") == 0);
    }

    @OnPostgresql
    void aConnectionThatTheServerEndedIsNotLent() throws Exception {
        TenantDatabases databases = open(2, MINUTE);
        databases.create(NIMES, "actes");
        DataSource nimes = databases.open(NIMES, "actes");
        assertEquals("1", ask(nimes, "SELECT 1"));
        PostgresServer.get()
                .execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 't_30189_actes'");
        await("a new one is lent", () -> {
            try {
                return ask(nimes, "SELECT 1").equals("1");
            } catch (SQLException theKeptOneIsYoung) {
                return false;
            }
        });
    }

    private TenantDatabases open(int most, Duration longestLoan) {
        if (underTest.dialect() == Dialect.SQLITE) {
            SqliteTenantDatabases files =
                    new SqliteTenantDatabases(underTest.folder().resolve("tenants"), longestLoan);
            opened.add(files);
            return files;
        }
        PostgresServer.Database database = underTest.database();
        PostgresTenantDatabases schemas =
                new PostgresTenantDatabases(database.url(), database.user(), database.password(), most, longestLoan);
        opened.add(schemas);
        return schemas;
    }

    private interface Borrowed {
        void use(Connection connection) throws SQLException;
    }

    private static Thread borrowing(DataSource database, Borrowed use) {
        Thread thread = new Thread(() -> {
            try {
                use.use(database.getConnection());
            } catch (SQLException e) {
                throw new AssertionError(e);
            }
        });
        thread.start();
        return thread;
    }

    private static void closeAll(List<Connection> connections) throws SQLException {
        for (Connection one : connections.toArray(Connection[]::new)) {
            one.close();
        }
    }

    private int backendsOf(String role) throws SQLException {
        PostgresServer.Database database = underTest.database();
        try (Connection house = DriverManager.getConnection(database.url(), database.user(), database.password())) {
            return Integer.parseInt(ask(
                    house,
                    "SELECT count(*) FROM pg_stat_activity WHERE usename = '" + role
                            + "' AND datname = current_database()"));
        }
    }

    private static void await(String what, Callable<Boolean> condition) throws Exception {
        long end = System.nanoTime() + MINUTE.toNanos();
        while (!condition.call()) {
            if (System.nanoTime() - end > 0) {
                fail("In vain for a minute: " + what);
            }
            Thread.onSpinWait();
        }
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static String ask(DataSource database, String query) throws SQLException {
        try (Connection connection = database.getConnection()) {
            return ask(connection, query);
        }
    }

    private static String ask(Connection connection, String query) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(query)) {
            result.next();
            return result.getString(1);
        }
    }
}
