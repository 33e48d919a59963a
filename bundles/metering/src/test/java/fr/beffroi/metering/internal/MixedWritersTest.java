package fr.beffroi.metering.internal;

import static fr.beffroi.metering.internal.House.BERNIS;
import static fr.beffroi.metering.internal.House.NIMES;
import static fr.beffroi.metering.internal.House.OCTOBER;
import static fr.beffroi.metering.internal.House.STAFF;
import static fr.beffroi.metering.internal.House.all;
import static fr.beffroi.metering.internal.House.reading;
import static fr.beffroi.metering.internal.House.withdrawal;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fr.beffroi.api.Reading;
import fr.beffroi.api.ReadingIntake.Outcome;
import fr.beffroi.api.ReadingIntake.Receipt;
import fr.beffroi.api.Reason;
import fr.beffroi.api.Refusal;
import fr.beffroi.api.decision.Decision.HourSealed;
import fr.beffroi.metering.Filter;
import fr.beffroi.metering.QuarantineReason;
import fr.beffroi.metering.Quarantined;
import fr.beffroi.metering.Seal;
import fr.beffroi.metering.Total;
import fr.beffroi.store.testing.OnBothStores;
import fr.beffroi.store.testing.StoreUnderTest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;

/** Many bring the same readings and take them back, all at once, while hours are sealed and a period is closed. */
class MixedWritersTest {
    private static final Filter EVER = all(Instant.EPOCH, Instant.parse("2200-01-01T00:00:00Z"));
    private static final Duration HOUR = Duration.ofHours(1);
    private static final Instant CLOSED_UNTIL = OCTOBER.plus(HOUR.multipliedBy(12));
    private static final int WRITERS = 20;
    private static final int MANY = 10_000;
    private static final int MOST_TIMES = 20;

    /** How often each key got which answer, from all writers together. */
    private final Map<String, Map<Outcome, AtomicInteger>> answers = new ConcurrentHashMap<>();

    @OnBothStores
    void twentyWritersOnTwoNodesWhileHoursAreSealedAndAPeriodIsClosed(StoreUnderTest data) throws Exception {
        try (House one = new House(data.store());
                House other = new House(data.another())) {
            List<House> nodes = List.of(one, other);
            setClocks(nodes, OCTOBER.plus(HOUR.multipliedBy(24)));
            List<Reading> readings = readings(new Random(1), 80);
            ExecutorService threads = Executors.newFixedThreadPool(WRITERS);
            List<Future<Void>> writers = new ArrayList<>();
            for (int writer = 0; writer < WRITERS; writer++) {
                House house = nodes.get(writer % 2);
                Random random = new Random(writer);
                writers.add(threads.submit((Callable<Void>) () -> send(house, readings, random)));
            }
            List<Total> sealed = sealMeanwhile(nodes, writers);
            for (Future<Void> writer : writers) {
                writer.get();
            }
            threads.shutdown();

            setClocks(nodes, OCTOBER.plus(Duration.ofDays(40)));
            nodes.forEach(node -> node.metering.round());
            assertItAddsUp(readings, sealed, nodes);
        }
    }

    /**
     * Moves on by an hour, again and again, until all writers have ended, one node's clock before the other's; closes the first twelve
     * hours after three of them.
     */
    private static List<Total> sealMeanwhile(List<House> nodes, List<Future<Void>> writers) {
        List<Total> sealed = List.of();
        for (int hour = 0; hour < 4 || !writers.stream().allMatch(Future::isDone); hour++) {
            House sealing = nodes.get(hour % 2);
            Instant next = sealing.clock.instant().plus(HOUR);
            sealing.clock.set(next);
            sealing.metering.round();
            setClocks(nodes, next);
            if (hour == 3) {
                sealed =
                        sealing
                                .journal
                                .decide(STAFF, decisions -> sealing.metering.seal(decisions, OCTOBER, CLOSED_UNTIL))
                                .stream()
                                .map(Seal::total)
                                .toList();
            }
        }
        return sealed;
    }

    private static void setClocks(List<House> nodes, Instant now) {
        nodes.forEach(node -> node.clock.set(now));
    }

    /** Of more than a day, so that some are from the future; a third is taken back, some of them by two. */
    private static List<Reading> readings(Random random, int count) {
        List<Reading> readings = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Instant time = OCTOBER.plusSeconds(random.nextInt(26 * 3600));
            Reading one = reading("r" + i, i % 2 == 0 ? NIMES : BERNIS, time, i + ".5");
            readings.add(one);
            if (i % 3 == 0) {
                readings.add(withdrawal("w" + i, one));
            }
            if (i % 9 == 0) {
                readings.add(withdrawal("x" + i, one));
            }
        }
        return readings;
    }

    /** Everything, in an order and in batches of its own. */
    private Void send(House house, List<Reading> readings, Random random) {
        List<Reading> mine = new ArrayList<>(readings);
        Collections.shuffle(mine, random);
        for (int from = 0; from < mine.size(); ) {
            List<Reading> batch = mine.subList(from, Math.min(mine.size(), from + 1 + random.nextInt(30)));
            List<Receipt> receipts = bring(house, batch);
            for (int i = 0; i < batch.size(); i++) {
                answers.computeIfAbsent(batch.get(i).id(), id -> new ConcurrentHashMap<>())
                        .computeIfAbsent(receipts.get(i).outcome(), outcome -> new AtomicInteger())
                        .incrementAndGet();
            }
            from += batch.size();
        }
        return null;
    }

    /** Again and again until it is told what became of it: on a busy machine others may write for longer than anybody waits. */
    private static List<Receipt> bring(House house, List<Reading> batch) {
        for (int times = 1; ; times++) {
            try {
                return house.metering.accept(STAFF, batch);
            } catch (Refusal e) {
                if (e.reason() != Reason.UNAVAILABLE || times == MOST_TIMES) {
                    throw e;
                }
            }
        }
    }

    private void assertItAddsUp(List<Reading> readings, List<Total> sealed, List<House> nodes) {
        House house = nodes.get(0);
        List<Reading> counted = house.metering.readings(EVER, Optional.empty(), MANY);
        Map<String, QuarantineReason> waiting = house.metering.quarantine(EVER, MANY).stream()
                .collect(Collectors.toMap(one -> one.reading().id(), Quarantined::reason));
        Set<String> ids = counted.stream().map(Reading::id).collect(Collectors.toSet());
        assertEquals(counted.size(), ids.size());
        assertTrue(readings.containsAll(counted), "nothing was made up");
        for (Reading one : readings) {
            assertAsAnswered(one, ids.contains(one.id()), Optional.ofNullable(waiting.get(one.id())));
        }
        Set<String> takenBack = new HashSet<>();
        counted.stream().flatMap(one -> one.corrects().stream()).forEach(id -> {
            assertTrue(ids.contains(id), () -> "what was taken back counted: " + id);
            assertTrue(takenBack.add(id), () -> "taken back once: " + id);
        });
        for (House node : nodes) {
            assertEquals(Model.hourly(counted), node.metering.hourly(EVER));
            assertEquals(List.of(), node.metering.verify());
        }
        assertEquals(house.metering.totals(all(OCTOBER, CLOSED_UNTIL)), sealed);
        assertEquals(
                counted.size(),
                house.journal.read(0, MANY).stream()
                        .mapToLong(entry -> entry.decision() instanceof HourSealed seal ? seal.readings() : 0)
                        .sum(),
                "each was sealed once with the hour of its arrival");
    }

    private void assertAsAnswered(Reading one, boolean counts, Optional<QuarantineReason> waits) {
        Map<Outcome, AtomicInteger> given = answers.get(one.id());
        String told = one.id() + " " + given + ", counts: " + counts + ", waits: " + waits;
        assertTrue(given.getOrDefault(Outcome.ACCEPTED, new AtomicInteger()).get() <= 1, told);
        assertTrue(!counts || waits.isEmpty(), told);
        if (given.containsKey(Outcome.ACCEPTED) || given.containsKey(Outcome.DUPLICATE)) {
            assertTrue(counts, told);
        } else if (given.containsKey(Outcome.QUARANTINED)) {
            assertTrue(counts || waits.isPresent(), told);
        } else {
            // The other withdrawal was faster.
            assertTrue(one.corrects().isPresent() && !counts && waits.isEmpty(), told);
        }
        if (one.corrects().isEmpty()) {
            assertTrue(counts || waits.equals(Optional.of(QuarantineReason.CLOSED_PERIOD)), told);
        }
    }
}
