package fr.beffroi.metering.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import fr.beffroi.api.Meter.Aggregation;
import fr.beffroi.metering.internal.Row.Key;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/** In a world of forty microseconds each of them can be asked by itself. */
class LevelCountTest {
    private static final int WORLD = 40;

    @Property
    void aTimeWeightedAverageIsTheLevelOfEachMomentAddedUp(
            @ForAll("rows") List<Row> rows,
            @ForAll("subscribed") List<Span> subscribed,
            @ForAll @IntRange(max = WORLD - 1) int from,
            @ForAll @IntRange(min = 1, max = WORLD) int length) {
        Span span = new Span(from, Math.min(WORLD, from + length));
        List<Long> levels = LongStream.range(span.from(), span.to())
                .boxed()
                .flatMap(moment -> levelAt(moment, rows, subscribed).stream())
                .toList();

        assertEquals(
                levels.isEmpty()
                        ? Optional.empty()
                        : Optional.of(BigDecimal.valueOf(
                                levels.stream().mapToLong(Long::longValue).sum(), 6)),
                result(Aggregation.TIME_WEIGHTED, span, rows, subscribed));
    }

    @Property
    void theLastIsTheLastReadOrWhatStillStoodFromBefore(
            @ForAll("rows") List<Row> rows,
            @ForAll("subscribed") List<Span> subscribed,
            @ForAll @IntRange(max = WORLD - 1) int from,
            @ForAll @IntRange(min = 1, max = WORLD) int length) {
        Span span = new Span(from, Math.min(WORLD, from + length));
        List<Row> within = within(span, rows);
        Optional<Long> expected = within.isEmpty()
                ? LongStream.range(span.from(), span.to())
                        .boxed()
                        .flatMap(moment -> levelAt(moment, rows, subscribed).stream())
                        .findFirst()
                : Optional.of(within.get(within.size() - 1).quantity());

        assertEquals(
                expected.map(level -> BigDecimal.valueOf(level, 6)), result(Aggregation.LAST, span, rows, subscribed));
    }

    @Property
    void theMaximumAndTheDifferentItemsAreThoseOfTheReadingsOfTheSpan(
            @ForAll("rows") List<Row> rows,
            @ForAll("subscribed") List<Span> subscribed,
            @ForAll @IntRange(max = WORLD - 1) int from,
            @ForAll @IntRange(min = 1, max = WORLD) int length) {
        Span span = new Span(from, Math.min(WORLD, from + length));
        List<Row> within = within(span, rows);
        Set<String> items = within.stream().flatMap(row -> row.item().stream()).collect(Collectors.toSet());

        assertEquals(
                within.stream()
                        .map(Row::quantity)
                        .max(Comparator.naturalOrder())
                        .map(max -> BigDecimal.valueOf(max, 6)),
                result(Aggregation.MAX, span, rows, subscribed));
        assertEquals(
                items.isEmpty() ? Optional.empty() : Optional.of(new BigDecimal(items.size() + ".000000")),
                result(Aggregation.UNIQUE, span, rows, subscribed));
    }

    /** The last reading that came by then, unless a subscription ended since, and only while one runs. */
    private static Optional<Long> levelAt(long moment, List<Row> rows, List<Span> subscribed) {
        Optional<Row> last = rows.stream().filter(row -> row.at() <= moment).reduce((a, b) -> b);
        boolean running = subscribed.stream().anyMatch(span -> span.contains(moment));
        return last.filter(row ->
                        running && subscribed.stream().noneMatch(span -> row.at() < span.to() && span.to() <= moment))
                .map(Row::quantity);
    }

    private static List<Row> within(Span span, List<Row> rows) {
        return rows.stream().filter(row -> span.contains(row.at())).toList();
    }

    private static Optional<BigDecimal> result(
            Aggregation aggregation, Span span, List<Row> rows, List<Span> subscribed) {
        LevelCount count = new LevelCount(
                aggregation,
                span,
                subscribed,
                rows.stream().filter(row -> row.at() < span.from()).reduce((a, b) -> b));
        within(span, rows).forEach(count::add);
        return count.result();
    }

    @Provide
    Arbitrary<List<Row>> rows() {
        Arbitrary<Row> row = Combinators.combine(
                        Arbitraries.longs().between(0, WORLD - 1),
                        Arbitraries.longs().between(0, 9),
                        Arbitraries.of("a", "b", "c").optional())
                .as((at, quantity, item) ->
                        new Row(new Key("s", "r"), "30189", "actes", "m", at, quantity, Optional.empty(), item));
        return row.list()
                .ofMaxSize(12)
                .map(rows ->
                        rows.stream().sorted(Comparator.comparingLong(Row::at)).toList());
    }

    /** In order, none touching the next. */
    @Provide
    Arbitrary<List<Span>> subscribed() {
        return Arbitraries.longs().between(0, WORLD).set().ofMaxSize(6).map(moments -> {
            List<Long> bounds = List.copyOf(new TreeSet<>(moments));
            List<Span> spans = new ArrayList<>();
            for (int i = 0; i + 1 < bounds.size(); i += 2) {
                spans.add(new Span(bounds.get(i), bounds.get(i + 1)));
            }
            return spans;
        });
    }
}
