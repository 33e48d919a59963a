package fr.beffroi.osb;

import fr.beffroi.api.Actor;
import fr.beffroi.api.Binding;
import fr.beffroi.api.Bindings;
import fr.beffroi.api.Manner;
import fr.beffroi.api.Operation;
import fr.beffroi.api.Order;
import fr.beffroi.api.Reason;
import fr.beffroi.api.Refusal;
import fr.beffroi.api.Subscription;
import fr.beffroi.api.Terms.BindingTerms;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Bindings that keep their promises and forget everything; work ends when a test says so. */
final class MemoryBindings implements Bindings {
    private static final List<Binding.State> STANDING =
            List.of(Binding.State.MAKING, Binding.State.ACTIVE, Binding.State.ENDING);

    private final MemoryBroker broker;
    private final Map<String, Binding> bindings = new LinkedHashMap<>();
    private int credentials;
    Instant now = MemoryBroker.NOW;

    /** What was asked last. */
    Order order;

    MemoryBindings(MemoryBroker broker) {
        this.broker = broker;
    }

    void forget() {
        bindings.clear();
        credentials = 0;
        now = MemoryBroker.NOW;
        order = null;
    }

    @Override
    public Receipt bind(Actor actor, Order.Bind asked, Manner manner) {
        order = asked;
        broker.manner = manner;
        Subscription subscription = broker.subscription(actor, asked.subscription())
                .orElseThrow(() -> new Refusal(Reason.NOT_FOUND, "There is no such subscription."));
        Optional<Binding> before =
                binding(actor, asked.subscription(), asked.binding()).filter(found -> STANDING.contains(found.state()));
        if (before.isPresent()) {
            return again(asked, before.get());
        }
        if (asked.plan().filter(plan -> !plan.equals(subscription.plan())).isPresent()) {
            throw Refusal.invalid("The subscription has another plan.");
        }
        if (subscription.operation().isUnderWay()) {
            throw new Refusal(Reason.CONCURRENT, "The subscription is being worked on.");
        }
        BindingTerms terms = terms(subscription)
                .filter(found -> subscription.isUsable())
                .orElseThrow(() -> new Refusal(Reason.NOT_ELIGIBLE, "It can't be bound."));
        asked.predecessor().ifPresent(id -> requirePredecessor(actor, asked.subscription(), id, terms));
        boolean immediate = terms.access() == BindingTerms.Access.INSTANCE;
        broker.requireTime(immediate);
        Optional<Instant> end = terms.lifetimeDays().isPresent()
                ? Optional.of(now.plus(Duration.ofDays(terms.lifetimeDays().getAsInt())))
                : Optional.empty();
        Binding made = new Binding(
                asked.binding(),
                asked.subscription(),
                subscription.tenant(),
                subscription.offering(),
                subscription.plan(),
                "credential-" + ++credentials,
                asked.content(),
                Binding.State.MAKING,
                now,
                end,
                end.map(time -> time.minus(Duration.ofDays(terms.renewalDays()))),
                asked.predecessor(),
                broker.started(asked.subscription(), Optional.of(asked.binding()), Operation.Kind.BIND));
        bindings.put(key(asked.subscription(), asked.binding()), made);
        return receipt(made, immediate);
    }

    private Receipt again(Order.Bind asked, Binding before) {
        if (before.state() == Binding.State.ENDING) {
            throw new Refusal(Reason.CONCURRENT, "It is being ended.");
        }
        if (asked.plan().filter(plan -> !plan.equals(before.plan())).isPresent()
                || !asked.content().equals(before.content())
                || !asked.predecessor().equals(before.predecessor())) {
            throw new Refusal(Reason.CONFLICT, "The id stands with other content.");
        }
        broker.requireTime(before.state() == Binding.State.ACTIVE);
        return new Receipt(before, true);
    }

    private void requirePredecessor(Actor actor, String subscription, String id, BindingTerms terms) {
        if (!terms.rotatable()) {
            throw new Refusal(Reason.NOT_ELIGIBLE, "It can't be rotated.");
        }
        binding(actor, subscription, id)
                .filter(found -> found.state() == Binding.State.ACTIVE && !found.isExpired(now))
                .orElseThrow(() -> Refusal.invalid("There is no such predecessor."));
    }

    @Override
    public Receipt unbind(Actor actor, Order.Unbind asked, Manner manner) {
        order = asked;
        broker.manner = manner;
        Binding before = binding(actor, asked.subscription(), asked.binding())
                .filter(found -> STANDING.contains(found.state()))
                .orElseThrow(() -> new Refusal(Reason.GONE, "There is no such binding."));
        boolean immediate = access(before) == BindingTerms.Access.INSTANCE;
        broker.requireTime(immediate);
        if (before.state() == Binding.State.ENDING) {
            return new Receipt(before, true);
        }
        if (before.state() == Binding.State.MAKING) {
            throw new Refusal(Reason.CONCURRENT, "It is being made.");
        }
        return receipt(
                put(
                        before,
                        Binding.State.ENDING,
                        broker.started(asked.subscription(), Optional.of(asked.binding()), Operation.Kind.UNBIND)),
                immediate);
    }

    private Receipt receipt(Binding binding, boolean immediate) {
        if (immediate) {
            succeed(binding.subscription(), binding.id());
        }
        return new Receipt(bindings.get(key(binding.subscription(), binding.id())), false);
    }

    /** The work in progress on a binding is done. */
    void succeed(String subscription, String id) {
        Binding before = bindings.get(key(subscription, id));
        put(
                before,
                before.state() == Binding.State.MAKING ? Binding.State.ACTIVE : Binding.State.CLOSED,
                broker.ended(before.operation(), Operation.State.SUCCEEDED, "Fait."));
    }

    /** The work in progress on a binding is given up. */
    void fail(String subscription, String id) {
        Binding before = bindings.get(key(subscription, id));
        put(
                before,
                before.state() == Binding.State.MAKING ? Binding.State.FAILED : before.state(),
                broker.ended(before.operation(), Operation.State.FAILED, "L'annuaire ne répond pas."));
    }

    private Binding put(Binding before, Binding.State state, Operation operation) {
        Binding after = new Binding(
                before.id(),
                before.subscription(),
                before.tenant(),
                before.offering(),
                before.plan(),
                before.credential(),
                before.content(),
                state,
                before.orderedAt(),
                before.expiresAt(),
                before.renewBefore(),
                before.predecessor(),
                operation);
        bindings.put(key(after.subscription(), after.id()), after);
        return after;
    }

    private Optional<BindingTerms> terms(Subscription subscription) {
        var offering = broker.offering(subscription.offering());
        return offering.plan(subscription.plan()).flatMap(offering::binding);
    }

    private BindingTerms.Access access(Binding binding) {
        return broker.offering(binding.offering())
                .terms()
                .binding()
                .orElseThrow()
                .access();
    }

    private static String key(String subscription, String binding) {
        return subscription + "\n" + binding;
    }

    @Override
    public Optional<Binding> binding(Actor actor, String subscription, String binding) {
        return Optional.ofNullable(bindings.get(key(subscription, binding)))
                .filter(found -> actor.mayRead(found.tenant()));
    }

    @Override
    public Optional<Operation> operation(Actor actor, String subscription, String binding, String operation) {
        return broker.operation(actor, subscription, operation)
                .filter(found -> found.binding().equals(Optional.of(binding)));
    }

    @Override
    public Optional<Secret> secret(Actor actor, Binding binding) {
        if (binding.state() != Binding.State.ACTIVE || binding.isExpired(now)) {
            return Optional.empty();
        }
        String name = binding.credential();
        return Optional.of(
                access(binding) == BindingTerms.Access.INSTANCE
                        ? new Secret(name, "secret-of-" + name, Optional.empty(), Optional.empty())
                        : new Secret(
                                "cn=" + name + ",ou=programs",
                                "secret-of-" + name,
                                Optional.of("ldap://annuaire.example.fr"),
                                Optional.of("o=" + binding.tenant())));
    }

    // Nothing of this is asked from the broker API.

    @Override
    public List<Binding> bindings(Actor actor, String subscription) {
        throw new UnsupportedOperationException();
    }

    @Override
    public List<Binding> standing(Actor actor) {
        throw new UnsupportedOperationException();
    }

    @Override
    public List<Binding> unfinished(Actor actor) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Optional<Actor> authenticate(String credential, String secret) {
        throw new UnsupportedOperationException();
    }
}
