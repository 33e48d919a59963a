package fr.beffroi.itests.checkpoints;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Where calls are written down and held. It is told what to do by files, because a test has no other way into the process that
 * leaves the process as it is:
 *
 * <pre>
 * calls            one line a change that came back: {@code 30036 Directory.openGroup}
 * armed/30036      the call of that commune to be held, once: {@code before 1 Directory.openGroup #7}; the first number counts from
 *                  when the file was written, the second tells this file from the next; deleting the file lets the call go on
 * reached/30036    made when it is held
 * </pre>
 */
final class Barrier {
    private static final long GLANCE = TimeUnit.MILLISECONDS.toNanos(10);

    private final Path folder;
    private final Map<String, Integer> passed = new ConcurrentHashMap<>();

    Barrier(Path folder) {
        this.folder = folder;
        try {
            Files.createDirectories(folder.resolve("armed"));
            Files.createDirectories(folder.resolve("reached"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether any call of anybody is to be held. */
    boolean isArmed() {
        try (var armed = Files.newDirectoryStream(folder.resolve("armed"))) {
            return armed.iterator().hasNext();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void before(String tenant, String call) {
        pass("before", tenant, call);
    }

    /** Also writes the call down. */
    void after(String tenant, String call) {
        write(tenant + " " + call + "\n");
        pass("after", tenant, call);
    }

    private synchronized void write(String line) {
        try {
            Files.writeString(folder.resolve("calls"), line, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void pass(String side, String tenant, String call) {
        Optional<String> armed = armed(tenant);
        if (armed.isEmpty()) {
            return;
        }
        // The file's own text is part of the key, so that the next one counts from one again.
        int nth = passed.merge(tenant + " " + armed.get() + " " + side + " " + call, 1, Integer::sum);
        if (armed.get().startsWith(side + " " + nth + " " + call + " #")) {
            try {
                Files.writeString(folder.resolve("reached").resolve(tenant), armed.get());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            while (armed(tenant).equals(armed)) {
                LockSupport.parkNanos(GLANCE);
            }
        }
    }

    private Optional<String> armed(String tenant) {
        try {
            return Optional.of(Files.readString(folder.resolve("armed").resolve(tenant)));
        } catch (NoSuchFileException nothing) {
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
