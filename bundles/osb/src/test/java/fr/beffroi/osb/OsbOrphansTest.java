package fr.beffroi.osb;

import static fr.beffroi.osb.TestHouse.binding;
import static fr.beffroi.osb.TestHouse.bindingPath;
import static fr.beffroi.osb.TestHouse.json;
import static fr.beffroi.osb.TestHouse.order;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.node.ObjectNode;
import fr.beffroi.api.Reason;
import fr.beffroi.api.Refusal;
import fr.beffroi.osb.TestHouse.Answer;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Requirements 102 to 105: orphan mitigation, and clients of every kind. */
class OsbOrphansTest extends OsbOverHttp {
    @Test
    void item102_whateverBecameOfACreationItCanBeDeleted() throws Exception {
        house.deprovision("unknown").is(410);
        house.provision("s1", order());
        house.deprovision("s1").is(202);
        house.provision("s2", order());
        house.broker.fail("s2", "Non.");
        house.deprovision("s2").is(200);
        house.provision("s3", order());
        house.broker.fail("s3", "Non.", "base de données");
        house.deprovision("s3").is(202);
        house.standing("s4");
        house.update("s4", "{\"service_id\": \"of-actes\", \"plan_id\": \"pl-plus\"}");
        house.send("DELETE", "/service_instances/s4" + WAITS + "&service_id=of-actes&plan_id=pl-plus")
                .is(202);
    }

    /** It asks with the plan it knows (section "Deprovisioning": the parameters are hints), and does so again and again. */
    @Test
    void item102_whoNeverHeardHowItsUpdateEndedCanDelete() throws Exception {
        for (String known : List.of("pl-standard", "pl-plus")) {
            house.standing("s1");
            house.bind("s1", "b1", binding());
            changed("s1", "pl-plus");
            house.send("DELETE", bindingPath("s1", "b1") + WAITS + "&service_id=of-actes&plan_id=" + known)
                    .is(200);
            String path = SET + WAITS + "&service_id=of-actes&plan_id=" + known;
            house.send("DELETE", path).is(202);
            house.send("DELETE", path).is(202);
            house.broker.succeed("s1");
            house.send("DELETE", path).is(410);
        }
    }

    @Test
    void item102_norDoesItMatterToABindingWhichOfTheTwoItNames() throws Exception {
        house.standing("s1");
        house.bind("s1", "b1", binding());
        changed("s1", "pl-plus");
        changed("s1", "pl-standard");
        house.send("DELETE", bindingPath("s1", "b1") + WAITS + "&service_id=of-actes&plan_id=pl-plus")
                .is(200);
    }

    @Test
    void item102_butAPlanFromBeforeThatIsNotTheInstances() throws Exception {
        house.standing("s1");
        changed("s1", "pl-plus");
        changed("s1", "pl-large");
        Answer refused = house.send("DELETE", SET + WAITS + "&service_id=of-actes&plan_id=pl-standard");
        refused.isRefused(400, "BadRequest");
        assertEquals(
                "The query parameter plan_id is \"pl-standard\", but this instance's is \"pl-large\", and was \"pl-plus\""
                        + " before it changed last.",
                refused.text("/description"));
        house.send("DELETE", SET + WAITS + "&service_id=of-actes&plan_id=pl-plus")
                .is(202);
    }

    private void changed(String instance, String plan) throws Exception {
        house.update(instance, "{\"service_id\": \"of-actes\", \"plan_id\": \"" + plan + "\"}")
                .is(202);
        house.broker.succeed(instance);
    }

    @Test
    void item103_whatMayHaveMadeSomethingIs5xx() throws Exception {
        house.broker.failure = new Refusal(Reason.UNAVAILABLE, "The data store doesn't answer.");
        Answer answer = house.provision("s1", order()).isRefused(503, "Unavailable");
        assertEquals(Optional.of("5"), answer.header("Retry-After"));
        house.broker.failure = new IllegalStateException("half done");
        house.provision("s1", order()).isRefused(500, "InternalError");
    }

    @Test
    void item104_onlyThreeKindsOfSuccessAreAnswered() throws Exception {
        Set<Integer> seen = new HashSet<>();
        seen.add(house.provision("s1", order()).status());
        house.broker.succeed("s1");
        seen.add(house.provision("s1", order()).status());
        seen.add(house.bind("s1", "b1", binding()).status());
        seen.add(house.unbind("s1", "b1").status());
        seen.add(house.deprovision("s1").status());
        assertEquals(Set.of(200, 201, 202), seen);
    }

    @Test
    void item105_contextsOfEveryPlatformAreTakenAlong() throws Exception {
        ObjectNode cloudFoundry = order();
        cloudFoundry.set("context", json("""
                {"platform": "cloudfoundry", "organization_guid": "30189", "organization_name": "nimes",
                 "space_guid": "mairie", "space_name": "mairie", "instance_name": "actes", "instance_annotations": null}
                """));
        house.provision("s1", cloudFoundry).is(202);
        ObjectNode kubernetes = order();
        kubernetes.set("context", json("""
                {"platform": "kubernetes", "namespace": "nimes", "clusterid": "8263feba", "instance_name": "actes"}
                """));
        house.provision("s2", kubernetes).is(202);
        Object context = house.broker.subscriptions.get("s2").context().get("context");
        assertEquals("8263feba", ((Map<?, ?>) context).get("clusterid"));
    }
}
