package fr.beffroi.metering.internal;

import java.time.Instant;

/**
 * A span of time, half open.
 *
 * @param from its first microsecond
 * @param to the first microsecond after it
 */
record Span(long from, long to) {
    static final Span ALWAYS = new Span(Long.MIN_VALUE, Long.MAX_VALUE);

    static Span of(Instant from, Instant to) {
        return new Span(Columns.micros(from), Columns.micros(to));
    }

    boolean contains(long at) {
        return from <= at && at < to;
    }

    boolean overlaps(Span other) {
        return from < other.to && other.from < to;
    }

    @Override
    public String toString() {
        return "from " + Columns.instant(from) + " to " + Columns.instant(to);
    }
}
