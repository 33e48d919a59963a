package fr.beffroi.operations;

import fr.beffroi.api.Actor;
import fr.beffroi.api.Broker;
import fr.beffroi.api.Operation;
import fr.beffroi.api.decision.Decision;
import fr.beffroi.journal.Entry;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.Duration;
import java.util.function.Consumer;

/** What ends and what is halted: follows the journal, and asks the broker how long each operation took that has ended. */
final class OperationTimes implements Consumer<Entry> {
    private static final double[] BOUNDS = {0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 3_600, 86_400};

    private final Broker broker;
    private final Histogram operations;
    private final Histogram suspensions;
    private final Counter haltedRollouts;

    OperationTimes(Broker broker, PrometheusRegistry registry) {
        this.broker = broker;
        operations = Histogram.builder()
                .name("beffroi_operation_seconds")
                .help("From the order to the end of an operation, waiting for approval or notice included.")
                .labelNames("kind", "outcome")
                .classicOnly()
                .classicUpperBounds(BOUNDS)
                .register(registry);
        suspensions = Histogram.builder()
                .name("beffroi_suspension_seconds")
                .help("From the order of a suspension until directory and instance were shut.")
                .classicOnly()
                .classicUpperBounds(BOUNDS)
                .register(registry);
        haltedRollouts = Counter.builder()
                .name("beffroi_rollouts_halted_total")
                .help("Upgrades in stages that were halted, by themselves or by somebody.")
                .register(registry);
    }

    @Override
    public void accept(Entry entry) {
        if (entry.decision() instanceof Decision.OperationSucceeded ended) {
            observe(ended.subscription(), ended.operation());
        } else if (entry.decision() instanceof Decision.OperationFailed ended) {
            observe(ended.subscription(), ended.operation());
        } else if (entry.decision() instanceof Decision.RolloutHalted) {
            haltedRollouts.inc();
        }
    }

    private void observe(String subscription, String id) {
        broker.operation(Actor.room("operations"), subscription, id)
                .ifPresent(operation -> operation.took().ifPresent(took -> observe(operation, took)));
    }

    private void observe(Operation operation, Duration took) {
        double seconds = took.toNanos() / 1e9;
        operations
                .labelValues(Metrics.lower(operation.kind()), Metrics.lower(operation.state()))
                .observe(seconds);
        if (operation.kind() == Operation.Kind.SUSPEND && operation.state() == Operation.State.SUCCEEDED) {
            suspensions.observe(seconds);
        }
    }
}
