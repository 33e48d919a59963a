package fr.beffroi.operations;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** One asks, and others get what that one found. */
class LatestAnswerTest {
    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    /** As nanoseconds are in a long: they may well go beyond its end. */
    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - SECOND / 2);

    private final AtomicInteger questions = new AtomicInteger();

    @Test
    void whoeverAsksWithinASecondGetsTheSameAnswer() {
        LatestAnswer<Integer> answer =
                new LatestAnswer<>(questions::incrementAndGet, found -> Duration.ofSeconds(1), nanos::get);
        assertEquals(1, answer.get());
        nanos.addAndGet(SECOND);
        assertEquals(1, answer.get());
        nanos.addAndGet(1);
        assertEquals(2, answer.get());
    }

    @Test
    void anAnswerIsAsOldAsTheQuestionAndNotAsItsEnd() {
        LatestAnswer<Integer> answer = new LatestAnswer<>(
                () -> {
                    nanos.addAndGet(SECOND + 1);
                    return questions.incrementAndGet();
                },
                found -> Duration.ofSeconds(1),
                nanos::get);
        assertEquals(1, answer.get());
        assertEquals(2, answer.get(), "what has changed since the first began isn't in it");
    }

    @Test
    void anAnswerSaysItselfHowLongItHolds() {
        LatestAnswer<Integer> answer =
                new LatestAnswer<>(questions::incrementAndGet, found -> Duration.ofSeconds(found), nanos::get);
        assertEquals(1, answer.get());
        nanos.addAndGet(SECOND + 1);
        assertEquals(2, answer.get());
        nanos.addAndGet(SECOND + 1);
        assertEquals(2, answer.get());
    }

    @Test
    void thoseWhoWaitGetWhatIsFoundHoweverLongThatTakes() throws Exception {
        int many = 20;
        CountDownLatch all = new CountDownLatch(1 + many);
        CountDownLatch found = new CountDownLatch(1);
        LatestAnswer<Integer> answer = new LatestAnswer<>(
                () -> {
                    awaitUnlessInterrupted(found);
                    return questions.incrementAndGet();
                },
                any -> Duration.ofSeconds(1),
                () -> {
                    all.countDown();
                    return nanos.get();
                });
        ExecutorService threads = Executors.newCachedThreadPool();
        try {
            List<Future<Integer>> answers = new ArrayList<>();
            for (int i = 0; i < many; i++) {
                answers.add(threads.submit((Callable<Integer>) answer::get));
            }
            // Each looks at the time when it comes, and the one who asks once more.
            assertTrue(all.await(60, TimeUnit.SECONDS), "who waits is in nobody's way");
            nanos.addAndGet(10 * SECOND);
            found.countDown();
            for (Future<Integer> one : answers) {
                assertEquals(1, one.get());
            }
        } finally {
            found.countDown();
            threads.shutdownNow();
        }
        assertEquals(2, answer.get(), "who comes after that asks anew");
    }

    @Test
    void aQuestionThatFailsIsAskedAgain() {
        LatestAnswer<Integer> answer = new LatestAnswer<>(
                () -> {
                    if (questions.incrementAndGet() == 1) {
                        throw new IllegalStateException("this is a fault that a test made");
                    }
                    return questions.get();
                },
                found -> Duration.ofSeconds(1),
                nanos::get);
        assertThrows(IllegalStateException.class, answer::get);
        assertEquals(2, answer.get());
        assertEquals(2, answer.get());
    }

    private static void awaitUnlessInterrupted(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
