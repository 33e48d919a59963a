package fr.beffroi.itests;

import static fr.beffroi.itests.ContractHouse.instance;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Asynchronous operations and concurrency: items 33 to 41. */
interface OsbConcurrency extends OsbItems {
    @Test
    default void item033_nothingIsAsynchronousUnasked() {
        platform()
                .put(instance(house().id()), Town.REGISTRE.order(house().commune()))
                .expect(201);
        platform().put(instance("unasked"), Town.ACTES.order(house().commune())).expect(422);
        platform()
                .put(instance("unasked") + "?accepts_incomplete=false", Town.ACTES.order(house().commune()))
                .expect(422);
    }

    @Test
    default void item034_whoDoesNotWaitIsToldAsyncRequired() {
        platform().put(instance("unasked"), Town.ACTES.order(house().commune())).expectError(422, "AsyncRequired");
        ContractHouse.Made actes = house().make(Town.ACTES);
        ContractHouse.Made annuaire = house().make(Town.ANNUAIRE);
        house().bind(annuaire, "standing");

        platform().patch(actes.path(), change(Town.ACTES, Town.ACTES_LARGE)).expectError(422, "AsyncRequired");
        platform().delete(actes.path() + "?" + actes.ids()).expectError(422, "AsyncRequired");
        platform().put(annuaire.binding("new"), house().body(annuaire)).expectError(422, "AsyncRequired");
        platform().delete(annuaire.binding("standing") + "?" + annuaire.ids()).expectError(422, "AsyncRequired");
    }

    @Test
    default void item035_whatTakesTimeIs202() {
        ContractHouse.Made actes = house().make(Town.ACTES);
        platform()
                .patch(actes.path() + ASYNC, change(Town.ACTES, Town.ACTES_LARGE))
                .expect(202);
        house().awaitSuccess(actes.path());
        platform()
                .delete(actes.path() + ASYNC + "&" + Town.ACTES.ids(Town.ACTES_LARGE))
                .expect(202);
    }

    @Test
    default void item036_whatTakesNoTimeIsSynchronousAllTheSame() {
        platform()
                .put(instance(house().id()) + ASYNC, Town.REGISTRE.order(house().commune()))
                .expect(201);
    }

    @Test
    default void item037_theOperationIsAStringThatCanBeSentBack() {
        ContractHouse.Made held = house().held(Town.ACTES);
        JsonNode operation = platform()
                .put(held.path() + ASYNC, Town.ACTES.order(held.insee()))
                .expect(202)
                .json()
                .path("operation");

        assertTrue(operation.isTextual() && !operation.asText().isEmpty());
        assertTrue(operation.asText().length() <= 10_000);
        assertEquals(
                "in progress",
                platform()
                        .get(held.path() + "/last_operation?operation=" + OsbClient.encoded(operation.asText()))
                        .expect(200)
                        .json()
                        .path("state")
                        .asText());
    }

    @Test
    default void item038_theSameRequestDuringTheWorkIsTheSameOperation() {
        ContractHouse.Made held = house().held(Town.ACTES);
        assertSameOperation(() -> platform().put(held.path() + ASYNC, Town.ACTES.order(held.insee())));
        house().release(held.insee());
        house().awaitSuccess(held.path());

        house().hold(held.insee(), "Hosting.open");
        assertSameOperation(() -> platform().patch(held.path() + ASYNC, change(Town.ACTES, Town.ACTES_LARGE)));
        house().release(held.insee());
        house().awaitSuccess(held.path());

        house().hold(held.insee(), "Hosting.close");
        assertSameOperation(() -> platform().delete(held.path() + ASYNC + "&" + Town.ACTES.ids(Town.ACTES_LARGE)));
        house().release(held.insee());
        house().awaitSuccess(held.path());
    }

    private static void assertSameOperation(java.util.function.Supplier<OsbClient.Reply> request) {
        String first = request.get().expect(202).json().path("operation").asText();
        String second = request.get().expect(202).json().path("operation").asText();
        assertFalse(first.isEmpty());
        assertEquals(first, second);
    }

    @Test
    default void item039_whatAnotherOperationHoldsIsAConcurrencyError() {
        ContractHouse.Made actes = house().make(Town.ACTES);
        house().hold(actes.insee(), "Hosting.open");
        platform()
                .patch(actes.path() + ASYNC, change(Town.ACTES, Town.ACTES_LARGE))
                .expect(202);
        house().awaitHeld(actes.insee());

        ObjectNode other = OsbClient.JSON.createObjectNode().put("service_id", Town.ACTES.id());
        other.putObject("parameters").put("accent", "vert");
        platform().patch(actes.path() + ASYNC, other).expectError(422, "ConcurrencyError");
    }

    @Test
    default void item040_aBindingHasOneOperationAtATime() {
        ContractHouse.Made annuaire = house().make(Town.ANNUAIRE);
        house().hold(annuaire.insee(), "Directory.openProgram");
        String making = platform()
                .put(annuaire.binding("b") + ASYNC, house().body(annuaire))
                .expect(202)
                .json()
                .path("operation")
                .asText();
        house().awaitHeld(annuaire.insee());

        OsbClient.Reply ending = platform().delete(annuaire.binding("b") + ASYNC + "&" + annuaire.ids());

        if (ending.status() == 422) {
            ending.expectError(422, "ConcurrencyError");
        } else {
            assertNotEquals(making, ending.expect(202).json().path("operation").asText());
        }
        house().release(annuaire.insee());
        house().awaitSuccess(annuaire.binding("b"));
    }

    @Test
    default void item041_aDeletionDuringTheCreationTakesOverAndLeavesNothing() {
        ContractHouse.Made held = house().held(Town.ACTES);
        String creation = platform()
                .put(held.path() + ASYNC, Town.ACTES.order(held.insee()))
                .expect(202)
                .json()
                .path("operation")
                .asText();

        String deletion = platform()
                .delete(held.path() + ASYNC + "&" + held.ids())
                .expect(202)
                .json()
                .path("operation")
                .asText();
        house().release(held.insee());
        house().awaitSuccess(held.path());

        assertNotEquals(creation, deletion);
        assertEquals("failed", state(held.path(), creation));
        assertEquals("succeeded", state(held.path(), deletion));
        platform().get(held.path()).expect(404);
        assertEquals(List.of(), drift());
    }
}
