package fr.beffroi.costs.internal;

import fr.beffroi.api.Insee;
import fr.beffroi.api.Offering;
import fr.beffroi.journal.Decisions;
import fr.beffroi.metering.Filter;
import fr.beffroi.metering.Gap;
import fr.beffroi.metering.Metering;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * On how many days of a month readings are missing, of the meters that had a rhythm in it; of others nothing was expected and nothing
 * is said.
 */
final class Missing {
    private record Metered(String offering, String meter) {}

    private final Map<Metered, SortedMap<Insee, Integer>> days = new HashMap<>();

    private Missing() {}

    /** Asked meter by meter, whether or not it has a rhythm today and whoever was heard of: of each only the days are kept. */
    static Missing of(Metering metering, Decisions decisions, Month month, List<Offering> offerings) {
        Missing missing = new Missing();
        for (Offering offering : offerings) {
            SortedSet<String> counting = new TreeSet<>();
            offering.units().forEach(unit -> unit.meter().ifPresent(counting::add));
            for (String meter : counting) {
                missing.days.put(
                        new Metered(offering.name(), meter),
                        days(metering.missing(
                                decisions,
                                new Filter(
                                        Optional.empty(),
                                        Optional.of(offering.name()),
                                        Optional.of(meter),
                                        month.from(),
                                        month.to()))));
            }
        }
        return missing;
    }

    /** A day counts when an instant of it does. */
    private static SortedMap<Insee, Integer> days(List<Gap> gaps) {
        Map<Insee, Set<LocalDate>> days = new HashMap<>();
        for (Gap gap : gaps) {
            Set<LocalDate> ofOne = days.computeIfAbsent(gap.tenant(), tenant -> new HashSet<>());
            for (Instant at = gap.from(); at.isBefore(gap.to()); at = at.plus(Duration.ofHours(1))) {
                ofOne.add(Month.dayOf(at));
            }
            ofOne.add(Month.dayOf(gap.to().minusNanos(1)));
        }
        SortedMap<Insee, Integer> counts = new TreeMap<>();
        days.forEach((tenant, ofOne) -> counts.put(tenant, ofOne.size()));
        return counts;
    }

    /** On how many days; none is 0. */
    int days(Insee tenant, String offering, String meter) {
        return of(offering, meter).getOrDefault(tenant, 0);
    }

    /** By commune, on how many days; only where there are any. */
    SortedMap<Insee, Integer> of(String offering, String meter) {
        return days.getOrDefault(new Metered(offering, meter), new TreeMap<>());
    }
}
