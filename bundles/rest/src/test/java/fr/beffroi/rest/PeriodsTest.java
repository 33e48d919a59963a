package fr.beffroi.rest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;

/** Months: closed, listed and verified. */
class PeriodsTest extends ApiOverHttp {
    @Test
    void aPeriodIsClosed() throws Exception {
        HttpResponse<String> answer = post("/periods/2026-10/closing", null, "");
        assertEquals(200, answer.statusCode());
        assertEquals(2, json(answer).get("statements").size());
        assertEquals(10000, json(answer).get("totalCents").longValue());
        assertProblem(422, "isn't over", post("/periods/2026-11/closing", null, ""));
        assertProblem(400, "month", post("/periods/october/closing", null, ""));
        assertProblem(400, "month", post("/periods/2026-13/closing", null, ""));
        actor = AUDITOR;
        assertEquals(403, post("/periods/2026-10/closing", null, "").statusCode());
    }

    @Test
    void closedPeriodsAndTheirStatementsAreListed() throws Exception {
        assertEquals("{\"periods\":[\"2026-10\"]}", get("/periods").body());
        assertEquals(
                2, json(get("/periods/2026-10/statements")).get("statements").size());
        assertProblem(404, "isn't closed", get("/periods/2026-09/statements"));
        actor = CONTACT;
        assertEquals(
                1, json(get("/periods/2026-10/statements")).get("statements").size());
    }

    @Test
    void aVerificationTellsWhatNoLongerFits() throws Exception {
        actor = AUDITOR;
        assertEquals(
                "{\"period\":\"2026-10\",\"whole\":true,\"statements\":2,\"totalCents\":10000,\"findings\":[]}",
                get("/periods/2026-10/verification").body());
        meters.seals.add("A seal is broken.");
        books.sums.add("A sum is wrong.");
        JsonNode broken = json(get("/periods/2026-10/verification"));
        assertFalse(broken.get("whole").booleanValue());
        assertEquals(
                "[\"A sum is wrong.\",\"A seal is broken.\"]",
                broken.get("findings").toString());
        assertEquals(404, get("/periods/2026-09/verification").statusCode());
        actor = CONTACT;
        assertEquals(403, get("/periods/2026-10/verification").statusCode());
    }
}
