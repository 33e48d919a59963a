package fr.beffroi.operations;

import fr.beffroi.api.Broker;
import fr.beffroi.api.Insee;
import fr.beffroi.api.Offering;
import fr.beffroi.api.ReadingIntake.Outcome;
import fr.beffroi.api.Reason;
import fr.beffroi.api.Refusal;
import fr.beffroi.metering.IntakeCount;
import fr.beffroi.metering.Metering;
import io.prometheus.metrics.core.metrics.CounterWithCallback;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.Clock;
import java.util.Map;
import java.util.TreeMap;

/** What came in and what didn't. */
final class ReadingMetrics {

    /** Whose readings and what became of them; the labels of the counter. */
    private record Answer(String tenant, String service, Outcome outcome) implements Comparable<Answer> {
        @Override
        public int compareTo(Answer other) {
            int byTenant = tenant.compareTo(other.tenant);
            int byService = byTenant != 0 ? byTenant : service.compareTo(other.service);
            return byService != 0 ? byService : outcome.compareTo(other.outcome);
        }
    }

    private ReadingMetrics() {}

    static void register(Broker broker, Metering metering, Clock clock, PrometheusRegistry registry) {
        GaugeWithCallback.builder()
                .name("beffroi_metering_gaps")
                .help("Gaps of the last two days: readings that were expected and didn't come.")
                .labelNames("service")
                .callback(gauge ->
                        gaps(broker, metering, clock).forEach((service, number) -> gauge.call(number, service)))
                .register(registry);
        CounterWithCallback.builder()
                .name("beffroi_readings_total")
                .help(
                        "Readings that the intake answered, by what became of them; tenant \"unknown\": of nothing in this house.")
                .labelNames("tenant", "service", "outcome")
                .callback(counter -> answers(metering.answered())
                        .forEach((answer, readings) -> counter.call(
                                readings, answer.tenant(), answer.service(), Metrics.lower(answer.outcome()))))
                .register(registry);
    }

    /** Empty in a house that has too many to look at: nothing is said of what isn't known. */
    private static Map<String, Long> gaps(Broker broker, Metering metering, Clock clock) {
        Map<String, Long> gaps = new TreeMap<>();
        broker.catalogue().stream()
                .filter(ReadingMetrics::hasRhythm)
                .forEach(offering -> gaps.put(offering.name(), 0L));
        try {
            gaps.putAll(MissingReadings.byService(metering, clock));
        } catch (Refusal e) {
            if (e.reason() == Reason.INVALID) {
                return Map.of();
            }
            throw e;
        }
        return gaps;
    }

    private static boolean hasRhythm(Offering offering) {
        return offering.meters().stream().anyMatch(meter -> meter.rhythm().isPresent());
    }

    private static Map<Answer, Long> answers(IntakeCount count) {
        Map<Answer, Long> answers = new TreeMap<>();
        for (IntakeCount.Line line : count.lines()) {
            String tenant = line.tenant().map(Insee::code).orElse("unknown");
            for (Outcome outcome : Outcome.values()) {
                answers.merge(new Answer(tenant, line.offering(), outcome), line.answered(outcome), Long::sum);
            }
        }
        return answers;
    }
}
