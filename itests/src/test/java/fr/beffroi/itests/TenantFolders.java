package fr.beffroi.itests;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Set;
import java.util.TreeSet;

/** The folders of the instances, {@code insee/service}, while a house lives in them. */
final class TenantFolders {
    private TenantFolders() {}

    /** Those that hold something of that name. */
    static Set<String> with(String name, Path data) {
        Path tenants = data.resolve("tenants");
        Set<String> found = new TreeSet<>();
        try {
            // Whatever lies at the end of this depth, folder or not, is visited as a file.
            Files.walkFileTree(tenants, Set.of(), 3, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                    if (file.endsWith(name)) {
                        found.add(tenants.relativize(file.getParent()).toString());
                    }
                    return FileVisitResult.CONTINUE;
                }

                /** What ends takes its folder along, and SQLite the files beside a database. */
                @Override
                public FileVisitResult visitFileFailed(Path file, IOException cause) throws IOException {
                    if (cause instanceof NoSuchFileException) {
                        return FileVisitResult.CONTINUE;
                    }
                    throw cause;
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return found;
    }
}
