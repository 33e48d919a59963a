package fr.beffroi.provisioning;

import fr.beffroi.api.Broker;
import fr.beffroi.api.Commune;
import fr.beffroi.api.Communes;
import fr.beffroi.api.Operation;
import fr.beffroi.api.Order;
import fr.beffroi.api.Subscription;
import fr.beffroi.tenancy.Departures;
import java.util.List;

/**
 * The watchman's round: compares what the register says with what is being done, and puts into the lanes whatever lies about. The first
 * round after a start is what brings the house back; the later ones catch what could not be recorded or opened before. Not safe for
 * use by many threads at once: one timer makes the rounds.
 */
final class Rounds {
    /** The first round, and every so many after it, order the end of what a leaving commune could not leave. */
    private static final int ORDERS_ENDS_AGAIN = 10;

    private final Broker broker;
    private final Communes communes;
    private final Departures departures;
    private final Reopenings reopenings;
    private final Lanes lanes;
    private int made;

    Rounds(Broker broker, Communes communes, Departures departures, Reopenings reopenings, Lanes lanes) {
        this.broker = broker;
        this.communes = communes;
        this.departures = departures;
        this.reopenings = reopenings;
        this.lanes = lanes;
    }

    void make() {
        List<Subscription> subscriptions = broker.subscriptions(Outcomes.ROOM);
        if (!reopenings.areKnown()) {
            reopenings.expect(subscriptions.stream()
                    .filter(one -> one.operation().stepsDone().contains(InstanceStep.NAME))
                    .map(one -> new Task.Reopen(one.tenant(), one.id()))
                    .toList());
        }
        reopenings.remaining().forEach(lanes::send);
        for (Subscription one : subscriptions) {
            if (one.operation().state() == Operation.State.IN_PROGRESS) {
                lanes.send(new Task.CarryOut(
                        one.tenant(), one.id(), one.operation().id()));
            }
        }
        if (made++ % ORDERS_ENDS_AGAIN == 0) {
            subscriptions.stream()
                    .filter(this::isHeldBack)
                    .forEach(one -> broker.order(Outcomes.ROOM, new Order.Unsubscribe(one.id())));
        }
        for (Commune commune : communes.all()) {
            if (departures.isLeaving(commune.insee())) {
                lanes.send(new Task.Farewell(commune.insee()));
            }
        }
    }

    /**
     * Whether an end failed (the directory was away for longer than its retries) though its commune is leaving, which has no other
     * outcome: until it is ended, the people of a commune that left keep their accounts.
     */
    private boolean isHeldBack(Subscription one) {
        return one.state() == Subscription.State.LEAVING
                && one.operation().state() == Operation.State.FAILED
                && departures.isLeaving(one.tenant());
    }
}
