package fr.beffroi.hosting.internal;

import static org.junit.jupiter.api.Assertions.assertTrue;

import fr.beffroi.api.Commune;
import fr.beffroi.api.HostedBundle;
import fr.beffroi.api.Insee;
import fr.beffroi.api.Meter;
import fr.beffroi.api.Offering;
import fr.beffroi.api.Plan;
import fr.beffroi.api.ReadingIntake;
import fr.beffroi.api.Siren;
import fr.beffroi.hosting.Blueprint;
import fr.beffroi.hosting.Hosting;
import fr.beffroi.hosting.sample.SampleService;
import fr.beffroi.hosting.testing.EvilService;
import fr.beffroi.hosting.testing.SmallBundle;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Arrays;
import java.util.Dictionary;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.launch.Framework;
import org.osgi.framework.launch.FrameworkFactory;

/**
 * The framework, Declarative Services and configuration of Karaf, in the versions that it brings, with this room's own bundle in it and a
 * folder of services to host.
 */
final class TestHouse implements AutoCloseable {
    static final HostedBundle SAMPLE = new HostedBundle("fr.beffroi.hosting.sample", "1.0.0");
    /** Runs {@link EvilService}. */
    static final HostedBundle EVIL = new HostedBundle("fr.beffroi.hosting.evil", "1.0.0");

    private static final String SHARED_WITH_THE_TEST = String.join(
            ",",
            "fr.beffroi.api;version=1.0.0",
            "fr.beffroi.api.hosted;version=1.0.0",
            "fr.beffroi.api.decision;version=1.0.0",
            "fr.beffroi.hosting;version=1.0.0",
            "com.sun.management",
            "jakarta.servlet;version=6.1.0",
            "jakarta.servlet.annotation;version=6.1.0",
            "jakarta.servlet.http;version=6.1.0",
            "jakarta.servlet.descriptor;version=6.1.0",
            "org.slf4j;version=2.0.17",
            "org.slf4j.spi;version=2.0.17");

    private final Path folder;
    private final Framework framework;

    private TestHouse(Path folder, Framework framework) {
        this.folder = folder;
        this.framework = framework;
    }

    /** @param settings over the defaults, by the names of the configuration file */
    static TestHouse start(Path folder, ReadingIntake intake, Clock clock, Map<String, Object> settings)
            throws Exception {
        Map<String, String> configuration = Map.of(
                Constants.FRAMEWORK_STORAGE,
                folder.resolve("cache").toString(),
                Constants.FRAMEWORK_STORAGE_CLEAN,
                Constants.FRAMEWORK_STORAGE_CLEAN_ONFIRSTINIT,
                Constants.FRAMEWORK_SYSTEMPACKAGES_EXTRA,
                SHARED_WITH_THE_TEST,
                Constants.FRAMEWORK_SYSTEMCAPABILITIES_EXTRA,
                "osgi.implementation;osgi.implementation=\"osgi.http\";version:Version=\"2.0\"",
                Constants.FRAMEWORK_BSNVERSION,
                Constants.FRAMEWORK_BSNVERSION_MANAGED,
                "felix.log.level",
                "1",
                "ds.loglevel",
                "0",
                "ds.global.extender",
                "true");
        Framework framework = ServiceLoader.load(FrameworkFactory.class)
                .findFirst()
                .orElseThrow()
                .newFramework(configuration);
        framework.start();
        TestHouse house = new TestHouse(folder, framework);
        BundleContext context = framework.getBundleContext();
        for (String onTheClassPath : List.of(
                "org.osgi.util.function",
                "org.osgi.util.promise",
                "org.osgi.service.component",
                "org.apache.felix.configadmin",
                "org.apache.felix.scr")) {
            house.install(jarOnTheClassPath(onTheClassPath));
        }
        for (Bundle bundle : context.getBundles()) {
            bundle.start();
        }
        context.registerService(ReadingIntake.class, intake, null);
        context.registerService(Clock.class, clock, null);
        Files.createDirectories(house.services());
        house.sampleBundle(SAMPLE);
        SmallBundle.evil().into(house.services());
        house.configure(settings);
        context.installBundle("reference:" + Path.of("target/classes").toUri()).start();
        return house;
    }

    Hosting hosting() {
        return service(Hosting.class);
    }

    BundleContext system() {
        return framework.getBundleContext();
    }

    <T> T service(Class<T> type) {
        ServiceReference<T> reference = system().getServiceReference(type);
        return system().getService(reference);
    }

    Path services() {
        return folder.resolve("services");
    }

    Path data() {
        return folder.resolve("data");
    }

    Path files(String insee) {
        return data().resolve("tenants").resolve(insee).resolve("sample").resolve("files");
    }

    /** Every bundle that was installed for an instance. */
    List<Bundle> tenantBundles() {
        return Stream.of(system().getBundles())
                .filter(bundle -> bundle.getLocation().startsWith("beffroi:"))
                .toList();
    }

    /** Until Declarative Services, of this house and those before it, have no timer running: nothing has changed for some seconds. */
    static void awaitNoTimer() {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(120);
        while (Thread.getAllStackTraces().keySet().stream().anyMatch(TestHouse::isTimer)) {
            assertTrue(System.nanoTime() < deadline, "the timer of Declarative Services ends");
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
        }
    }

    private static boolean isTimer(Thread thread) {
        return thread.getName().equals(OwnThreads.TIMER)
                && thread.getClass().getName().equals("java.util.TimerThread");
    }

    static Blueprint blueprint(String insee, String name) {
        return blueprint(insee, name, SAMPLE);
    }

    static Blueprint blueprint(String insee, String name, HostedBundle bundle) {
        return blueprint(insee, name, bundle, bundle.version(), Map.of());
    }

    /** @param version that this one instance runs, of those that the bundle has */
    static Blueprint blueprint(
            String insee, String name, HostedBundle bundle, String version, Map<String, Object> parameters) {
        Commune commune = new Commune(new Insee(insee), new Siren("213001894"), name, 1_000, List.of());
        Offering offering = new Offering(
                "5f4d2c0e-sample",
                "sample",
                "Exemple",
                "Un exemple.",
                List.of(),
                Optional.of(bundle),
                true,
                List.of(new Meter("visits", "Visites", "visite", Meter.Aggregation.SUM)),
                List.of(),
                List.of(new Plan("5f4d2c0e-plan", "standard", "Tout compris.", Map.of())));
        return new Blueprint(commune, offering, version, parameters, null, null);
    }

    /** Puts a bundle with {@link SampleService} into the services folder. */
    Path sampleBundle(HostedBundle named) throws IOException {
        return sampleBundle(named, named, SmallBundle.IMPORTS);
    }

    Path sampleBundle(HostedBundle fileName, HostedBundle manifestName, String imports) throws IOException {
        return new SmallBundle(
                        manifestName.symbolicName(), manifestName.version(), imports, SampleService.class.getName())
                .writeTo(services().resolve(fileName.symbolicName() + "-" + fileName.version() + ".jar"));
    }

    /** A bundle of the house itself, with nothing in it: installed, not resolved. */
    Bundle newcomer(String name, String header, String packages) throws Exception {
        return newcomer(folder.resolve(name + ".jar").toUri().toString(), name, header, packages);
    }

    /** A bundle with nothing in it, from wherever that is: installed, not resolved. */
    Bundle newcomer(String location, String name, String header, String packages) throws Exception {
        Manifest manifest = new Manifest();
        Attributes attributes = manifest.getMainAttributes();
        attributes.putValue("Manifest-Version", "1.0");
        attributes.putValue("Bundle-ManifestVersion", "2");
        attributes.putValue("Bundle-SymbolicName", name);
        attributes.putValue(header, packages);
        ByteArrayOutputStream jar = new ByteArrayOutputStream();
        new JarOutputStream(jar, manifest).close();
        return system().installBundle(location, new ByteArrayInputStream(jar.toByteArray()));
    }

    @Override
    public void close() throws Exception {
        framework.stop();
        framework.waitForStop(300_000);
    }

    private void install(Path jar) throws BundleException {
        system().installBundle(jar.toUri().toString());
    }

    private void configure(Map<String, Object> settings) throws Exception {
        Dictionary<String, Object> properties = new Hashtable<>(settings);
        properties.put("services.folder", services().toString());
        properties.put("data.folder", data().toString());
        // By reflection: the framework's classes of the API are not the test's.
        Object admin = system().getService(
                        system().getAllServiceReferences("org.osgi.service.cm.ConfigurationAdmin", null)[0]);
        Object configuration = admin.getClass()
                .getMethod("getConfiguration", String.class, String.class)
                .invoke(admin, HostingSettings.PID, "?");
        configuration.getClass().getMethod("update", Dictionary.class).invoke(configuration, properties);
    }

    private static void addClass(JarOutputStream out, Class<?> type) throws IOException {
        String classFile = type.getName().replace('.', '/') + ".class";
        out.putNextEntry(new JarEntry(classFile));
        try (InputStream in = type.getClassLoader().getResourceAsStream(classFile)) {
            in.transferTo(out);
        }
    }

    private static Path jarOnTheClassPath(String artifact) {
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .map(Path::of)
                .filter(path -> path.getFileName().toString().matches(artifact.replace(".", "\\.") + "-\\d.*\\.jar"))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException(artifact + " is not on the class path"));
    }
}
