package fr.beffroi.itests;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.api.Test;

/** Rotation of bindings: items 90 to 94. */
interface OsbRotation extends OsbItems {
    private static ObjectNode successorOf(String binding) {
        return OsbClient.JSON.createObjectNode().put("predecessor_binding_id", binding);
    }

    @Test
    default void item090_onlyWhatIsRotatableIsRotated() {
        ContractHouse.Made annuaire = house().make(Town.ANNUAIRE);
        house().bind(annuaire, "old");
        assertRefused(platform().put(annuaire.binding("new") + ASYNC, successorOf("old")));
        platform().get(annuaire.binding("new")).expect(404);
    }

    @Test
    default void item091_thePredecessorIsABindingOfTheSameInstanceThatHasNotExpired() {
        ContractHouse.Made actes = house().make(Town.ACTES);
        ContractHouse.Made other = house().make(Town.ACTES);
        house().bind(other, "of-another");
        platform().put(actes.binding("new"), successorOf("nothing")).expect(400);
        platform().put(actes.binding("new"), successorOf("of-another")).expect(400);
        house().bind(actes, "old");
        letEverythingExpire();
        platform().put(actes.binding("new"), successorOf("old")).expect(400);
        platform().get(actes.binding("new")).expect(404);
    }

    @Test
    default void item092_aRotationMayNameServiceAndPlanOrNot() {
        ContractHouse.Made actes = house().make(Town.ACTES);
        house().bind(actes, "old");
        platform().put(actes.binding("short"), successorOf("old")).expect(201);
        ObjectNode whole = house().body(actes).put("predecessor_binding_id", "old");
        platform().put(actes.binding("long"), whole).expect(201);
    }

    @Test
    default void item093_predecessorAndSuccessorBothWork() {
        ContractHouse.Made actes = house().make(Town.ACTES);
        Publisher old = house().publisher(house().bind(actes, "old"));
        JsonNode given = platform()
                .put(actes.binding("new"), successorOf("old"))
                .expect(201)
                .json()
                .path("credentials");
        Publisher successor = house().publisher(given);

        assertEquals(201, old.publish("ancien"));
        assertEquals(201, successor.publish("nouveau"));
        platform().delete(actes.binding("old") + "?" + actes.ids()).expect(200);
        assertEquals(401, old.publish("trop-tard"));
        assertEquals(201, successor.publish("encore"));
    }

    @Test
    default void item094_aRotationIsAnsweredAsABindingIs() {
        ContractHouse.Made actes = house().make(Town.ACTES);
        house().bind(actes, "old");
        house().bind(actes, "older");
        platform().put(actes.binding("new"), successorOf("old")).expect(201);
        platform().put(actes.binding("new"), successorOf("old")).expect(200);
        platform().put(actes.binding("new"), successorOf("older")).expect(409);
    }
}
