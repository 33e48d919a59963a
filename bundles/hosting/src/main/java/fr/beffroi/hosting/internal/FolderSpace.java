package fr.beffroi.hosting.internal;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;

/**
 * How much is kept in one folder, and how much may be. What changes it is done one at a time, so that the count is exact; it is begun
 * by a walk through the folder, at the first change. Each file and each folder counts for {@value #ENTRY} bytes beside what is in it:
 * a folder can be filled with empty files, too.
 */
final class FolderSpace {
    static final long ENTRY = 4096;

    private final Path folder;
    private final long most;
    /** Negative when it has to be counted. */
    private long used = -1;

    /** @param most bytes that the folder may hold, the folder itself included */
    FolderSpace(Path folder, long most) {
        this.folder = folder;
        this.most = most;
    }

    /** Something that changes what the folder holds, or asks for it. */
    interface Change<T> {
        T make() throws IOException;
    }

    /**
     * Makes a change that may add a file or a folder.
     *
     * @param added is there afterwards
     * @throws FolderFull when it isn't there yet and there is no room for it
     */
    synchronized <T> T add(Path added, Change<T> change) throws IOException {
        return make(Files.exists(added, LinkOption.NOFOLLOW_LINKS) ? 0 : ENTRY, change, added);
    }

    /** Makes a change that adds nothing. */
    synchronized void change(Change<?> change, Path... changed) throws IOException {
        make(0, change, changed);
    }

    /**
     * Makes a change to an open file, which may grow by it.
     *
     * @param end says the size that it may grow to
     * @throws FolderFull when there is no room for that
     */
    synchronized <T> T grow(FileChannel file, Change<Long> end, Change<T> change) throws IOException {
        long before = file.size();
        demand(end.make() - before);
        long known = used;
        // Should the change fail half-way: it is counted anew.
        used = -1;
        T result = change.make();
        used = known + file.size() - before;
        return result;
    }

    private <T> T make(long growth, Change<T> change, Path... changed) throws IOException {
        demand(growth);
        long before = weight(changed);
        try {
            return change.make();
        } finally {
            used += weight(changed) - before;
        }
    }

    private void demand(long growth) throws IOException {
        if (used < 0) {
            used = count();
        }
        // A file that doesn't grow may be written to, even where there is too much already.
        if (growth > 0 && growth > most - used) {
            throw new FolderFull(most);
        }
    }

    private long count() throws IOException {
        long[] sum = {0};
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
                sum[0] += weight(attributes);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                sum[0] += weight(attributes);
                return FileVisitResult.CONTINUE;
            }
        });
        return sum[0];
    }

    private static long weight(Path... paths) throws IOException {
        long sum = 0;
        for (Path path : paths) {
            try {
                sum += weight(Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS));
            } catch (NoSuchFileException nothing) {
                // Not there yet, or not any more.
            }
        }
        return sum;
    }

    private static long weight(BasicFileAttributes attributes) {
        return ENTRY + (attributes.isRegularFile() ? attributes.size() : 0);
    }
}
