package fr.beffroi.metering.internal;

import fr.beffroi.api.ReadingIntake.Outcome;
import fr.beffroi.api.ReadingIntake.Receipt;
import fr.beffroi.metering.QuarantineReason;
import fr.beffroi.metering.internal.Row.Key;
import fr.beffroi.store.Store;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jdbi.v3.core.Handle;

/**
 * Last step of the intake: stores readings and counts them, in one transaction. Claiming the key, keeping the reading and adding it
 * to its hour stand or fall together, so a reading is counted exactly when it is there. What something stands against, and what
 * takes another reading back, is rare: it goes into a second transaction, which no other intake runs beside.
 */
final class SqlIntake {

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
        // In the order of keys, so that two nodes on one data store never wait for each other in a circle.
        SortedMap<Key, Row> rows = new TreeMap<>();
        for (Candidate candidate : candidates) {
            if (candidate.objection().isEmpty()) {
                Row row = Row.of(candidate.reading());
                rows.putIfAbsent(row.key(), row);
            }
        }
        Map<Key, Fate> fates = new HashMap<>(stored(quarantine.ordinary(rows.values())));
        List<Row> others = rows.values().stream()
                .filter(row -> !fates.containsKey(row.key()))
                .toList();
        if (!others.isEmpty()) {
            fates.putAll(store.write(sql -> quarantine.take(sql, others)));
        }
        return receipts(candidates, fates);
    }

    /** @return the fates of all but those against which something stands */
    private Map<Key, Fate> stored(List<Row> rows) {
        Set<Hour> full = new HashSet<>();
        while (!rows.isEmpty()) {
            try {
                return store.write(sql -> storedBut(full, sql, rows));
            } catch (HourFull found) {
                // Nothing was stored; once more without them.
                full.addAll(found.hours);
            }
        }
        return Map.of();
    }

    /** @throws HourFull when there are others that can't hold what was to be added, in a transaction that must not be kept */
    private Map<Key, Fate> storedBut(Set<Hour> full, Handle sql, List<Row> rows) {
        SqlReadings.keepSealsOut(store, sql);
        Map<Key, Fate> fates = quarantine.fates(sql, rows.stream().map(Row::key).toList());
        List<Span> sealed = SqlReadings.sealedSpans(sql, rows);
        List<Row> open = rows.stream()
                .filter(row -> !fates.containsKey(row.key()))
                .filter(row -> sealed.stream().noneMatch(span -> span.contains(row.at())))
                .toList();
        Set<Key> inserted = SqlReadings.insert(
                sql,
                Fence.arrival(sql, clock),
                open.stream().filter(row -> !full.contains(row.hour())).toList());
        List<Row> added =
                open.stream().filter(row -> inserted.contains(row.key())).toList();
        Set<Hour> tooFull = SqlReadings.count(sql, added);
        if (!tooFull.isEmpty()) {
            throw new HourFull(tooFull);
        }
        added.forEach(row -> fates.put(row.key(), Fate.accepted(row)));
        SqlReadings.kept(sql, without(fates, rows)).forEach((key, row) -> fates.put(key, Fate.known(row)));
        open.forEach(row -> fates.putIfAbsent(row.key(), Fate.refused(QuarantineReason.HOUR_FULL)));
        return fates;
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
                Row row = Row.of(candidate.reading());
                receipts.add(fates.get(row.key()).receipt(row, !told.contains(row.key())));
                told.add(row.key());
            }
        }
        return Collections.unmodifiableList(receipts);
    }
}
