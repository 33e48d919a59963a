package fr.beffroi.hosting.internal;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.AccessMode;
import java.nio.file.CopyOption;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileStore;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileAttributeView;
import java.nio.file.attribute.FileTime;
import java.nio.file.spi.FileSystemProvider;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.StreamSupport;

/** What can be done with the files of one {@link ConfinedFileSystem}. */
final class ConfinedFiles extends FileSystemProvider {
    static final String SCHEME = "instance";

    private static final LinkOption UNFOLLOWED = LinkOption.NOFOLLOW_LINKS;

    private final ConfinedFileSystem fileSystem;
    private final FolderSpace space;

    ConfinedFiles(ConfinedFileSystem fileSystem, FolderSpace space) {
        this.fileSystem = fileSystem;
        this.space = space;
    }

    @Override
    public FileChannel newFileChannel(Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes)
            throws IOException {
        refuse(attributes);
        if (options.contains(StandardOpenOption.DELETE_ON_CLOSE)) {
            // It would take the file's name at once, and nobody could count what is written to it.
            throw new UnsupportedOperationException("DELETE_ON_CLOSE: delete the file yourself");
        }
        Path real = fileSystem.realWithoutLink(path);
        Set<OpenOption> unfollowed = new HashSet<>(options);
        unfollowed.add(UNFOLLOWED);
        boolean appending = options.contains(StandardOpenOption.APPEND);
        if (!appending && !options.contains(StandardOpenOption.WRITE)) {
            return FileChannel.open(real, unfollowed);
        }
        FileChannel file = space.add(real, () -> FileChannel.open(real, unfollowed));
        return new CountedChannel(file, space, appending);
    }

    @Override
    public SeekableByteChannel newByteChannel(
            Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes) throws IOException {
        return newFileChannel(path, options, attributes);
    }

    @Override
    public DirectoryStream<Path> newDirectoryStream(Path directory, DirectoryStream.Filter<? super Path> filter)
            throws IOException {
        DirectoryStream<Path> real = Files.newDirectoryStream(
                fileSystem.realWithoutLink(directory), entry -> filter.accept(inside(directory, entry)));
        return new DirectoryStream<>() {
            @Override
            public Iterator<Path> iterator() {
                return StreamSupport.stream(real.spliterator(), false)
                        .map(entry -> inside(directory, entry))
                        .iterator();
            }

            @Override
            public void close() throws IOException {
                real.close();
            }
        };
    }

    private static Path inside(Path directory, Path entry) {
        return directory.resolve(entry.getFileName().toString());
    }

    @Override
    public void createDirectory(Path directory, FileAttribute<?>... attributes) throws IOException {
        refuse(attributes);
        Path real = fileSystem.real(directory);
        space.add(real, () -> Files.createDirectory(real));
    }

    @Override
    public void delete(Path path) throws IOException {
        Path real = fileSystem.real(path);
        space.change(
                () -> {
                    Files.delete(real);
                    return null;
                },
                real);
    }

    @Override
    public void move(Path source, Path target, CopyOption... options) throws IOException {
        Path from = fileSystem.real(source);
        Path to = fileSystem.real(target);
        if (!from.equals(to)) {
            space.change(() -> Files.move(from, to, options), from, to);
        }
    }

    /** As between file systems, so that what is written is counted like all else. */
    @Override
    public void copy(Path source, Path target, CopyOption... options) throws IOException {
        List<CopyOption> wanted = List.of(options);
        if (wanted.contains(StandardCopyOption.ATOMIC_MOVE)) {
            throw new UnsupportedOperationException("A copy is not atomic");
        }
        Path from = fileSystem.realWithoutLink(source);
        BasicFileAttributes attributes = Files.readAttributes(from, BasicFileAttributes.class, UNFOLLOWED);
        if (from.equals(fileSystem.real(target))) {
            return;
        }
        if (wanted.contains(StandardCopyOption.REPLACE_EXISTING)) {
            deleteIfExists(target);
        } else if (Files.exists(target, UNFOLLOWED)) {
            throw new FileAlreadyExistsException(target.toString());
        }
        if (attributes.isDirectory()) {
            createDirectory(target);
        } else {
            try (InputStream in = newInputStream(source)) {
                Files.copy(in, target);
            }
        }
        if (wanted.contains(StandardCopyOption.COPY_ATTRIBUTES)) {
            getFileAttributeView(target, BasicFileAttributeView.class)
                    .setTimes(attributes.lastModifiedTime(), attributes.lastAccessTime(), attributes.creationTime());
        }
    }

    @Override
    public boolean isSameFile(Path one, Path other) throws IOException {
        if (one.equals(other)) {
            return true;
        }
        return other.getFileSystem() == fileSystem
                && Files.isSameFile(fileSystem.realWithoutLink(one), fileSystem.realWithoutLink(other));
    }

    @Override
    public boolean isHidden(Path path) throws IOException {
        return Files.isHidden(fileSystem.real(path));
    }

    @Override
    public void checkAccess(Path path, AccessMode... modes) throws IOException {
        Path real = fileSystem.realWithoutLink(path);
        real.getFileSystem().provider().checkAccess(real, modes);
    }

    /** A symbolic link is always seen as such, also by whoever would follow it. */
    @Override
    public <A extends BasicFileAttributes> A readAttributes(Path path, Class<A> type, LinkOption... options)
            throws IOException {
        if (type != BasicFileAttributes.class) {
            throw new UnsupportedOperationException(type.getName());
        }
        return Files.readAttributes(fileSystem.real(path), type, UNFOLLOWED);
    }

    @Override
    public Map<String, Object> readAttributes(Path path, String attributes, LinkOption... options) throws IOException {
        refuseUnlessBasic(attributes);
        return Files.readAttributes(fileSystem.real(path), attributes, UNFOLLOWED);
    }

    /** The times of a file are all that can be set. */
    @Override
    public void setAttribute(Path path, String attribute, Object value, LinkOption... options) throws IOException {
        refuseUnlessBasic(attribute);
        Files.setAttribute(fileSystem.realWithoutLink(path), attribute, value, UNFOLLOWED);
    }

    @Override
    public <V extends FileAttributeView> V getFileAttributeView(Path path, Class<V> type, LinkOption... options) {
        fileSystem.own(path);
        return type == BasicFileAttributeView.class ? type.cast(new Times(path)) : null;
    }

    /** Asks for the way to the file whenever it is used, as all else does. */
    private final class Times implements BasicFileAttributeView {
        private final Path path;

        Times(Path path) {
            this.path = path;
        }

        @Override
        public String name() {
            return "basic";
        }

        @Override
        public BasicFileAttributes readAttributes() throws IOException {
            return ConfinedFiles.this.readAttributes(path, BasicFileAttributes.class);
        }

        @Override
        public void setTimes(FileTime modified, FileTime accessed, FileTime created) throws IOException {
            Files.getFileAttributeView(fileSystem.realWithoutLink(path), BasicFileAttributeView.class, UNFOLLOWED)
                    .setTimes(modified, accessed, created);
        }
    }

    private static void refuseUnlessBasic(String attributes) {
        if (attributes.contains(":") && !attributes.startsWith("basic:")) {
            throw new UnsupportedOperationException(attributes);
        }
    }

    private static void refuse(FileAttribute<?>... attributes) {
        if (attributes.length > 0) {
            throw new UnsupportedOperationException("Files of instances have the permissions that the house gives");
        }
    }

    @Override
    public String getScheme() {
        return SCHEME;
    }

    @Override
    public FileSystem newFileSystem(URI uri, Map<String, ?> environment) {
        throw new UnsupportedOperationException("An instance has one folder");
    }

    @Override
    public FileSystem getFileSystem(URI uri) {
        throw new UnsupportedOperationException("An instance's files have no URI that leads to them");
    }

    @Override
    public Path getPath(URI uri) {
        throw new UnsupportedOperationException("An instance's files have no URI that leads to them");
    }

    @Override
    public FileStore getFileStore(Path path) {
        throw new UnsupportedOperationException("What the house's disk holds is not for an instance to know");
    }
}
