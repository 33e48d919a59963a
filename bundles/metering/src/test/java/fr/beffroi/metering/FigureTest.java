package fr.beffroi.metering;

import static org.junit.jupiter.api.Assertions.assertEquals;

import fr.beffroi.api.Conversion;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What is shown of a figure is one fraction, rounded once. */
class FigureTest {
    private static final long MOST = 1_000_000_000_000_000L;

    @Test
    void anAverageIsDividedByItsTimeAndThenConvertedByItsRuleOnce() {
        Figure figure = new Figure(new BigDecimal("10.000000"), 4, rule(3, 2));
        assertEquals(new BigDecimal("2.500000"), figure.value());
        assertEquals(Optional.of(new BigDecimal("1.666667")), figure.converted());
    }

    @Test
    void whatIsTooLittleToBeShownIsNotLostOnTheWay() {
        Figure third = new Figure(new BigDecimal("0.000001"), 3, rule(1, 3));
        assertEquals(new BigDecimal("0.000000"), third.value());
        assertEquals(Optional.of(new BigDecimal("0.000001")), third.converted());
    }

    @Test
    void halfOfTheLastDecimalIsRoundedUp() {
        assertEquals(new BigDecimal("0.000001"), new Figure(new BigDecimal("0.000001"), 2, Optional.empty()).value());
        assertEquals(
                Optional.of(new BigDecimal("0.000001")),
                new Figure(new BigDecimal("0.000001"), 1, rule(2, 1)).converted());
    }

    @Test
    void theLargestFiguresAreExact() {
        BigDecimal most = new BigDecimal("9223372036854.775807");
        assertEquals(Optional.of(most), new Figure(most, 1, rule(MOST, MOST)).converted());
    }

    @Test
    void withoutARuleThereIsNothingConverted() {
        assertEquals(Optional.empty(), new Figure(BigDecimal.ONE, 1, Optional.empty()).converted());
    }

    private static Optional<Conversion> rule(long amount, long makes) {
        return Optional.of(new Conversion(1, LocalDate.of(2026, 1, 1), amount, makes, "lot"));
    }
}
