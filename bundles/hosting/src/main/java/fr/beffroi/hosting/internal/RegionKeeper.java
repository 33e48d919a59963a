package fr.beffroi.hosting.internal;

import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.equinox.region.Region;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleException;
import org.osgi.framework.hooks.resolver.ResolverHook;
import org.osgi.framework.hooks.resolver.ResolverHookFactory;
import org.osgi.framework.wiring.BundleCapability;
import org.osgi.framework.wiring.BundleRequirement;
import org.osgi.framework.wiring.BundleRevision;

/**
 * Sees to it that the bundle of an instance has its region for as long as the framework's resolver knows it.
 *
 * <p>Regions learn of a bundle by events, and these come late: a new bundle can be resolved a moment before its region has it, and an
 * uninstalled one a moment after its region let go of it. The resolver hook of regions strikes out whatever has no region, which is
 * right. But when a hook strikes out anything, Felix 7.0.5 looks for packages only among the bundles that are still unresolved: what
 * else is being resolved just then, anywhere in the house, misses packages that have been there all along. So this hook, which comes
 * before the one of regions, leaves that nothing to strike out.
 */
final class RegionKeeper implements ResolverHookFactory, ResolverHook {
    /** Of the bundles that are being installed or uninstalled, by location: their number isn't known yet. */
    private final Map<String, Region> regions = new ConcurrentHashMap<>();

    /** From now on, and until it is released, the bundle from there has that region. */
    void keep(String location, Region region) {
        regions.put(location, region);
    }

    void release(String location) {
        regions.remove(location);
    }

    @Override
    public ResolverHook begin(Collection<BundleRevision> triggers) {
        return this;
    }

    @Override
    public void filterResolvable(Collection<BundleRevision> candidates) {
        // The framework's global lock is held: nothing here may wait for a thread that installs.
        if (regions.isEmpty()) {
            return;
        }
        for (BundleRevision candidate : candidates) {
            Bundle bundle = candidate.getBundle();
            Region region = regions.get(bundle.getLocation());
            if (region != null) {
                settle(bundle, region);
            }
        }
    }

    private static void settle(Bundle bundle, Region region) {
        try {
            region.addBundle(bundle);
        } catch (BundleException | IllegalStateException e) {
            // The region was taken down meanwhile, because the bundle could not be installed. Thrown on, this would
            // fail the resolving of somebody else.
        }
    }

    @Override
    public void filterSingletonCollisions(BundleCapability one, Collection<BundleCapability> others) {
        // Regions do that.
    }

    @Override
    public void filterMatches(BundleRequirement requirement, Collection<BundleCapability> candidates) {
        // Regions do that.
    }

    @Override
    public void end() {
        // Nothing is kept from one resolving to the next.
    }
}
