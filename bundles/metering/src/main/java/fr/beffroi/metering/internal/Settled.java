package fr.beffroi.metering.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Which files nobody is writing any more, as far as one can tell: they were seen for some time and stayed as they were. No clock is
 * compared with the times of files, which may come from another machine. For one thread at a time.
 */
final class Settled {
    /** What a file looks like without being opened. */
    record Look(long bytes, FileTime changed, Object key) {
        /** @throws IOException when it is gone, or no plain file: a link could lead anywhere */
        static Look at(Path file) throws IOException {
            BasicFileAttributes now = Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            if (!now.isRegularFile()) {
                throw new IOException(file + " is no plain file");
            }
            return new Look(now.size(), now.lastModifiedTime(), String.valueOf(now.fileKey()));
        }
    }

    private record Seen(Look look, long since) {}

    private final Duration quiet;
    private final LongSupplier nanos;
    private Map<Path, Seen> before = new HashMap<>();
    private Map<Path, Seen> seen = new HashMap<>();

    /**
     * @param quiet how long a file has to stay as it is
     * @param nanos like {@link System#nanoTime}
     */
    Settled(Duration quiet, LongSupplier nanos) {
        this.quiet = quiet;
        this.nanos = nanos;
    }

    /** A look at the whole folder begins; what isn't seen in it is forgotten. */
    void begin() {
        before = seen;
        seen = new HashMap<>();
    }

    /** Whether that one may be read. An empty one may not: somebody has only just begun it. */
    boolean has(Path file) {
        Look look;
        try {
            look = Look.at(file);
        } catch (IOException e) {
            return false;
        }
        long now = nanos.getAsLong();
        Seen last = before.get(file);
        Seen one = last != null && last.look().equals(look) ? last : new Seen(look, now);
        seen.put(file, one);
        return look.bytes() > 0 && now - one.since() >= quiet.toNanos();
    }

    /**
     * What that one looked like when it was said to be settled. When it is left lying, it waits anew.
     *
     * @throws java.util.NoSuchElementException when it wasn't
     */
    Look taken(Path file) {
        return Optional.ofNullable(seen.remove(file)).orElseThrow().look();
    }
}
