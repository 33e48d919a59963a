package fr.beffroi.hosting.internal;

import fr.beffroi.api.Reason;
import fr.beffroi.api.Refusal;
import fr.beffroi.hosting.Blueprint;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.wiring.BundleWiring;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings the bundle of an instance into the framework and takes it out again. In two steps, so that a bundle can be known to resolve while
 * the one that it takes the place of still serves; they never run at once, for both would write the same database and files.
 */
final class Installations {
    private static final Logger LOG = LoggerFactory.getLogger(Installations.class);

    private final HostingSettings settings;
    private final Clock clock;
    private final RouteTable routes;
    private final InstanceFiles files;
    private final ReadingQueue readings;
    private final Bounds bounds;
    private final Walls walls;
    private final Components components;
    private final OutsideWorld outside;
    private final OwnThreads threads = new OwnThreads(System::nanoTime);

    Installations(
            HostingSettings settings,
            Clock clock,
            RouteTable routes,
            InstanceFiles files,
            ReadingQueue readings,
            Bounds bounds,
            Walls walls,
            BundleContext system,
            OutsideWorld outside) {
        this.settings = settings;
        this.clock = clock;
        this.routes = routes;
        this.files = files;
        this.readings = readings;
        this.bounds = bounds;
        this.walls = walls;
        this.outside = outside;
        this.components = new Components(system, Duration.ofSeconds(settings.close_seconds()));
        components.open();
    }

    /**
     * Installs and resolves it. Nothing of it runs yet.
     *
     * @throws Refusal {@link Reason#UNAVAILABLE} when it can't be installed or doesn't resolve inside its walls; nothing of it stays
     */
    RunningInstance install(Address address, Blueprint blueprint, Path jar, Ledger ledger) {
        Exit exit = new Exit(address.service(), blueprint.offering().outgoing(), outside, ledger, System::nanoTime);
        InstanceContext context = new InstanceContext(address, blueprint, clock, files.create(address), readings, exit);
        Bundle bundle;
        try {
            bundle = walls.install(address, jar, context);
        } catch (BundleException | IOException e) {
            throw unavailable(address, "can't be installed", e);
        }
        try {
            resolve(bundle);
        } catch (ClassNotFoundException e) {
            walls.remove(address, bundle);
            throw unavailable(address, "does not resolve (" + e.getCause().getMessage() + ")", e);
        }
        ClassLoader loader = bundle.adapt(BundleWiring.class).getClassLoader();
        return new RunningInstance(
                address, blueprint, bundle, new Inside(address, loader, ledger), context, routes, bounds);
    }

    /**
     * A start would say, too, why it doesn't resolve; but one that can be resolved by then would run.
     *
     * @throws ClassNotFoundException when it doesn't resolve, with the cause
     */
    private static void resolve(Bundle bundle) throws ClassNotFoundException {
        if (bundle.adapt(BundleWiring.class) != null) {
            return;
        }
        try {
            bundle.loadClass("Anything");
        } catch (ClassNotFoundException e) {
            if (bundle.adapt(BundleWiring.class) == null) {
                throw e;
            }
        }
    }

    /**
     * Starts it and waits until it offers its servlet.
     *
     * @throws Refusal {@link Reason#UNAVAILABLE} when it doesn't; nothing of it stays
     */
    void start(RunningInstance instance) {
        components.expect(instance);
        instance.context().enterBy(instance.inside());
        try {
            instance.inside().within(Duration.ofSeconds(settings.start_seconds()), "start", () -> {
                // Transient: the framework never starts it by itself; whether it runs is for the journal to say.
                instance.bundle().start(Bundle.START_TRANSIENT);
                if (!instance.hasBeenOffered()) {
                    // While other bundles are being uninstalled, Declarative Services can miss the context, once in
                    // some hundred times, and doesn't look for it again.
                    LOG.warn("{} is started a second time: its component was not offered", instance.address());
                    instance.bundle().stop(Bundle.STOP_TRANSIENT);
                    instance.bundle().start(Bundle.START_TRANSIENT);
                }
                instance.await();
                return null;
            });
        } catch (ExecutionException | TimeoutException e) {
            remove(instance);
            throw unavailable(instance.address(), why(e), e);
        } catch (InterruptedException e) {
            remove(instance);
            Thread.currentThread().interrupt();
            throw unavailable(instance.address(), "was interrupted at its start", e);
        }
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

    /** What hangs goes on being removed by itself, for whenever it stops hanging; nobody waits for that. */
    void remove(RunningInstance instance) {
        Duration leave = Duration.ofSeconds(settings.close_seconds());
        // An interrupt would end the removal before it has begun, and what runs on is started a second time beside it.
        boolean interrupted = Thread.interrupted();
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
            interrupted = true;
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        instance.context().close();
        Inside inside = instance.inside();
        inside.loader().forget();
        threads.closed(instance.address(), inside.loader(), inside.ledger());
    }

    /** The threads that instances have started themselves, with those that outlived theirs. */
    OwnThreads threads() {
        return threads;
    }

    /** The instances are gone by then. */
    void close() {
        components.close();
        walls.close();
    }

    static Refusal unavailable(Address address, String what, Throwable cause) {
        return new Refusal(Reason.UNAVAILABLE, "The instance " + address + " " + what + ".", cause);
    }
}
