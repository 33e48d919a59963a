package fr.beffroi.metering.internal;

import fr.beffroi.metering.Filter;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;

/**
 * Time in which a counter was not seen, or in which something of it was lost.
 *
 * @param reason in a word, lower case
 */
record Unseen(Series series, Span span, String reason) {

    /**
     * Keeps as gaps what of it readings were expected in. That is asked once for all communes: a page that can't be had is missed by
     * each of them, again and again.
     *
     * @param unseen of one meter
     */
    static void keep(Handle sql, List<Unseen> unseen) {
        if (unseen.isEmpty()) {
            return;
        }
        Map<Series, List<Expected>> expected =
                Expected.within(sql, around(unseen)).stream().collect(Collectors.groupingBy(Expected::series));
        for (Unseen one : unseen) {
            expected.getOrDefault(one.series(), List.of()).stream()
                    .flatMap(due -> due.parts(one.span()).stream())
                    .forEach(part -> SqlGaps.keep(sql, one.series(), part, one.reason()));
        }
    }

    private static Filter around(List<Unseen> unseen) {
        Series meter = unseen.get(0).series();
        return new Filter(
                Optional.empty(),
                Optional.of(meter.offering()),
                Optional.of(meter.meter()),
                Columns.instant(unseen.stream()
                        .mapToLong(one -> one.span().from())
                        .min()
                        .orElseThrow()),
                Columns.instant(
                        unseen.stream().mapToLong(one -> one.span().to()).max().orElseThrow()));
    }
}
