package fr.beffroi.osb;

import static fr.beffroi.osb.TestHouse.binding;
import static fr.beffroi.osb.TestHouse.bindingPath;
import static fr.beffroi.osb.TestHouse.directoryBinding;
import static fr.beffroi.osb.TestHouse.json;
import static fr.beffroi.osb.TestHouse.order;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import fr.beffroi.osb.TestHouse.Answer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Requirements 78 to 88: an instance is bound. */
class OsbBindingTest extends OsbOverHttp {
    @Test
    void item078_serviceAndPlanAreRequiredAndThoseInUse() throws Exception {
        house.standing("s1");
        for (String body : List.of(
                "{}",
                "{\"service_id\": \"of-actes\"}",
                "{\"plan_id\": \"pl-standard\"}",
                "{\"service_id\": \"\", \"plan_id\": \"pl-standard\"}",
                "{\"service_id\": \"of-dpo\", \"plan_id\": \"pl-standard\"}",
                "{\"service_id\": \"of-actes\", \"plan_id\": \"pl-plus\"}")) {
            house.bind("s1", "b1", json(body)).isRefused(400, "BadRequest");
        }
    }

    @Test
    void item079_aBindingIs201Then200And202WithoutCredentials() throws Exception {
        house.standing("s1");
        Answer made = house.bind("s1", "b1", binding()).is(201);
        assertEquals(made.body(), house.bind("s1", "b1", binding()).is(200).body());
        house.standingDirectory("s2");
        assertEquals(
                Set.of("operation"),
                fields(house.bind("s2", "b1", directoryBinding()).is(202)));
        house.bindings.succeed("s2", "b1");
        assertTrue(house.bind("s2", "b1", directoryBinding()).is(200).json().has("credentials"));
    }

    @Test
    void item080_theSameIdWithOtherAttributesIs409() throws Exception {
        house.standing("s1");
        house.bind("s1", "b1", binding()).is(201);
        for (String more : List.of(
                "\"plan_id\": \"pl-plus\"",
                "\"plan_id\": \"pl-none\"",
                "\"service_id\": \"of-dpo\"",
                "\"parameters\": {\"role\": \"reader\"}",
                "\"context\": {\"platform\": \"kubernetes\"}",
                "\"bind_resource\": {\"app_guid\": \"a1\"}",
                "\"app_guid\": \"a1\"",
                "\"predecessor_binding_id\": \"b1\"")) {
            ObjectNode other = binding();
            other.setAll(json("{" + more + "}"));
            house.bind("s1", "b1", other).isRefused(409, "Conflict");
        }
        house.standingDirectory("s2");
        house.bind("s2", "b1", directoryBinding()).is(202);
        house.bind("s2", "b1", directoryBinding().put("app_guid", "a1")).isRefused(409, "Conflict");
    }

    @Test
    void item081_noAppIsNeeded() throws Exception {
        house.standing("s1");
        house.bind("s1", "b1", binding()).is(201);
        ObjectNode ofAnApp = binding();
        ofAnApp.putObject("bind_resource").put("app_guid", "a1");
        house.bind("s1", "b2", ofAnApp).is(201);
    }

    @Test
    void item082_aBindingNeedsTimeOrAFreeInstance() throws Exception {
        house.standingDirectory("s1");
        house.send("PUT", bindingPath("s1", "b1"), directoryBinding()).isRefused(422, "AsyncRequired");
        house.get(bindingPath("s1", "b1") + "/last_operation").is(404);
        house.standing("s2");
        house.update("s2", "{\"service_id\": \"of-actes\", \"plan_id\": \"pl-plus\"}");
        house.bind("s2", "b1", binding()).isRefused(422, "ConcurrencyError");
    }

    @Test
    void item083_credentialsOfAnInstance() throws Exception {
        house.standing("s1");
        assertEquals(json("""
                        {"uri": "https://beffroi.example.fr/t/30189/actes/",
                         "username": "credential-1", "password": "secret-of-credential-1"}
                        """), house.bind("s1", "b1", binding()).is(201).json().get("credentials"));
    }

    @Test
    void item083_credentialsOfTheDirectoryAreFetchedAfterwards() throws Exception {
        house.standingDirectory("s1");
        house.bind("s1", "b1", directoryBinding()).is(202);
        house.bindings.succeed("s1", "b1");
        assertEquals(
                json("""
                        {"uri": "ldap://annuaire.example.fr", "base_dn": "o=30189",
                         "username": "cn=credential-1,ou=programs", "password": "secret-of-credential-1"}
                        """), house.get(bindingPath("s1", "b1")).is(200).json().get("credentials"));
    }

    @Test
    void item084_nothingIsGivenThatNeedsAPermission() throws Exception {
        house.standing("s1");
        assertEquals(Set.of("credentials", "endpoints", "metadata"), fields(house.bind("s1", "b1", binding())));
    }

    @Test
    void item086_theEndpointIsThatOfTheAddress() throws Exception {
        house.standing("s1");
        assertEquals(
                "[{\"host\":\"beffroi.example.fr\",\"ports\":[\"443\"],\"protocol\":\"tcp\"}]",
                house.bind("s1", "b1", binding()).at("/endpoints"));
        house.standingDirectory("s2");
        house.bind("s2", "b1", directoryBinding());
        house.bindings.succeed("s2", "b1");
        assertEquals(
                "[{\"host\":\"annuaire.example.fr\",\"ports\":[\"389\"],\"protocol\":\"tcp\"}]",
                house.get(bindingPath("s2", "b1")).at("/endpoints"));
    }

    @Test
    void item087_theEndOfABindingHasAFractionOfASecond() throws Exception {
        house.standing("s1");
        house.bindings.now = Instant.parse("2026-10-01T23:59:59.987654Z");
        Answer bound = house.bind("s1", "b1", binding()).is(201);
        String end = bound.text("/metadata/expires_at");
        String renewal = bound.text("/metadata/renew_before");
        for (String time : List.of(end, renewal)) {
            assertTrue(time.matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.9Z"), time);
        }
        Instant cut = Instant.parse("2026-10-01T23:59:59.9Z");
        assertEquals(cut.plus(Duration.ofDays(90)), Instant.parse(end));
        assertEquals(cut.plus(Duration.ofDays(90 - 15)), Instant.parse(renewal));
        assertEquals(bound.at("/metadata"), house.get(bindingPath("s1", "b1")).at("/metadata"));
        house.standingDirectory("s2");
        house.bind("s2", "b1", directoryBinding());
        house.bindings.succeed("s2", "b1");
        assertEquals("", house.get(bindingPath("s2", "b1")).at("/metadata"));
    }

    @Test
    void item088_anInstanceThatDoesNotExistCanNotBeBound() throws Exception {
        house.bind("none", "b1", binding()).isRefused(404, "NotFound");
        house.standing("s1");
        house.deprovision("s1");
        house.broker.succeed("s1");
        house.bind("s1", "b1", binding()).isRefused(404, "NotFound");
        house.provision("s2", order("of-dpo", "pl-dpo-base"));
        house.bind("s2", "b1", json("{\"service_id\": \"of-dpo\", \"plan_id\": \"pl-dpo-base\"}"))
                .isRefused(422, "NotEligible");
    }
}
