package fr.beffroi.hosting.internal;

import fr.beffroi.api.hosted.TenantContext;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleEvent;
import org.osgi.framework.BundleException;
import org.osgi.framework.ServiceRegistration;
import org.osgi.framework.SynchronousBundleListener;
import org.osgi.framework.hooks.bundle.CollisionHook;
import org.osgi.framework.hooks.bundle.EventHook;
import org.osgi.framework.hooks.bundle.FindHook;
import org.osgi.framework.hooks.resolver.ResolverHookFactory;
import org.osgi.framework.startlevel.BundleStartLevel;
import org.osgi.framework.wiring.FrameworkWiring;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The walls around instances: each is one bundle, and whatever bundle was installed from a place {@value #PLACE} is inside walls of its
 * own. {@link Sight}, {@link Neighbourhood} and {@link Wiring} strike out what it may not see and what nobody may see of it.
 *
 * <p>That the place alone decides leaves no moment, before the installation is over or while the bundle goes, in which it stands outside.
 */
final class Walls {
    /** The property, of value {@code true}, of a service of the house that instances may see. */
    static final String SHARED = "beffroi.shared";

    private static final String PLACE = "beffroi:";

    @SuppressWarnings("deprecation") // See Sight.
    private static final String[] SIGHT = {
        org.osgi.framework.hooks.service.FindHook.class.getName(),
        org.osgi.framework.hooks.service.EventHook.class.getName()
    };

    private static final String[] NEIGHBOURHOOD = {
        FindHook.class.getName(), EventHook.class.getName(), CollisionHook.class.getName()
    };

    private static final Logger LOG = LoggerFactory.getLogger(Walls.class);

    private final BundleContext system;
    private final int startLevel;
    /** By location, because that is known before the bundle is. */
    private final Map<String, TenantContext> contexts = new ConcurrentHashMap<>();

    private final List<ServiceRegistration<?>> hooks;
    private final SynchronousBundleListener listener = this::bundleChanged;

    /** @param own context of this bundle */
    Walls(BundleContext own) {
        this.system = own.getBundle(0).getBundleContext();
        this.startLevel = own.getBundle().adapt(BundleStartLevel.class).getStartLevel();
        // The system bundle's: an instance that doesn't stop when this bundle does stays inside.
        this.hooks = List.of(
                system.registerService(SIGHT, new Sight(), null),
                system.registerService(NEIGHBOURHOOD, new Neighbourhood(), null),
                system.registerService(ResolverHookFactory.class, new Wiring(), null));
        system.addBundleListener(listener);
    }

    /** Whether the bundle stands inside walls of its own, or stood there before it was uninstalled. */
    static boolean enclose(Bundle bundle) {
        String location = bundle.getLocation();
        // When the framework can't tell, nothing is to be seen of it either.
        return location == null || location.startsWith(PLACE);
    }

    /**
     * Installs a bundle, inside walls of its own. It isn't started; when it is, the context is there before it.
     *
     * @throws BundleException when it can't be installed; nothing of it stays
     */
    Bundle install(Address address, Path jar, TenantContext context) throws BundleException, IOException {
        // Nobody finds the bundle by guessing where it was installed from: the framework doesn't hide bundles asked for
        // by location.
        String location = PLACE + UUID.randomUUID();
        contexts.put(location, context);
        try (InputStream content = Files.newInputStream(jar)) {
            Bundle bundle = system.installBundle(location, content);
            // Instances are opened again while the house is still starting; a bundle of the framework's default level
            // would have to wait for the end of that.
            bundle.adapt(BundleStartLevel.class).setStartLevel(startLevel);
            // Here, so that its start has nothing left to resolve. Should it fail, the start says why.
            system.getBundle().adapt(FrameworkWiring.class).resolveBundles(List.of(bundle));
            return bundle;
        } catch (BundleException | IOException | RuntimeException e) {
            contexts.remove(location);
            throw e;
        }
    }

    /**
     * Stops and uninstalls a bundle and takes its walls down. Whoever has waited for this too long interrupts it, once; the framework then
     * gives up waiting for its own locks, so each is tried again: what hangs is removed whenever it stops hanging.
     */
    void remove(Address address, Bundle bundle) {
        twice(address, bundle, () -> bundle.stop(Bundle.STOP_TRANSIENT), "The bundle of {} does not stop as it should");
        twice(address, bundle, bundle::uninstall, "The bundle of {} can't be uninstalled");
        contexts.remove(bundle.getLocation());
    }

    private interface Change {
        void make() throws BundleException;
    }

    private static void twice(Address address, Bundle bundle, Change change, String failure) {
        for (int left = 1; bundle.getState() != Bundle.UNINSTALLED; left--) {
            try {
                change.make();
                return;
            } catch (BundleException | IllegalStateException e) {
                if (left == 0) {
                    LOG.error(failure, address, e);
                    return;
                }
            }
        }
    }

    /** Stops watching. The walls come down when nobody is left inside. */
    void close() {
        system.removeBundleListener(listener);
        List<Bundle> left =
                Stream.of(system.getBundles()).filter(Walls::enclose).toList();
        if (left.isEmpty()) {
            hooks.forEach(ServiceRegistration::unregister);
        } else {
            LOG.error("{} did not stop; their walls stay until the framework ends", left);
        }
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
                if (enclose(event.getOrigin())) {
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
