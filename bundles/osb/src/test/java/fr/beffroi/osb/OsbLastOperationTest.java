package fr.beffroi.osb;

import static fr.beffroi.osb.TestHouse.binding;
import static fr.beffroi.osb.TestHouse.bindingPath;
import static fr.beffroi.osb.TestHouse.directoryBinding;
import static fr.beffroi.osb.TestHouse.order;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fr.beffroi.api.Actor;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Requirements 42 to 50: what became of an operation. */
class OsbLastOperationTest extends OsbOverHttp {
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
}
