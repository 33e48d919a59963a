package fr.beffroi.metering.internal;

import fr.beffroi.api.Insee;
import fr.beffroi.api.Meter;
import fr.beffroi.api.Meter.Aggregation;
import fr.beffroi.metering.Figure;
import fr.beffroi.metering.Level;
import fr.beffroi.metering.Metering;
import fr.beffroi.metering.Total;
import fr.beffroi.store.Store;
import java.math.BigDecimal;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;

/**
 * Figures of level meters, from the readings themselves whenever somebody asks: what comes late, or is taken back, is then in its place
 * without anything to be mended.
 */
final class SqlLevels {
    private static final int FETCH = 1_000;

    /** A reading that is no withdrawal and was not taken back. */
    private static final String STANDING = "SELECT " + Row.COLUMNS + " FROM metering_reading reading"
            + " WHERE tenant = :tenant AND offering = :offering AND meter = :meter AND corrects IS NULL"
            + " AND NOT EXISTS (SELECT 1 FROM metering_reading taking WHERE taking.source = reading.source"
            + " AND taking.corrects = reading.id AND taking.corrects IS NOT NULL)";

    /**
     * One series of a level meter.
     *
     * @param offering id of its offering
     */
    record Levelled(Series series, String offering, Meter meter) {
        Optional<Figure> figure(BigDecimal counted, Span span) {
            return Optional.of(new Figure(
                    counted,
                    meter.aggregation() == Aggregation.TIME_WEIGHTED ? span.to() - span.from() : 1,
                    meter.conversion(Columns.instant(span.from()), Columns.instant(span.to()))));
        }

        /** Without any reading of its own. */
        Total total(Span span, Optional<Figure> figure) {
            return new Total(
                    new Insee(series.tenant()),
                    series.offering(),
                    series.meter(),
                    Columns.instant(span.from()),
                    0,
                    0,
                    Columns.quantity(0),
                    figure);
        }
    }

    private final String bytewise;

    SqlLevels(Store store) {
        this.bytewise = SqlPages.bytewise(store);
    }

    /**
     * Figures of the parts of a span, each from the same readings gone through once.
     *
     * @param part length of a part in microseconds; parts begin at multiples of it, or the span is one part
     * @param now nothing stands after that
     * @return by the first microsecond of the part; parts of which nothing is known are missing
     */
    SortedMap<Long, Figure> figures(Handle sql, Levelled levelled, Span span, long part, long now) {
        List<Span> subscribed = Subscriptions.of(sql, levelled.series().tenant(), levelled.offering());
        SortedMap<Long, Figure> figures = new TreeMap<>();
        Optional<Row> carried = before(sql, levelled.series(), span.from());
        try (Stream<Row> rows = standing(sql, levelled.series(), span)) {
            Iterator<Row> iterator = rows.iterator();
            Optional<Row> next = next(iterator);
            long from = span.from();
            if (carried.isEmpty() && next.isPresent()) {
                from += (next.get().at() - from) / part * part;
            }
            while (from < span.to() && (next.isPresent() || carried.isPresent() && from < now)) {
                Span here = new Span(from, Math.min(span.to(), from + part));
                LevelCount count = new LevelCount(
                        levelled.meter().aggregation(),
                        new Span(here.from(), Math.max(here.from(), Math.min(here.to(), now))),
                        subscribed,
                        carried);
                while (next.isPresent() && here.contains(next.get().at())) {
                    count.add(next.get());
                    next = next(iterator);
                }
                count.result()
                        .flatMap(counted -> levelled.figure(counted, here))
                        .ifPresent(figure -> figures.put(here.from(), figure));
                if (figures.size() > Metering.MOST_TOTALS) {
                    return figures;
                }
                carried = count.standing();
                from = here.to();
            }
        }
        return figures;
    }

    private static Optional<Row> next(Iterator<Row> rows) {
        return rows.hasNext() ? Optional.of(rows.next()) : Optional.empty();
    }

    private Stream<Row> standing(Handle sql, Series series, Span span) {
        return of(
                sql,
                STANDING + " AND at >= :from AND at < :to ORDER BY at, source" + bytewise + ", id" + bytewise,
                series)
                .bind("from", span.from())
                .bind("to", span.to())
                .setFetchSize(FETCH)
                .map((columns, context) -> Row.from(columns))
                .stream();
    }

    /** The last reading before that moment; of several at one moment, the last by source and id. */
    private Optional<Row> before(Handle sql, Series series, long moment) {
        return of(
                        sql,
                        STANDING + " AND at < :from ORDER BY at DESC, source" + bytewise + " DESC, id" + bytewise
                                + " DESC LIMIT 1",
                        series)
                .bind("from", moment)
                .map((columns, context) -> Row.from(columns))
                .findOne();
    }

    private static Query of(Handle sql, String select, Series series) {
        return sql.createQuery(select)
                .bind("tenant", series.tenant())
                .bind("offering", series.offering())
                .bind("meter", series.meter());
    }

    /** What it takes to recompute a figure besides the readings of its span; empty when they are enough. */
    Optional<Level> level(Handle sql, Levelled levelled, Span span) {
        if (levelled.meter().aggregation() != Aggregation.LAST
                && levelled.meter().aggregation() != Aggregation.TIME_WEIGHTED) {
            return Optional.empty();
        }
        List<Span> subscribed = Subscriptions.of(sql, levelled.series().tenant(), levelled.offering());
        Optional<Row> carried =
                before(sql, levelled.series(), span.from()).filter(row -> stands(row, span, subscribed));
        long first = carried.map(Row::at).orElse(span.from());
        return Optional.of(new Level(
                carried.map(Row::toReading),
                subscribed.stream()
                        .filter(active -> active.to() > first && active.from() < span.to())
                        .map(SqlLevels::subscribed)
                        .toList()));
    }

    private static boolean stands(Row carried, Span span, List<Span> subscribed) {
        return new LevelCount(Aggregation.LAST, span, subscribed, Optional.of(carried))
                .result()
                .isPresent();
    }

    private static Level.Subscribed subscribed(Span active) {
        return new Level.Subscribed(
                Columns.instant(active.from()),
                active.to() == Long.MAX_VALUE ? Optional.empty() : Optional.of(Columns.instant(active.to())));
    }
}
