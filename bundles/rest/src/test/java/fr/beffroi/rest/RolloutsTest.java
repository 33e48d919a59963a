package fr.beffroi.rest;

import static org.junit.jupiter.api.Assertions.assertEquals;

import fr.beffroi.api.Actor;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Rollouts of a version. */
class RolloutsTest extends ApiOverHttp {
    @Test
    void operationsBeginHaltAndResumeARollout() throws Exception {
        assertEquals(
                202,
                postJson("/rollouts", "{\"offering\":\"actes\",\"version\":\"1.1.0\"}")
                        .statusCode());
        HttpResponse<String> begun =
                postJson("/rollouts", "{\"offering\":\"actes\",\"version\":\"1.1.0\",\"first\":\"30189\"}");
        assertEquals(202, begun.statusCode());
        assertEquals(JSON.readTree("""
                        {"id":"r1","offering":"actes","offeringId":"of-actes","version":"1.1.0","state":"halted",
                         "stage":2,"stages":[[{"subscription":"s1","tenant":"30047","version":"1.0.0"}],
                         [{"subscription":"s2","tenant":"30189","version":"1.0.0"}]],
                         "sentence":"L'instance va mal.","since":"2026-11-02T08:00:00Z"}
                        """), json(begun));
        assertEquals(
                202,
                postJson("/rollouts/r1/halt", "{\"reason\":\"Trop lent.\"}").statusCode());
        assertEquals(202, post("/rollouts/r1/resumption", null, "").statusCode());
        assertEquals(
                List.of("begin actes 1.1.0", "begin actes 1.1.0 at 30189", "halt r1 Trop lent.", "resume r1"),
                counter.verbs);

        actor = AUDITOR;
        assertEquals(json(begun), json(get("/rollouts")).at("/rollouts/0"));
    }

    @Test
    void nobodyElseTouchesARolloutAndABodyHasToBeWhole() throws Exception {
        for (String body : List.of("", "{}", "{\"offering\":\"actes\"}", "{\"version\":\"1.1.0\"}")) {
            assertEquals(400, postJson("/rollouts", body).statusCode(), body);
        }
        assertProblem(
                400, "300", postJson("/rollouts", "{\"offering\":\"actes\",\"version\":\"1.1.0\",\"first\":\"300\"}"));
        assertEquals(400, postJson("/rollouts/r1/halt", "{}").statusCode());
        for (Actor other : List.of(CONTACT, AGENT, AUDITOR, PLATFORM, PROGRAM)) {
            actor = other;
            assertEquals(
                    403,
                    postJson("/rollouts", "{\"offering\":\"actes\",\"version\":\"1.1.0\"}")
                            .statusCode());
            assertEquals(
                    403, postJson("/rollouts/r1/halt", "{\"reason\":\"x\"}").statusCode());
            assertEquals(403, post("/rollouts/r1/resumption", null, "").statusCode());
            assertEquals(other == AUDITOR ? 200 : 403, get("/rollouts").statusCode());
        }
        assertEquals(List.of(), counter.verbs);
    }
}
