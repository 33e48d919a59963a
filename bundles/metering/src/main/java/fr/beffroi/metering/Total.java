package fr.beffroi.metering;

import fr.beffroi.api.Insee;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Optional;

/**
 * What a commune used on one meter from {@code from}.
 *
 * @param tenant the commune
 * @param offering name of the offering
 * @param meter name of the meter
 * @param from first instant of the hour or span
 * @param readings how many readings, those included that take another one back
 * @param withdrawn how many of them were taken back
 * @param quantity the sum of their quantities, in the meter's unit, six decimals, whatever the meter's aggregation
 * @param figure what the meter's aggregation makes of them; empty when nothing is known of the span: no reading that stands, and
 *     no level that still stood. That is a gap, never a zero
 */
public record Total(
        Insee tenant,
        String offering,
        String meter,
        Instant from,
        long readings,
        long withdrawn,
        BigDecimal quantity,
        Optional<Figure> figure) {

    /** Of a meter whose quantities are added up, without a conversion. */
    public Total(
            Insee tenant,
            String offering,
            String meter,
            Instant from,
            long readings,
            long withdrawn,
            BigDecimal quantity) {
        this(
                tenant,
                offering,
                meter,
                from,
                readings,
                withdrawn,
                quantity,
                readings == 2 * withdrawn ? Optional.empty() : Optional.of(Figure.of(quantity)));
    }

    /** How many readings stand: neither one that was taken back nor the one that took it back. */
    public long standing() {
        return readings - 2 * withdrawn;
    }

    /** The same with another figure. */
    public Total with(Optional<Figure> other) {
        return new Total(tenant, offering, meter, from, readings, withdrawn, quantity, other);
    }
}
