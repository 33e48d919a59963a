package fr.beffroi.metering.internal;

import fr.beffroi.metering.Gap;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Gaps of many series, those of one in the order of their time; those that meet and have the same reason become one. */
final class GapRuns {
    private final Map<Series, List<Gap>> bySeries = new HashMap<>();

    void add(Gap gap) {
        List<Gap> before = bySeries.computeIfAbsent(Series.of(gap), series -> new ArrayList<>());
        Gap last = before.isEmpty() ? null : before.get(before.size() - 1);
        if (last != null && last.reason().equals(gap.reason()) && !gap.from().isAfter(last.to())) {
            before.set(
                    before.size() - 1,
                    new Gap(
                            last.tenant(),
                            last.offering(),
                            last.meter(),
                            last.from(),
                            gap.to().isAfter(last.to()) ? gap.to() : last.to(),
                            last.reason()));
        } else {
            before.add(gap);
        }
    }

    /** Whether one of these holds all of it. */
    boolean cover(Gap gap) {
        return bySeries.getOrDefault(Series.of(gap), List.of()).stream()
                .anyMatch(one -> !one.from().isAfter(gap.from()) && !one.to().isBefore(gap.to()));
    }

    List<Gap> gaps() {
        return bySeries.values().stream().flatMap(List::stream).toList();
    }
}
