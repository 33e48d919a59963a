package fr.beffroi.hosting.internal;

import fr.beffroi.api.Actor;
import fr.beffroi.api.HostedBundle;
import fr.beffroi.api.Insee;
import fr.beffroi.api.ReadingIntake;
import fr.beffroi.api.Reason;
import fr.beffroi.api.Refusal;
import fr.beffroi.api.hosted.HostedService;
import fr.beffroi.hosting.Blueprint;
import fr.beffroi.hosting.Hosting;
import fr.beffroi.hosting.Instance;
import jakarta.servlet.Servlet;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.eclipse.equinox.region.RegionDigraph;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.util.tracker.ServiceTracker;
import org.osgi.util.tracker.ServiceTrackerCustomizer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Hosting with one region of the framework for each instance; see {@link Walls}. */
@Component(configurationPid = HostingSettings.PID)
@Designate(ocd = HostingSettings.class)
public final class RegionHosting implements Hosting {
    private static final Logger LOG = LoggerFactory.getLogger(RegionHosting.class);

    private final HostingSettings settings;
    private final Clock clock;
    private final RouteTable routes;
    private final ServiceFolder services;
    private final InstanceFiles files;
    private final ReadingQueue readings;
    private final Walls walls;
    private final ServiceTracker<Object, Object> components;
    private final ExecutorService checks = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "beffroi-hosting-check");
        thread.setDaemon(true);
        return thread;
    });

    private final Map<Address, RunningInstance> instances = new ConcurrentHashMap<>();
    private final Map<Long, RunningInstance> byBundle = new ConcurrentHashMap<>();
    /** One instance is opened or closed by one thread at a time; instances don't wait for each other. */
    private final Map<Address, Object> locks = new ConcurrentHashMap<>();

    @Activate
    public RegionHosting(
            BundleContext own,
            @Reference RegionDigraph digraph,
            @Reference ReadingIntake intake,
            @Reference Clock clock,
            @Reference RouteTable routes,
            HostingSettings settings) {
        this.settings = settings;
        this.clock = clock;
        this.routes = routes;
        this.services = new ServiceFolder(Path.of(settings.services_folder()));
        this.files = new InstanceFiles(Path.of(settings.data_folder()), settings.storage_bytes());
        this.readings = new ReadingQueue(intake, settings.readings_waiting(), settings.readings_waiting_each());
        this.walls = new Walls(own, digraph);
        this.components = componentTracker(own.getBundle(0).getBundleContext());
        components.open(true);
    }

    @Deactivate
    void stop() throws InterruptedException {
        List.copyOf(instances.keySet()).forEach(address -> close(address.tenant(), address.service()));
        components.close();
        walls.close();
        readings.stop(Duration.ofSeconds(settings.readings_drain_seconds()));
        checks.shutdownNow();
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
            Path jar = services.find(wanted);
            if (running != null) {
                instances.remove(address);
                remove(running);
            }
            start(address, blueprint, jar);
            LOG.info("{} runs {} {}", address, wanted.symbolicName(), wanted.version());
        }
    }

    private void start(Address address, Blueprint blueprint, Path jar) {
        InstanceContext context = new InstanceContext(address, blueprint, clock, files.create(address), readings);
        Bundle bundle;
        try {
            bundle = walls.install(address, jar, context);
        } catch (BundleException | IOException e) {
            throw unavailable(address, "can't be installed", e);
        }
        RunningInstance instance =
                new RunningInstance(address, blueprint, bundle, context, routes, settings.requests_in_flight());
        byBundle.put(bundle.getBundleId(), instance);
        try {
            // Transient: the framework never starts it by itself; whether it runs is for the journal to say.
            bundle.start(Bundle.START_TRANSIENT);
            instance.await(Duration.ofSeconds(settings.start_seconds()));
        } catch (BundleException | ExecutionException | TimeoutException e) {
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

    private String why(Exception e) {
        if (e instanceof TimeoutException) {
            return "offered no servlet with a check within " + settings.start_seconds()
                    + " s: a reference of its component is not there inside its walls";
        }
        Throwable cause = e instanceof ExecutionException ? e.getCause() : e;
        return "does not start (" + cause.getMessage() + ")";
    }

    @Override
    public void check(Insee tenant, String service) {
        RunningInstance instance = running(tenant, service);
        int closings = instance.closings();
        HostedService hosted = instance.hosted().orElseThrow(() -> gone(instance.address()));
        Future<Void> answer = checks.submit(() -> {
            hosted.check();
            return null;
        });
        try {
            answer.get(settings.check_seconds(), TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw unavailable(instance.address(), "can't work: " + e.getCause().getMessage(), e.getCause());
        } catch (TimeoutException e) {
            answer.cancel(true);
            throw unavailable(
                    instance.address(), "did not answer its check within " + settings.check_seconds() + " s", e);
        } catch (InterruptedException e) {
            answer.cancel(true);
            Thread.currentThread().interrupt();
            throw unavailable(instance.address(), "was interrupted in its check", e);
        }
        instance.serve(hosted, closings);
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
        // Unbounded: whoever leaves takes everything along.
        hosted.export(ConfinedFileSystem.confine(folder, Long.MAX_VALUE));
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
        }
    }

    private void remove(RunningInstance instance) {
        instance.detach(Duration.ofSeconds(settings.close_seconds()));
        walls.remove(instance.address(), instance.bundle());
        byBundle.remove(instance.bundle().getBundleId());
        instance.context().close();
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

    /**
     * Sees the components of all instances, because the system bundle stands above the walls. Whose a component is says the number
     * of its bundle, which the framework gives, never a property, which the bundle gives itself.
     */
    private ServiceTracker<Object, Object> componentTracker(BundleContext system) {
        String filter =
                "(&(objectClass=" + Servlet.class.getName() + ")(objectClass=" + HostedService.class.getName() + "))";
        try {
            return new ServiceTracker<>(system, FrameworkUtil.createFilter(filter), new ServiceTrackerCustomizer<>() {
                @Override
                public Object addingService(ServiceReference<Object> reference) {
                    RunningInstance instance =
                            byBundle.get(reference.getBundle().getBundleId());
                    if (instance == null) {
                        return null;
                    }
                    Object component = system.getService(reference);
                    if (component == null) {
                        instance.refuse(
                                new IllegalStateException("its component could not be activated; the log says why"));
                        return null;
                    }
                    instance.attach(component);
                    return component;
                }

                @Override
                public void modifiedService(ServiceReference<Object> reference, Object component) {
                    // Nothing here depends on properties.
                }

                @Override
                public void removedService(ServiceReference<Object> reference, Object component) {
                    RunningInstance instance =
                            byBundle.get(reference.getBundle().getBundleId());
                    if (instance != null) {
                        instance.detach(Duration.ofSeconds(settings.close_seconds()));
                    }
                    system.ungetService(reference);
                }
            });
        } catch (InvalidSyntaxException e) {
            throw new IllegalStateException("The filter is a constant", e);
        }
    }

    private static Refusal unavailable(Address address, String what, Throwable cause) {
        return new Refusal(Reason.UNAVAILABLE, "The instance " + address + " " + what + ".", cause);
    }

    private static Refusal gone(Address address) {
        return new Refusal(Reason.NOT_FOUND, "No instance runs for " + address + ".");
    }
}
