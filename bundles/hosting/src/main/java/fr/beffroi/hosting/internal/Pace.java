package fr.beffroi.hosting.internal;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** How often somebody may come: so many times on average, and after a quiet time some more at once. */
final class Pace {
    private final LongSupplier nanos;
    private final long interval;
    private final long burst;
    /** When all who came until now would have come, one an interval. Guarded by this. */
    private long due;

    /**
     * So many times a second; after a quiet time as many at once as two seconds have.
     *
     * @param perSecond at least 1
     * @param nanos as {@link System#nanoTime}
     */
    Pace(int perSecond, LongSupplier nanos) {
        this(TimeUnit.SECONDS.toNanos(1) / perSecond, TimeUnit.SECONDS.toNanos(2), nanos);
    }

    /**
     * So many times a minute, all of them at once after a quiet time.
     *
     * @param times at least 1
     * @param nanos as {@link System#nanoTime}
     */
    static Pace perMinute(int times, LongSupplier nanos) {
        long minute = TimeUnit.MINUTES.toNanos(1);
        return new Pace(minute / times, minute, nanos);
    }

    private Pace(long interval, long burst, LongSupplier nanos) {
        this.nanos = nanos;
        this.interval = interval;
        this.burst = burst;
        this.due = nanos.getAsLong();
    }

    /** Somebody comes. @return whether that isn't too often; who is turned away doesn't count */
    synchronized boolean take() {
        long now = nanos.getAsLong();
        long ahead = Math.max(0, due - now);
        if (ahead + interval > burst) {
            return false;
        }
        due = now + ahead + interval;
        return true;
    }
}
