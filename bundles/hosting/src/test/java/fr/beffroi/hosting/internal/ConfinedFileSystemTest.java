package fr.beffroi.hosting.internal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.ProviderMismatchException;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConfinedFileSystemTest {
    private static final long MOST = 100_000;

    @TempDir
    Path disk;

    /** The folder as the house sees it, and as the instance does. */
    private Path folder;

    private Path files;
    private Path neighbour;

    @BeforeEach
    void makeTwoFolders() throws IOException {
        folder = Files.createDirectories(disk.resolve("tenants/30189/actes/files"));
        neighbour = Files.createDirectories(disk.resolve("tenants/30060/actes/files"));
        Files.writeString(neighbour.resolve("secret"), "hers");
        files = ConfinedFileSystem.confine(folder, MOST);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "../../../30060/actes/files/secret",
                "/../../../30060/actes/files/secret",
                "a/../../../../30060/actes/files/secret",
                "./.././../../30060/actes/files/secret",
                "//../../../30060/actes/files/secret",
                "/etc/passwd",
                "../../../../../../../../../../../etc/passwd"
            })
    void noNameLeadsOut(String name) throws IOException {
        Path path = files.resolve(name);

        assertFalse(Files.exists(path));
        assertThrows(NoSuchFileException.class, () -> Files.readString(path));
        Files.createDirectories(path.getParent());
        Files.writeString(path, "mine");

        assertEquals("hers", Files.readString(neighbour.resolve("secret")));
        assertEquals(List.of("mine"), contents(folder), "it lies inside");
        assertEquals("mine", Files.readString(path));
        assertTrue(path.toRealPath().startsWith(files));
    }

    @Test
    void theParentOfTheFolderIsTheFolder() throws IOException {
        Files.writeString(files.resolve("mine"), "");
        try (Stream<Path> entries = Files.list(files.resolve("../.."))) {
            assertEquals(
                    List.of("mine"),
                    entries.map(entry -> entry.getFileName().toString()).toList());
        }
        assertNull(files.getParent());
        assertNull(files.toAbsolutePath().getParent());
    }

    @Test
    void aNameThatNoFileCanHaveIsRefused() {
        assertThrows(InvalidPathException.class, () -> files.resolve("a\0b"));
    }

    @Test
    void aLinkThatStandsInTheFolderIsNotFollowed() throws IOException {
        Files.createSymbolicLink(folder.resolve("out"), neighbour);
        Files.createSymbolicLink(folder.resolve("stolen"), neighbour.resolve("secret"));
        Path through = files.resolve("out/secret");
        Path link = files.resolve("stolen");

        for (Path path : List.of(through, link)) {
            refused(() -> Files.readString(path));
            refused(() -> Files.writeString(path, "overwritten"));
            refused(() -> Files.copy(path, files.resolve("copy")));
            refused(() -> FileChannel.open(path, StandardOpenOption.READ));
            refused(() -> Files.setLastModifiedTime(path, FileTime.from(Instant.EPOCH)));
            assertFalse(Files.isReadable(path));
        }
        refused(() -> Files.delete(through));
        refused(() -> Files.move(through, files.resolve("moved")));
        refused(() -> Files.createDirectory(files.resolve("out/mine")));
        refused(() -> Files.newDirectoryStream(files.resolve("out")));
        refused(() -> Files.size(through));
        assertFalse(Files.isDirectory(files.resolve("out")));
        assertTrue(Files.isSymbolicLink(link));

        Files.delete(link);
        assertFalse(Files.exists(folder.resolve("stolen"), LinkOption.NOFOLLOW_LINKS), "the link itself can go");
        assertEquals(List.of("hers"), contents(neighbour));
    }

    @Test
    void noLinkIsMade() {
        assertThrows(
                UnsupportedOperationException.class,
                () -> Files.createSymbolicLink(files.resolve("link"), files.resolve("target")));
        assertThrows(
                UnsupportedOperationException.class,
                () -> Files.createLink(files.resolve("link"), files.resolve("target")));
    }

    @Test
    void nothingElseLeadsToTheRealFolder() throws IOException {
        Path file = Files.writeString(files.resolve("a"), "a");
        assertThrows(UnsupportedOperationException.class, file::toFile);
        assertThrows(Exception.class, () -> Path.of(file.toUri()));
        assertThrows(ProviderMismatchException.class, () -> files.resolve(neighbour));
        assertThrows(
                ProviderMismatchException.class,
                () -> files.resolve(ConfinedFileSystem.confine(neighbour, MOST).resolve("secret")));
        assertFalse(file.startsWith(folder));
        assertFalse(file.toString().contains("tenants"), file.toString());
        assertFalse(file.toRealPath().toString().contains("tenants"));
        assertThrows(UnsupportedOperationException.class, () -> Files.getFileStore(file));
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            assertThrows(UnsupportedOperationException.class, channel::lock);
            assertThrows(UnsupportedOperationException.class, channel::tryLock);
        }
    }

    @Test
    void permissionsStayAsTheHouseGaveThem() throws IOException {
        Path file = Files.writeString(files.resolve("a"), "a");
        var nobody = PosixFilePermissions.fromString("---------");
        assertNull(Files.getFileAttributeView(file, PosixFileAttributeView.class));
        assertThrows(UnsupportedOperationException.class, () -> Files.setPosixFilePermissions(file, nobody));
        assertThrows(UnsupportedOperationException.class, () -> Files.setAttribute(file, "posix:permissions", nobody));
        assertThrows(
                UnsupportedOperationException.class,
                () -> Files.createDirectory(files.resolve("locked"), PosixFilePermissions.asFileAttribute(nobody)));
        Files.setLastModifiedTime(file, FileTime.from(Instant.EPOCH));
        assertEquals(
                FileTime.from(Instant.EPOCH),
                Files.readAttributes(file, "lastModifiedTime").get("lastModifiedTime"));
    }

    @Test
    void filesAreWorkedWithAsEverywhere() throws IOException {
        Path incoming = Files.createDirectories(files.resolve("a/b/incoming"));
        Path part = incoming.resolve("one.part");
        try (FileChannel file = FileChannel.open(part, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            Channels.newOutputStream(file).write("a document".getBytes());
            file.force(true);
        }
        assertThrows(
                FileAlreadyExistsException.class,
                () -> Files.writeString(part, "again", StandardOpenOption.CREATE_NEW));
        Path stored = Files.writeString(files.resolve("stored"), "before", StandardOpenOption.CREATE_NEW);
        Files.move(part, stored, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        try (FileChannel directory = FileChannel.open(files, StandardOpenOption.READ)) {
            directory.force(true);
        }
        assertEquals("a document", Files.readString(stored));

        Path copy = Files.copy(stored, incoming.resolve("copy"), StandardCopyOption.COPY_ATTRIBUTES);
        assertThrows(FileAlreadyExistsException.class, () -> Files.copy(stored, copy));
        Files.writeString(copy, ", and more", StandardOpenOption.APPEND);
        assertEquals("a document, and more", Files.readString(copy));
        Files.copy(stored, copy, StandardCopyOption.REPLACE_EXISTING);
        assertEquals(-1, Files.mismatch(stored, copy));
        assertTrue(Files.isSameFile(stored, files.resolve("a/../stored")));
        Path out = Files.copy(stored, disk.resolve("archive"));
        assertEquals("a document", Files.readString(out), "out of the folder goes what the program may write to");
        Files.copy(out, files.resolve("back"));

        try (DirectoryStream<Path> copies = Files.newDirectoryStream(incoming, "c*")) {
            List<Path> found = new ArrayList<>();
            copies.forEach(found::add);
            assertEquals(List.of(copy), found);
        }
        assertThrows(DirectoryNotEmptyException.class, () -> Files.delete(incoming));
        assertTrue(Files.deleteIfExists(copy));
        assertFalse(Files.deleteIfExists(copy));
        try (Stream<Path> all = Files.walk(files)) {
            assertEquals(
                    List.of("/", "/a", "/a/b", "/a/b/incoming", "/back", "/stored"),
                    all.map(Path::toString).sorted().toList());
        }
        Path temporary = Files.createTempFile(Files.createTempDirectory(files, "t"), "x", ".tmp");
        assertTrue(Files.isRegularFile(temporary));
    }

    @Test
    void pathsOfOneFolderAreEqualByTheirNamesAndOfTwoNever() {
        assertEquals(files.resolve("a/b"), files.resolve("a").resolve("b"));
        assertEquals(
                files.resolve("a").relativize(files.resolve("c/d")),
                files.getFileSystem().getPath("../c/d"));
        assertEquals(files.resolve("b"), files.resolve("a/../b").normalize());
        assertTrue(files.resolve("a").compareTo(files.resolve("b")) < 0);
        assertNotEquals(
                files.resolve("a"), ConfinedFileSystem.confine(folder, MOST).resolve("a"));
    }

    @Test
    void aFullFolderSaysSoAndKeepsWhatIsThere() throws IOException {
        Path kept = Files.write(files.resolve("kept"), new byte[60_000]);
        Path more = files.resolve("more");
        full(() -> Files.write(more, new byte[60_000]));
        full(() -> Files.write(kept, new byte[60_000], StandardOpenOption.APPEND));
        full(() -> Files.copy(kept, files.resolve("copy")));
        full(() -> Files.copy(Files.write(disk.resolve("outside"), new byte[60_000]), files.resolve("inside")));
        try (FileChannel file = FileChannel.open(kept, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            full(() -> file.write(ByteBuffer.allocate(1), MOST));
            full(() -> file.map(FileChannel.MapMode.READ_WRITE, 0, MOST));
            full(() -> file.write(new ByteBuffer[] {ByteBuffer.allocate(50_000), ByteBuffer.allocate(50_000)}));
            try (FileChannel source = FileChannel.open(kept, StandardOpenOption.READ)) {
                full(() -> file.transferFrom(source, 60_000, 60_000));
            }
        }
        assertTrue(realSize() <= MOST, "never more than may be: " + realSize());
        assertEquals(60_000, Files.size(kept));

        // What doesn't grow may be written, and what goes away makes room.
        Files.write(kept, new byte[] {1}, StandardOpenOption.WRITE);
        Files.delete(kept);
        for (String left : List.of("copy", "inside", "more")) {
            Files.deleteIfExists(files.resolve(left));
        }
        Files.write(more, new byte[80_000]);
    }

    @Test
    void aFolderCanNotBeFilledWithEmptyFilesEither() throws IOException {
        int made = 0;
        try {
            for (; made < MOST; made++) {
                Files.createFile(files.resolve("empty" + made));
            }
        } catch (FolderFull expected) {
            full(() -> Files.createDirectory(files.resolve("folder")));
        }
        assertEquals(MOST / FolderSpace.ENTRY - 1, made, "the folder counts too");
        Files.createDirectories(files);
        assertThrows(FileAlreadyExistsException.class, () -> Files.createDirectory(files.resolve("empty0")));
    }

    @Test
    void whatWasThereBeforeIsCounted() throws IOException {
        Files.createDirectories(folder.resolve("a/b"));
        Files.write(folder.resolve("a/b/old"), new byte[80_000]);
        full(() -> Files.write(files.resolve("new"), new byte[10_000]));
        Path old = files.resolve("a/b/old");
        Files.write(old, new byte[70_000]);
        Files.move(files.resolve("a"), files.resolve("c"));
        Files.write(files.resolve("new"), new byte[8_000]);
    }

    @Test
    void whereThereIsTooMuchAlreadyItCanBeReadOverwrittenAndDeleted() throws IOException {
        Files.write(folder.resolve("old"), new byte[200_000]);
        Path old = files.resolve("old");
        assertEquals(200_000, Files.readAllBytes(old).length);
        try (FileChannel file = FileChannel.open(old, StandardOpenOption.WRITE)) {
            file.write(ByteBuffer.wrap(new byte[] {1, 2, 3}));
            full(() -> file.write(ByteBuffer.allocate(1), 200_000));
            file.truncate(1_000);
        }
        assertArrayEquals(
                new byte[] {1, 2, 3},
                Stream.of(Files.readAllBytes(folder.resolve("old")))
                        .map(bytes -> new byte[] {bytes[0], bytes[1], bytes[2]})
                        .findFirst()
                        .orElseThrow());
        Files.write(files.resolve("new"), new byte[50_000]);
    }

    @Test
    void manyWhoWriteAtATimeAreCountedExactly() throws Exception {
        ExecutorService many = Executors.newFixedThreadPool(4);
        try {
            List<Future<?>> all = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                Path own = files.resolve("own" + i);
                Path shared = files.resolve("shared");
                all.add(many.submit(() -> {
                    for (int round = 0; round < 50; round++) {
                        try (OutputStream out = Files.newOutputStream(own)) {
                            out.write(new byte[1_000]);
                        }
                        Files.write(shared, new byte[100], StandardOpenOption.CREATE, StandardOpenOption.APPEND);
                        Files.delete(own);
                    }
                    return null;
                }));
            }
            for (Future<?> one : all) {
                one.get();
            }
        } finally {
            many.shutdownNow();
        }
        assertEquals(20_000, Files.size(folder.resolve("shared")));
        // The folder, the shared file and this one, to the byte.
        long left = MOST - 3 * FolderSpace.ENTRY - 20_000;
        full(() -> Files.write(files.resolve("rest"), new byte[(int) left + 1]));
        Files.write(files.resolve("rest"), new byte[(int) left]);
        assertEquals(left, Files.size(folder.resolve("rest")));
    }

    @Test
    void aFileThatGoesByItselfWouldNotBeCounted() {
        assertThrows(
                UnsupportedOperationException.class,
                () -> Files.newOutputStream(
                        files.resolve("a"), StandardOpenOption.CREATE, StandardOpenOption.DELETE_ON_CLOSE));
    }

    private static void refused(Executable attempt) {
        assertThrows(AccessDeniedException.class, attempt);
    }

    private static void full(Executable attempt) {
        assertThrows(FolderFull.class, attempt);
    }

    private long realSize() throws IOException {
        long sum = 0;
        for (Path file : filesIn(folder)) {
            sum += Files.size(file);
        }
        return sum;
    }

    private static List<String> contents(Path folder) throws IOException {
        List<String> contents = new ArrayList<>();
        for (Path file : filesIn(folder)) {
            contents.add(Files.readString(file));
        }
        return contents;
    }

    private static List<Path> filesIn(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            return all.filter(Files::isRegularFile).toList();
        }
    }
}
