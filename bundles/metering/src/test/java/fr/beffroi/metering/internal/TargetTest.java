package fr.beffroi.metering.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fr.beffroi.api.Scrape;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TargetTest {

    @Test
    void whatIsReadOnceAnHourIsReadBeforeTheHourEnds() {
        Target hourly = every("PT1H");
        assertNotEquals(hourly.slot(at("02:59:29")), hourly.slot(at("02:59:30")));
        assertEquals(hourly.slot(at("02:59:30")), hourly.slot(at("03:59:29")));
        Target often = every("PT10S");
        assertNotEquals(often.slot(at("02:59:54")), often.slot(at("02:59:55")));
        assertEquals(often.slot(at("02:59:55")), often.slot(at("03:00:04")));
    }

    @Test
    void aSampleIsLateWhenASlotHasNoneHoweverLongThatWas() {
        Target minutely = every("PT1M");
        assertFalse(minutely.isLate(at("02:00:30"), at("02:02:29")));
        assertTrue(minutely.isLate(at("02:01:29"), at("02:02:30")));
    }

    private static Target every(String every) {
        return new Target(
                "mail",
                "sent",
                new Scrape(URI.create("http://mail.example"), "x", "insee", Map.of(), Duration.parse(every)));
    }

    private static long at(String time) {
        return Columns.micros(Instant.parse("2026-10-01T" + time + "Z"));
    }
}
