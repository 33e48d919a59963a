package fr.beffroi.osb;

import static fr.beffroi.osb.TestHouse.ALES;
import static fr.beffroi.osb.TestHouse.json;
import static fr.beffroi.osb.TestHouse.order;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import fr.beffroi.api.Order;
import fr.beffroi.api.Refusal;
import fr.beffroi.api.Subscription;
import fr.beffroi.osb.TestHouse.Answer;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Requirements 51 to 62: an instance is ordered. */
class OsbProvisioningTest extends OsbOverHttp {
    @Test
    void item051_missingFieldsAre400() throws Exception {
        for (String field : List.of("service_id", "plan_id", "organization_guid", "space_guid")) {
            for (String wrong : List.of("", "null", "\"\"", "\" \"", "7", "{}")) {
                ObjectNode order = order();
                order.remove(field);
                if (!wrong.isEmpty()) {
                    order.set(field, json("{\"value\":" + wrong + "}").get("value"));
                }
                Answer answer = house.provision("s1", order).isRefused(400, "BadRequest");
                assertTrue(answer.text("/description").contains(field));
                house.send("PUT", SET, order).isRefused(400, "BadRequest");
            }
        }
        assertEquals(Map.of(), house.broker.subscriptions);
    }

    @Test
    void item052_aServiceOrPlanThatIsNotInTheCatalogueIs400() throws Exception {
        for (ObjectNode order : List.of(
                order("of-none", "pl-standard"), order("of-actes", "pl-none"), order("of-actes", "pl-dpo-base"))) {
            house.provision("s1", order).isRefused(400, "BadRequest");
        }
        assertEquals(Map.of(), house.broker.subscriptions);
    }

    @Test
    void item053_parametersAreAnObjectForTheBrokerToValidate() throws Exception {
        for (String wrong : List.of("[]", "\"x\"", "7", "true")) {
            for (String field : List.of("parameters", "context", "maintenance_info")) {
                ObjectNode order = order();
                order.set(field, json("{\"value\":" + wrong + "}").get("value"));
                house.provision("s1", order).isRefused(400, "BadRequest");
            }
        }
        house.provision("s1", order()).is(202);
        assertEquals(Map.of("title", "Actes de Nîmes"), ((Order.Subscribe) house.broker.order).parameters());
        house.broker.failure = Refusal.invalid("title: 80 characters at most.");
        house.provision("s2", order()).isRefused(400, "BadRequest");
    }

    @Test
    void item054_whatThisRequestMadeIs201() throws Exception {
        Answer answer = house.send("PUT", SET, order("of-dpo", "pl-dpo-base")).is(201);
        assertEquals("{}", answer.body());
    }

    @Test
    void item055_theSameOrderOfAnInstanceThatStandsIs200() throws Exception {
        house.standing("s1");
        house.provision("s1", order()).is(200);
        house.send("PUT", SET, order()).is(200);
        house.broker.become("s1", Subscription.State.SUSPENDED);
        house.provision("s1", order()).is(200);
        house.provision("s2", order("of-dpo", "pl-dpo-base")).is(201);
        house.provision("s2", order("of-dpo", "pl-dpo-base")).is(200);
    }

    @Test
    void item056_theSameOrderOfAnInstanceThatIsBeingMadeIs202() throws Exception {
        house.provision("s1", order()).is(202);
        house.provision("s1", order()).is(202);
        house.provision("s2", order("of-sauvegarde", "pl-sauvegarde-base")).is(202);
        house.provision("s2", order("of-sauvegarde", "pl-sauvegarde-base")).is(202);
    }

    @Test
    void item057_theSameIdWithOtherAttributesIs409() throws Exception {
        house.provision("s1", order());
        ObjectNode otherParameters = order();
        otherParameters.putObject("parameters").put("title", "Autre");
        ObjectNode otherContext = order();
        otherContext.putObject("context").put("platform", "kubernetes");
        List<ObjectNode> others = List.of(
                order().put("plan_id", "pl-plus"),
                order().put("service_id", "of-dpo").put("plan_id", "pl-dpo-base"),
                order().put("space_guid", "ecole"),
                order().put("organization_guid", ALES.toString()),
                otherParameters,
                otherContext);
        for (ObjectNode other : others) {
            house.provision("s1", other).isRefused(409, "Conflict");
        }
        house.broker.succeed("s1");
        for (ObjectNode other : others) {
            house.provision("s1", other).isRefused(409, "Conflict");
        }
    }

    @Test
    void item058_anotherVersionThanTheCataloguesIs422AndNothingIsOrdered() throws Exception {
        ObjectNode order = order();
        for (String version : List.of("\"1.0.0\"", "\"\"", "1", "\"1.1.0 \"")) {
            order.set("maintenance_info", json("{\"version\": " + version + ", \"description\": \"x\"}"));
            house.provision("s1", order).isRefused(422, "MaintenanceInfoConflict");
        }
        ObjectNode without = order("of-annuaire", "pl-annuaire-base");
        without.putObject("maintenance_info").put("version", "1.1.0");
        house.provision("s1", without).isRefused(422, "MaintenanceInfoConflict");
        assertEquals(Map.of(), house.broker.subscriptions);
        order.putObject("maintenance_info").put("description", "only words");
        house.provision("s1", order).is(202);
        order.putObject("maintenance_info").put("version", "1.1.0");
        house.provision("s1", order).is(202);
    }

    @Test
    void item059_withoutAcceptsIncompleteNothingIsMade() throws Exception {
        house.send("PUT", SET, order()).isRefused(422, "AsyncRequired");
        assertEquals(Map.of(), house.broker.subscriptions);
    }

    @Test
    void item060_theAddressStandsOnTheFirstAnswer() throws Exception {
        String address = "https://beffroi.example.fr/t/30189/actes/";
        assertEquals(address, house.provision("s1", order()).is(202).text("/dashboard_url"));
        house.broker.succeed("s1");
        assertEquals(address, house.provision("s1", order()).is(200).text("/dashboard_url"));
        assertEquals(
                "",
                house.provision("s2", order("of-annuaire", "pl-annuaire-base")).at("/dashboard_url"));
    }

    @Test
    void item062_theBodyIsAnObject() throws Exception {
        house.provision("s1", order("of-dpo", "pl-dpo-base")).is(201);
        assertEquals("{}", house.provision("s1", order("of-dpo", "pl-dpo-base")).body());
    }
}
