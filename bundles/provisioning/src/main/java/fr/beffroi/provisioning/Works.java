package fr.beffroi.provisioning;

import fr.beffroi.api.Broker;
import fr.beffroi.api.Communes;
import fr.beffroi.api.Offering;
import fr.beffroi.api.Operation;
import fr.beffroi.api.Subscription;
import java.util.Optional;

/** Finds out, when a task's turn has come, what there is to do. Safe for use by many threads. */
final class Works {
    private final Broker broker;
    private final Communes communes;

    Works(Broker broker, Communes communes) {
        this.broker = broker;
        this.communes = communes;
    }

    /**
     * The work of an operation; empty when it has ended already.
     *
     * @throws NotRecorded when the register can't be read now
     */
    Optional<Work> open(Task.CarryOut task) {
        return find(task.subscription())
                .filter(work -> work.operation().id().equals(task.operation())
                        && work.operation().state() == Operation.State.IN_PROGRESS);
    }

    /** A subscription as it stands, whatever was last done on it. */
    Optional<Work> find(String subscription) {
        try {
            return broker.subscription(Outcomes.ROOM, subscription).map(this::work);
        } catch (RuntimeException cause) {
            throw new NotRecorded("the register can't be read", cause);
        }
    }

    private Work work(Subscription subscription) {
        Offering offering = broker.catalogue().stream()
                .filter(one -> one.id().equals(subscription.offering()))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException(
                        "the subscription " + subscription.id() + " is to a service that was never published"));
        return new Work(subscription, offering, communes.find(subscription.tenant()));
    }
}
