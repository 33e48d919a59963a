package fr.beffroi.api;

import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * One commune's use of one plan (OSB's service instance; <i>abonnement</i>); a fold of journal entries.
 *
 * @param id chosen by whoever ordered
 * @param tenant the commune
 * @param offering id of the offering
 * @param plan id of the plan
 * @param content as ordered, see {@link Order.Subscribe}
 * @param state where it is in its life
 * @param orderedAt when the order was accepted
 * @param operation the last work on it
 */
public record Subscription(
        String id,
        Insee tenant,
        String offering,
        String plan,
        Map<String, Object> content,
        State state,
        Instant orderedAt,
        Operation operation) {

    /** Where a subscription is in its life. */
    public enum State {
        /** Ordered, being made. */
        PROVISIONING,
        /** In use. */
        ACTIVE,
        /** Being archived and deleted. */
        LEAVING,
        /** Gone, but for its archive and its past. */
        CLOSED,
        /** Could not be made; what was made has been undone or is listed. */
        FAILED
    }

    public Subscription {
        content = Collections.unmodifiableMap(new TreeMap<>(content));
    }
}
