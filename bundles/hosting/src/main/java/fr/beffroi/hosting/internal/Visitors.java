package fr.beffroi.hosting.internal;

import fr.beffroi.hosting.Overuse;
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
 * Who goes too far is called back by an interrupt; who doesn't heed it is written off, and the instance shut out.
 */
final class Visitors {
    private static final Logger LOG = LoggerFactory.getLogger(Visitors.class);

    /** What somebody who was interrupted has to leave: a database or a disk that is slow may take a while to let go. */
    static final Duration GRACE = Duration.ofSeconds(5);

    private final Semaphore places;
    private final Limits limits;
    private final LongSupplier nanos;
    private final Set<Stay> stays = ConcurrentHashMap.newKeySet();

    /**
     * How far one request may go.
     *
     * @param time that it may stay
     * @param processor time that it may use
     * @param allocatedBytes that it may allocate, whether or not they are freed meanwhile
     */
    record Limits(Duration time, Duration processor, long allocatedBytes) {}

    /**
     * @param most at a time
     * @param limits of each
     * @param nanos as {@link System#nanoTime}
     */
    Visitors(int most, Limits limits, LongSupplier nanos) {
        this.places = new Semaphore(most);
        this.limits = limits;
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

    /** Looks after those who go too far. To be called every second or so, after what they used was entered in their ledgers. */
    void look() {
        long now = nanos.getAsLong();
        for (Stay stay : stays) {
            if (stay.writeOff(now, GRACE.toNanos())) {
                LOG.error(
                        "A request has not left {} after {} s and heeds no interrupt: the instance is shut out",
                        stay.address(),
                        seconds(now - stay.since()));
            } else {
                overuse(stay, now).ifPresent(reason -> callBack(stay, reason, now));
            }
        }
    }

    /** Everybody who is in that instance is asked to leave. */
    void callBack(Address address, Overuse reason) {
        long now = nanos.getAsLong();
        stays.stream().filter(stay -> stay.address().equals(address)).forEach(stay -> callBack(stay, reason, now));
    }

    private static void callBack(Stay stay, Overuse reason, long now) {
        Optional<Spell> spell = stay.ledger().spell(stay.thread());
        if (stay.callBack(reason, now)) {
            LOG.warn(
                    "A request has been in {} for {} s, used {} s of the processor and allocated {} MB: it is interrupted ({})",
                    stay.address(),
                    seconds(now - stay.since()),
                    seconds(spell.map(Spell::cpu).orElse(0L)),
                    spell.map(Spell::allocated).orElse(0L) >> 20,
                    reason);
        }
    }

    private Optional<Overuse> overuse(Stay stay, long now) {
        if (now - stay.since() >= limits.time().toNanos()) {
            return Optional.of(Overuse.TIME);
        }
        return stay.ledger().spell(stay.thread()).flatMap(spell -> {
            if (spell.cpu() >= limits.processor().toNanos()) {
                return Optional.of(Overuse.PROCESSOR);
            }
            return spell.allocated() >= limits.allocatedBytes() ? Optional.of(Overuse.MEMORY) : Optional.empty();
        });
    }

    private static long seconds(long nanos) {
        return TimeUnit.NANOSECONDS.toSeconds(nanos);
    }
}
