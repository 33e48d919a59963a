package fr.beffroi.access.internal;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Slows down whoever tries passwords: after ten wrong ones for a log-in from one address within ten minutes, that log-in is not
 * checked for that address until the ten minutes are over. The address counts too, so that nobody can lock others out from afar.
 * Safe for use by many threads; remembers the last ten thousand at most.
 */
final class Guesses {
    static final int ALLOWED = 10;
    static final Duration WINDOW = Duration.ofMinutes(10);
    static final int MOST = 10_000;

    private final Clock clock;
    private final Map<Who, Wrong> wrong = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Who, Wrong> eldest) {
            return size() > MOST;
        }
    };

    Guesses(Clock clock) {
        this.clock = clock;
    }

    /**
     * Whose guesses are counted together.
     *
     * @param login as it was sent; a long one is cut, as no real one is
     * @param address where it was sent from
     */
    record Who(String login, String address) {
        Who {
            login = login.length() > 100 ? login.substring(0, 100) : login;
        }
    }

    private record Wrong(int times, Instant since) {}

    /** How long they have to wait; empty when they may try. */
    Optional<Duration> pause(Who who) {
        synchronized (wrong) {
            Wrong counted = wrong.get(who);
            if (counted == null || counted.times < ALLOWED) {
                return Optional.empty();
            }
            Duration left = Duration.between(clock.instant(), counted.since.plus(WINDOW));
            return left.isNegative() || left.isZero() ? Optional.empty() : Optional.of(left);
        }
    }

    /** A wrong password; true when it was one too many. */
    boolean wrong(Who who) {
        Instant now = clock.instant();
        synchronized (wrong) {
            Wrong counted = wrong.get(who);
            boolean anew = counted == null || !counted.since.plus(WINDOW).isAfter(now);
            Wrong next = anew ? new Wrong(1, now) : new Wrong(counted.times + 1, counted.since);
            wrong.put(who, next);
            return next.times == ALLOWED;
        }
    }

    /** The right password: what went before is forgotten. */
    void right(Who who) {
        synchronized (wrong) {
            wrong.remove(who);
        }
    }

    int size() {
        synchronized (wrong) {
            return wrong.size();
        }
    }
}
