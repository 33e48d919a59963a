package fr.beffroi.metering.internal;

import fr.beffroi.api.Insee;
import fr.beffroi.api.Refusal;
import fr.beffroi.metering.Filter;
import fr.beffroi.metering.Gap;
import fr.beffroi.metering.Metering;
import fr.beffroi.store.Store;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Update;

/**
 * Where readings are missing. What is silent is found when somebody asks, so that a reading that comes late closes its gap; what an
 * entrance knows that it missed stands in a table and stays.
 */
final class SqlGaps {
    /** How long after an interval is over its readings may come before it counts as silent. */
    static final Duration GRACE = Duration.ofHours(2);

    /** So many intervals are looked at for one answer: a year of five hourly meters of 39 communes. */
    static final long MOST_INTERVALS = 2_000_000;

    private static final long HOUR = new Rhythm(1).length();

    /** A day on which the clocks change; an interval at the edge of a span is looked at as a whole. */
    private static final long LONGEST_INTERVAL = 25 * HOUR;

    private static final Comparator<Gap> ORDER = Comparator.comparing(Gap::tenant)
            .thenComparing(Gap::offering)
            .thenComparing(Gap::meter)
            .thenComparing(Gap::from)
            .thenComparing(Gap::to)
            .thenComparing(Gap::reason);

    private final Store store;
    private final Clock clock;

    SqlGaps(Store store, Clock clock) {
        this.store = store;
        this.clock = clock;
    }

    /**
     * Keeps a gap that an entrance knows of. One that goes on from where another of the same reason ended makes that one longer; of
     * a span there is one gap, whose reason came first.
     *
     * @param reason in a word, lower case
     */
    static void keep(Handle sql, Series series, Span span, String reason) {
        int longer = bind(
                        sql.createUpdate("UPDATE metering_gap SET gap_to = :to WHERE tenant = :tenant"
                                + " AND offering = :offering AND meter = :meter AND gap_to = :from AND reason = :reason"
                                + " AND NOT EXISTS (SELECT 1 FROM metering_gap longer WHERE longer.tenant = :tenant"
                                + " AND longer.offering = :offering AND longer.meter = :meter"
                                + " AND longer.gap_from = metering_gap.gap_from AND longer.gap_to = :to)"),
                        series,
                        span)
                .bind("reason", reason)
                .execute();
        if (longer == 0) {
            bind(
                            sql.createUpdate(
                                    "INSERT INTO metering_gap (tenant, offering, meter, gap_from, gap_to, reason)"
                                            + " VALUES (:tenant, :offering, :meter, :from, :to, :reason)"
                                            + " ON CONFLICT (tenant, offering, meter, gap_from, gap_to) DO NOTHING"),
                            series,
                            span)
                    .bind("reason", reason)
                    .execute();
        }
    }

    private static Update bind(Update update, Series series, Span span) {
        return update.bind("tenant", series.tenant())
                .bind("offering", series.offering())
                .bind("meter", series.meter())
                .bind("from", span.from())
                .bind("to", span.to());
    }

    List<Gap> gaps(Filter filter) {
        return store.read(sql -> {
            List<Gap> kept = kept(sql, filter, " LIMIT " + (Metering.MOST_TOTALS + 1));
            requireAnswerable(kept);
            long over = Columns.micros(clock.instant().minus(GRACE));
            List<Expected> expected = Expected.within(sql, atTheEdges(filter));
            Span asked = until(filter, over);
            if (expected.stream().mapToLong(one -> one.intervals(asked)).sum() > MOST_INTERVALS) {
                throw tooMuch("There is more to look at than is done for one answer");
            }
            List<Gap> gaps = gaps(sql, expected, kept, asked, over);
            requireAnswerable(gaps);
            return inOrder(gaps, filter);
        });
    }

    /** Of a span that is closed: see {@link Metering#missing}. */
    List<Gap> missing(Handle sql, Filter filter) {
        long over = Columns.micros(clock.instant());
        Span asked = until(filter, over);
        List<Expected> expected = Expected.within(sql, atTheEdges(filter)).stream()
                .filter(one -> one.span().overlaps(asked))
                .toList();
        Set<Series> series = expected.stream().map(Expected::series).collect(Collectors.toSet());
        List<Gap> kept = kept(sql, filter, "").stream()
                .filter(gap -> series.contains(Series.of(gap)))
                .toList();
        return inOrder(gaps(sql, expected, kept, asked, over), filter);
    }

    private static Span until(Filter filter, long over) {
        return new Span(Columns.micros(filter.from()), Math.min(Columns.micros(filter.to()), over));
    }

    private static List<Gap> inOrder(List<Gap> gaps, Filter filter) {
        return gaps.stream().map(gap -> within(gap, filter)).sorted(ORDER).toList();
    }

    /** The part of a gap that was asked for. */
    private static Gap within(Gap gap, Filter filter) {
        Instant from = gap.from().isBefore(filter.from()) ? filter.from() : gap.from();
        Instant to = gap.to().isAfter(filter.to()) ? filter.to() : gap.to();
        return new Gap(gap.tenant(), gap.offering(), gap.meter(), from, to, gap.reason());
    }

    private static void requireAnswerable(List<Gap> gaps) {
        if (gaps.size() > Metering.MOST_TOTALS) {
            throw tooMuch("These are more than " + Metering.MOST_TOTALS + " gaps");
        }
    }

    /** What entrances recorded. */
    private static List<Gap> kept(Handle sql, Filter filter, String limit) {
        return SqlTotals.bind(
                        sql.createQuery("SELECT tenant, offering, meter, gap_from, gap_to, reason FROM metering_gap"
                                + " WHERE gap_to > :from AND gap_from < :to" + SqlTotals.narrowed(filter)
                                + " ORDER BY tenant, offering, meter, gap_from, gap_to" + limit),
                        filter)
                .map((columns, context) -> new Gap(
                        new Insee(columns.getString("tenant")),
                        columns.getString("offering"),
                        columns.getString("meter"),
                        Columns.instant(columns.getLong("gap_from")),
                        Columns.instant(columns.getLong("gap_to")),
                        columns.getString("reason")))
                .list();
    }

    /**
     * What was recorded, and what was silent besides.
     *
     * @param over intervals that end later may still be heard of
     */
    private static List<Gap> gaps(Handle sql, List<Expected> expected, List<Gap> kept, Span asked, long over) {
        GapRuns known = new GapRuns();
        kept.forEach(known::add);
        GapRuns silent = new GapRuns();
        for (Expected one : expected) {
            Span due = new Span(
                    Math.max(asked.from(), one.span().from()),
                    Math.min(asked.to(), one.span().to()));
            if (due.to() <= due.from()) {
                continue;
            }
            NavigableMap<Long, Long> hours = heard(sql, one.series(), due);
            long start = one.rhythm().startOf(due.from());
            while (start < due.to()) {
                Span interval = new Span(start, one.rhythm().endOf(start));
                if (interval.to() <= over && one.covers(interval) && !touches(hours, interval)) {
                    Gap gap = one.series().gap(interval, Gap.SILENT);
                    if (!known.cover(gap)) {
                        silent.add(gap);
                    }
                }
                start = interval.to();
            }
        }
        List<Gap> gaps = new ArrayList<>(known.gaps());
        gaps.addAll(silent.gaps());
        return gaps;
    }

    /** Whether one of these runs, by their first microseconds and those after them, touches an interval. */
    private static boolean touches(NavigableMap<Long, Long> runs, Span interval) {
        Map.Entry<Long, Long> last = runs.lowerEntry(interval.to());
        return last != null && last.getValue() > interval.from();
    }

    /**
     * When a series was heard of, as runs of hours one after the other: a year of readings each hour is one run. What was taken
     * back was not heard of. Along the primary key of the hours, so nothing is sorted; only where a run begins or ends is told.
     */
    private static NavigableMap<Long, Long> heard(Handle sql, Series series, Span asked) {
        NavigableMap<Long, Long> runs = new TreeMap<>();
        sql.createQuery("SELECT hour, earlier FROM (SELECT hour, LAG(hour) OVER (ORDER BY hour) AS earlier,"
                        + " LEAD(hour) OVER (ORDER BY hour) AS later FROM metering_hour"
                        + " WHERE tenant = :tenant AND offering = :offering AND meter = :meter"
                        + " AND hour >= :from AND hour < :to AND readings > 2 * withdrawn) hours"
                        + " WHERE earlier IS NULL OR later IS NULL OR earlier < hour - " + HOUR + " OR later > hour + "
                        + HOUR + " ORDER BY hour")
                .bind("tenant", series.tenant())
                .bind("offering", series.offering())
                .bind("meter", series.meter())
                .bind("from", asked.from() - LONGEST_INTERVAL)
                .bind("to", asked.to() + LONGEST_INTERVAL)
                .map((columns, context) -> {
                    long hour = columns.getLong("hour");
                    long earlier = columns.getLong("earlier");
                    return new Span(columns.wasNull() || earlier < hour - HOUR ? hour : earlier, hour + HOUR);
                })
                .forEach(hour -> {
                    // The end of a run names an hour within it; its beginning stands already.
                    Map.Entry<Long, Long> run = runs.floorEntry(hour.from());
                    runs.put(run == null || hour.from() == hour.to() - HOUR ? hour.from() : run.getKey(), hour.to());
                });
        return runs;
    }

    private static Filter atTheEdges(Filter filter) {
        return new Filter(
                filter.tenant(),
                filter.offering(),
                filter.meter(),
                filter.from().minus(LONGEST_INTERVAL, ChronoUnit.MICROS),
                filter.to().plus(LONGEST_INTERVAL, ChronoUnit.MICROS));
    }

    private static Refusal tooMuch(String what) {
        return Refusal.invalid(what + ": ask for a shorter span, or name a commune, a service or a meter.");
    }
}
