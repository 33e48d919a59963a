package fr.beffroi.hosting.internal;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** How much of something that only grows came in the last ten seconds. What was before the first time it was noted is nothing. */
final class Lately {
    static final Duration WINDOW = Duration.ofSeconds(10);

    private final LongSupplier nanos;
    /** Guarded by this; never empty, the first as old as the window or younger only while all is younger. */
    private final Deque<Mark> marks = new ArrayDeque<>();

    private record Mark(long at, long total) {}

    /** @param nanos as {@link System#nanoTime} */
    Lately(LongSupplier nanos) {
        this.nanos = nanos;
        marks.add(new Mark(nanos.getAsLong(), 0));
    }

    /** @param total until now; to be noted every second or so */
    synchronized void note(long total) {
        long now = nanos.getAsLong();
        marks.addLast(new Mark(now, total));
        while (marks.size() > 2 && now - second().at() >= WINDOW.toNanos()) {
            marks.removeFirst();
        }
    }

    private Mark second() {
        var each = marks.iterator();
        each.next();
        return each.next();
    }

    /** What came in the window; when it was noted more rarely than that, since the time before the last. */
    synchronized long sum() {
        return marks.getLast().total() - marks.getFirst().total();
    }

    /** The mean of the window. */
    synchronized double perSecond() {
        long span = Math.max(
                WINDOW.toNanos(), marks.getLast().at() - marks.getFirst().at());
        return (double) sum() * TimeUnit.SECONDS.toNanos(1) / span;
    }
}
