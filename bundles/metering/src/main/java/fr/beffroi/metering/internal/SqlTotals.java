package fr.beffroi.metering.internal;

import fr.beffroi.api.Insee;
import fr.beffroi.api.Offering;
import fr.beffroi.api.Refusal;
import fr.beffroi.metering.Filter;
import fr.beffroi.metering.Metering;
import fr.beffroi.metering.Total;
import fr.beffroi.store.Store;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;

/** What was counted. */
final class SqlTotals {
    static final Comparator<Total> ORDER = Comparator.comparing(Total::tenant)
            .thenComparing(Total::offering)
            .thenComparing(Total::meter)
            .thenComparing(Total::from);

    /** One more than an answer may hold, to see that there are more. */
    private static final String LIMIT = " LIMIT " + (Metering.MOST_TOTALS + 1);

    private final Store store;
    private final Figures figures;

    SqlTotals(Store store, Figures figures) {
        this.store = store;
        this.figures = figures;
    }

    List<Total> hourly(Filter filter) {
        Columns.requireWholeHours(filter.from(), filter.to());
        String select = "SELECT tenant, offering, meter, hour, readings, withdrawn, quantity FROM metering_hour"
                + " WHERE hour >= :from AND hour < :to" + narrowed(filter) + LIMIT;
        return completed(
                filter,
                HourSeals.HOUR,
                sql -> bind(sql.createQuery(select), filter)
                        .map((columns, context) -> new Total(
                                new Insee(columns.getString("tenant")),
                                columns.getString("offering"),
                                columns.getString("meter"),
                                Columns.instant(columns.getLong("hour")),
                                columns.getLong("readings"),
                                columns.getLong("withdrawn"),
                                Columns.quantity(columns.getLong("quantity"))))
                        .list());
    }

    List<Total> totals(Filter filter) {
        Columns.requireWholeHours(filter.from(), filter.to());
        String select = "SELECT tenant, offering, meter, " + Count.COLUMNS + " FROM metering_hour"
                + " WHERE hour >= :from AND hour < :to" + narrowed(filter) + " GROUP BY tenant, offering, meter"
                + LIMIT;
        long part = Columns.micros(filter.to()) - Columns.micros(filter.from());
        return completed(
                filter,
                part,
                sql -> bind(sql.createQuery(select), filter)
                        .map((columns, context) -> {
                            Count count = Count.from(columns);
                            return new Total(
                                    new Insee(columns.getString("tenant")),
                                    columns.getString("offering"),
                                    columns.getString("meter"),
                                    filter.from(),
                                    count.readings(),
                                    count.withdrawn(),
                                    Columns.quantity(count.quantity()));
                        })
                        .list());
    }

    /** Readings and hours from one state of the tables. */
    private List<Total> completed(Filter filter, long part, Function<Handle, List<Total>> counted) {
        Map<String, Offering> catalogue = figures.catalogue();
        return bounded(store.read(sql -> figures.complete(sql, catalogue, filter, part, bounded(counted.apply(sql)))));
    }

    private static List<Total> bounded(List<Total> totals) {
        if (totals.size() > Metering.MOST_TOTALS) {
            throw Refusal.invalid("These are more than " + Metering.MOST_TOTALS
                    + " totals: ask for a shorter span, or name a commune, a service or a meter.");
        }
        return totals.stream().sorted(ORDER).toList();
    }

    /** The part of a condition that names commune, offering and meter. */
    static String narrowed(Filter filter) {
        return (filter.tenant().isPresent() ? " AND tenant = :tenant" : "")
                + (filter.offering().isPresent() ? " AND offering = :offering" : "")
                + (filter.meter().isPresent() ? " AND meter = :meter" : "");
    }

    /** Gives the span and whatever {@link #narrowed} names. */
    static Query bind(Query query, Filter filter) {
        query.bind("from", Columns.micros(filter.from())).bind("to", Columns.micros(filter.to()));
        filter.tenant().ifPresent(tenant -> query.bind("tenant", tenant.code()));
        filter.offering().ifPresent(offering -> query.bind("offering", offering));
        filter.meter().ifPresent(meter -> query.bind("meter", meter));
        return query;
    }
}
