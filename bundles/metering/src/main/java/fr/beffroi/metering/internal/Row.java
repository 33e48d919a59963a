package fr.beffroi.metering.internal;

import fr.beffroi.api.Insee;
import fr.beffroi.api.Reading;
import fr.beffroi.api.Refusal;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.Optional;

/**
 * A reading as it stands in {@code metering_reading}. Two rows are equal when they say the same.
 *
 * @param at microseconds since 1970 UTC
 * @param quantity millionths of the meter's unit
 * @param corrects id of the reading that it takes back
 * @param item what it names, where different ones are counted
 */
record Row(
        Key key,
        String tenant,
        String offering,
        String meter,
        long at,
        long quantity,
        Optional<String> corrects,
        Optional<String> item) {

    /** What makes a reading itself: the same id from the same source is the same reading. */
    record Key(String source, String id) implements Comparable<Key> {
        @Override
        public int compareTo(Key other) {
            int bySource = source.compareTo(other.source);
            return bySource != 0 ? bySource : id.compareTo(other.id);
        }
    }

    /** The columns that {@link #from} reads. */
    static final String COLUMNS = "source, id, tenant, offering, meter, at, quantity, corrects, item";

    static Row of(Reading reading) {
        return new Row(
                new Key(reading.source(), reading.id()),
                reading.tenant().code(),
                reading.offering(),
                reading.meter(),
                Columns.micros(reading.time()),
                Columns.millionths(reading.quantity()),
                reading.corrects(),
                reading.item());
    }

    static Row from(ResultSet columns) throws SQLException {
        return new Row(
                new Key(columns.getString("source"), columns.getString("id")),
                columns.getString("tenant"),
                columns.getString("offering"),
                columns.getString("meter"),
                columns.getLong("at"),
                columns.getLong("quantity"),
                Optional.ofNullable(columns.getString("corrects")),
                Optional.ofNullable(columns.getString("item")));
    }

    Reading toReading() {
        return new Reading(
                key.source(),
                key.id(),
                new Insee(tenant),
                offering,
                meter,
                Columns.instant(at),
                Columns.quantity(quantity),
                corrects,
                item);
    }

    Series series() {
        return new Series(tenant, offering, meter);
    }

    Hour hour() {
        return new Hour(series(), Columns.hourOf(at));
    }

    /** The key of the reading that it takes back. */
    Optional<Key> original() {
        return corrects.map(id -> new Key(key.source(), id));
    }

    /** Whether it says the opposite of that one, which is no withdrawal itself. */
    boolean withdraws(Row other) {
        return other.corrects.isEmpty()
                && series().equals(other.series())
                && at == other.at
                && quantity == -other.quantity;
    }

    /** The same at another time; empty when no reading can be of that time. */
    Optional<Row> shifted(Duration shift) {
        try {
            Reading now = toReading();
            return Optional.of(of(new Reading(
                    now.source(),
                    now.id(),
                    now.tenant(),
                    now.offering(),
                    now.meter(),
                    now.time().plus(shift),
                    now.quantity(),
                    now.corrects(),
                    now.item())));
        } catch (Refusal | DateTimeException | ArithmeticException e) {
            return Optional.empty();
        }
    }

    /** 64 bits of the digest of what it says: enough to tell whether the same is sent again. */
    long content() {
        return ByteBuffer.wrap(MerkleTree.sha256().digest(canonical())).getLong();
    }

    /**
     * The leaf of the reading in the tree of its seal: its columns, tabs between them; what it takes back is there only when it
     * takes something back or names an item, and the item only then. No column can hold a tab.
     */
    byte[] canonical() {
        String line = String.join(
                "\t", key.source(), key.id(), tenant, offering, meter, Long.toString(at), Long.toString(quantity));
        String original = corrects.map(id -> "\t" + id).orElse(item.isPresent() ? "\t" : "");
        return (line + original + item.map(one -> "\t" + one).orElse("")).getBytes(StandardCharsets.UTF_8);
    }
}
