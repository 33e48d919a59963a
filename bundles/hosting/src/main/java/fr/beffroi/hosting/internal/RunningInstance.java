package fr.beffroi.hosting.internal;

import fr.beffroi.api.hosted.HostedService;
import fr.beffroi.hosting.Blueprint;
import fr.beffroi.hosting.Instance;
import jakarta.servlet.Servlet;
import jakarta.servlet.ServletException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.osgi.framework.Bundle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One bundle inside its walls, and the component in it that answers. The component comes and goes with Declarative Services; the
 * address answers only while it is there and after it has passed a check.
 */
final class RunningInstance implements Resident {
    private static final Logger LOG = LoggerFactory.getLogger(RunningInstance.class);

    private final Address address;
    private final Blueprint blueprint;
    private final Bundle bundle;
    private final Inside inside;
    private final InstanceContext context;
    private final RouteTable routes;
    private final Bounds bounds;
    private final CompletableFuture<Void> attached = new CompletableFuture<>();

    /** Guarded by this. */
    private Object component;

    private Route route;
    private boolean presented;

    /** Its successor, who is parked, answers at its address. */
    private boolean makesWay;

    private boolean serving;
    /** It was opened and nobody closed it since, whatever shut it out. */
    private boolean meantToServe;

    private boolean suspended;
    private boolean outOfOrder;
    /** How often the address was closed; a check that was asked for before the last time doesn't open it. */
    private int closings;
    /** The ways that were closed and that somebody may not have left yet. */
    private final List<Route> draining = new ArrayList<>();

    RunningInstance(
            Address address,
            Blueprint blueprint,
            Bundle bundle,
            Inside inside,
            InstanceContext context,
            RouteTable routes,
            Bounds bounds) {
        this.address = address;
        this.blueprint = blueprint;
        this.bundle = bundle;
        this.inside = inside;
        this.context = context;
        this.routes = routes;
        this.bounds = bounds;
    }

    Address address() {
        return address;
    }

    Bundle bundle() {
        return bundle;
    }

    Inside inside() {
        return inside;
    }

    @Override
    public Blueprint blueprint() {
        return blueprint;
    }

    InstanceContext context() {
        return context;
    }

    /** The component is there: initialises its servlet. */
    void attach(Object service) {
        try {
            Servlet servlet = (Servlet) service;
            servlet.init(InstanceServletContext.config(address));
            synchronized (this) {
                component = service;
                route = new Route(address, blueprint.offering(), servlet, inside, bounds, this::shutOut);
            }
            attached.complete(null);
        } catch (ServletException | RuntimeException | LinkageError e) {
            refuse(e);
        }
    }

    /** The component could not be made. */
    void refuse(Throwable why) {
        LOG.error("The component of {} does not start", address, why);
        attached.completeExceptionally(why);
    }

    /** The component goes: nobody is let in any more, and who is inside has some time to leave. */
    void detach(Duration atMost) {
        Servlet servlet;
        synchronized (this) {
            if (component == null) {
                return;
            }
            shut();
            servlet = route.servlet();
            component = null;
            route = null;
        }
        try {
            if (!drain(atMost)) {
                LOG.warn("{} closes with requests still in flight after {}", address, atMost);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        try {
            servlet.destroy();
        } catch (RuntimeException | LinkageError e) {
            LOG.error("The servlet of {} failed while it was closed", address, e);
        }
    }

    /** Whether its component was there once, or could not be made: a start that has returned leaves neither only when it missed something. */
    boolean hasBeenOffered() {
        return attached.isDone();
    }

    /** Waits for the first {@link #attach}, without limit. */
    void await() throws ExecutionException, InterruptedException {
        attached.get();
    }

    synchronized Optional<HostedService> hosted() {
        return Optional.ofNullable((HostedService) component);
    }

    @Override
    public synchronized boolean isMadeFrom(Blueprint other) {
        return !outOfOrder
                && blueprint.version().equals(other.version())
                && blueprint.parameters().equals(other.parameters());
    }

    /** It stands: its address says so from now on, though it doesn't let anybody in yet. */
    synchronized void present() {
        presented = true;
        routes.shut(address, notice());
    }

    /** How often the address was closed until now, for {@link #serve}. */
    synchronized int closings() {
        return closings;
    }

    /** It takes the place of one that served, and should serve, too, though it may not pass its check at once. */
    synchronized void meanToServe() {
        meantToServe = true;
    }

    /** Opens the address, when the component that was asked is still the one that is there and nobody closed the address since. */
    synchronized void serve(HostedService checked, int closingsBefore) {
        if (component == checked && closings == closingsBefore && !outOfOrder) {
            suspended = false;
            meantToServe = true;
            presented = true;
            if (!serving) {
                serving = true;
                routes.open(route);
            }
        }
    }

    synchronized boolean isServing() {
        return serving;
    }

    /**
     * Leaves its address to one that is parked, and waits for those inside. Nobody finds the address shut meanwhile: who comes wakes
     * the parked one.
     *
     * @return whether all have left and it may go; if not, it has to {@link #goOn}
     */
    boolean makeWay(Parked successor, Duration atMost) throws InterruptedException {
        synchronized (this) {
            if (!serving) {
                return false;
            }
            presented = false;
            makesWay = true;
            routes.open(successor);
            shut();
        }
        return drain(atMost) && meant() == Instance.State.SERVING && !isOutOfOrder();
    }

    /** Takes its address back after {@link #makeWay}. */
    synchronized void goOn() {
        makesWay = false;
        if (presented) {
            return;
        }
        present();
        if (component != null && !outOfOrder && meantToServe) {
            serving = true;
            routes.open(route);
        }
    }

    /**
     * Closes the address and waits for those inside; the component stays.
     *
     * @return whether all have left; if not, the next call waits for the same ones
     */
    boolean withdraw(Duration atMost) throws InterruptedException {
        synchronized (this) {
            meantToServe = false;
            if (component != null) {
                shut();
            }
        }
        return drain(atMost);
    }

    /** Closes the address as {@link #withdraw} does, and has it say why. */
    boolean suspend(Duration atMost) throws InterruptedException {
        synchronized (this) {
            meantToServe = false;
            if (component != null) {
                suspended = true;
                shut();
            }
        }
        return drain(atMost);
    }

    /** Of those that live, the threads that it has started itself. */
    List<Thread> ownThreads(Map<ClassLoader, List<Thread>> live) {
        return OwnThreads.of(inside.loader(), inside.ledger(), live);
    }

    /** Shuts it out when it has started more threads of its own than that. */
    void boundThreads(int most, Map<ClassLoader, List<Thread>> live) {
        List<Thread> own = ownThreads(live);
        if (own.size() > most && !isOutOfOrder()) {
            LOG.error(
                    "{} has started {} threads, which are more than {}: it is shut out. They are {}",
                    address,
                    own.size(),
                    most,
                    own.stream().map(Thread::getName).toList());
            shutOut();
        }
    }

    /** Somebody never left, or it does other harm: nobody else is let in until another instance is made of the same blueprint. */
    synchronized void shutOut() {
        if (!outOfOrder) {
            inside.ledger().shutOut();
        }
        outOfOrder = true;
        if (component != null) {
            shut();
        }
    }

    synchronized boolean isOutOfOrder() {
        return outOfOrder;
    }

    /** Holding this, so that the address never says anything but the latest. */
    private void shut() {
        closings++;
        if (presented) {
            routes.shut(address, notice());
        }
        if (serving) {
            serving = false;
            draining.add(route);
            route = route.anew();
        }
    }

    private Problem notice() {
        if (suspended) {
            return Problem.SUSPENDED;
        }
        return outOfOrder ? Problem.OUT_OF_ORDER : Problem.CLOSED;
    }

    /** What it would be if nothing had shut it out: {@code SERVING}, {@code SUSPENDED} or {@code CLOSED}. */
    synchronized Instance.State meant() {
        if (suspended) {
            return Instance.State.SUSPENDED;
        }
        return meantToServe ? Instance.State.SERVING : Instance.State.CLOSED;
    }

    private Instance.State state() {
        // Who comes while it makes way is served by the next one.
        if (serving || makesWay && meantToServe && !outOfOrder) {
            return Instance.State.SERVING;
        }
        return switch (notice()) {
            case SUSPENDED -> Instance.State.SUSPENDED;
            case OUT_OF_ORDER -> Instance.State.OUT_OF_ORDER;
            default -> Instance.State.CLOSED;
        };
    }

    /** @return whether all have left the ways that were closed */
    private boolean drain(Duration atMost) throws InterruptedException {
        List<Route> leaving;
        synchronized (this) {
            leaving = List.copyOf(draining);
        }
        for (Route one : leaving) {
            if (!one.drain(atMost)) {
                return false;
            }
            synchronized (this) {
                draining.remove(one);
            }
        }
        return true;
    }

    @Override
    public synchronized Instance snapshot() {
        return new Instance(address.tenant(), address.service(), blueprint.version(), blueprint.parameters(), state());
    }
}
