package fr.beffroi.rest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import fr.beffroi.api.Actor;
import fr.beffroi.api.Reason;
import fr.beffroi.api.Refusal;
import java.math.BigDecimal;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Readings: how they come in, what is answered, and how they are listed; and those that wait in quarantine. */
class ReadingsTest extends ApiOverHttp {
    private static final String EVENT = "application/cloudevents+json";
    private static final String BATCH = "application/cloudevents-batch+json";

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
            meters.taken.clear();
            HttpResponse<String> answer = post("/readings", EVENT, event("r1", quantity));
            assertEquals(200, answer.statusCode());
            assertEquals("{\"receipts\":[{\"index\":0,\"id\":\"r1\",\"outcome\":\"accepted\"}]}", answer.body());
            BigDecimal expected = new BigDecimal(quantity.replace("\"", "")).setScale(6);
            assertEquals(expected, meters.taken.get(0).quantity());
        }
    }

    @Test
    void aReadingWithoutQuantityCountsOne() throws Exception {
        post("/readings", EVENT, event("r1", "1").replaceFirst(",\"data\":.*", "}"));
        assertEquals(new BigDecimal("1.000000"), meters.taken.get(0).quantity());
        assertEquals("actes", meters.taken.get(0).offering());
        assertEquals("acts-published", meters.taken.get(0).meter());
        assertEquals(House.NIMES.insee(), meters.taken.get(0).tenant());
        assertEquals(Instant.parse("2026-10-05T10:00:00Z"), meters.taken.get(0).time());
    }

    @Test
    void anEventMayComeInBinaryMode() throws Exception {
        HttpResponse<String> answer = binary("/t/30189/actes/mairie%C3%A9%25", "{\"quantity\":\"12.5\"}");
        assertEquals("{\"receipts\":[{\"index\":0,\"id\":\"r \\\"1\\\"\",\"outcome\":\"accepted\"}]}", answer.body());
        assertEquals("/t/30189/actes/mairie\u00e9%", meters.taken.get(0).source());
        assertEquals("r \"1\"", meters.taken.get(0).id());
        assertEquals(Instant.parse("2026-10-05T10:00:00Z"), meters.taken.get(0).time());
        assertEquals(new BigDecimal("12.500000"), meters.taken.get(0).quantity());

        binary("s", "");
        assertEquals(new BigDecimal("1.000000"), meters.taken.get(1).quantity());
        JsonNode refused = json(binary("s", "[1]")).get("receipts").get(0);
        assertEquals("refused", refused.get("outcome").textValue());
        assertProblem(400, "JSON", binary("s", "{"));
        assertProblem(413, "larger", binary("s", "\"" + "x".repeat(Json.MOST) + "\""));
        assertProblem(400, "ce-specversion", postJson("/readings", event("r1", "1")));
        actor = AUDITOR;
        assertEquals(403, binary("s", "").statusCode());
    }

    private HttpResponse<String> binary(String source, String data) throws Exception {
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
        assertEquals(Optional.of("agent-7"), meters.taken.get(0).item());
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
        assertEquals(Optional.of("wrong"), meters.taken.get(0).corrects());
        assertEquals(new BigDecimal("-1200.500000"), meters.taken.get(0).quantity());
        JsonNode listed = json(get("/readings")).get("readings").get(0);
        assertEquals("wrong", listed.get("corrects").textValue());
        assertEquals("-1200.5", listed.get("quantity").asText());

        post("/readings", EVENT, back.replace("\"quantity\":-1200.5,", ""));
        assertEquals(new BigDecimal("-1.000000"), meters.taken.get(1).quantity());
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
        assertEquals(Optional.of(House.NIMES.insee()), meters.asked.tenant());
        assertProblem(400, "limit", get("/readings/quarantine?limit=0"));

        String replay = "{\"source\":\"/t/30189/actes\",\"shift\":\"-PT2H\"}";
        assertEquals(
                "{\"released\":1}",
                postJson("/readings/quarantine/replay", replay).body());
        assertEquals(actor.id() + " /t/30189/actes PT-2H", meters.replayed);
        postJson("/readings/quarantine/replay", "{\"source\":\"s\"}");
        assertEquals(actor.id() + " s PT0S", meters.replayed);
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
        assertTrue(meters.taken.isEmpty());
        assertEquals("{\"receipts\":[]}", post("/readings", BATCH, "[]").body());
    }

    @Test
    void nothingStoredIsToldAsSuch() throws Exception {
        house.failure = new Refusal(Reason.STORAGE_FULL, "The disk is full.");
        assertProblem(507, "disk", post("/readings", EVENT, event("r1", "1")));
    }

    @Test
    void whoIsToldThatSomethingDoesNotAnswerHearsWhenToComeAgain() throws Exception {
        house.failure = new Refusal(Reason.UNAVAILABLE, "The data store doesn't answer.");
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
        meters.taking = () -> {
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

    private static String event(String id, String quantity) {
        return "{\"specversion\":\"1.0\",\"id\":\"" + id + "\",\"source\":\"/t/30189/actes\","
                + "\"type\":\"fr.beffroi.reading.actes.acts-published\",\"subject\":\"30189\","
                + "\"time\":\"2026-10-05T12:00:00+02:00\",\"data\":{\"quantity\":" + quantity + "}}";
    }
}
