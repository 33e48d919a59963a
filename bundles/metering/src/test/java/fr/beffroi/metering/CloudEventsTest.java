package fr.beffroi.metering;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import fr.beffroi.api.Insee;
import fr.beffroi.api.Reading;
import fr.beffroi.api.Reason;
import fr.beffroi.api.Refusal;
import java.io.IOException;
import java.io.StringWriter;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CloudEventsTest {
    private static final Instant NOON = Instant.parse("2026-10-05T10:00:00Z");

    @Test
    void anEventIsAReading() throws Exception {
        CloudEvents.Event event = one(event("r1", "12.5"));
        assertEquals(
                new CloudEvents.Event(
                        Optional.of("r1"), Optional.of(reading("12.5", Optional.empty())), Optional.empty()),
                event);
    }

    @Test
    void itsQuantityIsExact() throws Exception {
        for (String quantity :
                List.of("0.1", "\"0.1\"", "1e-1", "123456789012.000001", "\"123456789012.000001\"", "7")) {
            assertEquals(
                    new BigDecimal(quantity.replace("\"", "")).setScale(6),
                    one(event("r1", quantity)).reading().orElseThrow().quantity(),
                    quantity);
        }
    }

    @Test
    void withoutAQuantityItCountsOne() throws Exception {
        String without = event("r1", "1").replaceFirst(",\"data\":.*", "}");
        for (String event : List.of(
                without,
                without.replaceFirst("}$", ",\"data\":null}"),
                without.replaceFirst("}$", ",\"data\":{\"note\":[{\"quantity\":9}]}}"))) {
            assertEquals(reading("1", Optional.empty()), one(event).reading().orElseThrow(), event);
        }
        String back = event("r1", "1").replace("\"quantity\":1", "\"corrects\":\"wrong\"");
        assertEquals(reading("-1", Optional.of("wrong")), one(back).reading().orElseThrow());
    }

    @Test
    void whatItSaysBesidesDoesNotMatter() throws Exception {
        String event = event("r1", "12.5")
                .replaceFirst(
                        "\\{", "{\"data_base64\":null,\"tags\":[{\"id\":\"other\"},[]],\"dataschema\":{\"id\":1},");
        assertEquals(reading("12.5", Optional.empty()), one(event).reading().orElseThrow());
    }

    @Test
    void aWrongOneSaysWhyAndTheOthersAreReadOn() throws Exception {
        String good = event("r1", "1");
        Map<String, String> wrong = new LinkedHashMap<>();
        wrong.put("7", "object");
        wrong.put("null", "object");
        wrong.put("[" + good + "]", "object");
        wrong.put(good.replace("\"1.0\"", "\"0.3\""), "\"specversion\" is \"1.0\"");
        wrong.put(good.replace("fr.beffroi.reading.actes", "com.example"), "com.example.acts-published");
        wrong.put(good.replace("\"30189\"", "\"nimes\""), "INSEE");
        wrong.put(good.replace("2026-10-05T12:00:00+02:00", "today"), "RFC 3339");
        wrong.put(good.replace("2026-10-05", "9999-10-05"), "only instants");
        wrong.put(good.replace("\"time\"", "\"when\""), "\"time\"");
        wrong.put(good.replace("\"source\":\"/t/30189/actes\",", ""), "\"source\"");
        wrong.put(good.replace("\"r1\"", "12"), "\"id\"");
        wrong.put(good.replace("\"r1\"", "{\"id\":\"r1\"}"), "\"id\"");
        wrong.put(good.replace("\"r1\"", "\" \""), "\"id\"");
        wrong.put(event("r1", "-1"), "from 0");
        wrong.put(event("r1", "0.0000001"), "six decimals");
        wrong.put(event("r1", "1e999999999"), "\"quantity\"");
        wrong.put(event("r1", "1e-999999999"), "\"quantity\"");
        wrong.put(event("r1", "9".repeat(50)), "\"quantity\"");
        wrong.put(event("r1", "\"many\""), "\"quantity\"");
        wrong.put(event("r1", "null"), "\"quantity\"");
        wrong.put(event("r1", "{\"quantity\":1}"), "\"quantity\"");
        wrong.put(good.replace("{\"quantity\":1}", "[1]"), "\"data\"");
        wrong.put(good.replace("{\"quantity\":1}", "{\"quantity\":-1,\"corrects\":7}"), "\"corrects\"");
        wrong.put(good.replace("{\"quantity\":1}", "{\"corrects\":\"\",\"quantity\":-1}"), "\"corrects\"");
        for (Map.Entry<String, String> one : wrong.entrySet()) {
            List<CloudEvents.Event> events = batch("[" + one.getKey() + "," + good + "]");
            assertEquals(2, events.size(), one.getKey());
            assertEquals(Optional.empty(), events.get(0).reading(), one.getKey());
            String objection = events.get(0).objection().orElseThrow();
            assertTrue(objection.contains(one.getValue()), objection);
            assertEquals(reading("1", Optional.empty()), events.get(1).reading().orElseThrow(), one.getKey());
        }
    }

    @Test
    void theIdOfAWrongOneIsTold() throws Exception {
        assertEquals(Optional.of("r1"), one(event("r1", "-1")).id());
        assertEquals(
                Optional.empty(), one(event("r1", "1").replace("\"r1\"", "12")).id());
    }

    @Test
    void whatIsNoJsonIsNoEvent() {
        String good = event("r1", "1");
        for (String text : List.of(
                "{",
                "{]",
                "{\"id\":NaN}",
                good + good,
                good.replace("\"id\"", "\"source\":\"a\",\"id\""),
                good.replace("\"quantity\"", "\"quantity\":2,\"quantity\""),
                good.replace("\"quantity\"", "\"qu\\u0061ntity\":2,\"quantity\""),
                good.replace("\"data\"", "\"data\":{\"quantity\":2},\"data\""),
                good + "]")) {
            assertThrows(JsonProcessingException.class, () -> one(text), text);
        }
        for (String text : List.of("[{", "[" + good, "[" + good + "]1", "[" + good + " " + good + "]")) {
            assertThrows(JsonProcessingException.class, () -> batch(text), text);
        }
        for (String text : List.of("", "[" + good + "]", "1")) {
            assertEquals(
                    Reason.INVALID,
                    assertThrows(Refusal.class, () -> one(text), text).reason());
        }
        for (String text : List.of("", good, "1")) {
            assertEquals(
                    Reason.INVALID,
                    assertThrows(Refusal.class, () -> batch(text), text).reason());
        }
    }

    @Test
    void anEmptyBatchHoldsNothing() throws Exception {
        assertEquals(List.of(), batch("[]"));
    }

    @Test
    void theAttributesMayStandElsewhere() throws Exception {
        Map<String, String> attributes = Map.of(
                "specversion", "1.0",
                "type", "fr.beffroi.reading.actes.acts-published",
                "source", "/t/30189/actes",
                "id", "r1",
                "subject", "30189",
                "time", "2026-10-05T10:00:00Z");
        assertEquals(
                reading("12.5", Optional.empty()),
                CloudEvents.of(attributes::get, json("{\"quantity\":12.5}"))
                        .reading()
                        .orElseThrow());
        assertEquals(
                reading("1", Optional.empty()),
                CloudEvents.of(attributes::get, json("")).reading().orElseThrow());
        assertTrue(CloudEvents.of(attributes::get, json("[1]")).objection().isPresent());
        assertThrows(JsonProcessingException.class, () -> CloudEvents.of(attributes::get, json("{} {}")));
    }

    @Test
    void whatIsWrittenGivesTheSameReading() throws Exception {
        for (Reading reading : List.of(
                reading("0", Optional.empty()),
                reading("300", Optional.empty()),
                reading("999999999999.999999", Optional.empty()),
                reading("-0.000001", Optional.of("é \"quoted\" \ud83d\ude00")))) {
            StringWriter text = new StringWriter();
            try (JsonGenerator json = CloudEvents.JSON.createGenerator(text)) {
                CloudEvents.write(json, reading);
            }
            assertEquals(reading, one(text.toString()).reading().orElseThrow());
        }
    }

    private static Reading reading(String quantity, Optional<String> corrects) {
        return new Reading(
                "/t/30189/actes",
                "r1",
                new Insee("30189"),
                "actes",
                "acts-published",
                NOON,
                new BigDecimal(quantity),
                corrects);
    }

    private static String event(String id, String quantity) {
        return "{\"specversion\":\"1.0\",\"id\":\"" + id + "\",\"source\":\"/t/30189/actes\","
                + "\"type\":\"fr.beffroi.reading.actes.acts-published\",\"subject\":\"30189\","
                + "\"time\":\"2026-10-05T12:00:00+02:00\",\"data\":{\"quantity\":" + quantity + "}}";
    }

    private static JsonParser json(String text) throws IOException {
        return CloudEvents.JSON.createParser(text);
    }

    private static CloudEvents.Event one(String text) throws IOException {
        return CloudEvents.one(json(text));
    }

    private static List<CloudEvents.Event> batch(String text) throws IOException {
        List<CloudEvents.Event> events = new ArrayList<>();
        CloudEvents.batch(json(text), events::add);
        return events;
    }
}
