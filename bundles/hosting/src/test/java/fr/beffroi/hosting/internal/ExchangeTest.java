package fr.beffroi.hosting.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fr.beffroi.api.Actor;
import fr.beffroi.api.HostedBundle;
import fr.beffroi.api.Insee;
import fr.beffroi.api.ReadingIntake;
import fr.beffroi.api.Reason;
import fr.beffroi.api.Refusal;
import fr.beffroi.api.hosted.TenantContext;
import fr.beffroi.hosting.Blueprint;
import fr.beffroi.hosting.Hosting;
import fr.beffroi.hosting.Instance;
import fr.beffroi.hosting.testing.OtherVersion;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleEvent;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.SynchronousBundleListener;

/** Instances that are exchanged and suspended, in the real framework, as people find them at their addresses. */
class ExchangeTest {
    private static final Insee NIMES = new Insee("30189");
    private static final HostedBundle BOTH =
            new HostedBundle(TestHouse.SAMPLE.symbolicName(), "1.0.0", List.of("1.1.0", "1.2.0"));

    private FrontDoor door;
    private final HttpClient client = HttpClient.newHttpClient();

    private TestHouse house;
    private Hosting hosting;

    @BeforeEach
    void start(@TempDir Path folder) throws Exception {
        ReadingIntake intake = (actor, batch) -> batch.stream()
                .map(reading -> new ReadingIntake.Receipt(ReadingIntake.Outcome.ACCEPTED, ""))
                .toList();
        house = TestHouse.start(
                folder,
                intake,
                Clock.systemUTC(),
                Map.of("start.seconds", 10, "check.seconds", 10, "close.seconds", 30));
        hosting = house.hosting();
        OtherVersion.of(house.services().resolve("fr.beffroi.hosting.sample-1.0.0.jar"), "1.1.0", house.services());
        door = new FrontDoor(house, Actor.program("17", NIMES, "sample"));
    }

    @AfterEach
    void stop() throws Exception {
        door.close();
        house.close();
    }

    @Test
    void oneCommuneGoesOnToTheNewVersionAndBackWhileItsNeighbourStays() throws Exception {
        hosting.open(nimes("1.0.0", Map.of()));
        hosting.open(TestHouse.blueprint("30060", "Caissargues", BOTH, "1.0.0", Map.of()));
        Bundle before = running("30189");
        Bundle neighbour = running("30060");

        hosting.open(nimes("1.1.0", Map.of()));

        assertEquals(Map.of("30060", "1.0.0", "30189", "1.1.0"), versions());
        assertEquals(Bundle.UNINSTALLED, before.getState());
        assertEquals(neighbour, running("30060"), "nobody touched the neighbour");
        hosting.check(NIMES, "sample");
        hosting.check(new Insee("30060"), "sample");
        assertEquals("Nîmes {}", get().body());

        hosting.open(nimes("1.0.0", Map.of()));
        hosting.check(NIMES, "sample");

        assertEquals(Map.of("30060", "1.0.0", "30189", "1.0.0"), versions());
        assertEquals("Nîmes {}", get().body());
        assertEquals(2, house.tenantBundles().size());
    }

    @Test
    void anInstanceStaysUnlessItsVersionOrItsParametersChange() throws Exception {
        Map<String, Object> title = Map.of("titre", "Les actes", "nombre", List.of(1, 2));
        hosting.open(nimes("1.0.0", title));
        hosting.check(NIMES, "sample");
        Bundle first = running("30189");

        hosting.open(nimes("1.0.0", Map.of("nombre", List.of(1, 2), "titre", "Les actes")));
        assertEquals(first, running("30189"));
        assertEquals(
                List.of(new Instance(NIMES, "sample", "1.0.0", title, Instance.State.SERVING)), hosting.instances());
        assertEquals("Nîmes {nombre=[1, 2], titre=Les actes}", get().body());

        hosting.open(nimes("1.0.0", Map.of("titre", "Autres")));
        assertEquals(
                List.of(new Instance(NIMES, "sample", "1.0.0", Map.of("titre", "Autres"), Instance.State.CLOSED)),
                hosting.instances());
        hosting.check(NIMES, "sample");
        assertEquals("Nîmes {titre=Autres}", get().body());
        assertEquals(Bundle.UNINSTALLED, first.getState());
    }

    @Test
    void whileAnInstanceIsExchangedItsAddressSaysSoAndWhoIsInsideIsServed() throws Exception {
        hosting.open(nimes("1.0.0", Map.of()));
        hosting.check(NIMES, "sample");
        try (Socket inside = new Socket("127.0.0.1", door.port())) {
            BufferedReader answer = enter(inside);
            CompletableFuture<Void> exchange = CompletableFuture.runAsync(() -> hosting.open(nimes("1.1.0", Map.of())));

            HttpResponse<String> meanwhile = awaitShut();
            assertEquals("10", meanwhile.headers().firstValue("Retry-After").orElseThrow());
            assertTrue(meanwhile.body().contains("Service momentanément fermé"), meanwhile.body());
            assertFalse(exchange.isDone(), "somebody is inside");

            inside.getOutputStream().write('x');
            exchange.get(60, TimeUnit.SECONDS);
            assertTrue(answer.lines().anyMatch("Nîmes {}"::equals), "who was inside got the whole answer");
        }
        assertEquals(503, get().statusCode(), "not before its check");
        hosting.check(NIMES, "sample");
        assertEquals(200, get().statusCode());
    }

    @Test
    void aVersionThatDoesNotStartLeavesTheAddressClosedUntilTheOldOneIsBack() throws Exception {
        hosting.open(nimes("1.0.0", Map.of()));
        hosting.check(NIMES, "sample");
        behave("throw");

        assertThrows(Refusal.class, () -> hosting.open(nimes("1.1.0", Map.of())));

        assertEquals(List.of(), hosting.instances());
        assertEquals(List.of(), house.tenantBundles());
        assertEquals(503, get().statusCode());
        behave("");
        hosting.open(nimes("1.0.0", Map.of()));
        hosting.check(NIMES, "sample");
        assertEquals(200, get().statusCode());
        hosting.close(NIMES, "sample");
        assertEquals(404, get().statusCode());
    }

    @Test
    void aVersionThatIsNotInTheDistributionDisturbsNobody() throws Exception {
        hosting.open(nimes("1.0.0", Map.of()));
        hosting.check(NIMES, "sample");

        Refusal refusal = assertThrows(Refusal.class, () -> hosting.open(nimes("1.2.0", Map.of())));

        assertEquals(Reason.UNAVAILABLE, refusal.reason());
        assertEquals(200, get().statusCode());
        assertEquals(Map.of("30189", "1.0.0"), versions());
    }

    @Test
    void aVersionThatDoesNotResolveDisturbsNobody() throws Exception {
        hosting.open(nimes("1.0.0", Map.of()));
        hosting.check(NIMES, "sample");
        Bundle first = running("30189");
        HostedBundle curious = new HostedBundle(TestHouse.SAMPLE.symbolicName(), "1.2.0");
        house.sampleBundle(curious, curious, "jakarta.servlet.http,org.osgi.framework");

        Refusal refusal = assertThrows(Refusal.class, () -> hosting.open(nimes("1.2.0", Map.of())));

        assertEquals(Reason.UNAVAILABLE, refusal.reason());
        assertTrue(refusal.getMessage().contains("org.osgi.framework"), refusal.getMessage());
        assertEquals(List.of(first), house.tenantBundles());
        assertEquals(Bundle.ACTIVE, first.getState());
        assertEquals(200, get().statusCode());
    }

    @Test
    void theNewVersionResolvesBeforeTheOldOneEndsAndStartsAfterIt() {
        hosting.open(nimes("1.0.0", Map.of()));
        List<String> events = new CopyOnWriteArrayList<>();
        house.system().addBundleListener((SynchronousBundleListener) event -> {
            switch (event.getType()) {
                case BundleEvent.RESOLVED -> events.add(event.getBundle().getVersion() + " resolves");
                case BundleEvent.STARTING -> events.add(event.getBundle().getVersion() + " starts");
                case BundleEvent.STOPPED -> events.add(event.getBundle().getVersion() + " has stopped");
                default -> {
                    // Of no interest here.
                }
            }
        });

        hosting.open(nimes("1.1.0", Map.of()));

        assertEquals(List.of("1.1.0 resolves", "1.0.0 has stopped", "1.1.0 starts"), events);
    }

    @Test
    void aFailedFirstStartLeavesNothingAtTheAddress() throws Exception {
        behave("throw");
        assertThrows(Refusal.class, () -> hosting.open(nimes("1.0.0", Map.of())));
        assertEquals(404, get().statusCode());
    }

    @Test
    void aSuspendedInstanceAnswersThatItIsUntilItsCheck() throws Exception {
        assertEquals(404, get().statusCode());
        // As after a restart of the house: it never served.
        hosting.open(nimes("1.0.0", Map.of()));
        hosting.suspend(NIMES, "sample");
        hosting.suspend(NIMES, "sample");

        HttpResponse<String> answer = get();
        assertEquals(503, answer.statusCode());
        assertTrue(answer.body().contains("Service suspendu"), answer.body());
        assertEquals(Optional.empty(), answer.headers().firstValue("Retry-After"));
        assertFalse(hosting.instances().get(0).serving());

        hosting.check(NIMES, "sample");
        assertEquals(200, get().statusCode());
        hosting.suspend(NIMES, "sample");
        assertTrue(get().body().contains("Service suspendu"));
        hosting.close(NIMES, "sample");
        assertEquals(404, get().statusCode());
    }

    @Test
    void aSuspensionWaitsForWhoIsInside() throws Exception {
        hosting.open(nimes("1.0.0", Map.of()));
        hosting.check(NIMES, "sample");
        try (Socket inside = new Socket("127.0.0.1", door.port())) {
            BufferedReader answer = enter(inside);
            CompletableFuture<Void> suspension = CompletableFuture.runAsync(() -> hosting.suspend(NIMES, "sample"));
            assertTrue(awaitShut().body().contains("Service suspendu"));
            assertFalse(suspension.isDone(), "somebody is inside");
            inside.getOutputStream().write('x');
            suspension.get(60, TimeUnit.SECONDS);
            assertTrue(answer.lines().anyMatch("Nîmes {}"::equals), "who was inside got the whole answer");
        }
    }

    @Test
    void whatDoesNotRunCanNotBeSuspended() {
        assertEquals(
                Reason.NOT_FOUND,
                assertThrows(Refusal.class, () -> hosting.suspend(NIMES, "sample"))
                        .reason());
    }

    @Test
    void oneInstanceIsRestartedWhileItsNeighbourServes() throws Exception {
        Map<String, Object> title = Map.of("titre", "Les actes");
        hosting.open(nimes("1.1.0", title));
        hosting.check(NIMES, "sample");
        hosting.open(TestHouse.blueprint("30060", "Caissargues"));
        Bundle before = running("30189");
        Bundle neighbour = running("30060");
        behave("");

        hosting.restart(NIMES, "sample");

        assertEquals(Bundle.UNINSTALLED, before.getState());
        assertNotEquals(before, running("30189"));
        assertEquals(neighbour, running("30060"), "nobody touched the neighbour");
        assertEquals(
                new Instance(NIMES, "sample", "1.1.0", title, Instance.State.SERVING),
                hosting.instances().get(1));
        assertEquals("Nîmes {titre=Les actes}", get().body());
        assertTrue(Files.exists(house.files("30189").resolve("behave")), "its files stay");
    }

    @Test
    void whatDidNotServeBeforeARestartDoesNotServeAfterIt() throws Exception {
        hosting.open(nimes("1.0.0", Map.of()));
        hosting.check(NIMES, "sample");
        hosting.suspend(NIMES, "sample");
        hosting.restart(NIMES, "sample");
        assertEquals(Instance.State.SUSPENDED, hosting.instances().get(0).state());
        assertTrue(get().body().contains("Service suspendu"));

        hosting.check(NIMES, "sample");
        hosting.withdraw(NIMES, "sample");
        hosting.restart(NIMES, "sample");
        assertEquals(Instance.State.CLOSED, hosting.instances().get(0).state());
        assertTrue(get().body().contains("Service momentanément fermé"));
    }

    @Test
    void aRestartThatFailsItsCheckCanBeRepeated() throws Exception {
        hosting.open(nimes("1.0.0", Map.of()));
        hosting.check(NIMES, "sample");
        behave("sick");
        Refusal refusal = assertThrows(Refusal.class, () -> hosting.restart(NIMES, "sample"));
        assertTrue(refusal.getMessage().contains("told to be sick"), refusal.getMessage());
        assertEquals(503, get().statusCode());
        behave("");

        hosting.restart(NIMES, "sample");

        assertEquals(200, get().statusCode());
    }

    @Test
    void whatDoesNotRunCanNotBeRestarted() {
        Refusal refusal = assertThrows(Refusal.class, () -> hosting.restart(NIMES, "sample"));
        assertEquals(Reason.NOT_FOUND, refusal.reason());
        assertEquals("No instance runs for 30189/sample.", refusal.getMessage());
    }

    private static Blueprint nimes(String version, Map<String, Object> parameters) {
        return TestHouse.blueprint("30189", "Nîmes", BOTH, version, parameters);
    }

    /** The versions that bundles say of themselves, by commune; hosting says the same. */
    private Map<String, String> versions() {
        Map<String, String> versions = new TreeMap<>();
        for (Instance instance : hosting.instances()) {
            String insee = instance.tenant().code();
            versions.put(insee, running(insee).getVersion().toString());
            assertEquals(versions.get(insee), instance.version());
        }
        return versions;
    }

    /** By what it answers to, because nothing of a bundle itself says whose it is. */
    private Bundle running(String insee) {
        return house.tenantBundles().stream()
                .filter(bundle -> bundle.getBundleContext() != null)
                .filter(bundle -> insee.equals(tenantOf(bundle)))
                .findFirst()
                .orElseThrow();
    }

    private static String tenantOf(Bundle bundle) {
        BundleContext inside = bundle.getBundleContext();
        ServiceReference<TenantContext> context = inside.getServiceReference(TenantContext.class);
        return context == null
                ? ""
                : inside.getService(context).commune().insee().code();
    }

    /** Goes in and stays there until one more byte is sent. */
    private static BufferedReader enter(Socket socket) throws Exception {
        socket.setSoTimeout(60_000);
        socket.getOutputStream()
                .write(("POST /t/30189/sample/ HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
                                + "Content-Length: 1\r\n\r\n")
                        .getBytes(StandardCharsets.US_ASCII));
        BufferedReader answer =
                new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
        assertEquals("HTTP/1.1 200 OK", answer.readLine());
        return answer;
    }

    private HttpResponse<String> awaitShut() throws Exception {
        long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        HttpResponse<String> answer = get();
        while (answer.statusCode() != 503) {
            assertTrue(System.nanoTime() < end, "the address was never shut");
            answer = get();
        }
        return answer;
    }

    private HttpResponse<String> get() throws Exception {
        return client.send(
                HttpRequest.newBuilder(door.address("30189", "")).build(), HttpResponse.BodyHandlers.ofString());
    }

    private void behave(String how) throws Exception {
        Files.createDirectories(house.files("30189"));
        Files.writeString(house.files("30189").resolve("behave"), how);
    }
}
