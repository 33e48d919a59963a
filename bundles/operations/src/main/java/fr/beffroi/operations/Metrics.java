package fr.beffroi.operations;

import fr.beffroi.api.Actor;
import fr.beffroi.api.Binding;
import fr.beffroi.api.Bindings;
import fr.beffroi.api.Broker;
import fr.beffroi.api.Communes;
import fr.beffroi.api.Operation;
import fr.beffroi.api.Subscription;
import fr.beffroi.hosting.Hosting;
import fr.beffroi.hosting.Instance;
import fr.beffroi.journal.Journal;
import fr.beffroi.metering.Metering;
import fr.beffroi.metering.QuarantineReason;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.instrumentation.jvm.JvmMetrics;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What Prometheus is told. Every gauge is asked for at the moment of the scrape, so none can drift from the journal; {@link
 * OperationTimes} adds what ends while this process runs. Labels come from enumerations, and from communes and their services; nothing is ever billed from here.
 */
final class Metrics {
    private static final Actor SELF = Actor.room("operations");

    private Metrics() {}

    static PrometheusRegistry of(
            Communes communes,
            Broker broker,
            Bindings bindings,
            Hosting hosting,
            Metering metering,
            Journal journal,
            Clock clock) {
        PrometheusRegistry registry = new PrometheusRegistry();
        JvmMetrics.builder().register(registry);
        GaugeWithCallback.builder()
                .name("beffroi_tenants")
                .help("Communes of the house.")
                .callback(gauge -> gauge.call(communes.all().size()))
                .register(registry);
        GaugeWithCallback.builder()
                .name("beffroi_subscriptions")
                .help("Subscriptions by state.")
                .labelNames("state")
                .callback(gauge -> {
                    List<Subscription> all = broker.subscriptions(SELF);
                    for (Subscription.State state : Subscription.State.values()) {
                        gauge.call(
                                all.stream().filter(one -> one.state() == state).count(), lower(state));
                    }
                })
                .register(registry);
        GaugeWithCallback.builder()
                .name("beffroi_operations")
                .help("Last operation of each subscription, by kind and state.")
                .labelNames("kind", "state")
                .callback(gauge -> operations(gauge, broker.subscriptions(SELF)))
                .register(registry);
        GaugeWithCallback.builder()
                .name("beffroi_operations_open")
                .help(
                        "Operations of subscriptions that haven't ended, by what they wait for: nothing means that work goes on.")
                .labelNames("waits_for")
                .callback(gauge -> open(gauge, broker.subscriptions(SELF), clock.instant()))
                .register(registry);
        GaugeWithCallback.builder()
                .name("beffroi_residues")
                .help("Things that the last operations of subscriptions and bindings could not undo or finish.")
                .callback(gauge -> gauge.call(residues(broker, bindings)))
                .register(registry);
        GaugeWithCallback.builder()
                .name("beffroi_instances")
                .help("Instances in this process, by whether their address answers; that of a parked one does.")
                .labelNames("serving")
                .callback(gauge -> {
                    long serving = hosting.instances().stream()
                            .filter(instance -> instance.serving())
                            .count();
                    gauge.call(serving, "true");
                    gauge.call(hosting.instances().size() - serving, "false");
                })
                .register(registry);
        GaugeWithCallback.builder()
                .name("beffroi_instances_by_state")
                .help("Instances in this process, by state: all but the parked ones run.")
                .labelNames("state")
                .callback(gauge -> {
                    List<Instance> all = hosting.instances();
                    for (Instance.State state : Instance.State.values()) {
                        gauge.call(
                                all.stream().filter(one -> one.state() == state).count(), lower(state));
                    }
                })
                .register(registry);
        InstanceMetrics.register(hosting, registry);
        GaugeWithCallback.builder()
                .name("beffroi_readings_quarantined")
                .help("Readings that are kept but not counted, by what stands against them.")
                .labelNames("reason")
                .callback(gauge -> quarantined(gauge, metering.quarantined()))
                .register(registry);
        ReadingMetrics.register(broker, metering, clock, registry);
        GaugeWithCallback.builder()
                .name("beffroi_journal_entries")
                .help("Number of the journal's last entry.")
                .callback(gauge -> gauge.call(journal.head()))
                .register(registry);
        return registry;
    }

    private static void quarantined(GaugeWithCallback.Callback gauge, Map<QuarantineReason, Long> readings) {
        for (QuarantineReason reason : QuarantineReason.values()) {
            gauge.call(readings.getOrDefault(reason, 0L), lower(reason));
        }
    }

    private static long residues(Broker broker, Bindings bindings) {
        return Stream.concat(
                        broker.subscriptions(SELF).stream().map(Subscription::operation),
                        bindings.unfinished(SELF).stream().map(Binding::operation))
                .mapToInt(operation -> operation.leftovers().size())
                .sum();
    }

    private static void operations(GaugeWithCallback.Callback gauge, List<Subscription> subscriptions) {
        for (Operation.Kind kind : Operation.Kind.values()) {
            for (Operation.State state : Operation.State.values()) {
                long count = subscriptions.stream()
                        .map(Subscription::operation)
                        .filter(operation -> operation.kind() == kind && operation.state() == state)
                        .count();
                gauge.call(count, lower(kind), lower(state));
            }
        }
    }

    private static void open(GaugeWithCallback.Callback gauge, List<Subscription> subscriptions, Instant now) {
        for (Wait wait : Wait.values()) {
            gauge.call(
                    subscriptions.stream()
                            .filter(one -> one.operation().isUnderWay() && Wait.of(one, now) == wait)
                            .count(),
                    lower(wait));
        }
    }

    /** What an open operation waits for. */
    private enum Wait {
        NOTHING,
        APPROVAL,
        NOTICE;

        static Wait of(Subscription one, Instant now) {
            if (one.state() == Subscription.State.REQUESTED) {
                return APPROVAL;
            }
            return one.endsAt().filter(now::isBefore).isPresent() ? NOTICE : NOTHING;
        }
    }

    static String lower(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
