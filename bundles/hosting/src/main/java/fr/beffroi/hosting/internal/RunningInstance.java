package fr.beffroi.hosting.internal;

import fr.beffroi.api.hosted.HostedService;
import fr.beffroi.hosting.Blueprint;
import fr.beffroi.hosting.Instance;
import jakarta.servlet.Servlet;
import jakarta.servlet.ServletException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.osgi.framework.Bundle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One bundle inside its walls, and the component in it that answers. The component comes and goes with Declarative Services; the
 * address answers only while it is there and after it has passed a check.
 */
final class RunningInstance {
    private static final Logger LOG = LoggerFactory.getLogger(RunningInstance.class);

    private final Address address;
    private final Blueprint blueprint;
    private final Bundle bundle;
    private final InstanceContext context;
    private final RouteTable routes;
    private final int requestsInFlight;
    private final CompletableFuture<Void> attached = new CompletableFuture<>();

    /** Guarded by this. */
    private Object component;

    private Route route;
    private boolean serving;
    /** The way that was closed by {@link #withdraw} and that somebody hasn't left yet. */
    private Route draining;

    RunningInstance(
            Address address,
            Blueprint blueprint,
            Bundle bundle,
            InstanceContext context,
            RouteTable routes,
            int requestsInFlight) {
        this.address = address;
        this.blueprint = blueprint;
        this.bundle = bundle;
        this.context = context;
        this.routes = routes;
        this.requestsInFlight = requestsInFlight;
    }

    Address address() {
        return address;
    }

    Bundle bundle() {
        return bundle;
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
                route = new Route(address, blueprint.offering(), servlet, requestsInFlight);
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
        Route leaving;
        synchronized (this) {
            if (component == null) {
                return;
            }
            serving = false;
            leaving = route;
            component = null;
            route = null;
        }
        routes.remove(leaving);
        try {
            if (!leaving.drain(atMost)) {
                LOG.warn("{} closes with requests still in flight after {}", address, atMost);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        try {
            leaving.servlet().destroy();
        } catch (RuntimeException | LinkageError e) {
            LOG.error("The servlet of {} failed while it was closed", address, e);
        }
    }

    /** Waits for the first {@link #attach}. */
    void await(Duration atMost) throws ExecutionException, TimeoutException, InterruptedException {
        attached.get(atMost.toMillis(), TimeUnit.MILLISECONDS);
    }

    synchronized Optional<HostedService> hosted() {
        return Optional.ofNullable((HostedService) component);
    }

    /** Opens the address, when the component that was asked is still the one that is there. */
    synchronized void serve(HostedService checked) {
        if (component == checked && !serving) {
            serving = true;
            routes.add(route);
        }
    }

    /**
     * Closes the address and waits for those inside; the component stays.
     *
     * @return whether all have left; if not, the next call waits for the same ones
     */
    boolean withdraw(Duration atMost) throws InterruptedException {
        Route leaving;
        synchronized (this) {
            if (serving) {
                serving = false;
                draining = route;
                route = route.anew();
            }
            leaving = draining;
        }
        if (leaving == null) {
            return true;
        }
        routes.remove(leaving);
        if (!leaving.drain(atMost)) {
            return false;
        }
        synchronized (this) {
            draining = null;
        }
        return true;
    }

    synchronized Instance snapshot() {
        return new Instance(
                address.tenant(),
                address.service(),
                blueprint.offering().hosted().orElseThrow().version(),
                serving);
    }
}
