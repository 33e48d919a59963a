package fr.beffroi.store.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fr.beffroi.api.Insee;
import fr.beffroi.store.testing.OnPostgresql;
import fr.beffroi.store.testing.PostgresServer;
import fr.beffroi.store.testing.StoreUnderTest;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.postgresql.ds.PGSimpleDataSource;

/** All schemas are measured on one connection, and none of their owners is in the way of another. */
class SchemaSizesTest {
    private static final String NIMES = "t_30189_actes";
    private static final String AJACCIO = "t_2A004_actes";

    @OnPostgresql
    void oneLogInIsEnoughForManySchemas(StoreUnderTest underTest) throws SQLException {
        Counted server = made(underTest);
        try (SchemaSizes sizes = new SchemaSizes(server)) {
            assertTrue(sizes.of(NIMES) > 0);
            assertTrue(sizes.of(AJACCIO) > 0);
            assertEquals(0, sizes.of("t_00000_actes"), "nobody's");
            assertEquals(1, server.logIns);
        }
    }

    /** The server's process keeps what it knows of each table, and thousands of communes have some twenty each. */
    @OnPostgresql
    void afterSomeHundredSchemasItLogsInAnew(StoreUnderTest underTest) throws SQLException {
        Counted server = made(underTest);
        try (SchemaSizes sizes = new SchemaSizes(server)) {
            for (int i = 0; i < SchemaSizes.ON_ONE; i++) {
                sizes.of("t_%05d_actes".formatted(i));
            }
            assertEquals(1, server.logIns);

            assertTrue(sizes.of(NIMES) > 0);
            for (int i = 1; i < SchemaSizes.ON_ONE; i++) {
                sizes.of("t_%05d_actes".formatted(i));
            }
            assertEquals(2, server.logIns);
            sizes.of(AJACCIO);
            assertEquals(3, server.logIns);
        }
    }

    @OnPostgresql
    void whoLocksTheirTablesHidesNoOther(StoreUnderTest underTest) throws SQLException {
        Counted server = made(underTest);
        try (SchemaSizes sizes = new SchemaSizes(server);
                Connection owner = underTest
                        .tenantDatabases()
                        .open(new Insee("30189"), "actes")
                        .getConnection();
                Statement statement = owner.createStatement()) {
            owner.setAutoCommit(false);
            statement.execute("LOCK TABLE act IN ACCESS EXCLUSIVE MODE");
            assertThrows(SQLException.class, () -> sizes.of(NIMES));
            assertTrue(sizes.of(AJACCIO) > 0);
            owner.rollback();
            assertTrue(sizes.of(NIMES) > 0);
        }
    }

    @OnPostgresql
    void afterItsConnectionWasEndedItLogsInAnew(StoreUnderTest underTest) throws SQLException {
        Counted server = made(underTest);
        try (SchemaSizes sizes = new SchemaSizes(server)) {
            sizes.of(NIMES);
            sizes.close();
            sizes.of(NIMES);
            assertEquals(2, server.logIns, "ended by ourselves");
            try (Connection other = server.getConnection();
                    Statement statement = other.createStatement()) {
                statement.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                        + " WHERE datname = current_database() AND usename = current_user AND pid <> pg_backend_pid()");
            }
            assertThrows(SQLException.class, () -> sizes.of(NIMES));
            assertTrue(sizes.of(NIMES) > 0);
        }
    }

    /** Two schemas with a table each. */
    private static Counted made(StoreUnderTest underTest) throws SQLException {
        for (String insee : new String[] {"30189", "2A004"}) {
            Insee tenant = new Insee(insee);
            underTest.tenantDatabases().create(tenant, "actes");
            try (Connection connection =
                            underTest.tenantDatabases().open(tenant, "actes").getConnection();
                    Statement statement = connection.createStatement()) {
                statement.execute("CREATE TABLE act (id BIGINT PRIMARY KEY)");
            }
        }
        return new Counted(underTest.database());
    }

    /** The server, and how often somebody logged in. */
    private static final class Counted extends PGSimpleDataSource {
        private static final long serialVersionUID = 1L;
        private int logIns;

        Counted(PostgresServer.Database database) {
            setUrl(database.url());
            setUser(database.user());
            setPassword(database.password());
        }

        @Override
        public Connection getConnection() throws SQLException {
            logIns++;
            return super.getConnection();
        }
    }
}
