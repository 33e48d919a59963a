package fr.beffroi.hosting.internal;

import fr.beffroi.api.Offering;
import jakarta.servlet.Servlet;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** The way into one instance: its servlet, and how many requests may be inside at a time. */
final class Route {
    private final Address address;
    private final boolean openToVisitors;
    private final Servlet servlet;
    private final int limit;
    private final Semaphore places;
    private volatile boolean closed;

    Route(Address address, Offering offering, Servlet servlet, int limit) {
        this(address, offering.openToVisitors(), servlet, limit);
    }

    private Route(Address address, boolean openToVisitors, Servlet servlet, int limit) {
        this.address = address;
        this.openToVisitors = openToVisitors;
        this.servlet = Objects.requireNonNull(servlet, "servlet");
        this.limit = limit;
        this.places = new Semaphore(limit, true);
    }

    /** A way to the same servlet with all its places free, since one that was drained stays closed. */
    Route anew() {
        return new Route(address, openToVisitors, servlet, limit);
    }

    Address address() {
        return address;
    }

    boolean openToVisitors() {
        return openToVisitors;
    }

    Servlet servlet() {
        return servlet;
    }

    /** Takes a place; {@link #leave} gives it back. */
    boolean enter() {
        if (!places.tryAcquire()) {
            return false;
        }
        // After the place was taken: either this sees that the way is closed, or who closes it sees the place taken.
        if (closed) {
            places.release();
            return false;
        }
        return true;
    }

    void leave() {
        places.release();
    }

    /**
     * Lets nobody in any more, however they found the way, and waits for the ones inside. Any number of threads may wait.
     *
     * @return whether all have left
     */
    boolean drain(Duration atMost) throws InterruptedException {
        closed = true;
        if (!places.tryAcquire(limit, atMost.toMillis(), TimeUnit.MILLISECONDS)) {
            return false;
        }
        places.release(limit);
        return true;
    }
}
