package fr.beffroi.metering.internal;

import fr.beffroi.api.Insee;
import fr.beffroi.api.Reason;
import fr.beffroi.api.Refusal;
import fr.beffroi.api.decision.Decision.ReadingsSealed;
import fr.beffroi.journal.Decisions;
import fr.beffroi.metering.Seal;
import fr.beffroi.metering.Total;
import fr.beffroi.metering.internal.SqlContent.Content;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;

/** Seals the readings of a span: their count, sum and Merkle root go into the journal. */
final class SqlSeals {
    private final SqlContent contents;

    SqlSeals(SqlContent contents) {
        this.contents = contents;
    }

    List<Seal> seal(Decisions decisions, Instant from, Instant to) {
        Columns.requireWholeHours(from, to);
        Span span = Span.of(from, to);
        if (decisions.now().isBefore(to)) {
            throw new Refusal(Reason.NOT_ELIGIBLE, "Readings " + span + " can't be sealed: that time is not over yet.");
        }
        claim(decisions.sql(), span);
        List<Seal> seals = new ArrayList<>();
        for (Map.Entry<Series, Count> hours :
                contents.counted(decisions.sql(), span).entrySet()) {
            ReadingsSealed sealed = recounted(decisions.sql(), hours.getKey(), span, hours.getValue());
            decisions.record(sealed);
            seals.add(new Seal(
                    new Total(
                            sealed.commune(),
                            sealed.offering(),
                            sealed.meter(),
                            from,
                            sealed.readings(),
                            hours.getValue().withdrawn(),
                            sealed.quantity()),
                    sealed.merkleRoot()));
        }
        return List.copyOf(seals);
    }

    /**
     * From here on nothing of this span comes in. The insert waits for intakes that are under way and makes later ones wait for
     * this transaction; see {@link SqlReadings}.
     */
    private static void claim(Handle sql, Span span) {
        boolean overlaps = sql.createQuery(
                        "SELECT count(*) FROM metering_sealed WHERE span_from < :to AND span_to > :from")
                .bind("from", span.from())
                .bind("to", span.to())
                .mapTo(Long.class)
                .map(count -> count > 0)
                .one();
        if (overlaps) {
            throw new Refusal(Reason.CONFLICT, "Readings " + span + " were sealed before, at least a part of them.");
        }
        sql.createUpdate("INSERT INTO metering_sealed (span_from, span_to) VALUES (:from, :to)")
                .bind("from", span.from())
                .bind("to", span.to())
                .execute();
    }

    private ReadingsSealed recounted(Handle sql, Series series, Span span, Count counted) {
        Content content = contents.recount(sql, series, span)
                .filter(found -> found.count().equals(counted))
                .orElseThrow(() -> new Refusal(
                        Reason.NOT_ELIGIBLE,
                        "The readings of " + series + " " + span + " are no longer those that were counted (" + counted
                                + "): somebody changed them in the data store. Restore them before sealing."));
        return new ReadingsSealed(
                new Insee(series.tenant()),
                series.offering(),
                series.meter(),
                Columns.instant(span.from()),
                Columns.instant(span.to()),
                counted.readings(),
                Columns.quantity(counted.quantity()),
                content.merkleRoot());
    }
}
