package fr.beffroi.rest;

import fr.beffroi.api.Operation;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * An operation as this API shows it; see {@link Operation}.
 *
 * @param standing names of the steps whose work stands for the subscription now
 * @param tookSeconds from the order to the end, to the millisecond; of a suspension: how long somebody could still come in
 */
record OperationView(
        String id,
        String subscription,
        Optional<String> binding,
        String kind,
        String state,
        String description,
        List<StepView> steps,
        List<String> standing,
        List<String> leftovers,
        Instant startedAt,
        Optional<Instant> endedAt,
        Optional<BigDecimal> tookSeconds) {

    static OperationView of(Operation operation) {
        return new OperationView(
                operation.id(),
                operation.subscription(),
                operation.binding(),
                Json.word(operation.kind()),
                Json.word(operation.state()),
                operation.description(),
                operation.steps().stream()
                        .map(step -> StepView.of(step, operation.startedAt()))
                        .toList(),
                operation.standing(),
                operation.leftovers(),
                operation.startedAt(),
                operation.endedAt(),
                operation.took().map(OperationView::seconds));
    }

    private static BigDecimal seconds(Duration duration) {
        return BigDecimal.valueOf(duration.toNanos(), 9).setScale(3, RoundingMode.HALF_UP);
    }

    /**
     * A step that was carried out or taken back.
     *
     * @param afterSeconds since the order, to the millisecond
     */
    record StepView(String name, boolean undone, Instant at, BigDecimal afterSeconds) {
        static StepView of(Operation.Step step, Instant ordered) {
            return new StepView(step.name(), step.undone(), step.at(), seconds(Duration.between(ordered, step.at())));
        }
    }
}
