package fr.beffroi.osb;

import static fr.beffroi.osb.TestHouse.ALES;
import static fr.beffroi.osb.TestHouse.NIMES;
import static fr.beffroi.osb.TestHouse.binding;
import static fr.beffroi.osb.TestHouse.bindingPath;
import static fr.beffroi.osb.TestHouse.order;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import fr.beffroi.api.Actor;
import fr.beffroi.api.Reason;
import fr.beffroi.api.Refusal;
import fr.beffroi.api.Role;
import fr.beffroi.osb.TestHouse.Answer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What this house adds to the requirements of OSB 2.17. */
class OsbServletTest extends OsbOverHttp {
    @Test
    void onlyPlatformsAndOperationsOrderHere() throws Exception {
        house.actor = new Actor("staff/ops", Role.STAFF, Optional.empty());
        house.get("/catalog").is(200);
        for (Role role : List.of(Role.CONTACT, Role.AGENT)) {
            house.actor = new Actor("account/1", role, Optional.of(NIMES));
            house.get("/catalog").isRefused(403, "Forbidden");
            house.get("/nowhere").isRefused(403, "Forbidden");
        }
    }

    @Test
    void aPlatformOfOneCommuneKnowsNothingOfAnother() throws Exception {
        house.standing("s1");
        house.bind("s1", "b1", binding()).is(201);
        house.actor = Actor.platform("ales", Optional.of(Set.of(ALES)));
        for (String path : List.of("/service_instances/s1", bindingPath("s1", "b1"))) {
            house.get(path).isRefused(404, "NotFound");
            house.get(path + "/last_operation").isRefused(404, "NotFound");
            house.get(path + "/last_operation?operation=op-1").isRefused(404, "NotFound");
        }
        house.update("s1", "{\"service_id\": \"of-actes\", \"plan_id\": \"pl-plus\"}")
                .isRefused(404, "NotFound");
        house.bind("s1", "b1", binding()).isRefused(404, "NotFound");
        house.bind("s1", "b2", binding()).isRefused(404, "NotFound");
        house.unbind("s1", "b1").is(410);
        house.deprovision("s1").is(410);
        house.actor = TestHouse.PLATFORM;
        house.get("/service_instances/s1").is(200);
        house.get(bindingPath("s1", "b1")).is(200);
    }

    @Test
    void aBodyOverOneMegabyteIs413() throws Exception {
        ObjectNode order = order();
        order.putObject("parameters").put("long", "x".repeat(Json.MOST));
        house.provision("s1", order).isRefused(413, "TooLarge");
        assertEquals(Map.of(), house.broker.subscriptions);
    }

    @Test
    void anUnknownEndpointIsAnsweredInJson() throws Exception {
        for (String path :
                List.of("/nowhere", "/", "/services", "/service_instances", "/service_instances/", "/catalog/more")) {
            house.get(path).isRefused(404, "NoSuchEndpoint");
        }
        for (String path : List.of("/catalog", "/service_instances/s1", bindingPath("s1", "b1"))) {
            house.send("POST", path, "{}", r -> r).isRefused(405, "NoSuchEndpoint");
        }
    }

    @Test
    void whateverIsAcceptedTheAnswerIsJson() throws Exception {
        assertEquals(
                Optional.of("application/json"),
                house.send("GET", "/catalog", null, r -> r.setHeader("Accept", "*/*"))
                        .header("Content-Type"));
    }

    @Test
    void theCatalogueNamesWhatIsPaidFor() throws Exception {
        Answer catalogue = house.get("/catalog");
        assertEquals("Actes et délibérations", catalogue.text("/services/0/metadata/displayName"));
        assertEquals("acte publié", catalogue.text("/services/0/plans/0/metadata/costs/0/unit"));
        assertTrue(catalogue.body().contains("{\"amount\":{\"eur\":1.20},\"unit\":\"acte publié\"}"));
        assertEquals("", catalogue.at("/services/0/plans/1/metadata"));
    }

    @Test
    void anOrganizationThatIsNoCommuneOfThisHouseIs400() throws Exception {
        for (String organization : List.of("30000", "nimes", "99999", "d2f3a4")) {
            Answer answer = house.provision("s1", order().put("organization_guid", organization))
                    .isRefused(400, "BadRequest");
            assertTrue(answer.text("/description").contains("organization_guid"));
        }
    }

    @Test
    void theOrganizationIsTheCommuneAndTheRestIsContext() throws Exception {
        house.provision("s1", order());
        assertEquals(NIMES, house.broker.subscriptions.get("s1").tenant());
        assertEquals(
                Map.of(
                        "organization_guid",
                        "30189",
                        "space_guid",
                        "mairie",
                        "context",
                        Map.of("platform", "cloudfoundry")),
                house.broker.subscriptions.get("s1").context());
    }

    @Test
    void whatIsEmptyOrNullIsLikeWhatIsNotThere() throws Exception {
        ObjectNode without = order();
        without.remove(List.of("parameters", "context"));
        house.provision("s1", without).is(202);
        ObjectNode empty = order();
        empty.putObject("parameters");
        empty.putObject("context");
        house.provision("s1", empty).is(202);
        ObjectNode none = order();
        none.putNull("parameters").putNull("context").putNull("maintenance_info");
        house.provision("s1", none).is(202);
    }

    @Test
    void aBindingHasNoParameters() throws Exception {
        house.standing("s1");
        ObjectNode with = binding();
        with.putObject("parameters").put("role", "reader");
        house.bind("s1", "b1", with).isRefused(400, "BadRequest");
        with.putObject("parameters");
        house.bind("s1", "b1", with).is(201);
    }

    @Test
    void aBindingThatOutlivedAChangeOfPlanEndsByEitherPlan() throws Exception {
        house.standing("s1");
        for (String plan : List.of("pl-standard", "pl-plus")) {
            house.bind("s1", "b-" + plan, binding()).is(201);
        }
        house.update("s1", "{\"service_id\": \"of-actes\", \"plan_id\": \"pl-plus\"}")
                .is(202);
        house.broker.succeed("s1");
        for (String plan : List.of("pl-standard", "pl-plus")) {
            house.send("DELETE", bindingPath("s1", "b-" + plan) + "?service_id=of-actes&plan_id=" + plan)
                    .is(200);
        }
    }

    @Test
    void whatCanNotBeServedNowSaysWhenToAskAgain() throws Exception {
        house.broker.failure = new Refusal(Reason.UNAVAILABLE, "The data store doesn't answer.");
        assertTrue(house.get("/catalog").is(503).header("Retry-After").isPresent());
        house.broker.failure = new Refusal(Reason.STORAGE_FULL, "The disk is full.");
        assertFalse(house.get("/catalog").is(507).header("Retry-After").isPresent());
    }
}
