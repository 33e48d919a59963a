package fr.beffroi.hosting.internal;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The requests that are inside instances just now, all together: never so many that the web server has no thread left for the house.
 * Who stays too long is called back by an interrupt; who doesn't heed it is written off, and the instance shut out.
 */
final class Visitors {
    private static final Logger LOG = LoggerFactory.getLogger(Visitors.class);

    /** What somebody who was interrupted has to leave: a database or a disk that is slow may take a while to let go. */
    static final Duration GRACE = Duration.ofSeconds(5);

    private final Semaphore places;
    private final long longest;
    private final LongSupplier nanos;
    private final Set<Stay> stays = ConcurrentHashMap.newKeySet();

    /**
     * @param most at a time
     * @param longest that one may stay
     * @param nanos as {@link System#nanoTime}
     */
    Visitors(int most, Duration longest, LongSupplier nanos) {
        this.places = new Semaphore(most);
        this.longest = longest.toNanos();
        this.nanos = nanos;
    }

    /** This thread goes in. @return empty when there are too many */
    Optional<Stay> enter(Route route) {
        if (!places.tryAcquire()) {
            return Optional.empty();
        }
        Stay stay = new Stay(route, Thread.currentThread(), nanos.getAsLong());
        stays.add(stay);
        return Optional.of(stay);
    }

    /** It has come back, however late: only now its thread is free for others. */
    void leave(Stay stay) {
        stay.leave();
        stays.remove(stay);
        places.release();
    }

    /** Looks after those who stay too long. To be called every second or so. */
    void look() {
        long now = nanos.getAsLong();
        for (Stay stay : stays) {
            long late = now - stay.since() - longest;
            if (late >= GRACE.toNanos()) {
                if (stay.writeOff()) {
                    LOG.error(
                            "A request has not left {} after {} s and heeds no interrupt: the instance is shut out",
                            stay.address(),
                            TimeUnit.NANOSECONDS.toSeconds(now - stay.since()));
                }
            } else if (late >= 0 && stay.callBack()) {
                LOG.warn(
                        "A request has been in {} for {} s and is interrupted",
                        stay.address(),
                        TimeUnit.NANOSECONDS.toSeconds(now - stay.since()));
            }
        }
    }
}
