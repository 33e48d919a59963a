package fr.beffroi.metering.internal;

import fr.beffroi.api.Meter.Aggregation;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What a level meter says of one span, from the readings that stand, which it is given in order. */
final class LevelCount {
    private final Aggregation aggregation;
    private final Span span;
    private final List<Span> subscribed;
    private final Set<String> items = new HashSet<>();

    /** The reading that stands now; first the last one before the span. */
    private Optional<Row> standing;

    private long max = -1;
    private boolean counted;
    private boolean stood;
    private BigInteger weighted = BigInteger.ZERO;

    /**
     * @param span as far as it is over: nothing stands in the future
     * @param subscribed in order, none touching the next
     * @param carried the last reading before the span
     */
    LevelCount(Aggregation aggregation, Span span, List<Span> subscribed, Optional<Row> carried) {
        this.aggregation = aggregation;
        this.span = span;
        this.subscribed = subscribed;
        this.standing = carried;
    }

    /** A reading of the span, none of it before the one that was added before. */
    void add(Row row) {
        until(row.at());
        standing = Optional.of(row);
        counted = true;
        max = Math.max(max, row.quantity());
        if (aggregation == Aggregation.UNIQUE) {
            row.item().ifPresent(items::add);
        }
    }

    private void until(long end) {
        if (standing.isPresent()) {
            long length = length(standing.get().at(), end);
            stood |= length > 0;
            weighted =
                    weighted.add(BigInteger.valueOf(standing.get().quantity()).multiply(BigInteger.valueOf(length)));
        }
    }

    /** For how long what was read at that moment stood in the span, when the next reading came then. */
    private long length(long at, long next) {
        long length = 0;
        for (Span active : subscribed) {
            if (active.to() > at) {
                // The end of a subscription is the end of its levels: another one begins without any.
                long from = Math.max(Math.max(at, active.from()), span.from());
                long to = Math.min(Math.min(next, active.to()), span.to());
                return Math.max(0, to - from);
            }
        }
        return length;
    }

    /**
     * To be called once, when all were added.
     *
     * @return in the meter's unit, or in that times microseconds for a time-weighted average; empty when nothing is known
     */
    Optional<BigDecimal> result() {
        until(span.to());
        Optional<BigInteger> millionths =
                switch (aggregation) {
                    case MAX -> counted ? Optional.of(BigInteger.valueOf(max)) : Optional.empty();
                    case LAST ->
                        counted || stood ? standing.map(row -> BigInteger.valueOf(row.quantity())) : Optional.empty();
                    case TIME_WEIGHTED -> stood ? Optional.of(weighted) : Optional.empty();
                    case UNIQUE ->
                        items.isEmpty()
                                ? Optional.empty()
                                : Optional.of(BigInteger.valueOf(items.size()).multiply(BigInteger.valueOf(1_000_000)));
                    case SUM, COUNT -> throw new IllegalStateException(aggregation + " is added up, not levelled.");
                };
        return millionths.map(Columns::quantity);
    }

    /** The reading that stands at the end of what was added. */
    Optional<Row> standing() {
        return standing;
    }
}
