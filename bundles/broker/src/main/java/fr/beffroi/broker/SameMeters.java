package fr.beffroi.broker;

import fr.beffroi.api.Conversion;
import fr.beffroi.api.Meter;
import fr.beffroi.api.Offering;
import fr.beffroi.api.Refusal;
import java.time.Instant;
import java.util.List;

/** What was counted or converted by a meter stays what it was: a declaration only bears on what comes. */
final class SameMeters {
    private SameMeters() {}

    /**
     * @param before every meter that was ever published of it, as it was last: one that is dropped and comes back is the same
     * @param after as it is declared now
     * @throws Refusal {@link fr.beffroi.api.Reason#INVALID} when one of them would count something else, or anything else in the
     *     past
     */
    static void require(List<Meter> before, Offering after, Instant now) {
        for (Meter known : before) {
            after.meter(known.name()).ifPresent(meter -> require(after, known, meter, now));
        }
    }

    private static void require(Offering offering, Meter before, Meter after, Instant now) {
        if (before.aggregation() != after.aggregation() || !before.unit().equals(after.unit())) {
            throw Refusal.invalid(
                    "The meter " + before.name() + " of " + offering.name() + " counts " + before.unit() + " ("
                            + before.aggregation() + ") and can't count " + after.unit() + " (" + after.aggregation()
                            + ") from now on; give the new meter a new name.");
        }
        if (!begun(before, now).equals(begun(after, now))) {
            throw Refusal.invalid("The conversions of the meter " + before.name() + " of " + offering.name()
                    + " that have begun can't change, go or be added to; add the next version, from the first of a month to"
                    + " come.");
        }
    }

    private static List<Conversion> begun(Meter meter, Instant now) {
        return meter.conversions().stream()
                .filter(conversion -> !conversion.begins().isAfter(now))
                .toList();
    }
}
