package fr.beffroi.rest;

import fr.beffroi.api.Insee;
import fr.beffroi.api.Reason;
import fr.beffroi.api.Refusal;
import fr.beffroi.metering.Gap;
import fr.beffroi.metering.Metering;
import fr.beffroi.metering.Total;
import fr.beffroi.rest.UsageResource.ConvertedView;
import fr.beffroi.rest.UsageResource.TotalView;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Stream;

/** Totals that say where something is missing: what is not known has a mark and no value, never a zero. */
final class GapMarks {
    private static final Comparator<TotalView> ORDER = Comparator.comparing(TotalView::tenant)
            .thenComparing(TotalView::offering)
            .thenComparing(TotalView::meter)
            .thenComparing(TotalView::from);

    /** What a total is of. */
    private record Place(Insee tenant, String offering, String meter, Instant from) {
        static Place of(Total total) {
            return new Place(total.tenant(), total.offering(), total.meter(), total.from());
        }

        TotalView unknown() {
            return new TotalView(
                    tenant.code(),
                    offering,
                    meter,
                    from,
                    OptionalLong.empty(),
                    OptionalLong.empty(),
                    Optional.empty(),
                    Optional.of(true),
                    Optional.empty(),
                    Optional.empty());
        }
    }

    private GapMarks() {}

    /**
     * Of hours: each that a gap touches is marked.
     *
     * @throws Refusal {@link Reason#INVALID} when these are more than {@link Metering#MOST_TOTALS}
     */
    static List<TotalView> hourly(List<Total> totals, List<Gap> gaps) {
        Set<Place> missing = new HashSet<>();
        for (Gap gap : gaps) {
            for (Instant hour = gap.from().truncatedTo(ChronoUnit.HOURS);
                    hour.isBefore(gap.to());
                    hour = hour.plus(Duration.ofHours(1))) {
                missing.add(new Place(gap.tenant(), gap.offering(), gap.meter(), hour));
                if (missing.size() > Metering.MOST_TOTALS) {
                    throw Refusal.invalid("These are more than " + Metering.MOST_TOTALS
                            + " totals: ask for a shorter span, or name a commune, a service or a meter.");
                }
            }
        }
        return marked(totals, missing);
    }

    /** Of a whole span: each series that has a gap in it is marked. */
    static List<TotalView> whole(List<Total> totals, List<Gap> gaps, Instant from) {
        Set<Place> missing = new HashSet<>();
        gaps.forEach(gap -> missing.add(new Place(gap.tenant(), gap.offering(), gap.meter(), from)));
        return marked(totals, missing);
    }

    private static List<TotalView> marked(List<Total> totals, Set<Place> missing) {
        Set<Place> silent = new HashSet<>(missing);
        totals.forEach(total -> silent.remove(Place.of(total)));
        return Stream.concat(
                        totals.stream().map(total -> known(total, missing.contains(Place.of(total)))),
                        silent.stream().map(Place::unknown))
                .sorted(ORDER)
                .toList();
    }

    private static TotalView known(Total total, boolean incomplete) {
        return new TotalView(
                total.tenant().code(),
                total.offering(),
                total.meter(),
                total.from(),
                OptionalLong.of(total.readings()),
                OptionalLong.of(total.withdrawn()),
                Optional.of(Quantities.shown(total.quantity())),
                incomplete ? Optional.of(true) : Optional.empty(),
                total.figure().map(figure -> Quantities.shown(figure.value())),
                total.figure().flatMap(ConvertedView::of));
    }
}
