package fr.beffroi.costs.internal;

import fr.beffroi.api.CostPool;
import fr.beffroi.api.Declaration;
import fr.beffroi.api.Offering;
import fr.beffroi.api.Refusal;
import fr.beffroi.api.decision.Decision.ChargesDeclared;
import fr.beffroi.journal.Decisions;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Makes the charges agree with the files. */
final class DeclaredCharges {
    private DeclaredCharges() {}

    static List<String> apply(Decisions decisions, Declaration declaration) {
        SqlCosts costs = new SqlCosts(decisions.sql());
        List<String> changes = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        for (CostPool pool : declaration.charges()) {
            if (!seen.add(name(pool))) {
                throw Refusal.invalid("The " + name(pool) + " are declared twice: put them into one list.");
            }
            requireKnownUnit(costs, declaration, pool);
            Optional<CostPool> before = costs.pool(pool.period(), pool.offering(), pool.unit());
            if (before.filter(pool::equals).isPresent()) {
                continue;
            }
            requireOpen(costs.closedAt(pool.period()), pool);
            decisions.record(new ChargesDeclared(pool));
            changes.add(change(before, pool));
        }
        return changes;
    }

    /** The declaration's own offerings come first: the catalogue may not have them yet when this is asked. */
    private static void requireKnownUnit(SqlCosts costs, Declaration declaration, CostPool pool) {
        Offering offering = declaration.offerings().stream()
                .filter(declared -> declared.name().equals(pool.offering()))
                .findFirst()
                .or(() -> costs.offering(pool.offering()))
                .orElseThrow(() -> Refusal.invalid("The " + name(pool)
                        + " are of a service that the catalogue doesn't have: check the name \"" + pool.offering()
                        + "\"."));
        if (offering.unit(pool.unit()).isEmpty()) {
            throw Refusal.invalid("The " + name(pool)
                    + " are of a unit that the service doesn't declare: check the name \"" + pool.unit() + "\".");
        }
    }

    private static void requireOpen(Optional<Instant> closedAt, CostPool pool) {
        closedAt.ifPresent(at -> {
            throw Refusal.invalid("The " + name(pool) + " can't change any more: the period was closed on "
                    + Month.dayOf(at) + " and its statements are issued. Put the file back as it was.");
        });
    }

    private static String change(Optional<CostPool> before, CostPool pool) {
        if (before.isEmpty()) {
            return name(pool) + ": " + euros(pool);
        }
        String then = euros(before.get());
        return name(pool) + ": "
                + (then.equals(euros(pool)) ? "other charges, " + then + " as before" : then + " → " + euros(pool));
    }

    private static String name(CostPool pool) {
        return "charges of " + pool.offering() + "/" + pool.unit() + " in " + pool.period();
    }

    private static String euros(CostPool pool) {
        return BigDecimal.valueOf(pool.eligibleCents(), 2).toPlainString() + " EUR";
    }
}
