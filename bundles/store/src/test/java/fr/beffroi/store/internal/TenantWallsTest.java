package fr.beffroi.store.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import fr.beffroi.api.Insee;
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
import java.sql.DatabaseMetaData;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Wrapper;
import java.util.List;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;

/** What an instance that means harm tries with the connections that it is lent. */
class TenantWallsTest {
    private static final Insee NIMES = new Insee("30189");
    private static final Insee AJACCIO = new Insee("2A004");

    private TenantDatabases databases;
    private DataSource nimes;

    @BeforeEach
    void twoNeighboursAndTheHouse(StoreUnderTest underTest) throws SQLException {
        underTest.store().migrate("story", getClass().getClassLoader());
        databases = underTest.tenantDatabases();
        databases.create(NIMES, "actes");
        databases.create(AJACCIO, "actes");
        nimes = databases.open(NIMES, "actes");
        execute(databases.open(AJACCIO, "actes"), "CREATE TABLE act (id BIGINT)");
    }

    @OnPostgresql
    void anInstanceCantReachItsNeighbourNorTheHouse() throws SQLException {
        for (String trespass : List.of(
                "SELECT * FROM \"t_2A004_actes\".act",
                "SET search_path TO \"t_2A004_actes\"; SELECT * FROM act",
                "CREATE TABLE \"t_2A004_actes\".mine (id BIGINT)",
                "SELECT * FROM public.story_note",
                "LOCK TABLE public.story_note",
                "CREATE TABLE public.mine (id BIGINT)",
                "CREATE SCHEMA mine",
                "DROP SCHEMA \"t_2A004_actes\" CASCADE",
                "CREATE ROLE mine",
                "ALTER ROLE CURRENT_USER CREATEROLE",
                "ALTER ROLE CURRENT_USER CONNECTION LIMIT -1",
                "ALTER ROLE \"t_2A004_actes\" PASSWORD 'mine'",
                "COPY (SELECT 1) TO PROGRAM 'true'",
                "SELECT pg_read_file('postgresql.conf')",
                "SELECT rolpassword FROM pg_authid")) {
            assertThrows(SQLException.class, () -> execute(nimes, trespass), trespass);
        }
        assertEquals("t_30189_actes", ask(nimes, "SELECT current_user"));
    }

    @OnPostgresql
    void leavingItsRoleLeadsAnInstanceNowhere() throws SQLException {
        for (String way : List.of(
                "RESET ROLE",
                "SET ROLE NONE",
                "SET SESSION AUTHORIZATION DEFAULT",
                "RESET SESSION AUTHORIZATION",
                "RESET ALL",
                "DISCARD ALL",
                "DO $$ BEGIN EXECUTE 'RESET ROLE'; END $$")) {
            try (Connection connection = nimes.getConnection()) {
                execute(connection, way);
                for (String trespass :
                        List.of("SELECT * FROM public.story_note", "SELECT * FROM \"t_2A004_actes\".act")) {
                    assertThrows(SQLException.class, () -> execute(connection, trespass), way + "; " + trespass);
                }
                assertEquals("t_30189_actes", ask(connection, "SELECT session_user"), way);
            }
        }
        for (String way : List.of(
                "SET ROLE \"t_2A004_actes\"",
                "SET SESSION AUTHORIZATION \"t_2A004_actes\"",
                "GRANT \"t_2A004_actes\" TO CURRENT_USER")) {
            assertThrows(SQLException.class, () -> execute(nimes, way), way);
        }
    }

    @OnPostgresql
    void anInstanceCantKeepTheHouseFromMakingOthers(StoreUnderTest underTest) throws SQLException {
        try (Connection connection = nimes.getConnection()) {
            execute(connection, "SELECT pg_advisory_lock(hashtext('fr.beffroi.store tenant databases'))");
            assertThrows(SQLException.class, () -> execute(nimes, "LOCK TABLE public.store_definitions"));
            databases.create(AJACCIO, "etat-civil");
        }
        assertEquals("1", ask(databases.open(AJACCIO, "etat-civil"), "SELECT 1"));
    }

    @OnPostgresql
    void whatAnInstanceDoesToItsOwnRoleIsPutRight(StoreUnderTest underTest) throws SQLException {
        ask(nimes, "SELECT 1");
        execute(
                nimes,
                "ALTER ROLE CURRENT_USER PASSWORD 'known to somebody'",
                "ALTER ROLE CURRENT_USER SET search_path TO pg_catalog");
        PostgresServer.Database database = underTest.database();
        try (PostgresTenantDatabases afterARestart =
                new PostgresTenantDatabases(database.url(), database.user(), database.password(), 8)) {
            DataSource again = afterARestart.open(NIMES, "actes");
            assertEquals("t_30189_actes", ask(again, "SELECT current_schema()"));
        }
        assertThrows(
                SQLException.class,
                () -> DriverManager.getConnection(database.url(), "t_30189_actes", "known to somebody")
                        .close());
    }

    @OnPostgresql
    void aRoleThatAnEarlierVersionMadeIsLetIn(StoreUnderTest underTest) throws SQLException {
        execute(nimes, "CREATE TABLE act (id BIGINT)", "INSERT INTO act VALUES (7)");
        PostgresServer.get().execute("ALTER ROLE \"t_30189_actes\" NOLOGIN PASSWORD NULL CONNECTION LIMIT -1");
        PostgresServer.Database database = underTest.database();
        try (PostgresTenantDatabases thisVersion =
                new PostgresTenantDatabases(database.url(), database.user(), database.password(), 8)) {
            thisVersion.create(NIMES, "actes");
            assertEquals("7", ask(thisVersion.open(NIMES, "actes"), "SELECT id FROM act"));
        }
    }

    @OnPostgresql
    void droppingEndsWhatAnInstanceOpenedByItself(StoreUnderTest underTest) throws SQLException {
        execute(nimes, "CREATE TABLE act (id BIGINT)", "ALTER ROLE CURRENT_USER PASSWORD 'its own'");
        try (Connection own = DriverManager.getConnection(underTest.database().url(), "t_30189_actes", "its own")) {
            own.setAutoCommit(false);
            execute(own, "LOCK TABLE \"t_30189_actes\".act");
            databases.drop(NIMES, "actes");
        }
        assertEquals(List.of(new TenantDatabase(AJACCIO, "actes")), databases.list());
    }

    @OnSqlite
    void anInstanceCantReachAnotherFile(StoreUnderTest underTest) throws Exception {
        Path neighbour = underTest.folder().resolve("tenants/2A004/actes/data.db");
        Path house = underTest.folder().resolve("beffroi.db");
        Path copy = underTest.folder().resolve("copy.db");
        for (String trespass : List.of(
                "ATTACH '" + neighbour + "' AS neighbour",
                "ATTACH '" + house + "' AS house",
                "ATTACH ':memory:' AS more",
                "VACUUM INTO '" + copy + "'",
                "restore from '" + neighbour + "'",
                "  RESTORE main FROM " + house,
                "backup to '" + copy + "'",
                "SELECT load_extension('" + copy + "')",
                "PRAGMA busy_timeout = 3600000",
                "PRAGMA hard_heap_limit = 1",
                "pragma/**/\"soft_heap_limit\"(1)",
                "PRAGMA temp_store_directory = '" + underTest.folder() + "'",
                "SELECT 1; PRAGMA hard_heap_limit = 1")) {
            assertThrows(SQLException.class, () -> execute(nimes, trespass), trespass);
            assertThrows(SQLException.class, () -> update(nimes, trespass), trespass);
            assertThrows(SQLException.class, () -> prepare(nimes, trespass), trespass);
        }
        assertFalse(Files.exists(copy));
        assertEquals("0", ask(nimes, "SELECT count(*) FROM sqlite_master"));
        try (Connection another = DriverManager.getConnection("jdbc:sqlite::memory:")) {
            assertEquals("0", ask(another, "PRAGMA hard_heap_limit"));
        }
    }

    @OnSqlite
    void anInstanceWaitsForALockNoLongerThanTheOthers() throws SQLException {
        try (Connection connection = nimes.getConnection();
                Statement statement = connection.createStatement();
                PreparedStatement prepared = connection.prepareStatement("SELECT 1")) {
            assertThrows(SQLException.class, () -> statement.setQueryTimeout(3600));
            assertThrows(SQLException.class, () -> prepared.setQueryTimeout(3600));
            statement.setQueryTimeout(0);
            assertEquals(0, statement.getQueryTimeout());
        }
    }

    @OnPostgresql
    void aSchemaInTheAddressOfTheHouseIsNotThatOfTheInstances(StoreUnderTest underTest) throws SQLException {
        PostgresServer.Database database = underTest.database();
        try (PostgresTenantDatabases elsewhere = new PostgresTenantDatabases(
                database.url() + "?currentSchema=public", database.user(), database.password(), 8)) {
            assertEquals("t_2A004_actes", ask(elsewhere.open(AJACCIO, "actes"), "SELECT current_schema()"));
        }
    }

    @OnBothStores
    void theRealConnectionIsNeverHandedOut(StoreUnderTest underTest) throws SQLException {
        try (Connection connection = nimes.getConnection();
                Statement statement = connection.createStatement();
                PreparedStatement prepared = connection.prepareStatement("SELECT 1");
                ResultSet row = prepared.executeQuery()) {
            DatabaseMetaData about = connection.getMetaData();
            assertSame(connection, statement.getConnection());
            assertSame(connection, prepared.getConnection());
            assertSame(prepared, row.getStatement());
            assertSame(connection, row.getStatement().getConnection());
            assertSame(connection, about.getConnection());
            assertNull(about.getURL());
            try (ResultSet tables = about.getTables(null, null, "%", null)) {
                assertNull(tables.getStatement());
            }
            for (Wrapper one : List.of(
                    connection, statement, prepared, row, about, row.getMetaData(), prepared.getParameterMetaData())) {
                assertThrows(SQLException.class, () -> one.unwrap(Connection.class));
                assertFalse(one.isWrapperFor(Connection.class));
            }
            assertFalse(row.getMetaData() instanceof ResultSet);
            assertFalse(prepared.getParameterMetaData() instanceof Statement);
            if (underTest.dialect() == Dialect.POSTGRESQL) {
                assertNull(connection
                        .createArrayOf("int8", new Object[] {1L})
                        .getResultSet()
                        .getStatement());
            }
        }
    }

    @OnBothStores
    void whatWasMadeFromALoanEndsWithIt() throws SQLException {
        Connection connection = nimes.getConnection();
        Statement statement = connection.createStatement();
        PreparedStatement prepared = connection.prepareStatement("SELECT 1");
        DatabaseMetaData about = connection.getMetaData();
        connection.close();
        assertThrows(SQLException.class, () -> statement.execute("SELECT 1"));
        assertThrows(SQLException.class, prepared::executeQuery);
        assertThrows(SQLException.class, () -> about.getTables(null, null, "%", null));
        statement.close();
        prepared.close();
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

    private static void update(DataSource database, String sql) throws SQLException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            statement.executeUpdate(sql);
        }
    }

    private static void prepare(DataSource database, String sql) throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.execute();
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
