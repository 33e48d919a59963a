package fr.beffroi.api;

import java.math.BigDecimal;
import java.util.Collections;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * A way to subscribe to an offering (OSB's service plan; <i>formule</i>).
 *
 * @param id globally unique and never changed (OSB 2.17, catalog management)
 * @param name unique within its offering
 * @param description in a sentence, French
 * @param provisionalUnitCosts by functional unit, in euros: what the convention announces before the exercise (<i>coût unitaire
 *     prévisionnel</i>, CGCT D5211-16); what is owed in the end comes from the observed cost
 */
public record Plan(String id, String name, String description, Map<String, BigDecimal> provisionalUnitCosts) {
    public Plan {
        Names.requireText("A plan", "id", id);
        Names.require("plan", name);
        Names.requireText("The plan " + name, "description", description);
        // Sorted, so that it reads the same in every process; Map.copyOf has another order each time.
        provisionalUnitCosts = Collections.unmodifiableMap(
                new TreeMap<>(Objects.requireNonNull(provisionalUnitCosts, "provisionalUnitCosts")));
        provisionalUnitCosts.forEach((unit, cost) -> {
            if (cost.signum() < 0) {
                throw Refusal.invalid("The unit cost of " + unit + " in the plan " + name + " can't be negative.");
            }
        });
    }
}
