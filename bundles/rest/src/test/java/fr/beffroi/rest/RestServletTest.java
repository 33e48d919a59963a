package fr.beffroi.rest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import fr.beffroi.api.Actor;
import fr.beffroi.api.DemonstrationClock;
import fr.beffroi.api.Inspection;
import fr.beffroi.api.Order;
import fr.beffroi.api.Reason;
import fr.beffroi.api.Refusal;
import fr.beffroi.api.Role;
import fr.beffroi.api.Subscription;
import fr.beffroi.metering.Gap;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import java.math.BigDecimal;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.eclipse.jetty.ee10.servlet.FilterHolder;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The automation API over HTTP. */
class RestServletTest {
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();
    private static final String EVENT = "application/cloudevents+json";
    private static final String BATCH = "application/cloudevents-batch+json";
    private static final Actor OPS = new Actor("staff/ops", Role.STAFF, Optional.empty());
    private static final Actor AUDITOR = new Actor("staff/auditor", Role.AUDITOR, Optional.empty());
    private static final Actor PLATFORM = new Actor("platform/platform", Role.PLATFORM, Optional.empty());
    private static final Actor CONTACT = new Actor("account/1", Role.CONTACT, Optional.of(House.NIMES.insee()));
    private static final Actor PROGRAM = Actor.program("c-7f3a", House.NIMES.insee(), "actes");
    private static final Actor AGENT = new Actor("account/2", Role.AGENT, Optional.of(House.NIMES.insee()));

    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static final House HOUSE = new House();
    private static final Hands HANDS = new Hands();
    private static final long ROOM = Json.MOST + 2_000;
    private static Server server;
    private static RestServlet servlet;
    private static volatile Actor actor;

    @BeforeAll
    static void start() throws Exception {
        server = new Server();
        ServerConnector connector = new ServerConnector(server);
        connector.setHost("127.0.0.1");
        server.addConnector(connector);
        ServletContextHandler context = new ServletContextHandler("/");
        Filter logIn = (request, response, chain) -> {
            request.setAttribute(Actor.class.getName(), actor);
            chain.doFilter(request, response);
        };
        context.addFilter(new FilterHolder(logIn), "/*", EnumSet.of(DispatcherType.REQUEST));
        servlet = servlet(HANDS);
        context.addServlet(holder(servlet), "/api/v1/*");
        context.addServlet(holder(servlet(null)), "/real/*");
        server.setHandler(context);
        server.start();
    }

    private static RestServlet servlet(DemonstrationClock demonstration) {
        return new RestServlet(
                HOUSE.communes(),
                HOUSE.platforms(),
                HOUSE.broker(),
                HOUSE.bindings(),
                HOUSE.rollouts(),
                HOUSE.inspection(),
                HOUSE.archives(),
                HOUSE.declarations(),
                HOUSE.intake(),
                HOUSE.metering(),
                HOUSE.costs(),
                HANDS,
                demonstration,
                new SmallHouse());
    }

    /** So little room for readings that a test can fill it. */
    private static final class SmallHouse implements Settings {
        @Override
        public long readingsBytes() {
            return ROOM;
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
    static void stop() throws Exception {
        server.stop();
    }

    @BeforeEach
    void operationsAsk() {
        actor = OPS;
        HOUSE.failure = null;
        HOUSE.taken.clear();
        HOUSE.gaps.clear();
        HOUSE.noGaps = Optional.empty();
        HOUSE.declared.clear();
        HOUSE.seals.clear();
        HOUSE.sums.clear();
        HOUSE.ordered.clear();
        HOUSE.verbs.clear();
        HOUSE.state = Subscription.State.ACTIVE;
        HOUSE.leftovers = List.of();
        HANDS.now = House.NOW;
        HOUSE.taking = () -> null;
    }

    // Problems

    @Test
    void eachReasonHasItsStatus() throws Exception {
        Map<Reason, Integer> statuses = Map.ofEntries(
                Map.entry(Reason.UNAUTHENTICATED, 401),
                Map.entry(Reason.FORBIDDEN, 403),
                Map.entry(Reason.NOT_FOUND, 404),
                Map.entry(Reason.GONE, 410),
                Map.entry(Reason.INVALID, 400),
                Map.entry(Reason.CONFLICT, 409),
                Map.entry(Reason.CONCURRENT, 409),
                Map.entry(Reason.ASYNC_REQUIRED, 422),
                Map.entry(Reason.NOT_ELIGIBLE, 422),
                Map.entry(Reason.UNAVAILABLE, 503),
                Map.entry(Reason.STORAGE_FULL, 507));
        assertEquals(Set.of(Reason.values()), statuses.keySet());
        for (Map.Entry<Reason, Integer> row : statuses.entrySet()) {
            HOUSE.failure = new Refusal(row.getKey(), "Because.");
            assertProblem(row.getValue(), "Because.", get("/tenants"));
        }
    }

    @Test
    void aBugIs500AndTellsNothingOfTheInside() throws Exception {
        HOUSE.failure = new IllegalStateException("secret");
        HttpResponse<String> answer = get("/tenants");
        assertProblem(500, "log", answer);
        assertFalse(answer.body().contains("secret"));
    }

    @Test
    void aProblemNamesTheRequestItIsAbout() throws Exception {
        JsonNode problem = json(get("/tenants/99999"));
        assertEquals("urn:beffroi:problem:not-found", problem.get("type").textValue());
        assertEquals("Not found", problem.get("title").textValue());
        assertEquals(404, problem.get("status").intValue());
        assertEquals("/api/v1/tenants/99999", problem.get("instance").textValue());
        assertTrue(problem.path("mistakes").isMissingNode());
    }

    @Test
    void anUnknownEndpointOrVerbIsAProblemToo() throws Exception {
        assertProblem(404, "openapi.json", get("/nowhere"));
        assertProblem(404, "openapi.json", get("/"));
        assertProblem(404, "openapi.json", get("/services"));
        assertProblem(405, "openapi.json", post("/tenants", "application/json", "{}"));
        assertProblem(415, "openapi.json", post("/readings", "text/plain", "x"));
    }

    @Test
    void visitorsInstancesAndProgramsAreTurnedAway() throws Exception {
        List<String> all = List.of(
                "/tenants",
                "/tenants/30189",
                "/tenants/30189/accounts",
                "/tenants/30189/convention",
                "/tenants/30189/statements/2026-10",
                "/tenants/30189/statements/2026-10/document",
                "/offerings",
                "/subscriptions",
                "/subscriptions/s1",
                "/subscriptions/s1/bindings",
                "/rollouts",
                "/residues",
                "/drift",
                "/platforms",
                "/usage/totals",
                "/usage/hourly",
                "/usage/gaps",
                "/readings",
                "/periods",
                "/periods/2026-10/statements",
                "/periods/2026-10/verification",
                "/clock",
                "/openapi.json");
        for (String path : all) {
            actor = Actor.visitor();
            assertProblem(401, "Log in first", get(path));
            actor = Actor.service(House.NIMES.insee(), "actes");
            assertEquals(403, get(path).statusCode(), path);
            actor = PROGRAM;
            assertEquals(403, get(path).statusCode(), path);
        }
    }

    // Communes

    @Test
    void operationsSeeEveryCommuneAndPeopleTheirOwn() throws Exception {
        assertEquals(2, json(get("/tenants")).get("tenants").size());
        assertEquals(JSON.readTree("""
                        {"insee":"30189","siren":"213001894","name":"Nîmes","population":151839,
                         "postalCodes":["30000","30900"]}
                        """), json(get("/tenants/30189")));
        actor = CONTACT;
        assertEquals(1, json(get("/tenants")).get("tenants").size());
        assertEquals(200, get("/tenants/30189").statusCode());
        assertProblem(404, "30047", get("/tenants/30047"));
    }

    @Test
    void aWrongCodeIs400AndAnUnknownCommune404() throws Exception {
        assertProblem(400, "INSEE", get("/tenants/nimes"));
        assertProblem(404, "99999", get("/tenants/99999"));
        assertProblem(404, "99999", get("/tenants/99999/accounts"));
    }

    @Test
    void accountsAreForOperationsAndTheCommunesContact() throws Exception {
        String account =
                "{\"accounts\":[{\"uid\":\"jeanne\",\"login\":\"jeanne@30189\",\"name\":\"Jeanne\",\"mail\":\"jeanne@nimes.example\",\"role\":\"contact\"}]}";
        assertEquals(account, get("/tenants/30189/accounts").body());
        actor = CONTACT;
        assertEquals(account, get("/tenants/30189/accounts").body());
        assertEquals(404, get("/tenants/30047/accounts").statusCode());
        for (Actor other : List.of(AGENT, AUDITOR, PLATFORM)) {
            actor = other;
            assertEquals(403, get("/tenants/30189/accounts").statusCode());
        }
    }

    @Test
    void aNewPasswordIsToldOnceAndNotKeptOnTheWay() throws Exception {
        HttpResponse<String> answer = post("/tenants/30189/accounts/jeanne/password", null, "");
        assertEquals(200, answer.statusCode());
        assertEquals("{\"login\":\"jeanne@30189\",\"password\":\"correct-horse-battery\"}", answer.body());
        assertEquals(Optional.of("no-store"), answer.headers().firstValue("Cache-Control"));
        assertProblem(404, "nobody@30189", post("/tenants/30189/accounts/nobody/password", null, ""));
        actor = AGENT;
        assertEquals(
                403, post("/tenants/30189/accounts/jeanne/password", null, "").statusCode());
    }

    @Test
    void aDepartureListsTheWorkItStarts() throws Exception {
        HttpResponse<String> answer = post("/tenants/30189/departure", null, "");
        assertEquals(202, answer.statusCode());
        assertEquals("s2", json(answer).at("/operations/0/subscription").textValue());
        actor = CONTACT;
        assertEquals(403, post("/tenants/30189/departure", null, "").statusCode());
    }

    @Test
    void aDepartureKeepsTheNoticeOnlyWhenItIsAskedTo() throws Exception {
        post("/tenants/30189/departure", null, "");
        post("/tenants/30189/departure?notice=true", null, "");
        assertEquals(List.of("leave 30189", "leave 30189 with notice"), HOUSE.verbs);
        assertProblem(400, "maybe", post("/tenants/30189/departure?notice=maybe", null, ""));
    }

    @Test
    void aConventionIsReadByWhomItConcerns() throws Exception {
        String convention = "{\"number\":\"2026-014\",\"signedOn\":\"2026-01-15\",\"deliberation\":\"2025-12-08\","
                + "\"deliberatedOn\":\"2025-12-11\",\"documentSha256\":\"" + "ab".repeat(32) + "\"}";
        assertEquals(convention, get("/tenants/30189/convention").body());
        assertProblem(404, "no convention", get("/tenants/30047/convention"));
        actor = AGENT;
        assertEquals(200, get("/tenants/30189/convention").statusCode());
        assertProblem(404, "30047", get("/tenants/30047/convention"));
    }

    @Test
    void aConventionIsRecordedByOperationsAndWhatWaitedForItGoesOn() throws Exception {
        String convention = get("/tenants/30189/convention").body();
        HttpResponse<String> answer = put("/tenants/30189/convention", convention);
        assertEquals(200, answer.statusCode(), answer::body);
        assertEquals(List.of("record " + House.CONVENTION), HOUSE.verbs);
        assertEquals("2026-014", json(answer).at("/convention/number").textValue());
        assertEquals("s2", json(answer).at("/operations/0/subscription").textValue());

        assertProblem(400, "deliberatedOn", put("/tenants/30189/convention", convention.replace("deliberatedOn", "x")));
        assertProblem(400, "day", put("/tenants/30189/convention", convention.replace("2026-01-15", "2026-02-30")));
        assertProblem(
                400, "before the council", put("/tenants/30189/convention", convention.replace("2026-01", "2025-01")));
        assertProblem(404, "99999", put("/tenants/99999/convention", convention));
        for (Actor other : List.of(CONTACT, AGENT, AUDITOR, PLATFORM)) {
            actor = other;
            assertEquals(403, put("/tenants/30189/convention", convention).statusCode());
        }
        assertEquals(1, HOUSE.verbs.size());
    }

    @Test
    void archivesAreListedAndFetched() throws Exception {
        assertEquals(
                "{\"archives\":[{\"file\":\"actes-s2.zip\",\"subscription\":\"s2\",\"bytes\":3,\"sha256\":\"ab12\",\"keptAt\":\"2026-11-02T08:00:00Z\"}]}",
                get("/tenants/30189/archives").body());
        HttpResponse<String> archive = get("/tenants/30189/archives/actes-s2.zip");
        assertEquals("zip", archive.body());
        assertEquals(Optional.of("application/zip"), archive.headers().firstValue("Content-Type"));
        assertEquals(
                Optional.of("attachment; filename=\"actes-s2.zip\""),
                archive.headers().firstValue("Content-Disposition"));
        assertProblem(404, "other.zip", get("/tenants/30189/archives/other.zip"));
    }

    // Catalogue and subscriptions

    @Test
    void theCatalogueShowsUnitsAndCosts() throws Exception {
        JsonNode actes = json(get("/offerings")).at("/offerings/0");
        assertEquals("actes", actes.get("name").textValue());
        assertEquals("1.0.0", actes.at("/bundle/version").textValue());
        assertEquals("count", actes.at("/meters/0/aggregation").textValue());
        assertEquals("PT24H", actes.at("/meters/0/rhythm").textValue());
        assertTrue(actes.at("/meters/0/scrape").isMissingNode());
        assertEquals(JSON.readTree("""
                        {"address":"http://visites.example/metrics","counter":"visits_total","tenantLabel":"insee",
                         "labels":{"of":"actes"},"every":"PT5M"}
                        """), actes.at("/meters/1/scrape"));
        assertEquals("acts-published", actes.at("/units/0/meter").textValue());
        assertTrue(get("/offerings").body().contains("{\"acte\":7.90}"));
        assertEquals(JSON.readTree("""
                        {"immediate":false,"approval":false,"noticeDays":30,"mostPopulation":200000,"prerequisites":[],
                         "binding":{"access":"instance","rotatable":true,"lifetimeDays":365,"renewalDays":30}}
                        """), actes.get("terms"));
        JsonNode plan = actes.at("/plans/0");
        assertTrue(plan.get("paid").booleanValue());
        assertTrue(plan.get("updateable").booleanValue(), "as its service says");
        assertFalse(plan.get("bindable").booleanValue(), "as it says itself");
        assertEquals("object", plan.at("/parameters/type").textValue());
    }

    @Test
    void subscriptionsNameTheirOfferingAndAddress() throws Exception {
        assertEquals(2, json(get("/subscriptions")).get("subscriptions").size());
        assertEquals(
                1, json(get("/subscriptions?tenant=30047")).get("subscriptions").size());
        JsonNode one = json(get("/subscriptions/s2"));
        assertEquals("actes", one.get("offering").textValue());
        assertEquals("of-actes", one.get("offeringId").textValue());
        assertEquals("standard", one.get("plan").textValue());
        assertEquals("active", one.get("state").textValue());
        assertEquals("/t/30189/actes/", one.get("address").textValue());
        assertEquals("succeeded", one.at("/operation/state").textValue());
        assertEquals("1.0.0", one.get("version").textValue());
        assertEquals(
                JSON.readTree("{\"plan\":\"standard\",\"planId\":\"pl-standard\",\"version\":\"1.1.0\"}"),
                one.get("wanted"));
        assertEquals(
                "[\"directory\",\"database\"]", one.at("/operation/standing").toString());
        assertEquals("2026-11-02T08:00:03Z", one.at("/operation/endedAt").textValue());
        assertFalse(get("/subscriptions/s2").body().contains("jeanne@nimes.example"), "parameters are not shown");
        assertProblem(404, "none", get("/subscriptions/none"));
        actor = CONTACT;
        assertEquals(1, json(get("/subscriptions")).get("subscriptions").size());
        assertEquals(404, get("/subscriptions/s1").statusCode());
        assertEquals(403, get("/subscriptions?tenant=30047").statusCode());
    }

    @Test
    void anOperationSaysWhenEachStepWasDoneAndHowLongItTook() throws Exception {
        JsonNode operation = json(get("/subscriptions/s2")).get("operation");
        assertEquals(JSON.readTree("""
                        [{"name":"directory","undone":false,"at":"2026-11-02T08:00:00.250Z","afterSeconds":0.250},
                         {"name":"database","undone":false,"at":"2026-11-02T08:00:01.750Z","afterSeconds":1.750}]
                        """), operation.get("steps"));
        assertTrue(get("/subscriptions/s2").body().contains("\"tookSeconds\":3.000"), operation::toString);
    }

    @Test
    void aSubscriptionSaysWhatItWaitsForAndUntilWhenItsNoticeRuns() throws Exception {
        HOUSE.state = Subscription.State.REQUESTED;
        JsonNode requested = json(get("/subscriptions/s2"));
        assertEquals("requested", requested.get("state").textValue());
        assertEquals(
                "[\"La convention est attendue.\"]", requested.get("awaited").toString());
        HOUSE.state = Subscription.State.LEAVING;
        assertEquals(
                "2026-12-02T08:00:00Z",
                json(get("/subscriptions/s2")).get("endsAt").textValue());
    }

    @Test
    void operationsApproveTurnDownSuspendResumeAndUpgrade() throws Exception {
        assertEquals(202, post("/subscriptions/s2/approval", null, "").statusCode());
        assertEquals(
                200,
                postJson("/subscriptions/s2/refusal", "{\"reason\":\"Hors budget.\"}")
                        .statusCode());
        assertEquals(List.of("approve s2", "turn down s2 Hors budget."), HOUSE.verbs);

        HttpResponse<String> suspended = postJson("/subscriptions/s2/suspension", "{\"reason\":\"Piratage.\"}");
        assertEquals(202, suspended.statusCode());
        assertEquals("suspend", json(suspended).at("/operation/kind").textValue());
        assertEquals(200, post("/subscriptions/s2/resumption", null, "").statusCode());
        assertEquals(
                200,
                postJson("/subscriptions/s2/version", "{\"version\":\"1.1.0\"}").statusCode());
        assertEquals(
                List.of(
                        new Order.Suspend("s2", "Piratage."),
                        new Order.Resume("s2"),
                        new Order.Change(
                                "s2", Optional.empty(), Optional.empty(), Optional.empty(), Optional.of("1.1.0"))),
                HOUSE.ordered);
    }

    @Test
    void nobodyElseApprovesTurnsDownSuspendsResumesOrUpgrades() throws Exception {
        for (Actor other : List.of(CONTACT, AGENT, AUDITOR, PLATFORM, PROGRAM)) {
            actor = other;
            assertEquals(403, post("/subscriptions/s2/approval", null, "").statusCode());
            assertEquals(
                    403,
                    postJson("/subscriptions/s2/refusal", "{\"reason\":\"x\"}").statusCode());
            assertEquals(
                    403,
                    postJson("/subscriptions/s2/suspension", "{\"reason\":\"x\"}")
                            .statusCode());
            assertEquals(403, post("/subscriptions/s2/resumption", null, "").statusCode());
            assertEquals(
                    403,
                    postJson("/subscriptions/s2/version", "{\"version\":\"1.1.0\"}")
                            .statusCode());
        }
        assertEquals(List.of(), HOUSE.verbs);
        assertEquals(List.of(), HOUSE.ordered);
    }

    @Test
    void operationsBeginHaltAndResumeARollout() throws Exception {
        assertEquals(
                202,
                postJson("/rollouts", "{\"offering\":\"actes\",\"version\":\"1.1.0\"}")
                        .statusCode());
        HttpResponse<String> begun =
                postJson("/rollouts", "{\"offering\":\"actes\",\"version\":\"1.1.0\",\"first\":\"30189\"}");
        assertEquals(202, begun.statusCode());
        assertEquals(JSON.readTree("""
                        {"id":"r1","offering":"actes","offeringId":"of-actes","version":"1.1.0","state":"halted",
                         "stage":2,"stages":[[{"subscription":"s1","tenant":"30047","version":"1.0.0"}],
                         [{"subscription":"s2","tenant":"30189","version":"1.0.0"}]],
                         "sentence":"L'instance va mal.","since":"2026-11-02T08:00:00Z"}
                        """), json(begun));
        assertEquals(
                202,
                postJson("/rollouts/r1/halt", "{\"reason\":\"Trop lent.\"}").statusCode());
        assertEquals(202, post("/rollouts/r1/resumption", null, "").statusCode());
        assertEquals(
                List.of("begin actes 1.1.0", "begin actes 1.1.0 at 30189", "halt r1 Trop lent.", "resume r1"),
                HOUSE.verbs);

        actor = AUDITOR;
        assertEquals(json(begun), json(get("/rollouts")).at("/rollouts/0"));
    }

    @Test
    void nobodyElseTouchesARolloutAndABodyHasToBeWhole() throws Exception {
        for (String body : List.of("", "{}", "{\"offering\":\"actes\"}", "{\"version\":\"1.1.0\"}")) {
            assertEquals(400, postJson("/rollouts", body).statusCode(), body);
        }
        assertProblem(
                400, "300", postJson("/rollouts", "{\"offering\":\"actes\",\"version\":\"1.1.0\",\"first\":\"300\"}"));
        assertEquals(400, postJson("/rollouts/r1/halt", "{}").statusCode());
        for (Actor other : List.of(CONTACT, AGENT, AUDITOR, PLATFORM, PROGRAM)) {
            actor = other;
            assertEquals(
                    403,
                    postJson("/rollouts", "{\"offering\":\"actes\",\"version\":\"1.1.0\"}")
                            .statusCode());
            assertEquals(
                    403, postJson("/rollouts/r1/halt", "{\"reason\":\"x\"}").statusCode());
            assertEquals(403, post("/rollouts/r1/resumption", null, "").statusCode());
            assertEquals(other == AUDITOR ? 200 : 403, get("/rollouts").statusCode());
        }
        assertEquals(List.of(), HOUSE.verbs);
    }

    @Test
    void aReasonAndAVersionHaveToBeGiven() throws Exception {
        for (String body : List.of("", "{}", "{\"reason\":\" \"}", "{\"reason\":1}", "{\"version\":null}")) {
            assertEquals(400, postJson("/subscriptions/s2/suspension", body).statusCode(), body);
            assertEquals(400, postJson("/subscriptions/s2/refusal", body).statusCode(), body);
            assertEquals(400, postJson("/subscriptions/s2/version", body).statusCode(), body);
        }
        String novel = "{\"reason\":\"" + "x".repeat(1_001) + "\"}";
        assertProblem(400, "1000 characters", postJson("/subscriptions/s2/suspension", novel));
        assertEquals(List.of(), HOUSE.ordered);
    }

    @Test
    void aSubscriptionEndsWithNoticeAndOnlyOperationsLeaveThatOut() throws Exception {
        actor = CONTACT;
        assertEquals(202, delete("/subscriptions/s2").statusCode());
        assertEquals(List.of(new Order.Unsubscribe("s2", true)), HOUSE.ordered);
        assertEquals(403, delete("/subscriptions/s2?notice=false").statusCode());
        assertProblem(404, "s1", delete("/subscriptions/s1"));
        for (Actor other : List.of(AGENT, AUDITOR, PLATFORM, PROGRAM)) {
            actor = other;
            assertEquals(403, delete("/subscriptions/s2").statusCode());
        }
        actor = OPS;
        HOUSE.ordered.clear();
        assertEquals(202, delete("/subscriptions/s2?notice=false").statusCode());
        assertEquals(List.of(new Order.Unsubscribe("s2", false)), HOUSE.ordered);
    }

    @Test
    void theBindingsOfASubscriptionAreListedWithoutWhatMustStaySecret() throws Exception {
        actor = CONTACT;
        JsonNode binding = json(get("/subscriptions/s2/bindings")).at("/bindings/0");
        assertEquals("b1", binding.get("id").textValue());
        assertEquals("c-7f3a", binding.get("login").textValue());
        assertEquals("active", binding.get("state").textValue());
        assertEquals("2026-11-02T08:01:00Z", binding.get("expiresAt").textValue());
        assertFalse(binding.get("expired").booleanValue());
        assertFalse(binding.toString().contains("private"), binding::toString);
        assertEquals(404, get("/subscriptions/s1/bindings").statusCode());
        HANDS.now = House.NOW.plusSeconds(60);
        assertTrue(json(get("/subscriptions/s2/bindings"))
                .at("/bindings/0/expired")
                .booleanValue());
    }

    // How the house is

    @Test
    void whatOperationsLeftBehindIsListedForOperationsAndAuditors() throws Exception {
        assertEquals("{\"subscriptions\":[],\"bindings\":[]}", get("/residues").body());
        HOUSE.leftovers = List.of("La branche de l'annuaire.");
        for (Actor reader : List.of(OPS, AUDITOR)) {
            actor = reader;
            JsonNode residues = json(get("/residues"));
            assertEquals(2, residues.get("subscriptions").size());
            assertEquals(
                    "[\"La branche de l'annuaire.\"]",
                    residues.at("/subscriptions/0/operation/leftovers").toString());
            assertEquals(1, residues.get("bindings").size());
            JsonNode binding = residues.at("/bindings/0");
            assertEquals("b1", binding.get("id").textValue());
            assertEquals("s2", binding.get("subscription").textValue());
            assertEquals("30189", binding.get("tenant").textValue());
            assertEquals(
                    "[\"La branche de l'annuaire.\"]",
                    binding.at("/operation/leftovers").toString());
        }
        for (Actor other : List.of(CONTACT, AGENT, PLATFORM)) {
            actor = other;
            assertEquals(403, get("/residues").statusCode());
        }
    }

    @Test
    void driftIsShownAndRepairedOnRequest() throws Exception {
        actor = AUDITOR;
        assertEquals(JSON.readTree("""
                        {"agrees":false,
                         "findings":[{"target":"directory","what":"30189/actes","kind":"missing",
                                      "sentence":"Le groupe du service manque dans l'annuaire."}],
                         "unreachable":["instance: no answer"]}
                        """), json(get("/drift")));
        assertEquals(403, post("/drift/repair", null, "").statusCode());
        actor = OPS;
        assertEquals(
                "{\"agrees\":true,\"findings\":[],\"unreachable\":[]}",
                post("/drift/repair", null, "").body());
    }

    @Test
    void aTargetThatDoesNotAnswerAgreesAsLittleAsOneThatDiffers() {
        Inspection.Finding finding =
                new Inspection.Finding("files", "30189/actes", Inspection.Finding.Kind.SURPLUS, "Un dossier de trop.");
        assertFalse(InspectionResource.Drift.of(new Inspection.Report(List.of(finding), List.of()))
                .agrees());
        assertFalse(InspectionResource.Drift.of(new Inspection.Report(List.of(), List.of("directory: away")))
                .agrees());
    }

    @Test
    void aPlatformOfSomeCommunesReadsTheirsAndHasToNameOne() throws Exception {
        actor = Actor.platform("vistre", Optional.of(Set.of(House.NIMES.insee())));
        for (String path :
                List.of("/usage/totals", "/usage/hourly", "/usage/gaps", "/readings", "/readings/quarantine")) {
            assertProblem(403, "?tenant=30189", get(path));
            assertEquals(200, get(path + "?tenant=30189").statusCode(), path);
            assertEquals(403, get(path + "?tenant=30060").statusCode(), path);
        }
    }

    @Test
    void platformsAreListedGetANewPasswordAndAreWithdrawn() throws Exception {
        assertEquals(JSON.readTree("""
                        {"platforms":[{"name":"gard","title":"Portail du Gard"},
                                      {"name":"vistre","title":"Portail du Vistre","communes":["30189"]}]}
                        """), json(get("/platforms")));
        HttpResponse<String> answer = post("/platforms/vistre/password", null, "");
        assertEquals("{\"login\":\"vistre\",\"password\":\"battery-staple-correct\"}", answer.body());
        assertEquals(Optional.of("no-store"), answer.headers().firstValue("Cache-Control"));
        assertProblem(404, "nobody", post("/platforms/nobody/password", null, ""));
        assertEquals(204, delete("/platforms/vistre").statusCode());
        assertProblem(404, "nobody", delete("/platforms/nobody"));
        for (Actor other : List.of(CONTACT, AGENT, PLATFORM)) {
            actor = other;
            assertEquals(403, get("/platforms").statusCode());
            assertEquals(403, post("/platforms/vistre/password", null, "").statusCode());
            assertEquals(403, delete("/platforms/vistre").statusCode());
        }
    }

    // Use

    @Test
    void totalsAreExactAndOfTheSpanAskedFor() throws Exception {
        JsonNode total = json(get("/usage/totals?tenant=30189&offering=actes&meter=acts-published"
                        + "&from=2026-10-01T00:00:00Z&to=2026-11-01T00:00:00%2B01:00"))
                .at("/totals/0");
        assertEquals("1200.5", total.get("quantity").toString());
        assertEquals("2026-10-01T00:00:00Z", total.get("from").textValue());
        assertEquals(Optional.of(House.NIMES.insee()), HOUSE.asked.tenant());
        assertEquals(Optional.of("actes"), HOUSE.asked.offering());
        assertEquals(Optional.of("acts-published"), HOUSE.asked.meter());
        assertEquals(Instant.parse("2026-10-31T23:00:00Z"), HOUSE.asked.to());
        assertEquals(200, get("/usage/hourly").statusCode());
        assertEquals(Optional.empty(), HOUSE.asked.tenant());
    }

    @Test
    void whatIsMissingIsToldAndIsNoZero() throws Exception {
        Instant at = Instant.parse("2026-10-01T00:00:00Z");
        HOUSE.gaps.add(new Gap(
                House.NIMES.insee(), "actes", "acts-published", at.plusSeconds(1800), at.plusSeconds(7200), "silent"));
        HOUSE.gaps.add(new Gap(House.NIMES.insee(), "actes", "storage", at, at.plusSeconds(3600), "unreachable"));

        assertEquals(JSON.readTree("""
                        {"gaps":[{"tenant":"30189","offering":"actes","meter":"acts-published",
                                  "from":"2026-10-01T00:30:00Z","to":"2026-10-01T02:00:00Z","reason":"silent"},
                                 {"tenant":"30189","offering":"actes","meter":"storage",
                                  "from":"2026-10-01T00:00:00Z","to":"2026-10-01T01:00:00Z","reason":"unreachable"}]}
                        """), json(get("/usage/gaps?tenant=30189")));
        String incomplete = "{\"tenant\":\"30189\",\"offering\":\"actes\",\"meter\":\"acts-published\","
                + "\"from\":\"2026-10-01T00:00:00Z\",\"readings\":2,\"withdrawn\":0,\"quantity\":1200.5,\"gap\":true,"
                + "\"value\":1200.5}";
        String unknown = "{\"tenant\":\"30189\",\"offering\":\"actes\",\"meter\":\"%s\",\"from\":\"%s\",\"gap\":true}";
        assertEquals(
                "{\"totals\":[" + incomplete + "," + unknown.formatted("acts-published", "2026-10-01T01:00:00Z") + ","
                        + unknown.formatted("storage", "2026-10-01T00:00:00Z") + "]}",
                get("/usage/hourly?from=2026-10-01T00:00:00Z").body());
        assertEquals(
                "{\"totals\":[" + incomplete + "," + unknown.formatted("storage", "2026-10-01T00:00:00Z") + "]}",
                get("/usage/totals?from=2026-10-01T00:00:00Z").body());
    }

    @Test
    void tooManyMissingHoursAreRefused() throws Exception {
        Instant at = Instant.parse("2000-01-01T00:00:00Z");
        HOUSE.gaps.add(
                new Gap(House.NIMES.insee(), "actes", "storage", at, at.plus(Duration.ofHours(100_000)), "silent"));
        assertEquals(200, get("/usage/hourly").statusCode());
        HOUSE.gaps.add(new Gap(House.NIMES.insee(), "actes", "storage", at.minusSeconds(1), at, "silent"));
        assertProblem(400, "100000 totals: ask for a shorter span", get("/usage/hourly"));
        assertEquals(200, get("/usage/totals").statusCode());
    }

    @Test
    void aSpanThatIsTooLongToLookForGapsStillHasItsTotals() throws Exception {
        HOUSE.noGaps = Optional.of(Refusal.invalid("There is more to look at than is done for one answer."));
        assertEquals(
                "{\"totals\":[{\"tenant\":\"30189\",\"offering\":\"actes\",\"meter\":\"acts-published\","
                        + "\"from\":\"1970-01-01T00:00:00Z\",\"readings\":2,\"withdrawn\":0,\"quantity\":1200.5,\"value\":1200.5}],"
                        + "\"gapsUnknown\":true}",
                get("/usage/totals").body());
        assertProblem(400, "more to look at", get("/usage/hourly"));
        HOUSE.noGaps = Optional.of(new Refusal(Reason.UNAVAILABLE, "The data store is away."));
        assertProblem(503, "away", get("/usage/totals"));
    }

    @Test
    void peopleSeeTheUseOfTheirOwnCommuneOnly() throws Exception {
        for (Actor people : List.of(CONTACT, AGENT)) {
            actor = people;
            for (String path : List.of("/usage/totals", "/usage/hourly", "/usage/gaps", "/readings")) {
                HOUSE.asked = null;
                assertEquals(200, get(path).statusCode());
                assertEquals(Optional.of(House.NIMES.insee()), HOUSE.asked.tenant());
                assertProblem(403, "30047", get(path + "?tenant=30047"));
            }
        }
    }

    @Test
    void aWrongSpanIs400() throws Exception {
        assertProblem(400, "from", get("/usage/totals?from=yesterday"));
        assertProblem(400, "2200", get("/usage/totals?to=9999-12-31T00:00:00Z"));
        assertProblem(400, "1970", get("/readings?from=1969-12-31T23:00:00Z"));
        assertProblem(400, "whole hours", get("/usage/totals?from=2026-10-01T00:30:00Z"));
        assertProblem(400, "empty", get("/usage/hourly?from=2026-10-02T00:00:00Z&to=2026-10-01T00:00:00Z"));
        assertProblem(400, "limit", get("/readings?limit=0"));
        assertProblem(400, "limit", get("/readings?limit=10001"));
        assertProblem(400, "after", get("/readings?after=nonsense"));
    }

    @Test
    void readingsComeInPages() throws Exception {
        post(
                "/readings",
                BATCH,
                IntStream.range(0, 5).mapToObj(i -> event("id-" + i, "1")).collect(Collectors.joining(",", "[", "]")));
        Set<String> seen = new HashSet<>();
        String after = "";
        int pages = 0;
        do {
            JsonNode page = json(get("/readings?limit=2" + after));
            page.get("readings")
                    .forEach(reading -> assertTrue(seen.add(reading.get("id").textValue())));
            after = page.has("next") ? "&after=" + page.get("next").textValue() : "";
            pages++;
        } while (!after.isEmpty());
        assertEquals(5, seen.size());
        assertEquals(3, pages);
    }

    @Test
    void aReadingKeepsItsExactQuantity() throws Exception {
        for (String quantity : List.of("0.1", "\"0.1\"", "1e-1", "123456789012.000001", "\"123456789012.000001\"")) {
            HOUSE.taken.clear();
            HttpResponse<String> answer = post("/readings", EVENT, event("r1", quantity));
            assertEquals(200, answer.statusCode());
            assertEquals("{\"receipts\":[{\"index\":0,\"id\":\"r1\",\"outcome\":\"accepted\"}]}", answer.body());
            BigDecimal expected = new BigDecimal(quantity.replace("\"", "")).setScale(6);
            assertEquals(expected, HOUSE.taken.get(0).quantity());
        }
    }

    @Test
    void aReadingWithoutQuantityCountsOne() throws Exception {
        post("/readings", EVENT, event("r1", "1").replaceFirst(",\"data\":.*", "}"));
        assertEquals(new BigDecimal("1.000000"), HOUSE.taken.get(0).quantity());
        assertEquals("actes", HOUSE.taken.get(0).offering());
        assertEquals("acts-published", HOUSE.taken.get(0).meter());
        assertEquals(House.NIMES.insee(), HOUSE.taken.get(0).tenant());
        assertEquals(Instant.parse("2026-10-05T10:00:00Z"), HOUSE.taken.get(0).time());
    }

    @Test
    void anEventMayComeInBinaryMode() throws Exception {
        HttpResponse<String> answer = binary("/t/30189/actes/mairie%C3%A9%25", "{\"quantity\":\"12.5\"}");
        assertEquals("{\"receipts\":[{\"index\":0,\"id\":\"r \\\"1\\\"\",\"outcome\":\"accepted\"}]}", answer.body());
        assertEquals("/t/30189/actes/mairie\u00e9%", HOUSE.taken.get(0).source());
        assertEquals("r \"1\"", HOUSE.taken.get(0).id());
        assertEquals(Instant.parse("2026-10-05T10:00:00Z"), HOUSE.taken.get(0).time());
        assertEquals(new BigDecimal("12.500000"), HOUSE.taken.get(0).quantity());

        binary("s", "");
        assertEquals(new BigDecimal("1.000000"), HOUSE.taken.get(1).quantity());
        JsonNode refused = json(binary("s", "[1]")).get("receipts").get(0);
        assertEquals("refused", refused.get("outcome").textValue());
        assertProblem(400, "JSON", binary("s", "{"));
        assertProblem(413, "larger", binary("s", "\"" + "x".repeat(Json.MOST) + "\""));
        assertProblem(400, "ce-specversion", postJson("/readings", event("r1", "1")));
        actor = AUDITOR;
        assertEquals(403, binary("s", "").statusCode());
    }

    private static HttpResponse<String> binary(String source, String data) throws Exception {
        return send(HttpRequest.newBuilder(address("/api/v1/readings"))
                .header("Content-Type", "application/json")
                .header("ce-specversion", "1.0")
                .header("ce-type", "fr.beffroi.reading.actes.acts-published")
                .header("ce-source", source)
                .header("ce-id", "\"r \\\"1\\\"\"")
                .header("ce-subject", "30189")
                .header("ce-time", "2026-10-05T12:00:00%2B02:00")
                .POST(HttpRequest.BodyPublishers.ofString(data)));
    }

    @Test
    void anEventMayNameAnItem() throws Exception {
        String named = event("named", "1").replace("}}", ",\"item\":\"agent-7\"}}");
        assertEquals(200, post("/readings", EVENT, named).statusCode());
        assertEquals(Optional.of("agent-7"), HOUSE.taken.get(0).item());
        assertEquals(
                "agent-7",
                json(get("/readings")).get("readings").get(0).get("item").textValue());
        assertEquals(
                "refused",
                json(post("/readings", EVENT, named.replace("\"agent-7\"", "7")))
                        .at("/receipts/0/outcome")
                        .textValue());
    }

    @Test
    void anEventMayTakeAnotherOneBack() throws Exception {
        String back = event("back", "-1200.5").replace("}}", ",\"corrects\":\"wrong\"}}");
        assertEquals(200, post("/readings", EVENT, back).statusCode());
        assertEquals(Optional.of("wrong"), HOUSE.taken.get(0).corrects());
        assertEquals(new BigDecimal("-1200.500000"), HOUSE.taken.get(0).quantity());
        JsonNode listed = json(get("/readings")).get("readings").get(0);
        assertEquals("wrong", listed.get("corrects").textValue());
        assertEquals("-1200.5", listed.get("quantity").asText());

        post("/readings", EVENT, back.replace("\"quantity\":-1200.5,", ""));
        assertEquals(new BigDecimal("-1.000000"), HOUSE.taken.get(1).quantity());
        for (String wrong : List.of(back.replace("-1200.5", "1"), back.replace("\"wrong\"", "7"))) {
            assertEquals(
                    "refused",
                    json(post("/readings", EVENT, wrong))
                            .get("receipts")
                            .get(0)
                            .get("outcome")
                            .textValue());
        }
    }

    @Test
    void whatWaitsInQuarantineIsListedAndLetThrough() throws Exception {
        post("/readings", EVENT, event("late", "1"));
        JsonNode waiting = json(get("/readings/quarantine?tenant=30189")).get("readings");
        assertEquals("late", waiting.get(0).get("reading").get("id").textValue());
        assertEquals("closed-period", waiting.get(0).get("reason").textValue());
        assertTrue(waiting.get(0).get("sentence").textValue().contains("correction"));
        assertEquals(Optional.of(House.NIMES.insee()), HOUSE.asked.tenant());
        assertProblem(400, "limit", get("/readings/quarantine?limit=0"));

        String replay = "{\"source\":\"/t/30189/actes\",\"shift\":\"-PT2H\"}";
        assertEquals(
                "{\"released\":1}",
                postJson("/readings/quarantine/replay", replay).body());
        assertEquals(actor.id() + " /t/30189/actes PT-2H", HOUSE.replayed);
        postJson("/readings/quarantine/replay", "{\"source\":\"s\"}");
        assertEquals(actor.id() + " s PT0S", HOUSE.replayed);
        assertProblem(400, "source", postJson("/readings/quarantine/replay", "{}"));
        assertProblem(400, "PT2H", postJson("/readings/quarantine/replay", replay.replace("-PT2H", "two hours")));
        for (Actor other : List.of(CONTACT, AGENT, AUDITOR, PLATFORM)) {
            actor = other;
            assertEquals(403, postJson("/readings/quarantine/replay", replay).statusCode());
        }
    }

    @Test
    void aMalformedEventRefusesOnlyItself() throws Exception {
        String good = event("good", "1");
        List<String> wrong = List.of(
                "7",
                good.replace("2026-10-05T12:00:00+02:00", "today"),
                event("x", "-1"),
                event("x", "1").replace("reading.actes", "reading.unknown"));
        String batch = "[" + String.join(",", wrong) + "," + good + "," + good + "]";
        HttpResponse<String> answer = post("/readings", BATCH, batch);
        assertEquals(200, answer.statusCode());
        JsonNode receipts = json(answer).get("receipts");
        assertEquals(wrong.size() + 2, receipts.size());
        for (int i = 0; i < wrong.size(); i++) {
            JsonNode receipt = receipts.get(i);
            assertEquals(i, receipt.get("index").intValue());
            assertEquals("refused", receipt.get("outcome").textValue(), wrong.get(i));
            assertFalse(receipt.get("sentence").textValue().isBlank());
        }
        assertEquals("x", receipts.get(2).get("id").textValue());
        assertEquals("accepted", receipts.get(wrong.size()).get("outcome").textValue());
        assertEquals("duplicate", receipts.get(wrong.size() + 1).get("outcome").textValue());
    }

    @Test
    void aBatchThatCannotBeReadAtAllIsRefusedWhole() throws Exception {
        assertProblem(400, "JSON", post("/readings", BATCH, "[{"));
        assertProblem(400, "array", post("/readings", BATCH, event("r1", "1")));
        assertProblem(400, "object", post("/readings", EVENT, "[" + event("r1", "1") + "]"));
        String tooMany = "[" + "1,".repeat(ReadingsDoor.MOST_EVENTS) + "1]";
        assertProblem(400, "10000", post("/readings", BATCH, tooMany));
        assertProblem(413, "larger", post("/readings", BATCH, "[\"" + "x".repeat(Json.MOST) + "\"]"));
        assertTrue(HOUSE.taken.isEmpty());
        assertEquals("{\"receipts\":[]}", post("/readings", BATCH, "[]").body());
    }

    @Test
    void nothingStoredIsToldAsSuch() throws Exception {
        HOUSE.failure = new Refusal(Reason.STORAGE_FULL, "The disk is full.");
        assertProblem(507, "disk", post("/readings", EVENT, event("r1", "1")));
    }

    @Test
    void whoIsToldThatSomethingDoesNotAnswerHearsWhenToComeAgain() throws Exception {
        HOUSE.failure = new Refusal(Reason.UNAVAILABLE, "The data store doesn't answer.");
        for (HttpResponse<String> answer : List.of(post("/readings", EVENT, event("r1", "1")), get("/tenants"))) {
            assertProblem(503, "data store", answer);
            assertEquals(Optional.of("5"), answer.headers().firstValue("Retry-After"));
        }
    }

    @Test
    void aMediaTypeMayHaveParametersAndCapitals() throws Exception {
        assertEquals(
                200,
                post("/readings/", "Application/CloudEvents+json; charset=UTF-8", event("r1", "1"))
                        .statusCode());
        assertProblem(415, "openapi.json", post("/readings", null, event("r1", "1")));
    }

    /** They wait for the data store, each with its body, until there is room for no other. */
    @Test
    void moreReadingsThanThereIsRoomForHaveToComeAgainLater() throws Exception {
        String large = "[\"" + "x".repeat(Json.MOST - 1_000) + "\"," + event("r1", "1") + "]";
        CountDownLatch arrived = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        HOUSE.taking = () -> {
            arrived.countDown();
            return goOn.await(60, TimeUnit.SECONDS);
        };
        ExecutorService sender = Executors.newSingleThreadExecutor();
        try {
            Future<HttpResponse<String>> first = sender.submit(() -> post("/readings", BATCH, large));
            assertTrue(arrived.await(20, TimeUnit.SECONDS));
            HttpResponse<String> second = post("/readings", BATCH, large);
            assertProblem(503, "again later", second);
            assertEquals(Optional.of("5"), second.headers().firstValue("Retry-After"));
            goOn.countDown();
            assertEquals(200, first.get().statusCode());
            // Its room is free as soon as it has been answered, which may be a moment after the answer was heard.
            assertTimeoutPreemptively(Duration.ofMinutes(1), () -> {
                while (post("/readings", BATCH, large).statusCode() != 200) {
                    Thread.onSpinWait();
                }
            });
        } finally {
            goOn.countDown();
            sender.shutdown();
        }
    }

    @Test
    void onlyOperationsSendReadings() throws Exception {
        for (Actor other : List.of(CONTACT, AGENT, AUDITOR, PLATFORM)) {
            actor = other;
            assertEquals(403, post("/readings", EVENT, event("r1", "1")).statusCode());
            assertEquals(403, post("/readings", BATCH, "[]").statusCode());
        }
    }

    // Costs

    @Test
    void aPeriodIsClosed() throws Exception {
        HttpResponse<String> answer = post("/periods/2026-10/closing", null, "");
        assertEquals(200, answer.statusCode());
        assertEquals(2, json(answer).get("statements").size());
        assertEquals(10000, json(answer).get("totalCents").longValue());
        assertProblem(422, "isn't over", post("/periods/2026-11/closing", null, ""));
        assertProblem(400, "month", post("/periods/october/closing", null, ""));
        assertProblem(400, "month", post("/periods/2026-13/closing", null, ""));
        actor = AUDITOR;
        assertEquals(403, post("/periods/2026-10/closing", null, "").statusCode());
    }

    @Test
    void closedPeriodsAndTheirStatementsAreListed() throws Exception {
        assertEquals("{\"periods\":[\"2026-10\"]}", get("/periods").body());
        assertEquals(
                2, json(get("/periods/2026-10/statements")).get("statements").size());
        assertProblem(404, "isn't closed", get("/periods/2026-09/statements"));
        actor = CONTACT;
        assertEquals(
                1, json(get("/periods/2026-10/statements")).get("statements").size());
    }

    @Test
    void aStatementSaysWhatItRestsOn() throws Exception {
        JsonNode statement = json(get("/tenants/30189/statements/2026-10"));
        assertEquals("243000643", statement.at("/creditor/siren").textValue());
        assertEquals("Nîmes", statement.at("/debtor/name").textValue());
        assertEquals("30189", statement.get("insee").textValue());
        assertEquals("2026-10", statement.get("period").textValue());
        assertEquals(6667, statement.get("totalCents").longValue());
        JsonNode line = statement.at("/lines/0");
        assertEquals("20", line.get("units").toString());
        assertEquals("3.333333", line.get("unitCost").toString());
        assertEquals("service-contracts", line.at("/charges/0/family").textValue());
        assertEquals("ab12", line.at("/evidence/merkleRoot").textValue());
        assertProblem(404, "2026-09", get("/tenants/30189/statements/2026-09"));
        actor = CONTACT;
        assertEquals(404, get("/tenants/30047/statements/2026-10").statusCode());
    }

    @Test
    void aStatementCanBeHadAsItWasIssuedToTheByte() throws Exception {
        HttpResponse<String> answer = get("/tenants/30189/statements/2026-10/document");
        assertEquals("{\"issued\":\"30189\",\"totalCents\":6667}", answer.body());
        assertEquals(Optional.of("application/json"), answer.headers().firstValue("Content-Type"));
        assertProblem(404, "2026-09", get("/tenants/30189/statements/2026-09/document"));
        actor = CONTACT;
        assertEquals(404, get("/tenants/30047/statements/2026-10/document").statusCode());
    }

    @Test
    void aStatementIsATableForASpreadsheet() throws Exception {
        String table =
                "\uFEFFPériode;Code INSEE;Commune;SIREN du débiteur;SIREN du créancier;Service;Unité de fonctionnement;"
                        + "Unités de la commune;Unités de toutes les communes;Charges réparties (€);Coût unitaire (€);"
                        + "Montant dû (€);Justification;Relevés;Empreinte des relevés\r\n"
                        + "2026-10;30189;Nîmes;213001894;243000643;actes;\"acte publié, \"\"numérique\"\"\";20;30;100,00;"
                        + "3,333333;66,67;20 relevés du compteur acts-published;/api/v1/readings?tenant=30189;ab12\r\n"
                        + "Total;;;;;;;;;;;66,67;;;\r\n";
        HttpResponse<String> asked = get("/tenants/30189/statements/2026-10?format=csv");
        assertEquals(table, asked.body());
        assertEquals(Optional.of("text/csv;charset=UTF-8"), asked.headers().firstValue("Content-Type"));
        assertEquals(
                Optional.of("attachment; filename=\"etat-30189-2026-10.csv\""),
                asked.headers().firstValue("Content-Disposition"));
        assertEquals(table, get("/tenants/30189/statements/2026-10", "text/csv").body());
        assertTrue(get("/tenants/30189/statements/2026-10", "*/*").body().startsWith("{"));
        assertTrue(get("/tenants/30189/statements/2026-10?format=json", "text/csv, application/json")
                .body()
                .startsWith("{"));
        assertProblem(400, "csv", get("/tenants/30189/statements/2026-10?format=pdf"));
        assertEquals(406, get("/tenants/30189/statements/2026-10", "image/png").statusCode());
    }

    @Test
    void aVerificationTellsWhatNoLongerFits() throws Exception {
        actor = AUDITOR;
        assertEquals(
                "{\"period\":\"2026-10\",\"whole\":true,\"statements\":2,\"totalCents\":10000,\"findings\":[]}",
                get("/periods/2026-10/verification").body());
        HOUSE.seals.add("A seal is broken.");
        HOUSE.sums.add("A sum is wrong.");
        JsonNode broken = json(get("/periods/2026-10/verification"));
        assertFalse(broken.get("whole").booleanValue());
        assertEquals(
                "[\"A sum is wrong.\",\"A seal is broken.\"]",
                broken.get("findings").toString());
        assertEquals(404, get("/periods/2026-09/verification").statusCode());
        actor = CONTACT;
        assertEquals(403, get("/periods/2026-10/verification").statusCode());
    }

    // The folder

    @Test
    void aFolderIsPlannedThenApplied() throws Exception {
        String folder = "{\"files\":{\"intercommunality.yaml\":\"siren: 243000643\\nname: Nîmes Métropole\\n\"}}";
        assertEquals(
                "{\"changes\":[\"would change\"],\"applied\":false}",
                post("/declaration?plan=true", "application/json", folder).body());
        assertEquals(
                "{\"changes\":[\"changed\"],\"applied\":true}",
                post("/declaration", "application/json", folder).body());
        assertEquals(2, HOUSE.declared.size());
        assertEquals("Nîmes Métropole", HOUSE.declared.get(0).intercommunality().name());
        actor = CONTACT;
        assertEquals(403, post("/declaration", "application/json", folder).statusCode());
    }

    @Test
    void aMistakenFolderIsToldWithFileAndLineAndChangesNothing() throws Exception {
        String folder = "{\"files\":{\"intercommunality.yaml\":\"siren: 243000643\\nname: N\\n\","
                + "\"communes/30189.yaml\":\"insee: 30189\\nsiren: 1\\nname: Nîmes\\npopulation: x\\n\"}}";
        HttpResponse<String> answer = post("/declaration", "application/json", folder);
        assertProblem(400, "2 mistakes were found; the first: communes/30189.yaml, line 2:", answer);
        JsonNode mistakes = json(answer).get("mistakes");
        assertEquals(2, mistakes.size());
        assertEquals("communes/30189.yaml", mistakes.at("/1/file").textValue());
        assertEquals(4, mistakes.at("/1/line").intValue());
        assertTrue(mistakes.at("/1/sentence").textValue().contains("whole number"));
        assertTrue(HOUSE.declared.isEmpty());
    }

    @Test
    void aBodyThatHoldsNoFilesIs400() throws Exception {
        for (String body : List.of("", "{", "[]", "{}", "{\"files\":[]}", "{\"files\":{\"a\":1}}")) {
            assertEquals(400, post("/declaration", "application/json", body).statusCode(), body);
        }
        assertEquals(
                400,
                post("/declaration?plan=yes", "application/json", "{\"files\":{}}")
                        .statusCode());
        assertEquals(415, post("/declaration", "text/yaml", "siren: 1").statusCode());
    }

    // The clock

    @Test
    void theClockOfADemonstrationIsMovedByOperations() throws Exception {
        assertEquals(
                "{\"now\":\"2026-11-02T08:00:00Z\",\"demonstration\":true}",
                get("/clock").body());
        HttpResponse<String> moved =
                post("/demonstration/clock", "application/json", "{\"now\":\"2026-12-01T00:00:00+01:00\"}");
        assertEquals("{\"now\":\"2026-11-30T23:00:00Z\",\"demonstration\":true}", moved.body());
        assertProblem(
                400, "never", post("/demonstration/clock", "application/json", "{\"now\":\"2026-01-01T00:00:00Z\"}"));
        assertProblem(400, "now", post("/demonstration/clock", "application/json", "{}"));
        actor = AUDITOR;
        assertEquals(403, post("/demonstration/clock", "application/json", "{}").statusCode());
    }

    @Test
    void theClockOfARealHouseIsNot() throws Exception {
        HttpResponse<String> answer = send(HttpRequest.newBuilder(address("/real/demonstration/clock"))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString("{\"now\":\"2026-12-01T00:00:00Z\"}")));
        assertProblem(404, "not a demonstration", answer);
        assertEquals(House.NOW, HANDS.now);
    }

    // The document

    @Test
    void theDocumentNamesEveryEndpointAndNoOther() throws Exception {
        Set<String> documented = new HashSet<>();
        JsonNode document = json(get("/openapi.json"));
        assertEquals("3.1.0", document.get("openapi").textValue());
        document.get("paths")
                .properties()
                .forEach(path -> path.getValue()
                        .fieldNames()
                        .forEachRemaining(method -> documented.add(method.toUpperCase() + " " + path.getKey())));
        Set<String> known = Endpoints.of(servlet.resources());
        known.add("POST " + ReadingsDoor.ADDRESS);
        assertEquals(known, documented);
    }

    @Test
    void everyReferenceInTheDocumentLeadsSomewhere() throws Exception {
        JsonNode document = json(get("/openapi.json"));
        for (JsonNode reference : document.findValues("$ref")) {
            String pointer = reference.textValue().substring(1);
            assertFalse(document.at(pointer).isMissingNode(), pointer);
        }
    }

    private static String event(String id, String quantity) {
        return "{\"specversion\":\"1.0\",\"id\":\"" + id + "\",\"source\":\"/t/30189/actes\","
                + "\"type\":\"fr.beffroi.reading.actes.acts-published\",\"subject\":\"30189\","
                + "\"time\":\"2026-10-05T12:00:00+02:00\",\"data\":{\"quantity\":" + quantity + "}}";
    }

    private static HttpResponse<String> get(String path) throws Exception {
        return get(path, "application/json");
    }

    private static HttpResponse<String> get(String path, String accept) throws Exception {
        return send(HttpRequest.newBuilder(address("/api/v1" + path)).header("Accept", accept));
    }

    private static HttpResponse<String> post(String path, String contentType, String body) throws Exception {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(address("/api/v1" + path)).POST(HttpRequest.BodyPublishers.ofString(body));
        if (contentType != null) {
            request.header("Content-Type", contentType);
        }
        return send(request);
    }

    private static HttpResponse<String> postJson(String path, String body) throws Exception {
        return post(path, "application/json", body);
    }

    private static HttpResponse<String> put(String path, String body) throws Exception {
        return send(HttpRequest.newBuilder(address("/api/v1" + path))
                .header("Content-Type", "application/json")
                .PUT(HttpRequest.BodyPublishers.ofString(body)));
    }

    private static HttpResponse<String> delete(String path) throws Exception {
        return send(HttpRequest.newBuilder(address("/api/v1" + path)).DELETE());
    }

    private static HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private static URI address(String path) {
        return URI.create("http://127.0.0.1:" + ((ServerConnector) server.getConnectors()[0]).getLocalPort() + path);
    }

    private static JsonNode json(HttpResponse<String> answer) throws Exception {
        return JSON.readTree(answer.body());
    }

    private static void assertProblem(int status, String words, HttpResponse<String> answer) throws Exception {
        assertEquals(status, answer.statusCode(), answer::body);
        assertEquals(
                "application/problem+json",
                answer.headers().firstValue("Content-Type").orElseThrow());
        assertTrue(json(answer).get("detail").textValue().contains(words), answer::body);
    }

    /** A clock with hands. */
    private static final class Hands extends Clock implements DemonstrationClock {
        volatile Instant now = House.NOW;

        @Override
        public void advanceTo(Instant instant) {
            if (instant.isBefore(now)) {
                throw Refusal.invalid("The journal never goes back.");
            }
            now = instant;
        }

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneOffset getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(java.time.ZoneId zone) {
            return this;
        }
    }
}
