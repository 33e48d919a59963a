package fr.beffroi.osb;

import static fr.beffroi.osb.TestHouse.binding;
import static fr.beffroi.osb.TestHouse.bindingPath;
import static fr.beffroi.osb.TestHouse.directoryBinding;
import static fr.beffroi.osb.TestHouse.json;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import com.fasterxml.jackson.databind.node.ObjectNode;
import fr.beffroi.api.Order;
import fr.beffroi.osb.TestHouse.Answer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Requirements 90 to 94: a binding succeeds another. */
class OsbRotationTest extends OsbOverHttp {
    @Test
    void item090_onlyWhatCanBeRotatedIs() throws Exception {
        house.standingDirectory("s1");
        house.bind("s1", "b1", directoryBinding());
        house.bindings.succeed("s1", "b1");
        house.bind("s1", "b2", directoryBinding().put("predecessor_binding_id", "b1"))
                .isRefused(422, "NotEligible");
    }

    @Test
    void item091_thePredecessorIsABindingOfTheInstanceThatHasNotExpired() throws Exception {
        house.standing("s1");
        house.standing("s2");
        house.bind("s2", "b1", binding()).is(201);
        for (String predecessor : List.of("none", "b1")) {
            house.bind("s1", "b2", binding().put("predecessor_binding_id", predecessor))
                    .isRefused(400, "BadRequest");
        }
        house.bindings.now = house.bindings.now.plus(Duration.ofDays(90));
        house.bind("s2", "b2", binding().put("predecessor_binding_id", "b1")).isRefused(400, "BadRequest");
        house.get(bindingPath("s2", "b2")).is(404);
    }

    @Test
    void item092_thePredecessorAloneIsEnough() throws Exception {
        house.standing("s1");
        house.bind("s1", "b1", binding()).is(201);
        house.bind("s1", "b2", json("{\"predecessor_binding_id\": \"b1\"}")).is(201);
        assertEquals(Optional.empty(), ((Order.Bind) house.bindings.order).plan());
        house.bind("s1", "b3", binding().put("predecessor_binding_id", "b1")).is(201);
        house.bind("s1", "b4", json("{\"predecessor_binding_id\": \"\"}")).isRefused(400, "BadRequest");
        house.bind("s1", "b4", json("{\"predecessor_binding_id\": \"b1\", \"service_id\": \"of-dpo\"}"))
                .isRefused(400, "BadRequest");
        house.bind("s1", "b4", json("{\"predecessor_binding_id\": \"b1\", \"plan_id\": \"pl-plus\"}"))
                .isRefused(400, "BadRequest");
    }

    @Test
    void item093_bothBindingsAreInForce() throws Exception {
        house.standing("s1");
        Answer first = house.bind("s1", "b1", binding());
        Answer second = house.bind("s1", "b2", json("{\"predecessor_binding_id\": \"b1\"}"));
        assertNotEquals(first.at("/credentials"), second.at("/credentials"));
        assertEquals(
                first.at("/credentials"),
                house.get(bindingPath("s1", "b1")).is(200).at("/credentials"));
        assertEquals(
                second.at("/credentials"),
                house.get(bindingPath("s1", "b2")).is(200).at("/credentials"));
        house.unbind("s1", "b1").is(200);
        house.get(bindingPath("s1", "b2")).is(200);
    }

    @Test
    void item094_aRotationIsAnsweredAsABinding() throws Exception {
        house.standing("s1");
        house.bind("s1", "b1", binding());
        ObjectNode rotation = json("{\"predecessor_binding_id\": \"b1\"}");
        Answer made = house.bind("s1", "b2", rotation).is(201);
        assertEquals(made.body(), house.bind("s1", "b2", rotation).is(200).body());
        house.bind("s1", "b2", binding()).isRefused(409, "Conflict");
    }
}
