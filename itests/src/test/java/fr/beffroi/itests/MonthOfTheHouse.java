package fr.beffroi.itests;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import fr.beffroi.launcher.Login;
import fr.beffroi.launcher.Terminal;
import fr.beffroi.launcher.story.Scale;
import fr.beffroi.launcher.story.Story;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** A month of the house, shortened: what the demonstration plays, and what has to be left of it after a night, a power cut and a forgery. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
abstract class MonthOfTheHouse {
    private static final String PERIOD = "2026-10";
    private static final Map<String, String> OCTOBER =
            Map.of("BEFFROI_DEMONSTRATION", "true", "BEFFROI_DEMONSTRATION_START", "2026-10-01T06:00:00Z");

    private RunningHouse house;
    private Map<String, String> before;

    /** Where the house keeps its data, as the environment says it. */
    abstract Map<String, String> dataStore();

    /** A connection behind the house's back. */
    abstract Connection dataStore(Path data) throws SQLException;

    @BeforeAll
    void openTheHouse(@TempDir(cleanup = CleanupMode.ON_SUCCESS) Path folder) {
        Map<String, String> settings = new HashMap<>(OCTOBER);
        settings.putAll(dataStore());
        house = RunningHouse.start(folder.resolve("data"), settings);
    }

    @AfterAll
    void leaveNothingRunning() {
        if (house != null) {
            house.close();
        }
    }

    @Test
    @Order(1)
    void theMonthIsPlayedToItsEnd() throws IOException {
        ByteArrayOutputStream told = new ByteArrayOutputStream();
        Terminal terminal = new Terminal(new PrintStream(told, true, StandardCharsets.UTF_8), false);
        Path tenants = RunningHouse.ROOT.resolve("tenants/nimes-metropole");

        new Story(terminal, house.http(), house.credentials(), tenants, new Scale(5, 2, 3)).play();

        assertTrue(told.toString(StandardCharsets.UTF_8).contains("L'histoire est finie"), told::toString);
        before = whatPeopleSee();
        assertEquals(
                communesInFiles() - 1, json("/api/v1/tenants").path("tenants").size(), "all but the one that left");
    }

    @Test
    @Order(2)
    void theStatementsAddUpToWhatWasToBeSharedAndEachCanBeRecomputed() {
        JsonNode verification = json("/api/v1/periods/" + PERIOD + "/verification");

        assertTrue(verification.path("findings").isEmpty(), verification::toString);
        RunningHouse.Run verify = house.launcher("verify");
        assertEquals(0, verify.exit(), verify.output());
    }

    @Test
    @Order(3)
    void afterANightEverythingIsStillThere() {
        house.stop();
        house.start();

        assertNothingIsLost();
    }

    @Test
    @Order(4)
    void afterAPowerCutEverythingIsStillThere() {
        house.kill();
        house.start();

        assertNothingIsLost();
        assertEquals(0, house.launcher("verify").exit());
    }

    @Test
    @Order(5)
    void aForgedReadingIsFoundAndNamed() throws SQLException {
        house.stop();
        String reading = forge(
                // The eldest, which is of the sealed month for certain: whoever looked at a page since is of an open
                // one.
                "SELECT source || ' ' || id FROM metering_reading WHERE meter = 'page-views' ORDER BY at, id LIMIT 1",
                "UPDATE metering_reading SET quantity = quantity + 1000000 WHERE source || ' ' || id = ?");
        house.start();

        RunningHouse.Run verify = house.launcher("verify");

        assertNotEquals(0, verify.exit(), verify.output());
        assertTrue(verify.output().contains("page-views"), "the seal of " + reading + " in " + verify.output());
    }

    @Test
    @Order(6)
    void aForgedEntryOfTheJournalIsFoundAndNamed() throws SQLException {
        house.stop();
        String number = forge(
                "SELECT number FROM journal_entry WHERE kind = 'StatementIssued' ORDER BY number LIMIT 1",
                "UPDATE journal_entry SET body = replace(body, '\"totalCents\":', '\"totalCents\":1') WHERE CAST(number AS TEXT) = ?");
        house.start();

        RunningHouse.Run verify = house.launcher("verify");

        assertNotEquals(0, verify.exit(), verify.output());
        assertTrue(verify.output().contains(number), "entry " + number + " in " + verify.output());
    }

    private void assertNothingIsLost() {
        Map<String, String> now = whatPeopleSee();
        assertEquals(before.keySet(), now.keySet());
        assertAll(before.entrySet().stream()
                .map(path -> () -> assertEquals(path.getValue(), now.get(path.getKey()), path.getKey())));
    }

    final RunningHouse house() {
        return house;
    }

    private static long communesInFiles() throws IOException {
        try (Stream<Path> files = Files.list(RunningHouse.ROOT.resolve("tenants/nimes-metropole/communes"))) {
            return files.count();
        }
    }

    /** Everything that must survive, as the people of the house see it over HTTP. */
    private Map<String, String> whatPeopleSee() {
        Map<String, String> seen = new LinkedHashMap<>();
        for (String path : new String[] {
            "/api/v1/tenants",
            "/api/v1/offerings",
            "/api/v1/subscriptions",
            "/api/v1/usage/totals?from=2026-10-01T00:00:00Z&to=2026-11-01T00:00:00Z",
            "/api/v1/periods/" + PERIOD + "/statements"
        }) {
            seen.put(path, house.http().get(operations(), path).expect(200).text());
        }
        for (JsonNode subscription : json("/api/v1/subscriptions").path("subscriptions")) {
            String insee = subscription.path("tenant").asText();
            String acts = "/t/" + insee + "/actes/api/acts";
            seen.put(
                    acts,
                    house.http().get(acts).status() + " "
                            + house.http().get(acts).text());
            String archives = "/api/v1/tenants/" + insee + "/archives";
            seen.put(
                    archives,
                    house.http().get(operations(), archives).expect(200).text());
        }
        return seen;
    }

    final JsonNode json(String path) {
        return house.http().get(operations(), path).expect(200).json();
    }

    private Login operations() {
        return house.credentials().of("ops");
    }

    /** Changes one row behind the house's back. */
    private String forge(String choice, String change) throws SQLException {
        try (Connection data = dataStore(house.data());
                Statement select = data.createStatement();
                ResultSet chosen = select.executeQuery(choice)) {
            assertTrue(chosen.next(), "something to forge");
            String victim = chosen.getString(1);
            try (var update = data.prepareStatement(change)) {
                update.setString(1, victim);
                assertEquals(1, update.executeUpdate());
            }
            return victim;
        }
    }
}
