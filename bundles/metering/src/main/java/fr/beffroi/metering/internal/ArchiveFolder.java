package fr.beffroi.metering.internal;

import fr.beffroi.api.Reason;
import fr.beffroi.api.Refusal;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.YearMonth;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.metatype.annotations.Designate;

/** Where archived months lie, one folder each: {@code 2024-01}. What isn't finished has a name that begins with a dot. */
@Component(service = ArchiveFolder.class, configurationPid = "fr.beffroi.metering.retention")
@Designate(ocd = RetentionSettings.class)
public final class ArchiveFolder {
    private final Path root;
    private final int keepMonths;

    /** Held before the file is opened: whoever closes any channel to it releases the lock of its whole process. */
    private final AtomicBoolean taken = new AtomicBoolean();

    @Activate
    public ArchiveFolder(RetentionSettings settings) {
        this(Path.of(settings.folder()), settings.keepMonths());
    }

    /** @param keepMonths how long readings stay in the data store; 0 for ever */
    public ArchiveFolder(Path root, int keepMonths) {
        if (keepMonths < 0) {
            throw new IllegalArgumentException("keepMonths is a number of months or 0, not " + keepMonths);
        }
        this.root = root;
        this.keepMonths = keepMonths;
    }

    int keepMonths() {
        return keepMonths;
    }

    ArchivedMonth month(YearMonth month) {
        return new ArchivedMonth(month, root.resolve(month.toString()));
    }

    /**
     * Does something while no other node, thread or process archives anything here.
     *
     * @throws Refusal {@link Reason#CONCURRENT} when one does
     */
    <R> R alone(Supplier<R> work) {
        if (!taken.compareAndSet(false, true)) {
            throw concurrent();
        }
        try {
            Files.createDirectories(root);
            try (FileChannel channel = FileChannel.open(
                            root.resolve(".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                    FileLock lock = channel.tryLock()) {
                if (lock != null) {
                    return work.get();
                }
            } catch (OverlappingFileLockException another) {
                // Of this process, by another object than this one.
            }
        } catch (IOException | UncheckedIOException cause) {
            throw new Refusal(
                    Reason.UNAVAILABLE, "The folder of archived readings " + root + " can't be used: " + cause, cause);
        } finally {
            taken.set(false);
        }
        throw concurrent();
    }

    private static Refusal concurrent() {
        return new Refusal(Reason.CONCURRENT, "Readings are being archived already; wait until that has ended.");
    }

    /**
     * An empty folder to write a month to, with a name that no other run uses. To be called {@link #alone}. What killed runs left of
     * that month is cleared away.
     */
    ArchivedMonth draft(YearMonth month) {
        try {
            for (Path left : leftOf(month)) {
                clear(left);
            }
            Path draft = root.resolve("." + month + "-" + UUID.randomUUID());
            Files.createDirectory(draft);
            return new ArchivedMonth(month, draft);
        } catch (IOException cause) {
            throw new UncheckedIOException(cause);
        }
    }

    /**
     * Gives a draft its name; quick, so that a decision can do it. A folder of that name that no entry of the journal knows is kept
     * under another name: it may be all that is left of another house.
     */
    void putInPlace(ArchivedMonth draft) {
        try {
            Path place = root.resolve(draft.month().toString());
            for (int number = 1; Files.exists(place); number++) {
                Path aside = root.resolve(draft.month() + ".unknown-" + number);
                if (!Files.exists(aside)) {
                    Files.move(place, aside, StandardCopyOption.ATOMIC_MOVE);
                }
            }
            Files.move(draft.folder(), place, StandardCopyOption.ATOMIC_MOVE);
            sync(root);
        } catch (IOException cause) {
            throw new UncheckedIOException(cause);
        }
    }

    void discard(ArchivedMonth draft) {
        try {
            clear(draft.folder());
        } catch (IOException cause) {
            throw new UncheckedIOException(cause);
        }
    }

    /** What stands in the folder stands there after a power cut too. */
    static void sync(Path folder) throws IOException {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    private List<Path> leftOf(YearMonth month) throws IOException {
        try (Stream<Path> all = Files.list(root)) {
            return all.filter(one -> one.getFileName().toString().startsWith("." + month))
                    .toList();
        }
    }

    private static void clear(Path folder) throws IOException {
        if (Files.exists(folder)) {
            List<Path> all;
            try (Stream<Path> found = Files.walk(folder)) {
                all = found.sorted(Comparator.reverseOrder()).toList();
            }
            for (Path one : all) {
                Files.delete(one);
            }
        }
    }
}
