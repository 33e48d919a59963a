package fr.beffroi.provisioning;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Writes archives: {@code archives/{insee}/{service}-{date}-{operation}.zip}. The name follows from the operation alone, so an archive
 * made again takes the place of its half. A file under its final name is whole and on the disk.
 */
final class ArchiveWriter {
    private static final ZoneId PARIS = ZoneId.of("Europe/Paris");
    private static final ObjectMapper JSON = new ObjectMapper()
            .enable(SerializationFeature.INDENT_OUTPUT)
            .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS);

    private final Path archives;

    /** @param data the folder of all state */
    ArchiveWriter(Path data) {
        this.archives = data.resolve("archives");
    }

    /** Puts a service's own data into a folder that exists and is empty. */
    @FunctionalInterface
    interface Export {
        void into(Path folder) throws IOException;
    }

    /**
     * An archive that was written.
     *
     * @param file its name within the commune's folder
     * @param bytes its size
     * @param sha256 its checksum, in hexadecimal
     */
    record Written(String file, long bytes, String sha256) {}

    Written write(Work work, Export export) throws IOException {
        Path making = archives.resolve(".making").resolve(work.operation().id());
        delete(making);
        try {
            Path content = Files.createDirectories(making.resolve("content"));
            export.into(Files.createDirectories(content.resolve("service")));
            JSON.writeValue(content.resolve("subscription.json").toFile(), description(work));
            Files.writeString(content.resolve("README.txt"), readme(work));
            List<String> files = files(content);
            Files.writeString(content.resolve("MANIFEST.sha256"), manifest(content, files));

            Path zip = making.resolve("archive.zip");
            String sha256 = zip(content, zip);
            Path folder = Files.createDirectories(archives.resolve(work.tenant().code()));
            Path kept = folder.resolve(file(work));
            Files.move(zip, kept, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            sync(folder);
            sync(archives);
            return new Written(kept.getFileName().toString(), Files.size(kept), sha256);
        } finally {
            delete(making);
        }
    }

    private static String file(Work work) {
        LocalDate date = work.operation().startedAt().atZone(PARIS).toLocalDate();
        return work.service() + "-" + date + "-" + work.operation().id().substring(0, 8) + ".zip";
    }

    private static Map<String, Object> description(Work work) {
        Map<String, Object> description = new LinkedHashMap<>();
        description.put("subscription", work.subscription().id());
        description.put("commune", work.tenant().code());
        description.put("service", work.service());
        description.put("offering", work.offering().id());
        description.put("plan", work.subscription().plan());
        description.put("orderedAt", work.subscription().orderedAt().toString());
        description.put("endOrderedAt", work.operation().startedAt().toString());
        description.put("content", work.subscription().content());
        return description;
    }

    private static String readme(Work work) {
        return """
                Archive de réversibilité
                ========================

                Commune     : %s (%s)
                Service     : %s (%s)
                Abonnement  : %s
                Résilié le  : %s

                service/           les données du service, dans des formats ouverts ; son propre README.txt
                                   les explique. Vide lorsque le service ne conserve rien pour la commune.
                subscription.json  l'abonnement tel qu'il a été commandé (JSON, UTF-8)
                MANIFEST.sha256    l'empreinte SHA-256 de chaque fichier ; pour les contrôler :
                                   sha256sum -c MANIFEST.sha256
                """.formatted(
                        work.commune().name(),
                        work.tenant(),
                        work.offering().title(),
                        work.service(),
                        work.subscription().id(),
                        work.operation().startedAt().atZone(PARIS).toLocalDate());
    }

    /** Every file under a folder, by its path with slashes, in order. */
    private static List<String> files(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            return all.filter(Files::isRegularFile)
                    .map(file -> folder.relativize(file).toString().replace('\\', '/'))
                    .sorted()
                    .toList();
        }
    }

    /** As {@code sha256sum} writes and reads it. */
    private static String manifest(Path folder, List<String> files) throws IOException {
        StringBuilder lines = new StringBuilder();
        for (String file : files) {
            MessageDigest digest = sha256();
            try (InputStream in = Files.newInputStream(folder.resolve(file));
                    OutputStream hashed = new DigestOutputStream(OutputStream.nullOutputStream(), digest)) {
                in.transferTo(hashed);
            }
            lines.append(HexFormat.of().formatHex(digest.digest()))
                    .append("  ")
                    .append(file)
                    .append('\n');
        }
        return lines.toString();
    }

    private static String zip(Path folder, Path zip) throws IOException {
        MessageDigest digest = sha256();
        try (ZipOutputStream out = new ZipOutputStream(new DigestOutputStream(Files.newOutputStream(zip), digest))) {
            for (String file : files(folder)) {
                out.putNextEntry(new ZipEntry(file));
                Files.copy(folder.resolve(file), out);
                out.closeEntry();
            }
        }
        sync(zip);
        return HexFormat.of().formatHex(digest.digest());
    }

    /** Waits until a file, or the names in a folder, are on the disk. */
    private static void sync(Path path) throws IOException {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    private static void delete(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every JDK has SHA-256", impossible);
        }
    }
}
