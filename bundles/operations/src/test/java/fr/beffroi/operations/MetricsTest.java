package fr.beffroi.operations;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fr.beffroi.api.Communes;
import fr.beffroi.api.Insee;
import fr.beffroi.api.Meter;
import fr.beffroi.api.Offering;
import fr.beffroi.api.Operation;
import fr.beffroi.api.Plan;
import fr.beffroi.api.ReadingIntake.Outcome;
import fr.beffroi.api.Refusal;
import fr.beffroi.api.Subscription;
import fr.beffroi.api.decision.Decision;
import fr.beffroi.hosting.Hosting;
import fr.beffroi.hosting.Instance;
import fr.beffroi.hosting.Overuse;
import fr.beffroi.hosting.Refused;
import fr.beffroi.hosting.Unhealthy;
import fr.beffroi.hosting.Use;
import fr.beffroi.journal.Entry;
import fr.beffroi.journal.Journal;
import fr.beffroi.metering.Gap;
import fr.beffroi.metering.IntakeCount;
import fr.beffroi.metering.Metering;
import fr.beffroi.metering.QuarantineReason;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What Prometheus is told of lives and their operations. */
class MetricsTest {
    private final Lives lives = new Lives();
    private final List<Use> uses = new ArrayList<>();
    private final List<Instance> instances = new ArrayList<>();
    private final List<Unhealthy> unhealthy = new ArrayList<>();
    private final List<IntakeCount.Line> answered = new ArrayList<>();
    private Optional<List<Gap>> gaps = Optional.of(List.of());
    private final PrometheusRegistry registry = Metrics.of(
            Lives.standIn(Communes.class, (proxy, method, arguments) -> List.of()),
            lives.broker(List.of(actes())),
            lives.bindings(),
            Lives.standIn(Hosting.class, (proxy, method, arguments) -> switch (method.getName()) {
                case "uses" -> uses;
                case "instances" -> instances;
                case "unhealthy" -> unhealthy;
                default -> throw new IllegalStateException(method + " is not asked here");
            }),
            Lives.standIn(Metering.class, (proxy, method, arguments) -> switch (method.getName()) {
                case "quarantined" -> Map.of(QuarantineReason.CLOSED_PERIOD, 4L);
                case "gaps" -> gaps.orElseThrow(() -> Refusal.invalid("There is more to look at."));
                case "answered" -> new IntakeCount(Lives.NOW, answered);
                default -> throw new IllegalStateException(method + " is not asked here");
            }),
            Lives.standIn(Journal.class, (proxy, method, arguments) -> 7L),
            Clock.fixed(Lives.NOW, ZoneOffset.UTC));
    private final OperationTimes times = new OperationTimes(lives.broker(), registry);

    @Test
    void everyStateOfASubscriptionIsCounted() throws IOException {
        lives.ended("a", Subscription.State.ACTIVE, Operation.Kind.SUBSCRIBE, Operation.State.SUCCEEDED, Duration.ZERO);
        lives.ended(
                "b", Subscription.State.SUSPENDED, Operation.Kind.SUSPEND, Operation.State.SUCCEEDED, Duration.ZERO);

        for (Subscription.State state : Subscription.State.values()) {
            long expected =
                    lives.all.stream().filter(one -> one.state() == state).count();
            assertEquals(
                    expected, figure("beffroi_subscriptions{state=\"" + Metrics.lower(state) + "\"}"), state.name());
        }
    }

    @Test
    void instancesThatAreParkedAnswerButAreCountedApart() throws IOException {
        instances.add(instance("30007", Instance.State.SERVING));
        instances.add(instance("30036", Instance.State.PARKED));
        instances.add(instance("30060", Instance.State.PARKED));
        instances.add(instance("30189", Instance.State.OUT_OF_ORDER));

        assertEquals(3, figure("beffroi_instances{serving=\"true\"}"));
        assertEquals(1, figure("beffroi_instances{serving=\"false\"}"));
        assertEquals(1, figure("beffroi_instances_by_state{state=\"serving\"}"));
        assertEquals(2, figure("beffroi_instances_by_state{state=\"parked\"}"));
        assertEquals(1, figure("beffroi_instances_by_state{state=\"out_of_order\"}"));
        assertEquals(0, figure("beffroi_instances_by_state{state=\"suspended\"}"));
    }

    private static Instance instance(String insee, Instance.State state) {
        return new Instance(new Insee(insee), "actes", "1.0.0", Map.of(), state);
    }

    @Test
    void whatIsOpenTellsWorkFromWaiting() throws IOException {
        lives.underWay("a", Subscription.State.REQUESTED, Operation.Kind.SUBSCRIBE, Optional.empty());
        lives.underWay("b", Subscription.State.PROVISIONING, Operation.Kind.SUBSCRIBE, Optional.empty());
        lives.underWay(
                "c", Subscription.State.LEAVING, Operation.Kind.UNSUBSCRIBE, Optional.of(Lives.NOW.plusSeconds(1)));
        lives.underWay("d", Subscription.State.LEAVING, Operation.Kind.UNSUBSCRIBE, Optional.of(Lives.NOW));
        lives.ended("e", Subscription.State.ACTIVE, Operation.Kind.CHANGE, Operation.State.SUCCEEDED, Duration.ZERO);

        assertEquals(1, figure("beffroi_operations_open{waits_for=\"approval\"}"));
        assertEquals(1, figure("beffroi_operations_open{waits_for=\"notice\"}"));
        assertEquals(2, figure("beffroi_operations_open{waits_for=\"nothing\"}"));
    }

    @Test
    void whatIsNotCountedIsTold() throws IOException {
        assertEquals(4, figure("beffroi_readings_quarantined{reason=\"closed_period\"}"));
        assertEquals(0, figure("beffroi_readings_quarantined{reason=\"future\"}"));
    }

    @Test
    void whatIsMissingIsToldByService() throws IOException {
        assertEquals(0, figure("beffroi_metering_gaps{service=\"actes\"}"));
        Gap gap = new Gap(Lives.NIMES, "actes", "storage", Lives.NOW.minusSeconds(9), Lives.NOW, Gap.SILENT);
        gaps = Optional.of(List.of(gap, gap));
        assertEquals(2, figure("beffroi_metering_gaps{service=\"actes\"}"));

        gaps = Optional.empty();
        assertTrue(page().noneMatch(line -> line.startsWith("beffroi_metering_gaps{")), "what isn't known is no zero");
        assertEquals(0, figure("beffroi_residues"), "the others are told");
    }

    @Test
    void readingsAreCountedByCommuneServiceAndOutcome() throws IOException {
        for (String meter : List.of("storage", "uses")) {
            answered.add(new IntakeCount.Line(
                    Optional.of(Lives.NIMES), "actes", meter, Map.of(Outcome.ACCEPTED, 5L, Outcome.DUPLICATE, 1L), 3));
        }
        answered.add(new IntakeCount.Line(Optional.empty(), "unknown", "unknown", Map.of(Outcome.REFUSED, 7L), 0));

        String nimes = "beffroi_readings_total{outcome=\"%s\",service=\"actes\",tenant=\"30189\"}";
        assertEquals(10, figure(nimes.formatted("accepted")));
        assertEquals(2, figure(nimes.formatted("duplicate")));
        assertEquals(0, figure(nimes.formatted("refused")));
        assertEquals(7, figure("beffroi_readings_total{outcome=\"refused\",service=\"unknown\",tenant=\"unknown\"}"));
    }

    private static Offering actes() {
        return new Offering(
                "of-actes",
                "actes",
                "Actes",
                "Publication des actes.",
                List.of(),
                Optional.empty(),
                false,
                List.of(new Meter(
                        "storage", "Stockage", "octet", Meter.Aggregation.SUM, Optional.of(Duration.ofDays(1)))),
                List.of(),
                List.of(new Plan("pl-standard", "standard", "Tout compris.", Map.of())));
    }

    @Test
    void eachResidueIsCounted() throws IOException {
        assertEquals(0, figure("beffroi_residues"));
        lives.ended(
                "a",
                Subscription.State.FAILED,
                Operation.Kind.UNSUBSCRIBE,
                Operation.State.FAILED,
                Duration.ZERO,
                "La base.",
                "Les fichiers.");
        assertEquals(2, figure("beffroi_residues"));
        lives.unfinished("b", "s", Duration.ZERO, "Le compte b.");
        assertEquals(3, figure("beffroi_residues"));
    }

    @Test
    void anOperationIsTimedFromItsOrderToItsEnd() throws IOException {
        lives.ended(
                "a",
                Subscription.State.ACTIVE,
                Operation.Kind.SUBSCRIBE,
                Operation.State.SUCCEEDED,
                Duration.ofMillis(1_500));
        lives.ended(
                "b",
                Subscription.State.FAILED,
                Operation.Kind.SUBSCRIBE,
                Operation.State.FAILED,
                Duration.ofSeconds(40));

        times.accept(entry(new Decision.StepDone("a", "op-a", Lives.NIMES, "directory")));
        times.accept(entry(new Decision.OperationSucceeded("a", "op-a", Lives.NIMES)));
        times.accept(entry(new Decision.OperationFailed("b", "op-b", Lives.NIMES, "database", "Non.", List.of())));

        String succeeded = "kind=\"subscribe\",outcome=\"succeeded\"";
        assertEquals(1, figure("beffroi_operation_seconds_count{" + succeeded + "}"));
        assertEquals(1.5, figure("beffroi_operation_seconds_sum{" + succeeded + "}"));
        assertEquals(0, figure("beffroi_operation_seconds_bucket{" + succeeded + ",le=\"1.0\"}"));
        assertEquals(1, figure("beffroi_operation_seconds_bucket{" + succeeded + ",le=\"2.5\"}"));
        assertEquals(40, figure("beffroi_operation_seconds_sum{kind=\"subscribe\",outcome=\"failed\"}"));
        assertEquals(0, figure("beffroi_suspension_seconds_count"));
    }

    @Test
    void theDelayOfASuspensionStandsForItself() throws IOException {
        lives.ended(
                "a",
                Subscription.State.SUSPENDED,
                Operation.Kind.SUSPEND,
                Operation.State.SUCCEEDED,
                Duration.ofMillis(250));
        lives.ended(
                "b", Subscription.State.SUSPENDED, Operation.Kind.SUSPEND, Operation.State.FAILED, Duration.ofDays(1));

        times.accept(entry(new Decision.OperationSucceeded("a", "op-a", Lives.NIMES)));
        times.accept(entry(new Decision.OperationFailed("b", "op-b", Lives.NIMES, "x", "Non.", List.of())));

        assertEquals(1, figure("beffroi_suspension_seconds_count"), "what was never shut has no delay");
        assertEquals(0.25, figure("beffroi_suspension_seconds_sum"));
    }

    @Test
    void whatEachInstanceUsesStandsByItsCommuneAndService() throws IOException {
        uses.add(use("30189", 3, Duration.ofMillis(1_500), 42, Map.of(), 0));
        uses.add(use("30060", 7, Duration.ZERO, 0, Map.of(Refused.RATE, 5L), 2));

        String nimes = "service=\"actes\",tenant=\"30189\"";
        String caissargues = "service=\"actes\",tenant=\"30060\"";
        assertEquals(3, figure("beffroi_instance_requests_total{" + nimes + "}"));
        assertEquals(7, figure("beffroi_instance_requests_total{" + caissargues + "}"));
        assertEquals(1, figure("beffroi_instance_failures_total{" + nimes + "}"));
        assertEquals(1.5, figure("beffroi_instance_cpu_seconds_total{" + nimes + "}"));
        assertEquals(42, figure("beffroi_instance_allocated_bytes_total{" + nimes + "}"));
        String refused = "beffroi_instance_refused_total{reason=\"%s\"," + caissargues + "}";
        assertEquals(5, figure(refused.formatted("rate")));
        assertEquals(0, figure(refused.formatted("in_flight")));
        assertEquals(0, figure(refused.formatted("house")));
        assertEquals(0, figure(refused.formatted("processor")));
        String interrupted = "beffroi_instance_interrupted_total{reason=\"%s\"," + nimes + "}";
        assertEquals(10, figure(interrupted.formatted("time")));
        assertEquals(11, figure(interrupted.formatted("processor")));
        assertEquals(12, figure(interrupted.formatted("memory")));
        assertEquals(13, figure(interrupted.formatted("heap")));
        assertEquals(4, figure("beffroi_instance_shut_out_total{" + nimes + "}"));
        assertEquals(2, figure("beffroi_instance_threads_lost{" + caissargues + "}"));
        assertEquals(9, figure("beffroi_instance_threads{" + nimes + "}"));
        assertEquals(5, figure("beffroi_instance_outgoing_total{" + nimes + "}"));
        assertEquals(4, figure("beffroi_instance_outgoing_refused_total{" + nimes + "}"));
    }

    @Test
    void aHaltedRolloutIsCounted() throws IOException {
        assertEquals(0, figure("beffroi_rollouts_halted_total"));
        times.accept(entry(new Decision.RolloutHalted("r1", "L'instance de 30189 va mal.")));
        assertEquals(1, figure("beffroi_rollouts_halted_total"));
    }

    @Test
    void whoIsUnhealthyIsToldFromWhoIsNotAndWhoDoesNotServeIsNeither() throws IOException {
        Insee caissargues = new Insee("30060");
        instances.add(new Instance(Lives.NIMES, "actes", "1.0.0", Map.of(), Instance.State.SERVING));
        instances.add(new Instance(caissargues, "actes", "1.0.0", Map.of(), Instance.State.SERVING));
        instances.add(new Instance(new Insee("30036"), "actes", "1.0.0", Map.of(), Instance.State.CLOSED));
        unhealthy.add(new Unhealthy(caissargues, "actes", "Its database doesn't answer."));

        assertEquals(1, figure("beffroi_instance_healthy{service=\"actes\",tenant=\"30189\"}"));
        assertEquals(0, figure("beffroi_instance_healthy{service=\"actes\",tenant=\"30060\"}"));
        assertEquals(
                2,
                page().filter(line -> line.startsWith("beffroi_instance_healthy{"))
                        .count());
    }

    private static Use use(
            String tenant, long requests, Duration cpu, long bytes, Map<Refused, Long> refused, int threadsLost) {
        Map<Refused, Long> all = new EnumMap<>(Refused.class);
        for (Refused reason : Refused.values()) {
            all.put(reason, refused.getOrDefault(reason, 0L));
        }
        Map<Overuse, Long> interrupted = new EnumMap<>(Overuse.class);
        for (Overuse reason : Overuse.values()) {
            interrupted.put(reason, 10L + reason.ordinal());
        }
        return new Use(new Insee(tenant), "actes", requests, 1, cpu, bytes, all, interrupted, 4, threadsLost, 5, 4, 9);
    }

    private static Entry entry(Decision decision) {
        return new Entry(8, Lives.NOW, "room/provisioning", decision, "ab");
    }

    private double figure(String name) throws IOException {
        List<String> lines = page().filter(line -> line.startsWith(name + " ")).toList();
        assertTrue(lines.size() == 1, () -> name + " has the lines " + lines);
        return Double.parseDouble(lines.get(0).substring(name.length() + 1));
    }

    private Stream<String> page() throws IOException {
        ByteArrayOutputStream page = new ByteArrayOutputStream();
        PrometheusTextFormatWriter.create().write(page, registry.scrape());
        return page.toString(StandardCharsets.UTF_8).lines();
    }
}
