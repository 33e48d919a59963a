package fr.beffroi.osb;

import static fr.beffroi.osb.TestHouse.binding;
import static fr.beffroi.osb.TestHouse.bindingPath;
import static fr.beffroi.osb.TestHouse.directoryBinding;
import static fr.beffroi.osb.TestHouse.order;
import static org.junit.jupiter.api.Assertions.assertEquals;

import fr.beffroi.osb.TestHouse.Answer;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Requirements 95 to 100: a binding is fetched, and bindings and instances are deleted. */
class OsbEndingTest extends OsbOverHttp {
    @Test
    void item095_aBindingInForceCanBeFetched() throws Exception {
        house.standing("s1");
        Answer made = house.bind("s1", "b1", binding());
        Answer fetched = house.get(bindingPath("s1", "b1")).is(200);
        assertEquals(made.at("/credentials"), fetched.at("/credentials"));
        assertEquals("{}", fetched.at("/parameters"));
        house.bindings.now = house.bindings.now.plus(Duration.ofDays(90));
        Answer expired = house.get(bindingPath("s1", "b1")).is(200);
        assertEquals(Set.of("metadata", "parameters"), fields(expired));
    }

    @Test
    void item096_itIs404WhileItIsMadeWhenItFailedAndWhenItIsGone() throws Exception {
        house.standingDirectory("s1");
        house.get(bindingPath("s1", "b1")).isRefused(404, "NotFound");
        house.bind("s1", "b1", directoryBinding());
        house.get(bindingPath("s1", "b1")).isRefused(404, "NotFound");
        house.bindings.fail("s1", "b1");
        house.get(bindingPath("s1", "b1")).isRefused(404, "NotFound");
        house.standing("s2");
        house.bind("s2", "b1", binding());
        house.unbind("s2", "b1").is(200);
        house.get(bindingPath("s2", "b1")).isRefused(404, "NotFound");
    }

    @Test
    void item097_missingOrWrongIdsAre400() throws Exception {
        house.standing("s1");
        house.bind("s1", "b1", binding());
        for (String path : List.of(SET, bindingPath("s1", "b1"))) {
            for (String query : List.of(
                    "",
                    "&service_id=of-actes",
                    "&plan_id=pl-standard",
                    "&service_id=&plan_id=pl-standard",
                    "&service_id=of-actes&plan_id=pl-large",
                    "&service_id=of-none&plan_id=pl-standard")) {
                house.send("DELETE", path + WAITS + query).isRefused(400, "BadRequest");
            }
        }
        house.get(SET).is(200);
        house.get(bindingPath("s1", "b1")).is(200);
    }

    @Test
    void item098_deletedNowIs200AndUnderWayIs202() throws Exception {
        house.standing("s1");
        house.bind("s1", "b1", binding());
        assertEquals("{}", house.unbind("s1", "b1").is(200).body());
        assertEquals(Set.of("operation"), fields(house.deprovision("s1").is(202)));
        house.provision("s2", order("of-dpo", "pl-dpo-base"));
        assertEquals(
                "{}",
                house.send("DELETE", "/service_instances/s2?service_id=of-dpo&plan_id=pl-dpo-base")
                        .is(200)
                        .body());
    }

    @Test
    void item099_whatDoesNotExistIs410() throws Exception {
        assertEquals("{}", house.deprovision("none").is(410).body());
        house.standing("s1");
        assertEquals("{}", house.unbind("s1", "none").is(410).body());
        house.bind("s1", "b1", binding());
        house.unbind("s1", "b1").is(200);
        house.unbind("s1", "b1").is(410);
        house.deprovision("s1");
        house.broker.succeed("s1");
        house.deprovision("s1").is(410);
    }

    @Test
    void item100_deletingNeedsTimeOrAFreeBinding() throws Exception {
        house.standing("s1");
        house.send("DELETE", SET + "?service_id=of-actes&plan_id=pl-standard").isRefused(422, "AsyncRequired");
        house.standingDirectory("s2");
        house.bind("s2", "b1", directoryBinding());
        String path = bindingPath("s2", "b1") + "?service_id=of-annuaire&plan_id=pl-annuaire-base";
        house.send("DELETE", path).isRefused(422, "AsyncRequired");
        house.send("DELETE", path + "&accepts_incomplete=true").isRefused(422, "ConcurrencyError");
    }
}
