package fr.beffroi.metering.internal;

import fr.beffroi.api.decision.Decision.HourSealed;
import fr.beffroi.api.decision.Decision.ReadingsArchived;
import fr.beffroi.journal.Entry;
import fr.beffroi.journal.Journal;
import fr.beffroi.metering.internal.SqlContent.Content;
import fr.beffroi.store.Store;
import java.io.IOException;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;

/**
 * Compares archived months with the journal while it is read. That a month is archived is looked up in the room's tables first, but
 * only what the journal says of it counts.
 */
final class ArchivesAudit {
    private final Store store;
    private final ArchiveFolder folder;
    private final ArchivedReadings readings;
    private final SortedMap<YearMonth, ReadingsArchived> decided = new TreeMap<>();
    private final Set<YearMonth> takenOut = new HashSet<>();
    private final Map<Integer, Long> keys;

    private final List<String> findings = new ArrayList<>();
    private final Set<YearMonth> audited = new HashSet<>();
    private Optional<YearMonth> reading = Optional.empty();
    private MonthSeals seals = new MonthSeals();

    /** To be made before the journal is read. */
    ArchivesAudit(Store store, Journal journal, ArchiveFolder folder) {
        this.store = store;
        this.folder = folder;
        this.readings = new ArchivedReadings(store, folder);
        List<SqlArchived.Month> months = store.read(SqlArchived::months);
        this.keys = months.isEmpty() ? Map.of() : store.read(SqlArchived::keys);
        for (SqlArchived.Month month : months) {
            decision(journal, month)
                    .ifPresentOrElse(
                            decision -> decided.put(month.month(), decision),
                            () -> findings.add("archive " + month.month()
                                    + ": the data store says that it was archived, but the journal doesn't."));
            if (month.takenOut()) {
                takenOut.add(month.month());
            }
        }
    }

    /** What the journal says of a month that the tables name. */
    static Optional<ReadingsArchived> decision(Journal journal, SqlArchived.Month month) {
        return journal.read(month.entry() - 1, 1).stream()
                .map(Entry::decision)
                .filter(ReadingsArchived.class::isInstance)
                .map(ReadingsArchived.class::cast)
                .filter(decision -> decision.month().equals(month.month()))
                .findFirst();
    }

    /** Whether the readings of that hour are in a file. */
    boolean covers(HourSealed seal) {
        return decided.containsKey(ArchivedMonth.of(Columns.micros(seal.hour())));
    }

    /** To be called for each seal that it covers, in the journal's order. */
    void add(long entry, HourSealed seal) {
        YearMonth month = ArchivedMonth.of(Columns.micros(seal.hour()));
        if (!reading.equals(Optional.of(month))) {
            auditMonth();
            reading = Optional.of(month);
        }
        if (!seals.add(entry, seal) || audited.contains(month)) {
            findings.add(seal.commune() + " arrivals of the hour " + seal.hour()
                    + ": sealed twice, so the fence was set back in between.");
        }
    }

    /** To be called for each such decision of the journal. */
    void add(ReadingsArchived decision) {
        if (!decision.equals(decided.get(decision.month()))) {
            findings.add("archive " + decision.month() + ": the journal says that it was archived, but the data store"
                    + " knows nothing of it.");
        }
    }

    /** To be called once, last. */
    List<String> findings() {
        auditMonth();
        decided.keySet().stream()
                .filter(month -> !audited.contains(month))
                .forEach(month -> findings.add("archive " + month + ": the journal has no seal of any of its hours."));
        return findings;
    }

    private void auditMonth() {
        if (reading.filter(audited::add).isPresent()) {
            audit(decided.get(reading.get()));
        }
        seals = new MonthSeals();
    }

    private void audit(ReadingsArchived decision) {
        ArchivedMonth month = folder.month(decision.month());
        try {
            if (!month.digest(ArchivedMonth.SUMS).equals(decision.sha256())) {
                findings.add("archive " + month.shown(ArchivedMonth.SUMS)
                        + ": the file was changed, it isn't the one whose digest is in the journal.");
            }
        } catch (IOException unreadable) {
            // Told by the audit of the files.
        }
        ArchiveAudit files = new ArchiveAudit(month, seals);
        findings.addAll(files.findings());
        boolean complete = takenOut.contains(decision.month());
        store.read(sql -> {
            for (SqlArchived.File file : SqlArchived.files(sql, decision.month())) {
                ArchiveTraces traces = new ArchiveTraces(store, month, file, findings);
                if (files.unsound().contains(file.tenant())) {
                    traces.nameWhatDiffers(sql);
                } else {
                    traces.compareWithStore(sql, seals, complete ? Set.copyOf(decision.kept()) : Set.of());
                }
                long known = keys.getOrDefault(file.number(), 0L);
                if (complete && known != file.readings()) {
                    findings.add("archive " + month.shown(ArchivedMonth.nameOf(file.tenant())) + ": of its "
                            + file.readings() + " keys the data store knows " + known
                            + ", so that some could count once more.");
                }
            }
            for (String tenant : SqlArchived.withoutFile(sql, decision.month())) {
                SqlArchived.File none = new SqlArchived.File(0, decision.month(), tenant, 0, 0, 0);
                new ArchiveTraces(store, month, none, findings).nameWhatHasNoFile(sql, seals);
            }
            return null;
        });
    }

    /** The communes that have archived readings of a span. */
    Map<String, List<SqlArchived.File>> files(Handle sql, Span span) {
        return SqlArchived.files(sql, Optional.empty(), span).stream()
                .collect(Collectors.groupingBy(SqlArchived.File::tenant, TreeMap::new, Collectors.toList()));
    }

    /** What there is of them, in files and in the data store; empty when a file can't be read, which is a finding. */
    Optional<Map<Series, Content>> contents(Handle sql, String tenant, Span span, List<SqlArchived.File> files) {
        try {
            return Optional.of(readings.recount(sql, tenant, span, files));
        } catch (IOException unreadable) {
            findings.add(tenant + " " + span + ": its seals can't be recomputed without the archived files "
                    + files.stream()
                            .map(file -> folder.month(file.month()).shown(ArchivedMonth.nameOf(tenant)))
                            .collect(Collectors.joining(", "))
                    + ".");
            return Optional.empty();
        }
    }
}
