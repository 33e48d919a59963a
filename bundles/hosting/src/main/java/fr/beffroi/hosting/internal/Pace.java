package fr.beffroi.hosting.internal;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** How often somebody may come: so many times a second on average, and after a quiet time as many at once as two seconds have. */
final class Pace {
    private static final long BURST = TimeUnit.SECONDS.toNanos(2);

    private final LongSupplier nanos;
    private final long interval;
    /** When all who came until now would have come, one an interval. Guarded by this. */
    private long due;

    /**
     * @param perSecond at least 1
     * @param nanos as {@link System#nanoTime}
     */
    Pace(int perSecond, LongSupplier nanos) {
        this.nanos = nanos;
        this.interval = TimeUnit.SECONDS.toNanos(1) / perSecond;
        this.due = nanos.getAsLong();
    }

    /** Somebody comes. @return whether that isn't too often; who is turned away doesn't count */
    synchronized boolean take() {
        long now = nanos.getAsLong();
        long ahead = Math.max(0, due - now);
        if (ahead + interval > BURST) {
            return false;
        }
        due = now + ahead + interval;
        return true;
    }
}
