package fr.beffroi.journal.internal;

import fr.beffroi.journal.Entry;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/** What this node decided last, so that its followers needn't ask the data store for it. Safe for use by many threads. */
final class Recent {
    private final int most;
    /** Without a gap. */
    private final Deque<Entry> entries = new ArrayDeque<>();

    /** @param most how many entries are kept */
    Recent(int most) {
        this.most = most;
    }

    /** The entries of one decision, after its commit and before that of the next. */
    synchronized void add(List<Entry> decided) {
        if (decided.isEmpty()) {
            return;
        }
        if (!entries.isEmpty()
                && entries.getLast().number() + 1 != decided.get(0).number()) {
            // Another node decided in between.
            entries.clear();
        }
        entries.addAll(decided);
        while (entries.size() > most) {
            entries.removeFirst();
        }
    }

    /**
     * Up to {@code limit} entries after one, in order: none when it is the last.
     *
     * @return empty when the next one isn't known here
     */
    synchronized Optional<List<Entry>> after(long number, int limit) {
        if (entries.isEmpty()
                || number + 1 < entries.getFirst().number()
                || number > entries.getLast().number()) {
            return Optional.empty();
        }
        return Optional.of(entries.stream()
                .dropWhile(entry -> entry.number() <= number)
                .limit(limit)
                .toList());
    }
}
