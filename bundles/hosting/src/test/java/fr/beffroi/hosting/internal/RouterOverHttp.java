package fr.beffroi.hosting.internal;

import static org.junit.jupiter.api.Assertions.assertTrue;

import fr.beffroi.api.Actor;
import fr.beffroi.api.Insee;
import fr.beffroi.api.Offering;
import fr.beffroi.api.Reason;
import fr.beffroi.api.Refusal;
import fr.beffroi.api.Role;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.ServletConfig;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.Principal;
import java.time.Duration;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.ee11.servlet.ServletContextHandler;
import org.eclipse.jetty.ee11.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** The router in a real server, behind a filter that stands in for the log-in, and before instances that do what the path says. */
abstract class RouterOverHttp {
    static final Address NIMES = new Address(new Insee("30189"), "actes");
    static final Address CAISSARGUES = new Address(new Insee("30060"), "actes");
    static final int LIMIT = 2;

    final RouteTable routes = new RouteTable();
    Ledger ledger = new Ledger(50, System::nanoTime);
    Bounds bounds = bounds(1_000, 100);
    private final Server server = new Server();
    final ServerConnector connector = new ServerConnector(server);
    private final HttpClient client = HttpClient.newHttpClient();
    final CountDownLatch inside = new CountDownLatch(LIMIT);
    final CountDownLatch release = new CountDownLatch(1);

    @BeforeEach
    void start() throws Exception {
        connector.setHost("127.0.0.1");
        server.addConnector(connector);
        ServletContextHandler context = new ServletContextHandler("/");
        context.addFilter(
                (request, response, chain) -> {
                    ((HttpServletResponse) response).setHeader("X-House", "here");
                    chain.doFilter(new LoggedIn((HttpServletRequest) request), response);
                },
                "/*",
                EnumSet.of(DispatcherType.REQUEST));
        context.addServlet(new ServletHolder(new Router(routes)), "/t/*");
        server.setHandler(context);
        server.start();
    }

    @AfterEach
    void stop() throws Exception {
        release.countDown();
        server.stop();
    }

    /** What the filter of the room {@code access} does, with the role and the commune from a header. */
    private static final class LoggedIn extends HttpServletRequestWrapper {
        LoggedIn(HttpServletRequest request) {
            super(request);
            String who = request.getHeader("X-Who");
            if (who == null) {
                request.setAttribute(Actor.class.getName(), Actor.visitor());
            } else if (!who.equals("nobody")) {
                String[] parts = who.split("@");
                Role role = Role.valueOf(parts[0]);
                request.setAttribute(
                        Actor.class.getName(),
                        role == Role.PROGRAM
                                ? Actor.program("17", new Insee(parts[1]), parts[2])
                                : new Actor(
                                        who,
                                        role,
                                        parts.length > 1 ? Optional.of(new Insee(parts[1])) : Optional.empty()));
            }
        }

        @Override
        public Principal getUserPrincipal() {
            return getRemoteUser() == null ? null : this::getRemoteUser;
        }

        @Override
        public String getRemoteUser() {
            return getHeader("X-Who") != null && getAttribute(Actor.class.getName()) instanceof Actor actor
                    ? actor.id()
                    : null;
        }
    }

    /** Tells what it sees, or does what the path says. */
    private final class Talking extends HttpServlet {
        private static final long serialVersionUID = 1L;

        @Override
        protected void service(HttpServletRequest request, HttpServletResponse response)
                throws ServletException, IOException {
            switch (request.getPathInfo()) {
                case "/throw" -> {
                    response.setHeader("ETag", "\"mine\"");
                    response.getWriter().print("half of a secret");
                    throw new IllegalStateException("a secret");
                }
                case "/503" -> response.setStatus(503);
                case "/404" -> response.setStatus(404);
                case "/full" -> throw new ServletException("not stored", new FolderFull(1_000));
                case "/silent" -> throw new Refusal(Reason.UNAVAILABLE, "The directory does not answer.");
                case "/wait" -> await();
                case "/session" -> request.getSession();
                case "/cookie" -> response.addCookie(new Cookie("mine", "1"));
                case "/cookie-header" -> response.setHeader("set-cookie", "mine=1");
                case "/role/program", "/role/agent" -> {
                    String role = request.getPathInfo().substring("/role/".length());
                    response.getWriter()
                            .print(request.getUserPrincipal().getName() + "|" + request.getRemoteUser() + "|"
                                    + request.isUserInRole(role));
                    return;
                }
                case "/forward" -> response.getWriter().print(request.getRequestDispatcher("/metrics"));
                default -> {}
            }
            response.setContentType("text/plain;charset=UTF-8");
            response.getWriter()
                    .print(String.join(
                            "|",
                            request.getMethod(),
                            request.getContextPath(),
                            request.getServletPath(),
                            request.getPathInfo(),
                            String.valueOf(
                                    request.getUserPrincipal() == null
                                            ? null
                                            : request.getUserPrincipal().getName()),
                            String.valueOf(request.getRemoteUser()),
                            request.isUserInRole("contact") + "",
                            request.getHeader("Authorization") + "",
                            Collections.list(request.getHeaderNames()).stream().anyMatch("cookie"::equalsIgnoreCase)
                                    + "",
                            request.getSession(false) + "",
                            getServletContext().getContextPath(),
                            ((Actor) request.getAttribute(Actor.class.getName())).role() + ""));
        }

        private void await() {
            try {
                inside.countDown();
                assertTrue(release.await(30, TimeUnit.SECONDS));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    Route route(Address address, boolean openToVisitors) throws Exception {
        Offering offering = TestHouse.blueprint("30189", "Nîmes").offering();
        offering = new Offering(
                offering.id(),
                offering.name(),
                offering.title(),
                offering.description(),
                offering.tags(),
                offering.hosted(),
                openToVisitors,
                offering.meters(),
                offering.units(),
                offering.plans());
        Talking servlet = new Talking();
        ServletConfig config = InstanceServletContext.config(address);
        servlet.init(config);
        Inside inside = new Inside(address, getClass().getClassLoader(), ledger);
        Route route = new Route(address, offering, servlet, inside, bounds, () -> {});
        routes.open(route);
        return route;
    }

    static Bounds bounds(int perSecond, int all) {
        return new Bounds(
                LIMIT,
                perSecond,
                new Visitors(
                        all,
                        new Visitors.Limits(Duration.ofMinutes(10), Duration.ofMinutes(10), Long.MAX_VALUE),
                        System::nanoTime));
    }

    static String contentType(HttpResponse<String> answer) {
        return answer.headers().firstValue("Content-Type").orElseThrow();
    }

    HttpResponse<String> get(String path, String... headers) throws Exception {
        return send("GET", path, headers);
    }

    CompletableFuture<HttpResponse<String>> getLater(String path) {
        return client.sendAsync(request("GET", path), HttpResponse.BodyHandlers.ofString());
    }

    HttpResponse<String> send(String method, String path, String... headers) throws Exception {
        return client.send(request(method, path, headers), HttpResponse.BodyHandlers.ofString());
    }

    private HttpRequest request(String method, String path, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + connector.getLocalPort() + path))
                .method(method, HttpRequest.BodyPublishers.noBody());
        return (headers.length == 0 ? request : request.headers(headers)).build();
    }
}
