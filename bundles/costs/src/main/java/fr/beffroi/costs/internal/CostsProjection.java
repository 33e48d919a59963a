package fr.beffroi.costs.internal;

import fr.beffroi.api.Commune;
import fr.beffroi.api.CostPool;
import fr.beffroi.api.Intercommunality;
import fr.beffroi.api.Offering;
import fr.beffroi.api.decision.Decision;
import fr.beffroi.api.decision.Decision.ChargesDeclared;
import fr.beffroi.api.decision.Decision.CommuneDeclared;
import fr.beffroi.api.decision.Decision.EndOrdered;
import fr.beffroi.api.decision.Decision.IntercommunalityDeclared;
import fr.beffroi.api.decision.Decision.OfferingPublished;
import fr.beffroi.api.decision.Decision.OperationSucceeded;
import fr.beffroi.api.decision.Decision.PeriodClosed;
import fr.beffroi.api.decision.Decision.SubscriptionOrdered;
import fr.beffroi.journal.Entry;
import fr.beffroi.journal.Projection;
import java.time.Instant;
import org.jdbi.v3.core.Handle;

/** The journal as costs see it: who could owe, what was offered, who had it from when to when, what it cost. */
final class CostsProjection implements Projection {

    @Override
    public void apply(Handle sql, Entry entry) {
        Decision decision = entry.decision();
        if (decision instanceof IntercommunalityDeclared declared) {
            creditor(sql, declared.intercommunality());
        } else if (decision instanceof CommuneDeclared declared) {
            commune(sql, declared.commune(), entry.at());
        } else if (decision instanceof OfferingPublished published) {
            offering(sql, published.offering());
        } else if (decision instanceof SubscriptionOrdered ordered) {
            ordered(sql, ordered);
        } else if (decision instanceof OperationSucceeded succeeded) {
            succeeded(sql, succeeded, entry.at());
        } else if (decision instanceof EndOrdered end) {
            ended(sql, end, entry.at());
        } else if (decision instanceof ChargesDeclared declared) {
            charges(sql, declared.pool());
        } else if (decision instanceof PeriodClosed closed) {
            closed(sql, closed, entry.at());
        }
    }

    private static void creditor(Handle sql, Intercommunality intercommunality) {
        sql.execute("DELETE FROM costs_intercommunality");
        sql.createUpdate("INSERT INTO costs_intercommunality (siren, content) VALUES (:siren, :content)")
                .bind("siren", intercommunality.siren().number())
                .bind("content", Json.write(intercommunality))
                .execute();
    }

    private static void commune(Handle sql, Commune commune, Instant at) {
        sql.createUpdate("INSERT INTO costs_commune (insee, content) VALUES (:insee, :content)"
                        + " ON CONFLICT (insee) DO UPDATE SET content = excluded.content")
                .bind("insee", commune.insee().code())
                .bind("content", Json.write(commune))
                .execute();
        sql.createUpdate(
                        "INSERT INTO costs_population (insee, declared_at, population) VALUES (:insee, :at, :population)"
                                + " ON CONFLICT (insee, declared_at) DO UPDATE SET population = excluded.population")
                .bind("insee", commune.insee().code())
                .bind("at", SqlCosts.micros(at))
                .bind("population", commune.population())
                .execute();
    }

    private static void offering(Handle sql, Offering offering) {
        sql.createUpdate("INSERT INTO costs_offering (id, name, content) VALUES (:id, :name, :content)"
                        + " ON CONFLICT (id) DO UPDATE SET name = excluded.name, content = excluded.content")
                .bind("id", offering.id())
                .bind("name", offering.name())
                .bind("content", Json.write(offering))
                .execute();
    }

    private static void ordered(Handle sql, SubscriptionOrdered ordered) {
        sql.createUpdate("INSERT INTO costs_subscription (operation, subscription, insee, offering)"
                        + " VALUES (:operation, :subscription, :insee, :offering)")
                .bind("operation", ordered.operation())
                .bind("subscription", ordered.subscription())
                .bind("insee", ordered.commune().code())
                .bind("offering", ordered.offering())
                .execute();
    }

    /** The commune can use the service from the moment the operation of its order succeeds; other operations are not asked for. */
    private static void succeeded(Handle sql, OperationSucceeded succeeded, Instant at) {
        sql.createUpdate("UPDATE costs_subscription SET active_from = :at"
                        + " WHERE operation = :operation AND active_from IS NULL AND active_to IS NULL")
                .bind("operation", succeeded.operation())
                .bind("at", SqlCosts.micros(at))
                .execute();
    }

    /** What is used while a notice runs is paid for; a notice that is cut short ends what is paid with it. */
    private static void ended(Handle sql, EndOrdered end, Instant at) {
        sql.createUpdate("UPDATE costs_subscription SET active_to = :end"
                        + " WHERE subscription = :subscription AND (active_to IS NULL OR active_to > :at)")
                .bind("subscription", end.subscription())
                .bind("end", SqlCosts.micros(end.notBefore().orElse(at)))
                .bind("at", SqlCosts.micros(at))
                .execute();
    }

    private static void charges(Handle sql, CostPool pool) {
        sql.createUpdate("INSERT INTO costs_pool (period, offering, unit, content)"
                        + " VALUES (:period, :offering, :unit, :content)"
                        + " ON CONFLICT (period, offering, unit) DO UPDATE SET content = excluded.content")
                .bind("period", pool.period().toString())
                .bind("offering", pool.offering())
                .bind("unit", pool.unit())
                .bind("content", Json.write(pool))
                .execute();
    }

    private static void closed(Handle sql, PeriodClosed closed, Instant at) {
        sql.createUpdate("INSERT INTO costs_period (period, closed_at, shared_cents) VALUES (:period, :at, :cents)")
                .bind("period", closed.period().toString())
                .bind("at", SqlCosts.micros(at))
                .bind("cents", closed.sharedCents())
                .execute();
    }
}
