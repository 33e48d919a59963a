package fr.beffroi.api;

import java.math.BigDecimal;
import java.util.Collections;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A way to subscribe to an offering (OSB's service plan; <i>formule</i>).
 *
 * @param id globally unique and never changed (OSB 2.17, catalog management)
 * @param name unique within its offering
 * @param description in a sentence, French
 * @param provisionalUnitCosts by functional unit, in euros: what the convention announces before the exercise (<i>coût unitaire
 *     prévisionnel</i>, CGCT D5211-16); what is owed in the end comes from the observed cost
 * @param parameters JSON Schema of the parameters that an order may hold, as JSON text with its keys in order; empty when it may
 *     hold none
 * @param bindable overrides whether the offering can be bound
 * @param planUpdateable overrides whether a subscription to this plan can change
 */
public record Plan(
        String id,
        String name,
        String description,
        Map<String, BigDecimal> provisionalUnitCosts,
        Optional<String> parameters,
        Optional<Boolean> bindable,
        Optional<Boolean> planUpdateable) {
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

    /** Without parameters, and on the terms of its offering. */
    public Plan(String id, String name, String description, Map<String, BigDecimal> provisionalUnitCosts) {
        this(id, name, description, provisionalUnitCosts, Optional.empty(), Optional.empty(), Optional.empty());
    }

    /** Whether anything is paid for it. No bean's getter by its name, so that it stays out of the JSON of a plan. */
    public boolean paid() {
        return provisionalUnitCosts.values().stream().anyMatch(cost -> cost.signum() > 0);
    }
}
