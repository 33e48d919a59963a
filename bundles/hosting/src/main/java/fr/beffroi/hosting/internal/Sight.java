package fr.beffroi.hosting.internal;

import java.util.Collection;
import java.util.Set;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceEvent;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.hooks.service.EventHook;
import org.osgi.framework.hooks.service.FindHook;

/**
 * The walls for services: who finds them and who is told of them. The bundle of an instance sees its own, and those of the house that
 * are marked for it ({@link Walls#SHARED}); of the instance nobody sees anything. The system bundle sees everything: the framework has
 * it so.
 *
 * <p>This is asked at each look-up and each event in the house, about every instance, since Declarative Services listen for each. So it
 * decides by the two bundles alone, and keeps nothing that it would have to look up or that could be late.
 *
 * <p>Nothing may be thrown from here: the framework would go on as if there were no walls.
 */
@SuppressWarnings(
        "deprecation") // For the newer hook of service events the framework copies every listener at every event.
final class Sight implements FindHook, EventHook {

    @Override
    public void find(
            BundleContext context,
            String name,
            String filter,
            boolean allServices,
            Collection<ServiceReference<?>> references) {
        Bundle finder = bundle(context);
        references.removeIf(reference -> !sees(finder, reference));
    }

    @Override
    public void event(ServiceEvent event, Collection<BundleContext> listeners) {
        ServiceReference<?> reference = event.getServiceReference();
        hide(reference.getBundle(), isShared(reference), listeners);
    }

    /** Nothing of an instance is said to anybody but itself; of the rest an instance hears nothing unless it is shared. */
    static void hide(Bundle owner, boolean shared, Collection<BundleContext> listeners) {
        if (owner == null || Walls.enclose(owner)) {
            // Nobody else is looked at, however many listen.
            BundleContext own = owner == null ? null : owner.getBundleContext();
            listeners.retainAll(own == null ? Set.of() : Set.of(own));
        } else if (!shared) {
            listeners.removeIf(listener -> !sees(bundle(listener), owner));
        }
    }

    private static boolean sees(Bundle who, ServiceReference<?> reference) {
        // Null when it is gone already.
        Bundle owner = reference.getBundle();
        return owner != null && (sees(who, owner) || who != null && !Walls.enclose(owner) && isShared(reference));
    }

    static boolean sees(Bundle who, Bundle other) {
        if (who == null) {
            return false;
        }
        return Walls.enclose(other) ? who.equals(other) || who.getBundleId() == 0 : !Walls.enclose(who);
    }

    private static boolean isShared(ServiceReference<?> reference) {
        return "true".equals(String.valueOf(reference.getProperty(Walls.SHARED)));
    }

    /** Null when its bundle has stopped meanwhile: then nobody is there any more who could see anything. */
    static Bundle bundle(BundleContext context) {
        try {
            return context.getBundle();
        } catch (IllegalStateException gone) {
            return null;
        }
    }
}
