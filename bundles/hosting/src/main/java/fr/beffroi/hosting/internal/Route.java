package fr.beffroi.hosting.internal;

import fr.beffroi.api.Offering;
import fr.beffroi.hosting.Refused;
import jakarta.servlet.Servlet;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** The way into one instance: its servlet, and how many requests may come, and be inside at a time. */
final class Route implements Way {
    private final Address address;
    private final boolean openToVisitors;
    private final Servlet servlet;
    private final Inside inside;
    private final Bounds bounds;
    private final Pace pace;
    private final Runnable shutOut;
    private final Semaphore places;
    private final Map<Thread, Stay> stays = new ConcurrentHashMap<>();
    private volatile boolean closed;

    /** @param shutOut what is done when somebody never leaves */
    Route(Address address, Offering offering, Servlet servlet, Inside inside, Bounds bounds, Runnable shutOut) {
        this(
                address,
                offering.openToVisitors(),
                servlet,
                inside,
                bounds,
                new Pace(bounds.perSecond(), System::nanoTime),
                shutOut);
    }

    private Route(
            Address address,
            boolean openToVisitors,
            Servlet servlet,
            Inside inside,
            Bounds bounds,
            Pace pace,
            Runnable shutOut) {
        this.address = address;
        this.openToVisitors = openToVisitors;
        this.servlet = Objects.requireNonNull(servlet, "servlet");
        this.inside = inside;
        this.bounds = bounds;
        this.pace = pace;
        this.shutOut = shutOut;
        this.places = new Semaphore(bounds.inFlight(), true);
    }

    /** A way to the same servlet with all its places free, since one that was drained stays closed. */
    Route anew() {
        return new Route(address, openToVisitors, servlet, inside, bounds, pace, shutOut);
    }

    @Override
    public Address address() {
        return address;
    }

    @Override
    public boolean openToVisitors() {
        return openToVisitors;
    }

    Servlet servlet() {
        return servlet;
    }

    @Override
    public Optional<Route> route() {
        return Optional.of(this);
    }

    /** Nobody gets in by this way any more; another may lead in by now. */
    boolean isClosed() {
        return closed;
    }

    Inside inside() {
        return inside;
    }

    /**
     * Takes a place for this thread.
     *
     * @return why there is none; when empty, this thread has to {@link #leave}
     */
    Optional<Refused> enter() {
        Optional<Refused> refused = refusal();
        if (refused.isEmpty()) {
            inside.ledger().request();
        } else if (!closed) {
            inside.ledger().refused(refused.get());
        }
        return refused;
    }

    private Optional<Refused> refusal() {
        if (!pace.take()) {
            return Optional.of(Refused.RATE);
        }
        if (!places.tryAcquire()) {
            return Optional.of(Refused.IN_FLIGHT);
        }
        if (inside.ledger().usesTooMuch() && places.availablePermits() < bounds.inFlight() - 1) {
            places.release();
            return Optional.of(Refused.PROCESSOR);
        }
        // After the place was taken: either this sees that the way is closed, or who closes it sees the place taken.
        if (closed) {
            places.release();
            return Optional.of(Refused.IN_FLIGHT);
        }
        Optional<Stay> stay = bounds.visitors().enter(this);
        if (stay.isEmpty()) {
            places.release();
            return Optional.of(Refused.HOUSE);
        }
        stays.put(Thread.currentThread(), stay.get());
        return Optional.empty();
    }

    /** This thread is back. */
    void leave() {
        bounds.visitors().leave(stays.remove(Thread.currentThread()));
    }

    /** Whoever had the place has left. */
    void giveBack() {
        places.release();
    }

    /** Whoever has the place isn't waited for any longer. */
    void writeOff() {
        places.release();
        shutOut.run();
    }

    /**
     * Lets nobody in any more, however they found the way, and waits for the ones inside. Any number of threads may wait.
     *
     * @return whether all have left
     */
    boolean drain(Duration atMost) throws InterruptedException {
        closed = true;
        if (!places.tryAcquire(bounds.inFlight(), atMost.toMillis(), TimeUnit.MILLISECONDS)) {
            return false;
        }
        places.release(bounds.inFlight());
        return true;
    }
}
