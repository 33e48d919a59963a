package fr.beffroi.metering.internal;

import fr.beffroi.api.decision.Decision.EndOrdered;
import fr.beffroi.api.decision.Decision.OperationSucceeded;
import fr.beffroi.api.decision.Decision.SubscriptionOrdered;
import fr.beffroi.journal.Entry;
import fr.beffroi.journal.Projection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jdbi.v3.core.Handle;

/** The journal as levels see it: which commune was subscribed to what, from when to when, as costs count it too. */
final class Subscriptions implements Projection {

    @Override
    public void apply(Handle sql, Entry entry) {
        long at = Columns.micros(entry.at());
        if (entry.decision() instanceof SubscriptionOrdered ordered) {
            ordered(sql, ordered);
        } else if (entry.decision() instanceof OperationSucceeded succeeded) {
            // Other operations than orders have no row here.
            sql.createUpdate("UPDATE metering_active SET active_from = :at"
                            + " WHERE operation = :operation AND active_from IS NULL AND active_to IS NULL")
                    .bind("operation", succeeded.operation())
                    .bind("at", at)
                    .execute();
        } else if (entry.decision() instanceof EndOrdered end) {
            sql.createUpdate("UPDATE metering_active SET active_to = :end"
                            + " WHERE subscription = :subscription AND (active_to IS NULL OR active_to > :at)")
                    .bind("subscription", end.subscription())
                    .bind("end", end.notBefore().map(Columns::micros).orElse(at))
                    .bind("at", at)
                    .execute();
        }
    }

    private static void ordered(Handle sql, SubscriptionOrdered ordered) {
        sql.createUpdate("INSERT INTO metering_active (operation, subscription, tenant, offering)"
                        + " VALUES (:operation, :subscription, :tenant, :offering)")
                .bind("operation", ordered.operation())
                .bind("subscription", ordered.subscription())
                .bind("tenant", ordered.commune().code())
                .bind("offering", ordered.offering())
                .execute();
    }

    /**
     * When a commune was subscribed to an offering, in order; spans that touch are one. A span nobody ordered the end of has no end in
     * a number of microseconds.
     *
     * @param offering its id
     */
    static List<Span> of(Handle sql, String tenant, String offering) {
        List<Span> spans = new ArrayList<>();
        sql.createQuery("SELECT active_from, active_to FROM metering_active WHERE tenant = :tenant"
                        + " AND offering = :offering AND active_from IS NOT NULL"
                        + " AND (active_to IS NULL OR active_to > active_from) ORDER BY active_from")
                .bind("tenant", tenant)
                .bind("offering", offering)
                .map((columns, context) -> span(columns))
                .forEach(span -> add(spans, span));
        return List.copyOf(spans);
    }

    private static Span span(ResultSet columns) throws SQLException {
        long from = columns.getLong("active_from");
        long to = columns.getLong("active_to");
        return new Span(from, columns.wasNull() ? Long.MAX_VALUE : to);
    }

    private static void add(List<Span> spans, Span next) {
        int last = spans.size() - 1;
        if (last >= 0 && spans.get(last).to() >= next.from()) {
            Span before = spans.get(last);
            spans.set(last, new Span(before.from(), Math.max(before.to(), next.to())));
        } else {
            spans.add(next);
        }
    }
}
