package fr.beffroi.api;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Objects;

/**
 * From when on what a meter counts is converted, and how (<i>règle de conversion</i>): 1 000 000 octets make 1 Mo. An exact fraction, so
 * that nothing is rounded on the way.
 *
 * @param version 1 for the first rule of its meter, 2 for the one that follows it
 * @param from the first day it holds, the first of a month, as closings are by month; it holds until the next version
 * @param amount how much of the meter's unit, from 1 to 10<sup>15</sup>
 * @param makes how many units that makes, likewise
 * @param unit in words: {@code Mo}
 */
public record Conversion(int version, LocalDate from, long amount, long makes, String unit) {
    private static final ZoneId PARIS = ZoneId.of("Europe/Paris");
    private static final long MOST = 1_000_000_000_000_000L;

    /** @throws Refusal {@link Reason#INVALID} when a part is missing or out of range */
    public Conversion {
        Names.requireText("A conversion", "unit", unit);
        Objects.requireNonNull(from, "from");
        if (version < 1) {
            throw Refusal.invalid("The versions of a conversion count from 1.");
        }
        if (from.getDayOfMonth() != 1 || from.getYear() < 1970 || from.getYear() > 2199) {
            throw Refusal.invalid("The conversion " + version + " begins on " + from
                    + ", but a rule holds from the first day of a month on, from 1970 to 2199.");
        }
        if (amount < 1 || makes < 1 || amount > MOST || makes > MOST) {
            throw Refusal.invalid("The conversion " + version + " says how much (\"amount\") makes how many units"
                    + " (\"makes\"), whole numbers from 1 to " + MOST + ".");
        }
    }

    /** Its first instant: midnight in Paris. */
    public Instant begins() {
        return from.atStartOfDay(PARIS).toInstant();
    }
}
