package fr.beffroi.metering.internal;

import fr.beffroi.api.ReadingIntake.Outcome;
import fr.beffroi.api.ReadingIntake.Receipt;
import fr.beffroi.api.Refusal;
import fr.beffroi.metering.QuarantineReason;
import fr.beffroi.metering.internal.Row.Key;
import fr.beffroi.store.Store;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;

/**
 * Last step of the intake: stores readings and counts them, in one transaction. Claiming the key, keeping the reading and adding it
 * to its hour stand or fall together, so a reading is counted exactly when it is there. What something stands against, and what
 * takes another reading back, is rare: it goes into a second transaction, which no other intake runs beside.
 */
final class SqlIntake {
    /** A deadlock, and a serialization failure. */
    private static final Set<String> IN_THE_WAY = Set.of("40P01", "40001");

    private static final int ATTEMPTS = 3;

    /** These hours can't hold what was to be added to them. */
    private static final class HourFull extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final transient Set<Hour> hours;

        HourFull(Set<Hour> hours) {
            super("hours are full", null, false, false);
            this.hours = hours;
        }
    }

    private final Store store;
    private final Clock clock;
    private final SqlQuarantine quarantine;

    SqlIntake(Store store, Clock clock, SqlQuarantine quarantine) {
        this.store = store;
        this.clock = clock;
        this.quarantine = quarantine;
    }

    /** One receipt a candidate, in their order; when this returns, what was accepted or put in quarantine is on the disk. */
    List<Receipt> store(List<Candidate> candidates) {
        List<Row> rows = distinct(candidates);
        Map<Key, Fate> fates = stored(quarantine.ordinary(rows));
        List<Row> others =
                rows.stream().filter(row -> !fates.containsKey(row.key())).toList();
        if (!others.isEmpty()) {
            fates.putAll(write(sql -> quarantine.take(sql, others)));
        }
        return receipts(candidates, fates);
    }

    /**
     * The first of each key, in the order of keys, so that no two intakes of one data store ever wait for each other in a circle.
     */
    private static List<Row> distinct(List<Candidate> candidates) {
        List<Row> all = new ArrayList<>(candidates.size());
        for (Candidate candidate : candidates) {
            if (candidate.objection().isEmpty()) {
                all.add(candidate.row());
            }
        }
        all.sort(Comparator.comparing(Row::key));
        List<Row> distinct = new ArrayList<>(all.size());
        for (Row row : all) {
            if (distinct.isEmpty() || !distinct.get(distinct.size() - 1).key().equals(row.key())) {
                distinct.add(row);
            }
        }
        return distinct;
    }

    /** @return the fates of all but those against which something stands */
    private Map<Key, Fate> stored(List<Row> rows) {
        Set<Hour> full = new HashSet<>();
        boolean bulk = store.dialect() == Store.Dialect.POSTGRESQL && SqlBulk.fits(rows);
        while (!rows.isEmpty()) {
            boolean inBulk = bulk;
            try {
                return write(sql -> inBulk ? storedInBulk(sql, rows) : storedBut(full, sql, rows));
            } catch (HourFull found) {
                // Nothing was stored; once more without them, or to find out which they are.
                full.addAll(found.hours);
                bulk = false;
            }
        }
        return new HashMap<>();
    }

    /**
     * Keys and hours are taken in one order by all intakes, but an operator's own statements or an earlier version may come across:
     * then PostgreSQL ends one of the two, and nothing stands against trying again.
     */
    private <R> R write(Function<Handle, R> changes) {
        for (int left = ATTEMPTS - 1; ; left--) {
            try {
                return store.write(changes);
            } catch (Refusal e) {
                if (left == 0 || !wasInTheWay(e)) {
                    throw e;
                }
            }
        }
    }

    private static boolean wasInTheWay(Refusal refusal) {
        return refusal.getCause() instanceof SQLException sql && IN_THE_WAY.contains(String.valueOf(sql.getSQLState()));
    }

    /** @throws HourFull when any can't hold what was to be added, without saying which, in a transaction that must not be kept */
    private Map<Key, Fate> storedInBulk(Handle sql, List<Row> rows) {
        Set<Key> inserted =
                SqlBulk.store(sql, Columns.micros(clock.instant()), rows).orElseThrow(() -> new HourFull(Set.of()));
        Map<Key, Fate> fates = new HashMap<>();
        accept(fates, rows, inserted);
        if (fates.size() < rows.size()) {
            fates.putAll(quarantine.fates(sql, without(fates, rows)));
            know(fates, sql, rows);
        }
        return fates;
    }

    /** @throws HourFull when there are others that can't hold what was to be added, in a transaction that must not be kept */
    private Map<Key, Fate> storedBut(Set<Hour> full, Handle sql, List<Row> rows) {
        Standing standing = Standing.locked(store, sql, rows);
        Map<Key, Fate> fates = standing.remembers()
                ? quarantine.fates(sql, rows.stream().map(Row::key).toList())
                : new HashMap<>();
        List<Row> open = rows.stream()
                .filter(row -> !fates.containsKey(row.key()) && !standing.seals(row))
                .toList();
        long arrived = Math.max(Columns.micros(clock.instant()), standing.closedUntil());
        accept(fates, open, insertedBut(full, sql, arrived, open));
        know(fates, sql, rows);
        open.forEach(row -> fates.putIfAbsent(row.key(), Fate.refused(QuarantineReason.HOUR_FULL)));
        return fates;
    }

    private static void accept(Map<Key, Fate> fates, List<Row> rows, Set<Key> inserted) {
        for (Row row : rows) {
            if (inserted.contains(row.key())) {
                fates.put(row.key(), Fate.accepted(row));
            }
        }
    }

    /** Of those whose fate isn't known yet, the ones that were there before. */
    private static void know(Map<Key, Fate> fates, Handle sql, List<Row> rows) {
        SqlReadings.kept(sql, without(fates, rows)).forEach((key, row) -> fates.put(key, Fate.known(row)));
    }

    private static Set<Key> insertedBut(Set<Hour> full, Handle sql, long arrived, List<Row> open) {
        Set<Key> inserted = SqlReadings.insert(
                sql,
                arrived,
                open.stream().filter(row -> !full.contains(row.hour())).toList());
        Set<Hour> tooFull = SqlReadings.count(
                sql, open.stream().filter(row -> inserted.contains(row.key())).toList());
        if (!tooFull.isEmpty()) {
            throw new HourFull(tooFull);
        }
        return inserted;
    }

    private static List<Key> without(Map<Key, Fate> fates, Collection<Row> rows) {
        return rows.stream()
                .map(Row::key)
                .filter(key -> !fates.containsKey(key))
                .toList();
    }

    private static List<Receipt> receipts(List<Candidate> candidates, Map<Key, Fate> fates) {
        Set<Key> told = new HashSet<>();
        List<Receipt> receipts = new ArrayList<>(candidates.size());
        for (Candidate candidate : candidates) {
            if (candidate.objection().isPresent()) {
                receipts.add(new Receipt(Outcome.REFUSED, candidate.objection().get()));
            } else {
                Row row = candidate.row();
                receipts.add(fates.get(row.key()).receipt(row, told.add(row.key())));
            }
        }
        return Collections.unmodifiableList(receipts);
    }
}
