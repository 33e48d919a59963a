package fr.beffroi.api;

import java.util.List;
import java.util.Optional;

/**
 * The counter of the house: the catalogue and the life of a subscription. The edges call nothing else to order, but {@link Bindings}
 * for what programs need.
 *
 * <p>Safe for use by many threads. Whatever has been answered is on the disk.
 */
public interface Broker {

    /** The catalogue, in the order of the offerings' names. */
    List<Offering> catalogue();

    /**
     * Accepts an order; the work goes on by itself. The very same order again is answered with the same operation. An order for
     * which nothing has to be made anywhere has succeeded when this returns.
     *
     * @param order one about a subscription; bindings are ordered from {@link Bindings}
     * @throws Refusal {@link Reason#INVALID} unknown commune, unknown offering, a plan that isn't one of its plans, parameters
     *     against the plan's schema; {@link Reason#FORBIDDEN} the actor doesn't order for that commune, or this isn't for its role;
     *     {@link Reason#CONFLICT} the id stands with other content; {@link Reason#NOT_ELIGIBLE} the commune already has this
     *     service, is leaving, is outside the offering's limits, the plan can't change, or the state doesn't allow it; {@link
     *     Reason#CONCURRENT} another operation holds the subscription; {@link Reason#GONE} there is nothing to end; {@link
     *     Reason#NOT_FOUND} there is nothing to change, suspend or resume, or nothing the actor may know of; {@link
     *     Reason#ASYNC_REQUIRED} it takes time and the caller doesn't wait
     */
    Receipt order(Actor actor, Order order, Manner manner);

    /** The same, by somebody who can wait and asks for themselves. */
    default Receipt order(Actor actor, Order order) {
        return order(actor, order, Manner.PLAIN);
    }

    /**
     * The intercommunality approves a requested subscription; it is made from now on.
     *
     * @throws Refusal {@link Reason#FORBIDDEN} unless operations ask, {@link Reason#NOT_FOUND} no such subscription, {@link
     *     Reason#NOT_ELIGIBLE} it isn't waiting, or it is paid and the commune has no convention
     */
    Receipt approve(Actor actor, String subscription);

    /**
     * The intercommunality turns a requested subscription down; it is {@link Subscription.State#FAILED}, with nothing left.
     *
     * @param reason for the people of the commune, in French; no personal data, it stands in the journal
     * @throws Refusal {@link Reason#FORBIDDEN} unless operations ask, {@link Reason#NOT_FOUND} no such subscription, {@link
     *     Reason#NOT_ELIGIBLE} it isn't waiting
     */
    Receipt turnDown(Actor actor, String subscription, String reason);

    /** One subscription; empty when there is none, or none that this actor may know of. */
    Optional<Subscription> subscription(Actor actor, String id);

    /** Every subscription this actor may know of, closed ones included, by commune, then in the order they were made. */
    List<Subscription> subscriptions(Actor actor);

    /** One operation of a subscription or of one of its bindings; ended ones are remembered for ever. */
    Optional<Operation> operation(Actor actor, String subscription, String operation);

    /**
     * A commune leaves the house: every subscription of it ends, and with the last one its accounts.
     *
     * @param notice whether each goes on until its offering's notice has passed
     * @return one receipt a subscription that is being ended by this; none when the commune had none
     * @throws Refusal {@link Reason#FORBIDDEN} unless operations ask, {@link Reason#NOT_FOUND} no such commune,
     *     {@link Reason#CONCURRENT} one of its subscriptions is being worked on
     */
    List<Receipt> leave(Actor actor, Insee tenant, boolean notice);

    /** The convention of a commune that stands now; empty when it has none. */
    Optional<Convention> convention(Actor actor, Insee tenant);

    /**
     * Records the convention of a commune, or the one that takes its place; requested subscriptions that only waited for it are
     * made from now on.
     *
     * @return the subscriptions that go on by this
     * @throws Refusal {@link Reason#FORBIDDEN} unless operations ask, {@link Reason#INVALID} no such commune
     */
    List<Receipt> recordConvention(Actor actor, Convention convention);

    /**
     * The answer to an order.
     *
     * @param subscription as it stands now
     * @param operation the work that the order started
     * @param repeated whether this very order had been accepted before
     */
    record Receipt(Subscription subscription, Operation operation, boolean repeated) {}
}
