package fr.beffroi.osb;

import static fr.beffroi.osb.TestHouse.order;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import fr.beffroi.api.Reason;
import fr.beffroi.api.Refusal;
import fr.beffroi.osb.TestHouse.Answer;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Requirements 10 to 14: errors. */
class OsbErrorsTest extends OsbOverHttp {
    @Test
    void item010_eachReasonHasItsStatusAndWord() throws Exception {
        Map<Reason, Integer> statuses = Map.of(
                Reason.UNAUTHENTICATED, 401,
                Reason.FORBIDDEN, 403,
                Reason.NOT_FOUND, 404,
                Reason.INVALID, 400,
                Reason.CONFLICT, 409,
                Reason.CONCURRENT, 422,
                Reason.ASYNC_REQUIRED, 422,
                Reason.NOT_ELIGIBLE, 422,
                Reason.UNAVAILABLE, 503,
                Reason.STORAGE_FULL, 507);
        for (Reason reason : Reason.values()) {
            house.broker.failure = new Refusal(reason, "Because of " + reason + ".");
            Answer answer = house.get("/catalog");
            if (reason == Reason.GONE) {
                assertEquals("{}", answer.is(410).body());
            } else {
                answer.is(statuses.get(reason));
                assertEquals("Because of " + reason + ".", answer.text("/description"));
            }
        }
    }

    @Test
    void item011_everyErrorHasAWordAndADescription() throws Exception {
        for (Reason reason : Reason.values()) {
            house.broker.failure = new Refusal(reason, "Because of " + reason + ".");
            Answer answer = house.get("/catalog");
            if (reason != Reason.GONE) {
                assertTrue(answer.text("/error").matches("([A-Z][a-z]+)+"), answer::body);
            }
        }
        house.broker.failure = new IllegalStateException("secret");
        assertFalse(house.get("/catalog").isRefused(500, "InternalError").body().contains("secret"));
        house.broker.failure = null;
        house.get("/nowhere").isRefused(404, "NoSuchEndpoint");
        house.send("POST", "/catalog", "{}", r -> r).isRefused(405, "NoSuchEndpoint");
    }

    @Test
    void item012_instanceUsableStandsOnlyAfterAFailedUpdateOrDeprovision() throws Exception {
        house.provision("s1", order());
        house.broker.fail("s1", "L'annuaire ne répond pas.");
        assertEquals("", house.get(SET + "/last_operation").at("/instance_usable"));
        house.standing("s2");
        house.deprovision("s2");
        house.broker.fail("s2", "La base de données ne répond pas.");
        assertEquals("false", house.get("/service_instances/s2/last_operation").at("/instance_usable"));
    }

    @Test
    void item013_updateRepeatableStandsOnlyAfterAFailedUpdate() throws Exception {
        house.standing("s1");
        house.deprovision("s1");
        house.broker.fail("s1", "La base de données ne répond pas.");
        assertEquals("", house.get(SET + "/last_operation").at("/update_repeatable"));
        failedUpdate("s2");
        assertEquals("true", house.get("/service_instances/s2/last_operation").at("/update_repeatable"));
    }

    @Test
    void item014_thePrescribedWordsAreVerbatim() throws Exception {
        house.send("PUT", SET, order()).isRefused(422, "AsyncRequired");
        ObjectNode order = order();
        order.putObject("maintenance_info").put("version", "9.9.9");
        house.provision("s1", order).isRefused(422, "MaintenanceInfoConflict");
        house.standing("s1");
        house.deprovision("s1");
        house.provision("s1", order()).isRefused(422, "ConcurrencyError");
    }
}
