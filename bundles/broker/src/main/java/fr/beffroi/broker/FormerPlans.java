package fr.beffroi.broker;

import fr.beffroi.api.decision.Decision;
import fr.beffroi.api.decision.Decision.ChangeOrdered;
import fr.beffroi.api.decision.Decision.OperationFailed;
import fr.beffroi.api.decision.Decision.OperationSucceeded;
import fr.beffroi.api.decision.Decision.SubscriptionOrdered;
import fr.beffroi.journal.Entry;
import fr.beffroi.journal.Projection;
import org.jdbi.v3.core.Handle;

/** The plan that each subscription had before its plan changed last: whoever didn't hear how that ended still calls it so. */
final class FormerPlans implements Projection {

    @Override
    public void apply(Handle sql, Entry entry) {
        Decision decision = entry.decision();
        if (decision instanceof SubscriptionOrdered ordered) {
            begin(sql, entry.number(), ordered);
        } else if (decision instanceof ChangeOrdered ordered) {
            want(sql, ordered);
        } else if (decision instanceof OperationSucceeded succeeded) {
            change(sql, succeeded.operation());
        } else if (decision instanceof OperationFailed failed) {
            giveUp(sql, failed.operation());
        }
    }

    private static void begin(Handle sql, long life, SubscriptionOrdered ordered) {
        sql.createUpdate("INSERT INTO broker_former_plan (life, id, plan) VALUES (:life, :id, :plan)")
                .bind("life", life)
                .bind("id", ordered.subscription())
                .bind("plan", ordered.plan())
                .execute();
    }

    private static void want(Handle sql, ChangeOrdered ordered) {
        sql.createUpdate("UPDATE broker_former_plan SET operation = :operation, wanted = :plan WHERE life ="
                        + " (SELECT MAX(n.life) FROM broker_former_plan n WHERE n.id = :id)")
                .bind("operation", ordered.operation())
                .bind("plan", ordered.plan())
                .bind("id", ordered.subscription())
                .execute();
    }

    private static void change(Handle sql, String operation) {
        sql.createUpdate("UPDATE broker_former_plan SET former = CASE WHEN wanted = plan THEN former ELSE plan END,"
                        + " plan = wanted, operation = NULL, wanted = NULL WHERE operation = :operation")
                .bind("operation", operation)
                .execute();
    }

    private static void giveUp(Handle sql, String operation) {
        sql.createUpdate("UPDATE broker_former_plan SET operation = NULL, wanted = NULL WHERE operation = :operation")
                .bind("operation", operation)
                .execute();
    }
}
