package fr.beffroi.metering.internal;

import static fr.beffroi.metering.internal.House.BERNIS;
import static fr.beffroi.metering.internal.House.NIMES;
import static fr.beffroi.metering.internal.House.NOVEMBER;
import static fr.beffroi.metering.internal.House.OCTOBER;
import static fr.beffroi.metering.internal.House.STAFF;
import static fr.beffroi.metering.internal.House.all;
import static fr.beffroi.metering.internal.House.reading;
import static fr.beffroi.metering.internal.House.withdrawal;
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
import fr.beffroi.api.decision.Decision.ReadingsReplayed;
import fr.beffroi.metering.Filter;
import fr.beffroi.metering.QuarantineReason;
import fr.beffroi.metering.Quarantined;
import fr.beffroi.metering.Total;
import fr.beffroi.store.Store;
import fr.beffroi.store.testing.OnBothStores;
import fr.beffroi.store.testing.StoreUnderTest;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

class QuarantineTest extends InTheHouse {
    private static final Instant T = OCTOBER.plusSeconds(1800);
    private static final Duration HOUR = Duration.ofHours(1);
    private static final Filter EVER = all(Instant.EPOCH, Instant.parse("2200-01-01T00:00:00Z"));

    @OnBothStores
    void whatComesFromTheFutureIsKeptAndCountsWhenItsTimeHasCome() {
        Instant now = house.clock.instant();
        Reading ahead = reading("ahead", NIMES, now.plus(HOUR), "3");

        Receipt receipt = accept(ahead).get(0);

        assertEquals(Outcome.QUARANTINED, receipt.outcome());
        assertTrue(receipt.sentence().contains("ahead of the clock"), receipt.sentence());
        assertEquals(
                List.of(new Quarantined(ahead, QuarantineReason.FUTURE, now)), house.metering.quarantine(EVER, 10));
        assertEquals(Map.of(QuarantineReason.FUTURE, 1L), house.metering.quarantined());
        assertEquals(List.of(), house.metering.totals(ofOctober()));

        house.metering.round();
        assertEquals(List.of(Outcome.QUARANTINED), outcomes(accept(ahead)), "its time hasn't come");

        house.clock.set(now.plus(HOUR));
        house.metering.round();
        assertEquals(List.of(), house.metering.quarantine(EVER, 10));
        assertEquals(List.of(total(NIMES, 1, 0, "3")), house.metering.totals(ofOctober()));
        assertEquals(List.of(Outcome.DUPLICATE), outcomes(accept(ahead)));
        assertEquals(List.of(total(NIMES, 1, 0, "3")), house.metering.totals(ofOctober()));
    }

    @OnBothStores
    void whatWaitsIsAKeyLikeAnyOther() {
        Instant later = house.clock.instant().plus(HOUR);

        assertEquals(
                List.of(Outcome.QUARANTINED, Outcome.QUARANTINED, Outcome.REFUSED, Outcome.ACCEPTED),
                outcomes(accept(
                        reading("a", NIMES, later, "1"),
                        reading("a", NIMES, later, "1"),
                        reading("a", NIMES, later, "2"),
                        reading("b", NIMES, T, "1"))));
        assertEquals(
                List.of(Outcome.REFUSED, Outcome.REFUSED, Outcome.DUPLICATE),
                outcomes(accept(
                        reading("a", NIMES, T, "1"), reading("b", NIMES, later, "1"), reading("b", NIMES, T, "1"))));
        assertEquals(1, house.metering.quarantine(EVER, 10).size());
    }

    @OnBothStores
    void theTimesOfASourceWhoseClockWasAheadAreSetRight() {
        Instant now = house.clock.instant();
        List<Reading> skewed = IntStream.range(0, 1_500)
                .mapToObj(i -> reading("r" + i, NIMES, T.plus(HOUR.multipliedBy(2)), "1"))
                .toList();
        Reading taken = withdrawal("back", skewed.get(7));
        Reading ofAnother = reading("x", BERNIS, T.plus(HOUR.multipliedBy(2)), "1");
        house.metering.accept(STAFF, skewed);
        accept(taken, ofAnother);
        assertEquals(Map.of(QuarantineReason.FUTURE, 1_502L), house.metering.quarantined());

        assertEquals(
                1_501,
                house.metering.replay(
                        STAFF, "/t/30189/actes", HOUR.multipliedBy(2).negated()));

        assertEquals(List.of(total(NIMES, 1_501, 1, "1499")), house.metering.totals(ofOctober()));
        assertEquals(
                List.of(new Quarantined(ofAnother, QuarantineReason.FUTURE, now)), house.metering.quarantine(EVER, 10));
        assertEquals(List.of(Outcome.DUPLICATE, Outcome.DUPLICATE), outcomes(accept(skewed.get(0), taken)));
        assertEquals(
                1_501,
                house.journal.read(0, 100).stream()
                        .map(entry -> (ReadingsReplayed) entry.decision())
                        .filter(entry -> entry.source().equals("/t/30189/actes")
                                && entry.shift().equals(Duration.ofHours(-2)))
                        .mapToLong(ReadingsReplayed::readings)
                        .sum());
        assertEquals(0, house.metering.replay(STAFF, "/t/30189/actes", Duration.ZERO));
    }

    @OnBothStores
    void aReplayLetsNothingThroughThatStillHasSomethingAgainstIt() {
        house.clock.set(NOVEMBER);
        house.sealOctober();
        Reading late = reading("late", NIMES, T, "1");
        assertEquals(List.of(Outcome.QUARANTINED), outcomes(accept(late)));

        assertEquals(0, house.metering.replay(STAFF, late.source(), Duration.ofDays(400)));
        assertEquals(0, house.metering.replay(STAFF, late.source(), Duration.ofDays(400_000)));
        assertEquals(0, house.metering.replay(STAFF, late.source(), Duration.ZERO));
        house.metering.round();

        assertEquals(Map.of(QuarantineReason.CLOSED_PERIOD, 1L), house.metering.quarantined());
        assertEquals(
                Reason.FORBIDDEN,
                assertThrows(
                                Refusal.class,
                                () -> house.metering.replay(
                                        new Actor("auditor", Role.AUDITOR, Optional.empty()),
                                        late.source(),
                                        Duration.ZERO))
                        .reason());
        assertEquals(0, house.journal.head(), "nothing was decided");
    }

    @OnBothStores
    void whatCameTooLateForItsPeriodIsKeptAndNotLost() {
        Reading ahead = reading("ahead", NIMES, OCTOBER.plus(Duration.ofDays(1)), "1");
        accept(ahead);
        house.clock.set(NOVEMBER);
        house.sealOctober();
        assertEquals(
                1,
                house.metering.totals(ofOctober()).get(0).readings(),
                "what came in time counts, though nobody looked when its time had come");
        Reading late = reading("late", NIMES, T, "1");
        Receipt receipt = accept(late).get(0);

        assertEquals(Outcome.QUARANTINED, receipt.outcome());
        assertTrue(receipt.sentence().contains("closed"), receipt.sentence());
        house.metering.round();
        assertEquals(Map.of(QuarantineReason.CLOSED_PERIOD, 1L), house.metering.quarantined());
        assertEquals(
                List.of("late"),
                house.metering.quarantine(ofOctober(), 10).stream()
                        .map(one -> one.reading().id())
                        .toList());
        assertEquals(1, house.metering.quarantine(ofOctober(), 1).size());
        assertEquals(List.of(), house.metering.quarantine(all(NOVEMBER, NOVEMBER.plus(HOUR)), 10));
        assertEquals(List.of(), house.metering.verify());
    }

    @OnBothStores
    void aReadingIsTakenBackByAnother() {
        Reading wrong = reading("wrong", NIMES, T, "12.5");
        accept(wrong, reading("right", NIMES, T.plusSeconds(1), "1"));

        Reading back = withdrawal("back", wrong);
        assertEquals(
                List.of(Outcome.ACCEPTED, Outcome.ACCEPTED, Outcome.DUPLICATE),
                outcomes(accept(back, reading("anew", NIMES, T, "2"), back)));

        Total total = house.metering.totals(ofOctober()).get(0);
        assertEquals(total(NIMES, 4, 1, "3"), total);
        assertEquals(2, total.standing());
        assertEquals(List.of(Outcome.DUPLICATE), outcomes(accept(back)));
        assertTrue(house.metering.readings(ofOctober(), Optional.empty(), 10).contains(back));
    }

    @OnBothStores
    void whatDoesNotFitWhatItTakesBackIsRefused() {
        Reading wrong = reading("wrong", NIMES, T, "2");
        Reading back = withdrawal("back", wrong);
        Reading nothing = reading("nothing", NIMES, T, "0");
        Reading backOfNothing = withdrawal("back of nothing", nothing);
        accept(wrong, back, nothing, backOfNothing);

        List<Receipt> receipts = accept(
                withdrawal("again", wrong),
                withdrawal("of a withdrawal", backOfNothing),
                taking("back", reading("x", NIMES, T, "1")));
        assertEquals(List.of(Outcome.REFUSED, Outcome.REFUSED, Outcome.REFUSED), outcomes(receipts));
        assertTrue(
                receipts.get(0).sentence().contains("taken back before"),
                receipts.get(0).sentence());
        Reading other = reading("other", NIMES, T, "2");
        accept(other);
        assertEquals(
                List.of(Outcome.REFUSED, Outcome.REFUSED, Outcome.ACCEPTED, Outcome.REFUSED),
                outcomes(accept(
                        taking("other", reading("less", NIMES, T, "1")),
                        taking("other", reading("earlier", NIMES, T.minusSeconds(1), "2")),
                        withdrawal("b", other),
                        withdrawal("c", other))));
        assertEquals(List.of(total(NIMES, 6, 3, "0")), house.metering.totals(ofOctober()));
    }

    @OnBothStores
    void whatComesBeforeWhatItTakesBackWaitsForIt() {
        Reading original = reading("original", NIMES, T, "2");
        Reading back = withdrawal("back", original);
        Reading contradicting = taking("original", reading("contradicting", NIMES, T, "1"));

        assertEquals(List.of(Outcome.QUARANTINED, Outcome.QUARANTINED), outcomes(accept(back, contradicting)));
        assertEquals(Map.of(QuarantineReason.UNKNOWN_ORIGINAL, 2L), house.metering.quarantined());
        house.metering.round();
        accept(original);
        assertEquals(List.of(total(NIMES, 1, 0, "2")), house.metering.totals(ofOctober()));
        house.metering.round();

        assertEquals(List.of(total(NIMES, 2, 1, "0")), house.metering.totals(ofOctober()));
        assertEquals(Map.of(QuarantineReason.CONTRADICTION, 1L), house.metering.quarantined());
    }

    @OnBothStores
    void aClosedPeriodIsNotCorrectedBehindItsBack() {
        Reading wrong = reading("wrong", NIMES, T, "2");
        accept(wrong);
        house.clock.set(NOVEMBER);
        house.sealOctober();

        assertEquals(List.of(Outcome.QUARANTINED), outcomes(accept(withdrawal("back", wrong))));

        assertEquals(Map.of(QuarantineReason.CLOSED_PERIOD, 1L), house.metering.quarantined());
        assertEquals(List.of(total(NIMES, 1, 0, "2")), house.metering.totals(ofOctober()));
        assertEquals(List.of(), house.metering.verify());
    }

    @OnBothStores
    void aSealKnowsWhatWasTakenBack() {
        Reading wrong = reading("wrong", NIMES, T, "2");
        accept(wrong, withdrawal("back", wrong), reading("other", NIMES, T, "5"));
        house.clock.set(NOVEMBER);

        assertEquals(total(NIMES, 3, 1, "5"), house.sealOctober().get(0).total());
        assertEquals(List.of(), house.metering.verify());
        house.store.write(sql -> sql.execute("UPDATE metering_reading SET corrects = 'other' WHERE id = 'back'"));
        assertEquals(1, house.metering.verify().size());
    }

    /** One sees the reading from the future, the other, whose clock is right, sees a usual one; or both take the same one back. */
    @OnBothStores
    void twoNodesThatRaceForAKeyCountItOnceAtMost(StoreUnderTest underTest) throws Exception {
        Store second = underTest.another();
        try (House other = new House(second)) {
            other.clock.set(house.clock.instant().plus(HOUR));
            ExecutorService threads = Executors.newFixedThreadPool(4);
            List<Reading> readings = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                Reading original = reading("o" + i, NIMES, T, "1");
                accept(original);
                readings.add(reading("r" + i, NIMES, T.plus(HOUR), "1"));
                readings.add(withdrawal("w" + i, original));
            }
            List<Callable<List<Receipt>>> calls = new ArrayList<>();
            for (Reading reading : readings) {
                calls.add(() -> house.metering.accept(STAFF, List.of(reading)));
                calls.add(() -> other.metering.accept(STAFF, List.of(reading)));
                reading.corrects()
                        .ifPresent(original -> calls.add(() -> other.metering.accept(
                                STAFF,
                                List.of(withdrawal("second " + reading.id(), reading(original, NIMES, T, "1"))))));
            }
            int accepted = 0;
            for (Future<List<Receipt>> call : threads.invokeAll(calls)) {
                accepted += call.get().get(0).outcome() == Outcome.ACCEPTED ? 1 : 0;
            }
            threads.shutdown();

            Map<QuarantineReason, Long> waiting = house.metering.quarantined();
            long keptBack = waiting.getOrDefault(QuarantineReason.FUTURE, 0L);
            Total total = house.metering.totals(ofOctober()).get(0);
            assertEquals(40 + accepted, total.readings());
            assertEquals(40, total.withdrawn(), "each was taken back, by one of two");
            assertEquals(40 + 40 - keptBack - 40, total.quantity().longValueExact());
            other.metering.round();
            assertEquals(Map.of(), other.metering.quarantined());
            assertEquals(
                    40, house.metering.totals(ofOctober()).get(0).quantity().longValueExact());
        }
    }

    private List<Receipt> accept(Reading... readings) {
        return house.metering.accept(STAFF, List.of(readings));
    }

    /** A withdrawal of another reading than the one whose content it takes over. */
    private static Reading taking(String original, Reading like) {
        return new Reading(
                "/t/30189/actes",
                like.id(),
                like.tenant(),
                like.offering(),
                like.meter(),
                like.time(),
                like.quantity().negate(),
                Optional.of(original));
    }

    private static Filter ofOctober() {
        return all(OCTOBER, NOVEMBER);
    }

    private static Total total(Insee tenant, long readings, long withdrawn, String quantity) {
        return new Total(
                tenant,
                "actes",
                "acts-published",
                OCTOBER,
                readings,
                withdrawn,
                new BigDecimal(quantity).setScale(Reading.SCALE));
    }

    private static List<Outcome> outcomes(List<Receipt> receipts) {
        return receipts.stream().map(Receipt::outcome).toList();
    }
}
