package fr.beffroi.broker;

import fr.beffroi.api.Actor;
import fr.beffroi.api.Broker;
import fr.beffroi.api.Communes;
import fr.beffroi.api.Convention;
import fr.beffroi.api.Insee;
import fr.beffroi.api.Manner;
import fr.beffroi.api.Offering;
import fr.beffroi.api.Operation;
import fr.beffroi.api.Order;
import fr.beffroi.api.Refusal;
import fr.beffroi.api.Role;
import fr.beffroi.api.Subscription;
import fr.beffroi.journal.Journal;
import fr.beffroi.tenancy.Departures;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
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
    private final Rules rules;
    private final Subscribing subscribing;
    private final Approving approving;
    private final Changing changing;
    private final Suspending suspending;
    private final Ending ending;

    @Activate
    public JournaledBroker(
            @Reference Register register,
            @Reference Journal journal,
            @Reference Communes communes,
            @Reference Departures departures) {
        this.register = register;
        this.journal = journal;
        Parameters parameters = new Parameters();
        rules = new Rules(register, communes, departures);
        subscribing = new Subscribing(register, rules, parameters);
        approving = new Approving(register);
        changing = new Changing(register, rules, parameters);
        suspending = new Suspending(register, rules);
        ending = new Ending(register, rules, departures);
    }

    @Override
    public List<Offering> catalogue() {
        return register.read(register::offerings);
    }

    @Override
    public Receipt order(Actor actor, Order order, Manner manner) {
        actor.require(Role.STAFF, Role.PLATFORM, Role.CONTACT, Role.SYSTEM);
        return decide(actor, manner, hearing -> {
            if (order instanceof Order.Subscribe subscribe) {
                return subscribing.subscribe(subscribe, hearing);
            } else if (order instanceof Order.Change change) {
                return changing.change(change, hearing);
            } else if (order instanceof Order.Suspend suspend) {
                return suspending.suspend(suspend, hearing);
            } else if (order instanceof Order.Resume resume) {
                return suspending.resume(resume, hearing);
            } else if (order instanceof Order.Unsubscribe unsubscribe) {
                return ending.unsubscribe(unsubscribe, hearing);
            }
            throw new IllegalArgumentException("Bindings are ordered elsewhere, not " + order.getClass());
        });
    }

    @Override
    public Receipt approve(Actor actor, String subscription) {
        actor.require(Role.STAFF);
        return decide(actor, Manner.PLAIN, hearing -> approving.approve(subscription, hearing));
    }

    @Override
    public Receipt turnDown(Actor actor, String subscription, String reason) {
        actor.require(Role.STAFF);
        if (reason == null || reason.isBlank()) {
            throw Refusal.invalid("Say why the subscription is turned down: the commune reads it.");
        }
        return decide(actor, Manner.PLAIN, hearing -> approving.turnDown(subscription, reason, hearing));
    }

    @Override
    public List<Receipt> leave(Actor actor, Insee tenant, boolean notice) {
        actor.require(Role.STAFF);
        return decide(actor, Manner.PLAIN, hearing -> ending.leave(tenant, notice, hearing));
    }

    @Override
    public List<Receipt> recordConvention(Actor actor, Convention convention) {
        actor.require(Role.STAFF);
        return decide(actor, Manner.PLAIN, hearing -> {
            if (!rules.isKnown(convention.commune())) {
                throw Refusal.invalid("No commune of this house has the INSEE code " + convention.commune() + ".");
            }
            return approving.agree(convention, hearing);
        });
    }

    private <R> R decide(Actor actor, Manner manner, Function<Hearing, R> order) {
        return journal.decide(actor, decisions -> order.apply(new Hearing(actor, manner, decisions, register)));
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
    public Optional<Convention> convention(Actor actor, Insee tenant) {
        return actor.mayRead(tenant) ? register.read(sql -> register.convention(sql, tenant)) : Optional.empty();
    }
}
