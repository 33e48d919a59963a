package fr.beffroi.itests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import fr.beffroi.launcher.Answer;
import fr.beffroi.launcher.Login;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a house in use answers to mistakes: a clear sentence, the right status, and nothing half done. */
class BadInputIT {
    private static final JsonMapper JSON = new JsonMapper();
    private static final String NIMES = "30189";

    @TempDir
    static Path folder;

    private static RunningHouse house;
    private static JsonNode actes;
    private static JsonNode messagerie;

    @BeforeAll
    static void openTheHouse() {
        house = RunningHouse.start(folder.resolve("data"), Map.of());
        RunningHouse.Run apply = house.launcher("apply", tenants().toString());
        assertEquals(0, apply.exit(), apply.output());
        for (JsonNode service : house.http()
                .osb(platform(), "GET", "/v2/catalog", null)
                .expect(200)
                .json()
                .path("services")) {
            if (service.path("name").asText().equals("actes")) {
                actes = service;
            } else if (service.path("name").asText().equals("messagerie")) {
                messagerie = service;
            }
        }
    }

    @AfterAll
    static void leaveNothingRunning() {
        house.close();
    }

    @Test
    void appliedTwiceTheSecondTimeChangesNothing() {
        RunningHouse.Run again = house.launcher("apply", tenants().toString());

        assertEquals(0, again.exit(), again.output());
        assertTrue(again.output().contains("Rien à changer"), again.output());
    }

    @Test
    void aBrokenTenantFileIsNamedWithItsLineAndNothingChanges() throws IOException {
        Path broken = copyOfTenants("broken");
        Path bernis = broken.resolve("communes/30036.yaml");
        List<String> lines = new ArrayList<>(Files.readAllLines(bernis));
        int line = indexOf(lines, "population:");
        lines.set(line, "population: douze");
        Files.write(bernis, lines);
        Path dions = broken.resolve("communes/30102.yaml");
        Files.writeString(dions, Files.readString(dions).replaceFirst("name: .*", "name: Dions-sur-Gardon"));

        RunningHouse.Run apply = house.launcher("apply", broken.toString());

        assertEquals(1, apply.exit(), apply.output());
        assertTrue(apply.output().contains("communes/30036.yaml:" + (line + 1)), apply.output());
        assertFalse(tenantNames().contains("Dions-sur-Gardon"), "the right file beside the broken one");
    }

    @Test
    void aPlanIsShownAndNotCarriedOut() throws IOException {
        Path changed = copyOfTenants("changed");
        Path dions = changed.resolve("communes/30102.yaml");
        Files.writeString(dions, Files.readString(dions).replaceFirst("population: \\d+", "population: 999"));

        RunningHouse.Run plan = house.launcher("apply", changed.toString(), "--plan");

        assertEquals(0, plan.exit(), plan.output());
        assertTrue(plan.output().contains("30102"), plan.output());
        assertFalse(house.launcher("shell", "tenants", "--json").output().contains("999"));
    }

    @Test
    void anUnknownCommuneIsRefusedWithASentence() {
        Answer answer = order("unknown-commune", "75056", actes, plan(actes));

        assertEquals(400, answer.status(), answer::text);
        assertTrue(answer.sentence().contains("75056"), answer::text);
    }

    @Test
    void aPlanOfAnotherOfferingIsRefused() {
        Answer answer = order("wrong-plan", NIMES, actes, plan(messagerie));

        assertEquals(400, answer.status(), answer::text);
        assertEquals(404, fetch("wrong-plan").status());
    }

    @Test
    void anIdThatIsTakenIsRefusedAndTheFirstOrderStands() {
        Answer first = order("taken", "30155", messagerie, plan(messagerie));
        assertEquals(202, first.status(), first::text);

        Answer second = order("taken", "30156", messagerie, plan(messagerie));

        assertEquals(409, second.status(), second::text);
        RunningHouse.await(
                "the first order has been carried out", () -> fetch("taken").status() == 200);
    }

    @Test
    void theSameServiceTwiceForOneCommuneIsRefused() {
        assertEquals(
                202,
                order("first-of-two", "30047", messagerie, plan(messagerie)).status());

        Answer second = order("second-of-two", "30047", messagerie, plan(messagerie));

        assertEquals(422, second.status(), second::text);
    }

    @Test
    void aReadingOfAnUnknownMeterIsRefusedAndTheOtherOneCounts() {
        String batch = "[" + reading("good", "mailboxes") + "," + reading("bad", "no-such-meter") + "]";

        JsonNode receipts = house.http()
                .post(
                        operations(),
                        "/api/v1/readings",
                        "application/cloudevents-batch+json",
                        batch.getBytes(StandardCharsets.UTF_8))
                .expect(200)
                .json();

        assertEquals("refused", receipts.findValuesAsText("outcome").get(1), receipts::toString);
        assertEquals("accepted", receipts.findValuesAsText("outcome").get(0), receipts::toString);
    }

    @Test
    void aMonthThatIsNotOverCanNotBeClosed() {
        Answer answer =
                house.http().post(operations(), "/api/v1/periods/2999-01/closing", "application/json", new byte[0]);

        assertEquals(422, answer.status(), answer::text);
        assertTrue(answer.sentence().contains("2999-01"), answer::text);
    }

    @Test
    void noEndpointIsOpenButHealth() {
        JsonNode paths = house.http()
                .get(operations(), "/api/v1/openapi.json")
                .expect(200)
                .json()
                .path("paths");
        List<String> all =
                new ArrayList<>(List.of("/v2/catalog", "/metrics", "/shell", "/", "/system/console", "/v2/"));
        for (Iterator<String> names = paths.fieldNames(); names.hasNext(); ) {
            String path = names.next().replaceAll("\\{[^}]*}", "30189");
            all.add(path.startsWith("/api/v1") ? path : "/api/v1" + path);
        }

        for (String path : all) {
            assertEquals(401, house.http().get(path).status(), path);
        }
        assertEquals(200, house.http().get("/health/live").status());
        assertEquals(200, house.http().get("/health/ready").status());
        assertEquals(
                401,
                house.http().get(new Login("ops", "wrong"), "/api/v1/tenants").status());
    }

    @Test
    void aContactSeesAndOrdersForTheirOwnCommuneOnly() {
        Login contact = contactOf("30206");

        assertEquals(200, house.http().get(contact, "/api/v1/tenants/30206").status());
        assertEquals(404, house.http().get(contact, "/api/v1/tenants/30036").status());
        assertEquals(403, house.http().get(contact, "/metrics").status());
        assertEquals(403, house.http().osb(contact, "GET", "/v2/catalog", null).status());
        assertEquals(
                403,
                house.http()
                        .post(contact, "/api/v1/periods/2026-09/closing", "application/json", new byte[0])
                        .status());
    }

    @Test
    void thePageOfMetricsSpeaksPrometheus() {
        String page = house.http().get(operations(), "/metrics").expect(200).text();

        assertTrue(page.contains("beffroi_tenants 39.0"), page);
        assertTrue(page.contains("beffroi_subscriptions{state=\"active\"}"), page);
        assertTrue(page.contains("jvm_memory_used_bytes"), page);
    }

    private static Login contactOf(String insee) {
        JsonNode accounts = house.http()
                .get(operations(), "/api/v1/tenants/" + insee + "/accounts")
                .expect(200)
                .json()
                .path("accounts");
        for (JsonNode account : accounts) {
            if (account.path("role").asText().equalsIgnoreCase("contact")) {
                JsonNode renewed = house.http()
                        .post(
                                operations(),
                                "/api/v1/tenants/" + insee + "/accounts/"
                                        + account.path("uid").asText() + "/password",
                                "application/json",
                                new byte[0])
                        .expect(200)
                        .json();
                return new Login(
                        renewed.path("login").asText(), renewed.path("password").asText());
            }
        }
        throw new AssertionError(insee + " has no contact: " + accounts);
    }

    private static Answer order(String id, String insee, JsonNode service, String plan) {
        ObjectNode body = JSON.createObjectNode()
                .put("service_id", service.path("id").asText())
                .put("plan_id", plan)
                .put("organization_guid", insee)
                .put("space_guid", "mairie");
        return house.http().osb(platform(), "PUT", "/v2/service_instances/" + id + "?accepts_incomplete=true", body);
    }

    private static Answer fetch(String id) {
        return house.http().osb(platform(), "GET", "/v2/service_instances/" + id, null);
    }

    private static String plan(JsonNode service) {
        return service.path("plans").path(0).path("id").asText();
    }

    private static String reading(String id, String meter) {
        return "{\"specversion\":\"1.0\",\"source\":\"/test\",\"id\":\"" + id
                + "\",\"type\":\"fr.beffroi.reading.messagerie." + meter
                + "\",\"subject\":\"30189\",\"time\":\"2026-10-05T08:00:00Z\",\"data\":{\"quantity\":\"1.5\"}}";
    }

    private static List<String> tenantNames() {
        return house.http()
                .get(operations(), "/api/v1/tenants")
                .expect(200)
                .json()
                .findValuesAsText("name");
    }

    private static Login operations() {
        return house.credentials().of("ops");
    }

    private static Login platform() {
        return house.credentials().of("platform");
    }

    private static Path tenants() {
        return RunningHouse.ROOT.resolve("tenants/nimes-metropole");
    }

    private static Path copyOfTenants(String name) throws IOException {
        Path copy = folder.resolve(name);
        try (Stream<Path> all = Files.walk(tenants())) {
            for (Path one : all.toList()) {
                Path target = copy.resolve(tenants().relativize(one).toString());
                if (Files.isDirectory(one)) {
                    Files.createDirectories(target);
                } else {
                    Files.copy(one, target);
                }
            }
        }
        return copy;
    }

    private static int indexOf(List<String> lines, String start) {
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).startsWith(start)) {
                return i;
            }
        }
        throw new AssertionError("no line starts with " + start);
    }
}
