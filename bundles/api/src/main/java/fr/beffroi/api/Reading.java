package fr.beffroi.api;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * One use of a service (<i>relevé</i>), in substance a CloudEvents 1.0 event: the same id from the same source is the same event,
 * however often it is sent.
 *
 * @param source who produced it (CloudEvents {@code source}, a URI reference); an instance's own is {@code /t/30189/actes}
 * @param id unique within the source (CloudEvents {@code id})
 * @param tenant the commune that used the service (CloudEvents {@code subject})
 * @param offering name of the offering
 * @param meter name of one of its meters
 * @param time when it was used (CloudEvents {@code time}), from 1970 to 2199
 * @param quantity how much, in the meter's unit; not negative unless it corrects, at most six decimals
 * @param corrects id of a reading of the same source, commune, offering, meter and time that this one takes back as a whole
 *     (<i>contre-passation</i>), by a quantity that is its opposite; empty for an ordinary reading
 * @param item what was used or who used it, of which a meter counts the different ones; a pseudonym, never a name or an address, for it is
 *     sealed and kept
 */
public record Reading(
        String source,
        String id,
        Insee tenant,
        String offering,
        String meter,
        Instant time,
        BigDecimal quantity,
        Optional<String> corrects,
        Optional<String> item) {
    /** Decimals kept of a quantity. */
    public static final int SCALE = 6;

    /** Beyond these a time is a mistake, and no longer fits a count of microseconds everywhere. */
    private static final Instant FIRST = Instant.parse("1970-01-01T00:00:00Z");

    private static final Instant LAST = Instant.parse("2200-01-01T00:00:00Z");

    private static final BigDecimal MOST = new BigDecimal("1000000000000");

    /** @throws Refusal {@link Reason#INVALID} when a part is missing, too long or out of range */
    public Reading {
        requireText("source", source);
        requireText("id", id);
        Objects.requireNonNull(tenant, "tenant");
        Names.require("service", offering);
        Names.require("meter", meter);
        if (time == null || time.isBefore(FIRST) || time.isAfter(LAST)) {
            throw Refusal.invalid(
                    "The reading " + id + " needs a time from 1970 to 2199, such as 2026-10-01T08:30:00Z.");
        }
        corrects.ifPresent(original -> requireText("corrected reading", original));
        item.ifPresent(one -> requireText("item", one));
        requireInRange(id, corrects.isPresent(), quantity);
        try {
            quantity = quantity.setScale(SCALE, RoundingMode.UNNECESSARY);
        } catch (ArithmeticException e) {
            throw new Refusal(Reason.INVALID, "The quantity of the reading " + id + " has more than six decimals.", e);
        }
    }

    /** An ordinary reading, which corrects nothing. */
    public Reading(
            String source, String id, Insee tenant, String offering, String meter, Instant time, BigDecimal quantity) {
        this(source, id, tenant, offering, meter, time, quantity, Optional.empty());
    }

    /** That names no item. */
    public Reading(
            String source,
            String id,
            Insee tenant,
            String offering,
            String meter,
            Instant time,
            BigDecimal quantity,
            Optional<String> corrects) {
        this(source, id, tenant, offering, meter, time, quantity, corrects, Optional.empty());
    }

    private static void requireInRange(String id, boolean corrects, BigDecimal quantity) {
        if (quantity == null
                || (corrects ? quantity.signum() > 0 : quantity.signum() < 0)
                || quantity.abs().compareTo(MOST) > 0) {
            throw Refusal.invalid(
                    corrects
                            ? "The reading " + id
                                    + " takes another one back, so its quantity is the other's with a minus."
                            : "The quantity of the reading " + id + " is a number from 0 to " + MOST.toPlainString()
                                    + ".");
        }
    }

    private static void requireText(String field, String text) {
        if (text == null || text.isBlank() || text.length() > 255) {
            throw Refusal.invalid("A reading needs a " + field + " of 1 to 255 characters.");
        }
    }
}
