package fr.beffroi.hosting.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fr.beffroi.api.Insee;
import fr.beffroi.api.ReadingIntake;
import fr.beffroi.hosting.Hosting;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.SynchronousBundleListener;
import org.osgi.framework.wiring.FrameworkWiring;

/** Who hears of whom, and who gets whose classes, through the walls in the real framework. */
class SightTest {
    private TestHouse house;
    private Hosting hosting;
    private Bundle nimes;
    private Bundle caissargues;
    private Bundle own;

    /** Who was told of something, by name. */
    private final Set<String> told = new TreeSet<>();

    @BeforeEach
    void start(@TempDir Path folder) throws Exception {
        ReadingIntake intake = (actor, batch) -> List.of();
        house = TestHouse.start(folder, intake, Clock.systemUTC(), Map.of("close.seconds", 1));
        hosting = house.hosting();
        hosting.open(TestHouse.blueprint("30189", "Nîmes"));
        nimes = house.tenantBundles().get(0);
        hosting.open(TestHouse.blueprint("30060", "Caissargues"));
        caissargues = house.tenantBundles().get(1);
        own = bundle("fr.beffroi.hosting");
    }

    @AfterEach
    void stop() throws Exception {
        house.close();
    }

    @Test
    void ofAServiceOfAnInstanceOnlyItselfIsTold() {
        listeners()
                .forEach((name, context) -> context.addServiceListener(event -> {
                    if (event.getServiceReference().getBundle().equals(caissargues)) {
                        told.add(name);
                    }
                }));

        caissargues
                .getBundleContext()
                .registerService(Runnable.class, () -> {}, null)
                .unregister();

        assertEquals(Set.of("Caissargues", "the framework"), told);
    }

    @Test
    void ofAServiceOfTheHouseAnInstanceIsToldWhenItIsMarked() {
        listeners().forEach((name, context) -> context.addServiceListener(event -> told.add(name)));

        own.getBundleContext().registerService(Runnable.class, () -> {}, null);
        assertEquals(Set.of("the framework", "the house"), told);

        own.getBundleContext()
                .registerService(Runnable.class, () -> {}, new Hashtable<>(Map.of("beffroi.shared", true)));
        assertEquals(Set.of("Caissargues", "Nîmes", "the framework", "the house"), told);
    }

    @Test
    void ofTheLifeOfAnInstanceNobodyElseIsTold() {
        List<Bundle> before = house.tenantBundles();
        listeners()
                .forEach((name, context) -> context.addBundleListener((SynchronousBundleListener) event -> {
                    if (!before.contains(event.getBundle())) {
                        told.add(name);
                    }
                }));

        hosting.open(TestHouse.blueprint("30258", "Saint-Gilles"));
        hosting.close(new Insee("30258"), "sample");

        assertEquals(Set.of("the framework"), told);
    }

    @Test
    void anInstanceSeesNoBundleButItself() {
        assertEquals(List.of(nimes), List.of(nimes.getBundleContext().getBundles()));
        assertNull(nimes.getBundleContext().getBundle(own.getBundleId()));
        assertTrue(List.of(house.system().getBundles()).containsAll(List.of(nimes, caissargues, own)));
    }

    @Test
    void whatAnInstanceExportsNobodyElseGets() throws Exception {
        Bundle exporter = house.newcomer("beffroi:exporter", "exporter", "Export-Package", "treasure");
        Bundle neighbour = house.newcomer("beffroi:neighbour", "neighbour", "Import-Package", "treasure");
        Bundle room = house.newcomer("room", "Import-Package", "treasure");

        assertTrue(resolves(exporter));
        assertFalse(resolves(neighbour));
        assertFalse(resolves(room));
        // Neither while it still lies about.
        exporter.uninstall();
        assertFalse(resolves(room));
    }

    @Test
    void anInstanceGetsTheHousesPackagesAlsoByDynamicImportOnlyWhenTheyAreOffered() throws Exception {
        Bundle curious = house.newcomer("beffroi:curious", "curious", "DynamicImport-Package", "*");
        assertTrue(resolves(curious));

        assertNotNull(curious.loadClass(Insee.class.getName()));
        assertEquals(
                List.of("fr.beffroi.hosting.Hosting", "org.osgi.framework.Bundle"),
                List.of(Hosting.class.getName(), Bundle.class.getName(), Insee.class.getName()).stream()
                        .filter(name -> !loads(curious, name))
                        .toList());
    }

    @Test
    void whoDoesNotStopWithHostingStaysInside() throws Exception {
        Bundle left = house.newcomer("beffroi:left", "left", "Export-Package", "treasure");

        BundleContext other = bundle("org.apache.felix.scr").getBundleContext();

        own.stop();

        assertFalse(List.of(other.getBundles()).contains(left));
    }

    private Map<String, BundleContext> listeners() {
        return Map.of(
                "Nîmes",
                nimes.getBundleContext(),
                "Caissargues",
                caissargues.getBundleContext(),
                "the house",
                own.getBundleContext(),
                "the framework",
                house.system());
    }

    private Bundle bundle(String symbolicName) {
        return List.of(house.system().getBundles()).stream()
                .filter(bundle -> bundle.getSymbolicName().equals(symbolicName))
                .findFirst()
                .orElseThrow();
    }

    private boolean resolves(Bundle bundle) {
        return house.system().getBundle().adapt(FrameworkWiring.class).resolveBundles(List.of(bundle));
    }

    private static boolean loads(Bundle bundle, String type) {
        try {
            return bundle.loadClass(type) != null;
        } catch (ClassNotFoundException e) {
            return false;
        }
    }
}
