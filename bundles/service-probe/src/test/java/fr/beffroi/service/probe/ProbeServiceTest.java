package fr.beffroi.service.probe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fr.beffroi.api.Insee;
import fr.beffroi.api.Reason;
import fr.beffroi.api.Refusal;
import fr.beffroi.api.hosted.DirectoryView;
import fr.beffroi.store.Store.Dialect;
import fr.beffroi.store.TenantDatabases;
import fr.beffroi.store.testing.OnBothStores;
import fr.beffroi.store.testing.PostgresServer;
import fr.beffroi.store.testing.StoreUnderTest;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.ds.PGSimpleDataSource;
import org.sqlite.SQLiteDataSource;

/** A probe is worth something only when it sees a wall that is missing. */
class ProbeServiceTest {
    @TempDir
    Path data;

    private HouseWithoutWalls house;

    @BeforeEach
    void build() {
        house = new HouseWithoutWalls(data);
    }

    @Test
    void withoutWallsEveryFileAndEveryMeterIsReached() throws Exception {
        Files.writeString(data.resolve("credentials"), "ops");
        house.neighbour(sqlite("00002")).export(data);

        Map<String, String> results = house.export(house.intruder(sqlite("00001"), Map.of()));

        assertEquals(
                Map.of(
                        "files/absolute-path", "breached",
                        "files/house-by-relative-path", "breached",
                        "files/java-file-system", "open",
                        "files/own-file-system", "breached",
                        "files/relative-path", "breached",
                        "files/symbolic-link", "breached",
                        "files/write-across", "breached",
                        "metering/meter-of-another-service", "breached"),
                of(results, name -> name.startsWith("files/") || name.startsWith("metering/")));
    }

    @Test
    void whoeverIsShownByTheDirectoryIsABreachAndItsSilenceSaysNothing() throws Exception {
        assertEquals("breached", people());
        house.directory = refusing(Reason.FORBIDDEN);
        assertEquals("held", people());
        house.directory = refusing(Reason.UNAVAILABLE);
        assertEquals("not-tried", people());
    }

    private String people() throws Exception {
        return house.export(house.intruder(sqlite("00001"), Map.of())).get("directory/people-without-an-entry");
    }

    private static DirectoryView refusing(Reason reason) {
        return (DirectoryView) Proxy.newProxyInstance(
                ProbeServiceTest.class.getClassLoader(),
                new Class<?>[] {DirectoryView.class},
                (proxy, method, arguments) -> {
                    throw new Refusal(reason, "Not for you, or not now.");
                });
    }

    @Test
    void withoutANeighbourOnTheDiskTheSameAttemptsAreHeld() throws Exception {
        Map<String, String> results = house.export(house.intruder(sqlite("00001"), Map.of()));

        assertEquals(
                List.of("held"),
                of(results, name -> name.startsWith("files/")).values().stream()
                        .distinct()
                        .toList());
    }

    @Test
    void withoutWallsEverySqliteFileIsReached() throws Exception {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + data.resolve("beffroi.db"));
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE journal_entry (number INTEGER)");
        }
        house.neighbour(sqlite("00002")).export(data);

        Map<String, String> results = house.export(house.intruder(sqlite("00001"), Map.of()));

        assertEquals("breached", results.get("data-store/attach-neighbour"));
        assertEquals("breached", results.get("data-store/attach-house"));
        assertEquals("breached", results.get("data-store/vacuum-into"));
    }

    @Test
    void aConnectionThatIsLentAndLetsTheRealOneOutIsFound() throws Exception {
        Map<String, String> results = house.export(house.intruder(lendingCarelessly(sqlite("00001")), Map.of()));

        for (String way : List.of("unwrap", "connection-of-a-statement", "connection-of-the-meta-data")) {
            assertEquals("breached", results.get("data-store/" + way), way);
        }
    }

    @OnBothStores
    void whatTheStoreLendsRefusesEveryWayOut(StoreUnderTest store) throws Exception {
        TenantDatabases databases = store.tenantDatabases();
        databases.create(new Insee("00001"), "isolation-probe");
        databases.create(new Insee("00002"), "isolation-probe");
        if (store.dialect() == Dialect.POSTGRESQL) {
            try (Connection connection = owner(store.database()).getConnection();
                    Statement statement = connection.createStatement()) {
                statement.execute("CREATE TABLE journal_entry (number INTEGER)");
            }
        }
        house.neighbour(databases.open(new Insee("00002"), "isolation-probe")).export(data);

        Map<String, String> results =
                house.export(house.intruder(databases.open(new Insee("00001"), "isolation-probe"), Map.of()));

        Map<String, String> ways = of(results, name -> name.startsWith("data-store/"));
        ways.remove("data-store/names-in-the-catalogue");
        assertTrue(ways.size() > 5, ways::toString);
        assertEquals(Set.of("held"), Set.copyOf(ways.values()), ways::toString);
    }

    @Test
    void whereNoConnectionIsFreeNothingIsTried() throws Exception {
        SQLException busy = new SQLTransientConnectionException("All 4 connections have been in use for 10 seconds");
        SQLException notLetIn = new SQLException("pg_hba.conf needs a line", "28000");
        SQLException gone = new SQLException("The data store is closed.", "08003");

        for (SQLException failure : List.of(busy, notLetIn, gone)) {
            Map<String, String> results = house.export(house.intruder(lendingOnce(sqlite("00001"), failure), Map.of()));

            Map<String, String> ways = of(results, name -> name.startsWith("data-store/"));
            assertEquals(Set.of("not-tried"), Set.copyOf(ways.values()), failure + ": " + ways);
        }
    }

    /** One connection, by which the probe learns what data store it has. */
    private static DataSource lendingOnce(DataSource real, SQLException afterwards) {
        AtomicBoolean lent = new AtomicBoolean();
        return (DataSource) Proxy.newProxyInstance(
                ProbeServiceTest.class.getClassLoader(),
                new Class<?>[] {DataSource.class},
                (source, asked, nothing) -> {
                    if (lent.getAndSet(true)) {
                        throw afterwards;
                    }
                    return real.getConnection();
                });
    }

    @Test
    void aTableThatIsNotThereWasNotTried() throws Exception {
        house.neighbour(sqlite("00002"));

        Map<String, String> results = house.export(house.intruder(sqlite("00001"), Map.of()));

        assertEquals("not-tried", results.get("data-store/attach-neighbour"));
        assertEquals("not-tried", results.get("data-store/attach-house"));
    }

    /** Wraps connections in nothing but a proxy, which passes on whatever it is asked. */
    private static DataSource lendingCarelessly(DataSource real) {
        ClassLoader loader = ProbeServiceTest.class.getClassLoader();
        return (DataSource) Proxy.newProxyInstance(
                loader, new Class<?>[] {DataSource.class}, (source, asked, nothing) -> {
                    Connection connection = real.getConnection();
                    return Proxy.newProxyInstance(
                            loader,
                            new Class<?>[] {Connection.class},
                            (proxy, method, arguments) -> method.invoke(connection, arguments));
                });
    }

    @Test
    void withoutWallsEverySchemaOfPostgresqlIsReached() throws Exception {
        PostgresServer.Database database = PostgresServer.get().newDatabase();
        DataSource owner = owner(database);
        try (Connection connection = owner.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE journal_entry (number INTEGER)");
            statement.execute("CREATE SCHEMA \"t_00002_isolation_probe\"");
            statement.execute("CREATE TABLE \"t_00002_isolation_probe\".secret (word TEXT)");
        }
        try {
            Map<String, String> results = house.export(house.intruder(owner, Map.of()));

            for (String attempt : List.of(
                    "neighbour-by-name",
                    "house-by-name",
                    "reset-role-neighbour",
                    "reset-role-house",
                    "session-authorization",
                    "rights-on-other-schemas")) {
                assertEquals("breached", results.get("data-store/" + attempt), attempt);
            }
            assertEquals("open", results.get("data-store/names-in-the-catalogue"));
        } finally {
            PostgresServer.get().drop(database);
        }
    }

    @Test
    void settingsOfTheHouseAreNamedAndNeverShown() throws Exception {
        Path folder = Files.createDirectory(data.resolve("out"));

        house.intruder(sqlite("00001"), Map.of("component.name", "probe", ".password", "hunter2"))
                .export(folder);

        String line = Files.readAllLines(folder.resolve(ProbeService.FINDINGS)).stream()
                .filter(one -> one.contains("settings-of-the-house"))
                .findFirst()
                .orElseThrow();
        assertEquals(
                "configuration\tsettings-of-the-house\tbreached\tDes réglages de Beffroi ont été remis à l'instance : .password.",
                line);
    }

    @Test
    void whereThereIsNoFrameworkTheRegistryCountsAsNotTried() throws Exception {
        Map<String, String> results = house.export(house.intruder(sqlite("00001"), Map.of()));

        assertEquals("not-tried", results.get("registry/services"));
        assertEquals("not-tried", results.get("registry/bundles"));
        assertEquals("breached", results.get("class-loading/own-loader"), "the test's loader has the house's classes");
    }

    @Test
    void aProbeNeverOpensToPeople() {
        ProbeService probe = house.neighbour(sqlite("00002"));

        assertThrows(IllegalStateException.class, probe::check);
    }

    private static DataSource owner(PostgresServer.Database database) {
        PGSimpleDataSource owner = new PGSimpleDataSource();
        owner.setUrl(database.url());
        owner.setUser(database.user());
        owner.setPassword(database.password());
        return owner;
    }

    private DataSource sqlite(String insee) {
        SQLiteDataSource dataSource = new SQLiteDataSource();
        dataSource.setUrl("jdbc:sqlite:" + house.folder(insee).resolve("data.db"));
        return dataSource;
    }

    private static Map<String, String> of(Map<String, String> results, Predicate<String> name) {
        Map<String, String> chosen = new TreeMap<>(results);
        chosen.keySet().removeIf(name.negate());
        return chosen;
    }
}
