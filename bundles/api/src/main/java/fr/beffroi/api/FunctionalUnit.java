package fr.beffroi.api;

import java.util.Objects;
import java.util.Optional;

/**
 * What a service is paid by (<i>unité de fonctionnement</i>, CGCT D5211-16): the refund of a commune is the unit cost times the
 * units it was found to have used.
 *
 * @param name unique within its offering: {@code acte}
 * @param title in words, French: "acte publié"
 * @param basis what is counted
 * @param meter the meter it is counted by; present exactly when the basis is {@link Basis#METER}
 * @param per how many of the meter's units make one functional unit (1,000 page views, say); 1 for the other bases
 */
public record FunctionalUnit(String name, String title, Basis basis, Optional<String> meter, long per) {
    /** What the units of a commune are counted from. */
    public enum Basis {
        /** The total of a meter in the period. */
        METER,
        /** The legal population on each day of the subscription: inhabitant-days (<i>habitant·jour</i>). */
        POPULATION,
        /** One for each day of the subscription (<i>jour d'abonnement</i>). */
        SUBSCRIPTION
    }

    public FunctionalUnit {
        Names.require("functional unit", name);
        Names.requireText("The functional unit " + name, "title", title);
        Objects.requireNonNull(basis, "basis");
        if ((basis == Basis.METER) != meter.isPresent()) {
            throw Refusal.invalid("The functional unit " + name + " names a meter exactly when it is counted by one.");
        }
        if (per < 1 || (basis != Basis.METER && per != 1)) {
            throw Refusal.invalid(
                    "\"per\" of the functional unit " + name + " is a whole number from 1 on, and 1 without a meter.");
        }
    }
}
