package fr.beffroi.metering.internal;

import fr.beffroi.api.Meter;
import fr.beffroi.api.Offering;
import fr.beffroi.api.decision.Decision;
import fr.beffroi.api.decision.Decision.EndOrdered;
import fr.beffroi.api.decision.Decision.OfferingPublished;
import fr.beffroi.api.decision.Decision.OperationSucceeded;
import fr.beffroi.api.decision.Decision.ResumptionOrdered;
import fr.beffroi.api.decision.Decision.SubscriptionOrdered;
import fr.beffroi.api.decision.Decision.SuspensionOrdered;
import fr.beffroi.journal.Entry;
import fr.beffroi.journal.Projection;
import java.util.Map;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;

/** The journal as metering sees it: which meters report how often since when, and who was in use from when to when. */
final class Expectations implements Projection {

    @Override
    public void apply(Handle sql, Entry entry) {
        Decision decision = entry.decision();
        long at = Columns.micros(entry.at());
        if (decision instanceof OfferingPublished published) {
            published(sql, published.offering(), at);
        } else if (decision instanceof SubscriptionOrdered ordered) {
            ordered(sql, ordered);
        } else if (decision instanceof OperationSucceeded succeeded) {
            succeeded(sql, succeeded.operation(), at);
        } else if (decision instanceof SuspensionOrdered suspension) {
            suspended(sql, suspension.subscription(), at);
        } else if (decision instanceof ResumptionOrdered resumption) {
            resumed(sql, resumption);
        } else if (decision instanceof EndOrdered end) {
            ended(sql, end, at);
        }
    }

    private static void published(Handle sql, Offering offering, long at) {
        sql.createUpdate("INSERT INTO metering_offering (id, name) VALUES (:id, :name)"
                        + " ON CONFLICT (id) DO UPDATE SET name = excluded.name")
                .bind("id", offering.id())
                .bind("name", offering.name())
                .execute();
        Map<String, Integer> declared = offering.meters().stream()
                .filter(meter -> meter.rhythm().isPresent())
                .collect(Collectors.toMap(
                        Meter::name,
                        meter -> Math.toIntExact(meter.rhythm().get().toHours())));
        Map<String, Integer> before = sql
                .createQuery(
                        "SELECT meter, hours FROM metering_rhythm WHERE offering = :offering AND declared_to IS NULL")
                .bind("offering", offering.name())
                .map((columns, context) -> Map.entry(columns.getString("meter"), columns.getInt("hours")))
                .list()
                .stream()
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
        before.forEach((meter, hours) -> {
            if (!hours.equals(declared.get(meter))) {
                noLonger(sql, offering.name(), meter, at);
            }
        });
        declared.forEach((meter, hours) -> {
            if (!hours.equals(before.get(meter))) {
                fromNowOn(sql, offering.name(), meter, hours, at);
            }
        });
    }

    private static void noLonger(Handle sql, String offering, String meter, long at) {
        sql.createUpdate("UPDATE metering_rhythm SET declared_to = :at"
                        + " WHERE offering = :offering AND meter = :meter AND declared_to IS NULL")
                .bind("offering", offering)
                .bind("meter", meter)
                .bind("at", at)
                .execute();
    }

    private static void fromNowOn(Handle sql, String offering, String meter, int hours, long at) {
        sql.createUpdate("INSERT INTO metering_rhythm (offering, meter, hours, declared_from)"
                        + " VALUES (:offering, :meter, :hours, :at) ON CONFLICT (offering, meter, declared_from)"
                        + " DO UPDATE SET hours = excluded.hours, declared_to = NULL")
                .bind("offering", offering)
                .bind("meter", meter)
                .bind("hours", hours)
                .bind("at", at)
                .execute();
    }

    private static void ordered(Handle sql, SubscriptionOrdered ordered) {
        sql.createUpdate("INSERT INTO metering_subscription (operation, subscription, tenant, offering)"
                        + " VALUES (:operation, :subscription, :tenant, :offering)")
                .bind("operation", ordered.operation())
                .bind("subscription", ordered.subscription())
                .bind("tenant", ordered.commune().code())
                .bind("offering", ordered.offering())
                .execute();
    }

    /** Of the operations that succeed, those count that make a subscription or end its suspension; others are not asked for. */
    private static void succeeded(Handle sql, String operation, long at) {
        sql.createUpdate("UPDATE metering_subscription SET active_from = :at"
                        + " WHERE operation = :operation AND active_from IS NULL AND active_to IS NULL")
                .bind("operation", operation)
                .bind("at", at)
                .execute();
        sql.createUpdate("UPDATE metering_pause SET pause_to = :at WHERE resumption = :operation AND pause_to IS NULL")
                .bind("operation", operation)
                .bind("at", at)
                .execute();
    }

    /** From the order on nobody uses it, so nothing of it is expected; when shutting it fails, it stays so all the same. */
    private static void suspended(Handle sql, String subscription, long at) {
        sql.createUpdate("INSERT INTO metering_pause (subscription, pause_from) VALUES (:subscription, :at)"
                        + " ON CONFLICT (subscription, pause_from) DO NOTHING")
                .bind("subscription", subscription)
                .bind("at", at)
                .execute();
    }

    private static void resumed(Handle sql, ResumptionOrdered resumption) {
        sql.createUpdate("UPDATE metering_pause SET resumption = :operation"
                        + " WHERE subscription = :subscription AND pause_to IS NULL")
                .bind("subscription", resumption.subscription())
                .bind("operation", resumption.operation())
                .execute();
    }

    /** While a notice runs it goes on reporting; a notice that is cut short ends that too. */
    private static void ended(Handle sql, EndOrdered end, long at) {
        sql.createUpdate("UPDATE metering_subscription SET active_to = :end"
                        + " WHERE subscription = :subscription AND (active_to IS NULL OR active_to > :at)")
                .bind("subscription", end.subscription())
                .bind("end", end.notBefore().map(Columns::micros).orElse(at))
                .bind("at", at)
                .execute();
    }
}
