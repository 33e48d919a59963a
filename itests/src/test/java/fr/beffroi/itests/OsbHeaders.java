package fr.beffroi.itests;

import static fr.beffroi.itests.ContractHouse.instance;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Headers, authentication and content: items 1 to 9. */
interface OsbHeaders extends OsbItems {
    @Test
    default void item001_everyMinorVersionOf2IsServed() {
        for (String version : List.of("2.13", "2.14", "2.15", "2.16", "2.17", "2.42")) {
            platform().with("X-Broker-API-Version", version).get("/v2/catalog").expect(200);
        }
    }

    @Test
    default void item002_aVersionThatCanNotBeServedIs412WithTheOneThatCan() {
        for (String version : List.of("1.0", "3.0", "2", "two")) {
            OsbClient.Reply reply = platform()
                    .with("X-Broker-API-Version", version)
                    .get("/v2/catalog")
                    .expect(412);
            assertTrue(reply.json().path("description").asText().contains("2.17"), reply::toString);
        }
    }

    @Test
    default void item003_aRequestWithoutVersionIs412WithADescription() {
        OsbClient.Reply reply =
                platform().without("X-Broker-API-Version").get("/v2/catalog").expect(412);

        assertTrue(reply.json().path("description").asText().contains("X-Broker-API-Version"), reply::toString);
    }

    @Test
    default void item004_whoDoesNotAuthenticateIs401EverywhereBeforeAnythingElse() {
        OsbClient nobody = platform().without("Authorization").without("X-Broker-API-Version");
        for (String path : endpoints()) {
            for (String method : List.of("GET", "PUT", "PATCH", "DELETE")) {
                nobody.send(method, path, "text/plain", "no JSON").expect(401);
            }
        }
        platform()
                .with("Authorization", "Basic bm9ib2R5Om5vdGhpbmc=")
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
    default void item005_anOriginatingIdentityIsToleratedAndItsDigestIsJournaled() throws SQLException {
        String identity = Base64.getEncoder()
                .encodeToString("{\"user_id\":\"mireille.dupont\"}".getBytes(StandardCharsets.UTF_8));
        String id = house().id();

        platform()
                .with("X-Broker-API-Originating-Identity", "cloudfoundry " + identity)
                .put(instance(id), Town.REGISTRE.order(house().commune()))
                .expect(201);

        String entries = ask("SELECT body FROM journal_entry WHERE kind = 'OrderOriginated'");
        assertTrue(entries.contains(id) && entries.contains("cloudfoundry"), entries);
        assertFalse(entries.contains("mireille"), "no personal data in the journal");
        house().platform
                .put(instance(house().id()), Town.REGISTRE.order(house().commune()))
                .expect(201);
    }

    @Test
    default void item006_theRequestIdentityIsEchoedOnEveryAnswer() {
        OsbClient named = platform().with("X-Broker-API-Request-Identity", "request-42");
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
    default void item007_unknownFieldsAreIgnored() {
        ObjectNode order = Town.REGISTRE.order(house().commune());
        order.put("x-vendor", 1).putObject("more").put("of", "it");

        platform().put(instance(house().id()), order).expect(201);
    }

    @Test
    default void item008_aMissingContentTypeIsProcessedAndAWrongOneIs400() {
        String order = Town.REGISTRE.order(house().commune()).toString();
        String path = instance(house().id());

        platform().send("PUT", path, "text/plain", order).expect(400);
        platform().send("PUT", path, "application/json", "{\"service_id\":").expect(400);
        platform().send("PUT", path, "application/json", "[]").expect(400);
        platform().get(path).expect(404);
        platform().send("PUT", path, null, order).expect(201);
        platform().send("PUT", path, "application/json; charset=utf-8", order).expect(200);
    }

    @Test
    default void item009_anIdMayHoldAnyCharacter() {
        String id = house().id("30/189;v=1 é%2F?#+&\\:" + Instant.now().toEpochMilli());
        ContractHouse.Made made = house().make(Town.ACTES, Town.ACTES.plan(), house().commune(), id);
        String binding = made.binding("liaison/ à;b%20c");

        platform().get(made.path()).expect(200);
        platform().put(binding, house().body(made)).expect(201);
        platform().get(binding).expect(200);
        platform().delete(binding + "?" + made.ids()).expect(200);
        platform().delete(made.path() + ASYNC + "&" + made.ids()).expect(202);
        house().awaitSuccess(made.path());
        platform().get(made.path()).expect(404);
    }
}
