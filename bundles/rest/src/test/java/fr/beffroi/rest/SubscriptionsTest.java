package fr.beffroi.rest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import fr.beffroi.api.Actor;
import fr.beffroi.api.Order;
import fr.beffroi.api.Subscription;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Subscriptions and their bindings: what is told of them, and who decides on them. */
class SubscriptionsTest extends ApiOverHttp {
    @Test
    void subscriptionsNameTheirOfferingAndAddress() throws Exception {
        assertEquals(2, json(get("/subscriptions")).get("subscriptions").size());
        assertEquals(
                1, json(get("/subscriptions?tenant=30047")).get("subscriptions").size());
        JsonNode one = json(get("/subscriptions/s2"));
        assertEquals("actes", one.get("offering").textValue());
        assertEquals("of-actes", one.get("offeringId").textValue());
        assertEquals("standard", one.get("plan").textValue());
        assertEquals("active", one.get("state").textValue());
        assertEquals("/t/30189/actes/", one.get("address").textValue());
        assertEquals("succeeded", one.at("/operation/state").textValue());
        assertEquals("1.0.0", one.get("version").textValue());
        assertEquals(
                JSON.readTree("{\"plan\":\"standard\",\"planId\":\"pl-standard\",\"version\":\"1.1.0\"}"),
                one.get("wanted"));
        assertEquals(
                "[\"directory\",\"database\"]", one.at("/operation/standing").toString());
        assertEquals("2026-11-02T08:00:03Z", one.at("/operation/endedAt").textValue());
        assertFalse(get("/subscriptions/s2").body().contains("jeanne@nimes.example"), "parameters are not shown");
        assertProblem(404, "none", get("/subscriptions/none"));
        actor = CONTACT;
        assertEquals(1, json(get("/subscriptions")).get("subscriptions").size());
        assertEquals(404, get("/subscriptions/s1").statusCode());
        assertEquals(403, get("/subscriptions?tenant=30047").statusCode());
    }

    @Test
    void anOperationSaysWhenEachStepWasDoneAndHowLongItTook() throws Exception {
        JsonNode operation = json(get("/subscriptions/s2")).get("operation");
        assertEquals(JSON.readTree("""
                        [{"name":"directory","undone":false,"at":"2026-11-02T08:00:00.250Z","afterSeconds":0.250},
                         {"name":"database","undone":false,"at":"2026-11-02T08:00:01.750Z","afterSeconds":1.750}]
                        """), operation.get("steps"));
        assertTrue(get("/subscriptions/s2").body().contains("\"tookSeconds\":3.000"), operation::toString);
    }

    @Test
    void aSubscriptionSaysWhatItWaitsForAndUntilWhenItsNoticeRuns() throws Exception {
        counter.state = Subscription.State.REQUESTED;
        JsonNode requested = json(get("/subscriptions/s2"));
        assertEquals("requested", requested.get("state").textValue());
        assertEquals(
                "[\"La convention est attendue.\"]", requested.get("awaited").toString());
        counter.state = Subscription.State.LEAVING;
        assertEquals(
                "2026-12-02T08:00:00Z",
                json(get("/subscriptions/s2")).get("endsAt").textValue());
    }

    @Test
    void operationsApproveTurnDownSuspendResumeAndUpgrade() throws Exception {
        assertEquals(202, post("/subscriptions/s2/approval", null, "").statusCode());
        assertEquals(
                200,
                postJson("/subscriptions/s2/refusal", "{\"reason\":\"Hors budget.\"}")
                        .statusCode());
        assertEquals(List.of("approve s2", "turn down s2 Hors budget."), counter.verbs);

        HttpResponse<String> suspended = postJson("/subscriptions/s2/suspension", "{\"reason\":\"Piratage.\"}");
        assertEquals(202, suspended.statusCode());
        assertEquals("suspend", json(suspended).at("/operation/kind").textValue());
        assertEquals(200, post("/subscriptions/s2/resumption", null, "").statusCode());
        assertEquals(
                200,
                postJson("/subscriptions/s2/version", "{\"version\":\"1.1.0\"}").statusCode());
        assertEquals(
                List.of(
                        new Order.Suspend("s2", "Piratage."),
                        new Order.Resume("s2"),
                        new Order.Change(
                                "s2", Optional.empty(), Optional.empty(), Optional.empty(), Optional.of("1.1.0"))),
                counter.ordered);
    }

    @Test
    void nobodyElseApprovesTurnsDownSuspendsResumesOrUpgrades() throws Exception {
        for (Actor other : List.of(CONTACT, AGENT, AUDITOR, PLATFORM, PROGRAM)) {
            actor = other;
            assertEquals(403, post("/subscriptions/s2/approval", null, "").statusCode());
            assertEquals(
                    403,
                    postJson("/subscriptions/s2/refusal", "{\"reason\":\"x\"}").statusCode());
            assertEquals(
                    403,
                    postJson("/subscriptions/s2/suspension", "{\"reason\":\"x\"}")
                            .statusCode());
            assertEquals(403, post("/subscriptions/s2/resumption", null, "").statusCode());
            assertEquals(
                    403,
                    postJson("/subscriptions/s2/version", "{\"version\":\"1.1.0\"}")
                            .statusCode());
        }
        assertEquals(List.of(), counter.verbs);
        assertEquals(List.of(), counter.ordered);
    }

    @Test
    void aReasonAndAVersionHaveToBeGiven() throws Exception {
        for (String body : List.of("", "{}", "{\"reason\":\" \"}", "{\"reason\":1}", "{\"version\":null}")) {
            assertEquals(400, postJson("/subscriptions/s2/suspension", body).statusCode(), body);
            assertEquals(400, postJson("/subscriptions/s2/refusal", body).statusCode(), body);
            assertEquals(400, postJson("/subscriptions/s2/version", body).statusCode(), body);
        }
        String novel = "{\"reason\":\"" + "x".repeat(1_001) + "\"}";
        assertProblem(400, "1000 characters", postJson("/subscriptions/s2/suspension", novel));
        assertEquals(List.of(), counter.ordered);
    }

    @Test
    void aSubscriptionEndsWithNoticeAndOnlyOperationsLeaveThatOut() throws Exception {
        actor = CONTACT;
        assertEquals(202, delete("/subscriptions/s2").statusCode());
        assertEquals(List.of(new Order.Unsubscribe("s2", true)), counter.ordered);
        assertEquals(403, delete("/subscriptions/s2?notice=false").statusCode());
        assertProblem(404, "s1", delete("/subscriptions/s1"));
        for (Actor other : List.of(AGENT, AUDITOR, PLATFORM, PROGRAM)) {
            actor = other;
            assertEquals(403, delete("/subscriptions/s2").statusCode());
        }
        actor = OPS;
        counter.ordered.clear();
        assertEquals(202, delete("/subscriptions/s2?notice=false").statusCode());
        assertEquals(List.of(new Order.Unsubscribe("s2", false)), counter.ordered);
    }

    @Test
    void theBindingsOfASubscriptionAreListedWithoutWhatMustStaySecret() throws Exception {
        actor = CONTACT;
        JsonNode binding = json(get("/subscriptions/s2/bindings")).at("/bindings/0");
        assertEquals("b1", binding.get("id").textValue());
        assertEquals("c-7f3a", binding.get("login").textValue());
        assertEquals("active", binding.get("state").textValue());
        assertEquals("2026-11-02T08:01:00Z", binding.get("expiresAt").textValue());
        assertFalse(binding.get("expired").booleanValue());
        assertFalse(binding.toString().contains("private"), binding::toString);
        assertEquals(404, get("/subscriptions/s1/bindings").statusCode());
        hands.now = House.NOW.plusSeconds(60);
        assertTrue(json(get("/subscriptions/s2/bindings"))
                .at("/bindings/0/expired")
                .booleanValue());
    }
}
