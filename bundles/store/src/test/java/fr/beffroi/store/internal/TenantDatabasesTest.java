package fr.beffroi.store.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fr.beffroi.api.Insee;
import fr.beffroi.api.Refusal;
import fr.beffroi.store.Store.Dialect;
import fr.beffroi.store.TenantDatabases;
import fr.beffroi.store.TenantDatabases.TenantDatabase;
import fr.beffroi.store.testing.OnBothStores;
import fr.beffroi.store.testing.OnPostgresql;
import fr.beffroi.store.testing.OnSqlite;
import fr.beffroi.store.testing.PostgresServer;
import fr.beffroi.store.testing.StoreUnderTest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.postgresql.ds.PGSimpleDataSource;

class TenantDatabasesTest {
    private static final Insee NIMES = new Insee("30189");
    private static final Insee AJACCIO = new Insee("2A004");

    private TenantDatabases databases;

    @BeforeEach
    void open(TenantDatabases databases) {
        this.databases = databases;
    }

    @OnBothStores
    void whatStandsIsListedInOrderAndCanBeMadeAgain() {
        databases.create(NIMES, "etat-civil");
        databases.create(NIMES, "actes");
        databases.create(AJACCIO, "actes");
        databases.create(NIMES, "actes");
        assertEquals(
                List.of(
                        new TenantDatabase(AJACCIO, "actes"),
                        new TenantDatabase(NIMES, "actes"),
                        new TenantDatabase(NIMES, "etat-civil")),
                databases.list());
    }

    @OnBothStores
    void makingAgainKeepsWhatIsInIt() throws SQLException {
        databases.create(NIMES, "actes");
        execute(databases.open(NIMES, "actes"), "CREATE TABLE act (id BIGINT)", "INSERT INTO act VALUES (7)");
        databases.create(NIMES, "actes");
        assertEquals("7", ask(databases.open(NIMES, "actes"), "SELECT id FROM act"));
    }

    @OnBothStores
    void aDatabaseGrowsWithWhatIsInItAndItsNeighbourDoesNot() throws SQLException {
        assertEquals(0, databases.size(NIMES, "actes"));
        databases.create(NIMES, "actes");
        databases.create(AJACCIO, "actes");
        long ofTheNeighbour = databases.size(AJACCIO, "actes");
        execute(
                databases.open(NIMES, "actes"),
                "CREATE TABLE act (id BIGINT PRIMARY KEY, subject TEXT)",
                "INSERT INTO act VALUES (7, '" + "délibération ".repeat(10_000) + "')");
        // PostgreSQL compresses what repeats.
        long size = databases.size(NIMES, "actes");
        assertTrue(size > 10_000 && size < 10_000_000, size + " bytes");
        assertEquals(ofTheNeighbour, databases.size(AJACCIO, "actes"));
        databases.drop(NIMES, "actes");
        assertEquals(0, databases.size(NIMES, "actes"));
    }

    @OnBothStores
    void twoInstancesDontSeeEachOther() throws SQLException {
        databases.create(NIMES, "actes");
        databases.create(AJACCIO, "actes");
        execute(databases.open(NIMES, "actes"), "CREATE TABLE act (id BIGINT)", "INSERT INTO act VALUES (7)");
        execute(databases.open(AJACCIO, "actes"), "CREATE TABLE act (id BIGINT)");
        assertEquals("0", ask(databases.open(AJACCIO, "actes"), "SELECT count(*) FROM act"));
        assertEquals("1", ask(databases.open(NIMES, "actes"), "SELECT count(*) FROM act"));
    }

    @OnPostgresql
    void nothingOfABorrowerReachesTheNext() throws SQLException {
        databases.create(NIMES, "actes");
        String server;
        try (Connection connection = databases.open(NIMES, "actes").getConnection()) {
            server = ask(connection, "SELECT pg_backend_pid()");
            connection.setAutoCommit(false);
            execute(connection, "CREATE TEMP TABLE secret (id BIGINT)", "SET work_mem = '1MB'");
            execute(connection, "SET search_path TO pg_catalog", "SET statement_timeout = 0");
            execute(connection, "SELECT pg_advisory_lock(30189)");
            connection.commit();
        }
        try (Connection connection = databases.open(NIMES, "actes").getConnection()) {
            assertEquals(server, ask(connection, "SELECT pg_backend_pid()"), "not the same connection: nothing shown");
            assertEquals("t_30189_actes", ask(connection, "SELECT current_user"));
            assertEquals("\"t_30189_actes\"", ask(connection, "SHOW search_path"));
            assertEquals("4MB", ask(connection, "SHOW work_mem"));
            assertEquals("1min", ask(connection, "SHOW statement_timeout"));
            assertEquals("1min", ask(connection, "SHOW idle_in_transaction_session_timeout"));
            assertEquals("0", ask(connection, "SELECT count(*) FROM pg_class WHERE relname = 'secret'"));
            assertEquals("0", ask(connection, "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'"));
            assertTrue(connection.getAutoCommit());
        }
    }

    @OnBothStores
    void whatWasNotCommittedIsGoneWhenTheConnectionIsClosed() throws SQLException {
        databases.create(NIMES, "actes");
        DataSource nimes = databases.open(NIMES, "actes");
        execute(nimes, "CREATE TABLE act (id BIGINT)");
        Connection connection = nimes.getConnection();
        connection.setAutoCommit(false);
        execute(connection, "INSERT INTO act VALUES (7)");
        connection.close();
        connection.close();
        assertTrue(connection.isClosed());
        assertThrows(SQLException.class, connection::createStatement);
        assertEquals("0", ask(nimes, "SELECT count(*) FROM act"));
    }

    @OnBothStores
    void oneInstanceCantUseUpAllConnections() throws Exception {
        databases.create(NIMES, "actes");
        databases.create(AJACCIO, "actes");
        List<Connection> held = new ArrayList<>();
        for (int i = 0; i < LendingDataSource.MOST; i++) {
            held.add(databases.open(NIMES, "actes").getConnection());
        }
        ask(databases.open(AJACCIO, "actes"), "SELECT 1");
        Thread waiting = new Thread(() -> {
            try {
                held.add(databases.open(NIMES, "actes").getConnection());
            } catch (SQLException e) {
                throw new AssertionError(e);
            }
        });
        waiting.start();
        while (waiting.getState() != Thread.State.TIMED_WAITING) {
            Thread.onSpinWait();
        }
        held.get(0).close();
        waiting.join();
        assertEquals(LendingDataSource.MOST + 1, held.size());
        for (Connection connection : held) {
            connection.close();
        }
    }

    @OnBothStores
    void droppedIsGoneEvenWhileInUse(StoreUnderTest underTest) throws Exception {
        databases.create(NIMES, "actes");
        databases.create(AJACCIO, "actes");
        DataSource nimes = databases.open(NIMES, "actes");
        execute(nimes, "CREATE TABLE act (id BIGINT)");
        Connection held = nimes.getConnection();
        held.setAutoCommit(false);
        execute(held, "INSERT INTO act VALUES (7)");
        databases.drop(NIMES, "actes");
        assertThrows(SQLException.class, () -> execute(held, "INSERT INTO act VALUES (8)"));
        assertThrows(SQLException.class, nimes::getConnection);
        assertThrows(SQLException.class, () -> databases.open(NIMES, "actes").getConnection());
        databases.drop(NIMES, "actes");
        assertEquals(List.of(new TenantDatabase(AJACCIO, "actes")), databases.list());
        assertEquals("1", ask(databases.open(AJACCIO, "actes"), "SELECT 1"));
        if (underTest.dialect() == Dialect.SQLITE) {
            assertFalse(Files.exists(underTest.folder().resolve("tenants/30189")));
        }
        databases.create(NIMES, "actes");
        assertThrows(SQLException.class, () -> ask(databases.open(NIMES, "actes"), "SELECT * FROM act"));
    }

    @OnSqlite
    void droppingLeavesTheTenantsFilesAlone(StoreUnderTest underTest) throws Exception {
        databases.create(NIMES, "actes");
        Path folder = underTest.folder().resolve("tenants/30189/actes");
        Path file =
                Files.createFile(Files.createDirectory(folder.resolve("files")).resolve("act.pdf"));
        databases.drop(NIMES, "actes");
        assertTrue(Files.exists(file));
        assertThrows(SQLException.class, () -> databases.open(NIMES, "actes").getConnection());
        try (Stream<Path> left = Files.list(folder)) {
            assertEquals(List.of(folder.resolve("files")), left.toList());
        }
    }

    @OnPostgresql
    void anotherHouseOnTheSameServerKeepsItsOwn(StoreUnderTest underTest) throws Exception {
        try (StoreUnderTest other = StoreUnderTest.postgresql(underTest.folder())) {
            databases.create(NIMES, "actes");
            other.tenantDatabases().create(NIMES, "actes");
            databases.drop(NIMES, "actes");
            assertEquals(List.of(), databases.list());
            assertEquals("1", ask(other.tenantDatabases().open(NIMES, "actes"), "SELECT 1"));
        }
    }

    @OnPostgresql
    void theRightsThatTheReadmeNamesAreEnough() throws SQLException {
        PostgresServer server = PostgresServer.get();
        server.execute("CREATE ROLE clerk LOGIN CREATEROLE PASSWORD 'secret'");
        PostgresServer.Database database = server.newDatabase();
        server.execute("ALTER DATABASE " + database.name() + " OWNER TO clerk");
        try (SqlStore store = SqlStore.postgres(database.url(), "clerk", "secret");
                PostgresTenantDatabases clerks = new PostgresTenantDatabases(database.url(), "clerk", "secret", 2)) {
            store.migrate("story", getClass().getClassLoader());
            clerks.create(NIMES, "actes");
            clerks.create(NIMES, "actes");
            DataSource nimes = clerks.open(NIMES, "actes");
            execute(nimes, "CREATE TABLE act (id BIGINT)");
            assertThrows(SQLException.class, () -> ask(nimes, "SELECT count(*) FROM public.story_note"));
            assertThrows(SQLException.class, () -> execute(nimes, "RESET ROLE", "SELECT * FROM public.story_note"));
            server.execute("ALTER ROLE \"t_30189_actes\" NOLOGIN PASSWORD NULL");
            try (PostgresTenantDatabases upgraded = new PostgresTenantDatabases(database.url(), "clerk", "secret", 2)) {
                assertEquals("0", ask(upgraded.open(NIMES, "actes"), "SELECT count(*) FROM act"));
            }
            Connection held = nimes.getConnection();
            execute(held, "SELECT 1");
            clerks.drop(NIMES, "actes");
            assertEquals(List.of(), clerks.list());
        }
        server.drop(database);
        server.execute("DROP ROLE clerk");
    }

    @OnBothStores
    void manyAtOnceDontCollide() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(8);
        List<Callable<String>> work = Stream.of(NIMES, AJACCIO, NIMES, AJACCIO, NIMES, AJACCIO, NIMES, AJACCIO)
                .map(tenant -> (Callable<String>) () -> {
                    databases.create(tenant, "actes");
                    return ask(databases.open(tenant, "actes"), "SELECT 1");
                })
                .toList();
        for (Future<String> made : threads.invokeAll(work)) {
            assertEquals("1", made.get());
        }
        List<Callable<Void>> drops = Stream.of(NIMES, NIMES, AJACCIO, AJACCIO)
                .map(tenant -> (Callable<Void>) () -> {
                    databases.drop(tenant, "actes");
                    return null;
                })
                .toList();
        for (Future<Void> drop : threads.invokeAll(drops)) {
            drop.get();
        }
        threads.shutdown();
        assertEquals(List.of(), databases.list());
    }

    /** PostgreSQL's "if not exists" looks first and makes then: of those that begin together several may find nothing. */
    @OnPostgresql
    void severalHousesMayBeginAtOnceInANewDatabase() throws Exception {
        PostgresServer.Database database = PostgresServer.get().newDatabase();
        CyclicBarrier together = new CyclicBarrier(8);
        PGSimpleDataSource server = new PGSimpleDataSource() {
            @Override
            public Connection getConnection() throws SQLException {
                Connection connection = super.getConnection();
                try {
                    together.await(10, TimeUnit.SECONDS);
                } catch (InterruptedException | BrokenBarrierException | TimeoutException e) {
                    throw new SQLException(e);
                }
                return connection;
            }
        };
        server.setUrl(database.url());
        server.setUser(database.user());
        server.setPassword(database.password());
        ExecutorService threads = Executors.newFixedThreadPool(8);
        for (int round = 0; round < 50; round++) {
            List<Callable<Void>> begin = Stream.generate(() -> new Definitions(server))
                    .limit(8)
                    .map(house -> (Callable<Void>) () -> {
                        house.change(statement -> statement.execute("SELECT 1"));
                        return null;
                    })
                    .toList();
            for (Future<Void> begun : threads.invokeAll(begin)) {
                begun.get();
            }
            try (Connection connection =
                    DriverManager.getConnection(database.url(), database.user(), database.password())) {
                execute(connection, "DROP TABLE store_definitions");
            }
        }
        threads.shutdown();
        PostgresServer.get().drop(database);
    }

    @OnBothStores
    void aNameThatIsNoServiceIsRefused() {
        for (String name : List.of("../actes", "Actes", "a b", "", "a\"; DROP SCHEMA public")) {
            assertThrows(Refusal.class, () -> databases.create(NIMES, name), name);
        }
    }

    private static void execute(DataSource database, String... statements) throws SQLException {
        try (Connection connection = database.getConnection()) {
            execute(connection, statements);
        }
    }

    private static void execute(Connection connection, String... statements) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
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
