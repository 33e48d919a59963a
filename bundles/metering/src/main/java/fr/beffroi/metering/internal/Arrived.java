package fr.beffroi.metering.internal;

import fr.beffroi.store.Store;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import java.util.function.Consumer;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.result.ResultIterator;

/**
 * A reading and when it arrived: what hours are sealed of.
 *
 * @param at microseconds since 1970 UTC
 */
record Arrived(long at, Row row) {
    private static final int FETCH = 1_000;

    private static Arrived from(ResultSet columns) throws SQLException {
        return new Arrived(columns.getLong("arrived"), Row.from(columns));
    }

    /** Those that arrived within a span, by commune, source and id; one by one, so that memory doesn't grow with them. */
    static void each(Handle sql, Store store, Span span, Consumer<Arrived> consumer) {
        String bytewise = SqlPages.bytewise(store);
        sql.createQuery("SELECT arrived, " + Row.COLUMNS + " FROM metering_reading WHERE arrived >= :from AND"
                        + " arrived < :to ORDER BY tenant, source" + bytewise + ", id" + bytewise)
                .bind("from", span.from())
                .bind("to", span.to())
                .setFetchSize(FETCH)
                .map((columns, context) -> from(columns))
                .forEach(consumer);
    }

    /** Those of a commune that arrived within a span, by source and id, to be taken one by one; to be closed. */
    static ResultIterator<Arrived> of(Handle sql, Store store, String tenant, Span span) {
        String bytewise = SqlPages.bytewise(store);
        return sql.createQuery("SELECT arrived, " + Row.COLUMNS + " FROM metering_reading WHERE tenant = :tenant"
                        + " AND arrived >= :from AND arrived < :to ORDER BY source" + bytewise + ", id" + bytewise)
                .bind("tenant", tenant)
                .bind("from", span.from())
                .bind("to", span.to())
                .setFetchSize(FETCH)
                .map((columns, context) -> from(columns))
                .iterator();
    }

    /** Those of a meter that are of a span, as above. */
    static ResultIterator<Arrived> of(Handle sql, Store store, Series series, Span at) {
        String bytewise = SqlPages.bytewise(store);
        return sql.createQuery("SELECT arrived, " + Row.COLUMNS + " FROM metering_reading WHERE tenant = :tenant"
                        + " AND offering = :offering AND meter = :meter AND at >= :from AND at < :to ORDER BY source"
                        + bytewise + ", id" + bytewise)
                .bind("tenant", series.tenant())
                .bind("offering", series.offering())
                .bind("meter", series.meter())
                .bind("from", at.from())
                .bind("to", at.to())
                .setFetchSize(FETCH)
                .map((columns, context) -> from(columns))
                .iterator();
    }

    /** What {@link #line} wrote; empty when it wrote no such thing. */
    static Optional<Arrived> parsed(String line) {
        String[] fields = line.split("\t", -1);
        if (fields.length < 8 || fields.length > 10) {
            return Optional.empty();
        }
        try {
            Row row = new Row(
                    new Row.Key(fields[1], fields[2]),
                    fields[3],
                    fields[4],
                    fields[5],
                    Long.parseLong(fields[6]),
                    Long.parseLong(fields[7]),
                    Optional.of(fields)
                            .filter(all -> all.length > 8 && !all[8].isEmpty())
                            .map(all -> all[8]),
                    Optional.of(fields).filter(all -> all.length == 10).map(all -> all[9]));
            return Optional.of(new Arrived(Long.parseLong(fields[0]), row))
                    .filter(one -> one.line().equals(line));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    /** The leaf of the tree, and the line of the page: the time of arrival, a tab, and the leaf that a closing seals. */
    String line() {
        return at + "\t" + new String(row.canonical(), StandardCharsets.UTF_8);
    }
}
