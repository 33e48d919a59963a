package fr.beffroi.rest;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;

/** The clock, which operations move in a demonstration and nowhere else. */
class ClockTest extends ApiOverHttp {
    @Test
    void theClockOfADemonstrationIsMovedByOperations() throws Exception {
        assertEquals(
                "{\"now\":\"2026-11-02T08:00:00Z\",\"demonstration\":true}",
                get("/clock").body());
        HttpResponse<String> moved =
                post("/demonstration/clock", "application/json", "{\"now\":\"2026-12-01T00:00:00+01:00\"}");
        assertEquals("{\"now\":\"2026-11-30T23:00:00Z\",\"demonstration\":true}", moved.body());
        assertProblem(
                400, "never", post("/demonstration/clock", "application/json", "{\"now\":\"2026-01-01T00:00:00Z\"}"));
        assertProblem(400, "now", post("/demonstration/clock", "application/json", "{}"));
        actor = AUDITOR;
        assertEquals(403, post("/demonstration/clock", "application/json", "{}").statusCode());
    }

    @Test
    void theClockOfARealHouseIsNot() throws Exception {
        HttpResponse<String> answer = send(HttpRequest.newBuilder(address("/real/demonstration/clock"))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString("{\"now\":\"2026-12-01T00:00:00Z\"}")));
        assertProblem(404, "not a demonstration", answer);
        assertEquals(House.NOW, hands.now);
    }
}
