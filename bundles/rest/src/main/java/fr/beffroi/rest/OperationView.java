package fr.beffroi.rest;

import fr.beffroi.api.Operation;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** An operation as this API shows it; see {@link Operation}. */
record OperationView(
        String id,
        String subscription,
        String kind,
        String state,
        String description,
        List<String> stepsDone,
        List<String> leftovers,
        Instant startedAt,
        Optional<Instant> endedAt) {

    static OperationView of(Operation operation) {
        return new OperationView(
                operation.id(),
                operation.subscription(),
                Json.word(operation.kind()),
                Json.word(operation.state()),
                operation.description(),
                operation.stepsDone(),
                operation.leftovers(),
                operation.startedAt(),
                operation.endedAt());
    }
}
