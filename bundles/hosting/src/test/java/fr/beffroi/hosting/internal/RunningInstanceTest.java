package fr.beffroi.hosting.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fr.beffroi.api.Insee;
import fr.beffroi.api.Offering;
import fr.beffroi.api.hosted.HostedService;
import fr.beffroi.hosting.Instance;
import fr.beffroi.hosting.Overuse;
import fr.beffroi.hosting.Refused;
import fr.beffroi.hosting.Use;
import jakarta.servlet.http.HttpServlet;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RunningInstanceTest {
    private static final Duration SHORT = Duration.ofMillis(50);
    private static final Address ADDRESS = new Address(new Insee("30189"), "sample");

    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final Visitors.Limits LIMITS = new Visitors.Limits(LIMIT, Duration.ofSeconds(20), 1 << 30);

    private static final Offering OFFERING =
            TestHouse.blueprint("30189", "Nîmes").offering();

    private long now;
    private final Visitors visitors = new Visitors(100, LIMITS, () -> now);
    private final Bounds bounds = new Bounds(2, 100, visitors);
    private final RouteTable routes = new RouteTable();
    private final Inside inside = new Inside(ADDRESS, null, new Ledger(50, System::nanoTime));
    private final Component component = new Component();
    private final RunningInstance instance =
            new RunningInstance(ADDRESS, TestHouse.blueprint("30189", "Nîmes"), null, inside, null, routes, bounds);

    /** A component that does nothing. */
    private static final class Component extends HttpServlet implements HostedService {
        private static final long serialVersionUID = 1L;

        @Override
        public void check() {}

        @Override
        public void export(Path folder) {}
    }

    @BeforeEach
    void start() {
        instance.attach(component);
        instance.present();
    }

    @Test
    void anInstanceThatWasNotCheckedYetIsClosed() {
        assertShut(Problem.CLOSED);
    }

    @Test
    void aStartThatFailsLateLeavesNothingAtTheAddress() {
        RouteTable none = new RouteTable();
        RunningInstance failing =
                new RunningInstance(ADDRESS, TestHouse.blueprint("30189", "Nîmes"), null, inside, null, none, bounds);
        failing.attach(component);
        failing.detach(SHORT);
        assertEquals(Problem.NOT_FOUND, none.find(ADDRESS).notice());
    }

    @Test
    void aWithdrawnInstanceWaitsForThoseInsideAndLetsNobodyElseIn() throws Exception {
        serve();
        Route found = door().orElseThrow();
        assertEquals(Optional.empty(), found.enter());

        assertFalse(instance.withdraw(SHORT), "somebody is inside");
        assertShut(Problem.CLOSED);
        assertEquals(Optional.of(Refused.IN_FLIGHT), found.enter(), "whoever found the way before comes too late");
        assertFalse(instance.withdraw(SHORT), "the same one, still");
        found.leave();
        assertTrue(instance.withdraw(SHORT));
        assertTrue(found.drain(SHORT), "another who waits for the same ones learns it too");

        assertEquals(Optional.of(Refused.IN_FLIGHT), found.enter(), "that way stays closed");
        serve();
        assertEquals(Optional.empty(), door().orElseThrow().enter(), "it can be opened again");
    }

    @Test
    void whoWentInBeforeItWasOpenedAgainIsWaitedForToo() throws Exception {
        serve();
        Route first = door().orElseThrow();
        assertEquals(Optional.empty(), first.enter());
        assertFalse(instance.withdraw(SHORT));
        serve();

        assertFalse(instance.withdraw(SHORT), "the one of the first time is inside still");
        first.leave();
        assertTrue(instance.withdraw(SHORT));
    }

    @Test
    void anInstanceThatMakesWayWaitsForThoseInsideAndTakesItsAddressBackWhenTheyStay() throws Exception {
        Parked parked = new Parked(ADDRESS, TestHouse.blueprint("30189", "Nîmes"), null);
        assertFalse(instance.makeWay(parked, SHORT), "it doesn't serve");
        assertShut(Problem.CLOSED);
        serve();
        Route found = door().orElseThrow();
        assertEquals(Optional.empty(), found.enter());

        assertFalse(instance.makeWay(parked, SHORT), "somebody is inside");
        assertEquals(Optional.of(parked), routes.find(ADDRESS).way(), "nobody is sent away meanwhile");
        assertEquals(Instance.State.SERVING, instance.snapshot().state(), "and nobody takes it for closed");
        instance.goOn();
        assertEquals(Optional.empty(), door().orElseThrow().enter());
        door().orElseThrow().leave();

        found.leave();
        assertTrue(instance.makeWay(parked, SHORT));
        instance.detach(SHORT);
        assertEquals(Optional.of(parked), routes.find(ADDRESS).way(), "the address isn't its own any more");
    }

    @Test
    void whatIsShutOutOrSuspendedWhileItMakesWayDoesNotGo() throws Exception {
        Parked parked = new Parked(ADDRESS, TestHouse.blueprint("30189", "Nîmes"), null);
        serve();
        Route found = door().orElseThrow();
        assertEquals(Optional.empty(), found.enter());
        assertFalse(instance.makeWay(parked, SHORT));
        instance.shutOut();
        instance.goOn();
        assertShut(Problem.OUT_OF_ORDER);
        assertEquals(Instance.State.OUT_OF_ORDER, instance.snapshot().state());
    }

    @Test
    void aSuspendedInstanceIsClosedAndSaysWhyUntilItsCheck() throws Exception {
        assertTrue(instance.suspend(SHORT), "it never served, so nobody is inside");
        assertShut(Problem.SUSPENDED);

        serve();
        Route found = door().orElseThrow();
        assertEquals(Optional.empty(), found.enter());
        assertFalse(instance.suspend(SHORT), "somebody is inside");
        assertShut(Problem.SUSPENDED);
        assertEquals(Optional.of(Refused.IN_FLIGHT), found.enter());
        found.leave();
        assertTrue(instance.suspend(SHORT));
        assertTrue(instance.withdraw(SHORT), "its end begins");
        assertShut(Problem.SUSPENDED);

        serve();
        assertTrue(instance.withdraw(SHORT));
        assertShut(Problem.CLOSED);
    }

    @Test
    void aCheckThatBeganBeforeTheAddressWasClosedDoesNotOpenIt() throws Exception {
        int before = instance.closings();
        instance.suspend(SHORT);
        instance.serve(component, before);
        assertShut(Problem.SUSPENDED);

        serve();
        int again = instance.closings();
        instance.withdraw(SHORT);
        instance.serve(component, again);
        assertShut(Problem.CLOSED);
    }

    @Test
    void anInstanceWhoseComponentIsGoneLetsNobodyInAndTouchesItsAddressNoMore() throws Exception {
        serve();
        instance.detach(SHORT);
        assertShut(Problem.CLOSED);
        routes.remove(ADDRESS);

        serve();
        instance.withdraw(SHORT);
        instance.suspend(SHORT);

        assertShut(Problem.NOT_FOUND);
    }

    @Test
    void whoStaysTooLongIsCalledBackAndNothingOfItGoesOnWithTheThread() throws Exception {
        serve();
        Route found = door().orElseThrow();
        found.enter();
        pass(LIMIT.minusNanos(1));
        assertFalse(Thread.currentThread().isInterrupted(), "still in time");

        pass(Duration.ofNanos(1));
        assertTrue(Thread.currentThread().isInterrupted());
        found.leave();

        assertFalse(Thread.currentThread().isInterrupted(), "the thread has other work now");
        pass(Visitors.GRACE);
        assertTrue(instance.snapshot().serving(), "who leaves when called does no harm");
        assertEquals(0, inside.ledger().lost());
    }

    @Test
    void whoNeverLeavesIsWrittenOffAndTheInstanceShutOut() throws Exception {
        serve();
        Route found = door().orElseThrow();
        found.enter();
        pass(LIMIT);
        assertTrue(Thread.interrupted(), "which it doesn't heed");
        assertFalse(instance.withdraw(SHORT), "it is inside");
        serve();

        pass(Visitors.GRACE);

        assertShut(Problem.OUT_OF_ORDER);
        assertTrue(instance.withdraw(SHORT), "nobody waits for it any longer");
        serve();
        assertShut(Problem.OUT_OF_ORDER);
        assertFalse(instance.isMadeFrom(TestHouse.blueprint("30189", "Nîmes")), "so it is made anew");
        assertEquals(1, inside.ledger().lost());
        instance.suspend(SHORT);
        assertShut(Problem.SUSPENDED);

        found.leave();
        assertEquals(0, inside.ledger().lost());
        assertTrue(instance.withdraw(SHORT), "its place was given back once");
    }

    @Test
    void whoStayedTooLongWhileTheWatchWasHeldUpIsCalledBackAllTheSame() {
        serve();
        Route found = door().orElseThrow();
        found.enter();
        pass(LIMIT.plus(Visitors.GRACE));
        assertTrue(Thread.interrupted(), "it gets its time to leave");
        assertTrue(instance.snapshot().serving());

        pass(Visitors.GRACE);
        assertShut(Problem.OUT_OF_ORDER);
        assertEquals(1, use().shutOut());
        found.leave();
    }

    @Test
    void whoUsesTooMuchOfTheProcessorOrTheMemoryIsCalledBack() throws Exception {
        assertEquals(
                Map.of(Overuse.TIME, 0L, Overuse.PROCESSOR, 1L, Overuse.MEMORY, 0L, Overuse.HEAP, 0L),
                interrupted(new Visitors.Limits(LIMIT, Duration.ofNanos(1), Long.MAX_VALUE)));
        assertEquals(
                Map.of(Overuse.TIME, 0L, Overuse.PROCESSOR, 1L, Overuse.MEMORY, 1L, Overuse.HEAP, 0L),
                interrupted(new Visitors.Limits(LIMIT, LIMIT, 1 << 20)));
    }

    private Map<Overuse, Long> interrupted(Visitors.Limits limits) throws Exception {
        Visitors strict = new Visitors(1, limits, () -> now);
        Route route = new Route(ADDRESS, OFFERING, component, inside, new Bounds(2, 100, strict), () -> {});
        route.enter();
        inside.call(() -> {
            byte[] much = new byte[2 << 20];
            inside.ledger().look(List.of());
            strict.look();
            assertTrue(Thread.currentThread().isInterrupted(), much.length + " bytes");
            return null;
        });
        route.leave();
        return use().interrupted();
    }

    private Use use() {
        return inside.ledger().use(ADDRESS, 0);
    }

    @Test
    void whoNeverLeavesKeepsAPlaceOfTheHouse() {
        Visitors few = new Visitors(1, LIMITS, () -> now);
        Runnable nothing = () -> {};
        Route route = new Route(ADDRESS, OFFERING, component, inside, new Bounds(2, 100, few), nothing);
        route.enter();
        now += LIMIT.toNanos();
        few.look();
        now += Visitors.GRACE.toNanos();
        few.look();
        assertTrue(Thread.interrupted());

        assertEquals(Optional.of(Refused.HOUSE), route.enter(), "its thread is still taken");
        route.leave();
        assertEquals(Optional.empty(), route.enter());
        route.leave();
    }

    private void pass(Duration time) {
        now += time.toNanos();
        visitors.look();
    }

    private void serve() {
        instance.serve(component, instance.closings());
    }

    private Optional<Route> door() {
        return routes.find(ADDRESS).way().flatMap(Way::route);
    }

    private void assertShut(Problem notice) {
        assertEquals(new RouteTable.Door(Optional.empty(), notice), routes.find(ADDRESS));
        assertFalse(instance.snapshot().serving());
    }
}
