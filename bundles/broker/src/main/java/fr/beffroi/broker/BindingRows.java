package fr.beffroi.broker;

import fr.beffroi.api.Binding.State;
import fr.beffroi.api.Offering;
import fr.beffroi.api.Operation.Kind;
import fr.beffroi.api.Terms.BindingTerms;
import fr.beffroi.api.decision.Decision.BindingOrdered;
import fr.beffroi.api.decision.Decision.UnbindingOrdered;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/**
 * The rows of bindings, when something is ordered.
 *
 * @param at the moment of the entry
 */
record BindingRows(Handle sql, Instant at) {

    /** A subscription that is bound. */
    private record Bound(long number, String offering, String plan) {}

    void begin(long number, BindingOrdered ordered) {
        Bound bound = sql.createQuery("SELECT number, offering, plan FROM broker_subscription"
                        + " WHERE id = :id ORDER BY number DESC LIMIT 1")
                .bind("id", ordered.subscription())
                .map((row, context) ->
                        new Bound(row.getLong("number"), row.getString("offering"), row.getString("plan")))
                .one();
        Optional<BindingTerms> terms =
                Register.offering(sql, bound.offering()).map(Offering::terms).flatMap(all -> all.binding());
        Duration renewal = Duration.ofDays(terms.map(BindingTerms::renewalDays).orElse(0));
        sql.createUpdate(
                        "INSERT INTO broker_binding (number, subscription, id, plan, credential, digest, access, state,"
                                + " ordered_at, expires_at, renew_before, predecessor, content, operation) VALUES (:number,"
                                + " :subscription, :id, :plan, :credential, :digest, :access, :state, :at, :expires, :renew,"
                                + " :predecessor, :operation, :operation)")
                .bind("number", number)
                .bind("subscription", bound.number())
                .bind("id", ordered.binding())
                .bind("plan", bound.plan())
                .bind("credential", ordered.credential())
                .bind("digest", ordered.content())
                .bind(
                        "access",
                        terms.map(BindingTerms::access)
                                .orElse(BindingTerms.Access.INSTANCE)
                                .name())
                .bind("state", State.MAKING.name())
                .bind("at", Rows.micros(at))
                .bind("expires", ordered.expiresAt().map(Rows::micros))
                .bind("renew", ordered.expiresAt().map(end -> Rows.micros(end.minus(renewal))))
                .bind("predecessor", ordered.predecessor())
                .bind("operation", ordered.operation())
                .execute();
        new OperationRows(sql, at)
                .insert(ordered.operation(), bound.number(), number, Kind.BIND, Sentences.started(Kind.BIND), "[]");
    }

    /** What was being made is given up. */
    void beginEnd(UnbindingOrdered ordered) {
        OperationRows operations = new OperationRows(sql, at);
        OperationRows.Row last = operations.find(lastOperation(ordered));
        operations.abandon(last.id());
        operations.insertAfter(
                last.id(),
                ordered.operation(),
                last.subscription(),
                last.binding(),
                Kind.UNBIND,
                Sentences.started(Kind.UNBIND));
        sql.createUpdate("UPDATE broker_binding SET state = :state, operation = :operation WHERE number = :number")
                .bind("state", State.ENDING.name())
                .bind("operation", ordered.operation())
                .bind("number", last.binding())
                .execute();
    }

    private String lastOperation(UnbindingOrdered ordered) {
        return sql.createQuery("SELECT b.operation FROM broker_binding b JOIN broker_subscription s"
                        + " ON s.number = b.subscription WHERE s.id = :subscription AND b.id = :binding"
                        + " ORDER BY b.number DESC LIMIT 1")
                .bind("subscription", ordered.subscription())
                .bind("binding", ordered.binding())
                .mapTo(String.class)
                .one();
    }
}
