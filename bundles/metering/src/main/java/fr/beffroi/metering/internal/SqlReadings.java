package fr.beffroi.metering.internal;

import fr.beffroi.metering.internal.Row.Key;
import fr.beffroi.store.Store;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;

/** The statements that keep readings and count them. */
final class SqlReadings {
    /** Rows a statement; ten columns each stay far below what either data store takes. */
    private static final int ROWS = 250;

    /**
     * No span may be sealed between the look at the sealed spans and the commit. SQLite has one writer at a time anyway. On
     * PostgreSQL this lock is shared by all intakes and conflicts with the one that an {@code INSERT} into the table takes.
     */
    static final String KEEP_SEALS_OUT = "LOCK TABLE metering_sealed IN SHARE MODE";

    private record Sum(long readings, long withdrawn, long quantity) {
        static Sum of(Row row) {
            return new Sum(1, row.corrects().isPresent() ? 1 : 0, row.quantity());
        }

        Sum plus(Sum other) {
            return new Sum(
                    readings + other.readings, withdrawn + other.withdrawn, Math.addExact(quantity, other.quantity));
        }
    }

    private SqlReadings() {}

    /** Like {@link #KEEP_SEALS_OUT}, and keeps all other intakes out too. To be called before anything else of the transaction's. */
    static void keepAllOut(Store store, Handle sql) {
        if (store.dialect() == Store.Dialect.POSTGRESQL) {
            sql.execute("LOCK TABLE metering_sealed IN SHARE ROW EXCLUSIVE MODE");
        }
    }

    /** The sealed spans that any of these may lie in. */
    static List<Span> sealedSpans(Handle sql, Collection<Row> rows) {
        long first = rows.stream().mapToLong(Row::at).min().orElse(0);
        long last = rows.stream().mapToLong(Row::at).max().orElse(0);
        return sql.createQuery(
                        "SELECT span_from, span_to FROM metering_sealed WHERE span_from <= :last AND span_to > :first")
                .bind("first", first)
                .bind("last", last)
                .map((columns, context) -> new Span(columns.getLong("span_from"), columns.getLong("span_to")))
                .list();
    }

    /** Inserts what isn't there yet, and says what that was. The time of arrival is never before the fence, which is read under the lock. */
    static Set<Key> insert(Handle sql, long arrived, List<Row> rows) {
        Set<Key> inserted = new HashSet<>();
        for (List<Row> some : parts(rows)) {
            Query insert = sql.createQuery("INSERT INTO metering_reading (" + Row.COLUMNS + ", arrived) VALUES "
                    + repeat("(?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", some.size())
                    + " ON CONFLICT (source, id) DO NOTHING RETURNING source, id");
            int column = 0;
            for (Row row : some) {
                insert.bind(column++, row.key().source())
                        .bind(column++, row.key().id())
                        .bind(column++, row.tenant())
                        .bind(column++, row.offering())
                        .bind(column++, row.meter())
                        .bind(column++, row.at())
                        .bind(column++, row.quantity())
                        .bind(column++, row.corrects().orElse(null))
                        .bind(column++, row.item().orElse(null))
                        .bind(column++, arrived);
            }
            insert.map((columns, context) -> new Key(columns.getString(1), columns.getString(2)))
                    .forEach(inserted::add);
        }
        return inserted;
    }

    /** What stands under these keys. */
    static Map<Key, Row> kept(Handle sql, Collection<Key> keys) {
        Map<Key, Row> kept = new HashMap<>();
        for (List<Key> some : parts(List.copyOf(keys))) {
            keyed(sql, "SELECT " + Row.COLUMNS + " FROM metering_reading WHERE (source, id) IN", some)
                    .map((columns, context) -> Row.from(columns))
                    .forEach(row -> kept.put(row.key(), row));
        }
        return kept;
    }

    /** Which of these were taken back. */
    static Set<Key> withdrawn(Handle sql, Collection<Key> keys) {
        Set<Key> withdrawn = new HashSet<>();
        for (List<Key> some : parts(List.copyOf(keys))) {
            keyed(
                            sql,
                            "SELECT source, corrects FROM metering_reading WHERE corrects IS NOT NULL AND (source, corrects) IN",
                            some)
                    .map((columns, context) -> new Key(columns.getString(1), columns.getString(2)))
                    .forEach(withdrawn::add);
        }
        return withdrawn;
    }

    /** A query that ends with the keys it is about. */
    static Query keyed(Handle sql, String select, List<Key> keys) {
        Query query = sql.createQuery(select + " (VALUES " + repeat("(?, ?)", keys.size()) + ")");
        int column = 0;
        for (Key key : keys) {
            query.bind(column++, key.source()).bind(column++, key.id());
        }
        return query;
    }

    /**
     * Adds readings to their hours.
     *
     * @return the hours that can't hold them and were left as they are; SQLite would quietly go on in floating point where
     *     PostgreSQL fails, so neither gets that far
     */
    static Set<Hour> count(Handle sql, Collection<Row> rows) {
        SortedMap<Hour, Sum> hours = new TreeMap<>();
        Set<Hour> full = new HashSet<>();
        for (Row row : rows) {
            try {
                hours.merge(row.hour(), Sum.of(row), Sum::plus);
            } catch (ArithmeticException tooMuchAtOnce) {
                full.add(row.hour());
            }
        }
        hours.keySet().removeAll(full);
        for (List<Map.Entry<Hour, Sum>> some : parts(List.copyOf(hours.entrySet()))) {
            Set<Hour> held = add(sql, some);
            some.stream()
                    .map(Map.Entry::getKey)
                    .filter(hour -> !held.contains(hour))
                    .forEach(full::add);
        }
        return full;
    }

    private static Set<Hour> add(Handle sql, List<Map.Entry<Hour, Sum>> hours) {
        // What is taken back was counted in the same hour before, so that no sum becomes negative.
        Query upsert = sql.createQuery(
                "INSERT INTO metering_hour (tenant, offering, meter, hour, readings, withdrawn, quantity) VALUES "
                        + repeat("(?, ?, ?, ?, ?, ?, ?)", hours.size())
                        + " ON CONFLICT (tenant, offering, meter, hour) DO UPDATE SET"
                        + " readings = metering_hour.readings + excluded.readings,"
                        + " withdrawn = metering_hour.withdrawn + excluded.withdrawn,"
                        + " quantity = metering_hour.quantity + excluded.quantity"
                        + " WHERE metering_hour.quantity <= " + Long.MAX_VALUE
                        + " - CASE WHEN excluded.quantity > 0 THEN excluded.quantity ELSE 0 END"
                        + " RETURNING tenant, offering, meter, hour");
        int column = 0;
        for (Map.Entry<Hour, Sum> entry : hours) {
            upsert.bind(column++, entry.getKey().series().tenant())
                    .bind(column++, entry.getKey().series().offering())
                    .bind(column++, entry.getKey().series().meter())
                    .bind(column++, entry.getKey().hour())
                    .bind(column++, entry.getValue().readings())
                    .bind(column++, entry.getValue().withdrawn())
                    .bind(column++, entry.getValue().quantity());
        }
        return new HashSet<>(upsert.map((columns, context) -> new Hour(Series.from(columns), columns.getLong("hour")))
                .list());
    }

    /** Parts that one statement can hold. */
    static <T> List<List<T>> parts(List<T> all) {
        List<List<T>> parts = new ArrayList<>();
        for (int from = 0; from < all.size(); from += ROWS) {
            parts.add(all.subList(from, Math.min(from + ROWS, all.size())));
        }
        return parts;
    }

    static String repeat(String group, int times) {
        return String.join(", ", Collections.nCopies(times, group));
    }
}
