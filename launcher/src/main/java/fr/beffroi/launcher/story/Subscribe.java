package fr.beffroi.launcher.story;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import fr.beffroi.launcher.Answer;
import fr.beffroi.launcher.Disagreement;
import fr.beffroi.launcher.ProgressBar;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Communes subscribe by the Open Service Broker API: PUT, then 202 and {@code last_operation} until it has succeeded, or 201 when
 * nothing had to be made. Services that suppose another come after it.
 */
final class Subscribe implements Chapter {

    @Override
    public String title() {
        return "Des communes s'abonnent, par l'Open Service Broker API";
    }

    @Override
    public String play(Stage stage) {
        stage.subscribers = evenly(stage.communes(), stage.scale.communes());
        stage.subscriptions = wishes(stage);
        Set<String> later = afterOthers(stage);
        Map<Boolean, List<Ordered>> waves =
                stage.subscriptions.stream().collect(Collectors.partitioningBy(one -> later.contains(one.offering())));
        int atOnce = order(stage, waves.get(false)) + order(stage, waves.get(true));
        repeatOne(stage);
        return stage.subscribers.size() + " communes, " + stage.subscriptions.size() + " abonnements prêts : " + atOnce
                + " dès la commande (201), les autres passés de 202 à « succeeded ». La même commande, répétée, ne crée"
                + " rien.";
    }

    /** @return how many stood at once */
    private static int order(Stage stage, List<Ordered> orders) {
        Map<Ordered, String> operations = new LinkedHashMap<>();
        try (ProgressBar bar = stage.terminal.progress("commandes acceptées", orders.size())) {
            for (Ordered order : orders) {
                put(stage, order).ifPresent(operation -> operations.put(order, operation));
                bar.step();
            }
        }
        try (ProgressBar bar = stage.terminal.progress("abonnements prêts", operations.size())) {
            for (Map.Entry<Ordered, String> entry : operations.entrySet()) {
                Operations.await(stage, entry.getKey(), entry.getValue());
                bar.step();
            }
        }
        return orders.size() - operations.size();
    }

    /** The services that a commune can only subscribe to when it has another. */
    private static Set<String> afterOthers(Stage stage) {
        Set<String> later = new HashSet<>();
        for (JsonNode offering : stage.house
                .get(stage.operations, "/api/v1/offerings")
                .expect(200)
                .json()
                .path("offerings")) {
            if (!offering.path("terms").path("prerequisites").isEmpty()) {
                later.add(offering.path("name").asText());
            }
        }
        return later;
    }

    /** The largest, then one after another down to the small ones, so that all sizes are there. */
    static List<Commune> evenly(List<Commune> communes, int count) {
        List<Commune> chosen = new ArrayList<>();
        for (int i = 0; i < Math.min(count, communes.size()); i++) {
            chosen.add(communes.get((int) ((long) i * communes.size() / Math.min(count, communes.size()))));
        }
        return chosen;
    }

    /** Everybody takes the acts and the mail, others take what a commune like them would. */
    static List<String> wishes(int rank) {
        List<String> wishes = new ArrayList<>(List.of("actes", "messagerie"));
        wishes.addAll(rank % 2 == 0 ? List.of("sauvegarde", "dpo") : List.of("support"));
        if (rank % 3 == 0) {
            wishes.add("parapheur");
        } else if (rank % 3 == 1) {
            wishes.add("telephonie");
        }
        return wishes;
    }

    private static List<Ordered> wishes(Stage stage) {
        Map<String, JsonNode> catalogue = new LinkedHashMap<>();
        for (JsonNode service : stage.house
                .osb(stage.platform, "GET", "/v2/catalog", null)
                .expect(200)
                .json()
                .path("services")) {
            catalogue.put(service.path("name").asText(), service);
        }
        List<Ordered> orders = new ArrayList<>();
        for (int rank = 0; rank < stage.subscribers.size(); rank++) {
            for (String wish : wishes(rank)) {
                JsonNode service = catalogue.get(wish);
                if (service == null) {
                    throw new Disagreement("Le service « " + wish + " » n'est pas au catalogue.");
                }
                String plan = service.path("plans").path(0).path("id").asText();
                orders.add(new Ordered(
                        stage.subscribers.get(rank), wish, service.path("id").asText(), plan));
            }
        }
        return orders;
    }

    /** The operation that has begun; empty when the subscription stands already. */
    private static Optional<String> put(Stage stage, Ordered order) {
        Answer answer = stage.house
                .osb(stage.platform, "PUT", order.path() + "?accepts_incomplete=true", body(order))
                .expect(201, 202);
        return answer.status() == 201
                ? Optional.empty()
                : Optional.of(answer.json().path("operation").asText());
    }

    private static void repeatOne(Stage stage) {
        Ordered first = stage.subscriptions.get(0);
        stage.house
                .osb(stage.platform, "PUT", first.path() + "?accepts_incomplete=true", body(first))
                .expect(200);
    }

    private static ObjectNode body(Ordered order) {
        String insee = order.commune().insee();
        ObjectNode body = JsonNodeFactory.instance
                .objectNode()
                .put("service_id", order.offeringId())
                .put("plan_id", order.planId())
                .put("organization_guid", insee)
                .put("space_guid", insee);
        body.putObject("context").put("platform", "beffroi-demo").put("organization_guid", insee);
        return body;
    }
}
