package fr.beffroi.service.probe;

import fr.beffroi.api.hosted.TenantContext;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Tries to get from this instance's files folder into its neighbour's, and into the house's own. */
final class FilesWall {
    private static final String WALL = "files";

    private final Path own;
    private final Targets targets;
    private final String service;
    /** From {@code tenants/{insee}/{service}/files} to the neighbour's. */
    private final String across;

    FilesWall(TenantContext context, Targets targets) {
        this.own = context.files();
        this.targets = targets;
        this.service = context.service();
        this.across = "../../../" + targets.neighbour() + "/" + service + "/files/";
    }

    List<Attempt> attempts() {
        return List.of(
                Attempt.at(WALL, "relative-path", () -> read(own.resolve(across + Targets.SECRET_FILE))),
                Attempt.at(WALL, "absolute-path", () -> read(own.resolve(secret()))),
                Attempt.at(
                        WALL, "own-file-system", () -> read(own.getFileSystem().getPath(secret()))),
                Attempt.at(WALL, "symbolic-link", this::link),
                Attempt.at(WALL, "write-across", this::write),
                Attempt.at(WALL, "house-by-relative-path", this::house),
                Attempt.byNature(
                        WALL,
                        "java-file-system",
                        () -> read(FileSystems.getDefault().getPath(secret()))));
    }

    private String secret() {
        return targets.folder(service) + "/files/" + Targets.SECRET_FILE;
    }

    private static Optional<String> read(Path file) throws IOException {
        Files.readString(file);
        return Optional.of("Un fichier de la commune voisine a été lu.");
    }

    private Optional<String> link() throws IOException {
        Path link = own.resolve("link");
        Files.deleteIfExists(link);
        try {
            Files.createSymbolicLink(link, own.getFileSystem().getPath(across + Targets.SECRET_FILE));
            return read(link).map(what -> "Par un lien symbolique : " + what);
        } finally {
            Files.deleteIfExists(link);
        }
    }

    private Optional<String> write() throws IOException {
        Path trace = own.resolve(across + "trace.txt");
        Files.writeString(trace, "left by a probe");
        Files.delete(trace);
        return Optional.of("Un fichier a été écrit dans le dossier de la commune voisine.");
    }

    /** Whether the house's own files are there to be read; they aren't. */
    private Optional<String> house() {
        for (String name : List.of("credentials", "binding.key", "beffroi.db", "log/beffroi.log")) {
            if (Files.isReadable(own.resolve("../../../../" + name))) {
                return Optional.of(
                        "Le fichier « " + name + " » de Beffroi est lisible depuis le dossier d'une commune.");
            }
        }
        return Optional.empty();
    }
}
