package fr.beffroi.itests;

import static fr.beffroi.itests.ContractHouse.instance;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeType;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * The 105 numbered requirements of the Open Service Broker API 2.17 against the running house, a test each, named after its number.
 *
 * <p>Some say what a broker may leave out, or bind the platform; what we do there is tested: 2, 3 (412), 5 (tolerated and
 * journaled), 30 (entity tags), 32 (no dashboard client), 36 (synchronous all the same), 61 (no metadata of ours), 81 (no service
 * of ours needs an app), 84 and 85 (no log drains, routes or volumes), 104 (platform's). Of 50, that a failed deprovision may say
 * whether the instance is usable is tested in the room <i>osb</i>: here nothing fails to be deprovisioned.
 */
class OsbContractIT {
    private static final String ASYNC = "?accepts_incomplete=true";
    private static final String UNKNOWN = "00000000-0000-4000-8000-000000000000";

    private static ContractHouse house;
    private static OsbClient platform;

    @BeforeAll
    static void openTheHouse(@TempDir(cleanup = CleanupMode.ON_SUCCESS) Path folder) {
        house = new ContractHouse(folder);
        platform = house.platform;
    }

    @AfterAll
    static void leaveNothingRunning() {
        if (house != null) {
            house.close();
        }
    }

    @AfterEach
    void tidy() {
        house.tidy();
    }

    // A. Headers, authentication, content

    @Test
    void item001_everyMinorVersionOf2IsServed() {
        for (String version : List.of("2.13", "2.14", "2.15", "2.16", "2.17", "2.42")) {
            platform.with("X-Broker-API-Version", version).get("/v2/catalog").expect(200);
        }
    }

    @Test
    void item002_aVersionThatCanNotBeServedIs412WithTheOneThatCan() {
        for (String version : List.of("1.0", "3.0", "2", "two")) {
            OsbClient.Reply reply = platform.with("X-Broker-API-Version", version)
                    .get("/v2/catalog")
                    .expect(412);
            assertTrue(reply.json().path("description").asText().contains("2.17"), reply::toString);
        }
    }

    @Test
    void item003_aRequestWithoutVersionIs412WithADescription() {
        OsbClient.Reply reply =
                platform.without("X-Broker-API-Version").get("/v2/catalog").expect(412);

        assertTrue(reply.json().path("description").asText().contains("X-Broker-API-Version"), reply::toString);
    }

    @Test
    void item004_whoDoesNotAuthenticateIs401EverywhereBeforeAnythingElse() {
        OsbClient nobody = platform.without("Authorization").without("X-Broker-API-Version");
        for (String path : endpoints()) {
            for (String method : List.of("GET", "PUT", "PATCH", "DELETE")) {
                nobody.send(method, path, "text/plain", "no JSON").expect(401);
            }
        }
        platform.with("Authorization", "Basic bm9ib2R5Om5vdGhpbmc=")
                .get("/v2/catalog")
                .expect(401);
    }

    private static List<String> endpoints() {
        return List.of(
                "/v2/catalog",
                "/v2/service_instances/a",
                "/v2/service_instances/a/last_operation",
                "/v2/service_instances/a/service_bindings/b",
                "/v2/service_instances/a/service_bindings/b/last_operation");
    }

    @Test
    void item005_anOriginatingIdentityIsToleratedAndItsDigestIsJournaled() throws SQLException {
        String identity = Base64.getEncoder()
                .encodeToString("{\"user_id\":\"mireille.dupont\"}".getBytes(StandardCharsets.UTF_8));
        String id = house.id();

        platform.with("X-Broker-API-Originating-Identity", "cloudfoundry " + identity)
                .put(instance(id), Town.REGISTRE.order(house.commune()))
                .expect(201);

        String entries = ask("SELECT body FROM journal_entry WHERE kind = 'OrderOriginated'");
        assertTrue(entries.contains(id) && entries.contains("cloudfoundry"), entries);
        assertFalse(entries.contains("mireille"), "no personal data in the journal");
        house.platform
                .put(instance(house.id()), Town.REGISTRE.order(house.commune()))
                .expect(201);
    }

    @Test
    void item006_theRequestIdentityIsEchoedOnEveryAnswer() {
        OsbClient named = platform.with("X-Broker-API-Request-Identity", "request-42");
        List<OsbClient.Reply> replies = List.of(
                named.get("/v2/catalog").expect(200),
                named.get(instance("nothing")).expect(404),
                named.delete(instance("nothing") + ASYNC + "&" + Town.ACTES.ids())
                        .expect(410),
                named.put(instance("nothing"), OsbClient.JSON.createObjectNode())
                        .expect(400),
                named.without("Authorization").get("/v2/catalog").expect(401),
                named.without("X-Broker-API-Version").get("/v2/catalog").expect(412));

        for (OsbClient.Reply reply : replies) {
            assertEquals(
                    "request-42", reply.header("X-Broker-API-Request-Identity").orElse(""), reply::toString);
        }
    }

    @Test
    void item007_unknownFieldsAreIgnored() {
        ObjectNode order = Town.REGISTRE.order(house.commune());
        order.put("x-vendor", 1).putObject("more").put("of", "it");

        platform.put(instance(house.id()), order).expect(201);
    }

    @Test
    void item008_aMissingContentTypeIsProcessedAndAWrongOneIs400() {
        String order = Town.REGISTRE.order(house.commune()).toString();
        String path = instance(house.id());

        platform.send("PUT", path, "text/plain", order).expect(400);
        platform.send("PUT", path, "application/json", "{\"service_id\":").expect(400);
        platform.send("PUT", path, "application/json", "[]").expect(400);
        platform.get(path).expect(404);
        platform.send("PUT", path, null, order).expect(201);
        platform.send("PUT", path, "application/json; charset=utf-8", order).expect(200);
    }

    @Test
    void item009_anIdMayHoldAnyCharacter() {
        String id = house.id("30/189;v=1 é%2F?#+&\\:" + Instant.now().toEpochMilli());
        ContractHouse.Made made = house.make(Town.ACTES, Town.ACTES.plan(), house.commune(), id);
        String binding = made.binding("liaison/ à;b%20c");

        platform.get(made.path()).expect(200);
        platform.put(binding, house.body(made)).expect(201);
        platform.get(binding).expect(200);
        platform.delete(binding + "?" + made.ids()).expect(200);
        platform.delete(made.path() + ASYNC + "&" + made.ids()).expect(202);
        house.awaitSuccess(made.path());
        platform.get(made.path()).expect(404);
    }

    // B. Errors

    /** A request that is wrong in each way, and what it must be answered. */
    private record Wrong(int status, OsbClient.Reply reply) {}

    private static List<Wrong> everyWrong() {
        ContractHouse.Made registre = house.make(Town.REGISTRE);
        ContractHouse.Made actes = house.make(Town.ACTES);
        ObjectNode otherOrganization = Town.REGISTRE.order(house.commune());
        ObjectNode wrongVersion = Town.ACTES.order(house.commune());
        wrongVersion.putObject("maintenance_info").put("version", "7.7.7");
        return List.of(
                new Wrong(400, platform.put(instance("wrong"), OsbClient.JSON.createObjectNode())),
                new Wrong(401, platform.without("Authorization").get("/v2/catalog")),
                new Wrong(404, platform.get(instance("wrong"))),
                new Wrong(404, platform.get(instance("wrong") + "/last_operation")),
                new Wrong(404, platform.get(actes.binding("wrong"))),
                new Wrong(409, platform.put(registre.path(), otherOrganization)),
                new Wrong(410, platform.delete(instance("wrong") + ASYNC + "&" + Town.ACTES.ids())),
                new Wrong(410, platform.delete(actes.binding("wrong") + "?" + actes.ids())),
                new Wrong(412, platform.without("X-Broker-API-Version").get("/v2/catalog")),
                new Wrong(422, platform.put(instance("wrong"), Town.ACTES.order(house.commune()))),
                new Wrong(422, platform.put(instance("wrong") + ASYNC, wrongVersion)),
                new Wrong(422, platform.patch(actes.path(), change(Town.ACTES, Town.ACTES_LARGE))),
                new Wrong(422, platform.delete(actes.path() + "?" + actes.ids())));
    }

    @Test
    void item010_eachFailureHasItsStatus() {
        everyWrong().forEach(wrong -> wrong.reply().expect(wrong.status()));
    }

    @Test
    void item011_anErrorIsAJsonObjectWithAWordAndASentence() {
        for (Wrong wrong : everyWrong()) {
            JsonNode body = wrong.reply().json();
            assertTrue(body.isObject(), wrong::toString);
            if (wrong.status() != 410) {
                assertTrue(body.path("error").asText().matches("[A-Z][A-Za-z]+"), wrong::toString);
                assertFalse(body.path("description").asText().isBlank(), wrong::toString);
            }
        }
    }

    @Test
    void item012_instanceUsableIsSaidOfUpdatesAndDeprovisionsOnly() {
        for (Wrong wrong : everyWrong()) {
            boolean ofOne = wrong.reply().request().startsWith("PATCH")
                    || wrong.reply().request().startsWith("DELETE");
            assertTrue(ofOne || !wrong.reply().json().has("instance_usable"), wrong::toString);
        }
    }

    @Test
    void item013_updateRepeatableIsSaidOfUpdatesOnly() {
        for (Wrong wrong : everyWrong()) {
            assertTrue(
                    wrong.reply().request().startsWith("PATCH")
                            || !wrong.reply().json().has("update_repeatable"),
                    wrong::toString);
        }
    }

    @Test
    void item014_thePrescribedWordsAreUsedAsTheyAre() {
        ObjectNode wrongVersion = Town.ACTES.order(house.commune());
        wrongVersion.putObject("maintenance_info").put("version", "7.7.7");
        platform.put(instance("words") + ASYNC, wrongVersion).expectError(422, "MaintenanceInfoConflict");
        platform.put(instance("words"), Town.ACTES.order(house.commune())).expectError(422, "AsyncRequired");
        ContractHouse.Made held = house.held(Town.ACTES);
        platform.patch(held.path() + ASYNC, change(Town.ACTES, Town.ACTES_LARGE))
                .expectError(422, "ConcurrencyError");
    }

    @Test
    void item015_after4xxEverythingIsAsBefore() throws SQLException {
        ContractHouse.Made actes = house.make(Town.ACTES);
        String before = house.everything();
        String head = ask("SELECT max(number) FROM journal_entry");

        platform.put(instance("refused"), Town.ACTES.order(house.commune())).expect(422);
        platform.put(actes.path() + ASYNC, Town.ACTES.order(house.commune())).expect(409);
        platform.patch(actes.path() + ASYNC, OsbClient.JSON.createObjectNode()).expect(400);
        platform.delete(actes.path() + ASYNC).expect(400);
        platform.put(actes.binding("refused"), OsbClient.JSON.createObjectNode())
                .expect(400);

        assertEquals(before, house.everything());
        assertEquals(head, ask("SELECT max(number) FROM journal_entry"));
    }

    @Test
    void item016_after5xxEverythingIsAsBefore() throws SQLException {
        String before = house.everything();
        String path = instance(house.id());
        ObjectNode order = Town.REGISTRE.order(house.commune());

        OsbClient.Reply reply = whileNobodyCanWrite(() -> platform.put(path, order));

        assertTrue(reply.status() >= 500, reply::toString);
        assertEquals(before, house.everything());
        platform.get(path).expect(404);
    }

    @Test
    void item017_afterAFailedUpdateNoneOfItsChangesHolds() throws SQLException {
        ContractHouse.Made registre = house.make(Town.REGISTRE);
        String before = platform.get(registre.path()).expect(200).text();
        ObjectNode halfWrong = change(Town.REGISTRE, Town.REGISTRE_LARGE);
        halfWrong.putObject("context").put("platform", "kubernetes");
        halfWrong.putObject("parameters").put("visites", 99);

        platform.patch(registre.path(), halfWrong).expect(400);
        assertEquals(before, platform.get(registre.path()).expect(200).text());

        OsbClient.Reply reply =
                whileNobodyCanWrite(() -> platform.patch(registre.path(), change(Town.REGISTRE, Town.REGISTRE_LARGE)));
        assertTrue(reply.status() >= 500, reply::toString);
        assertEquals(before, platform.get(registre.path()).expect(200).text());
    }

    // C. Catalog

    private static JsonNode services() {
        return platform.get("/v2/catalog").expect(200).json().path("services");
    }

    private static List<JsonNode> plans() {
        List<JsonNode> plans = new ArrayList<>();
        services().forEach(service -> service.path("plans").forEach(plans::add));
        return plans;
    }

    private static JsonNode service(Town.Service wanted) {
        for (JsonNode service : services()) {
            if (service.path("id").asText().equals(wanted.id())) {
                return service;
            }
        }
        throw new AssertionError(wanted);
    }

    private static JsonNode plan(Town.Service service, String id) {
        for (JsonNode plan : service(service).path("plans")) {
            if (plan.path("id").asText().equals(id)) {
                return plan;
            }
        }
        throw new AssertionError(id);
    }

    @Test
    void item018_theCatalogIsAnArrayOfServices() {
        assertTrue(services().isArray() && !services().isEmpty());
    }

    @Test
    void item019_aServiceHasNameIdDescriptionBindableAndPlans() {
        for (JsonNode service : services()) {
            for (String field : List.of("name", "id", "description")) {
                assertFalse(service.path(field).asText().isEmpty(), service::toString);
            }
            assertTrue(service.path("bindable").isBoolean(), service::toString);
            assertFalse(service.path("plans").isEmpty(), service::toString);
        }
    }

    @Test
    void item020_namesOfServicesAreUnique() {
        assertDistinct(namesOf(services()).stream(), "in the catalogue");
    }

    private static List<String> namesOf(JsonNode things) {
        List<String> names = new ArrayList<>();
        things.forEach(thing -> names.add(thing.path("name").asText()));
        return names;
    }

    private static void assertDistinct(Stream<String> values, String what) {
        Set<String> seen = new HashSet<>();
        values.forEach(value -> assertTrue(seen.add(value), value + " twice " + what));
    }

    @Test
    void item021_idsAreUniqueAndStay() {
        List<String> ids = new ArrayList<>();
        services().forEach(service -> ids.add(service.path("id").asText()));
        plans().forEach(plan -> ids.add(plan.path("id").asText()));

        assertDistinct(ids.stream(), "in the catalogue");
        assertTrue(ids.containsAll(List.of(Town.ACTES.id(), Town.ACTES.plan(), Town.REGISTRE.id())));
        assertEquals(services(), services());
    }

    @Test
    void item022_aPlanHasIdNameAndDescriptionAndItsNameIsUniqueWithinItsService() {
        for (JsonNode service : services()) {
            for (JsonNode plan : service.path("plans")) {
                for (String field : List.of("id", "name", "description")) {
                    assertFalse(plan.path(field).asText().isEmpty(), plan::toString);
                }
            }
            assertDistinct(namesOf(service.path("plans")).stream(), service.toString());
        }
    }

    @Test
    void item023_requiresHoldsPrescribedWordsAndTagsAreStrings() {
        for (JsonNode service : services()) {
            for (JsonNode required : service.path("requires")) {
                assertTrue(Set.of("syslog_drain", "route_forwarding", "volume_mount")
                        .contains(required.asText()));
            }
            assertTrue(service.path("tags").isArray());
            service.path("tags").forEach(tag -> assertTrue(tag.isTextual()));
        }
    }

    @Test
    void item024_booleansAreBooleans() {
        for (JsonNode service : services()) {
            for (String field : List.of(
                    "instances_retrievable",
                    "bindings_retrievable",
                    "allow_context_updates",
                    "plan_updateable",
                    "binding_rotatable")) {
                assertTrue(service.path(field).isBoolean() || !service.has(field), field + " of " + service);
            }
        }
        for (JsonNode plan : plans()) {
            for (String field : List.of("free", "bindable", "plan_updateable", "binding_rotatable")) {
                assertTrue(plan.path(field).isBoolean() || !plan.has(field), field + " of " + plan);
            }
        }
    }

    @Test
    void item025_aPlanOverridesItsService() {
        assertTrue(service(Town.ACTES).path("bindable").asBoolean());
        assertFalse(plan(Town.ACTES, Town.ACTES_FIXED).path("bindable").asBoolean(true));
        assertFalse(plan(Town.ACTES, Town.ACTES_FIXED).path("plan_updateable").asBoolean(true));

        ContractHouse.Made fixed = house.make(Town.ACTES, Town.ACTES_FIXED, house.commune(), house.id());
        assertRefused(platform.put(fixed.binding("b") + ASYNC, house.body(fixed)));
        platform.patch(fixed.path() + ASYNC, change(Town.ACTES, Town.ACTES_LARGE))
                .expect(422);
    }

    @Test
    void item026_whatCanBeDoneIsDeclared() {
        assertTrue(service(Town.ACTES).path("bindable").asBoolean());
        assertTrue(service(Town.ACTES).path("plan_updateable").asBoolean());
        assertTrue(service(Town.ACTES).path("allow_context_updates").asBoolean());
        assertTrue(plan(Town.ACTES, Town.ACTES.plan()).path("binding_rotatable").asBoolean());
        assertFalse(plan(Town.ANNUAIRE, Town.ANNUAIRE.plan())
                .path("binding_rotatable")
                .asBoolean());
        assertFalse(service(Town.REGISTRE).path("bindable").asBoolean());
        assertFalse(service(Town.FIGE).path("plan_updateable").asBoolean());
    }

    @Test
    void item027_parameterSchemasAreSelfContainedJsonSchemas() {
        int schemas = 0;
        for (JsonNode plan : plans()) {
            for (JsonNode schema : plan.path("schemas").findValues("parameters")) {
                schemas++;
                assertTrue(schema.path("$schema").asText().contains("json-schema.org"), schema::toString);
                assertTrue(schema.toString().getBytes(StandardCharsets.UTF_8).length <= 64 << 10);
                for (String reference : schema.findValuesAsText("$ref")) {
                    assertTrue(reference.startsWith("#"), reference);
                }
            }
        }
        assertTrue(schemas > 0);
        JsonNode actes = plan(Town.ACTES, Town.ACTES.plan()).path("schemas");
        assertTrue(
                actes.at("/service_instance/create/parameters/properties/accent")
                        .isObject(),
                actes::toString);
        assertTrue(actes.at("/service_instance/update/parameters").isObject(), actes::toString);
        assertTrue(actes.at("/service_binding/create/parameters").isObject(), actes::toString);
    }

    @Test
    void item028_maintenanceInfoHasASemanticVersion() {
        int versions = 0;
        for (JsonNode plan : plans()) {
            if (plan.has("maintenance_info")) {
                versions++;
                assertTrue(
                        plan.path("maintenance_info").path("version").asText().matches("\\d+\\.\\d+\\.\\d+"),
                        plan::toString);
                assertTrue(plan.path("maintenance_info").path("description").isTextual(), plan::toString);
            }
        }
        assertTrue(versions > 0);
    }

    @Test
    void item029_maximumPollingDurationIsSeconds() {
        for (JsonNode plan : plans()) {
            JsonNode duration = plan.path("maximum_polling_duration");
            assertTrue(duration.isMissingNode() || duration.isIntegralNumber() && duration.asLong() > 0);
        }
    }

    @Test
    void item030_anUnchangedCatalogIs304() {
        String tag = platform.get("/v2/catalog").expect(200).header("ETag").orElseThrow();

        OsbClient.Reply unchanged =
                platform.with("If-None-Match", tag).get("/v2/catalog").expect(304);
        platform.with("If-None-Match", "\"other\"").get("/v2/catalog").expect(200);

        assertTrue(unchanged.text().isEmpty());
        assertEquals(tag, unchanged.header("ETag").orElseThrow());
    }

    @Test
    void item031_namesAreFriendlyToCommandLines() {
        Stream.concat(
                        namesOf(services()).stream(),
                        plans().stream().map(plan -> plan.path("name").asText()))
                .forEach(name -> assertTrue(name.matches("[a-z0-9-]{1,255}"), name));
        plans().forEach(plan -> assertTrue(plan.path("description").asText().length() <= 255, plan::toString));
    }

    @Test
    void item032_thereIsNoDashboardClient() {
        services().forEach(service -> assertFalse(service.has("dashboard_client")));
    }

    // D. Asynchronous operations and concurrency

    @Test
    void item033_nothingIsAsynchronousUnasked() {
        platform.put(instance(house.id()), Town.REGISTRE.order(house.commune())).expect(201);
        platform.put(instance("unasked"), Town.ACTES.order(house.commune())).expect(422);
        platform.put(instance("unasked") + "?accepts_incomplete=false", Town.ACTES.order(house.commune()))
                .expect(422);
    }

    @Test
    void item034_whoDoesNotWaitIsToldAsyncRequired() {
        platform.put(instance("unasked"), Town.ACTES.order(house.commune())).expectError(422, "AsyncRequired");
        ContractHouse.Made actes = house.make(Town.ACTES);
        ContractHouse.Made annuaire = house.make(Town.ANNUAIRE);
        house.bind(annuaire, "standing");

        platform.patch(actes.path(), change(Town.ACTES, Town.ACTES_LARGE)).expectError(422, "AsyncRequired");
        platform.delete(actes.path() + "?" + actes.ids()).expectError(422, "AsyncRequired");
        platform.put(annuaire.binding("new"), house.body(annuaire)).expectError(422, "AsyncRequired");
        platform.delete(annuaire.binding("standing") + "?" + annuaire.ids()).expectError(422, "AsyncRequired");
    }

    @Test
    void item035_whatTakesTimeIs202() {
        ContractHouse.Made actes = house.make(Town.ACTES);
        platform.patch(actes.path() + ASYNC, change(Town.ACTES, Town.ACTES_LARGE))
                .expect(202);
        house.awaitSuccess(actes.path());
        platform.delete(actes.path() + ASYNC + "&" + Town.ACTES.ids(Town.ACTES_LARGE))
                .expect(202);
    }

    @Test
    void item036_whatTakesNoTimeIsSynchronousAllTheSame() {
        platform.put(instance(house.id()) + ASYNC, Town.REGISTRE.order(house.commune()))
                .expect(201);
    }

    @Test
    void item037_theOperationIsAStringThatCanBeSentBack() {
        ContractHouse.Made held = house.held(Town.ACTES);
        JsonNode operation = platform.put(held.path() + ASYNC, Town.ACTES.order(held.insee()))
                .expect(202)
                .json()
                .path("operation");

        assertTrue(operation.isTextual() && !operation.asText().isEmpty());
        assertTrue(operation.asText().length() <= 10_000);
        assertEquals(
                "in progress",
                platform.get(held.path() + "/last_operation?operation=" + OsbClient.encoded(operation.asText()))
                        .expect(200)
                        .json()
                        .path("state")
                        .asText());
    }

    @Test
    void item038_theSameRequestDuringTheWorkIsTheSameOperation() {
        ContractHouse.Made held = house.held(Town.ACTES);
        assertSameOperation(() -> platform.put(held.path() + ASYNC, Town.ACTES.order(held.insee())));
        house.release(held.insee());
        house.awaitSuccess(held.path());

        house.hold(held.insee(), "Hosting.open");
        assertSameOperation(() -> platform.patch(held.path() + ASYNC, change(Town.ACTES, Town.ACTES_LARGE)));
        house.release(held.insee());
        house.awaitSuccess(held.path());

        house.hold(held.insee(), "Hosting.close");
        assertSameOperation(() -> platform.delete(held.path() + ASYNC + "&" + Town.ACTES.ids(Town.ACTES_LARGE)));
        house.release(held.insee());
        house.awaitSuccess(held.path());
    }

    private static void assertSameOperation(java.util.function.Supplier<OsbClient.Reply> request) {
        String first = request.get().expect(202).json().path("operation").asText();
        String second = request.get().expect(202).json().path("operation").asText();
        assertFalse(first.isEmpty());
        assertEquals(first, second);
    }

    @Test
    void item039_whatAnotherOperationHoldsIsAConcurrencyError() {
        ContractHouse.Made actes = house.make(Town.ACTES);
        house.hold(actes.insee(), "Hosting.open");
        platform.patch(actes.path() + ASYNC, change(Town.ACTES, Town.ACTES_LARGE))
                .expect(202);
        house.awaitHeld(actes.insee());

        ObjectNode other = OsbClient.JSON.createObjectNode().put("service_id", Town.ACTES.id());
        other.putObject("parameters").put("accent", "vert");
        platform.patch(actes.path() + ASYNC, other).expectError(422, "ConcurrencyError");
    }

    @Test
    void item040_aBindingHasOneOperationAtATime() {
        ContractHouse.Made annuaire = house.make(Town.ANNUAIRE);
        house.hold(annuaire.insee(), "Directory.openProgram");
        String making = platform.put(annuaire.binding("b") + ASYNC, house.body(annuaire))
                .expect(202)
                .json()
                .path("operation")
                .asText();
        house.awaitHeld(annuaire.insee());

        OsbClient.Reply ending = platform.delete(annuaire.binding("b") + ASYNC + "&" + annuaire.ids());

        if (ending.status() == 422) {
            ending.expectError(422, "ConcurrencyError");
        } else {
            assertNotEquals(making, ending.expect(202).json().path("operation").asText());
        }
        house.release(annuaire.insee());
        house.awaitSuccess(annuaire.binding("b"));
    }

    @Test
    void item041_aDeletionDuringTheCreationTakesOverAndLeavesNothing() {
        ContractHouse.Made held = house.held(Town.ACTES);
        String creation = platform.put(held.path() + ASYNC, Town.ACTES.order(held.insee()))
                .expect(202)
                .json()
                .path("operation")
                .asText();

        String deletion = platform.delete(held.path() + ASYNC + "&" + held.ids())
                .expect(202)
                .json()
                .path("operation")
                .asText();
        house.release(held.insee());
        house.awaitSuccess(held.path());

        assertNotEquals(creation, deletion);
        assertEquals("failed", state(held.path(), creation));
        assertEquals("succeeded", state(held.path(), deletion));
        platform.get(held.path()).expect(404);
        assertEquals(List.of(), drift());
    }

    private static String state(String path, String operation) {
        return platform.get(path + "/last_operation?operation=" + OsbClient.encoded(operation))
                .expect(200)
                .json()
                .path("state")
                .asText();
    }

    private static List<JsonNode> drift() {
        List<JsonNode> findings = new ArrayList<>();
        house.operations.drift().path("findings").forEach(findings::add);
        return findings;
    }

    // E. Last operation

    @Test
    void item042_theStateIsOneOfThree() {
        ContractHouse.Made held = house.held(Town.ACTES);
        assertEquals("in progress", lastOperation(held.path()).path("state").asText());
        house.release(held.insee());
        assertEquals("succeeded", house.awaitEnd(held.path()));
        String broken = instance(house.id());
        platform.put(broken + ASYNC, Town.CASSE.order(house.commune())).expect(202);
        assertEquals("failed", house.awaitEnd(broken));
    }

    private static JsonNode lastOperation(String path) {
        return platform.get(path + "/last_operation").expect(200).json();
    }

    @Test
    void item043_theDescriptionIsNotEmpty() {
        ContractHouse.Made held = house.held(Town.ACTES);
        assertDescribed(lastOperation(held.path()));
        house.release(held.insee());
        house.awaitSuccess(held.path());
        assertDescribed(lastOperation(held.path()));
    }

    private static void assertDescribed(JsonNode operation) {
        assertTrue(
                !operation.has("description")
                        || !operation.path("description").asText().isBlank(),
                operation::toString);
    }

    @Test
    void item044_whatDoesNotExistIs404() {
        ContractHouse.Made actes = house.make(Town.ACTES);
        platform.get(instance("nothing") + "/last_operation").expect(404);
        platform.get(actes.binding("nothing") + "/last_operation").expect(404);
        platform.get(instance("nothing") + "/service_bindings/b/last_operation").expect(404);
    }

    @Test
    void item045_aMalformedQuestionIs400() {
        ContractHouse.Made registre = house.make(Town.REGISTRE);
        platform.get(registre.path() + "/last_operation?operation=never-given").expect(400);
        platform.send("GET", "/v2/service_instances/%ff/last_operation", null, null)
                .expect(400);
    }

    @Test
    void item046_theEndOfADeletionIs200Or410AndNothingElseIs410() {
        ContractHouse.Made actes = house.make(Town.ACTES);
        platform.get(actes.path() + "/last_operation").expect(200);
        platform.patch(actes.path() + ASYNC, change(Town.ACTES, Town.ACTES_LARGE))
                .expect(202);
        house.awaitSuccess(actes.path());
        platform.delete(actes.path() + ASYNC + "&" + Town.ACTES.ids(Town.ACTES_LARGE))
                .expect(202);
        RunningHouse.await("it is gone", () -> {
            OsbClient.Reply reply =
                    platform.get(actes.path() + "/last_operation").expect(200, 410);
            return reply.status() == 410 || reply.json().path("state").asText().equals("succeeded");
        });
    }

    @Test
    void item047_retryAfterIsSeconds() {
        ContractHouse.Made held = house.held(Town.ACTES);

        String seconds = platform.get(held.path() + "/last_operation")
                .expect(200)
                .header("Retry-After")
                .orElseThrow();

        assertTrue(Integer.parseInt(seconds) > 0, seconds);
    }

    @Test
    void item048_theEndIsNotForgotten() {
        ContractHouse.Made actes = house.make(Town.ACTES);
        String deletion = platform.delete(actes.path() + ASYNC + "&" + actes.ids())
                .expect(202)
                .json()
                .path("operation")
                .asText();
        house.awaitSuccess(actes.path());

        for (int i = 0; i < 3; i++) {
            assertEquals("succeeded", state(actes.path(), deletion));
            assertEquals("succeeded", lastOperation(actes.path()).path("state").asText());
        }
    }

    @Test
    void item049_theHintsAreOptionalAndThePlanIsTheOldOne() {
        ContractHouse.Made actes = house.make(Town.ACTES);
        house.hold(actes.insee(), "Hosting.open");
        String operation = platform.patch(actes.path() + ASYNC, change(Town.ACTES, Town.ACTES_LARGE))
                .expect(202)
                .json()
                .path("operation")
                .asText();
        for (String hints : List.of("", "?" + actes.ids(), "?" + actes.ids() + "&operation=" + operation)) {
            platform.get(actes.path() + "/last_operation" + hints).expect(200);
        }
    }

    @Test
    void item050_aFailedUpdateSaysWhatCanStillBeUsedAndAFailedCreationDoesNot() {
        ContractHouse.Made actes = house.make(Town.ACTES);
        house.operations.run(actes.id(), Town.BROKEN_VERSION).expect(202);
        assertEquals("failed", house.awaitEnd(actes.path()));
        JsonNode update = lastOperation(actes.path());
        assertTrue(update.path("instance_usable").asBoolean(), update::toString);
        assertTrue(update.path("update_repeatable").isBoolean(), update::toString);

        String broken = instance(house.id());
        platform.put(broken + ASYNC, Town.CASSE.order(house.commune())).expect(202);
        assertEquals("failed", house.awaitEnd(broken));
        JsonNode creation = lastOperation(broken);
        assertFalse(creation.has("instance_usable") || creation.has("update_repeatable"), creation::toString);
    }

    // F. Provision

    @Test
    void item051_whatIsRequiredIsRequired() {
        for (String field : List.of("service_id", "plan_id", "organization_guid", "space_guid")) {
            ObjectNode order = Town.REGISTRE.order(house.commune());
            platform.put(instance("required"), order.without(field)).expect(400);
            platform.put(
                            instance("required"),
                            Town.REGISTRE.order(house.commune()).put(field, ""))
                    .expect(400);
        }
    }

    @Test
    void item052_serviceAndPlanAreOfTheCatalog() {
        String insee = house.commune();
        platform.put(instance("unknown"), Town.REGISTRE.order(insee).put("service_id", UNKNOWN))
                .expect(400);
        platform.put(instance("unknown"), Town.REGISTRE.order(insee, UNKNOWN)).expect(400);
        platform.put(instance("unknown"), Town.REGISTRE.order(insee, Town.ACTES.plan()))
                .expect(400);
    }

    @Test
    void item053_parametersAgainstTheSchemaAre400() {
        ObjectNode order = Town.REGISTRE.order(house.commune());
        order.putObject("parameters").put("visites", 13);
        platform.put(instance("schema"), order).expect(400);
        order.putObject("parameters").put("visites", "deux");
        platform.put(instance("schema"), order).expect(400);
        order.putObject("parameters").put("unknown", 1);
        platform.put(instance("schema"), order).expect(400);
        order.putObject("parameters").put("visites", 2);
        platform.put(instance(house.id()), order).expect(201);
    }

    @Test
    void item054_whatIsMadeByTheRequestIs201() {
        platform.put(instance(house.id()), Town.REGISTRE.order(house.commune())).expect(201);
    }

    @Test
    void item055_whatStandsAlreadyIs200() {
        ContractHouse.Made registre = house.make(Town.REGISTRE);
        ContractHouse.Made actes = house.make(Town.ACTES);
        platform.put(registre.path(), Town.REGISTRE.order(registre.insee())).expect(200);
        platform.put(actes.path() + ASYNC, Town.ACTES.order(actes.insee())).expect(200);
    }

    @Test
    void item056_whatIsBeingMadeIs202AlsoWhenSentAgain() {
        ContractHouse.Made held = house.held(Town.ACTES);
        platform.put(held.path() + ASYNC, Town.ACTES.order(held.insee())).expect(202);
    }

    @Test
    void item057_theIdWithOtherAttributesIs409() {
        ObjectNode order = Town.ACTES.order(house.commune());
        order.putObject("parameters").put("accent", "bleu");
        order.putObject("context").put("platform", "kubernetes").put("namespace", "a");
        String insee = order.path("organization_guid").asText();
        String path = instance(house.id());
        house.hold(insee, "Directory.openGroup");
        platform.put(path + ASYNC, order).expect(202);
        house.awaitHeld(insee);
        assertConflicts(path, order);
        house.release(insee);
        house.awaitSuccess(path);
        assertConflicts(path, order);
    }

    private static void assertConflicts(String path, ObjectNode order) {
        ObjectNode parameters = order.deepCopy();
        parameters.putObject("parameters").put("accent", "vert");
        ObjectNode context = order.deepCopy();
        context.putObject("context").put("platform", "kubernetes").put("namespace", "b");
        for (ObjectNode other : List.of(
                order.deepCopy().put("service_id", Town.ANNUAIRE.id()).put("plan_id", Town.ANNUAIRE.plan()),
                order.deepCopy().put("plan_id", Town.ACTES_LARGE),
                order.deepCopy().put("organization_guid", house.commune()),
                order.deepCopy().put("space_guid", "elsewhere"),
                parameters,
                context)) {
            platform.put(path + ASYNC, other).expect(409);
        }
        platform.put(path + ASYNC, order).expect(200, 202);
    }

    @Test
    void item058_anotherMaintenanceVersionIsAConflictAndMakesNothing() {
        ObjectNode order = Town.ACTES.order(house.commune());
        order.putObject("maintenance_info").put("version", Town.OTHER_VERSION);
        platform.put(instance("maintenance") + ASYNC, order).expectError(422, "MaintenanceInfoConflict");
        ObjectNode none = Town.REGISTRE.order(house.commune());
        none.putObject("maintenance_info").put("version", Town.VERSION);
        platform.put(instance("maintenance"), none).expectError(422, "MaintenanceInfoConflict");
        platform.get(instance("maintenance") + "/last_operation").expect(404);

        order.putObject("maintenance_info").put("version", Town.VERSION).put("description", "other words");
        String path = instance(house.id());
        platform.put(path + ASYNC, order).expect(202);
        house.awaitSuccess(path);
    }

    @Test
    void item059_provisioningThatTakesTimeNeedsSomebodyWhoWaits() {
        platform.put(instance("nobody-waits"), Town.ACTES.order(house.commune()))
                .expectError(422, "AsyncRequired");
        platform.get(instance("nobody-waits") + "/last_operation").expect(404);
    }

    @Test
    void item060_theDashboardIsGivenWithTheFirstAnswer() {
        ContractHouse.Made held = house.held(Town.ACTES);
        String url = platform.put(held.path() + ASYNC, Town.ACTES.order(held.insee()))
                .expect(202)
                .json()
                .path("dashboard_url")
                .asText();
        assertTrue(url.endsWith("/t/" + held.insee() + "/actes/"), url);
        OsbClient.Reply registre = platform.put(instance(house.id()), Town.REGISTRE.order(house.commune()))
                .expect(201);
        assertTrue(registre.json().path("dashboard_url").asText("").isEmpty(), registre::toString);
    }

    @Test
    void item061_metadataIsAnObjectIfThereIsAny() {
        JsonNode body = platform.put(instance(house.id()), Town.REGISTRE.order(house.commune()))
                .expect(201)
                .json();
        assertTrue(!body.has("metadata") || body.path("metadata").isObject(), body::toString);
    }

    @Test
    void item062_aSuccessIsAJsonObject() {
        assertTrue(platform.put(instance(house.id()), Town.REGISTRE.order(house.commune()))
                .expect(201)
                .json()
                .isObject());
    }

    // G. Fetch an instance

    @Test
    void item063_everyPlanCanBeFetchedRightAfterItWasMade() {
        for (Town.Service service : List.of(Town.ACTES, Town.ANNUAIRE, Town.REGISTRE, Town.FIGE)) {
            assertTrue(service(service).path("instances_retrievable").asBoolean());
            ContractHouse.Made made = house.make(service);
            JsonNode fetched = platform.get(made.path()).expect(200).json();
            assertEquals(service.id(), fetched.path("service_id").asText());
            assertEquals(service.plan(), fetched.path("plan_id").asText());
        }
    }

    @Test
    void item064_whatDoesNotExistOrIsBeingMadeIs404() {
        platform.get(instance("nothing")).expect(404);
        platform.get(house.held(Town.ACTES).path()).expect(404);
    }

    @Test
    void item065_whatIsBeingUpdatedIsAsItWasBefore() {
        ContractHouse.Made actes = house.make(Town.ACTES);
        house.hold(actes.insee(), "Hosting.open");
        platform.patch(actes.path() + ASYNC, change(Town.ACTES, Town.ACTES_LARGE))
                .expect(202);
        house.awaitHeld(actes.insee());

        OsbClient.Reply during = platform.get(actes.path()).expect(200);

        assertEquals(Town.ACTES.plan(), during.json().path("plan_id").asText());
    }

    @Test
    void item066_whatIsFetchedHasTheRightTypes() {
        String path = instance(house.id());
        ObjectNode order = Town.ACTES.order(house.commune());
        order.putObject("parameters").put("accent", "bleu");
        platform.put(path + ASYNC, order).expect(202);
        house.awaitSuccess(path);

        JsonNode fetched = platform.get(path).expect(200).json();

        assertTrue(fetched.path("dashboard_url").isTextual(), fetched::toString);
        assertEquals("{\"accent\":\"bleu\"}", fetched.path("parameters").toString());
        assertEquals(
                Town.VERSION, fetched.path("maintenance_info").path("version").asText());
        assertTrue(
                Set.of(JsonNodeType.MISSING, JsonNodeType.OBJECT)
                        .contains(fetched.path("metadata").getNodeType()),
                fetched::toString);
    }

    // H. Update

    private static ObjectNode change(Town.Service service, String plan) {
        return OsbClient.JSON.createObjectNode().put("service_id", service.id()).put("plan_id", plan);
    }

    @Test
    void item067_anUpdateNamesTheServiceAndAPlanOfIt() {
        ContractHouse.Made registre = house.make(Town.REGISTRE);
        platform.patch(registre.path(), OsbClient.JSON.createObjectNode()).expect(400);
        platform.patch(registre.path(), OsbClient.JSON.createObjectNode().put("service_id", UNKNOWN))
                .expect(400);
        platform.patch(registre.path(), change(Town.REGISTRE, UNKNOWN)).expect(400);
        platform.patch(registre.path(), change(Town.REGISTRE, Town.ACTES.plan()))
                .expect(400);
        platform.patch(instance("nothing"), change(Town.REGISTRE, Town.REGISTRE_LARGE))
                .expect(404);
    }

    @Test
    void item068_withoutAPlanThePlanStays() {
        ContractHouse.Made registre = house.make(Town.REGISTRE);
        ObjectNode change = OsbClient.JSON.createObjectNode().put("service_id", Town.REGISTRE.id());
        change.putObject("parameters").put("visites", 3);

        platform.patch(registre.path(), change).expect(200);

        JsonNode fetched = platform.get(registre.path()).expect(200).json();
        assertEquals(Town.REGISTRE.plan(), fetched.path("plan_id").asText());
        assertEquals(3, fetched.path("parameters").path("visites").asInt());
    }

    @Test
    void item069_withoutParametersTheParametersStay() {
        ObjectNode order = Town.ACTES.order(house.commune());
        order.putObject("parameters").put("accent", "bleu");
        String path = instance(house.id());
        platform.put(path + ASYNC, order).expect(202);
        house.awaitSuccess(path);

        platform.patch(path + ASYNC, change(Town.ACTES, Town.ACTES_LARGE)).expect(202);
        house.awaitSuccess(path);

        JsonNode fetched = platform.get(path).expect(200).json();
        assertEquals(Town.ACTES_LARGE, fetched.path("plan_id").asText());
        assertEquals("bleu", fetched.path("parameters").path("accent").asText());
    }

    @Test
    void item070_aChangeThatIsNotSupportedIs422() {
        ContractHouse.Made fige = house.make(Town.FIGE);
        platform.patch(fige.path() + ASYNC, change(Town.FIGE, Town.FIGE_OTHER)).expect(422);
        assertEquals(
                Town.FIGE.plan(),
                platform.get(fige.path()).expect(200).json().path("plan_id").asText());
    }

    @Test
    void item071_anotherMaintenanceVersionIsAConflict() {
        ContractHouse.Made actes = house.make(Town.ACTES);
        ObjectNode change = OsbClient.JSON.createObjectNode().put("service_id", Town.ACTES.id());
        change.putObject("maintenance_info").put("version", Town.OTHER_VERSION);
        platform.patch(actes.path() + ASYNC, change).expectError(422, "MaintenanceInfoConflict");
    }

    /** The house's operations put it back to another version; the platform brings it up to the catalogue's. */
    @Test
    void item071_theCatalogsVersionUpgradesAnInstanceThatRunsAnother() {
        ContractHouse.Made actes = house.make(Town.ACTES);
        house.operations.run(actes.id(), Town.OTHER_VERSION).expect(202);
        house.awaitSuccess(actes.path());
        assertEquals(Town.OTHER_VERSION, version(actes));

        ObjectNode upgrade = OsbClient.JSON.createObjectNode().put("service_id", Town.ACTES.id());
        upgrade.putObject("maintenance_info").put("version", Town.VERSION);
        platform.patch(actes.path() + ASYNC, upgrade).expect(202);
        house.awaitSuccess(actes.path());

        assertEquals(Town.VERSION, version(actes));
    }

    private static String version(ContractHouse.Made made) {
        return platform.get(made.path())
                .expect(200)
                .json()
                .path("maintenance_info")
                .path("version")
                .asText();
    }

    @Test
    void item072_anUpdateIs200WhenItHoldsAnd202WhileItIsMade() {
        ContractHouse.Made registre = house.make(Town.REGISTRE);
        platform.patch(registre.path(), change(Town.REGISTRE, Town.REGISTRE_LARGE))
                .expect(200);
        platform.patch(registre.path(), change(Town.REGISTRE, Town.REGISTRE_LARGE))
                .expect(200);
        ContractHouse.Made actes = house.make(Town.ACTES);
        house.hold(actes.insee(), "Hosting.open");
        platform.patch(actes.path() + ASYNC, change(Town.ACTES, Town.ACTES_LARGE))
                .expect(202);
        platform.patch(actes.path() + ASYNC, change(Town.ACTES, Town.ACTES_LARGE))
                .expect(202);
        house.release(actes.insee());
        house.awaitSuccess(actes.path());
        platform.patch(actes.path() + ASYNC, change(Town.ACTES, Town.ACTES_LARGE))
                .expect(200);
    }

    @Test
    void item073_anUpdateThatTakesTimeNeedsSomebodyWhoWaitsEvenWhenNothingWouldChange() {
        ContractHouse.Made actes = house.make(Town.ACTES);
        platform.patch(actes.path(), change(Town.ACTES, Town.ACTES_LARGE)).expectError(422, "AsyncRequired");
        platform.patch(actes.path(), change(Town.ACTES, Town.ACTES.plan())).expectError(422, "AsyncRequired");
    }

    @Test
    void item074_previousValuesAreInformationOnly() {
        ContractHouse.Made registre = house.make(Town.REGISTRE);
        ObjectNode change = change(Town.REGISTRE, Town.REGISTRE_LARGE);
        change.putObject("previous_values")
                .put("plan_id", "not the real one")
                .put("organization_id", "nor this")
                .putObject("maintenance_info")
                .put("version", "0.0.1");
        platform.patch(registre.path(), change).expect(200);
    }

    @Test
    void item075_theContextAloneCanBeUpdatedEverywhere() {
        ContractHouse.Made fige = house.make(Town.FIGE);
        ObjectNode change = OsbClient.JSON.createObjectNode().put("service_id", Town.FIGE.id());
        change.putObject("context").put("platform", "cloudfoundry").put("instance_name", "nouveau nom");
        platform.patch(fige.path() + ASYNC, change).expect(200);
    }

    @Test
    void item076_theAnswerToAnUpdateHoldsNothingElse() {
        ContractHouse.Made registre = house.make(Town.REGISTRE);
        JsonNode body = platform.patch(registre.path(), change(Town.REGISTRE, Town.REGISTRE_LARGE))
                .expect(200)
                .json();
        assertTrue(body.isObject(), body::toString);
        body.fieldNames()
                .forEachRemaining(field -> assertTrue(
                        Set.of("dashboard_url", "operation", "metadata").contains(field), field));
    }

    @Test
    void item077_afterAFailedUpdateTheInstanceIsStillUsed() {
        ContractHouse.Made actes = house.make(Town.ACTES);
        Publisher program = house.publisher(house.bind(actes, "programme"));
        house.operations.run(actes.id(), Town.BROKEN_VERSION).expect(202);
        assertEquals("failed", house.awaitEnd(actes.path()));

        assertTrue(lastOperation(actes.path()).path("instance_usable").asBoolean());
        assertEquals(201, program.publish("apres-echec"));
        assertEquals(Town.VERSION, version(actes));
    }

    // I. Bind

    @Test
    void item078_aBindingNamesServiceAndPlanInUse() {
        ContractHouse.Made actes = house.make(Town.ACTES);
        platform.put(actes.binding("b"), house.body(actes).without("service_id"))
                .expect(400);
        platform.put(actes.binding("b"), house.body(actes).without("plan_id")).expect(400);
        platform.put(actes.binding("b"), house.body(actes).put("service_id", Town.ANNUAIRE.id()))
                .expect(400);
        platform.put(actes.binding("b"), house.body(actes).put("plan_id", Town.ACTES_LARGE))
                .expect(400);
        platform.get(actes.binding("b")).expect(404);
    }

    @Test
    void item079_aBindingIs201Or202WithoutCredentialsOr200() {
        ContractHouse.Made actes = house.make(Town.ACTES);
        platform.put(actes.binding("b"), house.body(actes)).expect(201);
        platform.put(actes.binding("b"), house.body(actes)).expect(200);
        ContractHouse.Made annuaire = house.make(Town.ANNUAIRE);
        JsonNode making = platform.put(annuaire.binding("b") + ASYNC, house.body(annuaire))
                .expect(202)
                .json();
        assertEquals(List.of("operation"), names(making));
        house.awaitSuccess(annuaire.binding("b"));
        platform.put(annuaire.binding("b") + ASYNC, house.body(annuaire)).expect(200);
    }

    private static List<String> names(JsonNode object) {
        List<String> names = new ArrayList<>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }

    @Test
    void item080_theBindingsIdWithOtherAttributesIs409() {
        ContractHouse.Made actes = house.make(Town.ACTES);
        house.bind(actes, "b");
        ObjectNode context = house.body(actes);
        context.putObject("context").put("platform", "kubernetes");
        platform.put(actes.binding("b"), context).expect(409);
        platform.put(actes.binding("b"), house.body(actes).put("plan_id", Town.ACTES_LARGE))
                .expect(409);
        ContractHouse.Made annuaire = house.make(Town.ANNUAIRE);
        house.hold(annuaire.insee(), "Directory.openProgram");
        platform.put(annuaire.binding("b") + ASYNC, house.body(annuaire)).expect(202);
        house.awaitHeld(annuaire.insee());
        ObjectNode other = house.body(annuaire);
        other.putObject("context").put("platform", "kubernetes");
        platform.put(annuaire.binding("b") + ASYNC, other).expect(409);
    }

    @Test
    void item081_noServiceNeedsAnApp() {
        ContractHouse.Made actes = house.make(Town.ACTES);
        platform.put(actes.binding("without"), house.body(actes)).expect(201);
        ObjectNode with = house.body(actes);
        with.putObject("bind_resource").put("app_guid", "an-app");
        platform.put(actes.binding("with"), with).expect(201);
    }

    @Test
    void item082_aBindingThatTakesTimeNeedsSomebodyWhoWaitsAndAnInstanceThatIsFree() {
        ContractHouse.Made annuaire = house.make(Town.ANNUAIRE);
        platform.put(annuaire.binding("b"), house.body(annuaire)).expectError(422, "AsyncRequired");
        ContractHouse.Made actes = house.make(Town.ACTES);
        house.hold(actes.insee(), "Hosting.open");
        platform.patch(actes.path() + ASYNC, change(Town.ACTES, Town.ACTES_LARGE))
                .expect(202);
        house.awaitHeld(actes.insee());
        platform.put(actes.binding("b"), house.body(actes)).expectError(422, "ConcurrencyError");
    }

    @Test
    void item083_credentialsAreGivenAtLeastOnceAndTheyWork() {
        ContractHouse.Made actes = house.make(Town.ACTES);
        JsonNode given = platform.put(actes.binding("b"), house.body(actes))
                .expect(201)
                .json()
                .path("credentials");
        assertTrue(given.isObject());
        assertEquals(201, house.publisher(given).publish("acte-1"));
        assertEquals(
                200,
                house.running()
                        .http()
                        .get("/t/" + actes.insee() + "/actes/api/acts/acte-1")
                        .status());
        ContractHouse.Made annuaire = house.make(Town.ANNUAIRE);
        assertTrue(house.bind(annuaire, "b").isObject());
    }

    @Test
    void item084_thereAreNoLogDrainsRoutesOrVolumes() {
        services().forEach(service -> assertTrue(service.path("requires").isEmpty()));
        ContractHouse.Made actes = house.make(Town.ACTES);
        JsonNode binding =
                platform.put(actes.binding("b"), house.body(actes)).expect(201).json();
        assertFalse(binding.has("syslog_drain_url") || binding.has("route_service_url"));
    }

    @Test
    void item085_thereAreNoVolumeMounts() {
        ContractHouse.Made actes = house.make(Town.ACTES);
        assertFalse(platform.put(actes.binding("b"), house.body(actes))
                .expect(201)
                .json()
                .has("volume_mounts"));
    }

    @Test
    void item086_anEndpointHasAHostAndPortsThatAreStrings() {
        ContractHouse.Made actes = house.make(Town.ACTES);
        JsonNode endpoints = platform.put(actes.binding("b"), house.body(actes))
                .expect(201)
                .json()
                .path("endpoints");
        assertFalse(endpoints.isEmpty());
        for (JsonNode endpoint : endpoints) {
            assertFalse(endpoint.path("host").asText().isEmpty());
            assertFalse(endpoint.path("ports").isEmpty());
            endpoint.path("ports")
                    .forEach(
                            port -> assertTrue(port.isTextual() && port.asText().matches("\\d+(-\\d+)?")));
            assertTrue(Set.of("tcp", "udp", "all")
                    .contains(endpoint.path("protocol").asText("tcp")));
        }
    }

    @Test
    void item087_aBindingSaysWhenItExpiresAndWhenToRenewIt() {
        ContractHouse.Made actes = house.make(Town.ACTES);
        Instant now = Instant.parse(house.operations.now());
        JsonNode metadata = platform.put(actes.binding("b"), house.body(actes))
                .expect(201)
                .json()
                .path("metadata");

        String form = "\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}\\.\\d+Z";
        assertTrue(metadata.path("expires_at").asText().matches(form), metadata::toString);
        assertTrue(metadata.path("renew_before").asText().matches(form), metadata::toString);
        Instant end = Instant.parse(metadata.path("expires_at").asText());
        Instant renewal = Instant.parse(metadata.path("renew_before").asText());
        assertEquals(Town.RENEWAL_DAYS, Duration.between(renewal, end).toDays());
        assertTrue(
                Duration.between(now.plus(Town.LIFETIME_DAYS, ChronoUnit.DAYS), end)
                                .abs()
                                .toMinutes()
                        < 5,
                metadata::toString);
    }

    @Test
    void item088_bindingToNothingIs404() {
        platform.put(instance("nothing") + "/service_bindings/b" + ASYNC, Town.ACTES.binding())
                .expect(404);
    }

    @Test
    void item089_credentialsAreUniqueSoThatOneCanBeRevokedAlone() {
        ContractHouse.Made actes = house.make(Town.ACTES);
        Publisher first = house.publisher(house.bind(actes, "first"));
        Publisher second = house.publisher(house.bind(actes, "second"));

        platform.delete(actes.binding("first") + "?" + actes.ids()).expect(200);

        assertEquals(401, first.publish("premier"));
        assertEquals(201, second.publish("second"));
    }

    // J. Rotation

    private static ObjectNode successorOf(String binding) {
        return OsbClient.JSON.createObjectNode().put("predecessor_binding_id", binding);
    }

    @Test
    void item090_onlyWhatIsRotatableIsRotated() {
        ContractHouse.Made annuaire = house.make(Town.ANNUAIRE);
        house.bind(annuaire, "old");
        assertRefused(platform.put(annuaire.binding("new") + ASYNC, successorOf("old")));
        platform.get(annuaire.binding("new")).expect(404);
    }

    private static void assertRefused(OsbClient.Reply reply) {
        assertTrue(reply.status() >= 400 && reply.status() < 500, reply::toString);
    }

    @Test
    void item091_thePredecessorIsABindingOfTheSameInstanceThatHasNotExpired() {
        ContractHouse.Made actes = house.make(Town.ACTES);
        ContractHouse.Made other = house.make(Town.ACTES);
        house.bind(other, "of-another");
        platform.put(actes.binding("new"), successorOf("nothing")).expect(400);
        platform.put(actes.binding("new"), successorOf("of-another")).expect(400);
        house.bind(actes, "old");
        letEverythingExpire();
        platform.put(actes.binding("new"), successorOf("old")).expect(400);
        platform.get(actes.binding("new")).expect(404);
    }

    private static void letEverythingExpire() {
        house.operations.advanceTo(Instant.parse(house.operations.now())
                .plus(Town.LIFETIME_DAYS + 1, ChronoUnit.DAYS)
                .toString());
    }

    @Test
    void item092_aRotationMayNameServiceAndPlanOrNot() {
        ContractHouse.Made actes = house.make(Town.ACTES);
        house.bind(actes, "old");
        platform.put(actes.binding("short"), successorOf("old")).expect(201);
        ObjectNode whole = house.body(actes).put("predecessor_binding_id", "old");
        platform.put(actes.binding("long"), whole).expect(201);
    }

    @Test
    void item093_predecessorAndSuccessorBothWork() {
        ContractHouse.Made actes = house.make(Town.ACTES);
        Publisher old = house.publisher(house.bind(actes, "old"));
        JsonNode given = platform.put(actes.binding("new"), successorOf("old"))
                .expect(201)
                .json()
                .path("credentials");
        Publisher successor = house.publisher(given);

        assertEquals(201, old.publish("ancien"));
        assertEquals(201, successor.publish("nouveau"));
        platform.delete(actes.binding("old") + "?" + actes.ids()).expect(200);
        assertEquals(401, old.publish("trop-tard"));
        assertEquals(201, successor.publish("encore"));
    }

    @Test
    void item094_aRotationIsAnsweredAsABindingIs() {
        ContractHouse.Made actes = house.make(Town.ACTES);
        house.bind(actes, "old");
        house.bind(actes, "older");
        platform.put(actes.binding("new"), successorOf("old")).expect(201);
        platform.put(actes.binding("new"), successorOf("old")).expect(200);
        platform.put(actes.binding("new"), successorOf("older")).expect(409);
    }

    // K. Fetch a binding, unbind, deprovision

    @Test
    void item095_everyBindingCanBeFetchedRightAfterItWasMade() {
        for (Town.Service service : List.of(Town.ACTES, Town.ANNUAIRE)) {
            assertTrue(service(service).path("bindings_retrievable").asBoolean());
            ContractHouse.Made made = house.make(service);
            JsonNode credentials = house.bind(made, "b");
            assertFalse(credentials.path("password").asText().isEmpty(), service::name);
            assertEquals(
                    credentials,
                    platform.get(made.binding("b")).expect(200).json().path("credentials"));
        }
    }

    @Test
    void item096_aBindingThatDoesNotExistOrIsBeingMadeIs404() {
        ContractHouse.Made annuaire = house.make(Town.ANNUAIRE);
        platform.get(annuaire.binding("b")).expect(404);
        house.hold(annuaire.insee(), "Directory.openProgram");
        platform.put(annuaire.binding("b") + ASYNC, house.body(annuaire)).expect(202);
        house.awaitHeld(annuaire.insee());
        platform.get(annuaire.binding("b")).expect(404);
    }

    @Test
    void item097_aDeletionNamesServiceAndPlan() {
        ContractHouse.Made actes = house.make(Town.ACTES);
        house.bind(actes, "b");
        for (String path : List.of(actes.path(), actes.binding("b"))) {
            platform.delete(path + ASYNC).expect(400);
            platform.delete(path + ASYNC + "&service_id=" + Town.ACTES.id()).expect(400);
            platform.delete(path + ASYNC + "&plan_id=" + Town.ACTES.plan()).expect(400);
            platform.get(path).expect(200);
        }
    }

    @Test
    void item098_whatIsDeletedIsGoneWithItsCredentials() {
        ContractHouse.Made registre = house.make(Town.REGISTRE);
        assertEquals(
                "{}",
                platform.delete(registre.path() + "?" + registre.ids())
                        .expect(200)
                        .text());
        ContractHouse.Made actes = house.make(Town.ACTES);
        Publisher program = house.publisher(house.bind(actes, "b"));
        assertEquals(
                "{}",
                platform.delete(actes.binding("b") + "?" + actes.ids())
                        .expect(200)
                        .text());
        assertEquals(401, program.publish("revoque"));
        platform.get(actes.binding("b")).expect(404);
        Publisher another = house.publisher(house.bind(actes, "c"));
        platform.delete(actes.path() + ASYNC + "&" + actes.ids()).expect(202);
        house.awaitSuccess(actes.path());
        platform.get(actes.path()).expect(404);
        int status = another.publish("parti");
        assertTrue(status == 401 || status == 404, "answered " + status);
        assertEquals(
                404,
                house.running().http().get("/t/" + actes.insee() + "/actes/").status());
    }

    @Test
    void item099_whatDoesNotExistIsGone() {
        platform.delete(instance("nothing") + ASYNC + "&" + Town.ACTES.ids()).expect(410);
        ContractHouse.Made actes = house.make(Town.ACTES);
        platform.delete(actes.binding("nothing") + "?" + actes.ids()).expect(410);
        house.bind(actes, "b");
        platform.delete(actes.binding("b") + "?" + actes.ids()).expect(200);
        platform.delete(actes.binding("b") + "?" + actes.ids()).expect(410);
        platform.delete(actes.path() + ASYNC + "&" + actes.ids()).expect(202);
        house.awaitSuccess(actes.path());
        platform.delete(actes.path() + ASYNC + "&" + actes.ids()).expect(410);
    }

    @Test
    void item100_aDeletionNeedsSomebodyWhoWaitsAndAnInstanceThatIsFree() {
        ContractHouse.Made actes = house.make(Town.ACTES);
        platform.delete(actes.path() + "?" + actes.ids()).expectError(422, "AsyncRequired");
        house.hold(actes.insee(), "Hosting.open");
        platform.patch(actes.path() + ASYNC, change(Town.ACTES, Town.ACTES_LARGE))
                .expect(202);
        house.awaitHeld(actes.insee());
        platform.delete(actes.path() + ASYNC + "&" + actes.ids()).expectError(422, "ConcurrencyError");
    }

    @Test
    void item101_bindingsEndWithTheirInstanceAndTheirIdsCanBeUsedAgain() {
        ContractHouse.Made actes = house.make(Town.ACTES);
        JsonNode before = house.bind(actes, "b");
        platform.delete(actes.path() + ASYNC + "&" + actes.ids()).expect(202);
        house.awaitSuccess(actes.path());
        platform.get(actes.binding("b")).expect(404);

        ContractHouse.Made again = house.make(Town.ACTES, Town.ACTES.plan(), actes.insee(), actes.id());
        platform.get(again.binding("b")).expect(404);
        JsonNode after = house.bind(again, "b");

        assertNotEquals(before.path("username").asText(), after.path("username").asText());
        assertEquals(401, house.publisher(before).publish("avant"));
        assertEquals(201, house.publisher(after).publish("apres"));
    }

    // L. Orphans and clients

    @Test
    void item102_anOrphanIsDeletedHoweverFarItsCreationGot() {
        platform.delete(instance("never-heard-of") + ASYNC + "&" + Town.ACTES.ids())
                .expect(410);

        ContractHouse.Made half = house.held(Town.ACTES);
        platform.delete(half.path() + ASYNC + "&" + half.ids()).expect(202);
        house.release(half.insee());
        house.awaitSuccess(half.path());

        ContractHouse.Made failed = new ContractHouse.Made(house.id(), house.commune(), Town.CASSE, Town.CASSE.plan());
        platform.put(failed.path() + ASYNC, Town.CASSE.order(failed.insee())).expect(202);
        assertEquals("failed", house.awaitEnd(failed.path()));
        if (platform.delete(failed.path() + ASYNC + "&" + failed.ids())
                        .expect(200, 202, 410)
                        .status()
                == 202) {
            house.awaitSuccess(failed.path());
        }

        ContractHouse.Made annuaire = house.make(Town.ANNUAIRE);
        house.hold(annuaire.insee(), "Directory.openProgram");
        platform.put(annuaire.binding("b") + ASYNC, house.body(annuaire)).expect(202);
        house.awaitHeld(annuaire.insee());
        platform.delete(annuaire.binding("b") + ASYNC + "&" + annuaire.ids()).expect(202);
        house.release(annuaire.insee());
        house.awaitSuccess(annuaire.binding("b"));
        platform.get(annuaire.binding("b")).expect(404);
        assertEquals(List.of(), drift());
    }

    @Test
    void item103_a4xxLeavesNoOrphan() {
        platform.put(instance("rejected"), Town.ACTES.order(house.commune())).expect(422);
        platform.put(instance("rejected") + ASYNC, Town.ACTES.order("99999")).expect(400);
        platform.get(instance("rejected") + "/last_operation").expect(404);
        assertEquals(List.of(), drift());
    }

    @Test
    void item104_aSuccessIs200201Or202AndNothingElse() {
        ContractHouse.Made registre = house.make(Town.REGISTRE);
        ContractHouse.Made actes = house.make(Town.ACTES);
        for (OsbClient.Reply reply : List.of(
                platform.get("/v2/catalog"),
                platform.put(registre.path(), Town.REGISTRE.order(registre.insee())),
                platform.patch(registre.path(), change(Town.REGISTRE, Town.REGISTRE_LARGE)),
                platform.get(registre.path()),
                platform.put(actes.binding("b"), house.body(actes)),
                platform.get(actes.binding("b")),
                platform.get(actes.binding("b") + "/last_operation"),
                platform.delete(actes.binding("b") + "?" + actes.ids()),
                platform.delete(registre.path() + "?" + Town.REGISTRE.ids(Town.REGISTRE_LARGE)),
                platform.delete(actes.path() + ASYNC + "&" + actes.ids()))) {
            reply.expect(200, 201, 202);
        }
    }

    @Test
    void item105_theContextsOfTheProfileAreToleratedAndKept() {
        for (Map<String, String> context : List.of(
                Map.of(
                        "platform", "cloudfoundry",
                        "organization_guid", "o",
                        "organization_name", "n",
                        "space_guid", "s",
                        "space_name", "m",
                        "instance_name", "i"),
                Map.of("platform", "kubernetes", "namespace", "mairie", "clusterid", "c", "instance_name", "i"))) {
            ObjectNode order = Town.REGISTRE.order(house.commune());
            ObjectNode words = order.putObject("context");
            context.forEach(words::put);
            String path = instance(house.id());
            platform.put(path, order).expect(201);
            platform.put(path, order).expect(200);
            words.put("instance_name", "another");
            platform.put(path, order).expect(409);
        }
    }

    // What the numbers don't say

    @Test
    void aPlatformOfOneCommuneCanNotSeeOrTouchAnothers() {
        ContractHouse.Made others = house.make(Town.ACTES);
        house.bind(others, "b");
        OsbClient scoped = house.scoped;

        scoped.get(others.path()).expect(404);
        scoped.get(others.path() + "/last_operation").expect(404);
        scoped.get(others.binding("b")).expect(404);
        scoped.get(others.binding("b") + "/last_operation").expect(404);
        scoped.patch(others.path() + ASYNC, change(Town.ACTES, Town.ACTES_LARGE))
                .expect(404);
        scoped.put(others.binding("c"), house.body(others)).expect(404);
        assertEquals(
                410, scoped.delete(others.path() + ASYNC + "&" + others.ids()).status());
        assertEquals(
                410, scoped.delete(others.binding("b") + "?" + others.ids()).status());
        assertRefused(scoped.put(instance(house.id()) + ASYNC, Town.ACTES.order(others.insee())));
        platform.get(others.path()).expect(200);
        platform.get(others.binding("b")).expect(200);

        String own = instance(house.id());
        scoped.put(own, Town.REGISTRE.order(Town.ITS_COMMUNE)).expect(201);
        scoped.get(own).expect(200);
        scoped.delete(own + "?" + Town.REGISTRE.ids()).expect(200);
    }

    @Test
    void aCredentialIsGoodForItsOwnCommuneOnly() {
        ContractHouse.Made actes = house.make(Town.ACTES);
        ContractHouse.Made neighbour = house.make(Town.ACTES);
        JsonNode credentials = house.bind(actes, "b");
        Publisher stray = new Publisher(
                house.bind(neighbour, "b").path("uri").asText(),
                credentials.path("username").asText(),
                credentials.path("password").asText());

        int status = stray.publish("chez-le-voisin");

        assertTrue(status == 401 || status == 403 || status == 404, "answered " + status);
        assertEquals(
                404,
                house.running()
                        .http()
                        .get("/t/" + neighbour.insee() + "/actes/api/acts/chez-le-voisin")
                        .status());
    }

    @Test
    void aCredentialExpires() {
        ContractHouse.Made actes = house.make(Town.ACTES);
        Publisher program = house.publisher(house.bind(actes, "b"));
        assertEquals(201, program.publish("a-temps"));

        letEverythingExpire();

        assertEquals(401, program.publish("trop-tard"));
        assertFalse(platform.get(actes.binding("b")).expect(200, 404).json().has("credentials"));
        platform.delete(actes.binding("b") + "?" + actes.ids()).expect(200);
    }

    @Test
    void aSuspensionReachesCredentialsAtOnceAndEverythingSoon() {
        ContractHouse.Made actes = house.make(Town.ACTES);
        Publisher program = house.publisher(house.bind(actes, "b"));
        assertEquals(201, program.publish("avant"));

        Instant asked = Instant.now();
        house.operations.suspend(actes.id()).expect(202, 200);
        int first = program.publish("pendant");
        Duration credentials = Duration.between(asked, Instant.now());
        house.awaitSuccess(actes.path());
        Duration everything = Duration.between(asked, Instant.now());

        assertTrue(first == 401 || first == 503, "answered " + first);
        assertEquals(
                503,
                house.running().http().get("/t/" + actes.insee() + "/actes/").status());
        System.out.printf(
                "suspension: credentials after %d ms, every target after %d ms%n",
                credentials.toMillis(), everything.toMillis());
        platform.get(actes.path()).expect(200);
        house.operations.resume(actes.id()).expect(202, 200);
        house.awaitSuccess(actes.path());
        assertEquals(201, program.publish("apres"));
    }

    @Test
    void allPlacesAreTakenAtTheMomentOfTheOrder() {
        house.make(Town.FIGE);
        house.make(Town.FIGE);
        platform.put(instance(house.id()) + ASYNC, Town.FIGE.order(house.commune()))
                .expect(422);
    }

    private static String ask(String question) throws SQLException {
        StringBuilder answer = new StringBuilder();
        try (Connection data = data();
                Statement statement = data.createStatement();
                var rows = statement.executeQuery(question)) {
            while (rows.next()) {
                answer.append(rows.getString(1)).append('\n');
            }
        }
        return answer.toString();
    }

    private static Connection data() throws SQLException {
        return DriverManager.getConnection(
                "jdbc:sqlite:" + house.running().data().resolve("beffroi.db"));
    }

    /** Somebody else holds the one right to write that SQLite gives, until the answer has come. */
    private static OsbClient.Reply whileNobodyCanWrite(java.util.function.Supplier<OsbClient.Reply> request)
            throws SQLException {
        try (Connection data = data();
                Statement statement = data.createStatement()) {
            statement.execute("BEGIN IMMEDIATE");
            try {
                return CompletableFuture.supplyAsync(request).join();
            } finally {
                statement.execute("ROLLBACK");
            }
        }
    }
}
