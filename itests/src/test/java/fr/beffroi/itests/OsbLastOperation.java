package fr.beffroi.itests;

import static fr.beffroi.itests.ContractHouse.instance;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The last operation: items 42 to 50. */
interface OsbLastOperation extends OsbItems {
    @Test
    default void item042_theStateIsOneOfThree() {
        ContractHouse.Made held = house().held(Town.ACTES);
        assertEquals("in progress", lastOperation(held.path()).path("state").asText());
        house().release(held.insee());
        assertEquals("succeeded", house().awaitEnd(held.path()));
        String broken = instance(house().id());
        platform().put(broken + ASYNC, Town.CASSE.order(house().commune())).expect(202);
        assertEquals("failed", house().awaitEnd(broken));
    }

    @Test
    default void item043_theDescriptionIsNotEmpty() {
        ContractHouse.Made held = house().held(Town.ACTES);
        assertDescribed(lastOperation(held.path()));
        house().release(held.insee());
        house().awaitSuccess(held.path());
        assertDescribed(lastOperation(held.path()));
    }

    private static void assertDescribed(JsonNode operation) {
        assertTrue(
                !operation.has("description")
                        || !operation.path("description").asText().isBlank(),
                operation::toString);
    }

    @Test
    default void item044_whatDoesNotExistIs404() {
        ContractHouse.Made actes = house().make(Town.ACTES);
        platform().get(instance("nothing") + "/last_operation").expect(404);
        platform().get(actes.binding("nothing") + "/last_operation").expect(404);
        platform()
                .get(instance("nothing") + "/service_bindings/b/last_operation")
                .expect(404);
    }

    @Test
    default void item045_aMalformedQuestionIs400() {
        ContractHouse.Made registre = house().make(Town.REGISTRE);
        platform()
                .get(registre.path() + "/last_operation?operation=never-given")
                .expect(400);
        platform()
                .send("GET", "/v2/service_instances/%ff/last_operation", null, null)
                .expect(400);
    }

    @Test
    default void item046_theEndOfADeletionIs200Or410AndNothingElseIs410() {
        ContractHouse.Made actes = house().make(Town.ACTES);
        platform().get(actes.path() + "/last_operation").expect(200);
        platform()
                .patch(actes.path() + ASYNC, change(Town.ACTES, Town.ACTES_LARGE))
                .expect(202);
        house().awaitSuccess(actes.path());
        platform()
                .delete(actes.path() + ASYNC + "&" + Town.ACTES.ids(Town.ACTES_LARGE))
                .expect(202);
        RunningHouse.await("it is gone", () -> {
            OsbClient.Reply reply =
                    platform().get(actes.path() + "/last_operation").expect(200, 410);
            return reply.status() == 410 || reply.json().path("state").asText().equals("succeeded");
        });
    }

    @Test
    default void item047_retryAfterIsSeconds() {
        ContractHouse.Made held = house().held(Town.ACTES);

        String seconds = platform()
                .get(held.path() + "/last_operation")
                .expect(200)
                .header("Retry-After")
                .orElseThrow();

        assertTrue(Integer.parseInt(seconds) > 0, seconds);
    }

    @Test
    default void item048_theEndIsNotForgotten() {
        ContractHouse.Made actes = house().make(Town.ACTES);
        String deletion = platform()
                .delete(actes.path() + ASYNC + "&" + actes.ids())
                .expect(202)
                .json()
                .path("operation")
                .asText();
        house().awaitSuccess(actes.path());

        for (int i = 0; i < 3; i++) {
            assertEquals("succeeded", state(actes.path(), deletion));
            assertEquals("succeeded", lastOperation(actes.path()).path("state").asText());
        }
    }

    @Test
    default void item049_theHintsAreOptionalAndThePlanIsTheOldOne() {
        ContractHouse.Made actes = house().make(Town.ACTES);
        house().hold(actes.insee(), "Hosting.open");
        String operation = platform()
                .patch(actes.path() + ASYNC, change(Town.ACTES, Town.ACTES_LARGE))
                .expect(202)
                .json()
                .path("operation")
                .asText();
        for (String hints : List.of("", "?" + actes.ids(), "?" + actes.ids() + "&operation=" + operation)) {
            platform().get(actes.path() + "/last_operation" + hints).expect(200);
        }
    }

    @Test
    default void item050_aFailedUpdateSaysWhatCanStillBeUsedAndAFailedCreationDoesNot() {
        ContractHouse.Made actes = house().make(Town.ACTES);
        house().operations.run(actes.id(), Town.BROKEN_VERSION).expect(202);
        assertEquals("failed", house().awaitEnd(actes.path()));
        JsonNode update = lastOperation(actes.path());
        assertTrue(update.path("instance_usable").asBoolean(), update::toString);
        assertTrue(update.path("update_repeatable").isBoolean(), update::toString);

        String broken = instance(house().id());
        platform().put(broken + ASYNC, Town.CASSE.order(house().commune())).expect(202);
        assertEquals("failed", house().awaitEnd(broken));
        JsonNode creation = lastOperation(broken);
        assertFalse(creation.has("instance_usable") || creation.has("update_repeatable"), creation::toString);
    }
}
