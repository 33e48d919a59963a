package fr.beffroi.metering.internal;

import fr.beffroi.api.Insee;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;

/** One meter of one offering in one commune: what is totalled and sealed. */
record Series(String tenant, String offering, String meter) implements Comparable<Series> {
    private static final Comparator<Series> ORDER =
            Comparator.comparing(Series::tenant).thenComparing(Series::offering).thenComparing(Series::meter);

    static Series from(ResultSet columns) throws SQLException {
        return new Series(columns.getString("tenant"), columns.getString("offering"), columns.getString("meter"));
    }

    static Series of(Insee tenant, String offering, String meter) {
        return new Series(tenant.code(), offering, meter);
    }

    /**
     * Every series that has readings, in order; one leap over the index for each, however many readings it has.
     *
     * @param tenant of one commune, or of all
     */
    static SortedSet<Series> all(Handle sql, Optional<String> tenant) {
        SortedSet<Series> all = new TreeSet<>();
        Optional<Series> next = after(new Series(tenant.orElse(""), "", ""), tenant, sql);
        while (next.isPresent()) {
            all.add(next.get());
            next = after(next.get(), tenant, sql);
        }
        return all;
    }

    private static Optional<Series> after(Series series, Optional<String> tenant, Handle sql) {
        Query query = sql.createQuery("SELECT tenant, offering, meter FROM metering_reading"
                        + " WHERE (tenant, offering, meter) > (:tenant, :offering, :meter)"
                        + (tenant.isPresent() ? " AND tenant = :tenant" : "")
                        + " ORDER BY tenant, offering, meter LIMIT 1")
                .bind("tenant", series.tenant())
                .bind("offering", series.offering())
                .bind("meter", series.meter());
        return query.map((columns, context) -> from(columns)).findOne();
    }

    @Override
    public int compareTo(Series other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return tenant + " " + offering + "/" + meter;
    }
}
