package fr.beffroi.launcher.story;

import com.fasterxml.jackson.databind.JsonNode;
import fr.beffroi.launcher.Answer;
import fr.beffroi.launcher.Disagreement;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/** Waiting for work that the house does by itself. */
final class Operations {
    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final Duration BETWEEN = Duration.ofMillis(100);

    private Operations() {}

    /** Polls {@code last_operation} of the work that an order has started until it has succeeded. */
    static void await(Stage stage, Ordered order, String operation) {
        until("l'abonnement " + order, () -> {
            String query = hints(order) + "&operation=" + encoded(operation);
            return missing(order, poll(stage, order, query).expect(200));
        });
    }

    /** The same until the subscription has ended, of which 410 is a word too. */
    static void awaitEnd(Stage stage, Ordered order) {
        until("la fin de l'abonnement " + order, () -> {
            Answer answer = poll(stage, order, hints(order)).expect(200, 410);
            return answer.status() == 410 ? Optional.empty() : missing(order, answer);
        });
    }

    /**
     * Waits until what operations of the house have begun on a subscription has succeeded.
     *
     * @return the subscription, as the REST API shows it then
     */
    static JsonNode awaitLast(Stage stage, Ordered order) {
        String address = "/api/v1/subscriptions/" + order.id();
        until("l'abonnement " + order, () -> {
            JsonNode operation = stage.house
                    .get(stage.operations, address)
                    .expect(200)
                    .json()
                    .path("operation");
            return missing(order, operation.path("state").asText(), operation);
        });
        return stage.house.get(stage.operations, address).expect(200).json();
    }

    private static Answer poll(Stage stage, Ordered order, String query) {
        return stage.house.osb(stage.platform, "GET", order.path() + "/last_operation" + query, null);
    }

    private static Optional<String> missing(Ordered order, Answer answer) {
        return missing(order, answer.json().path("state").asText(), answer.json());
    }

    private static Optional<String> missing(Ordered order, String state, JsonNode operation) {
        String description = operation.path("description").asText();
        if (state.equals("failed")) {
            throw new Disagreement("L'abonnement " + order + " a échoué : " + description);
        }
        return state.equals("succeeded") ? Optional.empty() : Optional.of(description);
    }

    private static String hints(Ordered order) {
        return "?service_id=" + encoded(order.offeringId()) + "&plan_id=" + encoded(order.planId());
    }

    /**
     * Asks again and again until nothing is missing.
     *
     * @param missing what is still missing, in words; empty when all is well
     * @throws Disagreement with the last of these words, when it takes too long
     */
    static void until(String what, Supplier<Optional<String>> missing) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        Optional<String> answer = missing.get();
        while (answer.isPresent()) {
            if (System.nanoTime() > end) {
                throw new Disagreement("Toujours en attente de " + what + " après " + PATIENCE.toMinutes()
                        + " minutes : " + answer.get());
            }
            try {
                Thread.sleep(BETWEEN.toMillis());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new Disagreement("Interrompu.", e);
            }
            answer = missing.get();
        }
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
