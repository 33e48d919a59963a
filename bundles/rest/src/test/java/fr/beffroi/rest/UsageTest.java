package fr.beffroi.rest;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import fr.beffroi.api.Actor;
import fr.beffroi.api.Conversion;
import fr.beffroi.api.Reason;
import fr.beffroi.api.Refusal;
import fr.beffroi.metering.Figure;
import fr.beffroi.metering.Gap;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Use: totals, hours and gaps. */
class UsageTest extends ApiOverHttp {
    @Test
    void totalsAreExactAndOfTheSpanAskedFor() throws Exception {
        JsonNode total = json(get("/usage/totals?tenant=30189&offering=actes&meter=acts-published"
                        + "&from=2026-10-01T00:00:00Z&to=2026-11-01T00:00:00%2B01:00"))
                .at("/totals/0");
        assertEquals("1200.5", total.get("quantity").toString());
        assertEquals("2026-10-01T00:00:00Z", total.get("from").textValue());
        assertEquals(Optional.of(House.NIMES.insee()), meters.asked.tenant());
        assertEquals(Optional.of("actes"), meters.asked.offering());
        assertEquals(Optional.of("acts-published"), meters.asked.meter());
        assertEquals(Instant.parse("2026-10-31T23:00:00Z"), meters.asked.to());
        assertEquals(200, get("/usage/hourly").statusCode());
        assertEquals(Optional.empty(), meters.asked.tenant());
    }

    @Test
    void aLevelIsShownInItsOwnUnitAndConvertedByTheRuleThatHolds() throws Exception {
        Conversion rule = new Conversion(2, LocalDate.of(2026, 1, 1), 3, 2, "lot");
        meters.figure = Optional.of(new Figure(new BigDecimal("10.000000"), 4, Optional.of(rule)));
        for (String path : List.of("/usage/totals", "/usage/hourly")) {
            JsonNode total = json(get(path)).at("/totals/0");
            assertEquals("2.5", total.get("value").toString());
            assertEquals(
                    "{\"value\":1.666667,\"unit\":\"lot\",\"version\":2}",
                    total.get("converted").toString());
        }
    }

    @Test
    void whatIsMissingIsToldAndIsNoZero() throws Exception {
        Instant at = Instant.parse("2026-10-01T00:00:00Z");
        meters.gaps.add(new Gap(
                House.NIMES.insee(), "actes", "acts-published", at.plusSeconds(1800), at.plusSeconds(7200), "silent"));
        meters.gaps.add(new Gap(House.NIMES.insee(), "actes", "storage", at, at.plusSeconds(3600), "unreachable"));

        assertEquals(JSON.readTree("""
                        {"gaps":[{"tenant":"30189","offering":"actes","meter":"acts-published",
                                  "from":"2026-10-01T00:30:00Z","to":"2026-10-01T02:00:00Z","reason":"silent"},
                                 {"tenant":"30189","offering":"actes","meter":"storage",
                                  "from":"2026-10-01T00:00:00Z","to":"2026-10-01T01:00:00Z","reason":"unreachable"}]}
                        """), json(get("/usage/gaps?tenant=30189")));
        String incomplete = "{\"tenant\":\"30189\",\"offering\":\"actes\",\"meter\":\"acts-published\","
                + "\"from\":\"2026-10-01T00:00:00Z\",\"readings\":2,\"withdrawn\":0,\"quantity\":1200.5,\"gap\":true,"
                + "\"value\":1200.5}";
        String unknown = "{\"tenant\":\"30189\",\"offering\":\"actes\",\"meter\":\"%s\",\"from\":\"%s\",\"gap\":true}";
        assertEquals(
                "{\"totals\":[" + incomplete + "," + unknown.formatted("acts-published", "2026-10-01T01:00:00Z") + ","
                        + unknown.formatted("storage", "2026-10-01T00:00:00Z") + "]}",
                get("/usage/hourly?from=2026-10-01T00:00:00Z").body());
        assertEquals(
                "{\"totals\":[" + incomplete + "," + unknown.formatted("storage", "2026-10-01T00:00:00Z") + "]}",
                get("/usage/totals?from=2026-10-01T00:00:00Z").body());
    }

    @Test
    void tooManyMissingHoursAreRefused() throws Exception {
        Instant at = Instant.parse("2000-01-01T00:00:00Z");
        meters.gaps.add(
                new Gap(House.NIMES.insee(), "actes", "storage", at, at.plus(Duration.ofHours(100_000)), "silent"));
        assertEquals(200, get("/usage/hourly").statusCode());
        meters.gaps.add(new Gap(House.NIMES.insee(), "actes", "storage", at.minusSeconds(1), at, "silent"));
        assertProblem(400, "100000 totals: ask for a shorter span", get("/usage/hourly"));
        assertEquals(200, get("/usage/totals").statusCode());
    }

    @Test
    void aSpanThatIsTooLongToLookForGapsStillHasItsTotals() throws Exception {
        meters.noGaps = Optional.of(Refusal.invalid("There is more to look at than is done for one answer."));
        assertEquals(
                "{\"totals\":[{\"tenant\":\"30189\",\"offering\":\"actes\",\"meter\":\"acts-published\","
                        + "\"from\":\"1970-01-01T00:00:00Z\",\"readings\":2,\"withdrawn\":0,\"quantity\":1200.5,\"value\":1200.5}],"
                        + "\"gapsUnknown\":true}",
                get("/usage/totals").body());
        assertProblem(400, "more to look at", get("/usage/hourly"));
        meters.noGaps = Optional.of(new Refusal(Reason.UNAVAILABLE, "The data store is away."));
        assertProblem(503, "away", get("/usage/totals"));
    }

    @Test
    void peopleSeeTheUseOfTheirOwnCommuneOnly() throws Exception {
        for (Actor people : List.of(CONTACT, AGENT)) {
            actor = people;
            for (String path : List.of("/usage/totals", "/usage/hourly", "/usage/gaps", "/readings")) {
                meters.asked = null;
                assertEquals(200, get(path).statusCode());
                assertEquals(Optional.of(House.NIMES.insee()), meters.asked.tenant());
                assertProblem(403, "30047", get(path + "?tenant=30047"));
            }
        }
    }

    @Test
    void aWrongSpanIs400() throws Exception {
        assertProblem(400, "from", get("/usage/totals?from=yesterday"));
        assertProblem(400, "2200", get("/usage/totals?to=9999-12-31T00:00:00Z"));
        assertProblem(400, "1970", get("/readings?from=1969-12-31T23:00:00Z"));
        assertProblem(400, "whole hours", get("/usage/totals?from=2026-10-01T00:30:00Z"));
        assertProblem(400, "empty", get("/usage/hourly?from=2026-10-02T00:00:00Z&to=2026-10-01T00:00:00Z"));
        assertProblem(400, "limit", get("/readings?limit=0"));
        assertProblem(400, "limit", get("/readings?limit=10001"));
        assertProblem(400, "after", get("/readings?after=nonsense"));
    }
}
