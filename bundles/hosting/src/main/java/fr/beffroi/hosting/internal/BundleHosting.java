package fr.beffroi.hosting.internal;

import fr.beffroi.api.HostedBundle;
import fr.beffroi.api.Insee;
import fr.beffroi.api.Offering;
import fr.beffroi.api.ReadingIntake;
import fr.beffroi.api.Reason;
import fr.beffroi.api.Refusal;
import fr.beffroi.api.hosted.Outside;
import fr.beffroi.hosting.Blueprint;
import fr.beffroi.hosting.Hosting;
import fr.beffroi.hosting.Instance;
import fr.beffroi.hosting.Overuse;
import fr.beffroi.hosting.Unhealthy;
import fr.beffroi.hosting.Use;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Hosting with walls around each instance in the framework; see {@link Walls}. */
@Component(configurationPid = HostingSettings.PID)
@Designate(ocd = HostingSettings.class)
public final class BundleHosting implements Hosting {
    private static final Logger LOG = LoggerFactory.getLogger(BundleHosting.class);

    /** For what parks an instance: who is inside still is more than the few who slipped in. */
    private static final Duration AT_ONCE = Duration.ofSeconds(1);

    private final HostingSettings settings;
    private final RouteTable routes;
    private final Bounds bounds;
    private final ServiceFolder services;
    private final InstanceFiles files;
    private final ReadingQueue readings;
    private final Installations installations;
    private final Demands demands;
    private final Ledgers ledgers;
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "beffroi-hosting-watch");
        thread.setDaemon(true);
        return thread;
    });

    private final Map<Address, Resident> instances = new ConcurrentHashMap<>();
    /** One instance is opened or closed by one thread at a time; instances don't wait for each other. */
    private final Map<Address, Object> locks = new ConcurrentHashMap<>();

    private final Waker waker;
    private final Parking parking;
    private final Vitals vitals;
    private final Exiles exiles;
    private final Watch watch;

    @Activate
    public BundleHosting(
            BundleContext own,
            @Reference ReadingIntake intake,
            @Reference Clock clock,
            @Reference RouteTable routes,
            HostingSettings settings) {
        this.settings = settings;
        this.routes = routes;
        this.bounds = Bounds.of(settings);
        this.services = ServiceFolder.of(settings, own.getProperty(Constants.FRAMEWORK_BOOTDELEGATION));
        this.files = new InstanceFiles(Path.of(settings.data_folder()), settings.storage_bytes());
        this.readings = new ReadingQueue(intake, settings.readings_waiting(), settings.readings_waiting_each());
        this.installations = new Installations(
                settings,
                clock,
                routes,
                files,
                readings,
                bounds,
                new Walls(own),
                own.getBundle(0).getBundleContext(),
                new OutsideWorld(
                        timer, InetAddress::getAllByName, PublicAddress::is, Duration.ofSeconds(Outside.SECONDS)));
        this.demands = new Demands(settings, readings);
        this.ledgers = new Ledgers(settings, new HouseMeters(intake, clock), this::offering);
        this.waker = new Waker(
                this::awaken,
                Duration.ofSeconds(settings.wake_seconds()),
                settings.wake_threads(),
                settings.requests_in_flight_all() / 2,
                settings.requests_in_flight());
        this.parking = new Parking(ParkingRule.of(settings), settings.wake_per_minute(), new ForParking());
        this.vitals = Vitals.of(settings, demands::ask);
        this.exiles = new Exiles(Duration.ofMinutes(settings.heap_pause_minutes()), System::nanoTime);
        HeapGuard guard = new HeapGuard(
                settings.heap_percent(),
                new CollectedHeap()::now,
                System::gc,
                System::nanoTime,
                new Evictions(exiles, new ForEvictions()));
        this.watch = new Watch(settings, bounds, installations.threads(), this::running, ledgers.all(), vitals, guard);
        timer.execute(services::survey);
        timer.scheduleWithFixedDelay(watch::look, 1, 1, TimeUnit.SECONDS);
        ledgers.begin();
    }

    @Deactivate
    void stop() throws InterruptedException {
        parking.stop();
        waker.stop();
        ledgers.stop();
        List.copyOf(instances.keySet()).forEach(address -> close(address.tenant(), address.service()));
        timer.shutdownNow();
        vitals.close();
        installations.close();
        readings.stop(Duration.ofSeconds(settings.readings_drain_seconds()));
    }

    @Override
    public void open(Blueprint blueprint) {
        Address address =
                new Address(blueprint.commune().insee(), blueprint.offering().name());
        synchronized (lock(address)) {
            Resident resident = instances.get(address);
            if (resident == null || !resident.isMadeFrom(blueprint)) {
                exchange(address, blueprint);
            }
        }
    }

    @Override
    public void place(Blueprint blueprint) {
        Address address =
                new Address(blueprint.commune().insee(), blueprint.offering().name());
        synchronized (lock(address)) {
            if (!parking.isOn() || instances.containsKey(address)) {
                open(blueprint);
                check(address.tenant(), address.service());
                return;
            }
            services.find(bundle(blueprint));
            Parked parked = new Parked(address, blueprint, waker);
            instances.put(address, parked);
            routes.open(parked);
            parking.placed(address);
        }
    }

    private static HostedBundle bundle(Blueprint blueprint) {
        return new HostedBundle(blueprint.offering().hosted().orElseThrow().symbolicName(), blueprint.version());
    }

    /** Puts one made from that in the place of whatever stands there. */
    private RunningInstance exchange(Address address, Blueprint blueprint) {
        RunningInstance next = install(address, blueprint);
        // In the list all the while: nobody takes it for gone who looks meanwhile.
        Resident resident = instances.get(address);
        if (resident instanceof RunningInstance running) {
            installations.remove(running);
        } else if (resident != null) {
            routes.shut(address, Problem.CLOSED);
        }
        try {
            installations.start(next);
        } catch (RuntimeException | Error e) {
            instances.remove(address);
            throw e;
        }
        next.present();
        instances.put(address, next);
        LOG.info("{} runs {} {}", address, bundle(blueprint).symbolicName(), blueprint.version());
        return next;
    }

    private RunningInstance install(Address address, Blueprint blueprint) {
        // All that can be known before the old one is closed: for a bundle that can't run nobody goes without.
        Path jar = blueprint.jar().orElseGet(() -> services.find(bundle(blueprint)));
        return installations.install(address, blueprint, jar, ledgers.open(address));
    }

    /**
     * Has what is parked there run and serve.
     *
     * @return whether something was parked there
     * @throws Refusal {@link Reason#UNAVAILABLE} when it doesn't start or can't work; it stays parked
     */
    private boolean wake(Address address) {
        synchronized (lock(address)) {
            if (!(instances.get(address) instanceof Parked parked)) {
                return false;
            }
            try {
                RunningInstance next = install(address, parked.blueprint());
                installations.start(next);
                try {
                    demands.check(next);
                } catch (RuntimeException | Error e) {
                    installations.remove(next);
                    throw e;
                }
                instances.put(address, next);
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
        try {
            wake(address);
        } catch (Refusal refusal) {
            LOG.error("{} does not wake: {}", address, refusal.getMessage(), refusal.getCause());
        }
        return routes.find(address).way().filter(Route.class::isInstance).map(Route.class::cast);
    }

    /** Uninstalls what nobody has used for that time, and has its address wake it. */
    private void park(Address address, Duration unused) {
        synchronized (lock(address)) {
            if (!(instances.get(address) instanceof RunningInstance running)
                    || !running.isServing()
                    || running.inside().unused().compareTo(unused) < 0) {
                return;
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
                instances.put(address, parked);
                installations.remove(running);
                // A check that came in between may have opened the old address, and its end shut it.
                routes.open(parked);
                LOG.info("{} is parked", address);
            }
        }
    }

    @Override
    public void restart(Insee tenant, String service) {
        Address address = new Address(tenant, service);
        synchronized (lock(address)) {
            if (wake(address)) {
                return;
            }
            exiles.forget(address);
            Resident resident = instances.get(address);
            Instance.State meant = resident instanceof Evicted evicted
                    ? evicted.meant()
                    : running(tenant, service).meant();
            renew(address, meant);
        }
    }

    /** Makes it anew from what it was made from; it does what it was meant to. */
    private void renew(Address address, Instance.State meant) {
        RunningInstance next = exchange(address, instances.get(address).blueprint());
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

    @Override
    public void check(Insee tenant, String service) {
        if (!wake(new Address(tenant, service))) {
            demands.check(running(tenant, service));
        }
    }

    @Override
    public void withdraw(Insee tenant, String service) {
        // With the lock, as all that begins or ends what parking looks at.
        synchronized (lock(new Address(tenant, service))) {
            demands.withdraw(running(tenant, service));
        }
    }

    @Override
    public void suspend(Insee tenant, String service) {
        synchronized (lock(new Address(tenant, service))) {
            demands.suspend(running(tenant, service));
        }
    }

    @Override
    public void export(Insee tenant, String service, Path folder) throws IOException {
        Address address = new Address(tenant, service);
        RunningInstance instance;
        synchronized (lock(address)) {
            wake(address);
            instance = running(tenant, service);
            instance.inside().use();
        }
        demands.export(instance, folder);
    }

    @Override
    public void close(Insee tenant, String service) {
        Address address = new Address(tenant, service);
        synchronized (lock(address)) {
            Resident resident = instances.remove(address);
            exiles.forget(address);
            if (resident instanceof RunningInstance running) {
                installations.remove(running);
            }
            if (resident != null) {
                LOG.info("{} is closed", address);
            }
            routes.remove(address);
            ledgers.settle(address, Optional.ofNullable(resident).map(Resident::blueprint).map(Blueprint::offering));
        }
    }

    @Override
    public void dropFiles(Insee tenant, String service) {
        Address address = new Address(tenant, service);
        synchronized (lock(address)) {
            if (instances.containsKey(address)) {
                throw new Refusal(Reason.CONCURRENT, "The instance " + address + " still stands: close it first.");
            }
            files.drop(address);
        }
    }

    @Override
    public List<Instance> instances() {
        return instances.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(entry -> entry.getValue().snapshot())
                .toList();
    }

    @Override
    public List<Use> uses() {
        Map<ClassLoader, List<Thread>> live = OwnThreads.live();
        return ledgers.uses(address -> ownThreads(address, live));
    }

    private int ownThreads(Address address, Map<ClassLoader, List<Thread>> live) {
        return instances.get(address) instanceof RunningInstance running
                ? running.ownThreads(live).size()
                : 0;
    }

    @Override
    public List<Unhealthy> unhealthy() {
        Stream<Unhealthy> asleep = instances.entrySet().stream()
                .flatMap(one -> one.getValue().illness().stream()
                        .map(reason -> new Unhealthy(
                                one.getKey().tenant(), one.getKey().service(), reason)));
        return Stream.concat(vitals.unhealthy(running()).stream(), asleep)
                .sorted(Comparator.comparing(Unhealthy::tenant).thenComparing(Unhealthy::service))
                .toList();
    }

    @Override
    public List<String> filesFolders() {
        return files.list();
    }

    /** Of what stands there. */
    private Optional<Offering> offering(Address address) {
        return Optional.ofNullable(instances.get(address)).map(Resident::blueprint).map(Blueprint::offering);
    }

    private List<RunningInstance> running() {
        return instances.values().stream()
                .filter(RunningInstance.class::isInstance)
                .map(RunningInstance.class::cast)
                .toList();
    }

    /** What runs there; what is parked runs from then on, but doesn't serve before it is checked. */
    private RunningInstance running(Insee tenant, String service) {
        Address address = new Address(tenant, service);
        synchronized (lock(address)) {
            Resident resident = instances.get(address);
            if (resident == null) {
                throw Demands.gone(address);
            }
            return resident instanceof RunningInstance running ? running : exchange(address, resident.blueprint());
        }
    }

    private final class ForParking implements Parking.Hosted {
        @Override
        public Parking.Running look() {
            Map<ClassLoader, List<Thread>> live = OwnThreads.live();
            List<RunningInstance> all = running();
            return new Parking.Running(
                    all.size(),
                    all.stream()
                            // What works on its own isn't idle.
                            .filter(one ->
                                    one.isServing() && one.ownThreads(live).isEmpty())
                            .map(one -> new ParkingRule.Idle(
                                    one.address(), one.inside().unused()))
                            .toList());
        }

        @Override
        public void park(Address address, Duration unused) {
            BundleHosting.this.park(address, unused);
        }

        @Override
        public boolean wake(Address address) {
            return BundleHosting.this.wake(address);
        }

        @Override
        public long requests(Address address) {
            return ledgers.requests(address);
        }
    }

    private final class ForEvictions implements Evictions.Hosted {
        @Override
        public HeapGuard.Going evict(Address address) {
            if (!(instances.get(address) instanceof RunningInstance instance)) {
                return new HeapGuard.Going(CompletableFuture.completedFuture(null), () -> true);
            }
            BooleanSupplier collected = instance.inside().loader().collected();
            instance.shutOut();
            bounds.visitors().callBack(address, Overuse.HEAP);
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
            synchronized (lock(address)) {
                Evicted evicted = new Evicted(address, instance.blueprint(), instance.meant(), exiles);
                if (instances.replace(address, instance, evicted)) {
                    installations.remove(instance);
                }
            }
        }

        @Override
        public boolean bringBack(Address address) {
            synchronized (lock(address)) {
                if (!(instances.get(address) instanceof Evicted evicted)) {
                    return false;
                }
                try {
                    renew(address, evicted.meant());
                    return true;
                } catch (RuntimeException | Error e) {
                    // It stays known, and out of order, though a restart that an operator asks for would leave nothing.
                    if (instances.put(address, evicted) instanceof RunningInstance next) {
                        installations.remove(next);
                    }
                    routes.shut(address, Problem.OUT_OF_ORDER);
                    throw e;
                }
            }
        }
    }

    private Object lock(Address address) {
        return locks.computeIfAbsent(address, key -> new Object());
    }
}
