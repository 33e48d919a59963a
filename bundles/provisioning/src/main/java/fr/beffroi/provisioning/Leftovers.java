package fr.beffroi.provisioning;

import fr.beffroi.api.Insee;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * What failed operations left standing, until it is gone. Each is tried again with one of the next rounds, later and later; somebody
 * sees it all the time. Nothing here needs to be kept: after a start each is tried with the first round. Safe for use by many threads.
 */
final class Leftovers {
    private static final int LONGEST_PAUSE = 60;

    /**
     * Something that one more order could clear.
     *
     * @param key of what it belongs to
     * @param sentence what stays, in French
     * @param order asks for it to be ended again
     */
    record Rest(String key, String sentence, Runnable order) {}

    /** One rest's attempts: how many there were, and the round of the next. */
    private record Attempts(String sentence, int made, long next) {}

    private final Map<String, Attempts> rests = new TreeMap<>();
    private final Map<Insee, String> branches = new HashMap<>();
    private long round;

    /**
     * Takes note of what is left, and says what is to be tried in this round. The pause before each next attempt is twice the one
     * before, an hour of default rounds at most.
     *
     * @param unsettled keys of all that may still leave something, so that one being tried isn't taken for cleared
     */
    synchronized List<Rest> due(Collection<Rest> left, Set<String> unsettled) {
        round++;
        rests.keySet().retainAll(unsettled);
        return left.stream().filter(this::isDue).toList();
    }

    private boolean isDue(Rest rest) {
        Attempts before = rests.getOrDefault(rest.key(), new Attempts(rest.sentence(), 0, round));
        boolean due = round >= before.next();
        rests.put(
                rest.key(),
                due
                        ? new Attempts(
                                rest.sentence(),
                                before.made() + 1,
                                round + Math.min(LONGEST_PAUSE, 1L << Math.min(before.made(), 30)))
                        : new Attempts(rest.sentence(), before.made(), before.next()));
        return due;
    }

    /** The branch of a commune that leaves can't be closed. */
    synchronized void stays(Insee tenant, String sentence) {
        branches.put(tenant, sentence);
    }

    synchronized void gone(Insee tenant) {
        branches.remove(tenant);
    }

    /** What is left, in a sentence; empty when nothing is. */
    synchronized Optional<String> warning() {
        List<String> all = Stream.concat(
                        rests.values().stream().map(Attempts::sentence),
                        branches.values().stream().sorted())
                .toList();
        return all.isEmpty()
                ? Optional.empty()
                : Optional.of(all.size() + " ends are not complete, and are tried again by themselves; left: "
                        + String.join("; ", all.subList(0, Math.min(10, all.size()))) + ".");
    }
}
