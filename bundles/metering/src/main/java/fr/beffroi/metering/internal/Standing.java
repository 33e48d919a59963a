package fr.beffroi.metering.internal;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jdbi.v3.core.Handle;

/**
 * What an intake has to know before it stores, under its lock, in one question.
 *
 * @param closedUntil nothing arrives before, microseconds; see {@link Fence}
 * @param quarantined whether anything was ever put in quarantine
 * @param sealed the sealed spans that any of its readings may lie in
 */
record Standing(long closedUntil, boolean quarantined, List<Span> sealed) {

    static Standing before(Handle sql, Collection<Row> rows) {
        long first = rows.stream().mapToLong(Row::at).min().orElse(0);
        long last = rows.stream().mapToLong(Row::at).max().orElse(0);
        return sql.createQuery("SELECT closed_until, EXISTS (SELECT 1 FROM metering_quarantine) AS quarantined,"
                        + " span_from, span_to FROM metering_fence LEFT JOIN metering_sealed"
                        + " ON span_from <= :last AND span_to > :first")
                .bind("first", first)
                .bind("last", last)
                .scanResultSet((results, context) -> from(results.get()));
    }

    /** One row a span, or one with none. */
    private static Standing from(ResultSet columns) throws SQLException {
        List<Span> sealed = new ArrayList<>();
        columns.next();
        long closedUntil = columns.getLong("closed_until");
        boolean quarantined = columns.getBoolean("quarantined");
        do {
            long from = columns.getLong("span_from");
            if (!columns.wasNull()) {
                sealed.add(new Span(from, columns.getLong("span_to")));
            }
        } while (columns.next());
        return new Standing(closedUntil, quarantined, sealed);
    }

    boolean seals(Row row) {
        return sealed.stream().anyMatch(span -> span.contains(row.at()));
    }
}
