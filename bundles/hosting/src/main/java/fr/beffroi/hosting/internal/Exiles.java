package fr.beffroi.hosting.internal;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Who was taken away because of the heap, and when they may come back: once the heap has been fine for a pause, which doubles with each
 * time, up to a day. Who has stayed for a day begins anew. Safe for use by many threads.
 */
final class Exiles {
    private static final Duration LONGEST = Duration.ofDays(1);

    /** After which one that did no harm is tried again, when it could not be brought back in a heap that is full. */
    private static final Duration AGAIN = Duration.ofSeconds(30);

    private final Duration first;
    private final LongSupplier nanos;
    private final Map<Address, Exile> exiles = new ConcurrentHashMap<>();
    /** Empty while it isn't. */
    private volatile OptionalLong fineSince = OptionalLong.empty();

    /**
     * One that went, whether it is out or was once.
     *
     * @param times it went lately
     * @param out whether it is still
     * @param acquitted it did no harm, and need not wait
     * @param since when it has been out, or back, or was tried last
     * @param tried whether it could not be brought back
     */
    private record Exile(int times, boolean out, boolean acquitted, long since, boolean tried) {}

    /**
     * @param first pause; zero: nobody comes back by itself who isn't acquitted
     * @param nanos as {@link System#nanoTime}
     */
    Exiles(Duration first, LongSupplier nanos) {
        this.first = first;
        this.nanos = nanos;
    }

    /** It goes. */
    void send(Address address) {
        long now = nanos.getAsLong();
        exiles.compute(
                address,
                (key, before) -> new Exile(
                        before == null || hasStayed(before, now) ? 1 : before.times() + 1, true, false, now, false));
    }

    private static boolean hasStayed(Exile before, long now) {
        return !before.out() && now - before.since() >= LONGEST.toNanos();
    }

    /** It has to come back at once, as if it had never gone. */
    void acquit(Address address) {
        exiles.computeIfPresent(
                address, (key, before) -> new Exile(before.times() - 1, before.out(), true, before.since(), false));
    }

    /** It is back. */
    void back(Address address) {
        exiles.computeIfPresent(
                address,
                (key, before) ->
                        before.times() == 0 ? null : new Exile(before.times(), false, false, nanos.getAsLong(), false));
    }

    /** It could not be brought back, and is out for as long again; one that did no harm is tried again soon. */
    void stay(Address address) {
        exiles.computeIfPresent(
                address,
                (key, before) -> new Exile(
                        before.acquitted() ? before.times() : Math.max(1, before.times()),
                        true,
                        before.acquitted(),
                        nanos.getAsLong(),
                        true));
    }

    /** Nothing is known of it any more. */
    void forget(Address address) {
        exiles.remove(address);
    }

    /** Whether the heap has room; to be told every second or so. */
    void heapIs(boolean fine) {
        if (!fine) {
            fineSince = OptionalLong.empty();
        } else if (fineSince.isEmpty()) {
            fineSince = OptionalLong.of(nanos.getAsLong());
        }
    }

    /** Those that may come back now. */
    List<Address> due() {
        return exiles.entrySet().stream()
                .filter(one -> one.getValue().out() && isDue(one.getValue()))
                .map(Map.Entry::getKey)
                .sorted()
                .toList();
    }

    private boolean isDue(Exile one) {
        if (one.acquitted()) {
            return !one.tried() || nanos.getAsLong() - one.since() >= AGAIN.toNanos();
        }
        return comesBack() && fineSince.isPresent() && left(one).isZero();
    }

    private boolean comesBack() {
        return !first.isZero();
    }

    private Duration pause(Exile one) {
        Duration pause = first;
        for (int time = 1; time < one.times() && pause.compareTo(LONGEST) < 0; time++) {
            pause = pause.multipliedBy(2);
        }
        return pause.compareTo(LONGEST) < 0 ? pause : LONGEST;
    }

    /** What is left of its pause, if the heap stays as it is. */
    private Duration left(Exile one) {
        long now = nanos.getAsLong();
        long waited = Math.min(now - one.since(), now - fineSince.orElse(now));
        Duration left = pause(one).minusNanos(waited);
        return left.isNegative() ? Duration.ZERO : left;
    }

    /** Why it is out and when it is tried again, in sentences for operators. */
    String sentence(Address address) {
        String why = "It was taken away because the heap stayed full and it had allocated most since it was fine.";
        Exile one = exiles.get(address);
        if (one == null || !one.out() || !one.acquitted() && !comesBack()) {
            return why + " It stays out until it is made anew.";
        }
        if (one.acquitted()) {
            return why + " It did not hold the memory and comes back now.";
        }
        return why + " It is tried again when the heap has been fine for " + minutes(pause(one)) + " min: in "
                + minutes(left(one)) + " min at the earliest.";
    }

    private static long minutes(Duration time) {
        return TimeUnit.SECONDS.toMinutes(time.toSeconds() + 59);
    }
}
