package fr.beffroi.metering.internal;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Whose turn it is to be read: once in each slot of time, and again a minute after there was nothing to be had. Not for many threads. */
final class Turns {
    private static final long AGAIN = TimeUnit.MINUTES.toMicros(1);

    private final Map<Target, Turn> last = new HashMap<>();

    /** @param at microseconds */
    private record Turn(long at, boolean had) {}

    /** @param now microseconds */
    boolean isDue(Target target, long now) {
        Turn turn = last.get(target);
        return turn == null || target.slot(now) != target.slot(turn.at()) || !turn.had() && now - turn.at() >= AGAIN;
    }

    /**
     * What came of it is stored; whoever isn't told of here is due again at once.
     *
     * @param at when, microseconds
     * @param had whether there was a page that says something
     */
    void asked(Target target, long at, boolean had) {
        last.put(target, new Turn(at, had));
    }

    /** Forgets all but these. */
    void only(Collection<Target> targets) {
        last.keySet().retainAll(new HashSet<>(targets));
    }
}
