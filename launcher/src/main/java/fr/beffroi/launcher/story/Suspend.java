package fr.beffroi.launcher.story;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import fr.beffroi.launcher.Disagreement;
import fr.beffroi.launcher.Login;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;

/** A program of a commune publishes with a credential of its own; then the subscription is suspended, and opened again. */
final class Suspend implements Chapter {

    @Override
    public String title() {
        return "Un logiciel publie avec son propre accès ; l'abonnement est suspendu, puis rouvert";
    }

    @Override
    public String play(Stage stage) {
        Ordered order = acts(stage, stage.subscribers.get(stage.subscribers.size() / 2));
        Commune commune = order.commune();
        Commune neighbour = stage.subscribers.get(0);
        JsonNode credentials = bind(stage, order);
        String address = credentials.path("uri").asText();
        Login program = new Login(
                credentials.path("username").asText(),
                credentials.path("password").asText());

        Act first = next(stage, commune);
        stage.publish(program, address, first).expect(201);
        stage.count(first);
        stage.publish(program, neighbour.pages(), next(stage, neighbour)).expect(401, 403);

        Act second = next(stage, commune);
        ObjectNode reason = JsonNodeFactory.instance
                .objectNode()
                .put("reason", "Le mot de passe du logiciel a peut-être été divulgué.");
        begin(stage, order, "suspension", reason);
        stage.publish(program, address, second).expect(401, 403, 503); // from the order on, before anything was shut
        BigDecimal shut = took(Operations.awaitLast(stage, order));
        stage.house.get(commune.pages()).expect(503);
        stage.view(neighbour);

        begin(stage, order, "resumption", JsonNodeFactory.instance.objectNode());
        BigDecimal opened = took(Operations.awaitLast(stage, order));
        stage.publish(program, address, second).expect(201);
        stage.count(second);
        if (!stage.view(commune).contains(second.number())) {
            throw new Disagreement("L'acte " + second.number() + " n'est pas sur la page " + commune.pages() + ".");
        }
        Use.awaitCounted(stage, "acts-published", Use.sum(stage.acts));
        Use.awaitCounted(stage, "page-views", Use.sum(stage.views));
        return commune + " : suspendue en " + Figures.seconds(shut)
                + " (annuaire, instance et accès du logiciel), rouverte en " + Figures.seconds(opened)
                + ", avec tous ses actes. " + neighbour.name() + " répondait pendant ce temps.";
    }

    private static Ordered acts(Stage stage, Commune commune) {
        return stage.subscriptions.stream()
                .filter(order ->
                        order.commune().equals(commune) && order.offering().equals("actes"))
                .findFirst()
                .orElseThrow();
    }

    /** The credential of a program, by the Open Service Broker API: 201, it works at once. */
    private static JsonNode bind(Stage stage, Ordered order) {
        ObjectNode body = JsonNodeFactory.instance
                .objectNode()
                .put("service_id", order.offeringId())
                .put("plan_id", order.planId());
        return stage.house
                .osb(stage.platform, "PUT", order.path() + "/service_bindings/logiciel-de-mairie", body)
                .expect(201)
                .json()
                .path("credentials");
    }

    private static Act next(Stage stage, Commune commune) {
        List<LocalDate> workdays = Month.workdays();
        return Act.of(commune, stage.acts.get(commune.insee()) + 1, workdays.get(workdays.size() - 1));
    }

    private static void begin(Stage stage, Ordered order, String what, ObjectNode body) {
        stage.house
                .post(stage.operations, "/api/v1/subscriptions/" + order.id() + "/" + what, body)
                .expect(200, 202);
    }

    private static BigDecimal took(JsonNode subscription) {
        return subscription.path("operation").path("tookSeconds").decimalValue();
    }
}
