package fr.beffroi.itests;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import fr.beffroi.launcher.Answer;
import fr.beffroi.launcher.Login;
import java.util.ArrayList;
import java.util.List;

/** What operations do over the automation API, and look at. */
final class Operations {
    private final RunningHouse house;

    Operations(RunningHouse house) {
        this.house = house;
    }

    Answer suspend(String subscription) {
        return post(
                "/api/v1/subscriptions/" + OsbClient.encoded(subscription) + "/suspension",
                JsonNodeFactory.instance.objectNode().put("reason", "Essai de l'exploitation."));
    }

    Answer resume(String subscription) {
        return post(
                "/api/v1/subscriptions/" + OsbClient.encoded(subscription) + "/resumption",
                JsonNodeFactory.instance.objectNode());
    }

    /** Has one subscription run another version of its bundle. */
    Answer run(String subscription, String version) {
        return post(
                "/api/v1/subscriptions/" + OsbClient.encoded(subscription) + "/version",
                JsonNodeFactory.instance.objectNode().put("version", version));
    }

    /** Ends a subscription at once. */
    Answer end(String subscription) {
        return house.http()
                .osb(
                        login(),
                        "DELETE",
                        "/api/v1/subscriptions/" + OsbClient.encoded(subscription) + "?notice=false",
                        null);
    }

    /** What stands otherwise than the journal says. */
    JsonNode drift() {
        return get("/api/v1/drift");
    }

    /** Every subscription that there ever was. */
    List<JsonNode> subscriptions() {
        List<JsonNode> all = new ArrayList<>();
        get("/api/v1/subscriptions").path("subscriptions").forEach(all::add);
        return all;
    }

    /** One of them; a missing node when there never was any of that id. */
    JsonNode subscription(String id) {
        if (!id.matches("[A-Za-z0-9._-]+")) {
            // The automation API refuses addresses with encoded slashes and the like.
            return subscriptions().stream()
                    .filter(subscription -> subscription.path("id").asText().equals(id))
                    .findFirst()
                    .orElse(MissingNode.getInstance());
        }
        Answer answer = house.http()
                .get(login(), "/api/v1/subscriptions/" + OsbClient.encoded(id))
                .expect(200, 404);
        return answer.status() == 404 ? MissingNode.getInstance() : answer.json();
    }

    /** The new password of a declared platform. */
    Login platform(String name) {
        JsonNode renewed = post("/api/v1/platforms/" + name + "/password", JsonNodeFactory.instance.objectNode())
                .expect(200)
                .json();
        return new Login(name, renewed.path("password").asText());
    }

    /** Moves the clock of a demonstration. */
    void advanceTo(String instant) {
        post(
                        "/api/v1/demonstration/clock",
                        JsonNodeFactory.instance.objectNode().put("now", instant))
                .expect(200);
    }

    String now() {
        return get("/api/v1/clock").path("now").asText();
    }

    JsonNode get(String path) {
        return house.http().get(login(), path).expect(200).json();
    }

    private Answer post(String path, JsonNode body) {
        return house.http().post(login(), path, body);
    }

    private Login login() {
        return house.credentials().of("ops");
    }
}
