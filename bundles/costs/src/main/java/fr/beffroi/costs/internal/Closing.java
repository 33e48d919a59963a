package fr.beffroi.costs.internal;

import fr.beffroi.api.Charge;
import fr.beffroi.api.Commune;
import fr.beffroi.api.CostPool;
import fr.beffroi.api.FunctionalUnit;
import fr.beffroi.api.Insee;
import fr.beffroi.api.Intercommunality;
import fr.beffroi.api.Offering;
import fr.beffroi.api.Reason;
import fr.beffroi.api.Refusal;
import fr.beffroi.costs.LargestRemainder;
import fr.beffroi.costs.Statement;
import fr.beffroi.costs.Statement.Evidence;
import fr.beffroi.costs.Statement.Line;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The sums of a closing: from what was used and what it cost to what each commune owes. Knows no table and no clock. */
record Closing(
        Intercommunality creditor,
        List<Commune> communes,
        List<Offering> offerings,
        List<CostPool> pools,
        Usage usage,
        Instant at) {

    /** One for each commune that used anything, by INSEE code. */
    List<Statement> statements() {
        SortedMap<Insee, List<Line>> lines = new TreeMap<>();
        for (Offering offering : sorted(offerings, Comparator.comparing(Offering::name))) {
            for (FunctionalUnit unit : sorted(offering.units(), Comparator.comparing(FunctionalUnit::name))) {
                lines(offering, unit)
                        .forEach((insee, line) -> lines.computeIfAbsent(insee, i -> new ArrayList<>())
                                .add(line));
            }
        }
        requireEveryPoolShared(lines);
        Map<Insee, Commune> byInsee = communes.stream().collect(Collectors.toMap(Commune::insee, Function.identity()));
        return lines.entrySet().stream()
                .map(entry -> new Statement(
                        creditor,
                        byInsee.get(entry.getKey()),
                        usage.month().period(),
                        at,
                        entry.getValue(),
                        entry.getValue().stream().mapToLong(Line::amountCents).reduce(0, Math::addExact)))
                .toList();
    }

    private SortedMap<Insee, Line> lines(Offering offering, FunctionalUnit unit) {
        SortedMap<Insee, Evidence> uses = usage.of(offering, unit);
        if (uses.isEmpty()) {
            return new TreeMap<>();
        }
        Optional<CostPool> pool = pools.stream()
                .filter(one ->
                        one.offering().equals(offering.name()) && one.unit().equals(unit.name()))
                .findFirst();
        long sharedCents = pool.map(CostPool::eligibleCents).orElse(0L);
        List<Charge> charges = pool.map(CostPool::charges).orElse(List.of());

        SortedMap<Insee, BigInteger> weights = new TreeMap<>();
        uses.forEach((insee, use) -> weights.put(insee, LargestRemainder.weight(use.counted())));
        SortedMap<Insee, Long> shares = LargestRemainder.share(sharedCents, weights);
        BigDecimal all = uses.values().stream().map(Evidence::counted).reduce(BigDecimal.ZERO, BigDecimal::add);

        SortedMap<Insee, Line> lines = new TreeMap<>();
        uses.forEach((insee, use) -> lines.put(
                insee,
                new Line(
                        offering.name(),
                        unit.name(),
                        unit.title(),
                        use.units(use.counted()),
                        use.units(all),
                        sharedCents,
                        use.unitCost(sharedCents, all),
                        shares.get(insee),
                        charges,
                        use)));
        return lines;
    }

    private void requireEveryPoolShared(SortedMap<Insee, List<Line>> lines) {
        for (CostPool pool : pools) {
            boolean shared = lines.values().stream()
                    .flatMap(List::stream)
                    .anyMatch(line -> line.offering().equals(pool.offering())
                            && line.unit().equals(pool.unit()));
            if (!shared && pool.eligibleCents() > 0) {
                throw new Refusal(
                        Reason.NOT_ELIGIBLE,
                        "Nobody used " + pool.offering() + "/" + pool.unit() + " in " + pool.period() + ", but "
                                + BigDecimal.valueOf(pool.eligibleCents(), 2).toPlainString()
                                + " EUR of charges are declared for it and would be borne by nobody: move them to another"
                                + " unit or period, or exclude them with a reason. Nothing was closed.");
            }
        }
    }

    private static <T> List<T> sorted(List<T> things, Comparator<T> order) {
        return things.stream().sorted(order).toList();
    }
}
