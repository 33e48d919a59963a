package fr.beffroi.store.internal;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fr.beffroi.api.Insee;
import fr.beffroi.store.Store.Dialect;
import fr.beffroi.store.TenantDatabases;
import fr.beffroi.store.testing.OnBothStores;
import fr.beffroi.store.testing.OnSqlite;
import fr.beffroi.store.testing.PostgresServer;
import fr.beffroi.store.testing.StoreUnderTest;
import java.math.BigInteger;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A database of an instance holds so much and no more, and can be got out of it again. */
class DatabaseSpaceTest {
    private static final Insee NIMES = new Insee("30189");
    private static final long MOST = 1_000_000;

    private final AtomicLong bytes = new AtomicLong();
    private final DatabaseSpace space = new DatabaseSpace("a test's", MOST, bytes::get);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "INSERT INTO act VALUES (1)",
                "  insert or ignore into act values (1)",
                "SELECT 1; INSERT INTO act VALUES (1)",
                "REPLACE INTO act VALUES (1)",
                "WITH new AS (SELECT 1) INSERT INTO act SELECT * FROM new",
                "MERGE INTO act USING new ON true WHEN NOT MATCHED THEN DO NOTHING",
                "COPY act FROM STDIN"
            })
    void whatAddsIsRefusedWhenItIsFullAndNotBefore(String sql) throws SQLException {
        holds(MOST);
        space.check(sql);
        holds(MOST + 1);
        SQLException refused = assertThrows(SQLException.class, () -> space.check(sql));
        assertEquals("53100", refused.getSQLState());
        assertTrue(refused.getMessage().contains("1000000 bytes"), refused.getMessage());
        holds(MOST);
        space.check(sql);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT number, replace(subject, 'a', 'b') FROM act WHERE subject = 'insert into'",
                "WITH years AS (SELECT 1) SELECT * FROM years",
                "DELETE FROM act WHERE number = ?",
                "CREATE TABLE IF NOT EXISTS act (id BIGINT)",
                "DROP TABLE act",
                "copy",
                "insert"
            })
    void whatDoesNotAddGoesOnHoweverFullItIs(String sql) {
        holds(10 * MOST);
        assertDoesNotThrow(() -> space.check(sql));
    }

    @Test
    void whatIsChangedIsRefusedOnlyBeyondAQuarterMore() throws SQLException {
        holds(MOST + MOST / 4);
        space.check("UPDATE act SET metered = 1");
        holds(MOST + MOST / 4 + 1);
        assertThrows(SQLException.class, () -> space.check("UPDATE act SET metered = 1"));
    }

    @Test
    void itIsMeasuredOnlyAfterItWasUsed() {
        AtomicLong looks = new AtomicLong();
        DatabaseSpace one = new DatabaseSpace("a test's", MOST, looks::incrementAndGet);
        one.lookIfDue();
        assertEquals(0, looks.get());
        one.isUsed();
        one.lookIfDue();
        one.isUsed();
        one.lookIfDue();
        assertEquals(1, looks.get(), "and not twice in ten seconds");
    }

    @Test
    void whatCannotBeMeasuredIsAsItWasSeenLast() throws SQLException {
        DatabaseSpace one = new DatabaseSpace("a test's", MOST, () -> {
            throw new IllegalStateException("down");
        });
        one.isUsed();
        one.lookIfDue();
        one.check("INSERT INTO act VALUES (1)");
    }

    @OnBothStores
    void aFullDatabaseIsReadAndEmptiedAndThenTakesMoreAgain(StoreUnderTest underTest) throws Exception {
        try (Databases databases = databases(underTest)) {
            LendingDataSource own = databases.make();
            execute(own, "CREATE TABLE act (id BIGINT, subject TEXT)");
            assertEquals("53100", refusedAtLast(own));

            assertTrue(Integer.parseInt(ask(own, "SELECT count(*) FROM act")) > 0, "it can be read");
            execute(own, "CREATE TABLE IF NOT EXISTS act (id BIGINT, subject TEXT)");
            execute(own, "DELETE FROM act");
            if (underTest.dialect() == Dialect.POSTGRESQL) {
                execute(own, "VACUUM FULL act");
            }
            own.space().look();
            execute(own, "INSERT INTO act VALUES (1, 'x')");
            assertEquals("1", ask(own, "SELECT count(*) FROM act"));
        }
    }

    @OnSqlite
    void theFileGrowsNoFurtherHoweverQuickItIsFilledAndNoPragmaLetsIt(StoreUnderTest underTest) throws Exception {
        try (Databases databases = databases(underTest)) {
            LendingDataSource own = databases.make();
            execute(own, "CREATE TABLE act (id BIGINT, subject TEXT)");
            SQLException full = assertThrows(
                    SQLException.class,
                    () -> execute(own, "INSERT INTO act VALUES (1, hex(randomblob(" + MOST + ")))"));
            assertEquals("53100", full.getSQLState());
            assertEquals("0", ask(own, "SELECT count(*) FROM act"));
            for (String pragma : new String[] {"PRAGMA max_page_count = 1000000", "pragma main.MAX_PAGE_COUNT(0)"}) {
                SQLException refused = assertThrows(SQLException.class, () -> execute(own, pragma));
                assertEquals("42501", refused.getSQLState());
            }
        }
    }

    /** Writes 100,000 bytes at a time that can't be compressed. */
    private static String refusedAtLast(LendingDataSource own) throws SQLException {
        Random random = new Random(7);
        for (int i = 0; i < 40; i++) {
            try (Connection connection = own.getConnection();
                    PreparedStatement insert = connection.prepareStatement("INSERT INTO act VALUES (?, ?)")) {
                insert.setLong(1, i);
                insert.setString(2, new BigInteger(400_000, random).toString(16));
                insert.executeUpdate();
            } catch (SQLException e) {
                return e.getSQLState();
            }
            own.space().look();
        }
        return "never";
    }

    private void holds(long size) {
        bytes.set(size);
        space.look();
    }

    /** Databases that hold {@link #MOST} bytes each. */
    private record Databases(TenantDatabases all) implements AutoCloseable {
        LendingDataSource make() {
            all.create(NIMES, "actes");
            return (LendingDataSource) all.open(NIMES, "actes");
        }

        @Override
        public void close() throws Exception {
            all.drop(NIMES, "actes");
            ((AutoCloseable) all).close();
        }
    }

    private static Databases databases(StoreUnderTest underTest) {
        if (underTest.dialect() == Dialect.SQLITE) {
            return new Databases(
                    new SqliteTenantDatabases(underTest.folder().resolve("small"), Duration.ofMinutes(1), MOST));
        }
        PostgresServer.Database server = underTest.database();
        return new Databases(new PostgresTenantDatabases(
                server.url(), server.user(), server.password(), 8, Duration.ofMinutes(1), MOST));
    }

    private static void execute(LendingDataSource own, String sql) throws SQLException {
        try (Connection connection = own.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static String ask(LendingDataSource own, String sql) throws SQLException {
        try (Connection connection = own.getConnection();
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            result.next();
            return result.getString(1);
        }
    }
}
