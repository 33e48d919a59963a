package fr.beffroi.hosting.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fr.beffroi.api.Insee;
import fr.beffroi.api.ReadingIntake;
import fr.beffroi.api.Reason;
import fr.beffroi.api.Refusal;
import fr.beffroi.hosting.Blueprint;
import fr.beffroi.hosting.Hosting;
import fr.beffroi.hosting.testing.EvilService;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
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
                Map.of(
                        "start.seconds",
                        2,
                        "check.seconds",
                        1,
                        "close.seconds",
                        1,
                        "export.seconds",
                        1,
                        "threads.lost",
                        4));
        hosting = house.hosting();
    }

    @AfterEach
    void stop() throws Exception {
        tell();
        house.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"constructor sleep", "constructor hang", "init sleep", "init hang", "constructor loop"})
    void aStartThatHangsIsGivenUp(String deed) throws Exception {
        tell(deed);

        Refusal refusal = assertThrows(Refusal.class, () -> within(() -> hosting.open(evil("30189"))));

        assertEquals(Reason.UNAVAILABLE, refusal.reason());
        assertTrue(refusal.getMessage().contains("within 2 s: it hangs"), refusal.getMessage());
        assertEquals(List.of(), hosting.instances());
        within(() -> hosting.open(TestHouse.blueprint("30060", "Caissargues")));
        within(() -> hosting.check(CAISSARGUES, "sample"));
        // Another version need not wait for the one that hangs.
        within(() -> hosting.open(TestHouse.blueprint("30189", "Nîmes")));
        within(() -> hosting.check(NIMES, "sample"));

        tell();
        await(
                "what hung is removed once it stops hanging",
                () -> house.tenantBundles().size() == 2);
    }

    @Test
    void anAddressWhoseThreadsNeverComeBackIsOpenedNoMore() throws Exception {
        tell("constructor hang");
        for (int time = 0; time < 4; time++) {
            Refusal refusal = assertThrows(Refusal.class, () -> hosting.open(evil("30189")));
            if (refusal.getMessage().contains("threads that never came back")) {
                break;
            }
        }
        Refusal refusal = assertThrows(Refusal.class, () -> within(() -> hosting.open(evil("30189"))));
        assertTrue(refusal.getMessage().contains("threads that never came back"), refusal.getMessage());

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
        hosting.open(evil("30189"));
        tell("check hang");
        for (int time = 0; time < 5; time++) {
            Refusal refusal = assertThrows(Refusal.class, () -> within(() -> hosting.check(NIMES, "sample")));
            assertTrue(refusal.getMessage().contains("within 1 s"), refusal.getMessage());
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
        hosting.open(evil("30189"));
        tell("export hang");
        Refusal refusal = assertThrows(Refusal.class, () -> within(() -> hosting.export(NIMES, "sample", archive)));
        assertTrue(refusal.getMessage().contains("did not end its export within 1 s"), refusal.getMessage());
    }

    @ParameterizedTest
    @ValueSource(strings = {"destroy sleep", "destroy hang", "deactivate sleep", "deactivate hang", "deactivate loop"})
    void anInstanceThatDoesNotStopIsClosedAllTheSame(String deed) throws Exception {
        hosting.open(evil("30189"));
        hosting.check(NIMES, "sample");
        tell(deed);

        within(() -> hosting.close(NIMES, "sample"));

        assertEquals(List.of(), hosting.instances());
        within(() -> hosting.open(TestHouse.blueprint("30189", "Nîmes")));
        within(() -> hosting.check(NIMES, "sample"));
        tell();
        await(
                "what hung is removed once it stops hanging",
                () -> house.tenantBundles().size() == 1);
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
        } catch (java.util.concurrent.ExecutionException e) {
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
            Thread.onSpinWait();
        }
    }
}
