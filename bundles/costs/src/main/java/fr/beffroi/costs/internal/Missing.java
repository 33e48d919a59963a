package fr.beffroi.costs.internal;

import fr.beffroi.api.Insee;
import fr.beffroi.api.Meter;
import fr.beffroi.api.Offering;
import fr.beffroi.metering.Filter;
import fr.beffroi.metering.Gap;
import fr.beffroi.metering.Metering;
import fr.beffroi.metering.Seal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Where readings are missing within a month, of the meters that have a rhythm; of others nothing was expected and nothing is said. */
record Missing(List<Gap> gaps) {
    Missing {
        gaps = List.copyOf(gaps);
    }

    /** Asked meter by meter and commune by commune, so that however large a house is its month can be closed. */
    static Missing of(Metering metering, Month month, List<Offering> offerings, List<Seal> seals) {
        List<Gap> gaps = new ArrayList<>();
        for (Offering offering : offerings) {
            for (Meter meter : offering.meters()) {
                if (meter.rhythm().isPresent()) {
                    seals.stream()
                            .filter(seal -> seal.total().offering().equals(offering.name())
                                    && seal.total().meter().equals(meter.name()))
                            .forEach(seal -> gaps.addAll(metering.gaps(new Filter(
                                    Optional.of(seal.total().tenant()),
                                    Optional.of(offering.name()),
                                    Optional.of(meter.name()),
                                    month.from(),
                                    month.to()))));
                }
            }
        }
        return new Missing(gaps);
    }

    /** On how many days of the month something is missing; a day counts when an instant of it does. */
    int days(Insee tenant, String offering, String meter) {
        Set<LocalDate> days = new HashSet<>();
        for (Gap gap : gaps) {
            if (gap.tenant().equals(tenant)
                    && gap.offering().equals(offering)
                    && gap.meter().equals(meter)) {
                for (Instant at = gap.from(); at.isBefore(gap.to()); at = at.plus(Duration.ofHours(1))) {
                    days.add(Month.dayOf(at));
                }
                days.add(Month.dayOf(gap.to().minusNanos(1)));
            }
        }
        return days.size();
    }
}
