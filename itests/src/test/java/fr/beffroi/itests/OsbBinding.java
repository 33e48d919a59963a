package fr.beffroi.itests;

import static fr.beffroi.itests.ContractHouse.instance;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Binding: items 78 to 89. */
interface OsbBinding extends OsbItems {
    @Test
    default void item078_aBindingNamesServiceAndPlanInUse() {
        ContractHouse.Made actes = house().make(Town.ACTES);
        platform()
                .put(actes.binding("b"), house().body(actes).without("service_id"))
                .expect(400);
        platform()
                .put(actes.binding("b"), house().body(actes).without("plan_id"))
                .expect(400);
        platform()
                .put(actes.binding("b"), house().body(actes).put("service_id", Town.ANNUAIRE.id()))
                .expect(400);
        platform()
                .put(actes.binding("b"), house().body(actes).put("plan_id", Town.ACTES_LARGE))
                .expect(400);
        platform().get(actes.binding("b")).expect(404);
    }

    @Test
    default void item079_aBindingIs201Or202WithoutCredentialsOr200() {
        ContractHouse.Made actes = house().make(Town.ACTES);
        platform().put(actes.binding("b"), house().body(actes)).expect(201);
        platform().put(actes.binding("b"), house().body(actes)).expect(200);
        ContractHouse.Made annuaire = house().make(Town.ANNUAIRE);
        JsonNode making = platform()
                .put(annuaire.binding("b") + ASYNC, house().body(annuaire))
                .expect(202)
                .json();
        assertEquals(List.of("operation"), names(making));
        house().awaitSuccess(annuaire.binding("b"));
        platform().put(annuaire.binding("b") + ASYNC, house().body(annuaire)).expect(200);
    }

    private static List<String> names(JsonNode object) {
        List<String> names = new ArrayList<>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }

    @Test
    default void item080_theBindingsIdWithOtherAttributesIs409() {
        ContractHouse.Made actes = house().make(Town.ACTES);
        house().bind(actes, "b");
        ObjectNode context = house().body(actes);
        context.putObject("context").put("platform", "kubernetes");
        platform().put(actes.binding("b"), context).expect(409);
        platform()
                .put(actes.binding("b"), house().body(actes).put("plan_id", Town.ACTES_LARGE))
                .expect(409);
        ContractHouse.Made annuaire = house().make(Town.ANNUAIRE);
        house().hold(annuaire.insee(), "Directory.openProgram");
        platform().put(annuaire.binding("b") + ASYNC, house().body(annuaire)).expect(202);
        house().awaitHeld(annuaire.insee());
        ObjectNode other = house().body(annuaire);
        other.putObject("context").put("platform", "kubernetes");
        platform().put(annuaire.binding("b") + ASYNC, other).expect(409);
    }

    @Test
    default void item081_noServiceNeedsAnApp() {
        ContractHouse.Made actes = house().make(Town.ACTES);
        platform().put(actes.binding("without"), house().body(actes)).expect(201);
        ObjectNode with = house().body(actes);
        with.putObject("bind_resource").put("app_guid", "an-app");
        platform().put(actes.binding("with"), with).expect(201);
    }

    @Test
    default void item082_aBindingThatTakesTimeNeedsSomebodyWhoWaitsAndAnInstanceThatIsFree() {
        ContractHouse.Made annuaire = house().make(Town.ANNUAIRE);
        platform().put(annuaire.binding("b"), house().body(annuaire)).expectError(422, "AsyncRequired");
        ContractHouse.Made actes = house().make(Town.ACTES);
        house().hold(actes.insee(), "Hosting.open");
        platform()
                .patch(actes.path() + ASYNC, change(Town.ACTES, Town.ACTES_LARGE))
                .expect(202);
        house().awaitHeld(actes.insee());
        platform().put(actes.binding("b"), house().body(actes)).expectError(422, "ConcurrencyError");
    }

    @Test
    default void item083_credentialsAreGivenAtLeastOnceAndTheyWork() {
        ContractHouse.Made actes = house().make(Town.ACTES);
        JsonNode given = platform()
                .put(actes.binding("b"), house().body(actes))
                .expect(201)
                .json()
                .path("credentials");
        assertTrue(given.isObject());
        assertEquals(201, house().publisher(given).publish("acte-1"));
        assertEquals(
                200,
                house().running()
                        .http()
                        .get("/t/" + actes.insee() + "/actes/api/acts/acte-1")
                        .status());
        ContractHouse.Made annuaire = house().make(Town.ANNUAIRE);
        assertTrue(house().bind(annuaire, "b").isObject());
    }

    @Test
    default void item084_thereAreNoLogDrainsRoutesOrVolumes() {
        services().forEach(service -> assertTrue(service.path("requires").isEmpty()));
        ContractHouse.Made actes = house().make(Town.ACTES);
        JsonNode binding = platform()
                .put(actes.binding("b"), house().body(actes))
                .expect(201)
                .json();
        assertFalse(binding.has("syslog_drain_url") || binding.has("route_service_url"));
    }

    @Test
    default void item085_thereAreNoVolumeMounts() {
        ContractHouse.Made actes = house().make(Town.ACTES);
        assertFalse(platform()
                .put(actes.binding("b"), house().body(actes))
                .expect(201)
                .json()
                .has("volume_mounts"));
    }

    @Test
    default void item086_anEndpointHasAHostAndPortsThatAreStrings() {
        ContractHouse.Made actes = house().make(Town.ACTES);
        JsonNode endpoints = platform()
                .put(actes.binding("b"), house().body(actes))
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
    default void item087_aBindingSaysWhenItExpiresAndWhenToRenewIt() {
        ContractHouse.Made actes = house().make(Town.ACTES);
        Instant now = Instant.parse(house().operations.now());
        JsonNode metadata = platform()
                .put(actes.binding("b"), house().body(actes))
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
    default void item088_bindingToNothingIs404() {
        platform()
                .put(instance("nothing") + "/service_bindings/b" + ASYNC, Town.ACTES.binding())
                .expect(404);
    }

    @Test
    default void item089_credentialsAreUniqueSoThatOneCanBeRevokedAlone() {
        ContractHouse.Made actes = house().make(Town.ACTES);
        Publisher first = house().publisher(house().bind(actes, "first"));
        Publisher second = house().publisher(house().bind(actes, "second"));

        platform().delete(actes.binding("first") + "?" + actes.ids()).expect(200);

        assertEquals(401, first.publish("premier"));
        assertEquals(201, second.publish("second"));
    }
}
