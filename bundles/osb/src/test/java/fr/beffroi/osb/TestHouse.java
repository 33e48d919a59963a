package fr.beffroi.osb;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import fr.beffroi.api.Account;
import fr.beffroi.api.Actor;
import fr.beffroi.api.Commune;
import fr.beffroi.api.Communes;
import fr.beffroi.api.FunctionalUnit;
import fr.beffroi.api.HostedBundle;
import fr.beffroi.api.Insee;
import fr.beffroi.api.Intercommunality;
import fr.beffroi.api.Meter;
import fr.beffroi.api.Offering;
import fr.beffroi.api.Plan;
import fr.beffroi.api.Siren;
import fr.beffroi.api.Terms;
import fr.beffroi.api.Terms.BindingTerms;
import fr.beffroi.api.Terms.BindingTerms.Access;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import java.lang.annotation.Annotation;
import java.math.BigDecimal;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.UnaryOperator;
import org.eclipse.jetty.ee10.servlet.FilterHolder;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;

/** The broker API at a real Jetty, in front of a broker that lives in memory. */
final class TestHouse implements AutoCloseable {
    static final Insee NIMES = new Insee("30189");
    static final Insee ALES = new Insee("30007");
    static final Actor PLATFORM = Actor.platform("portail", Optional.empty());

    /** Hosted and asynchronous, bindable with rotation; its plan "large" stays as it is and can't be bound. */
    static final Offering ACTES = new Offering(
            "of-actes",
            "actes",
            "Actes et délibérations",
            "Publication des actes de la commune.",
            List.of("actes", "publication"),
            Optional.of(new HostedBundle("fr.beffroi.service.actes", "1.1.0", List.of("1.0.0"))),
            true,
            terms(false, true, Optional.of(new BindingTerms(Access.INSTANCE, true, OptionalInt.of(90), 15)), false),
            List.of(new Meter("acts-published", "Actes publiés", "acte", Meter.Aggregation.COUNT)),
            List.of(new FunctionalUnit(
                    "acte", "acte publié", FunctionalUnit.Basis.METER, Optional.of("acts-published"), 1)),
            List.of(
                    new Plan(
                            "pl-standard",
                            "standard",
                            "Formule commune.",
                            Map.of("acte", new BigDecimal("1.20")),
                            Optional.of("{\"$schema\":\"https://json-schema.org/draft/2020-12/schema\",\"properties\":"
                                    + "{\"title\":{\"maxLength\":80,\"type\":\"string\"}},\"type\":\"object\"}"),
                            Optional.empty(),
                            Optional.empty()),
                    new Plan("pl-plus", "plus", "Formule étendue.", Map.of()),
                    new Plan(
                            "pl-large",
                            "large",
                            "Grande commune.",
                            Map.of("acte", BigDecimal.ZERO),
                            Optional.empty(),
                            Optional.of(false),
                            Optional.of(false))));

    /** Runs elsewhere; a binding reads the directory, asynchronously, and neither rotates nor expires. */
    static final Offering ANNUAIRE = elsewhere(
            "annuaire",
            terms(false, false, Optional.of(new BindingTerms(Access.DIRECTORY, false, OptionalInt.empty(), 0)), false),
            "base");

    /** Synchronous. */
    static final Offering DPO = elsewhere("dpo", terms(true, true, Optional.empty(), false), "base", "renforce");

    /** Asynchronous, with an approval; neither bindable nor changeable. */
    static final Offering SAUVEGARDE =
            elsewhere("sauvegarde", terms(false, false, Optional.empty(), true), "base", "longue");

    private static final JsonMapper JSON = new JsonMapper();

    final MemoryBroker broker = new MemoryBroker();
    final MemoryBindings bindings = new MemoryBindings(broker);
    volatile Actor actor = PLATFORM;

    private final HttpClient client = HttpClient.newHttpClient();
    private final Server server = new Server();
    private final ServerConnector connector = new ServerConnector(server);

    TestHouse() throws Exception {
        // As in the real house: an id can hold a slash, a backslash or a percent sign.
        connector
                .getConnectionFactory(HttpConnectionFactory.class)
                .getHttpConfiguration()
                .setUriCompliance(UriCompliance.from("DEFAULT,AMBIGUOUS_PATH_SEPARATOR,AMBIGUOUS_PATH_ENCODING,"
                        + "SUSPICIOUS_PATH_CHARACTERS,AMBIGUOUS_PATH_PARAMETER"));
        connector.setHost("127.0.0.1");
        server.addConnector(connector);
        ServletContextHandler context = new ServletContextHandler("/");
        Filter logIn = (request, response, chain) -> {
            request.setAttribute(Actor.class.getName(), actor);
            chain.doFilter(request, response);
        };
        context.addFilter(new FilterHolder(logIn), "/*", EnumSet.of(DispatcherType.REQUEST));
        ServletHolder servlet = new ServletHolder(new OsbServlet(
                broker, bindings, new TwoCommunes(), new TestSettings("https://beffroi.example.fr/", 2, 60, 3_600)));
        servlet.setInitParameter(OsbServlet.NO_LIST, "true");
        context.addServlet(servlet, "/v2/*");
        context.getServletHandler().setDecodeAmbiguousURIs(true);
        server.setHandler(context);
        server.start();
        begin();
    }

    /** Everything forgotten, the four services in the catalogue. */
    void begin() {
        actor = PLATFORM;
        broker.forget();
        bindings.forget();
        broker.catalogue = List.of(ACTES, ANNUAIRE, DPO, SAUVEGARDE);
    }

    @Override
    public void close() throws Exception {
        server.stop();
    }

    private static Terms terms(
            boolean immediate, boolean updateable, Optional<BindingTerms> binding, boolean approval) {
        return new Terms(
                immediate, updateable, binding, approval, 0, Terms.Population.ANY, List.of(), OptionalInt.empty());
    }

    private static Offering elsewhere(String name, Terms terms, String... plans) {
        return new Offering(
                "of-" + name,
                name,
                "Service " + name,
                "Le service " + name + ".",
                List.of(),
                Optional.empty(),
                false,
                terms,
                List.of(),
                List.of(),
                List.of(plans).stream()
                        .map(plan -> new Plan("pl-" + name + "-" + plan, plan, "La formule " + plan + ".", Map.of()))
                        .toList());
    }

    // What platforms send

    static ObjectNode json(String text) throws Exception {
        return (ObjectNode) JSON.readTree(text);
    }

    /** The body of a complete order for Nîmes. */
    static ObjectNode order(String service, String plan) throws Exception {
        return json("""
                {"service_id": "%s", "plan_id": "%s", "organization_guid": "30189", "space_guid": "mairie",
                 "context": {"platform": "cloudfoundry"}}
                """.formatted(service, plan));
    }

    /** The same, for the publication of acts, with a parameter. */
    static ObjectNode order() throws Exception {
        ObjectNode order = order("of-actes", "pl-standard");
        order.putObject("parameters").put("title", "Actes de Nîmes");
        return order;
    }

    static ObjectNode binding() throws Exception {
        return json("{\"service_id\": \"of-actes\", \"plan_id\": \"pl-standard\"}");
    }

    static ObjectNode directoryBinding() throws Exception {
        return json("{\"service_id\": \"of-annuaire\", \"plan_id\": \"pl-annuaire-base\"}");
    }

    Answer provision(String id, ObjectNode order) throws Exception {
        return send("PUT", "/service_instances/" + id + "?accepts_incomplete=true", order);
    }

    Answer update(String id, String body) throws Exception {
        return send("PATCH", "/service_instances/" + id + "?accepts_incomplete=true", json(body));
    }

    Answer bind(String instance, String id, ObjectNode body) throws Exception {
        return send("PUT", bindingPath(instance, id) + "?accepts_incomplete=true", body);
    }

    /** An instance of the publication of acts that stands. */
    void standing(String id) throws Exception {
        assertEquals(202, provision(id, order()).status());
        broker.succeed(id);
    }

    /** An instance of the directory that stands. */
    void standingDirectory(String id) throws Exception {
        assertEquals(
                202, provision(id, order("of-annuaire", "pl-annuaire-base")).status());
        broker.succeed(id);
    }

    Answer deprovision(String id) throws Exception {
        return send(
                "DELETE",
                "/service_instances/" + id + "?service_id=of-actes&plan_id=pl-standard&accepts_incomplete=true");
    }

    Answer unbind(String instance, String id) throws Exception {
        return send("DELETE", bindingPath(instance, id) + "?service_id=of-actes&plan_id=pl-standard");
    }

    static String bindingPath(String instance, String id) {
        return "/service_instances/" + instance + "/service_bindings/" + id;
    }

    Answer get(String path) throws Exception {
        return send("GET", path);
    }

    Answer send(String method, String path) throws Exception {
        return send(method, path, null, request -> request);
    }

    Answer send(String method, String path, ObjectNode body) throws Exception {
        return send(method, path, body.toString(), request -> request.setHeader("Content-Type", "application/json"));
    }

    /** @param body null for none; without a content type unless {@code change} sets one */
    Answer send(String method, String path, String body, UnaryOperator<HttpRequest.Builder> change) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(address(path))
                .method(
                        method,
                        body == null ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(body))
                .setHeader("X-Broker-API-Version", "2.17");
        return new Answer(client.send(change.apply(request).build(), HttpResponse.BodyHandlers.ofString()));
    }

    /** Whatever comes back to a request line, which may be one that no decent client sends. */
    String line(String line) throws Exception {
        try (Socket socket = new Socket("127.0.0.1", connector.getLocalPort())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream()
                    .write((line
                                    + " HTTP/1.1\r\nHost: broker\r\nX-Broker-API-Version: 2.17\r\nConnection: close\r\n\r\n")
                            .getBytes(StandardCharsets.UTF_8));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** Without any header. */
    Answer bare(String path) throws Exception {
        return new Answer(
                client.send(HttpRequest.newBuilder(address(path)).build(), HttpResponse.BodyHandlers.ofString()));
    }

    private URI address(String path) {
        return URI.create("http://127.0.0.1:" + connector.getLocalPort() + "/v2" + path);
    }

    /** What came back. */
    record Answer(HttpResponse<String> response) {
        int status() {
            return response.statusCode();
        }

        String body() {
            return response.body();
        }

        Optional<String> header(String name) {
            return response.headers().firstValue(name);
        }

        JsonNode json() throws Exception {
            return JSON.readTree(body());
        }

        /** What stands at a JSON pointer, as JSON; empty when nothing does. */
        String at(String pointer) throws Exception {
            JsonNode found = json().at(pointer);
            return found.isMissingNode() ? "" : found.toString();
        }

        String text(String pointer) throws Exception {
            return json().at(pointer).textValue();
        }

        Answer is(int status) {
            assertEquals(status, status(), this::body);
            return this;
        }

        /** An error as the specification has them, of this kind. */
        Answer isRefused(int status, String error) throws Exception {
            is(status);
            assertEquals("application/json", header("Content-Type").orElseThrow());
            assertEquals(error, text("/error"));
            assertTrue(text("/description").length() > 10, this::body);
            return this;
        }
    }

    /** The settings as Declarative Services hands them over. */
    private record TestSettings(String public_url, int poll_seconds, int waiting_seconds, int polling_limit_seconds)
            implements Settings {
        @Override
        public Class<? extends Annotation> annotationType() {
            return Settings.class;
        }
    }

    private static final class TwoCommunes implements Communes {
        @Override
        public Optional<Intercommunality> intercommunality() {
            return Optional.empty();
        }

        @Override
        public List<Commune> all() {
            return List.of(
                    new Commune(NIMES, new Siren("213001894"), "Nîmes", 151_839, List.of("30000")),
                    new Commune(ALES, new Siren("213000078"), "Alès", 44_491, List.of("30100")));
        }

        @Override
        public Optional<Commune> find(Insee insee) {
            return all().stream()
                    .filter(commune -> commune.insee().equals(insee))
                    .findFirst();
        }

        @Override
        public List<Account> accounts(Insee insee) {
            return List.of();
        }

        @Override
        public String renewPassword(Actor actor, Insee insee, String uid) {
            throw new UnsupportedOperationException();
        }
    }
}
