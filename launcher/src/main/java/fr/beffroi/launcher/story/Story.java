package fr.beffroi.launcher.story;

import fr.beffroi.launcher.Credentials;
import fr.beffroi.launcher.House;
import fr.beffroi.launcher.Login;
import fr.beffroi.launcher.Terminal;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;

/**
 * One month of an intercommunality: order, live, metered, closed, left. The house has to be empty and run with a demonstration clock
 * that stands at the beginning of October 2026 ({@code BEFFROI_DEMONSTRATION=true}, {@code
 * BEFFROI_DEMONSTRATION_START=2026-10-01T06:00:00Z}).
 */
public final class Story {
    private final Stage stage;
    private final Credentials credentials;
    private final List<Chapter> chapters;

    /**
     * @param terminal where it is told
     * @param house a running product
     * @param credentials of that product
     * @param tenants folder of the intercommunality: {@code tenants/nimes-metropole}
     * @param scale how large
     */
    public Story(Terminal terminal, House house, Credentials credentials, Path tenants, Scale scale) {
        this.stage = new Stage(terminal, house, credentials, scale);
        this.credentials = credentials;
        this.chapters = List.of(
                new Declare(tenants), new Subscribe(), new Open(), new Use(), new Suspend(), new Close(), new Leave());
    }

    /**
     * Plays every chapter.
     *
     * @throws fr.beffroi.launcher.Disagreement at the first thing that isn't as the story says
     */
    public void play() {
        long start = System.nanoTime();
        for (int i = 0; i < chapters.size(); i++) {
            Chapter chapter = chapters.get(i);
            stage.terminal.line("");
            stage.terminal.line((i + 1) + "/" + chapters.size() + "  " + chapter.title());
            stage.terminal.sentence("  ✓ " + chapter.play(stage), 4);
        }
        stage.terminal.line("");
        stage.terminal.line("L'histoire est finie, en " + (System.nanoTime() - start) / 1_000_000_000 + " s.");
    }

    /** Tells where to look now: addresses, log-ins, commands to try. After {@link #play}. */
    public void showAround() {
        Commune commune = stage.subscribers.get(stage.subscribers.size() / 2);
        Login agent = stage.agents.get(commune.insee());
        Login contact = stage.renewPassword(commune, stage.uid(commune, "contact"));
        URI statement = stage.house.address(commune.resource() + "/statements/" + Month.PERIOD);
        List<String> places = List.of(
                "",
                "Beffroi reste ouvert. À voir dans un navigateur :",
                "  " + stage.house.address(commune.pages()) + "   les actes de " + commune.name()
                        + ", sans mot de passe",
                "  " + stage.house.address(stage.gone.pages()) + "   " + stage.gone.name() + " est partie : 404",
                "  " + stage.house.address("/metrics") + "   les mesures de la plateforme (ops)",
                "  " + stage.house.address("/api/v1/openapi.json") + "   la description de l'interface (ops)",
                "");
        List<String> toCopy = List.of(
                "Pour se connecter, le temps de cette démonstration :",
                "  agent de " + commune.name() + "     " + agent.name() + "   " + agent.password(),
                "  référent de " + commune.name() + "  " + contact.name() + "   " + contact.password(),
                "  intercommunalité, auditeur, plateforme : ops, auditor, platform ; mots de passe dans "
                        + credentials.file(),
                "",
                "À essayer dans un autre terminal :",
                "  curl -u '" + contact.name() + ":" + contact.password() + "' '" + statement + "?format=csv'",
                "  curl -u platform:\"$(sed -n 's/^platform=//p' '" + credentials.file()
                        + "')\" -H 'X-Broker-API-Version: 2.17' " + stage.house.address("/v2/catalog"));
        places.forEach(line -> stage.terminal.sentence(line, 4));
        toCopy.forEach(stage.terminal::line);
    }
}
