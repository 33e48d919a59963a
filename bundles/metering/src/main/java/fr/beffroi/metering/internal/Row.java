package fr.beffroi.metering.internal;

import fr.beffroi.api.Insee;
import fr.beffroi.api.Reading;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Comparator;

/**
 * A reading as it stands in {@code metering_reading}. Two rows are equal when they say the same.
 *
 * @param at microseconds since 1970 UTC
 * @param quantity millionths of the meter's unit
 */
record Row(Key key, String tenant, String offering, String meter, long at, long quantity) {

    /** What makes a reading itself: the same id from the same source is the same reading. */
    record Key(String source, String id) implements Comparable<Key> {
        private static final Comparator<Key> ORDER =
                Comparator.comparing(Key::source).thenComparing(Key::id);

        @Override
        public int compareTo(Key other) {
            return ORDER.compare(this, other);
        }
    }

    /** The columns that {@link #from} reads. */
    static final String COLUMNS = "source, id, tenant, offering, meter, at, quantity";

    static Row of(Reading reading) {
        return new Row(
                new Key(reading.source(), reading.id()),
                reading.tenant().code(),
                reading.offering(),
                reading.meter(),
                Columns.micros(reading.time()),
                Columns.millionths(reading.quantity()));
    }

    static Row from(ResultSet columns) throws SQLException {
        return new Row(
                new Key(columns.getString("source"), columns.getString("id")),
                columns.getString("tenant"),
                columns.getString("offering"),
                columns.getString("meter"),
                columns.getLong("at"),
                columns.getLong("quantity"));
    }

    Reading toReading() {
        return new Reading(
                key.source(),
                key.id(),
                new Insee(tenant),
                offering,
                meter,
                Columns.instant(at),
                Columns.quantity(quantity));
    }

    Series series() {
        return new Series(tenant, offering, meter);
    }

    /** The leaf of the reading in the tree of its seal: its columns, tabs between them. No column can hold a tab. */
    byte[] canonical() {
        return String.join(
                        "\t",
                        key.source(),
                        key.id(),
                        tenant,
                        offering,
                        meter,
                        Long.toString(at),
                        Long.toString(quantity))
                .getBytes(StandardCharsets.UTF_8);
    }
}
