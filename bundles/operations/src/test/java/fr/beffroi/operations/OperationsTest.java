package fr.beffroi.operations;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fr.beffroi.api.Actor;
import fr.beffroi.api.Insee;
import fr.beffroi.api.Readiness;
import fr.beffroi.api.Role;
import jakarta.servlet.Filter;
import jakarta.servlet.http.HttpServlet;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import org.apache.karaf.shell.api.console.Command;
import org.apache.karaf.shell.api.console.Registry;
import org.apache.karaf.shell.api.console.SessionFactory;
import org.eclipse.jetty.ee10.servlet.FilterHolder;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.osgi.framework.ServiceObjects;
import org.osgi.framework.ServiceReference;

class OperationsTest {
    private static final Actor STAFF = new Actor("staff/ops", Role.STAFF, Optional.empty());
    private static final Actor CONTACT = new Actor("account/1", Role.CONTACT, Optional.of(new Insee("30189")));

    private final List<String> executed = new ArrayList<>();
    private Server server;

    @AfterEach
    void stopServer() throws Exception {
        if (server != null) {
            server.stop();
        }
    }

    @Test
    void aHouseInWhichARoomIsMissingIsNotReady() throws Exception {
        ReadyServlet servlet = ready(false);
        HttpResponse<String> answer = send(servlet, Actor.visitor(), "GET", "");

        assertEquals(503, answer.statusCode());
        assertTrue(answer.body().contains("Not every room has started"), answer.body());
    }

    @Test
    void aHouseIsReadyWhenEveryRoomIsThereAndNoneReportsAProblem() throws Exception {
        ReadyServlet servlet = ready(true, part("store", null), part("directory", null));

        assertEquals(200, send(servlet, Actor.visitor(), "GET", "").statusCode());
    }

    @Test
    void aPartThatCanNotServeIsNamedWithItsSentence() throws Exception {
        ReadyServlet servlet = ready(true, part("store", null), part("directory", "The directory does not answer."));

        HttpResponse<String> answer = send(servlet, Actor.visitor(), "GET", "");

        assertEquals(503, answer.statusCode());
        assertTrue(answer.body().contains("\"directory\" : \"The directory does not answer.\""), answer.body());
        assertFalse(answer.body().contains("store"), answer.body());
    }

    @Test
    void aWarningIsToldAndTheHouseStaysReady() throws Exception {
        ReadyServlet servlet = ready(true, registered("provisioning", new Readiness() {
            @Override
            public String part() {
                return "provisioning";
            }

            @Override
            public Optional<String> problem() {
                return Optional.empty();
            }

            @Override
            public Optional<String> warning() {
                return Optional.of("One instance did not open.");
            }
        }));

        HttpResponse<String> answer = send(servlet, Actor.visitor(), "GET", "");

        assertEquals(200, answer.statusCode());
        assertTrue(answer.body().contains("One instance did not open."), answer.body());
    }

    @Test
    void aPartThatIsRegisteredButDidNotStartIsNamed() throws Exception {
        ReadyServlet servlet = ready(true, registered("fr.beffroi.example.Broken", null));

        HttpResponse<String> answer = send(servlet, Actor.visitor(), "GET", "");

        assertEquals(503, answer.statusCode());
        assertTrue(answer.body().contains("fr.beffroi.example.Broken"), answer.body());
    }

    @Test
    void theShellRunsACommandOfTheHouseAndAnswersWhatItPrinted() throws Exception {
        HttpResponse<String> answer = send(shell(), STAFF, "POST", "beffroi:subscriptions --tenant 30189 --json\n");

        assertEquals(200, answer.statusCode());
        assertEquals("done\n", answer.body());
        assertEquals(List.of("subscriptions [--tenant, 30189, --json]"), executed);
    }

    @Test
    void optionsMayStandAfterTheArguments() throws Exception {
        send(shell(), STAFF, "POST", "beffroi:journal list --after 12 --json --limit 3");
        assertEquals(List.of("journal [--after, 12, --json, --limit, 3, list]"), executed);
    }

    @Test
    void aFlagTakesNoValue() throws Exception {
        send(shell(), STAFF, "POST", "beffroi:drift --repair everything --limit 3");
        assertEquals(List.of("drift [--repair, --limit, 3, everything]"), executed);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "shell:exec rm",
                "system:shutdown",
                "beffroi:tenants | tac -f /etc/passwd",
                "beffroi:tenants; system:shutdown",
                "beffroi:tenants\nsystem:shutdown",
                "beffroi:tenants $(system:shutdown)",
                "beffroi:tenants {system:shutdown}",
                "beffroi:tenants > /tmp/x",
                "beffroi:tenants `id`",
                "beffroi:tenants \"a b\""
            })
    void theShellTakesOneCommandOfItsOwnScopeAndNothingElse(String line) throws Exception {
        assertEquals(400, send(shell(), STAFF, "POST", line).statusCode());
        assertEquals(List.of(), executed);
    }

    @Test
    void theShellIsForOperationsOnly() throws Exception {
        assertEquals(403, send(shell(), CONTACT, "POST", "beffroi:tenants").statusCode());
        assertEquals(List.of(), executed);
    }

    @Test
    void aCommandThatFailsIsAnsweredWithItsReason() throws Exception {
        HttpResponse<String> answer = send(shell(), STAFF, "POST", "beffroi:broken");

        assertEquals(422, answer.statusCode());
        assertTrue(answer.body().contains("\"It broke.\""), answer.body());
    }

    @Test
    void aCommandThatIsNotThereIsNotFound() throws Exception {
        assertEquals(404, send(shell(), STAFF, "POST", "beffroi:unknown").statusCode());
    }

    @Test
    void aListingIsAlignedForPeopleAndJsonForScripts() {
        Listing listing = new Listing("insee", "population");
        listing.row(new Insee("30189"), 151_839);
        listing.row(new Insee("30163"), 188);

        assertEquals("insee  population\n30189      151839\n30163         188\n2 lines\n", listing.text(false));
        assertTrue(listing.text(true).contains("\"population\" : 188"));
    }

    @Test
    void aMomentIsListedToTheSecondForPeopleAndInFullForScripts() {
        Listing listing = new Listing("at", "by");
        listing.row(Instant.parse("2026-10-05T08:00:59.999999999Z"), "ops");
        listing.row(Instant.parse("2026-10-05T08:01:00Z"), "ops");

        assertEquals(
                "at                    by\n2026-10-05T08:00:59Z  ops\n2026-10-05T08:01:00Z  ops\n2 lines\n",
                listing.text(false));
        assertTrue(listing.text(true).contains("\"at\" : \"2026-10-05T08:00:59.999999999Z\""), listing.text(true));
    }

    @SafeVarargs
    private static ReadyServlet ready(boolean allStarted, ServiceObjects<Readiness>... parts) {
        Rooms rooms = new Rooms() {
            @Override
            public boolean haveAllStarted() {
                return allStarted;
            }

            @Override
            public List<ServiceObjects<Readiness>> parts() {
                return List.of(parts);
            }

            @Override
            public void close() {
                // Nothing was opened.
            }
        };
        return new ReadyServlet(rooms, System::nanoTime);
    }

    private static <T> T nobodyAsks(Class<T> type) {
        return standIn(type, (proxy, method, arguments) -> {
            throw new IllegalStateException(method + " is not asked here");
        });
    }

    /** A service as Declarative Services hand it over; without a part, its component can't be made. */
    private static ServiceObjects<Readiness> registered(String component, Readiness part) {
        ServiceReference<Readiness> reference =
                cast(standIn(ServiceReference.class, (proxy, method, arguments) -> component));
        return new ServiceObjects<>() {
            @Override
            public Readiness getService() {
                return part;
            }

            @Override
            public void ungetService(Readiness service) {
                assertSame(part, service);
            }

            @Override
            public ServiceReference<Readiness> getServiceReference() {
                return reference;
            }
        };
    }

    @SuppressWarnings("unchecked")
    private static ServiceReference<Readiness> cast(ServiceReference<?> reference) {
        return (ServiceReference<Readiness>) reference;
    }

    private static ServiceObjects<Readiness> part(String name, String problem) {
        return registered(name, readiness(name, problem));
    }

    private static Readiness readiness(String name, String problem) {
        return new Readiness() {
            @Override
            public String part() {
                return name;
            }

            @Override
            public Optional<String> problem() {
                return Optional.ofNullable(problem);
            }
        };
    }

    /** A shell that notes what it was told to run; Karaf's own is tried out in the integration tests. */
    private ShellServlet shell() {
        Registry registry = standIn(Registry.class, (proxy, method, arguments) -> command((String) arguments[1]));
        return new ShellServlet(standIn(SessionFactory.class, (proxy, method, arguments) -> registry));
    }

    private Command command(String name) {
        if (name.equals("unknown")) {
            return null;
        }
        return standIn(Command.class, (proxy, method, arguments) -> {
            executed.add(name + " " + arguments[1]);
            if (name.equals("broken")) {
                throw new IllegalStateException("\u001B[31mIt broke.\u001B[0m");
            }
            return "done\n";
        });
    }

    private static <T> T standIn(Class<T> type, InvocationHandler answers) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, answers));
    }

    private HttpResponse<String> send(HttpServlet servlet, Actor caller, String method, String body) throws Exception {
        server = new Server();
        ServerConnector connector = new ServerConnector(server);
        connector.setHost("127.0.0.1");
        server.addConnector(connector);
        ServletContextHandler context = new ServletContextHandler();
        context.addServlet(new ServletHolder(servlet), "/*");
        Filter door = (request, response, chain) -> {
            request.setAttribute(Actor.class.getName(), caller);
            chain.doFilter(request, response);
        };
        context.addFilter(new FilterHolder(door), "/*", EnumSet.of(jakarta.servlet.DispatcherType.REQUEST));
        server.setHandler(context);
        server.start();
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + connector.getLocalPort() + "/"))
                                .method(method, HttpRequest.BodyPublishers.ofString(body))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
    }
}
