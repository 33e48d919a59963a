package fr.beffroi.costs.internal;

import fr.beffroi.api.FunctionalUnit;
import fr.beffroi.api.Insee;
import fr.beffroi.api.Meter;
import fr.beffroi.api.Offering;
import fr.beffroi.api.Reading;
import fr.beffroi.costs.Statement.Evidence;
import fr.beffroi.metering.Figure;
import fr.beffroi.metering.Seal;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * How much each commune used in a month, with what proves it.
 *
 * @param seals the month's sealed meter totals
 * @param active the subscriptions of the month
 * @param populations every population declared so far, in the order they were declared
 * @param missing where meters with a rhythm were silent
 */
record Usage(Month month, List<Seal> seals, List<Active> active, List<Population> populations, Missing missing) {

    /**
     * The communes that used any of this unit. When there are any, also those of which nothing is counted but something is missing, with
     * nothing: so that the others don't bear what nobody knows without a word.
     */
    SortedMap<Insee, Evidence> of(Offering offering, FunctionalUnit unit) {
        SortedMap<Insee, Evidence> uses =
                switch (unit.basis()) {
                    case METER -> metered(offering, unit);
                    case SUBSCRIPTION -> subscribed(offering);
                    case POPULATION -> inhabited(offering);
                };
        SortedMap<Insee, Integer> silent =
                unit.meter().map(meter -> missing.of(offering.name(), meter)).orElseGet(TreeMap::new);
        uses.entrySet().removeIf(use -> use.getValue().counted().signum() == 0 && !silent.containsKey(use.getKey()));
        Optional<Evidence> used = uses.values().stream()
                .filter(use -> use.counted().signum() != 0)
                .findFirst();
        if (used.isEmpty()) {
            return new TreeMap<>();
        }
        silent.keySet().forEach(tenant -> uses.computeIfAbsent(tenant, t -> nothing(t, offering, unit, used.get())));
        return uses;
    }

    /** What makes one unit is the same on every statement, so it is that of another commune. */
    private Evidence nothing(Insee tenant, Offering offering, FunctionalUnit unit, Evidence other) {
        Meter meter = unit.meter().flatMap(offering::meter).orElseThrow();
        BigDecimal none = BigDecimal.ZERO.setScale(Reading.SCALE);
        return seals.stream()
                .filter(seal ->
                        of(seal, offering, meter) && seal.total().tenant().equals(tenant))
                .findFirst()
                .map(seal -> metered(seal, new Figure(none, other.averagedOver(), other.conversion()), meter, unit))
                .orElseGet(() -> new Evidence(
                        French.noReading(meter.name())
                                + French.missingDays(missing.days(tenant, offering.name(), meter.name())),
                        none,
                        unit.per(),
                        Optional.of(meter.name()),
                        month.from(),
                        month.to(),
                        0,
                        Optional.empty(),
                        Optional.of(address(tenant, offering.name(), meter.name())),
                        other.averagedOver(),
                        other.conversion(),
                        Optional.empty()));
    }

    private static boolean of(Seal seal, Offering offering, Meter meter) {
        return seal.total().offering().equals(offering.name())
                && seal.total().meter().equals(meter.name());
    }

    private SortedMap<Insee, Evidence> metered(Offering offering, FunctionalUnit unit) {
        Meter meter = unit.meter().flatMap(offering::meter).orElseThrow();
        SortedMap<Insee, Evidence> uses = new TreeMap<>();
        for (Seal seal : seals) {
            if (of(seal, offering, meter)) {
                seal.total()
                        .figure()
                        .ifPresent(figure -> uses.put(seal.total().tenant(), metered(seal, figure, meter, unit)));
            }
        }
        return uses;
    }

    private Evidence metered(Seal seal, Figure figure, Meter meter, FunctionalUnit unit) {
        long readings = seal.total().readings();
        return new Evidence(
                Basis.of(seal, figure, meter)
                        + French.missingDays(
                                missing.days(seal.total().tenant(), seal.total().offering(), meter.name())),
                figure.counted(),
                unit.per(),
                Optional.of(meter.name()),
                month.from(),
                month.to(),
                readings,
                // Nothing is sealed where a level stood without any reading.
                readings == 0 ? Optional.empty() : Optional.of(seal.merkleRoot()),
                Optional.of(address(
                        seal.total().tenant(),
                        seal.total().offering(),
                        seal.total().meter())),
                figure.micros(),
                figure.conversion(),
                seal.level());
    }

    /** Where the REST API lists the readings of a meter, those behind a seal. */
    private String address(Insee tenant, String offering, String meter) {
        return "/api/v1/readings?tenant=" + tenant + "&offering=" + offering + "&meter=" + meter + "&from="
                + month.from() + "&to=" + month.to();
    }

    private SortedMap<Insee, Evidence> subscribed(Offering offering) {
        SortedMap<Insee, Evidence> uses = new TreeMap<>();
        SubscribedDays.of(active, offering.id(), month)
                .forEach((insee, days) -> uses.put(insee, ofDays(French.days(days.size()), days.size())));
        return uses;
    }

    private SortedMap<Insee, Evidence> inhabited(Offering offering) {
        SortedMap<Insee, Evidence> uses = new TreeMap<>();
        SubscribedDays.of(active, offering.id(), month).forEach((insee, days) -> {
            Map<Long, Long> daysByPopulation = days.stream()
                    .collect(Collectors.groupingBy(
                            day -> inhabitants(insee, day), LinkedHashMap::new, Collectors.counting()));
            long inhabitantDays = daysByPopulation.entrySet().stream()
                    .mapToLong(entry -> Math.multiplyExact(entry.getKey(), entry.getValue()))
                    .reduce(0, Math::addExact);
            uses.put(insee, ofDays(French.inhabitantDays(daysByPopulation), inhabitantDays));
        });
        return uses;
    }

    /** The population declared last by the end of that day; before the first declaration, the first. */
    private long inhabitants(Insee insee, LocalDate day) {
        long inhabitants = -1;
        for (Population population : populations) {
            if (population.insee().equals(insee)
                    && (inhabitants < 0 || population.declaredAt().isBefore(Month.startOf(day.plusDays(1))))) {
                inhabitants = population.inhabitants();
            }
        }
        if (inhabitants < 0) {
            throw new IllegalStateException("The commune " + insee + " has a subscription but was never declared.");
        }
        return inhabitants;
    }

    private Evidence ofDays(String basis, long counted) {
        return new Evidence(
                basis,
                BigDecimal.valueOf(counted).setScale(Reading.SCALE),
                1,
                Optional.empty(),
                month.from(),
                month.to(),
                0,
                Optional.empty(),
                Optional.empty());
    }
}
