package fr.beffroi.metering.internal;

import java.math.BigDecimal;
import java.util.Optional;

/**
 * What was seen of a commune's counter.
 *
 * @param value what it said
 * @param missed why it said nothing; only when there is no value
 */
record Look(Optional<BigDecimal> value, Optional<Missed> missed) {
    static Look at(BigDecimal value) {
        return new Look(Optional.of(value), Optional.empty());
    }

    static Look none(Missed missed) {
        return new Look(Optional.empty(), Optional.of(missed));
    }
}
