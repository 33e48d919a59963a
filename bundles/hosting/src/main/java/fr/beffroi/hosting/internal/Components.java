package fr.beffroi.hosting.internal;

import fr.beffroi.api.hosted.HostedService;
import jakarta.servlet.Servlet;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;
import org.osgi.util.tracker.ServiceTracker;
import org.osgi.util.tracker.ServiceTrackerCustomizer;

/**
 * Brings the components of all instances to them, as Declarative Services offer them. It sees them all because the system bundle
 * stands above the walls. Whose a component is says the number of its bundle, which the framework gives, never a property, which the
 * bundle gives itself.
 */
final class Components implements ServiceTrackerCustomizer<Object, RunningInstance> {
    private static final String FILTER =
            "(&(objectClass=" + Servlet.class.getName() + ")(objectClass=" + HostedService.class.getName() + "))";

    private final BundleContext system;
    private final Duration leave;
    private final Map<Long, RunningInstance> byBundle = new ConcurrentHashMap<>();
    private final ServiceTracker<Object, RunningInstance> tracker;

    /** @param leave time that requests in flight have to end when the component goes */
    Components(BundleContext system, Duration leave) {
        this.system = system;
        this.leave = leave;
        try {
            this.tracker = new ServiceTracker<>(system, FrameworkUtil.createFilter(FILTER), this);
        } catch (InvalidSyntaxException e) {
            throw new IllegalStateException("The filter is a constant", e);
        }
    }

    void open() {
        tracker.open(true);
    }

    void close() {
        tracker.close();
    }

    /** What that instance's bundle offers is its component from now on. */
    void expect(RunningInstance instance) {
        byBundle.put(instance.bundle().getBundleId(), instance);
    }

    void forget(RunningInstance instance) {
        byBundle.remove(instance.bundle().getBundleId());
    }

    /** Makes the component, on the thread that starts its bundle: whoever starts one doesn't wait for it without limit. */
    @Override
    public RunningInstance addingService(ServiceReference<Object> reference) {
        RunningInstance instance = byBundle.get(reference.getBundle().getBundleId());
        if (instance == null) {
            return null;
        }
        Object component = system.getService(reference);
        if (component == null) {
            instance.refuse(new IllegalStateException("its component could not be activated; the log says why"));
            return null;
        }
        instance.attach(component);
        return instance;
    }

    @Override
    public void modifiedService(ServiceReference<Object> reference, RunningInstance instance) {
        // Nothing here depends on properties.
    }

    /** The reference leads to no bundle any more when the component went while it was still being made. */
    @Override
    public void removedService(ServiceReference<Object> reference, RunningInstance instance) {
        instance.detach(leave);
        system.ungetService(reference);
    }
}
