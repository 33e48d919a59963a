package fr.beffroi.hosting.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fr.beffroi.api.Actor;
import fr.beffroi.api.Insee;
import fr.beffroi.api.ReadingIntake;
import fr.beffroi.api.Refusal;
import fr.beffroi.hosting.Hosting;
import fr.beffroi.hosting.Instance;
import fr.beffroi.hosting.Unhealthy;
import fr.beffroi.hosting.testing.EvilService;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An {@link EvilService} in Nîmes fills the heap, in the real framework, while that of its neighbour only makes garbage. */
class FullHeapTest {
    private static final Insee NIMES = new Insee("30189");
    private static final Insee CAISSARGUES = new Insee("30060");

    private final HttpClient client = HttpClient.newHttpClient();
    private FrontDoor door;
    private TestHouse house;
    private Hosting hosting;

    @BeforeEach
    void start(@TempDir Path folder) throws Exception {
        ReadingIntake intake = (actor, batch) -> batch.stream()
                .map(reading -> new ReadingIntake.Receipt(ReadingIntake.Outcome.ACCEPTED, ""))
                .toList();
        System.gc();
        HeapGuard.Heap now = new CollectedHeap().now();
        int percent = (int) ((now.live() + (192L << 20)) * 100 / now.most()) + 1;
        house = TestHouse.start(
                folder,
                intake,
                Clock.systemUTC(),
                Map.of("processor.percent", 1_000, "heap.percent", percent, "requests.per.second", 1_000));
        hosting = house.hosting();
        door = new FrontDoor(house, Actor.visitor());
        for (Insee tenant : List.of(NIMES, CAISSARGUES)) {
            await(tenant + " serves", () -> {
                try {
                    hosting.open(TestHouse.blueprint(tenant.code(), "Gard", TestHouse.EVIL));
                    hosting.check(tenant, "sample");
                    return true;
                } catch (Refusal busy) {
                    return false;
                }
            });
        }
    }

    @AfterEach
    void stop() throws Exception {
        door.close();
        house.close();
    }

    @Test
    void nobodysThreadBearsTheClassLoaderOfAnInstance() {
        // Declarative Services have just started a timer, on the thread that started the instance.
        List<ClassLoader> loaders = house.tenantBundles().stream()
                .map(bundle -> {
                    try {
                        return bundle.loadClass(EvilService.class.getName()).getClassLoader();
                    } catch (ClassNotFoundException e) {
                        throw new IllegalStateException(e);
                    }
                })
                .toList();
        assertEquals(2, loaders.size());
        assertEquals(
                List.of(),
                Thread.getAllStackTraces().keySet().stream()
                        .filter(thread -> loaders.contains(thread.getContextClassLoader()))
                        .map(Thread::getName)
                        .toList());
    }

    @Test
    void whoIsSuspectedWronglyComesBackByItselfAndWhoHoldsTheMemoryGoes() throws Exception {
        tell(NIMES, "request retain");
        tell(CAISSARGUES, "request allocate");

        await("the neighbour, who allocates most, has to go first", () -> {
            ask(NIMES);
            ask(CAISSARGUES);
            System.gc();
            return state(CAISSARGUES) == Instance.State.OUT_OF_ORDER;
        });
        await("it comes back", () -> state(CAISSARGUES) == Instance.State.SERVING);
        await("who holds the memory has to go", () -> {
            ask(NIMES);
            ask(CAISSARGUES);
            System.gc();
            return state(NIMES) == Instance.State.OUT_OF_ORDER;
        });
        await("operators read when it is tried again", () -> {
            System.gc();
            List<Unhealthy> unhealthy = hosting.unhealthy();
            return unhealthy.size() == 1
                    && unhealthy.get(0).tenant().equals(NIMES)
                    && unhealthy.get(0).reason().contains("in 10 min at the earliest");
        });

        assertEquals(200, ask(CAISSARGUES));
        assertEquals(503, ask(NIMES));
    }

    private Instance.State state(Insee tenant) {
        return hosting.instances().stream()
                .filter(one -> one.tenant().equals(tenant))
                .map(Instance::state)
                .findFirst()
                .orElseThrow();
    }

    private int ask(Insee tenant) {
        try {
            return client.send(
                            HttpRequest.newBuilder(door.address(tenant.code(), ""))
                                    .build(),
                            HttpResponse.BodyHandlers.discarding())
                    .statusCode();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private void tell(Insee tenant, String deed) throws IOException {
        Path files = Files.createDirectories(house.files(tenant.code()));
        Path draft = Files.write(files.resolve("draft"), List.of(deed));
        Files.move(draft, files.resolve("deeds"), StandardCopyOption.ATOMIC_MOVE);
    }

    private static void await(String what, BooleanSupplier condition) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(120);
        while (!condition.getAsBoolean()) {
            assertTrue(System.nanoTime() < deadline, what);
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
        }
    }
}
