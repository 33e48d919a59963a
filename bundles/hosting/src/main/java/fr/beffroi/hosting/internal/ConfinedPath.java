package fr.beffroi.hosting.internal;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.FileSystem;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.ProviderMismatchException;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;

/**
 * A path in a {@link ConfinedFileSystem}: {@code /documents/a.pdf} lies in that folder's {@code documents}.
 *
 * @param spelling how it is spelt. Only names are asked of it, never a file.
 */
record ConfinedPath(ConfinedFileSystem fileSystem, Path spelling) implements Path {

    private ConfinedPath with(Path other) {
        return other == null ? null : new ConfinedPath(fileSystem, other);
    }

    /** @throws ProviderMismatchException when the other is a path in another file system */
    private Path spellingOf(Path other) {
        return fileSystem.own(other).spelling;
    }

    private boolean isNeighbour(Path other) {
        return other.getFileSystem() == fileSystem;
    }

    @Override
    public FileSystem getFileSystem() {
        return fileSystem;
    }

    @Override
    public boolean isAbsolute() {
        return spelling.isAbsolute();
    }

    @Override
    public Path getRoot() {
        return with(spelling.getRoot());
    }

    @Override
    public Path getFileName() {
        return with(spelling.getFileName());
    }

    @Override
    public Path getParent() {
        return with(spelling.getParent());
    }

    @Override
    public int getNameCount() {
        return spelling.getNameCount();
    }

    @Override
    public Path getName(int index) {
        return with(spelling.getName(index));
    }

    @Override
    public Path subpath(int begin, int end) {
        return with(spelling.subpath(begin, end));
    }

    @Override
    public boolean startsWith(Path other) {
        return isNeighbour(other) && spelling.startsWith(spellingOf(other));
    }

    @Override
    public boolean endsWith(Path other) {
        return isNeighbour(other) && spelling.endsWith(spellingOf(other));
    }

    @Override
    public Path normalize() {
        return with(spelling.normalize());
    }

    @Override
    public Path resolve(Path other) {
        return with(spelling.resolve(spellingOf(other)));
    }

    @Override
    public Path relativize(Path other) {
        return with(spelling.relativize(spellingOf(other)));
    }

    @Override
    public URI toUri() {
        try {
            return new URI(ConfinedFiles.SCHEME, toAbsolutePath().toString(), null);
        } catch (URISyntaxException e) {
            throw new IllegalStateException("An absolute path makes a URI", e);
        }
    }

    @Override
    public Path toAbsolutePath() {
        return with(fileSystem.top().spelling.resolve(spelling));
    }

    @Override
    public Path toRealPath(LinkOption... options) throws IOException {
        fileSystem.provider().checkAccess(this);
        return toAbsolutePath().normalize();
    }

    @Override
    public WatchKey register(WatchService watcher, WatchEvent.Kind<?>[] events, WatchEvent.Modifier... modifiers) {
        throw new UnsupportedOperationException("Folders of instances are not watched");
    }

    @Override
    public int compareTo(Path other) {
        return spelling.compareTo(spellingOf(other));
    }

    @Override
    public String toString() {
        return spelling.toString();
    }
}
