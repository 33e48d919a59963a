package fr.beffroi.hosting.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fr.beffroi.api.Insee;
import jakarta.servlet.http.HttpServlet;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WakerTest {
    private static final Address NIMES = new Address(new Insee("30189"), "sample");
    private static final Address CAISSARGUES = new Address(new Insee("30060"), "sample");
    private static final Duration LONG = Duration.ofSeconds(60);

    private final CountDownLatch morning = new CountDownLatch(1);
    private final AtomicInteger woken = new AtomicInteger();
    private final ExecutorService visitors = Executors.newCachedThreadPool();
    private Waker waker;

    @AfterEach
    void stop() throws Exception {
        morning.countDown();
        visitors.shutdown();
        waker.stop();
    }

    @Test
    void howeverManyComeItIsWokenOnceAndAllGetTheWayIn() throws Exception {
        waker = new Waker(this::wake, LONG, 2, 100, 10);
        List<CompletableFuture<Optional<Route>>> waiting = new ArrayList<>();
        for (int visitor = 0; visitor < 5; visitor++) {
            waiting.add(come(NIMES));
        }
        await(
                "all five wait",
                () -> Thread.getAllStackTraces().keySet().stream()
                                .filter(this::isWaiting)
                                .count()
                        == 5);
        morning.countDown();
        for (CompletableFuture<Optional<Route>> one : waiting) {
            assertTrue(one.get(60, TimeUnit.SECONDS).isPresent());
        }
        assertEquals(1, woken.get());
        assertTrue(waker.wake(NIMES).isPresent(), "parked again, it is woken again");
        assertEquals(2, woken.get());
    }

    @Test
    void theCrowdAtOneDoorLeavesRoomAtTheOthers() throws Exception {
        waker = new Waker(this::wake, LONG, 2, 100, 1);
        CompletableFuture<Optional<Route>> first = come(NIMES);
        await("it is being woken", () -> woken.get() == 1);
        await(
                "the first waits",
                () -> Thread.getAllStackTraces().keySet().stream().anyMatch(this::isWaiting));

        assertEquals(Optional.empty(), waker.wake(NIMES), "one more is too many");
        CompletableFuture<Optional<Route>> other = come(CAISSARGUES);
        await("the other is being woken, too", () -> woken.get() == 2);

        morning.countDown();
        assertTrue(first.get(60, TimeUnit.SECONDS).isPresent());
        assertTrue(other.get(60, TimeUnit.SECONDS).isPresent());
    }

    @Test
    void whoIsNotAwakeInTimeGoesOnWaking() throws Exception {
        waker = new Waker(this::wake, Duration.ofMillis(10), 1, 100, 10);
        assertEquals(Optional.empty(), waker.wake(NIMES));
        await("it is being woken", () -> woken.get() == 1);
        assertEquals(Optional.empty(), waker.wake(NIMES));
        assertEquals(1, woken.get());
    }

    @Test
    void whatFailsKeepsNobodyWaiting() throws Exception {
        waker = new Waker(
                address -> {
                    throw new IllegalStateException("told to fail");
                },
                LONG,
                1,
                100,
                10);
        assertEquals(Optional.empty(), waker.wake(NIMES));
        waker.stop();
        assertEquals(Optional.empty(), waker.wake(NIMES), "nor does a house that stops");
    }

    private CompletableFuture<Optional<Route>> come(Address address) {
        return CompletableFuture.supplyAsync(() -> waker.wake(address), visitors);
    }

    /** Whether that thread stands at a door. */
    private boolean isWaiting(Thread thread) {
        return thread.getState() == Thread.State.TIMED_WAITING
                && List.of(thread.getStackTrace()).stream()
                        .anyMatch(frame -> frame.getClassName().equals(Waker.class.getName()));
    }

    private Optional<Route> wake(Address address) {
        woken.incrementAndGet();
        try {
            morning.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return Optional.of(new Route(
                address,
                TestHouse.blueprint("30189", "Nîmes").offering(),
                new HttpServlet() {
                    private static final long serialVersionUID = 1L;
                },
                null,
                new Bounds(1, 1, null),
                () -> {}));
    }

    private static void await(String what, BooleanSupplier condition) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (!condition.getAsBoolean()) {
            assertTrue(System.nanoTime() < deadline, what);
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
        }
    }
}
