package fr.beffroi.metering.internal;

import fr.beffroi.api.Insee;
import fr.beffroi.api.Reading;
import fr.beffroi.api.Refusal;
import fr.beffroi.metering.Filter;
import fr.beffroi.metering.Place;
import fr.beffroi.store.Store;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** The readings behind a total, page by page. Goes from series to series, as the index has them, so that no page sorts all of them. */
final class SqlPages {
    private static final int MOST = 10_000;

    private final Store store;
    private final String bytewise;

    SqlPages(Store store) {
        this.store = store;
        this.bytewise = bytewise(store);
    }

    /** Makes PostgreSQL order text by its UTF-8 bytes, whatever the language of the database, as SQLite does anyway. */
    static String bytewise(Store store) {
        return store.dialect() == Store.Dialect.POSTGRESQL ? " COLLATE \"C\"" : "";
    }

    List<Reading> readings(Filter filter, Optional<Place> after, int limit) {
        if (limit < 1 || limit > MOST) {
            throw Refusal.invalid("A page holds from 1 to 10,000 readings, not " + limit + ".");
        }
        Optional<Series> reached = after.map(place -> Series.of(place.tenant(), place.offering(), place.meter()));
        return store.read(sql -> {
            List<Reading> page = new ArrayList<>();
            for (Series series : series(sql, filter)) {
                int order = reached.map(series::compareTo).orElse(1);
                if (order >= 0 && page.size() < limit) {
                    page.addAll(of(series, sql, filter, order == 0 ? after : Optional.empty(), limit - page.size()));
                }
            }
            return List.copyOf(page);
        });
    }

    private static List<Series> series(Handle sql, Filter filter) {
        if (filter.tenant().isPresent()
                && filter.offering().isPresent()
                && filter.meter().isPresent()) {
            return List.of(Series.of(
                    filter.tenant().get(),
                    filter.offering().get(),
                    filter.meter().get()));
        }
        return Series.all(sql, filter.tenant().map(Insee::code)).stream()
                .filter(series ->
                        filter.offering().map(series.offering()::equals).orElse(true)
                                && filter.meter().map(series.meter()::equals).orElse(true))
                .toList();
    }

    private List<Reading> of(Series series, Handle sql, Filter filter, Optional<Place> after, int limit) {
        long from = Columns.micros(filter.from());
        return sql.createQuery("SELECT " + Row.COLUMNS + " FROM metering_reading"
                        + " WHERE tenant = :tenant AND offering = :offering AND meter = :meter AND at >= :from AND at < :to"
                        + " AND (at > :at OR source" + bytewise + " > :source OR (source = :source AND id" + bytewise
                        + " > :id))"
                        + " ORDER BY at, source" + bytewise + ", id" + bytewise + " LIMIT :limit")
                .bind("tenant", series.tenant())
                .bind("offering", series.offering())
                .bind("meter", series.meter())
                // The index leads to where the page before ended.
                .bind(
                        "from",
                        after.map(place -> Math.max(from, Columns.micros(place.time())))
                                .orElse(from))
                .bind("to", Columns.micros(filter.to()))
                .bind("at", after.map(place -> Columns.micros(place.time())).orElse(from - 1))
                .bind("source", after.map(Place::source).orElse(""))
                .bind("id", after.map(Place::id).orElse(""))
                .bind("limit", limit)
                .map((columns, context) -> Row.from(columns).toReading())
                .list();
    }
}
