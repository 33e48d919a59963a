package fr.beffroi.costs;

import static org.junit.jupiter.api.Assertions.assertEquals;

import fr.beffroi.api.Conversion;
import fr.beffroi.costs.Statement.Evidence;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Functional units and what one costs are one fraction of what was counted, rounded once. */
class EvidenceTest {
    @Test
    void averageRuleAndUnitAreOneFraction() {
        // Over four microseconds; 3 of the meter's unit make 2 lots, of which 5 are a functional unit.
        Evidence evidence = evidence(5, 4, 3, 2);
        assertEquals(new BigDecimal("2.000000"), evidence.units(new BigDecimal("60.000000")));
        assertEquals(new BigDecimal("0.033333"), evidence.units(new BigDecimal("1.000000")));
        assertEquals(new BigDecimal("5.000000"), evidence.unitCost(1_000, new BigDecimal("60.000000")));
    }

    @Test
    void whatIsTooLittleToBeShownIsNotLostOnTheWay() {
        assertEquals(new BigDecimal("0.000001"), evidence(1, 3, 1, 3).units(new BigDecimal("0.000001")));
        assertEquals(new BigDecimal("1000.000000"), evidence(1, 3, 1, 3).unitCost(1, new BigDecimal("0.000010")));
    }

    @Test
    void halfOfTheLastDecimalIsRoundedUp() {
        assertEquals(new BigDecimal("0.000001"), evidence(1, 1, 2, 1).units(new BigDecimal("0.000001")));
        assertEquals(new BigDecimal("0.000001"), evidence(1, 1, 1, 1).unitCost(1, new BigDecimal("20000")));
    }

    private static Evidence evidence(long per, long averagedOver, long amount, long makes) {
        return new Evidence(
                "",
                BigDecimal.ONE,
                per,
                Optional.of("kept"),
                Instant.parse("2026-10-31T23:00:00Z"),
                Instant.parse("2026-11-30T23:00:00Z"),
                1,
                Optional.empty(),
                Optional.empty(),
                averagedOver,
                Optional.of(new Conversion(1, LocalDate.of(2026, 1, 1), amount, makes, "lot")),
                Optional.empty());
    }
}
