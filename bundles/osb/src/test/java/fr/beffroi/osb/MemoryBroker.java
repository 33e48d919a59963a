package fr.beffroi.osb;

import fr.beffroi.api.Actor;
import fr.beffroi.api.Broker;
import fr.beffroi.api.Convention;
import fr.beffroi.api.HostedBundle;
import fr.beffroi.api.Insee;
import fr.beffroi.api.Manner;
import fr.beffroi.api.Offering;
import fr.beffroi.api.Operation;
import fr.beffroi.api.Order;
import fr.beffroi.api.Reason;
import fr.beffroi.api.Refusal;
import fr.beffroi.api.Subscription;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A broker that keeps its promises and forgets everything; work ends when a test says so. */
final class MemoryBroker implements Broker {
    static final Instant NOW = Instant.parse("2026-10-01T08:00:00Z");

    final Map<String, Subscription> subscriptions = new LinkedHashMap<>();
    final Map<String, Operation> operations = new LinkedHashMap<>();
    List<Offering> catalogue = List.of();
    RuntimeException failure;

    /** What was asked last, and how. */
    Order order;

    Manner manner;

    void forget() {
        subscriptions.clear();
        operations.clear();
        catalogue = List.of();
        failure = null;
        order = null;
        manner = null;
    }

    @Override
    public List<Offering> catalogue() {
        failIfTold();
        return catalogue;
    }

    @Override
    public Receipt order(Actor actor, Order asked, Manner how) {
        failIfTold();
        order = asked;
        manner = how;
        Optional<Subscription> before = subscription(actor, asked.subscription());
        if (asked instanceof Order.Subscribe subscribe) {
            return subscribe(actor, subscribe, Optional.ofNullable(subscriptions.get(asked.subscription())));
        }
        if (asked instanceof Order.Change change) {
            return change(
                    change, before.orElseThrow(() -> new Refusal(Reason.NOT_FOUND, "There is nothing to change.")));
        }
        return end(before.filter(found -> found.state() != Subscription.State.CLOSED)
                .orElseThrow(() -> new Refusal(Reason.GONE, "There is nothing to end.")));
    }

    private void failIfTold() {
        if (failure != null) {
            throw failure;
        }
    }

    private Receipt subscribe(Actor actor, Order.Subscribe asked, Optional<Subscription> before) {
        if (!actor.mayOrderFor(asked.tenant())) {
            throw new Refusal(Reason.FORBIDDEN, "You don't order for that commune.");
        }
        if (before.filter(Subscription::stands).isPresent()) {
            return again(asked, before.get());
        }
        Offering offering = offering(asked.offering());
        requireTime(offering.terms().immediate());
        Operation operation = started(asked.subscription(), Optional.empty(), Operation.Kind.SUBSCRIBE);
        Subscription made = new Subscription(
                asked.subscription(),
                asked.tenant(),
                asked.offering(),
                asked.plan(),
                asked.parameters(),
                asked.context(),
                offering.hosted().map(HostedBundle::version),
                offering.terms().approval() ? Subscription.State.REQUESTED : Subscription.State.PROVISIONING,
                List.of(),
                NOW,
                Optional.empty(),
                Optional.empty(),
                operation);
        subscriptions.put(made.id(), made);
        return receipt(made.id(), offering.terms().immediate());
    }

    private Receipt again(Order.Subscribe asked, Subscription before) {
        if (before.state() == Subscription.State.LEAVING) {
            throw new Refusal(Reason.CONCURRENT, "It is being ended.");
        }
        if (!before.tenant().equals(asked.tenant())
                || !before.offering().equals(asked.offering())
                || !before.plan().equals(asked.plan())
                || !before.parameters().equals(asked.parameters())
                || !before.context().equals(asked.context())) {
            throw new Refusal(Reason.CONFLICT, "The id stands with other content.");
        }
        requireTime(before.state() == Subscription.State.ACTIVE);
        return new Receipt(before, before.operation(), true);
    }

    private Receipt change(Order.Change asked, Subscription before) {
        Subscription.Wanted now =
                new Subscription.Wanted(before.plan(), before.parameters(), before.context(), before.version());
        Subscription.Wanted wanted = new Subscription.Wanted(
                asked.plan().orElse(now.plan()),
                asked.parameters().orElse(now.parameters()),
                asked.context().orElse(now.context()),
                asked.version().or(now::version));
        if (before.operation().isUnderWay()) {
            if (before.wanted().filter(wanted::equals).isPresent()) {
                return new Receipt(before, before.operation(), true);
            }
            throw new Refusal(Reason.CONCURRENT, "It is being worked on.");
        }
        Offering offering = offering(before.offering());
        boolean contextOnly =
                wanted.equals(new Subscription.Wanted(now.plan(), now.parameters(), wanted.context(), now.version()));
        if (!contextOnly && !offering.isUpdateable(offering.plan(now.plan()).orElseThrow())) {
            throw new Refusal(Reason.NOT_ELIGIBLE, "The plan can't change.");
        }
        boolean namesMore = asked.plan().isPresent()
                || asked.parameters().isPresent()
                || asked.version().isPresent();
        requireTime(offering.terms().immediate() || !namesMore);
        if (wanted.equals(now)) {
            return new Receipt(before, before.operation(), true);
        }
        boolean immediate = contextOnly || offering.terms().immediate();
        Operation operation = started(before.id(), Optional.empty(), Operation.Kind.CHANGE);
        put(before, now, before.state(), Optional.of(wanted), operation);
        return receipt(before.id(), immediate);
    }

    private Receipt end(Subscription before) {
        if (before.state() == Subscription.State.LEAVING && before.operation().isUnderWay()) {
            requireTime(false);
            return new Receipt(before, before.operation(), true);
        }
        boolean immediate = offering(before.offering()).terms().immediate() || !before.stands();
        requireTime(immediate);
        Operation operation = started(before.id(), Optional.empty(), Operation.Kind.UNSUBSCRIBE);
        put(before, held(before), Subscription.State.LEAVING, Optional.empty(), operation);
        return receipt(before.id(), immediate);
    }

    void requireTime(boolean immediate) {
        if (!immediate && !manner.waits()) {
            throw new Refusal(Reason.ASYNC_REQUIRED, "It takes time.");
        }
    }

    private Receipt receipt(String id, boolean immediate) {
        if (immediate) {
            succeed(id);
        }
        Subscription after = subscriptions.get(id);
        return new Receipt(after, after.operation(), false);
    }

    Operation started(String subscription, Optional<String> binding, Operation.Kind kind) {
        Operation operation = new Operation(
                "op-" + (operations.size() + 1),
                subscription,
                binding,
                kind,
                Operation.State.IN_PROGRESS,
                "Commande enregistrée.",
                List.of(),
                List.of(),
                List.of(),
                NOW,
                Optional.empty());
        operations.put(operation.id(), operation);
        return operation;
    }

    /** The work in progress on a subscription is done. */
    void succeed(String id) {
        Subscription before = subscriptions.get(id);
        Operation done = ended(before.operation(), Operation.State.SUCCEEDED, "Fait.");
        Subscription.State state = before.operation().kind() == Operation.Kind.UNSUBSCRIBE
                ? Subscription.State.CLOSED
                : Subscription.State.ACTIVE;
        put(before, before.wanted().orElse(held(before)), state, Optional.empty(), done);
    }

    /** The work in progress on a subscription is given up. */
    void fail(String id, String sentence, String... leftovers) {
        Subscription before = subscriptions.get(id);
        Operation failed = ended(before.operation(), Operation.State.FAILED, sentence, leftovers);
        Subscription.State state =
                before.operation().kind() == Operation.Kind.SUBSCRIBE ? Subscription.State.FAILED : before.state();
        put(before, held(before), state, before.wanted(), failed);
    }

    /** A subscription gets into a state that no order from here leads to. */
    void become(String id, Subscription.State state) {
        Subscription before = subscriptions.get(id);
        put(before, held(before), state, before.wanted(), before.operation());
    }

    Operation ended(Operation running, Operation.State outcome, String sentence, String... leftovers) {
        Operation ended = new Operation(
                running.id(),
                running.subscription(),
                running.binding(),
                running.kind(),
                outcome,
                sentence,
                List.of(),
                List.of(),
                List.of(leftovers),
                NOW,
                Optional.of(NOW.plusSeconds(2)));
        operations.put(ended.id(), ended);
        return ended;
    }

    private static Subscription.Wanted held(Subscription subscription) {
        return new Subscription.Wanted(
                subscription.plan(), subscription.parameters(), subscription.context(), subscription.version());
    }

    private void put(
            Subscription before,
            Subscription.Wanted held,
            Subscription.State state,
            Optional<Subscription.Wanted> wanted,
            Operation operation) {
        subscriptions.put(
                before.id(),
                new Subscription(
                        before.id(),
                        before.tenant(),
                        before.offering(),
                        held.plan(),
                        held.parameters(),
                        held.context(),
                        held.version(),
                        state,
                        List.of(),
                        NOW,
                        Optional.empty(),
                        wanted,
                        operation,
                        held.plan().equals(before.plan()) ? before.formerPlan() : Optional.of(before.plan())));
    }

    Offering offering(String id) {
        return catalogue.stream()
                .filter(offering -> offering.id().equals(id))
                .findFirst()
                .orElseThrow(() -> Refusal.invalid("No such service."));
    }

    @Override
    public Optional<Subscription> subscription(Actor actor, String id) {
        return Optional.ofNullable(subscriptions.get(id)).filter(found -> actor.mayRead(found.tenant()));
    }

    @Override
    public Optional<Operation> operation(Actor actor, String subscription, String operation) {
        return Optional.ofNullable(operations.get(operation))
                .filter(found -> found.subscription().equals(subscription));
    }

    // Nothing of this is asked from the broker API.

    @Override
    public List<Subscription> subscriptions(Actor actor) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Receipt approve(Actor actor, String subscription) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Receipt turnDown(Actor actor, String subscription, String reason) {
        throw new UnsupportedOperationException();
    }

    @Override
    public List<Receipt> leave(Actor actor, Insee tenant, boolean notice) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Optional<Convention> convention(Actor actor, Insee tenant) {
        throw new UnsupportedOperationException();
    }

    @Override
    public List<Receipt> recordConvention(Actor actor, Convention convention) {
        throw new UnsupportedOperationException();
    }
}
