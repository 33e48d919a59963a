package fr.beffroi.operations;

import fr.beffroi.hosting.Hosting;
import fr.beffroi.hosting.Overuse;
import fr.beffroi.hosting.Refused;
import fr.beffroi.hosting.Use;
import io.prometheus.metrics.core.metrics.CounterWithCallback;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.Duration;
import java.util.function.ToDoubleFunction;

/** What each instance uses of the process that it shares with the others. */
final class InstanceMetrics {
    private static final double NANOS = Duration.ofSeconds(1).toNanos();

    private InstanceMetrics() {}

    static void register(Hosting hosting, PrometheusRegistry registry) {
        counter(
                "beffroi_instance_requests_total",
                "Requests that were let in to an instance.",
                Use::requests,
                hosting,
                registry);
        counter(
                "beffroi_instance_failures_total",
                "Requests that an instance threw on or answered with a status of 500 or more.",
                Use::failures,
                hosting,
                registry);
        counter(
                "beffroi_instance_cpu_seconds_total",
                "Processor time of the house's threads inside an instance, and of those that it started itself.",
                use -> use.cpu().toNanos() / NANOS,
                hosting,
                registry);
        counter(
                "beffroi_instance_allocated_bytes_total",
                "Memory that the house's threads allocated inside an instance and those that it started itself, freed or not.",
                Use::allocatedBytes,
                hosting,
                registry);
        CounterWithCallback.builder()
                .name("beffroi_instance_refused_total")
                .help("Requests that were refused before they got to an instance, by the bound they met.")
                .labelNames("tenant", "service", "reason")
                .callback(counter -> hosting.uses().forEach(use -> {
                    for (Refused reason : Refused.values()) {
                        counter.call(
                                use.refused().get(reason), use.tenant().code(), use.service(), Metrics.lower(reason));
                    }
                }))
                .register(registry);
        counter(
                "beffroi_instance_outgoing_total",
                "Requests of an instance to servers outside that were answered.",
                Use::outgoing,
                hosting,
                registry);
        counter(
                "beffroi_instance_outgoing_refused_total",
                "Requests of an instance to servers outside that the house refused to send.",
                Use::outgoingRefused,
                hosting,
                registry);
        CounterWithCallback.builder()
                .name("beffroi_instance_interrupted_total")
                .help("Requests that were let in to an instance and interrupted there, by what they used too much of.")
                .labelNames("tenant", "service", "reason")
                .callback(counter -> hosting.uses().forEach(use -> {
                    for (Overuse reason : Overuse.values()) {
                        counter.call(
                                use.interrupted().get(reason),
                                use.tenant().code(),
                                use.service(),
                                Metrics.lower(reason));
                    }
                }))
                .register(registry);
        counter(
                "beffroi_instance_shut_out_total",
                "How often an instance was shut out until it is made anew, for whatever reason.",
                Use::shutOut,
                hosting,
                registry);
        gauge(
                "beffroi_instance_threads_lost",
                "Threads that went into an instance, were given up on and haven't come back.",
                Use::threadsLost,
                hosting,
                registry);
        gauge(
                "beffroi_instance_threads",
                "Threads that an instance has started itself.",
                Use::ownThreads,
                hosting,
                registry);
        GaugeWithCallback.builder()
                .name("beffroi_instance_healthy")
                .help(
                        "1 for an instance that serves and passed one of its last checks, 0 for one that fails them or is shut out.")
                .labelNames("tenant", "service")
                .callback(gauge -> {
                    Health health = Health.of(hosting);
                    hosting.instances().stream()
                            .filter(one -> one.serving() || !health.isGood(one))
                            .forEach(one -> gauge.call(
                                    health.isGood(one) ? 1 : 0, one.tenant().code(), one.service()));
                })
                .register(registry);
    }

    private static void counter(
            String name, String help, ToDoubleFunction<Use> figure, Hosting hosting, PrometheusRegistry registry) {
        CounterWithCallback.builder()
                .name(name)
                .help(help)
                .labelNames("tenant", "service")
                .callback(counter -> hosting.uses()
                        .forEach(use -> counter.call(
                                figure.applyAsDouble(use), use.tenant().code(), use.service())))
                .register(registry);
    }

    private static void gauge(
            String name, String help, ToDoubleFunction<Use> figure, Hosting hosting, PrometheusRegistry registry) {
        GaugeWithCallback.builder()
                .name(name)
                .help(help)
                .labelNames("tenant", "service")
                .callback(gauge -> hosting.uses()
                        .forEach(use -> gauge.call(
                                figure.applyAsDouble(use), use.tenant().code(), use.service())))
                .register(registry);
    }
}
