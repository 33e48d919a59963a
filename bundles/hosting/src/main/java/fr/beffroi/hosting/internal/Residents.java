package fr.beffroi.hosting.internal;

import fr.beffroi.api.HostedBundle;
import fr.beffroi.api.Offering;
import fr.beffroi.api.Reason;
import fr.beffroi.api.Refusal;
import fr.beffroi.hosting.Blueprint;
import fr.beffroi.hosting.Instance;
import fr.beffroi.hosting.Unhealthy;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Who stands at each address, and how one takes the place of another. */
final class Residents {
    private static final Logger LOG = LoggerFactory.getLogger(Residents.class);

    private final RouteTable routes;
    private final ServiceFolder services;
    private final Installations installations;
    private final Demands demands;
    private final Ledgers ledgers;
    private final Map<Address, Resident> residents = new ConcurrentHashMap<>();
    private final Map<Address, Object> locks = new ConcurrentHashMap<>();

    Residents(
            RouteTable routes, ServiceFolder services, Installations installations, Demands demands, Ledgers ledgers) {
        this.routes = routes;
        this.services = services;
        this.installations = installations;
        this.demands = demands;
        this.ledgers = ledgers;
    }

    /** To be held by whoever changes who stands there, or what that does. Addresses don't wait for each other. */
    Object lock(Address address) {
        return locks.computeIfAbsent(address, key -> new Object());
    }

    /** @return who stands there; null: nobody */
    Resident at(Address address) {
        return residents.get(address);
    }

    /**
     * It stands there from now on.
     *
     * @return who did before; null: nobody
     */
    Resident put(Address address, Resident resident) {
        return residents.put(address, resident);
    }

    /** @return whether the one before stood there still, and the next one does from now on */
    boolean replace(Address address, Resident before, Resident next) {
        return residents.replace(address, before, next);
    }

    /**
     * Nobody stands there any more.
     *
     * @return who did; null: nobody
     */
    Resident remove(Address address) {
        return residents.remove(address);
    }

    /**
     * Puts one made from that in the place of whatever stands there.
     *
     * @throws Refusal {@link Reason#UNAVAILABLE} when it can't be installed, and then all is as before; or when it doesn't start, and
     *     then nobody stands there
     */
    RunningInstance exchange(Address address, Blueprint blueprint) {
        RunningInstance next = install(address, blueprint);
        // In the list all the while: nobody takes it for gone who looks meanwhile.
        Resident resident = residents.get(address);
        if (resident instanceof RunningInstance running) {
            installations.remove(running);
        } else if (resident != null) {
            routes.shut(address, Problem.CLOSED);
        }
        try {
            installations.start(next);
        } catch (RuntimeException | Error e) {
            residents.remove(address);
            throw e;
        }
        next.present();
        residents.put(address, next);
        LOG.info("{} runs {} {}", address, bundle(blueprint).symbolicName(), blueprint.version());
        return next;
    }

    /**
     * Installs one made from that, and leaves alone who stands there.
     *
     * @throws Refusal {@link Reason#UNAVAILABLE} when it can't be installed
     */
    RunningInstance install(Address address, Blueprint blueprint) {
        // All that can be known before the old one is closed: for a bundle that can't run nobody goes without.
        Path jar = blueprint.jar().orElseGet(() -> services.find(bundle(blueprint)));
        return installations.install(address, blueprint, jar, ledgers.open(address));
    }

    static HostedBundle bundle(Blueprint blueprint) {
        return new HostedBundle(blueprint.offering().hosted().orElseThrow().symbolicName(), blueprint.version());
    }

    /** Makes it anew from what it was made from; it does what it was meant to. */
    void renew(Address address, Instance.State meant) {
        RunningInstance next = exchange(address, residents.get(address).blueprint());
        switch (meant) {
            case SERVING -> {
                next.meanToServe();
                demands.check(next);
            }
            case SUSPENDED -> demands.suspend(next);
            default -> {
                // Somebody closes it just now; opening it is for them.
            }
        }
    }

    /**
     * What runs there; what is parked runs from then on, but doesn't serve before it is checked.
     *
     * @throws Refusal {@link Reason#NOT_FOUND} when nobody stands there
     */
    RunningInstance running(Address address) {
        synchronized (lock(address)) {
            Resident resident = residents.get(address);
            if (resident == null) {
                throw Demands.gone(address);
            }
            return resident instanceof RunningInstance running ? running : exchange(address, resident.blueprint());
        }
    }

    /** All that run. */
    List<RunningInstance> running() {
        return residents.values().stream()
                .filter(RunningInstance.class::isInstance)
                .map(RunningInstance.class::cast)
                .toList();
    }

    /** All addresses where somebody stands. */
    List<Address> addresses() {
        return List.copyOf(residents.keySet());
    }

    /** All of them, by address. */
    List<Instance> snapshots() {
        return residents.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(entry -> entry.getValue().snapshot())
                .toList();
    }

    /** Those that don't run and that nobody can use. */
    Stream<Unhealthy> unhealthy() {
        return residents.entrySet().stream()
                .flatMap(one -> one.getValue().illness().stream()
                        .map(reason -> new Unhealthy(
                                one.getKey().tenant(), one.getKey().service(), reason)));
    }

    /** How many of the live threads the instance there has started itself. */
    int ownThreads(Address address, Map<ClassLoader, List<Thread>> live) {
        return residents.get(address) instanceof RunningInstance running
                ? running.ownThreads(live).size()
                : 0;
    }

    /** Of what stands there; empty: nothing does. */
    Optional<Offering> offering(Address address) {
        return Optional.ofNullable(residents.get(address))
                .map(Resident::blueprint)
                .map(Blueprint::offering);
    }
}
