package fr.beffroi.metering.internal;

import static fr.beffroi.metering.internal.House.BERNIS;
import static fr.beffroi.metering.internal.House.NIMES;
import static fr.beffroi.metering.internal.House.OCTOBER;
import static fr.beffroi.metering.internal.House.STAFF;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import fr.beffroi.api.Insee;
import fr.beffroi.api.Meter;
import fr.beffroi.api.Offering;
import fr.beffroi.api.Plan;
import fr.beffroi.api.Reading;
import fr.beffroi.api.Reason;
import fr.beffroi.api.Refusal;
import fr.beffroi.api.decision.Decision;
import fr.beffroi.metering.Filter;
import fr.beffroi.metering.Gap;
import fr.beffroi.store.testing.OnBothStores;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;

/** What was expected and didn't come is a gap, and nothing else is. */
class GapsTest extends InTheHouse {
    private static final Instant NEW_YEAR_2200 = Instant.parse("2200-01-01T00:00:00Z");

    @OnBothStores
    void aSilentHourIsAGapUntilItsReadingComes() {
        publish("PT1H");
        at(2, 30);
        subscribed(NIMES, "s1");
        at(9, 0);
        List.of(3, 4, 6).forEach(hour -> used(NIMES, hour));

        assertEquals(List.of(silent(NIMES, 5, 6)), everything(), "07:00 to 08:00 is not over for two hours");
        used(NIMES, 5);
        assertEquals(List.of(), everything(), "a late reading closes its gap");
        at(12, 0);
        assertEquals(List.of(silent(NIMES, 7, 10)), everything(), "hours that follow each other are one gap");
    }

    @OnBothStores
    void aDayIsThatOfTheCommunesAlsoWhenTheClocksChange() {
        publish("P1D");
        subscribed(NIMES, "s1");
        house.clock.set(Instant.parse("2026-10-27T12:00:00Z"));
        for (int day = 1; day <= 26; day++) {
            if (day != 25) {
                used(NIMES, (day - 1) * 24 + 12);
            }
        }

        assertEquals(
                List.of(gap(
                        NIMES,
                        Instant.parse("2026-10-24T22:00:00Z"),
                        Instant.parse("2026-10-25T23:00:00Z"),
                        Gap.SILENT)),
                everything());
    }

    @OnBothStores
    void nothingIsExpectedOfASuspendedOrEndedSubscriptionOrBeforeARhythmWasDeclared() {
        publish(null);
        subscribed(NIMES, "s1");
        at(3, 0);
        publish("PT1H");
        at(5, 30);
        record(new Decision.SuspensionOrdered("s1", "op-suspend", NIMES, "Impayé."));
        record(new Decision.OperationSucceeded("s1", "op-suspend", NIMES));
        at(7, 10);
        record(new Decision.ResumptionOrdered("s1", "op-resume", NIMES));
        at(7, 20);
        record(new Decision.OperationSucceeded("s1", "op-resume", NIMES));
        at(9, 30);
        record(new Decision.EndOrdered("s1", "op-end", NIMES, Optional.of(hour(11))));
        at(20, 0);

        assertEquals(List.of(silent(NIMES, 3, 5), silent(NIMES, 8, 11)), everything());
    }

    @OnBothStores
    void aRhythmThatIsTakenBackOrChangedCountsForItsTime() {
        publish("PT1H");
        subscribed(NIMES, "s1");
        at(4, 0);
        publish("PT6H");
        at(18, 0);
        used(NIMES, 8);
        publish(null);
        at(23, 0);

        assertEquals(
                List.of(silent(NIMES, 1, 4), silent(NIMES, 12, 18)),
                everything(),
                "of the six hours from 00:00 only two fell under that rhythm");
    }

    @OnBothStores
    void whatWasNeverMadeIsNotExpected() {
        publish("PT1H");
        record(new Decision.SubscriptionOrdered(
                "s1", "op-s1", NIMES, "5a5e4c1e-actes", "plan-id", "ab", Optional.empty()));
        record(new Decision.OperationFailed("s1", "op-s1", NIMES, "database", "Non.", List.of()));
        at(20, 0);

        assertEquals(List.of(), everything());
    }

    @OnBothStores
    void whatWasTakenBackDidNotCome() {
        publish("PT1H");
        subscribed(NIMES, "s1");
        at(6, 0);
        List.of(1, 2, 3).forEach(hour -> used(NIMES, hour));
        assertEquals(List.of(), everything());

        house.metering.accept(STAFF, List.of(House.withdrawal("back", used(NIMES, 2))));
        assertEquals(List.of(silent(NIMES, 2, 3)), everything());
    }

    @OnBothStores
    void whatAnEntranceKnowsThatItMissedIsToldWithItsReasonAndNotTwice() {
        publish("PT1H");
        subscribed(NIMES, "s1");
        at(9, 0);
        List.of(1, 2, 5).forEach(hour -> used(NIMES, hour));
        keep(hour(3), hour(4).plusSeconds(1800));
        keep(hour(4).plusSeconds(1800), hour(4).plusSeconds(2700));

        assertEquals(
                List.of(
                        gap(NIMES, hour(3), hour(4).plusSeconds(2700), "unreachable"),
                        silent(NIMES, 4, 5),
                        silent(NIMES, 6, 7)),
                everything());
        assertEquals(
                List.of(
                        gap(NIMES, hour(4), hour(4).plusSeconds(60), "unreachable"),
                        gap(NIMES, hour(4), hour(4).plusSeconds(60), Gap.SILENT)),
                gaps(Optional.of(NIMES), hour(4), hour(4).plusSeconds(60)).stream()
                        .sorted((one, other) -> other.reason().compareTo(one.reason()))
                        .toList(),
                "of a gap there is told what lies in the span");
        assertEquals(List.of(), gaps(Optional.of(BERNIS), OCTOBER, NEW_YEAR_2200));
    }

    @OnBothStores
    void whatIsMissingFromAClosedSpanWaitsForNobody() {
        publish("PT1H");
        at(2, 30);
        subscribed(NIMES, "s1");
        at(6, 0);
        used(NIMES, 3);

        assertEquals(List.of(), everything(), "no two hours have passed");
        assertEquals(List.of(silent(NIMES, 4, 6)), missing(hour(0), hour(6)));
        publish(null);
        keep(hour(7), hour(8));
        at(9, 0);
        assertEquals(List.of(silent(NIMES, 4, 6)), missing(hour(0), hour(7)), "it had a rhythm then");
        assertEquals(List.of(), missing(hour(7), hour(9)), "nothing was expected any more");
    }

    @OnBothStores
    void whatWouldBeTooMuchWorkIsRefused() {
        publish("PT1H");
        subscribed(NIMES, "s1");
        subscribed(BERNIS, "s2");
        house.clock.set(NEW_YEAR_2200);

        Refusal refusal = assertThrows(Refusal.class, this::everything);
        assertEquals(Reason.INVALID, refusal.reason());
        assertEquals(1, gaps(Optional.of(NIMES), hour(24), hour(48)).size());
    }

    @OnBothStores
    void gapsAreThoseOfAPlainLoopOverTheHours() {
        publish("PT1H");
        subscribed(NIMES, "s1");
        house.clock.set(OCTOBER.plus(Duration.ofDays(12)));
        Random random = new Random(42);
        Set<Integer> heard = new TreeSet<>();
        IntStream.range(0, 200).map(i -> random.nextInt(1, 240)).forEach(heard::add);
        heard.forEach(hour -> used(NIMES, hour));

        List<Gap> expected = new ArrayList<>();
        for (int hour = 1; hour < 240; hour++) {
            int from = hour;
            while (hour < 240 && !heard.contains(hour)) {
                hour++;
            }
            if (hour > from) {
                expected.add(silent(NIMES, from, hour));
            }
        }
        assertEquals(expected, gaps(Optional.empty(), OCTOBER, hour(240)));
    }

    private void at(int hour, int minute) {
        house.clock.set(hour(hour).plusSeconds(minute * 60L));
    }

    private static Instant hour(int hour) {
        return OCTOBER.plus(Duration.ofHours(hour));
    }

    private void publish(String rhythm) {
        Meter storage = new Meter(
                "storage",
                "Stockage",
                "octet",
                Meter.Aggregation.SUM,
                Optional.ofNullable(rhythm).map(Duration::parse));
        Offering offering = new Offering(
                "5a5e4c1e-actes",
                "actes",
                "Actes et délibérations",
                "Publication des actes.",
                List.of(),
                Optional.empty(),
                true,
                List.of(storage),
                List.of(),
                List.of(new Plan("plan-id", "standard", "Tout compris.", Map.of())));
        house.catalogue.set(0, offering);
        record(new Decision.OfferingPublished(offering));
    }

    private void subscribed(Insee tenant, String id) {
        record(new Decision.SubscriptionOrdered(
                id, "op-" + id, tenant, "5a5e4c1e-actes", "plan-id", "ab", Optional.empty()));
        record(new Decision.OperationSucceeded(id, "op-" + id, tenant));
    }

    private void record(Decision decision) {
        house.journal.decide(STAFF, decisions -> decisions.record(decision));
    }

    private Reading used(Insee tenant, int hour) {
        Reading reading = new Reading(
                "/t/" + tenant + "/actes",
                "h" + hour,
                tenant,
                "actes",
                "storage",
                hour(hour).plusSeconds(900),
                BigDecimal.TEN);
        house.metering.accept(STAFF, List.of(reading));
        return reading;
    }

    private void keep(Instant from, Instant to) {
        house.store.write(sql -> {
            SqlGaps.keep(sql, Series.of(NIMES, "actes", "storage"), Span.of(from, to), "unreachable");
            return null;
        });
    }

    private List<Gap> everything() {
        return gaps(Optional.empty(), Instant.EPOCH, NEW_YEAR_2200);
    }

    private List<Gap> gaps(Optional<Insee> tenant, Instant from, Instant to) {
        return house.metering.gaps(new Filter(tenant, Optional.empty(), Optional.empty(), from, to));
    }

    private List<Gap> missing(Instant from, Instant to) {
        Filter filter = new Filter(Optional.empty(), Optional.of("actes"), Optional.of("storage"), from, to);
        return house.journal.decide(STAFF, decisions -> house.metering.missing(decisions, filter));
    }

    private static Gap silent(Insee tenant, int from, int to) {
        return gap(tenant, hour(from), hour(to), Gap.SILENT);
    }

    private static Gap gap(Insee tenant, Instant from, Instant to, String reason) {
        return new Gap(tenant, "actes", "storage", from, to, reason);
    }
}
