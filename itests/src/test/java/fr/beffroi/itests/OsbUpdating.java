package fr.beffroi.itests;

import static fr.beffroi.itests.ContractHouse.instance;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Updating an instance: items 67 to 77. */
interface OsbUpdating extends OsbItems {
    @Test
    default void item067_anUpdateNamesTheServiceAndAPlanOfIt() {
        ContractHouse.Made registre = house().make(Town.REGISTRE);
        platform().patch(registre.path(), OsbClient.JSON.createObjectNode()).expect(400);
        platform()
                .patch(registre.path(), OsbClient.JSON.createObjectNode().put("service_id", UNKNOWN))
                .expect(400);
        platform().patch(registre.path(), change(Town.REGISTRE, UNKNOWN)).expect(400);
        platform()
                .patch(registre.path(), change(Town.REGISTRE, Town.ACTES.plan()))
                .expect(400);
        platform()
                .patch(instance("nothing"), change(Town.REGISTRE, Town.REGISTRE_LARGE))
                .expect(404);
    }

    @Test
    default void item068_withoutAPlanThePlanStays() {
        ContractHouse.Made registre = house().make(Town.REGISTRE);
        ObjectNode change = OsbClient.JSON.createObjectNode().put("service_id", Town.REGISTRE.id());
        change.putObject("parameters").put("visites", 3);

        platform().patch(registre.path(), change).expect(200);

        JsonNode fetched = platform().get(registre.path()).expect(200).json();
        assertEquals(Town.REGISTRE.plan(), fetched.path("plan_id").asText());
        assertEquals(3, fetched.path("parameters").path("visites").asInt());
    }

    @Test
    default void item069_withoutParametersTheParametersStay() {
        ObjectNode order = Town.ACTES.order(house().commune());
        order.putObject("parameters").put("accent", "bleu");
        String path = instance(house().id());
        platform().put(path + ASYNC, order).expect(202);
        house().awaitSuccess(path);

        platform().patch(path + ASYNC, change(Town.ACTES, Town.ACTES_LARGE)).expect(202);
        house().awaitSuccess(path);

        JsonNode fetched = platform().get(path).expect(200).json();
        assertEquals(Town.ACTES_LARGE, fetched.path("plan_id").asText());
        assertEquals("bleu", fetched.path("parameters").path("accent").asText());
    }

    @Test
    default void item070_aChangeThatIsNotSupportedIs422() {
        ContractHouse.Made fige = house().make(Town.FIGE);
        platform()
                .patch(fige.path() + ASYNC, change(Town.FIGE, Town.FIGE_OTHER))
                .expect(422);
        assertEquals(
                Town.FIGE.plan(),
                platform().get(fige.path()).expect(200).json().path("plan_id").asText());
    }

    @Test
    default void item071_anotherMaintenanceVersionIsAConflict() {
        ContractHouse.Made actes = house().make(Town.ACTES);
        ObjectNode change = OsbClient.JSON.createObjectNode().put("service_id", Town.ACTES.id());
        change.putObject("maintenance_info").put("version", Town.OTHER_VERSION);
        platform().patch(actes.path() + ASYNC, change).expectError(422, "MaintenanceInfoConflict");
    }

    /** The house's operations put it back to another version; the platform brings it up to the catalogue's. */
    @Test
    default void item071_theCatalogsVersionUpgradesAnInstanceThatRunsAnother() {
        ContractHouse.Made actes = house().make(Town.ACTES);
        house().operations.run(actes.id(), Town.OTHER_VERSION).expect(202);
        house().awaitSuccess(actes.path());
        assertEquals(Town.OTHER_VERSION, version(actes));

        ObjectNode upgrade = OsbClient.JSON.createObjectNode().put("service_id", Town.ACTES.id());
        upgrade.putObject("maintenance_info").put("version", Town.VERSION);
        platform().patch(actes.path() + ASYNC, upgrade).expect(202);
        house().awaitSuccess(actes.path());

        assertEquals(Town.VERSION, version(actes));
    }

    private String version(ContractHouse.Made made) {
        return platform()
                .get(made.path())
                .expect(200)
                .json()
                .path("maintenance_info")
                .path("version")
                .asText();
    }

    @Test
    default void item072_anUpdateIs200WhenItHoldsAnd202WhileItIsMade() {
        ContractHouse.Made registre = house().make(Town.REGISTRE);
        platform()
                .patch(registre.path(), change(Town.REGISTRE, Town.REGISTRE_LARGE))
                .expect(200);
        platform()
                .patch(registre.path(), change(Town.REGISTRE, Town.REGISTRE_LARGE))
                .expect(200);
        ContractHouse.Made actes = house().make(Town.ACTES);
        house().hold(actes.insee(), "Hosting.open");
        platform()
                .patch(actes.path() + ASYNC, change(Town.ACTES, Town.ACTES_LARGE))
                .expect(202);
        platform()
                .patch(actes.path() + ASYNC, change(Town.ACTES, Town.ACTES_LARGE))
                .expect(202);
        house().release(actes.insee());
        house().awaitSuccess(actes.path());
        platform()
                .patch(actes.path() + ASYNC, change(Town.ACTES, Town.ACTES_LARGE))
                .expect(200);
    }

    @Test
    default void item073_anUpdateThatTakesTimeNeedsSomebodyWhoWaitsEvenWhenNothingWouldChange() {
        ContractHouse.Made actes = house().make(Town.ACTES);
        platform().patch(actes.path(), change(Town.ACTES, Town.ACTES_LARGE)).expectError(422, "AsyncRequired");
        platform().patch(actes.path(), change(Town.ACTES, Town.ACTES.plan())).expectError(422, "AsyncRequired");
    }

    @Test
    default void item074_previousValuesAreInformationOnly() {
        ContractHouse.Made registre = house().make(Town.REGISTRE);
        ObjectNode change = change(Town.REGISTRE, Town.REGISTRE_LARGE);
        change.putObject("previous_values")
                .put("plan_id", "not the real one")
                .put("organization_id", "nor this")
                .putObject("maintenance_info")
                .put("version", "0.0.1");
        platform().patch(registre.path(), change).expect(200);
    }

    @Test
    default void item075_theContextAloneCanBeUpdatedEverywhere() {
        ContractHouse.Made fige = house().make(Town.FIGE);
        ObjectNode change = OsbClient.JSON.createObjectNode().put("service_id", Town.FIGE.id());
        change.putObject("context").put("platform", "cloudfoundry").put("instance_name", "nouveau nom");
        platform().patch(fige.path() + ASYNC, change).expect(200);
    }

    @Test
    default void item076_theAnswerToAnUpdateHoldsNothingElse() {
        ContractHouse.Made registre = house().make(Town.REGISTRE);
        JsonNode body = platform()
                .patch(registre.path(), change(Town.REGISTRE, Town.REGISTRE_LARGE))
                .expect(200)
                .json();
        assertTrue(body.isObject(), body::toString);
        body.fieldNames()
                .forEachRemaining(field -> assertTrue(
                        Set.of("dashboard_url", "operation", "metadata").contains(field), field));
    }

    @Test
    default void item077_afterAFailedUpdateTheInstanceIsStillUsed() {
        ContractHouse.Made actes = house().make(Town.ACTES);
        Publisher program = house().publisher(house().bind(actes, "programme"));
        house().operations.run(actes.id(), Town.BROKEN_VERSION).expect(202);
        assertEquals("failed", house().awaitEnd(actes.path()));

        assertTrue(lastOperation(actes.path()).path("instance_usable").asBoolean());
        assertEquals(201, program.publish("apres-echec"));
        assertEquals(Town.VERSION, version(actes));
    }
}
