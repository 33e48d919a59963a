package fr.beffroi.rest;

import static org.junit.jupiter.api.Assertions.assertEquals;

import fr.beffroi.api.Conversion;
import fr.beffroi.api.Meter;
import fr.beffroi.api.Scrape;
import java.net.URI;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What the file of a service says of meters and functional units: levels and their conversions, rhythms, counters. */
class FolderMetersTest extends WrittenFolder {
    @Test
    void aMeterOfLevelsHasRulesOfConversionByDate() {
        change("catalogue/actes.yaml", "aggregation: count", """
                aggregation: time-weighted
                    conversions:
                      - {version: 1, from: 2026-01-01, amount: 1000000, unit: Mo}
                      - {version: 2, from: 2027-01-01, amount: 3, makes: 2, unit: lot}""");
        Meter meter = FolderReader.read(files).offerings().get(0).meters().get(0);
        assertEquals(Meter.Aggregation.TIME_WEIGHTED, meter.aggregation());
        assertEquals(
                List.of(
                        new Conversion(1, LocalDate.of(2026, 1, 1), 1_000_000, 1, "Mo"),
                        new Conversion(2, LocalDate.of(2027, 1, 1), 3, 2, "lot")),
                meter.conversions());
    }

    @Test
    void aRuleOfConversionThatCannotHoldIsRefusedWithItsLine() {
        String plain = files.get("catalogue/actes.yaml");
        Map<String, String> mistakes = Map.of(
                "{version: 1, from: 2026-01-02, unit: Mo}", "line 24: The conversion 1 begins on 2026-01-02, but",
                "{version: 1, from: 2026-01-01, amount: 0, unit: Mo}", "line 24: The conversion 1 says how much",
                "{version: 0, from: 2026-01-01, unit: Mo}", "line 24: The versions of a conversion count from 1.",
                "{version: 2, from: 2026-01-01, unit: Mo}", "line 19: The conversions of the meter acts-published are",
                "{version: 1, from: 2026-01-01, unit: Mo, factor: 2}", "line 24: the key \"factor\" isn't known here");
        mistakes.forEach((rule, mistake) -> {
            files.put("catalogue/actes.yaml", plain);
            change(
                    "catalogue/actes.yaml",
                    "aggregation: count",
                    "aggregation: count\n    conversions:\n      - " + rule);
            assertMistakes("catalogue/actes.yaml, " + mistake);
        });
    }

    @Test
    void aMeterMayHaveARhythmThatDividesADay() {
        change("catalogue/actes.yaml", "aggregation: count\n", "aggregation: count\n    rhythm: P1D\n");
        assertEquals(
                Optional.of(Duration.ofDays(1)),
                FolderReader.read(files).offerings().get(0).meters().get(0).rhythm());
        change("catalogue/actes.yaml", "rhythm: P1D", "rhythm: PT5H");
        assertMistakes("catalogue/actes.yaml, line 19: The meter acts-published has the rhythm PT5H, but");
        change("catalogue/actes.yaml", "rhythm: PT5H", "rhythm: daily");
        assertMistakes("catalogue/actes.yaml, line 23: \"daily\" is not a rhythm such as PT1H");
    }

    @Test
    void aMeterMayBeReadFromACounter() {
        String scrape = """
                aggregation: sum
                    rhythm: PT1H
                    scrape:
                      address: http://actes.example:9100/metrics
                      counter: acts_published_total
                      tenant-label: insee
                      labels: {kind: deliberation, final: "true"}
                      every: PT1M
                """;
        change("catalogue/actes.yaml", "aggregation: count\n", scrape);
        assertEquals(
                Optional.of(new Scrape(
                        URI.create("http://actes.example:9100/metrics"),
                        "acts_published_total",
                        "insee",
                        Map.of("kind", "deliberation", "final", "true"),
                        Duration.ofMinutes(1))),
                FolderReader.read(files).offerings().get(0).meters().get(0).scrape());
        change("catalogue/actes.yaml", "PT1M", "minutely");
        change("catalogue/actes.yaml", "http://actes", "http:// actes");
        assertMistakes(
                "catalogue/actes.yaml, line 25: \"http:// actes.example:9100/metrics\" is not an address such as",
                "catalogue/actes.yaml, line 29: \"minutely\" is not a length of time such as PT30S");
        change("catalogue/actes.yaml", "minutely", "PT1S");
        change("catalogue/actes.yaml", "http:// actes", "http://actes");
        assertMistakes("catalogue/actes.yaml, line 25: The counter acts_published_total is asked for every PT1S, but");
        change("catalogue/actes.yaml", "PT1S", "PT2H");
        assertMistakes("catalogue/actes.yaml, line 25: The counter acts_published_total is asked for every PT2H, but");
        change("catalogue/actes.yaml", "every: PT2H", "every: PT1H");
        change("catalogue/actes.yaml", "    rhythm: PT1H\n", "");
        assertMistakes(
                "catalogue/actes.yaml, line 19: The meter acts-published is read from a counter, so it needs a rhythm");
        change("catalogue/actes.yaml", "aggregation: sum\n", "aggregation: sum\n    rhythm: PT1H\n");
        change("catalogue/actes.yaml", "every: PT1H", "interval: PT1H");
        assertMistakes(
                "catalogue/actes.yaml, line 25: the key \"every\" is missing, or nothing stands behind it.",
                "catalogue/actes.yaml, line 29: the key \"interval\" isn't known here; the keys are address, counter,"
                        + " tenant-label, labels, every.");
    }

    @Test
    void aUnitIsCountedByAMeterOrFromABasis() {
        change("catalogue/actes.yaml", "    meter: acts-published\n", "");
        change("catalogue/actes.yaml", "    basis: population\n", "    basis: population\n    meter: acts-published\n");
        assertMistakes(
                "catalogue/actes.yaml, line 24: a functional unit names a meter, or a basis",
                "catalogue/actes.yaml, line 26: The functional unit habitant-jour names a meter exactly when");
    }

    @Test
    void aMeterOrUnitThatIsNotDeclaredIsNamed() {
        change("catalogue/actes.yaml", "meter: acts-published", "meter: pages");
        assertMistakes("catalogue/actes.yaml, line 1: The functional unit acte of actes names the meter \"pages\"");
        files.put("catalogue/actes.yaml", ACTES);
        change("charges/2026-10.yaml", "unit: acte", "unit: page");
        assertMistakes("charges/2026-10.yaml, line 4: the service actes has no functional unit \"page\".");
    }
}
