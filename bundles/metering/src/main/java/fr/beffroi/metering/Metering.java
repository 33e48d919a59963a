package fr.beffroi.metering;

import fr.beffroi.api.Actor;
import fr.beffroi.api.Reading;
import fr.beffroi.journal.Decisions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/** What was used. Safe for use by many threads. Spans are half open: {@code from} inclusive, {@code to} exclusive. */
@ProviderType
public interface Metering {

    /** No answer in totals holds more of them than this. */
    int MOST_TOTALS = 100_000;

    /**
     * Hourly totals, by commune, offering, meter and hour; of a level also the hours without a reading in which an earlier one still
     * stood. Levels are counted from the readings when this is asked, none into the future.
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
     * The readings behind a total, by commune, offering, meter, time, source and id: a page costs the same wherever it is. Those of
     * archived months come from their files, which are read from the beginning for each page.
     *
     * @param after the last reading of the page before; empty for the first page
     * @param limit from 1 to 10,000
     * @throws fr.beffroi.api.Refusal {@link fr.beffroi.api.Reason#UNAVAILABLE} when an archived file can't be read: it names it
     */
    List<Reading> readings(Filter filter, Optional<Place> after, int limit);

    /**
     * Where readings are missing. Silent is an interval of a meter's rhythm, wholly within the time that a subscription was in use
     * and the rhythm declared, over for two hours, for which nothing stands; a reading that comes late closes it. Intervals that
     * follow each other are one gap. To these come the gaps that an entrance recorded.
     *
     * @return by commune, offering, meter and time, cut to the span
     * @throws fr.beffroi.api.Refusal {@link fr.beffroi.api.Reason#INVALID} when they are more than {@link #MOST_TOTALS}, or more
     *     than two million intervals would have to be looked at: it says how to ask for less
     */
    List<Gap> gaps(Filter filter);

    /**
     * The same for a span that is closed, within its transaction: nothing that comes after counts any more, so every interval counts
     * that is over, and of what entrances recorded, what fell in the time that readings were expected. However many they are, it
     * answers: a closing needs them all. A meter that had a rhythm at no time of the span has none.
     *
     * @return as {@link #gaps}
     */
    List<Gap> missing(Decisions decisions, Filter filter);

    /** What the intake of this process has answered since it started. */
    IntakeCount answered();

    /**
     * What the data store holds that arrived since, by commune, offering and meter, whoever took it in. Goes through all of it.
     *
     * @param since as the clock of the house says
     */
    List<Arrivals> arrivals(Instant since);

    /**
     * The readings that are kept but not counted because something stands against them, the oldest first.
     *
     * @param limit from 1 to 10,000
     */
    List<Quarantined> quarantine(Filter filter, int limit);

    /** How many readings wait in quarantine, for each reason. */
    Map<QuarantineReason, Long> quarantined();

    /**
     * Takes the readings of a source that wait in quarantine in once more. Those against which nothing stands any more count from
     * now on, the others go on waiting. What can be let through without anybody's help is let through by itself.
     *
     * @param actor operations
     * @param source who produced them
     * @param shift what is added to their times, when the clock of the source was wrong; negative when it was ahead
     * @return how many count now
     */
    long replay(Actor actor, String source, Duration shift);

    /**
     * Seals the readings of a span, one {@link fr.beffroi.api.decision.Decision.ReadingsSealed} for each commune, offering and meter
     * that has any, within a transaction. What waited in quarantine for its time, and
     * came before it was over, counts; what comes for that span from then on is kept in quarantine.
     *
     * @return what was sealed, by commune, offering and meter; besides, without an entry in the journal, what only a level from before
     *     the span stood in
     */
    List<Seal> seal(Decisions decisions, Instant from, Instant to);

    /**
     * Recomputes every seal from the readings, in the data store and in archived files: those of the closed periods and those of the
     * hours of arrival.
     *
     * @return a sentence for each seal of a period that no longer fits, naming commune, meter and span, and one for each reading that
     *     was changed, removed or added since its hour was sealed; one for each archived file that is missing or isn't what the
     *     journal names; empty when all is as it was
     */
    List<String> verify();
}
