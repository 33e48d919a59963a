package fr.beffroi.osb;

import static fr.beffroi.osb.TestHouse.binding;
import static fr.beffroi.osb.TestHouse.bindingPath;
import static fr.beffroi.osb.TestHouse.directoryBinding;
import static fr.beffroi.osb.TestHouse.json;
import static fr.beffroi.osb.TestHouse.order;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fr.beffroi.api.Subscription;
import fr.beffroi.osb.TestHouse.Answer;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Requirements 33 to 40: operations that take time, and several at once. */
class OsbConcurrencyTest extends OsbOverHttp {
    @Test
    void item033_thePlatformSaysWhetherItWaits() throws Exception {
        house.provision("s1", order()).is(202);
        assertTrue(house.broker.manner.waits());
        house.send("PUT", "/service_instances/s2?accepts_incomplete=false", order("of-dpo", "pl-dpo-base"))
                .is(201);
        assertFalse(house.broker.manner.waits());
        house.send("PUT", "/service_instances/s3?accepts_incomplete=yes", order())
                .isRefused(400, "BadRequest");
    }

    @Test
    void item034_whatTakesTimeIs422WithoutAcceptsIncomplete() throws Exception {
        house.standing("s1");
        house.standingDirectory("s2");
        house.bind("s2", "b1", directoryBinding()).is(202);
        house.bindings.succeed("s2", "b1");
        for (String no : List.of("", "accepts_incomplete=false")) {
            house.send("PUT", "/service_instances/s3?" + no, order()).isRefused(422, "AsyncRequired");
            house.send("PATCH", SET + "?" + no, json("{\"service_id\":\"of-actes\",\"plan_id\":\"pl-plus\"}"))
                    .isRefused(422, "AsyncRequired");
            house.send("DELETE", SET + "?service_id=of-actes&plan_id=pl-standard&" + no)
                    .isRefused(422, "AsyncRequired");
            house.send("PUT", bindingPath("s2", "b2") + "?" + no, directoryBinding())
                    .isRefused(422, "AsyncRequired");
            house.send("DELETE", bindingPath("s2", "b1") + "?service_id=of-annuaire&plan_id=pl-annuaire-base&" + no)
                    .isRefused(422, "AsyncRequired");
        }
        assertEquals(
                Subscription.State.ACTIVE, house.broker.subscriptions.get("s1").state());
    }

    @Test
    void item035_whatIsBeingDoneIs202() throws Exception {
        house.provision("s1", order()).is(202);
        house.broker.succeed("s1");
        house.update("s1", "{\"service_id\": \"of-actes\", \"plan_id\": \"pl-plus\"}")
                .is(202);
        house.broker.fail("s1", "Non.");
        house.deprovision("s1").is(202);
        house.standingDirectory("s2");
        house.bind("s2", "b1", directoryBinding()).is(202);
        house.bindings.succeed("s2", "b1");
        house.send("DELETE", bindingPath("s2", "b1") + WAITS + "&service_id=of-annuaire&plan_id=pl-annuaire-base")
                .is(202);
    }

    @Test
    void item036_whatIsDoneAtOnceIsNot202EvenIfThePlatformWaits() throws Exception {
        house.provision("s1", order("of-dpo", "pl-dpo-base")).is(201);
        house.update("s1", "{\"service_id\": \"of-dpo\", \"plan_id\": \"pl-dpo-renforce\"}")
                .is(200);
        house.send("DELETE", SET + WAITS + "&service_id=of-dpo&plan_id=pl-dpo-renforce")
                .is(200);
        house.standing("s2");
        house.bind("s2", "b1", binding()).is(201);
    }

    @Test
    void item037_theOperationIsAStringThatLastOperationUnderstands() throws Exception {
        String operation = house.provision("s1", order()).text("/operation");
        assertFalse(operation.isEmpty());
        house.get(SET + "/last_operation?operation=" + operation).is(200);
    }

    @Test
    void item038_theSameRequestDuringTheWorkIsTheSameAnswer() throws Exception {
        Answer provisioned = house.provision("s1", order()).is(202);
        assertEquals(provisioned.body(), house.provision("s1", order()).is(202).body());
        house.broker.succeed("s1");
        String update = "{\"service_id\": \"of-actes\", \"plan_id\": \"pl-plus\"}";
        Answer updated = house.update("s1", update).is(202);
        assertEquals(updated.body(), house.update("s1", update).is(202).body());
        house.broker.fail("s1", "Non.");
        Answer ended = house.deprovision("s1").is(202);
        assertEquals(ended.body(), house.deprovision("s1").is(202).body());
        house.standingDirectory("s2");
        Answer bound = house.bind("s2", "b1", directoryBinding()).is(202);
        assertEquals(
                bound.body(), house.bind("s2", "b1", directoryBinding()).is(202).body());
        house.bindings.succeed("s2", "b1");
        String path = bindingPath("s2", "b1") + WAITS + "&service_id=of-annuaire&plan_id=pl-annuaire-base";
        Answer unbound = house.send("DELETE", path).is(202);
        assertEquals(unbound.body(), house.send("DELETE", path).is(202).body());
    }

    @Test
    void item039_whatAnotherOperationHoldsIs422() throws Exception {
        house.provision("s1", order());
        house.update("s1", "{\"service_id\": \"of-actes\", \"plan_id\": \"pl-plus\"}")
                .isRefused(422, "ConcurrencyError");
        house.bind("s1", "b1", binding()).isRefused(422, "ConcurrencyError");
    }

    @Test
    void item040_bindingAndUnbindingNameTheirOperation() throws Exception {
        house.standingDirectory("s1");
        String making = house.bind("s1", "b1", directoryBinding()).text("/operation");
        house.bindings.succeed("s1", "b1");
        String ending = house.send(
                        "DELETE", bindingPath("s1", "b1") + WAITS + "&service_id=of-annuaire&plan_id=pl-annuaire-base")
                .text("/operation");
        assertNotEquals(making, ending);
        String path = bindingPath("s1", "b1") + "/last_operation?operation=";
        assertEquals("succeeded", house.get(path + making).text("/state"));
        assertEquals("in progress", house.get(path + ending).text("/state"));
    }
}
