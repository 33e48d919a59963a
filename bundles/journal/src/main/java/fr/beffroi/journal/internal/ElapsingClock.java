package fr.beffroi.journal.internal;

import fr.beffroi.api.DemonstrationClock;
import fr.beffroi.api.Refusal;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.function.LongSupplier;

/** A clock that starts at a chosen instant, ticks as real time passes, and can be put forward. Safe for use by many threads. */
final class ElapsingClock extends Clock implements DemonstrationClock {
    private final LongSupplier nanos;
    private Instant base;
    private long baseNanos;

    /** @param nanos how real time passes, such as {@link System#nanoTime} */
    ElapsingClock(Instant start, LongSupplier nanos) {
        this.nanos = nanos;
        base = start;
        baseNanos = nanos.getAsLong();
    }

    @Override
    public synchronized Instant instant() {
        return base.plus(Duration.ofNanos(nanos.getAsLong() - baseNanos));
    }

    @Override
    public synchronized void advanceTo(Instant instant) {
        Instant now = instant();
        if (instant.isBefore(now)) {
            throw Refusal.invalid("The clock of the demonstration shows " + now + " and only goes forward: " + instant
                    + " has passed.");
        }
        base = instant;
        baseNanos = nanos.getAsLong();
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        ElapsingClock hands = this;
        return new Clock() {
            @Override
            public Instant instant() {
                return hands.instant();
            }

            @Override
            public ZoneId getZone() {
                return zone;
            }

            @Override
            public Clock withZone(ZoneId other) {
                return hands.withZone(other);
            }
        };
    }
}
