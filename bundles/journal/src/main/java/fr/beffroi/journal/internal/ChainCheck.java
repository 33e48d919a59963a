package fr.beffroi.journal.internal;

import fr.beffroi.api.Insee;
import fr.beffroi.journal.Verification;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.LongConsumer;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;

/** Recomputes the chain from its beginning, and says of each entry what is wrong with it. Belongs to one thread, for one run. */
final class ChainCheck {
    private static final int MOST_FINDINGS = 100;
    private static final int PROGRESS_EVERY = 1_000;

    private final Set<String> attached;
    private final LongConsumer progress;
    private final List<String> findings = new ArrayList<>();
    private long unsaid;
    private long checked;
    private long last;
    private long lastAt = Long.MIN_VALUE;
    private String lastHash = Row.NO_HASH;
    /** The hash that the last entry should have had; differs when it was changed. */
    private String lastComputed = Row.NO_HASH;

    ChainCheck(Set<String> attached, LongConsumer progress) {
        this.attached = Set.copyOf(attached);
        this.progress = progress;
    }

    Verification run(Handle sql) {
        Head head = Head.read(sql);
        try (Stream<Row> rows = sql
                .createQuery("SELECT " + Row.COLUMNS + " FROM journal_entry ORDER BY number")
                .setFetchSize(PROGRESS_EVERY)
                .map((result, context) -> Row.of(result))
                .stream()) {
            rows.forEachOrdered(row -> check(row, head));
        }
        checkHead(head);
        checkPlaces(sql, head);
        progress.accept(checked);
        if (unsaid > 0) {
            findings.add("There are " + unsaid + " more findings like these.");
        }
        return new Verification(checked, lastHash, findings);
    }

    private void check(Row row, Head head) {
        if (++checked % PROGRESS_EVERY == 0) {
            progress.accept(checked);
        }
        if (row.number() < 1) {
            find("Entry %d was put in: the journal begins with entry 1.", row.number());
            return;
        }
        if (row.number() > head.number()) {
            find("Entry %d was put in: the journal ends with entry %d.", row.number(), head.number());
            return;
        }
        checkLink(row);
        checkContent(row);
        last = row.number();
        lastAt = row.at();
        lastHash = row.hash();
    }

    private void checkLink(Row row) {
        if (row.number() > last + 1) {
            missing(last + 1, row.number() - 1);
            // What the hash of the one before was is lost with it.
            lastComputed = row.hash();
            return;
        }
        String computed = row.hashAfter(lastHash);
        // When only the hash of the one before was changed, this one still follows from what that was.
        if (!computed.equals(row.hash()) && !row.hashAfter(lastComputed).equals(row.hash())) {
            find("Entry %d was changed: its content and its hash don't belong together.", row.number());
        } else {
            computed = row.hash();
        }
        lastComputed = computed;
    }

    private void checkContent(Row row) {
        if (row.at() < lastAt) {
            find("Entry %d was changed: it bears a time before that of the entry before it.", row.number());
        }
        try {
            String tenant = row.decision().tenant().map(Insee::code).orElse(null);
            if (!Objects.equals(tenant, row.tenant())) {
                find(
                        "Entry %d was changed: it is filed under the tenant %s, but concerns %s.",
                        row.number(), row.tenant(), tenant);
            }
        } catch (IllegalArgumentException e) {
            find("Entry %d can't be read: %s.", row.number(), e.getMessage());
        }
    }

    private void checkHead(Head head) {
        if (last < head.number()) {
            missing(last + 1, head.number());
        } else if (!head.hash().equals(lastHash) || last > 0 && head.at() != lastAt) {
            find("The head of the journal doesn't fit entry %d, its last: one of them was changed.", last);
        }
    }

    private void checkPlaces(Handle sql, Head head) {
        Places.all(sql).forEach((name, place) -> {
            if (place > head.number()) {
                find(
                        "The projection %s has seen entry %d, but the journal ends with entry %d.",
                        name, place, head.number());
            } else if (place < head.number() && attached.contains(name)) {
                find(
                        "The projection %s has seen entry %d, not the last one, %d: it catches up with the next decision.",
                        name, place, head.number());
            }
        });
    }

    private void missing(long from, long to) {
        if (from == to) {
            find("Entry %d is missing.", from);
        } else {
            find("Entries %d to %d are missing.", from, to);
        }
    }

    private void find(String sentence, Object... values) {
        if (findings.size() < MOST_FINDINGS) {
            findings.add(sentence.formatted(values));
        } else {
            unsaid++;
        }
    }
}
