package fr.beffroi.bench;

import fr.beffroi.api.hosted.HostedService;
import fr.beffroi.api.hosted.TenantContext;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.concurrent.TimeUnit;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceFactory;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.ServiceRegistration;
import org.osgi.framework.launch.Framework;
import org.osgi.framework.launch.FrameworkFactory;

/**
 * The program in the process of {@link BareContainer}, apart from it because only there the framework is on the class path. Each
 * instance has a folder and an SQLite file of its own.
 */
final class BareInstances {
    /** The file with the microseconds that each took, a line each. It is there when all of them work. */
    static final String TIMES = "times";

    private static final String SHARED =
            "fr.beffroi.api;version=1.0.0,fr.beffroi.api.hosted;version=1.0.0,org.slf4j;version=2.0.0";

    private final BundleContext system;
    private final Path service;

    private BareInstances(BundleContext system, Path service) {
        this.system = system;
        this.service = service;
    }

    /** {@code BareInstances folder instances service bundle…}: stays until it is ended. */
    public static void main(String[] arguments) throws Exception {
        Path folder = Path.of(arguments[0]);
        Framework framework = framework(folder);
        BundleContext system = framework.getBundleContext();
        for (String bundle : List.of(arguments).subList(3, arguments.length)) {
            system.installBundle(Path.of(bundle).toUri().toString());
        }
        for (Bundle bundle : system.getBundles()) {
            bundle.start();
        }
        system.registerService(TenantContext.class, new Contexts(folder.resolve("instances")), null);
        BareInstances all = new BareInstances(system, Path.of(arguments[2]));
        List<String> micros = new ArrayList<>();
        for (int rank = 0; rank < Integer.parseInt(arguments[1]); rank++) {
            long before = System.nanoTime();
            all.add(rank);
            micros.add(Long.toString(TimeUnit.NANOSECONDS.toMicros(System.nanoTime() - before)));
        }
        // Seen as a whole or not at all.
        Path written = Files.write(folder.resolve(TIMES + ".new"), micros);
        Files.move(written, folder.resolve(TIMES), StandardCopyOption.ATOMIC_MOVE);
        framework.waitForStop(0);
    }

    private static Framework framework(Path folder) throws Exception {
        Map<String, String> configuration = Map.of(
                Constants.FRAMEWORK_STORAGE,
                folder.resolve("cache").toString(),
                Constants.FRAMEWORK_STORAGE_CLEAN,
                Constants.FRAMEWORK_STORAGE_CLEAN_ONFIRSTINIT,
                Constants.FRAMEWORK_SYSTEMPACKAGES_EXTRA,
                SHARED,
                Constants.FRAMEWORK_BSNVERSION,
                Constants.FRAMEWORK_BSNVERSION_MULTIPLE,
                "felix.log.level",
                "1");
        Framework framework = ServiceLoader.load(FrameworkFactory.class)
                .findFirst()
                .orElseThrow()
                .newFramework(configuration);
        framework.start();
        return framework;
    }

    /** One more instance, until it has passed its check. */
    private void add(int rank) throws Exception {
        Bundle bundle;
        try (InputStream content = Files.newInputStream(service)) {
            bundle = system.installBundle(Integer.toString(rank), content);
        }
        bundle.start();
        ServiceReference<?>[] provided = bundle.getRegisteredServices();
        if (provided == null) {
            throw new IllegalStateException("The instance " + rank + " provides nothing.");
        }
        ((HostedService) system.getService(provided[0])).check();
    }

    /** Each instance gets its own: its bundle was installed from its rank. */
    private record Contexts(Path folder) implements ServiceFactory<TenantContext> {
        @Override
        public TenantContext getService(Bundle bundle, ServiceRegistration<TenantContext> registration) {
            try {
                return BareContext.in(folder, Integer.parseInt(bundle.getLocation()));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public void ungetService(
                Bundle bundle, ServiceRegistration<TenantContext> registration, TenantContext context) {
            // It has nothing that would have to be closed.
        }
    }
}
