package fr.beffroi.osb;

import fr.beffroi.api.Actor;
import fr.beffroi.api.Broker;
import fr.beffroi.api.Insee;
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
    private static final Instant NOW = Instant.parse("2026-10-01T08:00:00Z");

    final Map<String, Subscription> subscriptions = new LinkedHashMap<>();
    final Map<String, Operation> operations = new LinkedHashMap<>();
    List<Offering> catalogue = List.of();
    RuntimeException failure;
    int orders;

    @Override
    public List<Offering> catalogue() {
        if (failure != null) {
            throw failure;
        }
        return catalogue;
    }

    @Override
    public Receipt order(Actor actor, Order order) {
        if (failure != null) {
            throw failure;
        }
        orders++;
        Subscription before = subscriptions.get(order.subscription());
        if (order instanceof Order.Subscribe subscribe) {
            return subscribe(subscribe, before);
        }
        return switch (before.state()) {
            case LEAVING -> new Receipt(before, before.operation(), true);
            case PROVISIONING -> throw new Refusal(Reason.CONCURRENT, "It is being made.");
            case CLOSED -> throw new Refusal(Reason.GONE, "It is gone.");
            case ACTIVE, FAILED -> {
                Operation operation = started(order.subscription(), Operation.Kind.UNSUBSCRIBE);
                yield new Receipt(put(before, Subscription.State.LEAVING, operation), operation, false);
            }
        };
    }

    private Receipt subscribe(Order.Subscribe order, Subscription before) {
        if (before != null) {
            if (!before.content().equals(order.content())
                    || !before.plan().equals(order.plan())
                    || !before.tenant().equals(order.tenant())) {
                throw new Refusal(Reason.CONFLICT, "The id stands with other content.");
            }
            return new Receipt(before, before.operation(), true);
        }
        Operation operation = started(order.subscription(), Operation.Kind.SUBSCRIBE);
        Subscription made = new Subscription(
                order.subscription(),
                order.tenant(),
                order.offering(),
                order.plan(),
                order.content(),
                Subscription.State.PROVISIONING,
                NOW,
                operation);
        subscriptions.put(made.id(), made);
        return new Receipt(made, operation, false);
    }

    private Operation started(String subscription, Operation.Kind kind) {
        Operation operation = new Operation(
                "op-" + (operations.size() + 1),
                subscription,
                kind,
                Operation.State.IN_PROGRESS,
                "Accepted.",
                List.of(),
                List.of(),
                NOW,
                Optional.empty());
        operations.put(operation.id(), operation);
        return operation;
    }

    /** The work in progress on a subscription ends. */
    void end(String id, Operation.State outcome, Subscription.State state, String sentence, String... leftovers) {
        Subscription before = subscriptions.get(id);
        Operation running = before.operation();
        Operation ended = new Operation(
                running.id(),
                id,
                running.kind(),
                outcome,
                sentence,
                List.of(),
                List.of(leftovers),
                NOW,
                Optional.of(NOW.plusSeconds(2)));
        operations.put(ended.id(), ended);
        put(before, state, ended);
    }

    private Subscription put(Subscription before, Subscription.State state, Operation operation) {
        Subscription after = new Subscription(
                before.id(),
                before.tenant(),
                before.offering(),
                before.plan(),
                before.content(),
                state,
                before.orderedAt(),
                operation);
        subscriptions.put(after.id(), after);
        return after;
    }

    @Override
    public Optional<Subscription> subscription(Actor actor, String id) {
        return Optional.ofNullable(subscriptions.get(id));
    }

    @Override
    public List<Subscription> subscriptions(Actor actor) {
        return List.copyOf(subscriptions.values());
    }

    @Override
    public Optional<Operation> operation(Actor actor, String subscription, String operation) {
        return Optional.ofNullable(operations.get(operation))
                .filter(found -> found.subscription().equals(subscription));
    }

    @Override
    public List<Receipt> leave(Actor actor, Insee tenant) {
        throw new UnsupportedOperationException();
    }
}
