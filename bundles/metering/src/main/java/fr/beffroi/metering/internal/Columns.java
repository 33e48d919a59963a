package fr.beffroi.metering.internal;

import fr.beffroi.api.Reading;
import fr.beffroi.api.Refusal;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** How times and quantities stand in the tables: whole microseconds and whole millionths. */
final class Columns {
    static final long HOUR = Duration.ofHours(1).toSeconds() * 1_000_000;

    private Columns() {}

    /** The instant, cut to microseconds. */
    static long micros(Instant instant) {
        return ChronoUnit.MICROS.between(Instant.EPOCH, instant);
    }

    static Instant instant(long micros) {
        return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
    }

    /** The first microsecond of the hour (UTC). */
    static long hourOf(long micros) {
        return Math.floorDiv(micros, HOUR) * HOUR;
    }

    static void requireWholeHours(Instant from, Instant to) {
        if (hourOf(micros(from)) != micros(from) || hourOf(micros(to)) != micros(to)) {
            throw Refusal.invalid("The span from " + from + " to " + to
                    + " is not made of whole hours: totals are kept by hour, such as 2026-10-01T08:00:00Z.");
        }
    }

    static long millionths(BigDecimal quantity) {
        return quantity.setScale(Reading.SCALE).unscaledValue().longValueExact();
    }

    /** Of a sum, which may be beyond 64 bits. */
    static BigInteger exactMillionths(BigDecimal quantity) {
        return quantity.setScale(Reading.SCALE).unscaledValue();
    }

    static BigDecimal quantity(long millionths) {
        return BigDecimal.valueOf(millionths, Reading.SCALE);
    }

    static BigDecimal quantity(BigInteger millionths) {
        return new BigDecimal(millionths, Reading.SCALE);
    }
}
