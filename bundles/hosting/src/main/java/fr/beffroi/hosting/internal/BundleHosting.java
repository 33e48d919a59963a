package fr.beffroi.hosting.internal;

import fr.beffroi.api.Insee;
import fr.beffroi.api.Offering;
import fr.beffroi.api.ReadingIntake;
import fr.beffroi.api.Reason;
import fr.beffroi.api.Refusal;
import fr.beffroi.api.hosted.Outside;
import fr.beffroi.hosting.Blueprint;
import fr.beffroi.hosting.Hosting;
import fr.beffroi.hosting.Instance;
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
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
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

    private final HostingSettings settings;
    private final RouteTable routes;
    private final ServiceFolder services;
    private final InstanceFiles files;
    private final ReadingQueue readings;
    private final Installations installations;
    private final Demands demands;
    private final Ledgers ledgers;
    private final Residents residents;
    private final Exiles exiles;
    private final Absences absences;
    private final Vitals vitals;
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "beffroi-hosting-watch");
        thread.setDaemon(true);
        return thread;
    });

    @Activate
    public BundleHosting(
            BundleContext own,
            @Reference ReadingIntake intake,
            @Reference Clock clock,
            @Reference RouteTable routes,
            HostingSettings settings) {
        this.settings = settings;
        this.routes = routes;
        Bounds bounds = Bounds.of(settings);
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
        this.exiles = new Exiles(Duration.ofMinutes(settings.heap_pause_minutes()), System::nanoTime);
        this.residents = new Residents(routes, services, installations, demands, ledgers);
        this.absences =
                new Absences(settings, residents, routes, bounds.visitors(), installations, demands, ledgers, exiles);
        this.vitals = Vitals.of(settings, demands::ask);
        HeapGuard guard = new HeapGuard(
                settings.heap_percent(),
                new CollectedHeap()::now,
                System::gc,
                System::nanoTime,
                new Evictions(exiles, absences));
        Watch watch =
                new Watch(settings, bounds, installations.threads(), residents::running, ledgers.all(), vitals, guard);
        timer.execute(services::survey);
        timer.scheduleWithFixedDelay(watch::look, 1, 1, TimeUnit.SECONDS);
        ledgers.begin();
    }

    private Optional<Offering> offering(Address address) {
        return residents.offering(address);
    }

    @Deactivate
    void stop() throws InterruptedException {
        absences.stop();
        ledgers.stop();
        residents.addresses().forEach(address -> close(address.tenant(), address.service()));
        timer.shutdownNow();
        vitals.close();
        installations.close();
        readings.stop(Duration.ofSeconds(settings.readings_drain_seconds()));
    }

    @Override
    public void open(Blueprint blueprint) {
        Address address = address(blueprint);
        synchronized (residents.lock(address)) {
            Resident resident = residents.at(address);
            if (resident == null || !resident.isMadeFrom(blueprint)) {
                residents.exchange(address, blueprint);
            }
        }
    }

    @Override
    public void place(Blueprint blueprint) {
        Address address = address(blueprint);
        synchronized (residents.lock(address)) {
            if (!absences.arePossible() || residents.at(address) != null) {
                open(blueprint);
                check(address.tenant(), address.service());
                return;
            }
            services.find(Residents.bundle(blueprint));
            absences.place(address, blueprint);
        }
    }

    private static Address address(Blueprint blueprint) {
        return new Address(blueprint.commune().insee(), blueprint.offering().name());
    }

    @Override
    public void restart(Insee tenant, String service) {
        Address address = new Address(tenant, service);
        synchronized (residents.lock(address)) {
            if (absences.wake(address)) {
                return;
            }
            exiles.forget(address);
            Resident resident = residents.at(address);
            Instance.State meant = resident instanceof Evicted evicted
                    ? evicted.meant()
                    : residents.running(address).meant();
            residents.renew(address, meant);
        }
    }

    @Override
    public void check(Insee tenant, String service) {
        Address address = new Address(tenant, service);
        // With the lock, so that it isn't parked while it is asked.
        synchronized (residents.lock(address)) {
            if (!absences.wake(address)) {
                demands.check(residents.running(address));
            }
        }
    }

    @Override
    public void withdraw(Insee tenant, String service) {
        Address address = new Address(tenant, service);
        // With the lock, as all that begins or ends what parking looks at.
        synchronized (residents.lock(address)) {
            demands.withdraw(residents.running(address));
        }
    }

    @Override
    public void suspend(Insee tenant, String service) {
        Address address = new Address(tenant, service);
        synchronized (residents.lock(address)) {
            demands.suspend(residents.running(address));
        }
    }

    @Override
    public void export(Insee tenant, String service, Path folder) throws IOException {
        Address address = new Address(tenant, service);
        RunningInstance instance;
        synchronized (residents.lock(address)) {
            absences.wake(address);
            instance = residents.running(address);
            instance.inside().use();
        }
        demands.export(instance, folder);
    }

    @Override
    public void close(Insee tenant, String service) {
        Address address = new Address(tenant, service);
        synchronized (residents.lock(address)) {
            Resident resident = residents.remove(address);
            exiles.forget(address);
            if (resident instanceof RunningInstance running) {
                installations.remove(running);
            }
            if (resident != null) {
                LOG.info("{} is closed", address);
            }
            routes.remove(address);
            ledgers.settle(
                    address,
                    Optional.ofNullable(resident).map(Resident::blueprint).map(Blueprint::offering));
        }
    }

    @Override
    public void dropFiles(Insee tenant, String service) {
        Address address = new Address(tenant, service);
        synchronized (residents.lock(address)) {
            if (residents.at(address) != null) {
                throw new Refusal(Reason.CONCURRENT, "The instance " + address + " still stands: close it first.");
            }
            files.drop(address);
        }
    }

    @Override
    public List<Instance> instances() {
        return residents.snapshots();
    }

    @Override
    public List<Use> uses() {
        Map<ClassLoader, List<Thread>> live = OwnThreads.live();
        return ledgers.uses(address -> residents.ownThreads(address, live));
    }

    @Override
    public List<Unhealthy> unhealthy() {
        return Stream.concat(vitals.unhealthy(residents.running()).stream(), residents.unhealthy())
                .sorted(Comparator.comparing(Unhealthy::tenant).thenComparing(Unhealthy::service))
                .toList();
    }

    @Override
    public List<String> filesFolders() {
        return files.list();
    }
}
