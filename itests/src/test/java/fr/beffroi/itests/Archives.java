package fr.beffroi.itests;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/** Reversibility archives, looked at without the house. */
final class Archives {
    private Archives() {}

    static String sha256(Path file) throws IOException {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every JDK has SHA-256", impossible);
        }
    }

    /** The numbers of the acts whose documents are in it. */
    static Set<String> acts(Path zip) throws IOException {
        try (ZipFile archive = new ZipFile(zip.toFile())) {
            return archive.stream()
                    .map(ZipEntry::getName)
                    .filter(name -> name.matches(".*/documents/[^/]+\\.pdf"))
                    .map(name -> name.replaceFirst(".*/documents/(.+)\\.pdf", "$1"))
                    .collect(Collectors.toCollection(TreeSet::new));
        }
    }
}
