package fr.beffroi.metering.internal;

import fr.beffroi.store.Store;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.function.Consumer;
import org.jdbi.v3.core.Handle;

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

    /** The leaf of the tree, and the line of the page: the time of arrival, a tab, and the leaf that a closing seals. */
    String line() {
        return at + "\t" + new String(row.canonical(), StandardCharsets.UTF_8);
    }
}
