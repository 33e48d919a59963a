package fr.beffroi.operations;

import fr.beffroi.api.Readiness;
import java.util.List;
import java.util.Objects;
import org.osgi.framework.BundleContext;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceObjects;
import org.osgi.framework.ServiceReference;
import org.osgi.util.tracker.ServiceTracker;

/** The rooms as the framework's registry has them now. */
final class RegisteredRooms implements Rooms {
    private final BundleContext context;
    private final ServiceTracker<WholeHouse, WholeHouse> house;

    RegisteredRooms(BundleContext context) {
        this.context = context;
        this.house = new ServiceTracker<>(context, WholeHouse.class, null);
        house.open();
    }

    @Override
    public synchronized boolean haveAllStarted() {
        if (house.getService() == null) {
            // One that could not be made when it was registered is asked for again.
            house.close();
            house.open();
        }
        return house.getService() != null;
    }

    @Override
    public List<ServiceObjects<Readiness>> parts() {
        try {
            return context.getServiceReferences(Readiness.class, null).stream()
                    .sorted()
                    .map(this::objects)
                    .filter(Objects::nonNull)
                    .toList();
        } catch (InvalidSyntaxException e) {
            throw new IllegalStateException("There is no filter", e);
        }
    }

    /** Null when it went away a moment ago. */
    private ServiceObjects<Readiness> objects(ServiceReference<Readiness> reference) {
        return context.getServiceObjects(reference);
    }

    @Override
    public synchronized void close() {
        house.close();
    }
}
