package fr.beffroi.service.actes;

import fr.beffroi.api.Commune;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The pages that the public reads: plain HTML without scripts, made to be read by everybody (RGAA 4.1). Every text from outside goes
 * through {@link #escape}.
 */
final class Pages {
    private static final ZoneId FRANCE = ZoneId.of("Europe/Paris");
    private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("d MMMM uuuu", Locale.FRENCH);
    private static final DateTimeFormatter MOMENT =
            DateTimeFormatter.ofPattern("d MMMM uuuu 'à' H 'h' mm", Locale.FRENCH);

    private final Commune commune;
    private final Presentation presentation;

    Pages(Commune commune, Presentation presentation) {
        this.commune = commune;
        this.presentation = presentation;
    }

    /** All acts, by year, the newest first. */
    String list(List<Act> acts) {
        Map<Integer, List<Act>> byYear = acts.stream()
                .collect(Collectors.groupingBy(
                        act -> act.date().getYear(), () -> new TreeMap<>((a, b) -> b - a), Collectors.toList()));
        StringBuilder body = new StringBuilder("<h1>" + escape(presentation.title()) + "</h1>\n");
        if (acts.isEmpty()) {
            body.append("<p>Aucun acte n'est publié pour le moment.</p>\n");
        }
        if (byYear.size() > 1) {
            body.append("<nav aria-label=\"Années\"><ul class=\"years\">\n");
            byYear.keySet().forEach(year -> body.append("<li><a href=\"#annee-%1$d\">%1$d</a></li>\n".formatted(year)));
            body.append("</ul></nav>\n");
        }
        byYear.forEach((year, ofYear) -> {
            body.append("""
                    <section aria-labelledby="annee-%1$d">
                    <h2 id="annee-%1$d">%1$d</h2>
                    <table>
                    <caption>Actes de %1$d, du plus récent au plus ancien</caption>
                    <thead><tr><th scope="col">Numéro</th><th scope="col">Date</th><th scope="col">Nature</th>\
                    <th scope="col">Objet</th><th scope="col">Document</th></tr></thead>
                    <tbody>
                    """.formatted(year));
            ofYear.forEach(act -> body.append(row(act)));
            body.append("</tbody>\n</table>\n</section>\n");
        });
        return page(presentation.title(), "", body.toString());
    }

    private static String row(Act act) {
        return """
                <tr><th scope="row"><a href="acts/%1$s">%1$s</a></th><td data-label="Date">%2$s</td>\
                <td data-label="Nature">%3$s</td><td data-label="Objet">%4$s</td>\
                <td data-label="Document"><a href="acts/%1$s.pdf" aria-label="PDF (%5$s) de l'acte %1$s">PDF (%5$s)</a></td></tr>
                """.formatted(
                escape(act.number()), day(act.date()), act.nature().title(), escape(act.subject()), size(act.size()));
    }

    /** One act, with what the law wants shown: its author and when it was put online. */
    String act(Act act) {
        String body = """
                <h1>%2$s %1$s</h1>
                <p class="subject">%3$s</p>
                <dl>
                <dt>Nature</dt><dd>%2$s</dd>
                <dt>Date de l'acte</dt><dd>%4$s</dd>
                <dt>Auteur</dt><dd>%5$s</dd>
                <dt>Mise en ligne</dt><dd><time datetime="%6$s">%7$s</time></dd>
                <dt>Empreinte SHA-256 du document</dt><dd><code>%8$s</code></dd>
                </dl>
                <p><a class="document" href="%1$s.pdf">Lire le document (PDF, %9$s)</a></p>
                <p><a href="../">Tous les actes publiés</a></p>
                """.formatted(
                        escape(act.number()),
                        act.nature().title(),
                        escape(act.subject()),
                        day(act.date()),
                        escape(act.signatory()),
                        act.publishedAt(),
                        moment(act.publishedAt()),
                        act.sha256(),
                        size(act.size()));
        return page(act.nature().title() + " " + act.number(), "../", body);
    }

    /** Instead of a page that isn't there. */
    String problem(Problem problem, String root) {
        String body = "<h1>" + escape(problem.title()) + "</h1>\n<p>" + escape(problem.getMessage())
                + "</p>\n<p><a href=\"" + escape(root) + "\">Tous les actes publiés</a></p>\n";
        return page(problem.title(), root, body);
    }

    /** @param root of the instance as the page sees it: empty or {@code ../} */
    private String page(String title, String root, String body) {
        String name = escape(commune.name());
        return """
                <!DOCTYPE html>
                <html lang="fr">
                <head>
                <meta charset="utf-8">
                <meta name="viewport" content="width=device-width, initial-scale=1">
                <title>%1$s – %2$s</title>
                <link rel="stylesheet" href="%3$sstyle.css">
                </head>
                <body>
                <a class="skip" href="#contenu">Aller au contenu</a>
                <header><p>%2$s<span>Actes de la commune</span></p></header>
                <main id="contenu" tabindex="-1">
                %4$s</main>
                <footer><p>Publication sous forme électronique des actes de la commune de %2$s\
                 (article L. 2131-1 du code général des collectivités territoriales).</p>%5$s</footer>
                </body>
                </html>
                """.formatted(escape(title), name, escape(root), body, contact());
    }

    private String contact() {
        return presentation
                .contact()
                .map(address -> "\n<p>Une question sur un acte ? Écrivez à <a href=\"mailto:%s\">%s</a>.</p>"
                        .formatted(
                                // RFC 6068: what could be read as a part of the link is written otherwise.
                                URLEncoder.encode(address, StandardCharsets.UTF_8)
                                        .replace("%40", "@"),
                                escape(address)))
                .orElse("");
    }

    /** Makes text safe between tags and within quoted attributes. */
    static String escape(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }

    private static String day(LocalDate date) {
        return DAY.format(date).replaceFirst("^1 ", "1er ");
    }

    private static String moment(Instant instant) {
        return MOMENT.format(instant.atZone(FRANCE)).replaceFirst("^1 ", "1er ");
    }

    /** As people read it; with no-break spaces. */
    private static String size(long bytes) {
        if (bytes < 1_000_000) {
            return Math.max(1, Math.round(bytes / 1_000.0)) + "\u00a0ko";
        }
        return String.format(Locale.FRENCH, "%.1f", bytes / 1_000_000.0) + "\u00a0Mo";
    }
}
