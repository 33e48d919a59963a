package fr.beffroi.metering.internal;

import fr.beffroi.api.Actor;
import fr.beffroi.api.Meter;
import fr.beffroi.api.Offering;
import fr.beffroi.api.Reason;
import fr.beffroi.api.Refusal;
import fr.beffroi.api.Role;
import fr.beffroi.api.decision.Decision.ReadingsArchived;
import fr.beffroi.journal.Entry;
import fr.beffroi.journal.Journal;
import fr.beffroi.metering.Retention;
import fr.beffroi.store.Store;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jdbi.v3.core.Handle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Archives months of arrival: files, a look at them, the decision, and only then out of the data store. What was stopped before the
 * decision begins anew, what was stopped after it goes on: the files tell what has to leave.
 */
final class MonthArchive implements Retention {
    private static final Logger LOG = LoggerFactory.getLogger(MonthArchive.class);
    private static final Actor SELF = Actor.room("metering");

    /** How many readings leave in one transaction: intakes wait for it. */
    private static final int AT_ONCE = 2_000;

    private final Store store;
    private final Journal journal;
    private final Clock clock;
    private final ArchiveFolder folder;
    private final Supplier<List<Offering>> catalogue;
    private final Consumer<String> progress;
    private volatile boolean stopped;

    /**
     * @param catalogue what is offered
     * @param progress is told of each step, on the caller's thread; what it throws stops the work there
     */
    MonthArchive(
            Store store,
            Journal journal,
            Clock clock,
            ArchiveFolder folder,
            Supplier<List<Offering>> catalogue,
            Consumer<String> progress) {
        this.store = store;
        this.journal = journal;
        this.clock = clock;
        this.folder = folder;
        this.catalogue = catalogue;
        this.progress = progress;
    }

    /** Ends what is under way, soon. */
    void stop() {
        stopped = true;
    }

    /** Goes on with what was stopped, then archives the months that are old enough. */
    void round() {
        for (SqlArchived.Month month : store.read(SqlArchived::months)) {
            if (!month.takenOut()) {
                attempt(month.month(), () -> finish(month.month()));
            }
        }
        if (folder.keepMonths() > 0) {
            YearMonth first =
                    YearMonth.from(clock.instant().atOffset(ZoneOffset.UTC)).minusMonths(folder.keepMonths());
            for (YearMonth month : store.read(sql -> before(sql, first))) {
                attempt(month, () -> archive(SELF, month));
            }
        }
    }

    /** A month that can't be archived keeps no other from it. */
    private static void attempt(YearMonth month, Runnable archiving) {
        try {
            archiving.run();
        } catch (Refusal refusal) {
            if (refusal.reason() != Reason.CONCURRENT) {
                LOG.warn("The readings that arrived in {} were not archived: {}", month, refusal.getMessage());
            }
        }
    }

    /** The months of arrival that have nothing that arrived or was used since the first that is kept. */
    private static List<YearMonth> before(Handle sql, YearMonth first) {
        long end = ArchivedMonth.spanOf(first).from();
        List<YearMonth> archived =
                SqlArchived.months(sql).stream().map(SqlArchived.Month::month).toList();
        List<YearMonth> months = new ArrayList<>();
        Optional<Long> arrived = firstArrival(sql, new Span(0, end));
        while (arrived.isPresent()) {
            YearMonth month = ArchivedMonth.of(arrived.get());
            Span span = ArchivedMonth.spanOf(month);
            if (!archived.contains(month) && objection(sql, month, end).isEmpty()) {
                months.add(month);
            }
            arrived = firstArrival(sql, new Span(span.to(), end));
        }
        return months;
    }

    private static Optional<Long> firstArrival(Handle sql, Span span) {
        return sql.createQuery(
                        "SELECT arrived FROM metering_reading WHERE arrived >= :from AND arrived < :to ORDER BY arrived LIMIT 1")
                .bind("from", span.from())
                .bind("to", span.to())
                .mapTo(Long.class)
                .findOne();
    }

    /**
     * Why a month can't be archived.
     *
     * @param end no reading may be of this time or later
     */
    private static Optional<String> objection(Handle sql, YearMonth month, long end) {
        Span span = ArchivedMonth.spanOf(month);
        Fence fence = Fence.read(sql);
        if (fence.closedUntil() < span.to()) {
            return Optional.of("that month is not over yet");
        }
        if (firstArrival(sql, span).isEmpty()) {
            return Optional.of("none arrived in it");
        }
        if (firstArrival(sql, new Span(Math.max(span.from(), fence.sealedUntil()), span.to()))
                .isPresent()) {
            return Optional.of("its hours are not all sealed yet, which happens each minute");
        }
        return sql.createQuery(
                        "SELECT at FROM metering_reading WHERE arrived >= :from AND arrived < :to AND (at >= :end"
                                + " OR NOT EXISTS (SELECT 1 FROM metering_sealed WHERE span_from <= at AND span_to > at)) LIMIT 1")
                .bind("from", span.from())
                .bind("to", span.to())
                .bind("end", end)
                .mapTo(Long.class)
                .findOne()
                .map(at -> "one of them is of " + Columns.instant(at) + ", and that period is not closed yet");
    }

    @Override
    public List<Archived> archived() {
        return store.read(sql ->
                SqlArchived.months(sql).stream().map(month -> shown(sql, month)).toList());
    }

    private Archived shown(Handle sql, SqlArchived.Month month) {
        long readings = SqlArchived.files(sql, month.month()).stream()
                .mapToLong(SqlArchived.File::readings)
                .sum();
        return new Archived(
                month.month(),
                readings,
                month.takenOut(),
                folder.month(month.month()).folder().toString());
    }

    @Override
    public Archived archive(Actor actor, YearMonth month) {
        actor.require(Role.STAFF, Role.SYSTEM);
        folder.alone(() -> {
            if (known(month).isEmpty()) {
                decide(actor, month);
            }
            takeOut(month);
            return null;
        });
        return store.read(sql -> shown(sql, SqlArchived.month(sql, month).orElseThrow()));
    }

    private void finish(YearMonth month) {
        folder.alone(() -> {
            takeOut(month);
            return null;
        });
    }

    private Optional<SqlArchived.Month> known(YearMonth month) {
        return store.read(sql -> SqlArchived.month(sql, month));
    }

    private void decide(Actor actor, YearMonth month) {
        store.read(sql -> objection(sql, month, Long.MAX_VALUE)).ifPresent(objection -> {
            throw notEligible(month, objection + ".");
        });
        MonthSeals seals = MonthSeals.read(journal, ArchivedMonth.spanOf(month));
        ArchivedMonth draft = folder.draft(month);
        List<ArchiveWriter.Written> files = written(draft, seals);
        step(month + " is written");
        requireSound(draft, seals);
        step(month + " was read back and fits the journal");
        ReadingsArchived decision = new ReadingsArchived(
                month,
                files.stream().mapToLong(ArchiveWriter.Written::readings).sum(),
                digest(draft, ArchivedMonth.SUMS),
                kept(month));
        journal.decide(actor, decisions -> {
            if (SqlArchived.month(decisions.sql(), month).isEmpty()) { // else another node was faster
                Entry entry = decisions.record(decision);
                SqlArchived.add(decisions.sql(), month, entry.number(), files);
                // What appears there later didn't arrive then, also in hours that had nothing to seal.
                Fence.sealed(
                        decisions.sql(),
                        Math.max(
                                Fence.read(decisions.sql()).sealedUntil(),
                                draft.span().to()));
                folder.putInPlace(draft);
            }
            return null;
        });
        folder.discard(draft);
        step(month + " stands in the journal");
    }

    private List<ArchiveWriter.Written> written(ArchivedMonth draft, MonthSeals seals) {
        try {
            return new ArchiveWriter(store, draft, this::step).write(seals);
        } catch (IOException | UncheckedIOException cause) {
            throw new Refusal(
                    Reason.UNAVAILABLE, "The readings can't be written to " + draft.folder() + ": " + cause, cause);
        }
    }

    private void requireSound(ArchivedMonth draft, MonthSeals seals) {
        List<String> findings = new ArchiveAudit(draft, seals).findings();
        if (!findings.isEmpty()) {
            folder.discard(draft);
            throw notEligible(
                    draft.month(),
                    "what was written is not what was sealed. ./beffroi verify names the readings. " + findings.get(0));
        }
    }

    private static Refusal notEligible(YearMonth month, String sentence) {
        return new Refusal(
                Reason.NOT_ELIGIBLE, "The readings that arrived in " + month + " can't be archived: " + sentence);
    }

    /** The meters whose readings have to stay, because what they say isn't in the hourly totals, or nobody knows what they say. */
    private List<String> kept(YearMonth month) {
        Map<String, Offering> offerings = new HashMap<>();
        catalogue.get().forEach(offering -> offerings.put(offering.name(), offering));
        Span span = ArchivedMonth.spanOf(month);
        return store.read(sql -> sql
                .createQuery("SELECT DISTINCT offering, meter FROM metering_reading"
                        + " WHERE arrived >= :from AND arrived < :to ORDER BY offering, meter")
                .bind("from", span.from())
                .bind("to", span.to())
                .map((columns, context) -> new Series("", columns.getString("offering"), columns.getString("meter")))
                .stream()
                .filter(series -> Optional.ofNullable(offerings.get(series.offering()))
                        .flatMap(offering -> offering.meter(series.meter()))
                        .filter(MonthArchive::isAdditive)
                        .isEmpty())
                .map(series -> series.offering() + "/" + series.meter())
                .toList());
    }

    private static boolean isAdditive(Meter meter) {
        return meter.aggregation() == Meter.Aggregation.SUM || meter.aggregation() == Meter.Aggregation.COUNT;
    }

    /** Audits once more when something is found and a month was archived meanwhile: half of it may have been looked for where it was. */
    List<String> undisturbed(Supplier<List<String>> audit) {
        List<String> findings;
        List<SqlArchived.Month> before;
        do {
            before = store.read(SqlArchived::months);
            findings = audit.get();
        } while (!findings.isEmpty() && !before.equals(store.read(SqlArchived::months)));
        return findings;
    }

    /** Takes out what the files have and the journal says that they have; what has left before is passed over. */
    private void takeOut(YearMonth month) {
        SqlArchived.Month known = known(month).orElseThrow();
        if (known.takenOut()) {
            return;
        }
        ReadingsArchived decision = ArchivesAudit.decision(journal, known)
                .orElseThrow(
                        () -> notEligible(month, "the journal has no entry " + known.entry() + " that archives them."));
        ArchivedMonth files = requireAuthentic(decision);
        for (SqlArchived.File file : store.read(sql -> SqlArchived.files(sql, month))) {
            takeOut(files, file, Set.copyOf(decision.kept()));
            store.write(sql -> {
                SqlArchived.dropPages(sql, file.tenant(), files.span());
                return null;
            });
            requireGoingOn();
        }
        step(month + " has left the data store, with its pages");
        store.write(sql -> {
            SqlArchived.takenOut(sql, month, Columns.micros(clock.instant()));
            return null;
        });
        step(month + " is archived: " + decision.readings() + " readings");
    }

    /** Nothing leaves the data store that isn't in the very files that the journal names. */
    private ArchivedMonth requireAuthentic(ReadingsArchived decision) {
        ArchivedMonth files = folder.month(decision.month());
        try {
            boolean authentic = files.digest(ArchivedMonth.SUMS).equals(decision.sha256());
            for (Map.Entry<String, String> sum : files.sums().entrySet()) {
                authentic = authentic && files.digest(sum.getKey()).equals(sum.getValue());
            }
            if (authentic) {
                return files;
            }
        } catch (IOException cause) {
            throw missing(files, cause);
        }
        throw missing(files, null);
    }

    private static Refusal missing(ArchivedMonth files, IOException cause) {
        return new Refusal(
                Reason.UNAVAILABLE,
                "The readings of " + files.month() + " don't leave the data store: the files in " + files.folder()
                        + " are not, or not all, those that the journal names. Restore them from a backup; nodes on one"
                        + " data store share this folder.",
                cause);
    }

    private void takeOut(ArchivedMonth files, SqlArchived.File file, Set<String> kept) {
        try (ArchivedLines lines = files.lines(file.tenant())) {
            long gone = 0;
            long tenths = 0;
            List<Row> some = new ArrayList<>();
            while (lines.hasNext()) {
                some.add(lines.next().row());
                if (some.size() == AT_ONCE || !lines.hasNext()) {
                    List<Row> rows = List.copyOf(some);
                    store.write(sql -> {
                        SqlArchived.takeOut(store, sql, file.number(), rows, kept);
                        return null;
                    });
                    gone += some.size();
                    some.clear();
                    // Not each of many thousand transactions is worth a line in the log.
                    if (gone * 10 / file.readings() > tenths) {
                        tenths = gone * 10 / file.readings();
                        progress.accept(files.shown(ArchivedMonth.nameOf(file.tenant())) + ": " + gone + " of "
                                + file.readings() + " readings have left the data store");
                    }
                    requireGoingOn();
                }
            }
        } catch (IOException | UncheckedIOException cause) {
            throw new Refusal(Reason.UNAVAILABLE, "An archived file can't be read: " + cause, cause);
        }
    }

    private static String digest(ArchivedMonth files, String name) {
        try {
            return files.digest(name);
        } catch (IOException cause) {
            throw new UncheckedIOException(cause);
        }
    }

    private void step(String what) {
        progress.accept(what);
        requireGoingOn();
    }

    private void requireGoingOn() {
        if (stopped || Thread.currentThread().isInterrupted()) {
            throw new Refusal(
                    Reason.UNAVAILABLE, "The archiving was stopped; the next round goes on with what was begun.");
        }
    }
}
