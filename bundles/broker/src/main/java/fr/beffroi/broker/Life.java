package fr.beffroi.broker;

import fr.beffroi.api.Insee;
import fr.beffroi.api.Operation;
import fr.beffroi.api.Order;
import fr.beffroi.api.Subscription;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * One life of a subscription's id, with what only the broker needs to know of it.
 *
 * @param number tells this life from others of the same id
 * @param subscription as everybody sees it
 * @param digest of what holds, as it stands in the journal
 * @param awaited words for what has to be decided before it is made
 * @param orderedBy id of the operation that made it
 * @param content id of the operation whose content holds
 * @param wantedDigest of what the change under way, or that failed last, makes of it
 */
record Life(
        long number,
        Subscription subscription,
        String digest,
        List<String> awaited,
        String orderedBy,
        String content,
        Optional<String> wantedDigest) {

    String id() {
        return subscription.id();
    }

    Insee tenant() {
        return subscription.tenant();
    }

    Operation operation() {
        return subscription.operation();
    }

    boolean is(Subscription.State state) {
        return subscription.state() == state;
    }

    boolean stands() {
        return subscription.stands();
    }

    /** Whether its notice still runs at that moment. */
    boolean isUnderNotice(Instant now) {
        return subscription.isUnderNotice()
                && subscription.endsAt().filter(now::isBefore).isPresent();
    }

    boolean wasOrderedBy(Order.Subscribe order) {
        return tenant().equals(order.tenant())
                && subscription.offering().equals(order.offering())
                && subscription.plan().equals(order.plan())
                && Content.of(order).hasDigest(digest);
    }
}
