package fr.beffroi.api;

import java.time.YearMonth;
import java.util.List;
import java.util.Objects;

/**
 * What one functional unit of a service cost in one period, to be shared by use.
 *
 * @param period the month
 * @param offering name of the offering
 * @param unit name of the functional unit whose users bear it
 * @param charges what was spent, the excluded ones too, so that an auditor sees them
 */
public record CostPool(YearMonth period, String offering, String unit, List<Charge> charges) {
    /** @throws Refusal {@link Reason#INVALID} when there is no charge, or the eligible ones add up to less than nothing */
    public CostPool {
        Objects.requireNonNull(period, "period");
        Names.require("service", offering);
        Names.require("functional unit", unit);
        charges = List.copyOf(charges);
        if (charges.isEmpty()) {
            throw Refusal.invalid("The cost of " + offering + "/" + unit + " in " + period + " has no charge.");
        }
        if (eligibleCents(charges) < 0) {
            throw Refusal.invalid("The eligible charges of " + offering + "/" + unit + " in " + period
                    + " add up to less than zero.");
        }
    }

    /** What is shared: the sum of the eligible charges, in euro cents. */
    public long eligibleCents() {
        return eligibleCents(charges);
    }

    private static long eligibleCents(List<Charge> charges) {
        return charges.stream()
                .filter(Charge::eligible)
                .mapToLong(Charge::cents)
                .reduce(0, Math::addExact);
    }
}
