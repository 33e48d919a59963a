package fr.beffroi.hosting.internal;

import fr.beffroi.api.Reason;
import fr.beffroi.api.Refusal;
import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.stream.Stream;

/** The files folder of each instance: {@code tenants/{insee}/{service}/files} in the folder of all state. */
final class InstanceFiles {
    private static final String FILES = "files";

    private final Path tenants;
    private final long most;

    /** @param most bytes that each of them may hold; see {@link FolderSpace} for what counts */
    InstanceFiles(Path data, long most) {
        this.most = most;
        this.tenants = data.toAbsolutePath().normalize().resolve("tenants");
    }

    /**
     * Makes the folder if it isn't there.
     *
     * @return what the instance gets of it: the root of a file system that can't be left
     * @throws Refusal {@link Reason#STORAGE_FULL} when it can't be made
     */
    Path create(Address address) {
        try {
            return ConfinedFileSystem.confine(Files.createDirectories(folder(address)), most);
        } catch (IOException e) {
            throw new Refusal(
                    Reason.STORAGE_FULL,
                    "The folder " + folder(address) + " can't be made: is the disk full or read-only?",
                    e);
        }
    }

    /** Deletes the folder with all that is in it. A symbolic link in it is deleted, never followed. */
    void drop(Address address) {
        Path files = folder(address);
        try {
            if (Files.exists(files, LinkOption.NOFOLLOW_LINKS)) {
                Files.walkFileTree(files, new Delete());
            }
            deleteWhenEmpty(files.getParent());
            deleteWhenEmpty(files.getParent().getParent());
        } catch (IOException e) {
            throw new Refusal(Reason.STORAGE_FULL, "The folder " + files + " can't be deleted as a whole.", e);
        }
    }

    /** Every folder that stands, in order. */
    List<String> list() {
        if (!Files.isDirectory(tenants)) {
            return List.of();
        }
        try (Stream<Path> paths = Files.walk(tenants, 3)) {
            return paths.filter(path -> tenants.relativize(path).getNameCount() == 3)
                    .filter(path -> path.endsWith(FILES))
                    .map(path -> tenants.relativize(path.getParent()).toString().replace('\\', '/'))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new Refusal(Reason.STORAGE_FULL, "The folder " + tenants + " can't be read.", e);
        }
    }

    private Path folder(Address address) {
        return tenants.resolve(address.tenant().code())
                .resolve(address.service())
                .resolve(FILES);
    }

    private static void deleteWhenEmpty(Path folder) throws IOException {
        try {
            Files.delete(folder);
        } catch (DirectoryNotEmptyException | NoSuchFileException nothingToDo) {
            // Something else of the commune is in it, or it never was there.
        }
    }

    /** The walk doesn't follow links: a link to a folder comes to {@link #visitFile}. */
    private static final class Delete extends SimpleFileVisitor<Path> {
        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult postVisitDirectory(Path folder, IOException failure) throws IOException {
            if (failure != null) {
                throw failure;
            }
            Files.delete(folder);
            return FileVisitResult.CONTINUE;
        }
    }
}
