package fr.beffroi.provisioning;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import fr.beffroi.api.ArchivePart;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What explains an archive and proves that it is whole: {@code README.txt} for people, {@code manifest.json}
 * for programs, {@code MANIFEST.sha256} for {@code sha256sum -c}.
 */
final class ArchiveManifest {
    private static final String MANIFEST = "manifest.json";
    private static final String README = "README.txt";
    private static final String CHECKSUMS = "MANIFEST.sha256";
    private static final ObjectMapper JSON = new ObjectMapper()
            .enable(SerializationFeature.INDENT_OUTPUT)
            .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS);

    private final Work work;
    private final List<ArchivePart> parts;

    /** @param parts of the other rooms that are in the archive */
    ArchiveManifest(Work work, List<ArchivePart> parts) {
        this.work = work;
        this.parts = parts;
    }

    /** Writes all but the checksums. */
    void write(Path folder, List<String> data) throws IOException {
        Files.writeString(folder.resolve(README), readme());
        List<String> files = new ArrayList<>(data);
        files.add(README);
        List<Map<String, Object>> described = new ArrayList<>();
        for (String file : files.stream().sorted().toList()) {
            Map<String, Object> one = new LinkedHashMap<>();
            one.put("file", file);
            one.put("bytes", Files.size(folder.resolve(file)));
            one.put("sha256", sha256(folder.resolve(file)));
            one.put("description", description(file));
            described.add(one);
        }
        Map<String, Object> manifest = new LinkedHashMap<>();
        manifest.put("format", "beffroi-archive/1");
        manifest.put("commune", work.tenant().code());
        manifest.put("service", work.service());
        manifest.put("subscription", work.subscription().id());
        manifest.put("offering", work.offering().id());
        manifest.put("plan", work.subscription().plan());
        manifest.put("orderedAt", work.subscription().orderedAt().toString());
        manifest.put("endOrderedAt", work.operation().startedAt().toString());
        manifest.put("files", described);
        JSON.writeValue(folder.resolve(MANIFEST).toFile(), manifest);
    }

    /** As {@code sha256sum} writes and reads it, over every file but this one. */
    void writeChecksums(Path folder, List<String> files) throws IOException {
        StringBuilder lines = new StringBuilder();
        for (String file : files) {
            lines.append(sha256(folder.resolve(file))).append("  ").append(file).append('\n');
        }
        Files.writeString(folder.resolve(CHECKSUMS), lines);
    }

    private String description(String file) {
        String top = file.substring(0, Math.max(0, file.indexOf('/')));
        if (top.equals(ArchiveWriter.SERVICE)) {
            return "Données du service « " + work.offering().title() + " »";
        }
        return parts.stream()
                .filter(part -> part.name().equals(top))
                .map(part -> part.description().strip().replaceAll("\\s+", " "))
                .findFirst()
                .orElse("Présentation de l'archive");
    }

    private String readme() {
        StringBuilder folders = new StringBuilder();
        for (ArchivePart part : parts) {
            folders.append(entry(part.name() + "/", part.description()));
        }
        return """
                Archive de réversibilité
                ========================

                Commune     : %s (%s)
                Service     : %s (%s)
                Abonnement  : %s
                Résilié le  : %s

                Tout est en formats ouverts : UTF-8, CSV à points-virgules, JSON. Un dossier vide ou absent : rien n'y était conservé.

                """.formatted(
                        work.commune().name(),
                        work.tenant(),
                        work.offering().title(),
                        work.service(),
                        work.subscription().id(),
                        work.operation().startedAt().atZone(ArchiveWriter.PARIS).toLocalDate())
                + entry(ArchiveWriter.SERVICE + "/", "les données du service ; son propre README.txt les explique")
                + folders
                + entry(MANIFEST, "la liste des fichiers, leur taille, leur empreinte et ce qu'ils contiennent (JSON)")
                + entry(
                        CHECKSUMS,
                        "l'empreinte SHA-256 de chaque fichier ; pour les contrôler :\nsha256sum -c " + CHECKSUMS);
    }

    /** A name and what it is, the lines of it one below the other. */
    private static String entry(String name, String description) {
        String indent = " ".repeat(20);
        return String.format("%-20s%s%n", name, description.strip().replaceAll("\\s*\\R\\s*", "\n" + indent))
                .replace(System.lineSeparator(), "\n");
    }

    private static String sha256(Path file) throws IOException {
        MessageDigest digest = ArchiveWriter.sha256();
        try (InputStream in = Files.newInputStream(file);
                OutputStream hashed = new DigestOutputStream(OutputStream.nullOutputStream(), digest)) {
            in.transferTo(hashed);
        }
        return HexFormat.of().formatHex(digest.digest());
    }
}
