package fr.beffroi.api;

import java.util.ArrayList;
import java.util.List;

/** The one way in for readings. Safe for use by many threads. */
public interface ReadingIntake {

    /**
     * Takes readings in; when this returns, the accepted ones are on the disk and counted, each once. One bad reading doesn't
     * lose the others.
     *
     * @param actor operations for any commune; an instance for its own commune and service only
     * @return one receipt a reading, in their order
     * @throws Refusal {@link Reason#UNAVAILABLE} or {@link Reason#STORAGE_FULL} when nothing could be stored; send them all again
     */
    List<Receipt> accept(Actor actor, List<Reading> readings);

    /**
     * Takes in what several bring, at once: it shares a transaction where it can. What one of them may not bring is refused, and
     * nothing else with it.
     *
     * @return one receipt a reading, in the order in which they were brought
     * @throws Refusal as {@link #accept} does when nothing could be stored, or only some of it; send them all again
     */
    default List<Receipt> acceptAll(List<Brought> all) {
        List<Receipt> receipts = new ArrayList<>();
        for (Brought one : all) {
            try {
                receipts.addAll(accept(one.actor(), one.readings()));
            } catch (Refusal e) {
                if (e.reason() != Reason.FORBIDDEN) {
                    throw e;
                }
                one.readings().forEach(reading -> receipts.add(new Receipt(Outcome.REFUSED, e.getMessage())));
            }
        }
        return receipts;
    }

    /** Readings that one actor brings. */
    record Brought(Actor actor, List<Reading> readings) {}

    /**
     * What became of one reading.
     *
     * @param outcome accepted, known already, in quarantine, or refused
     * @param sentence why it is in quarantine or was refused; empty otherwise
     */
    record Receipt(Outcome outcome, String sentence) {}

    /** What can become of a reading. */
    enum Outcome {
        /** Durable and counted. */
        ACCEPTED,
        /** The same id of the same source was accepted before; counted then, not again. */
        DUPLICATE,
        /** Durable, but not counted while something stands against it; nothing has to be sent again. */
        QUARANTINED,
        /** Not counted; it won't be unless it is sent anew, corrected. */
        REFUSED
    }
}
