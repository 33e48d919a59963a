package fr.beffroi.api;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Something that is counted while a service is used (<i>compteur</i>), declared in the catalogue.
 *
 * @param name unique within its offering: {@code acts-published}
 * @param title in words, French
 * @param unit in words: {@code acte}, {@code octet}
 * @param aggregation how readings become a total
 * @param conversions rules by which its totals are converted, in the order of their versions and dates; often none
 * @param rhythm how often every subscription in use reports at least once: whole hours that divide a day, from {@code PT1H} to {@code
 *     P1D}; where nothing came there is a gap. Empty for what happens when it happens, such as acts published
 * @param scrape where the house reads the counter itself; empty when readings are brought
 */
public record Meter(
        String name,
        String title,
        String unit,
        Aggregation aggregation,
        List<Conversion> conversions,
        Optional<Duration> rhythm,
        Optional<Scrape> scrape) {
    private static final long DAY_HOURS = 24;

    /**
     * How the readings of a span become one number. Readings that were taken back are as if they had never been. A span of which
     * nothing is known has no number, which is something else than zero.
     */
    public enum Aggregation {
        /** The sum of their quantities. */
        SUM,
        /** How many there are, whatever their quantities. */
        COUNT,
        /** The largest of their quantities (<i>maximum</i>). */
        MAX,
        /**
         * The quantity of the last one (<i>dernière valeur</i>); without any in the span, of the last one before, as long as the
         * subscription that it was read under lasts.
         */
        LAST,
        /**
         * The average of the level that they read, each for as long as it stood (<i>moyenne pondérée par le temps</i>): gigabytes over
         * a month are gigabyte-months. A level stands until the next reading or the end of the subscription, also beyond the span; a
         * moment without one adds nothing.
         */
        TIME_WEIGHTED,
        /** How many different items they name (<i>éléments distincts</i>), whatever their quantities. */
        UNIQUE;

        /** Whether the totals of hours can't simply be added up. */
        public boolean ofLevels() {
            return this != SUM && this != COUNT;
        }
    }

    public Meter {
        Names.require("meter", name);
        Names.requireText("The meter " + name, "title", title);
        Names.requireText("The meter " + name, "unit", unit);
        Objects.requireNonNull(aggregation, "aggregation");
        // Before there were conversions, no meter had any; the journal still says so.
        conversions = conversions == null ? List.of() : List.copyOf(conversions);
        for (int i = 0; i < conversions.size(); i++) {
            if (conversions.get(i).version() != i + 1
                    || i > 0
                            && !conversions
                                    .get(i - 1)
                                    .from()
                                    .isBefore(conversions.get(i).from())) {
                throw Refusal.invalid("The conversions of the meter " + name
                        + " are listed by version, 1, 2 and so on, each beginning after the one before.");
            }
        }
        // Before there were rhythms, nothing was expected; the journal still says so.
        rhythm = rhythm == null ? Optional.empty() : rhythm;
        if (rhythm.isPresent() && !dividesADay(rhythm.get())) {
            throw Refusal.invalid(
                    "The meter " + name + " has the rhythm " + rhythm.get()
                            + ", but a rhythm is of whole hours that divide a day: PT1H, PT2H, PT3H, PT4H, PT6H, PT8H, PT12H or P1D.");
        }
        // Before there were scrapes, all readings were brought; the journal still says so.
        scrape = scrape == null ? Optional.empty() : scrape;
        if (scrape.isPresent()) {
            requireScrapable(name, aggregation, rhythm);
        }
    }

    /** That is not scraped. */
    public Meter(
            String name,
            String title,
            String unit,
            Aggregation aggregation,
            List<Conversion> conversions,
            Optional<Duration> rhythm) {
        this(name, title, unit, aggregation, conversions, rhythm, Optional.empty());
    }

    /** Without conversions, and no readings are expected from it. */
    public Meter(String name, String title, String unit, Aggregation aggregation) {
        this(name, title, unit, aggregation, List.of(), Optional.empty());
    }

    /** From which no readings are expected. */
    public Meter(String name, String title, String unit, Aggregation aggregation, List<Conversion> conversions) {
        this(name, title, unit, aggregation, conversions, Optional.empty());
    }

    /** Without conversions. */
    public Meter(String name, String title, String unit, Aggregation aggregation, Optional<Duration> rhythm) {
        this(name, title, unit, aggregation, List.of(), rhythm);
    }

    private static void requireScrapable(String name, Aggregation aggregation, Optional<Duration> rhythm) {
        if (aggregation != Aggregation.SUM) {
            throw Refusal.invalid(
                    "The meter " + name + " is read from a counter, of which each reading says by how much it has"
                            + " risen; so its aggregation is sum.");
        }
        if (rhythm.isEmpty()) {
            throw Refusal.invalid(
                    "The meter " + name + " is read from a counter, so it needs a rhythm: nobody would hear of"
                            + " a commune whose counter never appeared.");
        }
    }

    private static boolean dividesADay(Duration rhythm) {
        long hours = rhythm.toHours();
        return hours >= 1 && rhythm.equals(Duration.ofHours(hours)) && DAY_HOURS % hours == 0;
    }

    /** The one rule that holds from the first to the last moment of a span; empty when there is none or several. */
    public Optional<Conversion> conversion(Instant from, Instant to) {
        Optional<Conversion> holding = Optional.empty();
        for (Conversion conversion : conversions) {
            if (!conversion.begins().isAfter(from)) {
                holding = Optional.of(conversion);
            } else if (conversion.begins().isBefore(to)) {
                return Optional.empty();
            }
        }
        return holding;
    }
}
