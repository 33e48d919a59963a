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
import java.util.concurrent.ConcurrentHashMap;
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
        return readings.stream()
                .map(reading -> new ReadingIntake.Receipt(ReadingIntake.Outcome.ACCEPTED, ""))
                .toList();
    }

    @Test
    void allThatWasUsedIsCountedOnceThoughTheStoreFailsAndAnswersAreLost() throws Exception {
        Offering offering = declaring(HouseMeters.PROCESSOR, HouseMeters.MEMORY);
        for (int round = 0; round < 40; round++) {
            work();
            down = round % 3 == 1;
            losesItsAnswer = round % 5 == 2;
            assertEquals(!down && !losesItsAnswer, meters.tell(NIMES, offering, ledger), "round " + round);
        }
        down = false;
        losesItsAnswer = false;
        assertTrue(meters.tell(NIMES, offering, ledger));

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
        assertTrue(meters.tell(NIMES, declaring("visits"), ledger));
        assertEquals(Map.of(), stored);
        long before = ledger.use(NIMES, 0).allocatedBytes();

        work();
        assertTrue(meters.tell(NIMES, declaring("visits", HouseMeters.MEMORY), ledger));

        assertEquals(
                new BigDecimal(ledger.use(NIMES, 0).allocatedBytes() - before).setScale(Reading.SCALE),
                sum(HouseMeters.MEMORY));
    }

    @Test
    void whatIsClosedWhileNothingCanBeStoredIsCountedLater() throws Exception {
        Offering offering = declaring(HouseMeters.MEMORY);
        work();
        down = true;
        assertFalse(meters.tell(NIMES, offering, ledger));
        work();
        meters.settle(NIMES, offering, ledger);
        assertFalse(meters.tellRest());

        down = false;
        assertTrue(meters.tellRest());
        assertEquals(
                new BigDecimal(ledger.use(NIMES, 0).allocatedBytes()).setScale(Reading.SCALE), sum(HouseMeters.MEMORY));
        assertTrue(meters.tellRest());
    }

    @Test
    void aRoundThatComesLateToWhatIsClosedCountsNothingTwice() throws Exception {
        Offering offering = declaring(HouseMeters.MEMORY);
        work();
        meters.settle(NIMES, offering, ledger);
        assertTrue(meters.tell(NIMES, offering, ledger));

        assertEquals(
                new BigDecimal(ledger.use(NIMES, 0).allocatedBytes()).setScale(Reading.SCALE), sum(HouseMeters.MEMORY));
    }

    @Test
    void whoUsedNothingHasNoReading() throws Exception {
        Offering offering = declaring(HouseMeters.MEMORY);
        work();
        assertTrue(meters.tell(NIMES, offering, ledger));
        assertTrue(meters.tell(NIMES, offering, ledger));

        assertEquals(1, stored.size());
    }

    @Test
    void aLedgerThatBeginsAnewIsCountedFromItsBeginningUnderOtherNames() throws Exception {
        Offering offering = declaring(HouseMeters.MEMORY);
        work();
        assertTrue(meters.tell(NIMES, offering, ledger));
        BigDecimal first = sum(HouseMeters.MEMORY);

        Ledger next = new Ledger(50, System::nanoTime);
        new Inside(NIMES, null, next).call(HouseMetersTest::allocate);
        assertTrue(meters.tell(NIMES, offering, next));

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
