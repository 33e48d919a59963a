package fr.beffroi.metering.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fr.beffroi.api.Reason;
import fr.beffroi.api.Refusal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class GroupCommitTest {
    private static final Duration LONG = Duration.ofMinutes(5);

    private final ExecutorService callers = Executors.newCachedThreadPool();
    private final List<List<Integer>> commits = Collections.synchronizedList(new ArrayList<>());
    private final CountDownLatch firstIsWriting = new CountDownLatch(1);
    private final CountDownLatch letItGoOn = new CountDownLatch(1);

    @AfterEach
    void end() {
        callers.shutdownNow();
    }

    @Test
    void callsThatComeWhileAnotherIsWritingShareTheNextCommit() throws Exception {
        GroupCommit<Integer, String> group = new GroupCommit<>(1, 100, LONG, writing(item -> "kept " + item));
        Future<List<String>> first = callers.submit(() -> group.submit(List.of(0)));
        firstIsWriting.await();
        List<Future<List<String>>> others = new ArrayList<>();
        for (int i = 1; i <= 20; i++) {
            int item = i;
            others.add(callers.submit(() -> group.submit(List.of(item, -item))));
        }
        awaitWaiting(group, 20);
        letItGoOn.countDown();

        assertEquals(List.of("kept 0"), first.get());
        for (int i = 1; i <= 20; i++) {
            assertEquals(List.of("kept " + i, "kept " + -i), others.get(i - 1).get());
        }
        assertEquals(2, commits.size(), "one commit for the first, one for all who waited");
    }

    @Test
    void aGroupIsNoLargerThanItMayBe() throws Exception {
        GroupCommit<Integer, String> group = new GroupCommit<>(1, 6, LONG, writing(Object::toString));
        Future<?> first = callers.submit(() -> group.submit(List.of(0)));
        firstIsWriting.await();
        List<Future<?>> others = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            others.add(callers.submit(() -> group.submit(List.of(1, 2, 3, 4))));
        }
        awaitWaiting(group, 10);
        letItGoOn.countDown();

        first.get();
        for (Future<?> other : others) {
            other.get();
        }
        assertTrue(commits.stream().allMatch(commit -> commit.size() <= 6), commits::toString);
    }

    @Test
    void whoBringsSomethingThatCannotBeStoredSuffersAlone() throws Exception {
        GroupCommit<Integer, String> group = new GroupCommit<>(1, 100, LONG, writing(item -> {
            if (item == 13) {
                throw Refusal.invalid("13 is too much.");
            }
            return "kept " + item;
        }));
        Future<List<String>> first = callers.submit(() -> group.submit(List.of(0)));
        firstIsWriting.await();
        Future<List<String>> good = callers.submit(() -> group.submit(List.of(12)));
        Future<List<String>> bad = callers.submit(() -> group.submit(List.of(13)));
        Future<List<String>> alsoGood = callers.submit(() -> group.submit(List.of(14)));
        awaitWaiting(group, 3);
        letItGoOn.countDown();

        first.get();
        assertEquals(List.of("kept 12"), good.get());
        assertEquals(List.of("kept 14"), alsoGood.get());
        ExecutionException failure = assertThrows(ExecutionException.class, bad::get);
        assertEquals("13 is too much.", failure.getCause().getMessage());
    }

    @Test
    void aDataStoreThatIsDownIsAskedOnceForAll() throws Exception {
        GroupCommit<Integer, String> group = new GroupCommit<>(1, 100, LONG, writing(item -> {
            if (item == 0) {
                return "kept";
            }
            throw new Refusal(Reason.UNAVAILABLE, "The data store doesn't answer.");
        }));
        Future<List<String>> first = callers.submit(() -> group.submit(List.of(0)));
        firstIsWriting.await();
        List<Future<List<String>>> others = new ArrayList<>();
        for (int i = 1; i <= 5; i++) {
            others.add(callers.submit(() -> group.submit(List.of(1))));
        }
        awaitWaiting(group, 5);
        letItGoOn.countDown();

        first.get();
        for (Future<List<String>> other : others) {
            assertThrows(ExecutionException.class, other::get);
        }
        assertEquals(2, commits.size());
    }

    @Test
    void whileEnoughWaitsSeveralWriteAtTheSameTime() throws Exception {
        CountDownLatch bothAreWriting = new CountDownLatch(2);
        GroupCommit<Integer, String> group = new GroupCommit<>(2, 1_000, LONG, writing(item -> "kept", bothAreWriting));
        List<Integer> many = Collections.nCopies(GroupCommit.WORTH_A_WRITER, 1);
        List<Future<List<String>>> answers = new ArrayList<>();
        answers.add(callers.submit(() -> group.submit(many)));
        answers.add(callers.submit(() -> group.submit(many)));
        assertTrue(bothAreWriting.await(20, TimeUnit.SECONDS), "neither waits for the other");
        answers.add(callers.submit(() -> group.submit(many)));
        answers.add(callers.submit(() -> group.submit(many)));
        awaitWaiting(group, 2);
        letItGoOn.countDown();

        for (Future<List<String>> answer : answers) {
            assertEquals(Collections.nCopies(many.size(), "kept"), answer.get());
        }
        assertTrue(commits.size() <= 4, commits::toString);
    }

    @Test
    void theMoreWriteTheMoreAnotherOneHasToBring() throws Exception {
        GroupCommit<Integer, String> group = new GroupCommit<>(3, 1_000, LONG, writing(item -> "kept"));
        List<Integer> many = Collections.nCopies(GroupCommit.WORTH_A_WRITER, 1);
        List<Future<List<String>>> answers = new ArrayList<>();
        for (int writers = 1; writers <= 2; writers++) {
            answers.add(callers.submit(() -> group.submit(many)));
            awaitCommits(writers);
        }
        answers.add(callers.submit(() -> group.submit(many)));
        awaitWaiting(group, 1);
        answers.add(callers.submit(() -> group.submit(many)));
        awaitCommits(3);
        letItGoOn.countDown();

        for (Future<List<String>> answer : answers) {
            assertEquals(Collections.nCopies(many.size(), "kept"), answer.get());
        }
        assertEquals(
                List.of(many.size(), many.size(), 2 * many.size()),
                commits.stream().map(List::size).toList(),
                "beside two that write, a third one begins with twice as much");
    }

    @Test
    void aFewWaitForTheNextCommitEvenIfAnotherWriterIsFree() throws Exception {
        GroupCommit<Integer, String> group = new GroupCommit<>(2, 100, LONG, writing(item -> "kept " + item));
        Future<List<String>> first = callers.submit(() -> group.submit(List.of(0)));
        firstIsWriting.await();
        Future<List<String>> second = callers.submit(() -> group.submit(List.of(1)));
        Future<List<String>> third = callers.submit(() -> group.submit(List.of(2)));
        awaitWaiting(group, 2);
        letItGoOn.countDown();

        first.get();
        assertEquals(List.of("kept 1"), second.get());
        assertEquals(List.of("kept 2"), third.get());
        assertEquals(2, commits.size(), "one commit for the first, one for both who waited");
    }

    @Test
    void whoWaitsInVainGivesUpAndNothingOfTheirsStaysInTheLine() throws Exception {
        GroupCommit<Integer, String> group =
                new GroupCommit<>(1, 100, Duration.ofMillis(20), writing(item -> "kept " + item));
        Future<List<String>> first = callers.submit(() -> group.submit(List.of(0)));
        firstIsWriting.await();
        for (int item = 1; item <= 5; item++) {
            List<Integer> items = List.of(item);
            Refusal refusal = assertThrows(Refusal.class, () -> group.submit(items));
            assertEquals(Reason.UNAVAILABLE, refusal.reason());
        }
        assertEquals(0, group.waiting());
        letItGoOn.countDown();

        assertEquals(List.of("kept 0"), first.get(), "who writes sees it through");
        assertEquals(List.of("kept 6"), group.submit(List.of(6)));
        assertEquals(List.of(List.of(0), List.of(6)), commits);
    }

    @Test
    void whoIsToldThatTheirThreadShallEndGivesUpToo() throws Exception {
        GroupCommit<Integer, String> group = new GroupCommit<>(1, 100, LONG, writing(item -> "kept " + item));
        Future<List<String>> first = callers.submit(() -> group.submit(List.of(0)));
        firstIsWriting.await();
        Thread.currentThread().interrupt();
        assertThrows(Refusal.class, () -> group.submit(List.of(1)));
        assertTrue(Thread.interrupted(), "who waits above hears of it");
        assertEquals(0, group.waiting());
        letItGoOn.countDown();
        first.get();
    }

    private Function<List<Integer>, List<String>> writing(Function<Integer, String> one) {
        return writing(one, firstIsWriting);
    }

    private Function<List<Integer>, List<String>> writing(Function<Integer, String> one, CountDownLatch begun) {
        return items -> {
            commits.add(items);
            begun.countDown();
            try {
                assertTrue(letItGoOn.await(20, TimeUnit.SECONDS));
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            return items.stream().map(one).toList();
        };
    }

    private static void awaitWaiting(GroupCommit<?, ?> group, int calls) {
        await(calls + " calls in the line", () -> group.waiting() >= calls);
    }

    private void awaitCommits(int begun) {
        await(begun + " commits begun", () -> commits.size() >= begun);
    }

    private static void await(String what, BooleanSupplier reached) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (!reached.getAsBoolean()) {
            assertTrue(System.nanoTime() < end, "never reached: " + what);
            Thread.onSpinWait();
        }
    }
}
