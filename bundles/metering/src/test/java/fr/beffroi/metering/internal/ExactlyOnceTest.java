package fr.beffroi.metering.internal;

import static fr.beffroi.metering.internal.House.BERNIS;
import static fr.beffroi.metering.internal.House.CAISSARGUES;
import static fr.beffroi.metering.internal.House.NIMES;
import static fr.beffroi.metering.internal.House.NOVEMBER;
import static fr.beffroi.metering.internal.House.OCTOBER;
import static fr.beffroi.metering.internal.House.STAFF;
import static fr.beffroi.metering.internal.House.all;
import static fr.beffroi.metering.internal.House.reading;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fr.beffroi.api.Insee;
import fr.beffroi.api.Reading;
import fr.beffroi.api.ReadingIntake.Outcome;
import fr.beffroi.api.ReadingIntake.Receipt;
import fr.beffroi.metering.Total;
import fr.beffroi.store.testing.OnBothStores;
import fr.beffroi.store.testing.StoreUnderTest;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Whatever is sent, in whatever order, by however many, with whatever going down in between: each reading counts once. */
class ExactlyOnceTest {
    private static final List<Insee> TENANTS = List.of(BERNIS, CAISSARGUES, NIMES);

    @OnBothStores
    void twentyWritersWithTheSameKeysCountEachOnce(StoreUnderTest data) throws Exception {
        try (House house = new House(data.store())) {
            house.clock.set(NOVEMBER);
            List<Reading> readings = readings(new Random(1), 400);
            List<Callable<Integer>> writers = new ArrayList<>();
            for (int writer = 0; writer < 20; writer++) {
                Random random = new Random(writer);
                writers.add(() -> send(house, readings, random, 1, 40));
            }

            assertEquals(readings.size(), sumOf(writers), "each was accepted by exactly one call");
            assertTotals(readings, house);
        }
    }

    /** Each node has its own connections and its own group commits; only the data store stands between them. */
    @OnBothStores
    void twoNodesOnOneDataStoreCountEachOnce(StoreUnderTest data) throws Exception {
        try (House one = new House(data.store());
                House other = new House(data.another())) {
            one.clock.set(NOVEMBER);
            other.clock.set(NOVEMBER);
            List<Reading> readings = readings(new Random(2), 300);
            List<Callable<Integer>> writers = new ArrayList<>();
            for (int writer = 0; writer < 8; writer++) {
                House house = writer % 2 == 0 ? one : other;
                Random random = new Random(writer);
                writers.add(() -> send(house, readings, random, 1, 40));
            }

            assertEquals(readings.size(), sumOf(writers));
            assertTotals(readings, one);
            assertTotals(readings, other);
        }
    }

    @OnBothStores
    void randomBatchesWithRepetitionsAddUpToTheirDistinctReadings(StoreUnderTest data) throws Exception {
        try (House house = new House(data.store())) {
            house.clock.set(NOVEMBER);
            for (int seed = 0; seed < 30; seed++) {
                Random random = new Random(seed);
                List<Reading> known = readings(new Random(99), 50 + 10 * seed);
                List<Reading> batch = new ArrayList<>();
                for (int i = random.nextInt(200); i >= 0; i--) {
                    batch.add(known.get(random.nextInt(known.size())));
                }
                house.metering.accept(STAFF, batch);
            }
            List<Reading> stored = house.metering.readings(all(OCTOBER, NOVEMBER), Optional.empty(), 10_000);
            assertEquals(stored.size(), new HashSet<>(stored).size());
            assertTotals(stored, house);
        }
    }

    private static List<Reading> readings(Random random, int count) {
        List<Reading> readings = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            readings.add(reading(
                    "r" + i,
                    TENANTS.get(random.nextInt(TENANTS.size())),
                    OCTOBER.plusSeconds(random.nextInt(24 * 3600)),
                    BigDecimal.valueOf(random.nextInt(5_000_000), 6).toPlainString()));
        }
        return readings;
    }

    /**
     * Everything, in an order and in batches of its own.
     *
     * @param least readings of a batch
     * @param more by how many less one it may be larger
     * @return how many were accepted
     */
    static int send(House house, List<Reading> readings, Random random, int least, int more) {
        List<Reading> mine = new ArrayList<>(readings);
        Collections.shuffle(mine, random);
        int accepted = 0;
        for (int from = 0; from < mine.size(); ) {
            int to = Math.min(mine.size(), from + least + random.nextInt(more));
            for (Receipt receipt : house.metering.accept(STAFF, mine.subList(from, to))) {
                assertTrue(receipt.outcome() != Outcome.REFUSED, receipt::sentence);
                accepted += receipt.outcome() == Outcome.ACCEPTED ? 1 : 0;
            }
            from = to;
        }
        return accepted;
    }

    /** What all of them return, run side by side. */
    static int sumOf(List<Callable<Integer>> writers) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(writers.size());
        try {
            int sum = 0;
            for (Future<Integer> one : threads.invokeAll(writers)) {
                sum += one.get();
            }
            return sum;
        } finally {
            threads.shutdown();
        }
    }

    /** The hourly totals are those of a plain loop over the readings. */
    private static void assertTotals(List<Reading> readings, House house) {
        Map<String, Total> expected = new TreeMap<>();
        for (Reading one : readings) {
            Instant hour = one.time().truncatedTo(java.time.temporal.ChronoUnit.HOURS);
            expected.merge(
                    one.tenant() + " " + hour,
                    new Total(one.tenant(), one.offering(), one.meter(), hour, 1, 0, one.quantity()),
                    (a, b) -> new Total(
                            a.tenant(),
                            a.offering(),
                            a.meter(),
                            hour,
                            a.readings() + b.readings(),
                            0,
                            a.quantity().add(b.quantity())));
        }
        assertEquals(
                List.copyOf(expected.values()), house.metering.hourly(all(OCTOBER, OCTOBER.plus(Duration.ofDays(31)))));
    }
}
