package fr.beffroi.itests;

import static fr.beffroi.itests.ContractHouse.instance;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeType;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Fetching an instance: items 63 to 66. */
interface OsbFetching extends OsbItems {
    @Test
    default void item063_everyPlanCanBeFetchedRightAfterItWasMade() {
        for (Town.Service service : List.of(Town.ACTES, Town.ANNUAIRE, Town.REGISTRE, Town.FIGE)) {
            assertTrue(service(service).path("instances_retrievable").asBoolean());
            ContractHouse.Made made = house().make(service);
            JsonNode fetched = platform().get(made.path()).expect(200).json();
            assertEquals(service.id(), fetched.path("service_id").asText());
            assertEquals(service.plan(), fetched.path("plan_id").asText());
        }
    }

    @Test
    default void item064_whatDoesNotExistOrIsBeingMadeIs404() {
        platform().get(instance("nothing")).expect(404);
        platform().get(house().held(Town.ACTES).path()).expect(404);
    }

    @Test
    default void item065_whatIsBeingUpdatedIsAsItWasBefore() {
        ContractHouse.Made actes = house().make(Town.ACTES);
        house().hold(actes.insee(), "Hosting.open");
        platform()
                .patch(actes.path() + ASYNC, change(Town.ACTES, Town.ACTES_LARGE))
                .expect(202);
        house().awaitHeld(actes.insee());

        OsbClient.Reply during = platform().get(actes.path()).expect(200);

        assertEquals(Town.ACTES.plan(), during.json().path("plan_id").asText());
    }

    @Test
    default void item066_whatIsFetchedHasTheRightTypes() {
        String path = instance(house().id());
        ObjectNode order = Town.ACTES.order(house().commune());
        order.putObject("parameters").put("accent", "bleu");
        platform().put(path + ASYNC, order).expect(202);
        house().awaitSuccess(path);

        JsonNode fetched = platform().get(path).expect(200).json();

        assertTrue(fetched.path("dashboard_url").isTextual(), fetched::toString);
        assertEquals("{\"accent\":\"bleu\"}", fetched.path("parameters").toString());
        assertEquals(
                Town.VERSION, fetched.path("maintenance_info").path("version").asText());
        assertTrue(
                Set.of(JsonNodeType.MISSING, JsonNodeType.OBJECT)
                        .contains(fetched.path("metadata").getNodeType()),
                fetched::toString);
    }
}
