package fr.beffroi.journal.internal;

import fr.beffroi.api.Insee;
import fr.beffroi.journal.Entry;
import fr.beffroi.journal.Projection;
import fr.beffroi.store.Store;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jdbi.v3.core.Handle;

/** A projection that counts the entries of each commune, and sums their numbers: doubled, lost and disordered ones show. */
final class Fold implements Projection {

    static void makeTable(Store store) {
        store.write(
                sql -> sql.execute(
                        "CREATE TABLE IF NOT EXISTS fold (tenant TEXT PRIMARY KEY, entries BIGINT NOT NULL, mix BIGINT NOT NULL)"));
    }

    @Override
    public void apply(Handle sql, Entry entry) {
        sql.execute(
                "INSERT INTO fold (tenant, entries, mix) VALUES (?, 0, 0) ON CONFLICT (tenant) DO NOTHING", key(entry));
        sql.execute(
                "UPDATE fold SET entries = entries + 1, mix = (mix * 31 + ?) % 1000000007 WHERE tenant = ?",
                entry.number(), key(entry));
    }

    static Map<String, List<Long>> table(Store store) {
        Map<String, List<Long>> found = new TreeMap<>();
        store.read(sql -> sql.createQuery("SELECT tenant, entries, mix FROM fold")
                .map((row, context) ->
                        found.put(row.getString("tenant"), List.of(row.getLong("entries"), row.getLong("mix"))))
                .list());
        return found;
    }

    static Map<String, List<Long>> of(List<Entry> entries) {
        Map<String, List<Long>> expected = new TreeMap<>();
        for (Entry entry : entries) {
            List<Long> before = expected.getOrDefault(key(entry), List.of(0L, 0L));
            expected.put(key(entry), List.of(before.get(0) + 1, (before.get(1) * 31 + entry.number()) % 1_000_000_007));
        }
        return expected;
    }

    private static String key(Entry entry) {
        return entry.decision().tenant().map(Insee::code).orElse("house");
    }
}
