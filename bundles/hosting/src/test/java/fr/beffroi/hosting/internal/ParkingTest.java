package fr.beffroi.hosting.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fr.beffroi.api.Actor;
import fr.beffroi.api.HostedBundle;
import fr.beffroi.api.Insee;
import fr.beffroi.api.Reading;
import fr.beffroi.api.ReadingIntake;
import fr.beffroi.api.Reason;
import fr.beffroi.api.Refusal;
import fr.beffroi.hosting.Blueprint;
import fr.beffroi.hosting.Hosting;
import fr.beffroi.hosting.Instance;
import fr.beffroi.hosting.testing.OtherVersion;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.osgi.framework.BundleEvent;
import org.osgi.framework.SynchronousBundleListener;

/** Instances that are parked and woken, in the real framework, as people find them at their addresses. */
class ParkingTest {
    private static final Insee NIMES = new Insee("30189");
    private static final Insee CAISSARGUES = new Insee("30060");
    private static final HostedBundle BOTH =
            new HostedBundle(TestHouse.SAMPLE.symbolicName(), "1.0.0", List.of("1.1.0"));

    /** One may run; whoever isn't used goes at once. */
    private static final Map<String, Object> ONE_AWAKE =
            Map.of("awake.most", 1, "park.least.seconds", 0, "wake.per.minute", 0, "wake.seconds", 60);

    @TempDir
    Path folder;

    private final HttpClient client = HttpClient.newHttpClient();
    private final Set<String> recorders = ConcurrentHashMap.newKeySet();
    private ReadingIntake intake = (actor, batch) -> {
        recorders.add(actor.id());
        return batch.stream()
                .map(reading -> new ReadingIntake.Receipt(ReadingIntake.Outcome.ACCEPTED, ""))
                .toList();
    };

    private FrontDoor door;
    private TestHouse house;
    private Hosting hosting;

    private void start(Map<String, Object> settings) throws Exception {
        Map<String, Object> all = new HashMap<>(settings);
        all.put("requests.per.second", 100_000);
        house = TestHouse.start(folder, (actor, batch) -> intake.accept(actor, batch), Clock.systemUTC(), all);
        hosting = house.hosting();
        OtherVersion.of(house.services().resolve("fr.beffroi.hosting.sample-1.0.0.jar"), "1.1.0", house.services());
        door = new FrontDoor(house, Actor.visitor());
    }

    @AfterEach
    void stop() throws Exception {
        door.close();
        house.close();
    }

    @Test
    void whatIsNotUsedIsParkedAndWhoComesWakesIt() throws Exception {
        start(ONE_AWAKE);
        serve(nimes("1.1.0"));
        serve(caissargues());

        await("the one that was used before the other is parked", () -> states().equals(List.of("SERVING", "PARKED")));
        await("nothing of it is left", () -> house.tenantBundles().size() == 1);
        assertTrue(hosting.instances().get(1).serving(), "it answers");
        assertEquals("1.1.0", hosting.instances().get(1).version());

        assertEquals("Nîmes {}", get("30189").body());
        await("now it is the other's turn", () -> states().equals(List.of("PARKED", "SERVING")));
        assertEquals("Caissargues {}", get("30060").body());
    }

    @Test
    void withoutABoundNothingIsParkedNorPlacedAsleep() throws Exception {
        start(Map.of());
        hosting.place(nimes("1.0.0"));
        assertEquals(List.of("SERVING"), states());
    }

    @Test
    void whateverIsAskedOfAParkedInstanceIsDone(@TempDir Path archive) throws Exception {
        start(ONE_AWAKE);
        serve(caissargues());

        parked();
        hosting.export(NIMES, "sample", archive);
        assertEquals("Nîmes", Files.readString(archive.resolve("README.txt")));

        parked();
        hosting.check(NIMES, "sample");
        assertTrue(hosting.instances().get(1).serving());

        parked();
        hosting.suspend(NIMES, "sample");
        assertEquals("SUSPENDED", states().get(1));
        assertTrue(get("30189").body().contains("Service suspendu"));
        hosting.check(NIMES, "sample");

        parked();
        hosting.withdraw(NIMES, "sample");
        assertEquals("CLOSED", states().get(1));
        hosting.check(NIMES, "sample");

        parked();
        hosting.restart(NIMES, "sample");
        assertTrue(hosting.instances().get(1).serving());

        parked();
        hosting.open(nimes("1.0.0"));
        hosting.check(NIMES, "sample");
        assertEquals(200, get("30189").statusCode());

        parked();
        hosting.open(nimes("1.1.0"));
        assertEquals("1.1.0", hosting.instances().get(1).version());
        hosting.check(NIMES, "sample");
        assertEquals(200, get("30189").statusCode());

        parked();
        assertEquals(
                Reason.CONCURRENT,
                assertThrows(Refusal.class, () -> hosting.dropFiles(NIMES, "sample"))
                        .reason());
        hosting.close(NIMES, "sample");
        assertEquals(1, hosting.instances().size());
        assertEquals(404, get("30189").statusCode());
    }

    /** It begins the timer of Declarative Services, which goes on for as long as the other one is parked and woken. */
    @Test
    void oneThatStartedWhenNothingHadChangedForAWhileIsParkedLikeAnyOther() throws Exception {
        start(ONE_AWAKE);
        serve(caissargues());
        TestHouse.awaitNoTimer();

        serve(nimes("1.0.0"));

        parked();
    }

    @Test
    void nobodyIsSentAwayWhileInstancesAreParkedAndWoken() throws Exception {
        AtomicInteger parked = oneTooMany();
        AtomicBoolean over = new AtomicBoolean();
        ExecutorService visitors = Executors.newFixedThreadPool(6);
        List<Future<Integer>> visits = new ArrayList<>();
        for (int visitor = 0; visitor < 6; visitor++) {
            boolean toNimes = visitor % 2 == 0;
            visits.add(visitors.submit(() -> {
                int count = 0;
                while (!over.get()) {
                    HttpResponse<String> answer = get(toNimes ? "30189" : "30060");
                    assertEquals(200, answer.statusCode(), answer.body());
                    assertEquals(toNimes ? "Nîmes {}" : "Caissargues {}", answer.body());
                    count++;
                }
                return count;
            }));
        }

        try {
            await(
                    "they were parked under everybody's feet",
                    () -> parked.get() >= 8 || visits.stream().anyMatch(Future::isDone));
        } finally {
            over.set(true);
            visitors.shutdown();
        }
        for (Future<Integer> one : visits) {
            assertTrue(one.get(60, TimeUnit.SECONDS) > 0);
        }
        assertTrue(parked.get() >= 8);
    }

    @Test
    void whoAsksWhetherAnInstanceCanWorkIsAnsweredWhileItIsParkedAndWoken() throws Exception {
        AtomicInteger parked = oneTooMany();
        ExecutorService askers = Executors.newFixedThreadPool(6);
        List<Future<?>> questions = new ArrayList<>();
        for (int asker = 0; asker < 6; asker++) {
            Insee commune = asker % 2 == 0 ? NIMES : CAISSARGUES;
            questions.add(askers.submit(() -> {
                while (parked.get() < 8) {
                    hosting.check(commune, "sample");
                }
            }));
        }
        askers.shutdown();

        for (Future<?> one : questions) {
            one.get(120, TimeUnit.SECONDS);
        }
    }

    @Test
    void anInstanceIsNotParkedBeforeItsReadingsAreStored() throws Exception {
        AtomicInteger stored = new AtomicInteger();
        AtomicBoolean slow = new AtomicBoolean();
        List<Integer> storedWhenParked = new ArrayList<>();
        ReadingIntake whole = intake;
        intake = (actor, batch) -> {
            if (slow.get()) {
                LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(3));
            }
            stored.addAndGet(batch.size());
            return whole.accept(actor, batch);
        };
        start(ONE_AWAKE);
        serve(nimes("1.0.0"));
        house.system().addBundleListener((SynchronousBundleListener) event -> {
            if (event.getType() == BundleEvent.STOPPING) {
                storedWhenParked.add(stored.get());
            }
        });
        behave("brief");
        int before = stored.get();
        slow.set(true);
        assertEquals(200, get("30189", "count").statusCode());

        // One too many runs from now on; it records nothing before its check.
        hosting.open(caissargues());

        await("it is parked", () -> states().equals(List.of("CLOSED", "PARKED")));
        await("it has gone", () -> house.tenantBundles().size() == 1);
        assertEquals(List.of(before + 1), storedWhenParked);
    }

    @Test
    void anInstanceThatDoesNotWakeSaysSoAndIsLeftAloneForAWhile() throws Exception {
        start(ONE_AWAKE);
        hosting.place(nimes("1.0.0"));
        assertEquals(List.of("PARKED"), states());
        assertEquals(0, house.tenantBundles().size());
        behave("throw");

        HttpResponse<String> answer = get("30189");

        assertEquals(503, answer.statusCode());
        assertTrue(answer.body().contains("Service en cours de démarrage"), answer.body());
        assertEquals("5", answer.headers().firstValue("Retry-After").orElseThrow());
        assertEquals(List.of("CLOSED"), states());
        assertEquals(0, house.tenantBundles().size());
        behave("");
        assertEquals(503, get("30189").statusCode(), "not at once");
        hosting.check(NIMES, "sample");
        assertEquals(200, get("30189").statusCode());
    }

    @Test
    void whoStandsAtADoorThatTakesTooLongIsToldToComeAgain() throws Exception {
        Map<String, Object> settings = new HashMap<>(ONE_AWAKE);
        settings.put("wake.seconds", 1);
        start(settings);
        Gate gate = new Gate(intake);
        intake = gate;
        hosting.place(nimes("1.0.0"));

        assertEquals(503, get("30189").statusCode());

        gate.open();
        await("it went on waking", () -> states().equals(List.of("SERVING")));
        assertEquals(200, get("30189").statusCode());
    }

    @Test
    void whatWasPlacedIsWokenInItsTurnAndParkedAgain() throws Exception {
        Map<String, Object> settings = new HashMap<>(ONE_AWAKE);
        settings.put("wake.per.minute", 6_000);
        settings.put("awake.most", 100);
        start(settings);
        List<String> communes =
                IntStream.range(30_001, 30_011).mapToObj(Integer::toString).toList();
        communes.forEach(insee -> hosting.place(TestHouse.blueprint(insee, "Commune " + insee)));

        await("each has given the reading that it gives at its check", () -> recorders.size() == 10);

        await(
                "all are parked again, because nobody came",
                () -> Set.copyOf(states()).equals(Set.of("PARKED")));
        assertEquals("Commune 30007 {}", get("30007").body());
        assertEquals("SERVING", states().get(6));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 20})
    void afterARestartEveryInstanceIsBackInItsVersion(int awakeMost) throws Exception {
        start(Map.of());
        List<Blueprint> all = IntStream.range(30_001, 30_201)
                .mapToObj(insee -> TestHouse.blueprint(
                        Integer.toString(insee),
                        "Commune " + insee,
                        BOTH,
                        insee % 3 == 0 ? "1.1.0" : "1.0.0",
                        Map.of("numéro", insee)))
                .toList();
        for (Blueprint blueprint : all) {
            serve(blueprint);
            Files.writeString(house.files(blueprint.commune().insee().code()).resolve("kept"), "kept");
        }
        List<Instance> before = hosting.instances();
        stop();

        Map<String, Object> settings = new HashMap<>(ONE_AWAKE);
        settings.put("awake.most", awakeMost);
        start(settings);
        all.forEach(hosting::place);

        assertEquals(
                before.stream().map(ParkingTest::withoutState).toList(),
                hosting.instances().stream().map(ParkingTest::withoutState).toList());
        for (Blueprint blueprint : all) {
            String insee = blueprint.commune().insee().code();
            assertEquals(
                    "Commune " + insee + " {numéro=" + insee + "}", get(insee).body());
            assertTrue(Files.exists(house.files(insee).resolve("kept")));
        }
        assertTrue(hosting.instances().stream().allMatch(Instance::serving));
        if (awakeMost > 0) {
            await("no more run than may", () -> house.tenantBundles().size() <= awakeMost);
        }
    }

    private static String withoutState(Instance instance) {
        return instance.tenant() + " " + instance.version() + " " + instance.parameters();
    }

    /** Keeps all readings, and so a check, until it is opened. */
    private static final class Gate implements ReadingIntake {
        private final ReadingIntake inner;
        private final CountDownLatch opened = new CountDownLatch(1);

        Gate(ReadingIntake inner) {
            this.inner = inner;
        }

        @Override
        public List<Receipt> accept(Actor actor, List<Reading> batch) {
            try {
                opened.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            return inner.accept(actor, batch);
        }

        void open() {
            opened.countDown();
        }
    }

    /**
     * Has two serve where one may run.
     *
     * @return how often one was parked since, counted on
     */
    private AtomicInteger oneTooMany() throws Exception {
        start(ONE_AWAKE);
        serve(nimes("1.0.0"));
        serve(caissargues());
        AtomicInteger parked = new AtomicInteger();
        house.system().addBundleListener((SynchronousBundleListener) event -> {
            if (event.getType() == BundleEvent.UNINSTALLED) {
                parked.incrementAndGet();
            }
        });
        return parked;
    }

    /** Has Nîmes parked, by somebody who comes to the other again and again: once isn't enough when that one was just chosen to go. */
    private void parked() throws Exception {
        if (hosting.instances().size() == 1) {
            serve(nimes("1.0.0"));
        }
        await("it is parked", () -> {
            get("30060");
            return states().get(1).equals("PARKED");
        });
    }

    private List<String> states() {
        return hosting.instances().stream().map(one -> one.state().name()).toList();
    }

    private void serve(Blueprint blueprint) {
        hosting.open(blueprint);
        hosting.check(blueprint.commune().insee(), "sample");
    }

    private static Blueprint nimes(String version) {
        return TestHouse.blueprint("30189", "Nîmes", BOTH, version, Map.of());
    }

    private static Blueprint caissargues() {
        return TestHouse.blueprint("30060", "Caissargues");
    }

    private HttpResponse<String> get(String insee) throws Exception {
        return get(insee, "");
    }

    private HttpResponse<String> get(String insee, String path) throws Exception {
        URI address = door.address(insee, path);
        return client.send(HttpRequest.newBuilder(address).build(), HttpResponse.BodyHandlers.ofString());
    }

    private void behave(String how) throws Exception {
        Files.createDirectories(house.files("30189"));
        Files.writeString(house.files("30189").resolve("behave"), how);
    }

    private static void await(String what, Callable<Boolean> condition) throws Exception {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(120);
        while (!condition.call()) {
            assertTrue(System.nanoTime() < deadline, what);
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
        }
    }
}
