package fr.beffroi.metering.internal;

import fr.beffroi.api.ReadingIntake.Outcome;
import fr.beffroi.api.ReadingIntake.Receipt;
import fr.beffroi.metering.QuarantineReason;
import java.util.Optional;

/**
 * What became of a key.
 *
 * @param as what it says, as it was brought first; empty when it isn't kept
 */
record Fate(Optional<Row> as, Outcome outcome, String sentence) {

    static Fate accepted(Row row) {
        return new Fate(Optional.of(row), Outcome.ACCEPTED, "");
    }

    static Fate known(Row row) {
        return new Fate(Optional.of(row), Outcome.DUPLICATE, "");
    }

    static Fate quarantined(Row row, QuarantineReason reason) {
        return new Fate(
                Optional.of(row),
                Outcome.QUARANTINED,
                "The reading is kept, but not counted: " + reason.sentence() + ".");
    }

    static Fate refused(QuarantineReason reason) {
        return new Fate(Optional.empty(), Outcome.REFUSED, "The reading is refused: " + reason.sentence() + ".");
    }

    /**
     * For one who brought it.
     *
     * @param first whether nobody else in the call did before
     */
    Receipt receipt(Row brought, boolean first) {
        if (as.isPresent() && !as.get().equals(brought)) {
            return new Receipt(
                    Outcome.REFUSED,
                    "The reading " + brought.key().id() + " of " + brought.key().source()
                            + " was accepted before with other content: a reading never changes, so give the new"
                            + " one an id of its own.");
        }
        return new Receipt(outcome == Outcome.ACCEPTED && !first ? Outcome.DUPLICATE : outcome, sentence);
    }
}
