package fr.beffroi.hosting.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fr.beffroi.api.Insee;
import fr.beffroi.api.Reason;
import fr.beffroi.api.Refusal;
import fr.beffroi.api.hosted.HostedService;
import fr.beffroi.hosting.Unhealthy;
import jakarta.servlet.http.HttpServlet;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Who is asked when, and what follows from the answers; time passes by hand. */
class VitalsTest {
    private static final int EVERY = 60;
    private static final Insee NIMES = new Insee("30189");

    private long now = Long.MAX_VALUE - 7;
    private final List<Address> asked = new ArrayList<>();
    private final Queue<Runnable> waiting = new ArrayDeque<>();
    private boolean sick;
    private Address ill;
    private boolean busy;

    private final Vitals vitals = new Vitals(Duration.ofSeconds(EVERY), () -> now, this::check, new HandRun());
    private final List<RunningInstance> instances = new ArrayList<>();

    @Test
    void everyInstanceIsAskedOnceAnIntervalAndNotAllAtATime() {
        IntStream.range(0, 30).forEach(number -> instance("30" + (100 + number)));
        int most = 0;
        for (int second = 0; second < EVERY; second++) {
            int before = asked.size();
            pass();
            most = Math.max(most, asked.size() - before);
        }
        assertEquals(30, asked.size());
        assertEquals(30, asked.stream().distinct().count());
        assertTrue(most < 10, most + " were asked in one second");

        pass(EVERY);
        assertEquals(60, asked.size());
    }

    /** After a start of the house the others are still being opened, and each check would take from them. */
    @Test
    void whoHasJustBegunToServeHasPassedACheckAndIsLeftAloneForHalfAnInterval() {
        IntStream.range(0, 30).forEach(number -> instance("30" + (100 + number)));
        pass(EVERY / 2);
        assertEquals(List.of(), asked);

        pass(EVERY / 2);
        assertEquals(30, asked.stream().distinct().count(), "but not for more than one");
    }

    @Test
    void fromTheSecondCheckOnTheyAreSpreadOverTheWholeInterval() {
        IntStream.range(0, 60).forEach(number -> instance("30" + (100 + number)));
        pass(2 * EVERY);
        asked.clear();
        for (int quarter = 1; quarter <= 4; quarter++) {
            int before = asked.size();
            pass(EVERY / 4);
            assertTrue(asked.size() - before > 5, "quarter " + quarter + " has " + (asked.size() - before));
        }
        assertEquals(60, asked.stream().distinct().count());
        assertEquals(60, asked.size());
    }

    /** Each check is a log-in at the data store; two thousand of them a minute took half a processor. */
    @Test
    void howeverManyThereAreTenASecondAreAskedAndNobodyIsForgotten() {
        IntStream.range(0, 3_000).forEach(number -> instance("" + (10_000 + number)));
        int interval = 300;
        pass(interval);
        assertTrue(asked.size() <= 3_000, asked.size() + " checks in " + interval + " s");

        pass(interval);
        assertEquals(3_000, asked.stream().distinct().count());
        assertTrue(asked.size() <= 6_000, asked.size() + " checks in twice that time");
    }

    @Test
    void whoHasFailedIsAskedAgainSoonEvenAmongMany() {
        IntStream.range(0, 3_000).forEach(number -> instance("" + (10_000 + number)));
        ill = instance("30189").address();
        // Ten a second, from half an interval on.
        pass(EVERY / 2 + 301);
        assertTrue(asked.contains(ill));

        pass(2 * EVERY);
        assertEquals(
                List.of(ill.tenant()),
                vitals.unhealthy(instances).stream().map(Unhealthy::tenant).toList(),
                "three failures in a row, a minute apart");
    }

    @Test
    void threeFailuresInARowAreAnIllnessAndOneGoodCheckHeals() {
        instance("30189");
        sick = true;
        pass(2 * EVERY);
        assertEquals(2, asked.size());
        assertEquals(List.of(), vitals.unhealthy(instances), "that may be a moment's");
        sick = false;
        pass(EVERY);
        sick = true;
        pass(2 * EVERY);
        assertEquals(List.of(), vitals.unhealthy(instances), "not in a row");

        pass(EVERY);
        assertEquals(List.of(new Unhealthy(NIMES, "sample", "It is sick.")), vitals.unhealthy(instances));
        pass(EVERY);
        assertEquals(1, vitals.unhealthy(instances).size(), "still");

        sick = false;
        pass(EVERY);
        assertEquals(List.of(), vitals.unhealthy(instances));
    }

    @Test
    void whoIsStillAtItsAnswerIsNotAskedAgain() {
        instance("30189");
        busy = true;
        pass(3 * EVERY);
        assertEquals(1, waiting.size());

        waiting.remove().run();
        pass();
        assertEquals(1, waiting.size(), "its time has long come");
    }

    @Test
    void whoDoesNotServeIsNotAskedAndBeginsAsHealthy() throws Exception {
        RunningInstance instance = instance("30189");
        sick = true;
        pass(3 * EVERY);
        assertEquals(1, vitals.unhealthy(instances).size());

        instance.suspend(Duration.ZERO);
        pass(3 * EVERY);
        assertEquals(3, asked.size());
        assertEquals(List.of(), vitals.unhealthy(instances));
    }

    @Test
    void whoIsShutOutIsUnhealthyToo() {
        RunningInstance instance = instance("30189");
        instance.shutOut();
        pass(EVERY);
        assertEquals(
                List.of(new Unhealthy(NIMES, "sample", "It is shut out, for what the log says.")),
                vitals.unhealthy(instances));
    }

    private void check(RunningInstance instance) {
        asked.add(instance.address());
        if (sick || instance.address().equals(ill)) {
            throw new Refusal(Reason.UNAVAILABLE, "It is sick.");
        }
    }

    private void pass(int seconds) {
        IntStream.range(0, seconds).forEach(second -> pass());
    }

    private void pass() {
        vitals.look(instances);
        now += TimeUnit.SECONDS.toNanos(1);
    }

    private RunningInstance instance(String insee) {
        Address address = new Address(new Insee(insee), "sample");
        RunningInstance instance = new RunningInstance(
                address,
                TestHouse.blueprint(insee, "Commune"),
                null,
                new Inside(address, null, new Ledger(50, System::nanoTime)),
                null,
                new RouteTable(),
                new Bounds(
                        2,
                        100,
                        new Visitors(
                                2, new Visitors.Limits(Duration.ofSeconds(1), Duration.ofSeconds(1), 1), () -> now)));
        Component component = new Component();
        instance.attach(component);
        instance.present();
        instance.serve(component, instance.closings());
        instances.add(instance);
        return instance;
    }

    /** Runs what it is given at once, or when it is told. */
    private final class HandRun extends AbstractExecutorService {
        @Override
        public void execute(Runnable task) {
            if (busy) {
                waiting.add(task);
            } else {
                task.run();
            }
        }

        @Override
        public void shutdown() {}

        @Override
        public List<Runnable> shutdownNow() {
            return List.of();
        }

        @Override
        public boolean isShutdown() {
            return false;
        }

        @Override
        public boolean isTerminated() {
            return false;
        }

        @Override
        public boolean awaitTermination(long timeout, TimeUnit unit) {
            return false;
        }
    }

    private static final class Component extends HttpServlet implements HostedService {
        private static final long serialVersionUID = 1L;

        @Override
        public void check() {}

        @Override
        public void export(Path folder) {}
    }
}
