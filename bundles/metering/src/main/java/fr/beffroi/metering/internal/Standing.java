package fr.beffroi.metering.internal;

import fr.beffroi.store.Store;
import java.sql.PreparedStatement;
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
 * @param remembers whether anything was ever put in quarantine or archived, whose keys aren't among the readings
 * @param sealed the sealed spans that any of its readings may lie in
 */
record Standing(long closedUntil, boolean remembers, List<Span> sealed) {

    private static final String QUESTION = "SELECT closed_until, EXISTS (SELECT 1 FROM metering_quarantine)"
            + " OR EXISTS (SELECT 1 FROM metering_archived_month) AS remembers, span_from, span_to FROM metering_fence LEFT JOIN metering_sealed ON span_from <= ? AND span_to > ?";

    /**
     * Keeps seals out ({@link SqlReadings#KEEP_SEALS_OUT}) and asks, in this order: what is asked must be what stands once the lock
     * is there. On PostgreSQL both go there and back together.
     */
    static Standing locked(Store store, Handle sql, Collection<Row> rows) {
        String question =
                store.dialect() == Store.Dialect.POSTGRESQL ? SqlReadings.KEEP_SEALS_OUT + "; " + QUESTION : QUESTION;
        try (PreparedStatement statement = sql.getConnection().prepareStatement(question)) {
            statement.setLong(1, rows.stream().mapToLong(Row::at).max().orElse(0));
            statement.setLong(2, rows.stream().mapToLong(Row::at).min().orElse(0));
            if (!statement.execute()) {
                // That was the lock.
                statement.getMoreResults();
            }
            try (ResultSet columns = statement.getResultSet()) {
                return from(columns);
            }
        } catch (SQLException e) {
            throw new IllegalStateException("What stands before readings can't be asked for", e);
        }
    }

    /** One row a span, or one with none. */
    private static Standing from(ResultSet columns) throws SQLException {
        List<Span> sealed = new ArrayList<>();
        columns.next();
        long closedUntil = columns.getLong("closed_until");
        boolean remembers = columns.getBoolean("remembers");
        do {
            long from = columns.getLong("span_from");
            if (!columns.wasNull()) {
                sealed.add(new Span(from, columns.getLong("span_to")));
            }
        } while (columns.next());
        return new Standing(closedUntil, remembers, sealed);
    }

    boolean seals(Row row) {
        return sealed.stream().anyMatch(span -> span.contains(row.at()));
    }
}
