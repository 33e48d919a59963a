package fr.beffroi.hosting.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fr.beffroi.api.Actor;
import fr.beffroi.api.Insee;
import fr.beffroi.api.Reading;
import fr.beffroi.api.ReadingIntake;
import fr.beffroi.api.Reason;
import fr.beffroi.api.Refusal;
import java.math.BigDecimal;
import java.net.URL;
import java.net.URLClassLoader;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ReadingQueueTest {
    private static final Insee NIMES = new Insee("30189");
    private static final Insee CAISSARGUES = new Insee("30060");

    private final List<List<Reading>> batches = Collections.synchronizedList(new ArrayList<>());
    private final CountDownLatch open = new CountDownLatch(1);
    private volatile Supplier<ReadingIntake.Receipt> answer =
            () -> new ReadingIntake.Receipt(ReadingIntake.Outcome.ACCEPTED, "");

    private final Map<Insee, Inside> insides = new ConcurrentHashMap<>();

    private ReadingQueue queue;

    private ReadingQueue queue(int capacity) {
        return queue(capacity, capacity);
    }

    private ReadingQueue queue(int capacity, int each) {
        queue = new ReadingQueue(
                (actor, readings) -> {
                    await(open);
                    readings.forEach(reading -> assertTrue(actor.belongsTo(reading.tenant()), "each in its own name"));
                    List<ReadingIntake.Receipt> receipts =
                            readings.stream().map(reading -> answer.get()).toList();
                    batches.add(readings);
                    return receipts;
                },
                capacity,
                each);
        return queue;
    }

    @AfterEach
    void stop() throws Exception {
        open.countDown();
        queue.stop(Duration.ofSeconds(5));
    }

    @Test
    void everyReadingArrivesOnceInBatchesOfItsInstance() throws Exception {
        queue(5_000);
        List<CompletionStage<Void>> stages = new ArrayList<>();
        for (int i = 0; i < 2_500; i++) {
            stages.add(record(i % 2 == 0 ? NIMES : CAISSARGUES, "r" + i));
        }
        open.countDown();
        for (CompletionStage<Void> stage : stages) {
            done(stage);
        }
        Map<String, Integer> seen = new HashMap<>();
        batches.forEach(batch -> batch.forEach(reading -> seen.merge(reading.id(), 1, Integer::sum)));
        assertEquals(2_500, seen.size());
        assertTrue(seen.values().stream().allMatch(times -> times == 1));
        assertTrue(batches.stream().allMatch(batch -> batch.size() <= ReadingQueue.BATCH));
        assertTrue(batches.size() < 20, "they are gathered: " + batches.size());
    }

    @Test
    void aDuplicateIsFineAndARefusedReadingIsToldWhy() throws Exception {
        queue(10);
        open.countDown();
        answer = () -> new ReadingIntake.Receipt(ReadingIntake.Outcome.DUPLICATE, "");
        done(record(NIMES, "twice"));
        answer = () -> new ReadingIntake.Receipt(ReadingIntake.Outcome.REFUSED, "That hour is sealed.");
        Refusal refusal = refusal(record(NIMES, "late"));
        assertEquals(Reason.INVALID, refusal.reason());
        assertEquals("That hour is sealed.", refusal.getMessage());
    }

    @Test
    void whileTheIntakeIsUnavailableTheBatchIsKept() throws Exception {
        queue(10);
        int[] failures = {3};
        answer = () -> {
            if (failures[0]-- > 0) {
                throw new Refusal(Reason.STORAGE_FULL, "The disk is full.");
            }
            return new ReadingIntake.Receipt(ReadingIntake.Outcome.ACCEPTED, "");
        };
        open.countDown();
        done(record(NIMES, "kept"));
        assertEquals("kept", batches.get(0).get(0).id());
    }

    @Test
    void anIntakeThatBreaksFailsTheReadingAndTheNextOnesPass() throws Exception {
        queue(10);
        open.countDown();
        answer = () -> {
            throw new IllegalStateException("a bug");
        };
        assertEquals(Reason.UNAVAILABLE, refusal(record(NIMES, "unlucky")).reason());
        answer = () -> new ReadingIntake.Receipt(ReadingIntake.Outcome.ACCEPTED, "");
        done(record(NIMES, "lucky"));
    }

    @Test
    void aFloodRefusesTheFloodingInstanceOnly() throws Exception {
        queue(100, 3);
        List<CompletionStage<Void>> waiting =
                List.of(record(NIMES, "1"), record(NIMES, "2"), record(NIMES, "3"), record(CAISSARGUES, "hers"));

        assertEquals(Reason.UNAVAILABLE, refusal(record(NIMES, "4")).reason());

        open.countDown();
        for (CompletionStage<Void> stage : waiting) {
            done(stage);
        }
    }

    @Test
    void floodsTogetherLeaveRoomForOneThatComesAfterThem() throws Exception {
        queue(30);
        int taken = 0;
        for (int instance = 0; instance < 4; instance++) {
            for (int i = 0; i < 30; i++) {
                CompletionStage<Void> stage = record(new Insee("3000" + instance), "r" + i);
                taken += stage.toCompletableFuture().isCompletedExceptionally() ? 0 : 1;
            }
        }
        assertTrue(taken < 30, "not all of the room is taken: " + taken);

        CompletionStage<Void> after = record(CAISSARGUES, "after them");

        open.countDown();
        done(after);
    }

    @Test
    void whoComesAfterAFloodDoesNotWaitForTheEndOfIt() throws Exception {
        queue(5_000);
        List<CompletionStage<Void>> flood = new ArrayList<>();
        for (int i = 0; i < 2_000; i++) {
            flood.add(record(NIMES, "r" + i));
        }
        CompletionStage<Void> hers = record(CAISSARGUES, "hers");

        open.countDown();
        done(hers);
        for (CompletionStage<Void> stage : flood) {
            done(stage);
        }

        // One turn of the flood may have begun before she came, and one more may be before hers.
        List<String> firstOfEach =
                batches.stream().map(batch -> batch.get(0).id()).toList();
        assertTrue(firstOfEach.indexOf("hers") <= 2, "in her turn: " + firstOfEach);
    }

    @Test
    void whatAServiceDoesOnCompletionDoesNotKeepTheWriterWaiting() throws Exception {
        queue(10);
        CountDownLatch release = new CountDownLatch(1);
        // Hung on before the intake opens: on a stage that is complete already it would run on this thread.
        CompletionStage<Void> blocking = record(NIMES, "blocks").thenRun(() -> await(release));
        open.countDown();
        done(record(CAISSARGUES, "passes"));
        assertTrue(queue.settle(Actor.service(NIMES, "actes"), Duration.ofSeconds(30)), "its reading is stored");
        release.countDown();
        done(blocking);
    }

    @Test
    void instancesThatBlockTheirStagesKeepNobodyElseWaiting() throws Exception {
        queue(100, 3);
        CountDownLatch release = new CountDownLatch(1);
        List<Insee> blocking = List.of(NIMES, new Insee("30028"), new Insee("30007"), new Insee("30010"));
        List<CompletionStage<Void>> blocked = new ArrayList<>();
        for (Insee tenant : blocking) {
            for (int i = 0; i < 3; i++) {
                blocked.add(record(tenant, "b" + i).thenRun(() -> await(release)));
            }
        }
        open.countDown();
        // More of them than there are places in all: what is answered takes none.
        for (int i = 0; i < 200; i++) {
            done(record(CAISSARGUES, "passes" + i));
        }
        assertEquals(Reason.UNAVAILABLE, refusal(record(NIMES, "one more")).reason(), "it has used up its own");

        release.countDown();
        for (CompletionStage<Void> stage : blocked) {
            done(stage);
        }
    }

    @Test
    void whatAServiceDoesOnCompletionItDoesInsideItsWalls() throws Exception {
        queue(10);
        Thread.currentThread().setContextClassLoader(getClass().getClassLoader());
        List<ClassLoader> seen = Collections.synchronizedList(new ArrayList<>());
        List<CompletionStage<Void>> stages = new ArrayList<>();
        for (Insee tenant : List.of(NIMES, CAISSARGUES, NIMES, CAISSARGUES)) {
            stages.add(record(tenant, "r" + stages.size()).thenRun(() -> {
                seen.add(Thread.currentThread().getContextClassLoader());
                // What one leaves behind is not the next one's.
                Thread.currentThread().setContextClassLoader(getClass().getClassLoader());
                Thread.currentThread().interrupt();
            }));
        }
        open.countDown();
        for (CompletionStage<Void> stage : stages) {
            done(stage);
        }
        assertEquals(2, Collections.frequency(seen, insides.get(NIMES).loader()), seen::toString);
        assertEquals(2, Collections.frequency(seen, insides.get(CAISSARGUES).loader()), seen::toString);
    }

    @Test
    void anErrorInTheIntakeIsTheEndOfItsReadingsAndOfNothingElse() throws Exception {
        queue(10);
        AtomicInteger calls = new AtomicInteger();
        answer = () -> {
            if (calls.getAndIncrement() == 0) {
                throw new NoClassDefFoundError("a class that isn't there");
            }
            return new ReadingIntake.Receipt(ReadingIntake.Outcome.ACCEPTED, "");
        };
        CompletionStage<Void> unlucky = record(NIMES, "unlucky");
        open.countDown();
        assertEquals(Reason.UNAVAILABLE, refusal(unlucky).reason());
        done(record(CAISSARGUES, "lucky"));
    }

    @Test
    void theStagesOfAnInstanceAreCompletedOneAfterTheOther() throws Exception {
        queue(100);
        List<Integer> order = Collections.synchronizedList(new ArrayList<>());
        AtomicInteger inside = new AtomicInteger();
        List<CompletionStage<Void>> stages = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            int number = i;
            stages.add(record(NIMES, "r" + i).thenRun(() -> {
                assertEquals(1, inside.incrementAndGet());
                order.add(number);
                inside.decrementAndGet();
            }));
        }
        open.countDown();
        for (CompletionStage<Void> stage : stages) {
            done(stage);
        }
        assertEquals(IntStream.range(0, 40).boxed().toList(), order);
    }

    @Test
    void aStageThatBlocksDoesNotHoldUpTheEnd() throws Exception {
        queue(10);
        answer = () -> {
            throw new Refusal(Reason.UNAVAILABLE, "The data store doesn't answer.");
        };
        CountDownLatch release = new CountDownLatch(1);
        CompletionStage<Void> blocking = record(NIMES, "blocks").handle((done, failure) -> {
            await(release);
            return null;
        });
        CompletionStage<Void> other = record(CAISSARGUES, "waits");
        open.countDown();

        queue.stop(Duration.ofMillis(50));

        assertEquals(Reason.UNAVAILABLE, refusal(other).reason());
        assertFalse(blocking.toCompletableFuture().isDone());
        release.countDown();
        done(blocking);
    }

    @Test
    void whoeverWaitsForAnInstanceWaitsForItsLastReadingAndForNobodyElses() throws Exception {
        queue(10);
        record(NIMES, "first");
        record(NIMES, "last");
        assertTrue(queue.settle(Actor.service(CAISSARGUES, "actes"), Duration.ZERO), "it recorded nothing");
        assertFalse(queue.settle(Actor.service(NIMES, "actes"), Duration.ofMillis(20)), "the intake is closed");

        open.countDown();

        assertTrue(queue.settle(Actor.service(NIMES, "actes"), Duration.ofSeconds(30)));
        assertEquals(2, batches.stream().mapToInt(List::size).sum());
    }

    @Test
    void aRefusedReadingIsSettledToo() throws Exception {
        queue(10);
        answer = () -> new ReadingIntake.Receipt(ReadingIntake.Outcome.REFUSED, "That hour is sealed.");
        record(NIMES, "late");
        open.countDown();
        assertTrue(queue.settle(Actor.service(NIMES, "actes"), Duration.ofSeconds(30)));
    }

    @Test
    void whatWaitsAtTheEndReachesTheDisk() throws Exception {
        queue(10);
        CompletionStage<Void> stage = record(NIMES, "last");
        open.countDown();
        queue.stop(Duration.ofSeconds(30));
        done(stage);
        assertEquals(Reason.UNAVAILABLE, refusal(record(NIMES, "too late")).reason());
    }

    @Test
    void whatCanNotReachTheDiskAtTheEndIsRefused() throws Exception {
        queue(10);
        answer = () -> {
            throw new Refusal(Reason.UNAVAILABLE, "The data store doesn't answer.");
        };
        open.countDown();
        CompletionStage<Void> stage = record(NIMES, "lost");
        queue.stop(Duration.ofMillis(50));
        assertEquals(Reason.UNAVAILABLE, refusal(stage).reason());
    }

    @Test
    void theTurnsOfManyInstancesShareACommit() throws Exception {
        List<List<ReadingIntake.Brought>> commits = Collections.synchronizedList(new ArrayList<>());
        queue = new ReadingQueue(together(commits), 1_000, 1_000);
        List<CompletionStage<Void>> stages = recordOfHundred();
        open.countDown();
        for (CompletionStage<Void> stage : stages) {
            done(stage);
        }
        // The first reading may have been alone in one.
        assertTrue(commits.size() <= 2, commits::toString);
        commits.forEach(commit -> commit.forEach(one -> one.readings()
                .forEach(reading -> assertTrue(one.actor().belongsTo(reading.tenant()), "each in its own name"))));
    }

    @Test
    void whoBreaksACommitOfManySuffersAlone() throws Exception {
        List<List<ReadingIntake.Brought>> commits = Collections.synchronizedList(new ArrayList<>());
        queue = new ReadingQueue(together(commits), 1_000, 1_000);
        List<CompletionStage<Void>> stages = recordOfHundred();
        CompletionStage<Void> unlucky = record(CAISSARGUES, "broken");
        open.countDown();
        for (CompletionStage<Void> stage : stages) {
            done(stage);
        }
        assertEquals(Reason.UNAVAILABLE, refusal(unlucky).reason());
    }

    private List<CompletionStage<Void>> recordOfHundred() {
        return IntStream.range(0, 100)
                .mapToObj(i -> record(new Insee(Integer.toString(31_000 + i)), "r"))
                .toList();
    }

    /** An intake that takes in all at once, and breaks at a reading of that name. */
    private ReadingIntake together(List<List<ReadingIntake.Brought>> commits) {
        return new ReadingIntake() {
            @Override
            public List<Receipt> accept(Actor actor, List<Reading> readings) {
                throw new AssertionError("one by one");
            }

            @Override
            public List<Receipt> acceptAll(List<Brought> all) {
                await(open);
                commits.add(all);
                List<Reading> readings =
                        all.stream().flatMap(one -> one.readings().stream()).toList();
                if (readings.stream().anyMatch(reading -> reading.id().equals("broken"))) {
                    throw new IllegalStateException("a bug");
                }
                return readings.stream()
                        .map(reading -> new Receipt(Outcome.ACCEPTED, ""))
                        .toList();
            }
        };
    }

    private CompletionStage<Void> record(Insee tenant, String id) {
        Reading reading =
                new Reading("/t/" + tenant + "/actes", id, tenant, "actes", "acts", Instant.EPOCH, BigDecimal.ONE);
        return queue.record(
                Actor.service(tenant, "actes"), reading, insides.computeIfAbsent(tenant, ReadingQueueTest::inside));
    }

    private static Inside inside(Insee tenant) {
        return new Inside(
                new Address(tenant, "actes"), new URLClassLoader(new URL[0]), new Ledger(50, System::nanoTime));
    }

    private static void done(CompletionStage<Void> stage) throws Exception {
        stage.toCompletableFuture().get(30, TimeUnit.SECONDS);
    }

    private static Refusal refusal(CompletionStage<Void> stage) {
        Throwable cause = assertThrows(
                        ExecutionException.class,
                        () -> stage.toCompletableFuture().get(30, TimeUnit.SECONDS))
                .getCause();
        return (Refusal) (cause instanceof CompletionException wrapped ? wrapped.getCause() : cause);
    }

    private static void await(CountDownLatch latch) {
        try {
            assertTrue(latch.await(30, TimeUnit.SECONDS), "released");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
