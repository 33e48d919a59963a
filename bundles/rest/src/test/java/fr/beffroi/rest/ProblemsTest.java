package fr.beffroi.rest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import fr.beffroi.api.Actor;
import fr.beffroi.api.Reason;
import fr.beffroi.api.Refusal;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What goes wrong is a problem document (RFC 9457), whatever was asked. */
class ProblemsTest extends ApiOverHttp {
    @Test
    void eachReasonHasItsStatus() throws Exception {
        Map<Reason, Integer> statuses = Map.ofEntries(
                Map.entry(Reason.UNAUTHENTICATED, 401),
                Map.entry(Reason.FORBIDDEN, 403),
                Map.entry(Reason.NOT_FOUND, 404),
                Map.entry(Reason.GONE, 410),
                Map.entry(Reason.INVALID, 400),
                Map.entry(Reason.CONFLICT, 409),
                Map.entry(Reason.CONCURRENT, 409),
                Map.entry(Reason.ASYNC_REQUIRED, 422),
                Map.entry(Reason.NOT_ELIGIBLE, 422),
                Map.entry(Reason.UNAVAILABLE, 503),
                Map.entry(Reason.STORAGE_FULL, 507));
        assertEquals(Set.of(Reason.values()), statuses.keySet());
        for (Map.Entry<Reason, Integer> row : statuses.entrySet()) {
            house.failure = new Refusal(row.getKey(), "Because.");
            assertProblem(row.getValue(), "Because.", get("/tenants"));
        }
    }

    @Test
    void aBugIs500AndTellsNothingOfTheInside() throws Exception {
        house.failure = new IllegalStateException("secret");
        HttpResponse<String> answer = get("/tenants");
        assertProblem(500, "log", answer);
        assertFalse(answer.body().contains("secret"));
    }

    @Test
    void aProblemNamesTheRequestItIsAbout() throws Exception {
        JsonNode problem = json(get("/tenants/99999"));
        assertEquals("urn:beffroi:problem:not-found", problem.get("type").textValue());
        assertEquals("Not found", problem.get("title").textValue());
        assertEquals(404, problem.get("status").intValue());
        assertEquals("/api/v1/tenants/99999", problem.get("instance").textValue());
        assertTrue(problem.path("mistakes").isMissingNode());
    }

    @Test
    void anUnknownEndpointOrVerbIsAProblemToo() throws Exception {
        assertProblem(404, "openapi.json", get("/nowhere"));
        assertProblem(404, "openapi.json", get("/"));
        assertProblem(404, "openapi.json", get("/services"));
        assertProblem(405, "openapi.json", post("/tenants", "application/json", "{}"));
        assertProblem(415, "openapi.json", post("/readings", "text/plain", "x"));
    }

    @Test
    void visitorsInstancesAndProgramsAreTurnedAway() throws Exception {
        List<String> all = List.of(
                "/tenants",
                "/tenants/30189",
                "/tenants/30189/accounts",
                "/tenants/30189/convention",
                "/tenants/30189/statements/2026-10",
                "/tenants/30189/statements/2026-10/document",
                "/offerings",
                "/subscriptions",
                "/subscriptions/s1",
                "/subscriptions/s1/bindings",
                "/rollouts",
                "/residues",
                "/drift",
                "/platforms",
                "/usage/totals",
                "/usage/hourly",
                "/usage/gaps",
                "/readings",
                "/periods",
                "/periods/2026-10/statements",
                "/periods/2026-10/verification",
                "/clock",
                "/openapi.json");
        for (String path : all) {
            actor = Actor.visitor();
            assertProblem(401, "Log in first", get(path));
            actor = Actor.service(House.NIMES.insee(), "actes");
            assertEquals(403, get(path).statusCode(), path);
            actor = PROGRAM;
            assertEquals(403, get(path).statusCode(), path);
        }
    }
}
