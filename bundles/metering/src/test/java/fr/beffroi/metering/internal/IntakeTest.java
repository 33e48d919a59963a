package fr.beffroi.metering.internal;

import static fr.beffroi.metering.internal.House.BERNIS;
import static fr.beffroi.metering.internal.House.NIMES;
import static fr.beffroi.metering.internal.House.OCTOBER;
import static fr.beffroi.metering.internal.House.STAFF;
import static fr.beffroi.metering.internal.House.all;
import static fr.beffroi.metering.internal.House.reading;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fr.beffroi.api.Actor;
import fr.beffroi.api.Insee;
import fr.beffroi.api.Reading;
import fr.beffroi.api.ReadingIntake.Outcome;
import fr.beffroi.api.ReadingIntake.Receipt;
import fr.beffroi.api.Reason;
import fr.beffroi.api.Refusal;
import fr.beffroi.api.Role;
import fr.beffroi.api.decision.Decision;
import fr.beffroi.metering.Filter;
import fr.beffroi.metering.Place;
import fr.beffroi.metering.Total;
import fr.beffroi.store.testing.OnBothStores;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;

class IntakeTest extends InTheHouse {
    private static final Instant T = OCTOBER.plusSeconds(600);

    @OnBothStores
    void readingsAreCountedByHour() {
        house.clock.set(OCTOBER.plus(Duration.ofHours(3)));
        assertEquals(
                List.of(Outcome.ACCEPTED, Outcome.ACCEPTED, Outcome.ACCEPTED, Outcome.ACCEPTED),
                outcomes(house.metering.accept(
                        STAFF,
                        List.of(
                                reading("a", NIMES, T, "1.5"),
                                reading("b", NIMES, T.plusSeconds(3), "0.000001"),
                                reading("c", NIMES, T.plus(Duration.ofHours(1)), "7"),
                                reading("d", BERNIS, T, "100")))));

        assertEquals(
                List.of(
                        total(BERNIS, OCTOBER, 1, "100"),
                        total(NIMES, OCTOBER, 2, "1.500001"),
                        total(NIMES, OCTOBER.plus(Duration.ofHours(1)), 1, "7")),
                house.metering.hourly(day()));
        assertEquals(
                List.of(total(BERNIS, OCTOBER, 1, "100"), total(NIMES, OCTOBER, 3, "8.500001")),
                house.metering.totals(day()));
        assertEquals(
                List.of(total(NIMES, OCTOBER, 3, "8.500001")),
                house.metering.totals(new Filter(
                        Optional.of(NIMES),
                        Optional.of("actes"),
                        Optional.of("acts-published"),
                        day().from(),
                        day().to())));
    }

    @OnBothStores
    void theSameReadingCountsOnceHoweverOftenItIsSent() {
        Reading one = reading("a", NIMES, T, "2");
        Reading sameInOtherWords = new Reading(
                one.source(), "a", NIMES, "actes", "acts-published", T.plusNanos(999), new BigDecimal("2.0"));

        assertEquals(
                List.of(Outcome.ACCEPTED, Outcome.DUPLICATE),
                outcomes(house.metering.accept(STAFF, List.of(one, sameInOtherWords))));
        assertEquals(List.of(Outcome.DUPLICATE), outcomes(house.metering.accept(STAFF, List.of(one))));

        assertEquals(List.of(total(NIMES, OCTOBER, 1, "2")), house.metering.totals(day()));
    }

    @OnBothStores
    void theSameIdFromAnotherSourceIsAnotherReading() {
        Reading other = new Reading("elsewhere", "a", NIMES, "actes", "acts-published", T, BigDecimal.ONE);

        house.metering.accept(STAFF, List.of(reading("a", NIMES, T, "1"), other));

        assertEquals(List.of(total(NIMES, OCTOBER, 2, "2")), house.metering.totals(day()));
    }

    @OnBothStores
    void anIdThatWasAcceptedWithOtherContentIsRefused() {
        house.metering.accept(STAFF, List.of(reading("a", NIMES, T, "2")));

        List<Receipt> receipts = house.metering.accept(
                STAFF, List.of(reading("a", NIMES, T, "3"), reading("b", NIMES, T, "1"), reading("b", NIMES, T, "4")));

        assertEquals(List.of(Outcome.REFUSED, Outcome.ACCEPTED, Outcome.REFUSED), outcomes(receipts));
        assertTrue(receipts.get(0).sentence().contains("accepted before with other content"));
        assertTrue(receipts.get(2).sentence().contains("accepted before with other content"));
        assertEquals(List.of(total(NIMES, OCTOBER, 2, "3")), house.metering.totals(day()));
    }

    @OnBothStores
    void oneBadReadingDoesNotLoseTheOthers() {
        Instant now = house.clock.instant();
        List<Receipt> receipts = house.metering.accept(
                STAFF,
                List.of(
                        reading("good", NIMES, T, "1"),
                        reading("stranger", new Insee("75056"), T, "1"),
                        new Reading("s", "service", NIMES, "mail", "boxes", T, BigDecimal.ONE),
                        new Reading("s", "meter", NIMES, "actes", "boxes", T, BigDecimal.ONE),
                        reading("skewed", NIMES, now.plus(SqlQuarantine.CLOCK_SKEW), "1"),
                        reading(
                                "future",
                                NIMES,
                                now.plus(SqlQuarantine.CLOCK_SKEW).plusNanos(1_000),
                                "1"),
                        reading("two\tcolumns", NIMES, T, "1"),
                        reading("zero\0", NIMES, T, "1"),
                        reading("half \ud83d", NIMES, T, "1"),
                        reading("whole \ud83d\ude00", NIMES, T, "1")));

        assertEquals(
                List.of(
                        Outcome.ACCEPTED,
                        Outcome.REFUSED,
                        Outcome.REFUSED,
                        Outcome.REFUSED,
                        Outcome.ACCEPTED,
                        Outcome.QUARANTINED,
                        Outcome.REFUSED,
                        Outcome.REFUSED,
                        Outcome.REFUSED,
                        Outcome.ACCEPTED),
                outcomes(receipts));
        assertTrue(receipts.get(1).sentence().contains("75056"));
        assertTrue(receipts.get(2).sentence().contains("no service \"mail\""));
        assertTrue(receipts.get(3).sentence().contains("no meter \"boxes\""));
        assertTrue(receipts.get(5).sentence().contains("clock"));
        assertEquals(3, house.metering.totals(day()).get(0).readings());
    }

    @OnBothStores
    void nothingIsFineToo() {
        assertEquals(List.of(), house.metering.accept(STAFF, List.of()));
    }

    @OnBothStores
    void anInstanceBringsItsOwnReadingsOnly() {
        Actor actes = Actor.service(NIMES, "actes");
        Reading own = reading("a", NIMES, T, "1");
        Reading ofOneMeter = new Reading("/t/30189/actes/views", "a", NIMES, "actes", "page-views", T, BigDecimal.ONE);
        assertEquals(
                List.of(Outcome.ACCEPTED, Outcome.ACCEPTED),
                outcomes(house.metering.accept(actes, List.of(own, ofOneMeter))));

        for (Reading foreign : List.of(
                reading("b", BERNIS, T, "1"),
                new Reading("/t/30189/mail", "b", NIMES, "mail", "boxes", T, BigDecimal.ONE),
                new Reading("/t/30036/actes", "b", NIMES, "actes", "acts-published", T, BigDecimal.ONE),
                new Reading("/t/30189/actes2", "b", NIMES, "actes", "acts-published", T, BigDecimal.ONE))) {
            Refusal refusal = assertThrows(
                    Refusal.class, () -> house.metering.accept(actes, List.of(reading("c", NIMES, T, "1"), foreign)));
            assertEquals(Reason.FORBIDDEN, refusal.reason());
        }
        assertEquals(
                2,
                house.metering.totals(day()).stream().mapToLong(Total::readings).sum(),
                "of a call that was refused, nothing is counted");
    }

    @OnBothStores
    void nobodyElseBringsReadings() {
        for (Actor actor : List.of(
                new Actor("platform/platform", Role.PLATFORM, Optional.empty()),
                new Actor("auditor", Role.AUDITOR, Optional.empty()),
                new Actor("account/1", Role.CONTACT, Optional.of(NIMES)),
                new Actor("account/2", Role.AGENT, Optional.of(NIMES)))) {
            assertEquals(
                    Reason.FORBIDDEN,
                    assertThrows(
                                    Refusal.class,
                                    () -> house.metering.accept(actor, List.of(reading("a", NIMES, T, "1"))))
                            .reason());
        }
        assertEquals(
                Reason.UNAUTHENTICATED,
                assertThrows(Refusal.class, () -> house.metering.accept(Actor.visitor(), List.of()))
                        .reason());
        assertEquals(List.of(), house.metering.totals(day()));
    }

    @OnBothStores
    void whatTheCatalogueGainsCountsAtOnceAndWhatItLosesIsForgotten() throws Exception {
        Reading gained = new Reading("s", "a", NIMES, "actes", "signatures", T, BigDecimal.ONE);
        assertEquals(List.of(Outcome.REFUSED), outcomes(house.metering.accept(STAFF, List.of(gained))));

        house.catalogue.set(0, House.actes("acts-published", "signatures"));
        assertEquals(List.of(Outcome.ACCEPTED), outcomes(house.metering.accept(STAFF, List.of(gained))));

        house.catalogue.set(0, House.actes("acts-published"));
        house.journal.decide(STAFF, d -> d.record(new Decision.OfferingPublished(house.catalogue.get(0))));
        long giveUp = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        int tries = 0;
        while (outcomes(house.metering.accept(
                        STAFF,
                        List.of(new Reading("s", "b" + tries++, NIMES, "actes", "signatures", T, BigDecimal.ONE))))
                .equals(List.of(Outcome.ACCEPTED))) {
            assertTrue(System.nanoTime() < giveUp, "the journal's follower should have heard of it by now");
        }
    }

    @OnBothStores
    void sumsBeyondSixtyFourBitsAreExactOrRefused() {
        String most = "1000000000000";
        house.clock.set(OCTOBER.plus(Duration.ofHours(30)));
        for (int hour = 0; hour < 24; hour++) {
            Instant time = OCTOBER.plus(Duration.ofHours(hour));
            List<Reading> nine = new ArrayList<>();
            for (int i = 0; i < 9; i++) {
                nine.add(reading(hour + "-" + i, NIMES, time, most));
            }
            house.metering.accept(STAFF, nine);
        }
        String sum = new BigDecimal(most).multiply(BigDecimal.valueOf(24 * 9)).toPlainString();
        assertEquals(List.of(total(NIMES, OCTOBER, 24 * 9, sum)), house.metering.totals(day()));

        Receipt tooMuch = house.metering
                .accept(STAFF, List.of(reading("one more", NIMES, OCTOBER, most)))
                .get(0);
        assertEquals(Outcome.REFUSED, tooMuch.outcome());
        assertTrue(tooMuch.sentence().contains("declare the meter in a larger unit"), tooMuch.sentence());
        assertEquals(List.of(total(NIMES, OCTOBER, 24 * 9, sum)), house.metering.totals(day()));
        List<Receipt> atOnce = house.metering.accept(
                STAFF,
                IntStream.range(0, 10)
                        .mapToObj(i -> reading("x" + i, NIMES, OCTOBER.plus(Duration.ofHours(25)), most))
                        .toList());
        assertEquals(Collections.nCopies(10, Outcome.REFUSED), outcomes(atOnce));
        assertEquals(
                24 * 9,
                house.metering
                        .readings(all(OCTOBER, OCTOBER.plus(Duration.ofHours(30))), Optional.empty(), 10_000)
                        .size());
    }

    @OnBothStores
    void aReadingThatItsHourCantHoldDoesntLoseTheOthers() {
        String most = "1000000000000";
        house.clock.set(OCTOBER.plus(Duration.ofHours(30)));
        List<Reading> nine = IntStream.range(0, 9)
                .mapToObj(i -> reading("much " + i, NIMES, T, most))
                .toList();
        house.metering.accept(STAFF, nine);

        List<Receipt> receipts = house.metering.accept(
                STAFF,
                List.of(
                        reading("an hour later", NIMES, T.plus(Duration.ofHours(1)), "1"),
                        nine.get(3),
                        reading("too much", NIMES, T, most),
                        reading("of another", BERNIS, T, "2")));

        assertEquals(
                List.of(Outcome.ACCEPTED, Outcome.DUPLICATE, Outcome.REFUSED, Outcome.ACCEPTED), outcomes(receipts));
        String sum = new BigDecimal(most)
                .multiply(BigDecimal.valueOf(9))
                .add(BigDecimal.ONE)
                .toPlainString();
        assertEquals(
                List.of(total(BERNIS, OCTOBER, 1, "2"), total(NIMES, OCTOBER, 10, sum)), house.metering.totals(day()));
    }

    @OnBothStores
    void aBatchMayBeLargerThanAStatement() {
        List<Reading> many = new ArrayList<>();
        for (int i = 0; i < 3_001; i++) {
            many.add(reading("r" + i % 2_000, i % 2 == 0 ? NIMES : BERNIS, T, "0.1"));
        }

        List<Receipt> receipts = house.metering.accept(STAFF, many);

        assertEquals(
                2_000,
                receipts.stream().filter(r -> r.outcome() == Outcome.ACCEPTED).count());
        assertEquals(
                1_001,
                receipts.stream().filter(r -> r.outcome() == Outcome.DUPLICATE).count());
        assertEquals(
                List.of(total(BERNIS, OCTOBER, 1_000, "100"), total(NIMES, OCTOBER, 1_000, "100")),
                house.metering.totals(day()));
    }

    @OnBothStores
    void readingsComeInPagesByMeterAndTimeAndTheBytesOfSourceAndId() {
        List<String> ids = List.of("-", "10", "9", "A", "Z", "a", "b-1", "b1", "z", "É", "é", "\uffee", "\ud83d\ude00");
        List<Reading> inOrder = new ArrayList<>();
        inOrder.add(reading("of the first commune", BERNIS, T.plusSeconds(60), "1"));
        inOrder.add(reading("zz, but before", NIMES, T.minusSeconds(1), "1"));
        ids.forEach(id -> inOrder.add(reading(id, NIMES, T, "1")));
        inOrder.add(new Reading("0", "0", NIMES, "actes", "acts-published", T.plusSeconds(1), BigDecimal.ONE));
        inOrder.add(new Reading("0", "1", NIMES, "actes", "page-views", T.minusSeconds(5), BigDecimal.ONE));
        List<Reading> shuffled = new ArrayList<>(inOrder);
        Collections.shuffle(shuffled, new Random(7));
        house.metering.accept(STAFF, shuffled);
        house.metering.accept(STAFF, List.of(reading("other hour", NIMES, T.minus(Duration.ofHours(1)), "1")));

        assertEquals(inOrder, paged(day(), 4));
        assertEquals(inOrder, paged(day(), inOrder.size()));
        Filter oneMeter = new Filter(
                Optional.of(NIMES), Optional.of("actes"), Optional.of("acts-published"), OCTOBER, House.NOVEMBER);
        assertEquals(inOrder.subList(1, inOrder.size() - 1), paged(oneMeter, 1));
        Filter views =
                new Filter(Optional.empty(), Optional.empty(), Optional.of("page-views"), OCTOBER, House.NOVEMBER);
        assertEquals(inOrder.subList(inOrder.size() - 1, inOrder.size()), paged(views, 3));
        assertThrows(Refusal.class, () -> house.metering.readings(day(), Optional.empty(), 0));
        assertThrows(Refusal.class, () -> house.metering.readings(day(), Optional.empty(), 10_001));
    }

    private List<Reading> paged(Filter filter, int limit) {
        List<Reading> found = new ArrayList<>();
        List<Reading> page = house.metering.readings(filter, Optional.empty(), limit);
        while (!page.isEmpty()) {
            found.addAll(page);
            page = house.metering.readings(filter, Optional.of(Place.of(page.get(page.size() - 1))), limit);
        }
        return found;
    }

    @OnBothStores
    void anAnswerThatWouldHaveNoEndSaysHowToAskForLess() {
        house.store.write(sql -> sql.execute("INSERT INTO metering_hour (tenant, offering, meter, hour, readings,"
                + " quantity) WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 100000)"
                + " SELECT '30189', 'actes', 'acts-published', " + Columns.micros(OCTOBER)
                + " + i * 3600000000, 1, 1 FROM n"));
        Instant end = OCTOBER.plus(Duration.ofHours(100_000));

        assertEquals(100_000, house.metering.hourly(all(OCTOBER, end)).size());
        Refusal tooMany =
                assertThrows(Refusal.class, () -> house.metering.hourly(all(OCTOBER, end.plus(Duration.ofHours(1)))));
        assertEquals(Reason.INVALID, tooMany.reason());
        assertTrue(tooMany.getMessage().contains("shorter span"), tooMany.getMessage());
        assertEquals(1, house.metering.totals(all(OCTOBER, end)).size());
    }

    @OnBothStores
    void totalsAreOfWholeHours() {
        assertThrows(Refusal.class, () -> house.metering.totals(all(OCTOBER, OCTOBER.plusSeconds(1))));
        assertThrows(Refusal.class, () -> house.metering.hourly(all(OCTOBER.plusSeconds(1), House.NOVEMBER)));
    }

    private static Filter day() {
        return all(OCTOBER, OCTOBER.plus(Duration.ofDays(1)));
    }

    private static Total total(Insee tenant, Instant from, long readings, String quantity) {
        return new Total(
                tenant, "actes", "acts-published", from, readings, 0, new BigDecimal(quantity).setScale(Reading.SCALE));
    }

    private static List<Outcome> outcomes(List<Receipt> receipts) {
        return receipts.stream().map(Receipt::outcome).toList();
    }
}
