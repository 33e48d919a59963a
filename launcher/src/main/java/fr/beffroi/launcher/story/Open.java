package fr.beffroi.launcher.story;

import fr.beffroi.launcher.Disagreement;
import fr.beffroi.launcher.ProgressBar;
import java.util.HashSet;
import java.util.Set;

/** Each subscriber has an instance of its own, which answers at its own address. */
final class Open implements Chapter {

    @Override
    public String title() {
        return "Chaque commune a son instance d'Actes, à son adresse";
    }

    @Override
    public String play(Stage stage) {
        Set<String> pages = new HashSet<>();
        try (ProgressBar bar = stage.terminal.progress("adresses ouvertes", stage.subscribers.size())) {
            for (Commune commune : stage.subscribers) {
                String page = stage.view(commune);
                if (!page.contains(escaped(commune.name()))) {
                    throw new Disagreement("La page " + commune.pages() + " ne nomme pas " + commune + ".");
                }
                pages.add(page);
                bar.step();
            }
        }
        if (pages.size() != stage.subscribers.size()) {
            throw new Disagreement(
                    stage.subscribers.size() + " adresses, mais " + pages.size() + " pages différentes.");
        }
        Commune absent = stage.communes().stream()
                .filter(commune -> !stage.subscribers.contains(commune))
                .findFirst()
                .orElse(null);
        if (absent != null) {
            stage.house.get(absent.pages()).expect(404);
        }
        return pages.size() + " adresses répondent, chacune au nom de sa commune"
                + (absent == null ? "." : " ; " + absent.name() + ", qui n'est pas abonnée, n'en a pas (404).");
    }

    private static String escaped(String name) {
        return name.replace("&", "&amp;").replace("'", "&#39;");
    }
}
