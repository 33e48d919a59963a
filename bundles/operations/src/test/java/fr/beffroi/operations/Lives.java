package fr.beffroi.operations;

import fr.beffroi.api.Binding;
import fr.beffroi.api.Bindings;
import fr.beffroi.api.Broker;
import fr.beffroi.api.Insee;
import fr.beffroi.api.Offering;
import fr.beffroi.api.Operation;
import fr.beffroi.api.Subscription;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Subscriptions and bindings for tests, and stand-ins for the broker that knows them. */
final class Lives {
    static final Instant NOW = Instant.parse("2026-11-02T08:00:00Z");
    static final Insee NIMES = new Insee("30189");

    final List<Subscription> all = new ArrayList<>();
    final List<Binding> unfinished = new ArrayList<>();

    /** Adds one whose operation is under way. */
    void underWay(String id, Subscription.State state, Operation.Kind kind, Optional<Instant> endsAt) {
        add(id, state, operation(id, kind, Operation.State.IN_PROGRESS, List.of(), Optional.empty()), endsAt);
    }

    /** Adds one whose operation has ended. */
    void ended(
            String id,
            Subscription.State state,
            Operation.Kind kind,
            Operation.State outcome,
            Duration took,
            String... leftovers) {
        Operation operation = operation(id, kind, outcome, List.of(leftovers), Optional.of(NOW.plus(took)));
        add(id, state, operation, Optional.empty());
    }

    /** Adds a binding whose end failed. */
    void unfinished(String id, String subscription, Duration took, String... leftovers) {
        Operation operation = new Operation(
                "op-" + id,
                subscription,
                Optional.of(id),
                Operation.Kind.UNBIND,
                Operation.State.FAILED,
                "C'est dit.",
                List.of(),
                List.of(),
                List.of(leftovers),
                NOW,
                Optional.of(NOW.plus(took)));
        unfinished.add(new Binding(
                id,
                subscription,
                NIMES,
                "of-annuaire",
                "pl-standard",
                "c-" + id,
                Map.of(),
                Binding.State.ENDING,
                NOW,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                operation));
    }

    private static Operation operation(
            String id, Operation.Kind kind, Operation.State state, List<String> leftovers, Optional<Instant> endedAt) {
        return new Operation(
                "op-" + id,
                id,
                Optional.empty(),
                kind,
                state,
                "C'est dit.",
                List.of(),
                List.of(),
                leftovers,
                NOW,
                endedAt);
    }

    private void add(String id, Subscription.State state, Operation operation, Optional<Instant> endsAt) {
        all.add(new Subscription(
                id,
                NIMES,
                "of-actes",
                "pl-standard",
                Map.of(),
                Map.of(),
                Optional.of("1.0.0"),
                state,
                state == Subscription.State.REQUESTED ? List.of("La convention est attendue.") : List.of(),
                NOW,
                endsAt,
                Optional.empty(),
                operation));
    }

    Broker broker() {
        return broker(List.of());
    }

    Broker broker(List<Offering> catalogue) {
        return standIn(Broker.class, (proxy, method, arguments) -> switch (method.getName()) {
            case "catalogue" -> catalogue;
            case "subscriptions" -> List.copyOf(all);
            case "operation" ->
                all.stream()
                        .map(Subscription::operation)
                        .filter(operation -> operation.id().equals(arguments[2]))
                        .findFirst();
            default -> throw new IllegalStateException(method + " is not asked here");
        });
    }

    Bindings bindings() {
        return standIn(Bindings.class, (proxy, method, arguments) -> switch (method.getName()) {
            case "unfinished" -> List.copyOf(unfinished);
            default -> throw new IllegalStateException(method + " is not asked here");
        });
    }

    static <T> T standIn(Class<T> type, InvocationHandler answers) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, answers));
    }
}
