package fr.beffroi.hosting.internal;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.MDC;

/**
 * The way into the code of one instance: whatever of it runs on a thread of the house runs through here. While it does, the thread's
 * context class loader is the instance's own ({@link ThreadLoader}), so nothing of the house is found through it, and threads that the instance starts
 * inherit it and can be told from the house's; and what it uses is entered in the {@link Ledger}.
 */
final class Inside {
    private final Address address;
    private final ThreadLoader loader;
    private final Ledger ledger;
    /** The last thread that was not waited for any longer, by what it was to do. */
    private final Map<String, Thread> late = new ConcurrentHashMap<>();
    /** Threads of the house that are inside just now. */
    private final AtomicInteger visitors = new AtomicInteger();
    /** When the last one left, by {@link System#nanoTime}. */
    private volatile long used = System.nanoTime();

    /** @param loader of the instance's bundle */
    Inside(Address address, ClassLoader loader, Ledger ledger) {
        this.address = address;
        this.loader = new ThreadLoader(loader);
        this.ledger = ledger;
    }

    /** What threads have for a context class loader while they are inside. */
    ThreadLoader loader() {
        return loader;
    }

    Ledger ledger() {
        return ledger;
    }

    /** Does it on this thread, for somebody who uses the instance. */
    <T> T call(Callable<T> work) throws Exception {
        try {
            return go(work);
        } finally {
            use();
        }
    }

    /** What the house asks on its own behalf, a check above all, is no use of the instance. */
    private <T> T go(Callable<T> work) throws Exception {
        Thread thread = Thread.currentThread();
        ClassLoader loaderBefore = thread.getContextClassLoader();
        Map<String, String> logBefore = MDC.getCopyOfContextMap();
        // Around all the rest: as long as it bears the loader, this thread is known for one of the house.
        Spell spell = ledger.begin();
        visitors.incrementAndGet();
        thread.setContextClassLoader(loader);
        MDC.put("tenant", address.tenant().code());
        MDC.put("service", address.service());
        try {
            return work.call();
        } finally {
            // With whatever the instance has put there itself.
            MDC.clear();
            if (logBefore != null) {
                MDC.setContextMap(logBefore);
            }
            thread.setContextClassLoader(loaderBefore);
            visitors.decrementAndGet();
            ledger.end(spell);
        }
    }

    /** Somebody is about to go in. */
    void use() {
        used = System.nanoTime();
    }

    /** Since when nobody has used it; zero while somebody is inside. */
    Duration unused() {
        return visitors.get() > 0 ? Duration.ZERO : Duration.ofNanos(System.nanoTime() - used);
    }

    /**
     * Does it on a thread of its own and waits no longer than that. After that the thread is interrupted and left to itself: Java has
     * nothing that ends a thread which doesn't heed it. While it is out, the same isn't begun again, so asking again and again costs
     * one thread.
     *
     * @param what a word for it, by which the thread is named
     * @throws TimeoutException when it isn't done by then, or an earlier one is still at it
     * @throws ExecutionException when it failed, with the cause
     */
    <T> T within(Duration atMost, String what, Callable<T> work)
            throws ExecutionException, TimeoutException, InterruptedException {
        Thread earlier = late.get(what);
        if (earlier != null && earlier.isAlive()) {
            throw new TimeoutException(earlier.getName() + " has not come back");
        }
        FutureTask<T> task = new FutureTask<>(() -> go(work));
        Thread worker = new Thread(task, "instance " + address + " " + what);
        worker.setDaemon(true);
        worker.start();
        try {
            return task.get(atMost.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | InterruptedException e) {
            late.put(what, worker);
            ledger.lost(worker);
            task.cancel(true);
            throw e;
        }
    }
}
