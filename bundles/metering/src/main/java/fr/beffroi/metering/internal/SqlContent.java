package fr.beffroi.metering.internal;

import fr.beffroi.store.Store;
import java.math.BigInteger;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;

/** What the tables hold for a span: by the readings themselves, and by the hours that were counted as they came. */
final class SqlContent {
    private static final int FETCH = 1_000;

    /** The readings of one series, recounted, with the root of their tree. */
    record Content(Count count, String merkleRoot) {}

    /** Of readings that come in the order of source and id. */
    static final class Recount {
        private final MerkleTree tree = new MerkleTree();
        private long readings;
        private long withdrawn;
        private BigInteger quantity = BigInteger.ZERO;

        void add(Row row) {
            tree.add(row.canonical());
            readings++;
            withdrawn += row.corrects().isPresent() ? 1 : 0;
            quantity = quantity.add(BigInteger.valueOf(row.quantity()));
        }

        Content content() {
            return new Content(new Count(readings, withdrawn, quantity), tree.root());
        }
    }

    private final String bytewise;

    SqlContent(Store store) {
        this.bytewise = SqlPages.bytewise(store);
    }

    /** Goes through the readings one by one, so that memory doesn't grow with them; empty when there are none. */
    Optional<Content> recount(Handle sql, Series series, Span span) {
        Recount recount = new Recount();
        sql.createQuery("SELECT " + Row.COLUMNS + " FROM metering_reading WHERE tenant = :tenant"
                        + " AND offering = :offering AND meter = :meter AND at >= :from AND at < :to"
                        + " ORDER BY source" + bytewise + ", id" + bytewise)
                .bind("tenant", series.tenant())
                .bind("offering", series.offering())
                .bind("meter", series.meter())
                .bind("from", span.from())
                .bind("to", span.to())
                .setFetchSize(FETCH)
                .map((columns, context) -> Row.from(columns))
                .forEach(recount::add);
        return recount.readings == 0 ? Optional.empty() : Optional.of(recount.content());
    }

    /** What the hours of the span counted, by series. */
    SortedMap<Series, Count> counted(Handle sql, Span span) {
        return sql
                .createQuery("SELECT tenant, offering, meter, " + Count.COLUMNS + " FROM metering_hour"
                        + " WHERE hour >= :from AND hour < :to GROUP BY tenant, offering, meter")
                .bind("from", span.from())
                .bind("to", span.to())
                .map((columns, context) -> Map.entry(Series.from(columns), Count.from(columns)))
                .stream()
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue, (one, other) -> one, TreeMap::new));
    }
}
