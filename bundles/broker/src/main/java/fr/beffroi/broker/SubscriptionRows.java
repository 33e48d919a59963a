package fr.beffroi.broker;

import fr.beffroi.api.Insee;
import fr.beffroi.api.Operation.Kind;
import fr.beffroi.api.Subscription.State;
import fr.beffroi.api.decision.Decision.ApprovalAwaited;
import fr.beffroi.api.decision.Decision.ChangeOrdered;
import fr.beffroi.api.decision.Decision.EndOrdered;
import fr.beffroi.api.decision.Decision.ResumptionOrdered;
import fr.beffroi.api.decision.Decision.SubscriptionApproved;
import fr.beffroi.api.decision.Decision.SubscriptionOrdered;
import fr.beffroi.api.decision.Decision.SuspensionOrdered;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;

/**
 * The rows of subscriptions, when something is ordered.
 *
 * @param at the moment of the entry
 */
record SubscriptionRows(Handle sql, Instant at) {

    /**
     * The newest life of an id.
     *
     * @param operation the last one
     */
    private record Row(long number, String operation) {}

    void begin(long number, SubscriptionOrdered ordered) {
        sql.createUpdate(
                        "INSERT INTO broker_subscription (number, id, tenant, offering, plan, version, digest, state,"
                                + " awaited, ordered_at, ordered_by, content, operation) VALUES (:number, :id, :tenant,"
                                + " :offering, :plan, :version, :digest, :state, '[]', :at, :operation, :operation, :operation)")
                .bind("number", number)
                .bind("id", ordered.subscription())
                .bind("tenant", ordered.commune().code())
                .bind("offering", ordered.offering())
                .bind("plan", ordered.plan())
                .bind("version", new Versions(sql).of(ordered.version(), ordered.offering()))
                .bind("digest", ordered.content())
                .bind("state", State.PROVISIONING.name())
                .bind("at", Rows.micros(at))
                .bind("operation", ordered.operation())
                .execute();
        operations().insert(ordered.operation(), number, null, Kind.SUBSCRIBE, Sentences.started(Kind.SUBSCRIBE), "[]");
    }

    void await(ApprovalAwaited awaited) {
        Row life = newest(awaited.subscription());
        put(life, State.REQUESTED, awaited.awaited());
        operations().describe(awaited.operation(), Sentences.awaiting());
    }

    void approve(SubscriptionApproved approved) {
        Row life = newest(approved.subscription());
        put(life, State.PROVISIONING, List.of());
        operations().describe(approved.operation(), Sentences.approved());
    }

    /** A convention is there: nobody waits for it any more. */
    void agree(Insee commune) {
        sql.createQuery("SELECT number, awaited FROM broker_subscription WHERE tenant = :tenant AND state = :state")
                .bind("tenant", commune.code())
                .bind("state", State.REQUESTED.name())
                .map((row, context) -> Map.entry(row.getLong("number"), row.getString("awaited")))
                .list()
                .forEach(requested -> awaited(
                        requested.getKey(),
                        Json.read(requested.getValue(), Rows.TEXTS).stream()
                                .filter(word -> !word.equals(Rules.CONVENTION))
                                .toList()));
    }

    void beginChange(ChangeOrdered ordered) {
        Row life = begin(ordered.subscription(), ordered.operation(), Kind.CHANGE, Sentences.started(Kind.CHANGE));
        new Contents(sql).forgetWanted(life.number());
        sql.createUpdate("UPDATE broker_subscription SET wanted = :operation, wanted_plan = :plan, wanted_version ="
                        + " :version, wanted_digest = :digest WHERE number = :number")
                .bind("operation", ordered.operation())
                .bind("plan", ordered.plan())
                .bind("version", ordered.version())
                .bind("digest", ordered.content())
                .bind("number", life.number())
                .execute();
    }

    void beginSuspension(SuspensionOrdered ordered) {
        Row life =
                begin(ordered.subscription(), ordered.operation(), Kind.SUSPEND, Sentences.suspended(ordered.reason()));
        state(life, State.SUSPENDED);
    }

    void beginResumption(ResumptionOrdered ordered) {
        begin(ordered.subscription(), ordered.operation(), Kind.RESUME, Sentences.started(Kind.RESUME));
    }

    /** An end that is ordered again under its own operation cuts the notice short. What was being made is given up. */
    void beginEnd(EndOrdered ordered) {
        Row life = newest(ordered.subscription());
        if (life.operation().equals(ordered.operation())) {
            operations().describe(ordered.operation(), Sentences.noticeCut());
        } else {
            operations().abandon(life.operation());
            begin(
                    ordered.subscription(),
                    ordered.operation(),
                    Kind.UNSUBSCRIBE,
                    ordered.notBefore().isPresent() ? Sentences.underNotice() : Sentences.started(Kind.UNSUBSCRIBE));
        }
        put(life, State.LEAVING, List.of());
        sql.createUpdate("UPDATE broker_subscription SET ends_at = :ends WHERE number = :number")
                .bind("ends", ordered.notBefore().map(Rows::micros))
                .bind("number", life.number())
                .execute();
    }

    private Row begin(String subscription, String operation, Kind kind, String description) {
        Row life = newest(subscription);
        operations().insertAfter(life.operation(), operation, life.number(), null, kind, description);
        sql.createUpdate("UPDATE broker_subscription SET operation = :operation WHERE number = :number")
                .bind("operation", operation)
                .bind("number", life.number())
                .execute();
        return life;
    }

    private Row newest(String subscription) {
        return sql.createQuery(
                        "SELECT number, operation FROM broker_subscription WHERE id = :id ORDER BY number DESC LIMIT 1")
                .bind("id", subscription)
                .map((row, context) -> new Row(row.getLong("number"), row.getString("operation")))
                .one();
    }

    private void state(Row life, State state) {
        sql.createUpdate("UPDATE broker_subscription SET state = :state WHERE number = :number")
                .bind("state", state.name())
                .bind("number", life.number())
                .execute();
    }

    private void put(Row life, State state, List<String> awaited) {
        sql.createUpdate("UPDATE broker_subscription SET state = :state, awaited = :awaited WHERE number = :number")
                .bind("state", state.name())
                .bind("awaited", Json.write(awaited))
                .bind("number", life.number())
                .execute();
    }

    private void awaited(long number, List<String> words) {
        sql.createUpdate("UPDATE broker_subscription SET awaited = :awaited WHERE number = :number")
                .bind("awaited", Json.write(words))
                .bind("number", number)
                .execute();
    }

    private OperationRows operations() {
        return new OperationRows(sql, at);
    }
}
