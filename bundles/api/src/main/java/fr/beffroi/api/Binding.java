package fr.beffroi.api;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * A program's access to what a commune has subscribed to (OSB's service binding; <i>raccordement</i>); a fold of journal entries.
 *
 * @param id chosen by whoever ordered, unique within the subscription
 * @param subscription its subscription's id
 * @param tenant the commune
 * @param offering id of the offering
 * @param plan id of the plan it was ordered with
 * @param credential name of its credential, made by the house and never used again; also what the program logs in as
 * @param content as ordered, see {@link Order.Bind}
 * @param state where it is in its life
 * @param orderedAt when the order was accepted
 * @param expiresAt when it stops working by itself; empty when it doesn't
 * @param renewBefore when it should have been replaced; present exactly when it expires
 * @param predecessor the binding whose place it takes
 * @param operation the last work on it
 */
public record Binding(
        String id,
        String subscription,
        Insee tenant,
        String offering,
        String plan,
        String credential,
        Map<String, Object> content,
        State state,
        Instant orderedAt,
        Optional<Instant> expiresAt,
        Optional<Instant> renewBefore,
        Optional<String> predecessor,
        Operation operation) {

    /** Where a binding is in its life. */
    public enum State {
        /** Being made. */
        MAKING,
        /** In force, unless it has expired. */
        ACTIVE,
        /** Being ended. */
        ENDING,
        /** Ended. */
        CLOSED,
        /** Could not be made. */
        FAILED
    }

    /** Whether it has stopped working by itself. */
    public boolean isExpired(Instant now) {
        return expiresAt.filter(end -> !now.isBefore(end)).isPresent();
    }
}
