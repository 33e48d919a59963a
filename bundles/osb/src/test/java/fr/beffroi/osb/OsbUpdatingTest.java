package fr.beffroi.osb;

import static fr.beffroi.osb.TestHouse.json;
import static fr.beffroi.osb.TestHouse.order;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import fr.beffroi.api.Order;
import fr.beffroi.osb.TestHouse.Answer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Requirements 67 to 77: an instance is updated. */
class OsbUpdatingTest extends OsbOverHttp {
    @Test
    void item067_theServiceIsRequiredAndThePlanIsOneOfIts() throws Exception {
        house.standing("s1");
        for (String body : List.of(
                "{}",
                "{\"plan_id\": \"pl-plus\"}",
                "{\"service_id\": \"\", \"plan_id\": \"pl-plus\"}",
                "{\"service_id\": \"of-none\"}",
                "{\"service_id\": \"of-dpo\"}",
                "{\"service_id\": \"of-dpo\", \"plan_id\": \"pl-dpo-base\"}",
                "{\"service_id\": \"of-actes\", \"plan_id\": \"pl-none\"}",
                "{\"service_id\": \"of-actes\", \"plan_id\": \"\"}",
                "{\"service_id\": \"of-actes\", \"plan_id\": 7}",
                "{\"service_id\": \"of-actes\", \"plan_id\": \"pl-dpo-base\"}")) {
            house.update("s1", body).isRefused(400, "BadRequest");
        }
        assertTrue(house.broker.order instanceof Order.Subscribe, "nothing was ordered");
    }

    @Test
    void item068_withoutAPlanThePlanStays() throws Exception {
        house.standing("s1");
        house.update("s1", "{\"service_id\": \"of-actes\", \"parameters\": {\"title\": \"Autre\"}}")
                .is(202);
        assertEquals(Optional.empty(), ((Order.Change) house.broker.order).plan());
        house.broker.succeed("s1");
        assertEquals("pl-standard", house.get(SET).text("/plan_id"));
        assertEquals("{\"title\":\"Autre\"}", house.get(SET).at("/parameters"));
    }

    @Test
    void item069_withoutParametersTheParametersStay() throws Exception {
        house.standing("s1");
        house.update("s1", "{\"service_id\": \"of-actes\", \"plan_id\": \"pl-plus\", \"parameters\": null}")
                .is(202);
        assertEquals(Optional.empty(), ((Order.Change) house.broker.order).parameters());
        house.broker.succeed("s1");
        assertEquals("{\"title\":\"Actes de Nîmes\"}", house.get(SET).at("/parameters"));
    }

    @Test
    void item070_aChangeThatIsNotOfferedIs422() throws Exception {
        house.provision("s1", order("of-sauvegarde", "pl-sauvegarde-base"));
        house.broker.succeed("s1");
        house.update("s1", "{\"service_id\": \"of-sauvegarde\", \"plan_id\": \"pl-sauvegarde-longue\"}")
                .isRefused(422, "NotEligible");
        house.provision("s2", order("of-actes", "pl-large"));
        house.broker.succeed("s2");
        house.update("s2", "{\"service_id\": \"of-actes\", \"plan_id\": \"pl-plus\"}")
                .isRefused(422, "NotEligible");
    }

    @Test
    void item071_anotherVersionThanTheCataloguesIs422() throws Exception {
        house.standing("s1");
        for (String version : List.of("1.0.0", "2.0.0", "")) {
            house.update(
                            "s1",
                            "{\"service_id\": \"of-actes\", \"maintenance_info\": {\"version\": \"" + version + "\"}}")
                    .isRefused(422, "MaintenanceInfoConflict");
        }
        assertTrue(house.broker.order instanceof Order.Subscribe, "nothing was ordered");
        house.update("s1", "{\"service_id\": \"of-actes\", \"maintenance_info\": {\"version\": \"1.1.0\"}}");
        assertEquals(Optional.of("1.1.0"), ((Order.Change) house.broker.order).version());
        house.standingDirectory("s2");
        house.update("s2", "{\"service_id\": \"of-annuaire\", \"maintenance_info\": {\"version\": \"1.1.0\"}}")
                .isRefused(422, "MaintenanceInfoConflict");
    }

    @Test
    void item072_appliedIs200AndUnderWayIs202() throws Exception {
        house.standing("s1");
        String update = "{\"service_id\": \"of-actes\", \"plan_id\": \"pl-plus\"}";
        house.update("s1", update).is(202);
        house.update("s1", update).is(202);
        house.broker.succeed("s1");
        house.update("s1", update).is(200);
        house.provision("s2", order("of-dpo", "pl-dpo-base"));
        house.update("s2", "{\"service_id\": \"of-dpo\", \"plan_id\": \"pl-dpo-renforce\"}")
                .is(200);
    }

    @Test
    void item072_nothingToChangeAfterAFailureIs200() throws Exception {
        failedUpdate("s1");
        house.update("s1", "{\"service_id\": \"of-actes\", \"plan_id\": \"pl-standard\"}")
                .is(200);
    }

    @Test
    void item073_withoutAcceptsIncompleteEvenNothingToDoIs422() throws Exception {
        house.standing("s1");
        for (String body : List.of(
                "{\"service_id\": \"of-actes\"}",
                "{\"service_id\": \"of-actes\", \"plan_id\": \"pl-standard\"}",
                "{\"service_id\": \"of-actes\", \"plan_id\": \"pl-plus\", \"context\": {\"platform\": \"other\"}}")) {
            house.send("PATCH", SET, json(body)).isRefused(422, "AsyncRequired");
        }
        assertEquals("pl-standard", house.get(SET).text("/plan_id"));
    }

    @Test
    void item074_previousValuesAreNotRead() throws Exception {
        house.standing("s1");
        house.update("s1", """
                        {"service_id": "of-actes", "plan_id": "pl-plus",
                         "previous_values": {"plan_id": "pl-none", "organization_id": "x", "maintenance_info": 7}}
                        """).is(202);
    }

    @Test
    void item075_aContextAloneIsUpdatedAtOnceOnEveryPlan() throws Exception {
        house.standing("s1");
        house.provision("s2", order("of-sauvegarde", "pl-sauvegarde-base"));
        house.broker.succeed("s2");
        house.send("PATCH", SET, json("{\"service_id\": \"of-actes\", \"context\": {\"instance_name\": \"actes\"}}"))
                .is(200);
        house.send(
                        "PATCH",
                        "/service_instances/s2",
                        json("{\"service_id\": \"of-sauvegarde\", \"context\": {\"instance_name\": \"copies\"}}"))
                .is(200);
        assertEquals(
                Map.of(
                        "organization_guid",
                        "30189",
                        "space_guid",
                        "mairie",
                        "context",
                        Map.of("instance_name", "actes")),
                house.broker.subscriptions.get("s1").context());
        ObjectNode renamed = order();
        renamed.putObject("context").put("instance_name", "actes");
        house.provision("s1", renamed).is(200);
        house.provision("s1", order()).isRefused(409, "Conflict");
    }

    @Test
    void item076_theAnswerHoldsAddressAndOperation() throws Exception {
        house.standing("s1");
        assertEquals(
                json("{\"operation\": \"op-2\", \"dashboard_url\": \"https://beffroi.example.fr/t/30189/actes/\"}"),
                house.update("s1", "{\"service_id\": \"of-actes\", \"plan_id\": \"pl-plus\"}")
                        .json());
        house.provision("s2", order("of-dpo", "pl-dpo-base"));
        assertEquals(
                "{}",
                house.update("s2", "{\"service_id\": \"of-dpo\", \"plan_id\": \"pl-dpo-renforce\"}")
                        .body());
    }

    @Test
    void item077_aFailedUpdateSaysWhatIsStillUsable() throws Exception {
        failedUpdate("s1");
        assertEquals("true", house.get(SET + "/last_operation").at("/instance_usable"));
        house.standing("s2");
        house.update("s2", "{\"service_id\": \"of-actes\", \"plan_id\": \"pl-plus\"}");
        house.broker.fail("s2", "Le paquet ne démarre pas.", "instance 30189/actes");
        Answer left = house.get("/service_instances/s2/last_operation");
        assertEquals("false", left.at("/instance_usable"));
        assertEquals("true", left.at("/update_repeatable"));
    }
}
