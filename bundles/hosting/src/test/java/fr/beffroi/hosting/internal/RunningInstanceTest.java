package fr.beffroi.hosting.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fr.beffroi.api.Insee;
import fr.beffroi.api.hosted.HostedService;
import fr.beffroi.hosting.Refused;
import jakarta.servlet.http.HttpServlet;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RunningInstanceTest {
    private static final Duration SHORT = Duration.ofMillis(50);
    private static final Address ADDRESS = new Address(new Insee("30189"), "sample");

    private static final Bounds BOUNDS = new Bounds(2, 100, new Semaphore(100));

    private final RouteTable routes = new RouteTable();
    private final Inside inside = new Inside(ADDRESS, null, new Ledger());
    private final Component component = new Component();
    private final RunningInstance instance =
            new RunningInstance(ADDRESS, TestHouse.blueprint("30189", "Nîmes"), null, inside, null, routes, BOUNDS);

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
                new RunningInstance(ADDRESS, TestHouse.blueprint("30189", "Nîmes"), null, inside, null, none, BOUNDS);
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

    private void serve() {
        instance.serve(component, instance.closings());
    }

    private Optional<Route> door() {
        return routes.find(ADDRESS).route();
    }

    private void assertShut(Problem notice) {
        assertEquals(new RouteTable.Door(Optional.empty(), notice), routes.find(ADDRESS));
        assertFalse(instance.snapshot().serving());
    }
}
