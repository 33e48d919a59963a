package fr.beffroi.service.actes;

import fr.beffroi.api.Commune;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What a commune takes along when it leaves: the documents, and the register twice, for people and for programs. */
final class Archive {
    private static final String FOLDER = "documents";

    private final Commune commune;
    private final Documents documents;

    Archive(Commune commune, Documents documents) {
        this.commune = commune;
        this.documents = documents;
    }

    void write(List<Act> acts, Path folder) throws IOException {
        Path copies = Files.createDirectory(folder.resolve(FOLDER));
        for (Act act : acts) {
            documents.copyTo(act, copies.resolve(act.number() + ".pdf"));
        }
        Files.writeString(folder.resolve("actes.csv"), csv(acts));
        Files.writeString(
                folder.resolve("actes.json"),
                acts.stream().map(Archive::json).collect(Collectors.joining(",\n", "[\n", "\n]\n")));
        Files.writeString(folder.resolve("README.txt"), readme(acts.size()));
    }

    /**
     * Columns of SCDL <i>délibérations</i> 2.1 where there is one, written as what French spreadsheets open in columns without being
     * asked: a byte order mark and semicolons; quotes and line ends are those of RFC 4180.
     */
    private String csv(List<Act> acts) {
        String header =
                "\uFEFFCOLL_NOM;COLL_SIREN;DELIB_ID;DELIB_DATE;DELIB_OBJET;DELIB_URL;NATURE;SIGNATAIRE;SHA256;TAILLE;"
                        + "PUBLIE_LE\r\n";
        return acts.stream()
                .map(act -> Stream.of(
                                commune.name(),
                                commune.siren().number(),
                                act.number(),
                                act.date().toString(),
                                act.subject(),
                                FOLDER + "/" + act.number() + ".pdf",
                                act.nature().key(),
                                act.signatory(),
                                act.sha256(),
                                Long.toString(act.size()),
                                act.publishedAt().toString())
                        .map(Archive::field)
                        .collect(Collectors.joining(";", "", "\r\n")))
                .collect(Collectors.joining("", header, ""));
    }

    private static String field(String text) {
        boolean plain = text.chars().noneMatch(c -> c == ';' || c == '"' || c == '\r' || c == '\n');
        return plain ? text : '"' + text.replace("\"", "\"\"") + '"';
    }

    /** An act as the API shows it. */
    static String json(Act act) {
        return new Json()
                .text("number", act.number())
                .text("nature", act.nature().key())
                .text("date", act.date().toString())
                .text("subject", act.subject())
                .text("signatory", act.signatory())
                .text("sha256", act.sha256())
                .number("size", act.size())
                .text("publishedAt", act.publishedAt().toString())
                .toString();
    }

    private String readme(int count) {
        return """
                Actes publiés par la commune de %s (SIREN %s)

                Cette archive contient les %d actes que la commune a publiés avec le service « Actes ».

                documents/   les actes au format PDF, chacun sous son numéro
                actes.csv    la liste des actes pour un tableur : UTF-8 avec indicateur d'ordre (BOM),
                             points-virgules, une ligne d'en-tête. Les colonnes COLL_* et DELIB_* suivent le schéma
                             « Délibérations » du Socle commun des données locales.
                actes.json   la même liste pour un programme

                SHA256 est l'empreinte du document tel qu'il a été publié ; « sha256sum documents/* »
                permet de vérifier qu'il n'a pas changé. PUBLIE_LE est l'instant de la mise en ligne (UTC).
                """.formatted(commune.name(), commune.siren(), count);
    }
}
