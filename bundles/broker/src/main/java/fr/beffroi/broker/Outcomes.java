package fr.beffroi.broker;

import fr.beffroi.api.Binding;
import fr.beffroi.api.Operation;
import fr.beffroi.api.Subscription;
import fr.beffroi.api.decision.Decision.OperationFailed;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jdbi.v3.core.Handle;

/**
 * The register's rows, when what was ordered is carried out or given up. An operation ends once: what is told of its end afterwards
 * is passed over.
 *
 * @param at the moment of the entry
 */
record Outcomes(Handle sql, Instant at) {

    void done(String operation, String step) {
        progress(operation, new Rows.Step(step, false, Rows.micros(at)), Sentences.done(step));
    }

    void undone(String operation, String step) {
        progress(operation, new Rows.Step(step, true, Rows.micros(at)), Sentences.undone(step));
    }

    private void progress(String operation, Rows.Step step, String description) {
        OperationRows operations = new OperationRows(sql, at);
        OperationRows.Progress before = operations.progress(operation);
        List<Rows.Step> steps = new ArrayList<>(before.steps());
        steps.add(step);
        Set<String> standing = new LinkedHashSet<>(before.standing());
        standing.remove(step.name());
        if (!step.undone()) {
            standing.add(step.name());
        }
        OperationRows.Row row = before.row();
        operations.progress(before, row.isUnderWay() ? description : before.description(), steps, standing);
        if (row.kind() == Operation.Kind.UNSUBSCRIBE) {
            // The end has begun, so no notice runs any more.
            sql.createUpdate("UPDATE broker_subscription SET ends_at = NULL WHERE number = :number")
                    .bind("number", row.subscription())
                    .execute();
        }
    }

    void succeed(String operation) {
        OperationRows operations = new OperationRows(sql, at);
        OperationRows.Row row = operations.find(operation);
        if (!row.isUnderWay()) {
            return;
        }
        operations.end(operation, Operation.State.SUCCEEDED, Sentences.succeeded(row.kind()), List.of());
        switch (row.kind()) {
            case SUBSCRIBE, RESUME -> state(row, Subscription.State.ACTIVE);
            case CHANGE -> change(row);
            case SUSPEND -> {
                // Suspended since it was ordered.
            }
            case UNSUBSCRIBE -> close(row);
            case BIND -> state(row, Binding.State.ACTIVE);
            case UNBIND -> {
                state(row, Binding.State.CLOSED);
                new Contents(sql).forgetBinding(row.binding());
            }
        }
    }

    private void change(OperationRows.Row row) {
        Contents contents = new Contents(sql);
        contents.forgetContent(row.subscription());
        sql.createUpdate("UPDATE broker_subscription SET plan = wanted_plan, version = wanted_version, digest ="
                        + " wanted_digest, content = wanted, wanted = NULL, wanted_plan = NULL, wanted_version = NULL,"
                        + " wanted_digest = NULL WHERE number = :number")
                .bind("number", row.subscription())
                .execute();
    }

    /** Bindings end with their subscription, also one that was still being worked on when a notice ended. */
    private void close(OperationRows.Row row) {
        OperationRows operations = new OperationRows(sql, at);
        operations.underWay(row.subscription()).forEach(operations::abandon);
        state(row, Subscription.State.CLOSED);
        sql.createUpdate("UPDATE broker_subscription SET ends_at = NULL WHERE number = :number")
                .bind("number", row.subscription())
                .execute();
        new Contents(sql).forgetAll(row.subscription());
        sql.createUpdate("UPDATE broker_binding SET state = :state WHERE subscription = :number")
                .bind("state", Binding.State.CLOSED.name())
                .bind("number", row.subscription())
                .execute();
    }

    /** What couldn't be made is failed; what couldn't be changed, shut, opened or ended stays so until it is ordered again. */
    void fail(OperationFailed failed) {
        OperationRows operations = new OperationRows(sql, at);
        OperationRows.Row row = operations.find(failed.operation());
        if (!row.isUnderWay()) {
            return;
        }
        operations.end(row.id(), Operation.State.FAILED, failed.sentence(), failed.leftovers());
        boolean clean = failed.leftovers().isEmpty();
        switch (row.kind()) {
            case SUBSCRIBE -> {
                state(row, Subscription.State.FAILED);
                sql.createUpdate("UPDATE broker_subscription SET awaited = '[]' WHERE number = :number")
                        .bind("number", row.subscription())
                        .execute();
                if (clean) {
                    new Contents(sql).forgetAll(row.subscription());
                }
            }
            case UNSUBSCRIBE ->
                sql.createUpdate("UPDATE broker_subscription SET ends_at = NULL WHERE number = :number")
                        .bind("number", row.subscription())
                        .execute();
            case BIND -> {
                state(row, Binding.State.FAILED);
                if (clean) {
                    new Contents(sql).forgetBinding(row.binding());
                }
            }
            case CHANGE, SUSPEND, RESUME, UNBIND -> {
                // As it was.
            }
        }
    }

    private void state(OperationRows.Row row, Subscription.State state) {
        sql.createUpdate("UPDATE broker_subscription SET state = :state WHERE number = :number")
                .bind("state", state.name())
                .bind("number", row.subscription())
                .execute();
    }

    private void state(OperationRows.Row row, Binding.State state) {
        sql.createUpdate("UPDATE broker_binding SET state = :state WHERE number = :number")
                .bind("state", state.name())
                .bind("number", row.binding())
                .execute();
    }
}
