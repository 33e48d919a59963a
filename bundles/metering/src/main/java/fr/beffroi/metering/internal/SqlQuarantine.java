package fr.beffroi.metering.internal;

import fr.beffroi.api.ReadingIntake.Outcome;
import fr.beffroi.api.Refusal;
import fr.beffroi.metering.Filter;
import fr.beffroi.metering.QuarantineReason;
import fr.beffroi.metering.Quarantined;
import fr.beffroi.metering.internal.Row.Key;
import fr.beffroi.store.Store;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;

/**
 * Readings that are kept but not counted while something stands against them, and those that take others back. Whatever changes
 * here shuts all intakes out meanwhile, so that no key gets both counted and kept back, and nothing is taken back twice.
 */
final class SqlQuarantine {
    /** How far the clock of a source may be ahead of ours. */
    static final Duration CLOCK_SKEW = Duration.ofMinutes(5);

    /** How many readings one transaction lets through at most. */
    private static final int AT_ONCE = 1_000;

    private static final int MOST = 10_000;

    private final Store store;
    private final Clock clock;

    SqlQuarantine(Store store, Clock clock) {
        this.store = store;
        this.clock = clock;
    }

    /** Those that nothing but a sealed span can stand against, as far as they tell themselves. */
    List<Row> ordinary(Collection<Row> rows) {
        long latest = latest();
        return rows.stream()
                .filter(row -> row.at() <= latest && row.corrects().isEmpty())
                .toList();
    }

    private long latest() {
        return Columns.micros(clock.instant().plus(CLOCK_SKEW));
    }

    /** What is known of these keys here and in archived files. */
    Map<Key, Fate> fates(Handle sql, Collection<Key> keys) {
        Map<Key, Fate> fates = new HashMap<>();
        // One look at both, since hardly ever is there anything.
        Map.Entry<Boolean, Boolean> any = sql.createQuery("SELECT EXISTS (SELECT 1 FROM metering_quarantine) AS here,"
                        + " EXISTS (SELECT 1 FROM metering_archived_month) AS archived")
                .map((columns, context) -> Map.entry(columns.getBoolean("here"), columns.getBoolean("archived")))
                .one();
        if (any.getValue()) {
            SqlArchived.contents(sql, keys).forEach((key, content) -> fates.put(key, Fate.archived(content)));
        }
        if (!any.getKey()) {
            return fates;
        }
        for (List<Key> some : SqlReadings.parts(List.copyOf(keys))) {
            SqlReadings.keyed(
                            sql,
                            "SELECT " + Row.COLUMNS + ", reason, released FROM metering_quarantine"
                                    + " WHERE (source, id) IN",
                            some)
                    .map((columns, context) -> {
                        Row row = Row.from(columns);
                        columns.getLong("released");
                        return columns.wasNull()
                                ? Fate.quarantined(row, reason(columns.getString("reason")))
                                : Fate.known(row);
                    })
                    .forEach(fate -> fates.put(fate.as().orElseThrow().key(), fate));
        }
        return fates;
    }

    /** Takes in whatever the intake could not simply store, in a transaction of its own. */
    Map<Key, Fate> take(Handle sql, List<Row> rows) {
        SqlReadings.keepAllOut(store, sql);
        Map<Key, Fate> fates = fates(sql, rows.stream().map(Row::key).toList());
        SqlReadings.kept(
                        sql,
                        rows.stream()
                                .map(Row::key)
                                .filter(key -> !fates.containsKey(key))
                                .toList())
                .forEach((key, row) -> fates.put(key, Fate.known(row)));
        List<Row> unknown =
                rows.stream().filter(row -> !fates.containsKey(row.key())).toList();
        Map<Key, QuarantineReason> against = admit(sql, unknown);
        List<Row> kept = new ArrayList<>();
        for (Row row : unknown) {
            QuarantineReason reason = against.get(row.key());
            if (reason == null) {
                fates.put(row.key(), Fate.accepted(row));
            } else if (reason == QuarantineReason.CONTRADICTION || reason == QuarantineReason.HOUR_FULL) {
                fates.put(row.key(), Fate.refused(reason));
            } else {
                kept.add(row);
                fates.put(row.key(), Fate.quarantined(row, reason));
            }
        }
        keep(sql, kept, against);
        return fates;
    }

    private void keep(Handle sql, List<Row> rows, Map<Key, QuarantineReason> reasons) {
        if (rows.isEmpty()) {
            return;
        }
        long now = Columns.micros(clock.instant());
        PreparedBatch batch = sql.prepareBatch("INSERT INTO metering_quarantine (" + Row.COLUMNS
                + ", reason, since) VALUES (:source, :id, :tenant, :offering, :meter, :at, :quantity, :corrects,"
                + " :item, :reason, :since)");
        for (Row row : rows) {
            batch.bind("source", row.key().source())
                    .bind("id", row.key().id())
                    .bind("tenant", row.tenant())
                    .bind("offering", row.offering())
                    .bind("meter", row.meter())
                    .bind("at", row.at())
                    .bind("quantity", row.quantity())
                    .bind("corrects", row.corrects().orElse(null))
                    .bind("item", row.item().orElse(null))
                    .bind("reason", word(reasons.get(row.key())))
                    .bind("since", now)
                    .add();
        }
        batch.execute();
    }

    /**
     * Stores and counts what nothing stands against.
     *
     * @param rows whose keys stand nowhere
     * @return what stands against the others
     */
    private Map<Key, QuarantineReason> admit(Handle sql, List<Row> rows) {
        Map<Key, QuarantineReason> against = new HashMap<>();
        // What is taken back may be among them.
        Predicate<Row> ordinary = row -> row.corrects().isEmpty();
        admit(sql, rows.stream().filter(ordinary).toList(), against);
        admit(sql, rows.stream().filter(ordinary.negate()).toList(), against);
        return against;
    }

    private void admit(Handle sql, List<Row> rows, Map<Key, QuarantineReason> against) {
        if (rows.isEmpty()) {
            return;
        }
        List<Span> sealed = SqlReadings.sealedSpans(sql, rows);
        Set<Key> named = rows.stream().flatMap(row -> row.original().stream()).collect(Collectors.toSet());
        Map<Key, Row> originals = SqlReadings.kept(sql, named);
        Set<Key> withdrawn = SqlReadings.withdrawn(sql, named);
        Set<Key> archived =
                named.isEmpty() ? Set.of() : SqlArchived.contents(sql, named).keySet();
        List<Row> fine = new ArrayList<>();
        for (Row row : rows) {
            Optional<QuarantineReason> reason = against(row, sealed, originals, withdrawn)
                    // What is in a file is of a closed period; this one isn't.
                    .map(found -> found == QuarantineReason.UNKNOWN_ORIGINAL
                                    && archived.contains(row.original().orElseThrow())
                            ? QuarantineReason.CONTRADICTION
                            : found);
            if (reason.isPresent()) {
                against.put(row.key(), reason.get());
            } else {
                fine.add(row);
                row.original().ifPresent(withdrawn::add);
            }
        }
        Set<Hour> full = SqlReadings.count(sql, fine);
        fine.stream()
                .filter(row -> full.contains(row.hour()))
                .forEach(row -> against.put(row.key(), QuarantineReason.HOUR_FULL));
        SqlReadings.insert(
                sql,
                Fence.arrival(sql, clock),
                fine.stream().filter(row -> !full.contains(row.hour())).toList());
    }

    private Optional<QuarantineReason> against(
            Row row, List<Span> sealed, Map<Key, Row> originals, Set<Key> withdrawn) {
        Optional<Row> original = row.original().map(originals::get);
        if (original.isPresent() && (withdrawn.contains(original.get().key()) || !row.withdraws(original.get()))) {
            return Optional.of(QuarantineReason.CONTRADICTION);
        }
        if (row.at() > latest()) {
            return Optional.of(QuarantineReason.FUTURE);
        }
        if (sealed.stream().anyMatch(span -> span.contains(row.at()))) {
            return Optional.of(QuarantineReason.CLOSED_PERIOD);
        }
        return row.corrects().isPresent() && original.isEmpty()
                ? Optional.of(QuarantineReason.UNKNOWN_ORIGINAL)
                : Optional.empty();
    }

    /** Those that wait, the oldest first. */
    List<Quarantined> waiting(Filter filter, int limit) {
        if (limit < 1 || limit > MOST) {
            throw Refusal.invalid("A list holds from 1 to 10,000 readings, not " + limit + ".");
        }
        return store.read(sql -> SqlTotals.bind(
                        sql.createQuery("SELECT " + Row.COLUMNS + ", reason, since FROM metering_quarantine"
                                + " WHERE released IS NULL AND at >= :from AND at < :to" + SqlTotals.narrowed(filter)
                                + " ORDER BY since, source, id LIMIT :limit"),
                        filter)
                .bind("limit", limit)
                .map((columns, context) -> new Quarantined(
                        Row.from(columns).toReading(),
                        reason(columns.getString("reason")),
                        Columns.instant(columns.getLong("since"))))
                .list());
    }

    Map<QuarantineReason, Long> counted() {
        Map<QuarantineReason, Long> counted = new EnumMap<>(QuarantineReason.class);
        store.read(sql -> sql.createQuery("SELECT reason, count(*) AS readings FROM metering_quarantine"
                                + " WHERE released IS NULL GROUP BY reason")
                        .map((columns, context) ->
                                Map.entry(reason(columns.getString("reason")), columns.getLong("readings")))
                        .list())
                .forEach(entry -> counted.put(entry.getKey(), entry.getValue()));
        return counted;
    }

    /** Those of a source that wait, as they were brought: by id, of one kind at a time. */
    List<Row> waiting(String source, boolean withdrawals, String after) {
        return store.read(sql -> sql.createQuery(
                        "SELECT " + Row.COLUMNS + " FROM metering_quarantine WHERE source = :source AND id > :after"
                                + " AND released IS NULL AND corrects IS " + (withdrawals ? "NOT" : "")
                                + " NULL ORDER BY id LIMIT " + AT_ONCE)
                .bind("source", source)
                .bind("after", after)
                .map((columns, context) -> Row.from(columns))
                .list());
    }

    /** Those against which nothing may stand any more: their time has come, or what they take back is there. */
    List<Row> ripe(Handle sql) {
        return sql.createQuery("SELECT " + Row.COLUMNS
                        + " FROM metering_quarantine waiting WHERE released IS NULL"
                        + " AND (reason = :future AND at <= :latest OR reason = :unknown AND EXISTS (SELECT 1"
                        + " FROM metering_reading original WHERE original.source = waiting.source"
                        + " AND original.id = waiting.corrects))"
                        + " ORDER BY CASE WHEN corrects IS NULL THEN 0 ELSE 1 END, since, source, id LIMIT " + AT_ONCE)
                .bind("future", word(QuarantineReason.FUTURE))
                .bind("unknown", word(QuarantineReason.UNKNOWN_ORIGINAL))
                .bind("latest", latest())
                .map((columns, context) -> Row.from(columns))
                .list();
    }

    /**
     * Takes in once more what waits, in a transaction of its own.
     *
     * @param brought as it was brought
     * @param shift what is added to the times. With one, what stays, stays as it was; without, what stands against it is told anew
     * @return how many count now
     */
    long release(Handle sql, List<Row> brought, Duration shift) {
        SqlReadings.keepAllOut(store, sql);
        Map<Key, Fate> now = fates(sql, brought.stream().map(Row::key).toList());
        List<Row> rows = brought.stream()
                .filter(row -> now.get(row.key()).outcome() == Outcome.QUARANTINED)
                .flatMap(row -> row.shifted(shift).stream())
                .toList();
        // A node that knew of no quarantine may have counted one of them.
        Set<Key> counted =
                SqlReadings.kept(sql, rows.stream().map(Row::key).toList()).keySet();
        Map<Key, QuarantineReason> against = admit(
                sql, rows.stream().filter(row -> !counted.contains(row.key())).toList());
        long moment = Columns.micros(clock.instant());
        long released = 0;
        for (Row row : rows) {
            QuarantineReason reason = against.get(row.key());
            if (reason == null) {
                released++;
                change(sql, row.key(), "released = :value", moment);
            } else if (shift.isZero()) {
                change(sql, row.key(), "reason = :value", word(reason));
            }
        }
        return released;
    }

    private static void change(Handle sql, Key key, String change, Object value) {
        sql.createUpdate("UPDATE metering_quarantine SET " + change + " WHERE source = :source AND id = :id")
                .bind("value", value)
                .bind("source", key.source())
                .bind("id", key.id())
                .execute();
    }

    private static String word(QuarantineReason reason) {
        return reason.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static QuarantineReason reason(String word) {
        return QuarantineReason.valueOf(word.toUpperCase(Locale.ROOT).replace('-', '_'));
    }
}
