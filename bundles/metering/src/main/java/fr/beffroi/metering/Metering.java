package fr.beffroi.metering;

import fr.beffroi.api.Reading;
import fr.beffroi.journal.Decisions;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/** What was used. Safe for use by many threads. Spans are half open: {@code from} inclusive, {@code to} exclusive. */
@ProviderType
public interface Metering {

    /** No answer in totals holds more of them than this. */
    int MOST_TOTALS = 100_000;

    /**
     * Hourly totals, by commune, offering, meter and hour.
     *
     * @param filter what of it
     * @throws fr.beffroi.api.Refusal {@link fr.beffroi.api.Reason#INVALID} when they are more than {@link #MOST_TOTALS}: it says how
     *     to ask for less
     */
    List<Total> hourly(Filter filter);

    /**
     * The same, one total for each commune, offering and meter over the whole span; the span is made of whole hours.
     *
     * @throws fr.beffroi.api.Refusal as {@link #hourly}
     */
    List<Total> totals(Filter filter);

    /**
     * The readings behind a total, by commune, offering, meter, time, source and id: a page costs the same wherever it is.
     *
     * @param after the last reading of the page before; empty for the first page
     * @param limit from 1 to 10,000
     */
    List<Reading> readings(Filter filter, Optional<Place> after, int limit);

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
