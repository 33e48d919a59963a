package fr.beffroi.metering;

import fr.beffroi.api.Insee;
import java.math.BigDecimal;
import java.time.Instant;

/**
 * What a commune used on one meter from {@code from}.
 *
 * @param tenant the commune
 * @param offering name of the offering
 * @param meter name of the meter
 * @param from first instant of the hour or span
 * @param readings how many readings, those included that take another one back
 * @param withdrawn how many of them were taken back
 * @param quantity the sum of their quantities, in the meter's unit, six decimals
 */
public record Total(
        Insee tenant, String offering, String meter, Instant from, long readings, long withdrawn, BigDecimal quantity) {

    /** How many readings stand: neither one that was taken back nor the one that took it back. */
    public long standing() {
        return readings - 2 * withdrawn;
    }
}
