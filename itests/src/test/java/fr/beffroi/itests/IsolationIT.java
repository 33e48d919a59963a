package fr.beffroi.itests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The operator has the walls tried in the house as it is shipped, with a program of one commune and an instance of another. */
class IsolationIT {
    /** On both set-ups. */
    private static final List<String> HELD = List.of(
            "class-loading/classes-of-two-instances",
            "class-loading/loader-of-the-thread",
            "class-loading/own-loader",
            "configuration/configuration-admin",
            "configuration/environment",
            "configuration/settings-of-the-house",
            "data-store/connection-of-a-statement",
            "data-store/connection-of-the-meta-data",
            "data-store/unwrap",
            "directory/branch-of-a-neighbour",
            "directory/branch-of-a-neighbour-as-an-instance",
            "directory/branch-without-log-in",
            "directory/people-without-an-entry",
            "files/absolute-path",
            "files/house-by-relative-path",
            "files/own-file-system",
            "files/relative-path",
            "files/symbolic-link",
            "files/write-across",
            "http/made-up-session",
            "http/session-at-a-neighbour",
            "http/token-at-a-neighbour",
            "http/token-for-operations",
            "metering/meter-of-another-service",
            "metering/reading-under-a-false-name",
            "registry/bundles",
            "registry/services");

    @TempDir
    Path folder;

    @Test
    void withWhatTheProductBringsAlong() throws Exception {
        try (Targets targets = new Targets.Embedded()) {
            assertHeld(
                    check(targets), "data-store/attach-neighbour", "data-store/attach-house", "data-store/vacuum-into");
        }
    }

    @Test
    void withPostgresqlAndOpenLdap() throws Exception {
        try (Targets targets = new Targets.Servers(folder)) {
            assertHeld(
                    check(targets),
                    "data-store/neighbour-by-name",
                    "data-store/house-by-name",
                    "data-store/rights-on-other-schemas",
                    "data-store/reset-role-neighbour",
                    "data-store/reset-role-house",
                    "data-store/set-role",
                    "data-store/session-authorization");
        }
    }

    /** What came of each attempt, by {@code wall/attempt}. */
    private Map<String, String> check(Targets targets) throws Exception {
        Town town = Town.in(folder.resolve("town"));
        Path data = folder.resolve("data");
        try (RunningHouse house = RunningHouse.start(data, targets.settings())) {
            town.apply(house);
            OsbClient platform =
                    OsbClient.of(house.address(), house.credentials().of("platform"));
            String one = town.communes().get(0);
            String other = town.communes().get(1);
            String acts = order(platform, Town.ACTES, one);
            order(platform, Town.ACTES, other);
            String people = order(platform, Town.ANNUAIRE, one);
            bind(platform, Town.ACTES, acts);
            bind(platform, Town.ANNUAIRE, people);

            RunningHouse.Run run = house.launcher("isolation-check");
            JsonNode report = newest(data);
            Map<String, String> results = results(report);

            assertFalse(results.containsValue("breached"), run.output());
            for (String wall : HELD) {
                assertEquals("held", results.get(wall), () -> wall + " in " + run.output());
            }
            results.forEach((attempt, result) -> assertFalse(
                    attempt.startsWith("data-store/")
                            && !List.of("held", "open").contains(result),
                    () -> attempt + " in " + run.output()));
            assertEquals(0, run.exit(), run.output());
            assertTrue(run.output().contains("registry"), run.output());
            assertTheJournalNamesTheFile(targets, data);
            assertNothingStays(house, data);
            RunningHouse.Run script = house.launcher("isolation-check", "--json");
            assertEquals(results, results(OsbClient.JSON.readTree(script.output())), "asked again, with a clean start");
            return results;
        }
    }

    private static void assertHeld(Map<String, String> results, String... attempts) {
        for (String attempt : attempts) {
            assertEquals("held", results.get(attempt), () -> attempt + " in " + results);
        }
    }

    private static Map<String, String> results(JsonNode report) {
        Map<String, String> results = new TreeMap<>();
        for (JsonNode attempt : report.path("attempts")) {
            assertFalse(attempt.path("sentence").asText().isBlank(), attempt::toString);
            results.put(
                    attempt.path("wall").asText() + "/"
                            + attempt.path("attempt").asText(),
                    attempt.path("result").asText());
        }
        return results;
    }

    private static Path newestFile(Path data) throws IOException {
        try (Stream<Path> reports = Files.list(data.resolve("reports"))) {
            return reports.max(Comparator.naturalOrder()).orElseThrow();
        }
    }

    private static JsonNode newest(Path data) throws IOException {
        return OsbClient.JSON.readTree(Files.readString(newestFile(data)));
    }

    private static void assertTheJournalNamesTheFile(Targets targets, Path data)
            throws SQLException, IOException, GeneralSecurityException {
        byte[] report = Files.readAllBytes(newestFile(data));
        String digest =
                HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(report));
        try (Connection connection = targets.connect(data);
                Statement statement = connection.createStatement();
                ResultSet entry =
                        statement.executeQuery("SELECT body FROM journal_entry WHERE kind = 'IsolationChecked'")) {
            assertTrue(entry.next(), "an entry");
            assertTrue(entry.getString(1).contains(digest), entry.getString(1));
        }
    }

    private static void assertNothingStays(RunningHouse house, Path data) {
        RunningHouse.Run drift = house.launcher("shell", "drift");
        assertEquals(0, drift.exit(), drift.output());
        assertFalse(Files.exists(data.resolve("tenants/00001")), "the probe's folder");
        assertFalse(Files.exists(data.resolve("tenants/00002")), "its neighbour's folder");
        assertFalse(
                house.launcher("shell", "instances").output().contains("isolation-probe"), "an instance of the probe");
    }

    private static String order(OsbClient platform, Town.Service service, String insee) {
        String path = ContractHouse.instance(service.name() + "-" + insee);
        platform.put(path + "?accepts_incomplete=true", service.order(insee)).expect(202);
        awaitSuccess(platform, path);
        return path;
    }

    private static void bind(OsbClient platform, Town.Service service, String instance) {
        String path = instance + "/service_bindings/programme";
        platform.put(path + "?accepts_incomplete=true", service.binding()).expect(201, 202);
        RunningHouse.await(path + " is there", () -> platform.get(path).status() == 200);
    }

    private static void awaitSuccess(OsbClient platform, String path) {
        RunningHouse.await(
                path + " is made",
                () -> platform.get(path + "/last_operation")
                        .json()
                        .path("state")
                        .asText()
                        .equals("succeeded"));
    }
}
