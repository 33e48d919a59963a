package fr.beffroi.metering.internal;

import static fr.beffroi.metering.internal.House.BERNIS;
import static fr.beffroi.metering.internal.House.NIMES;
import static fr.beffroi.metering.internal.House.NOVEMBER;
import static fr.beffroi.metering.internal.House.OCTOBER;
import static fr.beffroi.metering.internal.House.STAFF;
import static fr.beffroi.metering.internal.House.all;
import static fr.beffroi.metering.internal.House.reading;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fr.beffroi.api.Reading;
import fr.beffroi.api.ReadingIntake.Outcome;
import fr.beffroi.api.ReadingIntake.Receipt;
import fr.beffroi.api.Reason;
import fr.beffroi.api.Refusal;
import fr.beffroi.api.decision.Decision.ReadingsSealed;
import fr.beffroi.metering.Seal;
import fr.beffroi.metering.Total;
import fr.beffroi.store.testing.OnBothStores;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;

class SealTest extends InTheHouse {
    private static final Instant T = OCTOBER.plus(Duration.ofDays(12));

    @BeforeEach
    void octoberIsOver() {
        house.clock.set(NOVEMBER);
    }

    /** As the room's README tells an auditor to: from the pages of readings, by another way than the house's own. */
    @OnBothStores
    void aSealIsWhatAnybodyCanRecomputeFromTheReadings() {
        Random random = new Random(5);
        List<Reading> readings = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            readings.add(reading(
                    Integer.toString(random.nextInt()),
                    NIMES,
                    OCTOBER.plusSeconds(random.nextInt(31 * 24 * 3600)),
                    BigDecimal.valueOf(random.nextInt(10_000_000), 6).toPlainString()));
        }
        house.metering.accept(STAFF, readings);
        house.metering.accept(STAFF, List.of(reading("of another month", NIMES, NOVEMBER, "1")));

        List<Seal> seals = house.sealOctober();

        List<Reading> found = house.metering.readings(all(OCTOBER, NOVEMBER), Optional.empty(), 10_000).stream()
                .sorted(Comparator.comparing(Reading::source).thenComparing(Reading::id))
                .toList();
        MerkleTree tree = new MerkleTree();
        BigDecimal sum = BigDecimal.ZERO;
        for (Reading one : found) {
            sum = sum.add(one.quantity());
            long micros = one.time().getEpochSecond() * 1_000_000 + one.time().getNano() / 1_000;
            tree.add((one.source() + "\t" + one.id() + "\t30189\tactes\tacts-published\t" + micros + "\t"
                            + one.quantity().movePointRight(6).toBigIntegerExact())
                    .getBytes(StandardCharsets.UTF_8));
        }
        Seal expected =
                new Seal(new Total(NIMES, "actes", "acts-published", OCTOBER, found.size(), 0, sum), tree.root());
        assertEquals(List.of(expected), seals);
        assertEquals(
                new ReadingsSealed(NIMES, "actes", "acts-published", OCTOBER, NOVEMBER, found.size(), sum, tree.root()),
                house.journal.read(0, 10).get(0).decision());
        assertEquals(List.of(), house.metering.verify());
    }

    @OnBothStores
    void aSealedSpanTakesNothingMoreButKnowsWhatItHas() {
        house.metering.accept(STAFF, List.of(reading("a", NIMES, T, "1")));
        house.sealOctober();

        List<Receipt> receipts = house.metering.accept(
                STAFF,
                List.of(
                        reading("a", NIMES, T, "1"),
                        reading("late", NIMES, T, "1"),
                        reading("late", NIMES, T, "1"),
                        reading("last", BERNIS, NOVEMBER.minusNanos(1_000), "1"),
                        reading("first", BERNIS, OCTOBER, "1"),
                        reading("before", BERNIS, OCTOBER.minusNanos(1), "1"),
                        reading("next", BERNIS, NOVEMBER, "1")));

        assertEquals(
                List.of(
                        Outcome.DUPLICATE,
                        Outcome.QUARANTINED,
                        Outcome.QUARANTINED,
                        Outcome.QUARANTINED,
                        Outcome.QUARANTINED,
                        Outcome.ACCEPTED,
                        Outcome.ACCEPTED),
                receipts.stream().map(Receipt::outcome).toList());
        assertTrue(receipts.get(1).sentence().contains("closed"));
        assertTrue(receipts.get(1).sentence().contains("correction"));
        assertEquals(List.of(), house.metering.verify());
    }

    @OnBothStores
    void aSpanWithoutReadingsIsSealedToo() {
        assertEquals(List.of(), house.sealOctober());

        assertEquals(
                Outcome.QUARANTINED,
                house.metering
                        .accept(STAFF, List.of(reading("late", NIMES, T, "1")))
                        .get(0)
                        .outcome());
        sql(
                "INSERT INTO metering_reading (source, id, tenant, offering, meter, at, quantity) VALUES ('s', 'smuggled', '30189', 'actes', 'acts-published', "
                        + Columns.micros(T) + ", 1000000)");
        assertFinding("30189 actes/acts-published", "added");
    }

    @OnBothStores
    void onlyWhatIsOverAndUnsealedAndOfWholeHoursIsSealed() {
        house.clock.set(NOVEMBER.minusNanos(1_000));
        assertEquals(
                Reason.NOT_ELIGIBLE,
                assertThrows(Refusal.class, house::sealOctober).reason());
        house.clock.set(NOVEMBER);
        house.sealOctober();
        assertEquals(
                Reason.CONFLICT, assertThrows(Refusal.class, house::sealOctober).reason());
        assertEquals(
                Reason.CONFLICT,
                assertThrows(
                                Refusal.class,
                                () -> house.journal.decide(
                                        STAFF,
                                        d -> house.metering.seal(
                                                d, OCTOBER.minusSeconds(3600), OCTOBER.plusSeconds(3600))))
                        .reason());
        house.journal.decide(STAFF, d -> house.metering.seal(d, OCTOBER.minusSeconds(3600), OCTOBER));
        assertThrows(
                Refusal.class,
                () -> house.journal.decide(
                        STAFF, d -> house.metering.seal(d, OCTOBER.minusSeconds(7201), OCTOBER.minusSeconds(3600))));
    }

    @OnBothStores
    void aSealThatIsNotCommittedLeavesTheSpanOpen() {
        house.metering.accept(STAFF, List.of(reading("a", NIMES, T, "1")));
        List<Seal> rehearsed = house.journal.rehearse(STAFF, d -> house.metering.seal(d, OCTOBER, NOVEMBER));

        assertEquals(1, rehearsed.size());
        assertEquals(
                Outcome.ACCEPTED,
                house.metering
                        .accept(STAFF, List.of(reading("b", NIMES, T, "1")))
                        .get(0)
                        .outcome());
    }

    @OnBothStores
    void aChangedReadingIsFound() {
        threeSealed();
        sql("UPDATE metering_reading SET quantity = quantity + 1 WHERE id = 'b'");
        assertFinding("30189 actes/acts-published from 2026-10-01T00:00:00Z to 2026-11-01T00:00:00Z", "quantity");
    }

    @OnBothStores
    void quantitiesSwappedBetweenTwoReadingsAreFound() {
        threeSealed();
        sql("UPDATE metering_reading SET quantity = 5000000 - quantity WHERE id IN ('b', 'c')");
        assertFinding("30189 actes/acts-published", "content");
    }

    @OnBothStores
    void aMovedReadingIsFound() {
        threeSealed();
        sql("UPDATE metering_reading SET at = at + 1 WHERE id = 'b'");
        assertFinding("30189 actes/acts-published", "content");
    }

    @OnBothStores
    void aRemovedReadingIsFound() {
        threeSealed();
        sql("DELETE FROM metering_reading WHERE id = 'b'");
        assertFinding("30189 actes/acts-published", "removed");
    }

    @OnBothStores
    void removingAllReadingsIsFound() {
        threeSealed();
        sql("DELETE FROM metering_reading");
        sql("DELETE FROM metering_hour");
        sql("DELETE FROM metering_sealed");
        assertFinding("30189 actes/acts-published", "none is left");
    }

    @OnBothStores
    void anAddedReadingIsFound() {
        threeSealed();
        sql(
                "INSERT INTO metering_reading (source, id, tenant, offering, meter, at, quantity) VALUES ('s', 'd', '30189', 'actes', 'acts-published', "
                        + Columns.micros(T) + ", 0)");
        assertFinding("30189 actes/acts-published", "added");
    }

    @OnBothStores
    void readingsGivenToAnotherCommuneAreFound() {
        threeSealed();
        sql("UPDATE metering_reading SET tenant = '30036' WHERE id = 'b'");
        List<String> findings = house.metering.verify();
        assertEquals(2, findings.size(), findings::toString);
        assertTrue(findings.get(0).startsWith("30036"), findings::toString);
        assertTrue(findings.get(1).startsWith("30189"), findings::toString);
    }

    @OnBothStores
    void anHourlyTotalThatWasChangedIsFound() {
        threeSealed();
        sql("UPDATE metering_hour SET quantity = quantity + 1");
        assertFinding("30189 actes/acts-published", "hourly totals");
    }

    @OnBothStores
    void whatWasChangedBeforeSealingIsNotSealed() {
        house.metering.accept(STAFF, List.of(reading("a", NIMES, T, "1"), reading("b", NIMES, T, "2")));
        sql("DELETE FROM metering_reading WHERE id = 'b'");
        Refusal refusal = assertThrows(Refusal.class, house::sealOctober);
        assertEquals(Reason.NOT_ELIGIBLE, refusal.reason());
        assertTrue(refusal.getMessage().contains("30189 actes/acts-published"), refusal::getMessage);
        assertEquals(0, house.journal.head());
    }

    /** Writers never stop; the span is sealed in their midst. What is acknowledged is in the seal, what isn't is refused. */
    @OnBothStores
    void sealingAndIntakeShutEachOtherOut() throws Exception {
        ExecutorService writers = Executors.newFixedThreadPool(4);
        AtomicLong acknowledged = new AtomicLong();
        AtomicInteger begun = new AtomicInteger();
        List<Future<?>> writing = new ArrayList<>();
        for (int writer = 0; writer < 4; writer++) {
            int of = writer;
            writing.add(writers.submit(() -> {
                for (int i = 0; i < 100_000; i++) {
                    begun.incrementAndGet();
                    if (house.metering
                                    .accept(STAFF, List.of(reading(of + "-" + i, NIMES, T, "1")))
                                    .get(0)
                                    .outcome()
                            == Outcome.QUARANTINED) {
                        return;
                    }
                    acknowledged.incrementAndGet();
                }
            }));
        }
        while (begun.get() < 100) {
            Thread.onSpinWait();
        }
        List<Seal> seals = house.sealOctober();
        for (Future<?> one : writing) {
            one.get();
        }
        writers.shutdown();

        assertEquals(acknowledged.get(), seals.get(0).total().readings());
        assertEquals(List.of(), house.metering.verify());
    }

    private void threeSealed() {
        house.metering.accept(
                STAFF,
                List.of(
                        reading("a", NIMES, T, "1"),
                        reading("b", NIMES, T.plusSeconds(1), "2"),
                        reading("c", NIMES, T.plusSeconds(2), "3")));
        house.sealOctober();
        assertEquals(List.of(), house.metering.verify());
    }

    private void sql(String statement) {
        assertTrue(house.store.write(sql -> sql.execute(statement)) > 0, statement);
    }

    private void assertFinding(String... parts) {
        List<String> findings = house.metering.verify();
        assertEquals(1, findings.size(), findings::toString);
        for (String part : parts) {
            assertTrue(findings.get(0).contains(part), findings::toString);
        }
    }
}
