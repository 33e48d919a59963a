package fr.beffroi.launcher;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Makes the house agree with a folder of files: shows what would change, then changes it. */
public final class Apply {
    private final Path folder;
    private final ObjectNode files;

    private Apply(Path folder, ObjectNode files) {
        this.folder = folder;
        this.files = files;
    }

    /**
     * Takes every {@code *.yaml} below a folder, in the order of their paths.
     *
     * @throws Disagreement when the folder doesn't exist, holds no such file, or one can't be read as UTF-8
     */
    public static Apply read(Path folder) {
        if (!Files.isDirectory(folder)) {
            throw new Disagreement("Le dossier " + folder + " n'existe pas.");
        }
        ObjectNode body = House.JSON.createObjectNode();
        ObjectNode texts = body.putObject("files");
        for (Path file : yamlFiles(folder)) {
            texts.put(slashed(folder.relativize(file)), text(file));
        }
        if (texts.isEmpty()) {
            throw new Disagreement("Le dossier " + folder + " ne contient aucun fichier .yaml.");
        }
        return new Apply(folder, body);
    }

    /** How many files there are. */
    public int files() {
        return files.path("files").size();
    }

    /**
     * What would change.
     *
     * @return one sentence a change; empty when everything agrees already
     * @throws Disagreement naming file and line of every mistake; nothing was changed
     */
    public List<String> plan(House house, Login operations) {
        return send(house, operations, true);
    }

    /**
     * Makes the changes, all of them or none.
     *
     * @return one sentence a change that was made
     * @throws Disagreement as for {@link #plan}
     */
    public List<String> apply(House house, Login operations) {
        return send(house, operations, false);
    }

    private List<String> send(House house, Login operations, boolean planOnly) {
        Answer answer = house.post(operations, "/api/v1/declaration?plan=" + planOnly, files);
        JsonNode mistakes = answer.json().path("mistakes");
        if (answer.status() >= 400 && !mistakes.isEmpty()) {
            throw new Disagreement(mistakes(mistakes));
        }
        List<String> changes = new ArrayList<>();
        answer.expect(200).json().path("changes").forEach(change -> changes.add(change.asText()));
        return changes;
    }

    private String mistakes(JsonNode mistakes) {
        List<String> lines = new ArrayList<>();
        for (JsonNode mistake : mistakes) {
            lines.add(folder.resolve(mistake.path("file").asText()) + ":"
                    + mistake.path("line").asInt() + ": "
                    + mistake.path("sentence").asText());
        }
        lines.add("Rien n'a été changé.");
        return String.join(System.lineSeparator(), lines);
    }

    private static List<Path> yamlFiles(Path folder) {
        try (Stream<Path> all = Files.walk(folder)) {
            return all.filter(Files::isRegularFile)
                    .filter(file -> file.getFileName().toString().endsWith(".yaml"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new Disagreement("Le dossier " + folder + " ne peut pas être lu : " + e.getMessage(), e);
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (MalformedInputException e) {
            throw new Disagreement(file + ":1: ce fichier n'est pas en UTF-8. Enregistrez-le en UTF-8.", e);
        } catch (IOException e) {
            throw new Disagreement("Le fichier " + file + " ne peut pas être lu : " + e.getMessage(), e);
        }
    }

    private static String slashed(Path path) {
        return path.toString().replace('\\', '/');
    }
}
