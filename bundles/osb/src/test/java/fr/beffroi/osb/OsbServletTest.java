package fr.beffroi.osb;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
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
import fr.beffroi.api.Operation;
import fr.beffroi.api.Plan;
import fr.beffroi.api.Reason;
import fr.beffroi.api.Refusal;
import fr.beffroi.api.Role;
import fr.beffroi.api.Siren;
import fr.beffroi.api.Subscription;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import java.lang.annotation.Annotation;
import java.math.BigDecimal;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.eclipse.jetty.ee10.servlet.FilterHolder;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The broker API over HTTP. The numbers in the names are those of the requirements of OSB 2.17. */
class OsbServletTest {
    private static final JsonMapper JSON = new JsonMapper();
    private static final Insee NIMES = new Insee("30189");
    private static final Offering ACTES = new Offering(
            "of-actes",
            "actes",
            "Actes et délibérations",
            "Publication des actes de la commune.",
            List.of("actes", "publication"),
            Optional.of(new HostedBundle("fr.beffroi.service.actes", "1.0.0")),
            true,
            List.of(new Meter("acts-published", "Actes publiés", "acte", Meter.Aggregation.COUNT)),
            List.of(new FunctionalUnit(
                    "acte", "acte publié", FunctionalUnit.Basis.METER, Optional.of("acts-published"), 1)),
            List.of(
                    new Plan("pl-standard", "standard", "Formule commune.", Map.of("acte", new BigDecimal("1.20"))),
                    new Plan("pl-large", "large", "Grande commune.", Map.of())));
    private static final Offering BACKUP = new Offering(
            "of-sauvegarde",
            "sauvegarde",
            "Sauvegarde",
            "Sauvegarde externalisée.",
            List.of(),
            Optional.empty(),
            false,
            List.of(),
            List.of(),
            List.of(new Plan("pl-base", "base", "Une copie par jour.", Map.of())));

    private static final MemoryBroker BROKER = new MemoryBroker();
    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static Server server;
    private static volatile Actor actor;

    @BeforeAll
    static void start() throws Exception {
        server = new Server();
        ServerConnector connector = new ServerConnector(server);
        // An id can hold a slash or a percent sign. Jetty refuses both, encoded, unless it is told that here they are
        // just ids.
        connector
                .getConnectionFactory(HttpConnectionFactory.class)
                .getHttpConfiguration()
                .setUriCompliance(UriCompliance.from("DEFAULT,AMBIGUOUS_PATH_SEPARATOR,AMBIGUOUS_PATH_ENCODING"));
        connector.setHost("127.0.0.1");
        server.addConnector(connector);
        ServletContextHandler context = new ServletContextHandler("/");
        Filter logIn = (request, response, chain) -> {
            request.setAttribute(Actor.class.getName(), actor);
            chain.doFilter(request, response);
        };
        context.addFilter(new FilterHolder(logIn), "/*", EnumSet.of(DispatcherType.REQUEST));
        ServletHolder servlet = new ServletHolder(
                new OsbServlet(BROKER, new OneCommune(), new PublicUrl("https://beffroi.example.fr/")));
        servlet.setInitParameter(OsbServlet.NO_LIST, "true");
        context.addServlet(servlet, "/v2/*");
        context.getServletHandler().setDecodeAmbiguousURIs(true);
        server.setHandler(context);
        server.start();
    }

    @AfterAll
    static void stop() throws Exception {
        server.stop();
    }

    @BeforeEach
    void aHouseWithTwoServices() {
        actor = new Actor("platform/platform", Role.PLATFORM, Optional.empty());
        BROKER.subscriptions.clear();
        BROKER.operations.clear();
        BROKER.catalogue = List.of(ACTES, BACKUP);
        BROKER.failure = null;
        BROKER.orders = 0;
    }

    // A. Headers

    @Test
    void r1_everyMinorOfVersion2IsServed() throws Exception {
        for (String version : List.of("2.0", "2.13", "2.17", "2.99")) {
            assertEquals(
                    200,
                    send("GET", "/catalog", null, r -> r.setHeader("X-Broker-API-Version", version))
                            .statusCode());
        }
    }

    @Test
    void r2_anotherMajorVersionIs412() throws Exception {
        for (String version : List.of("1.0", "3.0", "2", "2.x", "22.1", "")) {
            HttpResponse<String> answer =
                    send("GET", "/catalog", null, r -> r.setHeader("X-Broker-API-Version", version));
            assertFailure(412, "VersionNotSupported", answer);
        }
    }

    @Test
    void r3_aMissingVersionIs412WithADescription() throws Exception {
        HttpResponse<String> answer =
                CLIENT.send(HttpRequest.newBuilder(address("/catalog")).build(), HttpResponse.BodyHandlers.ofString());
        assertFailure(412, "VersionNotSupported", answer);
        assertTrue(json(answer).get("description").textValue().contains("2.17"));
    }

    @Test
    void r4_onlyPlatformsAndOperationsOrderHere() throws Exception {
        actor = new Actor("staff/ops", Role.STAFF, Optional.empty());
        assertEquals(200, get("/catalog").statusCode());
        actor = new Actor("account/1", Role.CONTACT, Optional.of(NIMES));
        assertFailure(403, "Forbidden", get("/catalog"));
        assertFailure(403, "Forbidden", get("/nowhere"));
        actor = Actor.visitor();
        assertFailure(401, "Unauthenticated", get("/catalog"));
    }

    @Test
    void r5_anOriginatingIdentityIsTolerated() throws Exception {
        for (String identity : List.of("cloudfoundry eyJ1c2VyX2lkIjoiMSJ9", "kubernetes e30=", "nonsense")) {
            assertEquals(
                    200,
                    send("GET", "/catalog", null, r -> r.setHeader("X-Broker-API-Originating-Identity", identity))
                            .statusCode());
        }
    }

    @Test
    void r6_theRequestIdentityStandsOnEveryAnswer() throws Exception {
        UnaryOperator<HttpRequest.Builder> named = r -> r.setHeader("X-Broker-API-Request-Identity", "e26cee84");
        BROKER.failure = null;
        for (HttpResponse<String> answer : List.of(
                send("GET", "/catalog", null, named),
                send("GET", "/nowhere", null, named),
                send("POST", "/catalog", "{}", named),
                send("PUT", "/service_instances/s1", "{", named),
                send("DELETE", "/service_instances/s1", null, named),
                send("GET", "/catalog", null, r -> named.apply(r).setHeader("X-Broker-API-Version", "1.0")))) {
            assertEquals(
                    Optional.of("e26cee84"),
                    answer.headers().firstValue("X-Broker-API-Request-Identity"),
                    "on " + answer.statusCode());
        }
    }

    @Test
    void r7_unknownFieldsAreIgnored() throws Exception {
        ObjectNode order = order();
        order.put("vendor", "extension").putObject("more").put("of", "it");
        assertEquals(202, provision("s1", order).statusCode());
    }

    @Test
    void r8_aWrongContentTypeIs400AndAMissingOneIsRead() throws Exception {
        String path = "/service_instances/s1?accepts_incomplete=true";
        assertFailure(
                400, "BadRequest", send("PUT", path, order().toString(), r -> r.setHeader("Content-Type", "text/xml")));
        assertEquals(
                202,
                send(
                                "PUT",
                                path,
                                order().toString(),
                                r -> r.setHeader("Content-Type", "Application/JSON; charset=utf-8"))
                        .statusCode());
        assertEquals(202, bare("PUT", path, order().toString()).statusCode());
    }

    @Test
    void r8_aBodyThatIsNoJsonObjectIs400() throws Exception {
        String twice = order().toString().replaceFirst("\\{", "{\"plan_id\":\"pl-large\",");
        for (String body : List.of("", "{", "[]", "null", "\"x\"", order() + "{}", twice)) {
            assertFailure(
                    400, "BadRequest", send("PUT", "/service_instances/s1?accepts_incomplete=true", body, r -> r));
        }
        assertEquals(0, BROKER.orders);
    }

    @Test
    void r8_aBodyOverOneMegabyteIs413() throws Exception {
        ObjectNode order = order();
        order.putObject("parameters").put("long", "x".repeat(Json.MOST));
        assertFailure(413, "TooLarge", provision("s1", order));
        assertEquals(0, BROKER.orders);
    }

    @Test
    void r9_idsAreDecoded() throws Exception {
        String encoded = "caf%C3%A9%20%2B+%3B%3F%23%25%2Fa";
        assertEquals(202, provision(encoded, order()).statusCode());
        assertEquals(Set.of("café ++;?#%/a"), BROKER.subscriptions.keySet());
        assertEquals(
                200,
                get("/service_instances/" + encoded + "/last_operation?operation=op%2D1")
                        .statusCode());
    }

    // B. Errors

    @Test
    void r10_anUnknownEndpointIsAnsweredInJson() throws Exception {
        assertFailure(404, "NoSuchEndpoint", get("/nowhere"));
        assertFailure(404, "NoSuchEndpoint", get("/"));
        assertFailure(404, "NoSuchEndpoint", get("/services"));
        assertFailure(404, "NoSuchEndpoint", get("/service_instances"));
        assertFailure(404, "NoSuchEndpoint", get("/service_instances/"));
        assertFailure(405, "NoSuchEndpoint", send("POST", "/catalog", "{}", r -> r));
        assertFailure(405, "NoSuchEndpoint", send("POST", "/service_instances/s1", "{}", r -> r));
    }

    @Test
    void r10_whateverIsAcceptedTheAnswerIsJson() throws Exception {
        assertEquals(
                "application/json",
                send("GET", "/catalog", null, r -> r.setHeader("Accept", "*/*"))
                        .headers()
                        .firstValue("Content-Type")
                        .orElseThrow());
    }

    @Test
    void r11_eachReasonHasItsStatusAndWord() throws Exception {
        Map<Reason, Integer> statuses = Map.ofEntries(
                Map.entry(Reason.UNAUTHENTICATED, 401),
                Map.entry(Reason.FORBIDDEN, 403),
                Map.entry(Reason.NOT_FOUND, 404),
                Map.entry(Reason.INVALID, 400),
                Map.entry(Reason.CONFLICT, 409),
                Map.entry(Reason.CONCURRENT, 422),
                Map.entry(Reason.ASYNC_REQUIRED, 422),
                Map.entry(Reason.NOT_ELIGIBLE, 422),
                Map.entry(Reason.UNAVAILABLE, 503),
                Map.entry(Reason.STORAGE_FULL, 507));
        for (Map.Entry<Reason, Integer> row : statuses.entrySet()) {
            BROKER.failure = new Refusal(row.getKey(), "Because of " + row.getKey() + ".");
            HttpResponse<String> answer = get("/catalog");
            assertEquals(row.getValue(), answer.statusCode(), row.getKey()::name);
            assertEquals(
                    "Because of " + row.getKey() + ".",
                    json(answer).get("description").textValue());
            assertTrue(json(answer).get("error").textValue().matches("([A-Z][a-z]+)+"));
        }
        BROKER.failure = new Refusal(Reason.GONE, "Gone.");
        assertEquals(410, get("/catalog").statusCode());
        assertEquals("{}", get("/catalog").body());
    }

    @Test
    void r11_aBugIs500AndTellsNothingOfTheInside() throws Exception {
        BROKER.failure = new IllegalStateException("secret");
        HttpResponse<String> answer = get("/catalog");
        assertFailure(500, "InternalError", answer);
        assertFalse(answer.body().contains("secret"));
    }

    // C. Catalog

    @Test
    void r18_anEmptyCatalogueIsAnEmptyArray() throws Exception {
        BROKER.catalogue = List.of();
        HttpResponse<String> answer = get("/catalog");
        assertEquals(200, answer.statusCode());
        assertEquals("{\"services\":[]}", answer.body());
    }

    @Test
    void r19_r22_r24_theCatalogueSaysWhatCanBeDone() throws Exception {
        JsonNode actes = json(get("/catalog")).get("services").get(0);
        assertAll(
                () -> assertEquals("of-actes", actes.get("id").textValue()),
                () -> assertEquals("actes", actes.get("name").textValue()),
                () -> assertEquals(
                        "Publication des actes de la commune.",
                        actes.get("description").textValue()),
                () -> assertEquals(
                        "[\"actes\",\"publication\"]", actes.get("tags").toString()),
                () -> assertEquals("false", actes.get("bindable").toString()),
                () -> assertEquals("false", actes.get("plan_updateable").toString()),
                () -> assertEquals("true", actes.get("instances_retrievable").toString()),
                () -> assertEquals(
                        "Actes et délibérations",
                        actes.at("/metadata/displayName").textValue()),
                () -> assertEquals(2, actes.get("plans").size()),
                () -> assertEquals("pl-standard", actes.at("/plans/0/id").textValue()),
                () -> assertEquals("standard", actes.at("/plans/0/name").textValue()),
                () -> assertEquals(
                        "Formule commune.", actes.at("/plans/0/description").textValue()),
                () -> assertEquals("false", actes.at("/plans/0/free").toString()),
                () -> assertEquals(
                        "[{\"amount\":{\"eur\":1.20},\"unit\":\"acte publié\"}]",
                        actes.at("/plans/0/metadata/costs").toString().replace("1.2}", "1.20}")),
                () -> assertTrue(actes.at("/plans/1/metadata").isMissingNode()));
        assertEquals(
                "true", json(get("/catalog")).at("/services/1/plans/0/free").toString());
    }

    @Test
    void r30_anUnchangedCatalogueIs304() throws Exception {
        String tag = get("/catalog").headers().firstValue("ETag").orElseThrow();
        UnaryOperator<HttpRequest.Builder> known = r -> r.setHeader("If-None-Match", tag);
        assertEquals(304, send("GET", "/catalog", null, known).statusCode());
        BROKER.catalogue = List.of(ACTES);
        assertEquals(200, send("GET", "/catalog", null, known).statusCode());
    }

    // D and F. Provisioning

    @Test
    void r34_withoutAcceptsIncompleteIs422AsyncRequired() throws Exception {
        for (String query : List.of("", "?accepts_incomplete=false")) {
            assertFailure(
                    422, "AsyncRequired", send("PUT", "/service_instances/s1" + query, order().toString(), r -> r));
        }
        assertEquals(0, BROKER.orders);
        assertFailure(
                400,
                "BadRequest",
                send("PUT", "/service_instances/s1?accepts_incomplete=yes", order().toString(), r -> r));
    }

    @Test
    void r35_r60_anAcceptedOrderIs202WithItsOperationAndAddress() throws Exception {
        HttpResponse<String> answer = provision("s1", order());
        assertEquals(202, answer.statusCode());
        assertEquals("op-1", json(answer).get("operation").textValue());
        assertEquals(
                "https://beffroi.example.fr/t/30189/actes/",
                json(answer).get("dashboard_url").textValue());
        Subscription made = BROKER.subscriptions.get("s1");
        assertEquals(NIMES, made.tenant());
        assertEquals(
                Map.of(
                        "organization_guid",
                        "30189",
                        "space_guid",
                        "mairie",
                        "parameters",
                        Map.of("title", "Actes de Nîmes"),
                        "context",
                        Map.of("platform", "cloudfoundry")),
                made.content());
    }

    @Test
    void r60_aServiceThatRunsElsewhereHasNoAddress() throws Exception {
        ObjectNode order = order().put("service_id", "of-sauvegarde").put("plan_id", "pl-base");
        assertEquals("{\"operation\":\"op-1\"}", provision("s1", order).body());
    }

    @Test
    void r38_r56_theSameOrderDuringTheWorkIs202WithTheSameOperation() throws Exception {
        String first = provision("s1", order()).body();
        HttpResponse<String> again = provision("s1", order());
        assertEquals(202, again.statusCode());
        assertEquals(first, again.body());
    }

    @Test
    void r51_missingFieldsAre400() throws Exception {
        for (String field : List.of("service_id", "plan_id", "organization_guid", "space_guid")) {
            for (String wrong : List.of("", "null", "\"\"", "\" \"", "7", "{}")) {
                ObjectNode order = order();
                order.remove(field);
                if (!wrong.isEmpty()) {
                    order.set(field, JSON.readTree(wrong));
                }
                HttpResponse<String> answer = provision("s1", order);
                assertFailure(400, "BadRequest", answer);
                assertTrue(json(answer).get("description").textValue().contains(field));
            }
        }
        assertEquals(0, BROKER.orders);
    }

    @Test
    void r51_theWrongRequestIsToldBeforeAsyncRequired() throws Exception {
        ObjectNode order = order();
        order.remove("space_guid");
        assertFailure(400, "BadRequest", send("PUT", "/service_instances/s1", order.toString(), r -> r));
    }

    @Test
    void r51_anOrganizationThatIsNoCommuneOfThisHouseIs400() throws Exception {
        for (String organization : List.of("30000", "nimes", "99999", "d2f3a4")) {
            HttpResponse<String> answer = provision("s1", order().put("organization_guid", organization));
            assertFailure(400, "BadRequest", answer);
            assertTrue(json(answer).get("description").textValue().contains("organization_guid"));
        }
    }

    @Test
    void r52_aServiceOrPlanThatIsNotInTheCatalogueIs400() throws Exception {
        assertFailure(400, "BadRequest", provision("s1", order().put("service_id", "of-none")));
        assertFailure(400, "BadRequest", provision("s1", order().put("plan_id", "pl-none")));
        assertFailure(400, "BadRequest", provision("s1", order().put("plan_id", "pl-base")));
        assertEquals(0, BROKER.orders);
    }

    @Test
    void r53_parametersAndContextAreObjects() throws Exception {
        for (String field : List.of("parameters", "context", "maintenance_info")) {
            for (String wrong : List.of("[]", "\"x\"", "7", "true")) {
                ObjectNode order = order();
                order.set(field, JSON.readTree(wrong));
                assertFailure(400, "BadRequest", provision("s1", order));
            }
            ObjectNode order = order();
            order.putNull(field);
            assertEquals(202, provision("s-" + field, order).statusCode());
        }
    }

    @Test
    void r55_theSameOrderOfAnInstanceThatStandsIs200() throws Exception {
        provision("s1", order());
        BROKER.end("s1", Operation.State.SUCCEEDED, Subscription.State.ACTIVE, "Done.");
        HttpResponse<String> again = provision("s1", order());
        assertEquals(200, again.statusCode());
        assertEquals("{\"dashboard_url\":\"https://beffroi.example.fr/t/30189/actes/\"}", again.body());
        assertEquals(
                200,
                send("PUT", "/service_instances/s1", order().toString(), r -> r).statusCode());
    }

    @Test
    void r57_theSameIdWithOtherAttributesIs409() throws Exception {
        provision("s1", order());
        ObjectNode otherParameters = order();
        otherParameters.putObject("parameters").put("title", "Autre");
        ObjectNode otherContext = order();
        otherContext.putObject("context").put("platform", "kubernetes");
        for (ObjectNode other : List.of(
                order().put("plan_id", "pl-large"),
                order().put("service_id", "of-sauvegarde").put("plan_id", "pl-base"),
                order().put("space_guid", "ecole"),
                otherParameters,
                otherContext)) {
            assertFailure(409, "Conflict", provision("s1", other));
        }
    }

    @Test
    void r57_emptyParametersAreNoParameters() throws Exception {
        ObjectNode without = order();
        without.remove("parameters");
        provision("s1", without);
        ObjectNode empty = order();
        empty.putObject("parameters");
        assertEquals(202, provision("s1", empty).statusCode());
    }

    @Test
    void r58_aMaintenanceVersionIs422AndNothingIsCreated() throws Exception {
        ObjectNode order = order();
        order.putObject("maintenance_info").put("version", "1.0.0");
        assertFailure(422, "MaintenanceInfoConflict", provision("s1", order));
        assertEquals(0, BROKER.orders);
        order.putObject("maintenance_info").put("description", "only words");
        assertEquals(202, provision("s1", order).statusCode());
    }

    // E. Last operation

    @Test
    void r42_r47_theLastOperationTellsHowFarItIs() throws Exception {
        provision("s1", order());
        HttpResponse<String> running = get("/service_instances/s1/last_operation?operation=op-1&plan_id=pl-standard");
        assertEquals(200, running.statusCode());
        assertEquals("{\"state\":\"in progress\",\"description\":\"Accepted.\"}", running.body());
        assertEquals(Optional.of("1"), running.headers().firstValue("Retry-After"));

        BROKER.end("s1", Operation.State.SUCCEEDED, Subscription.State.ACTIVE, "");
        HttpResponse<String> done = get("/service_instances/s1/last_operation");
        assertEquals("{\"state\":\"succeeded\"}", done.body());
        assertTrue(done.headers().firstValue("Retry-After").isEmpty());
    }

    @Test
    void r42_aFailureListsWhatIsLeft() throws Exception {
        provision("s1", order());
        BROKER.end(
                "s1", Operation.State.FAILED, Subscription.State.FAILED, "The directory is down.", "group 30189/actes");
        assertEquals(
                "{\"state\":\"failed\",\"description\":\"The directory is down. Left over: group 30189/actes.\"}",
                get("/service_instances/s1/last_operation").body());
    }

    @Test
    void r44_anInstanceThatDoesNotExistIs404() throws Exception {
        assertFailure(404, "NotFound", get("/service_instances/none/last_operation"));
    }

    @Test
    void r45_anOperationOfAnotherInstanceIs400() throws Exception {
        provision("s1", order());
        assertFailure(400, "BadRequest", get("/service_instances/s1/last_operation?operation=op-7"));
    }

    @Test
    void r46_r48_aDeletedInstanceGoesOnAnswering() throws Exception {
        standing("s1");
        delete("s1", "&accepts_incomplete=true");
        BROKER.end("s1", Operation.State.SUCCEEDED, Subscription.State.CLOSED, "Archived and deleted.");
        for (String query : List.of("", "?operation=op-2")) {
            HttpResponse<String> answer = get("/service_instances/s1/last_operation" + query);
            assertEquals(200, answer.statusCode());
            assertEquals("succeeded", json(answer).get("state").textValue());
        }
    }

    @Test
    void r50_onlyAFailedDeprovisionSaysThatTheInstanceIsUnusable() throws Exception {
        standing("s1");
        delete("s1", "&accepts_incomplete=true");
        BROKER.end("s1", Operation.State.FAILED, Subscription.State.LEAVING, "The data store is down.");
        assertEquals(
                "false",
                json(get("/service_instances/s1/last_operation"))
                        .get("instance_usable")
                        .toString());
    }

    // G. Fetch

    @Test
    void r63_r66_anInstanceThatStandsCanBeFetched() throws Exception {
        standing("s1");
        HttpResponse<String> answer = get("/service_instances/s1");
        assertEquals(200, answer.statusCode());
        assertEquals(JSON.readTree("""
                        {"service_id": "of-actes", "plan_id": "pl-standard",
                         "dashboard_url": "https://beffroi.example.fr/t/30189/actes/",
                         "parameters": {"title": "Actes de Nîmes"}}
                        """), json(answer));
    }

    @Test
    void r64_itIs404WhileItIsMadeWhenItFailedAndWhenItIsGone() throws Exception {
        assertFailure(404, "NotFound", get("/service_instances/s1"));
        provision("s1", order());
        assertFailure(404, "NotFound", get("/service_instances/s1"));
        BROKER.end("s1", Operation.State.FAILED, Subscription.State.FAILED, "No.");
        assertFailure(404, "NotFound", get("/service_instances/s1"));
        BROKER.end("s1", Operation.State.SUCCEEDED, Subscription.State.CLOSED, "Gone.");
        assertFailure(404, "NotFound", get("/service_instances/s1"));
    }

    // H and I: not offered

    @Test
    void r70_anUpdateIs422() throws Exception {
        assertFailure(404, "NotFound", send("PATCH", "/service_instances/s1", "{}", r -> r));
        standing("s1");
        assertFailure(422, "NotEligible", send("PATCH", "/service_instances/s1", "{}", r -> r));
    }

    @Test
    void r88_thereAreNoBindings() throws Exception {
        String binding = "/service_instances/s1/service_bindings/b1";
        assertFailure(404, "NotFound", send("PUT", binding, "{}", r -> r));
        standing("s1");
        assertFailure(422, "NotEligible", send("PUT", binding, "{}", r -> r));
        assertFailure(404, "NotFound", get(binding));
        assertFailure(404, "NotFound", get(binding + "/last_operation"));
        assertEquals(410, send("DELETE", binding, null, r -> r).statusCode());
    }

    // K. Deprovision

    @Test
    void r97_missingOrWrongIdsAre400() throws Exception {
        standing("s1");
        for (String query : List.of(
                "",
                "?service_id=of-actes",
                "?plan_id=pl-standard",
                "?service_id=&plan_id=pl-standard",
                "?service_id=of-actes&plan_id=pl-large",
                "?service_id=of-none&plan_id=pl-standard")) {
            String separator = query.isEmpty() ? "?" : "&";
            assertFailure(
                    400,
                    "BadRequest",
                    send(
                            "DELETE",
                            "/service_instances/s1" + query + separator + "accepts_incomplete=true",
                            null,
                            r -> r));
        }
        assertEquals(Subscription.State.ACTIVE, BROKER.subscriptions.get("s1").state());
    }

    @Test
    void r98_deprovisioningIs202AndRepeatedTheSame() throws Exception {
        standing("s1");
        HttpResponse<String> answer = delete("s1", "&accepts_incomplete=true");
        assertEquals(202, answer.statusCode());
        assertEquals("{\"operation\":\"op-2\"}", answer.body());
        HttpResponse<String> again = delete("s1", "&accepts_incomplete=true");
        assertEquals(202, again.statusCode());
        assertEquals("{\"operation\":\"op-2\"}", again.body());
    }

    @Test
    void r99_r102_whatDoesNotExistIs410() throws Exception {
        HttpResponse<String> unknown = delete("none", "");
        assertEquals(410, unknown.statusCode());
        assertEquals("{}", unknown.body());
        standing("s1");
        delete("s1", "&accepts_incomplete=true");
        BROKER.end("s1", Operation.State.SUCCEEDED, Subscription.State.CLOSED, "Gone.");
        assertEquals(410, delete("s1", "&accepts_incomplete=true").statusCode());
    }

    @Test
    void r100_deprovisioningNeedsAcceptsIncompleteAndAFreeInstance() throws Exception {
        standing("s1");
        assertFailure(422, "AsyncRequired", delete("s1", ""));
        provision("s2", order());
        assertFailure(422, "ConcurrencyError", delete("s2", "&accepts_incomplete=true"));
    }

    private static void standing(String id) throws Exception {
        provision(id, order());
        BROKER.end(id, Operation.State.SUCCEEDED, Subscription.State.ACTIVE, "Done.");
    }

    private static ObjectNode order() {
        ObjectNode order = JSON.createObjectNode();
        order.put("service_id", "of-actes").put("plan_id", "pl-standard");
        order.put("organization_guid", "30189").put("space_guid", "mairie");
        order.putObject("parameters").put("title", "Actes de Nîmes");
        order.putObject("context").put("platform", "cloudfoundry");
        return order;
    }

    private static HttpResponse<String> provision(String id, ObjectNode order) throws Exception {
        return send("PUT", "/service_instances/" + id + "?accepts_incomplete=true", order.toString(), r -> r);
    }

    private static HttpResponse<String> delete(String id, String more) throws Exception {
        return send(
                "DELETE", "/service_instances/" + id + "?service_id=of-actes&plan_id=pl-standard" + more, null, r -> r);
    }

    private static HttpResponse<String> get(String path) throws Exception {
        return send("GET", path, null, r -> r);
    }

    private static HttpResponse<String> send(
            String method, String path, String body, UnaryOperator<HttpRequest.Builder> change) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(address(path))
                .method(method, publisher(body))
                .setHeader("X-Broker-API-Version", "2.17");
        if (body != null) {
            request.setHeader("Content-Type", "application/json");
        }
        return CLIENT.send(change.apply(request).build(), HttpResponse.BodyHandlers.ofString());
    }

    /** Without a content type. */
    private static HttpResponse<String> bare(String method, String path, String body) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(address(path))
                .method(method, publisher(body))
                .setHeader("X-Broker-API-Version", "2.17")
                .build();
        return CLIENT.send(request, HttpResponse.BodyHandlers.ofString());
    }

    private static HttpRequest.BodyPublisher publisher(String body) {
        return body == null ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(body);
    }

    private static URI address(String path) {
        return URI.create(
                "http://127.0.0.1:" + ((ServerConnector) server.getConnectors()[0]).getLocalPort() + "/v2" + path);
    }

    private static JsonNode json(HttpResponse<String> answer) throws Exception {
        return JSON.readTree(answer.body());
    }

    private static void assertFailure(int status, String error, HttpResponse<String> answer) throws Exception {
        assertEquals(status, answer.statusCode(), answer::body);
        assertEquals(
                "application/json", answer.headers().firstValue("Content-Type").orElseThrow());
        assertEquals(error, json(answer).get("error").textValue());
        assertFalse(json(answer).get("description").textValue().isBlank());
    }

    /** The settings as Declarative Services hands them over. */
    private record PublicUrl(String public_url) implements Settings {
        @Override
        public Class<? extends Annotation> annotationType() {
            return Settings.class;
        }
    }

    private static final class OneCommune implements Communes {
        @Override
        public Optional<Intercommunality> intercommunality() {
            return Optional.empty();
        }

        @Override
        public List<Commune> all() {
            return List.of(new Commune(NIMES, new Siren("213001894"), "Nîmes", 151839, List.of("30000")));
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
