package fr.beffroi.access.internal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fr.beffroi.access.Callers;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.Base64;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.eclipse.jetty.ee11.servlet.FilterHolder;
import org.eclipse.jetty.ee11.servlet.ServletContextHandler;
import org.eclipse.jetty.ee11.servlet.ServletHolder;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The filter behind a real Jetty, which is told to let every odd address through, so that it is the filter that holds. Requests are
 * written to the socket byte by byte: an HTTP client would tidy them up.
 */
class LogInFilterTest {
    private static final String CLERK = basic(KnownPeople.LOGIN + ":" + KnownPeople.PASSWORD);
    private static final String PROGRAM = basic(KnownPeople.CREDENTIAL + ":" + KnownPeople.SECRET);

    private final KnownPeople people = new KnownPeople();
    private final SteppedClock clock = new SteppedClock();
    private Server server;
    private ServerConnector connector;

    /** Says who is calling, and by which path the container got there. */
    private static final class Who extends HttpServlet {
        private static final long serialVersionUID = 1L;

        @Override
        protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
            response.setContentType("text/plain;charset=UTF-8");
            response.getWriter()
                    .print(Callers.of(request).id() + " " + request.getRemoteUser() + " "
                            + request.isUserInRole("contact") + " " + request.getServletPath() + request.getPathInfo());
        }
    }

    /** A servlet with a fault in it. */
    private static final class Failing extends HttpServlet {
        private static final long serialVersionUID = 1L;

        @Override
        protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
            if (request.getPathInfo().equals("/late")) {
                response.flushBuffer();
            }
            throw new IllegalStateException("something of the inside");
        }
    }

    private record Reply(int status, Map<String, String> headers, String body) {
        String header(String name) {
            return headers.getOrDefault(name.toLowerCase(Locale.ROOT), "");
        }
    }

    @BeforeEach
    void start() throws Exception {
        server = new Server();
        HttpConfiguration lenient = new HttpConfiguration();
        lenient.setUriCompliance(UriCompliance.UNSAFE);
        connector = new ServerConnector(server, new HttpConnectionFactory(lenient));
        connector.setHost("127.0.0.1");
        server.addConnector(connector);
        ServletContextHandler context = new ServletContextHandler("/");
        context.getServletHandler().setDecodeAmbiguousURIs(true);
        for (String open : List.of("/api/*", "/v2/*", "/t/*", "/health/*")) {
            context.addServlet(new ServletHolder(new Who()), open);
        }
        context.addServlet(new ServletHolder(new Failing()), "/failing/*");
        context.addFilter(
                new FilterHolder(new LogInFilter(people.directory(), people.bindings(), clock)),
                "/*",
                EnumSet.of(DispatcherType.REQUEST));
        server.setHandler(context);
        server.start();
    }

    @AfterEach
    void stop() throws Exception {
        server.stop();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/", "/api/v1/communes", "/v2/catalog", "/metrics", "/shell", "/health", "/healthy", "/t", "/tx/"
            })
    void withoutCredentialsEverythingIsClosedButHealthAndHostedPages(String path) throws IOException {
        Reply reply = get(path);

        assertEquals(401, reply.status());
        assertEquals("Basic realm=\"Beffroi\", charset=\"UTF-8\"", reply.header("WWW-Authenticate"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/health/live", "/health/ready", "/t/30189/actes/", "/t/30189/actes/actes/12?format=json"})
    void visitorsSeeHealthAndHostedPages(String path) throws IOException {
        Reply reply = get(path);

        assertEquals(200, reply.status());
        assertTrue(reply.body().startsWith("visitor null false"), reply.body());
    }

    @Test
    void theRightPasswordMakesAnActor() throws IOException {
        Reply reply = get("/api/v1/communes", "Authorization: " + CLERK);

        assertEquals(200, reply.status());
        assertEquals("account/7d3f account/7d3f true /api/v1/communes", reply.body());
    }

    @Test
    void theSchemeIsReadInAnyCase() throws IOException {
        assertEquals(
                200,
                get("/api", "Authorization: " + CLERK.replace("Basic", "bASIC")).status());
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/v1/communes", "/v2/catalog", "/t/30189/actes/"})
    void aWrongPasswordIsRefusedEvenWhereVisitorsMayCome(String path) throws IOException {
        Reply reply = get(path, "Authorization: " + basic(KnownPeople.LOGIN + ":sésame"));

        assertEquals(401, reply.status());
        assertFalse(reply.body().contains("sésame"));
    }

    @Test
    void healthDoesNotNeedTheDirectory() throws IOException {
        people.down = true;

        assertEquals(200, get("/health/live", "Authorization: " + CLERK).status());
        assertEquals(0, people.asked.get());
    }

    @Test
    void aDirectoryThatIsDownIsSaidSo() throws IOException {
        people.down = true;

        Reply reply = get("/api", "Authorization: " + CLERK);

        assertEquals(503, reply.status());
        assertEquals("5", reply.header("Retry-After"));
        assertEquals("application/problem+json", reply.header("Content-Type"));
        assertEquals(
                "{\"type\":\"about:blank\",\"title\":\"Service Unavailable\",\"status\":503,\"detail\":"
                        + "\"The directory ldap://ldap.example \\\"does not\\\" answer.\"}",
                reply.body());
    }

    @Test
    void errorsInsideV2AreOfTheBrokersForm() throws IOException {
        Reply reply = get("/v2/catalog");

        assertEquals("application/json", reply.header("Content-Type"));
        assertEquals("{\"error\":\"Unauthorized\",\"description\":\"Log in first, with HTTP Basic.\"}", reply.body());
    }

    /** OSB 2.17: before anything else is looked at. */
    @ParameterizedTest
    @ValueSource(strings = {"/v2/catalog", "/v2/../api", "/v2/service_instances/..%2fx", "/v2/a;b", "/v2/%ff"})
    void insideV2TheLogInComesFirst(String path) throws IOException {
        assertEquals(401, get(path).status());
        assertEquals(401, send("PUT", path, "Sec-Fetch-Site: cross-site").status());
        assertEquals(401, get(path, "Authorization: " + basic("platform:wrong")).status());
        assertEquals(
                path.equals("/v2/catalog") ? 200 : 400,
                get(path, "Authorization: " + CLERK).status());
        assertEquals(
                path.equals("/v2/catalog") ? 403 : 400,
                send("PUT", path, "Authorization: " + CLERK, "Sec-Fetch-Site: cross-site")
                        .status());
    }

    @Test
    void insideV2TheRequestsIdentityComesBackWithEachRefusal() throws IOException {
        String identity = "X-Broker-API-Request-Identity: 4b8f7c5e-1d2a";
        for (Reply reply : List.of(
                get("/v2/catalog", identity),
                get("/v2/catalog", identity, "Authorization: " + basic("platform:wrong")),
                get("/v2/catalog", identity, "Authorization: " + PROGRAM),
                get("/v2/a;b", identity, "Authorization: " + CLERK))) {
            assertEquals("4b8f7c5e-1d2a", reply.header("X-Broker-API-Request-Identity"), reply.toString());
        }
        assertEquals("", get("/api", identity).header("X-Broker-API-Request-Identity"));
        assertEquals("", get("/v2/catalog").header("X-Broker-API-Request-Identity"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Bearer abc",
                "Basic",
                "Basic ",
                "Basic %%%",
                "Basic bm9jb2xvbg==", // nocolon
                "Basic /zpA", // not UTF-8
                "Digest username=\"ops\""
            })
    void credentialsThatCantBeReadAreRefused(String header) throws IOException {
        assertEquals(401, get("/api", "Authorization: " + header).status());
        assertEquals(401, get("/t/30189/actes/", "Authorization: " + header).status());
        assertEquals(0, people.asked.get());
    }

    @Test
    void twoSetsOfCredentialsAreRefused() throws IOException {
        assertEquals(
                401,
                get("/api", "Authorization: " + CLERK, "Authorization: " + CLERK)
                        .status());
    }

    /** Each of these means a closed address to one reader and an open one to another, or tries to. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "/health/../api/v1/communes",
                "/health/..%2fapi/v1/communes",
                "/health/%2e%2e/api/v1/communes",
                "/health/.%2E/api",
                "/health/..;/api",
                "/health;/../api",
                "/health/live;x=1/../../api",
                "/health%2f..%2fapi",
                "/health/live%2f..%2f..%2fapi",
                "//health/live",
                "/health//../api",
                "/t/../api",
                "/t/./../api",
                "/t/30189/..%5c..%5capi",
                "/t/30189\\..\\..\\api",
                "/t/%00/../api",
                "/t/%c0%ae%c0%ae/api",
                "/t/%c0%ae%c0%ae%c0%afapi",
                "/health/%",
                "/health/%zz/../api",
                "/t/..%3b/api%2f",
                "/t/..",
                "/t/30189/actes;jsessionid=1",
                "/t/30189/actes/a%2Fb",
                "/t/30189/actes/a%5Cb",
                "/t/30189/actes/a%25b",
                "/health/%252e%252e/api",
                "/api/v1/tenants/a%2Fb",
                "/v2%2Fservice_instances/a",
                "/v2%2F..%2Fapi",
                "/%762/service_instances/a%2Fb"
            })
    void anAddressWithTwoMeaningsIsRefused(String path) throws IOException {
        assertTrue(new Address(path).isAmbiguous(), "the filter's own judgement, whatever the container thinks");
        assertEquals(400, get(path).status(), path);
        assertEquals(400, get(path, "Authorization: " + CLERK).status(), path);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/v2/service_instances/../catalog",
                "/v2/service_instances/%2e%2e/catalog",
                "/v2/service_instances/%2e%2e%2fcatalog",
                "/v2/service_instances/..%2f..%2fapi/v1",
                "/v2/service_instances/a%2f..%2f..%2fapi",
                "/v2/service_instances/..%5c..%5capi",
                "/v2/service_instances/a%2f.%2fb",
                "/v2/service_instances/a;b",
                "/v2/service_instances/..;/catalog",
                "/v2/service_instances/a\\b",
                "/v2//catalog",
                "/v2/service_instances/%00",
                "/v2/service_instances/a%0d%0aSet-Cookie:x",
                "/v2/service_instances/%c0%ae%c0%ae%c0%af",
                "/v2/service_instances/%2"
            })
    void noIdLeadsToAPlaceAbove(String path) throws IOException {
        assertTrue(new Address(path).isAmbiguous(), "the filter's own judgement, whatever the container thinks");
        assertEquals(400, get(path, "Authorization: " + CLERK).status());
    }

    /** OSB 2.17: platforms may choose ids of any characters, which they then encode. */
    @ParameterizedTest
    @CsvSource({
        "a%2Fb, a/b",
        "a%2fb, a/b",
        "a%25b, a%b",
        "a%252Fb, a%2Fb",
        "%252e%252e%252f, %2e%2e%2f",
        "a%5Cb, a\\b",
        "a%2F%2Fb, a//b",
        "a%3Bb, a;b",
        "a%3F%23%20%2B+b, a?# ++b",
        "..a..%2F..., ..a../...",
        "%C3%A9%F0%9F%8F%B0, é🏰"
    })
    void idsOfPlatformsHoldAnyCharacter(String encoded, String id) throws IOException {
        Reply reply = get("/v2/service_instances/" + encoded, "Authorization: " + CLERK);

        assertEquals(200, reply.status(), reply.body());
        assertTrue(reply.body().endsWith(" /v2/service_instances/" + id), reply.body());
    }

    /** Encoded, but with one meaning; whatever isn't plainly open asks for a log-in. */
    @ParameterizedTest
    @CsvSource({
        "/%68ealth/live, 401",
        "/HEALTH/live, 401",
        "/%74/30189/actes/, 401",
        "/%61pi/v1, 401",
        "/t/30189/actes/d%C3%A9lib%C3%A9ration%20n%C2%B0%2012, 200",
        "/t/30189/actes/a%3Bb, 200",
        "/t/30189/actes/a..b, 200"
    })
    void encodedAddressesAreReadOnce(String path, int status) throws IOException {
        assertEquals(status, get(path).status());
    }

    @Test
    void aProgramLogsInWhereItsServiceIs() throws IOException {
        Reply reply = get("/t/30189/actes/actes", "Authorization: " + PROGRAM);

        assertEquals(200, reply.status());
        assertEquals("binding/3f0c binding/3f0c false /t/30189/actes/actes", reply.body());
        assertEquals(0, people.asked.get(), "the directory has nothing to do with it");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/v1/communes", "/v2/catalog", "/metrics", "/", "/nothing"})
    void aProgramIsRefusedEverywhereElse(String path) throws IOException {
        Reply reply = get(path, "Authorization: " + PROGRAM);

        assertEquals(403, reply.status());
        assertTrue(
                reply.body()
                        .contains(
                                "The credentials of a binding are good for the address of its service only, which begins"
                                        + " with /t/."),
                reply.body());
    }

    @Test
    void aProgramsSecretCannotBeGuessedEither() throws IOException {
        String wrong = "Authorization: " + basic(KnownPeople.CREDENTIAL + ":guess");
        for (int i = 0; i < Guesses.ALLOWED; i++) {
            assertEquals(401, get("/t/30189/actes/", wrong).status());
        }

        assertEquals(429, get("/t/30189/actes/", "Authorization: " + PROGRAM).status());
    }

    @Test
    void whereNothingAnswersThatIsSaidInTheHousesForm() throws IOException {
        Reply reply = get("/nothing", "Authorization: " + CLERK);

        assertEquals(404, reply.status());
        assertEquals("application/problem+json", reply.header("Content-Type"));
        assertEquals(
                "{\"type\":\"about:blank\",\"title\":\"Not Found\",\"status\":404,\"detail\":"
                        + "\"There is nothing at this address.\"}",
                reply.body());
    }

    @Test
    void aFaultIsSaidWithoutTellingAboutTheInside() throws IOException {
        Reply reply = get("/failing/", "Authorization: " + CLERK);

        assertEquals(500, reply.status());
        assertEquals("application/problem+json", reply.header("Content-Type"));
        assertTrue(reply.body().contains("Something went wrong inside Beffroi"), reply.body());
        assertFalse(reply.body().contains("of the inside"), reply.body());
        assertEquals(200, get("/failing/late", "Authorization: " + CLERK).status(), "too late to say so");
    }

    @Test
    void everyAnswerIsProtected() throws IOException {
        for (Reply reply : new Reply[] {get("/api"), get("/health/live"), get("/t/30189/actes/"), get("/t/../api")}) {
            assertEquals("nosniff", reply.header("X-Content-Type-Options"));
            assertEquals("same-origin", reply.header("Referrer-Policy"));
            assertTrue(reply.header("Content-Security-Policy").contains("default-src 'self'"));
            assertTrue(reply.header("Content-Security-Policy").contains("frame-ancestors 'none'"));
        }
        assertEquals("no-store", get("/v2/catalog", "Authorization: " + CLERK).header("Cache-Control"));
        assertEquals("", get("/t/30189/actes/").header("Cache-Control"));
    }

    @ParameterizedTest
    @CsvSource({
        "POST, cross-site, 403",
        "POST, same-site, 403",
        "POST, same-origin, 200",
        "DELETE, none, 200",
        "GET, cross-site, 200"
    })
    void aPageOfAnotherSiteChangesNothing(String method, String site, int status) throws IOException {
        assertEquals(
                status,
                send(method, "/api", "Authorization: " + CLERK, "Sec-Fetch-Site: " + site)
                        .status());
    }

    @Test
    void guessingIsSlowedDown() throws IOException {
        String wrong = "Authorization: " + basic(KnownPeople.LOGIN + ":guess");
        for (int i = 0; i < Guesses.ALLOWED; i++) {
            assertEquals(401, get("/api", wrong).status());
        }

        Reply refused = get("/api", "Authorization: " + CLERK);
        assertEquals(429, refused.status());
        assertEquals(Guesses.ALLOWED, people.asked.get());
        long wait = Long.parseLong(refused.header("Retry-After"));

        assertEquals(
                401, get("/api", "Authorization: " + basic("other@30189:guess")).status());
        clock.advance(Duration.ofSeconds(wait));
        assertEquals(200, get("/api", "Authorization: " + CLERK).status());
    }

    @Test
    void theRightPasswordForgivesWrongOnes() throws IOException {
        for (int i = 0; i < 3 * Guesses.ALLOWED; i++) {
            get("/api", "Authorization: " + basic(KnownPeople.LOGIN + ":typo"));
            assertEquals(200, get("/api", "Authorization: " + CLERK).status());
        }
    }

    @Test
    void theMemoryOfGuessesIsBounded() {
        Guesses guesses = new Guesses(clock);
        for (int i = 0; i < Guesses.MOST + 100; i++) {
            guesses.wrong(new Guesses.Who("login" + i, "127.0.0.1"));
        }
        assertEquals(Guesses.MOST, guesses.size());
    }

    private static String basic(String pair) {
        return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(UTF_8));
    }

    private Reply get(String path, String... headers) throws IOException {
        return send("GET", path, headers);
    }

    private Reply send(String method, String path, String... headers) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), connector.getLocalPort())) {
            OutputStream out = socket.getOutputStream();
            String head =
                    method + " " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: 0\r\n";
            for (String header : headers) {
                head += header + "\r\n";
            }
            out.write((head + "\r\n").getBytes(UTF_8));
            out.flush();
            BufferedReader in = new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8));
            int status = Integer.parseInt(in.readLine().split(" ")[1]);
            Map<String, String> found = new TreeMap<>();
            for (String line = in.readLine(); !line.isEmpty(); line = in.readLine()) {
                int colon = line.indexOf(':');
                found.put(
                        line.substring(0, colon).toLowerCase(Locale.ROOT),
                        line.substring(colon + 1).strip());
            }
            return new Reply(status, found, in.lines().collect(Collectors.joining("\n")));
        }
    }
}
