package fr.beffroi.metering.internal;

import fr.beffroi.metering.internal.Row.Key;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import org.jdbi.v3.core.Handle;

/**
 * The same as {@link Standing#locked}, {@link SqlReadings#insert} and {@link SqlReadings#count} in one statement of PostgreSQL, whose
 * columns travel as arrays: its text is always the same however many rows there are, so that it is planned once, and it goes there and
 * back once. What something stands against isn't inserted; why, is asked then, because that is rare.
 */
final class SqlBulk {
    /**
     * The lock comes before all that is read. What is inserted is in the order in which it was brought, that of the keys, whatever it is
     * compared with; what is counted is in that of the hours, here as everywhere.
     */
    private static final String STORE = SqlReadings.KEEP_SEALS_OUT + "; "
            + "WITH new AS (INSERT INTO metering_reading (" + Row.COLUMNS + ", arrived)"
            + " SELECT source, id, tenant, offering, meter, at, quantity, NULL, item,"
            + " greatest(?, (SELECT closed_until FROM metering_fence))"
            // Nobody looks into the arrays before the plan is kept: for the few rows of a single call a plan of its own
            // would
            // look cheaper each time, and making it costs as much as the rows.
            + " FROM (SELECT ?::text[] AS sources, ?::text[] AS ids, ?::text[] AS tenants, ?::text[] AS offerings,"
            + " ?::text[] AS meters, ?::bigint[] AS times, ?::bigint[] AS quantities, ?::text[] AS items OFFSET 0) AS columns,"
            + " unnest(sources, ids, tenants, offerings, meters, times, quantities, items)"
            + " WITH ORDINALITY AS brought (source, id, tenant, offering, meter, at, quantity, item, place)"
            // Spans don't overlap: of those that begin before, only the last can reach as far.
            + " WHERE coalesce((SELECT span_to FROM metering_sealed WHERE span_from <= brought.at"
            + " ORDER BY span_from DESC LIMIT 1), 0) <= brought.at"
            // Looked up key by key: a plan that is kept, and was made when there was little, would go through all there
            // is by then.
            + " AND (SELECT other.since FROM metering_quarantine other"
            + " WHERE other.source = brought.source AND other.id = brought.id) IS NULL"
            + " AND (SELECT other.content FROM metering_archived_key other"
            + " WHERE other.source = brought.source AND other.id = brought.id) IS NULL"
            + " ORDER BY place"
            + " ON CONFLICT (source, id) DO NOTHING"
            + " RETURNING source, id, tenant, offering, meter, at - at % " + Columns.HOUR + " AS hour, quantity),"
            + " sums AS (SELECT tenant, offering, meter, hour, count(*) AS readings, sum(quantity)::bigint AS quantity"
            + " FROM new GROUP BY tenant, offering, meter, hour),"
            + " held AS (INSERT INTO metering_hour (tenant, offering, meter, hour, readings, quantity)"
            + " SELECT tenant, offering, meter, hour, readings, quantity FROM sums"
            + " ORDER BY tenant COLLATE \"C\", offering COLLATE \"C\", meter COLLATE \"C\", hour"
            + " ON CONFLICT (tenant, offering, meter, hour) DO UPDATE SET"
            + " readings = metering_hour.readings + excluded.readings,"
            + " quantity = metering_hour.quantity + excluded.quantity"
            + " WHERE metering_hour.quantity <= " + Long.MAX_VALUE + " - excluded.quantity RETURNING 1)"
            + " SELECT (SELECT count(*) FROM new) AS stored,"
            + " (SELECT count(*) FROM sums) = (SELECT count(*) FROM held) AS counted,"
            // Asked for only when some were there before, which is rare.
            + " CASE WHEN (SELECT count(*) FROM new) < ? THEN (SELECT array_agg(ARRAY[source, id]) FROM new) END AS keys";

    private SqlBulk() {}

    /** Whether no sum of these can be beyond what PostgreSQL is asked to add up here. */
    static boolean fits(Collection<Row> rows) {
        try {
            long sum = 0;
            for (Row row : rows) {
                sum = Math.addExact(sum, row.quantity());
            }
            return true;
        } catch (ArithmeticException tooMuch) {
            return false;
        }
    }

    /**
     * Keeps seals out, inserts what isn't there yet and nothing stands against, and counts it.
     *
     * @param now microseconds; when all of it arrives, or later, see {@link Fence}
     * @param rows of different keys, in their order; ones that {@link #fits fit}, and take nothing back
     * @return the keys of what was inserted; empty when an hour can't hold them, and then the transaction must not be kept
     */
    static Optional<Set<Key>> store(Handle sql, long now, List<Row> rows) {
        try {
            return stored(sql.getConnection(), now, rows);
        } catch (SQLException e) {
            throw new IllegalStateException("The readings could not be stored", e);
        }
    }

    private static Optional<Set<Key>> stored(Connection connection, long now, List<Row> rows) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(STORE)) {
            statement.setLong(1, now);
            statement.setArray(2, texts(connection, rows, row -> row.key().source()));
            statement.setArray(3, texts(connection, rows, row -> row.key().id()));
            statement.setArray(4, texts(connection, rows, Row::tenant));
            statement.setArray(5, texts(connection, rows, Row::offering));
            statement.setArray(6, texts(connection, rows, Row::meter));
            statement.setArray(7, numbers(connection, rows, Row::at));
            statement.setArray(8, numbers(connection, rows, Row::quantity));
            statement.setArray(9, texts(connection, rows, row -> row.item().orElse(null)));
            statement.setLong(10, rows.size());
            statement.execute();
            // Behind the lock's.
            statement.getMoreResults();
            try (ResultSet result = statement.getResultSet()) {
                result.next();
                return result.getBoolean("counted") ? Optional.of(keys(result, rows)) : Optional.empty();
            }
        }
    }

    private static Set<Key> keys(ResultSet result, List<Row> rows) throws SQLException {
        Set<Key> keys = new HashSet<>();
        if (result.getLong("stored") == rows.size()) {
            rows.forEach(row -> keys.add(row.key()));
        } else if (result.getLong("stored") > 0) {
            for (String[] key : (String[][]) result.getArray("keys").getArray()) {
                keys.add(new Key(key[0], key[1]));
            }
        }
        return keys;
    }

    private static Array texts(Connection connection, List<Row> rows, Function<Row, String> column)
            throws SQLException {
        return connection.createArrayOf("text", rows.stream().map(column).toArray(String[]::new));
    }

    private static Array numbers(Connection connection, List<Row> rows, ToLongFunction<Row> column)
            throws SQLException {
        return connection.createArrayOf(
                "bigint", rows.stream().mapToLong(column).boxed().toArray(Long[]::new));
    }
}
