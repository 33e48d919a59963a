package fr.beffroi.hosting.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fr.beffroi.api.Actor;
import fr.beffroi.api.Insee;
import fr.beffroi.api.ReadingIntake;
import fr.beffroi.api.Reason;
import fr.beffroi.api.Refusal;
import fr.beffroi.hosting.Blueprint;
import fr.beffroi.hosting.Hosting;
import fr.beffroi.hosting.Instance;
import fr.beffroi.hosting.Overuse;
import fr.beffroi.hosting.Refused;
import fr.beffroi.hosting.Unhealthy;
import fr.beffroi.hosting.Use;
import fr.beffroi.hosting.testing.EvilService;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What an {@link EvilService} in Nîmes does to the house, in the real framework, while its neighbour behaves. */
class EvilServiceTest {
    private static final Insee NIMES = new Insee("30189");
    private static final Insee CAISSARGUES = new Insee("30060");

    private FrontDoor door;
    private final HttpClient client = HttpClient.newHttpClient();

    private TestHouse house;
    private Hosting hosting;
    /** Bytes of live objects above which the heap is full here. */
    private long full;

    @BeforeEach
    void start(@TempDir Path folder) throws Exception {
        ReadingIntake intake = (actor, batch) -> batch.stream()
                .map(reading -> new ReadingIntake.Receipt(ReadingIntake.Outcome.ACCEPTED, ""))
                .toList();
        System.gc();
        CollectedHeap heap = new CollectedHeap();
        house = TestHouse.start(
                folder,
                intake,
                Clock.systemUTC(),
                Map.of(
                        "start.seconds", 3,
                        "check.seconds", 3,
                        "close.seconds", 1,
                        "export.seconds", 1,
                        "threads.lost", 4,
                        "request.seconds", 3,
                        "request.allocated.bytes", 256L << 20,
                        "threads", 3,
                        "processor.percent", 10,
                        "heap.percent", percentOf(heap.now(), 192L << 20)));
        hosting = house.hosting();
        door = new FrontDoor(house, Actor.visitor());
    }

    @AfterEach
    void stop() throws Exception {
        tell();
        door.close();
        house.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"constructor sleep", "constructor hang", "init sleep", "init hang", "constructor loop"})
    void aStartThatHangsIsGivenUp(String deed) throws Exception {
        tell(deed);

        Refusal refusal = assertThrows(Refusal.class, () -> within(() -> hosting.open(evil("30189"))));

        assertEquals(Reason.UNAVAILABLE, refusal.reason());
        assertTrue(refusal.getMessage().contains("within 3 s: it hangs"), refusal.getMessage());
        assertEquals(List.of(), hosting.instances());
        serve(TestHouse.blueprint("30060", "Caissargues"));
        // Another version need not wait for the one that hangs.
        serve(TestHouse.blueprint("30189", "Nîmes"));

        tell();
        await(
                "what hung is removed once it stops hanging",
                () -> house.tenantBundles().size() == 2);
    }

    @Test
    void anAddressWhoseThreadsNeverComeBackIsOpenedNoMore() throws Exception {
        tell("constructor hang");
        // Some may be interrupted before they come to the constructor, and end, also after they were counted.
        AtomicReference<String> last = new AtomicReference<>();
        await("each attempt leaves a thread until there are enough", () -> {
            last.set(refusal());
            return last.get().contains("never came back");
        });
        assertTrue(last.get().contains("only a restart of the house ends them"), last.get());

        tell();
        await("it can be opened when they are back", () -> {
            try {
                hosting.open(evil("30189"));
                return true;
            } catch (Refusal notYet) {
                return false;
            }
        });
    }

    @Test
    void askingAHungInstanceAgainAndAgainCostsOneThread() throws Exception {
        serve(evil("30189"));
        tell("check hang");
        for (int time = 0; time < 5; time++) {
            Refusal refusal = assertThrows(Refusal.class, () -> within(() -> hosting.check(NIMES, "sample")));
            assertTrue(refusal.getMessage().contains("within 3 s"), refusal.getMessage());
        }
        assertEquals(1, threads("instance 30189/sample check"));
        tell();
        await("it answers again when it has stopped hanging", () -> {
            try {
                hosting.check(NIMES, "sample");
                return true;
            } catch (Refusal notYet) {
                return false;
            }
        });
    }

    @Test
    void anExportThatHangsIsGivenUp(@TempDir Path archive) throws Exception {
        serve(evil("30189"));
        tell("export hang");
        Refusal refusal = assertThrows(Refusal.class, () -> within(() -> hosting.export(NIMES, "sample", archive)));
        assertTrue(refusal.getMessage().contains("did not end its export within 1 s"), refusal.getMessage());
    }

    @ParameterizedTest
    @ValueSource(strings = {"destroy sleep", "destroy hang", "deactivate sleep", "deactivate hang", "deactivate loop"})
    void anInstanceThatDoesNotStopIsClosedAllTheSame(String deed) throws Exception {
        serve(evil("30189"));
        tell(deed);

        within(() -> hosting.close(NIMES, "sample"));

        assertEquals(List.of(), hosting.instances());
        serve(TestHouse.blueprint("30189", "Nîmes"));
        tell();
        await(
                "what hung is removed once it stops hanging",
                () -> house.tenantBundles().size() == 1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"request hang", "request loop"})
    void aRequestThatNeverLeavesShutsItsInstanceOutUntilItIsMadeAnew(String deed) throws Exception {
        serve(evil("30189"));
        serve(TestHouse.blueprint("30060", "Caissargues"));
        tell(deed);
        CompletableFuture<Integer> lost = get("30189");

        await("it is shut out", () -> !hosting.instances().get(1).serving());

        assertEquals(503, get("30189").join());
        assertEquals(200, get("30060").join(), "its neighbour answers");
        Refusal refusal = assertThrows(Refusal.class, () -> hosting.check(NIMES, "sample"));
        assertTrue(refusal.getMessage().contains("shut out"), refusal.getMessage());
        within(() -> hosting.withdraw(NIMES, "sample"));
        within(() -> hosting.suspend(NIMES, "sample"));
        serve(evil("30189"));
        tell();
        awaitAnswer("the new one answers");
        assertEquals(200, lost.join(), "it came back in the end");
    }

    @Test
    void aRestartPutsWhatWasShutOutInOrderAgain() throws Exception {
        hosting.open(evil("30189"));
        hosting.check(NIMES, "sample");
        tell("request hang");
        get("30189");
        await("it is shut out", () -> hosting.instances().get(0).state() == Instance.State.OUT_OF_ORDER);

        within(() -> hosting.restart(NIMES, "sample"));

        assertEquals(Instance.State.SERVING, hosting.instances().get(0).state());
        tell();
        assertEquals(200, get("30189").join());
    }

    @Test
    void aRequestThatTakesTooLongIsInterruptedAndNothingElseHappens() throws Exception {
        serve(evil("30189"));
        tell("request sleep");
        assertEquals(500, get("30189").join());
        tell();
        awaitAnswer("it answers as before");
        // Counted after the thread was interrupted, which may have answered already.
        await("that is counted", () -> interrupted(Overuse.TIME) >= 1);
    }

    @Test
    void threadsThatAnInstanceStartsAreCountedAndTooManyShutItOut() throws Exception {
        serve(evil("30189"));
        tell("request leak");
        for (int number = 1; number <= 3; number++) {
            int expected = number;
            get("30189").join();
            await("each request starts one thread", () -> hosting.uses().get(0).ownThreads() == expected);
        }
        assertTrue(hosting.instances().get(0).serving(), "three are not too many");

        get("30189").join();

        await("four are", () -> !hosting.instances().get(0).serving());
        within(() -> hosting.close(NIMES, "sample"));
    }

    @Test
    void whatAnInstanceUsesIsItsOwnAndNotItsNeighbours() throws Exception {
        serve(evil("30189"));
        serve(TestHouse.blueprint("30060", "Caissargues"));
        Use quiet = hosting.uses().get(1);
        tell("request allocate");

        get("30189").join();

        // It has its answer before its thread has left.
        await(
                "what it allocated is entered",
                () -> hosting.uses().get(1).allocatedBytes() - quiet.allocatedBytes() >= 64 << 20);
        Use after = hosting.uses().get(1);
        assertEquals(NIMES, after.tenant());
        assertEquals(1, after.requests() - quiet.requests());
        assertTrue(hosting.uses().get(0).allocatedBytes() < 64 << 20, "its neighbour's are not more");
        hosting.close(NIMES, "sample");
        assertEquals(
                List.of(CAISSARGUES), hosting.uses().stream().map(Use::tenant).toList());
    }

    @Test
    void aLoopThatNobodyWaitsForGetsWhatOthersLeaveOfTheProcessor() throws Exception {
        serve(evil("30189"));
        Set<Long> before = LastInLineTest.last();
        tell("request loop");
        CompletableFuture<Integer> lost = get("30189");

        await("it is last in the line", () -> lastInLineSince(before) == 1);

        assertTrue(hosting.instances().stream().noneMatch(Instance::serving), "and its instance is shut out");
        assertEquals(1, hosting.uses().get(0).shutOut());
        tell();
        lost.join();
    }

    @Test
    void anInstanceThatUsesMoreThanItsShareOfTheProcessorGetsOneVisitorAtATime() throws Exception {
        serve(evil("30189"));
        Set<Long> before = LastInLineTest.last();
        tell("request burn");
        get("30189").join();
        await("its own thread is last in the line", () -> lastInLineSince(before) == 1);
        tell("request burn", "request sleep");

        await("while one is inside, another is told to come back", () -> {
            CompletableFuture<Integer> one = get("30189");
            CompletableFuture<Integer> other = get("30189");
            one.join();
            other.join();
            return hosting.uses().get(0).refused().get(Refused.PROCESSOR) >= 1;
        });

        tell();
        awaitAnswer("one at a time is answered all along");
        await("it has all its places again when it is quiet", () -> {
            CompletableFuture<Integer> one = get("30189");
            CompletableFuture<Integer> other = get("30189");
            return one.join() == 200 && other.join() == 200;
        });
    }

    @Test
    void aRequestThatAllocatesTooMuchIsInterrupted() throws Exception {
        serve(evil("30189"));
        tell("request litter");
        // On a busy machine its time may be over first.
        await("it is interrupted for what it allocates", () -> {
            get("30189").join();
            return interrupted(Overuse.MEMORY) >= 1;
        });
        tell();
        awaitAnswer("it answers as before");
    }

    @Test
    void anInstanceThatFillsTheHeapIsTakenAwayBeforeTheOthersAreHarmed() throws Exception {
        serve(evil("30189"));
        serve(TestHouse.blueprint("30060", "Caissargues"));
        tell("request retain");

        await("it has to go", () -> {
            get("30189").join();
            System.gc();
            return hosting.instances().stream()
                    .anyMatch(one -> one.tenant().equals(NIMES) && one.state() == Instance.State.OUT_OF_ORDER);
        });

        assertEquals(503, get("30189").join(), "its address says that it is out of order");
        assertEquals(200, get("30060").join(), "its neighbour answers");
        await("what it kept is free again", () -> {
            System.gc();
            return new CollectedHeap().now().live() < full;
        });
        assertEquals(
                List.of(NIMES),
                hosting.unhealthy().stream().map(Unhealthy::tenant).toList());
        tell();
        within(() -> hosting.restart(NIMES, "sample"));
        awaitAnswer("it is made anew");
    }

    private CompletableFuture<Integer> get(String insee) {
        URI address = door.address(insee, "");
        return client.sendAsync(HttpRequest.newBuilder(address).build(), HttpResponse.BodyHandlers.discarding())
                .thenApply(HttpResponse::statusCode)
                .orTimeout(60, TimeUnit.SECONDS);
    }

    /** On a busy machine an honest start or check may take longer than the limits here, which are short for those that hang. */
    private void serve(Blueprint blueprint) {
        Insee tenant = blueprint.commune().insee();
        await(tenant + " opens and answers its check", () -> {
            try {
                hosting.open(blueprint);
                hosting.check(tenant, "sample");
                return true;
            } catch (Refusal notYet) {
                return false;
            }
        });
    }

    /** In Nîmes; on a busy machine an honest request may be interrupted too. */
    private void awaitAnswer(String what) {
        await(what, () -> get("30189").join() == 200);
    }

    private long interrupted(Overuse reason) {
        return hosting.uses().stream()
                .filter(use -> use.tenant().equals(NIMES))
                .mapToLong(use -> use.interrupted().get(reason))
                .sum();
    }

    private static int lastInLineSince(Set<Long> before) {
        try {
            return LastInLineTest.since(before);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** So many more bytes than are live now, in whole per cent of the heap. */
    private int percentOf(HeapGuard.Heap now, long more) {
        int percent = (int) ((now.live() + more) * 100 / now.most()) + 1;
        full = now.most() / 100 * percent;
        return percent;
    }

    private String refusal() {
        return assertThrows(Refusal.class, () -> hosting.open(evil("30189"))).getMessage();
    }

    private static Blueprint evil(String insee) {
        return TestHouse.blueprint(insee, "Nîmes", TestHouse.EVIL);
    }

    /** What the service in Nîmes does from now on; nothing stops what it does. */
    private void tell(String... deeds) throws Exception {
        Path files = Files.createDirectories(house.files("30189"));
        Path draft = Files.write(files.resolve("draft"), List.of(deeds));
        Files.move(draft, files.resolve("deeds"), StandardCopyOption.ATOMIC_MOVE);
    }

    private interface Work {
        void run() throws Exception;
    }

    /** Far longer than any limit here, and far shorter than for ever. */
    private static void within(Work work) throws Exception {
        CompletableFuture<Void> done = new CompletableFuture<>();
        Thread caller = new Thread(() -> {
            try {
                work.run();
                done.complete(null);
            } catch (Throwable e) {
                done.completeExceptionally(e);
            }
        });
        caller.setDaemon(true);
        caller.start();
        try {
            done.get(60, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Error failure) {
                throw failure;
            }
            throw (Exception) e.getCause();
        }
    }

    private static long threads(String name) {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals(name))
                .count();
    }

    private static void await(String what, BooleanSupplier condition) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (!condition.getAsBoolean()) {
            assertTrue(System.nanoTime() < deadline, what);
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
        }
    }
}
