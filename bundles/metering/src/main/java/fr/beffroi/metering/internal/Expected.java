package fr.beffroi.metering.internal;

import fr.beffroi.metering.Filter;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;

/**
 * Readings that a subscription should have brought.
 *
 * @param series of these
 * @param rhythm at least one in each of its intervals
 * @param span of those intervals that lie within it as a whole: the subscription was in use and the rhythm declared
 * @param pauses but for those that one of these touches: it was suspended
 */
record Expected(Series series, Rhythm rhythm, Span span, List<Span> pauses) {
    private static final long FOR_EVER = Long.MAX_VALUE;

    Expected {
        pauses = List.copyOf(pauses);
    }

    /** Whether readings should have come in an interval of the rhythm, as a whole. */
    boolean covers(Span interval) {
        return span.from() <= interval.from()
                && interval.to() <= span.to()
                && pauses.stream().noneMatch(interval::overlaps);
    }

    /** How many intervals of a span there are to look at, about. */
    long intervals(Span asked) {
        long from = Math.max(span.from(), asked.from());
        long to = Math.min(span.to(), asked.to());
        return to <= from ? 0 : (to - from) / rhythm.length() + 1;
    }

    /** The parts of a span in which something was expected. */
    List<Span> parts(Span asked) {
        List<Span> parts = List.of(new Span(Math.max(span.from(), asked.from()), Math.min(span.to(), asked.to())));
        for (Span pause : pauses) {
            parts = parts.stream()
                    .flatMap(part -> Stream.of(
                            new Span(part.from(), Math.min(part.to(), pause.from())),
                            new Span(Math.max(part.from(), pause.to()), part.to())))
                    .toList();
        }
        return parts.stream().filter(part -> part.from() < part.to()).toList();
    }

    /** Whatever was expected at some moment of the filter's span. */
    static List<Expected> within(Handle sql, Filter filter) {
        Map<String, List<Span>> pauses = pauses(sql, filter);
        return SqlTotals.bind(
                        sql.createQuery("SELECT * FROM (SELECT s.subscription, s.tenant, o.name AS offering, r.meter,"
                                + " r.hours, s.active_from, s.active_to, r.declared_from, r.declared_to"
                                + " FROM metering_subscription s"
                                + " JOIN metering_offering o ON o.id = s.offering"
                                + " JOIN metering_rhythm r ON r.offering = o.name) expected"
                                + " WHERE active_from < :to AND (active_to IS NULL OR active_to > :from)"
                                + " AND declared_from < :to AND (declared_to IS NULL OR declared_to > :from)"
                                + SqlTotals.narrowed(filter)
                                + " ORDER BY tenant, offering, meter, active_from, declared_from"),
                        filter)
                .map((columns, context) -> new Expected(
                        Series.from(columns),
                        new Rhythm(columns.getInt("hours")),
                        new Span(
                                Math.max(columns.getLong("active_from"), columns.getLong("declared_from")),
                                Math.min(open(columns.getObject("active_to")), open(columns.getObject("declared_to")))),
                        pauses.getOrDefault(columns.getString("subscription"), List.of())))
                .list();
    }

    private static Map<String, List<Span>> pauses(Handle sql, Filter filter) {
        return sql
                .createQuery("SELECT subscription, pause_from, pause_to FROM metering_pause"
                        + " WHERE pause_from < :to AND (pause_to IS NULL OR pause_to > :from)")
                .bind("from", Columns.micros(filter.from()))
                .bind("to", Columns.micros(filter.to()))
                .map((columns, context) -> Map.entry(
                        columns.getString("subscription"),
                        new Span(columns.getLong("pause_from"), open(columns.getObject("pause_to")))))
                .list()
                .stream()
                .collect(Collectors.groupingBy(
                        Map.Entry::getKey, Collectors.mapping(Map.Entry::getValue, Collectors.toList())));
    }

    private static long open(Object end) {
        return end == null ? FOR_EVER : ((Number) end).longValue();
    }
}
