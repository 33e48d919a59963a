package fr.beffroi.rest;

import static org.junit.jupiter.api.Assertions.assertEquals;

import fr.beffroi.api.Actor;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Communes: who reads them, their accounts, their convention and archives, and how one leaves. */
class TenantsTest extends ApiOverHttp {
    @Test
    void operationsSeeEveryCommuneAndPeopleTheirOwn() throws Exception {
        assertEquals(2, json(get("/tenants")).get("tenants").size());
        assertEquals(JSON.readTree("""
                        {"insee":"30189","siren":"213001894","name":"Nîmes","population":151839,
                         "postalCodes":["30000","30900"]}
                        """), json(get("/tenants/30189")));
        actor = CONTACT;
        assertEquals(1, json(get("/tenants")).get("tenants").size());
        assertEquals(200, get("/tenants/30189").statusCode());
        assertProblem(404, "30047", get("/tenants/30047"));
    }

    @Test
    void aWrongCodeIs400AndAnUnknownCommune404() throws Exception {
        assertProblem(400, "INSEE", get("/tenants/nimes"));
        assertProblem(404, "99999", get("/tenants/99999"));
        assertProblem(404, "99999", get("/tenants/99999/accounts"));
    }

    @Test
    void accountsAreForOperationsAndTheCommunesContact() throws Exception {
        String account =
                "{\"accounts\":[{\"uid\":\"jeanne\",\"login\":\"jeanne@30189\",\"name\":\"Jeanne\",\"mail\":\"jeanne@nimes.example\",\"role\":\"contact\"}]}";
        assertEquals(account, get("/tenants/30189/accounts").body());
        actor = CONTACT;
        assertEquals(account, get("/tenants/30189/accounts").body());
        assertEquals(404, get("/tenants/30047/accounts").statusCode());
        for (Actor other : List.of(AGENT, AUDITOR, PLATFORM)) {
            actor = other;
            assertEquals(403, get("/tenants/30189/accounts").statusCode());
        }
    }

    @Test
    void aNewPasswordIsToldOnceAndNotKeptOnTheWay() throws Exception {
        HttpResponse<String> answer = post("/tenants/30189/accounts/jeanne/password", null, "");
        assertEquals(200, answer.statusCode());
        assertEquals("{\"login\":\"jeanne@30189\",\"password\":\"correct-horse-battery\"}", answer.body());
        assertEquals(Optional.of("no-store"), answer.headers().firstValue("Cache-Control"));
        assertProblem(404, "nobody@30189", post("/tenants/30189/accounts/nobody/password", null, ""));
        actor = AGENT;
        assertEquals(
                403, post("/tenants/30189/accounts/jeanne/password", null, "").statusCode());
    }

    @Test
    void aDepartureListsTheWorkItStarts() throws Exception {
        HttpResponse<String> answer = post("/tenants/30189/departure", null, "");
        assertEquals(202, answer.statusCode());
        assertEquals("s2", json(answer).at("/operations/0/subscription").textValue());
        actor = CONTACT;
        assertEquals(403, post("/tenants/30189/departure", null, "").statusCode());
    }

    @Test
    void aDepartureKeepsTheNoticeOnlyWhenItIsAskedTo() throws Exception {
        post("/tenants/30189/departure", null, "");
        post("/tenants/30189/departure?notice=true", null, "");
        assertEquals(List.of("leave 30189", "leave 30189 with notice"), counter.verbs);
        assertProblem(400, "maybe", post("/tenants/30189/departure?notice=maybe", null, ""));
    }

    @Test
    void aConventionIsReadByWhomItConcerns() throws Exception {
        String convention = "{\"number\":\"2026-014\",\"signedOn\":\"2026-01-15\",\"deliberation\":\"2025-12-08\","
                + "\"deliberatedOn\":\"2025-12-11\",\"documentSha256\":\"" + "ab".repeat(32) + "\"}";
        assertEquals(convention, get("/tenants/30189/convention").body());
        assertProblem(404, "no convention", get("/tenants/30047/convention"));
        actor = AGENT;
        assertEquals(200, get("/tenants/30189/convention").statusCode());
        assertProblem(404, "30047", get("/tenants/30047/convention"));
    }

    @Test
    void aConventionIsRecordedByOperationsAndWhatWaitedForItGoesOn() throws Exception {
        String convention = get("/tenants/30189/convention").body();
        HttpResponse<String> answer = put("/tenants/30189/convention", convention);
        assertEquals(200, answer.statusCode(), answer::body);
        assertEquals(List.of("record " + Counter.CONVENTION), counter.verbs);
        assertEquals("2026-014", json(answer).at("/convention/number").textValue());
        assertEquals("s2", json(answer).at("/operations/0/subscription").textValue());

        assertProblem(400, "deliberatedOn", put("/tenants/30189/convention", convention.replace("deliberatedOn", "x")));
        assertProblem(400, "day", put("/tenants/30189/convention", convention.replace("2026-01-15", "2026-02-30")));
        assertProblem(
                400, "before the council", put("/tenants/30189/convention", convention.replace("2026-01", "2025-01")));
        assertProblem(404, "99999", put("/tenants/99999/convention", convention));
        for (Actor other : List.of(CONTACT, AGENT, AUDITOR, PLATFORM)) {
            actor = other;
            assertEquals(403, put("/tenants/30189/convention", convention).statusCode());
        }
        assertEquals(1, counter.verbs.size());
    }

    @Test
    void archivesAreListedAndFetched() throws Exception {
        assertEquals(
                "{\"archives\":[{\"file\":\"actes-s2.zip\",\"subscription\":\"s2\",\"bytes\":3,\"sha256\":\"ab12\",\"keptAt\":\"2026-11-02T08:00:00Z\"}]}",
                get("/tenants/30189/archives").body());
        HttpResponse<String> archive = get("/tenants/30189/archives/actes-s2.zip");
        assertEquals("zip", archive.body());
        assertEquals(Optional.of("application/zip"), archive.headers().firstValue("Content-Type"));
        assertEquals(
                Optional.of("attachment; filename=\"actes-s2.zip\""),
                archive.headers().firstValue("Content-Disposition"));
        assertProblem(404, "other.zip", get("/tenants/30189/archives/other.zip"));
    }
}
