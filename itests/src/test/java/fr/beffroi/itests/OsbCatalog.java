package fr.beffroi.itests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The catalog: items 18 to 32. */
interface OsbCatalog extends OsbItems {
    private List<JsonNode> plans() {
        List<JsonNode> plans = new ArrayList<>();
        services().forEach(service -> service.path("plans").forEach(plans::add));
        return plans;
    }

    private JsonNode plan(Town.Service service, String id) {
        for (JsonNode plan : service(service).path("plans")) {
            if (plan.path("id").asText().equals(id)) {
                return plan;
            }
        }
        throw new AssertionError(id);
    }

    @Test
    default void item018_theCatalogIsAnArrayOfServices() {
        assertTrue(services().isArray() && !services().isEmpty());
    }

    @Test
    default void item019_aServiceHasNameIdDescriptionBindableAndPlans() {
        for (JsonNode service : services()) {
            for (String field : List.of("name", "id", "description")) {
                assertFalse(service.path(field).asText().isEmpty(), service::toString);
            }
            assertTrue(service.path("bindable").isBoolean(), service::toString);
            assertFalse(service.path("plans").isEmpty(), service::toString);
        }
    }

    @Test
    default void item020_namesOfServicesAreUnique() {
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
    default void item021_idsAreUniqueAndStay() {
        List<String> ids = new ArrayList<>();
        services().forEach(service -> ids.add(service.path("id").asText()));
        plans().forEach(plan -> ids.add(plan.path("id").asText()));

        assertDistinct(ids.stream(), "in the catalogue");
        assertTrue(ids.containsAll(List.of(Town.ACTES.id(), Town.ACTES.plan(), Town.REGISTRE.id())));
        assertEquals(services(), services());
    }

    @Test
    default void item022_aPlanHasIdNameAndDescriptionAndItsNameIsUniqueWithinItsService() {
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
    default void item023_requiresHoldsPrescribedWordsAndTagsAreStrings() {
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
    default void item024_booleansAreBooleans() {
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
    default void item025_aPlanOverridesItsService() {
        assertTrue(service(Town.ACTES).path("bindable").asBoolean());
        assertFalse(plan(Town.ACTES, Town.ACTES_FIXED).path("bindable").asBoolean(true));
        assertFalse(plan(Town.ACTES, Town.ACTES_FIXED).path("plan_updateable").asBoolean(true));

        ContractHouse.Made fixed = house().make(Town.ACTES, Town.ACTES_FIXED, house().commune(), house().id());
        assertRefused(platform().put(fixed.binding("b") + ASYNC, house().body(fixed)));
        platform()
                .patch(fixed.path() + ASYNC, change(Town.ACTES, Town.ACTES_LARGE))
                .expect(422);
    }

    @Test
    default void item026_whatCanBeDoneIsDeclared() {
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
    default void item027_parameterSchemasAreSelfContainedJsonSchemas() {
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
    default void item028_maintenanceInfoHasASemanticVersion() {
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
    default void item029_maximumPollingDurationIsSeconds() {
        for (JsonNode plan : plans()) {
            JsonNode duration = plan.path("maximum_polling_duration");
            assertTrue(duration.isMissingNode() || duration.isIntegralNumber() && duration.asLong() > 0);
        }
    }

    @Test
    default void item030_anUnchangedCatalogIs304() {
        String tag = platform().get("/v2/catalog").expect(200).header("ETag").orElseThrow();

        OsbClient.Reply unchanged =
                platform().with("If-None-Match", tag).get("/v2/catalog").expect(304);
        platform().with("If-None-Match", "\"other\"").get("/v2/catalog").expect(200);

        assertTrue(unchanged.text().isEmpty());
        assertEquals(tag, unchanged.header("ETag").orElseThrow());
    }

    @Test
    default void item031_namesAreFriendlyToCommandLines() {
        Stream.concat(
                        namesOf(services()).stream(),
                        plans().stream().map(plan -> plan.path("name").asText()))
                .forEach(name -> assertTrue(name.matches("[a-z0-9-]{1,255}"), name));
        plans().forEach(plan -> assertTrue(plan.path("description").asText().length() <= 255, plan::toString));
    }

    @Test
    default void item032_thereIsNoDashboardClient() {
        services().forEach(service -> assertFalse(service.has("dashboard_client")));
    }
}
