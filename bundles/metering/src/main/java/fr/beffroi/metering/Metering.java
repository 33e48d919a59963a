package fr.beffroi.metering;

import fr.beffroi.api.Reading;
import fr.beffroi.journal.Decisions;
import java.time.Instant;
import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/** What was used. Safe for use by many threads. Spans are half open: {@code from} inclusive, {@code to} exclusive. */
@ProviderType
public interface Metering {

    /**
     * Hourly totals, by commune, offering, meter and hour.
     *
     * @param filter what of it
     */
    List<Total> hourly(Filter filter);

    /** The same, one total for each commune, offering and meter over the whole span; the span is made of whole hours. */
    List<Total> totals(Filter filter);

    /**
     * The readings behind a total, by source and id.
     *
     * @param afterSource with {@code afterId}: the last reading of the page before; empty strings for the first page
     * @param limit from 1 to 10,000
     */
    List<Reading> readings(Filter filter, String afterSource, String afterId, int limit);

    /**
     * Seals the readings of a span, one {@link fr.beffroi.api.decision.Decision.ReadingsSealed} for each commune, offering and meter
     * that has any, within a transaction. Readings for that span are refused from then on.
     *
     * @return what was sealed, by commune, offering and meter
     */
    List<Seal> seal(Decisions decisions, Instant from, Instant to);

    /**
     * Recomputes every seal from the readings.
     *
     * @return a sentence for each seal that no longer fits, naming commune, meter and span; empty when all do
     */
    List<String> verify();
}
