package fr.beffroi.hosting.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fr.beffroi.api.Actor;
import fr.beffroi.api.Insee;
import fr.beffroi.api.Offering;
import fr.beffroi.api.Reason;
import fr.beffroi.api.Refusal;
import fr.beffroi.api.Role;
import fr.beffroi.hosting.Use;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.ServletConfig;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.Principal;
import java.time.Duration;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.eclipse.jetty.ee11.servlet.ServletContextHandler;
import org.eclipse.jetty.ee11.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The router in a real server, behind a filter that stands in for the log-in. */
class RouterTest {
    private static final Address NIMES = new Address(new Insee("30189"), "actes");
    private static final Address CAISSARGUES = new Address(new Insee("30060"), "actes");
    private static final int LIMIT = 2;

    private final RouteTable routes = new RouteTable();
    private Ledger ledger = new Ledger(50, System::nanoTime);
    private Bounds bounds = bounds(1_000, 100);
    private final Server server = new Server();
    private final ServerConnector connector = new ServerConnector(server);
    private final HttpClient client = HttpClient.newHttpClient();
    private final CountDownLatch inside = new CountDownLatch(LIMIT);
    private final CountDownLatch release = new CountDownLatch(1);

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

    private Route route(Address address, boolean openToVisitors) throws Exception {
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

    @Test
    void anInstanceSeesItsAddressAsContextPathAndTheRestAsPathInfo() throws Exception {
        route(NIMES, true);
        HttpResponse<String> answer = get(
                "/t/30189/actes/acts/%C3%A9t%C3%A9%201+2.pdf?x=%2F",
                "X-Who", "CONTACT@30189", "Authorization", "Basic secret", "Cookie", "portal=secret");
        assertEquals(
                "GET|/t/30189/actes||/acts/été 1+2.pdf|CONTACT@30189|CONTACT@30189|true|null|false|null|/t/30189/actes|CONTACT",
                answer.body());
    }

    @Test
    void aPersonOfAnotherCommuneIsAVisitorHere() throws Exception {
        route(NIMES, true);
        String seen = get("/t/30189/actes/", "X-Who", "CONTACT@30060").body();
        assertEquals("GET|/t/30189/actes||/|null|null|false|null|false|null|/t/30189/actes|VISITOR", seen);
    }

    @ParameterizedTest
    @CsvSource({
        // who, open to visitors, GET, POST
        ",               true,  200, 401",
        ",               false, 401, 401",
        "CONTACT@30189,  false, 200, 200",
        "AGENT@30189,    false, 200, 200",
        "CONTACT@30060,  true,  200, 403",
        "AGENT@30060,    false, 403, 403",
        "STAFF,          false, 200, 403",
        "AUDITOR,        true,  200, 403",
        "AUDITOR,        false, 403, 403",
        "PLATFORM,       true,  200, 403",
        "PLATFORM,       false, 403, 403",
        "PROGRAM@30189@actes, false, 200, 200",
        "PROGRAM@30189@other, true,  403, 403",
        "PROGRAM@30060@actes, true,  403, 403",
        "PROGRAM@30060@actes, false, 403, 403",
        "SERVICE@30189,  false, 403, 403",
        "SYSTEM,         false, 403, 403",
        "nobody,         true,  500, 500",
    })
    void whoMayDoWhat(String who, boolean openToVisitors, int get, int post) throws Exception {
        route(NIMES, openToVisitors);
        String[] headers = who == null ? new String[0] : new String[] {"X-Who", who};
        assertEquals(get, get("/t/30189/actes/", headers).statusCode());
        assertEquals(get, send("HEAD", "/t/30189/actes/", headers).statusCode());
        for (String method : List.of("POST", "PUT", "DELETE", "OPTIONS", "PATCH")) {
            assertEquals(post, send(method, "/t/30189/actes/", headers).statusCode(), method);
        }
    }

    @Test
    void aVisitorIsAskedToLogIn() throws Exception {
        route(NIMES, false);
        HttpResponse<String> answer = get("/t/30189/actes/");
        assertEquals(401, answer.statusCode());
        assertTrue(answer.headers().firstValue("WWW-Authenticate").orElseThrow().startsWith("Basic "));
    }

    @Test
    void eachInstanceGetsItsOwnRequests() throws Exception {
        route(NIMES, true);
        route(CAISSARGUES, true);
        assertTrue(get("/t/30060/actes/").body().contains("/t/30060/actes"));
        assertTrue(get("/t/30189/actes/").body().contains("/t/30189/actes"));
    }

    @Test
    void aProgramIsSeenAsItsCredentialAndNothingElse() throws Exception {
        route(NIMES, false);
        HttpResponse<String> answer = get("/t/30189/actes/role/program", "X-Who", "PROGRAM@30189@actes");
        assertEquals("binding/17|binding/17|true", answer.body());
        assertEquals(
                "binding/17|binding/17|false",
                get("/t/30189/actes/role/agent", "X-Who", "PROGRAM@30189@actes").body());
    }

    @ParameterizedTest
    @CsvSource({
        // notice, title, Retry-After
        "CLOSED,    Service momentanément fermé, 10",
        "SUSPENDED, Service suspendu,",
        "OUT_OF_ORDER, Service hors service,",
    })
    void anAddressThatIsShutSaysSoToEverybody(Problem notice, String title, String retryAfter) throws Exception {
        route(NIMES, true);
        routes.shut(NIMES, notice);
        for (String path : List.of("/t/30189/actes", "/t/30189/actes/", "/t/30189/actes/api/acts?x=1")) {
            HttpResponse<String> program = get(path, "X-Who", "PROGRAM@30189@actes");
            assertEquals(503, program.statusCode());
            assertEquals("application/problem+json", contentType(program));
            assertTrue(program.body().contains("\"title\":\"" + title + "\",\"status\":503"), program.body());
            assertEquals(Optional.ofNullable(retryAfter), program.headers().firstValue("Retry-After"));
        }
        HttpResponse<String> citizen = get("/t/30189/actes/acts/1", "Accept", "text/html");
        assertEquals(503, citizen.statusCode());
        assertTrue(citizen.body().contains("<h1>" + title + "</h1>"), citizen.body());
        assertEquals(Optional.ofNullable(retryAfter), citizen.headers().firstValue("Retry-After"));

        routes.remove(NIMES);
        assertEquals(404, get("/t/30189/actes/").statusCode());
    }

    /** A way that does something when somebody is on it. */
    private record Winding(Route behind, Supplier<Optional<Route>> turn) implements Way {
        @Override
        public Address address() {
            return behind.address();
        }

        @Override
        public boolean openToVisitors() {
            return behind.openToVisitors();
        }

        @Override
        public Optional<Route> route() {
            return turn.get();
        }
    }

    @Test
    void onlyWhoMayComeInWakesAnInstance() throws Exception {
        Route route = route(NIMES, false);
        AtomicInteger woken = new AtomicInteger();
        routes.open(new Winding(route, () -> {
            woken.incrementAndGet();
            return Optional.of(route);
        }));

        assertEquals(401, get("/t/30189/actes/").statusCode());
        assertEquals(403, get("/t/30189/actes/", "X-Who", "AGENT@30060").statusCode());
        assertEquals(
                308, get("/t/30189/actes", "X-Who", "CONTACT@30189").statusCode(), "sent inside, but not there yet");
        assertEquals(0, woken.get());
        assertEquals(200, get("/t/30189/actes/", "X-Who", "CONTACT@30189").statusCode());
        assertEquals(1, woken.get());
    }

    @Test
    void anInstanceThatDoesNotWakeInTimeSaysWhenToComeAgain() throws Exception {
        routes.open(new Winding(route(NIMES, true), Optional::empty));
        HttpResponse<String> answer = get("/t/30189/actes/");
        assertEquals(503, answer.statusCode());
        assertTrue(answer.body().contains("Service en cours de démarrage"), answer.body());
        assertEquals(Optional.of("5"), answer.headers().firstValue("Retry-After"));
    }

    @Test
    void whoIsOnAWayThatIsClosedBeforeThemFindsTheNextOne() throws Exception {
        Route old = route(NIMES, true);
        assertTrue(old.drain(Duration.ZERO));
        routes.open(new Winding(old, () -> {
            routes.open(old.anew());
            return Optional.of(old);
        }));

        assertEquals(200, get("/t/30189/actes/").statusCode());

        routes.open(new Winding(old, () -> {
            routes.shut(NIMES, Problem.SUSPENDED);
            return Optional.of(old);
        }));
        assertTrue(get("/t/30189/actes/").body().contains("Service suspendu"), "or what is said there by then");
        assertEquals(
                0L,
                ledger.use(NIMES, 0).refused().values().stream()
                        .mapToLong(Long::longValue)
                        .sum(),
                "no bound was met");
    }

    @Test
    void withoutTheSlashTheBrowserIsSentInside() throws Exception {
        route(NIMES, true);
        HttpResponse<String> answer = get("/t/30189/actes?year=2026");
        assertEquals(308, answer.statusCode());
        assertEquals(
                "/t/30189/actes/?year=2026",
                answer.headers().firstValue("Location").orElseThrow());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/t", "/t/", "/t/30189", "/t/30060/actes/", "/t/30189/other/", "/t/30189/actesx/", "/t/x/y/z"})
    void whereNothingAnswersNothingIsFound(String path) throws Exception {
        route(NIMES, true);
        HttpResponse<String> answer = get(path);
        assertEquals(404, answer.statusCode());
        assertEquals(
                "application/problem+json",
                answer.headers().firstValue("Content-Type").orElseThrow());
    }

    @ParameterizedTest
    @CsvSource({
        // path, who, status, title
        "/t/30060/actes/,      CONTACT@30189, 404, Introuvable",
        "/t/30189/actes/,      ,              401, Identification requise",
        "/t/30189/actes/,      AGENT@30060,   403, Accès refusé",
        "/t/30189/actes/throw, CONTACT@30189, 500, Erreur du service",
        "/t/30189/actes/full,  CONTACT@30189, 507, Stockage plein",
        "/t/30189/actes/silent, CONTACT@30189, 503, Service momentanément indisponible",
        "/t/30189/actes/a;x,   CONTACT@30189, 400, Adresse invalide",
    })
    void aBrowserIsRefusedWithAPage(String path, String who, int status, String title) throws Exception {
        route(NIMES, false);
        String browser = "text/html,application/xhtml+xml,application/xml;q=0.9,image/webp,*/*;q=0.8";
        HttpResponse<String> answer =
                who == null ? get(path, "Accept", browser) : get(path, "Accept", browser, "X-Who", who);
        assertEquals(status, answer.statusCode());
        assertTrue(contentType(answer).matches("(?i)text/html; ?charset=utf-8"), contentType(answer));
        assertEquals(List.of("Accept"), answer.headers().allValues("Vary"));
        assertEquals("fr", answer.headers().firstValue("Content-Language").orElseThrow());
        assertTrue(answer.body().startsWith("<!doctype html>\n<html lang=\"fr\">"), answer.body());
        assertTrue(answer.body().contains("<title>" + title + "</title>"), answer.body());
        assertTrue(answer.body().contains("<h1>" + title + "</h1>\n<p>"), answer.body());
        // The policy of the house is default-src 'self': nothing in the line, nothing from elsewhere.
        assertFalse(
                answer.body().matches("(?s).*(<style|<script|<link|<img|style=|href=|src=|secret).*"), answer.body());
        assertEquals(
                status == 401, answer.headers().firstValue("WWW-Authenticate").isPresent());
    }

    @Test
    void aBrowserBeforeAFullInstanceReadsThatItIsFull() throws Exception {
        route(NIMES, true);
        List<CompletableFuture<HttpResponse<String>>> busy =
                List.of(getLater("/t/30189/actes/wait"), getLater("/t/30189/actes/wait"));
        assertTrue(inside.await(30, TimeUnit.SECONDS), "both are inside");

        HttpResponse<String> refused = get("/t/30189/actes/", "Accept", "text/html");

        assertEquals(503, refused.statusCode());
        assertEquals("1", refused.headers().firstValue("Retry-After").orElseThrow());
        assertTrue(refused.body().contains("<h1>Service saturé</h1>"), refused.body());
        release.countDown();
        for (CompletableFuture<HttpResponse<String>> one : busy) {
            assertEquals(200, one.get(30, TimeUnit.SECONDS).statusCode());
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "text/html                                  | true",
                "TEXT/HTML;level=1; Q=0.5 , */*;q=0.4       | true",
                "text/*, application/json;q=0.9             | true",
                "application/json;q=0, */*                  | true",
                "                                           | false",
                "*/*                                        | false",
                "application/json, text/plain, */*          | false",
                "application/json, text/html                | false",
                "application/json, text/html;q=0.9          | false",
                "application/problem+json, text/html;q=0.9  | false",
                "text/html;q=0                              | false",
                "text/html;q=0.2, */*;q=0.8                 | false",
                "text/htmlx                                 | false",
                ",;q=,;;,q=7.7.7,                           | false",
            })
    void onlyWhoPrefersAPageGetsOne(String accept, boolean page) throws Exception {
        HttpResponse<String> answer = accept == null ? get("/t/") : get("/t/", "Accept", accept);
        assertEquals(404, answer.statusCode());
        assertEquals(page, contentType(answer).startsWith("text/html"), contentType(answer));
        assertEquals(!page, contentType(answer).equals("application/problem+json"), contentType(answer));
        assertEquals(List.of("Accept"), answer.headers().allValues("Vary"));
    }

    /** Sent as they are, since a client of good manners would clean them. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "/t/30189/actes/../../30060/actes/",
                "/t/30189/actes/%2e%2e/%2E%2E/30060/actes/",
                "/t/30189/actes/a%2fb",
                "/t/30189/actes/a%5cb",
                "/t/30189/actes;x/",
                "/t/30189;x/actes/",
                "/t/30189/actes/a;jsessionid=1",
                "/t/30189/actes//a",
                "/t//30189/actes/",
                "/t/30189/actes/%00",
                "/t/30189/actes/..;/..;/30060/actes/",
                "/t/30189/actes/./a",
                "/t/30189/actes/%252e%252e/",
                "/t/%33%30189/actes/",
                "/t/30189/%61ctes/",
                "/%74/30189/actes/",
                "/t/30189/actes\\..\\",
                "/t/30189/actes/%c0%ae%c0%ae/",
                "/t/30189/actes/.."
            })
    void tricksInThePathReachNoInstance(String path) throws Exception {
        route(NIMES, true);
        route(CAISSARGUES, true);
        try (Socket socket = new Socket("127.0.0.1", connector.getLocalPort())) {
            socket.getOutputStream()
                    .write(("GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
                            .getBytes(StandardCharsets.ISO_8859_1));
            String status = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8))
                    .readLine();
            assertTrue(status.contains(" 400 ") || status.contains(" 404 "), path + ": " + status);
        }
    }

    @Test
    void whatAnInstanceThrowsOnOrAnswersWithItsOwnFaultIsAFailureOfIt() throws Exception {
        Address address = route(NIMES, true).address();
        get("/t/30189/actes/throw");
        get("/t/30189/actes/503");
        get("/t/30189/actes/404");
        get("/t/30189/actes/");
        Use use = ledger.use(address, 0);
        assertEquals(4, use.requests());
        assertEquals(2, use.failures());
    }

    @Test
    void anInstanceThatThrowsTellsNothingOfIt() throws Exception {
        route(NIMES, true);
        HttpResponse<String> answer = get("/t/30189/actes/throw");
        assertEquals(500, answer.statusCode());
        assertFalse(answer.body().contains("secret"), answer.body());
        assertEquals(
                "application/problem+json",
                answer.headers().firstValue("Content-Type").orElseThrow());
        assertFalse(answer.headers().firstValue("ETag").isPresent(), "nothing of the failed answer stays");
        assertEquals("here", answer.headers().firstValue("X-House").orElseThrow(), "what the house set stays");
    }

    @ParameterizedTest
    @ValueSource(strings = {"session", "cookie", "cookie-header"})
    void thereAreNoSessionsAndNoCookies(String attempt) throws Exception {
        route(NIMES, true);
        HttpResponse<String> answer = get("/t/30189/actes/" + attempt);
        assertEquals(500, answer.statusCode());
        assertFalse(answer.headers().firstValue("Set-Cookie").isPresent());
    }

    @Test
    void nothingOutsideCanBeReachedByForwarding() throws Exception {
        route(NIMES, true);
        assertTrue(get("/t/30189/actes/forward").body().startsWith("null"));
    }

    @Test
    void aFullInstanceSaysSoAndItsNeighboursAnswer() throws Exception {
        route(NIMES, true);
        route(CAISSARGUES, true);
        List<CompletableFuture<HttpResponse<String>>> busy =
                List.of(getLater("/t/30189/actes/wait"), getLater("/t/30189/actes/wait"));
        assertTrue(inside.await(30, TimeUnit.SECONDS), "both are inside");

        HttpResponse<String> refused = get("/t/30189/actes/");

        assertEquals(503, refused.statusCode());
        assertEquals("1", refused.headers().firstValue("Retry-After").orElseThrow());
        assertEquals(200, get("/t/30060/actes/").statusCode());
        release.countDown();
        for (CompletableFuture<HttpResponse<String>> one : busy) {
            assertEquals(200, one.get(30, TimeUnit.SECONDS).statusCode());
        }
        assertEquals(200, get("/t/30189/actes/").statusCode());
    }

    @Test
    void anInstanceThatUsesTooMuchOfTheProcessorAnswersOneAtATime() throws Exception {
        ledger = new Ledger(-1, System::nanoTime);
        route(NIMES, true);
        CompletableFuture<HttpResponse<String>> alone = getLater("/t/30189/actes/wait");
        await("it is inside", () -> inside.getCount() == 1);

        HttpResponse<String> refused = get("/t/30189/actes/");

        assertEquals(503, refused.statusCode());
        assertEquals("10", refused.headers().firstValue("Retry-After").orElseThrow());
        assertTrue(refused.body().contains("\"title\":\"Service ralenti\",\"status\":503"), refused.body());
        release.countDown();
        assertEquals(200, alone.get(30, TimeUnit.SECONDS).statusCode());
        // It has its answer before its thread has left.
        await("the next one is let in", () -> get("/t/30189/actes/").statusCode() == 200);
    }

    private static void await(String what, Callable<Boolean> condition) throws Exception {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (!condition.call()) {
            assertTrue(System.nanoTime() < deadline, what);
        }
    }

    @Test
    void aRushIsToldToSlowDownAndTheNeighboursAnswer() throws Exception {
        bounds = bounds(1, 100);
        route(NIMES, true);
        bounds = bounds(1_000, 100);
        route(CAISSARGUES, true);

        // Two at once, and one each second: sixty in one second are too many, on whatever machine.
        HttpResponse<String> refused = get("/t/30189/actes/");
        for (int request = 1; request < 60 && refused.statusCode() == 200; request++) {
            refused = get("/t/30189/actes/");
        }

        assertEquals(429, refused.statusCode());
        assertEquals("1", refused.headers().firstValue("Retry-After").orElseThrow());
        assertEquals("application/problem+json", contentType(refused));
        assertTrue(refused.body().contains("\"title\":\"Trop de demandes\",\"status\":429"), refused.body());
        assertEquals(200, get("/t/30060/actes/").statusCode());
    }

    @Test
    void instancesLeaveThreadsToTheHouse() throws Exception {
        bounds = bounds(1_000, LIMIT);
        route(NIMES, true);
        route(CAISSARGUES, true);
        List<CompletableFuture<HttpResponse<String>>> busy =
                List.of(getLater("/t/30189/actes/wait"), getLater("/t/30189/actes/wait"));
        assertTrue(inside.await(30, TimeUnit.SECONDS), "both are inside");

        HttpResponse<String> refused = get("/t/30060/actes/");

        assertEquals(503, refused.statusCode());
        assertEquals("5", refused.headers().firstValue("Retry-After").orElseThrow());
        assertTrue(refused.body().contains("\"title\":\"Serveur saturé\",\"status\":503"), refused.body());
        release.countDown();
        for (CompletableFuture<HttpResponse<String>> one : busy) {
            assertEquals(200, one.get(30, TimeUnit.SECONDS).statusCode());
        }
        assertEquals(200, get("/t/30060/actes/").statusCode());
    }

    @Test
    void aRouteThatClosesWaitsForWhoIsInside() throws Exception {
        Route route = route(NIMES, true);
        CompletableFuture<HttpResponse<String>> one = getLater("/t/30189/actes/wait");
        CompletableFuture<HttpResponse<String>> other = getLater("/t/30189/actes/wait");
        assertTrue(inside.await(30, TimeUnit.SECONDS), "both are inside");
        routes.remove(NIMES);
        assertFalse(route.drain(Duration.ofMillis(1)), "they are still inside");
        release.countDown();
        assertTrue(route.drain(Duration.ofSeconds(30)));
        assertEquals(200, one.get(30, TimeUnit.SECONDS).statusCode());
        assertEquals(200, other.get(30, TimeUnit.SECONDS).statusCode());
        assertEquals(404, get("/t/30189/actes/").statusCode());
    }

    private static Bounds bounds(int perSecond, int all) {
        return new Bounds(
                LIMIT,
                perSecond,
                new Visitors(
                        all,
                        new Visitors.Limits(Duration.ofMinutes(10), Duration.ofMinutes(10), Long.MAX_VALUE),
                        System::nanoTime));
    }

    private static String contentType(HttpResponse<String> answer) {
        return answer.headers().firstValue("Content-Type").orElseThrow();
    }

    private HttpResponse<String> get(String path, String... headers) throws Exception {
        return send("GET", path, headers);
    }

    private CompletableFuture<HttpResponse<String>> getLater(String path) {
        return client.sendAsync(request("GET", path), HttpResponse.BodyHandlers.ofString());
    }

    private HttpResponse<String> send(String method, String path, String... headers) throws Exception {
        return client.send(request(method, path, headers), HttpResponse.BodyHandlers.ofString());
    }

    private HttpRequest request(String method, String path, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + connector.getLocalPort() + path))
                .method(method, HttpRequest.BodyPublishers.noBody());
        return (headers.length == 0 ? request : request.headers(headers)).build();
    }
}
