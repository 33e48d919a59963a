package fr.beffroi.costs.internal;

import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneId;

/** A period in the calendar of the communes. Its ends fall on whole hours of UTC, because Paris is a whole number of hours from it. */
record Month(YearMonth period) {
    private static final ZoneId PARIS = ZoneId.of("Europe/Paris");

    Instant from() {
        return startOf(period.atDay(1));
    }

    Instant to() {
        return startOf(period.plusMonths(1).atDay(1));
    }

    static Instant startOf(LocalDate day) {
        return day.atStartOfDay(PARIS).toInstant();
    }

    static LocalDate dayOf(Instant instant) {
        return instant.atZone(PARIS).toLocalDate();
    }
}
