package fr.beffroi.itests;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import fr.beffroi.launcher.Answer;
import fr.beffroi.launcher.Disagreement;
import fr.beffroi.launcher.Login;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Set;
import java.util.TreeSet;

/** The ways by which readings come into a running house. */
final class Entrances {
    /** Readings of a batch, with one that takes the first one back, without one that stands there twice. */
    static final int READINGS = 11;

    private static final String PATH = "/api/v1/readings";
    private static final BigDecimal QUANTITY = new BigDecimal("1.5");
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private Entrances() {}

    /** What so many batches add up to. */
    static BigDecimal counted(int batches) {
        return QUANTITY.multiply(BigDecimal.valueOf((READINGS - 2L) * batches));
    }

    /** Batches in which one reading is twice, and the first is taken back. */
    static KilledIntake.Entrance batches(RunningHouse house, Login login, String insee) {
        return portion -> {
            ArrayNode batch = OsbClient.JSON.createArrayNode();
            for (int i = 0; i < READINGS - 1; i++) {
                batch.add(event(insee, "bytes-stored", portion + "-" + i, QUANTITY));
            }
            batch.add(batch.get(1));
            ObjectNode back = event(insee, "bytes-stored", "w" + portion, QUANTITY.negate());
            ((ObjectNode) back.path("data")).put("corrects", portion + "-0");
            return post(house, login, "application/cloudevents-batch+json", batch.add(back));
        };
    }

    /** Events one by one. */
    static KilledIntake.Entrance singleEvents(RunningHouse house, Login login, String insee) {
        return portion -> post(
                house,
                login,
                "application/cloudevents+json",
                event(insee, "page-views", "s" + portion, BigDecimal.ONE));
    }

    /** The same events, their attributes in headers. */
    static KilledIntake.Entrance inBinaryMode(RunningHouse house, Login login, String insee) {
        HttpClient client =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        String basic = login.name() + ":" + login.password();
        String authorization = "Basic " + Base64.getEncoder().encodeToString(basic.getBytes(StandardCharsets.UTF_8));
        return portion -> {
            ObjectNode event = event(insee, "page-views", "s" + portion, BigDecimal.ONE);
            HttpRequest.Builder request = HttpRequest.newBuilder(house.address().resolve(PATH))
                    .timeout(PATIENCE)
                    .header("Authorization", authorization)
                    .header("Content-Type", "application/json")
                    .POST(HttpRequest.BodyPublishers.ofString(
                            event.remove("data").toString()));
            event.properties()
                    .forEach(attribute -> request.header(
                            "ce-" + attribute.getKey(), attribute.getValue().asText()));
            try {
                HttpResponse<byte[]> response = client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
                return outcomes(new Answer("POST " + PATH, response.statusCode(), response.body(), ""));
            } catch (IOException noAnswer) {
                return Set.of();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
        };
    }

    /** Acts that an instance publishes, and counts by its meter handle. */
    static KilledIntake.Entrance acts(Publisher program) {
        return portion -> switch (program.publish("acte-" + portion)) {
            case 201 -> Set.of("accepted");
            case 200 -> Set.of("duplicate");
            default -> Set.of();
        };
    }

    private static ObjectNode event(String insee, String meter, String id, BigDecimal quantity) {
        ObjectNode event = OsbClient.JSON
                .createObjectNode()
                .put("specversion", "1.0")
                .put("source", "/essai/" + insee)
                .put("id", id)
                .put("type", "fr.beffroi.reading.actes." + meter)
                .put("subject", insee)
                .put("time", "2024-10-05T08:00:00Z");
        event.putObject("data").put("quantity", quantity);
        return event;
    }

    private static Set<String> post(RunningHouse house, Login login, String type, JsonNode body) {
        try {
            return outcomes(house.http().post(login, PATH, type, body.toString().getBytes(StandardCharsets.UTF_8)));
        } catch (Disagreement noAnswer) {
            return Set.of();
        }
    }

    private static Set<String> outcomes(Answer answer) {
        Set<String> outcomes = new TreeSet<>();
        if (answer.status() == 200) {
            answer.json()
                    .path("receipts")
                    .forEach(receipt -> outcomes.add(receipt.path("outcome").asText()));
        } else if (answer.status() != 503) {
            outcomes.add(answer.status() + " " + answer.text());
        }
        return outcomes;
    }
}
