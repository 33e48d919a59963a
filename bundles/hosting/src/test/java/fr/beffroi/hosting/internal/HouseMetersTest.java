package fr.beffroi.hosting.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fr.beffroi.api.Actor;
import fr.beffroi.api.Insee;
import fr.beffroi.api.Meter;
import fr.beffroi.api.Offering;
import fr.beffroi.api.Plan;
import fr.beffroi.api.Reading;
import fr.beffroi.api.ReadingIntake;
import fr.beffroi.api.Reason;
import fr.beffroi.api.Refusal;
import fr.beffroi.hosting.Blueprint;
import fr.beffroi.hosting.Hosting;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an instance takes of processor and memory, on its bill when the catalogue says so. */
class HouseMetersTest {
    private static final Address NIMES = new Address(new Insee("30189"), "sample");
    private static final Clock NOON = Clock.fixed(Instant.parse("2026-11-22T11:00:00Z"), ZoneOffset.UTC);

    private final Ledger ledger = new Ledger(50, System::nanoTime);
    private final Inside inside = new Inside(NIMES, null, ledger);
    /** As the store has them: each once, by source and id. */
    private final Map<String, Reading> stored = new LinkedHashMap<>();

    private boolean down;
    private boolean losesItsAnswer;
    private final HouseMeters meters = new HouseMeters(this::accept, NOON);

    private List<ReadingIntake.Receipt> accept(Actor actor, List<Reading> readings) {
        assertEquals(Actor.service(NIMES.tenant(), NIMES.service()), actor);
        if (down) {
            throw new Refusal(Reason.UNAVAILABLE, "The data store doesn't answer.");
        }
        for (Reading reading : readings) {
            Reading before = stored.putIfAbsent(reading.source() + " " + reading.id(), reading);
            assertTrue(before == null || before.equals(reading), "the same id is the same reading");
        }
        if (losesItsAnswer) {
            throw new Refusal(Reason.UNAVAILABLE, "The connection was lost.");
        }
        return accepted(readings);
    }

    private boolean tell(Offering offering, Ledger one) {
        return meters.tell(List.of(new HouseMeters.Counted(NIMES, offering, one)));
    }

    @Test
    void allThatWasUsedIsCountedOnceThoughTheStoreFailsAndAnswersAreLost() throws Exception {
        Offering offering = declaring(HouseMeters.PROCESSOR, HouseMeters.MEMORY);
        for (int round = 0; round < 40; round++) {
            work();
            down = round % 3 == 1;
            losesItsAnswer = round % 5 == 2;
            assertEquals(!down && !losesItsAnswer, tell(offering, ledger), "round " + round);
        }
        down = false;
        losesItsAnswer = false;
        assertTrue(tell(offering, ledger));

        assertEquals(
                new BigDecimal(ledger.use(NIMES, 0).cpu().toNanos() / 1_000).movePointLeft(6),
                sum(HouseMeters.PROCESSOR));
        assertEquals(
                new BigDecimal(ledger.use(NIMES, 0).allocatedBytes()).setScale(Reading.SCALE), sum(HouseMeters.MEMORY));
        assertTrue(sum(HouseMeters.PROCESSOR).signum() > 0);
    }

    @Test
    void whereTheCatalogueDeclaresNoSuchMeterNothingIsRecordedAndLaterNothingIsClaimed() throws Exception {
        work();
        assertTrue(tell(declaring("visits"), ledger));
        assertEquals(Map.of(), stored);
        long before = ledger.use(NIMES, 0).allocatedBytes();

        work();
        assertTrue(tell(declaring("visits", HouseMeters.MEMORY), ledger));

        assertEquals(
                new BigDecimal(ledger.use(NIMES, 0).allocatedBytes() - before).setScale(Reading.SCALE),
                sum(HouseMeters.MEMORY));
    }

    @Test
    void whatIsClosedWhileNothingCanBeStoredIsCountedLater() throws Exception {
        Offering offering = declaring(HouseMeters.MEMORY);
        work();
        down = true;
        assertFalse(tell(offering, ledger));
        work();
        meters.settle(NIMES, offering, ledger);
        assertFalse(meters.tell(List.of()));

        down = false;
        assertTrue(meters.tell(List.of()));
        assertEquals(
                new BigDecimal(ledger.use(NIMES, 0).allocatedBytes()).setScale(Reading.SCALE), sum(HouseMeters.MEMORY));
        assertTrue(meters.tell(List.of()));
    }

    @Test
    void aRoundThatComesLateToWhatIsClosedCountsNothingTwice() throws Exception {
        Offering offering = declaring(HouseMeters.MEMORY);
        work();
        meters.settle(NIMES, offering, ledger);
        assertTrue(tell(offering, ledger));

        assertEquals(
                new BigDecimal(ledger.use(NIMES, 0).allocatedBytes()).setScale(Reading.SCALE), sum(HouseMeters.MEMORY));
    }

    /** Its figures are on their way to the disk when it is closed, and are sent once more. */
    @Test
    void whatIsClosedWhileItsRoundIsUnderWayCountsOnce() throws Exception {
        Offering offering = declaring(HouseMeters.MEMORY);
        AtomicBoolean once = new AtomicBoolean();
        AtomicReference<HouseMeters> all = new AtomicReference<>();
        all.set(new HouseMeters(
                (actor, readings) -> {
                    if (once.compareAndSet(false, true)) {
                        elsewhere(() -> all.get().settle(NIMES, offering, ledger));
                    }
                    return accept(actor, readings);
                },
                NOON));
        work();
        assertTrue(all.get().tell(List.of(new HouseMeters.Counted(NIMES, offering, ledger))));
        assertTrue(all.get().tell(List.of(new HouseMeters.Counted(NIMES, offering, ledger))));

        assertEquals(
                new BigDecimal(ledger.use(NIMES, 0).allocatedBytes()).setScale(Reading.SCALE), sum(HouseMeters.MEMORY));
    }

    /** On a thread of its own, for which this one waits. */
    private static void elsewhere(Runnable work) {
        try {
            CompletableFuture.runAsync(work, task -> new Thread(task).start()).get(10, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new AssertionError("whoever closes an instance waits for the round that is stored", e);
        }
    }

    @Test
    void theUseOfThousandsIsAFewCommits() throws Exception {
        List<HouseMeters.Counted> instances = used(2_000, declaring(HouseMeters.MEMORY));
        Several several = new Several();
        HouseMeters all = new HouseMeters(several, NOON);

        assertTrue(all.tell(instances));
        assertEquals(instances.size(), several.stored.size());
        assertEquals(2, several.calls);

        assertTrue(all.tell(instances));
        assertEquals(2, several.calls, "nobody used anything since");
    }

    @Test
    void oneWhoseUseCanNotBeCountedKeepsNobodyElseFromIt() throws Exception {
        List<HouseMeters.Counted> instances = used(5, declaring(HouseMeters.MEMORY));
        Several several = new Several();
        several.broken = Optional.of(instances.get(1).address());
        HouseMeters all = new HouseMeters(several, NOON);

        assertTrue(all.tell(instances));
        assertEquals(4, several.stored.size());
        use(instances.get(4));
        assertTrue(all.tell(instances));
        assertEquals(5, several.stored.size(), "also after it was left over");

        several.broken = Optional.empty();
        assertTrue(all.tell(instances));
        assertEquals(6, several.stored.size());
    }

    @Test
    void oneThatIsForbiddenKeepsNobodyElseFromIt() throws Exception {
        List<HouseMeters.Counted> instances = used(3, declaring(HouseMeters.MEMORY));
        Map<String, Reading> kept = new LinkedHashMap<>();
        HouseMeters all = new HouseMeters(
                (actor, readings) -> {
                    if (readings.get(0)
                            .tenant()
                            .equals(instances.get(0).address().tenant())) {
                        throw new Refusal(Reason.FORBIDDEN, "Not this one.");
                    }
                    readings.forEach(reading -> kept.put(reading.source() + " " + reading.id(), reading));
                    return accepted(readings);
                },
                NOON);

        assertTrue(all.tell(instances));
        assertEquals(2, kept.size());
    }

    @Test
    void whileNothingCanBeStoredNobodyElseIsTried() throws Exception {
        List<HouseMeters.Counted> instances = used(HouseMeters.PART + 1, declaring(HouseMeters.MEMORY));
        Several several = new Several();
        several.away = true;
        HouseMeters all = new HouseMeters(several, NOON);

        assertFalse(all.tell(instances));
        assertEquals(1, several.calls);

        several.away = false;
        assertTrue(all.tell(instances));
        assertEquals(instances.size(), several.stored.size());
    }

    /** Takes in what many bring at once, as the house's intake does. */
    private static final class Several implements ReadingIntake {
        private final Map<String, Reading> stored = new LinkedHashMap<>();
        private Optional<Address> broken = Optional.empty();
        private boolean away;
        private int calls;

        @Override
        public List<Receipt> accept(Actor actor, List<Reading> readings) {
            throw new AssertionError("One by one is too often.");
        }

        @Override
        public List<Receipt> acceptAll(List<Brought> all) {
            calls++;
            if (away) {
                throw new Refusal(Reason.UNAVAILABLE, "The data store doesn't answer.");
            }
            List<Reading> readings =
                    all.stream().flatMap(one -> one.readings().stream()).toList();
            if (broken.stream()
                    .anyMatch(one -> readings.stream()
                            .anyMatch(reading -> reading.tenant().equals(one.tenant())))) {
                throw new IllegalStateException("this is a fault that a test made");
            }
            readings.forEach(reading -> stored.put(reading.source() + " " + reading.id(), reading));
            return accepted(readings);
        }
    }

    private static List<ReadingIntake.Receipt> accepted(List<Reading> readings) {
        return readings.stream()
                .map(reading -> new ReadingIntake.Receipt(ReadingIntake.Outcome.ACCEPTED, ""))
                .toList();
    }

    /** So many instances, each of a commune of its own, that have used something. */
    private static List<HouseMeters.Counted> used(int many, Offering offering) throws Exception {
        List<HouseMeters.Counted> instances = new ArrayList<>();
        for (int i = 0; i < many; i++) {
            instances.add(new HouseMeters.Counted(
                    new Address(new Insee(Integer.toString(10_000 + i)), "sample"),
                    offering,
                    new Ledger(50, System::nanoTime)));
            use(instances.get(i));
        }
        return instances;
    }

    private static void use(HouseMeters.Counted one) throws Exception {
        new Inside(one.address(), null, one.ledger()).call(HouseMetersTest::allocate);
    }

    @Test
    void whoUsedNothingHasNoReading() throws Exception {
        Offering offering = declaring(HouseMeters.MEMORY);
        work();
        assertTrue(tell(offering, ledger));
        assertTrue(tell(offering, ledger));

        assertEquals(1, stored.size());
    }

    @Test
    void aLedgerThatBeginsAnewIsCountedFromItsBeginningUnderOtherNames() throws Exception {
        Offering offering = declaring(HouseMeters.MEMORY);
        work();
        assertTrue(tell(offering, ledger));
        BigDecimal first = sum(HouseMeters.MEMORY);

        Ledger next = new Ledger(50, System::nanoTime);
        new Inside(NIMES, null, next).call(HouseMetersTest::allocate);
        assertTrue(tell(offering, next));

        assertEquals(first.add(new BigDecimal(next.use(NIMES, 0).allocatedBytes())), sum(HouseMeters.MEMORY));
    }

    @Test
    void theReadingsOfAnInstanceThatIsClosedAreThereAndItsServiceCanNotWriteThem(@TempDir Path folder)
            throws Exception {
        Map<String, Reading> all = new ConcurrentHashMap<>();
        ReadingIntake intake = (actor, batch) -> batch.stream()
                .map(reading -> {
                    all.put(reading.source() + " " + reading.id(), reading);
                    return new ReadingIntake.Receipt(ReadingIntake.Outcome.ACCEPTED, "");
                })
                .toList();
        TestHouse house = TestHouse.start(folder, intake, NOON, Map.of());
        try {
            Hosting hosting = house.hosting();
            Blueprint plain = TestHouse.blueprint("30189", "Nîmes");
            hosting.open(new Blueprint(
                    plain.commune(),
                    declaring("visits", HouseMeters.PROCESSOR),
                    plain.version(),
                    plain.parameters(),
                    null,
                    null));
            hosting.check(NIMES.tenant(), "sample");
            hosting.close(NIMES.tenant(), "sample");
        } finally {
            house.close();
        }

        assertTrue(
                all.values().stream().map(Reading::meter).anyMatch(HouseMeters.PROCESSOR::equals),
                "what was used until the end");
        InstanceContext context = new InstanceContext(
                NIMES,
                new Blueprint(
                        TestHouse.blueprint("30189", "Nîmes").commune(),
                        declaring(HouseMeters.PROCESSOR),
                        "1.0.0",
                        Map.of(),
                        null,
                        null),
                NOON,
                folder,
                null,
                null);
        assertThrows(IllegalArgumentException.class, () -> context.meter(HouseMeters.PROCESSOR));
        assertFalse(HouseMeters.isOne("visits"));
    }

    private BigDecimal sum(String meter) {
        return stored.values().stream()
                .filter(reading -> reading.meter().equals(meter))
                .map(Reading::quantity)
                .reduce(BigDecimal.ZERO, BigDecimal::add);
    }

    private void work() throws Exception {
        inside.call(HouseMetersTest::allocate);
    }

    private static List<byte[]> allocate() {
        List<byte[]> kept = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            kept.add(new byte[1_000]);
        }
        return kept;
    }

    private static Offering declaring(String... meters) {
        return new Offering(
                "5f4d2c0e-sample",
                "sample",
                "Exemple",
                "Un exemple.",
                List.of(),
                Optional.of(TestHouse.SAMPLE),
                true,
                List.of(meters).stream()
                        .map(name -> new Meter(name, name, "unité", Meter.Aggregation.SUM))
                        .toList(),
                List.of(),
                List.of(new Plan("5f4d2c0e-plan", "standard", "Tout compris.", Map.of())));
    }
}
