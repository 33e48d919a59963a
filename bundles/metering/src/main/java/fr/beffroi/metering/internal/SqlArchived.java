package fr.beffroi.metering.internal;

import fr.beffroi.metering.Filter;
import fr.beffroi.metering.internal.Row.Key;
import fr.beffroi.store.Store;
import java.time.YearMonth;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;
import org.jdbi.v3.core.statement.Update;

/** What the tables know of archived readings. */
final class SqlArchived {

    /** @param entry number of the decision in the journal */
    record Month(YearMonth month, long entry, boolean takenOut) {}

    /**
     * A file of archived readings.
     *
     * @param firstAt the earliest time that any of them is of, microseconds
     * @param lastAt the latest
     */
    record File(int number, YearMonth month, String tenant, long readings, long firstAt, long lastAt) {}

    private SqlArchived() {}

    /** {@link Row#content} of the archived readings among these keys. */
    static Map<Key, Long> contents(Handle sql, Collection<Key> keys) {
        Map<Key, Long> contents = new HashMap<>();
        for (List<Key> some : SqlReadings.parts(List.copyOf(keys))) {
            SqlReadings.keyed(sql, "SELECT source, id, content FROM metering_archived_key WHERE (source, id) IN", some)
                    .map((columns, context) -> Map.entry(
                            new Key(columns.getString("source"), columns.getString("id")), columns.getLong("content")))
                    .forEach(entry -> contents.put(entry.getKey(), entry.getValue()));
        }
        return contents;
    }

    /** The oldest first. */
    static List<Month> months(Handle sql) {
        return sql.createQuery("SELECT month, entry, taken_out FROM metering_archived_month ORDER BY month")
                .map((columns, context) -> new Month(
                        YearMonth.parse(columns.getString("month")),
                        columns.getLong("entry"),
                        columns.getObject("taken_out") != null))
                .list();
    }

    static Optional<Month> month(Handle sql, YearMonth month) {
        return months(sql).stream().filter(one -> one.month().equals(month)).findFirst();
    }

    /** The files of a month, by commune. */
    static List<File> files(Handle sql, YearMonth month) {
        return files(sql.createQuery("SELECT * FROM metering_archived_file WHERE month = :month ORDER BY tenant")
                .bind("month", month.toString()));
    }

    /** The communes that the data store has readings of that arrived in a month, and that have no file of it. */
    static List<String> withoutFile(Handle sql, YearMonth month) {
        Span span = ArchivedMonth.spanOf(month);
        return sql.createQuery("SELECT DISTINCT tenant FROM metering_reading WHERE arrived >= :from AND arrived < :to"
                        + " AND tenant NOT IN (SELECT tenant FROM metering_archived_file WHERE month = :month)"
                        + " ORDER BY tenant")
                .bind("from", span.from())
                .bind("to", span.to())
                .bind("month", month.toString())
                .mapTo(String.class)
                .list();
    }

    /** The files that may hold readings of a commune, or of all, that are of a span. */
    static List<File> files(Handle sql, Optional<String> tenant, Span at) {
        Query query = sql.createQuery("SELECT * FROM metering_archived_file WHERE first_at < :to AND last_at >= :from"
                        + (tenant.isPresent() ? " AND tenant = :tenant" : "") + " ORDER BY month, tenant")
                .bind("from", at.from())
                .bind("to", at.to());
        tenant.ifPresent(code -> query.bind("tenant", code));
        return files(query);
    }

    static List<File> files(Handle sql, Filter filter) {
        return files(sql, filter.tenant().map(insee -> insee.code()), Span.of(filter.from(), filter.to()));
    }

    private static List<File> files(Query query) {
        return query.map((columns, context) -> new File(
                        columns.getInt("number"),
                        YearMonth.parse(columns.getString("month")),
                        columns.getString("tenant"),
                        columns.getLong("readings"),
                        columns.getLong("first_at"),
                        columns.getLong("last_at")))
                .list();
    }

    /** Within the decision. */
    static void add(Handle sql, YearMonth month, long entry, List<ArchiveWriter.Written> files) {
        sql.execute("INSERT INTO metering_archived_month (month, entry) VALUES (?, ?)", month.toString(), entry);
        int number = sql.createQuery("SELECT coalesce(max(number), 0) FROM metering_archived_file")
                .mapTo(Integer.class)
                .one();
        for (ArchiveWriter.Written file : files) {
            sql.execute(
                    "INSERT INTO metering_archived_file (number, month, tenant, readings, first_at, last_at)"
                            + " VALUES (?, ?, ?, ?, ?, ?)",
                    ++number,
                    month.toString(),
                    file.tenant(),
                    file.readings(),
                    file.firstAt(),
                    file.lastAt());
        }
    }

    /**
     * Takes readings out that are in a file, in a transaction of its own. No intake runs beside it: one that had looked for the key
     * before and keeps the reading after would count it twice.
     *
     * @param kept meters whose readings stay, such as {@code actes/storage}
     */
    static void takeOut(Store store, Handle sql, int file, List<Row> rows, Set<String> kept) {
        SqlReadings.keepAllOut(store, sql);
        for (List<Row> some : SqlReadings.parts(rows)) {
            Update keys = sql.createUpdate("INSERT INTO metering_archived_key (source, id, file, content) VALUES "
                    + SqlReadings.repeat("(?, ?, ?, ?)", some.size()) + " ON CONFLICT (source, id) DO NOTHING");
            int column = 0;
            for (Row row : some) {
                keys.bind(column++, row.key().source())
                        .bind(column++, row.key().id())
                        .bind(column++, file)
                        .bind(column++, row.content());
            }
            keys.execute();
            delete(
                    sql,
                    some.stream()
                            .filter(row -> !kept.contains(meter(row)))
                            .map(Row::key)
                            .toList());
        }
    }

    private static void delete(Handle sql, List<Key> keys) {
        if (keys.isEmpty()) {
            return;
        }
        Update delete = sql.createUpdate("DELETE FROM metering_reading WHERE (source, id) IN (VALUES "
                + SqlReadings.repeat("(?, ?)", keys.size()) + ")");
        int column = 0;
        for (Key key : keys) {
            delete.bind(column++, key.source()).bind(column++, key.id());
        }
        delete.execute();
    }

    /** As {@link fr.beffroi.api.decision.Decision.ReadingsArchived} names a meter. */
    static String meter(Row row) {
        return row.offering() + "/" + row.meter();
    }

    /** The pages of a commune's hours: what they kept is in the file. */
    static void dropPages(Handle sql, String tenant, Span hours) {
        sql.execute(
                "DELETE FROM metering_page WHERE tenant = ? AND hour >= ? AND hour < ?",
                tenant,
                hours.from(),
                hours.to());
    }

    static void takenOut(Handle sql, YearMonth month, long now) {
        sql.execute("UPDATE metering_archived_month SET taken_out = ? WHERE month = ?", now, month.toString());
    }

    /** How many keys stand of each file. */
    static Map<Integer, Long> keys(Handle sql) {
        Map<Integer, Long> keys = new HashMap<>();
        sql.createQuery("SELECT file, count(*) AS number FROM metering_archived_key GROUP BY file")
                .map((columns, context) -> Map.entry(columns.getInt("file"), columns.getLong("number")))
                .forEach(entry -> keys.put(entry.getKey(), entry.getValue()));
        return keys;
    }
}
