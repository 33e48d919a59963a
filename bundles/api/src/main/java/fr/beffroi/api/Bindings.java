package fr.beffroi.api;

import java.util.List;
import java.util.Optional;

/**
 * The credentials that programs of the communes use subscriptions by. The secret of a credential is stored nowhere: it is derived
 * from the credential's name and a key that lies outside the data store, and checked against its hash.
 *
 * <p>Safe for use by many threads. Whatever has been answered is on the disk.
 */
public interface Bindings {

    /**
     * Accepts the order for a binding; it is answered {@link Binding.State#ACTIVE} when nothing has to be made elsewhere. The very
     * same order again is answered with the same binding.
     *
     * @param manner how the caller asks
     * @throws Refusal {@link Reason#NOT_FOUND} no such subscription, or none the actor may know of; {@link Reason#INVALID} another
     *     plan than the subscription's, a predecessor that is none or expired; {@link Reason#CONFLICT} the id stands with other
     *     content; {@link Reason#NOT_ELIGIBLE} the plan can't be bound or rotated, or the subscription isn't in use; {@link
     *     Reason#CONCURRENT} another operation holds the subscription or the binding; {@link Reason#ASYNC_REQUIRED} it takes time
     *     and the caller doesn't wait
     */
    Receipt bind(Actor actor, Order.Bind order, Manner manner);

    /**
     * Accepts the end of a binding; an {@link Binding.State#CLOSED} one in the answer has ended already.
     *
     * @throws Refusal {@link Reason#GONE} there is no such binding to end; {@link Reason#CONCURRENT}, {@link
     *     Reason#ASYNC_REQUIRED} as above
     */
    Receipt unbind(Actor actor, Order.Unbind order, Manner manner);

    /** One binding in its newest life, ended ones included; empty when there is none, or none that this actor may know of. */
    Optional<Binding> binding(Actor actor, String subscription, String binding);

    /** Every binding of a subscription, ended ones included, in the order they were made. */
    List<Binding> bindings(Actor actor, String subscription);

    /** Every binding that this actor may know of and that hasn't ended, by commune, then in the order they were made. */
    List<Binding> standing(Actor actor);

    /**
     * Every binding that this actor may know of and whose last operation left something that isn't cleared yet, by commune, then in the
     * order they were made.
     */
    List<Binding> unfinished(Actor actor);

    /** One operation of a binding; ended ones are remembered for ever. */
    Optional<Operation> operation(Actor actor, String subscription, String binding, String operation);

    /**
     * What the program needs to log in. Only for whoever orders for the commune, and for provisioning.
     *
     * @return empty when the binding isn't in force, or was made with another key than today's; a rotation gives a new one
     */
    Optional<Secret> secret(Actor actor, Binding binding);

    /**
     * Who logs in with a credential for instances; called for every request, so it is quick.
     *
     * @return the program, or empty when the credential is unknown, ended, expired, or its subscription isn't usable now, or the
     *     secret is wrong (which of them is not told)
     */
    Optional<Actor> authenticate(String credential, String secret);

    /**
     * The answer to an order.
     *
     * @param binding as it stands now; its operation is the work that the order started
     * @param repeated whether this very order had been accepted before
     */
    record Receipt(Binding binding, boolean repeated) {}

    /**
     * A log-in; it is shown to whoever ordered and is in no log.
     *
     * @param username what the program logs in as: the credential's name, or the name of an entry in the directory
     * @param password derived, never stored
     * @param uri of the directory; empty for access to an instance, whose address the edge knows
     * @param baseDn the branch of the directory that can be read; empty for access to an instance
     */
    record Secret(String username, String password, Optional<String> uri, Optional<String> baseDn) {
        @Override
        public String toString() {
            return "Secret[" + username + "]";
        }
    }
}
