package fr.beffroi.hosting.internal;

import java.util.Dictionary;
import java.util.Hashtable;
import java.util.Map;
import org.eclipse.equinox.internal.region.CollisionHookHelper;
import org.eclipse.equinox.internal.region.StandardRegionDigraph;
import org.eclipse.equinox.region.Region;
import org.eclipse.equinox.region.RegionDigraph;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.hooks.bundle.CollisionHook;
import org.osgi.framework.hooks.bundle.EventHook;
import org.osgi.framework.hooks.bundle.FindHook;
import org.osgi.framework.hooks.resolver.ResolverHookFactory;

/** Starts the regions the way Karaf does; its hooks have other ranks than the ones that regions give themselves. */
public final class KarafRegions implements BundleActivator {
    @Override
    @SuppressWarnings("deprecation") // The hook of service events; it is what Karaf registers.
    public void start(BundleContext context) throws Exception {
        StandardRegionDigraph digraph = new StandardRegionDigraph(context, new ThreadLocal<>());
        Dictionary<String, Object> ranked = new Hashtable<>(Map.of(Constants.SERVICE_RANKING, 1000));
        context.registerService(ResolverHookFactory.class, digraph.getResolverHookFactory(), null);
        context.registerService(CollisionHook.class, CollisionHookHelper.getCollisionHook(digraph), null);
        context.registerService(FindHook.class, digraph.getBundleFindHook(), ranked);
        context.registerService(EventHook.class, digraph.getBundleEventHook(), ranked);
        context.registerService(org.osgi.framework.hooks.service.FindHook.class, digraph.getServiceFindHook(), ranked);
        context.registerService(
                org.osgi.framework.hooks.service.EventHook.class, digraph.getServiceEventHook(), ranked);
        context.registerService(RegionDigraph.class, digraph, null);
        Region root = digraph.createRegion("root");
        for (Bundle bundle : context.getBundles()) {
            root.addBundle(bundle);
        }
    }

    @Override
    public void stop(BundleContext context) {
        // Services go with the bundle.
    }
}
