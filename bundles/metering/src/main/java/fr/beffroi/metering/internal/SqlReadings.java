package fr.beffroi.metering.internal;

import fr.beffroi.api.ReadingIntake.Outcome;
import fr.beffroi.api.ReadingIntake.Receipt;
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

/**
 * Last step of the intake: stores readings and counts them, in one transaction. Claiming the key, keeping the reading and adding it
 * to its hour stand or fall together, so a reading is counted exactly when it is there.
 */
final class SqlReadings {
    private static final Receipt ACCEPTED = new Receipt(Outcome.ACCEPTED, "");
    private static final Receipt DUPLICATE = new Receipt(Outcome.DUPLICATE, "");

    private static final String TOO_MUCH = "One hour of a meter can't hold more than "
            + Columns.quantity(Long.MAX_VALUE).toPlainString()
            + " of its units: declare the meter in a larger unit.";

    /** Rows a statement; seven columns each stay far below what either data store takes. */
    private static final int ROWS = 250;

    private record Hour(Series series, long hour) implements Comparable<Hour> {
        static Hour of(Row row) {
            return new Hour(row.series(), Columns.hourOf(row.at()));
        }

        @Override
        public int compareTo(Hour other) {
            int bySeries = series.compareTo(other.series);
            return bySeries != 0 ? bySeries : Long.compare(hour, other.hour);
        }
    }

    private record Sum(long readings, long quantity) {
        Sum plus(Sum other) {
            return new Sum(readings + other.readings, Math.addExact(quantity, other.quantity));
        }
    }

    /** These hours can't hold what was to be added to them. */
    private static final class HourFull extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final transient Set<Hour> hours;

        HourFull(Set<Hour> hours) {
            super("hours are full", null, false, false);
            this.hours = hours;
        }
    }

    private final Store store;

    SqlReadings(Store store) {
        this.store = store;
    }

    /** One receipt a candidate, in their order; when this returns, what was accepted is on the disk. */
    List<Receipt> store(List<Candidate> candidates) {
        // In the order of keys, so that two nodes on one data store never wait for each other in a circle.
        SortedMap<Key, Row> rows = new TreeMap<>();
        for (Candidate candidate : candidates) {
            if (candidate.objection().isEmpty()) {
                Row row = Row.of(candidate.reading());
                rows.putIfAbsent(row.key(), row);
            }
        }
        if (rows.isEmpty()) {
            return receipts(candidates, Set.of(), Map.of(), Set.of());
        }
        Set<Hour> full = new HashSet<>();
        while (true) {
            try {
                return store.write(sql -> storeBut(full, sql, candidates, rows));
            } catch (HourFull found) {
                // Nothing was stored; once more without them.
                full.addAll(found.hours);
            }
        }
    }

    /** @throws HourFull when there are others that can't hold what was to be added, in a transaction that must not be kept */
    private List<Receipt> storeBut(Set<Hour> full, Handle sql, List<Candidate> candidates, SortedMap<Key, Row> rows) {
        keepSealsOut(sql);
        List<Row> fitting = rows.values().stream()
                .filter(row -> !full.contains(Hour.of(row)))
                .toList();
        Set<Key> inserted = insert(sql, outside(sealedSpans(sql, rows.values()), fitting));
        count(sql, inserted.stream().map(rows::get).toList());
        Map<Key, Row> kept = keptBefore(
                sql,
                rows.keySet().stream().filter(key -> !inserted.contains(key)).toList());
        inserted.forEach(key -> kept.put(key, rows.get(key)));
        return receipts(candidates, inserted, kept, full);
    }

    /**
     * No span may be sealed between the look at the sealed spans and the commit. SQLite has one writer at a time anyway. On
     * PostgreSQL this lock is shared by all intakes and conflicts with the one that an {@code INSERT} into the table takes.
     */
    private void keepSealsOut(Handle sql) {
        if (store.dialect() == Store.Dialect.POSTGRESQL) {
            sql.execute("LOCK TABLE metering_sealed IN SHARE MODE");
        }
    }

    private static List<Span> sealedSpans(Handle sql, Collection<Row> rows) {
        long first = rows.stream().mapToLong(Row::at).min().orElseThrow();
        long last = rows.stream().mapToLong(Row::at).max().orElseThrow();
        return sql.createQuery(
                        "SELECT span_from, span_to FROM metering_sealed WHERE span_from <= :last AND span_to > :first")
                .bind("first", first)
                .bind("last", last)
                .map((columns, context) -> new Span(columns.getLong("span_from"), columns.getLong("span_to")))
                .list();
    }

    private static List<Row> outside(List<Span> sealed, Collection<Row> rows) {
        return rows.stream()
                .filter(row -> sealed.stream().noneMatch(span -> span.contains(row.at())))
                .toList();
    }

    /** Inserts what isn't there yet. */
    private static Set<Key> insert(Handle sql, List<Row> rows) {
        Set<Key> inserted = new HashSet<>();
        for (List<Row> some : parts(rows)) {
            Query insert = sql.createQuery("INSERT INTO metering_reading (" + Row.COLUMNS + ") VALUES "
                    + repeat("(?, ?, ?, ?, ?, ?, ?)", some.size())
                    + " ON CONFLICT (source, id) DO NOTHING RETURNING source, id");
            int column = 0;
            for (Row row : some) {
                insert.bind(column++, row.key().source())
                        .bind(column++, row.key().id())
                        .bind(column++, row.tenant())
                        .bind(column++, row.offering())
                        .bind(column++, row.meter())
                        .bind(column++, row.at())
                        .bind(column++, row.quantity());
            }
            insert.map((columns, context) -> new Key(columns.getString(1), columns.getString(2)))
                    .forEach(inserted::add);
        }
        return inserted;
    }

    /** What stands under these keys. */
    private static Map<Key, Row> keptBefore(Handle sql, List<Key> keys) {
        Map<Key, Row> kept = new HashMap<>();
        for (List<Key> some : parts(keys)) {
            Query query = sql.createQuery("SELECT " + Row.COLUMNS
                    + " FROM metering_reading WHERE (source, id) IN (VALUES " + repeat("(?, ?)", some.size()) + ")");
            int column = 0;
            for (Key key : some) {
                query.bind(column++, key.source()).bind(column++, key.id());
            }
            query.map((columns, context) -> Row.from(columns)).forEach(row -> kept.put(row.key(), row));
        }
        return kept;
    }

    /**
     * Adds readings to their hours.
     *
     * @throws HourFull when one can't hold them; SQLite would quietly go on in floating point where PostgreSQL fails, so neither gets
     *     that far
     */
    private static void count(Handle sql, List<Row> rows) {
        SortedMap<Hour, Sum> hours = new TreeMap<>();
        Set<Hour> full = new HashSet<>();
        for (Row row : rows) {
            Hour hour = Hour.of(row);
            try {
                hours.merge(hour, new Sum(1, row.quantity()), Sum::plus);
            } catch (ArithmeticException tooMuchAtOnce) {
                full.add(hour);
            }
        }
        for (List<Map.Entry<Hour, Sum>> some : parts(List.copyOf(hours.entrySet()))) {
            Query upsert = sql.createQuery(
                    "INSERT INTO metering_hour (tenant, offering, meter, hour, readings, quantity) VALUES "
                            + repeat("(?, ?, ?, ?, ?, ?)", some.size())
                            + " ON CONFLICT (tenant, offering, meter, hour) DO UPDATE SET"
                            + " readings = metering_hour.readings + excluded.readings,"
                            + " quantity = metering_hour.quantity + excluded.quantity"
                            + " WHERE metering_hour.quantity <= " + Long.MAX_VALUE + " - excluded.quantity"
                            + " RETURNING tenant, offering, meter, hour");
            int column = 0;
            for (Map.Entry<Hour, Sum> entry : some) {
                upsert.bind(column++, entry.getKey().series().tenant())
                        .bind(column++, entry.getKey().series().offering())
                        .bind(column++, entry.getKey().series().meter())
                        .bind(column++, entry.getKey().hour())
                        .bind(column++, entry.getValue().readings())
                        .bind(column++, entry.getValue().quantity());
            }
            Set<Hour> held = new HashSet<>(
                    upsert.map((columns, context) -> new Hour(Series.from(columns), columns.getLong("hour")))
                            .list());
            some.stream()
                    .map(Map.Entry::getKey)
                    .filter(hour -> !held.contains(hour))
                    .forEach(full::add);
        }
        if (!full.isEmpty()) {
            throw new HourFull(full);
        }
    }

    private static List<Receipt> receipts(
            List<Candidate> candidates, Set<Key> inserted, Map<Key, Row> kept, Set<Hour> full) {
        Set<Key> told = new HashSet<>();
        List<Receipt> receipts = new ArrayList<>(candidates.size());
        for (Candidate candidate : candidates) {
            if (candidate.objection().isPresent()) {
                receipts.add(new Receipt(Outcome.REFUSED, candidate.objection().get()));
                continue;
            }
            Row row = Row.of(candidate.reading());
            Row known = kept.get(row.key());
            if (known == null && full.contains(Hour.of(row))) {
                receipts.add(new Receipt(Outcome.REFUSED, TOO_MUCH));
            } else if (known == null) {
                receipts.add(new Receipt(
                        Outcome.REFUSED,
                        "The reading is of " + candidate.reading().time() + ", and the period of that time is closed:"
                                + " it can only be billed by a correction."));
            } else if (!known.equals(row)) {
                receipts.add(new Receipt(
                        Outcome.REFUSED,
                        "The reading " + row.key().id() + " of " + row.key().source()
                                + " was accepted before with other content: a reading never changes, so give the new"
                                + " one an id of its own."));
            } else {
                receipts.add(inserted.contains(row.key()) && told.add(row.key()) ? ACCEPTED : DUPLICATE);
            }
        }
        return Collections.unmodifiableList(receipts);
    }

    private static <T> List<List<T>> parts(List<T> all) {
        List<List<T>> parts = new ArrayList<>();
        for (int from = 0; from < all.size(); from += ROWS) {
            parts.add(all.subList(from, Math.min(from + ROWS, all.size())));
        }
        return parts;
    }

    private static String repeat(String group, int times) {
        return String.join(", ", Collections.nCopies(times, group));
    }
}
