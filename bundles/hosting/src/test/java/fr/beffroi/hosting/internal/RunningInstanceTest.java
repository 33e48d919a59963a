package fr.beffroi.hosting.internal;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fr.beffroi.api.Insee;
import fr.beffroi.api.hosted.HostedService;
import jakarta.servlet.http.HttpServlet;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class RunningInstanceTest {
    private static final Duration SHORT = Duration.ofMillis(50);

    /** A component that does nothing. */
    private static final class Component extends HttpServlet implements HostedService {
        private static final long serialVersionUID = 1L;

        @Override
        public void check() {}

        @Override
        public void export(Path folder) {}
    }

    @Test
    void aWithdrawnInstanceWaitsForThoseInsideAndLetsNobodyElseIn() throws Exception {
        Address address = new Address(new Insee("30189"), "sample");
        RouteTable routes = new RouteTable();
        RunningInstance instance =
                new RunningInstance(address, TestHouse.blueprint("30189", "Nîmes"), null, null, routes, 2);
        Component component = new Component();
        instance.attach(component);
        instance.serve(component);
        Route found = routes.find(address).orElseThrow();
        assertTrue(found.enter());

        assertFalse(instance.withdraw(SHORT), "somebody is inside");
        assertTrue(routes.find(address).isEmpty(), "the address is closed all the same");
        assertFalse(instance.withdraw(SHORT), "the same one, still");
        found.leave();
        assertTrue(instance.withdraw(SHORT));

        assertFalse(found.enter(), "whoever found the way before comes too late");
        instance.serve(component);
        assertTrue(routes.find(address).orElseThrow().enter(), "it can be opened again");
    }
}
