package fr.beffroi.metering.internal;

import static fr.beffroi.metering.internal.House.BERNIS;
import static fr.beffroi.metering.internal.House.NIMES;
import static fr.beffroi.metering.internal.House.NOVEMBER;
import static fr.beffroi.metering.internal.House.OCTOBER;
import static fr.beffroi.metering.internal.House.all;
import static org.junit.jupiter.api.Assertions.assertEquals;

import fr.beffroi.api.Insee;
import fr.beffroi.api.ReadingIntake.Receipt;
import fr.beffroi.api.Reason;
import fr.beffroi.api.Refusal;
import fr.beffroi.metering.Gap;
import fr.beffroi.store.testing.StoreUnderTest;
import java.math.BigDecimal;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.lifecycle.AddLifecycleHook;
import net.jqwik.api.lifecycle.PropagationMode;

/**
 * Whatever counters say and whatever is broken off, what they rose by counts once, and what isn't known for sure is a gap: as a loop over
 * the samples says that remembers everything.
 */
class AnyScrapeTest {

    /** What happens before the page is read at a later moment. */
    record Moment(Event event, boolean ofNimes, long millionths, int minutes, Delivery delivery) {}

    enum Event {
        RISE,
        BEGIN_ANEW,
        VANISH,
        SAY_NONSENSE,
        OUTAGE,
        RESTART,
        NOTHING
    }

    enum Delivery {
        WORKS,
        FAILS,
        WORKS_UNHEARD
    }

    @Property
    void everyRiseCountsOnceOnSqlite(@ForAll("stories") List<Moment> story) throws Exception {
        play(StoreUnderTest::sqlite, story);
    }

    @Property
    @AddLifecycleHook(value = AnyStoryTest.OnlyWithPostgresql.class, propagateTo = PropagationMode.NOT_SET)
    void everyRiseCountsOnceOnPostgresql(@ForAll("stories") List<Moment> story) throws Exception {
        play(StoreUnderTest::postgresql, story);
    }

    @Provide
    Arbitrary<List<Moment>> stories() {
        return Combinators.combine(
                        Arbitraries.frequency(
                                Tuple.of(8, Event.RISE),
                                Tuple.of(3, Event.BEGIN_ANEW),
                                Tuple.of(2, Event.VANISH),
                                Tuple.of(1, Event.SAY_NONSENSE),
                                Tuple.of(3, Event.OUTAGE),
                                Tuple.of(3, Event.RESTART),
                                Tuple.of(1, Event.NOTHING)),
                        Arbitraries.of(true, false),
                        Arbitraries.longs().between(0, 5_000_000),
                        Arbitraries.frequency(Tuple.of(2, 0), Tuple.of(8, 1), Tuple.of(2, 2), Tuple.of(1, 5)),
                        Arbitraries.frequency(
                                Tuple.of(6, Delivery.WORKS),
                                Tuple.of(2, Delivery.FAILS),
                                Tuple.of(2, Delivery.WORKS_UNHEARD)))
                .as(Moment::new)
                .list()
                .ofMinSize(1)
                .ofMaxSize(40);
    }

    private static void play(Function<Path, StoreUnderTest> opening, List<Moment> story) throws Exception {
        Path folder = Files.createTempDirectory("beffroi-scrape-");
        try (StoreUnderTest data = opening.apply(folder);
                Played played = new Played(data)) {
            story.forEach(played::play);
            played.end();
        } finally {
            AnyStoryTest.delete(folder);
        }
    }

    /** What the model remembers of a commune. */
    private static final class Counter {
        private BigDecimal value = BigDecimal.ZERO;
        private boolean gone = true;
        private boolean nonsense;

        private Optional<BigDecimal> last = Optional.empty();
        private Instant lastAt;
        private boolean missed;
        private BigDecimal used = BigDecimal.ZERO;
        private final List<Instant> gaps = new ArrayList<>();

        void read(Instant at, boolean outage) {
            if (outage || gone || nonsense) {
                if (last.isPresent()) {
                    missed = true;
                    gap(lastAt, at);
                }
                return;
            }
            if (last.isPresent()) {
                boolean reset = value.compareTo(last.get()) < 0;
                used = used.add(reset ? value : value.subtract(last.get()));
                if (reset || missed || Duration.between(lastAt, at).compareTo(Scraped.EVERY.multipliedBy(2)) >= 0) {
                    gap(lastAt, at);
                }
            }
            missed = false;
            last = Optional.of(value);
            lastAt = at;
        }

        /** As its minutes. */
        private void gap(Instant from, Instant to) {
            for (Instant at = from; at.isBefore(to); at = at.plus(Scraped.EVERY)) {
                if (!gaps.contains(at)) {
                    gaps.add(at);
                }
            }
        }
    }

    private static final class Played implements AutoCloseable {
        private static final URI ADDRESS = URI.create("http://127.0.0.1:1/metrics");

        private final Scraped scraped;
        private final Map<Insee, Counter> counters = new HashMap<>(Map.of(NIMES, new Counter(), BERNIS, new Counter()));
        private Instant now = OCTOBER.plus(Duration.ofHours(2));
        private Instant lastRound = Instant.EPOCH;
        private boolean outage;

        Played(StoreUnderTest data) throws Exception {
            House house = new House(data.store());
            scraped = new Scraped(
                    house,
                    (addresses, each) -> addresses.forEach(address -> each.accept(
                            outage
                                    ? Answer.none(address, now, "it is down")
                                    : new Answer(address, now, Optional.of(new Answer.Page(page(), false)), ""))),
                    Scraped.NEVER);
            scraped.publish(Scraped.meter("sent", Scraped.sent(ADDRESS)));
            scraped.subscribed(NIMES);
            scraped.subscribed(BERNIS);
        }

        private String page() {
            StringBuilder page = new StringBuilder();
            counters.forEach((tenant, counter) -> page.append(
                    counter.gone
                            ? ""
                            : "mails_total{kind=\"sent\",insee=\"" + tenant + "\"} "
                                    + (counter.nonsense ? "NaN" : counter.value) + "\n"));
            return page.toString();
        }

        void play(Moment moment) {
            Counter counter = counters.get(moment.ofNimes() ? NIMES : BERNIS);
            BigDecimal some = BigDecimal.valueOf(moment.millionths(), 6);
            boolean restarted = false;
            switch (moment.event()) {
                case RISE -> {
                    counter.value = counter.value.add(some);
                    counter.gone = false;
                    counter.nonsense = false;
                }
                case BEGIN_ANEW -> counter.value = some.min(counter.value);
                case VANISH -> counter.gone = !counter.gone;
                case SAY_NONSENSE -> counter.nonsense = true;
                case OUTAGE -> outage = !outage;
                case RESTART -> scraped.restart();
                default -> {}
            }
            now = now.plus(Scraped.EVERY.multipliedBy(moment.minutes()));
            scraped.house.clock.set(now);
            scraped.bringsTo((actor, readings) -> {
                if (moment.delivery() == Delivery.FAILS) {
                    throw new Refusal(Reason.UNAVAILABLE, "The data store is away.");
                }
                List<Receipt> receipts = scraped.house.metering.accept(actor, readings);
                if (moment.delivery() == Delivery.WORKS_UNHEARD) {
                    throw new Refusal(Reason.UNAVAILABLE, "Nobody hears of it.");
                }
                return receipts;
            });
            scraped.round();
            boolean asked = now.isAfter(lastRound) || moment.event() == Event.RESTART;
            if (asked) {
                counters.values().forEach(one -> {
                    if (!now.equals(one.lastAt)) {
                        one.read(now, outage);
                    }
                });
                lastRound = now;
            }
            assertGaps();
        }

        /** Once all works, all that was ever read has been delivered. */
        void end() {
            scraped.bringsTo(scraped.house.metering);
            scraped.restart();
            scraped.round();
            counters.forEach((tenant, counter) -> {
                if (!now.equals(counter.lastAt)) {
                    counter.read(now, outage);
                }
                assertEquals(0, counter.used.compareTo(scraped.used(tenant, OCTOBER, NOVEMBER)), tenant::code);
            });
            assertGaps();
            assertEquals(
                    counters.values().stream()
                            .filter(one -> one.last.isPresent())
                            .count(),
                    scraped.samples(),
                    "of each counter the last sample stays");
        }

        private void assertGaps() {
            Map<Insee, Counter> found = new HashMap<>(Map.of(NIMES, new Counter(), BERNIS, new Counter()));
            for (Gap gap : scraped.house.metering.gaps(all(OCTOBER, NOVEMBER))) {
                if (!gap.reason().equals(Gap.SILENT)) {
                    found.get(gap.tenant()).gap(gap.from(), gap.to());
                }
            }
            counters.forEach((tenant, counter) -> assertEquals(
                    counter.gaps.stream().sorted().toList(),
                    found.get(tenant).gaps.stream().sorted().toList(),
                    tenant::code));
        }

        @Override
        public void close() {
            scraped.close();
        }
    }
}
