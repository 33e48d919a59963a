package fr.beffroi.provisioning;

import fr.beffroi.api.ArchivePart;
import java.io.IOException;
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
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Writes archives: {@code archives/{insee}/{service}-{date}-{operation}.zip}. The name follows from the operation alone, so an archive
 * made again takes the place of its half. A file under its final name is whole and on the disk.
 */
final class ArchiveWriter {
    static final ZoneId PARIS = ZoneId.of("Europe/Paris");
    static final String SERVICE = "service";

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

    /** @param parts of the other rooms */
    Written write(Work work, List<ArchivePart> parts, Export export) throws IOException {
        Path making = archives.resolve(".making").resolve(work.operation().id());
        delete(making);
        try {
            Path folder = Files.createDirectories(making.resolve("content"));
            export.into(Files.createDirectory(folder.resolve(SERVICE)));
            for (ArchivePart part : parts) {
                // Fails when two parts bear one name: neither may write over the other.
                part.export(work.tenant(), work.offering().id(), Files.createDirectory(folder.resolve(part.name())));
            }
            ArchiveManifest manifest = new ArchiveManifest(work, parts);
            manifest.write(folder, files(folder));
            manifest.writeChecksums(folder, files(folder));

            Path zip = making.resolve("archive.zip");
            String sha256 = zip(folder, zip);
            Path keep = Files.createDirectories(archives.resolve(work.tenant().code()));
            Path kept = keep.resolve(file(work));
            Files.move(zip, kept, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            sync(keep);
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

    /** Every file under a folder, by its path with slashes, in order. */
    private static List<String> files(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            return all.filter(Files::isRegularFile)
                    .map(file -> folder.relativize(file).toString().replace('\\', '/'))
                    .sorted()
                    .toList();
        }
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

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every JDK has SHA-256", impossible);
        }
    }
}
