package fr.beffroi.broker;

import fr.beffroi.api.Actor;
import fr.beffroi.api.Broker;
import fr.beffroi.api.Communes;
import fr.beffroi.api.Insee;
import fr.beffroi.api.Offering;
import fr.beffroi.api.Operation;
import fr.beffroi.api.Order;
import fr.beffroi.api.Reason;
import fr.beffroi.api.Refusal;
import fr.beffroi.api.Role;
import fr.beffroi.api.Subscription;
import fr.beffroi.api.decision.Decision.EndOrdered;
import fr.beffroi.api.decision.Decision.OperationSucceeded;
import fr.beffroi.api.decision.Decision.SubscriptionOrdered;
import fr.beffroi.journal.Decisions;
import fr.beffroi.journal.Journal;
import fr.beffroi.tenancy.Departures;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * The counter, with the journal as its order book. Every check of an order is made inside the decision that accepts it, so two orders
 * at the same moment are really one after the other. Whoever carries orders out follows the journal; nobody is called from here.
 */
@Component
public final class JournaledBroker implements Broker {
    private final Register register;
    private final Journal journal;
    private final Communes communes;
    private final Departures departures;

    @Activate
    public JournaledBroker(
            @Reference Register register,
            @Reference Journal journal,
            @Reference Communes communes,
            @Reference Departures departures) {
        this.register = register;
        this.journal = journal;
        this.communes = communes;
        this.departures = departures;
    }

    @Override
    public List<Offering> catalogue() {
        return register.read(register::offerings);
    }

    @Override
    public Receipt order(Actor actor, Order order) {
        actor.require(Role.STAFF, Role.PLATFORM, Role.CONTACT, Role.SYSTEM);
        return journal.decide(
                actor,
                decisions -> order instanceof Order.Subscribe subscribe
                        ? subscribe(actor, subscribe, decisions)
                        : unsubscribe(actor, order.subscription(), decisions));
    }

    @Override
    public Optional<Subscription> subscription(Actor actor, String id) {
        return register.read(sql -> register.lives(sql, id)).stream()
                .filter(life -> actor.mayRead(life.tenant()))
                .map(Life::subscription)
                .findFirst();
    }

    @Override
    public List<Subscription> subscriptions(Actor actor) {
        List<Life> lives = register.read(sql ->
                actor.tenant().isPresent() ? register.lives(sql, actor.tenant().get()) : register.lives(sql));
        return lives.stream()
                .filter(life -> actor.mayRead(life.tenant()))
                .map(Life::subscription)
                .toList();
    }

    @Override
    public Optional<Operation> operation(Actor actor, String subscription, String operation) {
        return register.read(sql -> register.operation(sql, subscription, operation))
                .filter(owned -> actor.mayRead(owned.getKey()))
                .map(Map.Entry::getValue);
    }

    @Override
    public List<Receipt> leave(Actor actor, Insee tenant) {
        actor.require(Role.STAFF);
        return journal.decide(actor, decisions -> {
            if (communes.find(tenant).isEmpty()) {
                throw new Refusal(Reason.NOT_FOUND, "No commune of this house has the INSEE code " + tenant + ".");
            }
            List<Life> standing = register.lives(decisions.sql(), tenant).stream()
                    .filter(Life::stands)
                    .toList();
            for (Life life : standing) {
                refuseWhileMade(life);
            }
            if (!departures.isLeaving(tenant)) {
                departures.decide(decisions, tenant);
            }
            List<Receipt> receipts = new ArrayList<>();
            for (Life life : standing) {
                receipts.add(end(life, decisions));
            }
            return receipts;
        });
    }

    private Receipt subscribe(Actor actor, Order.Subscribe order, Decisions decisions) {
        if (!actor.mayOrderFor(order.tenant())) {
            throw new Refusal(Reason.FORBIDDEN, "You may not order for the commune " + order.tenant() + ".");
        }
        Optional<Life> before =
                register.life(decisions.sql(), order.subscription()).filter(Life::stands);
        if (before.isPresent()) {
            return again(before.get(), order);
        }
        requireResident(order.tenant());
        requirePlan(order, decisions);
        requirePlace(order, decisions);
        String operation = UUID.randomUUID().toString();
        decisions.record(new SubscriptionOrdered(
                order.subscription(),
                operation,
                order.tenant(),
                order.offering(),
                order.plan(),
                Json.digest(order.content())));
        register.keepContent(decisions.sql(), operation, order.content());
        return receipt(order.subscription(), decisions, false);
    }

    /** An order whose id stands: the very same order is answered as it was, anything else is refused. */
    private static Receipt again(Life life, Order.Subscribe order) {
        String id = order.subscription();
        if (life.is(Subscription.State.LEAVING) && life.beingWorkedOn()) {
            throw new Refusal(
                    Reason.CONCURRENT, "The subscription " + id + " is being ended; order again when it has ended.");
        }
        if (life.is(Subscription.State.LEAVING) || life.is(Subscription.State.FAILED)) {
            throw new Refusal(
                    Reason.CONFLICT,
                    "Something of the subscription " + id + " is left from before; end it first, then order again.");
        }
        if (!life.wasOrderedBy(order)) {
            throw new Refusal(
                    Reason.CONFLICT,
                    "The subscription " + id
                            + " stands with other content; choose another id, or send the same order.");
        }
        return new Receipt(life.subscription(), life.operation(), true);
    }

    private void requireResident(Insee tenant) {
        if (departures.isLeaving(tenant)) {
            throw new Refusal(
                    Reason.NOT_ELIGIBLE,
                    "The commune " + tenant + " is leaving the house and can't subscribe any more.");
        }
        if (communes.find(tenant).isEmpty()) {
            throw Refusal.invalid(
                    "No commune of this house has the INSEE code " + tenant + "; a postal code is not an INSEE code.");
        }
    }

    private void requirePlan(Order.Subscribe order, Decisions decisions) {
        Offering offering = register.offerings(decisions.sql()).stream()
                .filter(one -> one.id().equals(order.offering()))
                .findFirst()
                .orElseThrow(
                        () -> Refusal.invalid("The catalogue has no service with the id " + order.offering() + "."));
        if (offering.plan(order.plan()).isEmpty()) {
            throw Refusal.invalid("The service " + offering.name() + " has no plan with the id " + order.plan()
                    + "; see the catalogue.");
        }
    }

    private void requirePlace(Order.Subscribe order, Decisions decisions) {
        register.lives(decisions.sql(), order.tenant()).stream()
                .filter(life -> life.stands() && life.subscription().offering().equals(order.offering()))
                .findFirst()
                .ifPresent(other -> {
                    throw new Refusal(
                            Reason.NOT_ELIGIBLE,
                            "The commune " + order.tenant() + " has this service already, by the subscription "
                                    + other.subscription().id() + "; end that one first.");
                });
    }

    private Receipt unsubscribe(Actor actor, String id, Decisions decisions) {
        Life life = register.life(decisions.sql(), id)
                .filter(found -> actor.mayOrderFor(found.tenant()) && !found.is(Subscription.State.CLOSED))
                .orElseThrow(() -> new Refusal(Reason.GONE, "There is no subscription " + id + " to end."));
        refuseWhileMade(life);
        return end(life, decisions);
    }

    private static void refuseWhileMade(Life life) {
        if (life.is(Subscription.State.PROVISIONING)) {
            throw new Refusal(
                    Reason.CONCURRENT,
                    "The subscription " + life.subscription().id()
                            + " is still being made; try again when that has ended.");
        }
    }

    /**
     * Ends a life, or tells of the operation that is ending it. One whose end failed gets another operation. One of which nothing
     * stands is closed at once: its place may be somebody else's by now, so nobody may go there to take anything back.
     */
    private Receipt end(Life life, Decisions decisions) {
        String id = life.subscription().id();
        if (life.is(Subscription.State.LEAVING) && life.beingWorkedOn()) {
            return new Receipt(life.subscription(), life.operation(), true);
        }
        String operation = UUID.randomUUID().toString();
        decisions.record(new EndOrdered(id, operation, life.tenant()));
        if (!life.stands()) {
            decisions.record(new OperationSucceeded(id, operation, life.tenant()));
        }
        return receipt(id, decisions, false);
    }

    private Receipt receipt(String id, Decisions decisions, boolean repeated) {
        Subscription subscription =
                register.life(decisions.sql(), id).orElseThrow().subscription();
        return new Receipt(subscription, subscription.operation(), repeated);
    }
}
