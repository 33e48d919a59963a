package fr.beffroi.journal.internal;

import fr.beffroi.journal.Projection;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jdbi.v3.core.Handle;

/** How far each projection has come. */
final class Places {
    static final int BATCH = 500;

    private Places() {}

    /** The place of each projection that was ever attached. */
    static Map<String, Long> all(Handle sql) {
        Map<String, Long> places = new TreeMap<>();
        sql.createQuery("SELECT name, number FROM journal_projection")
                .map((result, context) -> places.put(result.getString("name"), result.getLong("number")))
                .list();
        return places;
    }

    static void enter(Handle sql, String name) {
        sql.execute("INSERT INTO journal_projection (name, number) VALUES (?, 0) ON CONFLICT (name) DO NOTHING", name);
    }

    /** In one statement, for the next decision waits for it. */
    static void put(Handle sql, Collection<String> names, long number) {
        // A copy: they may go while we are here.
        List<String> all = List.copyOf(names);
        if (!all.isEmpty()) {
            sql.createUpdate("UPDATE journal_projection SET number = :number WHERE name IN (<names>)")
                    .bind("number", number)
                    .bindList("names", all)
                    .execute();
        }
    }

    /** Lets projections see what they missed while another node decided. Mostly nothing. */
    static void catchUp(Handle sql, Map<String, Projection> projections, long head) {
        Map<String, Long> places = all(sql);
        projections.forEach((name, projection) -> {
            long place = places.get(name);
            while (place < head) {
                place = applyBatch(sql, name, projection, place);
            }
        });
    }

    /**
     * Applies the next entries to a projection.
     *
     * @return its new place
     */
    static long applyBatch(Handle sql, String name, Projection projection, long place) {
        List<Row> rows = SqlJournal.rows(sql, place, BATCH);
        if (rows.isEmpty()) {
            throw new IllegalStateException(
                    "The journal has no entry after " + place + ", though its head lies further on: run verify.");
        }
        rows.forEach(row -> projection.apply(sql, row.entry()));
        long reached = rows.get(rows.size() - 1).number();
        put(sql, List.of(name), reached);
        return reached;
    }

    static long place(Handle sql, String name) {
        return sql.createQuery("SELECT number FROM journal_projection WHERE name = ?")
                .bind(0, name)
                .mapTo(Long.class)
                .one();
    }
}
