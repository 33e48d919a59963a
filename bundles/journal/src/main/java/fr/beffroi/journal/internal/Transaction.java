package fr.beffroi.journal.internal;

import fr.beffroi.api.decision.Decision;
import fr.beffroi.journal.Decisions;
import fr.beffroi.journal.Entry;
import fr.beffroi.journal.Projection;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;

/** One transaction of decisions, from taking hold of the head to putting it forward. */
final class Transaction implements Decisions {
    private final Thread thread = Thread.currentThread();
    private final Handle sql;
    private final String by;
    private final Map<String, Projection> projections;
    private final long before;
    private final long at;
    private long number;
    private String hash;
    private RuntimeException failure;
    private final List<Entry> entries = new ArrayList<>();
    private boolean ended;

    /** @param seen number of an entry up to which all these projections are known to have come */
    Transaction(Handle sql, String by, Clock clock, Map<String, Projection> projections, long seen) {
        this.sql = sql;
        this.by = by;
        this.projections = projections;
        Head head = Head.hold(sql);
        before = head.number();
        number = head.number();
        hash = head.hash();
        at = Math.max(Row.micros(clock.instant()), head.at());
        if (before != seen) {
            Places.catchUp(sql, projections, before);
        }
    }

    @Override
    public Entry record(Decision decision) {
        requireMine();
        try {
            Row row = Row.after(hash, number + 1, at, by, decision);
            insert(row);
            number = row.number();
            hash = row.hash();
            Entry entry = new Entry(row.number(), now(), by, decision, row.hash());
            projections.values().forEach(projection -> projection.apply(sql, entry));
            entries.add(entry);
            return entry;
        } catch (RuntimeException e) {
            failure = e;
            throw e;
        }
    }

    private void insert(Row row) {
        sql.execute(
                "INSERT INTO journal_entry (" + Row.COLUMNS + ") VALUES (?, ?, ?, ?, ?, ?, ?)",
                row.number(),
                row.at(),
                row.by(),
                row.kind(),
                row.tenant(),
                row.body(),
                row.hash());
    }

    @Override
    public Handle sql() {
        requireMine();
        return sql;
    }

    @Override
    public Instant now() {
        return Row.instant(at);
    }

    private void requireMine() {
        if (ended || Thread.currentThread() != thread) {
            throw new IllegalStateException("These decisions belong to another call: their transaction isn't yours.");
        }
    }

    /** What was recorded, in order. */
    List<Entry> entries() {
        return List.copyOf(entries);
    }

    /**
     * Puts the head and the places of the projections forward.
     *
     * @return number of the last entry
     */
    long end() {
        ended = true;
        if (failure != null) {
            throw new IllegalStateException("An entry could not be recorded, so nothing of this may stay.", failure);
        }
        if (number > before) {
            new Head(number, at, hash).put(sql);
            Places.put(sql, projections.keySet(), number);
        }
        return number;
    }
}
