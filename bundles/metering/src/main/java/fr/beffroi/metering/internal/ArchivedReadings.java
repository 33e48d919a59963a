package fr.beffroi.metering.internal;

import fr.beffroi.api.Reading;
import fr.beffroi.api.Reason;
import fr.beffroi.api.Refusal;
import fr.beffroi.metering.Filter;
import fr.beffroi.metering.Place;
import fr.beffroi.metering.internal.SqlContent.Content;
import fr.beffroi.metering.internal.SqlContent.Recount;
import fr.beffroi.store.Store;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.result.ResultIterator;

/**
 * Readings wherever they are, in the data store or in files. One that is in both, because it stays or is just being taken out, is one
 * reading. Reads files from their beginning, so a page of old readings costs as much as its month is long.
 */
final class ArchivedReadings {
    /** As {@link SqlPages} lists them. */
    private static final Comparator<Row> ORDER =
            Comparator.comparing(Row::series).thenComparing(Row::at).thenComparing(Row::key, Bytewise.OF_KEYS);

    private final Store store;
    private final ArchiveFolder folder;

    ArchivedReadings(Store store, ArchiveFolder folder) {
        this.store = store;
        this.folder = folder;
    }

    /**
     * A page, as {@link fr.beffroi.metering.Metering#readings} gives it.
     *
     * @param stored the same page of the data store alone; read before, so that what leaves it meanwhile is not missed
     * @throws Refusal {@link Reason#UNAVAILABLE} when a file can't be read
     */
    List<Reading> page(Filter filter, Optional<Place> after, int limit, List<Reading> stored) {
        List<SqlArchived.File> files = store.read(sql -> SqlArchived.files(sql, filter));
        if (files.isEmpty()) {
            return stored;
        }
        Optional<Row> reached = after.map(ArchivedReadings::row);
        TreeSet<Row> page = stored.stream().map(Row::of).collect(Collectors.toCollection(() -> new TreeSet<>(ORDER)));
        for (SqlArchived.File file : files) {
            each(file, row -> {
                if (matches(filter, row)
                        && reached.filter(place -> ORDER.compare(row, place) <= 0)
                                .isEmpty()) {
                    page.add(row);
                    if (page.size() > limit) {
                        page.pollLast();
                    }
                }
            });
        }
        return page.stream().map(Row::toReading).toList();
    }

    /** The readings of a file, by source and id. */
    void each(SqlArchived.File file, Consumer<Row> consumer) {
        try (ArchivedLines lines = folder.month(file.month()).lines(file.tenant())) {
            lines.forEachRemaining(reading -> consumer.accept(reading.row()));
        } catch (IOException | UncheckedIOException cause) {
            throw new Refusal(
                    Reason.UNAVAILABLE,
                    "These readings are archived, but the file "
                            + folder.month(file.month()).shown(ArchivedMonth.nameOf(file.tenant()))
                            + " can't be read; operations can restore it from a backup.",
                    cause);
        }
    }

    private static Row row(Place place) {
        return new Row(
                new Row.Key(place.source(), place.id()),
                place.tenant().code(),
                place.offering(),
                place.meter(),
                Columns.micros(place.time()),
                0,
                Optional.empty(),
                Optional.empty());
    }

    private static boolean matches(Filter filter, Row row) {
        return Span.of(filter.from(), filter.to()).contains(row.at())
                && filter.offering().map(row.offering()::equals).orElse(true)
                && filter.meter().map(row.meter()::equals).orElse(true);
    }

    /**
     * What there is of a commune and span, by meter. All sources are in the order of source and id, and so is what comes out of them.
     *
     * @param files those that may hold any of it
     */
    Map<Series, Content> recount(Handle sql, String tenant, Span span, List<SqlArchived.File> files)
            throws IOException {
        SortedMap<Series, Recount> recounts = new TreeMap<>();
        List<AutoCloseable> opened = new ArrayList<>();
        try {
            PriorityQueue<Head> heads = new PriorityQueue<>();
            for (SqlArchived.File file : files) {
                ArchivedLines lines = folder.month(file.month()).lines(file.tenant());
                opened.add(lines);
                Head.of(lines).ifPresent(heads::add);
            }
            for (ResultIterator<Arrived> stored : stored(sql, tenant, span)) {
                opened.add(stored);
                Head.of(stored).ifPresent(heads::add);
            }
            Row.Key last = null;
            while (!heads.isEmpty()) {
                Head head = heads.poll();
                Row row = head.first().row();
                if (span.contains(row.at()) && !row.key().equals(last)) {
                    recounts.computeIfAbsent(row.series(), series -> new Recount())
                            .add(row);
                    last = row.key();
                }
                Head.of(head.rest()).ifPresent(heads::add);
            }
        } catch (UncheckedIOException e) {
            throw e.getCause();
        } finally {
            close(opened);
        }
        SortedMap<Series, Content> contents = new TreeMap<>();
        recounts.forEach((series, recount) -> contents.put(series, recount.content()));
        return contents;
    }

    /** What is left of the span in the data store; one after the other over the index of meters. */
    private List<ResultIterator<Arrived>> stored(Handle sql, String tenant, Span span) {
        SortedSet<Series> all = Series.all(sql, Optional.of(tenant));
        return all.stream().map(series -> Arrived.of(sql, store, series, span)).toList();
    }

    private static void close(List<AutoCloseable> opened) {
        for (AutoCloseable one : opened) {
            try {
                one.close();
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }
    }

    /** What comes next of a source; what the file says comes before what the data store says of the same key. */
    private record Head(Arrived first, Iterator<Arrived> rest) implements Comparable<Head> {
        static Optional<Head> of(Iterator<Arrived> source) {
            return source.hasNext() ? Optional.of(new Head(source.next(), source)) : Optional.empty();
        }

        @Override
        public int compareTo(Head other) {
            int byKey = Bytewise.OF_KEYS.compare(
                    first.row().key(), other.first.row().key());
            return byKey != 0
                    ? byKey
                    : Boolean.compare(!(rest instanceof ArchivedLines), !(other.rest instanceof ArchivedLines));
        }
    }
}
