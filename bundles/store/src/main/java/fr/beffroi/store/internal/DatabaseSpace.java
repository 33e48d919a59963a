package fr.beffroi.store.internal;

import java.sql.SQLException;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How much the database of one instance may hold. It is measured from time to time while it is used, not at each statement, so an
 * instance may go beyond the bound by what it writes in ten seconds. Safe for use by many threads.
 *
 * <p>What is full can still be read, changed and deleted, and its tables can be made: the instance starts, its commune deletes and
 * is given its archive. Nothing is added, and beyond a quarter more nothing is changed either. That is told by the text of a
 * statement, which stops accidents; on SQLite the file itself grows no further ({@link SqliteFiles#ofAnInstance}).
 */
final class DatabaseSpace {
    /** To PostgreSQL: no room on the disk. */
    static final String FULL = "53100";

    private static final Logger LOG = LoggerFactory.getLogger(DatabaseSpace.class);
    private static final long PERIOD = TimeUnit.SECONDS.toNanos(10);

    /** At the beginning of a statement, or after what it is with. */
    private static final Pattern ADDS =
            Pattern.compile("(?is)(^|;)\\s*(with\\b.*\\b)?(insert\\s|replace\\s+into\\b|merge\\s+into\\b|copy\\s).*");

    private static final Pattern CHANGES = Pattern.compile("(?is)(^|;)\\s*(with\\b.*\\b)?update\\s.*");

    private enum Level {
        ROOM,
        FULL,
        OVERFULL
    }

    private final String name;
    private final long most;
    private final LongSupplier size;
    private volatile boolean used;
    private volatile Level level = Level.ROOM;
    private long looked;

    /**
     * @param name of the database, for sentences
     * @param most bytes that it may hold
     * @param size how many it holds now; asked by one thread
     */
    DatabaseSpace(String name, long most, LongSupplier size) {
        this.name = name;
        this.most = most;
        this.size = size;
        this.looked = System.nanoTime() - PERIOD;
    }

    /** What a database may grow to that may hold so much: room to change and to delete. */
    static long limit(long most) {
        return most > Long.MAX_VALUE / 2 ? Long.MAX_VALUE : most + most / 4;
    }

    /** Somebody has a connection, so it may grow. */
    void isUsed() {
        used = true;
    }

    /** Measures it if it was used and wasn't looked at for ten seconds. One thread calls this. */
    void lookIfDue() {
        if (used && System.nanoTime() - looked >= PERIOD) {
            looked = System.nanoTime();
            used = false;
            try {
                look();
            } catch (RuntimeException e) {
                // What can't be measured now is as it was seen last; the others are looked at all the same.
                LOG.warn("The database {} can't be measured: {}", name, e.getMessage());
            }
        }
    }

    /** Measures it. */
    void look() {
        long bytes = size.getAsLong();
        Level now = bytes <= most ? Level.ROOM : bytes <= limit(most) ? Level.FULL : Level.OVERFULL;
        if (now != level) {
            LOG.warn("The database {} holds {} bytes of {}: {}", name, bytes, most, now);
        }
        level = now;
    }

    /** @throws SQLException {@link #FULL} when the statement would put more into a database that is full */
    void check(String sql) throws SQLException {
        Level seen = level;
        if (seen != Level.ROOM && ADDS.matcher(sql).find()
                || seen == Level.OVERFULL && CHANGES.matcher(sql).find()) {
            throw new SQLException(
                    "The database of the instance is full: it may hold " + most
                            + " bytes. It can be read, and what is no longer needed can be deleted.",
                    FULL);
        }
    }
}
