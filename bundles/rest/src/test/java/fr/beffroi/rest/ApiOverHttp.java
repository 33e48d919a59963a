package fr.beffroi.rest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import fr.beffroi.api.Actor;
import fr.beffroi.api.DemonstrationClock;
import fr.beffroi.api.Role;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.EnumSet;
import java.util.Optional;
import org.eclipse.jetty.ee10.servlet.FilterHolder;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;

/** The automation API at a real Jetty, in front of stand-ins for the rooms behind it. Operations ask, unless a story says who does. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class ApiOverHttp {
    static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();
    static final Actor OPS = new Actor("staff/ops", Role.STAFF, Optional.empty());
    static final Actor AUDITOR = new Actor("staff/auditor", Role.AUDITOR, Optional.empty());
    static final Actor PLATFORM = new Actor("platform/platform", Role.PLATFORM, Optional.empty());
    static final Actor CONTACT = new Actor("account/1", Role.CONTACT, Optional.of(House.NIMES.insee()));
    static final Actor PROGRAM = Actor.program("c-7f3a", House.NIMES.insee(), "actes");
    static final Actor AGENT = new Actor("account/2", Role.AGENT, Optional.of(House.NIMES.insee()));

    final House house = new House();
    final Counter counter = new Counter(house);
    final Meters meters = new Meters(house);
    final Books books = new Books();
    final Hands hands = new Hands();
    final RestServlet servlet = servlet(hands);

    /** Who asks. */
    volatile Actor actor;

    private final HttpClient client = HttpClient.newHttpClient();
    private final Server server = new Server();
    private final ServerConnector connector = new ServerConnector(server);

    @BeforeAll
    void open() throws Exception {
        connector.setHost("127.0.0.1");
        server.addConnector(connector);
        ServletContextHandler context = new ServletContextHandler("/");
        Filter logIn = (request, response, chain) -> {
            request.setAttribute(Actor.class.getName(), actor);
            chain.doFilter(request, response);
        };
        context.addFilter(new FilterHolder(logIn), "/*", EnumSet.of(DispatcherType.REQUEST));
        context.addServlet(holder(servlet), "/api/v1/*");
        // A house that is no demonstration.
        context.addServlet(holder(servlet(null)), "/real/*");
        server.setHandler(context);
        server.start();
    }

    private RestServlet servlet(DemonstrationClock demonstration) {
        return new RestServlet(
                house.communes(),
                house.platforms(),
                counter.broker(),
                counter.bindings(),
                counter.rollouts(),
                house.inspection(),
                house.archives(),
                house.declarations(),
                meters.intake(),
                meters.metering(),
                books.costs(),
                hands,
                demonstration,
                new SmallHouse());
    }

    /** So little room for readings that a test can fill it. */
    private static final class SmallHouse implements Settings {
        @Override
        public long readingsBytes() {
            return Json.MOST + 2_000;
        }

        @Override
        public Class<Settings> annotationType() {
            return Settings.class;
        }
    }

    private static ServletHolder holder(RestServlet servlet) {
        ServletHolder holder = new ServletHolder(servlet);
        holder.setInitParameter(RestServlet.NO_LIST, "true");
        return holder;
    }

    @AfterAll
    void close() throws Exception {
        server.stop();
    }

    @BeforeEach
    void operationsAsk() {
        actor = OPS;
        house.begin();
        counter.begin();
        meters.begin();
        books.begin();
        hands.now = House.NOW;
    }

    HttpResponse<String> get(String path) throws Exception {
        return get(path, "application/json");
    }

    HttpResponse<String> get(String path, String accept) throws Exception {
        return send(HttpRequest.newBuilder(address("/api/v1" + path)).header("Accept", accept));
    }

    HttpResponse<String> post(String path, String contentType, String body) throws Exception {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(address("/api/v1" + path)).POST(HttpRequest.BodyPublishers.ofString(body));
        if (contentType != null) {
            request.header("Content-Type", contentType);
        }
        return send(request);
    }

    HttpResponse<String> postJson(String path, String body) throws Exception {
        return post(path, "application/json", body);
    }

    HttpResponse<String> put(String path, String body) throws Exception {
        return send(HttpRequest.newBuilder(address("/api/v1" + path))
                .header("Content-Type", "application/json")
                .PUT(HttpRequest.BodyPublishers.ofString(body)));
    }

    HttpResponse<String> delete(String path) throws Exception {
        return send(HttpRequest.newBuilder(address("/api/v1" + path)).DELETE());
    }

    HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    URI address(String path) {
        return URI.create("http://127.0.0.1:" + connector.getLocalPort() + path);
    }

    static JsonNode json(HttpResponse<String> answer) throws Exception {
        return JSON.readTree(answer.body());
    }

    static void assertProblem(int status, String words, HttpResponse<String> answer) throws Exception {
        assertEquals(status, answer.statusCode(), answer::body);
        assertEquals(
                "application/problem+json",
                answer.headers().firstValue("Content-Type").orElseThrow());
        assertTrue(json(answer).get("detail").textValue().contains(words), answer::body);
    }
}
