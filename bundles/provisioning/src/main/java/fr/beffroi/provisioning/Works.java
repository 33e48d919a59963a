package fr.beffroi.provisioning;

import fr.beffroi.api.Binding;
import fr.beffroi.api.Bindings;
import fr.beffroi.api.Broker;
import fr.beffroi.api.Commune;
import fr.beffroi.api.Communes;
import fr.beffroi.api.Insee;
import fr.beffroi.api.Offering;
import fr.beffroi.api.Operation;
import fr.beffroi.api.Subscription;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** Finds out, when a task's turn has come, what there is to do. Safe for use by many threads. */
final class Works {
    private final Broker broker;
    private final Bindings bindings;
    private final Communes communes;
    private final Clock clock;

    Works(Broker broker, Bindings bindings, Communes communes, Clock clock) {
        this.broker = broker;
        this.bindings = bindings;
        this.communes = communes;
        this.clock = clock;
    }

    /**
     * The work of an operation; empty when it has ended already, or its time hasn't come: the order isn't approved, the notice runs.
     *
     * @throws NotRecorded when the register can't be read now
     */
    Optional<Work> open(Task.CarryOut task) {
        return read(() -> broker.subscription(Outcomes.ROOM, task.subscription())
                        .flatMap(subscription -> work(subscription, task.binding())))
                .filter(work -> work.operation().id().equals(task.operation())
                        && work.operation().isUnderWay())
                .filter(Works::isTime);
    }

    private Optional<Work> work(Subscription subscription, Optional<String> binding) {
        if (binding.isEmpty()) {
            return Optional.of(of(subscription));
        }
        return bindings.binding(Outcomes.ROOM, subscription.id(), binding.get())
                .map(found -> work(subscription, Optional.of(found), broker.catalogue()));
    }

    private static boolean isTime(Work work) {
        return work.binding().isPresent()
                || work.subscription().state() != Subscription.State.REQUESTED
                        && (!work.is(Operation.Kind.UNSUBSCRIBE) || work.isNoticeOver());
    }

    /** A subscription as it stands, whatever was last done on it. */
    Optional<Work> find(String subscription) {
        return read(() -> broker.subscription(Outcomes.ROOM, subscription).map(this::of));
    }

    Work of(Subscription subscription) {
        return work(subscription, Optional.empty(), broker.catalogue());
    }

    /** The same subscription, but for one of its bindings. */
    Work of(Work work, Binding binding) {
        return work(work.subscription(), Optional.of(binding), List.of(work.offering()));
    }

    /** Every subscription as it stands, closed ones included. */
    List<Work> all() {
        return read(() -> {
            List<Offering> catalogue = broker.catalogue();
            Map<Insee, Optional<Commune>> tenants = new HashMap<>();
            communes.all().forEach(commune -> tenants.put(commune.insee(), Optional.of(commune)));
            return broker.subscriptions(Outcomes.ROOM).stream()
                    .map(subscription -> work(
                            subscription,
                            Optional.empty(),
                            catalogue,
                            // Who has left is not among them.
                            tenants.computeIfAbsent(subscription.tenant(), communes::find)))
                    .toList();
        });
    }

    /** Whether its operation still is under way, or somebody's order has ended it since. */
    boolean isUnderWay(Work work) {
        String subscription = work.subscription().id();
        String operation = work.operation().id();
        return read(() -> work.binding()
                        .map(binding -> bindings.operation(Outcomes.ROOM, subscription, binding.id(), operation))
                        .orElseGet(() -> broker.operation(Outcomes.ROOM, subscription, operation)))
                .filter(Operation::isUnderWay)
                .isPresent();
    }

    private Work work(Subscription subscription, Optional<Binding> binding, List<Offering> catalogue) {
        return work(subscription, binding, catalogue, communes.find(subscription.tenant()));
    }

    private Work work(
            Subscription subscription, Optional<Binding> binding, List<Offering> catalogue, Optional<Commune> commune) {
        Offering offering = catalogue.stream()
                .filter(one -> one.id().equals(subscription.offering()))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException(
                        "the subscription " + subscription.id() + " is to a service that was never published"));
        boolean noticeOver =
                subscription.endsAt().filter(clock.instant()::isBefore).isEmpty();
        return new Work(subscription, binding, offering, commune, noticeOver);
    }

    private static <R> R read(Supplier<R> question) {
        try {
            return question.get();
        } catch (RuntimeException cause) {
            throw new NotRecorded("the register can't be read", cause);
        }
    }
}
