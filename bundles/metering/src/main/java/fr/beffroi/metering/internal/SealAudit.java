package fr.beffroi.metering.internal;

import fr.beffroi.api.decision.Decision.HourSealed;
import fr.beffroi.api.decision.Decision.ReadingsArchived;
import fr.beffroi.api.decision.Decision.ReadingsSealed;
import fr.beffroi.journal.Entry;
import fr.beffroi.journal.Journal;
import fr.beffroi.metering.internal.SqlContent.Content;
import fr.beffroi.store.Store;
import java.math.BigInteger;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;

/**
 * Recomputes every seal and compares it with what stands in the journal, not with anything in the room's own tables: whoever can
 * change those could change both.
 */
final class SealAudit {
    private static final int PAGE = 1_000;

    private final Store store;
    private final Journal journal;
    private final SqlContent contents;
    private final Clock clock;
    private final ArchivesAudit archives;

    private final List<String> findings = new ArrayList<>();
    private final Set<Span> audited = new HashSet<>();

    SealAudit(Store store, Journal journal, SqlContent contents, Clock clock, ArchiveFolder folder) {
        this.store = store;
        this.journal = journal;
        this.contents = contents;
        this.clock = clock;
        this.archives = new ArchivesAudit(store, journal, folder);
    }

    /** A sentence for each thing that no longer fits; empty when everything does. To be called once. */
    List<String> findings() {
        HourAudit hours = new HourAudit(store, clock);
        // A span is sealed in one decision, so its seals follow each other.
        Span span = null;
        Map<Series, ReadingsSealed> seals = new HashMap<>();
        long after = 0;
        for (List<Entry> page = journal.read(after, PAGE); !page.isEmpty(); page = journal.read(after, PAGE)) {
            for (Entry entry : page) {
                after = entry.number();
                if (entry.decision() instanceof ReadingsSealed seal) {
                    Span ofSeal = Span.of(seal.from(), seal.to());
                    if (span != null && !span.equals(ofSeal)) {
                        audit(span, seals);
                        seals.clear();
                    }
                    span = ofSeal;
                    seals.put(Series.of(seal.commune(), seal.offering(), seal.meter()), seal);
                } else if (entry.decision() instanceof HourSealed hour && archives.covers(hour)) {
                    hours.passOver(hour);
                    archives.add(after, hour);
                } else if (entry.decision() instanceof HourSealed hour) {
                    hours.add(hour);
                } else if (entry.decision() instanceof ReadingsArchived archived) {
                    archives.add(archived);
                }
            }
        }
        if (span != null) {
            audit(span, seals);
        }
        for (Span empty : spansWithoutSeals()) {
            audit(empty, Map.of());
        }
        findings.addAll(hours.findings());
        findings.addAll(archives.findings());
        return List.copyOf(findings);
    }

    private List<Span> spansWithoutSeals() {
        return store.read(sql -> sql
                .createQuery("SELECT span_from, span_to FROM metering_sealed ORDER BY span_from")
                .map((columns, context) -> new Span(columns.getLong("span_from"), columns.getLong("span_to")))
                .stream()
                .filter(span -> !audited.contains(span))
                .toList());
    }

    private void audit(Span span, Map<Series, ReadingsSealed> seals) {
        audited.add(span);
        store.read(sql -> {
            SortedMap<Series, Count> counted = contents.counted(sql, span);
            SortedSet<Series> all = Series.all(sql, Optional.empty());
            all.addAll(seals.keySet());
            all.addAll(counted.keySet());
            Map<String, List<SqlArchived.File>> archived = archives.files(sql, span);
            Map<Series, Content> inFiles = new HashMap<>();
            archived.forEach((tenant, files) -> archives.contents(sql, tenant, span, files)
                    .ifPresentOrElse(
                            inFiles::putAll,
                            () -> all.removeIf(series -> series.tenant().equals(tenant))));
            for (Series series : all) {
                Optional<Content> found = archived.containsKey(series.tenant())
                        ? Optional.ofNullable(inFiles.get(series))
                        : contents.recount(sql, series, span);
                fault(Optional.ofNullable(seals.get(series)), found)
                        .or(() -> faultOfHours(found, Optional.ofNullable(counted.get(series))))
                        .ifPresent(fault -> findings.add(series + " " + span + ": " + fault));
            }
            return null;
        });
    }

    private static Optional<String> fault(Optional<ReadingsSealed> sealed, Optional<Content> found) {
        if (sealed.isEmpty()) {
            return found.map(content ->
                    "nothing was sealed, but there are " + content.count() + " now: they were added afterwards.");
        }
        ReadingsSealed seal = sealed.get();
        BigInteger sum = Columns.exactMillionths(seal.quantity());
        String then = Count.told(seal.readings(), sum);
        if (found.isEmpty()) {
            return Optional.of(then + " were sealed, and none is left.");
        }
        Content now = found.get();
        if (now.count().readings() != seal.readings() || !now.count().quantity().equals(sum)) {
            return Optional.of(then + " were sealed, but there are " + now.count() + " now: "
                    + difference(seal.readings(), now.count().readings()));
        }
        if (!now.merkleRoot().equals(seal.merkleRoot())) {
            return Optional.of(
                    then + " were sealed; their number and sum are right, but the content of at least one was"
                            + " changed (Merkle root " + seal.merkleRoot() + " then, " + now.merkleRoot() + " now).");
        }
        return Optional.empty();
    }

    private static String difference(long then, long now) {
        if (then == now) {
            return "a quantity was changed.";
        }
        return now < then ? "readings were removed." : "readings were added.";
    }

    private static Optional<String> faultOfHours(Optional<Content> found, Optional<Count> counted) {
        Optional<Count> recounted = found.map(Content::count);
        return recounted.equals(counted)
                ? Optional.empty()
                : Optional.of("the readings fit their seal, but the hourly totals say "
                        + counted.map(Count::toString).orElse("nothing") + " instead of "
                        + recounted.map(Count::toString).orElse("nothing") + ".");
    }
}
