package fr.beffroi.hosting.internal;

import fr.beffroi.api.Actor;
import fr.beffroi.api.HostedBundle;
import fr.beffroi.api.Insee;
import fr.beffroi.api.ReadingIntake;
import fr.beffroi.api.Reason;
import fr.beffroi.api.Refusal;
import fr.beffroi.api.hosted.HostedService;
import fr.beffroi.api.hosted.Outside;
import fr.beffroi.hosting.Blueprint;
import fr.beffroi.hosting.Hosting;
import fr.beffroi.hosting.Instance;
import fr.beffroi.hosting.Unhealthy;
import fr.beffroi.hosting.Overuse;
import fr.beffroi.hosting.Use;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.wiring.BundleWiring;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Hosting with one bundle for each instance, inside walls of its own; see {@link Walls}. */
@Component(configurationPid = HostingSettings.PID)
@Designate(ocd = HostingSettings.class)
public final class RegionHosting implements Hosting {
    private static final Logger LOG = LoggerFactory.getLogger(RegionHosting.class);

    private final HostingSettings settings;
    private final Clock clock;
    private final RouteTable routes;
    private final Bounds bounds;
    private final ServiceFolder services;
    private final InstanceFiles files;
    private final ReadingQueue readings;
    private final Walls walls;
    private final Components components;
    private final OwnThreads threads = new OwnThreads(System::nanoTime);
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "beffroi-hosting-watch");
        thread.setDaemon(true);
        return thread;
    });

    private final OutsideWorld outside = new OutsideWorld(
            timer, InetAddress::getAllByName, PublicAddress::is, Duration.ofSeconds(Outside.SECONDS));

    private final Vitals vitals;
    private final Watch watch;
    private final Map<Address, RunningInstance> instances = new ConcurrentHashMap<>();
    private final Map<Address, Ledger> ledgers = new ConcurrentHashMap<>();
    /** One instance is opened or closed by one thread at a time; instances don't wait for each other. */
    private final Map<Address, Object> locks = new ConcurrentHashMap<>();

    @Activate
    public RegionHosting(
            BundleContext own,
            @Reference ReadingIntake intake,
            @Reference Clock clock,
            @Reference RouteTable routes,
            HostingSettings settings) {
        this.settings = settings;
        this.clock = clock;
        this.routes = routes;
        this.bounds = Bounds.of(settings);
        this.services = ServiceFolder.of(settings, own.getProperty(Constants.FRAMEWORK_BOOTDELEGATION));
        this.files = new InstanceFiles(Path.of(settings.data_folder()), settings.storage_bytes());
        this.readings = new ReadingQueue(intake, settings.readings_waiting(), settings.readings_waiting_each());
        this.walls = new Walls(own);
        this.components =
                new Components(own.getBundle(0).getBundleContext(), Duration.ofSeconds(settings.close_seconds()));
        components.open();
        this.vitals = Vitals.of(settings, this::ask);
        this.watch = new Watch(settings, bounds, threads, instances, ledgers, vitals, this::evict);
        timer.execute(services::survey);
        timer.scheduleWithFixedDelay(watch::look, 1, 1, TimeUnit.SECONDS);
    }

    @Deactivate
    void stop() throws InterruptedException {
        List.copyOf(instances.keySet()).forEach(address -> close(address.tenant(), address.service()));
        timer.shutdownNow();
        vitals.close();
        components.close();
        walls.close();
        readings.stop(Duration.ofSeconds(settings.readings_drain_seconds()));
    }

    /**
     * Shuts an instance out and takes it away, since only what nothing holds is collected; its address goes on saying that it is out of
     * order. Returns at once, and what is returned ends when all is done that can be.
     */
    private CompletableFuture<Void> evict(Address address) {
        RunningInstance instance = instances.get(address);
        if (instance == null) {
            return CompletableFuture.completedFuture(null);
        }
        instance.shutOut();
        bounds.visitors().callBack(address, Overuse.HEAP);
        return CompletableFuture.runAsync(
                () -> {
                    synchronized (lock(address)) {
                        if (instances.remove(address, instance)) {
                            remove(instance);
                        }
                    }
                },
                task -> new Thread(task, "beffroi-hosting-eviction").start());
    }

    @Override
    public void open(Blueprint blueprint) {
        Address address =
                new Address(blueprint.commune().insee(), blueprint.offering().name());
        HostedBundle wanted =
                new HostedBundle(blueprint.offering().hosted().orElseThrow().symbolicName(), blueprint.version());
        synchronized (lock(address)) {
            RunningInstance running = instances.get(address);
            if (running != null && running.isMadeFrom(blueprint)) {
                return;
            }
            // Before the old one is closed: for a bundle that isn't there nobody goes without.
            Path jar = blueprint.jar().orElseGet(() -> services.find(wanted));
            Ledger ledger =
                    ledgers.computeIfAbsent(address, key -> new Ledger(settings.processor_percent(), System::nanoTime));
            if (ledger.lost() >= settings.threads_lost()) {
                throw unavailable(
                        address,
                        "has " + ledger.lost() + " threads that never came back; only a restart of the house ends them",
                        null);
            }
            if (running != null) {
                instances.remove(address);
                remove(running);
            }
            start(address, blueprint, jar, ledger);
            LOG.info("{} runs {} {}", address, wanted.symbolicName(), wanted.version());
        }
    }

    private void start(Address address, Blueprint blueprint, Path jar, Ledger ledger) {
        Exit exit = new Exit(address.service(), blueprint.offering().outgoing(), outside, ledger, System::nanoTime);
        InstanceContext context = new InstanceContext(address, blueprint, clock, files.create(address), readings, exit);
        Bundle bundle;
        try {
            bundle = walls.install(address, jar, context);
        } catch (BundleException | IOException e) {
            throw unavailable(address, "can't be installed", e);
        }
        Inside inside = new Inside(address, loader(bundle), ledger);
        RunningInstance instance = new RunningInstance(address, blueprint, bundle, inside, context, routes, bounds);
        components.expect(instance);
        context.enterBy(inside);
        try {
            inside.within(Duration.ofSeconds(settings.start_seconds()), "start", () -> {
                // Transient: the framework never starts it by itself; whether it runs is for the journal to say.
                bundle.start(Bundle.START_TRANSIENT);
                instance.await();
                return null;
            });
        } catch (ExecutionException | TimeoutException e) {
            remove(instance);
            throw unavailable(address, why(e), e);
        } catch (InterruptedException e) {
            remove(instance);
            Thread.currentThread().interrupt();
            throw unavailable(address, "was interrupted at its start", e);
        }
        instance.present();
        instances.put(address, instance);
    }

    /** Null when the bundle doesn't resolve; its start says why. */
    private static ClassLoader loader(Bundle bundle) {
        BundleWiring wiring = bundle.adapt(BundleWiring.class);
        return wiring == null ? null : wiring.getClassLoader();
    }

    private String why(Exception e) {
        if (e instanceof TimeoutException) {
            return "offered no servlet with a check within " + settings.start_seconds()
                    + " s: it hangs, or a reference of its component is not there inside its walls";
        }
        // A component that fails says so by a future, inside of a worker.
        Throwable cause =
                e.getCause() instanceof ExecutionException ? e.getCause().getCause() : e.getCause();
        return "does not start (" + cause.getMessage() + ")";
    }

    @Override
    public void check(Insee tenant, String service) {
        RunningInstance instance = running(tenant, service);
        if (instance.isOutOfOrder()) {
            throw unavailable(instance.address(), "is shut out, for what the log says: it has to be made anew", null);
        }
        int closings = instance.closings();
        instance.serve(ask(instance), closings);
    }

    /** Asks it, whether or not its address is open, and leaves that as it is. One at a time. */
    private HostedService ask(RunningInstance instance) {
        synchronized (instance.inside()) {
            HostedService hosted = instance.hosted().orElseThrow(() -> gone(instance.address()));
            try {
                instance.inside().within(Duration.ofSeconds(settings.check_seconds()), "check", () -> {
                    hosted.check();
                    return null;
                });
            } catch (ExecutionException e) {
                throw unavailable(
                        instance.address(), "can't work: " + e.getCause().getMessage(), e.getCause());
            } catch (TimeoutException e) {
                throw unavailable(
                        instance.address(), "did not answer its check within " + settings.check_seconds() + " s", e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw unavailable(instance.address(), "was interrupted in its check", e);
            }
            return hosted;
        }
    }

    @Override
    public void withdraw(Insee tenant, String service) {
        RunningInstance instance = running(tenant, service);
        leave(instance, RunningInstance::withdraw);
        try {
            if (!readings.settle(Actor.service(tenant, service), Duration.ofSeconds(settings.close_seconds()))) {
                throw unavailable(instance.address(), "has readings that are not stored yet", null);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw unavailable(instance.address(), "was interrupted while its readings were stored", e);
        }
    }

    @Override
    public void suspend(Insee tenant, String service) {
        leave(running(tenant, service), RunningInstance::suspend);
    }

    private interface Closing {
        boolean close(RunningInstance instance, Duration atMost) throws InterruptedException;
    }

    private void leave(RunningInstance instance, Closing closing) {
        try {
            if (!closing.close(instance, Duration.ofSeconds(settings.close_seconds()))) {
                throw unavailable(instance.address(), "is still answering somebody", null);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw unavailable(instance.address(), "was interrupted while it was closed", e);
        }
    }

    @Override
    public void export(Insee tenant, String service, Path folder) throws IOException {
        RunningInstance instance = running(tenant, service);
        HostedService hosted = instance.hosted().orElseThrow(() -> gone(instance.address()));
        try {
            instance.inside().within(Duration.ofSeconds(settings.export_seconds()), "export", () -> {
                // Unbounded: whoever leaves takes everything along.
                hosted.export(ConfinedFileSystem.confine(folder, Long.MAX_VALUE));
                return null;
            });
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException failure) {
                throw failure;
            }
            throw unavailable(
                    instance.address(), "can't export: " + e.getCause().getMessage(), e.getCause());
        } catch (TimeoutException e) {
            throw unavailable(
                    instance.address(), "did not end its export within " + settings.export_seconds() + " s", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw unavailable(instance.address(), "was interrupted in its export", e);
        }
    }

    @Override
    public void close(Insee tenant, String service) {
        Address address = new Address(tenant, service);
        synchronized (lock(address)) {
            RunningInstance instance = instances.remove(address);
            if (instance != null) {
                remove(instance);
                LOG.info("{} is closed", address);
            }
            routes.remove(address);
            ledgers.computeIfPresent(address, (key, ledger) -> ledger.lost() == 0 ? null : ledger);
        }
    }

    /** What hangs goes on being removed by itself, for whenever it stops hanging; nobody waits for that. */
    private void remove(RunningInstance instance) {
        Duration leave = Duration.ofSeconds(settings.close_seconds());
        try {
            instance.inside().within(leave.multipliedBy(2), "stop", () -> {
                instance.detach(leave);
                walls.remove(instance.address(), instance.bundle());
                components.forget(instance);
                return null;
            });
        } catch (ExecutionException e) {
            LOG.error("What is left of {} can't be removed", instance.address(), e.getCause());
        } catch (TimeoutException e) {
            LOG.error("{} does not stop; its threads and classes stay until it does", instance.address());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        instance.context().close();
        Inside inside = instance.inside();
        if (inside.loader() != null) {
            threads.closed(instance.address(), inside.loader(), inside.ledger());
        }
    }

    @Override
    public void dropFiles(Insee tenant, String service) {
        Address address = new Address(tenant, service);
        synchronized (lock(address)) {
            if (instances.containsKey(address)) {
                throw new Refusal(Reason.CONCURRENT, "The instance " + address + " still runs: close it first.");
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
    public List<Unhealthy> unhealthy() {
        return vitals.unhealthy(instances.values());
    }

    @Override
    public List<Use> uses() {
        Map<ClassLoader, List<Thread>> live = OwnThreads.live();
        return ledgers.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(entry -> entry.getValue()
                        .use(
                                entry.getKey(),
                                watch.ownThreads(entry.getKey(), live).size()))
                .toList();
    }

    @Override
    public List<String> filesFolders() {
        return files.list();
    }

    private RunningInstance running(Insee tenant, String service) {
        Address address = new Address(tenant, service);
        return Optional.ofNullable(instances.get(address)).orElseThrow(() -> gone(address));
    }

    private Object lock(Address address) {
        return locks.computeIfAbsent(address, key -> new Object());
    }

    private static Refusal unavailable(Address address, String what, Throwable cause) {
        return new Refusal(Reason.UNAVAILABLE, "The instance " + address + " " + what + ".", cause);
    }

    private static Refusal gone(Address address) {
        return new Refusal(Reason.NOT_FOUND, "No instance runs for " + address + ".");
    }
}
