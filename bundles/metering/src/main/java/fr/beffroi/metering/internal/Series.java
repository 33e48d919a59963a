package fr.beffroi.metering.internal;

import fr.beffroi.api.Insee;
import fr.beffroi.metering.Gap;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jdbi.v3.core.Handle;

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

    static Series of(Gap gap) {
        return of(gap.tenant(), gap.offering(), gap.meter());
    }

    Gap gap(Span span, String reason) {
        return new Gap(
                new Insee(tenant), offering, meter, Columns.instant(span.from()), Columns.instant(span.to()), reason);
    }

    /**
     * Every series that has readings, in order; one leap over the index for each, however many readings it has.
     *
     * @param tenant of one commune, or of all
     */
    static SortedSet<Series> all(Handle sql, Optional<String> tenant) {
        SortedSet<Series> all = new TreeSet<>();
        Optional<Series> next = after(new Series(tenant.orElse(""), "", ""), sql);
        while (next.filter(one -> tenant.isEmpty() || tenant.get().equals(one.tenant()))
                .isPresent()) {
            all.add(next.get());
            next = after(next.get(), sql);
        }
        return all;
    }

    /** By the end of time in the condition and in the order: without, SQLite walks over all readings of the series. */
    private static Optional<Series> after(Series series, Handle sql) {
        return sql.createQuery("SELECT tenant, offering, meter FROM metering_reading"
                        + " WHERE (tenant, offering, meter, at) > (:tenant, :offering, :meter, " + Long.MAX_VALUE + ")"
                        + " ORDER BY tenant, offering, meter, at LIMIT 1")
                .bind("tenant", series.tenant())
                .bind("offering", series.offering())
                .bind("meter", series.meter())
                .map((columns, context) -> from(columns))
                .findOne();
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
