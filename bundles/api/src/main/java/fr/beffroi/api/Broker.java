package fr.beffroi.api;

import java.util.List;
import java.util.Optional;

/**
 * The counter of the house: the catalogue and the life of a subscription. The edges call nothing else to order.
 *
 * <p>Safe for use by many threads. Whatever has been answered is on the disk.
 */
public interface Broker {

    /** The catalogue, in the order of the offerings' names. */
    List<Offering> catalogue();

    /**
     * Accepts an order; the work goes on by itself. The very same order again is answered with the same operation.
     *
     * @throws Refusal {@link Reason#INVALID} unknown commune, unknown offering, or a plan that isn't one of its plans;
     *     {@link Reason#FORBIDDEN} the actor doesn't order for that commune; {@link Reason#CONFLICT} the id stands with other
     *     content; {@link Reason#NOT_ELIGIBLE} the commune already has this service or is leaving; {@link Reason#CONCURRENT} another operation holds
     *     the subscription; {@link Reason#GONE} there is nothing to end
     */
    Receipt order(Actor actor, Order order);

    /** One subscription; empty when there is none, or none that this actor may know of. */
    Optional<Subscription> subscription(Actor actor, String id);

    /** Every subscription this actor may know of, closed ones included, by commune, then in the order they were made. */
    List<Subscription> subscriptions(Actor actor);

    /** One operation of a subscription; ended ones are remembered for ever. */
    Optional<Operation> operation(Actor actor, String subscription, String operation);

    /**
     * A commune leaves the house: every subscription of it ends, and with the last one its accounts.
     *
     * @return one receipt a subscription that is being ended by this; none when the commune had none
     * @throws Refusal {@link Reason#FORBIDDEN} unless operations ask, {@link Reason#NOT_FOUND} no such commune,
     *     {@link Reason#CONCURRENT} one of its subscriptions is being worked on
     */
    List<Receipt> leave(Actor actor, Insee tenant);

    /**
     * The answer to an order.
     *
     * @param subscription as it stands now
     * @param operation the work that the order started
     * @param repeated whether this very order had been accepted before
     */
    record Receipt(Subscription subscription, Operation operation, boolean repeated) {}
}
