package fr.beffroi.metering.internal;

import fr.beffroi.api.ReadingIntake.Outcome;
import fr.beffroi.api.ReadingIntake.Receipt;
import fr.beffroi.metering.QuarantineReason;
import java.util.Optional;

/**
 * What became of a key.
 *
 * @param as what it says, as it was brought first; empty when it isn't kept, or in an archived file
 * @param archived {@link Row#content} of what an archived file has; empty when it is in none
 */
record Fate(Optional<Row> as, Optional<Long> archived, Outcome outcome, String sentence) {

    static Fate accepted(Row row) {
        return new Fate(Optional.of(row), Optional.empty(), Outcome.ACCEPTED, "");
    }

    static Fate known(Row row) {
        return new Fate(Optional.of(row), Optional.empty(), Outcome.DUPLICATE, "");
    }

    /** @param content of the reading that was archived */
    static Fate archived(long content) {
        return new Fate(Optional.empty(), Optional.of(content), Outcome.DUPLICATE, "");
    }

    static Fate quarantined(Row row, QuarantineReason reason) {
        return new Fate(
                Optional.of(row),
                Optional.empty(),
                Outcome.QUARANTINED,
                "The reading is kept, but not counted: " + reason.sentence() + ".");
    }

    static Fate refused(QuarantineReason reason) {
        return new Fate(
                Optional.empty(),
                Optional.empty(),
                Outcome.REFUSED,
                "The reading is refused: " + reason.sentence() + ".");
    }

    /**
     * For one who brought it.
     *
     * @param first whether nobody else in the call did before
     */
    Receipt receipt(Row brought, boolean first) {
        if (as.filter(row -> !row.equals(brought)).isPresent()
                || archived.filter(content -> content != brought.content()).isPresent()) {
            return new Receipt(
                    Outcome.REFUSED,
                    "The reading " + brought.key().id() + " of " + brought.key().source()
                            + " was accepted before with other content: a reading never changes, so give the new"
                            + " one an id of its own.");
        }
        return new Receipt(outcome == Outcome.ACCEPTED && !first ? Outcome.DUPLICATE : outcome, sentence);
    }
}
