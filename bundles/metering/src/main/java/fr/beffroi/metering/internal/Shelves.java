package fr.beffroi.metering.internal;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.stream.Stream;

/** The drop folder on the disk: what is dropped into {@code in} goes on to {@code taken} or {@code refused}. Nothing is overwritten. */
final class Shelves {
    /** What the name of a report ends with. */
    static final String REPORT = ".report.csv";

    /** Bytes of a name that are kept, so that a number and the report's ending fit behind it. */
    private static final int LONGEST_NAME = 200;

    private final Path in;
    private final Path taken;
    private final Path refused;

    Shelves(Path folder) {
        in = folder.resolve("in").toAbsolutePath();
        taken = in.resolveSibling("taken");
        refused = in.resolveSibling("refused");
    }

    Path in() {
        return in;
    }

    /** Makes the folders that aren't there, for the house's user alone; those that are stay as they are. */
    void make() throws IOException {
        FileAttribute<?> ownerOnly = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
        for (Path folder : new Path[] {in, taken, refused}) {
            if (!Files.isDirectory(folder)) {
                Files.createDirectories(folder, ownerOnly);
            }
            if (!Files.isReadable(folder) || !Files.isWritable(folder)) {
                throw new AccessDeniedException(folder.toString());
            }
        }
    }

    /** How many files lie in {@code in}. */
    long waiting() throws IOException {
        try (Stream<Path> files = Files.list(in)) {
            return files.count();
        }
    }

    /** Where a report is written while its file is read; what a kill left of one is overwritten. */
    Path draft() {
        return refused.resolve(".report.part");
    }

    /** Where the file can go once it is taken. */
    Path taken(Path file, String month) throws IOException {
        Path folder = taken.resolve(month);
        Files.createDirectories(folder);
        return free(folder, file);
    }

    /** Where the file can go once some of it is refused. */
    Path refused(Path file) {
        return free(refused, file);
    }

    /** Where a file can go back to, to be read. */
    Path back(Path file) {
        return free(in, file);
    }

    /** Whether what was moved there is what was looked at before. Not known, and so true, of one that was copied to another disk. */
    boolean isAsItWas(Path place, Settled.Look look) throws IOException {
        return Settled.Look.at(place).equals(look) || !Files.getFileStore(place).equals(Files.getFileStore(in));
    }

    /** Where the report of a file stands that is there. */
    static Path reportOf(Path place) {
        return place.resolveSibling(place.getFileName() + REPORT);
    }

    private static Path free(Path folder, Path file) {
        String name = file.getFileName().toString();
        int dot = name.lastIndexOf('.');
        String stem = shortened(name.substring(0, dot));
        Path place = folder.resolve(stem + name.substring(dot));
        for (int number = 2; Files.exists(place, LinkOption.NOFOLLOW_LINKS); number++) {
            place = folder.resolve(stem + "-" + number + name.substring(dot));
        }
        return place;
    }

    private static String shortened(String stem) {
        String kept = stem;
        while (kept.getBytes(StandardCharsets.UTF_8).length > LONGEST_NAME) {
            kept = kept.substring(0, kept.offsetByCodePoints(kept.length(), -1));
        }
        return kept;
    }
}
