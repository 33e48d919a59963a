package fr.beffroi.costs;

import fr.beffroi.api.Charge;
import fr.beffroi.api.Insee;
import fr.beffroi.costs.Statement.Line;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The check that an auditor makes of a period, from nothing but its statements: what was shared is what was spent, every share is
 * the one that the rule gives, and together they are neither a cent more nor a cent less.
 */
public final class Recomputation {
    private record Unit(String offering, String name) implements Comparable<Unit> {
        @Override
        public int compareTo(Unit other) {
            int byOffering = offering.compareTo(other.offering);
            return byOffering != 0 ? byOffering : name.compareTo(other.name);
        }
    }

    private Recomputation() {}

    /**
     * @param statements all statements of one period
     * @return a sentence for each thing that is wrong; empty when everything adds up
     */
    public static List<String> findings(List<Statement> statements) {
        List<String> findings = new ArrayList<>();
        SortedMap<Unit, SortedMap<Insee, Line>> units = new TreeMap<>();
        for (Statement statement : statements) {
            long sum = 0;
            for (Line line : statement.lines()) {
                sum = Math.addExact(sum, line.amountCents());
                units.computeIfAbsent(new Unit(line.offering(), line.unit()), unit -> new TreeMap<>())
                        .put(statement.debtor().insee(), line);
            }
            if (sum != statement.totalCents()) {
                findings.add("The lines of " + statement.debtor().insee() + " add up to " + sum + " cents, not to "
                        + statement.totalCents() + ".");
            }
        }
        units.forEach((unit, lines) -> check(unit.offering() + "/" + unit.name(), lines, findings));
        return List.copyOf(findings);
    }

    private static void check(String unit, SortedMap<Insee, Line> lines, List<String> findings) {
        Line first = lines.get(lines.firstKey());
        if (lines.values().stream()
                .anyMatch(line -> line.sharedCents() != first.sharedCents()
                        || !line.charges().equals(first.charges())
                        || !line.allUnits().equals(first.allUnits()))) {
            findings.add("The statements don't agree on what " + unit + " cost and on how much was used.");
            return;
        }
        if (lines.values().stream()
                .map(Line::evidence)
                .anyMatch(evidence -> evidence.per() != first.evidence().per()
                        || evidence.averagedOver() != first.evidence().averagedOver()
                        || !evidence.conversion().equals(first.evidence().conversion()))) {
            findings.add("The statements don't agree on what makes one " + unit + ".");
            return;
        }
        long spent = first.charges().stream()
                .filter(Charge::eligible)
                .mapToLong(Charge::cents)
                .reduce(0, Math::addExact);
        if (spent != first.sharedCents()) {
            findings.add("The eligible charges of " + unit + " are " + spent + " cents, but " + first.sharedCents()
                    + " were shared.");
        }
        SortedMap<Insee, BigInteger> weights = new TreeMap<>();
        lines.forEach((insee, line) ->
                weights.put(insee, LargestRemainder.weight(line.evidence().counted())));
        SortedMap<Insee, Long> right = LargestRemainder.share(first.sharedCents(), weights);
        lines.forEach((insee, line) -> {
            if (line.amountCents() != right.get(insee)) {
                findings.add("The share of " + insee + " in " + unit + " is " + right.get(insee) + " cents, but "
                        + line.amountCents() + " were billed.");
            }
        });
    }
}
