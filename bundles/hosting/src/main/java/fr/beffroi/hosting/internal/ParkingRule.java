package fr.beffroi.hosting.internal;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;

/**
 * Which instances are parked.
 *
 * @param after so long unused; zero: never because of that
 * @param most that may run; zero: any number. When more do, those are parked that were unused for the longest
 * @param least that one must have been unused, however many run, so that none goes under the feet of who woke it
 */
record ParkingRule(Duration after, int most, Duration least) {

    /**
     * One that could be parked.
     *
     * @param unused since it was last used
     */
    record Idle(Address address, Duration unused) {}

    static ParkingRule of(HostingSettings settings) {
        return new ParkingRule(
                Duration.ofMinutes(settings.park_after_minutes()),
                settings.awake_most(),
                Duration.ofSeconds(settings.park_least_seconds()));
    }

    /** Whether anything is ever parked. */
    boolean isOn() {
        return !after.isZero() || most > 0;
    }

    /**
     * @param running how many run, those too that can't be parked
     * @return which are to be parked, the longest unused first
     */
    List<Idle> due(List<Idle> idle, int running) {
        int tooMany = most == 0 ? 0 : Math.max(0, running - most);
        List<Idle> oldestFirst = idle.stream()
                .filter(one -> one.unused().compareTo(least) >= 0)
                .sorted(Comparator.comparing(Idle::unused).reversed())
                .toList();
        long longEnough = after.isZero()
                ? 0
                : oldestFirst.stream()
                        .filter(one -> one.unused().compareTo(after) >= 0)
                        .count();
        return oldestFirst.subList(0, (int) Math.min(oldestFirst.size(), Math.max(tooMany, longEnough)));
    }
}
