package fr.beffroi.hosting.internal;

import fr.beffroi.api.Reason;
import fr.beffroi.api.Refusal;
import fr.beffroi.hosting.Blueprint;
import fr.beffroi.hosting.Overuse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Those that stand at their address without running: parked, because nobody used them, or evicted, because they filled the heap; how they
 * go, and how they come back.
 */
final class Absences implements Parking.Hosted, Evictions.Hosted {
    private static final Logger LOG = LoggerFactory.getLogger(Absences.class);

    /** For what parks an instance: who is inside still is more than the few who slipped in. */
    private static final Duration AT_ONCE = Duration.ofSeconds(1);

    private final Residents residents;
    private final RouteTable routes;
    private final Visitors visitors;
    private final Installations installations;
    private final Demands demands;
    private final Ledgers ledgers;
    private final Exiles exiles;
    private final Waker waker;
    private final Parking parking;

    Absences(
            HostingSettings settings,
            Residents residents,
            RouteTable routes,
            Visitors visitors,
            Installations installations,
            Demands demands,
            Ledgers ledgers,
            Exiles exiles) {
        this.residents = residents;
        this.routes = routes;
        this.visitors = visitors;
        this.installations = installations;
        this.demands = demands;
        this.ledgers = ledgers;
        this.exiles = exiles;
        this.waker = new Waker(
                this::awaken,
                Duration.ofSeconds(settings.wake_seconds()),
                settings.wake_threads(),
                settings.requests_in_flight_all() / 2,
                settings.requests_in_flight());
        this.parking = new Parking(ParkingRule.of(settings), settings.wake_per_minute(), this);
    }

    /** Whether any are parked in this house. */
    boolean arePossible() {
        return parking.isOn();
    }

    /** Has one stand there parked that never ran yet; it is woken in its turn. */
    void place(Address address, Blueprint blueprint) {
        Parked parked = new Parked(address, blueprint, waker);
        residents.put(address, parked);
        routes.open(parked);
        parking.placed(address);
    }

    @Override
    public Parking.Running look() {
        Map<ClassLoader, List<Thread>> live = OwnThreads.live();
        List<RunningInstance> all = residents.running();
        return new Parking.Running(
                all.size(),
                all.stream()
                        // What works on its own isn't idle.
                        .filter(one -> one.isServing() && one.ownThreads(live).isEmpty())
                        .map(one ->
                                new ParkingRule.Idle(one.address(), one.inside().unused()))
                        .toList());
    }

    @Override
    public long requests(Address address) {
        return ledgers.requests(address);
    }

    /** Uninstalls what nobody has used for that time, and has its address wake it. */
    @Override
    public boolean park(Address address, Duration unused) {
        synchronized (residents.lock(address)) {
            if (!(residents.at(address) instanceof RunningInstance running)
                    || !running.isServing()
                    || running.inside().unused().compareTo(unused) < 0) {
                return false;
            }
            Parked parked = new Parked(address, running.blueprint(), waker);
            boolean quiet = false;
            try {
                // A service that owes readings gives them now, or is asked again before it goes.
                demands.check(running);
                quiet = running.makeWay(parked, AT_ONCE) && demands.isSettled(address, AT_ONCE);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } finally {
                if (!quiet) {
                    running.goOn();
                }
            }
            if (quiet) {
                residents.put(address, parked);
                installations.remove(running);
                // A check that came in between may have opened the old address, and its end shut it.
                routes.open(parked);
                LOG.info("{} is parked", address);
            }
            return quiet;
        }
    }

    /**
     * Has what is parked there run and serve.
     *
     * @return whether something was parked there
     * @throws Refusal {@link Reason#UNAVAILABLE} when it doesn't start or can't work; it stays parked
     */
    @Override
    public boolean wake(Address address) {
        synchronized (residents.lock(address)) {
            if (!(residents.at(address) instanceof Parked parked)) {
                return false;
            }
            try {
                RunningInstance next = residents.install(address, parked.blueprint());
                installations.start(next);
                try {
                    demands.check(next);
                } catch (RuntimeException | Error e) {
                    installations.remove(next);
                    throw e;
                }
                residents.put(address, next);
                LOG.info("{} is awake", address);
                return true;
            } catch (RuntimeException e) {
                parked.didNotWake();
                throw e;
            }
        }
    }

    /** For somebody at its door. */
    private Optional<Route> awaken(Address address) {
        // With the lock, so that it isn't parked again before its way in is known.
        synchronized (residents.lock(address)) {
            try {
                wake(address);
            } catch (Refusal refusal) {
                LOG.error("{} does not wake: {}", address, refusal.getMessage(), refusal.getCause());
            }
            return routes.find(address).way().filter(Route.class::isInstance).map(Route.class::cast);
        }
    }

    @Override
    public HeapGuard.Going evict(Address address) {
        if (!(residents.at(address) instanceof RunningInstance instance)) {
            return new HeapGuard.Going(CompletableFuture.completedFuture(null), () -> true);
        }
        BooleanSupplier collected = instance.inside().loader().collected();
        instance.shutOut();
        visitors.callBack(address, Overuse.HEAP);
        CompletableFuture<Void> done = CompletableFuture.runAsync(
                () -> takeAway(instance), task -> new Thread(task, "beffroi-hosting-eviction").start());
        return new HeapGuard.Going(
                done.whenComplete((nothing, e) -> {
                    if (e != null) {
                        LOG.error("{} could not be taken away; it stays shut out", address, e);
                    }
                }),
                collected);
    }

    private void takeAway(RunningInstance instance) {
        Address address = instance.address();
        synchronized (residents.lock(address)) {
            Evicted evicted = new Evicted(address, instance.blueprint(), instance.meant(), exiles);
            if (residents.replace(address, instance, evicted)) {
                installations.remove(instance);
            }
        }
    }

    @Override
    public boolean bringBack(Address address) {
        synchronized (residents.lock(address)) {
            if (!(residents.at(address) instanceof Evicted evicted)) {
                return false;
            }
            try {
                residents.renew(address, evicted.meant());
                return true;
            } catch (RuntimeException | Error e) {
                // It stays known, and out of order, though a restart that an operator asks for would leave nothing.
                if (residents.put(address, evicted) instanceof RunningInstance next) {
                    installations.remove(next);
                }
                routes.shut(address, Problem.OUT_OF_ORDER);
                throw e;
            }
        }
    }

    /** Nobody is parked or woken any more; those that are parked stay so. */
    void stop() throws InterruptedException {
        parking.stop();
        waker.stop();
    }
}
