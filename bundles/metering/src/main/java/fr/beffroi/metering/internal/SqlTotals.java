package fr.beffroi.metering.internal;

import fr.beffroi.api.Insee;
import fr.beffroi.api.Reading;
import fr.beffroi.api.Refusal;
import fr.beffroi.metering.Filter;
import fr.beffroi.metering.Total;
import fr.beffroi.store.Store;
import java.util.Comparator;
import java.util.List;
import org.jdbi.v3.core.statement.Query;

/** What was counted, and the readings behind it. */
final class SqlTotals {
    private static final Comparator<Total> ORDER = Comparator.comparing(Total::tenant)
            .thenComparing(Total::offering)
            .thenComparing(Total::meter)
            .thenComparing(Total::from);

    private final Store store;

    SqlTotals(Store store) {
        this.store = store;
    }

    List<Total> hourly(Filter filter) {
        Columns.requireWholeHours(filter.from(), filter.to());
        String select = "SELECT tenant, offering, meter, hour, readings, quantity FROM metering_hour"
                + " WHERE hour >= :from AND hour < :to" + narrowed(filter);
        return store.read(sql -> bind(sql.createQuery(select), filter)
                .map((columns, context) -> new Total(
                        new Insee(columns.getString("tenant")),
                        columns.getString("offering"),
                        columns.getString("meter"),
                        Columns.instant(columns.getLong("hour")),
                        columns.getLong("readings"),
                        Columns.quantity(columns.getLong("quantity"))))
                .stream()
                .sorted(ORDER)
                .toList());
    }

    List<Total> totals(Filter filter) {
        Columns.requireWholeHours(filter.from(), filter.to());
        String select = "SELECT tenant, offering, meter, " + Count.COLUMNS + " FROM metering_hour"
                + " WHERE hour >= :from AND hour < :to" + narrowed(filter) + " GROUP BY tenant, offering, meter";
        return store.read(sql -> bind(sql.createQuery(select), filter)
                .map((columns, context) -> {
                    Count count = Count.from(columns);
                    return new Total(
                            new Insee(columns.getString("tenant")),
                            columns.getString("offering"),
                            columns.getString("meter"),
                            filter.from(),
                            count.readings(),
                            Columns.quantity(count.quantity()));
                })
                .stream()
                .sorted(ORDER)
                .toList());
    }

    List<Reading> readings(Filter filter, String afterSource, String afterId, int limit) {
        if (limit < 1 || limit > 10_000) {
            throw Refusal.invalid("A page holds from 1 to 10,000 readings, not " + limit + ".");
        }
        String bytewise = bytewise(store);
        String select = "SELECT " + Row.COLUMNS + " FROM metering_reading WHERE at >= :from AND at < :to"
                + narrowed(filter)
                + " AND (source" + bytewise + ", id" + bytewise + ") > (:afterSource, :afterId)"
                + " ORDER BY source" + bytewise + ", id" + bytewise + " LIMIT :limit";
        return store.read(sql -> bind(sql.createQuery(select), filter)
                .bind("afterSource", afterSource)
                .bind("afterId", afterId)
                .bind("limit", limit)
                .map((columns, context) -> Row.from(columns).toReading())
                .list());
    }

    /** Makes PostgreSQL order text by its UTF-8 bytes, whatever the language of the database, as SQLite does anyway. */
    static String bytewise(Store store) {
        return store.dialect() == Store.Dialect.POSTGRESQL ? " COLLATE \"C\"" : "";
    }

    private static String narrowed(Filter filter) {
        return (filter.tenant().isPresent() ? " AND tenant = :tenant" : "")
                + (filter.offering().isPresent() ? " AND offering = :offering" : "")
                + (filter.meter().isPresent() ? " AND meter = :meter" : "");
    }

    private static Query bind(Query query, Filter filter) {
        query.bind("from", Columns.micros(filter.from())).bind("to", Columns.micros(filter.to()));
        filter.tenant().ifPresent(tenant -> query.bind("tenant", tenant.code()));
        filter.offering().ifPresent(offering -> query.bind("offering", offering));
        filter.meter().ifPresent(meter -> query.bind("meter", meter));
        return query;
    }
}
