package fr.beffroi.itests;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.Stream;

/** The test's end of the files by which the bundle of checkpoints is told what to hold; see {@link fr.beffroi.itests.checkpoints}. */
final class Barrier {
    private final Path folder;
    private int armed;

    /** @param data folder of a house that {@link Distribution#withCheckpoints() has the bundle} */
    Barrier(Path data) {
        this.folder = data.resolve("checkpoints");
    }

    /** Holds the next call of that commune that is this one. */
    synchronized void arm(String insee, Point point) {
        try {
            Files.deleteIfExists(folder.resolve("reached").resolve(insee));
            // In one move: the other side never reads half of it.
            Path written = Files.writeString(folder.resolve("writing"), point + " #" + ++armed);
            Files.move(written, folder.resolve("armed").resolve(insee), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    boolean isReached(String insee) {
        return Files.exists(folder.resolve("reached").resolve(insee));
    }

    void awaitReached(String insee) {
        RunningHouse.await(insee + " is held", () -> isReached(insee));
    }

    /** Lets the call of that commune go on. */
    void release(String insee) {
        try {
            Files.deleteIfExists(folder.resolve("armed").resolve(insee));
            Files.deleteIfExists(folder.resolve("reached").resolve(insee));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** How many calls of that commune came back so far. */
    int count(String insee) {
        return calls(insee, 0).size();
    }

    /** The calls of that commune that came back, after so many. */
    List<String> calls(String insee, int after) {
        try (Stream<String> lines = Files.lines(folder.resolve("calls"))) {
            return lines.filter(line -> line.startsWith(insee + " "))
                    .map(line -> line.substring(insee.length() + 1))
                    .skip(after)
                    .toList();
        } catch (NoSuchFileException none) {
            return List.of();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
