package fr.beffroi.broker;

import fr.beffroi.api.Insee;
import fr.beffroi.api.Operation;
import fr.beffroi.api.Order;
import fr.beffroi.api.Subscription;

/**
 * One life of a subscription's id, with what only the broker needs to know of it.
 *
 * @param subscription as everybody sees it
 * @param digest of what was ordered, as it stands in the journal
 */
record Life(Subscription subscription, String digest) {

    Insee tenant() {
        return subscription.tenant();
    }

    Operation operation() {
        return subscription.operation();
    }

    boolean is(Subscription.State state) {
        return subscription.state() == state;
    }

    boolean beingWorkedOn() {
        return operation().state() == Operation.State.IN_PROGRESS;
    }

    /** Whether something of it stands, so that its id and its place (one subscription a commune and service) are taken. */
    boolean stands() {
        return switch (subscription.state()) {
            case PROVISIONING, ACTIVE, LEAVING -> true;
            case FAILED -> !operation().leftovers().isEmpty();
            case CLOSED -> false;
        };
    }

    boolean wasOrderedBy(Order.Subscribe order) {
        return tenant().equals(order.tenant())
                && subscription.offering().equals(order.offering())
                && subscription.plan().equals(order.plan())
                && digest.equals(Json.digest(order.content()));
    }
}
