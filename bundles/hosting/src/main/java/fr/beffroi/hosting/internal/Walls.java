package fr.beffroi.hosting.internal;

import fr.beffroi.api.hosted.TenantContext;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.eclipse.equinox.region.Region;
import org.eclipse.equinox.region.RegionDigraph;
import org.eclipse.equinox.region.RegionFilter;
import org.eclipse.equinox.region.RegionFilterBuilder;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleEvent;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceRegistration;
import org.osgi.framework.SynchronousBundleListener;
import org.osgi.framework.hooks.resolver.ResolverHookFactory;
import org.osgi.framework.startlevel.BundleStartLevel;
import org.osgi.framework.wiring.FrameworkWiring;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The walls around instances: a region of the framework for each, with one bundle in it and a single edge, from it to the house's own
 * region. Through that edge an instance sees the packages of {@link #PACKAGES} and services marked {@value #SHARED}; the house sees
 * nothing of the instance, so that no two instances are ever connected through it.
 *
 * <p>Never add an edge from the house to an instance: visibility follows paths, and such edges make every service registration visit
 * every region.
 *
 * <p>Regions are looked up by name each time: the features service of Karaf replaces the whole graph when it changes something, and a
 * region object held over that belongs to no graph.
 */
final class Walls {
    /** The mark of a service of the house that instances may see. */
    static final String SHARED = "(beffroi.shared=true)";

    /**
     * What a service bundle may import: the API of the house, of servlets, of logging, of Declarative Services, and of the JDK.
     * {@code org.osgi.framework} is not among them, because what it leads to sees through every wall; nor is what opens files and
     * addresses by their name, as the JDK's XML does.
     */
    static final List<String> PACKAGES = List.of(
            "fr.beffroi.api",
            "fr.beffroi.api.hosted",
            "jakarta.servlet",
            "jakarta.servlet.annotation",
            "jakarta.servlet.http",
            "org.osgi.service.component",
            "org.slf4j",
            "javax.crypto",
            "javax.crypto.spec",
            "javax.sql");

    private static final Logger LOG = LoggerFactory.getLogger(Walls.class);

    private final BundleContext system;
    private final RegionDigraph digraph;
    private final String house;
    private final int startLevel;
    private final RegionFilter filter;
    /** By location, because that is known before the bundle is. */
    private final Map<String, TenantContext> contexts = new ConcurrentHashMap<>();
    /** Their names, by location. */
    private final Map<String, String> regions = new ConcurrentHashMap<>();

    private final AtomicLong installed = new AtomicLong();

    private final RegionKeeper keeper = new RegionKeeper();
    private final ServiceRegistration<ResolverHookFactory> hook;

    private final SynchronousBundleListener listener = this::bundleChanged;

    /**
     * @param own context of this bundle, whose region is the house's
     * @param digraph of the framework
     */
    Walls(BundleContext own, RegionDigraph digraph) {
        this.system = own.getBundle(0).getBundleContext();
        this.digraph = digraph;
        this.house = digraph.getRegion(own.getBundle()).getName();
        this.startLevel = own.getBundle().adapt(BundleStartLevel.class).getStartLevel();
        this.filter = filter(digraph.createRegionFilterBuilder());
        // First of all: it must come before the hook of regions, which has no rank in Karaf.
        this.hook = own.registerService(
                ResolverHookFactory.class,
                keeper,
                new Hashtable<>(Map.of(Constants.SERVICE_RANKING, Integer.MAX_VALUE)));
        system.addBundleListener(listener);
    }

    private static RegionFilter filter(RegionFilterBuilder builder) {
        try {
            for (String name : PACKAGES) {
                builder.allow(RegionFilter.VISIBLE_PACKAGE_NAMESPACE, "(osgi.wiring.package=" + name + ")");
            }
            return builder.allow("osgi.extender", "(osgi.extender=osgi.component)")
                    .allow("osgi.contract", "(osgi.contract=JakartaServlet)")
                    .allowAll("osgi.ee")
                    .allowAll("osgi.native")
                    .allow(RegionFilter.VISIBLE_OSGI_SERVICE_NAMESPACE, SHARED)
                    .build();
        } catch (InvalidSyntaxException e) {
            throw new IllegalStateException("The filters are constants", e);
        }
    }

    /**
     * Installs a bundle inside walls of its own. It isn't started; when it is, the context is there before it.
     *
     * @throws BundleException when it can't be installed; nothing of it stays
     */
    Bundle install(Address address, Path jar, TenantContext context) throws BundleException, IOException {
        // Nobody finds the bundle by guessing where it was installed from: the framework doesn't hide bundles asked for
        // by location.
        String location = "beffroi:" + UUID.randomUUID();
        // One that does not stop keeps its region: what comes after it at this address gets another.
        String name = "beffroi/" + address + "#" + installed.incrementAndGet();
        Region region = digraph.createRegion(name);
        contexts.put(location, context);
        regions.put(location, name);
        keeper.keep(location, region);
        try (InputStream content = Files.newInputStream(jar)) {
            region.connectRegion(digraph.getRegion(house), filter);
            Bundle bundle = region.installBundleAtLocation(location, content);
            // Instances are opened again while the house is still starting; a bundle of the framework's default level
            // would have to wait for the end of that.
            bundle.adapt(BundleStartLevel.class).setStartLevel(startLevel);
            // Here, so that its start has nothing left to resolve. Should it fail, the start says why.
            system.getBundle().adapt(FrameworkWiring.class).resolveBundles(List.of(bundle));
            return bundle;
        } catch (BundleException | IOException | RuntimeException e) {
            contexts.remove(location);
            regions.remove(location);
            digraph.removeRegion(region);
            throw e;
        } finally {
            keeper.release(location);
        }
    }

    /** Stops and uninstalls a bundle and takes its walls down. */
    void remove(Address address, Bundle bundle) {
        try {
            if (bundle.getState() != Bundle.UNINSTALLED) {
                bundle.stop(Bundle.STOP_TRANSIENT);
            }
        } catch (BundleException | IllegalStateException e) {
            LOG.error("The bundle of {} does not stop as it should", address, e);
        }
        Region region = digraph.getRegion(regions.get(bundle.getLocation()));
        if (region != null) {
            keeper.keep(bundle.getLocation(), region);
        }
        try {
            if (bundle.getState() != Bundle.UNINSTALLED) {
                bundle.uninstall();
            }
        } catch (BundleException | IllegalStateException e) {
            LOG.error("The bundle of {} can't be uninstalled", address, e);
        }
        keeper.release(bundle.getLocation());
        contexts.remove(bundle.getLocation());
        regions.remove(bundle.getLocation());
        if (region != null) {
            digraph.removeRegion(region);
        }
    }

    /** Whether the bundle runs inside walls. */
    boolean encloses(Bundle bundle) {
        return contexts.containsKey(bundle.getLocation());
    }

    /** Stops watching. The instances are gone by then. */
    void close() {
        system.removeBundleListener(listener);
        hook.unregister();
    }

    private void bundleChanged(BundleEvent event) {
        Bundle bundle = event.getBundle();
        switch (event.getType()) {
            case BundleEvent.STARTING -> {
                TenantContext context = contexts.get(bundle.getLocation());
                if (context != null) {
                    // Through the tenant's own context: so it lives inside the walls, and dies with the bundle.
                    bundle.getBundleContext().registerService(TenantContext.class, context, null);
                }
            }
            case BundleEvent.INSTALLED -> {
                if (encloses(event.getOrigin())) {
                    throwOut(bundle, event.getOrigin());
                }
            }
            default -> {}
        }
    }

    /** A bundle that an instance installs would stand outside the walls. */
    private static void throwOut(Bundle bundle, Bundle origin) {
        LOG.error("{} installed the bundle {}; a hosted service installs nothing, so it goes", origin, bundle);
        try {
            bundle.uninstall();
        } catch (BundleException e) {
            LOG.error("The bundle {} can't be uninstalled", bundle, e);
        }
    }
}
