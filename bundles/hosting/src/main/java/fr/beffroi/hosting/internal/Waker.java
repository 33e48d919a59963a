package fr.beffroi.hosting.internal;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Wakes instances for those who stand at their doors. However many stand at one, it is woken once; and few are woken at a time, so that
 * a morning on which all come doesn't take the processors from those who are inside already.
 */
final class Waker {
    private static final Logger LOG = LoggerFactory.getLogger(Waker.class);

    private final Function<Address, Optional<Route>> work;
    private final Duration patience;
    /** Who waits has a thread of the web server, and the house needs some for itself. */
    private final Semaphore places;

    private final int placesEach;
    private final ExecutorService threads;
    private final Map<Address, Waking> underWay = new ConcurrentHashMap<>();

    /**
     * One that is being woken.
     *
     * @param way in, once it is awake
     * @param places for those who wait for it
     */
    private record Waking(CompletableFuture<Optional<Route>> way, Semaphore places) {}

    /**
     * @param work wakes one, and says its way in
     * @param patience how long somebody waits at most
     * @param atATime that are woken
     * @param places for those who wait, at all doors together
     * @param placesEach at one door, so that the crowd at one that wakes slowly leaves room at the others
     */
    Waker(Function<Address, Optional<Route>> work, Duration patience, int atATime, int places, int placesEach) {
        this.work = work;
        this.patience = patience;
        this.places = new Semaphore(places);
        this.placesEach = placesEach;
        this.threads = Executors.newFixedThreadPool(atATime, task -> {
            Thread thread = new Thread(task, "beffroi-hosting-waker");
            thread.setDaemon(true);
            return thread;
        });
    }

    /** @return the way in; empty when it doesn't wake in time, or too many wait already */
    Optional<Route> wake(Address address) {
        Waking waking = waking(address);
        if (!waking.places().tryAcquire()) {
            return Optional.empty();
        }
        try {
            return places.tryAcquire() ? await(waking) : Optional.empty();
        } finally {
            waking.places().release();
        }
    }

    private Optional<Route> await(Waking waking) {
        try {
            return waking.way().get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException e) {
            // It goes on waking, or the log says why it doesn't.
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        } finally {
            places.release();
        }
    }

    private Waking waking(Address address) {
        Waking mine = new Waking(new CompletableFuture<>(), new Semaphore(placesEach));
        Waking others = underWay.putIfAbsent(address, mine);
        if (others != null) {
            return others;
        }
        try {
            threads.execute(() -> carryOut(address, mine));
        } catch (RejectedExecutionException stopping) {
            underWay.remove(address);
            mine.way().complete(Optional.empty());
        }
        return mine;
    }

    private void carryOut(Address address, Waking waking) {
        Optional<Route> way = Optional.empty();
        try {
            way = work.apply(address);
        } catch (RuntimeException | Error e) {
            LOG.error("{} could not be woken", address, e);
        } finally {
            // First: who comes now finds what stands there by then.
            underWay.remove(address);
            waking.way().complete(way);
        }
    }

    void stop() throws InterruptedException {
        threads.shutdownNow();
        threads.awaitTermination(5, TimeUnit.SECONDS);
    }
}
