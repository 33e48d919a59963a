package fr.beffroi.launcher.story;

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
        awaitState(stage, order, hints(order) + "&operation=" + encoded(operation));
    }

    /** The same for the last operation, whatever it is. */
    static void awaitLast(Stage stage, Ordered order) {
        awaitState(stage, order, hints(order));
    }

    private static void awaitState(Stage stage, Ordered order, String query) {
        until("l'abonnement " + order, () -> {
            Answer answer = stage.house
                    .osb(stage.platform, "GET", order.path() + "/last_operation" + query, null)
                    .expect(200);
            String state = answer.json().path("state").asText();
            String description = answer.json().path("description").asText();
            if (state.equals("failed")) {
                throw new Disagreement("L'abonnement " + order + " a échoué : " + description);
            }
            return state.equals("succeeded") ? Optional.empty() : Optional.of(description);
        });
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
