package fr.beffroi.launcher.story;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import fr.beffroi.launcher.Disagreement;
import fr.beffroi.launcher.Login;
import fr.beffroi.launcher.ProgressBar;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/** The smallest of the subscribers leaves, with all its data; its neighbours notice nothing. */
final class Leave implements Chapter {

    @Override
    public String title() {
        return "Une commune s'en va, avec ses données";
    }

    @Override
    public String play(Stage stage) {
        Commune leaver = stage.subscribers.get(stage.subscribers.size() - 1);
        Login agent = stage.agents.get(leaver.insee());
        String tenant = leaver.resource();
        stage.house.get(agent, tenant).expect(200);
        stage.house
                .post(stage.operations, tenant + "/departure", JsonNodeFactory.instance.objectNode())
                .expect(202);
        waitForTheEnd(stage, leaver);
        stage.house.get(leaver.pages()).expect(404);
        Operations.until("la fermeture du compte " + agent, () -> {
            int status = stage.house.get(agent, tenant).status();
            return status == 401 ? Optional.empty() : Optional.of("la connexion est encore acceptée (" + status + ")");
        });
        long bytes = checkArchives(stage, leaver);
        int neighbours = checkNeighbours(stage, leaver);
        stage.gone = leaver;
        return leaver + " est partie : son adresse répond 404, ses comptes sont fermés, ses archives, "
                + Figures.whole(bytes) + " octets avec tous ses actes, sont intactes. Ses " + neighbours
                + " voisines répondent comme avant.";
    }

    private static void waitForTheEnd(Stage stage, Commune leaver) {
        List<Ordered> ending = stage.subscriptions.stream()
                .filter(order -> order.commune().equals(leaver))
                .toList();
        try (ProgressBar bar = stage.terminal.progress("abonnements terminés", ending.size())) {
            for (Ordered order : ending) {
                Operations.awaitEnd(stage, order);
                stage.house.osb(stage.platform, "GET", order.path(), null).expect(404);
                bar.step();
            }
        }
    }

    /**
     * The archives are there, are byte for byte what the journal says, and hold every act.
     *
     * @return how many bytes they are together
     */
    private static long checkArchives(Stage stage, Commune leaver) {
        String address = leaver.resource() + "/archives";
        long bytes = 0;
        int documents = 0;
        for (JsonNode archive :
                stage.house.get(stage.operations, address).expect(200).json().path("archives")) {
            String file = archive.path("file").asText();
            byte[] content = stage.house
                    .get(stage.operations, address + "/" + file)
                    .expect(200)
                    .body();
            if (!sha256(content).equals(archive.path("sha256").asText())) {
                throw new Disagreement("L'archive " + file + " n'est pas celle que dit le journal.");
            }
            documents += documents(content);
            bytes += content.length;
        }
        if (documents != stage.acts.get(leaver.insee())) {
            throw new Disagreement("Les archives contiennent " + documents + " actes, mais "
                    + stage.acts.get(leaver.insee()) + " ont été publiés.");
        }
        return bytes;
    }

    private static int documents(byte[] archive) {
        try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(archive))) {
            int documents = 0;
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                documents += entry.getName().endsWith(".pdf") ? 1 : 0;
            }
            return documents;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int checkNeighbours(Stage stage, Commune leaver) {
        int neighbours = 0;
        for (Commune commune : stage.subscribers) {
            if (!commune.equals(leaver)) {
                stage.house.get(commune.pages()).expect(200);
                neighbours++;
            }
        }
        return neighbours;
    }

    private static String sha256(byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
