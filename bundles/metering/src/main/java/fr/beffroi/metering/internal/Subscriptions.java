package fr.beffroi.metering.internal;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jdbi.v3.core.Handle;

/** When which commune was subscribed to what, as {@link Expectations} keeps it and costs count it too. */
final class Subscriptions {
    private Subscriptions() {}

    /**
     * When a commune was subscribed to an offering, in order; spans that touch are one. A span nobody ordered the end of has no end in
     * a number of microseconds.
     *
     * @param offering its id
     */
    static List<Span> of(Handle sql, String tenant, String offering) {
        List<Span> spans = new ArrayList<>();
        sql.createQuery("SELECT active_from, active_to FROM metering_subscription WHERE tenant = :tenant"
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
