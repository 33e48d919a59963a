package fr.beffroi.hosting.internal;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileStore;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.nio.file.ProviderMismatchException;
import java.nio.file.WatchService;
import java.nio.file.attribute.UserPrincipalLookupService;
import java.nio.file.spi.FileSystemProvider;
import java.util.List;
import java.util.Set;

/**
 * A folder that is all there is: its root. {@code ..} ends there, an absolute name begins there, and a symbolic link is neither made
 * nor followed, so no name leads out of it. What it holds is bounded by {@link FolderSpace}.
 *
 * <p>Owners, permissions, hard links, watching and {@link Path#toFile()} are not supported: they are either ways out, or ways to keep the
 * house from deleting what it has to.
 */
public final class ConfinedFileSystem extends FileSystem {
    private final Path folder;
    private final ConfinedFiles files;
    private final ConfinedPath top;

    private ConfinedFileSystem(Path folder, long most) {
        this.folder = folder;
        this.files = new ConfinedFiles(this, new FolderSpace(folder, most));
        this.top = new ConfinedPath(this, folder.getFileSystem().getPath("/"));
    }

    /**
     * @param folder exists
     * @param most bytes that it may hold; see {@link FolderSpace} for what counts
     * @return the folder, as the root of a file system of its own
     */
    public static Path confine(Path folder, long most) {
        return new ConfinedFileSystem(folder, most).top();
    }

    ConfinedPath top() {
        return top;
    }

    /** @throws ProviderMismatchException when the path is one of another file system */
    ConfinedPath own(Path path) {
        if (path instanceof ConfinedPath confined && confined.fileSystem() == this) {
            return confined;
        }
        throw new ProviderMismatchException();
    }

    /**
     * Where it really lies. At its end there may be a symbolic link.
     *
     * @throws AccessDeniedException when the way there goes through a symbolic link
     */
    Path real(Path path) throws AccessDeniedException {
        Path spelling = top.spelling().resolve(own(path).spelling()).normalize();
        Path real = folder;
        for (Path name : top.spelling().relativize(spelling)) {
            if (!real.equals(folder) && Files.isSymbolicLink(real)) {
                throw linked(path);
            }
            real = real.resolve(name.toString());
        }
        return real;
    }

    /** @throws AccessDeniedException when it is a symbolic link, or the way there goes through one */
    Path realWithoutLink(Path path) throws AccessDeniedException {
        Path real = real(path);
        if (!real.equals(folder) && Files.isSymbolicLink(real)) {
            throw linked(path);
        }
        return real;
    }

    private static AccessDeniedException linked(Path path) {
        return new AccessDeniedException(path.toString(), null, "symbolic links are not followed");
    }

    @Override
    public FileSystemProvider provider() {
        return files;
    }

    @Override
    public Path getPath(String first, String... more) {
        return new ConfinedPath(this, folder.getFileSystem().getPath(first, more));
    }

    @Override
    public PathMatcher getPathMatcher(String syntaxAndPattern) {
        PathMatcher spelling = folder.getFileSystem().getPathMatcher(syntaxAndPattern);
        return path -> spelling.matches(own(path).spelling());
    }

    @Override
    public void close() throws IOException {
        throw new UnsupportedOperationException("It is there as long as its instance");
    }

    @Override
    public boolean isOpen() {
        return true;
    }

    @Override
    public boolean isReadOnly() {
        return false;
    }

    @Override
    public String getSeparator() {
        return "/";
    }

    @Override
    public Iterable<Path> getRootDirectories() {
        return List.of(top);
    }

    @Override
    public Iterable<FileStore> getFileStores() {
        return List.of();
    }

    @Override
    public Set<String> supportedFileAttributeViews() {
        return Set.of("basic");
    }

    @Override
    public UserPrincipalLookupService getUserPrincipalLookupService() {
        throw new UnsupportedOperationException("Files of instances have no owners");
    }

    @Override
    public WatchService newWatchService() {
        throw new UnsupportedOperationException("Folders of instances are not watched");
    }
}
