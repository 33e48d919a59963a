package fr.beffroi.itests;

import static fr.beffroi.itests.ContractHouse.instance;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Provisioning: items 51 to 62. */
interface OsbProvisioning extends OsbItems {
    @Test
    default void item051_whatIsRequiredIsRequired() {
        for (String field : List.of("service_id", "plan_id", "organization_guid", "space_guid")) {
            ObjectNode order = Town.REGISTRE.order(house().commune());
            platform().put(instance("required"), order.without(field)).expect(400);
            platform()
                    .put(
                            instance("required"),
                            Town.REGISTRE.order(house().commune()).put(field, ""))
                    .expect(400);
        }
    }

    @Test
    default void item052_serviceAndPlanAreOfTheCatalog() {
        String insee = house().commune();
        platform()
                .put(instance("unknown"), Town.REGISTRE.order(insee).put("service_id", UNKNOWN))
                .expect(400);
        platform().put(instance("unknown"), Town.REGISTRE.order(insee, UNKNOWN)).expect(400);
        platform()
                .put(instance("unknown"), Town.REGISTRE.order(insee, Town.ACTES.plan()))
                .expect(400);
    }

    @Test
    default void item053_parametersAgainstTheSchemaAre400() {
        ObjectNode order = Town.REGISTRE.order(house().commune());
        order.putObject("parameters").put("visites", 13);
        platform().put(instance("schema"), order).expect(400);
        order.putObject("parameters").put("visites", "deux");
        platform().put(instance("schema"), order).expect(400);
        order.putObject("parameters").put("unknown", 1);
        platform().put(instance("schema"), order).expect(400);
        order.putObject("parameters").put("visites", 2);
        platform().put(instance(house().id()), order).expect(201);
    }

    @Test
    default void item054_whatIsMadeByTheRequestIs201() {
        platform()
                .put(instance(house().id()), Town.REGISTRE.order(house().commune()))
                .expect(201);
    }

    @Test
    default void item055_whatStandsAlreadyIs200() {
        ContractHouse.Made registre = house().make(Town.REGISTRE);
        ContractHouse.Made actes = house().make(Town.ACTES);
        platform().put(registre.path(), Town.REGISTRE.order(registre.insee())).expect(200);
        platform().put(actes.path() + ASYNC, Town.ACTES.order(actes.insee())).expect(200);
    }

    @Test
    default void item056_whatIsBeingMadeIs202AlsoWhenSentAgain() {
        ContractHouse.Made held = house().held(Town.ACTES);
        platform().put(held.path() + ASYNC, Town.ACTES.order(held.insee())).expect(202);
    }

    @Test
    default void item057_theIdWithOtherAttributesIs409() {
        ObjectNode order = Town.ACTES.order(house().commune());
        order.putObject("parameters").put("accent", "bleu");
        order.putObject("context").put("platform", "kubernetes").put("namespace", "a");
        String insee = order.path("organization_guid").asText();
        String path = instance(house().id());
        house().hold(insee, "Directory.openGroup");
        platform().put(path + ASYNC, order).expect(202);
        house().awaitHeld(insee);
        assertConflicts(path, order);
        house().release(insee);
        house().awaitSuccess(path);
        assertConflicts(path, order);
    }

    private void assertConflicts(String path, ObjectNode order) {
        ObjectNode parameters = order.deepCopy();
        parameters.putObject("parameters").put("accent", "vert");
        ObjectNode context = order.deepCopy();
        context.putObject("context").put("platform", "kubernetes").put("namespace", "b");
        for (ObjectNode other : List.of(
                order.deepCopy().put("service_id", Town.ANNUAIRE.id()).put("plan_id", Town.ANNUAIRE.plan()),
                order.deepCopy().put("plan_id", Town.ACTES_LARGE),
                order.deepCopy().put("organization_guid", house().commune()),
                order.deepCopy().put("space_guid", "elsewhere"),
                parameters,
                context)) {
            platform().put(path + ASYNC, other).expect(409);
        }
        platform().put(path + ASYNC, order).expect(200, 202);
    }

    @Test
    default void item058_anotherMaintenanceVersionIsAConflictAndMakesNothing() {
        ObjectNode order = Town.ACTES.order(house().commune());
        order.putObject("maintenance_info").put("version", Town.OTHER_VERSION);
        platform().put(instance("maintenance") + ASYNC, order).expectError(422, "MaintenanceInfoConflict");
        ObjectNode none = Town.REGISTRE.order(house().commune());
        none.putObject("maintenance_info").put("version", Town.VERSION);
        platform().put(instance("maintenance"), none).expectError(422, "MaintenanceInfoConflict");
        platform().get(instance("maintenance") + "/last_operation").expect(404);

        order.putObject("maintenance_info").put("version", Town.VERSION).put("description", "other words");
        String path = instance(house().id());
        platform().put(path + ASYNC, order).expect(202);
        house().awaitSuccess(path);
    }

    @Test
    default void item059_provisioningThatTakesTimeNeedsSomebodyWhoWaits() {
        platform()
                .put(instance("nobody-waits"), Town.ACTES.order(house().commune()))
                .expectError(422, "AsyncRequired");
        platform().get(instance("nobody-waits") + "/last_operation").expect(404);
    }

    @Test
    default void item060_theDashboardIsGivenWithTheFirstAnswer() {
        ContractHouse.Made held = house().held(Town.ACTES);
        String url = platform()
                .put(held.path() + ASYNC, Town.ACTES.order(held.insee()))
                .expect(202)
                .json()
                .path("dashboard_url")
                .asText();
        assertTrue(url.endsWith("/t/" + held.insee() + "/actes/"), url);
        OsbClient.Reply registre = platform()
                .put(instance(house().id()), Town.REGISTRE.order(house().commune()))
                .expect(201);
        assertTrue(registre.json().path("dashboard_url").asText("").isEmpty(), registre::toString);
    }

    @Test
    default void item061_metadataIsAnObjectIfThereIsAny() {
        JsonNode body = platform()
                .put(instance(house().id()), Town.REGISTRE.order(house().commune()))
                .expect(201)
                .json();
        assertTrue(!body.has("metadata") || body.path("metadata").isObject(), body::toString);
    }

    @Test
    default void item062_aSuccessIsAJsonObject() {
        assertTrue(platform()
                .put(instance(house().id()), Town.REGISTRE.order(house().commune()))
                .expect(201)
                .json()
                .isObject());
    }
}
