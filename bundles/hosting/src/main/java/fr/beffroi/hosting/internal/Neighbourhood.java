package fr.beffroi.hosting.internal;

import java.util.Collection;
import java.util.stream.Collectors;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleEvent;
import org.osgi.framework.hooks.bundle.CollisionHook;
import org.osgi.framework.hooks.bundle.EventHook;
import org.osgi.framework.hooks.bundle.FindHook;

/**
 * The walls for bundles: who finds them and who is told of their lives, as {@link Sight} has it for services. Never in one object with it:
 * Felix takes such a one for a hook of services also when a bundle has news, fails, and tells everybody.
 */
final class Neighbourhood implements FindHook, EventHook, CollisionHook {

    @Override
    public void find(BundleContext context, Collection<Bundle> bundles) {
        Bundle finder = Sight.bundle(context);
        // All at once: it is a list, in which each removal moves what comes after.
        bundles.retainAll(
                bundles.stream().filter(bundle -> Sight.sees(finder, bundle)).collect(Collectors.toSet()));
    }

    @Override
    public void event(BundleEvent event, Collection<BundleContext> listeners) {
        Sight.hide(event.getBundle(), false, listeners);
    }

    /** Any number of instances run the same bundle, in the same version. */
    @Override
    public void filterCollisions(int operation, Bundle target, Collection<Bundle> candidates) {
        candidates.retainAll(candidates.stream()
                .filter(candidate -> !Walls.enclose(candidate))
                .collect(Collectors.toSet()));
    }
}
