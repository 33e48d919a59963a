package fr.beffroi.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ConversionTest {
    private static final Conversion WINTER = new Conversion(1, LocalDate.of(2026, 1, 1), 1_000, 1, "ko");
    private static final Conversion SUMMER = new Conversion(2, LocalDate.of(2026, 7, 1), 1_024, 1, "Kio");
    private static final Meter METER =
            new Meter("kept", "Gardé", "octet", Meter.Aggregation.LAST, List.of(WINTER, SUMMER));

    @Test
    void aRuleBeginsAtMidnightInParis() {
        assertEquals(Instant.parse("2025-12-31T23:00:00Z"), WINTER.begins());
        assertEquals(Instant.parse("2026-06-30T22:00:00Z"), SUMMER.begins());
    }

    @Test
    void oneRuleHoldsForAWholeSpanOrNoneDoes() {
        assertEquals(Optional.empty(), holding("2025-12-31T22:00:00Z", "2025-12-31T23:00:00Z"));
        assertEquals(Optional.empty(), holding("2025-12-31T22:00:00Z", "2026-02-01T00:00:00Z"));
        assertEquals(Optional.of(WINTER), holding("2025-12-31T23:00:00Z", "2026-06-30T22:00:00Z"));
        assertEquals(Optional.empty(), holding("2026-06-30T21:00:00Z", "2026-06-30T23:00:00Z"));
        assertEquals(Optional.of(SUMMER), holding("2026-06-30T22:00:00Z", "2199-01-01T00:00:00Z"));
    }

    private static Optional<Conversion> holding(String from, String to) {
        return METER.conversion(Instant.parse(from), Instant.parse(to));
    }

    @Test
    void rulesAreListedByVersionAndDate() {
        for (List<Conversion> wrong : List.of(
                List.of(SUMMER),
                List.of(SUMMER, WINTER),
                List.of(WINTER, WINTER),
                List.of(WINTER, new Conversion(2, LocalDate.of(2025, 1, 1), 1, 1, "octet")))) {
            assertThrows(Refusal.class, () -> new Meter("kept", "Gardé", "octet", Meter.Aggregation.LAST, wrong));
        }
    }

    @Test
    void aRuleIsAWholeFractionFromTheFirstOfAMonth() {
        LocalDate day = LocalDate.of(2026, 1, 1);
        assertThrows(Refusal.class, () -> new Conversion(0, day, 1, 1, "Mo"));
        assertThrows(Refusal.class, () -> new Conversion(1, day.plusDays(1), 1, 1, "Mo"));
        assertThrows(Refusal.class, () -> new Conversion(1, day, 0, 1, "Mo"));
        assertThrows(Refusal.class, () -> new Conversion(1, day, 1, -1, "Mo"));
        assertThrows(Refusal.class, () -> new Conversion(1, day, 1, 1, " "));
    }
}
