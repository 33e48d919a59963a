package fr.beffroi.hosting.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fr.beffroi.api.HostedBundle;
import fr.beffroi.api.Insee;
import fr.beffroi.api.Reading;
import fr.beffroi.api.ReadingIntake;
import fr.beffroi.api.Reason;
import fr.beffroi.api.Refusal;
import fr.beffroi.api.hosted.HostedService;
import fr.beffroi.api.hosted.Outside;
import fr.beffroi.api.hosted.TenantContext;
import fr.beffroi.hosting.Hosting;
import fr.beffroi.hosting.Instance;
import fr.beffroi.hosting.Unhealthy;
import fr.beffroi.hosting.sample.SampleService;
import jakarta.servlet.Servlet;
import java.lang.ref.WeakReference;
import java.net.URI;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Dictionary;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleEvent;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.SynchronousBundleListener;
import org.osgi.framework.hooks.bundle.EventHook;
import org.osgi.framework.startlevel.BundleStartLevel;
import org.osgi.framework.startlevel.FrameworkStartLevel;
import org.osgi.framework.wiring.FrameworkWiring;

/** The walls in the real framework, with the real Declarative Services. */
class BundleHostingTest {
    private static final Insee NIMES = new Insee("30189");
    private static final Insee CAISSARGUES = new Insee("30060");
    private static final int CHECK_SECONDS = 5;

    /** Who recorded what. */
    private final Map<String, Reading> readings = new ConcurrentHashMap<>();

    private TestHouse house;
    private Hosting hosting;

    @BeforeEach
    void start(@TempDir Path folder) throws Exception {
        ReadingIntake intake = (actor, batch) -> batch.stream()
                .map(reading -> {
                    readings.put(actor.id(), reading);
                    return new ReadingIntake.Receipt(ReadingIntake.Outcome.ACCEPTED, "");
                })
                .toList();
        house = TestHouse.start(
                folder,
                intake,
                Clock.systemUTC(),
                // What is honest gets the time that it needs on a busy machine, many at a time too.
                Map.of(
                        "start.seconds",
                        60,
                        "check.seconds",
                        CHECK_SECONDS,
                        "check.every.seconds",
                        1,
                        "close.seconds",
                        60,
                        "storage.bytes",
                        100_000L));
        hosting = house.hosting();
    }

    @AfterEach
    void stop() throws Exception {
        house.close();
    }

    @Test
    void anInstanceServesOnceItHasPassedItsCheck() {
        hosting.open(TestHouse.blueprint("30189", "Nîmes"));
        assertEquals(
                List.of(new Instance(NIMES, "sample", "1.0.0", Map.of(), Instance.State.CLOSED)), hosting.instances());

        hosting.check(NIMES, "sample");

        assertEquals(
                List.of(new Instance(NIMES, "sample", "1.0.0", Map.of(), Instance.State.SERVING)), hosting.instances());
    }

    @Test
    void openingTwiceAndClosingTwiceDoNothing() {
        hosting.open(TestHouse.blueprint("30189", "Nîmes"));
        hosting.open(TestHouse.blueprint("30189", "Nîmes"));
        assertEquals(1, house.tenantBundles().size());

        hosting.close(NIMES, "sample");
        hosting.close(NIMES, "sample");

        assertEquals(List.of(), hosting.instances());
        assertEquals(List.of(), house.tenantBundles());
    }

    @Test
    void aClosedInstanceCanBeOpenedAgain() {
        hosting.open(TestHouse.blueprint("30189", "Nîmes"));
        hosting.close(NIMES, "sample");
        hosting.open(TestHouse.blueprint("30189", "Nîmes"));
        hosting.check(NIMES, "sample");
        assertTrue(hosting.instances().get(0).serving());
    }

    @Test
    void anInstanceSeesItsOwnContextAndNoOther() throws Exception {
        hosting.open(TestHouse.blueprint("30189", "Nîmes"));
        hosting.open(TestHouse.blueprint("30060", "Caissargues"));

        for (Bundle bundle : house.tenantBundles()) {
            BundleContext inside = bundle.getBundleContext();
            Collection<ServiceReference<TenantContext>> contexts =
                    inside.getServiceReferences(TenantContext.class, null);
            assertEquals(1, contexts.size());
            ServiceReference<TenantContext> own = contexts.iterator().next();
            assertEquals(bundle, own.getBundle());
        }
    }

    @Test
    void anInstanceAsksNoServerOutsideThatTheCatalogueDoesNotDeclare() throws Exception {
        hosting.open(TestHouse.blueprint("30189", "Nîmes"));
        Outside outside = contextOf(NIMES).outside();

        Refusal refused = assertThrows(
                Refusal.class, () -> outside.send(Outside.Request.get(URI.create("https://www.example.org/"))));
        hosting.close(NIMES, "sample");
        Refusal closed = assertThrows(
                Refusal.class, () -> outside.send(Outside.Request.get(URI.create("https://www.example.org/"))));

        assertEquals("The catalogue doesn't let sample ask www.example.org: its hosts are [].", refused.getMessage());
        assertEquals("The instance 30189/sample is closed: nothing goes out.", closed.getMessage());
    }

    @Test
    void anInstanceSeesNothingOfItsNeighbour() throws Exception {
        hosting.open(TestHouse.blueprint("30189", "Nîmes"));
        hosting.open(TestHouse.blueprint("30060", "Caissargues"));
        Bundle one = house.tenantBundles().get(0);
        Bundle other = house.tenantBundles().get(1);

        BundleContext inside = one.getBundleContext();

        assertNull(inside.getBundle(other.getBundleId()));
        assertFalse(List.of(inside.getBundles()).contains(other));
        for (ServiceReference<?> seen : inside.getAllServiceReferences(null, null)) {
            assertEquals(one, seen.getBundle(), seen.toString());
        }
    }

    @Test
    void theClassesOfTwoInstancesAreNotTheSame() throws Exception {
        hosting.open(TestHouse.blueprint("30189", "Nîmes"));
        hosting.open(TestHouse.blueprint("30060", "Caissargues"));
        Class<?> one = house.tenantBundles().get(0).loadClass(SampleService.class.getName());
        Class<?> other = house.tenantBundles().get(1).loadClass(SampleService.class.getName());
        assertNotSame(one, other);
        assertNotSame(SampleService.class, one);
    }

    @Test
    void theHouseSeesNothingOfAnInstance() throws Exception {
        hosting.open(TestHouse.blueprint("30189", "Nîmes"));
        Bundle own = bundle("fr.beffroi.hosting");
        assertNull(own.getBundleContext().getServiceReference(TenantContext.class));
        assertNull(own.getBundleContext().getServiceReference(HostedService.class));
        assertFalse(List.of(own.getBundleContext().getBundles())
                .contains(house.tenantBundles().get(0)));
    }

    @Test
    void aServiceOfTheHouseIsSeenOnlyWhenItIsMarked() {
        house.system().registerService(Runnable.class, () -> {}, null);
        hosting.open(TestHouse.blueprint("30189", "Nîmes"));
        BundleContext inside = house.tenantBundles().get(0).getBundleContext();
        assertNull(inside.getServiceReference(Runnable.class));
        assertNull(inside.getServiceReference(ReadingIntake.class));

        house.system().registerService(Runnable.class, () -> {}, dictionary("beffroi.shared", true));

        assertEquals(true, inside.getServiceReference(Runnable.class).getProperty("beffroi.shared"));
    }

    @Test
    void anInstanceRecordsInItsOwnName() {
        hosting.open(TestHouse.blueprint("30189", "Nîmes"));
        hosting.open(TestHouse.blueprint("30060", "Caissargues"));

        hosting.check(CAISSARGUES, "sample");

        assertEquals(Set.of("service/30060/sample"), readings.keySet());
        Reading reading = readings.get("service/30060/sample");
        assertEquals("/t/30060/sample", reading.source());
        assertEquals("visits/check", reading.id());
        assertEquals(CAISSARGUES, reading.tenant());
        assertEquals("visits", reading.meter());
        assertEquals(Optional.of("house"), reading.item());
    }

    @Test
    void manyAreOpenedAndClosedAtATime() throws Exception {
        List<String> communes =
                IntStream.range(30100, 30124).mapToObj(Integer::toString).toList();
        ExecutorService hands = Executors.newFixedThreadPool(8);
        try {
            for (Future<?> opened : hands.invokeAll(communes.stream()
                    .map(insee -> Executors.callable(() -> {
                        hosting.open(TestHouse.blueprint(insee, "Commune " + insee));
                        hosting.check(new Insee(insee), "sample");
                    }))
                    .toList())) {
                opened.get();
            }
            assertEquals(
                    communes,
                    hosting.instances().stream().map(one -> one.tenant().code()).toList());
            assertTrue(hosting.instances().stream().allMatch(Instance::serving));
            assertEquals(communes.size(), readings.size());
            for (Future<?> closed : hands.invokeAll(communes.stream()
                    .map(insee -> Executors.callable(() -> hosting.close(new Insee(insee), "sample")))
                    .toList())) {
                closed.get();
            }
        } finally {
            hands.shutdownNow();
        }
        assertEquals(List.of(), house.tenantBundles());
    }

    @Test
    void anInstanceExportsItsOwnData(@TempDir Path archive) throws Exception {
        hosting.open(TestHouse.blueprint("30189", "Nîmes"));
        hosting.open(TestHouse.blueprint("30060", "Caissargues"));

        hosting.export(CAISSARGUES, "sample", archive);

        assertEquals("Caissargues", Files.readString(archive.resolve("README.txt")));
    }

    @Test
    void anInstanceOpensWhileTheHouseIsStillStarting() {
        house.system().getBundle().adapt(FrameworkStartLevel.class).setInitialBundleStartLevel(80);

        hosting.open(TestHouse.blueprint("30189", "Nîmes"));

        assertEquals(
                List.of(new Instance(NIMES, "sample", "1.0.0", Map.of(), Instance.State.CLOSED)), hosting.instances());
    }

    @Test
    void aComponentThatThrowsLeavesNothing() throws Exception {
        behave("30189", "throw");

        Refusal refusal = assertThrows(Refusal.class, () -> hosting.open(TestHouse.blueprint("30189", "Nîmes")));

        assertEquals(Reason.UNAVAILABLE, refusal.reason());
        assertEquals(List.of(), hosting.instances());
        assertEquals(List.of(), house.tenantBundles());
        behave("30189", "");
        hosting.open(TestHouse.blueprint("30189", "Nîmes"));
    }

    @Test
    void aBundleThatAsksForMoreThanItMaySeeDoesNotStart() throws Exception {
        HostedBundle curious = new HostedBundle("fr.beffroi.hosting.sample", "6.6.6");
        house.sampleBundle(
                curious, curious, "fr.beffroi.api,fr.beffroi.api.hosted,jakarta.servlet.http,org.osgi.framework");

        Refusal refusal =
                assertThrows(Refusal.class, () -> hosting.open(TestHouse.blueprint("30189", "Nîmes", curious)));

        assertEquals(Reason.UNAVAILABLE, refusal.reason());
        assertTrue(refusal.getMessage().contains("org.osgi.framework"), refusal.getMessage());
        assertEquals(List.of(), house.tenantBundles());
    }

    @Test
    void aBundleThatBreaksTheRulesIsNotHosted() throws Exception {
        HostedBundle curious = new HostedBundle("fr.beffroi.hosting.sample", "6.6.6");
        Compiled.jar(
                house.services().resolve("fr.beffroi.hosting.sample-6.6.6.jar"),
                Map.of("Bundle-SymbolicName", "fr.beffroi.hosting.sample", "Bundle-Version", "6.6.6"),
                Compiled.doing("System.getenv();"));

        Refusal refusal =
                assertThrows(Refusal.class, () -> hosting.open(TestHouse.blueprint("30189", "Nîmes", curious)));

        assertEquals(Reason.UNAVAILABLE, refusal.reason());
        assertTrue(refusal.getMessage().contains("tiny.Service uses java.lang.System.getenv"), refusal.getMessage());
        assertEquals(List.of(), house.tenantBundles());
    }

    @Test
    void theHouseFindsItsPackagesWhileAnInstanceMovesIn() throws Exception {
        Bundle arrival = house.newcomer("arrival", "Import-Package", "fr.beffroi.api");
        Bundle late = house.newcomer("late", "DynamicImport-Package", "*");
        assertTrue(resolves(late));
        List<Object> seen = new ArrayList<>();
        // Before anybody hears of the new bundle, when any thread of the house may come by.
        EventHook passerBy = (event, listeners) -> {
            if (event.getType() == BundleEvent.INSTALLED) {
                seen.add(resolves(arrival));
                seen.add(loads(late, Insee.class.getName()));
            }
        };
        house.system()
                .registerService(EventHook.class, passerBy, dictionary(Constants.SERVICE_RANKING, Integer.MAX_VALUE));

        hosting.open(TestHouse.blueprint("30189", "Nîmes"));

        assertEquals(List.of(true, Insee.class), seen);
    }

    @Test
    void theHouseFindsItsPackagesWhileAnInstanceThatNeverRanMovesOut() throws Exception {
        HostedBundle curious = new HostedBundle("fr.beffroi.hosting.sample", "6.6.6");
        house.sampleBundle(curious, curious, "org.osgi.framework");
        Bundle arrival = house.newcomer("arrival", "Import-Package", "fr.beffroi.api");
        List<Object> seen = new ArrayList<>();
        // When the bundle goes and the framework still has it.
        SynchronousBundleListener passerBy = event -> {
            if (event.getType() == BundleEvent.UNINSTALLED) {
                seen.add(resolves(arrival));
            }
        };
        house.system().addBundleListener(passerBy);

        assertThrows(Refusal.class, () -> hosting.open(TestHouse.blueprint("30189", "Nîmes", curious)));

        assertEquals(List.of(true), seen);
    }

    @Test
    void aBundleThatIsNotInTheDistributionIsNamed() {
        HostedBundle missing = new HostedBundle("fr.beffroi.hosting.sample", "2.0.0");
        Refusal refusal =
                assertThrows(Refusal.class, () -> hosting.open(TestHouse.blueprint("30189", "Nîmes", missing)));
        assertEquals(Reason.UNAVAILABLE, refusal.reason());
        assertTrue(refusal.getMessage().contains("fr.beffroi.hosting.sample-2.0.0.jar"), refusal.getMessage());
    }

    @Test
    void aBundleThatIsAnotherThanItsFileSaysIsRefused() throws Exception {
        HostedBundle named = new HostedBundle("fr.beffroi.hosting.sample", "3.0.0");
        house.sampleBundle(named, TestHouse.SAMPLE, "fr.beffroi.api");
        Refusal refusal = assertThrows(Refusal.class, () -> hosting.open(TestHouse.blueprint("30189", "Nîmes", named)));
        assertTrue(refusal.getMessage().contains("manifest"), refusal.getMessage());
    }

    @Test
    void aSickInstanceSaysWhyAndDoesNotServe() throws Exception {
        behave("30189", "sick");
        hosting.open(TestHouse.blueprint("30189", "Nîmes"));
        Refusal refusal = assertThrows(Refusal.class, () -> hosting.check(NIMES, "sample"));
        assertEquals(Reason.UNAVAILABLE, refusal.reason());
        assertTrue(refusal.getMessage().contains("told to be sick"), refusal.getMessage());
        assertFalse(hosting.instances().get(0).serving());
    }

    @Test
    void anInstanceThatFallsSickWhileItServesIsUnhealthyUntilItIsWell() throws Exception {
        hosting.open(TestHouse.blueprint("30189", "Nîmes"));
        hosting.check(NIMES, "sample");
        hosting.open(TestHouse.blueprint("30060", "Caissargues"));
        hosting.check(CAISSARGUES, "sample");

        behave("30189", "sick");
        await(
                "it is unhealthy",
                () -> hosting.unhealthy()
                        .equals(List.of(new Unhealthy(
                                NIMES, "sample", "The instance 30189/sample can't work: told to be sick."))));
        assertTrue(hosting.instances().stream().allMatch(Instance::serving), "its address stays open");

        behave("30189", "");
        await("it is healthy again", () -> hosting.unhealthy().isEmpty());
    }

    @Test
    void anInstanceThatDoesNotAnswerItsCheckIsUnavailable() throws Exception {
        behave("30189", "hang");
        hosting.open(TestHouse.blueprint("30189", "Nîmes"));
        Refusal refusal = assertThrows(Refusal.class, () -> hosting.check(NIMES, "sample"));
        assertTrue(refusal.getMessage().contains("within " + CHECK_SECONDS + " s"), refusal.getMessage());
    }

    @Test
    void askingForAnInstanceThatDoesNotRunIsRefused() {
        Refusal refusal = assertThrows(Refusal.class, () -> hosting.check(NIMES, "sample"));
        assertEquals(Reason.NOT_FOUND, refusal.reason());
    }

    @Test
    void whatAnInstanceInstallsIsRemovedAtOnce() throws Exception {
        hosting.open(TestHouse.blueprint("30189", "Nîmes"));
        int before = house.system().getBundles().length;
        HostedBundle stowaway = new HostedBundle("fr.beffroi.hosting.stowaway", "1.0.0");
        Path jar = house.sampleBundle(stowaway);

        try {
            house.tenantBundles()
                    .get(0)
                    .getBundleContext()
                    .installBundle(jar.toUri().toString());
        } catch (BundleException alsoFine) {
            // It may be told that it failed; what counts is that nothing stays.
        }

        assertEquals(before, house.system().getBundles().length);
    }

    @Test
    void aBundleNeverStartsByItself() {
        hosting.open(TestHouse.blueprint("30189", "Nîmes"));
        Bundle bundle = house.tenantBundles().get(0);
        assertFalse(bundle.adapt(BundleStartLevel.class).isPersistentlyStarted());
        assertFalse(bundle.getLocation().contains("30189"));
    }

    @Test
    void theClassLoaderOfAClosedInstanceIsGone() throws Exception {
        hosting.open(TestHouse.blueprint("30189", "Nîmes"));
        hosting.check(NIMES, "sample");
        WeakReference<ClassLoader> loader = new WeakReference<>(house.tenantBundles()
                .get(0)
                .loadClass(SampleService.class.getName())
                .getClassLoader());

        hosting.close(NIMES, "sample");

        long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (loader.get() != null && System.nanoTime() < deadline) {
            System.gc();
        }
        assertNull(
                loader.get(),
                () -> "something still holds the classes of a closed instance; threads that bear its loader: "
                        + Thread.getAllStackTraces().keySet().stream()
                                .filter(thread -> thread.getContextClassLoader() == loader.get())
                                .toList());
    }

    @Test
    void closingLeavesTheFilesAndDroppingThemLeavesTheRest(@TempDir Path elsewhere) throws Exception {
        hosting.open(TestHouse.blueprint("30189", "Nîmes"));
        Path treasure = Files.writeString(elsewhere.resolve("treasure"), "kept");
        Path files = house.files("30189");
        Files.createSymbolicLink(files.resolve("link"), elsewhere);
        Path database = Files.writeString(files.resolveSibling("data.db"), "");
        assertEquals(
                Reason.CONCURRENT,
                assertThrows(Refusal.class, () -> hosting.dropFiles(NIMES, "sample"))
                        .reason());

        hosting.close(NIMES, "sample");
        assertEquals(List.of("30189/sample"), hosting.filesFolders());
        hosting.dropFiles(NIMES, "sample");
        hosting.dropFiles(NIMES, "sample");

        assertEquals(List.of(), hosting.filesFolders());
        assertFalse(Files.exists(files));
        assertTrue(Files.exists(database));
        assertEquals("kept", Files.readString(treasure));
    }

    @Test
    void anInstanceReachesNoFilesButItsOwn() throws Exception {
        hosting.open(TestHouse.blueprint("30189", "Nîmes"));
        hosting.open(TestHouse.blueprint("30060", "Caissargues"));
        Path hers = Files.writeString(house.files("30060").resolve("hers"), "a secret");
        Path files = contextOf(NIMES).files();

        assertFalse(Files.exists(files.resolve("../../../30060/sample/files/hers")));
        assertFalse(Files.exists(files.resolve(hers.toString())));
        Files.writeString(files.resolve("../../../mine"), "stays inside");

        assertEquals("stays inside", Files.readString(house.files("30189").resolve("mine")));
        assertEquals("a secret", Files.readString(contextOf(CAISSARGUES).files().resolve("hers")));
    }

    @Test
    void anInstanceThatFillsItsFolderIsToldSoAndItsNeighbourIsNot() throws Exception {
        hosting.open(TestHouse.blueprint("30189", "Nîmes"));
        hosting.open(TestHouse.blueprint("30060", "Caissargues"));
        byte[] much = new byte[80_000];
        Files.write(contextOf(NIMES).files().resolve("first"), much);

        FileSystemException full = assertThrows(
                FileSystemException.class,
                () -> Files.write(contextOf(NIMES).files().resolve("second"), much));

        assertTrue(full.getReason().contains("full"), full.getReason());
        Files.write(contextOf(CAISSARGUES).files().resolve("first"), much);
    }

    @Test
    void hostingThatStopsTakesItsInstancesAlong() throws Exception {
        hosting.open(TestHouse.blueprint("30189", "Nîmes"));
        bundle("fr.beffroi.hosting").stop();
        assertEquals(List.of(), house.tenantBundles());
        assertNull(house.system().getServiceReference(Servlet.class));
    }

    private boolean resolves(Bundle bundle) {
        return house.system().getBundle().adapt(FrameworkWiring.class).resolveBundles(List.of(bundle));
    }

    private static Object loads(Bundle bundle, String type) {
        try {
            return bundle.loadClass(type);
        } catch (ClassNotFoundException e) {
            return e;
        }
    }

    private TenantContext contextOf(Insee tenant) throws Exception {
        for (Bundle bundle : house.tenantBundles()) {
            BundleContext inside = bundle.getBundleContext();
            TenantContext context = inside.getService(inside.getServiceReference(TenantContext.class));
            if (context.commune().insee().equals(tenant)) {
                return context;
            }
        }
        throw new AssertionError("no instance of " + tenant);
    }

    private static void await(String what, BooleanSupplier condition) {
        long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (!condition.getAsBoolean()) {
            assertTrue(System.nanoTime() < end, "waited in vain until " + what);
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
        }
    }

    private void behave(String insee, String how) throws Exception {
        Files.createDirectories(house.files(insee));
        Files.writeString(house.files(insee).resolve("behave"), how);
    }

    private Bundle bundle(String symbolicName) {
        return List.of(house.system().getBundles()).stream()
                .filter(bundle -> bundle.getSymbolicName().equals(symbolicName))
                .findFirst()
                .orElseThrow();
    }

    private static Dictionary<String, Object> dictionary(String key, Object value) {
        return new Hashtable<>(Map.of(key, value));
    }
}
