package fr.beffroi.metering.internal;

import static fr.beffroi.metering.internal.House.NIMES;
import static fr.beffroi.metering.internal.House.NOVEMBER;
import static fr.beffroi.metering.internal.House.OCTOBER;
import static fr.beffroi.metering.internal.House.STAFF;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fr.beffroi.api.Conversion;
import fr.beffroi.api.Insee;
import fr.beffroi.api.Meter;
import fr.beffroi.api.Meter.Aggregation;
import fr.beffroi.api.Offering;
import fr.beffroi.api.Plan;
import fr.beffroi.api.Reading;
import fr.beffroi.api.ReadingIntake.Outcome;
import fr.beffroi.api.ReadingIntake.Receipt;
import fr.beffroi.api.decision.Decision;
import fr.beffroi.metering.Figure;
import fr.beffroi.metering.Filter;
import fr.beffroi.metering.Seal;
import fr.beffroi.metering.Total;
import fr.beffroi.store.testing.OnBothStores;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;

class LevelMetersTest extends InTheHouse {
    private static final String ID = "6b7c-coffre";
    private static final long HOUR = 3_600_000_000L;

    /** One meter of each aggregation. */
    private static final Offering COFFRE = new Offering(
            ID,
            "coffre",
            "Coffre",
            "Garde des octets.",
            List.of(),
            Optional.empty(),
            false,
            List.of(
                    meter("average", Aggregation.TIME_WEIGHTED),
                    meter("count", Aggregation.COUNT),
                    meter("last", Aggregation.LAST),
                    meter("max", Aggregation.MAX),
                    meter("sum", Aggregation.SUM),
                    meter("unique", Aggregation.UNIQUE)),
            List.of(),
            List.of(new Plan("plan-coffre", "standard", "Tout compris.", Map.of())));

    @BeforeEach
    void offerTheVault() {
        house.catalogue.add(COFFRE);
    }

    private static Meter meter(String name, Aggregation aggregation) {
        return new Meter(name, name, "Go", aggregation);
    }

    @OnBothStores
    void aLevelHoldsUntilTheNextReadingAlsoBeyondTheMonth() {
        subscribe(NIMES, OCTOBER);
        house.clock.set(NOVEMBER.plus(Duration.ofDays(40)));
        take(reading("last", 24 * 10, "3"), reading("average", 24 * 10, "3"), reading("max", 24 * 10, "3"));
        take(reading("average", 24 * 20, "6"));

        Map<String, Total> october = totals(OCTOBER, NOVEMBER);
        assertEquals(value("3"), october.get("last").figure().map(Figure::value));
        // Ten days of nothing, ten of 3, eleven of 6.
        assertEquals(value("3.096774"), october.get("average").figure().map(Figure::value));
        Figure exact = october.get("average").figure().orElseThrow();
        assertEquals(
                new BigDecimal(10 * 3 + 11 * 6)
                        .multiply(BigDecimal.valueOf(24 * HOUR))
                        .setScale(6),
                exact.counted());
        assertEquals(31 * 24 * HOUR, exact.micros());
        assertEquals(2, october.get("average").readings());

        // November had no reading at all: what stood still stands, the maximum of nothing is nothing.
        Map<String, Total> november = totals(NOVEMBER, NOVEMBER.plus(Duration.ofDays(30)));
        assertEquals(Set.of("average", "last"), november.keySet());
        assertEquals(value("6"), november.get("average").figure().map(Figure::value));
        assertEquals(value("3"), november.get("last").figure().map(Figure::value));
        assertEquals(0, november.get("last").readings());
    }

    @OnBothStores
    void theEndOfASubscriptionEndsItsLevelsAndTheNextOneBeginsWithoutAny() {
        subscribe(NIMES, OCTOBER);
        house.clock.set(OCTOBER.plus(Duration.ofDays(2)));
        take(reading("average", 0, "8"), reading("last", 0, "8"));
        at(OCTOBER.plus(Duration.ofDays(10)), new Decision.EndOrdered("s1", "s1-out", NIMES, Optional.empty()));
        subscribe(NIMES, OCTOBER.plus(Duration.ofDays(20)));
        house.clock.set(NOVEMBER.plus(Duration.ofDays(1)));

        assertEquals(
                Optional.of(BigDecimal.valueOf(8L * 10 * 24 * HOUR).setScale(6)),
                totals(OCTOBER, NOVEMBER).get("average").figure().map(Figure::counted));
        assertEquals(Map.of(), totals(OCTOBER.plus(Duration.ofDays(10)), NOVEMBER));
        assertEquals(240, hourly("average").size(), "an hour after the end is a gap, not a zero");
    }

    @OnBothStores
    void nothingStandsInTheFuture() {
        subscribe(NIMES, OCTOBER);
        house.clock.set(OCTOBER.plus(Duration.ofMinutes(90)));
        take(reading("average", 0, "4"));

        assertEquals(2, hourly("average").size());
        assertEquals(value("4"), hourly("average").get(0).figure().map(Figure::value));
        assertEquals(value("2"), hourly("average").get(1).figure().map(Figure::value), "half an hour so far");
    }

    @OnBothStores
    void whatIsTakenBackOrComesLateOrFromQuarantineFindsItsPlace() {
        subscribe(NIMES, OCTOBER);
        house.clock.set(OCTOBER.plus(Duration.ofHours(4)));
        Reading wrong = reading("average", 2, "1000");
        take(reading("average", 0, "2"), wrong, of("max", 2, "1000", "w", Optional.empty()));
        Reading ahead = reading("average", 6, "5");
        assertEquals(Outcome.QUARANTINED, accept(ahead).outcome());
        take(House.withdrawal("not " + wrong.id(), wrong), reading("average", 1, "4"));
        take(House.withdrawal("not w", of("max", 2, "1000", "w", Optional.empty())));
        house.clock.set(OCTOBER.plus(Duration.ofHours(8)));
        house.metering.round();

        Map<String, Total> eight = totals(OCTOBER, OCTOBER.plus(Duration.ofHours(8)));
        // 2 for an hour, 4 for five, 5 for two.
        assertEquals(value("4"), eight.get("average").figure().map(Figure::value));
        assertEquals(Optional.empty(), eight.get("max").figure(), "nothing stands, which is no zero");
        assertEquals(1, eight.get("max").withdrawn());
    }

    @OnBothStores
    void totalsAreThoseOfANaiveModelInWhateverOrderReadingsCome() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        int hours = 30;
        subscribe(NIMES, OCTOBER);
        house.clock.set(OCTOBER.plus(Duration.ofHours(hours)));
        List<Reading> standing = new ArrayList<>();
        List<Reading> brought = new ArrayList<>();
        for (int i = 0; i < 400; i++) {
            String meter = COFFRE.meters().get(random.nextInt(6)).name();
            Instant time = OCTOBER.plusMillis(random.nextInt(hours * 3_600_000));
            Reading reading = new Reading(
                    "/t/30189/coffre",
                    "r" + i,
                    NIMES,
                    "coffre",
                    meter,
                    time,
                    BigDecimal.valueOf(random.nextInt(9_000_000), 6),
                    Optional.empty(),
                    Optional.of("u" + random.nextInt(20)));
            brought.add(reading);
            if (random.nextInt(5) == 0) {
                brought.add(House.withdrawal("not-" + i, reading));
            } else {
                standing.add(reading);
            }
        }
        brought.addAll(brought.subList(0, 100));
        Collections.shuffle(brought, random);
        for (int from = 0; from < brought.size(); from += 37) {
            house.metering.accept(STAFF, brought.subList(from, Math.min(brought.size(), from + 37)));
        }
        house.metering.round();
        standing.sort(Comparator.comparing(Reading::time).thenComparing(Reading::id));

        for (Meter meter : COFFRE.meters()) {
            List<Reading> own = standing.stream()
                    .filter(one -> one.meter().equals(meter.name()))
                    .toList();
            Map<Instant, Total> found = new HashMap<>();
            hourly(meter.name()).forEach(total -> found.put(total.from(), total));
            for (int hour = 0; hour < hours; hour++) {
                Instant from = OCTOBER.plus(Duration.ofHours(hour));
                assertEquals(
                        naive(meter.aggregation(), own, from, from.plus(Duration.ofHours(1))),
                        Optional.ofNullable(found.get(from))
                                .flatMap(Total::figure)
                                .map(Figure::counted),
                        meter.name() + " at " + from + ", seed " + seed);
            }
            assertEquals(
                    naive(meter.aggregation(), own, OCTOBER, OCTOBER.plus(Duration.ofHours(hours))),
                    totals(OCTOBER, OCTOBER.plus(Duration.ofHours(hours)))
                            .get(meter.name())
                            .figure()
                            .map(Figure::counted),
                    meter.name() + ", seed " + seed);
        }
    }

    /** The subscription runs all the time. */
    private static Optional<BigDecimal> naive(Aggregation aggregation, List<Reading> all, Instant from, Instant to) {
        List<Reading> own = all.stream()
                .filter(one -> !one.time().isBefore(from) && one.time().isBefore(to))
                .toList();
        Optional<Reading> last =
                all.stream().filter(one -> one.time().isBefore(to)).reduce((a, b) -> b);
        if (aggregation == Aggregation.LAST) {
            return last.map(Reading::quantity);
        }
        if (aggregation == Aggregation.TIME_WEIGHTED) {
            BigInteger weighted = BigInteger.ZERO;
            for (int i = 0; i < all.size(); i++) {
                Instant end = i + 1 < all.size() ? all.get(i + 1).time() : to;
                long begins = Columns.micros(
                        all.get(i).time().isBefore(from) ? from : all.get(i).time());
                long ends = Columns.micros(end.isAfter(to) ? to : end);
                weighted = weighted.add(
                        all.get(i).quantity().unscaledValue().multiply(BigInteger.valueOf(Math.max(0, ends - begins))));
            }
            return last.isEmpty() ? Optional.empty() : Optional.of(new BigDecimal(weighted, 6));
        }
        if (own.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(
                switch (aggregation) {
                    case SUM -> own.stream().map(Reading::quantity).reduce(BigDecimal.ZERO, BigDecimal::add);
                    case COUNT -> new BigDecimal(own.size()).setScale(6);
                    case MAX ->
                        own.stream()
                                .map(Reading::quantity)
                                .max(Comparator.naturalOrder())
                                .orElseThrow();
                    default ->
                        new BigDecimal(new HashSet<>(
                                                own.stream().map(Reading::item).toList())
                                        .size())
                                .setScale(6);
                });
    }

    @OnBothStores
    void aClosingSealsWhatItTakesToRecomputeALevel() {
        subscribe(NIMES, OCTOBER);
        house.clock.set(OCTOBER.plus(Duration.ofHours(5)));
        Reading before = reading("average", 4, "7");
        take(before, reading("sum", 4, "7"));
        house.clock.set(NOVEMBER.plus(Duration.ofDays(40)));
        assertEquals(2, house.sealOctober().size());

        Instant december = NOVEMBER.plus(Duration.ofDays(30));
        List<Seal> november =
                house.journal.decide(STAFF, decisions -> house.metering.seal(decisions, NOVEMBER, december));

        assertEquals(1, november.size());
        Seal seal = november.get(0);
        assertEquals(value("7"), seal.total().figure().map(Figure::value));
        assertEquals(Optional.of(before), seal.level().orElseThrow().carried());
        assertEquals(1, seal.level().orElseThrow().subscribed().size());
        assertEquals(List.of(), house.metering.verify());
    }

    @OnBothStores
    void differentItemsAreCountedOnceAndAReadingThatNamesNoneIsRefused() {
        house.clock.set(OCTOBER.plus(Duration.ofHours(3)));
        Receipt refused = accept(reading("unique", 0, "1"));
        assertEquals(Outcome.REFUSED, refused.outcome());
        assertTrue(refused.sentence().contains("item"), refused.sentence());
        Reading first = of("unique", 0, "1", "1", Optional.of("agent-1"));
        take(
                first,
                of("unique", 1, "1", "2", Optional.of("agent-1")),
                of("unique", 2, "1", "3", Optional.of("agent-2")));

        assertEquals(
                value("2"), totals(OCTOBER, NOVEMBER).get("unique").figure().map(Figure::value));
        assertEquals(3, hourly("unique").size(), "an item counts in each hour, so hours can't be added up");
        assertEquals(Outcome.DUPLICATE, accept(first).outcome());
        assertEquals(
                Outcome.REFUSED,
                accept(of("unique", 0, "1", "1", Optional.of("agent-9"))).outcome(),
                "the same id with other content");
        assertEquals(
                first,
                house.metering
                        .readings(House.all(OCTOBER, NOVEMBER), Optional.empty(), 1)
                        .get(0));
    }

    @OnBothStores
    void theLeafOfAReadingIsWhatItWasUnlessItNamesAnItem() {
        Reading plain = reading("sum", 0, "1.5");
        String line = "/t/30189/coffre\t" + plain.id() + "\t30189\tcoffre\tsum\t" + Columns.micros(OCTOBER) + "\t";

        assertEquals(line + "1500000", leaf(plain));
        assertEquals(line.replace(plain.id(), "not") + "-1500000\t" + plain.id(), leaf(House.withdrawal("not", plain)));
        assertEquals(line + "1500000\t\tagent-1", leaf(of("sum", 0, "1.5", plain.id(), Optional.of("agent-1"))));
    }

    private static String leaf(Reading reading) {
        return new String(Row.of(reading).canonical(), StandardCharsets.UTF_8);
    }

    @OnBothStores
    void aRuleOfConversionHoldsFromItsMidnightInParisOn() {
        Conversion octets = new Conversion(1, LocalDate.of(2026, 1, 1), 1_000, 1, "ko");
        Conversion thirds = new Conversion(2, LocalDate.of(2026, 11, 1), 3, 2, "lot");
        house.catalogue.remove(COFFRE);
        house.catalogue.add(new Offering(
                ID,
                "coffre",
                "Coffre",
                "Garde des octets.",
                List.of(),
                Optional.empty(),
                false,
                List.of(
                        new Meter("sum", "Octets", "octet", Aggregation.SUM, List.of(octets, thirds)),
                        new Meter("last", "Octets", "octet", Aggregation.LAST, List.of(octets, thirds))),
                List.of(),
                COFFRE.plans()));
        // The last hour of October in Paris is 22:00 UTC of the 31st.
        int edge = 31 * 24 - 1;
        house.clock.set(NOVEMBER.plus(Duration.ofDays(1)));
        take(reading("sum", edge - 1, "2500"), reading("sum", edge, "10"), reading("last", edge - 1, "1"));

        List<Total> hours = hourly("sum");
        assertEquals(value("2.5"), hours.get(0).figure().flatMap(Figure::converted));
        assertEquals(Optional.of(octets), hours.get(0).figure().flatMap(Figure::conversion));
        assertEquals(value("6.666667"), hours.get(1).figure().flatMap(Figure::converted));
        assertEquals(Optional.of(thirds), hours.get(1).figure().flatMap(Figure::conversion));

        Figure both = totals(OCTOBER, NOVEMBER).get("sum").figure().orElseThrow();
        assertEquals(value("2510"), Optional.of(both.value()));
        assertEquals(Optional.empty(), both.converted(), "two rules make no one number");
        assertEquals(
                Optional.empty(),
                totals(OCTOBER, NOVEMBER).get("last").figure().orElseThrow().conversion(),
                "of a level neither");
        Instant parisian = OCTOBER.plus(Duration.ofHours(edge));
        assertEquals(
                Optional.of(octets),
                totals(OCTOBER, parisian).get("last").figure().flatMap(Figure::conversion));
    }

    private static Optional<BigDecimal> value(String value) {
        return Optional.of(new BigDecimal(value).setScale(6));
    }

    private Map<String, Total> totals(Instant from, Instant to) {
        Map<String, Total> byMeter = new HashMap<>();
        house.metering.totals(House.all(from, to)).forEach(total -> byMeter.put(total.meter(), total));
        return byMeter;
    }

    private List<Total> hourly(String meter) {
        return house.metering.hourly(new Filter(
                Optional.of(NIMES),
                Optional.of("coffre"),
                Optional.of(meter),
                OCTOBER,
                NOVEMBER.plus(Duration.ofDays(1))));
    }

    private static Reading reading(String meter, int hour, String quantity) {
        return of(meter, hour, quantity, meter + "-" + hour, Optional.empty());
    }

    private static Reading of(String meter, int hour, String quantity, String id, Optional<String> item) {
        return new Reading(
                "/t/30189/coffre",
                id,
                NIMES,
                "coffre",
                meter,
                OCTOBER.plus(Duration.ofHours(hour)),
                new BigDecimal(quantity),
                Optional.empty(),
                item);
    }

    private void take(Reading... readings) {
        for (Receipt receipt : house.metering.accept(STAFF, List.of(readings))) {
            assertEquals(Outcome.ACCEPTED, receipt.outcome(), receipt.sentence());
        }
    }

    private Receipt accept(Reading reading) {
        return house.metering.accept(STAFF, List.of(reading)).get(0);
    }

    private int orders;

    private void subscribe(Insee commune, Instant time) {
        String id = "s" + ++orders;
        at(time, new Decision.SubscriptionOrdered(id, id + "-in", commune, ID, "plan-coffre", "0", Optional.empty()));
        at(time, new Decision.StepDone(id, id + "-in", commune, "directory"));
        at(time, new Decision.OperationSucceeded(id, id + "-in", commune));
    }

    private void at(Instant time, Decision decision) {
        house.clock.set(time);
        house.journal.decide(STAFF, decisions -> decisions.record(decision));
    }
}
