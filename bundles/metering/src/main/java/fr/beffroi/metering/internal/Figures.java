package fr.beffroi.metering.internal;

import fr.beffroi.api.Broker;
import fr.beffroi.api.Insee;
import fr.beffroi.api.Meter;
import fr.beffroi.api.Meter.Aggregation;
import fr.beffroi.api.Offering;
import fr.beffroi.api.Reading;
import fr.beffroi.journal.Decisions;
import fr.beffroi.metering.Figure;
import fr.beffroi.metering.Filter;
import fr.beffroi.metering.Metering;
import fr.beffroi.metering.Seal;
import fr.beffroi.metering.Total;
import fr.beffroi.metering.internal.SqlLevels.Levelled;
import fr.beffroi.store.Store;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;

/** Gives totals the figure that their meter's aggregation makes of them, and adds those where only a level from before stands. */
final class Figures {
    private static final String OF_NOTHING = new MerkleTree().root();

    /** A total's series and first microsecond. */
    private record Part(Series series, long from) {
        static Part of(Total total) {
            return new Part(Series.of(total.tenant(), total.offering(), total.meter()), Columns.micros(total.from()));
        }
    }

    private final Broker broker;
    private final Clock clock;
    private final SqlLevels levels;

    Figures(Store store, Broker broker, Clock clock) {
        this.broker = broker;
        this.clock = clock;
        this.levels = new SqlLevels(store);
    }

    /** What the catalogue declares now; aggregations never change, and rules that hold don't either. */
    Map<String, Offering> catalogue() {
        return broker.catalogue().stream().collect(Collectors.toMap(Offering::name, Function.identity()));
    }

    /**
     * @param counted the totals of whatever readings there are
     * @param part length of the span that each total is of, in microseconds
     */
    List<Total> complete(Handle sql, Map<String, Offering> catalogue, Filter filter, long part, List<Total> counted) {
        return complete(sql, catalogue, filter, part, counted, Metering.MOST_TOTALS);
    }

    private List<Total> complete(
            Handle sql, Map<String, Offering> catalogue, Filter filter, long part, List<Total> counted, int most) {
        Span span = Span.of(filter.from(), filter.to());
        Map<Part, Total> totals = new LinkedHashMap<>();
        for (Total total : counted) {
            totals.put(Part.of(total), added(catalogue, total, part));
        }
        long now = Columns.micros(clock.instant());
        for (Levelled levelled : levelled(sql, catalogue, filter)) {
            if (totals.size() > most) {
                // Too many to be answered, whatever else there is.
                break;
            }
            SortedMap<Long, Figure> figures = levels.figures(sql, levelled, span, part, now);
            figures.forEach((from, figure) -> totals.merge(
                    new Part(levelled.series(), from),
                    levelled.total(new Span(from, from + part), Optional.of(figure)),
                    (total, figured) -> total.with(figured.figure())));
        }
        return new ArrayList<>(totals.values());
    }

    /** Of what is added up; levels wait for theirs. */
    private static Total added(Map<String, Offering> catalogue, Total total, long part) {
        Optional<Meter> meter =
                Optional.ofNullable(catalogue.get(total.offering())).flatMap(offering -> offering.meter(total.meter()));
        if (meter.isEmpty()) {
            return total;
        }
        if (meter.get().aggregation().ofLevels()) {
            return total.with(Optional.empty());
        }
        BigDecimal number = BigDecimal.valueOf(total.standing()).setScale(Reading.SCALE);
        long from = Columns.micros(total.from());
        return total.with(total.figure()
                .map(sum -> new Figure(
                        meter.get().aggregation() == Aggregation.COUNT ? number : sum.counted(),
                        1,
                        meter.get().conversion(total.from(), Columns.instant(from + part)))));
    }

    private static List<Levelled> levelled(Handle sql, Map<String, Offering> catalogue, Filter filter) {
        Map<List<String>, Levelled> meters = new HashMap<>();
        for (Offering offering : catalogue.values()) {
            for (Meter meter : offering.meters()) {
                if (meter.aggregation().ofLevels()
                        && filter.offering().map(offering.name()::equals).orElse(true)
                        && filter.meter().map(meter.name()::equals).orElse(true)) {
                    meters.put(
                            List.of(offering.name(), meter.name()),
                            new Levelled(new Series("", offering.name(), meter.name()), offering.id(), meter));
                }
            }
        }
        if (meters.isEmpty()) {
            return List.of();
        }
        List<Levelled> levelled = new ArrayList<>();
        for (Series series : Series.all(sql, filter.tenant().map(Insee::code))) {
            Levelled one = meters.get(List.of(series.offering(), series.meter()));
            if (one != null) {
                levelled.add(new Levelled(series, one.offering(), one.meter()));
            }
        }
        return levelled;
    }

    /** The same for what a closing seals, and for each level what it takes to recompute it. */
    List<Seal> complete(Decisions decisions, Instant from, Instant to, List<Seal> sealed) {
        Handle sql = decisions.sql();
        Map<String, Offering> catalogue = catalogue();
        Filter filter = new Filter(Optional.empty(), Optional.empty(), Optional.empty(), from, to);
        Span span = Span.of(from, to);
        Map<Series, String> roots = new HashMap<>();
        sealed.forEach(seal -> roots.put(Part.of(seal.total()).series(), seal.merkleRoot()));
        Map<Series, Levelled> levelled = levelled(sql, catalogue, filter).stream()
                .collect(Collectors.toMap(Levelled::series, Function.identity()));
        List<Seal> seals = new ArrayList<>();
        List<Total> counted = sealed.stream().map(Seal::total).toList();
        for (Total total : complete(sql, catalogue, filter, span.to() - span.from(), counted, Integer.MAX_VALUE)) {
            Series series = Part.of(total).series();
            seals.add(new Seal(
                    total,
                    roots.getOrDefault(series, OF_NOTHING),
                    Optional.ofNullable(levelled.get(series)).flatMap(one -> levels.level(sql, one, span))));
        }
        seals.sort((one, other) -> SqlTotals.ORDER.compare(one.total(), other.total()));
        return List.copyOf(seals);
    }
}
