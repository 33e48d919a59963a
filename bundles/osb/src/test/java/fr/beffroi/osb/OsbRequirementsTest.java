package fr.beffroi.osb;

import static fr.beffroi.osb.TestHouse.ALES;
import static fr.beffroi.osb.TestHouse.binding;
import static fr.beffroi.osb.TestHouse.bindingPath;
import static fr.beffroi.osb.TestHouse.directoryBinding;
import static fr.beffroi.osb.TestHouse.json;
import static fr.beffroi.osb.TestHouse.order;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import fr.beffroi.api.Actor;
import fr.beffroi.api.Manner;
import fr.beffroi.api.Order;
import fr.beffroi.api.Origin;
import fr.beffroi.api.Reason;
import fr.beffroi.api.Refusal;
import fr.beffroi.api.Subscription;
import fr.beffroi.osb.TestHouse.Answer;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Open Service Broker API 2.17, requirement by requirement, as far as this edge alone can meet it; the broker behind it is a
 * stand-in. Not here, because they aren't decided here:
 *
 * <ul>
 *   <li>15 to 17 (nothing is changed after an error), 20 and 21 (names and ids in the catalogue), 41 (a deletion overtakes the
 *       making), 53 (the schema itself is enforced), 89 (one credential a binding), 101 (bindings end with their instance): in the
 *       broker's tests;
 *   <li>the second half of 27 (size and references of a schema): where schemas are declared, in the tests of rest;
 *   <li>who logs in (4), and that a refused log-in echoes its request identity too (6): in the tests of access.
 * </ul>
 *
 * <p>All of them stand again in the integration tests, against the whole house. Nothing in this house for 32 (no dashboard client), 61
 * (no metadata of instances) and 85 (no volumes); 23, 81 and 84 are shown by what is not asked for and not given.
 */
class OsbRequirementsTest {
    private static final String SET = "/service_instances/s1";
    private static final String WAITS = "?accepts_incomplete=true";

    private static TestHouse house;

    @BeforeAll
    static void open() throws Exception {
        house = new TestHouse();
    }

    @AfterAll
    static void close() throws Exception {
        house.close();
    }

    @BeforeEach
    void aHouseWithFourServices() {
        house.begin();
    }

    // A. Headers, authentication, content

    @Test
    void item001_everyMinorOfVersion2IsServed() throws Exception {
        for (String version : List.of("2.0", "2.13", "2.17", "2.99", " 2.17 ")) {
            withHeader("X-Broker-API-Version", version).is(200);
        }
    }

    @Test
    void item002_anotherMajorVersionIs412() throws Exception {
        for (String version : List.of("1.0", "3.0", "2", "2.x", "22.1", "")) {
            withHeader("X-Broker-API-Version", version).isRefused(412, "VersionNotSupported");
        }
    }

    @Test
    void item003_aMissingVersionIs412WithADescription() throws Exception {
        Answer answer = house.bare("/catalog").isRefused(412, "VersionNotSupported");
        assertTrue(answer.text("/description").contains("2.17"));
    }

    @Test
    void item004_onlyPlatformsAndOperationsComeInAnywhere() throws Exception {
        house.actor = Actor.visitor();
        house.get("/catalog").isRefused(401, "Unauthenticated");
        house.get("/nowhere").isRefused(401, "Unauthenticated");
        house.provision("s1", json("{}")).isRefused(401, "Unauthenticated");
        house.actor = Actor.program("credential-1", TestHouse.NIMES, "actes");
        house.get("/catalog").isRefused(403, "Forbidden");
    }

    @Test
    void item005_whoAskedThePlatformIsHandedOn() throws Exception {
        identified("cloudfoundry " + base64("{\"user_id\":\"683ea748\",\"groups\":[\"a\"]}"))
                .is(202);
        assertEquals(
                Optional.of(new Origin("cloudfoundry", Map.of("user_id", "683ea748", "groups", List.of("a")))),
                house.broker.manner.origin());
        house.provision("s2", order()).is(202);
        assertEquals(new Manner(true, Optional.empty()), house.broker.manner);
    }

    @Test
    void item005_aMalformedIdentityIs400AndNotRepeated() throws Exception {
        for (String wrong : List.of(
                "",
                "cloudfoundry",
                "cloudfoundry nonsense!",
                "cloudfoundry " + base64("[\"marie\"]"),
                "cloudfoundry " + base64("{\"user\":\"marie\""),
                base64("{}") + " cloudfoundry more")) {
            Answer answer = identified(wrong).isRefused(400, "BadRequest");
            assertFalse(answer.body().contains("marie"));
        }
        assertEquals(Map.of(), house.broker.subscriptions);
    }

    @Test
    void item006_theRequestIdentityStandsOnEveryAnswer() throws Exception {
        UnaryOperator<HttpRequest.Builder> named = r -> r.setHeader("X-Broker-API-Request-Identity", "e26cee84");
        for (Answer answer : List.of(
                house.send("GET", "/catalog", null, named),
                house.send("GET", "/nowhere", null, named),
                house.send("POST", "/catalog", "{}", named),
                house.send("PUT", SET, "{", named),
                house.send("DELETE", SET, null, named),
                house.send("GET", "/catalog", null, r -> named.apply(r).setHeader("X-Broker-API-Version", "1.0")))) {
            assertEquals(Optional.of("e26cee84"), answer.header("X-Broker-API-Request-Identity"), answer::body);
        }
    }

    @Test
    void item007_unknownFieldsAreIgnored() throws Exception {
        ObjectNode order = order();
        order.put("vendor", "extension").putObject("more").put("of", "it");
        house.provision("s1", order).is(202);
        house.provision("s1", order()).is(202);
        house.broker.succeed("s1");
        house.update("s1", "{\"service_id\": \"of-actes\", \"plan_id\": \"pl-plus\", \"vendor\": 1}")
                .is(202);
        house.broker.succeed("s1");
        house.bind("s1", "b1", json("{\"service_id\": \"of-actes\", \"plan_id\": \"pl-plus\", \"vendor\": []}"))
                .is(201);
    }

    @Test
    void item008_aWrongContentTypeIs400AndAMissingOneIsRead() throws Exception {
        String order = order().toString();
        house.send("PUT", SET + WAITS, order, r -> r.setHeader("Content-Type", "text/xml"))
                .isRefused(400, "BadRequest");
        house.send("PUT", SET + WAITS, order, r -> r.setHeader("Content-Type", "Application/JSON; charset=utf-8"))
                .is(202);
        house.send("PUT", SET + WAITS, order, r -> r).is(202);
    }

    @Test
    void item008_aBodyThatIsNoJsonObjectIs400() throws Exception {
        house.standing("s2");
        String twice = order().toString().replaceFirst("\\{", "{\"plan_id\":\"pl-large\",");
        for (String body : List.of("", "{", "[]", "null", "\"x\"", order() + "{}", twice)) {
            for (String path : List.of(SET, "/service_instances/s2/service_bindings/b1")) {
                house.send("PUT", path + WAITS, body, r -> r).isRefused(400, "BadRequest");
            }
            house.send("PATCH", "/service_instances/s2" + WAITS, body, r -> r).isRefused(400, "BadRequest");
        }
        assertEquals(Set.of("s2"), house.broker.subscriptions.keySet());
    }

    @Test
    void item009_idsHoldAnyCharacters() throws Exception {
        for (Map.Entry<String, String> id : Map.of(
                        "caf%C3%A9%20%2B+%3B%3F%23a", "café ++;?#a",
                        "a%2Fb%2Flast_operation", "a/b/last_operation",
                        "100%25%32%35", "100%25",
                        "a%5Cb", "a\\b",
                        "a;b=c", "a;b=c",
                        "a%22%3C%7B%7D%3E%7C", "a\"<{}>|")
                .entrySet()) {
            house.begin();
            String encoded = id.getKey();
            String plain = id.getValue();
            house.provision(encoded, order()).is(202);
            assertEquals(Set.of(plain), house.broker.subscriptions.keySet());
            house.broker.succeed(plain);
            house.get("/service_instances/" + encoded).is(200);
            house.get("/service_instances/" + encoded + "/last_operation?operation=op%2D1")
                    .is(200);
            house.bind(encoded, encoded, binding()).is(201);
            assertEquals(plain, ((Order.Bind) house.bindings.order).binding());
            house.get(bindingPath(encoded, encoded)).is(200);
            house.get(bindingPath(encoded, encoded) + "/last_operation").is(200);
            house.unbind(encoded, encoded).is(200);
            house.deprovision(encoded).is(202);
        }
    }

    // B. Errors

    @Test
    void item010_eachReasonHasItsStatusAndWord() throws Exception {
        Map<Reason, Integer> statuses = Map.of(
                Reason.UNAUTHENTICATED, 401,
                Reason.FORBIDDEN, 403,
                Reason.NOT_FOUND, 404,
                Reason.INVALID, 400,
                Reason.CONFLICT, 409,
                Reason.CONCURRENT, 422,
                Reason.ASYNC_REQUIRED, 422,
                Reason.NOT_ELIGIBLE, 422,
                Reason.UNAVAILABLE, 503,
                Reason.STORAGE_FULL, 507);
        for (Reason reason : Reason.values()) {
            house.broker.failure = new Refusal(reason, "Because of " + reason + ".");
            Answer answer = house.get("/catalog");
            if (reason == Reason.GONE) {
                assertEquals("{}", answer.is(410).body());
            } else {
                answer.is(statuses.get(reason));
                assertEquals("Because of " + reason + ".", answer.text("/description"));
            }
        }
    }

    @Test
    void item011_everyErrorHasAWordAndADescription() throws Exception {
        for (Reason reason : Reason.values()) {
            house.broker.failure = new Refusal(reason, "Because of " + reason + ".");
            Answer answer = house.get("/catalog");
            if (reason != Reason.GONE) {
                assertTrue(answer.text("/error").matches("([A-Z][a-z]+)+"), answer::body);
            }
        }
        house.broker.failure = new IllegalStateException("secret");
        assertFalse(house.get("/catalog").isRefused(500, "InternalError").body().contains("secret"));
        house.broker.failure = null;
        house.get("/nowhere").isRefused(404, "NoSuchEndpoint");
        house.send("POST", "/catalog", "{}", r -> r).isRefused(405, "NoSuchEndpoint");
    }

    @Test
    void item012_instanceUsableStandsOnlyAfterAFailedUpdateOrDeprovision() throws Exception {
        house.provision("s1", order());
        house.broker.fail("s1", "L'annuaire ne répond pas.");
        assertEquals("", house.get(SET + "/last_operation").at("/instance_usable"));
        house.standing("s2");
        house.deprovision("s2");
        house.broker.fail("s2", "La base de données ne répond pas.");
        assertEquals("false", house.get("/service_instances/s2/last_operation").at("/instance_usable"));
    }

    @Test
    void item013_updateRepeatableStandsOnlyAfterAFailedUpdate() throws Exception {
        house.standing("s1");
        house.deprovision("s1");
        house.broker.fail("s1", "La base de données ne répond pas.");
        assertEquals("", house.get(SET + "/last_operation").at("/update_repeatable"));
        failedUpdate("s2");
        assertEquals("true", house.get("/service_instances/s2/last_operation").at("/update_repeatable"));
    }

    @Test
    void item014_thePrescribedWordsAreVerbatim() throws Exception {
        house.send("PUT", SET, order()).isRefused(422, "AsyncRequired");
        ObjectNode order = order();
        order.putObject("maintenance_info").put("version", "9.9.9");
        house.provision("s1", order).isRefused(422, "MaintenanceInfoConflict");
        house.standing("s1");
        house.deprovision("s1");
        house.provision("s1", order()).isRefused(422, "ConcurrencyError");
    }

    // C. Catalog

    @Test
    void item018_theCatalogueIsAnArrayThatMayBeEmpty() throws Exception {
        assertEquals(4, house.get("/catalog").is(200).json().get("services").size());
        house.broker.catalogue = List.of();
        assertEquals("{\"services\":[]}", house.get("/catalog").is(200).body());
    }

    @Test
    void item019_aServiceHasWhatIsRequired() throws Exception {
        for (JsonNode service : services()) {
            for (String field : List.of("name", "id", "description")) {
                assertFalse(service.get(field).textValue().isBlank());
            }
            assertTrue(service.get("bindable").isBoolean());
            assertFalse(service.get("plans").isEmpty());
        }
    }

    @Test
    void item022_aPlanHasWhatIsRequired() throws Exception {
        for (JsonNode service : services()) {
            Set<String> names = new HashSet<>();
            for (JsonNode plan : service.get("plans")) {
                for (String field : List.of("name", "id", "description")) {
                    assertFalse(plan.get(field).textValue().isBlank());
                }
                assertTrue(names.add(plan.get("name").textValue()));
            }
        }
    }

    @Test
    void item023_noPermissionIsRequiredAndTagsAreStrings() throws Exception {
        for (JsonNode service : services()) {
            assertFalse(service.has("requires"));
            assertTrue(service.get("tags").isArray());
        }
        assertEquals(
                "[\"actes\",\"publication\"]", services().get(0).get("tags").toString());
    }

    @Test
    void item024_whatIsTrueOrFalseIsABoolean() throws Exception {
        for (JsonNode service : services()) {
            for (String field : List.of(
                    "bindable",
                    "instances_retrievable",
                    "bindings_retrievable",
                    "allow_context_updates",
                    "plan_updateable",
                    "binding_rotatable")) {
                assertTrue(service.get(field).isBoolean(), field);
            }
            for (JsonNode plan : service.get("plans")) {
                for (String field : List.of("free", "bindable", "plan_updateable", "binding_rotatable")) {
                    assertTrue(plan.get(field).isBoolean(), field);
                }
            }
        }
        Answer catalogue = house.get("/catalog");
        assertEquals("false", catalogue.at("/services/0/plans/0/free"));
        assertEquals("true", catalogue.at("/services/0/plans/1/free"));
        assertEquals("true", catalogue.at("/services/0/plans/2/free"), "a price of nothing is no price");
    }

    @Test
    void item025_aPlanSaysOtherwiseThanItsService() throws Exception {
        Answer catalogue = house.get("/catalog");
        assertEquals("true", catalogue.at("/services/0/bindable"));
        assertEquals("true", catalogue.at("/services/0/plans/0/bindable"));
        assertEquals("false", catalogue.at("/services/0/plans/2/bindable"));
        assertEquals("true", catalogue.at("/services/0/plan_updateable"));
        assertEquals("true", catalogue.at("/services/0/plans/0/plan_updateable"));
        assertEquals("false", catalogue.at("/services/0/plans/2/plan_updateable"));
    }

    @Test
    void item026_theCatalogueSaysWhatCanBeDone() throws Exception {
        assertEquals(Set.of("actes", "annuaire"), servicesThat("bindable"));
        assertEquals(Set.of("actes", "annuaire"), servicesThat("bindings_retrievable"));
        assertEquals(Set.of("actes"), servicesThat("binding_rotatable"));
        assertEquals(Set.of("actes", "dpo"), servicesThat("plan_updateable"));
        Set<String> all = Set.of("actes", "annuaire", "dpo", "sauvegarde");
        assertEquals(all, servicesThat("instances_retrievable"));
        assertEquals(all, servicesThat("allow_context_updates"));
    }

    private static Set<String> servicesThat(String field) throws Exception {
        Set<String> names = new HashSet<>();
        for (JsonNode service : services()) {
            if (service.get(field).booleanValue()) {
                names.add(service.get("name").textValue());
            }
        }
        return names;
    }

    @Test
    void item027_aPlanShowsTheSchemasOfItsParameters() throws Exception {
        Answer catalogue = house.get("/catalog");
        String declared = TestHouse.ACTES.plans().get(0).parameters().orElseThrow();
        String none = "{\"$schema\":\"http://json-schema.org/draft-04/schema#\",\"type\":\"object\","
                + "\"additionalProperties\":false}";
        String standard = "/services/0/plans/0/schemas";
        assertEquals(declared, catalogue.at(standard + "/service_instance/create/parameters"));
        assertEquals(declared, catalogue.at(standard + "/service_instance/update/parameters"));
        assertEquals(none, catalogue.at(standard + "/service_binding/create/parameters"));
        String large = "/services/0/plans/2/schemas";
        assertEquals(none, catalogue.at(large + "/service_instance/create/parameters"));
        assertEquals("", catalogue.at(large + "/service_instance/update"));
        assertEquals("", catalogue.at(large + "/service_binding"));
    }

    @Test
    void item028_plansOfHostedServicesHaveTheVersionOfTheBundle() throws Exception {
        Answer catalogue = house.get("/catalog");
        for (int plan = 0; plan < 3; plan++) {
            assertEquals("1.1.0", catalogue.text("/services/0/plans/" + plan + "/maintenance_info/version"));
            assertTrue(catalogue
                    .text("/services/0/plans/" + plan + "/maintenance_info/description")
                    .contains("Actes et délibérations"));
        }
        assertEquals("", catalogue.at("/services/1/plans/0/maintenance_info"));
    }

    @Test
    void item029_aPlanSaysForHowLongItMayBePolled() throws Exception {
        assertEquals("3600", house.get("/catalog").at("/services/3/plans/0/maximum_polling_duration"));
    }

    @Test
    void item030_anUnchangedCatalogueIs304() throws Exception {
        String tag = house.get("/catalog").header("ETag").orElseThrow();
        Answer known = withHeader("If-None-Match", tag).is(304);
        assertEquals(Optional.of(tag), known.header("ETag"));
        withHeader("If-None-Match", "\"other\", W/" + tag).is(304);
        withHeader("If-None-Match", "\"other\"").is(200);
        house.broker.catalogue = List.of(TestHouse.ACTES);
        withHeader("If-None-Match", tag).is(200);
    }

    @Test
    void item031_namesAreFriendlyAndTextsShort() throws Exception {
        for (JsonNode service : services()) {
            assertTrue(service.get("name").textValue().matches("[a-z0-9-]+"));
            for (JsonNode plan : service.get("plans")) {
                assertTrue(plan.get("name").textValue().matches("[a-z0-9-]+"));
                assertTrue(plan.at("/maintenance_info/description").asText().length() <= 255);
            }
        }
    }

    // D. Asynchronous operations and concurrency

    @Test
    void item033_thePlatformSaysWhetherItWaits() throws Exception {
        house.provision("s1", order()).is(202);
        assertTrue(house.broker.manner.waits());
        house.send("PUT", "/service_instances/s2?accepts_incomplete=false", order("of-dpo", "pl-dpo-base"))
                .is(201);
        assertFalse(house.broker.manner.waits());
        house.send("PUT", "/service_instances/s3?accepts_incomplete=yes", order())
                .isRefused(400, "BadRequest");
    }

    @Test
    void item034_whatTakesTimeIs422WithoutAcceptsIncomplete() throws Exception {
        house.standing("s1");
        house.standingDirectory("s2");
        house.bind("s2", "b1", directoryBinding()).is(202);
        house.bindings.succeed("s2", "b1");
        for (String no : List.of("", "accepts_incomplete=false")) {
            house.send("PUT", "/service_instances/s3?" + no, order()).isRefused(422, "AsyncRequired");
            house.send("PATCH", SET + "?" + no, json("{\"service_id\":\"of-actes\",\"plan_id\":\"pl-plus\"}"))
                    .isRefused(422, "AsyncRequired");
            house.send("DELETE", SET + "?service_id=of-actes&plan_id=pl-standard&" + no)
                    .isRefused(422, "AsyncRequired");
            house.send("PUT", bindingPath("s2", "b2") + "?" + no, directoryBinding())
                    .isRefused(422, "AsyncRequired");
            house.send("DELETE", bindingPath("s2", "b1") + "?service_id=of-annuaire&plan_id=pl-annuaire-base&" + no)
                    .isRefused(422, "AsyncRequired");
        }
        assertEquals(
                Subscription.State.ACTIVE, house.broker.subscriptions.get("s1").state());
    }

    @Test
    void item035_whatIsBeingDoneIs202() throws Exception {
        house.provision("s1", order()).is(202);
        house.broker.succeed("s1");
        house.update("s1", "{\"service_id\": \"of-actes\", \"plan_id\": \"pl-plus\"}")
                .is(202);
        house.broker.fail("s1", "Non.");
        house.deprovision("s1").is(202);
        house.standingDirectory("s2");
        house.bind("s2", "b1", directoryBinding()).is(202);
        house.bindings.succeed("s2", "b1");
        house.send("DELETE", bindingPath("s2", "b1") + WAITS + "&service_id=of-annuaire&plan_id=pl-annuaire-base")
                .is(202);
    }

    @Test
    void item036_whatIsDoneAtOnceIsNot202EvenIfThePlatformWaits() throws Exception {
        house.provision("s1", order("of-dpo", "pl-dpo-base")).is(201);
        house.update("s1", "{\"service_id\": \"of-dpo\", \"plan_id\": \"pl-dpo-renforce\"}")
                .is(200);
        house.send("DELETE", SET + WAITS + "&service_id=of-dpo&plan_id=pl-dpo-renforce")
                .is(200);
        house.standing("s2");
        house.bind("s2", "b1", binding()).is(201);
    }

    @Test
    void item037_theOperationIsAStringThatLastOperationUnderstands() throws Exception {
        String operation = house.provision("s1", order()).text("/operation");
        assertFalse(operation.isEmpty());
        house.get(SET + "/last_operation?operation=" + operation).is(200);
    }

    @Test
    void item038_theSameRequestDuringTheWorkIsTheSameAnswer() throws Exception {
        Answer provisioned = house.provision("s1", order()).is(202);
        assertEquals(provisioned.body(), house.provision("s1", order()).is(202).body());
        house.broker.succeed("s1");
        String update = "{\"service_id\": \"of-actes\", \"plan_id\": \"pl-plus\"}";
        Answer updated = house.update("s1", update).is(202);
        assertEquals(updated.body(), house.update("s1", update).is(202).body());
        house.broker.fail("s1", "Non.");
        Answer ended = house.deprovision("s1").is(202);
        assertEquals(ended.body(), house.deprovision("s1").is(202).body());
        house.standingDirectory("s2");
        Answer bound = house.bind("s2", "b1", directoryBinding()).is(202);
        assertEquals(
                bound.body(), house.bind("s2", "b1", directoryBinding()).is(202).body());
        house.bindings.succeed("s2", "b1");
        String path = bindingPath("s2", "b1") + WAITS + "&service_id=of-annuaire&plan_id=pl-annuaire-base";
        Answer unbound = house.send("DELETE", path).is(202);
        assertEquals(unbound.body(), house.send("DELETE", path).is(202).body());
    }

    @Test
    void item039_whatAnotherOperationHoldsIs422() throws Exception {
        house.provision("s1", order());
        house.update("s1", "{\"service_id\": \"of-actes\", \"plan_id\": \"pl-plus\"}")
                .isRefused(422, "ConcurrencyError");
        house.bind("s1", "b1", binding()).isRefused(422, "ConcurrencyError");
    }

    @Test
    void item040_bindingAndUnbindingNameTheirOperation() throws Exception {
        house.standingDirectory("s1");
        String making = house.bind("s1", "b1", directoryBinding()).text("/operation");
        house.bindings.succeed("s1", "b1");
        String ending = house.send(
                        "DELETE", bindingPath("s1", "b1") + WAITS + "&service_id=of-annuaire&plan_id=pl-annuaire-base")
                .text("/operation");
        assertNotEquals(making, ending);
        String path = bindingPath("s1", "b1") + "/last_operation?operation=";
        assertEquals("succeeded", house.get(path + making).text("/state"));
        assertEquals("in progress", house.get(path + ending).text("/state"));
    }

    // E. Last operation

    @Test
    void item042_theStateIsOneOfThreeWords() throws Exception {
        house.provision("s1", order());
        assertEquals(
                "{\"state\":\"in progress\",\"description\":\"Commande enregistrée.\"}",
                house.get(SET + "/last_operation").is(200).body());
        house.broker.succeed("s1");
        assertEquals("succeeded", house.get(SET + "/last_operation").is(200).text("/state"));
        house.provision("s2", order());
        house.broker.fail("s2", "L'annuaire ne répond pas.", "groupe 30189/actes");
        assertEquals(
                "{\"state\":\"failed\"," + "\"description\":\"L'annuaire ne répond pas. Reste : groupe 30189/actes.\"}",
                house.get("/service_instances/s2/last_operation").is(200).body());
    }

    @Test
    void item043_aDescriptionThatSaysNothingIsLeftOut() throws Exception {
        house.provision("s1", order());
        house.broker.fail("s1", " ");
        assertEquals(
                "{\"state\":\"failed\"}", house.get(SET + "/last_operation").body());
    }

    @Test
    void item044_whatDoesNotExistIs404() throws Exception {
        house.get("/service_instances/none/last_operation").isRefused(404, "NotFound");
        house.standing("s1");
        house.get(bindingPath("s1", "none") + "/last_operation").isRefused(404, "NotFound");
    }

    @Test
    void item045_anOperationOfSomethingElseIs400() throws Exception {
        house.standing("s1");
        house.standing("s2");
        String binding = house.bind("s1", "b1", binding()).is(201).body();
        assertFalse(binding.isEmpty());
        for (String operation : List.of("op-7", "op-2", "op-3")) {
            house.get(SET + "/last_operation?operation=" + operation).isRefused(400, "BadRequest");
        }
        house.get(bindingPath("s1", "b1") + "/last_operation?operation=op-1").isRefused(400, "BadRequest");
        house.get(bindingPath("s1", "b1") + "/last_operation?operation=op-3").is(200);
    }

    @Test
    void item045_aMalformedAddressIs400() throws Exception {
        house.standing("s1");
        for (String query : List.of("?operation=%zz", "?operation=op-1%", "?operation=%FF", "?%2")) {
            assertTrue(house.line("GET /v2" + SET + "/last_operation" + query)
                    .matches("(?s)HTTP/1.1 400 .*\"error\":\"BadRequest\".*"));
        }
        house.actor = Actor.visitor();
        assertTrue(
                house.line("GET /v2" + SET + "?%2").startsWith("HTTP/1.1 401 "), "first of all it is asked who calls");
    }

    @Test
    void item046_theEndOfADeletionIsSucceeded() throws Exception {
        house.standing("s1");
        String operation = house.deprovision("s1").text("/operation");
        house.broker.succeed("s1");
        for (String query : List.of("", "?operation=" + operation)) {
            assertEquals(
                    "succeeded",
                    house.get(SET + "/last_operation" + query).is(200).text("/state"));
        }
    }

    @Test
    void item047_retryAfterTellsWhenToAskAgain() throws Exception {
        house.provision("s1", order());
        assertEquals(Optional.of("2"), house.get(SET + "/last_operation").header("Retry-After"));
        house.broker.succeed("s1");
        assertEquals(Optional.empty(), house.get(SET + "/last_operation").header("Retry-After"));
        house.provision("s2", order("of-sauvegarde", "pl-sauvegarde-base"));
        assertEquals(
                Optional.of("60"),
                house.get("/service_instances/s2/last_operation").header("Retry-After"),
                "a person decides, that takes longer");
        house.standingDirectory("s3");
        house.bind("s3", "b1", directoryBinding());
        assertEquals(
                Optional.of("2"),
                house.get(bindingPath("s3", "b1") + "/last_operation").header("Retry-After"));
    }

    @Test
    void item048_finalStatesAreRemembered() throws Exception {
        house.standing("s1");
        house.bind("s1", "b1", binding()).is(201);
        house.unbind("s1", "b1").is(200);
        house.deprovision("s1");
        house.broker.succeed("s1");
        for (int i = 0; i < 2; i++) {
            assertEquals("succeeded", house.get(SET + "/last_operation").text("/state"));
            assertEquals(
                    "succeeded",
                    house.get(SET + "/last_operation?operation=op-1").text("/state"));
            assertEquals(
                    "succeeded",
                    house.get(bindingPath("s1", "b1") + "/last_operation").text("/state"));
        }
    }

    @Test
    void item049_theHintsChangeNothing() throws Exception {
        house.provision("s1", order());
        String plain = house.get(SET + "/last_operation").body();
        for (String hints : List.of(
                "service_id=of-actes&plan_id=pl-standard", "service_id=of-none", "plan_id=pl-plus", "operation=")) {
            assertEquals(
                    plain, house.get(SET + "/last_operation?" + hints).is(200).body());
        }
    }

    @Test
    void item050_onlyFailuresSayWhetherTheInstanceIsUsable() throws Exception {
        house.standing("s1");
        house.update("s1", "{\"service_id\": \"of-actes\", \"plan_id\": \"pl-plus\"}");
        assertEquals(Set.of("state", "description"), fields(house.get(SET + "/last_operation")));
        house.broker.fail("s1", "Non.");
        assertEquals(
                Set.of("state", "description", "instance_usable", "update_repeatable"),
                fields(house.get(SET + "/last_operation")));
        house.standingDirectory("s2");
        house.bind("s2", "b1", directoryBinding());
        house.bindings.fail("s2", "b1");
        assertEquals(Set.of("state", "description"), fields(house.get(bindingPath("s2", "b1") + "/last_operation")));
    }

    // F. Provision

    @Test
    void item051_missingFieldsAre400() throws Exception {
        for (String field : List.of("service_id", "plan_id", "organization_guid", "space_guid")) {
            for (String wrong : List.of("", "null", "\"\"", "\" \"", "7", "{}")) {
                ObjectNode order = order();
                order.remove(field);
                if (!wrong.isEmpty()) {
                    order.set(field, json("{\"value\":" + wrong + "}").get("value"));
                }
                Answer answer = house.provision("s1", order).isRefused(400, "BadRequest");
                assertTrue(answer.text("/description").contains(field));
                house.send("PUT", SET, order).isRefused(400, "BadRequest");
            }
        }
        assertEquals(Map.of(), house.broker.subscriptions);
    }

    @Test
    void item052_aServiceOrPlanThatIsNotInTheCatalogueIs400() throws Exception {
        for (ObjectNode order : List.of(
                order("of-none", "pl-standard"), order("of-actes", "pl-none"), order("of-actes", "pl-dpo-base"))) {
            house.provision("s1", order).isRefused(400, "BadRequest");
        }
        assertEquals(Map.of(), house.broker.subscriptions);
    }

    @Test
    void item053_parametersAreAnObjectForTheBrokerToValidate() throws Exception {
        for (String wrong : List.of("[]", "\"x\"", "7", "true")) {
            for (String field : List.of("parameters", "context", "maintenance_info")) {
                ObjectNode order = order();
                order.set(field, json("{\"value\":" + wrong + "}").get("value"));
                house.provision("s1", order).isRefused(400, "BadRequest");
            }
        }
        house.provision("s1", order()).is(202);
        assertEquals(Map.of("title", "Actes de Nîmes"), ((Order.Subscribe) house.broker.order).parameters());
        house.broker.failure = Refusal.invalid("title: 80 characters at most.");
        house.provision("s2", order()).isRefused(400, "BadRequest");
    }

    @Test
    void item054_whatThisRequestMadeIs201() throws Exception {
        Answer answer = house.send("PUT", SET, order("of-dpo", "pl-dpo-base")).is(201);
        assertEquals("{}", answer.body());
    }

    @Test
    void item055_theSameOrderOfAnInstanceThatStandsIs200() throws Exception {
        house.standing("s1");
        house.provision("s1", order()).is(200);
        house.send("PUT", SET, order()).is(200);
        house.broker.become("s1", Subscription.State.SUSPENDED);
        house.provision("s1", order()).is(200);
        house.provision("s2", order("of-dpo", "pl-dpo-base")).is(201);
        house.provision("s2", order("of-dpo", "pl-dpo-base")).is(200);
    }

    @Test
    void item056_theSameOrderOfAnInstanceThatIsBeingMadeIs202() throws Exception {
        house.provision("s1", order()).is(202);
        house.provision("s1", order()).is(202);
        house.provision("s2", order("of-sauvegarde", "pl-sauvegarde-base")).is(202);
        house.provision("s2", order("of-sauvegarde", "pl-sauvegarde-base")).is(202);
    }

    @Test
    void item057_theSameIdWithOtherAttributesIs409() throws Exception {
        house.provision("s1", order());
        ObjectNode otherParameters = order();
        otherParameters.putObject("parameters").put("title", "Autre");
        ObjectNode otherContext = order();
        otherContext.putObject("context").put("platform", "kubernetes");
        List<ObjectNode> others = List.of(
                order().put("plan_id", "pl-plus"),
                order().put("service_id", "of-dpo").put("plan_id", "pl-dpo-base"),
                order().put("space_guid", "ecole"),
                order().put("organization_guid", ALES.toString()),
                otherParameters,
                otherContext);
        for (ObjectNode other : others) {
            house.provision("s1", other).isRefused(409, "Conflict");
        }
        house.broker.succeed("s1");
        for (ObjectNode other : others) {
            house.provision("s1", other).isRefused(409, "Conflict");
        }
    }

    @Test
    void item058_anotherVersionThanTheCataloguesIs422AndNothingIsOrdered() throws Exception {
        ObjectNode order = order();
        for (String version : List.of("\"1.0.0\"", "\"\"", "1", "\"1.1.0 \"")) {
            order.set("maintenance_info", json("{\"version\": " + version + ", \"description\": \"x\"}"));
            house.provision("s1", order).isRefused(422, "MaintenanceInfoConflict");
        }
        ObjectNode without = order("of-annuaire", "pl-annuaire-base");
        without.putObject("maintenance_info").put("version", "1.1.0");
        house.provision("s1", without).isRefused(422, "MaintenanceInfoConflict");
        assertEquals(Map.of(), house.broker.subscriptions);
        order.putObject("maintenance_info").put("description", "only words");
        house.provision("s1", order).is(202);
        order.putObject("maintenance_info").put("version", "1.1.0");
        house.provision("s1", order).is(202);
    }

    @Test
    void item059_withoutAcceptsIncompleteNothingIsMade() throws Exception {
        house.send("PUT", SET, order()).isRefused(422, "AsyncRequired");
        assertEquals(Map.of(), house.broker.subscriptions);
    }

    @Test
    void item060_theAddressStandsOnTheFirstAnswer() throws Exception {
        String address = "https://beffroi.example.fr/t/30189/actes/";
        assertEquals(address, house.provision("s1", order()).is(202).text("/dashboard_url"));
        house.broker.succeed("s1");
        assertEquals(address, house.provision("s1", order()).is(200).text("/dashboard_url"));
        assertEquals(
                "",
                house.provision("s2", order("of-annuaire", "pl-annuaire-base")).at("/dashboard_url"));
    }

    @Test
    void item062_theBodyIsAnObject() throws Exception {
        house.provision("s1", order("of-dpo", "pl-dpo-base")).is(201);
        assertEquals("{}", house.provision("s1", order("of-dpo", "pl-dpo-base")).body());
    }

    // G. Fetch an instance

    @Test
    void item063_anInstanceThatStandsCanBeFetched() throws Exception {
        house.standing("s1");
        house.get(SET).is(200);
        house.get(SET + "?service_id=of-actes&plan_id=pl-standard").is(200);
        house.provision("s2", order("of-dpo", "pl-dpo-base")).is(201);
        house.get("/service_instances/s2").is(200);
    }

    @Test
    void item064_itIs404WhileItIsMadeWhenItFailedAndWhenItIsGone() throws Exception {
        house.get(SET).isRefused(404, "NotFound");
        house.provision("s1", order());
        house.get(SET).isRefused(404, "NotFound");
        house.broker.fail("s1", "Non.");
        house.get(SET).isRefused(404, "NotFound");
        house.provision("s2", order("of-sauvegarde", "pl-sauvegarde-base"));
        house.get("/service_instances/s2").isRefused(404, "NotFound");
        house.standing("s3");
        house.deprovision("s3");
        house.broker.succeed("s3");
        house.get("/service_instances/s3").isRefused(404, "NotFound");
    }

    @Test
    void item065_itCanBeFetchedWhileItIsUpdatedAndIsAsBefore() throws Exception {
        house.standing("s1");
        house.update("s1", "{\"service_id\": \"of-actes\", \"plan_id\": \"pl-plus\"}")
                .is(202);
        assertEquals("pl-standard", house.get(SET).is(200).text("/plan_id"));
        house.broker.succeed("s1");
        assertEquals("pl-plus", house.get(SET).is(200).text("/plan_id"));
    }

    @Test
    void item066_theInstanceIsToldWhole() throws Exception {
        house.standing("s1");
        assertEquals(json("""
                        {"service_id": "of-actes", "plan_id": "pl-standard",
                         "dashboard_url": "https://beffroi.example.fr/t/30189/actes/",
                         "parameters": {"title": "Actes de Nîmes"},
                         "maintenance_info": {
                           "version": "1.1.0", "description": "Version 1.1.0 du service « Actes et délibérations »."}}
                        """), house.get(SET).json());
        house.standingDirectory("s2");
        assertEquals(
                json("{\"service_id\": \"of-annuaire\", \"plan_id\": \"pl-annuaire-base\", \"parameters\": {}}"),
                house.get("/service_instances/s2").json());
    }

    // H. Update

    @Test
    void item067_theServiceIsRequiredAndThePlanIsOneOfIts() throws Exception {
        house.standing("s1");
        for (String body : List.of(
                "{}",
                "{\"plan_id\": \"pl-plus\"}",
                "{\"service_id\": \"\", \"plan_id\": \"pl-plus\"}",
                "{\"service_id\": \"of-none\"}",
                "{\"service_id\": \"of-dpo\"}",
                "{\"service_id\": \"of-dpo\", \"plan_id\": \"pl-dpo-base\"}",
                "{\"service_id\": \"of-actes\", \"plan_id\": \"pl-none\"}",
                "{\"service_id\": \"of-actes\", \"plan_id\": \"\"}",
                "{\"service_id\": \"of-actes\", \"plan_id\": 7}",
                "{\"service_id\": \"of-actes\", \"plan_id\": \"pl-dpo-base\"}")) {
            house.update("s1", body).isRefused(400, "BadRequest");
        }
        assertTrue(house.broker.order instanceof Order.Subscribe, "nothing was ordered");
    }

    @Test
    void item068_withoutAPlanThePlanStays() throws Exception {
        house.standing("s1");
        house.update("s1", "{\"service_id\": \"of-actes\", \"parameters\": {\"title\": \"Autre\"}}")
                .is(202);
        assertEquals(Optional.empty(), ((Order.Change) house.broker.order).plan());
        house.broker.succeed("s1");
        assertEquals("pl-standard", house.get(SET).text("/plan_id"));
        assertEquals("{\"title\":\"Autre\"}", house.get(SET).at("/parameters"));
    }

    @Test
    void item069_withoutParametersTheParametersStay() throws Exception {
        house.standing("s1");
        house.update("s1", "{\"service_id\": \"of-actes\", \"plan_id\": \"pl-plus\", \"parameters\": null}")
                .is(202);
        assertEquals(Optional.empty(), ((Order.Change) house.broker.order).parameters());
        house.broker.succeed("s1");
        assertEquals("{\"title\":\"Actes de Nîmes\"}", house.get(SET).at("/parameters"));
    }

    @Test
    void item070_aChangeThatIsNotOfferedIs422() throws Exception {
        house.provision("s1", order("of-sauvegarde", "pl-sauvegarde-base"));
        house.broker.succeed("s1");
        house.update("s1", "{\"service_id\": \"of-sauvegarde\", \"plan_id\": \"pl-sauvegarde-longue\"}")
                .isRefused(422, "NotEligible");
        house.provision("s2", order("of-actes", "pl-large"));
        house.broker.succeed("s2");
        house.update("s2", "{\"service_id\": \"of-actes\", \"plan_id\": \"pl-plus\"}")
                .isRefused(422, "NotEligible");
    }

    @Test
    void item071_anotherVersionThanTheCataloguesIs422() throws Exception {
        house.standing("s1");
        for (String version : List.of("1.0.0", "2.0.0", "")) {
            house.update(
                            "s1",
                            "{\"service_id\": \"of-actes\", \"maintenance_info\": {\"version\": \"" + version + "\"}}")
                    .isRefused(422, "MaintenanceInfoConflict");
        }
        assertTrue(house.broker.order instanceof Order.Subscribe, "nothing was ordered");
        house.update("s1", "{\"service_id\": \"of-actes\", \"maintenance_info\": {\"version\": \"1.1.0\"}}");
        assertEquals(Optional.of("1.1.0"), ((Order.Change) house.broker.order).version());
        house.standingDirectory("s2");
        house.update("s2", "{\"service_id\": \"of-annuaire\", \"maintenance_info\": {\"version\": \"1.1.0\"}}")
                .isRefused(422, "MaintenanceInfoConflict");
    }

    @Test
    void item072_appliedIs200AndUnderWayIs202() throws Exception {
        house.standing("s1");
        String update = "{\"service_id\": \"of-actes\", \"plan_id\": \"pl-plus\"}";
        house.update("s1", update).is(202);
        house.update("s1", update).is(202);
        house.broker.succeed("s1");
        house.update("s1", update).is(200);
        house.provision("s2", order("of-dpo", "pl-dpo-base"));
        house.update("s2", "{\"service_id\": \"of-dpo\", \"plan_id\": \"pl-dpo-renforce\"}")
                .is(200);
    }

    @Test
    void item072_nothingToChangeAfterAFailureIs200() throws Exception {
        failedUpdate("s1");
        house.update("s1", "{\"service_id\": \"of-actes\", \"plan_id\": \"pl-standard\"}")
                .is(200);
    }

    @Test
    void item073_withoutAcceptsIncompleteEvenNothingToDoIs422() throws Exception {
        house.standing("s1");
        for (String body : List.of(
                "{\"service_id\": \"of-actes\"}",
                "{\"service_id\": \"of-actes\", \"plan_id\": \"pl-standard\"}",
                "{\"service_id\": \"of-actes\", \"plan_id\": \"pl-plus\", \"context\": {\"platform\": \"other\"}}")) {
            house.send("PATCH", SET, json(body)).isRefused(422, "AsyncRequired");
        }
        assertEquals("pl-standard", house.get(SET).text("/plan_id"));
    }

    @Test
    void item074_previousValuesAreNotRead() throws Exception {
        house.standing("s1");
        house.update("s1", """
                        {"service_id": "of-actes", "plan_id": "pl-plus",
                         "previous_values": {"plan_id": "pl-none", "organization_id": "x", "maintenance_info": 7}}
                        """).is(202);
    }

    @Test
    void item075_aContextAloneIsUpdatedAtOnceOnEveryPlan() throws Exception {
        house.standing("s1");
        house.provision("s2", order("of-sauvegarde", "pl-sauvegarde-base"));
        house.broker.succeed("s2");
        house.send("PATCH", SET, json("{\"service_id\": \"of-actes\", \"context\": {\"instance_name\": \"actes\"}}"))
                .is(200);
        house.send(
                        "PATCH",
                        "/service_instances/s2",
                        json("{\"service_id\": \"of-sauvegarde\", \"context\": {\"instance_name\": \"copies\"}}"))
                .is(200);
        assertEquals(
                Map.of(
                        "organization_guid",
                        "30189",
                        "space_guid",
                        "mairie",
                        "context",
                        Map.of("instance_name", "actes")),
                house.broker.subscriptions.get("s1").context());
        ObjectNode renamed = order();
        renamed.putObject("context").put("instance_name", "actes");
        house.provision("s1", renamed).is(200);
        house.provision("s1", order()).isRefused(409, "Conflict");
    }

    @Test
    void item076_theAnswerHoldsAddressAndOperation() throws Exception {
        house.standing("s1");
        assertEquals(
                json("{\"operation\": \"op-2\", \"dashboard_url\": \"https://beffroi.example.fr/t/30189/actes/\"}"),
                house.update("s1", "{\"service_id\": \"of-actes\", \"plan_id\": \"pl-plus\"}")
                        .json());
        house.provision("s2", order("of-dpo", "pl-dpo-base"));
        assertEquals(
                "{}",
                house.update("s2", "{\"service_id\": \"of-dpo\", \"plan_id\": \"pl-dpo-renforce\"}")
                        .body());
    }

    @Test
    void item077_aFailedUpdateSaysWhatIsStillUsable() throws Exception {
        failedUpdate("s1");
        assertEquals("true", house.get(SET + "/last_operation").at("/instance_usable"));
        house.standing("s2");
        house.update("s2", "{\"service_id\": \"of-actes\", \"plan_id\": \"pl-plus\"}");
        house.broker.fail("s2", "Le paquet ne démarre pas.", "instance 30189/actes");
        Answer left = house.get("/service_instances/s2/last_operation");
        assertEquals("false", left.at("/instance_usable"));
        assertEquals("true", left.at("/update_repeatable"));
    }

    // I. Bind

    @Test
    void item078_serviceAndPlanAreRequiredAndThoseInUse() throws Exception {
        house.standing("s1");
        for (String body : List.of(
                "{}",
                "{\"service_id\": \"of-actes\"}",
                "{\"plan_id\": \"pl-standard\"}",
                "{\"service_id\": \"\", \"plan_id\": \"pl-standard\"}",
                "{\"service_id\": \"of-dpo\", \"plan_id\": \"pl-standard\"}",
                "{\"service_id\": \"of-actes\", \"plan_id\": \"pl-plus\"}")) {
            house.bind("s1", "b1", json(body)).isRefused(400, "BadRequest");
        }
    }

    @Test
    void item079_aBindingIs201Then200And202WithoutCredentials() throws Exception {
        house.standing("s1");
        Answer made = house.bind("s1", "b1", binding()).is(201);
        assertEquals(made.body(), house.bind("s1", "b1", binding()).is(200).body());
        house.standingDirectory("s2");
        assertEquals(
                Set.of("operation"),
                fields(house.bind("s2", "b1", directoryBinding()).is(202)));
        house.bindings.succeed("s2", "b1");
        assertTrue(house.bind("s2", "b1", directoryBinding()).is(200).json().has("credentials"));
    }

    @Test
    void item080_theSameIdWithOtherAttributesIs409() throws Exception {
        house.standing("s1");
        house.bind("s1", "b1", binding()).is(201);
        for (String more : List.of(
                "\"plan_id\": \"pl-plus\"",
                "\"plan_id\": \"pl-none\"",
                "\"service_id\": \"of-dpo\"",
                "\"parameters\": {\"role\": \"reader\"}",
                "\"context\": {\"platform\": \"kubernetes\"}",
                "\"bind_resource\": {\"app_guid\": \"a1\"}",
                "\"app_guid\": \"a1\"",
                "\"predecessor_binding_id\": \"b1\"")) {
            ObjectNode other = binding();
            other.setAll(json("{" + more + "}"));
            house.bind("s1", "b1", other).isRefused(409, "Conflict");
        }
        house.standingDirectory("s2");
        house.bind("s2", "b1", directoryBinding()).is(202);
        house.bind("s2", "b1", directoryBinding().put("app_guid", "a1")).isRefused(409, "Conflict");
    }

    @Test
    void item081_noAppIsNeeded() throws Exception {
        house.standing("s1");
        house.bind("s1", "b1", binding()).is(201);
        ObjectNode ofAnApp = binding();
        ofAnApp.putObject("bind_resource").put("app_guid", "a1");
        house.bind("s1", "b2", ofAnApp).is(201);
    }

    @Test
    void item082_aBindingNeedsTimeOrAFreeInstance() throws Exception {
        house.standingDirectory("s1");
        house.send("PUT", bindingPath("s1", "b1"), directoryBinding()).isRefused(422, "AsyncRequired");
        house.get(bindingPath("s1", "b1") + "/last_operation").is(404);
        house.standing("s2");
        house.update("s2", "{\"service_id\": \"of-actes\", \"plan_id\": \"pl-plus\"}");
        house.bind("s2", "b1", binding()).isRefused(422, "ConcurrencyError");
    }

    @Test
    void item083_credentialsOfAnInstance() throws Exception {
        house.standing("s1");
        assertEquals(json("""
                        {"uri": "https://beffroi.example.fr/t/30189/actes/",
                         "username": "credential-1", "password": "secret-of-credential-1"}
                        """), house.bind("s1", "b1", binding()).is(201).json().get("credentials"));
    }

    @Test
    void item083_credentialsOfTheDirectoryAreFetchedAfterwards() throws Exception {
        house.standingDirectory("s1");
        house.bind("s1", "b1", directoryBinding()).is(202);
        house.bindings.succeed("s1", "b1");
        assertEquals(
                json("""
                        {"uri": "ldap://annuaire.example.fr", "base_dn": "o=30189",
                         "username": "cn=credential-1,ou=programs", "password": "secret-of-credential-1"}
                        """), house.get(bindingPath("s1", "b1")).is(200).json().get("credentials"));
    }

    @Test
    void item084_nothingIsGivenThatNeedsAPermission() throws Exception {
        house.standing("s1");
        assertEquals(Set.of("credentials", "endpoints", "metadata"), fields(house.bind("s1", "b1", binding())));
    }

    @Test
    void item086_theEndpointIsThatOfTheAddress() throws Exception {
        house.standing("s1");
        assertEquals(
                "[{\"host\":\"beffroi.example.fr\",\"ports\":[\"443\"],\"protocol\":\"tcp\"}]",
                house.bind("s1", "b1", binding()).at("/endpoints"));
        house.standingDirectory("s2");
        house.bind("s2", "b1", directoryBinding());
        house.bindings.succeed("s2", "b1");
        assertEquals(
                "[{\"host\":\"annuaire.example.fr\",\"ports\":[\"389\"],\"protocol\":\"tcp\"}]",
                house.get(bindingPath("s2", "b1")).at("/endpoints"));
    }

    @Test
    void item087_theEndOfABindingHasAFractionOfASecond() throws Exception {
        house.standing("s1");
        house.bindings.now = Instant.parse("2026-10-01T23:59:59.987654Z");
        Answer bound = house.bind("s1", "b1", binding()).is(201);
        String end = bound.text("/metadata/expires_at");
        String renewal = bound.text("/metadata/renew_before");
        for (String time : List.of(end, renewal)) {
            assertTrue(time.matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.9Z"), time);
        }
        Instant cut = Instant.parse("2026-10-01T23:59:59.9Z");
        assertEquals(cut.plus(Duration.ofDays(90)), Instant.parse(end));
        assertEquals(cut.plus(Duration.ofDays(90 - 15)), Instant.parse(renewal));
        assertEquals(bound.at("/metadata"), house.get(bindingPath("s1", "b1")).at("/metadata"));
        house.standingDirectory("s2");
        house.bind("s2", "b1", directoryBinding());
        house.bindings.succeed("s2", "b1");
        assertEquals("", house.get(bindingPath("s2", "b1")).at("/metadata"));
    }

    @Test
    void item088_anInstanceThatDoesNotExistCanNotBeBound() throws Exception {
        house.bind("none", "b1", binding()).isRefused(404, "NotFound");
        house.standing("s1");
        house.deprovision("s1");
        house.broker.succeed("s1");
        house.bind("s1", "b1", binding()).isRefused(404, "NotFound");
        house.provision("s2", order("of-dpo", "pl-dpo-base"));
        house.bind("s2", "b1", json("{\"service_id\": \"of-dpo\", \"plan_id\": \"pl-dpo-base\"}"))
                .isRefused(422, "NotEligible");
    }

    // J. Binding rotation

    @Test
    void item090_onlyWhatCanBeRotatedIs() throws Exception {
        house.standingDirectory("s1");
        house.bind("s1", "b1", directoryBinding());
        house.bindings.succeed("s1", "b1");
        house.bind("s1", "b2", directoryBinding().put("predecessor_binding_id", "b1"))
                .isRefused(422, "NotEligible");
    }

    @Test
    void item091_thePredecessorIsABindingOfTheInstanceThatHasNotExpired() throws Exception {
        house.standing("s1");
        house.standing("s2");
        house.bind("s2", "b1", binding()).is(201);
        for (String predecessor : List.of("none", "b1")) {
            house.bind("s1", "b2", binding().put("predecessor_binding_id", predecessor))
                    .isRefused(400, "BadRequest");
        }
        house.bindings.now = house.bindings.now.plus(Duration.ofDays(90));
        house.bind("s2", "b2", binding().put("predecessor_binding_id", "b1")).isRefused(400, "BadRequest");
        house.get(bindingPath("s2", "b2")).is(404);
    }

    @Test
    void item092_thePredecessorAloneIsEnough() throws Exception {
        house.standing("s1");
        house.bind("s1", "b1", binding()).is(201);
        house.bind("s1", "b2", json("{\"predecessor_binding_id\": \"b1\"}")).is(201);
        assertEquals(Optional.empty(), ((Order.Bind) house.bindings.order).plan());
        house.bind("s1", "b3", binding().put("predecessor_binding_id", "b1")).is(201);
        house.bind("s1", "b4", json("{\"predecessor_binding_id\": \"\"}")).isRefused(400, "BadRequest");
        house.bind("s1", "b4", json("{\"predecessor_binding_id\": \"b1\", \"service_id\": \"of-dpo\"}"))
                .isRefused(400, "BadRequest");
        house.bind("s1", "b4", json("{\"predecessor_binding_id\": \"b1\", \"plan_id\": \"pl-plus\"}"))
                .isRefused(400, "BadRequest");
    }

    @Test
    void item093_bothBindingsAreInForce() throws Exception {
        house.standing("s1");
        Answer first = house.bind("s1", "b1", binding());
        Answer second = house.bind("s1", "b2", json("{\"predecessor_binding_id\": \"b1\"}"));
        assertNotEquals(first.at("/credentials"), second.at("/credentials"));
        assertEquals(
                first.at("/credentials"),
                house.get(bindingPath("s1", "b1")).is(200).at("/credentials"));
        assertEquals(
                second.at("/credentials"),
                house.get(bindingPath("s1", "b2")).is(200).at("/credentials"));
        house.unbind("s1", "b1").is(200);
        house.get(bindingPath("s1", "b2")).is(200);
    }

    @Test
    void item094_aRotationIsAnsweredAsABinding() throws Exception {
        house.standing("s1");
        house.bind("s1", "b1", binding());
        ObjectNode rotation = json("{\"predecessor_binding_id\": \"b1\"}");
        Answer made = house.bind("s1", "b2", rotation).is(201);
        assertEquals(made.body(), house.bind("s1", "b2", rotation).is(200).body());
        house.bind("s1", "b2", binding()).isRefused(409, "Conflict");
    }

    // K. Fetch a binding, unbind, deprovision

    @Test
    void item095_aBindingInForceCanBeFetched() throws Exception {
        house.standing("s1");
        Answer made = house.bind("s1", "b1", binding());
        Answer fetched = house.get(bindingPath("s1", "b1")).is(200);
        assertEquals(made.at("/credentials"), fetched.at("/credentials"));
        assertEquals("{}", fetched.at("/parameters"));
        house.bindings.now = house.bindings.now.plus(Duration.ofDays(90));
        Answer expired = house.get(bindingPath("s1", "b1")).is(200);
        assertEquals(Set.of("metadata", "parameters"), fields(expired));
    }

    @Test
    void item096_itIs404WhileItIsMadeWhenItFailedAndWhenItIsGone() throws Exception {
        house.standingDirectory("s1");
        house.get(bindingPath("s1", "b1")).isRefused(404, "NotFound");
        house.bind("s1", "b1", directoryBinding());
        house.get(bindingPath("s1", "b1")).isRefused(404, "NotFound");
        house.bindings.fail("s1", "b1");
        house.get(bindingPath("s1", "b1")).isRefused(404, "NotFound");
        house.standing("s2");
        house.bind("s2", "b1", binding());
        house.unbind("s2", "b1").is(200);
        house.get(bindingPath("s2", "b1")).isRefused(404, "NotFound");
    }

    @Test
    void item097_missingOrWrongIdsAre400() throws Exception {
        house.standing("s1");
        house.bind("s1", "b1", binding());
        for (String path : List.of(SET, bindingPath("s1", "b1"))) {
            for (String query : List.of(
                    "",
                    "&service_id=of-actes",
                    "&plan_id=pl-standard",
                    "&service_id=&plan_id=pl-standard",
                    "&service_id=of-actes&plan_id=pl-large",
                    "&service_id=of-none&plan_id=pl-standard")) {
                house.send("DELETE", path + WAITS + query).isRefused(400, "BadRequest");
            }
        }
        house.get(SET).is(200);
        house.get(bindingPath("s1", "b1")).is(200);
    }

    @Test
    void item098_deletedNowIs200AndUnderWayIs202() throws Exception {
        house.standing("s1");
        house.bind("s1", "b1", binding());
        assertEquals("{}", house.unbind("s1", "b1").is(200).body());
        assertEquals(Set.of("operation"), fields(house.deprovision("s1").is(202)));
        house.provision("s2", order("of-dpo", "pl-dpo-base"));
        assertEquals(
                "{}",
                house.send("DELETE", "/service_instances/s2?service_id=of-dpo&plan_id=pl-dpo-base")
                        .is(200)
                        .body());
    }

    @Test
    void item099_whatDoesNotExistIs410() throws Exception {
        assertEquals("{}", house.deprovision("none").is(410).body());
        house.standing("s1");
        assertEquals("{}", house.unbind("s1", "none").is(410).body());
        house.bind("s1", "b1", binding());
        house.unbind("s1", "b1").is(200);
        house.unbind("s1", "b1").is(410);
        house.deprovision("s1");
        house.broker.succeed("s1");
        house.deprovision("s1").is(410);
    }

    @Test
    void item100_deletingNeedsTimeOrAFreeBinding() throws Exception {
        house.standing("s1");
        house.send("DELETE", SET + "?service_id=of-actes&plan_id=pl-standard").isRefused(422, "AsyncRequired");
        house.standingDirectory("s2");
        house.bind("s2", "b1", directoryBinding());
        String path = bindingPath("s2", "b1") + "?service_id=of-annuaire&plan_id=pl-annuaire-base";
        house.send("DELETE", path).isRefused(422, "AsyncRequired");
        house.send("DELETE", path + "&accepts_incomplete=true").isRefused(422, "ConcurrencyError");
    }

    // L. Orphan mitigation and client compatibility

    @Test
    void item102_whateverBecameOfACreationItCanBeDeleted() throws Exception {
        house.deprovision("unknown").is(410);
        house.provision("s1", order());
        house.deprovision("s1").is(202);
        house.provision("s2", order());
        house.broker.fail("s2", "Non.");
        house.deprovision("s2").is(200);
        house.provision("s3", order());
        house.broker.fail("s3", "Non.", "base de données");
        house.deprovision("s3").is(202);
        house.standing("s4");
        house.update("s4", "{\"service_id\": \"of-actes\", \"plan_id\": \"pl-plus\"}");
        house.send("DELETE", "/service_instances/s4" + WAITS + "&service_id=of-actes&plan_id=pl-plus")
                .is(202);
    }

    /** It asks with the plan it knows (section "Deprovisioning": the parameters are hints), and does so again and again. */
    @Test
    void item102_whoNeverHeardHowItsUpdateEndedCanDelete() throws Exception {
        for (String known : List.of("pl-standard", "pl-plus")) {
            house.standing("s1");
            house.bind("s1", "b1", binding());
            changed("s1", "pl-plus");
            house.send("DELETE", bindingPath("s1", "b1") + WAITS + "&service_id=of-actes&plan_id=" + known)
                    .is(200);
            String path = SET + WAITS + "&service_id=of-actes&plan_id=" + known;
            house.send("DELETE", path).is(202);
            house.send("DELETE", path).is(202);
            house.broker.succeed("s1");
            house.send("DELETE", path).is(410);
        }
    }

    @Test
    void item102_norDoesItMatterToABindingWhichOfTheTwoItNames() throws Exception {
        house.standing("s1");
        house.bind("s1", "b1", binding());
        changed("s1", "pl-plus");
        changed("s1", "pl-standard");
        house.send("DELETE", bindingPath("s1", "b1") + WAITS + "&service_id=of-actes&plan_id=pl-plus")
                .is(200);
    }

    @Test
    void item102_butAPlanFromBeforeThatIsNotTheInstances() throws Exception {
        house.standing("s1");
        changed("s1", "pl-plus");
        changed("s1", "pl-large");
        Answer refused = house.send("DELETE", SET + WAITS + "&service_id=of-actes&plan_id=pl-standard");
        refused.isRefused(400, "BadRequest");
        assertEquals(
                "The query parameter plan_id is \"pl-standard\", but this instance's is \"pl-large\", and was \"pl-plus\""
                        + " before it changed last.",
                refused.text("/description"));
        house.send("DELETE", SET + WAITS + "&service_id=of-actes&plan_id=pl-plus")
                .is(202);
    }

    private void changed(String instance, String plan) throws Exception {
        house.update(instance, "{\"service_id\": \"of-actes\", \"plan_id\": \"" + plan + "\"}")
                .is(202);
        house.broker.succeed(instance);
    }

    @Test
    void item103_whatMayHaveMadeSomethingIs5xx() throws Exception {
        house.broker.failure = new Refusal(Reason.UNAVAILABLE, "The data store doesn't answer.");
        Answer answer = house.provision("s1", order()).isRefused(503, "Unavailable");
        assertEquals(Optional.of("5"), answer.header("Retry-After"));
        house.broker.failure = new IllegalStateException("half done");
        house.provision("s1", order()).isRefused(500, "InternalError");
    }

    @Test
    void item104_onlyThreeKindsOfSuccessAreAnswered() throws Exception {
        Set<Integer> seen = new HashSet<>();
        seen.add(house.provision("s1", order()).status());
        house.broker.succeed("s1");
        seen.add(house.provision("s1", order()).status());
        seen.add(house.bind("s1", "b1", binding()).status());
        seen.add(house.unbind("s1", "b1").status());
        seen.add(house.deprovision("s1").status());
        assertEquals(Set.of(200, 201, 202), seen);
    }

    @Test
    void item105_contextsOfEveryPlatformAreTakenAlong() throws Exception {
        ObjectNode cloudFoundry = order();
        cloudFoundry.set("context", json("""
                {"platform": "cloudfoundry", "organization_guid": "30189", "organization_name": "nimes",
                 "space_guid": "mairie", "space_name": "mairie", "instance_name": "actes", "instance_annotations": null}
                """));
        house.provision("s1", cloudFoundry).is(202);
        ObjectNode kubernetes = order();
        kubernetes.set("context", json("""
                {"platform": "kubernetes", "namespace": "nimes", "clusterid": "8263feba", "instance_name": "actes"}
                """));
        house.provision("s2", kubernetes).is(202);
        Object context = house.broker.subscriptions.get("s2").context().get("context");
        assertEquals("8263feba", ((Map<?, ?>) context).get("clusterid"));
    }

    private static void failedUpdate(String id) throws Exception {
        house.standing(id);
        house.update(id, "{\"service_id\": \"of-actes\", \"plan_id\": \"pl-plus\"}")
                .is(202);
        house.broker.fail(id, "Le paquet ne démarre pas.");
    }

    private static Answer withHeader(String name, String value) throws Exception {
        return house.send("GET", "/catalog", null, request -> request.setHeader(name, value));
    }

    private static Answer identified(String identity) throws Exception {
        return house.send(
                "PUT",
                SET + WAITS,
                order().toString(),
                request -> request.setHeader("X-Broker-API-Originating-Identity", identity));
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private static JsonNode services() throws Exception {
        return house.get("/catalog").json().get("services");
    }

    private static Set<String> fields(Answer answer) throws Exception {
        Set<String> fields = new HashSet<>();
        answer.json().fieldNames().forEachRemaining(fields::add);
        return fields;
    }
}
