package fr.beffroi.metering.internal;

import java.time.LocalDate;
import java.time.ZoneId;
import java.util.concurrent.TimeUnit;

/**
 * How often a meter reports. Its intervals begin at midnight: of UTC when they are shorter than a day, for totals are kept by those
 * hours, and in the communes when they are days.
 *
 * @param hours a whole number that divides 24
 */
record Rhythm(int hours) {
    private static final ZoneId PARIS = ZoneId.of("Europe/Paris");
    private static final int DAY = 24;

    /** The first microsecond of the interval that one lies in. */
    long startOf(long micros) {
        return hours == DAY ? midnight(day(micros)) : Math.floorDiv(micros, length()) * length();
    }

    /** The first microsecond after the interval that begins with one. */
    long endOf(long start) {
        return hours == DAY ? midnight(day(start).plusDays(1)) : start + length();
    }

    /** Microseconds; of a day, one without a change of the clocks. */
    long length() {
        return TimeUnit.HOURS.toMicros(hours);
    }

    private static LocalDate day(long micros) {
        return Columns.instant(micros).atZone(PARIS).toLocalDate();
    }

    private static long midnight(LocalDate day) {
        return Columns.micros(day.atStartOfDay(PARIS).toInstant());
    }
}
