package fr.beffroi.api;

import java.util.Objects;
import java.util.Optional;

/**
 * A cost of a service (<i>charge</i>), with what proves it.
 *
 * @param family one of the four that CGCT D5211-16 lets into a unit cost
 * @param label in words, French
 * @param cents the amount, in euro cents; negative for a credit note
 * @param evidence where an auditor finds the proof: number of an invoice, of a payroll entry, of an amortisation table
 * @param excluded why it doesn't enter the unit cost ("not strictly linked to the service"); empty when it does
 */
public record Charge(Family family, String label, long cents, String evidence, Optional<String> excluded) {
    /** CGCT D5211-16: "charges de personnel, fournitures, coût de renouvellement des biens, contrats de services rattachés". */
    public enum Family {
        /** <i>Charges de personnel</i>. */
        PERSONNEL,
        /** <i>Fournitures</i>. */
        SUPPLIES,
        /** <i>Coût de renouvellement des biens</i>. */
        RENEWAL,
        /** <i>Contrats de services rattachés</i>. */
        SERVICE_CONTRACTS
    }

    public Charge {
        Objects.requireNonNull(family, "family");
        Names.requireText("A charge", "label", label);
        Names.requireText("The charge " + label, "evidence", evidence);
    }

    public boolean eligible() {
        return excluded.isEmpty();
    }
}
