package fr.beffroi.broker;

import fr.beffroi.api.Offering;
import fr.beffroi.api.Operation;
import fr.beffroi.api.Subscription;
import fr.beffroi.api.decision.Decision;
import fr.beffroi.api.decision.Decision.EndOrdered;
import fr.beffroi.api.decision.Decision.OfferingPublished;
import fr.beffroi.api.decision.Decision.OperationFailed;
import fr.beffroi.api.decision.Decision.OperationSucceeded;
import fr.beffroi.api.decision.Decision.StepDone;
import fr.beffroi.api.decision.Decision.StepUndone;
import fr.beffroi.api.decision.Decision.SubscriptionOrdered;
import fr.beffroi.journal.Entry;
import fr.beffroi.journal.Projection;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jdbi.v3.core.Handle;

/** The state of every subscription as a fold of the journal. */
final class RegisterProjection implements Projection {

    @Override
    public void apply(Handle sql, Entry entry) {
        Decision decision = entry.decision();
        if (decision instanceof OfferingPublished published) {
            publish(sql, published.offering());
        } else if (decision instanceof SubscriptionOrdered ordered) {
            begin(sql, entry, ordered);
        } else if (decision instanceof EndOrdered ordered) {
            beginEnd(sql, entry, ordered);
        } else if (decision instanceof StepDone done) {
            progress(sql, done.operation(), Sentences.done(done.step()), steps -> {
                steps.remove(done.step());
                steps.add(done.step());
            });
        } else if (decision instanceof StepUndone undone) {
            progress(sql, undone.operation(), Sentences.undone(undone.step()), steps -> steps.remove(undone.step()));
        } else if (decision instanceof OperationSucceeded succeeded) {
            succeed(sql, entry.at(), succeeded.operation());
        } else if (decision instanceof OperationFailed failed) {
            fail(sql, entry.at(), failed);
        }
    }

    private static void publish(Handle sql, Offering offering) {
        sql.createUpdate("INSERT INTO broker_offering (id, name, body) VALUES (:id, :name, :body)"
                        + " ON CONFLICT (id) DO UPDATE SET name = excluded.name, body = excluded.body")
                .bind("id", offering.id())
                .bind("name", offering.name())
                .bind("body", Json.write(offering))
                .execute();
    }

    private static void begin(Handle sql, Entry entry, SubscriptionOrdered ordered) {
        sql.createUpdate(
                        "INSERT INTO broker_subscription (number, id, tenant, offering, plan, digest, state, ordered_at,"
                                + " ordered_by, operation) VALUES (:number, :id, :tenant, :offering, :plan, :digest, :state,"
                                + " :at, :operation, :operation)")
                .bind("number", entry.number())
                .bind("id", ordered.subscription())
                .bind("tenant", ordered.commune().code())
                .bind("offering", ordered.offering())
                .bind("plan", ordered.plan())
                .bind("digest", ordered.content())
                .bind("state", Subscription.State.PROVISIONING.name())
                .bind("at", Register.micros(entry.at()))
                .bind("operation", ordered.operation())
                .execute();
        insertOperation(sql, ordered.operation(), entry.number(), Operation.Kind.SUBSCRIBE, "[]", entry.at());
    }

    /** The new operation begins with the steps that stand: they are what it has to take back. */
    private static void beginEnd(Handle sql, Entry entry, EndOrdered ordered) {
        Map<String, Object> life = sql.createQuery("SELECT s.number, o.steps FROM broker_subscription s JOIN"
                        + " broker_operation o ON o.id = s.operation WHERE s.id = :id ORDER BY s.number DESC LIMIT 1")
                .bind("id", ordered.subscription())
                .mapToMap()
                .one();
        long number = ((Number) life.get("number")).longValue();
        insertOperation(
                sql, ordered.operation(), number, Operation.Kind.UNSUBSCRIBE, (String) life.get("steps"), entry.at());
        sql.createUpdate("UPDATE broker_subscription SET state = :state, operation = :operation WHERE number = :number")
                .bind("state", Subscription.State.LEAVING.name())
                .bind("operation", ordered.operation())
                .bind("number", number)
                .execute();
    }

    private static void insertOperation(
            Handle sql, String id, long subscription, Operation.Kind kind, String steps, Instant at) {
        sql.createUpdate("INSERT INTO broker_operation (id, subscription, kind, state, description, steps, leftovers,"
                        + " started_at) VALUES (:id, :subscription, :kind, :state, :description, :steps, '[]', :at)")
                .bind("id", id)
                .bind("subscription", subscription)
                .bind("kind", kind.name())
                .bind("state", Operation.State.IN_PROGRESS.name())
                .bind("description", Sentences.started(kind))
                .bind("steps", steps)
                .bind("at", Register.micros(at))
                .execute();
    }

    private static void progress(Handle sql, String operation, String description, Consumer<List<String>> change) {
        List<String> steps = new ArrayList<>(Json.read(
                sql.createQuery("SELECT steps FROM broker_operation WHERE id = :id")
                        .bind("id", operation)
                        .mapTo(String.class)
                        .one(),
                Register.TEXTS));
        change.accept(steps);
        sql.createUpdate("UPDATE broker_operation SET steps = :steps, description = :description WHERE id = :id")
                .bind("steps", Json.write(steps))
                .bind("description", description)
                .bind("id", operation)
                .execute();
    }

    private static void succeed(Handle sql, Instant at, String operation) {
        Operation.Kind kind = kind(sql, operation);
        end(sql, at, operation, Operation.State.SUCCEEDED, Sentences.succeeded(kind), List.of());
        boolean closed = kind == Operation.Kind.UNSUBSCRIBE;
        if (closed) {
            forgetContent(sql, operation);
        }
        state(sql, operation, closed ? Subscription.State.CLOSED : Subscription.State.ACTIVE);
    }

    /** What couldn't be made is failed; what couldn't be ended goes on leaving until somebody orders the end again. */
    private static void fail(Handle sql, Instant at, OperationFailed failed) {
        end(sql, at, failed.operation(), Operation.State.FAILED, failed.sentence(), failed.leftovers());
        if (kind(sql, failed.operation()) == Operation.Kind.SUBSCRIBE) {
            state(sql, failed.operation(), Subscription.State.FAILED);
            if (failed.leftovers().isEmpty()) {
                forgetContent(sql, failed.operation());
            }
        }
    }

    /** Nothing stands any more, so what was ordered, which can hold personal data, has no purpose left. */
    private static void forgetContent(Handle sql, String operation) {
        sql.createUpdate("DELETE FROM broker_content WHERE operation IN"
                        + " (SELECT ordered_by FROM broker_subscription WHERE operation = :operation)")
                .bind("operation", operation)
                .execute();
    }

    private static void end(
            Handle sql,
            Instant at,
            String operation,
            Operation.State state,
            String description,
            List<String> leftovers) {
        sql.createUpdate("UPDATE broker_operation SET state = :state, description = :description, leftovers ="
                        + " :leftovers, ended_at = :at WHERE id = :id")
                .bind("state", state.name())
                .bind("description", description)
                .bind("leftovers", Json.write(leftovers))
                .bind("at", Register.micros(at))
                .bind("id", operation)
                .execute();
    }

    private static void state(Handle sql, String operation, Subscription.State state) {
        sql.createUpdate("UPDATE broker_subscription SET state = :state WHERE operation = :operation")
                .bind("state", state.name())
                .bind("operation", operation)
                .execute();
    }

    private static Operation.Kind kind(Handle sql, String operation) {
        return sql.createQuery("SELECT kind FROM broker_operation WHERE id = :id")
                .bind("id", operation)
                .mapTo(String.class)
                .map(Operation.Kind::valueOf)
                .one();
    }
}
