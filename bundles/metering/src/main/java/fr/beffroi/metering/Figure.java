package fr.beffroi.metering;

import fr.beffroi.api.Conversion;
import fr.beffroi.api.Reading;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Optional;

/**
 * The one number that the readings of a span become, exactly: {@code counted / micros}, and converted
 * {@code counted / micros * makes / amount}.
 *
 * @param counted in the meter's unit; of a time-weighted average, in the meter's unit times microseconds; six decimals
 * @param micros of a time-weighted average, the length of the whole span in microseconds; otherwise 1
 * @param conversion the rule that holds for the whole span, with its version; empty when there is none or several
 */
public record Figure(BigDecimal counted, long micros, Optional<Conversion> conversion) {

    /** That is no average. */
    static Figure of(BigDecimal counted) {
        return new Figure(counted.setScale(Reading.SCALE), 1, Optional.empty());
    }

    /** In the meter's unit, rounded half up to six decimals for reading. */
    public BigDecimal value() {
        return counted.divide(BigDecimal.valueOf(micros), Reading.SCALE, RoundingMode.HALF_UP);
    }

    /** In the unit of the rule, rounded likewise, once. */
    public Optional<BigDecimal> converted() {
        return conversion.map(rule -> counted.multiply(BigDecimal.valueOf(rule.makes()))
                .divide(
                        BigDecimal.valueOf(micros).multiply(BigDecimal.valueOf(rule.amount())),
                        Reading.SCALE,
                        RoundingMode.HALF_UP));
    }
}
