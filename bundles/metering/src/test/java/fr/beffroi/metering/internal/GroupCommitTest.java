package fr.beffroi.metering.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fr.beffroi.api.Reason;
import fr.beffroi.api.Refusal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class GroupCommitTest {
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
        GroupCommit<Integer, String> group = new GroupCommit<>(100, writing(item -> "kept " + item));
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
        GroupCommit<Integer, String> group = new GroupCommit<>(6, writing(Object::toString));
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
        GroupCommit<Integer, String> group = new GroupCommit<>(100, writing(item -> {
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
        GroupCommit<Integer, String> group = new GroupCommit<>(100, writing(item -> {
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

    private Function<List<Integer>, List<String>> writing(Function<Integer, String> one) {
        return items -> {
            commits.add(items);
            firstIsWriting.countDown();
            try {
                assertTrue(letItGoOn.await(20, TimeUnit.SECONDS));
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            return items.stream().map(one).toList();
        };
    }

    private static void awaitWaiting(GroupCommit<?, ?> group, int calls) {
        while (group.waiting() < calls) {
            Thread.onSpinWait();
        }
    }
}
