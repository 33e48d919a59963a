package fr.beffroi.launcher.story;

import fr.beffroi.launcher.Apply;
import fr.beffroi.launcher.Disagreement;
import java.nio.file.Path;
import java.util.List;

/** The communes, the catalogue and the month's costs are read from files. */
final class Declare implements Chapter {
    private final Path folder;

    Declare(Path folder) {
        this.folder = folder;
    }

    @Override
    public String title() {
        return "Les communes et le catalogue sont lus dans des fichiers";
    }

    @Override
    public String play(Stage stage) {
        Apply files = Apply.read(folder);
        stage.terminal.sentence("  " + files.files() + " fichiers lus dans " + folder + ".", 4);
        stage.terminal.draw("  lecture et contrôle…");
        List<String> plan = files.plan(stage.house, stage.operations);
        plan.stream().limit(4).forEach(change -> stage.terminal.sentence("    prévu : " + change, 6));
        if (plan.size() > 4) {
            stage.terminal.line("    … et " + (plan.size() - 4) + " autres.");
        }
        stage.terminal.draw("  mise en accord de la maison…");
        int changes = files.apply(stage.house, stage.operations).size();
        if (changes != plan.size()) {
            throw new Disagreement(plan.size() + " changements étaient prévus, " + changes + " ont été faits.");
        }
        stage.terminal.draw("  seconde lecture et contrôle…");
        List<String> again = files.plan(stage.house, stage.operations);
        if (!again.isEmpty()) {
            throw new Disagreement(
                    "Appliqués une seconde fois, les fichiers changeraient encore quelque chose : " + again.get(0));
        }
        List<Commune> communes = stage.communes();
        int inhabitants = communes.stream().mapToInt(Commune::population).sum();
        int offerings = stage.house
                .osb(stage.platform, "GET", "/v2/catalog", null)
                .expect(200)
                .json()
                .path("services")
                .size();
        return communes.size() + " communes, " + Figures.whole(inhabitants) + " habitants, " + offerings
                + " services au catalogue. Relus une seconde fois, les fichiers ne changent rien.";
    }
}
