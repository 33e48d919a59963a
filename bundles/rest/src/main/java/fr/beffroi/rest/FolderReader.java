package fr.beffroi.rest;

import fr.beffroi.api.CostPool;
import fr.beffroi.api.Declaration;
import fr.beffroi.api.Intercommunality;
import fr.beffroi.api.Offering;
import fr.beffroi.api.Platform;
import fr.beffroi.api.Siren;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads an intercommunality's folder, file by file, into a declaration, or into the list of everything that is wrong with it. */
final class FolderReader {
    private static final String INTERCOMMUNALITY = "intercommunality.yaml";
    private static final Pattern PATH = Pattern.compile("(communes|catalogue|charges|platforms)/([^/]+)\\.yaml");

    private final Mistakes mistakes = new Mistakes();
    private final List<Declaration.Household> households = new ArrayList<>();
    private final List<Offering> offerings = new ArrayList<>();
    private final List<CostPool> charges = new ArrayList<>();
    private final List<Platform> platforms = new ArrayList<>();
    private Optional<Intercommunality> intercommunality = Optional.empty();

    private FolderReader() {}

    /**
     * @param files the text of each file by its path within the folder
     * @throws MistakenFolder with every mistake of every file
     */
    static Declaration read(Map<String, String> files) {
        FolderReader reader = new FolderReader();
        new TreeMap<>(files).forEach(reader::file);
        if (!files.containsKey(INTERCOMMUNALITY)) {
            reader.mistakes.add(
                    INTERCOMMUNALITY, 1, "this file is missing: it says with siren and name who runs the house.");
        }
        List<Mistake> found = reader.mistakes.all();
        if (!found.isEmpty()) {
            throw new MistakenFolder(found);
        }
        return new Declaration(
                reader.intercommunality.orElseThrow(),
                reader.households,
                reader.offerings,
                reader.charges,
                reader.platforms);
    }

    private void file(String path, String text) {
        Matcher parts = PATH.matcher(path);
        if (path.equals(INTERCOMMUNALITY)) {
            intercommunality = read(path, text, FolderReader::intercommunality);
        } else if (parts.matches()) {
            String name = parts.group(2);
            switch (parts.group(1)) {
                case "communes" ->
                    read(path, text, fields -> CommuneFile.read(fields, name)).ifPresent(households::add);
                case "catalogue" ->
                    read(path, text, fields -> OfferingFile.read(fields, name)).ifPresent(offerings::add);
                case "platforms" ->
                    read(path, text, fields -> PlatformFile.read(fields, name)).ifPresent(platforms::add);
                default ->
                    read(path, text, fields -> ChargesFile.read(fields, name, offerings))
                            .ifPresent(charges::addAll);
            }
        } else {
            mistakes.add(
                    path,
                    1,
                    "no such file is read: the folder holds " + INTERCOMMUNALITY
                            + ", communes/{insee}.yaml, catalogue/{name}.yaml, charges/{yyyy-MM}.yaml and"
                            + " platforms/{name}.yaml.");
        }
    }

    private <T> Optional<T> read(String path, String text, Function<Fields, Optional<T>> content) {
        return YamlFile.read(path, text, mistakes).flatMap(content);
    }

    private static Optional<Intercommunality> intercommunality(Fields fields) {
        fields.only("siren", "name");
        Siren siren = fields.value("siren", Siren::new);
        String name = fields.text("name");
        fields.once("SIREN", "siren");
        return fields.build(() -> new Intercommunality(siren, name));
    }
}
