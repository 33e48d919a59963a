package fr.beffroi.operations;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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

    /** Longer than any of these tests. */
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    /** As nanoseconds are in a long: they may well go beyond its end. */
    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - SECOND / 2);

    private final AtomicInteger questions = new AtomicInteger();

    @Test
    void whoeverAsksWithinASecondGetsTheSameAnswer() {
        LatestAnswer<Integer> answer =
                new LatestAnswer<>(questions::incrementAndGet, found -> Duration.ofSeconds(1), PATIENCE, nanos::get);
        assertEquals(1, answer.get().orElseThrow());
        nanos.addAndGet(SECOND);
        assertEquals(1, answer.get().orElseThrow());
        nanos.addAndGet(1);
        assertEquals(2, answer.get().orElseThrow());
    }

    @Test
    void anAnswerIsAsOldAsTheQuestionAndNotAsItsEnd() {
        LatestAnswer<Integer> answer = new LatestAnswer<>(
                () -> {
                    nanos.addAndGet(SECOND + 1);
                    return questions.incrementAndGet();
                },
                found -> Duration.ofSeconds(1),
                PATIENCE,
                nanos::get);
        assertEquals(1, answer.get().orElseThrow());
        assertEquals(2, answer.get().orElseThrow(), "what has changed since the first began isn't in it");
    }

    @Test
    void anAnswerSaysItselfHowLongItHolds() {
        LatestAnswer<Integer> answer = new LatestAnswer<>(
                questions::incrementAndGet, found -> Duration.ofSeconds(found), PATIENCE, nanos::get);
        assertEquals(1, answer.get().orElseThrow());
        nanos.addAndGet(SECOND + 1);
        assertEquals(2, answer.get().orElseThrow());
        nanos.addAndGet(SECOND + 1);
        assertEquals(2, answer.get().orElseThrow());
    }

    @Test
    void thoseWhoComeMeanwhileGetWhatIsFoundHoweverLongThatTakes() throws Exception {
        int others = 20;
        CountDownLatch asking = new CountDownLatch(1);
        CountDownLatch found = new CountDownLatch(1);
        CountDownLatch looks = new CountDownLatch(2 + others);
        LatestAnswer<Integer> answer = new LatestAnswer<>(
                () -> {
                    asking.countDown();
                    awaitUnlessInterrupted(found);
                    return questions.incrementAndGet();
                },
                any -> Duration.ofSeconds(1),
                PATIENCE,
                () -> {
                    long now = nanos.get();
                    // Once it is read, for the time goes on as soon as all have looked.
                    looks.countDown();
                    return now;
                });
        ExecutorService threads = Executors.newCachedThreadPool();
        try {
            List<Future<Integer>> answers = new ArrayList<>();
            answers.add(threads.submit(() -> answer.get().orElseThrow()));
            assertTrue(asking.await(60, TimeUnit.SECONDS), "one asks");
            nanos.addAndGet(2 * SECOND);
            for (int i = 0; i < others; i++) {
                answers.add(threads.submit(() -> answer.get().orElseThrow()));
            }
            // Each looks at the time when it comes, and the one who asks once more.
            assertTrue(looks.await(60, TimeUnit.SECONDS), "who waits is in nobody's way");
            nanos.addAndGet(2 * SECOND);
            found.countDown();
            for (Future<Integer> one : answers) {
                assertEquals(1, one.get());
            }
        } finally {
            found.countDown();
            threads.shutdownNow();
        }
        assertEquals(2, answer.get().orElseThrow(), "who comes after that asks anew");
    }

    @Test
    void nobodyWaitsForOneWhoNeverFinds() throws Exception {
        CountDownLatch asking = new CountDownLatch(1);
        CountDownLatch found = new CountDownLatch(1);
        LatestAnswer<Integer> answer = new LatestAnswer<>(
                () -> {
                    asking.countDown();
                    awaitUnlessInterrupted(found);
                    return questions.incrementAndGet();
                },
                any -> Duration.ofSeconds(1),
                Duration.ofMillis(1),
                nanos::get);
        ExecutorService threads = Executors.newCachedThreadPool();
        try {
            Future<Integer> first = threads.submit(() -> answer.get().orElseThrow());
            assertTrue(asking.await(60, TimeUnit.SECONDS), "one asks");
            assertEquals(Optional.empty(), answer.get());
            found.countDown();
            assertEquals(1, first.get());
        } finally {
            found.countDown();
            threads.shutdownNow();
        }
        assertEquals(Optional.of(1), answer.get());
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
                PATIENCE,
                nanos::get);
        assertThrows(IllegalStateException.class, answer::get);
        assertEquals(2, answer.get().orElseThrow());
        assertEquals(2, answer.get().orElseThrow());
    }

    private static void awaitUnlessInterrupted(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
