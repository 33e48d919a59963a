package fr.beffroi.itests.checkpoints;

import fr.beffroi.journal.Journal;
import java.nio.file.Path;
import java.util.Dictionary;
import java.util.Hashtable;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.UnaryOperator;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceFactory;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.ServiceRegistration;

/**
 * Puts a watched stand-in, of higher rank, beside each of the services that the bundle's manifest names. It is started after the rooms
 * that offer them and before those that are watched, and stays as long as the process does, so it needn't follow what comes and goes.
 */
public final class Checkpoints implements BundleActivator {
    private static final long PATIENCE = TimeUnit.SECONDS.toNanos(120);
    private static final long GLANCE = TimeUnit.MILLISECONDS.toNanos(10);

    /** Everybody else is given the real service. */
    private static final Set<String> WATCHED = Set.of("fr.beffroi.broker", "fr.beffroi.provisioning");

    @Override
    public void start(BundleContext context) throws ClassNotFoundException {
        Barrier barrier = new Barrier(Path.of(System.getenv("BEFFROI_DATA")).resolve("checkpoints"));
        for (String service :
                context.getBundle().getHeaders().get("Watched-Services").split(",")) {
            if (service.equals(Journal.class.getName())) {
                watch(context, Journal.class, real -> new WatchedJournal(real, barrier));
            } else {
                watchTarget(context, context.getBundle().loadClass(service), barrier);
            }
        }
    }

    private static <T> void watchTarget(BundleContext context, Class<T> target, Barrier barrier) {
        watch(context, target, real -> WatchedTarget.of(target, real, barrier));
    }

    private static <T> void watch(BundleContext context, Class<T> service, UnaryOperator<T> standIn) {
        ServiceReference<T> real = await(context, service);
        Dictionary<String, Object> properties = new Hashtable<>();
        properties.put(Constants.SERVICE_RANKING, 1000);
        context.registerService(service, new Factory<>(context, real, standIn), properties);
    }

    private static <T> ServiceReference<T> await(BundleContext context, Class<T> service) {
        long end = System.nanoTime() + PATIENCE;
        ServiceReference<T> found = context.getServiceReference(service);
        while (found == null) {
            if (System.nanoTime() > end) {
                throw new IllegalStateException("There is no " + service.getName() + " to stand before.");
            }
            LockSupport.parkNanos(GLANCE);
            found = context.getServiceReference(service);
        }
        return found;
    }

    @Override
    public void stop(BundleContext context) {
        // The framework takes back what is registered.
    }

    /** Looks who asks. */
    private record Factory<T>(BundleContext context, ServiceReference<T> real, UnaryOperator<T> standIn)
            implements ServiceFactory<T> {
        @Override
        public T getService(Bundle bundle, ServiceRegistration<T> registration) {
            T behind = context.getService(real);
            return WATCHED.contains(bundle.getSymbolicName()) ? standIn.apply(behind) : behind;
        }

        @Override
        public void ungetService(Bundle bundle, ServiceRegistration<T> registration, T given) {
            context.ungetService(real);
        }
    }
}
