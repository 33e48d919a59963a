package fr.beffroi.metering.internal;

import static fr.beffroi.metering.internal.House.BERNIS;
import static fr.beffroi.metering.internal.House.NIMES;
import static fr.beffroi.metering.internal.House.OCTOBER;
import static fr.beffroi.metering.internal.House.STAFF;
import static fr.beffroi.metering.internal.House.reading;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fr.beffroi.api.Insee;
import fr.beffroi.api.Reading;
import fr.beffroi.api.ReadingIntake.Outcome;
import fr.beffroi.api.Reason;
import fr.beffroi.api.Refusal;
import fr.beffroi.api.decision.Decision.HourSealed;
import fr.beffroi.journal.Entry;
import fr.beffroi.store.testing.OnBothStores;
import fr.beffroi.store.testing.StoreUnderTest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import java.util.stream.IntStream;

class HourSealsTest extends InTheHouse {
    private static final Duration HOUR = Duration.ofHours(1);
    /** When the house of these tests begins. */
    private static final Instant ONE = OCTOBER.plus(HOUR);

    /** As the room's README tells an auditor to. */
    @OnBothStores
    void eachHourOfArrivalIsSealedForEachCommuneOnceItIsOver() {
        house.clock.set(ONE.plusSeconds(60));
        accept("b", NIMES, "2");
        accept("a", NIMES, "1.5");
        accept("c", BERNIS, "3");
        house.metering.round();
        assertEquals(List.of(), seals(), "the hour isn't over");

        house.clock.set(ONE.plus(HOUR.multipliedBy(3)));
        accept("later", NIMES, "1");
        house.metering.round();
        house.metering.round();

        long arrived = Columns.micros(ONE.plusSeconds(60));
        long at = Columns.micros(OCTOBER);
        MerkleTree nimes = new MerkleTree();
        for (String line : List.of(
                "a\t30189\tactes\tacts-published\t" + at + "\t1500000",
                "b\t30189\tactes\tacts-published\t" + at + "\t2000000")) {
            nimes.add((arrived + "\t/t/30189/actes\t" + line).getBytes(StandardCharsets.UTF_8));
        }
        assertEquals(2, seals().size());
        assertEquals(BERNIS, seals().get(0).commune());
        assertEquals(new HourSealed(NIMES, ONE, 2, nimes.root()), seals().get(1));
        assertEquals(List.of(), house.metering.verify());
    }

    @OnBothStores
    void whatIsLateForItsTimeIsSealedWithTheHourOfItsArrival() {
        accept("a", NIMES, "1");
        house.clock.set(ONE.plus(HOUR));
        house.metering.round();
        accept("late", NIMES, "1");
        house.clock.set(ONE.plus(HOUR.multipliedBy(2)));
        house.metering.round();

        assertEquals(
                List.of(ONE, ONE.plus(HOUR)),
                seals().stream().map(HourSealed::hour).toList());
        assertEquals(List.of(), house.metering.verify());
    }

    @OnBothStores
    void aClockThatGoesBackLetsNothingIntoASealedHour() {
        accept("a", NIMES, "1");
        house.clock.set(ONE.plus(HOUR));
        house.metering.round();

        house.clock.set(ONE.plusSeconds(5));
        accept("after", NIMES, "1");
        house.metering.round();
        house.clock.set(ONE.plus(HOUR.multipliedBy(2)));
        house.metering.round();

        assertEquals(
                List.of(ONE, ONE.plus(HOUR)),
                seals().stream().map(HourSealed::hour).toList());
        assertEquals(List.of(), house.metering.verify());
    }

    @OnBothStores
    void whatWasChangedRemovedOrAddedIsNamed() {
        sealSome();

        sql("UPDATE metering_reading SET quantity = quantity + 1 WHERE id = 'r3'");
        assertFinding("30189", "the reading r3 of /t/30189/actes was changed", "1000000; it is now", "1000001");
        sql("UPDATE metering_reading SET quantity = quantity - 1, at = at - 1 WHERE id = 'r3'");
        assertFinding("the reading r3 of /t/30189/actes was changed");
        sql("UPDATE metering_reading SET at = at + 1, meter = 'page-views' WHERE id = 'r3'");
        assertFinding("the reading r3 of /t/30189/actes was changed", "page-views");
        sql("UPDATE metering_reading SET meter = 'acts-published', corrects = 'r2' WHERE id = 'r3'");
        assertFinding("the reading r3 of /t/30189/actes was changed");
        sql("UPDATE metering_reading SET corrects = NULL WHERE id = 'r3'");
        assertEquals(List.of(), house.metering.verify());

        sql("UPDATE metering_reading SET id = 'other' WHERE id = 'r3'");
        assertFindings(
                2, "the reading r3 of /t/30189/actes was removed", "the reading other of /t/30189/actes was added");
        sql("DELETE FROM metering_reading WHERE id = 'other'");
        assertFinding("the reading r3 of /t/30189/actes was removed", "acts-published");
        sql("DELETE FROM metering_reading WHERE tenant = '30036'");
        assertFindings(2, "r3", "the reading of Bernis of /t/30036/actes was removed");
    }

    @OnBothStores
    void whatWasMovedOrSmuggledIsNamedWhereverItArrived() {
        sealSome();

        sql("UPDATE metering_reading SET tenant = '30060' WHERE id = 'r3'");
        assertFindings(
                2, "30189 arrivals", "r3 of /t/30189/actes was removed", "30060 arrivals", "was added afterwards");
        sql("UPDATE metering_reading SET tenant = '30189', arrived = arrived + 7200000000 WHERE id = 'r3'");
        assertFinding("30189", "r3 of /t/30189/actes was removed");
        sql("UPDATE metering_reading SET arrived = 0 WHERE id = 'r3'");
        assertFindings(2, "r3 of /t/30189/actes was removed", "r3 of /t/30189/actes was added afterwards");
        sql("UPDATE metering_reading SET arrived = " + Columns.micros(ONE) + " WHERE id = 'r3'");
        assertEquals(List.of(), house.metering.verify());

        for (long arrived : new long[] {0, Columns.micros(OCTOBER), Columns.micros(ONE) + 1}) {
            sql("INSERT INTO metering_reading (source, id, tenant, offering, meter, at, quantity, arrived) VALUES"
                    + " ('s', 'smuggled', '30189', 'actes', 'acts-published', 5, 1, " + arrived + ")");
            assertFinding("30189", "the reading smuggled of s was added afterwards");
            sql("DELETE FROM metering_reading WHERE id = 'smuggled'");
        }
    }

    @OnBothStores
    void thePagesAreEvidenceOnlyAsLongAsTheyFitTheJournal() {
        sealSome();
        byte[] nothing = {31};

        house.store.write(sql -> sql.execute("UPDATE metering_page SET content = ? WHERE tenant = '30189'", nothing));
        assertFinding("the readings fit their seal, but the page");
        sql("DELETE FROM metering_page WHERE tenant = '30189'");
        assertFinding("the readings fit their seal, but the page");
        sql("DELETE FROM metering_reading WHERE id = 'r3'");
        assertFinding("10 were sealed, and there are 9 now", "both changed");
    }

    @OnBothStores
    void aFenceThatIsSetBackShows() {
        sealSome();
        sql("UPDATE metering_fence SET sealed_until = 0, closed_until = 0");
        assertFinding("set back");
        sql("DELETE FROM metering_page");
        house.metering.round();
        assertTrue(house.metering.verify().stream().anyMatch(finding -> finding.contains("sealed twice")));
    }

    @OnBothStores
    void whoeverChangesManyIsToldOfAHundredAndHowManyMore() {
        house.metering.accept(
                STAFF,
                IntStream.range(0, 250)
                        .mapToObj(i -> reading("r" + i, NIMES, OCTOBER, "1"))
                        .toList());
        house.clock.set(ONE.plus(HOUR));
        house.metering.round();
        sql("UPDATE metering_reading SET quantity = 5");

        List<String> findings = house.metering.verify();
        assertEquals(101, findings.size());
        assertTrue(findings.get(100).contains("150 more"), findings.get(100));
    }

    /** What was there before there were hourly seals has no time of arrival. */
    @OnBothStores
    void whatWasThereBeforeIsSealedTogether() {
        accept("old", NIMES, "1");
        sql("UPDATE metering_reading SET arrived = 0");
        house.clock.set(ONE.plus(HOUR));
        accept("new", NIMES, "1");
        house.clock.set(ONE.plus(HOUR.multipliedBy(2)));
        house.metering.round();

        assertEquals(
                List.of(Instant.EPOCH, ONE.plus(HOUR)),
                seals().stream().map(HourSealed::hour).toList());
        assertEquals(List.of(), house.metering.verify());
        sql("UPDATE metering_reading SET quantity = 2 WHERE id = 'old'");
        assertFinding("the reading old of /t/30189/actes was changed");
    }

    @OnBothStores
    void whateverStopsTheSealingTheNextRoundGoesOn(StoreUnderTest underTest) throws Exception {
        accept("a", NIMES, "1");
        house.clock.set(ONE.plus(HOUR));
        // Stopped after the fence moved.
        Fence.moveOn(house.store, house.clock);
        house.clock.set(ONE.plusSeconds(1));
        accept("b", NIMES, "1");

        // Stopped in the midst of the decision: nothing of it stays.
        house.clock.set(ONE.plus(HOUR));
        sql("ALTER TABLE metering_page RENAME TO away");
        assertThrows(RuntimeException.class, house.metering::round);
        assertEquals(List.of(), seals());
        sql("ALTER TABLE away RENAME TO metering_page");

        try (House next = new House(underTest.another())) {
            next.clock.set(ONE.plus(HOUR));
            next.metering.round();
        }
        assertEquals(List.of(1L), seals().stream().map(HourSealed::readings).toList());
        house.clock.set(ONE.plus(HOUR.multipliedBy(2)));
        house.metering.round();
        assertEquals(
                List.of(ONE, ONE.plus(HOUR)),
                seals().stream().map(HourSealed::hour).toList());
        assertEquals(List.of(), house.metering.verify());
    }

    @OnBothStores
    void twoNodesSealEveryArrivalOnceWhileFourWritersGoOn(StoreUnderTest underTest) throws Exception {
        AtomicBoolean goOn = new AtomicBoolean(true);
        AtomicLong accepted = new AtomicLong();
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try (House other = new House(underTest.another())) {
            List<Future<Void>> writers = new ArrayList<>();
            for (int writer = 0; writer < 4; writer++) {
                int number = writer;
                House through = writer % 2 == 0 ? house : other;
                writers.add(threads.submit((Callable<Void>) () -> {
                    for (int i = 0; goOn.get(); i++) {
                        String id = number + "-" + i;
                        List<Reading> one = List.of(reading(id, number < 2 ? NIMES : BERNIS, OCTOBER, "1"));
                        Outcome outcome = insisting(() -> through.metering.accept(STAFF, one))
                                .get(0)
                                .outcome();
                        assertTrue(Set.of(Outcome.ACCEPTED, Outcome.DUPLICATE).contains(outcome), outcome::toString);
                        accepted.incrementAndGet();
                    }
                    return null;
                }));
            }
            for (int hour = 2; hour < 14; hour++) {
                // One after the other, so that their clocks differ by an hour half of the time.
                for (House one : List.of(house, other)) {
                    one.clock.set(OCTOBER.plus(HOUR.multipliedBy(hour)));
                    insisting(() -> round(one));
                }
            }
            goOn.set(false);
            for (Future<Void> writer : writers) {
                writer.get();
            }
            other.clock.set(OCTOBER.plus(HOUR.multipliedBy(20)));
            house.clock.set(OCTOBER.plus(HOUR.multipliedBy(20)));
            for (Future<Void> round : threads.invokeAll(List.<Callable<Void>>of(
                    () -> insisting(() -> round(house)), () -> insisting(() -> round(other))))) {
                round.get();
            }
        } finally {
            goOn.set(false);
        }
        threads.shutdown();

        assertEquals(
                accepted.get(), seals().stream().mapToLong(HourSealed::readings).sum());
        assertEquals(
                seals().size(),
                new HashSet<>(seals().stream()
                                .map(seal -> seal.hour() + " " + seal.commune())
                                .toList())
                        .size());
        assertEquals(List.of(), house.metering.verify());
    }

    private static Void round(House one) {
        one.metering.round();
        return null;
    }

    /**
     * Comes again when it is told to, as everybody does: SQLite doesn't queue those who wait for its lock, and on a slow disk two nodes that
     * never stop can keep each other out of it for long.
     */
    private static <R> R insisting(Supplier<R> asking) {
        for (int time = 1; time < 20; time++) {
            try {
                return asking.get();
            } catch (Refusal refusal) {
                assertEquals(Reason.UNAVAILABLE, refusal.reason(), refusal::getMessage);
            }
        }
        return asking.get();
    }

    private void sealSome() {
        IntStream.range(0, 10).forEach(i -> accept("r" + i, NIMES, "1"));
        accept("of Bernis", BERNIS, "4");
        house.clock.set(ONE.plus(HOUR));
        house.metering.round();
        assertEquals(List.of(), house.metering.verify());
    }

    private void accept(String id, Insee tenant, String quantity) {
        assertEquals(
                Outcome.ACCEPTED,
                house.metering
                        .accept(STAFF, List.of(reading(id, tenant, OCTOBER, quantity)))
                        .get(0)
                        .outcome());
    }

    private List<HourSealed> seals() {
        return house.journal.read(0, 1_000).stream()
                .map(Entry::decision)
                .filter(HourSealed.class::isInstance)
                .map(HourSealed.class::cast)
                .toList();
    }

    private void assertFinding(String... words) {
        assertFindings(1, words);
    }

    private void assertFindings(int number, String... words) {
        List<String> findings = house.metering.verify();
        assertEquals(number, findings.size(), findings::toString);
        for (String word : words) {
            assertTrue(findings.toString().contains(word), findings::toString);
        }
    }

    private void sql(String statement) {
        house.store.write(sql -> sql.execute(statement));
    }
}
