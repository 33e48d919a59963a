package fr.beffroi.launcher.story;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import fr.beffroi.launcher.Answer;
import fr.beffroi.launcher.Credentials;
import fr.beffroi.launcher.Disagreement;
import fr.beffroi.launcher.House;
import fr.beffroi.launcher.Login;
import fr.beffroi.launcher.Terminal;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Where the story is played, and what its chapters leave for the next ones. */
final class Stage {
    static final Comparator<Commune> LARGEST_FIRST =
            Comparator.comparingInt(Commune::population).reversed().thenComparing(Commune::insee);

    final Terminal terminal;
    final House house;
    final Scale scale;
    final Login operations;
    final Login platform;
    final Login auditor;
    private final Printer printer = new Printer();

    /** Those who subscribe, largest first; set by {@link Subscribe}. */
    List<Commune> subscribers = List.of();

    /** Set by {@link Subscribe}. */
    List<Ordered> subscriptions = List.of();

    /** The log-in of each subscriber's agent, by INSEE code; filled by {@link Use}. */
    final Map<String, Login> agents = new LinkedHashMap<>();

    /** Acts published, by INSEE code; filled by {@link Use} and {@link Suspend}. */
    final Map<String, Integer> acts = new LinkedHashMap<>();

    /** Pages read by visitors, by INSEE code. */
    final Map<String, Integer> views = new LinkedHashMap<>();

    /** The commune that left; set by {@link Leave}. */
    Commune gone;

    Stage(Terminal terminal, House house, Credentials credentials, Scale scale) {
        this.terminal = terminal;
        this.house = house;
        this.scale = scale;
        this.operations = credentials.of("ops");
        this.platform = credentials.of("platform");
        this.auditor = credentials.of("auditor");
    }

    /** Every commune of the house, largest first. */
    List<Commune> communes() {
        List<Commune> communes = new ArrayList<>();
        for (JsonNode tenant :
                house.get(operations, "/api/v1/tenants").expect(200).json().path("tenants")) {
            communes.add(new Commune(
                    tenant.path("insee").asText(),
                    tenant.path("name").asText(),
                    tenant.path("population").asInt()));
        }
        communes.sort(LARGEST_FIRST);
        return communes;
    }

    /** The uid of the first account of a commune with that role: {@code agent} or {@code contact}. */
    String uid(Commune commune, String role) {
        for (JsonNode account : house.get(operations, commune.resource() + "/accounts")
                .expect(200)
                .json()
                .path("accounts")) {
            if (account.path("role").asText().equals(role)) {
                return account.path("uid").asText();
            }
        }
        throw new Disagreement(commune + " n'a pas de compte « " + role + " ».");
    }

    /** A visitor reads the list of a commune's acts, which counts as a page view. */
    String view(Commune commune) {
        String page = house.get(commune.pages()).expect(200).text();
        views.merge(commune.insee(), 1, Integer::sum);
        return page;
    }

    /** A new password for a person of a commune, as operations give it. */
    Login renewPassword(Commune commune, String uid) {
        String path = commune.resource() + "/accounts/" + uid + "/password";
        JsonNode answer = house.post(operations, path, JsonNodeFactory.instance.objectNode())
                .expect(200, 201)
                .json();
        return new Login(uid + "@" + commune.insee(), answer.path("password").asText());
    }

    /**
     * Publishes an act.
     *
     * @param author a person or a program of the commune
     * @param address of the commune's instance
     * @return what was answered
     */
    Answer publish(Login author, String address, Act act) {
        String query = "?number=" + encoded(act.number()) + "&nature="
                + act.nature().key() + "&date=" + act.date() + "&subject=" + encoded(act.subject()) + "&signatory="
                + encoded(act.signatory());
        return house.post(author, address + "api/acts" + query, "application/pdf", printer.print(act));
    }

    /** An act was published. */
    void count(Act act) {
        acts.merge(act.commune().insee(), 1, Integer::sum);
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    /** Time goes by. */
    void moveClockTo(Instant now) {
        house.post(
                        operations,
                        "/api/v1/demonstration/clock",
                        JsonNodeFactory.instance.objectNode().put("now", now.toString()))
                .expect(200, 204);
    }
}
