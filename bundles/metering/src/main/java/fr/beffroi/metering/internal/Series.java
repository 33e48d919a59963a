package fr.beffroi.metering.internal;

import fr.beffroi.api.Insee;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Comparator;

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

    @Override
    public int compareTo(Series other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return tenant + " " + offering + "/" + meter;
    }
}
